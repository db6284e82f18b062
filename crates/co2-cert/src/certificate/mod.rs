//! The certificate: a W3C Verifiable Credential 2.0 about one product, also an Open Badge 3.0.

mod error;
mod issuer;
mod sign;
mod subject;
mod wire;

pub use self::error::{BuildError, ReadError};
pub use self::issuer::{Issuer, IssuerError};
pub use self::subject::subject_url;
pub use crate::tlog::{Origin, OriginError};

use crate::json::{self, Limits};
use crate::record::{Act, Assurance, RetirementRecord, State};
use crate::status::{MAX_ENTRIES, StatusEntry};
use crate::url::HttpsUrl;
use co2_units::Timestamp;
use co2_units::text::{LongText, Text};
use serde_json::Value;
use std::borrow::Cow;

/// The facts of a [`Certificate`] before it is built.
///
/// ```
/// use co2_cert::status::StatusEntry;
/// use co2_cert::{Certificate, CertificateDraft, Issuer, RetirementRecord};
///
/// fn certificate(record: RetirementRecord) -> Result<Certificate, Box<dyn std::error::Error>> {
///     let draft = CertificateDraft {
///         id: "https://shop.example/certificates/42".parse()?,
///         issuer: Issuer::web("shop.example".parse()?, "Example Shop".parse()?)?,
///         valid_from: "2026-11-21T12:00:00Z".parse()?,
///         subject_base: "https://id.shop.example".parse()?,
///         record,
///         status: StatusEntry { list: "https://shop.example/status/1.json".parse()?, index: 42 },
///         suspension: None,
///         log: Some("shop.example/log".parse()?),
///     };
///     Ok(draft.build()?)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateDraft {
    /// The certificate's own address.
    pub id: HttpsUrl,
    /// Who issues it.
    pub issuer: Issuer,
    /// From when it is valid: when it is issued. It never expires.
    pub valid_from: Timestamp,
    /// Under which address products are: `/01/GTIN/21/SERIAL` is added for one with a GTIN
    /// (GS1 Digital Link), else `/maker/MAKER/part/NUMBER/serial/SERIAL`.
    pub subject_base: HttpsUrl,
    /// What was done.
    pub record: RetirementRecord,
    /// Its place in the issuer's revocation list.
    pub status: StatusEntry,
    /// Its place in the issuer's suspension list, if it can be suspended: an entry of another list.
    pub suspension: Option<StatusEntry>,
    /// The public log that has it, when the issuer keeps one; a receipt of another log is refused.
    pub log: Option<Origin>,
}

/// A certificate that credits were retired for one product.
///
/// Its JSON has one form: [`Certificate::to_json`] gives canonical bytes, and what is read and
/// written again is the same document. So what is shown of it is what was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    id: HttpsUrl,
    issuer: Issuer,
    valid_from: Timestamp,
    subject: HttpsUrl,
    badge: Badge,
    record: RetirementRecord,
    status: StatusEntry,
    suspension: Option<StatusEntry>,
    log: Option<Origin>,
    proof: Option<Proof>,
}

/// What an Open Badges reader shows.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Badge {
    name: Text,
    description: LongText,
    narrative: Text,
}

/// The proof as it stands in the certificate; it says nothing until it is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Proof {
    created: Timestamp,
    method: String,
    value: String,
}

impl CertificateDraft {
    /// Builds the certificate, not yet signed. The same draft gives the same bytes.
    ///
    /// # Errors
    /// When its facts do not fit each other; see [`BuildError`].
    pub fn build(self) -> Result<Certificate, BuildError> {
        let subject = subject_url(&self.subject_base, self.record.product())?;
        let certificate = Certificate {
            badge: badge(&self.record),
            id: self.id,
            issuer: self.issuer,
            valid_from: self.valid_from,
            subject,
            record: self.record,
            status: self.status,
            suspension: self.suspension,
            log: self.log,
            proof: None,
        };
        certificate.check()?;
        Ok(certificate)
    }
}

/// The words of the badge: facts only, no praise.
fn badge(record: &RetirementRecord) -> Badge {
    let serial = &record.product().serial;
    let amount = record.amount();
    let (mut name, done) = match record.state() {
        State::Retired => ("Credits retired for one product", "retired for"),
        State::Allocated => ("Credits allocated to one product", "allocated to"),
    };
    let mut description =
        format!("{amount} of credits were {done} the product with serial number {serial}.");
    let mut narrative =
        "The record names the units, and the grams of each that serve this product only."
            .to_owned();
    if let Some(notice) = record.demonstration() {
        name = "Demonstration of a retirement record";
        description = format!("{notice}. {description}");
        "A demonstration: no credits were retired.".clone_into(&mut narrative);
    }
    // A notice has at most 500 characters, so all of it fits.
    let short = "short sentences without line feeds are texts";
    Badge {
        name: Text::new(name).expect(short),
        description: LongText::new(description).expect(short),
        narrative: Text::new(narrative).expect(short),
    }
}

