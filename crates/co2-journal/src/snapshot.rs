//! Snapshots of a state, and when to believe one.
//!
//! What is stored is a label, the SHA-256 of all that follows it, the anchor, and the state's
//! canonical bytes.

use crate::anchor::{Anchor, Position};
use crate::error::describe;
use crate::journal::{Journal, JournalError};
use crate::replay::{ReplayError, Replica, batch_at};
use co2_ledger::{SnapshotError, State};
use co2_offsets::Digest;

const LABEL: &[u8] = b"co2-journal snapshot v1\n";

/// A state as it is stored.
///
/// # Errors
/// When it cannot be encoded.
pub(crate) fn seal(state: &State, at: Anchor) -> Result<Vec<u8>, SnapshotError> {
    let mut body = Vec::new();
    body.extend_from_slice(&at.position.as_u64().to_be_bytes());
    body.extend_from_slice(at.hash.as_bytes());
    body.append(&mut state.snapshot_bytes()?);
    let digest = Digest::of(&body);
    Ok([LABEL, digest.as_bytes(), &body].concat())
}

/// What is stored, read back; `Err` says what does not fit.
fn unseal(bytes: &[u8]) -> Result<(State, Anchor), String> {
    let short = || "it ends too early".to_owned();
    let rest = bytes.strip_prefix(LABEL).ok_or("it is of another version")?;
    let (digest, body) = rest.split_first_chunk::<32>().ok_or_else(short)?;
    if Digest::of(body).as_bytes() != digest {
        return Err("its checksum does not fit".to_owned());
    }
    let (position, rest) = body.split_first_chunk::<8>().ok_or_else(short)?;
    let (hash, state) = rest.split_first_chunk::<32>().ok_or_else(short)?;
    let position = Position::new(u64::from_be_bytes(*position));
    let anchor = Anchor { position, hash: Digest::from_bytes(*hash) };
    // The checksum says that these are the bytes that were written. A state that is false on purpose
    // is found by `verify` only: an audit of it would not tell either.
    let state = State::from_own_snapshot(state).map_err(|error| describe(&error))?;
    Ok((state, anchor))
}

/// The replica of the journal's snapshot; `None` when there is none that can be believed.
///
/// # Errors
/// When the snapshot is good, but the journal does not have the caller's anchor.
pub(crate) fn believed(
    journal: &mut dyn Journal,
    anchor: Option<Anchor>,
) -> Result<Option<Replica>, ReplayError> {
    // Whatever is wrong with a snapshot: what the journal holds is what counts.
    let Ok(Some((at, bytes))) = journal.snapshot() else { return Ok(None) };
    let Ok((state, head)) = unseal(&bytes) else { return Ok(None) };
    if at != head || !has(journal, head, Some(&state)) {
        return Ok(None);
    }
    match anchor.filter(|anchor| anchor.position <= head.position) {
        Some(expected) if expected != Anchor::START && expected != head => {
            let found = batch_at(journal, expected.position)?;
            let found = found.map_or(Anchor::START, |batch| batch.anchor());
            if !has(journal, expected, None) {
                return Err(ReplayError::Anchor { expected, found });
            }
        }
        _ => {}
    }
    Ok(Some(Replica { state, head, ..Replica::default() }))
}

/// Whether the journal has the batch of this anchor, sound, and it leads to this state.
fn has(journal: &mut dyn Journal, at: Anchor, state: Option<&State>) -> bool {
    if at == Anchor::START {
        return state.is_none_or(|state| state.revision() == 0);
    }
    let Ok(Some(batch)) = batch_at(journal, at.position) else { return false };
    let before = Anchor { position: at.position.before(), hash: batch.previous };
    let (Ok(_), Ok((header, count))) = (batch.decode(before), batch.counted()) else {
        return false;
    };
    let revision = header.revision.checked_add(count);
    batch.anchor() == at && state.is_none_or(|state| Some(state.revision()) == revision)
}

/// What a journal's snapshot is worth, as [`verify`] finds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SnapshotFinding {
    /// There is none.
    None,
    /// It is the state at its place, byte for byte.
    Right(Anchor),
    /// It cannot be read, or it is not the state at its place. Opening falls back on a replay if it can
    /// be seen to be damaged; otherwise somebody wrote a false state on purpose.
    Wrong {
        /// Where it says it stands.
        at: Anchor,
        /// What does not fit.
        reason: String,
    },
    /// The store could not give it.
    Unread {
        /// Why, with causes.
        reason: String,
    },
}

/// A journal that was read from its start.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Verified {
    /// The state at its end.
    pub state: State,
    /// Its end.
    pub head: Anchor,
    /// What its snapshot is worth.
    pub snapshot: SnapshotFinding,
}

/// Replays a journal from its start, as [`replay`](crate::replay) does, and compares the snapshot it
/// holds with the state at the same place, and each order that came back from the archive with its
/// record. The state given is that of the replay.
///
/// # Errors
/// As [`replay`](crate::replay). A wrong snapshot is no error, but a finding.
pub fn verify(
    journal: &mut dyn Journal,
    anchor: Option<Anchor>,
    mut progress: impl FnMut(Anchor),
) -> Result<Verified, ReplayError> {
    let stored: Result<Option<(Anchor, Vec<u8>)>, JournalError> = journal.snapshot();
    let wrong = |at, reason: &str| SnapshotFinding::Wrong { at, reason: reason.to_owned() };
    let compare = |at: Anchor, bytes: &[u8], state: &State| {
        if seal(state, at).is_ok_and(|own| own == bytes) {
            return SnapshotFinding::Right(at);
        }
        let reason = unseal(bytes).err();
        wrong(at, &reason.unwrap_or_else(|| "the journal gives another state".to_owned()))
    };
    let (stored, mut finding) = match stored {
        Ok(None) => (None, SnapshotFinding::None),
        Ok(Some((at, bytes))) if at == Anchor::START => (None, compare(at, &bytes, &State::new())),
        Ok(Some((at, bytes))) => {
            (Some((at, bytes)), wrong(at, "the journal does not have its place"))
        }
        Err(error) => (None, SnapshotFinding::Unread { reason: describe(&error) }),
    };
    let mut replica = Replica { compares_records: true, ..Replica::default() };
    replica.catch_up_past(journal, anchor, |state, head| {
        if let Some((at, bytes)) = &stored
            && *at == head
        {
            finding = compare(*at, bytes, state);
        }
        progress(head);
    })?;
    Ok(Verified { state: replica.state, head: replica.head, snapshot: finding })
}
