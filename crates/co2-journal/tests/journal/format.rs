//! Batches and anchors as they are written.

use crate::world::*;
use co2_journal::{
    Anchor, Batch, BatchFault, FORMAT, Header, Journal, Memory, Position, ReplayError, replay,
};
use co2_ledger::Event;
use co2_offsets::Digest;
use std::sync::Arc;

const HEADER: Header = Header { writer: 7, revision: 0 };

fn some_events() -> Vec<Arc<Event>> {
    let mut journal = Memory::new();
    drop(stocked(journal.clone()));
    journal.read_after(Position::START, 1).unwrap()[0].decode(Anchor::START).unwrap()
}

#[test]
fn an_anchor_has_one_spelling() {
    let hash = Digest::of(b"a batch");
    let anchor = Anchor { position: Position::new(42), hash };
    assert_eq!(format!("42:{hash}").parse(), Ok(anchor));
    assert_eq!(anchor.to_string().parse(), Ok(anchor));
    assert_eq!(format!(" 42:{hash}\n").parse(), Ok(anchor), "a line of a file");
    for position in ["+42", "042", "42 ", "", "-1", "４２", "18446744073709551616"] {
        assert!(format!("{position}:{hash}").parse::<Anchor>().is_err(), "{position:?}");
    }
    for bad in ["", "5", "5:", "x:00", ":"] {
        assert!(bad.parse::<Anchor>().is_err(), "{bad}");
    }
    assert!(format!("42:{}", hash.to_string().to_uppercase()).parse::<Anchor>().is_err());
    let last = Anchor { position: Position::new(u64::MAX), hash };
    assert_eq!(last.to_string().parse(), Ok(last));
}

/// What is encoded can be decoded: a batch without events could not.
#[test]
fn there_is_no_batch_of_nothing() {
    assert_eq!(Batch::encode(Anchor::START, HEADER, &[]), None);
    let events = some_events();
    let batch = Batch::encode(Anchor::START, HEADER, &events).unwrap();
    assert_eq!(batch.decode(Anchor::START).unwrap(), events);
}

/// Nothing follows the last position; once, a batch there followed itself.
#[test]
fn nothing_follows_the_last_position() {
    let (events, hash) = (some_events(), Digest::of(b"the batch before"));
    let before = Anchor { position: Position::new(u64::MAX - 1), hash };
    let last = Batch::encode(before, HEADER, &events).unwrap();
    assert_eq!(last.position, Position::new(u64::MAX));
    assert!(last.decode(before).is_ok());
    let end = Anchor { position: Position::new(u64::MAX), hash };
    assert_eq!(Batch::encode(end, HEADER, &events), None);
    assert!(last.decode(end).is_err());
}

/// Bodies that promise more than they hold cost nothing.
#[test]
fn lengths_are_not_believed() {
    let good = Batch::encode(Anchor::START, HEADER, &some_events()).unwrap();
    let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    for place in 1..good.body.len().min(200) {
        let mut body = good.body[..place].to_vec();
        body.extend(huge);
        body.extend(&good.body[place..]);
        let batch = rehashed(&body);
        assert!(batch.decode(Anchor::START).is_err(), "{place}");
    }
}

/// Any flipped bit of a body that hashes well still gives events or an error.
#[test]
fn any_body_is_read_or_refused() {
    let good = Batch::encode(Anchor::START, HEADER, &some_events()).unwrap();
    for place in 0..good.body.len() {
        for bit in 0..8 {
            let mut body = good.body.clone();
            body[place] ^= 1 << bit;
            drop(rehashed(&body).decode(Anchor::START));
        }
    }
}

/// A batch with this body at the first position, and the hash that fits, as the format's
/// description has it.
fn rehashed(body: &[u8]) -> Batch {
    let (position, previous) = (Position::new(1), Anchor::START.hash);
    let mut text = format!("co2-journal batch v{}\n", body[0]).into_bytes();
    text.extend(1_u64.to_be_bytes());
    text.extend(previous.as_bytes());
    text.extend(body);
    Batch { position, previous, body: body.to_vec(), hash: Digest::of(&text) }
}

/// A sound batch of another version is told from a damaged one.
#[test]
fn other_versions_are_named() {
    for version in [0, 1, 2, 255] {
        let mut body = Batch::encode(Anchor::START, HEADER, &some_events()).unwrap().body;
        body[0] = version;
        let batch = rehashed(&body);
        let expected =
            format!("batch 1 is damaged: its format is of version {version}, not {FORMAT}");
        assert_eq!(batch.decode(Anchor::START).unwrap_err().to_string(), expected);
        assert_eq!(batch.header().unwrap_err().to_string(), expected);
        let flipped = Batch { hash: Digest::of(b"another"), ..batch };
        let fault = flipped.decode(Anchor::START).unwrap_err().fault;
        assert_eq!(fault, BatchFault::Hash);
    }
}

/// The page on the format has the first bytes of a batch.
#[test]
fn the_header_is_where_the_format_says() {
    let header = Header { writer: 0x81, revision: 300 };
    let batch = Batch::encode(Anchor::START, header, &some_events()).unwrap();
    // The version, then 0x81 and 300 in seven bits a byte, then one event.
    assert_eq!(batch.body[..6], [FORMAT, 0x81, 0x01, 0xac, 0x02, 1]);
    assert_eq!(batch.header(), Ok(header));
    assert_eq!(rehashed(&batch.body).hash, batch.hash);
}

/// A batch that counts other events before it than there are is not folded.
#[test]
fn the_revision_is_compared() {
    let mut journal = Memory::new();
    let header = Header { revision: 1, ..HEADER };
    journal.append(&Batch::encode(Anchor::START, header, &some_events()).unwrap()).unwrap();
    match replay(&mut journal, None, |_| ()).unwrap_err() {
        ReplayError::Batch(error) => {
            assert_eq!(error.position, Position::new(1));
            assert_eq!(error.fault, BatchFault::Revision { found: 1, expected: 0 });
        }
        other => panic!("{other}"),
    }
}
