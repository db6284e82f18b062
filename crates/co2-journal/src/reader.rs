//! Reads that keep no writer waiting: on handles of the store of their own.

use crate::error::{OpenError, SubmitError, describe};
use crate::replay::{ReplayError, Replica};
use crate::snapshot;
use crate::submission::Recall;
use crate::writer::recall::{RecordError, with_recalled};
use crate::writer::{Guard, Read, Work};
use async_channel::{Receiver, Sender, bounded};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use crate::ledger::Thread;

/// What a reader is asked for.
pub(crate) enum Reading {
    /// Something of the store that needs no state: documents, events.
    Look(Work),
    /// A look at a copy of the state, with the archived orders that it wants in full.
    Survey(Option<Recall>, Read),
    /// No more is asked. It answers when the handle is closed.
    Close(oneshot::Sender<()>),
}

/// A thread that reads the store for all handles of a ledger; it ends when the last of them is gone.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) jobs: Sender<Reading>,
    /// After `jobs`: when the last handle drops this, the queue has come to its end.
    _thread: Arc<Thread>,
}

impl Reader {
    /// A reader beside a writer, if the store has handles that only read.
    pub(crate) fn beside(
        journal: &mut Guard,
        queue: usize,
        snapshots: bool,
    ) -> Result<Option<Self>, OpenError> {
        let Some(journal) = journal.another().map_err(ReplayError::from)? else { return Ok(None) };
        let (jobs, waiting) = bounded(queue);
        let run = move || run(journal, &waiting, snapshots);
        let thread = thread::Builder::new().name("co2-journal-reader".to_owned()).spawn(run)?;
        Ok(Some(Self { jobs, _thread: Arc::new(Thread::new(thread)) }))
    }
}

fn run(mut journal: Guard, jobs: &Receiver<Reading>, snapshots: bool) {
    while let Ok(job) = jobs.recv_blocking() {
        match job {
            Reading::Look(work) => work(&mut journal),
            Reading::Survey(recall, read) => survey(&mut journal, recall, read, snapshots),
            Reading::Close(closed) => {
                jobs.close();
                drop(journal);
                let _ = closed.send(());
                return;
            }
        }
    }
}

/// Begins a look at a copy of the state, on a thread and a handle of its own.
fn survey(journal: &mut Guard, recall: Option<Recall>, read: Read, snapshots: bool) {
    let another = match journal.another() {
        Ok(Some(another)) => another,
        Ok(None) => return read(Err(unreachable_store("its store has no more handles"))),
        Err(error) => return read(Err(SubmitError::from_store(&error))),
    };
    let run = move || {
        // Should it panic, its caller hears that it has no answer.
        let _ = catch_unwind(AssertUnwindSafe(|| look(another, recall.as_ref(), read, snapshots)));
    };
    // If it cannot be started, what it was given is dropped, and its caller hears so.
    let _ = thread::Builder::new().name("co2-journal-survey".to_owned()).spawn(run);
}

fn unreachable_store(reason: &str) -> SubmitError {
    SubmitError::Unreachable { reason: reason.into() }
}

/// Makes a copy of the state from the store alone, and lets somebody look at it.
fn look(mut journal: Guard, recall: Option<&Recall>, read: Read, snapshots: bool) {
    let mut replica = match replica(&mut journal, snapshots) {
        Ok(replica) => replica,
        Err(error) => return read(Err(refused(&mut journal, &error))),
    };
    let Some(recall) = recall else {
        // Its caller may close the ledger as soon as it has its answer: then no handle may be left.
        drop(journal);
        return read(Ok((&replica.state, replica.head)));
    };
    if let Err((error, read)) = with_recalled(&mut journal, &mut replica, recall, read) {
        read(Err(match error {
            RecordError::Replay(error) => refused(&mut journal, &error),
            RecordError::Fold(error) => {
                SubmitError::Broken { reason: journal.set_broken(&describe(&error)) }
            }
        }));
    }
}

fn replica(journal: &mut Guard, snapshots: bool) -> Result<Replica, ReplayError> {
    let believed = if snapshots { snapshot::believed(journal, None)? } else { None };
    let mut replica = believed.unwrap_or_default();
    replica.catch_up(journal, |_, _| Ok(()))?;
    Ok(replica)
}

fn refused(journal: &mut Guard, error: &ReplayError) -> SubmitError {
    match error {
        ReplayError::Journal(error) => SubmitError::from_store(error),
        damaged => SubmitError::Broken { reason: journal.set_broken(&describe(damaged)) },
    }
}
