//! Orders that were archived: what is said of them is read from the journal.

use crate::world::*;
use co2_journal::{
    AppendError, Batch, BatchFault, Freshness, Journal, JournalError, Ledger, Memory, Position,
    Recall, ReplayError, Sqlite, SubmitError, replay, verify,
};
use co2_ledger::command::{Invalidate, Invalidated, OnDifference, Units};
use co2_ledger::{
    Assign, Command, CommandError, Coverage, OrderStatus, Present, RecordCertificate,
    RecordRetirement, RequestRetirement, Return,
};
use co2_offsets::{Digest, Reference};
use co2_units::Timestamp;
use co2_units::product::{Model, ProductId};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

fn product(serial: &str) -> ProductId {
    ProductId::new(Model::Gtin("09506000134352".parse().unwrap()), serial.parse().unwrap())
}

fn assign(order: &str, serial: &str) -> co2_ledger::Request {
    let (order, product) = (order.parse().unwrap(), product(serial));
    request(Command::Assign(Assign { order, product, line: 1 }))
}

fn archive() -> co2_ledger::Request {
    request(Command::Archive { before: Timestamp::MAX, most: 1_000 })
}

pub(crate) fn archived(ledger: &Ledger) -> u32 {
    match ledger.submit(archive()).unwrap().receipt.present {
        Present::Archived { orders } => orders,
        other => panic!("{other:?}"),
    }
}

/// The coverage as a read with the order in full has it.
fn coverage(ledger: &Ledger, order: &str, serial: &str) -> Option<Coverage> {
    let (id, product) = (order.parse().unwrap(), product(serial));
    let recall = Recall::Order(order.parse().unwrap());
    let read = move |state: &co2_ledger::State, _| state.coverage(&id, &product);
    ledger.read_with(Freshness::Latest, recall, read).unwrap()
}

/// A ledger whose orders are fulfilled with retired units, a tonne each.
pub(crate) fn fulfilled(journal: impl Journal + 'static, orders: u32) -> Ledger {
    let ledger = stocked(journal);
    let serial = "GS1-1-UG-GS99999-16-2024-99999-1-1000";
    let (operation, lot) = ("r".parse().unwrap(), "gs-1".parse().unwrap());
    let asked = RequestRetirement { operation, lot, first_unit: 1, last_unit: 1_000 };
    ledger.submit(request(Command::RequestRetirement(asked))).unwrap();
    let record = RecordRetirement {
        operation: "r".parse().unwrap(),
        reference: Reference::new("DEMO-1").unwrap(),
        date: "2026-11-20".parse().unwrap(),
        serials: vec![serial.parse().unwrap()],
        on_difference: OnDifference::Report,
    };
    ledger.submit(request(Command::RecordRetirement(record))).unwrap();
    for n in 0..orders {
        let (order, serial) = (format!("o-{n}"), format!("SN-{n}"));
        let given = [reserve(&order, 1_000), confirm(&order), assign(&order, &serial)];
        assert!(ledger.submit_all(given).iter().all(Result::is_ok));
        let covered = coverage(&ledger, &order, &serial).unwrap();
        let record = RecordCertificate {
            order: covered.order,
            product: covered.product,
            coverage: covered.id,
            edition: 0,
            replaces: None,
            digest: Digest::of(order.as_bytes()),
        };
        ledger.submit(request(Command::RecordCertificate(record))).unwrap();
    }
    ledger
}

pub(crate) fn take_back(order: &str, serial: &str) -> co2_ledger::Request {
    let (order, operation) = (order.parse().unwrap(), "back".parse().unwrap());
    request(Command::Return(Return { order, operation, product: product(serial) }))
}

/// The same on every store: `again` opens it once more.
fn story(first: &Ledger, again: impl Fn() -> Ledger) {
    let before = coverage(first, "o-1", "SN-1").unwrap();
    let answer = first.submit(confirm("o-1")).unwrap().receipt;
    assert_eq!(archived(first), 5);
    assert_eq!(archived(first), 0);
    let second = again();
    for ledger in [first, &second] {
        let position = ledger.submit(confirm("o-2")).unwrap().position;
        let order = |state: &co2_ledger::State, _| {
            state.order(&"o-1".parse().unwrap()).map(std::borrow::Cow::into_owned)
        };
        assert_eq!(ledger.read(Freshness::Latest, order).unwrap(), None);
        assert_eq!(coverage(ledger, "o-1", "SN-1"), Some(before.clone()));
        assert_eq!(coverage(ledger, "o-9", "SN-1"), None);
        assert_eq!(ledger.submit(confirm("o-1")).unwrap().receipt, answer);
        let error = ledger.submit(reserve("o-1", 999)).unwrap_err();
        let conflict = CommandError::Conflict {
            key: reserve("o-1", 999).command.key().unwrap(),
            field: "lines",
        };
        assert_eq!(error, SubmitError::Refused(conflict));
        assert!(ledger.submit(assign("o-1", "SN-2")).is_err());
        // Nothing was written by all that.
        assert_eq!(ledger.submit(confirm("o-2")).unwrap().position, position);
    }
    // One brings an order back; for the other it is so, too.
    assert!(!second.submit(take_back("o-1", "SN-1")).unwrap().receipt.replayed);
    assert!(first.submit(take_back("o-1", "SN-1")).unwrap().receipt.replayed);
    assert_eq!(archived(first), 1);
    assert!(second.submit(take_back("o-1", "SN-1")).unwrap().receipt.replayed);
    // A loss that shows later.
    let lot = "gs-1".parse().unwrap();
    let what = Invalidated::Units(Units { lot, first_unit: 1, last_unit: 5 });
    let (operation, reference) = ("gone".parse().unwrap(), Reference::new("DEMO-2").unwrap());
    let lost = Invalidate { operation, what, reference };
    first.submit(request(Command::Invalidate(lost))).unwrap();
    let lacks = |state: &co2_ledger::State, _| state.shortfalls();
    assert_eq!(second.read(Freshness::Latest, lacks).unwrap(), []);
    let lacks = second.read_with(Freshness::Latest, Recall::Lacking, lacks).unwrap();
    let named: Vec<_> = lacks.iter().map(|lack| lack.order.as_str()).collect();
    assert_eq!(named, ["o-0", "o-2", "o-3", "o-4"], "one came back");
    let digest = first.read(Freshness::Latest, |state, _| state.digest()).unwrap();
    // From a snapshot, and by a replay.
    second.close().unwrap();
    first.close().unwrap();
    let third = again();
    assert_eq!(third.read(Freshness::Latest, |state, _| state.digest()).unwrap(), digest);
    let receipt = third.submit(confirm("o-3")).unwrap().receipt;
    assert_eq!((receipt.replayed, receipt.present), (true, Present::Order(OrderStatus::Confirmed)));
    let asked = third.read_with_async(Freshness::Latest, Recall::Lacking, |s, _| s.shortfalls());
    assert_eq!(pollster::block_on(asked).unwrap(), lacks);
    let audit = third.read(Freshness::Latest, |state, _| state.audit()).unwrap();
    assert_eq!((audit.violations, audit.totals.orders), (vec![], 5));
}

