//! One event is found among many.

use crate::world::*;
use co2_journal::{Anchor, BatchFault, Journal, Ledger, Memory, Position, ReplayError, event_at};

fn missing(result: Result<impl Sized, ReplayError>) -> u64 {
    match result.map(drop).unwrap_err() {
        ReplayError::Batch(error) if error.fault == BatchFault::Missing => error.position.as_u64(),
        other => panic!("{other}"),
    }
}

#[test]
fn an_event_is_found_by_the_revision_it_made() {
    let mut journal = Memory::new();
    assert_eq!(missing(event_at(&mut journal, 1)), 1, "of an empty journal");
    let ledger = stocked(journal.clone());
    // Batches of one event, and of up to 64.
    for batch in 0..40 {
        let orders = (0..=(batch * 7) % 64).map(|n| reserve(&format!("o-{batch}-{n}"), 1));
        ledger.submit_all(orders).into_iter().for_each(|answer| drop(answer.unwrap()));
    }
    let (mut place, mut all) = (Anchor::START, Vec::new());
    loop {
        let (events, after) = ledger.events_after(place).unwrap();
        if events.is_empty() {
            break;
        }
        all.extend(events);
        place = after;
    }
    let batches = place.position.as_u64();
    assert!(batches < u64::try_from(all.len()).unwrap(), "some batches have several events");
    for (revision, event) in (1..).zip(&all) {
        assert_eq!(event_at(&mut journal, revision).unwrap(), *event, "{revision}");
    }
    let beyond = u64::try_from(all.len()).unwrap() + 1;
    for revision in [beyond, beyond + 1, u64::MAX] {
        assert_eq!(missing(event_at(&mut journal, revision)), batches + 1);
    }
    assert!(event_at(&mut journal, 0).is_err(), "no event made the empty state");
}

#[test]
fn an_event_of_a_damaged_batch_is_not_given() {
    let mut sound = Memory::new();
    drop(stocked(sound.clone()));
    let mut batches = sound.read_after(Position::START, 9).unwrap();
    *batches[1].body.last_mut().unwrap() ^= 1;
    let mut journal = Memory::new();
    for batch in &batches {
        journal.append(batch).unwrap();
    }
    assert!(event_at(&mut journal, 1).is_ok());
    let error = event_at(&mut journal, 2).unwrap_err();
    assert_eq!(error.to_string(), "batch 2 is damaged: its hash does not fit its content");
    assert!(Ledger::open(journal, None).is_err());
}
