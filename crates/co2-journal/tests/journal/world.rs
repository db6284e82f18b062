//! Commands for tests, and a journal that misbehaves on demand.

use co2_journal::{AppendError, Batch, Journal, JournalError, Ledger, Memory, Position};
use co2_offsets::{
    Choice, Command, Confirm, Digest, Line, PutRules, Request, Reserve, Rules, read_csv,
};
use co2_units::{Co2e, StageSet, Timestamp};
use std::collections::VecDeque;

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
    request(Command::Import(read_csv("stock".parse().unwrap(), table).unwrap()))
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
    }))
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

/// What happens to an append.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// It is surely not stored.
    NotWritten,
    /// It is stored, but the answer is lost.
    AnswerLost,
    /// It is lost on the way, and nobody knows.
    RequestLost,
    /// Somebody else claims the position.
    Conflict,
}

/// A shared journal whose next appends fail as scripted.
pub(crate) struct Faulty {
    pub(crate) inner: Memory,
    pub(crate) script: VecDeque<Fault>,
}

impl Journal for Faulty {
    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        self.inner.read_after(position, limit)
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        let cause = |text: &str| text.to_owned().into();
        match self.script.pop_front() {
            None => self.inner.append(batch),
            Some(Fault::NotWritten) => Err(AppendError::NotWritten(cause("disk full"))),
            Some(Fault::RequestLost) => Err(AppendError::Unknown(cause("request lost"))),
            Some(Fault::Conflict) => Err(AppendError::Conflict),
            Some(Fault::AnswerLost) => {
                self.inner.append(batch)?;
                Err(AppendError::Unknown(cause("answer lost")))
            }
        }
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        self.inner.put_document(digest, bytes)
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        self.inner.document(digest)
    }
}
