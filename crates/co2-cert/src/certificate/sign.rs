//! Signing a certificate.

use super::{Certificate, wire};
use crate::proof::{SignError, Signer, sign_document};
use co2_units::Timestamp;
use sha2::{Digest, Sha256};

impl Certificate {
    /// This certificate with a proof `eddsa-jcs-2022`. The same certificate, time and key give the
    /// same bytes: Ed25519 draws no randomness.
    ///
    /// # Errors
    /// When it is signed already, the signer's key is not one of the issuer, or the signer fails.
    pub fn sign(&self, signer: &dyn Signer, created: Timestamp) -> Result<Self, SignError> {
        let issuer = self.issuer.did();
        let method = signer.verification_method();
        if !issuer.owns(method) {
            return Err(SignError::MethodNotOfIssuer {
                method: method.to_owned(),
                issuer: issuer.clone(),
            });
        }
        let signed = sign_document(&self.to_value(), created, signer)?;
        let mut certificate = self.clone();
        certificate.proof = wire::proof(&signed);
        Ok(certificate)
    }

    /// SHA-256 of the canonical bytes, with the proof when there is one: its name in a log. It
    /// cannot be guessed from a serial number, since it covers the signature.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.to_json()).into()
    }
}