#[test]
fn archived_orders_are_answered_for_in_memory() {
    let mut journal = Memory::new();
    let first = fulfilled(journal.clone(), 5);
    story(&first, || Ledger::open(journal.clone(), None).unwrap());
    let (state, _) = replay(&mut journal, None, |_| ()).unwrap();
    assert_eq!(state.archived_count(), 5);
}

#[test]
fn archived_orders_are_answered_for_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let first = fulfilled(Sqlite::open(&path).unwrap(), 5);
    story(&first, || Ledger::open(Sqlite::open(&path).unwrap(), None).unwrap());
}

/// A store that cannot be read at will, or gives changed bytes.
struct Fickle(Memory, Arc<AtomicU8>);

impl Journal for Fickle {
    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        let mut batches = self.0.read_after(position, limit)?;
        match self.1.load(Ordering::SeqCst) {
            // What comes after its place is asked for by a writer that catches up.
            1 if !batches.is_empty() => Err(JournalError::new("read batches", "unplugged")),
            2 => {
                for batch in &mut batches {
                    if let Some(byte) = batch.body.last_mut() {
                        *byte ^= 1;
                    }
                }
                Ok(batches)
            }
            _ => Ok(batches),
        }
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        self.0.append(batch)
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        self.0.put_document(digest, bytes)
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        self.0.document(digest)
    }
}

#[test]
fn a_record_that_cannot_be_read_is_no_answer() {
    let mood = Arc::new(AtomicU8::new(0));
    let ledger = fulfilled(Fickle(Memory::new(), Arc::clone(&mood)), 2);
    assert_eq!(archived(&ledger), 2);
    mood.store(1, Ordering::SeqCst);
    // What shares the batch goes on.
    let answers = ledger.submit_all([reserve("new", 1), confirm("o-1"), confirm("new")]);
    assert!(!answers[0].as_ref().unwrap().receipt.replayed);
    assert!(matches!(&answers[1], Err(SubmitError::Unreachable { .. })), "{answers:?}");
    assert!(!answers[2].as_ref().unwrap().receipt.replayed);
    let error = ledger.submit(confirm("o-1")).unwrap_err();
    assert!(matches!(error, SubmitError::Unreachable { .. }) && error.is_transient(), "{error}");
    mood.store(0, Ordering::SeqCst);
    assert!(ledger.submit(confirm("o-1")).unwrap().receipt.replayed);
    assert!(ledger.submit(reserve("new", 1)).unwrap().receipt.replayed);
    mood.store(2, Ordering::SeqCst);
    let error = ledger.submit(confirm("o-1")).unwrap_err();
    assert!(matches!(error, SubmitError::Broken { .. }), "{error}");
}

/// An order that comes back with another deadline than it was archived with. Fingerprints do not tell; the
/// record does.
#[test]
fn an_order_that_comes_back_otherwise_is_found() {
    let mut journal = Memory::new();
    let ledger = fulfilled(journal.clone(), 1);
    assert_eq!(archived(&ledger), 1);
    ledger.submit(take_back("o-0", "SN-0")).unwrap();
    ledger.close().unwrap();
    assert!(verify(&mut journal, None, |_| ()).is_ok());
    let batches = journal.read_after(Position::START, 1_000).unwrap();
    let (last, before) = batches.split_last().unwrap();
    let head = before.last().unwrap().anchor();
    let forged = last.decode(head).unwrap().into_iter().map(|event| {
        let mut text = serde_json::to_value(&*event).unwrap();
        if let Some(record) = text.pointer_mut("/change/Reopened/record/reserve") {
            assert_eq!(record["hold_seconds"], 900);
            record["hold_seconds"] = 901.into();
        }
        Arc::new(serde_json::from_value(text).unwrap())
    });
    let forged: Vec<_> = forged.collect();
    let mut other = Memory::new();
    for batch in before {
        other.append(batch).unwrap();
    }
    other.append(&Batch::encode(head, last.header().unwrap(), &forged).unwrap()).unwrap();
    assert!(replay(&mut other, None, |_| ()).is_ok());
    match verify(&mut other, None, |_| ()).unwrap_err() {
        ReplayError::Batch(error) => {
            assert_eq!((error.position, error.fault), (last.position, BatchFault::Record));
        }
        error => panic!("{error}"),
    }
}
