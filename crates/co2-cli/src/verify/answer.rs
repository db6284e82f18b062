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
    One(Told),
    Several(Vec<Told>),
}

/// What verification says of a certificate.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Told {
    Verified(Box<VerifiedCertificate>),
    Refused(RefusedCertificate),
}

/// A certificate that is verified.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct VerifiedCertificate {
    /// The file, where several were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// That it is verified.
    #[schemars(extend("const" = true))]
    verified: bool,
    /// The time for which it was asked.
    at: Timestamp,
    /// The checks, in the order in which they are made.
    checks: Vec<Checked>,
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

/// A certificate that is not verified.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct RefusedCertificate {
    /// The file, where several were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// That it is not verified.
    #[schemars(extend("const" = false))]
    verified: bool,
    /// The time for which it was asked.
    at: Timestamp,
    /// The checks, in the order in which they are made. It is left out if the file could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checks: Vec<Checked>,
    /// Why it is not verified.
    error: String,
    /// The name that the standard of status lists has for the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    status_error: Option<String>,
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
    /// Of a file that could not be read.
    pub(super) fn unread(file: String, error: String, at: Timestamp) -> Self {
        let (file, checks, status_error) = (Some(file), Vec::new(), None);
        Self::Refused(RefusedCertificate { file, verified: false, at, checks, error, status_error })
    }

    /// Of a file that was read; it is named among several.
    pub(super) fn of(file: Option<String>, verdict: &Verdict, at: Timestamp) -> Self {
        match verdict {
            Ok((verified, serials)) => {
                Self::Verified(Box::new(VerifiedCertificate::of(file, verified, *serials, at)))
            }
            Err(refusal) => Self::Refused(RefusedCertificate {
                file,
                verified: false,
                at,
                checks: refusal.outcomes().into_iter().map(Checked::of).collect(),
                error: refusal.message(),
                // The status list standard has names for what goes wrong.
                status_error: match refusal {
                    Refusal::Certificate(VerifyError::Status(status)) => {
                        Some(status.standard().name().to_owned())
                    }
                    _ => None,
                },
            }),
        }
    }
}

impl Checked {
    fn of((check, outcome): (&str, Outcome)) -> Self {
        Self { check: check.to_owned(), outcome: outcome.as_str().to_owned() }
    }
}

impl VerifiedCertificate {
    fn of(file: Option<String>, verified: &Verified, serials: SerialReport, at: Timestamp) -> Self {
        let certificate = &verified.certificate;
        let issuer = certificate.issuer();
        let checks = verified.checks.iter().map(|one| one.as_str()).chain([SERIALS]);
        Self {
            file,
            verified: true,
            at,
            checks: checks.map(|name| Checked::of((name, Outcome::Passed))).collect(),
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
