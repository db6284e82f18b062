//! Checks of ledgers on a store that loses requests and answers: every command must happen once.

use super::faulty::{Fault, Faulty};
use super::world::command;
use super::{Check, Outcome, Provider, must, unexpected};
use crate::error::SubmitError;
use crate::ledger::Ledger;
use crate::submission::Committed;
use std::thread;
use std::time::Duration;

pub(super) fn checks<P: Provider>() -> [Check<P>; 8] {
    [
        ("a ledger on the store gives each command its answer, once", sound),
        ("what was not written is undone, and can be given again", not_written),
        ("an answer that was lost is found out", answer_lost),
        ("a request that was lost is sent again", request_lost),
        ("a request that arrives late does no harm", delayed),
        ("a request that a later one overtook does no harm", overtaken),
        ("a slow store is only slow", slow),
        ("two ledgers that meet all this share one store", together),
    ]
}

fn sound<P: Provider>(provider: &mut P) -> Outcome {
    with_fault(provider, None)
}

fn not_written<P: Provider>(provider: &mut P) -> Outcome {
    with_fault(provider, Some(Fault::NotWritten))
}

fn answer_lost<P: Provider>(provider: &mut P) -> Outcome {
    with_fault(provider, Some(Fault::AnswerLost))
}

fn request_lost<P: Provider>(provider: &mut P) -> Outcome {
    with_fault(provider, Some(Fault::RequestLost))
}

fn delayed<P: Provider>(provider: &mut P) -> Outcome {
    with_fault(provider, Some(Fault::Delayed))
}

fn overtaken<P: Provider>(provider: &mut P) -> Outcome {
    with_fault(provider, Some(Fault::Overtaken))
}

fn slow<P: Provider>(provider: &mut P) -> Outcome {
    with_fault(provider, Some(Fault::Slow(Duration::from_millis(1))))
}

/// The fault occurs alone and several times in a row; sometimes so often that the writer gives up.
fn with_fault<P: Provider>(provider: &mut P, fault: Option<Fault>) -> Outcome {
    const COMMANDS: u64 = 30;
    let journal = provider.create().map_err(unexpected)?;
    let faults = (0_u32..100).map(move |n| fault.filter(|_| n % 3 > 0 || n % 8 > 4));
    let ledger = Ledger::options().offers(3).open(Faulty::new(journal, faults));
    let ledger = ledger.map_err(unexpected)?;
    for number in 0..COMMANDS {
        let first = settled(&ledger, number)?;
        let again = settled(&ledger, number)?;
        must(again.receipt.replayed && again.receipt.first == first.receipt.first, || {
            format!("command {number} given again has another answer")
        })?;
    }
    ledger.close().map_err(unexpected)?;
    once_each(provider, COMMANDS)
}

/// Two ledgers submit the same commands in turn, each meeting faults of all kinds.
fn together<P: Provider>(provider: &mut P) -> Outcome {
    const COMMANDS: u64 = 60;
    let journals = [provider.create(), provider.open()];
    let mut ledgers = Vec::new();
    for (journal, salt) in journals.into_iter().zip([1_usize, 4]) {
        let kinds = [
            None,
            Some(Fault::AnswerLost),
            None,
            Some(Fault::RequestLost),
            Some(Fault::Overtaken),
            None,
            Some(Fault::NotWritten),
            Some(Fault::Delayed),
            Some(Fault::Conflict),
            None,
            Some(Fault::Slow(Duration::from_millis(1))),
        ];
        let faults = kinds.into_iter().cycle().skip(salt).take(300);
        let journal = Faulty::new(journal.map_err(unexpected)?, faults);
        ledgers.push(Ledger::options().offers(3).open(journal).map_err(unexpected)?);
    }
    thread::scope(|scope| {
        let give =
            |ledger: Ledger| move || (0..COMMANDS).try_for_each(|n| settled(&ledger, n).map(drop));
        let threads: Vec<_> =
            ledgers.iter().map(|ledger| scope.spawn(give(ledger.clone()))).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|_| Err("it panicked".to_owned())))
    })?;
    for ledger in ledgers {
        ledger.close().map_err(unexpected)?;
    }
    once_each(provider, COMMANDS)
}

/// Submits a command again as long as that can help, and returns its answer.
fn settled(ledger: &Ledger, number: u64) -> Result<Committed, String> {
    let mut last = String::new();
    for _ in 0..100 {
        match ledger.submit(command(number)?) {
            Ok(answer) => return Ok(answer),
            Err(error) => {
                last = error.to_string();
                let again = error.is_transient() && !matches!(error, SubmitError::Refused(_));
                must(again, || format!("command {number} has no answer: {last}"))?;
            }
        }
    }
    Err(format!("command {number} has no answer, however often it is given: {last}"))
}

/// Checks that the journal, read from its start by another ledger, has each command once.
fn once_each<P: Provider>(provider: &mut P, commands: u64) -> Outcome {
    let mut journal = provider.open().map_err(unexpected)?;
    let verified = crate::verify(&mut journal, None, |_| ()).map_err(unexpected)?;
    let events = verified.state.revision();
    must(events == commands, || format!("{commands} commands were answered, {events} happened"))
}
