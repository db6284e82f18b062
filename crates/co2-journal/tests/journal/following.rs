//! Commands that follow from the answer to another one, in the same batch.

use crate::world::*;
use co2_journal::{Freshness, Journal, Ledger, Memory, Submission, SubmitError};
use co2_ledger::{OrderStatus, Present, Receipt, State};
use co2_offsets::Digest;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const PAPER: &[u8] = b"a document of the second command";

fn has(memory: &Memory) -> bool {
    memory.clone().document(&Digest::of(PAPER)).is_ok_and(|found| found.is_some())
}

/// A reservation and what follows from it.
fn then(
    order: &str,
    next: impl Fn(&State, &Receipt) -> Option<Submission> + Send + Sync + 'static,
) -> Submission {
    Submission::new(reserve(order, 1)).then(next)
}

/// A confirmation of this order, with a document.
fn paid(order: &'static str) -> impl Fn(&State, &Receipt) -> Option<Submission> {
    move |_, _| Some(Submission::new(confirm(order)).document(PAPER))
}

#[test]
fn both_commands_are_in_one_batch() {
    let mut memory = Memory::new();
    let ledger = stocked(memory.clone());
    let answer = ledger.submit(then("o-1", paid("o-1"))).unwrap();
    assert_eq!(answer.position.as_u64(), 3, "the stock and the rules are two");
    assert_eq!(answer.receipt.present, Present::Order(OrderStatus::Reserved));
    let next = answer.next.unwrap().unwrap();
    assert_eq!(next.present, Present::Order(OrderStatus::Confirmed));
    assert!(has(&memory));
    // The function sees the state with all commands of the batch, but not with those that follow.
    let seen = |state: &State, receipt: &Receipt| {
        assert_eq!(state.orders().count(), 3);
        let of = |order: &str| state.order(&order.parse().unwrap()).unwrap().status();
        assert_eq!([of("o-2"), of("o-3")], [OrderStatus::Reserved; 2]);
        assert!(!receipt.replayed);
        None
    };
    let answers = ledger.submit_all([then("o-2", paid("o-2")), then("o-3", seen)]);
    let nexts = answers.into_iter().map(|answer| answer.unwrap().next.is_some());
    assert_eq!(nexts.collect::<Vec<_>>(), [true, false]);
    // Repeated, the first command is answered with its first answer, and so is the second.
    let again = ledger.submit(then("o-1", paid("o-1"))).unwrap();
    assert!(again.receipt.replayed && again.next.unwrap().unwrap().replayed);
    let state = ledger.read(Freshness::Latest, |state, _| state.clone()).unwrap();
    assert_eq!(co2_journal::replay(&mut memory, None, |_| ()).unwrap().0, state);
}

/// Each of many callers gets the answers to its own commands.
#[test]
fn answers_are_not_mixed_up() {
    let ledger = stocked(Memory::new());
    std::thread::scope(|scope| {
        for caller in 0..8 {
            let ledger = &ledger;
            scope.spawn(move || {
                let given = (0..100).map(|number| {
                    let order = format!("o-{caller}-{number}");
                    let name = order.clone();
                    let next = move |_: &State, _: &Receipt| match number % 3 {
                        0 => None,
                        1 => Some(confirm(&name).into()),
                        _ => Some(confirm("nobody").into()),
                    };
                    then(&order, next)
                });
                for (number, answer) in ledger.submit_all(given).into_iter().enumerate() {
                    let answer = answer.unwrap();
                    let co2_ledger::Change::Reserved { reserve, .. } = &answer.receipt.first.change
                    else {
                        panic!("{answer:?}");
                    };
                    assert_eq!(reserve.order.as_str(), format!("o-{caller}-{number}"));
                    let next = answer.next.map(|next| next.is_ok());
                    assert_eq!(next, [None, Some(true), Some(false)][number % 3]);
                }
            });
        }
    });
}

#[test]
fn a_second_command_that_is_refused_leaves_the_first() {
    let memory = Memory::new();
    let ledger = stocked(memory.clone());
    let answer = ledger.submit(then("o-1", paid("nobody"))).unwrap();
    assert!(answer.next.unwrap().unwrap_err().to_string().contains("nobody"));
    assert!(!has(&memory));
    assert_eq!(orders_in(&memory), 1);
}

#[test]
fn nothing_follows_from_a_refusal_or_a_panic() {
    let memory = Memory::new();
    let ledger = stocked(memory.clone());
    let refused = Submission::new(confirm("nobody")).then(|_, _| panic!("it is not called"));
    assert!(matches!(ledger.submit(refused), Err(SubmitError::Refused(_))));
    let answer = ledger.submit(then("o-1", |_, _| panic!("this one is"))).unwrap();
    assert_eq!(answer.next, None);
    // The writer works on.
    assert!(ledger.submit(then("o-2", paid("o-2"))).unwrap().next.is_some());
    assert_eq!(orders_in(&memory), 2);
}

/// Another writer is faster, twice: the second command is made from what is true in the end.
#[test]
fn a_batch_that_is_decided_again_makes_it_again() {
    let memory = Memory::new();
    let ledger = stocked(memory.clone());
    let other = Ledger::open(memory.clone(), None).unwrap();
    let made = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&made);
    let next = move |state: &State, _: &Receipt| {
        let round = count.fetch_add(1, Ordering::Relaxed);
        if round < 2 {
            other.submit(reserve(&format!("other-{round}"), 1)).unwrap();
        }
        assert_eq!(state.orders().count(), round + 1);
        Some(Submission::new(confirm("o-1")).document(PAPER))
    };
    let answer = ledger.submit(then("o-1", next)).unwrap();
    assert_eq!(made.load(Ordering::Relaxed), 3);
    assert!(answer.next.unwrap().is_ok() && has(&memory));
    assert_eq!((answer.position.as_u64(), orders_in(&memory)), (5, 3));
}

/// If nothing is stored, neither command has happened.
#[test]
fn both_fail_together() {
    for failing in [Call::PutDocument, Call::Append] {
        let memory = Memory::new();
        let fails = Arc::new(AtomicUsize::new(0));
        let told = Arc::clone(&fails);
        let journal = Told::new(memory.clone(), move |call| {
            let fails = told.load(Ordering::Relaxed) == 1 && call == failing;
            if fails { Err("full".into()) } else { Ok(()) }
        });
        let ledger = stocked(journal);
        fails.store(1, Ordering::Relaxed);
        let error = ledger.submit(then("o-1", paid("o-1"))).unwrap_err();
        assert!(matches!(error, SubmitError::NotWritten { .. }), "{error}");
        assert_eq!(orders_in(&memory), 0);
        fails.store(0, Ordering::Relaxed);
        assert!(ledger.submit(then("o-1", paid("o-1"))).unwrap().next.is_some());
        assert_eq!(orders_in(&memory), 1);
    }
}
