//! Reading DID documents as other software writes them.

use super::{Did, DidDocumentError, Method};
use crate::json::{self, Limits};
use crate::proof::{ed25519_multikey, read_base58};
use co2_units::Timestamp;
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Map, Value};

type Members = Map<String, Value>;

/// Reads the identifier and the keys of a document.
pub(super) fn document(text: &[u8]) -> Result<(Did, Vec<Method>), DidDocumentError> {
    // Editors may write a byte order mark first, and readers may ignore it (RFC 8259, section 8.1).
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    // Nobody signed the document, so the parts that are ignored may contain any number.
    let value = json::read_any_number(text, Limits::DID_DOCUMENT)?;
    // A resolver's answer contains the document (DID Resolution 1.0).
    let value = match value.get("didDocument") {
        Some(inner) if value.get("id").is_none() => {
            let deactivated = value.pointer("/didDocumentMetadata/deactivated");
            if deactivated.is_some_and(|flag| *flag != Value::Bool(false)) {
                return Err(DidDocumentError::Deactivated);
            }
            inner
        }
        _ => &value,
    };
    let did = value.get("id").and_then(Value::as_str);
    let did = did.and_then(|did| with_lower_host(did).parse().ok());
    let mut reader =
        Reader { did: did.ok_or(DidDocumentError::Member { member: "id" })?, methods: Vec::new() };
    let mut asserting = Vec::new();
    for assertion in list(value, "assertionMethod")? {
        match assertion {
            Value::String(id) => asserting.push(reader.absolute(id)),
            // A method embedded in this list is for assertions only.
            embedded => reader.method(embedded, "assertionMethod", true)?,
        }
    }
    for method in list(value, "verificationMethod")? {
        reader.method(method, "verificationMethod", false)?;
    }
    for method in &mut reader.methods {
        if asserting.iter().any(|id| id == method.id()) {
            method.allow_assertions();
        }
    }
    Ok((reader.did, reader.methods))
}

struct Reader {
    did: Did,
    methods: Vec<Method>,
}

impl Reader {
    fn method(
        &mut self,
        value: &Value,
        from: &'static str,
        asserts: bool,
    ) -> Result<(), DidDocumentError> {
        let malformed = || DidDocumentError::Member { member: from };
        let members = value.as_object().ok_or_else(malformed)?;
        let text = |name| members.get(name).and_then(Value::as_str).ok_or_else(malformed);
        let kind = text("type")?;
        let controller = match members.get("controller") {
            Some(Value::Array(list)) => match &**list {
                [Value::String(one)] => one,
                _ => return Err(malformed()),
            },
            _ => text("controller")?,
        };
        // The document may list keys that belong to somebody else; those are not the issuer's.
        if with_lower_host(controller) != self.did.as_str() {
            return Ok(());
        }
        let id = self.absolute(text("id")?);
        let multikey = match kind {
            "Multikey" | "Ed25519VerificationKey2020" => {
                Some(text("publicKeyMultibase")?.to_owned())
            }
            "Ed25519VerificationKey2018" => {
                read_base58(text("publicKeyBase58")?).map(|bytes| ed25519_multikey(&bytes))
            }
            "JsonWebKey" | "JsonWebKey2020" => members.get("publicKeyJwk").and_then(of_jwk),
            _ => None,
        };
        // This key is of a kind that cannot be Ed25519.
        let Some(multikey) = multikey else { return Ok(()) };
        // Other software may read another member than we do.
        let stated = |name| members.get(name).and_then(Value::as_str);
        let others = [
            members
                .contains_key("publicKeyMultibase")
                .then(|| stated("publicKeyMultibase").map(str::to_owned)),
            members.contains_key("publicKeyBase58").then(|| {
                let bytes = read_base58(stated("publicKeyBase58")?)?;
                Some(ed25519_multikey(&bytes))
            }),
            members.get("publicKeyJwk").map(of_jwk),
        ];
        if others.into_iter().flatten().any(|other| other.as_ref() != Some(&multikey)) {
            return Err(DidDocumentError::TwoKeys { id: id.chars().take(600).collect() });
        }
        let end = |member| end(members, &id, member);
        let method =
            Method::new(id.clone(), multikey, asserts).with_ends(end("expires")?, end("revoked")?);
        match self.methods.iter_mut().find(|known| known.id() == id) {
            None => self.methods.push(method),
            // The same method may be embedded for one purpose and listed again.
            Some(known) if known.is_same_key(&method) => {
                if asserts {
                    known.allow_assertions();
                }
            }
            Some(_) => return Err(DidDocumentError::SameKeyName { id }),
        }
        Ok(())
    }

    /// Expands a key's name, which a document may shorten to `#key`.
    fn absolute(&self, id: &str) -> String {
        if id.starts_with('#') { format!("{}{id}", self.did) } else { with_lower_host(id) }
    }
}

