//! Commands are decided one after the other, until they make a batch.

use super::Writer;
use super::job::Pending;
use crate::batch::Draft;
use crate::error::SubmitError;
use co2_ledger::Tentative;

/// Commands that were decided and folded, and their events as they will be stored.
pub(super) struct Decided {
    pub(super) tentative: Tentative,
    pub(super) draft: Draft,
}

impl Writer {
    /// Decides and folds each command on what those before it have done, until they make a batch.
    pub(super) fn decide(&mut self, waiting: &[Pending]) -> Result<Decided, SubmitError> {
        let (mut tentative, mut draft) = (Tentative::default(), Draft::default());
        let mut documents = 0_usize;
        for pending in waiting.iter().take(self.options.batch_max) {
            let before = tentative.events().len();
            if let Err(error) = self.decide_one(&mut tentative, pending.request()) {
                self.replica.state.undo_all(tentative);
                return Err(error);
            }
            if !tentative.events().iter().skip(before).all(|event| draft.push(event)) {
                self.replica.state.undo_all(tentative);
                let reason = self.journal.set_broken("an event cannot be encoded");
                return Err(SubmitError::Broken { reason });
            }
            // What is stored with it counts, too.
            documents = documents.saturating_add(pending.documents_len());
            if draft.len().saturating_add(documents) >= self.options.batch_bytes {
                break;
            }
        }
        Ok(Decided { tentative, draft })
    }
}
