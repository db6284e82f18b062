//! Signed notes (C2SP signed-note) with Ed25519 signatures.

use super::origin::Origin;
use crate::base64;
use crate::proof::{MultikeyError, PublicKey, Signer, SignerError};
use core::fmt;
use core::str::FromStr;
use data_encoding::BASE64;
use sha2::{Digest, Sha256};

/// The type of a log's own signature in a note.
const ED25519: u8 = 1;
/// The type of a witness's cosignature, which includes a time.
const COSIGNATURE: u8 = 4;
/// The greatest number of signatures that a note may have. The standard asks for at least 16.
const MAX_SIGNATURES: usize = 64;

/// A public key with the name under which it signs notes, written `name+id+key`.
///
/// ```
/// use co2_cert::KeySigner;
/// use co2_cert::tlog::NoteKey;
/// let key = NoteKey::new("shop.example/log".parse()?, KeySigner::did_key(&[7; 32]).public_key());
/// assert_eq!(key.to_string().parse::<NoteKey>()?, key);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type NoteKey = KeyOf<ED25519>;

/// The public key of a witness with its name, written `name+id+key`.
pub type WitnessKey = KeyOf<COSIGNATURE>;

/// A public key for one type of signature: a [`NoteKey`] or a [`WitnessKey`].
#[derive(Clone, PartialEq, Eq)]
pub struct KeyOf<const TYPE: u8> {
    name: Origin,
    key: PublicKey,
    id: [u8; 4],
}

/// An error from parsing a [`NoteKey`] or a [`WitnessKey`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The text is not a name, an id and a key of this type.
    #[error(
        "a key is written name+id+key: eight hexadecimal digits, and Base64 of an Ed25519 key of its type"
    )]
    Form,
    /// The id does not match the name and the key.
    #[error("the key's id does not match its name and key")]
    Id,
    /// The key is not a valid Ed25519 key.
    #[error(transparent)]
    Key(#[from] MultikeyError),
}

/// An error from reading or verifying a note.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoteError {
    /// The note does not consist of a text, an empty line, and lines with signatures.
    #[error(
        "not a signed note: text, an empty line, and lines with a dash, a name and a signature"
    )]
    Form,
    /// No known key has signed the note.
    #[error("the note of {name} is not signed by a known key")]
    Unsigned {
        /// The first line of the note, at most its first 64 characters.
        name: String,
    },
    /// A signature carries a known key's name and id, but was not made by that key.
    #[error("the signature of {name} does not match the note")]
    Signature {
        /// The key's name.
        name: Origin,
    },
}

/// An error from signing a note.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignNoteError {
    /// The signer failed.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// The signer's key is not the one with which readers will verify the note.
    #[error("the signer's key is not that of {name}")]
    OtherKey {
        /// The key's name.
        name: Origin,
    },
}

impl<const TYPE: u8> KeyOf<TYPE> {
    /// Makes a key with a name; for a log, the name is its origin.
    pub fn new(name: Origin, key: PublicKey) -> Self {
        let hasher = Sha256::new_with_prefix(name.as_str()).chain_update([b'\n', TYPE]);
        let [a, b, c, d, ..]: [u8; 32] = hasher.chain_update(key.to_bytes()).finalize().into();
        Self { name, key, id: [a, b, c, d] }
    }

    /// Returns the name.
    pub fn name(&self) -> &Origin {
        &self.name
    }

    /// Returns the public key.
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    pub(super) const fn id(&self) -> [u8; 4] {
        self.id
    }
}

impl<const TYPE: u8> FromStr for KeyOf<TYPE> {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyError::Form);
        };
        let name = name.parse().map_err(|_| KeyError::Form)?;
        let key = (key.len() <= 64).then(|| base64::decode(key)).flatten();
        let Some((&found, key)) = key.as_deref().and_then(<[u8]>::split_first) else {
            return Err(KeyError::Form);
        };
        if found != TYPE {
            return Err(KeyError::Form);
        }
        let key = PublicKey::from_bytes(key.try_into().map_err(|_| KeyError::Form)?)?;
        let key = Self::new(name, key);
        if format!("{:08x}", u32::from_be_bytes(key.id)) == id {
            Ok(key)
        } else {
            Err(KeyError::Id)
        }
    }
}

