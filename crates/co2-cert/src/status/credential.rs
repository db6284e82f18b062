//! The signed status list.

use super::{StatusEntry, StatusError, StatusList, StatusListError, StatusPurpose};
use crate::did::{Did, DidResolver};
use crate::json::{self, Limits};
use crate::proof::{SignError, Signer, sign_document};
use crate::url::HttpsUrl;
use crate::verify::{VerifyOptions, authenticate};
use co2_units::Timestamp;
use serde_json::{Value, json};

/// A status list before it is signed.
///
/// ```
/// use co2_cert::status::{MIN_ENTRIES, StatusList, StatusListCredential, StatusPurpose};
/// use co2_cert::KeySigner;
///
/// let signer = KeySigner::did_key(&[7; 32]);
/// let bytes = StatusListCredential {
///     id: "https://shop.example/status/1.json".parse()?,
///     issuer: signer.did().unwrap(),
///     purpose: StatusPurpose::Revocation,
///     valid_from: "2026-11-21T12:00:00Z".parse()?,
///     valid_until: None,
///     ttl: None,
///     list: StatusList::new(MIN_ENTRIES)?,
/// }
/// .sign(&signer)?;
/// assert!(bytes.len() < 2_000);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusListCredential {
    /// The address at which it is served, without a fragment.
    pub id: HttpsUrl,
    /// The issuer of the certificates whose status it lists.
    pub issuer: Did,
    /// What a set bit means.
    pub purpose: StatusPurpose,
    /// The time at which the list was made.
    pub valid_from: Timestamp,
    /// The time from which the list is too old to be trusted, if there is one.
    pub valid_until: Option<Timestamp>,
    /// The time in milliseconds after which a newer list should be fetched, if the issuer states one.
    pub ttl: Option<u64>,
    /// The bits.
    pub list: StatusList,
}

/// Finds status lists: over the network, in a folder, or in memory.
pub trait StatusLists {
    /// Returns the bytes of the status list credential at an address, or `None` if there is none.
    ///
    /// # Errors
    /// Returns an error if it could not be fetched.
    fn status_list(
        &self,
        url: &HttpsUrl,
    ) -> Result<Option<Vec<u8>>, Box<dyn std::error::Error + Send + Sync>>;
}

impl StatusListCredential {
    /// Returns the signed list as JSON, to be served at its address. The signature is dated `valid_from`.
    ///
    /// # Errors
    /// Returns an error if the signer's key does not belong to the issuer, or if the signer fails.
    pub fn sign(&self, signer: &dyn Signer) -> Result<Vec<u8>, SignError> {
        let method = signer.verification_method();
        if !self.issuer.owns(method) {
            return Err(SignError::MethodNotOfIssuer {
                method: method.to_owned(),
                issuer: self.issuer.clone(),
            });
        }
        let mut document = json!({
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "id": self.id,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self.issuer,
            "validFrom": self.valid_from,
            "credentialSubject": {
                "id": format!("{}#list", self.id),
                "type": "BitstringStatusList",
                "statusPurpose": self.purpose.as_str(),
                "encodedList": self.list.encode(),
            },
        });
        if let (Value::Object(members), Some(until)) = (&mut document, self.valid_until) {
            members.insert("validUntil".to_owned(), json::known(&until));
        }
        if let (Some(subject), Some(ttl)) = (document.get_mut("credentialSubject"), self.ttl) {
            // This is the largest integer that every reader represents exactly: about 285,000 years.
            subject["ttl"] = ttl.min(json::MAX_SAFE).into();
        }
        let signed = sign_document(&document, self.valid_from, signer)?;
        Ok(json::known_bytes(&signed))
    }

