//! Checks that the lock makes writers take turns and never locks anybody out for good.

use super::world::{append, batch, chain, conflicts, holds};
use super::{Check, Outcome, Provider, unexpected};
use crate::batch::Batch;
use crate::journal::Journal;

pub(super) fn checks<P: Provider>() -> [Check<P>; 3] {
    [
        ("a lock is given back by `unlock`", unlocked),
        ("a lock is given back by an append, stored or not", appended),
        ("the holder of the lock reads what was stored before", read_under_lock),
    ]
}

fn unlocked<P: Provider>(provider: &mut P) -> Outcome {
    let mut one = provider.create().map_err(unexpected)?;
    let mut other = provider.open().map_err(unexpected)?;
    one.unlock();
    for batch in &chain(10)? {
        one.lock().map_err(unexpected)?;
        one.lock().map_err(unexpected)?;
        one.unlock();
        one.unlock();
        other.lock().map_err(unexpected)?;
        append(&mut other, batch)?;
        std::mem::swap(&mut one, &mut other);
    }
    Ok(())
}

fn appended<P: Provider>(provider: &mut P) -> Outcome {
    let mut one = provider.create().map_err(unexpected)?;
    let mut other = provider.open().map_err(unexpected)?;
    let batches = chain(10)?;
    for (batch, stored) in batches.iter().zip(1..) {
        one.lock().map_err(unexpected)?;
        append(&mut one, batch)?;
        other.lock().map_err(unexpected)?;
        conflicts(&mut other, batch, "a batch twice, under the lock")?;
        one.lock().map_err(unexpected)?;
        one.unlock();
        holds(&mut other, batches.get(..stored).unwrap_or_default())?;
    }
    Ok(())
}

fn read_under_lock<P: Provider>(provider: &mut P) -> Outcome {
    let mut one = provider.create().map_err(unexpected)?;
    let mut other = provider.open().map_err(unexpected)?;
    let mut stored = Vec::<Batch>::new();
    for writer in 0..20 {
        one.lock().map_err(unexpected)?;
        holds(&mut one, &stored)?;
        let head = stored.last().map(Batch::anchor).unwrap_or_default();
        let next = batch(head, writer, 1)?;
        append(&mut one, &next)?;
        stored.push(next);
        std::mem::swap(&mut one, &mut other);
    }
    Ok(())
}
