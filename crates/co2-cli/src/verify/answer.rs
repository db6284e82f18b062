//! What `co2 verify --json` prints.

use super::{Refusal, SERIALS, Verdict};
use co2::cert::record::DocumentDigest;
use co2::cert::verify::Outcome;
use co2::cert::{HttpsUrl, RetirementRecord, Verified, VerifyError};
use co2::serials::SerialReport;
use co2::units::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// What is said of one certificate, and a list of that for several.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Answer {
    One(Box<Told>),
    Several(Vec<Told>),
}

/// What verification says of a certificate.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Told {
    /// The file, where several were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// Whether every check is passed.
    verified: bool,
    /// The time for which it was asked.
    at: Timestamp,
    /// The checks, in the order in which they are made. There are none if the file could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checks: Vec<Checked>,
    /// Why it is not verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// The name that the standard of status lists has for the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    status_error: Option<String>,
    /// What there is to say of a certificate that is verified.
    #[serde(flatten)]
    found: Option<Found>,
}

/// A check and what became of it.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Checked {
    /// `form`, `arithmetic`, `time`, `signature`, `status` or `serials`.
    check: String,
    /// `passed`, `failed` or `notReached`.
    outcome: String,
}

/// A certificate that is verified.
#[derive(Serialize, JsonSchema)]
struct Found {
    /// When the status list was made.
    status_as_of: Timestamp,
    /// From when on the issuer has a newer list.
    status_refresh: Option<Timestamp>,
    /// Whether the product was returned, so that its grams serve no other product.
    spent: bool,
    /// The day by which the units were to be retired, if it has passed and the certificate does not show it.
    retirement_was_due_by: Option<String>,
    /// How many credit lines have serials that were read in their registry's form.
    serials_read: usize,
    /// How many have serials of no known form, so that their units rest on the issuer's word alone.
    serials_on_issuers_word: usize,
    /// The SHA-256 of the certificate, as the public log has it.
    sha256: DocumentDigest,
    /// What the certificate says.
    certificate: Said,
}

/// A certificate in short.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Said {
    /// Its address.
    id: HttpsUrl,
    /// Who issued it.
    issuer: Issuer,
    /// When it was issued.
    valid_from: Timestamp,
    /// The product's address.
    subject: HttpsUrl,
    /// The public log in which it is entered.
    log_origin: Option<String>,
    /// What it states.
    record: RetirementRecord,
}

/// Who issued a certificate.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Issuer {
    /// The issuer's DID.
    id: String,
    /// The issuer's name.
    name: String,
}

impl Told {
    fn refused(at: Timestamp) -> Self {
        let (file, error, status_error, found) = (None, None, None, None);
        Self { file, verified: false, at, checks: Vec::new(), error, status_error, found }
    }

    /// Of a file that could not be read.
    pub(super) fn unread(file: String, error: String, at: Timestamp) -> Self {
        Self { file: Some(file), error: Some(error), ..Self::refused(at) }
    }

    /// Of one file among several.
    pub(super) fn of_file(file: String, verdict: &Verdict, at: Timestamp) -> Self {
        Self { file: Some(file), ..Self::of(verdict, at) }
    }

    pub(super) fn of(verdict: &Verdict, at: Timestamp) -> Self {
        let check = |(check, outcome): (&str, Outcome)| Checked {
            check: check.to_owned(),
            outcome: outcome.as_str().to_owned(),
        };
        match verdict {
            Ok((verified, serials)) => {
                let names = verified.checks.iter().map(|one| one.as_str()).chain([SERIALS]);
                let checks = names.map(|name| check((name, Outcome::Passed))).collect();
                let found = Some(Found::of(verified, *serials));
                Self { verified: true, checks, found, ..Self::refused(at) }
            }
            Err(refusal) => Self {
                checks: refusal.outcomes().into_iter().map(check).collect(),
                error: Some(refusal.message()),
                // The status list standard has names for what goes wrong.
                status_error: match refusal {
                    Refusal::Certificate(VerifyError::Status(status)) => {
                        Some(status.standard().name().to_owned())
                    }
                    _ => None,
                },
                ..Self::refused(at)
            },
        }
    }
}

impl Found {
    fn of(verified: &Verified, serials: SerialReport) -> Self {
        let certificate = &verified.certificate;
        let issuer = certificate.issuer();
        Self {
            status_as_of: verified.status_as_of,
            status_refresh: verified.status_refresh,
            spent: verified.spent,
            retirement_was_due_by: verified.overdue.map(|day| day.to_string()),
            serials_read: serials.read,
            serials_on_issuers_word: serials.on_issuers_word,
            sha256: DocumentDigest::from_bytes(verified.digest),
            certificate: Said {
                id: certificate.id().clone(),
                issuer: Issuer { id: issuer.did().to_string(), name: issuer.name().to_string() },
                valid_from: certificate.valid_from(),
                subject: certificate.subject().clone(),
                log_origin: certificate.log().map(ToString::to_string),
                record: certificate.record().clone(),
            },
        }
    }
}
