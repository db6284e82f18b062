//! What a third party stated.

use crate::url::HttpsUrl;
use co2_units::Date;
use co2_units::text::Text;

/// A statement by a third party, such as a validation of the method by an accredited body.
///
/// The record repeats what the statement says and where it is; it does not vouch for it. A reader who
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

/// SHA-256 of a document, such as a certificate as signed: 64 lower-case hexadecimal digits.
pub type DocumentDigest = co2_units::Digest;
