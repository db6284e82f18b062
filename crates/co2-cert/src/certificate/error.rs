//! Why there is no certificate.

use super::issuer::IssuerError;
use crate::json::JsonError;
use crate::record::RecordError;
use crate::url::{Host, UrlError};
use co2_units::Date;

/// Why facts make no [`Certificate`](super::Certificate). Credit lines are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The product's path is none: a serial number may be `.` or `..`, which programs resolve
    /// away, or the address becomes too long.
    #[error("the product has no address")]
    Subject(#[source] UrlError),
    /// The base address of products has a query or fragment.
    #[error("the base address of products has a query or fragment")]
    SubjectBase,
    /// A name set aside for examples issues a certificate that is not marked as a demonstration.
    #[error("{host} is a name for examples, so the record must be marked as a demonstration")]
    NotADemonstration {
        /// The issuer's host.
        host: Host,
    },
    /// The certificate's address or its log is on another host than the issuer's.
    #[error("the {member} is on {found}, and the issuer's host is {host}")]
    ForeignHost {
        /// `id` or `logOrigin`.
        member: &'static str,
        /// The host found.
        found: String,
        /// The issuer's host.
        host: Host,
    },
    /// Units were retired after the certificate was issued.
    #[error("credit line {line} was retired on {date}, after the certificate was issued")]
    RetiredLater {
        /// The line.
        line: usize,
        /// The day.
        date: Date,
    },
    /// Units were to be retired before the certificate was issued.
    #[error("credit line {line} was due by {due}, before the certificate was issued")]
    Overdue {
        /// The line.
        line: usize,
        /// The day.
        due: Date,
    },
    /// The address of the status list has a fragment.
    #[error("the address of the status list has a fragment")]
    StatusFragment,
    /// One status list is to tell both what is revoked and what is suspended.
    #[error("revocation and suspension are told by the same status list")]
    OneStatusList,
    /// A third party's statement does not hold on the day on which the certificate is issued.
    #[error("assurance {assurance} does not hold on {day}, when the certificate is issued")]
    AssuranceLapsed {
        /// The assurance, counted from 0.
        assurance: usize,
        /// The day.
        day: Date,
    },
    /// The index is beyond every status list.
    #[error("no status list has the index {index}")]
    StatusIndex {
        /// The index.
        index: u64,
    },
}

/// Why a text is no [`Certificate`](super::Certificate).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Not JSON that every reader reads alike.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// A member is missing, unknown, or of another kind.
    #[error("not a certificate: {message}")]
    Member {
        /// What the reader said.
        message: String,
    },
    /// The proof is a list. A certificate has one proof, as an object, so that its digest has one value.
    #[error("the proof is a list of {count}; a certificate has one proof, which is an object")]
    ProofList {
        /// How many proofs there are.
        count: usize,
    },
    /// The contexts do not end with that of an issuer's host.
    #[error("the contexts are not those of a certificate")]
    Context,
    /// The issuer is none.
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    /// The facts of the record disagree.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The parts of the certificate disagree.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The subject is not the address of the record's product.
    #[error("the subject is not the address of the product in the record")]
    Subject,
    /// A value has another form than a certificate has there.
    #[error("the value at {pointer:?} is not what a certificate has there")]
    Form {
        /// Where, as a JSON pointer.
        pointer: String,
    },
}
