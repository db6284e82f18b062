//! A small invented world: the certificate of `tests/data`, which `co2-cert` signed.

use co2_cert::record::{Assurance, DocumentDigest};
use co2_cert::{Act, Certificate, CertificateDraft, Issuer, RecordParts, RetirementRecord};
use co2_units::text::Text;
use co2_units::{Co2e, Date, Timestamp};

const FILE: &[u8] = include_bytes!("../data/certificate.json");

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn day(text: &str) -> Date {
    at(&format!("{text}T00:00:00Z")).date()
}

pub(crate) fn kg(text: &str) -> Co2e {
    format!("{text} kg").parse().unwrap()
}

pub(crate) fn now() -> Timestamp {
    at("2026-11-21T12:00:00Z")
}

/// 335 kg for a laptop: the end of one Gold Standard unit, the start of the next, and part of a CER.
pub(crate) fn parts() -> RecordParts {
    signed::certificate().record().clone().into_parts()
}

pub(crate) fn record() -> RetirementRecord {
    RetirementRecord::new(parts()).unwrap()
}

/// The draft from which the signed certificate was made.
pub(crate) fn draft() -> CertificateDraft {
    let signed = signed::certificate();
    CertificateDraft {
        id: signed.id().clone(),
        issuer: signed.issuer().clone(),
        valid_from: signed.valid_from(),
        subject_base: "https://id.shop.example".parse().unwrap(),
        record: record(),
        status: signed.status().clone(),
        suspension: None,
        spent: None,
        log: signed.log().cloned(),
    }
}

pub(crate) fn certificate() -> Certificate {
    draft().build().unwrap()
}

pub(crate) fn assurance() -> Assurance {
    Assurance {
        body: "Invented Assurance Ltd".parse().unwrap(),
        standard: "ISO 14064-3:2019".parse().unwrap(),
        scope: "the footprint method; limited assurance".parse().unwrap(),
        statement_id: "IA-2026-0001".parse().unwrap(),
        first: day("2026-01-01"),
        last: day("2027-12-31"),
        link: "https://assurance.example/IA-2026-0001.pdf".parse().unwrap(),
        digest: DocumentDigest::from_bytes([1; 32]),
    }
}

/// A certificate with a hostile text in every place for free text.
pub(crate) fn hostile(text: &str) -> Certificate {
    let attack = || text.parse::<Text>().unwrap();
    let mut parts = parts();
    parts.product_name = attack();
    parts.terms = text.parse().unwrap();
    parts.demonstration = Some(attack());
    parts.footprint.method = attack();
    parts.footprint.tier = attack();
    parts.footprint.location = Some(attack());
    parts.footprint.sources = vec![attack()];
    for line in &mut parts.lines {
        line.project_name = attack();
        line.technology = attack();
        if let Act::Retired { reference, serials, .. } = &mut line.act {
            *reference = attack();
            *serials = vec![attack()];
        }
    }
    parts.assurances = vec![Assurance {
        body: attack(),
        standard: attack(),
        scope: attack(),
        statement_id: attack(),
        ..assurance()
    }];
    let mut draft = draft();
    draft.record = RetirementRecord::new(parts).unwrap();
    draft.issuer = Issuer::web("shop.example".parse().unwrap(), attack()).unwrap();
    draft.build().unwrap()
}

/// The documents that its issuer serves.
pub(crate) mod signed {
    use super::{FILE, now};
    use co2_cert::did::DidDocument;
    use co2_cert::status::{MIN_ENTRIES, StatusList, StatusListCredential, StatusPurpose};
    use co2_cert::{Certificate, Documents, KeySigner};

    /// The certificate with its proof.
    pub(crate) fn certificate() -> Certificate {
        Certificate::from_json(FILE).unwrap()
    }

    pub(crate) fn signer() -> KeySigner {
        KeySigner::from_seed(&[7; 32], "did:web:shop.example#2026")
    }

    pub(crate) fn documents() -> Documents {
        let (certificate, signer) = (certificate(), signer());
        let issuer = certificate.issuer().did().clone();
        let id = certificate.status().list.clone();
        let list = StatusListCredential {
            id: id.clone(),
            issuer: issuer.clone(),
            purpose: StatusPurpose::Revocation,
            valid_from: now(),
            valid_until: None,
            ttl: None,
            list: StatusList::new(MIN_ENTRIES).unwrap(),
        };
        let keys = DidDocument::new(issuer).with_key("2026", &signer.public_key()).unwrap();
        Documents::new().with_did(keys).with_status_list(id, list.sign(&signer).unwrap())
    }
}
