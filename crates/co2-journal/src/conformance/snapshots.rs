//! Checks that the latest snapshot is kept, or that none ever is.

use super::{Check, Outcome, Provider, must, unexpected};
use crate::anchor::{Anchor, Position};
use crate::journal::Journal;
use co2_offsets::Digest;

pub(super) fn checks<P: Provider>() -> [Check<P>; 3] {
    [
        ("a new store has no snapshot", none),
        ("the latest snapshot is kept, or none ever is", latest),
        ("large snapshots are kept whole", large),
    ]
}

fn at(position: u64) -> Anchor {
    let hash = Digest::of(&position.to_be_bytes());
    Anchor { position: Position::new(position), hash }
}

fn none<P: Provider>(provider: &mut P) -> Outcome {
    let mut journal = provider.create().map_err(unexpected)?;
    journal.put_snapshot(at(1), b"state").map_err(unexpected)?;
    drop(journal);
    let mut journal = provider.create().map_err(unexpected)?;
    let found = journal.snapshot().map_err(unexpected)?;
    must(found.is_none(), || "it gives a snapshot that was never stored".to_owned())
}

/// Checks that a store that keeps snapshots has this one.
fn has(journal: &mut impl Journal, keeps: bool, position: u64, bytes: &[u8]) -> Outcome {
    match journal.snapshot().map_err(unexpected)? {
        Some(found) => must(found == (at(position), bytes.to_vec()), || {
            format!("instead of the snapshot at {position} it has another, of {}", found.0.position)
        }),
        None => must(!keeps, || format!("the snapshot at {position} is gone")),
    }
}

fn latest<P: Provider>(provider: &mut P) -> Outcome {
    let mut journal = provider.create().map_err(unexpected)?;
    let mut other = provider.open().map_err(unexpected)?;
    journal.put_snapshot(at(9), b"nine").map_err(unexpected)?;
    // A store may keep no snapshots, but then it must never keep one.
    let keeps = journal.snapshot().map_err(unexpected)?.is_some();
    has(&mut journal, keeps, 9, b"nine")?;
    has(&mut other, keeps, 9, b"nine")?;
    other.put_snapshot(at(10), b"ten").map_err(unexpected)?;
    has(&mut journal, keeps, 10, b"ten")?;
    journal.put_snapshot(at(2), b"two").map_err(unexpected)?;
    has(&mut journal, keeps, 10, b"ten")?;
    journal.put_snapshot(at(10), b"ten anew").map_err(unexpected)?;
    has(&mut other, keeps, 10, b"ten anew")?;
    drop((journal, other));
    has(&mut provider.open().map_err(unexpected)?, keeps, 10, b"ten anew")
}

fn large<P: Provider>(provider: &mut P) -> Outcome {
    let mut journal = provider.create().map_err(unexpected)?;
    let bytes: Vec<u8> =
        (0..20 << 20).map(|n: u32| n.to_le_bytes()[0] ^ n.to_le_bytes()[2]).collect();
    journal.put_snapshot(at(1), b"small").map_err(unexpected)?;
    let keeps = journal.snapshot().map_err(unexpected)?.is_some();
    journal.put_snapshot(at(2), &bytes).map_err(unexpected)?;
    has(&mut journal, keeps, 2, &bytes)?;
    journal.put_snapshot(at(3), b"small again").map_err(unexpected)?;
    has(&mut journal, keeps, 3, b"small again")
}
