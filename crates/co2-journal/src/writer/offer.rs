//! Offering a batch to the store until it is known whether the store has it.

use super::Writer;
use crate::batch::Batch;
use crate::error::{SubmitError, describe};
use crate::journal::{AppendError, Journal};
use co2_offsets::Digest;
use std::sync::Arc;
use std::time::Duration;

/// The pause after an answer was lost: the first, and the longest.
const PAUSE: Duration = Duration::from_millis(2);
const PAUSE_MAX: Duration = Duration::from_millis(128);

/// The result of offering a batch to the store.
pub(super) enum Offered {
    Stored,
    Conflict,
    /// It is certainly not stored.
    Failed(SubmitError),
    Unknown(Arc<str>),
}

impl Writer {
    /// Offers a batch, with the documents that it names, until it is known whether it is stored.
    pub(super) fn offer(&mut self, documents: &[(Digest, &[u8])], batch: &Batch) -> Offered {
        let mut lost: Option<Arc<str>> = None;
        for time in 0..self.options.offers {
            if let Some(before) = time.checked_sub(1) {
                self.jitter.pause(before, PAUSE, PAUSE_MAX);
            }
            match (self.journal.append_with(documents, batch), &lost) {
                (Ok(()), _) => return Offered::Stored,
                (Err(AppendError::Conflict), None) => return Offered::Conflict,
                (Err(AppendError::NotWritten(cause)), None) => {
                    let reason = describe(cause.as_ref()).into();
                    return Offered::Failed(SubmitError::NotWritten { reason });
                }
                (Err(AppendError::Damaged(cause)), None) => {
                    let reason = self.journal.set_broken(&describe(cause.as_ref()));
                    return Offered::Failed(SubmitError::Broken { reason });
                }
                // This store will never be able to tell.
                (Err(AppendError::Damaged(_)), Some(reason)) => {
                    return Offered::Unknown(Arc::clone(reason));
                }
                (Err(AppendError::Conflict), Some(reason)) => {
                    // The position is taken, either by our own batch or by another one.
                    match self.journal.read_after(batch.position.before(), 1) {
                        Ok(found) if found.first() == Some(batch) => return Offered::Stored,
                        Ok(found) if !found.is_empty() => return Offered::Conflict,
                        _ => lost = Some(Arc::clone(reason)),
                    }
                }
                // An earlier offer may have been stored; only a taken position can show that.
                (Err(AppendError::NotWritten(cause) | AppendError::Unknown(cause)), _) => {
                    lost = Some(describe(cause.as_ref()).into());
                }
            }
        }
        Offered::Unknown(lost.unwrap_or_else(|| "no answer".into()))
    }
}
