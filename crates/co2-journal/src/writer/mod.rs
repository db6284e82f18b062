//! The writer: one thread per open ledger. It takes commands from a queue, decides and folds them
//! tentatively, appends what happened as one batch, and only then answers.

mod commit;
mod decide;
pub(crate) mod guard;
mod job;
mod offer;
mod pause;
pub(crate) mod recall;
mod trace;

pub(crate) use self::guard::Guard;
pub(crate) use self::job::{Answer, Derive, Job, Pending, Read, Work};

use self::pause::Jitter;
use crate::anchor::Anchor;
use crate::error::{CloseError, SubmitError, describe};
use crate::journal::Journal;
use crate::options::Options;
use crate::replay::{ReplayError, Replica};
use crate::snapshot;
use crate::submission::{Freshness, Recall};
use async_channel::Receiver;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

pub(crate) struct Writer {
    journal: Guard,
    replica: Replica,
    nonce: u64,
    jitter: Jitter,
    options: Options,
    /// The last snapshot that this writer knows of.
    snapshot: Option<Anchor>,
    /// The number of batches stored since then.
    since_snapshot: u64,
    /// Jobs that were found among commands, and that are done after their batch.
    deferred: VecDeque<Job>,
    /// The caller that has asked to close the ledger.
    closing: Option<oneshot::Sender<Result<Anchor, CloseError>>>,
}

impl Writer {
    pub(crate) fn new(
        journal: Guard,
        replica: Replica,
        snapshot: Option<Anchor>,
        nonce: u64,
        options: Options,
    ) -> Self {
        Self {
            journal,
            replica,
            nonce,
            jitter: Jitter::new(nonce),
            options,
            snapshot,
            since_snapshot: 0,
            deferred: VecDeque::new(),
            closing: None,
        }
    }

