//! Commands are decided one after the other, until they make a batch.

use super::Writer;
use super::job::Pending;
use crate::error::SubmitError;
use crate::journal::Journal;
use co2_ledger::Tentative;

/// How many commands of a batch are followed by another one, at most: these are made, with their documents,
/// while the store is locked.
const FOLLOWED: usize = 128;

impl Writer {
    /// Decides and folds each command on what those before it have done, until they make a batch; then the
    /// commands that follow from them. Returns also how many of the callers' commands were decided: the
    /// answers to those that follow come after theirs.
    ///
    /// A command whose archived order cannot be read is answered so at once: nothing of it is done, and
    /// the others do not suffer.
    pub(super) fn decide(
        &mut self,
        waiting: &mut Vec<Pending>,
    ) -> Result<(Tentative, usize), SubmitError> {
        // The clock that is not this host's is the one to believe.
        let clock = self.journal.time().or_else(|| self.options.clock.map(|clock| clock()));
        let tentative = clock.map_or_else(Tentative::default, Tentative::by_clock);
        let room = waiting.len().min(self.options.batch_max);
        let mut tentative = tentative.encoding().room_for(room);
        let (mut documents, mut followed, mut place) = (0_usize, 0_usize, 0);
        while place < self.options.batch_max
            && followed < FOLLOWED
            && let Some(pending) = waiting.get_mut(place)
        {
            // What followed from it in an earlier round does so no more.
            pending.follow(None);
            if let Err(error) = self.decide_one(&mut tentative, pending.request()) {
                if self.sound().is_err() {
                    self.replica.state.undo_all(tentative);
                    return Err(error);
                }
                waiting.remove(place).answer(Err(error));
                continue;
            }
            place = place.saturating_add(1);
            followed = followed.saturating_add(usize::from(pending.has_next()));
            // What is stored with it counts, too.
            documents = documents.saturating_add(pending.documents_len());
            let bytes = tentative.encoded().len().saturating_add(documents);
            if bytes >= self.options.batch_bytes {
                break;
            }
        }
        if followed > 0 {
            let decided = waiting.get_mut(..place).unwrap_or_default();
            for (pending, answer) in decided.iter_mut().zip(tentative.answers()) {
                // The caller of a command that nothing follows submits the next one itself.
                let full =
                    tentative.encoded().len().saturating_add(documents) >= self.options.batch_bytes;
                let answer = answer.as_ref().ok().filter(|_| !full);
                pending.follow(answer.map(|receipt| (&self.replica.state, receipt)));
                documents = documents.saturating_add(pending.followed_len());
            }
            for pending in decided {
                let Some(followed) = pending.followed() else { continue };
                if let Err(error) = self.decide_one(&mut tentative, &followed.request) {
                    if self.sound().is_err() {
                        self.replica.state.undo_all(tentative);
                        return Err(error);
                    }
                    pending.follow(None);
                }
            }
        }
        Ok((tentative, place))
    }
}
