//! The JSON of a certificate.

use super::subject::is_subject;
use super::{Badge, Certificate, Issuer, Proof, ReadError};
use crate::context;
use crate::did::Did;
use crate::json::known;
use crate::record;
use crate::status::{StatusEntry, StatusPurpose};
use crate::text::{LongText, Text};
use crate::url::{Host, HttpsUrl};
use co2_units::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wire {
    #[serde(rename = "@context")]
    context: Vec<String>,
    id: HttpsUrl,
    r#type: Vec<String>,
    issuer: WireIssuer,
    valid_from: Timestamp,
    credential_subject: Subject,
    credential_status: OneOrTwo,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<WireProof>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireIssuer {
    id: Did,
    r#type: Vec<String>,
    name: Text,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Subject {
    id: HttpsUrl,
    r#type: Vec<String>,
    achievement: Achievement,
    offset: record::Wire,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Achievement {
    id: String,
    r#type: Vec<String>,
    name: Text,
    description: LongText,
    criteria: Criteria,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Criteria {
    narrative: Text,
}

/// One entry stands alone, as verifiers know it best; two are a list.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum OneOrTwo {
    One(Status),
    Two([Status; 2]),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the standard's names")]
struct Status {
    id: String,
    r#type: String,
    status_purpose: String,
    status_list_index: String,
    status_list_credential: HttpsUrl,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WireProof {
    #[serde(rename = "@context")]
    context: Vec<String>,
    r#type: String,
    cryptosuite: String,
    created: Timestamp,
    verification_method: String,
    proof_purpose: String,
    proof_value: String,
}

fn contexts(host: &Host) -> Vec<String> {
    vec![context::CREDENTIALS.to_owned(), context::OPEN_BADGES.to_owned(), context::url(host)]
}

fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

pub(super) fn write(certificate: &Certificate) -> Value {
    let host = certificate.issuer.host();
    let badge = &certificate.badge;
    known(&Wire {
        context: contexts(host),
        id: certificate.id.clone(),
        r#type: texts(["VerifiableCredential", "OpenBadgeCredential", "ProductOffsetCertificate"]),
        issuer: WireIssuer {
            id: certificate.issuer.did().clone(),
            r#type: texts(["Profile"]),
            name: certificate.issuer.name().clone(),
        },
        valid_from: certificate.valid_from,
        credential_subject: Subject {
            id: certificate.subject.clone(),
            r#type: texts(["AchievementSubject"]),
            achievement: Achievement {
                id: format!("{}#RetirementRecord", context::url(host)),
                r#type: texts(["Achievement"]),
                name: badge.name.clone(),
                description: badge.description.clone(),
                criteria: Criteria { narrative: badge.narrative.clone() },
            },
            offset: certificate.record.clone().into(),
        },
        credential_status: {
            let revocation = Status::new(&certificate.status, StatusPurpose::Revocation);
            match &certificate.suspension {
                None => OneOrTwo::One(revocation),
                Some(entry) => {
                    OneOrTwo::Two([revocation, Status::new(entry, StatusPurpose::Suspension)])
                }
            }
        },
        proof: certificate.proof.as_ref().map(|proof| WireProof {
            context: contexts(host),
            r#type: "DataIntegrityProof".to_owned(),
            cryptosuite: "eddsa-jcs-2022".to_owned(),
            created: proof.created,
            verification_method: proof.method.clone(),
            proof_purpose: "assertionMethod".to_owned(),
            proof_value: proof.value.clone(),
        }),
    })
}

/// Reads what varies between certificates; the caller compares the rest by writing it again.
pub(super) fn read(value: &Value) -> Result<Certificate, ReadError> {
    let wire = Wire::deserialize(value)
        .map_err(|error| ReadError::Member { message: error.to_string() })?;
    let host = wire.context.get(2).and_then(|url| context::host(url));
    let host = host.ok_or(ReadError::Context)?;
    let record: record::RetirementRecord = wire.credential_subject.offset.try_into()?;
    let subject = wire.credential_subject.id;
    if !is_subject(&subject, record.product()) {
        return Err(ReadError::Subject);
    }
    let achievement = wire.credential_subject.achievement;
    let (status, suspension) = match wire.credential_status {
        OneOrTwo::One(status) => (status.entry("")?, None),
        OneOrTwo::Two([status, suspension]) => (status.entry("/0")?, Some(suspension.entry("/1")?)),
    };
    Ok(Certificate {
        id: wire.id,
        issuer: Issuer::new(wire.issuer.id, host, wire.issuer.name)?,
        valid_from: wire.valid_from,
        subject,
        badge: Badge {
            name: achievement.name,
            description: achievement.description,
            narrative: achievement.criteria.narrative,
        },
        record,
        status,
        suspension,
        proof: wire.proof.map(Proof::from),
    })
}

impl Status {
    fn new(entry: &StatusEntry, purpose: StatusPurpose) -> Self {
        Self {
            id: entry.id(),
            r#type: "BitstringStatusListEntry".to_owned(),
            status_purpose: purpose.as_str().to_owned(),
            status_list_index: entry.index.to_string(),
            status_list_credential: entry.list.clone(),
        }
    }

    fn entry(self, place: &str) -> Result<StatusEntry, ReadError> {
        let index = self.status_list_index.parse().map_err(|_| ReadError::Form {
            pointer: format!("/credentialStatus{place}/statusListIndex"),
        })?;
        Ok(StatusEntry { list: self.status_list_credential, index })
    }
}

impl From<WireProof> for Proof {
    fn from(wire: WireProof) -> Self {
        Self { created: wire.created, method: wire.verification_method, value: wire.proof_value }
    }
}

/// The proof of a document that was just signed.
#[cfg(feature = "proof")]
pub(super) fn proof(signed: &Value) -> Option<Proof> {
    let wire = WireProof::deserialize(signed.get("proof")?).ok()?;
    Some(wire.into())
}

/// The same of two values one step below.
fn step(step: &str, found: &Value, expected: &Value) -> Option<String> {
    let below = difference(found, expected)?;
    Some(format!("/{step}{below}"))
}

/// Where two values differ first, as a JSON pointer.
pub(super) fn difference(found: &Value, expected: &Value) -> Option<String> {
    match (found, expected) {
        (Value::Object(a), Value::Object(b)) => {
            let differs = |(name, a): (&String, &Value)| match b.get(name) {
                Some(b) => step(name, a, b),
                None => Some(format!("/{name}")),
            };
            let missing = || b.keys().find(|name| !a.contains_key(*name));
            a.iter().find_map(differs).or_else(|| missing().map(|name| format!("/{name}")))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(index, (a, b))| step(&index.to_string(), a, b))
        }
        (a, b) if a == b => None,
        _ => Some(String::new()),
    }
}