    /// Works until the last handle is gone or the ledger is closed, and the queue is empty.
    pub(crate) fn run(mut self, jobs: &Receiver<Job>) {
        while let Some(job) = self.deferred.pop_front().or_else(|| jobs.recv_blocking().ok()) {
            // After a panic the state may be half changed, so it is not used any more. Commands that
            // were being worked on have been answered when they were dropped.
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| self.step(job, jobs))) {
                let message = guard::message(panic.as_ref());
                self.journal.set_broken(&format!("the writer panicked: {message}"));
                self.journal.unlock();
            }
        }
        self.finish();
    }

    /// Does one job and, if it is a command, also those waiting behind it.
    ///
    /// Reads among the commands do not end their batch, or callers that read before they submit would each
    /// have a sync of their own. A read for which this writer knows enough is done at once, so that its caller
    /// can submit while the batch is stored; other reads are done after the batch. Only jobs that are in the
    /// queue now are taken: otherwise callers who read again and again would keep the batch waiting.
    fn step(&mut self, job: Job, jobs: &Receiver<Job>) {
        match job {
            first @ (Job::Command(_) | Job::Commands(_) | Job::Derived(_)) => {
                let queued = jobs.len();
                let mut batch = Vec::new();
                // Everything that has accumulated meanwhile shares one append and one sync.
                let behind = std::iter::from_fn(|| jobs.try_recv().ok()).take(queued);
                for job in std::iter::once(first).chain(behind) {
                    match job {
                        Job::Command(pending) => batch.push(pending.take()),
                        Job::Commands(group) => batch.extend(group.into_iter().map(Pending::take)),
                        Job::Derived(derive) => {
                            let known = (&self.replica.state, self.replica.head);
                            let derived = derive(self.sound().map(|()| known));
                            batch.extend(derived.into_iter().map(Pending::take));
                        }
                        Job::Read(freshness, recall, read) if !self.is_stale(freshness) => {
                            self.read(freshness, recall.as_ref(), read);
                        }
                        read @ Job::Read(..) => self.deferred.push_back(read),
                        other => {
                            self.deferred.push_back(other);
                            break;
                        }
                    }
                    if batch.len() >= self.options.batch_max {
                        break;
                    }
                }
                self.commit(batch, queued);
                self.snapshot_when_due();
            }
            Job::Read(freshness, recall, read) => self.read(freshness, recall.as_ref(), read),
            Job::Store(work) => work(&mut self.journal),
            Job::Snapshot(reply) => drop(reply.send(self.write_snapshot())),
            Job::Close(reply) if self.closing.is_some() => {
                drop(reply.send(Err(SubmitError::Closed.into())));
            }
            Job::Close(reply) => {
                // Jobs that are already in the queue are still answered.
                jobs.close();
                self.closing = Some(reply);
            }
        }
    }

    /// Returns whether a read needs more than this writer has seen so far.
    fn is_stale(&self, freshness: Freshness) -> bool {
        match freshness {
            Freshness::Cached => false,
            Freshness::AtLeast(position) => self.replica.head.position < position,
            Freshness::Latest => true,
        }
    }

    fn read(&mut self, freshness: Freshness, recall: Option<&Recall>, read: Read) {
        let stale = self.is_stale(freshness);
        let before = self.replica.head;
        if stale && let Err(error) = self.catch_up() {
            return read(Err(error));
        }
        // If nothing is new, check that what was there is still there.
        if stale
            && before == self.replica.head
            && let Err(error) = self.check_head()
        {
            return read(Err(error));
        }
        let head = self.replica.head;
        match (self.journal.broken(), freshness, recall) {
            (Some(reason), ..) => read(Err(SubmitError::Broken { reason: Arc::clone(reason) })),
            (None, Freshness::AtLeast(asked), _) if head.position < asked => {
                read(Err(SubmitError::Behind { asked, head: head.position }));
            }
            (None, _, None) => read(Ok((&self.replica.state, head))),
            (None, _, Some(recall)) => self.read_recalled(recall, read),
        }
    }

    /// Folds what other writers have stored.
    fn catch_up(&mut self) -> Result<(), SubmitError> {
        self.sound()?;
        let result = self.replica.catch_up(&mut self.journal, |_, _| Ok(()));
        result.map_err(|error| match error {
            ReplayError::Journal(error) => self.store_error(&error),
            // The state may contain a part of a batch, so it is not used any more.
            damaged => self.broken(&damaged),
        })
    }

    /// Returns an error if the ledger is broken.
    fn sound(&self) -> Result<(), SubmitError> {
        match self.journal.broken() {
            Some(reason) => Err(SubmitError::Broken { reason: Arc::clone(reason) }),
            None => Ok(()),
        }
    }

    /// Converts a store's error for callers; if it has broken the ledger, the result says so.
    fn store_error(&self, error: &crate::JournalError) -> SubmitError {
        self.sound().err().unwrap_or_else(|| SubmitError::from_store(error))
    }

    /// Stops all further work, because the journal or the state is not what it must be.
    fn broken(&mut self, error: &dyn std::error::Error) -> SubmitError {
        SubmitError::Broken { reason: self.journal.set_broken(&describe(error)) }
    }

    /// Writes a snapshot, unless the last one is at the same position.
    fn write_snapshot(&mut self) -> Result<Anchor, SubmitError> {
        self.sound()?;
        let head = self.replica.head;
        if self.snapshot != Some(head) {
            let bytes = snapshot::seal(&self.replica.state, head);
            let bytes = bytes.map_err(|error| self.broken(&error))?;
            let put = self.journal.put_snapshot(head, &bytes);
            put.map_err(|error| self.store_error(&error))?;
            self.snapshot = Some(head);
            self.since_snapshot = 0;
        }
        Ok(head)
    }

    fn snapshot_when_due(&mut self) {
        let due = self.options.snapshot_every;
        if due.is_some_and(|batches| self.since_snapshot >= batches.get()) {
            // It is tried again after the same number of batches; nothing depends on it.
            self.since_snapshot = 0;
            if let Err(error) = self.write_snapshot() {
                trace::snapshot_failed(&error);
            }
        }
    }

    /// Ends, after a last snapshot if the ledger was closed.
    fn finish(mut self) {
        let Some(reply) = self.closing.take() else { return };
        let done = catch_unwind(AssertUnwindSafe(|| {
            self.sound()?;
            let anchor = self.replica.head;
            if self.options.snapshots
                && let Err(error) = self.write_snapshot()
            {
                let reason = describe(&error).into();
                return Err(CloseError::Snapshot { anchor, reason });
            }
            Ok(anchor)
        }));
        let result = done.unwrap_or_else(|panic| {
            let reason = guard::message(panic.as_ref()).into();
            Err(SubmitError::Broken { reason }.into())
        });
        // The file is closed before anybody learns of it.
        drop(catch_unwind(AssertUnwindSafe(|| drop(self))));
        let _ = reply.send(result);
    }
}
