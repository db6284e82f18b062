//! Writes what independent software checks: certificates, tokens, status lists, keys and contexts, both good
//! ones and bad ones, with the verdict that each must get.
//!
//! `cargo run -p co2-cert --example artefacts -- FOLDER`; `interop/run` runs it and then the checkers.

use co2_cert::did::DidDocument;
use co2_cert::proof::sign_document;
use co2_cert::record::{Assurance, DEMONSTRATION, DocumentDigest};
use co2_cert::status::{MIN_ENTRIES, StatusEntry, StatusList, StatusListCredential, StatusPurpose};
use co2_cert::{
    Certificate, CertificateDraft, HttpsUrl, Issuer, KeySigner, RetirementRecord, Signer, context,
};
use co2_units::Timestamp;
use serde_json::{Value, json};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A time that is in the past for every clock, because one of the checkers reads the machine's clock.
const TIME: &str = "2026-06-01T12:00:00Z";
const AFTER: &str = "2026-06-02T12:00:00Z";
const BEFORE: &str = "2026-05-01T12:00:00Z";
const REVOCATION: &str = "https://shop.example/status/revocation-1.json";
const SUSPENSION: &str = "https://shop.example/status/suspension-1.json";
const INDEX: u64 = 70_562;

/// The artefacts written by one run.
struct Folder {
    root: PathBuf,
    cases: Vec<Value>,
}

/// Documents that replace the usual ones, by address; `null` removes one.
type Instead<'a> = &'a [(&'a str, Option<&'a str>)];

impl Folder {
    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<()> {
        let path = self.root.join(name);
        fs::create_dir_all(path.parent().unwrap_or_else(|| Path::new(".")))?;
        Ok(fs::write(path, bytes)?)
    }

    /// Something to be checked.
    fn case(&mut self, case: Case<'_>, bytes: impl AsRef<[u8]>) -> Result<()> {
        let count = self.cases.len();
        let file = format!("cases/{count:03}.{}", if case.kind == "jwt" { "jwt" } else { "json" });
        self.write(&file, bytes)?;
        let instead: serde_json::Map<String, Value> =
            case.instead.iter().map(|(url, file)| ((*url).to_owned(), json!(file))).collect();
        self.cases.push(json!({
            "name": case.name, "kind": case.kind, "file": file, "at": case.at,
            "accept": case.accept, "because": case.because, "instead": instead,
        }));
        Ok(())
    }
}

#[derive(Clone, Copy)]
struct Case<'a> {
    /// The case's name; cases with the same name share a row of the table.
    name: &'a str,
    /// The checker: `credential`, `jwt` or `terms`.
    kind: &'a str,
    at: &'a str,
    accept: bool,
    /// What a checker says when it refuses; a refusal for another reason proves nothing.
    because: &'a str,
    instead: Instead<'a>,
}

const fn good(name: &str) -> Case<'_> {
    Case { name, kind: "credential", at: AFTER, accept: true, because: "", instead: &[] }
}

const fn bad<'a>(name: &'a str, because: &'a str) -> Case<'a> {
    Case { accept: false, because, ..good(name) }
}

