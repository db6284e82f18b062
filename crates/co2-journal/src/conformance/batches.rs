//! Checks that batches are stored, read, and refused correctly.

use super::world::{append, append_all, batch, chain, conflicts, holds, read_all};
use super::{Check, Outcome, Provider, must, unexpected};
use crate::anchor::{Anchor, Position};
use crate::batch::Batch;
use crate::journal::{AppendError, Journal};
use co2_offsets::Digest;
use std::sync::Barrier;
use std::thread;

pub(super) fn checks<P: Provider>() -> [Check<P>; 11] {
    [
        ("a new store is empty", empty),
        ("batches are read as they were stored, in order", in_order),
        ("a read begins after its position", after_position),
        ("a read keeps to its limit and comes to the end", limits),
        ("a position is taken once", taken),
        ("a gap is refused", gap),
        ("a batch that does not follow is refused", other_chain),
        ("batches are there when the store is opened again", reopened),
        ("a handle sees at once what another has stored", seen_at_once),
        ("of those who append at one position one wins", race),
        ("large batches are kept whole", large),
    ]
}

fn empty<P: Provider>(provider: &mut P) -> Outcome {
    let mut journal = provider.create().map_err(unexpected)?;
    append_all(&mut journal, &chain(2)?)?;
    drop(journal);
    let mut journal = provider.create().map_err(unexpected)?;
    holds(&mut journal, &[])?;
    let beyond = journal.read_after(Position::new(7), 1).map_err(unexpected)?;
    must(beyond.is_empty(), || "it has a batch after position 7".to_owned())
}

fn in_order<P: Provider>(provider: &mut P) -> Outcome {
    let mut journal = provider.create().map_err(unexpected)?;
    // Enough for positions of several digits, which some stores would sort as text.
    let batches = chain(120)?;
    append_all(&mut journal, &batches)?;
    holds(&mut journal, &batches)
}

fn after_position<P: Provider>(provider: &mut P) -> Outcome {
    let mut journal = provider.create().map_err(unexpected)?;
    let batches = chain(5)?;
    append_all(&mut journal, &batches)?;
    for (skip, place) in (0..6_usize).zip(0..) {
        let found = journal.read_after(Position::new(place), 1).map_err(unexpected)?;
        must(found.first() == batches.get(skip), || {
            format!("after position {place} it gives another batch than the next")
        })?;
    }
    let last = journal.read_after(Position::new(u64::MAX), 1).map_err(unexpected)?;
    must(last.is_empty(), || "it has a batch after the last position".to_owned())
}

fn limits<P: Provider>(provider: &mut P) -> Outcome {
    let mut journal = provider.create().map_err(unexpected)?;
    let batches = chain(23)?;
    append_all(&mut journal, &batches)?;
    for limit in [1, 2, 22, 23, 24, usize::MAX] {
        let found = read_all(&mut journal, limit)?;
        must(found == batches, || {
            format!("{limit} at a time, it gives {} of {} batches", found.len(), batches.len())
        })?;
    }
    Ok(())
}

fn taken<P: Provider>(provider: &mut P) -> Outcome {
    let mut journal = provider.create().map_err(unexpected)?;
    let batches = chain(3)?;
    append_all(&mut journal, &batches)?;
    for stored in &batches {
        let head = Anchor { position: stored.position.before(), hash: stored.previous };
        conflicts(&mut journal, &batch(head, 2, 1)?, "a second batch at a position")?;
        conflicts(&mut journal, stored, "the same batch twice")?;
    }
    holds(&mut journal, &batches)
}

fn gap<P: Provider>(provider: &mut P) -> Outcome {
    let mut journal = provider.create().map_err(unexpected)?;
    let batches = chain(4)?;
    let later = |skip: usize| batches.iter().skip(skip);
    for batch in later(1) {
        conflicts(&mut journal, batch, "a batch without the first")?;
    }
    for batch in batches.iter().take(1) {
        append(&mut journal, batch)?;
    }
    for batch in later(2) {
        conflicts(&mut journal, batch, "a batch without the one before it")?;
    }
    holds(&mut journal, batches.get(..1).unwrap_or_default())
}

