//! Calls that hold up their thread until the answer is there.

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
use std::sync::Arc;

impl Ledger {
    /// Gives a job to the writer, and where its answer will come.
    fn give<R>(
        &self,
        job: impl FnOnce(oneshot::Sender<R>) -> Job,
    ) -> Result<oneshot::Receiver<R>, SubmitError> {
        self.not_inside()?;
        let (reply, answer) = oneshot::channel();
        self.jobs.send_blocking(job(reply)).map_err(gone)?;
        Ok(answer)
    }

    fn ask<R>(&self, job: impl FnOnce(oneshot::Sender<R>) -> Job) -> Result<R, SubmitError> {
        self.give(job)?.recv().map_err(gone)
    }

    /// Asks for something that the writer need not be asked for, if the store has a handle for it.
    fn look<R>(
        &self,
        work: impl FnOnce(oneshot::Sender<Result<R, SubmitError>>) -> Work,
    ) -> Result<R, SubmitError> {
        let Some(reader) = &self.reader else { return self.ask(|reply| Job::Store(work(reply)))? };
        self.not_inside()?;
        let (reply, answer) = oneshot::channel();
        reader.jobs.send_blocking(Reading::Look(work(reply))).map_err(gone)?;
        answer.recv().map_err(gone)?
    }

    /// Gives a command and waits until its answer is durable. When the queue is full, it waits for
    /// room.
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let answer = ledger.submit(command.clone())?;
    /// assert!(!answer.receipt.replayed);
    /// // The same command again gets the first answer.
    /// assert!(ledger.submit(command)?.receipt.replayed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When it is refused or could not be stored; [`SubmitError`] says whether it may have happened.
    pub fn submit(&self, command: impl Into<Submission>) -> Result<Committed, SubmitError> {
        self.ask(command_job(command.into()))?
    }

    /// The same, but it waits for no room.
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let answer = ledger.try_submit(command)?;
    /// assert_eq!(answer.position.as_u64(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`SubmitError::Full`] when the queue is full; otherwise as [`Ledger::submit`].
    pub fn try_submit(&self, command: impl Into<Submission>) -> Result<Committed, SubmitError> {
        self.not_inside()?;
        let (reply, answer) = oneshot::channel();
        let job = command_job(command.into())(reply);
        self.jobs.try_send(job).map_err(|error| not_taken(&error))?;
        answer.recv().map_err(gone)?
    }