/// Returns the Ed25519 key of a JSON Web Key (RFC 8037, section 2) as a Multikey. A key whose secret is published, or
/// that is not for signatures (RFC 7517, sections 4.2 and 4.3), is no key here.
fn of_jwk(jwk: &Value) -> Option<String> {
    let text = |name| jwk.get(name).and_then(Value::as_str);
    if text("kty") != Some("OKP") || text("crv") != Some("Ed25519") || jwk.get("d").is_some() {
        return None;
    }
    if jwk.get("use").is_some_and(|purpose| purpose != "sig") {
        return None;
    }
    let verifies = |list: &Value| {
        list.as_array().is_some_and(|operations| operations.iter().any(|one| one == "verify"))
    };
    if !jwk.get("key_ops").is_none_or(verifies) {
        return None;
    }
    let key = text("x").filter(|x| x.len() <= 64)?;
    Some(ed25519_multikey(&BASE64URL_NOPAD.decode(key.as_bytes()).ok()?))
}

/// Returns the list that is a member's value; empty if the member is missing.
fn list<'a>(value: &'a Value, member: &'static str) -> Result<&'a [Value], DidDocumentError> {
    match value.get(member) {
        None => Ok(&[]),
        Some(Value::Array(items)) => Ok(items),
        Some(_) => Err(DidDocumentError::Member { member }),
    }
}

/// Returns the end of a key, if it has one. An unreadable end is an error: ignoring it would keep the key trusted.
fn end(
    members: &Members,
    id: &str,
    member: &'static str,
) -> Result<Option<Timestamp>, DidDocumentError> {
    let Some(value) = members.get(member) else { return Ok(None) };
    match value.as_str().and_then(instant) {
        Some(end) => Ok(Some(end)),
        None => Err(DidDocumentError::KeyEnd { id: id.chars().take(600).collect(), member }),
    }
}

/// Parses an instant in the form of XML Schema's `dateTimeStamp`, with fractions of a second and an offset from
/// UTC. A fraction is cut off, so the key ends slightly earlier.
fn instant(text: &str) -> Option<Timestamp> {
    let (whole, rest) = text.split_at_checked(19)?;
    let local: Timestamp = format!("{whole}Z").parse().ok()?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let zone = match rest.strip_prefix('.') {
        Some(rest) => {
            let end = rest.find(['Z', '+', '-'])?;
            let (fraction, zone) = rest.split_at_checked(end)?;
            digits(fraction).then_some(zone)?
        }
        None => rest,
    };
    if zone == "Z" {
        return Some(local);
    }
    let (sign, offset) = zone.split_at_checked(1)?;
    let (hours, minutes) = offset.split_once(':')?;
    if !(hours.len() == 2 && minutes.len() == 2 && digits(hours) && digits(minutes)) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    if hours > 14 || minutes > 59 {
        return None;
    }
    let seconds = hours.checked_mul(3_600)?.checked_add(minutes.checked_mul(60)?)?;
    let utc = match sign {
        "+" => local.as_unix_seconds().checked_sub(seconds)?,
        "-" => local.as_unix_seconds().checked_add(seconds)?,
        _ => return None,
    };
    Timestamp::from_unix_seconds(utc).ok()
}

/// Lower-cases the host. DNS names ignore case, and identifiers are written in lower case here.
fn with_lower_host(id: &str) -> String {
    let Some(rest) = id.strip_prefix("did:web:") else { return id.to_owned() };
    let end = rest.find([':', '#', '?', '/']).unwrap_or(rest.len());
    match rest.split_at_checked(end) {
        // A port is written `%3A8443`, where the letter is a capital.
        Some((host, rest)) => {
            let host = host.to_ascii_lowercase().replace("%3a", "%3A");
            format!("did:web:{host}{rest}")
        }
        None => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::instant;

    #[test]
    fn instants_are_read_as_xml_schema_writes_them() {
        let read = |text: &str| instant(text).map(|instant| instant.to_string());
        let noon = Some("2026-11-21T12:00:00Z".to_owned());
        for text in [
            "2026-11-21T12:00:00Z",
            "2026-11-21T12:00:00.999Z",
            "2026-11-21T14:00:00+02:00",
            "2026-11-21T06:30:00.5-05:30",
        ] {
            assert_eq!(read(text), noon, "{text}");
        }
        for text in [
            "",
            "2026-11-21",
            "2026-11-21T12:00:00",
            "2026-11-21T12:00:00.Z",
            "2026-11-21T12:00:00z",
            "2026-11-21T12:00:00+2:00",
            "2026-11-21T12:00:00+15:00",
            "2026-13-21T12:00:00Z",
            "2026-11-21T12:00:00Zx",
            "0001-01-01T00:00:00+01:00",
            "2026-11-21T12:00:00é",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
