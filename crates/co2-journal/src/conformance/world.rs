//! Batches and commands for the checks.

use crate::anchor::{Anchor, Position};
use crate::batch::{Batch, Header};
use crate::journal::{AppendError, Journal};
use co2_ledger::{Command, PutRules, Request, State};
use co2_offsets::Rules;
use co2_units::Timestamp;

use super::{Outcome, must, unexpected};

/// Makes a command of its own: it makes one event and needs nothing before it.
pub(super) fn command(number: u64) -> Result<Request, String> {
    let operation = format!("rules-{number}").parse().map_err(unexpected)?;
    let put = PutRules { operation, rules: Rules::default().into() };
    Ok(Request { now: Timestamp::MIN, command: Command::PutRules(put) })
}

/// Makes a batch after `head`; its writer distinguishes it from others at the same position.
pub(super) fn batch(head: Anchor, writer: u64, events: usize) -> Result<Batch, String> {
    let decided = State::new().decide(&command(head.position.as_u64())?).map_err(unexpected)?;
    let event = decided.receipt.first;
    let header = Header { writer, revision: head.position.as_u64() };
    let batch = Batch::encode(head, header, &vec![event; events]);
    batch.ok_or_else(|| "no batch follows".to_owned())
}

/// Makes some consecutive batches from the start.
pub(super) fn chain(count: u64) -> Result<Vec<Batch>, String> {
    let (mut head, mut batches) = (Anchor::START, Vec::new());
    for _ in 0..count {
        let next = batch(head, 1, 1)?;
        head = next.anchor();
        batches.push(next);
    }
    Ok(batches)
}

pub(super) fn append(journal: &mut impl Journal, batch: &Batch) -> Outcome {
    journal.append(batch).map_err(unexpected)
}

pub(super) fn append_all(journal: &mut impl Journal, batches: &[Batch]) -> Outcome {
    batches.iter().try_for_each(|batch| append(journal, batch))
}

/// Checks that the append is refused with a conflict.
pub(super) fn conflicts(journal: &mut impl Journal, batch: &Batch, what: &str) -> Outcome {
    match journal.append(batch) {
        Err(AppendError::Conflict) => Ok(()),
        Ok(()) => Err(format!("it stored {what}")),
        Err(error) => Err(format!("{what} gives another error: {}", unexpected(error))),
    }
}

/// Reads everything in the journal, `limit` batches at a time.
pub(super) fn read_all(journal: &mut impl Journal, limit: usize) -> Result<Vec<Batch>, String> {
    let (mut place, mut all) = (Position::START, Vec::new());
    loop {
        let some = journal.read_after(place, limit).map_err(unexpected)?;
        must(some.len() <= limit, || format!("asked for {limit} batches, it gave {}", some.len()))?;
        let Some(last) = some.last() else { return Ok(all) };
        must(last.position > place, || "a read gives what comes before its position".to_owned())?;
        place = last.position;
        all.extend(some);
    }
}

/// Checks that the journal has exactly these batches.
pub(super) fn holds(journal: &mut impl Journal, expected: &[Batch]) -> Outcome {
    let found = read_all(journal, 100)?;
    must(found.len() == expected.len(), || {
        format!("it has {} batches instead of {}", found.len(), expected.len())
    })?;
    must(found == expected, || "the batches are other ones, or in another order".to_owned())
}