impl Certificate {
    /// Reads a certificate, signed or not. It is not verified: that is the work of
    /// [`verify`](fn@crate::verify).
    ///
    /// # Errors
    /// When it is no strict JSON, has not the one form of a certificate, or its facts disagree.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ReadError> {
        Ok(Self::read(bytes)?.0)
    }

    /// The certificate and its canonical bytes.
    pub(crate) fn read(bytes: &[u8]) -> Result<(Self, Cow<'_, [u8]>), ReadError> {
        // Mostly the bytes are the canonical form of what they say: then there is nothing else in them.
        if bytes.len() <= Limits::CERTIFICATE.bytes
            && let Ok(certificate) = wire::read(&mut serde_json::Deserializer::from_slice(bytes))
            && certificate.check().is_ok()
            && certificate.to_json() == bytes
        {
            return Ok((certificate, Cow::Borrowed(bytes)));
        }
        let value = json::read(bytes, Limits::CERTIFICATE)?;
        if let Some(Value::Array(proofs)) = value.get("proof") {
            return Err(ReadError::ProofList { count: proofs.len() });
        }
        let certificate = wire::read(&value)?;
        certificate.check()?;
        if let Some(pointer) = wire::difference(&value, &certificate.to_value()) {
            return Err(ReadError::Form { pointer });
        }
        let canonical = certificate.to_json();
        Ok((certificate, Cow::Owned(canonical)))
    }

    /// The canonical bytes (RFC 8785), with the proof when there is one.
    pub fn to_json(&self) -> Vec<u8> {
        wire::bytes(self)
    }

    /// The JSON value, with the proof when there is one.
    pub fn to_value(&self) -> Value {
        wire::write(self)
    }

    /// What the parts of a certificate must have in common, however it was made.
    fn check(&self) -> Result<(), BuildError> {
        let host = self.issuer.host();
        if host.is_reserved() && self.record.demonstration().is_none() {
            return Err(BuildError::NotADemonstration { host: host.clone() });
        }
        let log = self.log.as_ref().map(|log| log.as_str().split('/').next().unwrap_or_default());
        for (member, found) in [("id", Some(self.id.host().as_str())), ("logOrigin", log)] {
            if let Some(found) = found.filter(|found| *found != host.as_str()) {
                let (found, host) = (found.to_owned(), host.clone());
                return Err(BuildError::ForeignHost { member, found, host });
            }
        }
        for (line, credit) in self.record.lines().iter().enumerate() {
            match &credit.act {
                // A registry's day may be a day ahead of UTC.
                Act::Retired { date, .. } if date.pred_opt() > Some(self.valid_from.date()) => {
                    return Err(BuildError::RetiredLater { line, date: *date });
                }
                Act::Allocated { due } if *due < self.valid_from.date() => {
                    return Err(BuildError::Overdue { line, due: *due });
                }
                _ => {}
            }
        }
        let day = self.valid_from.date();
        let lapsed = |assurance: &Assurance| !assurance.holds_on(day);
        if let Some(assurance) = self.record.assurances().iter().position(lapsed) {
            return Err(BuildError::AssuranceLapsed { assurance, day });
        }
        for entry in [Some(&self.status), self.suspension.as_ref()].into_iter().flatten() {
            if entry.list.as_str().contains('#') {
                return Err(BuildError::StatusFragment);
            }
            if entry.index >= MAX_ENTRIES {
                let index = entry.index;
                return Err(BuildError::StatusIndex { index });
            }
        }
        if self.suspension.as_ref().is_some_and(|entry| entry.list == self.status.list) {
            return Err(BuildError::OneStatusList);
        }
        Ok(())
    }

    /// Its own address.
    pub fn id(&self) -> &HttpsUrl {
        &self.id
    }

    /// Who issues it.
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// From when it is valid.
    pub fn valid_from(&self) -> Timestamp {
        self.valid_from
    }

    /// The product's address: a GS1 Digital Link when it has a GTIN.
    pub fn subject(&self) -> &HttpsUrl {
        &self.subject
    }

    /// What was done.
    pub fn record(&self) -> &RetirementRecord {
        &self.record
    }

    /// Its place in the issuer's revocation list.
    pub fn status(&self) -> &StatusEntry {
        &self.status
    }

    /// Its place in the issuer's suspension list, if it can be suspended.
    pub fn suspension(&self) -> Option<&StatusEntry> {
        self.suspension.as_ref()
    }

    /// The name of the public log that has it, if the issuer keeps one.
    pub fn log(&self) -> Option<&Origin> {
        self.log.as_ref()
    }

    /// Whether it has a proof, right or wrong.
    pub fn is_signed(&self) -> bool {
        self.proof.is_some()
    }
}
