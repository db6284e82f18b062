//! Cosignatures of witnesses (C2SP [tlog-cosignature](https://c2sp.org/tlog-cosignature), Ed25519).
//!
//! A witness cosigns a checkpoint after it has checked that the log has only grown since the last checkpoint that
//! it saw. An issuer who shows two histories would need the witness to cosign both, which it does not do.

use super::checkpoint::SignedCheckpoint;
use super::note::{NoteError, SignNoteError, WitnessKey};
use super::origin::Origin;
use crate::proof::Signer;
use co2_units::Timestamp;

/// A verified cosignature of a witness.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cosignature {
    /// The name of the witness.
    pub witness: Origin,
    /// The time of the cosignature, by the witness's own clock.
    pub time: Timestamp,
}

impl WitnessKey {
    /// Adds a cosignature to a checkpoint. A witness does so once it has checked that the log has only grown.
    ///
    /// # Errors
    /// Returns an error if the signer fails, or if its key is not this one.
    pub fn cosign(
        &self,
        checkpoint: &SignedCheckpoint,
        signer: &dyn Signer,
        time: Timestamp,
    ) -> Result<SignedCheckpoint, SignNoteError> {
        let seconds = u64::try_from(time.as_unix_seconds()).unwrap_or_default();
        let message = message(checkpoint.text(), seconds);
        let signature = signer.sign(message.as_bytes())?;
        if !self.key().verifies(message.as_bytes(), &signature) {
            return Err(SignNoteError::OtherKey { name: self.name().clone() });
        }
        let mut bytes = self.id().to_vec();
        bytes.extend(seconds.to_be_bytes());
        bytes.extend(signature);
        Ok(checkpoint.with_signature(self.name(), bytes))
    }
}

/// Returns the message that a witness signs.
fn message(text: &str, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

impl SignedCheckpoint {
    /// Returns the cosignatures of known witnesses, each witness once. The caller decides whether they are enough.
    /// [`SignedCheckpoint::verify`] checks the log's own signature.
    ///
    /// # Errors
    /// Returns an error if a cosignature carries a known witness's name and id, but was not made by that witness.
    pub fn cosignatures(&self, witnesses: &[WitnessKey]) -> Result<Vec<Cosignature>, NoteError> {
        let mut found: Vec<Cosignature> = Vec::new();
        for (name, bytes) in self.signatures() {
            let Some((id, rest)) = bytes.split_first_chunk::<4>() else { continue };
            let known = |key: &&WitnessKey| key.name().as_str() == name && key.id() == *id;
            let Some(witness) = witnesses.iter().find(known) else { continue };
            let refused = || NoteError::Signature { name: witness.name().clone() };
            let (time, signature) = rest.split_first_chunk::<8>().ok_or_else(refused)?;
            let seconds = u64::from_be_bytes(*time);
            let signature = signature.try_into().map_err(|_| refused())?;
            let message = message(self.text(), seconds);
            if !witness.key().verifies(message.as_bytes(), signature) {
                return Err(refused());
            }
            let time = i64::try_from(seconds).ok().map(Timestamp::from_unix_seconds);
            let time = time.and_then(Result::ok).ok_or_else(refused)?;
            if found.iter().all(|one| one.witness != *witness.name()) {
                found.push(Cosignature { witness: witness.name().clone(), time });
            }
        }
        Ok(found)
    }
}
