//! Several writers on one journal.

use crate::world::*;
use co2_journal::{AppendError, Freshness, Journal, Ledger, Memory, Position, Sqlite, SubmitError};
use co2_ledger::error::ReserveError;
use co2_ledger::{CommandError, OrderStatus, Present};
use std::path::Path;
use std::sync::Barrier;
use std::thread;

/// Writers on one journal try to reserve and confirm 600 orders of 2 t, of which 500 are possible.
fn compete(open: impl Fn() -> Box<dyn FnOnce() -> Ledger + Send>) {
    let writers: Vec<_> = (0..3)
        .map(|writer| {
            let open = open();
            thread::spawn(move || {
                let ledger = open();
                let (mut done, mut short) = (0_u128, 0_u128);
                for chunk in 0..10 {
                    let name = |n| format!("w{writer}-{chunk}-{n}");
                    let orders = (0..20).map(|n| reserve(&name(n), 2_000));
                    for (n, answer) in (0..20).zip(ledger.submit_all(orders)) {
                        match answer {
                            Ok(answer) => {
                                assert!(!answer.receipt.replayed);
                                ledger.submit(confirm(&name(n))).unwrap();
                                done += 1;
                            }
                            Err(SubmitError::Refused(CommandError::Reserve(
                                ReserveError::InsufficientStock { .. },
                            ))) => short += 1,
                            Err(error) => panic!("{error}"),
                        }
                    }
                }
                assert_eq!(done + short, 200);
                done
            })
        })
        .collect();
    let done: u128 = writers.into_iter().map(|writer| writer.join().unwrap()).sum();
    let audit = open()().read(Freshness::Latest, |state, _| state.audit()).unwrap();
    assert_eq!(audit.violations, [], "no gram is used twice");
    assert_eq!(done, 500, "all stock is sold, once");
    assert_eq!(audit.totals.committed, 1_000_000_000);
}

#[test]
fn writers_on_one_store_in_memory() {
    let journal = Memory::new();
    drop(stocked(journal.clone()));
    compete(|| {
        let journal = journal.clone();
        Box::new(move || Ledger::open(journal, None).unwrap())
    });
}

#[test]
fn writers_on_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    drop(stocked(Sqlite::open(&path).unwrap()));
    compete(|| {
        let path = path.clone();
        Box::new(move || Ledger::open(Sqlite::open(path).unwrap(), None).unwrap())
    });
}

/// Once, some processes that created a file at the same time found it locked.
#[test]
fn a_file_can_be_created_by_several_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let open_together = |path: &Path| -> Vec<Ledger> {
        let start = Barrier::new(6);
        thread::scope(|scope| {
            let open = || {
                start.wait();
                Ledger::open(Sqlite::open(path).unwrap(), None).unwrap()
            };
            let openers: Vec<_> = (0..6).map(|_| scope.spawn(open)).collect();
            openers.into_iter().map(|opener| opener.join().unwrap()).collect()
        })
    };
    for round in 0..100 {
        open_together(&folder.path().join(format!("{round}.db")));
    }
    // They share one ledger.
    let path = folder.path().join("last.db");
    for (n, ledger) in open_together(&path).into_iter().enumerate() {
        ledger.submit(stock()).unwrap();
        ledger.submit(rules()).unwrap();
        ledger.submit(reserve(&format!("o-{n}"), 1)).unwrap();
    }
    let (state, anchor) =
        co2_journal::replay(&mut Sqlite::open(&path).unwrap(), None, |_| ()).unwrap();
    assert_eq!((state.audit().totals.orders, anchor.position.as_u64()), (6, 8));
}

/// The lock is released by an append that fails, and by `unlock`.
#[test]
fn a_lock_is_given_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    drop(stocked(Sqlite::open(&path).unwrap()));
    let mut one = Sqlite::open(&path).unwrap();
    let mut other = Sqlite::open(&path).unwrap();
    let batch = one.read_after(Position::new(1), 1).unwrap().remove(0);
    for _ in 0..3 {
        one.lock().unwrap();
        one.lock().unwrap();
        assert!(matches!(one.append(&batch), Err(AppendError::Conflict)));
        other.lock().unwrap();
        other.unlock();
        other.unlock();
        assert!(matches!(one.append(&batch), Err(AppendError::Conflict)), "without the lock");
    }
}

#[test]
fn an_order_of_one_writer_is_known_to_the_other_at_once() {
    let journal = Memory::new();
    let one = stocked(journal.clone());
    let other = Ledger::open(journal, None).unwrap();
    for n in 0..200 {
        let order = format!("o-{n}");
        one.submit(reserve(&order, 1)).unwrap();
        other.submit(confirm(&order)).unwrap();
    }
}

#[test]
fn a_refusal_is_true_of_the_journal_not_of_a_cache() {
    let journal = Memory::new();
    let one = stocked(journal.clone());
    let other = Ledger::open(journal, None).unwrap();
    one.submit(reserve("o-1", 1_000_000)).unwrap();
    // The other writer has not seen that yet, but its refusal must take it into account.
    let error = other.submit(reserve("o-2", 1)).unwrap_err();
    assert_eq!(error.to_string(), "1 kg CO2e requested, but 0 kg CO2e available");
}

/// A batch that writes nothing is answered from what the journal has now: a repeated command also learns
/// the state after what another writer did.
#[test]
fn an_answer_without_a_write_is_fresh() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let one = stocked(Sqlite::open(&path).unwrap());
    let other = Ledger::open(Sqlite::open(&path).unwrap(), None).unwrap();
    for n in 0..50 {
        let order = format!("o-{n}");
        let first = one.submit(reserve(&order, 1)).unwrap();
        let confirmed = other.submit(confirm(&order)).unwrap();
        let again = one.submit(reserve(&order, 1)).unwrap();
        assert_eq!(again.receipt.first, first.receipt.first);
        assert_eq!(again.receipt.present, Present::Order(OrderStatus::Confirmed));
        assert_eq!(again.position, confirmed.position, "the journal's, not this writer's last");
    }
}

#[test]
fn reads_are_as_fresh_as_asked() {
    let journal = Memory::new();
    let one = stocked(journal.clone());
    let other = Ledger::open(journal.clone(), None).unwrap();
    let answer = one.submit(reserve("o-1", 1)).unwrap();
    let orders = |freshness| other.read(freshness, |state, _| state.audit().totals.orders).unwrap();
    assert_eq!(orders(Freshness::Cached), 0);
    assert_eq!(orders(Freshness::AtLeast(answer.position)), 1);
    one.submit(reserve("o-2", 1)).unwrap();
    assert_eq!(orders(Freshness::AtLeast(answer.position)), 1, "fresh enough");
    assert_eq!(orders(Freshness::Latest), 2);
    let mut journal = journal;
    assert_eq!(journal.read_after(answer.position, 10).unwrap().len(), 1);
}

/// Somebody has the file open in a shell of SQLite, in the middle of a transaction.
#[test]
fn waiting_for_a_lock_has_an_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    drop(stocked(Sqlite::open(&path).unwrap()));
    let mut journal = Sqlite::open(&path).unwrap();
    journal.wait_at_most(std::time::Duration::from_millis(20)).unwrap();
    let ledger = Ledger::open(journal, None).unwrap();
    let shell = rusqlite::Connection::open(&path).unwrap();
    shell.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = ledger.submit(reserve("o-1", 1)).unwrap_err();
    assert!(
        error.is_transient() && error.to_string().contains("kept the ledger locked"),
        "{error}"
    );
    shell.execute_batch("ROLLBACK").unwrap();
    ledger.submit(reserve("o-1", 1)).unwrap();
}