fn other_chain<P: Provider>(provider: &mut P) -> Outcome {
    let mut journal = provider.create().map_err(unexpected)?;
    let hash = Digest::of(b"another");
    let first = Anchor { position: Position::START, hash };
    conflicts(&mut journal, &batch(first, 1, 1)?, "a first batch that follows another")?;
    let batches = chain(2)?;
    append_all(&mut journal, &batches)?;
    let third = Anchor { position: Position::new(2), hash };
    conflicts(&mut journal, &batch(third, 1, 1)?, "a batch that follows another")?;
    holds(&mut journal, &batches)
}

fn reopened<P: Provider>(provider: &mut P) -> Outcome {
    let mut batches = chain(4)?;
    let last = batches.pop();
    let mut journal = provider.create().map_err(unexpected)?;
    append_all(&mut journal, &batches)?;
    drop(journal);
    let mut journal = provider.open().map_err(unexpected)?;
    holds(&mut journal, &batches)?;
    if let Some(batch) = last {
        append(&mut journal, &batch)?;
        batches.push(batch);
    }
    drop(journal);
    holds(&mut provider.open().map_err(unexpected)?, &batches)
}

fn seen_at_once<P: Provider>(provider: &mut P) -> Outcome {
    let mut one = provider.create().map_err(unexpected)?;
    let mut other = provider.open().map_err(unexpected)?;
    let batches = chain(20)?;
    for (batch, stored) in batches.iter().zip(1..) {
        append(&mut one, batch)?;
        holds(&mut other, batches.get(..stored).unwrap_or_default())?;
        conflicts(&mut other, batch, "what another handle has stored")?;
        std::mem::swap(&mut one, &mut other);
    }
    Ok(())
}

/// Several handles repeatedly append at the same position at the same time.
fn race<P: Provider>(provider: &mut P) -> Outcome {
    const HANDLES: usize = 4;
    const ROUNDS: usize = 40;
    let mut first = provider.create().map_err(unexpected)?;
    let mut handles = Vec::new();
    for _ in 0..HANDLES {
        handles.push(provider.open().map_err(unexpected)?);
    }
    let mut stored = Vec::new();
    for round in 0..ROUNDS {
        let head = stored.last().map_or(Anchor::START, Batch::anchor);
        let barrier = Barrier::new(HANDLES);
        let attempt = |(writer, journal): (u64, &mut P::Journal)| {
            let batch = batch(head, writer, 1)?;
            barrier.wait();
            match journal.append(&batch) {
                Ok(()) => Ok(Some(batch)),
                // It may be too busy, but then it must have stored nothing.
                Err(AppendError::Conflict | AppendError::NotWritten(_)) => Ok(None),
                Err(error) => Err(unexpected(error)),
            }
        };
        let attempts = thread::scope(|scope| {
            let attempt = &attempt;
            let handles = (0..).zip(&mut handles);
            let threads: Vec<_> =
                handles.map(|handle| scope.spawn(move || attempt(handle))).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|_| Err("it panicked".to_owned())))
                .collect::<Result<Vec<_>, String>>()
        })?;
        let mut winners: Vec<Batch> = attempts.into_iter().flatten().collect();
        must(winners.len() == 1, || {
            format!("in round {round}, {} of {HANDLES} were stored", winners.len())
        })?;
        stored.append(&mut winners);
    }
    holds(&mut first, &stored)
}

fn large<P: Provider>(provider: &mut P) -> Outcome {
    let mut journal = provider.create().map_err(unexpected)?;
    let mut batches = Vec::<Batch>::new();
    for events in [1, 10_000, 80_000, 1] {
        let head = batches.last().map_or(Anchor::START, Batch::anchor);
        batches.push(batch(head, 1, events)?);
    }
    append_all(&mut journal, &batches)?;
    holds(&mut journal, &batches)?;
    holds(&mut provider.open().map_err(unexpected)?, &batches)
}