fn main() -> Result<()> {
    let root = std::env::args_os().nth(1).ok_or("usage: artefacts FOLDER")?;
    let mut folder = Folder { root: root.into(), cases: Vec::new() };
    let time: Timestamp = TIME.parse()?;
    let host: co2_cert::Host = "shop.example".parse()?;
    let issuer = Issuer::web(host.clone(), "Example Shop".parse()?)?;
    let named = |seed: u8, name: &str| {
        KeySigner::from_seed(&[seed; 32], format!("{}#{name}", issuer.did()))
    };
    let (signer, old, withdrawn) = (named(7, "2026"), named(5, "2025"), named(6, "lost"));
    let keys = DidDocument::new(issuer.did().clone())
        .with_key("2025", &old.public_key())?
        .with_key("lost", &withdrawn.public_key())?
        .revoke("lost", time)?
        .with_key("2026", &signer.public_key())?;
    folder.write("documents/did.json", keys.to_json())?;
    folder.write("documents/context.json", context::document(&host))?;

    let stranger = KeySigner::did_key(&[8; 32]);
    let (revocation, suspension) = lists(&folder, &issuer, &signer, &stranger, time)?;
    let documents = json!({
        issuer.did().as_str(): "documents/did.json",
        context::url(&host): "documents/context.json",
        REVOCATION: "documents/revocation.json",
        SUSPENSION: "documents/suspension.json",
    });
    folder.write("documents.json", serde_json::to_vec_pretty(&documents)?)?;

    let draft = || -> Result<CertificateDraft> {
        Ok(CertificateDraft {
            id: "https://shop.example/certificates/42".parse()?,
            issuer: issuer.clone(),
            valid_from: time,
            subject_base: "https://id.shop.example".parse()?,
            record: record()?,
            status: entry(REVOCATION)?,
            suspension: Some(entry(SUSPENSION)?),
            spent: None,
            log: Some("shop.example/log".parse()?),
        })
    };
    let unsigned = draft()?.build()?;
    let certificate = unsigned.sign(&signer, time)?;
    accepted(&mut folder, &certificate, &unsigned, &old, time)?;
    let simple = CertificateDraft { suspension: None, log: None, ..draft()? }.build()?;
    folder.case(good("one status entry"), simple.sign(&signer, time)?.to_json())?;
    folder.case(good("a revocation list itself"), revocation.sign(&signer)?)?;
    folder.case(good("a suspension list itself"), suspension.sign(&signer)?)?;
    did_key(&mut folder, draft()?, &revocation, &suspension, time)?;

    let json = certificate.to_json();
    changed(&mut folder, &certificate)?;
    folder.case(Case { at: BEFORE, ..bad("too early", "is before \"validFrom\"") }, &json)?;
    let forged = |signer: &KeySigner| -> Result<Vec<u8>> {
        let signed = sign_document(&unsigned.to_value(), time, signer)?;
        Ok(serde_json::to_vec(&signed)?)
    };
    folder.case(
        bad("wrong issuer: a stranger's key", "must match the verification method controller"),
        forged(&stranger)?,
    )?;
    folder.case(
        bad("another key under the issuer's name", "Invalid signature"),
        forged(&named(9, "2026"))?,
    )?;
    folder.case(
        bad("a key that the issuer does not list", "no key did:web:shop.example#2027"),
        forged(&named(7, "2027"))?,
    )?;
    folder.case(
        bad("a key that was withdrawn", "not authorized by controller"),
        forged(&withdrawn)?,
    )?;
    for (name, because, url, file) in [
        ("revoked", "revocation is set", REVOCATION, Some("documents/revoked.json")),
        ("suspended", "suspension is set", SUSPENSION, Some("documents/suspended.json")),
        ("no status list", "Could not load", REVOCATION, None),
        (
            "a status list changed after signing",
            "not verified",
            REVOCATION,
            Some("documents/changed.json"),
        ),
        (
            "a stranger's status list",
            "Issuers of the status list",
            REVOCATION,
            Some("documents/stranger.json"),
        ),
        (
            "a status list for another purpose",
            "status purpose",
            REVOCATION,
            Some("documents/suspension.json"),
        ),
    ] {
        folder.case(Case { instead: &[(url, file)], ..bad(name, because) }, &json)?;
    }
    terms(&mut folder, &certificate)?;
    tokens(&mut folder, &unsigned, &signer, &named(9, "2026"), &stranger)?;
    folder.write("cases.json", serde_json::to_vec_pretty(&folder.cases)?)
}

/// Writes status lists, both good ones and faulty ones, and returns the good ones.
fn lists(
    folder: &Folder,
    issuer: &Issuer,
    signer: &KeySigner,
    stranger: &KeySigner,
    time: Timestamp,
) -> Result<(StatusListCredential, StatusListCredential)> {
    let list = |url: &str, purpose, set: bool| -> Result<StatusListCredential> {
        let mut list = StatusList::new(MIN_ENTRIES)?;
        list.set(INDEX - 1, true)?;
        list.set(INDEX, set)?;
        let (id, issuer) = (url.parse()?, issuer.did().clone());
        let (valid_from, valid_until, ttl) = (time, None, None);
        Ok(StatusListCredential { id, issuer, purpose, valid_from, valid_until, ttl, list })
    };
    let revocation = list(REVOCATION, StatusPurpose::Revocation, false)?;
    let suspension = list(SUSPENSION, StatusPurpose::Suspension, false)?;
    let revoked = list(REVOCATION, StatusPurpose::Revocation, true)?;
    let suspended = list(SUSPENSION, StatusPurpose::Suspension, true)?;
    let strangers = StatusListCredential {
        issuer: stranger.did().ok_or("no identifier")?,
        ..revocation.clone()
    };
    let clean = revocation.sign(signer)?;
    let (bits, other_bits) = (revocation.list.encode(), revoked.list.encode());
    let changed = String::from_utf8(clean.clone())?.replacen(&bits, &other_bits, 1);
    for (name, bytes) in [
        ("revocation", clean),
        ("suspension", suspension.sign(signer)?),
        ("revoked", revoked.sign(signer)?),
        ("suspended", suspended.sign(signer)?),
        ("stranger", strangers.sign(stranger)?),
        ("changed", changed.into_bytes()),
    ] {
        folder.write(&format!("documents/{name}.json"), bytes)?;
    }
    Ok((revocation, suspension))
}