    /// Reads the list at an address and checks its purpose, issuer, signature and period of
    /// validity.
    ///
    /// # Errors
    /// Returns an error if it is malformed, from another issuer, for another purpose, not valid at that time,
    /// or not authentic.
    pub fn read(
        bytes: &[u8],
        url: &HttpsUrl,
        issuer: &Did,
        purpose: StatusPurpose,
        at: Timestamp,
        resolver: &dyn DidResolver,
    ) -> Result<Self, StatusError> {
        let value = json::read(bytes, Limits::STATUS_LIST).map_err(StatusError::Json)?;
        let member = |member| StatusError::Member { member };
        let has = |list: Option<&Value>, text: &str| match list {
            Some(Value::Array(items)) => items.iter().any(|item| item == text),
            Some(one) => one == text,
            None => false,
        };
        let time = |name| match value.get(name).map(Value::as_str) {
            None => Ok(None),
            Some(text) => text
                .and_then(|text| text.parse::<Timestamp>().ok())
                .map(Some)
                .ok_or_else(|| member(name)),
        };
        if !has(value.get("type"), "BitstringStatusListCredential") {
            return Err(member("type"));
        }
        if value.get("id").and_then(Value::as_str) != Some(url.as_str()) {
            return Err(member("id"));
        }
        let stated = value.get("issuer");
        let stated = stated.and_then(|issuer| issuer.get("id").unwrap_or(issuer).as_str());
        if stated != Some(issuer.as_str()) {
            return Err(StatusError::Issuer { issuer: issuer.clone() });
        }
        authenticate(&value, issuer, at, resolver).map_err(StatusError::Authenticity)?;
        let valid_from = time("validFrom")?.ok_or_else(|| member("validFrom"))?;
        if valid_from > at {
            return Err(StatusError::TooEarly { from: valid_from });
        }
        let valid_until = time("validUntil")?;
        if let Some(until) = valid_until.filter(|&until| until < at) {
            return Err(StatusError::TooOld { until });
        }
        let subject = value.get("credentialSubject").ok_or_else(|| member("credentialSubject"))?;
        if !has(subject.get("type"), "BitstringStatusList") {
            return Err(member("credentialSubject"));
        }
        if !has(subject.get("statusPurpose"), purpose.as_str()) {
            return Err(StatusError::Purpose { expected: purpose });
        }
        // Our certificates have one bit each. A list of larger entries has other bits at their indexes.
        if subject.get("statusSize").is_some_and(|size| *size != 1) {
            return Err(member("statusSize"));
        }
        let ttl = match subject.get("ttl") {
            None => None,
            Some(ttl) => Some(ttl.as_u64().ok_or_else(|| member("ttl"))?),
        };
        let encoded = subject.get("encodedList").and_then(Value::as_str);
        let list = StatusList::decode(encoded.ok_or_else(|| member("encodedList"))?)?;
        let (id, issuer) = (url.clone(), issuer.clone());
        Ok(Self { id, issuer, purpose, valid_from, valid_until, ttl, list })
    }

    /// Returns the time from which the issuer wants a newer list to be fetched; `None` if it does not state one, or
    /// if the time is after the year 9999.
    fn refresh(&self) -> Option<Timestamp> {
        let seconds = i64::try_from(self.ttl?.checked_div(1_000)?).ok()?;
        let refresh = self.valid_from.as_unix_seconds().checked_add(seconds)?;
        Timestamp::from_unix_seconds(refresh).ok()
    }
}

/// What a list states about one certificate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Status {
    pub(crate) set: bool,
    /// The time at which the list was made.
    pub(crate) made: Timestamp,
    /// The time from which a newer list should be fetched.
    pub(crate) refresh: Option<Timestamp>,
}

/// Returns whether an entry is set, and the time at which its list was made.
pub(crate) fn check(
    entry: &StatusEntry,
    purpose: StatusPurpose,
    issuer: &Did,
    options: &VerifyOptions<'_>,
) -> Result<Status, StatusError> {
    let VerifyOptions { at, resolver, status_lists, status_max_age } = *options;
    let bytes = status_lists
        .status_list(&entry.list)
        .map_err(|source| StatusError::Unavailable { list: entry.list.clone(), source })?
        .ok_or_else(|| StatusError::Missing { list: entry.list.clone() })?;
    let credential =
        StatusListCredential::read(&bytes, &entry.list, issuer, purpose, at, resolver)?;
    let made = credential.valid_from;
    if let Some(max_age) = status_max_age
        && made.checked_add_seconds(max_age).is_some_and(|until| until < at)
    {
        return Err(StatusError::Stale { made, max_age });
    }
    let set = credential.list.get(entry.index);
    let set = set.ok_or_else(|| StatusListError::Index {
        index: entry.index,
        size: credential.list.entries(),
    })?;
    Ok(Status { set, made, refresh: credential.refresh() })
}
