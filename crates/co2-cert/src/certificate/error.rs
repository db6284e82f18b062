//! Errors from building and reading certificates.

use super::issuer::IssuerError;
use crate::json::JsonError;
use crate::record::RecordError;
use crate::url::{Host, UrlError};
use co2_units::Date;

/// An error from building a [`Certificate`](super::Certificate). Credit lines are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The product has no valid address: its serial number is `.` or `..`, which programs resolve
    /// away, or the address would be too long.
    #[error("the product has no valid address")]
    Subject(#[source] UrlError),
    /// The base address of products has a query or fragment.
    #[error("the base address of products has a query or fragment")]
    SubjectBase,
    /// The issuer's host is reserved for examples, but the record is not marked as a demonstration.
    #[error("{host} is a name for examples, so the record must be marked as a demonstration")]
    NotADemonstration {
        /// The issuer's host.
        host: Host,
    },
    /// The certificate's address or its log is not on the issuer's host.
    #[error("the {member} is on {found}, and the issuer's host is {host}")]
    ForeignHost {
        /// `id` or `logOrigin`.
        member: &'static str,
        /// The host found.
        found: String,
        /// The issuer's host.
        host: Host,
    },
    /// The units of a line were retired after the certificate was issued.
    #[error("credit line {line} was retired on {date}, after the certificate was issued")]
    RetiredLater {
        /// The line's index.
        line: usize,
        /// The day of the retirement.
        date: Date,
    },
    /// The units of a line were due to be retired before the certificate was issued.
    #[error("credit line {line} was due by {due}, before the certificate was issued")]
    Overdue {
        /// The line's index.
        line: usize,
        /// The day by which they were due.
        due: Date,
    },
    /// The address of the status list has a fragment.
    #[error("the address of the status list has a fragment")]
    StatusFragment,
    /// Two of the certificate's entries have the same status list, although each list has one purpose.
    #[error("two entries of the certificate have the same status list")]
    OneStatusList,
    /// A third party's statement is not valid on the day on which the certificate is issued.
    #[error("assurance {assurance} is not valid on {day}, when the certificate is issued")]
    AssuranceLapsed {
        /// The assurance's index, counted from 0.
        assurance: usize,
        /// The day on which the certificate is issued.
        day: Date,
    },
    /// The index is greater than any status list can have.
    #[error("no status list has the index {index}")]
    StatusIndex {
        /// The index given.
        index: u64,
    },
}

/// An error from reading a [`Certificate`](super::Certificate).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The text is not JSON, or it is JSON that readers interpret differently.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// A member is missing, unknown, or of the wrong type.
    #[error("not a certificate: {message}")]
    Member {
        /// The reader's message.
        message: String,
    },
    /// The proof is a list. A certificate has one proof, as an object, so that its digest has one value.
    #[error("the proof is a list of {count}; a certificate has one proof, which is an object")]
    ProofList {
        /// How many proofs there are.
        count: usize,
    },
    /// The contexts do not end with the context of an issuer's host.
    #[error("the contexts are not those of a certificate")]
    Context,
    /// The issuer is not valid.
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    /// The facts of the record contradict each other.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The parts of the certificate contradict each other.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The subject is not the address of the record's product.
    #[error("the subject is not the address of the product in the record")]
    Subject,
    /// A value differs from the one form that a certificate has.
    #[error("the value at {pointer:?} is not what a certificate has there")]
    Form {
        /// The place of the value, as a JSON pointer.
        pointer: String,
    },
}