fn accepted(
    folder: &mut Folder,
    certificate: &Certificate,
    unsigned: &Certificate,
    old: &KeySigner,
    time: Timestamp,
) -> Result<()> {
    folder.case(good("a certificate"), certificate.to_json())?;
    let pretty = serde_json::to_vec_pretty(&certificate.to_value())?;
    folder.case(good("white space and order of members changed"), pretty)?;
    folder.case(
        good("white space and order of members changed"),
        reversed(&certificate.to_value()),
    )?;
    folder.case(good("signed with the key before rotation"), unsigned.sign(old, time)?.to_json())
}

fn did_key(
    folder: &mut Folder,
    draft: CertificateDraft,
    revocation: &StatusListCredential,
    suspension: &StatusListCredential,
    time: Timestamp,
) -> Result<()> {
    let signer = KeySigner::did_key(&[9; 32]);
    let did = signer.did().ok_or("no identifier")?;
    let issuer = Issuer::new(did.clone(), draft.issuer.host().clone(), "Example Shop".parse()?)?;
    for (name, list) in [("key-revocation", revocation), ("key-suspension", suspension)] {
        let list = StatusListCredential { issuer: did.clone(), ..list.clone() };
        folder.write(&format!("documents/{name}.json"), list.sign(&signer)?)?;
    }
    let certificate = CertificateDraft { issuer, ..draft }.build()?.sign(&signer, time)?;
    let instead: Instead<'_> = &[
        (REVOCATION, Some("documents/key-revocation.json")),
        (SUSPENSION, Some("documents/key-suspension.json")),
    ];
    folder.case(Case { instead, ..good("issued by a did:key") }, certificate.to_json())
}

/// Changes one byte of each text into another of its kind.
fn changed(folder: &mut Folder, certificate: &Certificate) -> Result<()> {
    let value = certificate.to_value();
    let mut pointers = Vec::new();
    leaves(&value, "", &mut pointers);
    for (count, pointer) in pointers.iter().enumerate() {
        let text = value.pointer(pointer).and_then(Value::as_str).ok_or("a leaf is a text")?;
        let mut bytes = text.as_bytes().to_vec();
        // The position varies between texts.
        let place = count % bytes.len();
        let byte = bytes.get_mut(place).ok_or("a text is not empty")?;
        *byte = match *byte {
            b'9' => b'8',
            b'z' | b'Z' => *byte - 1,
            other if other.is_ascii_alphanumeric() => other + 1,
            _ => b'a',
        };
        let mut copy = value.clone();
        *copy.pointer_mut(pointer).ok_or("it is there")? = json!(String::from_utf8(bytes)?);
        folder.case(bad("one byte of a value changed", ""), copy.to_string())?;
    }
    Ok(())
}

fn terms(folder: &mut Folder, certificate: &Certificate) -> Result<()> {
    let case = |name, because: &'static str| Case {
        kind: "terms",
        accept: because.is_empty(),
        because,
        ..good(name)
    };
    let value = certificate.to_value();
    folder.case(case("every term is defined", ""), value.to_string())?;
    let mut unknown = value;
    let offset = unknown.pointer_mut("/credentialSubject/offset").and_then(Value::as_object_mut);
    offset.ok_or("a certificate has it")?.insert("note".to_owned(), json!("added"));
    folder.case(case("a term that nobody defines", "Safe mode"), unknown.to_string())
}

fn tokens(
    folder: &mut Folder,
    unsigned: &Certificate,
    signer: &KeySigner,
    pretender: &KeySigner,
    stranger: &KeySigner,
) -> Result<()> {
    use data_encoding::BASE64URL_NOPAD;
    let case = |name, because: &'static str| Case {
        kind: "jwt",
        accept: because.is_empty(),
        because,
        ..good(name)
    };
    let token = unsigned.to_jwt(signer)?;
    folder.case(case("a token", ""), &token)?;
    let refused = "signature verification failed";
    let by_pretender = unsigned.to_jwt(pretender)?;
    folder.case(case("a token by another key of that name", refused), by_pretender)?;
    let mut parts = token.split('.');
    let mut part = || parts.next().ok_or("three parts");
    let (header, payload, signature) = (part()?, part()?, part()?);
    let payload_bytes = BASE64URL_NOPAD.decode(payload.as_bytes()).map_err(|e| e.to_string())?;
    let text = String::from_utf8(payload_bytes)?;
    let encode = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    let other = encode(text.replacen("PF0ABC12", "PF0ABC13", 2).as_bytes());
    folder.case(
        case("a token whose payload was changed", refused),
        format!("{header}.{other}.{signature}"),
    )?;
    let none = encode(br#"{"alg":"none","typ":"vc+jwt"}"#);
    let case_none = case("a token without algorithm", "value not allowed");
    folder.case(case_none, format!("{none}.{payload}."))?;
    let kid = stranger.verification_method();
    let header = json!({"alg": "EdDSA", "cty": "vc", "kid": kid, "typ": "vc+jwt"}).to_string();
    let signed = format!("{}.{payload}", encode(header.as_bytes()));
    let signature = encode(&stranger.sign(signed.as_bytes())?);
    folder.case(
        case("a token by a stranger's key", "a key of somebody else"),
        format!("{signed}.{signature}"),
    )
}

