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
use std::collections::BTreeSet;

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
///         spent: None,
///         log: Some("shop.example/log".parse()?),
///     };
///     Ok(draft.build()?)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateDraft {
    /// The certificate's own address.
    pub id: HttpsUrl,
    /// The issuer, who signs it.
    pub issuer: Issuer,
    /// The time of issue, from which the certificate is valid. It never expires.
    pub valid_from: Timestamp,
    /// The base address of products. `/01/GTIN/21/SERIAL` is added for a product with a GTIN
    /// (GS1 Digital Link), otherwise `/maker/MAKER/part/NUMBER/serial/SERIAL`.
    pub subject_base: HttpsUrl,
    /// What the certificate states.
    pub record: RetirementRecord,
    /// Its entry in the issuer's revocation list.
    pub status: StatusEntry,
    /// Its entry in the issuer's suspension list, which is a different list, if it can be suspended.
    pub suspension: Option<StatusEntry>,
    /// Its entry in the issuer's list of spent certificates, which is another list again. An issuer that gives it
    /// marks the certificate as spent when its product is returned; without it, the certificate is revoked then.
    pub spent: Option<StatusEntry>,
    /// The public log that contains it, if the issuer keeps one. A receipt from another log is refused.
    pub log: Option<Origin>,
}

/// A certificate which states that credits were retired for one product.
///
/// Its JSON has exactly one form: [`Certificate::to_json`] gives canonical bytes, and reading them and
/// writing them again gives the same document. What is shown of it is therefore what was signed.
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
    spent: Option<StatusEntry>,
    log: Option<Origin>,
    proof: Option<Proof>,
}

/// What a reader of Open Badges shows.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Badge {
    name: Text,
    description: LongText,
    narrative: Text,
}

/// The proof as it stands in the certificate. It means nothing until it is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Proof {
    created: Timestamp,
    method: String,
    value: String,
}

impl CertificateDraft {
    /// Builds the certificate without signing it. The same draft always gives the same bytes.
    ///
    /// # Errors
    /// Returns an error if its facts contradict each other; see [`BuildError`].
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
            spent: self.spent,
            log: self.log,
            proof: None,
        };
        certificate.check()?;
        Ok(certificate)
    }
}

/// Returns the badge's texts: facts only, no praise.
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
    /// Reads a certificate, signed or not, without verifying it; for that, see
    /// [`verify`](fn@crate::verify).
    ///
    /// # Errors
    /// Returns an error if the bytes are not strict JSON, do not have the one form of a certificate, or state
    /// facts that contradict each other.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ReadError> {
        Ok(Self::read(bytes)?.0)
    }

    /// Reads a certificate and returns it with its canonical bytes.
    pub(crate) fn read(bytes: &[u8]) -> Result<(Self, Cow<'_, [u8]>), ReadError> {
        // The bytes are usually canonical already; then they contain nothing beyond the certificate.
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

    /// Returns the canonical bytes (RFC 8785), including the proof if there is one.
    pub fn to_json(&self) -> Vec<u8> {
        wire::bytes(self)
    }

    /// Returns the JSON value, including the proof if there is one.
    pub fn to_value(&self) -> Value {
        wire::write(self)
    }

    /// Checks that the parts of the certificate agree, whether it was built or read.
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
                // The day in a registry's time zone may be one ahead of UTC.
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
        let mut lists = BTreeSet::new();
        for entry in self.entries() {
            if !lists.insert(&entry.list) {
                return Err(BuildError::OneStatusList);
            }
            if entry.list.as_str().contains('#') {
                return Err(BuildError::StatusFragment);
            }
            if entry.index >= MAX_ENTRIES {
                let index = entry.index;
                return Err(BuildError::StatusIndex { index });
            }
        }
        Ok(())
    }

    /// Returns its entries in the issuer's status lists.
    fn entries(&self) -> impl Iterator<Item = &StatusEntry> {
        [Some(&self.status), self.suspension(), self.spent()].into_iter().flatten()
    }

    /// Returns the certificate's own address.
    pub fn id(&self) -> &HttpsUrl {
        &self.id
    }

    /// Returns the issuer.
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// Returns the time of issue, from which the certificate is valid.
    pub fn valid_from(&self) -> Timestamp {
        self.valid_from
    }

    /// Returns the product's address, a GS1 Digital Link if the product has a GTIN.
    pub fn subject(&self) -> &HttpsUrl {
        &self.subject
    }

    /// Returns the record: what the certificate states.
    pub fn record(&self) -> &RetirementRecord {
        &self.record
    }

    /// Returns its entry in the issuer's revocation list.
    pub fn status(&self) -> &StatusEntry {
        &self.status
    }

    /// Returns its entry in the issuer's suspension list, if it can be suspended.
    pub fn suspension(&self) -> Option<&StatusEntry> {
        self.suspension.as_ref()
    }

    /// Returns its entry in the issuer's list of spent certificates, if it is marked there, rather than revoked,
    /// when its product is returned.
    pub fn spent(&self) -> Option<&StatusEntry> {
        self.spent.as_ref()
    }

    /// Returns the name of the public log that contains it, if the issuer keeps one.
    pub fn log(&self) -> Option<&Origin> {
        self.log.as_ref()
    }

    /// Returns true if the certificate has a proof, whether or not the proof is valid.
    pub fn is_signed(&self) -> bool {
        self.proof.is_some()
    }
}
