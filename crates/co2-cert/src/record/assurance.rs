//! What a third party stated.

use crate::url::HttpsUrl;
use co2_units::Date;
use co2_units::text::Text;
use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};

/// A statement by a third party, such as a validation of the method by an accredited body.
///
/// The record repeats what the statement says and where it is; it does not vouch for it. Whoever
/// wants to know fetches the statement and compares its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assurance {
    /// Who made the statement.
    pub body: Text,
    /// Against which standard, such as `ISO 14064-3:2019`.
    pub standard: Text,
    /// What it covers, and to which level of assurance.
    pub scope: Text,
    /// The body's own identifier of the statement.
    pub statement_id: Text,
    /// The first day on which it holds.
    pub first: Date,
    /// The last day on which it holds.
    pub last: Date,
    /// Where the statement is.
    pub link: HttpsUrl,
    /// SHA-256 of the statement's bytes.
    pub digest: DocumentDigest,
}

impl Assurance {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

/// SHA-256 of a document: 64 lower-case hexadecimal digits.
///
/// ```
/// use co2_cert::record::DocumentDigest;
/// let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// let digest: DocumentDigest = empty.parse()?;
/// assert_eq!(digest.to_string(), empty);
/// assert!(empty.to_uppercase().parse::<DocumentDigest>().is_err());
/// # Ok::<(), co2_cert::record::DigestError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DocumentDigest([u8; 32]);

/// A text that is no [`DocumentDigest`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a digest has 64 lower-case hexadecimal digits")]
#[non_exhaustive]
pub struct DigestError;

impl DocumentDigest {
    /// From its 32 bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The digest of a document.
    pub fn of(document: &[u8]) -> Self {
        use sha2::{Digest, Sha256};
        Self(Sha256::digest(document).into())
    }

    /// Its 32 bytes.
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

impl FromStr for DocumentDigest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != 32 || !rest.is_empty() {
            return Err(DigestError);
        }
        let mut bytes = [0; 32];
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = (nibble(*high)? << 4) | nibble(*low)?;
        }
        Ok(Self(bytes))
    }
}

fn nibble(digit: u8) -> Result<u8, DigestError> {
    match digit {
        b'0'..=b'9' => Ok(digit.wrapping_sub(b'0')),
        b'a'..=b'f' => Ok(digit.wrapping_sub(b'a' - 10)),
        _ => Err(DigestError),
    }
}

impl TryFrom<String> for DocumentDigest {
    type Error = DigestError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<DocumentDigest> for String {
    fn from(digest: DocumentDigest) -> Self {
        digest.to_string()
    }
}

impl fmt::Display for DocumentDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for DocumentDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocumentDigest({self})")
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for DocumentDigest {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DocumentDigest".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[0-9a-f]{64}$"})
    }
}