impl<const TYPE: u8> fmt::Display for KeyOf<TYPE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![TYPE];
        key.extend(self.key.to_bytes());
        write!(f, "{}+{:08x}+{}", self.name, u32::from_be_bytes(self.id), BASE64.encode(&key))
    }
}

impl<const TYPE: u8> fmt::Debug for KeyOf<TYPE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if TYPE == COSIGNATURE { "WitnessKey" } else { "NoteKey" };
        write!(f, "{kind}({self})")
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+')
}

/// The signatures that follow a note's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signatures(Vec<(String, Vec<u8>)>);

/// Splits a note into its text, which ends with a line feed, and its signatures.
pub(super) fn read(note: &str) -> Result<(&str, Signatures), NoteError> {
    let whole = note.ends_with('\n') && !note.chars().any(|c| c < ' ' && c != '\n');
    let end = note.rfind("\n\n").filter(|_| whole).ok_or(NoteError::Form)?;
    let (text, lines) = note.split_at_checked(end.saturating_add(1)).ok_or(NoteError::Form)?;
    let mut signatures = Vec::new();
    for line in lines.trim_start_matches('\n').lines() {
        let (name, signature) = line
            .strip_prefix("— ")
            .and_then(|line| line.split_once(' '))
            .filter(|(name, _)| is_name(name))
            .ok_or(NoteError::Form)?;
        let bytes = base64::decode(signature).ok_or(NoteError::Form)?;
        if bytes.len() < 5 || signatures.len() >= MAX_SIGNATURES {
            return Err(NoteError::Form);
        }
        signatures.push((name.to_owned(), bytes));
    }
    if signatures.is_empty() || text.is_empty() {
        return Err(NoteError::Form);
    }
    Ok((text, Signatures(signatures)))
}

impl Signatures {
    /// Iterates over the signatures: each with its name, the id of its key, and the remaining bytes.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, bytes)| (&**name, &**bytes))
    }

    /// Returns the signatures with one more added.
    pub(super) fn with(&self, name: &Origin, bytes: Vec<u8>) -> Self {
        let mut all = self.0.clone();
        all.push((name.to_string(), bytes));
        Self(all)
    }

    /// Signs a text.
    pub(super) fn sign(
        text: &str,
        signer: &dyn Signer,
        key: &NoteKey,
    ) -> Result<Self, SignNoteError> {
        let signature = signer.sign(text.as_bytes())?;
        if !key.key.verifies(text.as_bytes(), &signature) {
            return Err(SignNoteError::OtherKey { name: key.name.clone() });
        }
        let mut bytes = key.id.to_vec();
        bytes.extend(signature);
        Ok(Self(vec![(key.name.to_string(), bytes)]))
    }

    /// Checks the signatures of known keys: there must be at least one, and all of them must match.
    pub(super) fn verify<'a>(
        &self,
        text: &str,
        keys: &'a [NoteKey],
    ) -> Result<&'a NoteKey, NoteError> {
        let mut found = None;
        for (name, bytes) in &self.0 {
            let Some((id, signature)) = bytes.split_first_chunk::<4>() else { continue };
            let known = keys.iter().filter(|key| key.name.as_str() == name && key.id == *id);
            for key in known {
                let fits = signature
                    .try_into()
                    .is_ok_and(|signature| key.key.verifies(text.as_bytes(), signature));
                if !fits {
                    return Err(NoteError::Signature { name: key.name.clone() });
                }
                found = Some(key);
            }
        }
        let first = || text.lines().next().unwrap_or_default().chars().take(64).collect();
        found.ok_or_else(|| NoteError::Unsigned { name: first() })
    }
}

impl fmt::Display for Signatures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(name, bytes)| writeln!(f, "— {name} {}", BASE64.encode(bytes)))
    }
}
