//! Commands that come too late.

#![expect(clippy::disallowed_methods, reason = "commands are wanted until an instant")]

use crate::world::*;
use co2_journal::{Ledger, Memory, Submission, SubmitError};
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn a_command_is_not_done_after_its_time() {
    let journal = Memory::new();
    let ledger = stocked(journal.clone());
    let now = Instant::now();
    let past = |order: &str| Submission::new(reserve(order, 1)).not_after(now);
    let future = Submission::new(reserve("o-2", 1)).not_after(now + Duration::from_hours(1));
    thread::sleep(Duration::from_millis(2));
    let error = ledger.submit(past("o-1")).unwrap_err();
    assert_eq!(error, SubmitError::TooLate);
    assert!(!error.is_transient());
    // Among other commands, only this one is left out.
    let answers = ledger.submit_all([past("o-1"), future, past("o-3"), reserve("o-4", 1).into()]);
    let done: Vec<_> = answers.iter().map(Result::is_ok).collect();
    assert_eq!(done, [false, true, false, true]);
    assert_eq!(orders_in(&journal), 2);
    assert!(!ledger.submit(reserve("o-1", 1)).unwrap().receipt.replayed, "nothing of it was kept");
}

/// If its time runs out while it is being stored, it takes effect, and its caller gets the answer.
#[test]
fn a_command_that_is_being_stored_is_not_dropped() {
    let inner = Memory::new();
    drop(stocked(inner.clone()));
    let (journal, gate) = gated(inner.clone());
    let ledger = Ledger::open(journal, None).unwrap();
    // On a busy machine the writer may reach it too late; then it is given more time.
    for millis in [50, 500, 5_000, 50_000] {
        let end = Instant::now() + Duration::from_millis(millis);
        let (ledger, command) = (ledger.clone(), reserve("o-1", 1));
        let command = Submission::new(command).not_after(end);
        let answer = thread::spawn(move || ledger.submit(command));
        let begun = loop {
            match (gate.has_begun(), answer.is_finished()) {
                (true, _) => break true,
                (false, true) => break false,
                (false, false) => thread::sleep(Duration::from_millis(1)),
            }
        };
        if begun {
            let rest = end.saturating_duration_since(Instant::now());
            thread::sleep(rest + Duration::from_millis(5));
            gate.open(1);
            answer.join().unwrap().unwrap();
            assert_eq!(orders_in(&inner), 1);
            return;
        }
        assert_eq!(answer.join().unwrap(), Err(SubmitError::TooLate));
        assert_eq!(orders_in(&inner), 0);
    }
    panic!("the writer never came to it in time");
}
