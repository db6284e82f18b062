//! Signing a certificate.

use super::{Certificate, wire};
use crate::json::known_bytes;
use crate::proof::{SignError, Signer, sign_document, sign_jwt};
use co2_units::Timestamp;
use sha2::{Digest, Sha256};

impl Certificate {
    /// This certificate with a proof `eddsa-jcs-2022`. The same certificate, time and key give the
    /// same bytes: Ed25519 draws no randomness.
    ///
    /// # Errors
    /// When it is signed already, the signer's key is not one of the issuer, or the signer fails.
    pub fn sign(&self, signer: &dyn Signer, created: Timestamp) -> Result<Self, SignError> {
        self.check_signer(signer)?;
        let signed = sign_document(&self.to_value(), created, signer)?;
        let mut certificate = self.clone();
        certificate.proof = wire::proof(&signed);
        Ok(certificate)
    }

    /// This certificate as a `vc+jwt` token: canonical bytes in an envelope, without a proof inside.
    /// The same certificate and key give the same token, with the same key that signs proofs.
    ///
    /// # Errors
    /// When the signer's key is not one of the issuer, or the signer fails.
    pub fn to_jwt(&self, signer: &dyn Signer) -> Result<String, SignError> {
        self.check_signer(signer)?;
        let payload = match self.proof {
            None => self.to_json(),
            Some(_) => known_bytes(&Self { proof: None, ..self.clone() }.to_value()),
        };
        Ok(sign_jwt(&payload, signer)?)
    }

    fn check_signer(&self, signer: &dyn Signer) -> Result<(), SignError> {
        let issuer = self.issuer.did();
        let method = signer.verification_method();
        if issuer.owns(method) {
            return Ok(());
        }
        Err(SignError::MethodNotOfIssuer { method: method.to_owned(), issuer: issuer.clone() })
    }

    /// SHA-256 of the canonical bytes, with the proof when there is one: its name in a log. It
    /// cannot be guessed from a serial number, since it covers the signature.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.to_json()).into()
    }
}
