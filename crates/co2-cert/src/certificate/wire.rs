//! The JSON form of a certificate.
//!
//! Members are declared in alphabetical order, so that what `serde_json` writes is already canonical.

use super::subject::is_subject;
use super::{Badge, Certificate, Issuer, Proof, ReadError};
use crate::context;
use crate::did::Did;
use crate::json::{known, sorted_bytes};
use crate::record;
use crate::status::{StatusEntry, StatusPurpose};
use crate::tlog::Origin;
use crate::url::{Host, HttpsUrl};
use co2_units::Timestamp;
use co2_units::text::{LongText, Text};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wire {
    #[serde(rename = "@context")]
    context: Vec<String>,
    credential_status: OneOrMore,
    credential_subject: Subject,
    id: HttpsUrl,
    issuer: WireIssuer,
    #[serde(skip_serializing_if = "Option::is_none")]
    log_origin: Option<Origin>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<WireProof>,
    r#type: Vec<String>,
    valid_from: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireIssuer {
    id: Did,
    name: Text,
    r#type: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Subject {
    achievement: Achievement,
    id: HttpsUrl,
    offset: record::Wire,
    r#type: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Achievement {
    criteria: Criteria,
    description: LongText,
    id: String,
    name: Text,
    r#type: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Criteria {
    narrative: Text,
}

/// One entry is written alone, which most verifiers expect; several are written as a list.
#[derive(Serialize, Deserialize)]
#[serde(untagged, expecting = "`credentialStatus` is neither an entry nor a list of entries")]
enum OneOrMore {
    One(Status),
    More(Vec<Status>),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the standard's names")]
struct Status {
    id: String,
    status_list_credential: HttpsUrl,
    status_list_index: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_message: Option<Vec<Message>>,
    status_purpose: String,
    r#type: String,
}

/// What a value of an entry means.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    message: String,
    status: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WireProof {
    #[serde(rename = "@context")]
    context: Vec<String>,
    created: Timestamp,
    cryptosuite: String,
    proof_purpose: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof_value: Option<String>,
    r#type: String,
    verification_method: String,
}

fn contexts(host: &Host) -> Vec<String> {
    vec![context::CREDENTIALS.to_owned(), context::OPEN_BADGES.to_owned(), context::url(host)]
}

fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

pub(super) fn write(certificate: &Certificate) -> Value {
    known(&wire(certificate, certificate.proof.as_ref()))
}

/// Returns the certificate's canonical bytes.
pub(super) fn bytes(certificate: &Certificate) -> Vec<u8> {
    sorted_bytes(&wire(certificate, certificate.proof.as_ref()))
}

/// Returns the canonical bytes of everything except the proof.
pub(super) fn unsigned_bytes(certificate: &Certificate) -> Vec<u8> {
    sorted_bytes(&wire(certificate, None))
}

/// Returns the canonical bytes of a proof without its value, that is, the proof's options.
pub(super) fn option_bytes(host: &Host, created: Timestamp, method: &str) -> Vec<u8> {
    sorted_bytes(&WireProof::new(host, created, method, None))
}

/// Converts the certificate, with this proof, into its JSON form.
fn wire(certificate: &Certificate, proof: Option<&Proof>) -> Wire {
    let host = certificate.issuer.host();
    let badge = &certificate.badge;
    Wire {
        context: contexts(host),
        id: certificate.id.clone(),
        r#type: texts(["VerifiableCredential", "OpenBadgeCredential", "ProductOffsetCertificate"]),
        issuer: WireIssuer {
            id: certificate.issuer.did().clone(),
            r#type: texts(["Profile"]),
            name: certificate.issuer.name().clone(),
        },
        log_origin: certificate.log.clone(),
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
        credential_status: statuses(certificate),
        proof: proof.map(|proof| {
            WireProof::new(host, proof.created, &proof.method, Some(proof.value.clone()))
        }),
    }
}

/// Returns the certificate's entries in status lists, in one order.
fn statuses(certificate: &Certificate) -> OneOrMore {
    let revocation = Status::new(&certificate.status, StatusPurpose::Revocation);
    let others = [
        (certificate.suspension(), StatusPurpose::Suspension),
        (certificate.spent(), StatusPurpose::Spent),
    ];
    let mut others = others.into_iter().filter_map(|(entry, of)| Some(Status::new(entry?, of)));
    match others.next() {
        None => OneOrMore::One(revocation),
        Some(first) => OneOrMore::More([revocation, first].into_iter().chain(others).collect()),
    }
}

/// Reads what varies between certificates; the caller checks the rest by writing the certificate again.
pub(super) fn read<'de, D>(json: D) -> Result<Certificate, ReadError>
where
    D: Deserializer<'de, Error = serde_json::Error>,
{
    let wire = Wire::deserialize(json)
        .map_err(|error| ReadError::Member { message: error.to_string() })?;
    let host = wire.context.get(2).and_then(|url| context::host(url));
    let host = host.ok_or(ReadError::Context)?;
    let record: record::RetirementRecord = wire.credential_subject.offset.try_into()?;
    let subject = wire.credential_subject.id;
    if !is_subject(&subject, record.product()) {
        return Err(ReadError::Subject);
    }
    let achievement = wire.credential_subject.achievement;
    let (status, suspension, spent) = match wire.credential_status {
        OneOrMore::One(status) => (status.entry("")?, None, None),
        OneOrMore::More(entries) => read_entries(entries)?,
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
        spent,
        log: wire.log_origin,
        proof: wire.proof.map(Proof::try_from).transpose()?,
    })
}

/// Reads several entries by their purposes. Their order, and whatever else stands in them, is checked by writing
/// them again.
fn read_entries(
    entries: Vec<Status>,
) -> Result<(StatusEntry, Option<StatusEntry>, Option<StatusEntry>), ReadError> {
    let [mut revocation, mut suspension, mut spent] = [None, None, None];
    for (index, entry) in entries.into_iter().enumerate() {
        let place = match entry.status_purpose.as_str() {
            "revocation" => &mut revocation,
            "suspension" => &mut suspension,
            "message" => &mut spent,
            _ => {
                let pointer = format!("/credentialStatus/{index}/statusPurpose");
                return Err(ReadError::Form { pointer });
            }
        };
        *place = Some(entry.entry(&format!("/{index}"))?);
    }
    let missing = || ReadError::Form { pointer: "/credentialStatus".to_owned() };
    Ok((revocation.ok_or_else(missing)?, suspension, spent))
}

impl WireProof {
    fn new(host: &Host, created: Timestamp, method: &str, value: Option<String>) -> Self {
        Self {
            context: contexts(host),
            created,
            cryptosuite: "eddsa-jcs-2022".to_owned(),
            proof_purpose: "assertionMethod".to_owned(),
            proof_value: value,
            r#type: "DataIntegrityProof".to_owned(),
            verification_method: method.to_owned(),
        }
    }
}

impl Status {
    fn new(entry: &StatusEntry, purpose: StatusPurpose) -> Self {
        Self {
            id: entry.id(),
            r#type: "BitstringStatusListEntry".to_owned(),
            status_purpose: purpose.as_str().to_owned(),
            status_list_index: entry.index.to_string(),
            status_message: purpose.messages().map(|messages| {
                let message = |(value, message): (&str, &str)| Message {
                    message: message.to_owned(),
                    status: value.to_owned(),
                };
                ["0x0", "0x1"].into_iter().zip(messages).map(message).collect()
            }),
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

impl TryFrom<WireProof> for Proof {
    type Error = ReadError;

    fn try_from(wire: WireProof) -> Result<Self, Self::Error> {
        let value = wire.proof_value.ok_or_else(|| {
            let message = "missing field `proofValue`".to_owned();
            ReadError::Member { message }
        })?;
        Ok(Self { created: wire.created, method: wire.verification_method, value })
    }
}

/// Compares two values one level down.
fn step(step: &str, found: &Value, expected: &Value) -> Option<String> {
    let below = difference(found, expected)?;
    Some(format!("/{step}{below}"))
}

/// Returns the first place where two values differ, as a JSON pointer.
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
