//! Signing a certificate, and checking its signature.

use super::{Certificate, Proof, wire};
use crate::proof::{HashData, ProofError, PublicKey, SignError, Signer, sign_jwt};
use crate::proof::{read_proof_value, write_proof_value};
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
        if self.is_signed() {
            return Err(SignError::Signed);
        }
        let method = signer.verification_method();
        let signature = signer.sign(&self.hash_data(created, method).to_bytes())?;
        let (method, value) = (method.to_owned(), write_proof_value(&signature));
        Ok(Self { proof: Some(Proof { created, method, value }), ..self.clone() })
    }

    /// This certificate as a `vc+jwt` token: canonical bytes in an envelope, without a proof inside.
    /// The same certificate and key give the same token, with the same key that signs proofs.
    ///
    /// # Errors
    /// When the signer's key is not one of the issuer, or the signer fails.
    pub fn to_jwt(&self, signer: &dyn Signer) -> Result<String, SignError> {
        self.check_signer(signer)?;
        Ok(sign_jwt(&wire::unsigned_bytes(self), signer)?)
    }

    fn check_signer(&self, signer: &dyn Signer) -> Result<(), SignError> {
        let issuer = self.issuer.did();
        let method = signer.verification_method();
        if issuer.owns(method) {
            return Ok(());
        }
        Err(SignError::MethodNotOfIssuer { method: method.to_owned(), issuer: issuer.clone() })
    }

    /// What a proof signs.
    fn hash_data(&self, created: Timestamp, method: &str) -> HashData {
        HashData {
            proof: Sha256::digest(wire::option_bytes(self.issuer.host(), created, method)).into(),
            document: Sha256::digest(wire::unsigned_bytes(self)).into(),
        }
    }

    /// When it was signed and with which key, as its proof says.
    pub(crate) fn signed(&self) -> Option<(Timestamp, &str)> {
        self.proof.as_ref().map(|proof| (proof.created, proof.method.as_str()))
    }

    /// Checks the signature of its proof against a key. It does not ask whose key that is, when it
    /// signed, or whether the certificate was revoked since: see [`verify`](fn@crate::verify).
    ///
    /// # Errors
    /// When there is no proof, or the signature does not fit.
    pub fn check_proof(&self, key: &PublicKey) -> Result<(), ProofError> {
        let proof = self.proof.as_ref().ok_or(ProofError::NotOneProof)?;
        let signature = read_proof_value(&proof.value).ok_or(ProofError::Value)?;
        let hashes = self.hash_data(proof.created, &proof.method);
        if key.verifies(&hashes.to_bytes(), &signature) {
            Ok(())
        } else {
            Err(ProofError::Signature)
        }
    }

    /// SHA-256 of the canonical bytes, with the proof when there is one: its name in a log. It
    /// cannot be guessed from a serial number, since it covers the signature.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.to_json()).into()
    }
}
