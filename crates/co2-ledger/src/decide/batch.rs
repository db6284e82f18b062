//! Many commands at once.

use crate::command::Request;
use crate::error::{CommandError, FoldError};
use crate::event::Event;
use crate::receipt::Receipt;
use crate::state::{State, Undo};
use co2_units::Timestamp;
use std::sync::Arc;

/// Commands that were decided and folded one after the other, and are not durable yet.
///
/// Store the events and give the answers, or take everything back with [`State::undo_all`].
#[derive(Debug, Default)]
#[must_use = "commands that do not become durable must be undone"]
pub struct Tentative {
    answers: Vec<Result<Receipt, CommandError>>,
    events: Vec<Arc<Event>>,
    undo: Vec<Undo>,
    /// What follows from the command that is decided now.
    decided: Vec<Arc<Event>>,
    /// The events, encoded one after the other, and where each ends; only if that is wanted.
    encoded: Option<Vec<u8>>,
    ends: Vec<usize>,
    clock: Option<Timestamp>,
}

impl Tentative {
    /// A batch whose commands are compared with a clock, as [`State::decide_by`] does. Without, by
    /// [`Tentative::default`], the sender's time is taken as it is.
    pub fn by_clock(clock: Timestamp) -> Self {
        Self { clock: Some(clock), ..Self::default() }
    }

    /// The same with room for so many commands that cause an event each.
    pub fn room_for(mut self, commands: usize) -> Self {
        self.answers.reserve(commands);
        self.events.reserve(commands);
        self.undo.reserve(commands);
        self
    }

    /// The same, which also encodes each event as a journal stores it, for [`Tentative::encoded`].
    pub fn encoding(mut self) -> Self {
        self.encoded.get_or_insert_default();
        self
    }

    fn decide(&mut self, state: &State, request: &Request) -> Result<Receipt, CommandError> {
        self.decided.clear();
        if let Some(clock) = self.clock {
            state.check_clock(request, clock)?;
        }
        state.decide_into(request, &mut self.decided)
    }

    /// The answer to each command, in their order. They hold once the events are durable.
    pub fn answers(&self) -> &[Result<Receipt, CommandError>] {
        &self.answers
    }

    /// What happens, in order.
    pub fn events(&self) -> &[Arc<Event>] {
        &self.events
    }

    /// What happens, in order, as a journal stores it: each event was encoded once, when it was folded.
    /// Nothing without [`Tentative::encoding`].
    pub fn encoded(&self) -> &[u8] {
        self.encoded.as_deref().unwrap_or_default()
    }

    /// The answers, once the events are durable: nothing can be undone any more.
    pub fn into_answers(self) -> Vec<Result<Receipt, CommandError>> {
        self.answers
    }
}

impl State {
    /// Decides a command, folds what happens, and adds both to a batch. Who has the events uses
    /// [`State::decide_recalling`].
    ///
    /// # Errors
    /// Never for a state that was folded from decided events. Nothing of the command is kept then.
    pub fn decide_next(
        &mut self,
        batch: &mut Tentative,
        request: &Request,
    ) -> Result<(), FoldError> {
        let done = batch.undo.len();
        let decided = batch.decide(self, request);
        self.take(batch, done, decided)
    }

    /// The same for whoever has the events: what is said of archived orders is what would be said if
    /// they never had been.
    ///
    /// An archived order that the command is about is known in full again first, by an event of its own.
    /// When nothing happens then, because the command was given before or is refused, that is undone:
    /// the answer leaves no trace.
    ///
    /// `event` reads an event by how many were folded before it; those of the batch are not asked for.
    ///
    /// # Errors
    /// When an event cannot be read, or is not the record that it must be. Nothing of the command is
    /// kept then.
    pub fn decide_recalling<E: From<FoldError>>(
        &mut self,
        batch: &mut Tentative,
        request: &Request,
        mut event: impl FnMut(u64) -> Result<Arc<Event>, E>,
    ) -> Result<(), E> {
        let done = batch.undo.len();
        loop {
            match batch.decide(self, request) {
                Err(CommandError::Earlier { records }) => {
                    for record in records {
                        let reopened = self.bring(batch, record, &mut event);
                        reopened.inspect_err(|_| self.cut(batch, done))?;
                    }
                }
                decided => return Ok(self.take(batch, done, decided)?),
            }
        }
    }

