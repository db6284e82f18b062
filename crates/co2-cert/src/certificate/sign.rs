//! Signing a certificate and checking its signature.

use super::{Certificate, Proof, wire};
use crate::proof::{HashData, ProofError, PublicKey, SignError, Signer, sign_jwt};
use crate::proof::{read_proof_value, write_proof_value};
use co2_units::Timestamp;
use sha2::{Digest, Sha256};

impl Certificate {
    /// Returns this certificate with an `eddsa-jcs-2022` proof. The same certificate, time and key always
    /// give the same bytes, because Ed25519 uses no randomness.
    ///
    /// # Errors
    /// Returns an error if it is already signed, if the signer's key does not belong to the issuer, or if the
    /// signer fails.
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

    /// Returns this certificate as a `vc+jwt` token: its canonical bytes in an envelope, without an embedded proof.
    /// The same certificate and key always give the same token. The key may be the one that signs proofs.
    ///
    /// # Errors
    /// Returns an error if the signer's key does not belong to the issuer, or if the signer fails.
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

    /// Hashes what a proof signs.
    fn hash_data(&self, created: Timestamp, method: &str) -> HashData {
        HashData {
            proof: Sha256::digest(wire::option_bytes(self.issuer.host(), created, method)).into(),
            document: Sha256::digest(wire::unsigned_bytes(self)).into(),
        }
    }

    /// Returns the time of signing and the key's name, as the proof states them.
    pub(crate) fn signed(&self) -> Option<(Timestamp, &str)> {
        self.proof.as_ref().map(|proof| (proof.created, proof.method.as_str()))
    }

    /// Checks the signature of its proof with a key. It does not check whose key that is, when the certificate was
    /// signed, or whether it has been revoked since; for that, see [`verify`](fn@crate::verify).
    ///
    /// # Errors
    /// Returns an error if there is no proof, or if the signature does not match.
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

    /// Returns the SHA-256 digest of the canonical bytes, including the proof if there is one. It identifies the
    /// certificate in a log. It cannot be guessed from a serial number, because it covers the signature.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.to_json()).into()
    }
}
