//! Signatures: W3C Data Integrity proofs with the cryptosuite `eddsa-jcs-2022`, and `vc+jwt` tokens.
//!
//! Specification: *Data Integrity EdDSA Cryptosuites v1.0*, W3C Recommendation 2025-05-15,
//! section 3.3. The document and the proof's options are canonicalised (RFC 8785) and hashed
//! (SHA-256); Ed25519 signs both hashes, the options' first.

mod base58;
mod jwt;
mod key;
mod signer;
mod suite;

pub use self::jwt::{JWT_MEDIA_TYPE, JwtError, MAX_JWT};
pub(crate) use self::jwt::{Jwt, sign_jwt};
pub use self::key::{MultikeyError, PublicKey};
pub(crate) use self::key::{ed25519_multikey, read_base58};
pub use self::signer::{KeySigner, Signer, SignerError};
pub use self::suite::{HashData, ProofError, SignError, hash_data, sign_document, verify_document};
pub(crate) use self::suite::{read_proof_value, write_proof_value};