    /// Gives several commands at once and waits for all; they share batches, and are decided in this
    /// order.
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let answers = ledger.submit_all([command.clone(), command]);
    /// assert!(answers.iter().all(Result::is_ok));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn submit_all<C: Into<Submission>>(
        &self,
        commands: impl IntoIterator<Item = C>,
    ) -> Vec<Result<Committed, SubmitError>> {
        let mut commands = commands.into_iter().map(Into::into).fuse();
        let mut given = Vec::new();
        while let Some(group) = next_group(&mut commands) {
            given.push((group.len(), self.give(group_job(group))));
        }
        let answers = given.into_iter().flat_map(|(count, given)| {
            let answers = given.and_then(|answers| answers.recv().map_err(gone));
            answers.unwrap_or_else(|error| vec![Err(error); count])
        });
        answers.collect()
    }

    /// Reads what this writer has seen so far, as [`Freshness::Cached`], and submits the commands that follow
    /// from it, as one job of the writer: a read and a submission one after the other would each wait for the
    /// batch that is being stored. `read` returns its result and the commands, which are decided in their
    /// order and answered in the same order. What was read may be out of date when they are decided, as with
    /// a read and a submission of their own.
    ///
    /// The writer waits while `read` runs, and everybody else waits for the commands: `read` should be brief
    /// and its commands few. `read` must not use this ledger, which refuses it
    /// ([`SubmitError::InRead`]).
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Ledger, Memory, Submission};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// // Rules are put if there are none.
    /// let read = ledger.read_and_submit(move |state, _| match state.rules_in_force() {
    ///     Some(rules) => (Some(rules), vec![]),
    ///     None => (None, vec![Submission::new(command)]),
    /// });
    /// let (before, answers) = read?;
    /// assert_eq!((before, answers.len()), (None, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the ledger is closed or broken; then no command has any effect. Each command has its own answer.
    ///
    /// # Panics
    /// When `read` does; the ledger and its other callers are not harmed.
    pub fn read_and_submit<R: Send + 'static>(
        &self,
        read: impl FnOnce(&State, Anchor) -> (R, Vec<Submission>) + Send + 'static,
    ) -> Result<(R, Vec<Result<Committed, SubmitError>>), SubmitError> {
        let found = Arc::default();
        let answers = self.ask(derived_job(read, Arc::clone(&found)))?;
        Ok((derived(&found)?, answers))
    }

    /// Reads the state between two batches, when everything in it is durable. The writer waits
    /// meanwhile, so be brief, or use [`Ledger::survey`]; and `read` cannot use this ledger, for which it
    /// would wait in vain.
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// ledger.submit(command)?;
    /// let in_force = ledger.read(Freshness::Latest, |state, _| state.rules_in_force())?;
    /// assert_eq!(in_force, Some(co2_offsets::Rules::default().id()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the journal cannot be read or is damaged, or does not reach the position asked for.
    ///
    /// # Panics
    /// When `read` does; the ledger and its other callers are not harmed.
    pub fn read<R: Send + 'static>(
        &self,
        freshness: Freshness,
        read: impl FnOnce(&State, Anchor) -> R + Send + 'static,
    ) -> Result<R, SubmitError> {
        self.ask(read_job(freshness, None, read))?.map(unwound)
    }

    /// Reads the state with some archived orders in full, as if they had never been archived. Nothing is
    /// written. Otherwise as [`Ledger::read`].
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let orders = ledger.read_with(Freshness::Latest, Recall::Lacking, |state, _| state.orders().count())?;
    /// assert_eq!(orders, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::read`]; also when a record cannot be read from the journal.
    ///
    /// # Panics
    /// When `read` does; the ledger and its other callers are not harmed.
    pub fn read_with<R: Send + 'static>(
        &self,
        freshness: Freshness,
        recall: Recall,
        read: impl FnOnce(&State, Anchor) -> R + Send + 'static,
    ) -> Result<R, SubmitError> {
        self.ask(read_job(freshness, Some(recall), read))?.map(unwound)
    }

    /// Reads a copy of the state, made for this read from the store alone: everything that was answered
    /// before. The writer does not wait meanwhile, however long it takes, so this is for what looks at
    /// very many orders. It takes as long as opening the ledger and as much memory as the state, once
    /// more; a store without [`Journal::reader`](crate::Journal::reader) makes it a
    /// [`Ledger::read_with`].
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Ledger, Memory};
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let orders = ledger.survey(None, |state, _| state.orders().count())?;
    /// assert_eq!(orders, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::read_with`]; also when a second handle of the store cannot be had.
    ///
    /// # Panics
    /// When `read` does; the ledger and its other callers are not harmed.
    pub fn survey<R: Send + 'static>(
        &self,
        recall: Option<Recall>,
        read: impl FnOnce(&State, Anchor) -> R + Send + 'static,
    ) -> Result<R, SubmitError> {
        let Some(reader) = &self.reader else {
            return self.ask(read_job(Freshness::Latest, recall, read))?.map(unwound);
        };
        self.not_inside()?;
        let (reply, answer) = oneshot::channel();
        let job = Reading::Survey(recall, handed(read, reply));
        reader.jobs.send_blocking(job).map_err(gone)?;
        answer.recv().map_err(gone)?.map(unwound)
    }

    /// Stores a document under the digest of its bytes; storing it again does nothing.
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let digest = ledger.put_document(b"a footprint".to_vec())?;
    /// assert_eq!(ledger.document(digest)?.as_deref(), Some(&b"a footprint"[..]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When it could not be stored.
    pub fn put_document(&self, bytes: Vec<u8>) -> Result<Digest, SubmitError> {
        self.ask(put_job(bytes))?
    }

    /// A document, if it is there.
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let nothing = co2_units::Digest::of(b"never stored");
    /// assert_eq!(ledger.document(nothing)?, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the store cannot be read, or what it has does not have this digest.
    pub fn document(&self, digest: Digest) -> Result<Option<Vec<u8>>, SubmitError> {
        checked(digest, self.look(document_work(digest))?)
    }

    /// Those of some documents that are not there; what the others hold is not looked at.
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Ledger, Memory};
    /// let ledger = Ledger::open(Memory::new(), None)?;
    /// let there = ledger.put_document(b"a footprint".to_vec())?;
    /// let nothing = co2_units::Digest::of(b"never stored");
    /// assert_eq!(ledger.missing_documents(&[there, nothing])?, [nothing]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn missing_documents(&self, digests: &[Digest]) -> Result<Vec<Digest>, SubmitError> {
        let mut missing = Vec::new();
        for some in digests.chunks(LOOKED_FOR) {
            missing.extend(self.look(missing_work(some.to_vec()))?);
        }
        Ok(missing)
    }

    /// Documents in the order of their digests as given, in one look at the store.
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let digest = ledger.put_document(b"a footprint".to_vec())?;
    /// let nothing = co2_units::Digest::of(b"never stored");
    /// let found = ledger.documents(vec![digest, nothing])?;
    /// assert_eq!(found, [Some(b"a footprint".to_vec()), None]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::document`].
    pub fn documents(&self, digests: Vec<Digest>) -> Result<Vec<Option<Vec<u8>>>, SubmitError> {
        all_checked(self.look(documents_work(digests))?)
    }

    /// What happened after a place in the journal, in order, and the place after it: the events of
    /// the next batches, some dozens at most. None at the end of the journal.
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
    /// let (events, next) = ledger.events_after(Anchor::START)?;
    /// assert_eq!(events.len(), 1);
    /// assert!(ledger.events_after(next)?.0.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the journal cannot be read, or its batches are damaged or do not follow the anchor.
    pub fn events_after(&self, anchor: Anchor) -> Result<(Vec<Arc<Event>>, Anchor), SubmitError> {
        events_of(self.look(batches_work(anchor))?, anchor)
    }

    /// The same batch by batch, each with the place after it.
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// use co2_journal::Anchor;
    /// let position = ledger.submit(command)?.position;
    /// let batches = ledger.batches_after(Anchor::START)?;
    /// assert_eq!((batches.len(), batches[0].after.position), (1, position));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Ledger::events_after`].
    pub fn batches_after(&self, anchor: Anchor) -> Result<Vec<Happened>, SubmitError> {
        happened(self.look(batches_work(anchor))?, anchor)
    }

    /// The anchor at a position of the journal, from which [`Ledger::batches_after`] goes on; `None`
    /// after its end.
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let position = ledger.submit(command)?.position;
    /// let anchor = ledger.anchor_at(position)?;
    /// assert!(ledger.batches_after(anchor.ok_or("the journal ends before")?)?.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn anchor_at(&self, position: Position) -> Result<Option<Anchor>, SubmitError> {
        self.look(anchor_work(position))
    }

    /// Writes a snapshot of the state as this writer has it, so that opening the ledger takes less
    /// time, and gives its place. The writer's other callers wait meanwhile.
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let position = ledger.submit(command)?.position;
    /// assert_eq!(ledger.snapshot()?.position, position);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When it could not be stored.
    pub fn snapshot(&self) -> Result<Anchor, SubmitError> {
        self.ask(Job::Snapshot)?
    }

    /// Closes the ledger for all its handles: no more commands are taken, those that wait are
    /// answered, a snapshot is written, and the journal is closed. Gives the anchor at the end: keep
    /// it elsewhere, and give it to [`Ledger::open`].
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Freshness, Ledger, Memory, Recall};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = PutRules { operation: "rules-1".parse()?, rules: co2_offsets::Rules::default().into() };
    /// # let command = Request { now: "2026-11-21T12:00:00Z".parse()?, command: Command::PutRules(put) };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// ledger.submit(command)?;
    /// // Keep it elsewhere: it recognises a journal that was cut or rewritten.
    /// let anchor = ledger.close()?;
    /// println!("{anchor}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the ledger is closed already, its journal is damaged, or the snapshot could not be
    /// stored; everything that was answered is stored in any case.
    pub fn close(&self) -> Result<Anchor, CloseError> {
        // Its handle of the store is closed first: the last one leaves the file whole.
        if let Some(reader) = &self.reader {
            self.not_inside()?;
            let (reply, closed) = oneshot::channel();
            let given = reader.jobs.send_blocking(Reading::Close(reply));
            // An error means that it was closed already.
            let _ = given.map(|()| closed.recv());
        }
        let closed = self.ask(Job::Close)?;
        self.join();
        closed
    }
}
