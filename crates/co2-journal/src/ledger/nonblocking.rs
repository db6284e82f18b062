//! The same calls as futures. They need no runtime: whoever polls them drives them.

use super::{
    Happened, Ledger, all_checked, anchor_job, batches_job, checked, command_job, documents_job,
    events_of, gone, group_job, happened, next_group, not_taken, put_job, read_job, store_job,
    unwound,
};
use crate::anchor::{Anchor, Position};
use crate::error::{CloseError, SubmitError};
use crate::submission::{Committed, Freshness, Recall, Submission};
use crate::writer::Job;
use co2_ledger::{Event, State};
use co2_offsets::Digest;
use std::future::Future;
use std::sync::Arc;

impl Ledger {
    /// Gives a job to the writer when there is room, and where its answer will come.
    async fn give_async<R: Send + 'static>(
        &self,
        job: impl FnOnce(oneshot::Sender<R>) -> Job + Send + 'static,
    ) -> Result<oneshot::AsyncReceiver<R>, SubmitError> {
        self.not_inside()?;
        let (reply, answer) = oneshot::async_channel();
        self.jobs.send(job(reply)).await.map_err(gone)?;
        Ok(answer)
    }

    /// The same, and waits for the answer.
    fn ask_async<R: Send + 'static>(
        &self,
        job: impl FnOnce(oneshot::Sender<R>) -> Job + Send + 'static,
    ) -> impl Future<Output = Result<R, SubmitError>> + Send + 'static {
        let ledger = self.clone();
        async move { ledger.give_async(job).await?.await.map_err(gone) }
    }

    /// As [`Ledger::submit`].
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let answer = pollster::block_on(ledger.submit_async(command))?;
    /// assert_eq!(answer.position.as_u64(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::submit`].
    pub fn submit_async(
        &self,
        command: impl Into<Submission>,
    ) -> impl Future<Output = Result<Committed, SubmitError>> + Send + 'static {
        let asked = self.ask_async(command_job(command.into()));
        async move { asked.await? }
    }

    /// As [`Ledger::try_submit`].
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let answer = pollster::block_on(ledger.try_submit_async(command))?;
    /// assert_eq!(answer.position.as_u64(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::try_submit`].
    pub fn try_submit_async(
        &self,
        command: impl Into<Submission>,
    ) -> impl Future<Output = Result<Committed, SubmitError>> + Send + 'static {
        let (ledger, job) = (self.clone(), command_job(command.into()));
        async move {
            ledger.not_inside()?;
            let (reply, answer) = oneshot::async_channel();
            ledger.jobs.try_send(job(reply)).map_err(|error| not_taken(&error))?;
            answer.await.map_err(gone)?
        }
    }

    /// As [`Ledger::submit_all`]. The commands are taken from the iterator at once.
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let answers = pollster::block_on(ledger.submit_all_async([command.clone(), command]));
    /// assert!(answers.iter().all(Result::is_ok));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn submit_all_async<C: Into<Submission>>(
        &self,
        commands: impl IntoIterator<Item = C>,
    ) -> impl Future<Output = Vec<Result<Committed, SubmitError>>> + Send + 'static {
        let mut commands = commands.into_iter().map(Into::into).fuse();
        let groups: Vec<_> = std::iter::from_fn(|| next_group(&mut commands)).collect();
        let ledger = self.clone();
        async move {
            let mut given = Vec::new();
            for group in groups {
                given.push((group.len(), ledger.give_async(group_job(group)).await));
            }
            let mut answers = Vec::new();
            for (count, given) in given {
                let some = match given {
                    Ok(given) => given.await.map_err(gone),
                    Err(error) => Err(error),
                };
                answers.extend(some.unwrap_or_else(|error| vec![Err(error); count]));
            }
            answers
        }
    }

    /// As [`Ledger::read`].
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let read = ledger.read_async(Freshness::Latest, |state, _| state.revision());
    /// assert_eq!(pollster::block_on(read)?, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::read`].
    ///
    /// # Panics
    /// When `read` does.
    pub fn read_async<R: Send + 'static>(
        &self,
        freshness: Freshness,
        read: impl FnOnce(&State, Anchor) -> R + Send + 'static,
    ) -> impl Future<Output = Result<R, SubmitError>> + Send + 'static {
        let asked = self.ask_async(read_job(freshness, None, read));
        async move { asked.await?.map(unwound) }
    }

    /// As [`Ledger::read_with`].
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let read = ledger.read_with_async(Freshness::Latest, Recall::Lacking, |state, _| state.revision());
    /// assert_eq!(pollster::block_on(read)?, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::read_with`].
    ///
    /// # Panics
    /// When `read` does.
    pub fn read_with_async<R: Send + 'static>(
        &self,
        freshness: Freshness,
        recall: Recall,
        read: impl FnOnce(&State, Anchor) -> R + Send + 'static,
    ) -> impl Future<Output = Result<R, SubmitError>> + Send + 'static {
        let asked = self.ask_async(read_job(freshness, Some(recall), read));
        async move { asked.await?.map(unwound) }
    }

    /// As [`Ledger::put_document`].
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let digest = pollster::block_on(ledger.put_document_async(b"a footprint".to_vec()))?;
    /// assert_eq!(digest, co2_units::Digest::of(b"a footprint"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::put_document`].
    pub fn put_document_async(
        &self,
        bytes: Vec<u8>,
    ) -> impl Future<Output = Result<Digest, SubmitError>> + Send + 'static {
        let asked = self.ask_async(put_job(bytes));
        async move { asked.await? }
    }

    /// As [`Ledger::document`].
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let digest = ledger.put_document(b"a footprint".to_vec())?;
    /// let document = pollster::block_on(ledger.document_async(digest))?;
    /// assert_eq!(document.as_deref(), Some(&b"a footprint"[..]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::document`].
    pub fn document_async(
        &self,
        digest: Digest,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, SubmitError>> + Send + 'static {
        let asked = self.ask_async(store_job(move |journal| journal.document(&digest)));
        async move { checked(digest, asked.await??) }
    }

    /// As [`Ledger::documents`].
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let digest = ledger.put_document(b"a footprint".to_vec())?;
    /// let found = pollster::block_on(ledger.documents_async(vec![digest]))?;
    /// assert_eq!(found, [Some(b"a footprint".to_vec())]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::document`].
    pub fn documents_async(
        &self,
        digests: Vec<Digest>,
    ) -> impl Future<Output = Result<Vec<Option<Vec<u8>>>, SubmitError>> + Send + 'static {
        let asked = self.ask_async(documents_job(digests));
        async move { all_checked(asked.await??) }
    }

    /// As [`Ledger::events_after`].
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// use co2_journal::Anchor;
    /// ledger.submit(command)?;
    /// let (events, _) = pollster::block_on(ledger.events_after_async(Anchor::START))?;
    /// assert_eq!(events.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::events_after`].
    pub fn events_after_async(
        &self,
        anchor: Anchor,
    ) -> impl Future<Output = Result<(Vec<Arc<Event>>, Anchor), SubmitError>> + Send + 'static {
        let asked = self.ask_async(batches_job(anchor));
        async move { events_of(asked.await??, anchor) }
    }

    /// As [`Ledger::batches_after`].
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// use co2_journal::Anchor;
    /// ledger.submit(command)?;
    /// let batches = pollster::block_on(ledger.batches_after_async(Anchor::START))?;
    /// assert_eq!(batches.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::batches_after`].
    pub fn batches_after_async(
        &self,
        anchor: Anchor,
    ) -> impl Future<Output = Result<Vec<Happened>, SubmitError>> + Send + 'static {
        let asked = self.ask_async(batches_job(anchor));
        async move { happened(asked.await??, anchor) }
    }

    /// As [`Ledger::anchor_at`].
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let position = ledger.submit(command)?.position;
    /// let anchor = pollster::block_on(ledger.anchor_at_async(position))?;
    /// assert_eq!(anchor.map(|anchor| anchor.position), Some(position));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::anchor_at`].
    pub fn anchor_at_async(
        &self,
        position: Position,
    ) -> impl Future<Output = Result<Option<Anchor>, SubmitError>> + Send + 'static {
        let asked = self.ask_async(anchor_job(position));
        async move { asked.await? }
    }

    /// As [`Ledger::snapshot`].
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let position = ledger.submit(command)?.position;
    /// assert_eq!(pollster::block_on(ledger.snapshot_async())?.position, position);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::snapshot`].
    pub fn snapshot_async(
        &self,
    ) -> impl Future<Output = Result<Anchor, SubmitError>> + Send + 'static {
        let asked = self.ask_async(Job::Snapshot);
        async move { asked.await? }
    }

    /// As [`Ledger::close`]. When it is done, the journal is closed.
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let anchor = pollster::block_on(ledger.close_async())?;
    /// assert!(ledger.submit(command).is_err(), "closed for every handle");
    /// println!("{anchor}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::close`].
    pub fn close_async(&self) -> impl Future<Output = Result<Anchor, CloseError>> + Send + 'static {
        let asked = self.ask_async(Job::Close);
        async move { asked.await? }
    }
}
