//! Commands for tests, and a journal that waits.

use co2_journal::{
    Anchor, AppendError, Batch, Cause, Journal, JournalError, Ledger, Memory, Position,
};
use co2_ledger::{Command, Confirm, Import, Line, PutRules, Request, Reserve};
use co2_offsets::{Choice, Digest, Rules, read_csv};
use co2_units::{Co2e, StageSet, Timestamp};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

pub(crate) fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

pub(crate) fn request(command: Command) -> Request {
    Request { now: now(), command }
}

/// Stock of 1,000 t.
pub(crate) fn stock() -> Request {
    let table = "\
lot,serial,vintage,unit_size,project_name,country,technology
gs-1,GS1-1-UG-GS99999-16-2024-99999-1-1000,2024-01-01/2024-12-31,1 t,Example stoves,UG,cookstoves
";
    request(Command::Import(Import::new("stock".parse().unwrap(), read_csv(table).unwrap())))
}

pub(crate) fn rules() -> Request {
    let operation = "rules".parse().unwrap();
    request(Command::PutRules(PutRules { operation, rules: Rules::default().into() }))
}

pub(crate) fn reserve(order: &str, kilograms: u64) -> Request {
    request(Command::Reserve(Reserve {
        order: order.parse().unwrap(),
        attempt: 1,
        rules: Rules::default().id(),
        choice: Choice::Any,
        lines: vec![Line {
            id: 1,
            quantity: 1,
            each: Co2e::from_kilograms(kilograms).unwrap(),
            stages: StageSet::ALL,
            basis: None,
        }],
        hold_seconds: 900,
        price: None,
        about: None,
    }))
}

/// The same, with a document that says how its footprint came about.
pub(crate) fn reserve_with(order: &str, basis: Digest) -> Request {
    let mut request = reserve(order, 1);
    if let Command::Reserve(content) = &mut request.command {
        content.lines.iter_mut().for_each(|line| line.basis = Some(basis));
    }
    request
}

pub(crate) fn confirm(order: &str) -> Request {
    request(Command::Confirm(Confirm::whole(order.parse().unwrap())))
}

/// A ledger with stock and rules.
pub(crate) fn stocked(journal: impl Journal + 'static) -> Ledger {
    let ledger = Ledger::open(journal, None).unwrap();
    ledger.submit(stock()).unwrap();
    ledger.submit(rules()).unwrap();
    ledger
}

/// What a journal is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Call {
    Lock,
    Unlock,
    Read,
    Append,
    /// The append is done, and about to be answered.
    AppendStored,
    PutDocument,
    Document,
    PutSnapshot,
}

/// A journal in memory whose every call is told to somebody first, who may let it wait, fail or panic.
pub(crate) struct Told<F> {
    inner: Memory,
    tell: F,
}

impl<F: FnMut(Call) -> Result<(), Cause> + Send> Told<F> {
    pub(crate) fn new(inner: Memory, tell: F) -> Self {
        Self { inner, tell }
    }

    fn call(&mut self, call: Call) -> Result<(), JournalError> {
        (self.tell)(call).map_err(|cause| JournalError::new("do it", cause))
    }
}

impl<F: FnMut(Call) -> Result<(), Cause> + Send> Journal for Told<F> {
    fn lock(&mut self) -> Result<(), JournalError> {
        self.call(Call::Lock)
    }

    fn unlock(&mut self) {
        let _ = self.call(Call::Unlock);
    }

    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        self.call(Call::Read)?;
        self.inner.read_after(position, limit)
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        (self.tell)(Call::Append).map_err(AppendError::NotWritten)?;
        self.inner.append(batch)?;
        (self.tell)(Call::AppendStored).map_err(AppendError::Unknown)
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        self.call(Call::PutDocument)?;
        self.inner.put_document(digest, bytes)
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        self.call(Call::Document)?;
        self.inner.document(digest)
    }

    fn put_snapshot(&mut self, at: Anchor, bytes: &[u8]) -> Result<(), JournalError> {
        self.call(Call::PutSnapshot)?;
        self.inner.put_snapshot(at, bytes)
    }

    fn snapshot(&mut self) -> Result<Option<(Anchor, Vec<u8>)>, JournalError> {
        self.inner.snapshot()
    }
}

/// Holds up appends until it is opened, and knows when they have begun.
pub(crate) struct Gate {
    begun: Receiver<()>,
    open: Sender<()>,
}

/// A shared journal whose appends wait at a gate.
pub(crate) fn gated(inner: Memory) -> (impl Journal + 'static, Gate) {
    let ((begin, begun), (open, opened)) = (channel(), channel());
    let tell = move |call| {
        if call == Call::Append {
            let _ = begin.send(());
            opened.recv().unwrap();
        }
        Ok(())
    };
    (Told::new(inner, tell), Gate { begun, open })
}

impl Gate {
    /// Waits until an append has begun.
    pub(crate) fn wait(&self) {
        self.begun.recv_timeout(Duration::from_mins(1)).expect("an append begins");
    }

    /// Whether an append has begun that was not waited for.
    pub(crate) fn has_begun(&self) -> bool {
        self.begun.try_recv().is_ok()
    }

    /// Lets so many appends through.
    pub(crate) fn open(&self, appends: usize) {
        (0..appends).for_each(|_| self.open.send(()).unwrap());
    }
}

/// How many orders there are, as somebody else reads the journal.
pub(crate) fn orders_in(journal: &Memory) -> u64 {
    orders_of(journal.clone())
}

/// How many orders a sound journal has.
pub(crate) fn orders_of(mut journal: impl Journal) -> u64 {
    let (state, _) = co2_journal::replay(&mut journal, None, |_| ()).unwrap();
    assert_eq!(state.audit().violations, []);
    state.audit().totals.orders
}
