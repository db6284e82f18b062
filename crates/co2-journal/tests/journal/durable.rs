//! What was answered is there when the ledger is opened again.

use crate::world::*;
use co2_journal::{Freshness, Journal, Ledger, Memory, Position, Sqlite};
use co2_ledger::{Command, CommandError, Import, Line, OrderStatus, Present};
use co2_offsets::{Digest, read_csv};
use co2_units::Co2e;

#[test]
fn a_file_has_all_that_was_answered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let ledger = stocked(Sqlite::open(&path).unwrap());
    let first = ledger.submit(reserve("o-1", 371)).unwrap();
    ledger.submit(confirm("o-1")).unwrap();
    let digest = ledger.read(Freshness::Cached, |state, _| state.digest()).unwrap();
    drop(ledger);

    let ledger = Ledger::open(Sqlite::open_existing(&path).unwrap(), None).unwrap();
    let read = ledger.read(Freshness::Latest, |state, _| (state.digest(), state.audit()));
    let (reopened, audit) = read.unwrap();
    assert_eq!(reopened, digest);
    assert_eq!(audit.violations, []);
    let again = ledger.submit(reserve("o-1", 371)).unwrap().receipt;
    assert!(again.replayed);
    assert_eq!(again.first, first.receipt.first, "the first answer, from another process");
    assert_eq!(again.present, Present::Order(OrderStatus::Confirmed));
}

#[test]
fn commands_that_wait_share_one_batch() {
    let (journal, gate) = gated(Memory::new());
    let ledger = Ledger::open(journal, None).unwrap();
    gate.open(1);
    ledger.submit(stock()).unwrap();
    // The writer is held at the gate with the rules while fifty orders queue up.
    let other = ledger.clone();
    let rules = std::thread::spawn(move || other.submit(rules()).unwrap().position);
    let orders = (0..50).map(|n| reserve(&format!("o-{n}"), 1));
    let opener = std::iter::from_fn(|| {
        // Requested after the last order.
        gate.open(3);
        None
    });
    let answers = ledger.submit_all(orders.chain(opener));
    let positions: Vec<u64> =
        answers.into_iter().map(|answer| answer.map_or(0, |a| a.position.as_u64())).collect();
    let rules = rules.join().unwrap().as_u64();
    // Whichever of the two threads came first, at most three batches were needed for 51 commands.
    assert!(rules <= 4 && positions.iter().all(|&position| position <= 4), "{positions:?}");
    assert!(positions.iter().filter(|&&p| p == positions[49]).count() > 1, "{positions:?}");
}

/// However many commands are waiting, a batch stays small enough to be read with its neighbours.
#[test]
fn large_commands_do_not_make_large_batches() {
    let inner = Memory::new();
    drop(stocked(inner.clone()));
    let (journal, gate) = gated(inner.clone());
    let ledger = Ledger::open(journal, None).unwrap();
    let orders = (0..100).map(|n| {
        let mut order = reserve(&format!("o-{n}"), 1);
        let Command::Reserve(content) = &mut order.command else { unreachable!() };
        let first = content.lines[0];
        let lines = 1..=1_000;
        let basis = Some(Digest::of(b"basis"));
        content.lines = lines.map(|id| Line { id, each: Co2e::GRAM, basis, ..first }).collect();
        order
    });
    let opener = std::iter::from_fn(|| {
        gate.open(100);
        None
    });
    for answer in ledger.submit_all(orders.chain(opener)) {
        answer.unwrap();
    }
    let mut journal = inner;
    let batches = journal.read_after(Position::new(2), 200).unwrap();
    let largest = batches.iter().map(|batch| batch.body.len()).max().unwrap();
    assert!(largest < 900_000, "{largest}");
    assert!(batches.len() < 50, "but they are shared: {}", batches.len());
}

