//! The same calls as futures. They need no runtime: whoever polls them drives them.

use super::{
    Happened, LOOKED_FOR, Ledger, all_checked, anchor_work, batches_work, checked, command_job,
    derived, derived_job, document_work, documents_work, events_of, gone, group_job, handed,
    happened, missing_work, next_group, not_taken, put_job, read_job, unwound,
};
use crate::anchor::{Anchor, Position};
use crate::error::{CloseError, SubmitError};
use crate::reader::Reading;
use crate::submission::{Committed, Freshness, Recall, Submission};
use crate::writer::{Job, Work};
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

    fn look_async<R: Send + 'static>(
        &self,
        work: impl FnOnce(oneshot::Sender<Result<R, SubmitError>>) -> Work + Send + 'static,
    ) -> impl Future<Output = Result<R, SubmitError>> + Send + 'static {
        let ledger = self.clone();
        async move {
            let Some(reader) = &ledger.reader else {
                let asked = ledger.ask_async(|reply| Job::Store(work(reply)));
                return asked.await?;
            };
            ledger.not_inside()?;
            let (reply, answer) = oneshot::async_channel();
            reader.jobs.send(Reading::Look(work(reply))).await.map_err(gone)?;
            answer.await.map_err(gone)?
        }
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

    /// As [`Ledger::read_and_submit`].
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Ledger, Memory, Submission};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// // Rules are put if there are none.
    /// let read = ledger.read_and_submit_async(move |state, _| match state.rules_in_force() {
    ///     Some(rules) => (Some(rules), vec![]),
    ///     None => (None, vec![Submission::new(command)]),
    /// });
    /// let (before, answers) = pollster::block_on(read)?;
    /// assert_eq!((before, answers.len()), (None, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::read_and_submit`].
    ///
    /// # Panics
    /// When `read` does.
    pub fn read_and_submit_async<R: Send + 'static>(
        &self,
        read: impl FnOnce(&State, Anchor) -> (R, Vec<Submission>) + Send + 'static,
    ) -> impl Future<Output = Result<(R, Vec<Result<Committed, SubmitError>>), SubmitError>>
    + Send
    + 'static {
        let found = Arc::default();
        let asked = self.ask_async(derived_job(read, Arc::clone(&found)));
        async move {
            let answers = asked.await?;
            Ok((derived(&found)?, answers))
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

    /// As [`Ledger::survey`].
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Ledger, Memory};
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let looked = ledger.survey_async(None, |state, _| state.orders().count());
    /// assert_eq!(pollster::block_on(looked)?, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::survey`].
    ///
    /// # Panics
    /// When `read` does.
    pub fn survey_async<R: Send + 'static>(
        &self,
        recall: Option<Recall>,
        read: impl FnOnce(&State, Anchor) -> R + Send + 'static,
    ) -> impl Future<Output = Result<R, SubmitError>> + Send + 'static {
        let ledger = self.clone();
        async move {
            let Some(reader) = &ledger.reader else {
                let asked = ledger.ask_async(read_job(Freshness::Latest, recall, read));
                return asked.await?.map(unwound);
            };
            ledger.not_inside()?;
            let (reply, answer) = oneshot::async_channel();
            let job = Reading::Survey(recall, handed(read, reply));
            reader.jobs.send(job).await.map_err(gone)?;
            answer.await.map_err(gone)?.map(unwound)
        }
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
        let looked = self.look_async(document_work(digest));
        async move { checked(digest, looked.await?) }
    }

    /// As [`Ledger::missing_documents`].
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Ledger, Memory};
    /// let ledger = Ledger::open(Memory::new(), None)?;
    /// let there = ledger.put_document(b"a footprint".to_vec())?;
    /// let nothing = co2_units::Digest::of(b"never stored");
    /// let missing = pollster::block_on(ledger.missing_documents_async(vec![there, nothing]))?;
    /// assert_eq!(missing, [nothing]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::missing_documents`].
    pub fn missing_documents_async(
        &self,
        digests: Vec<Digest>,
    ) -> impl Future<Output = Result<Vec<Digest>, SubmitError>> + Send + 'static {
        let ledger = self.clone();
        async move {
            let mut missing = Vec::new();
            for some in digests.chunks(LOOKED_FOR) {
                missing.extend(ledger.look_async(missing_work(some.to_vec())).await?);
            }
            Ok(missing)
        }
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
        let looked = self.look_async(documents_work(digests));
        async move { all_checked(looked.await?) }
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
        let looked = self.look_async(batches_work(anchor));
        async move { events_of(looked.await?, anchor) }
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
        let looked = self.look_async(batches_work(anchor));
        async move { happened(looked.await?, anchor) }
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
        self.look_async(anchor_work(position))
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
        let ledger = self.clone();
        async move {
            if let Some(reader) = &ledger.reader {
                ledger.not_inside()?;
                let (reply, closed) = oneshot::async_channel();
                if reader.jobs.send(Reading::Close(reply)).await.is_ok() {
                    let _ = closed.await;
                }
            }
            ledger.ask_async(Job::Close).await?
        }
    }
}