fn entry(url: &str) -> Result<StatusEntry> {
    Ok(StatusEntry { list: url.parse::<HttpsUrl>()?, index: INDEX })
}

/// An invented product with two invented projects, one of which has each optional value.
fn record() -> Result<RetirementRecord> {
    let record = json!({
        "product": {
            "productName": "Example Book 14 \u{201c}\u{4f8b}\u{201d}", "gtin": "09506000134352",
            "serialNumber": "PF0ABC12",
        },
        "amount_kg": "335", "state": "retired", "coverage": "part",
        "coverageReason": "the use stage was covered before",
        "footprint": {
            "stages": [
                {"stage": "manufacture", "amount_kg": "250.5"},
                {"stage": "use", "amount_kg": "94.512"},
            ],
            "total_kg": "345.012", "statistic": "p95", "rounding": "up", "tier": "published",
            "method": "an invented method, 1.0", "useYears": "4.5", "useLocation": "Sweden",
            "sources": ["an invented product sheet, 2026"],
        },
        "creditLines": [{
            "registry": "gold-standard", "projectId": "GS999999",
            "projectName": "Invented cookstoves", "projectCountry": "UG",
            "technology": "improved cookstoves",
            "vintageFirst": "2024-01-01", "vintageLast": "2024-12-31",
            "unitScope": "gold-standard:GS999999:1",
            "blockSerial": "GS1-1-UG-GS999999-16-2024-1-1-19149",
            "blockFirst": "1", "blockLast": "19149", "unitSize_kg": "1000",
            "firstUnit": "7", "lastUnit": "8",
            "sliceStart_g": "6900000", "sliceEnd_g": "7200000", "amount_kg": "300",
            "act": {
                "kind": "retired", "word": "retirement", "date": "2026-05-20", "reference": "R-1",
                "serials": ["GS1-1-UG-GS999999-16-2024-1-7-8"],
            },
        }, {
            "registry": "cdm", "projectId": "9999", "projectName": "Invented wind park",
            "projectCountry": "IN", "technology": "wind power",
            "unitScope": "cdm:IN:5:2:0:9999", "blockSerial": "IN-5-1000-1999-2-2-0-9999",
            "blockFirst": "1000", "blockLast": "1999", "unitSize_kg": "1000",
            "firstUnit": "1000", "lastUnit": "1000",
            "sliceStart_g": "0", "sliceEnd_g": "35000", "amount_kg": "35",
            "act": {
                "kind": "retired", "word": "voluntary_cancellation", "date": "2026-05-18",
                "reference": "VC99999/2026", "serials": ["IN-5-1000-1000-2-2-0-9999"],
            },
        }],
        "terms": "A record of what was done.\nIt makes no claim about the product.",
        "demonstration": DEMONSTRATION,
    });
    let record: RetirementRecord = serde_json::from_value(record)?;
    let mut parts = record.into_parts();
    parts.assurances.push(Assurance {
        body: "Invented Assurance Ltd".parse()?,
        standard: "ISO 14064-3:2019".parse()?,
        scope: "the footprint method; limited assurance".parse()?,
        statement_id: "IA-2026-0001".parse()?,
        first: "2026-01-01T00:00:00Z".parse::<Timestamp>()?.date(),
        last: "2027-12-31T00:00:00Z".parse::<Timestamp>()?.date(),
        link: "https://assurance.example/statements/IA-2026-0001.pdf".parse()?,
        digest: DocumentDigest::of(b"an invented statement"),
    });
    Ok(RetirementRecord::new(parts)?)
}

/// Returns the place of every text, as a JSON pointer.
fn leaves(value: &Value, path: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                leaves(member, &format!("{path}/{name}"), out);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                leaves(item, &format!("{path}/{index}"), out);
            }
        }
        _ => out.push(path.to_owned()),
    }
}

/// Returns the same value with the members of each object in reverse order.
fn reversed(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .rev()
                .map(|(name, member)| format!("{}: {}", json!(name), reversed(member)))
                .collect();
            format!("{{ {} }}", members.join(",\n"))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(reversed).collect();
            format!("[{}]", items.join(", "))
        }
        one => one.to_string(),
    }
}