    /// Makes archived orders known in full again, for a look at them: the events that do so. Undo them
    /// afterwards.
    ///
    /// # Errors
    /// When an event cannot be read, or is not the record that it must be. Nothing has changed then.
    pub fn recall<E: From<FoldError>>(
        &mut self,
        records: &[u64],
        mut event: impl FnMut(u64) -> Result<Arc<Event>, E>,
    ) -> Result<Tentative, E> {
        let mut batch = Tentative::default();
        for &record in records {
            if let Err(error) = self.bring(&mut batch, record, &mut event) {
                self.undo_all(batch);
                return Err(error);
            }
        }
        Ok(batch)
    }

    /// Makes an archived order known in full again.
    fn bring<E: From<FoldError>>(
        &mut self,
        batch: &mut Tentative,
        record: u64,
        event: &mut impl FnMut(u64) -> Result<Arc<Event>, E>,
    ) -> Result<(), E> {
        // It may have been archived by a command of this very batch.
        let before = u64::try_from(batch.events.len()).unwrap_or(u64::MAX);
        let place = record.checked_sub(self.revision().saturating_sub(before));
        let own = place.and_then(|place| batch.events.get(usize::try_from(place).ok()?));
        let archived = match own {
            Some(own) => Arc::clone(own),
            None => event(record)?,
        };
        let reopened = self.reopen(record, &archived)?;
        Ok(self.fold_into(batch, reopened)?)
    }

    /// Folds what was decided and adds it to a batch. What was brought back for it since `done` events
    /// is kept only if something happens.
    fn take(
        &mut self,
        batch: &mut Tentative,
        done: usize,
        answer: Result<Receipt, CommandError>,
    ) -> Result<(), FoldError> {
        let mut events = core::mem::take(&mut batch.decided);
        if answer.is_err() || events.is_empty() {
            self.cut(batch, done);
        } else {
            for event in events.drain(..) {
                self.fold_into(batch, event).inspect_err(|_| self.cut(batch, done))?;
            }
        }
        batch.decided = events;
        batch.answers.push(answer);
        Ok(())
    }

    /// Folds an event and adds it to a batch.
    fn fold_into(&mut self, batch: &mut Tentative, event: Arc<Event>) -> Result<(), FoldError> {
        let undo = match &mut batch.encoded {
            None => self.fold(&event)?,
            Some(encoded) => {
                let start = encoded.len();
                let folded = match event.encode(encoded) {
                    Some(()) => self.fold_with(&event, |_| Some(encoded.get(start..)?.into())),
                    None => Err(self.not_encoded()),
                };
                let undo = folded.inspect_err(|_| encoded.truncate(start))?;
                batch.ends.push(encoded.len());
                undo
            }
        };
        batch.undo.push(undo);
        batch.events.push(event);
        Ok(())
    }

    /// Takes back all but the first so many events of a batch.
    fn cut(&mut self, batch: &mut Tentative, events: usize) {
        while batch.undo.len() > events {
            batch.undo.pop().into_iter().for_each(|undo| self.undo(undo));
        }
        batch.events.truncate(events);
        batch.ends.truncate(events);
        if let Some(encoded) = &mut batch.encoded {
            encoded.truncate(batch.ends.last().copied().unwrap_or_default());
        }
    }

    /// Decides and folds commands one after the other, each on what those before it have done. It
    /// gives just what deciding them one by one gives.
    ///
    /// # Errors
    /// Never for a state that was folded from decided events. Everything is undone then.
    pub fn decide_batch<'a>(
        &mut self,
        requests: impl IntoIterator<Item = &'a Request>,
    ) -> Result<Tentative, FoldError> {
        let requests = requests.into_iter();
        let (least, _) = requests.size_hint();
        let mut batch = Tentative::default().room_for(least);
        for request in requests {
            if let Err(error) = self.decide_next(&mut batch, request) {
                self.undo_all(batch);
                return Err(error);
            }
        }
        Ok(batch)
    }

    /// Takes a batch back, as if it had never been decided; see [`State::undo`].
    pub fn undo_all(&mut self, mut batch: Tentative) {
        while let Some(undo) = batch.undo.pop() {
            self.undo(undo);
        }
    }
}