/// Large batches are read a few at a time; an import is one batch, whatever its size.
#[test]
fn large_batches_are_not_read_all_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let ledger = Ledger::open(Sqlite::open(&path).unwrap(), None).unwrap();
    for n in 0..4 {
        let mut table = "lot,serial,vintage,unit_size,project_name,country,technology\n".to_owned();
        for lot in 0..20_000 {
            use std::fmt::Write;
            writeln!(
                table,
                "l-{n}-{lot},GS1-1-UG-GS99999-16-2024-{n}{lot:05}-1-1,2024-01-01/2024-12-31,1 t,Stoves,UG,cookstoves"
            )
            .unwrap();
        }
        let stock = read_csv(&table).unwrap();
        let import = Import::new(format!("stock-{n}").parse().unwrap(), stock);
        ledger.submit(request(Command::Import(import))).unwrap();
    }
    let mut journal = Sqlite::open(&path).unwrap();
    let some = journal.read_after(Position::START, 64).unwrap();
    assert!((1..4).contains(&some.len()), "{}", some.len());
    drop(ledger);
    let (state, anchor) = co2_journal::replay(&mut journal, None, |_| ()).unwrap();
    assert_eq!((state.lots().count(), anchor.position.as_u64()), (80_000, 4));
}

#[test]
fn refusals_are_answered_too_and_name_their_reason() {
    let ledger = stocked(Memory::new());
    let error = ledger.submit(confirm("o-1")).unwrap_err();
    assert!(!error.is_transient());
    assert_eq!(error.to_string(), "order o-1 is not known");
    let error = ledger.submit(reserve("o-1", 2_000_000)).unwrap_err();
    assert!(error.is_transient(), "stock may come in");
    assert!(matches!(error, co2_journal::SubmitError::Refused(CommandError::Reserve(_))));
}

#[test]
fn documents_are_kept_under_their_digest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let ledger = Ledger::open(Sqlite::open(&path).unwrap(), None).unwrap();
    let digest = ledger.put_document(b"certificate".to_vec()).unwrap();
    assert_eq!(digest, Digest::of(b"certificate"));
    assert_eq!(ledger.put_document(b"certificate".to_vec()).unwrap(), digest);
    drop(ledger);
    let ledger = Ledger::open(Sqlite::open(&path).unwrap(), None).unwrap();
    assert_eq!(ledger.document(digest).unwrap().as_deref(), Some(&b"certificate"[..]));
    assert_eq!(ledger.document(Digest::of(b"another")).unwrap(), None);
}

#[test]
fn the_state_of_any_position_can_be_read() {
    let mut journal = Memory::new();
    let ledger = stocked(journal.clone());
    let mut digests = vec![ledger.read(Freshness::Cached, |state, _| state.digest()).unwrap()];
    for request in [reserve("o-1", 371), confirm("o-1")] {
        ledger.submit(request).unwrap();
        digests.push(ledger.read(Freshness::Cached, |state, _| state.digest()).unwrap());
    }
    for (position, digest) in (2..).zip(digests) {
        let then = co2_journal::state_at(&mut journal, Position::new(position)).unwrap();
        assert_eq!(then.digest(), digest);
    }
    let start = co2_journal::state_at(&mut journal, Position::START).unwrap();
    assert_eq!(start, co2_ledger::State::new());
    assert!(co2_journal::state_at(&mut journal, Position::new(5)).is_err(), "it ends before");
}

/// A program that keeps data beside the ledger follows the ledger in this way, a part at a time.
#[test]
fn events_are_read_in_order_from_any_place_on() {
    let ledger = stocked(Memory::new());
    for order in 0..200 {
        ledger.submit(reserve(&format!("o-{order}"), 1)).unwrap();
    }
    let (mut place, mut all, mut parts) = (co2_journal::Anchor::START, Vec::new(), Vec::new());
    loop {
        let (events, after) = ledger.events_after(place).unwrap();
        if events.is_empty() {
            assert_eq!(after, place);
            break;
        }
        parts.push(events.len());
        all.extend(events);
        place = after;
    }
    assert!(parts.len() > 1 && all.len() > 200, "{parts:?}");
    let head = ledger.read(Freshness::Latest, |_, head| head).unwrap();
    assert_eq!(place, head);
    // Folding them gives the state.
    let mut state = co2_ledger::State::new();
    for event in &all {
        drop(state.fold(event).unwrap());
    }
    let digest = ledger.read(Freshness::Cached, |state, _| state.digest()).unwrap();
    assert_eq!(state.digest(), digest);
    // Only what is new since a position is returned, and nothing from a position that this journal does not have.
    ledger.submit(confirm("o-1")).unwrap();
    assert_eq!(ledger.events_after(place).unwrap().0.len(), 1);
    let elsewhere = co2_journal::Anchor { hash: Digest::of(b"another"), ..head };
    assert!(ledger.events_after(elsewhere).is_err());
}
