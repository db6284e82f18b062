//! Statements by third parties.

use crate::url::HttpsUrl;
use co2_units::Date;
use co2_units::text::Text;

/// A statement by a third party, such as a validation of the method by an accredited body.
///
/// The record repeats what the statement says and where it is; it does not vouch for it. To check it,
/// fetch the statement and compare its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assurance {
    /// The body that made the statement.
    pub body: Text,
    /// The standard against which it was made, such as `ISO 14064-3:2019`.
    pub standard: Text,
    /// What it covers, and at which level of assurance.
    pub scope: Text,
    /// The body's own identifier for the statement.
    pub statement_id: Text,
    /// The first day on which the statement is valid.
    pub first: Date,
    /// The last day on which the statement is valid.
    pub last: Date,
    /// The address of the statement.
    pub link: HttpsUrl,
    /// SHA-256 of the statement's bytes.
    pub digest: DocumentDigest,
}

impl Assurance {
    /// Returns true if the statement is valid on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

/// The SHA-256 of a document, such as a signed certificate: 64 lower-case hexadecimal digits.
pub type DocumentDigest = co2_units::Digest;
