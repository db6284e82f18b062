//! Stores that fail, lose requests and lose answers.

use crate::world::*;
use co2_journal::conformance::{Fault, Faulty};
use co2_journal::{Freshness, Ledger, Memory, SubmitError};

fn with(script: &[Fault]) -> (Ledger, Memory) {
    let inner = Memory::new();
    drop(stocked(inner.clone()));
    let script: Vec<_> = script.iter().copied().map(Some).collect();
    let journal = Faulty::new(inner.clone(), script);
    (Ledger::open(journal, None).unwrap(), inner)
}

/// Returns what another process finds in the journal.
fn reserved(journal: &Memory) -> u128 {
    let (state, _) = co2_journal::replay(&mut journal.clone(), None, |_| ()).unwrap();
    assert_eq!(state.audit().violations, []);
    state.audit().totals.reserved
}

#[test]
fn what_was_not_written_is_undone_and_can_be_tried_again() {
    let (ledger, journal) = with(&[Fault::NotWritten]);
    let before = ledger.read(Freshness::Cached, |state, _| state.digest()).unwrap();
    let error = ledger.submit(reserve("o-1", 1)).unwrap_err();
    assert!(matches!(&error, SubmitError::NotWritten { reason } if &**reason == "disk full"));
    assert!(error.is_transient());
    assert_eq!(ledger.read(Freshness::Cached, |state, _| state.digest()).unwrap(), before);
    assert_eq!(reserved(&journal), 0);
    assert!(!ledger.submit(reserve("o-1", 1)).unwrap().receipt.replayed);
    assert_eq!(reserved(&journal), 1_000);
}

#[test]
fn a_lost_answer_is_found_out() {
    let (ledger, journal) = with(&[Fault::AnswerLost]);
    assert!(!ledger.submit(reserve("o-1", 1)).unwrap().receipt.replayed);
    assert!(ledger.submit(reserve("o-1", 1)).unwrap().receipt.replayed);
    assert_eq!(reserved(&journal), 1_000, "once");
}

#[test]
fn a_lost_request_is_offered_again() {
    let (ledger, journal) = with(&[Fault::RequestLost, Fault::RequestLost]);
    ledger.submit(reserve("o-1", 1)).unwrap();
    assert_eq!(reserved(&journal), 1_000);
}

#[test]
fn not_written_after_a_lost_answer_settles_nothing() {
    let (ledger, journal) = with(&[Fault::AnswerLost, Fault::NotWritten]);
    ledger.submit(reserve("o-1", 1)).unwrap();
    assert_eq!(reserved(&journal), 1_000);
}

#[test]
fn an_outcome_that_stays_unknown_is_not_called_a_failure() {
    let (ledger, journal) = with(&[Fault::RequestLost; 8]);
    let error = ledger.submit(reserve("o-1", 1)).unwrap_err();
    assert!(error.is_transient());
    let SubmitError::OutcomeUnknown { key, .. } = error else { panic!("{error}") };
    assert_eq!(key, reserve("o-1", 1).command.key());
    assert_eq!(reserved(&journal), 0);
    // The same command cannot take effect twice, whatever happened to the first one.
    ledger.submit(reserve("o-1", 1)).unwrap();
    assert_eq!(reserved(&journal), 1_000);
}

#[test]
fn losing_every_race_ends_with_an_error() {
    let (ledger, journal) = with(&[Fault::Conflict; 32]);
    assert_eq!(ledger.submit(reserve("o-1", 1)).unwrap_err(), SubmitError::Contended);
    assert_eq!(reserved(&journal), 0);
    ledger.submit(reserve("o-1", 1)).unwrap();
}

#[test]
fn another_writers_batch_at_the_position_is_not_taken_for_ours() {
    let (ledger, journal) = with(&[Fault::RequestLost]);
    let other = Ledger::open(journal.clone(), None).unwrap();
    other.submit(reserve("o-1", 1)).unwrap();
    // The first offer is lost; then the position turns out to be taken by the other writer.
    let answer = ledger.submit(reserve("o-1", 1)).unwrap();
    assert!(answer.receipt.replayed);
    assert_eq!(reserved(&journal), 1_000);
}

/// A request arrives after its caller was told that its outcome is unknown: together with the
/// same command, decided again, it takes effect once.
#[test]
fn a_request_that_arrives_after_all_is_not_done_twice() {
    for last in [Fault::Delayed, Fault::Overtaken] {
        let mut script = [Fault::RequestLost; 8];
        script[7] = last;
        let (ledger, journal) = with(&script);
        let error = ledger.submit(reserve("o-1", 1)).unwrap_err();
        assert!(matches!(error, SubmitError::OutcomeUnknown { .. }));
        // Another command comes first and may or may not take the position for which the request was decided.
        ledger.submit(reserve("o-2", 1)).unwrap();
        let again = ledger.submit(reserve("o-1", 1)).unwrap();
        assert_eq!(again.receipt.replayed, last == Fault::Delayed);
        assert_eq!(reserved(&journal), 2_000);
    }
}
