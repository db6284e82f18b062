//! Many commands at once.

use crate::command::Request;
use crate::error::{CommandError, FoldError};
use crate::event::Event;
use crate::receipt::Receipt;
use crate::state::{State, Undo};
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
}

impl Tentative {
    /// The answer to each command, in their order. They hold once the events are durable.
    pub fn answers(&self) -> &[Result<Receipt, CommandError>] {
        &self.answers
    }

    /// What happens, in order.
    pub fn events(&self) -> &[Arc<Event>] {
        &self.events
    }

    /// The answers, once the events are durable: nothing can be undone any more.
    pub fn into_answers(self) -> Vec<Result<Receipt, CommandError>> {
        self.answers
    }
}

impl State {
    /// Decides a command, folds what happens, and adds both to a batch.
    ///
    /// # Errors
    /// Never for a state that was folded from decided events. Nothing of the command is kept then.
    pub fn decide_next(
        &mut self,
        batch: &mut Tentative,
        request: &Request,
    ) -> Result<(), FoldError> {
        let answer = match self.decide(request) {
            Err(error) => Err(error),
            Ok(decision) => {
                let done = batch.undo.len();
                for event in &decision.events {
                    match self.fold(event) {
                        Ok(undo) => batch.undo.push(undo),
                        Err(error) => {
                            while batch.undo.len() > done {
                                batch.undo.pop().into_iter().for_each(|undo| self.undo(undo));
                            }
                            return Err(error);
                        }
                    }
                }
                batch.events.extend(decision.events);
                Ok(decision.receipt)
            }
        };
        batch.answers.push(answer);
        Ok(())
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
        let mut batch = Tentative::default();
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
