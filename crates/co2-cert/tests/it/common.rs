//! A small invented world: a shop, a product, two projects.

use co2_cert::record::{
    Assurance, Coverage, DEMONSTRATION, DocumentDigest, FootprintStatement, StageAmount,
};
use co2_cert::status::StatusEntry;
use co2_cert::{
    Act, ActWord, Certificate, CertificateDraft, CreditLine, HttpsUrl, Issuer, RecordParts,
    RetirementRecord,
};
use co2_units::credit::{GramSlice, UnitRange, Vintage};
use co2_units::doorway::Rounding;
use co2_units::product::Model;
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Date, ProductId, Stage, Statistic, Timestamp};

pub(crate) const LIST: &str = "https://shop.example/status/1.json";
pub(crate) const INDEX: u64 = 70_562;

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn now() -> Timestamp {
    at("2026-11-21T12:00:00Z")
}

pub(crate) fn day(text: &str) -> Date {
    at(&format!("{text}T00:00:00Z")).date()
}

pub(crate) fn kg(text: &str) -> Co2e {
    format!("{text} kg").parse().unwrap()
}

pub(crate) fn list_url() -> HttpsUrl {
    LIST.parse().unwrap()
}

/// 300 kg of Gold Standard units 7 and 8: the end of one, the start of the next.
pub(crate) fn cookstoves() -> CreditLine {
    CreditLine {
        registry: "gold-standard".parse().unwrap(),
        project: "GS999999".parse().unwrap(),
        project_name: "Invented cookstoves".parse().unwrap(),
        country: Some("UG".parse().unwrap()),
        technology: "improved cookstoves".parse().unwrap(),
        vintage: Vintage::year(2024),
        block: UnitRange::new(
            "gold-standard:GS999999:1",
            1,
            19_149,
            "GS1-1-UG-GS999999-16-2024-1-1-19149",
        )
        .unwrap(),
        unit_size: Co2e::TONNE,
        slice: GramSlice::new(6_900_000, 7_200_000).unwrap(),
        act: Act::Retired {
            word: ActWord::Retirement,
            date: day("2026-11-20"),
            reference: "R-1".parse().unwrap(),
            serials: vec!["GS1-1-UG-GS999999-16-2024-1-7-8".parse().unwrap()],
        },
    }
}

/// 35 kg of one CER, whose serial has no vintage.
pub(crate) fn wind() -> CreditLine {
    CreditLine {
        registry: "cdm".parse().unwrap(),
        project: "9999".parse().unwrap(),
        project_name: "Invented wind park".parse().unwrap(),
        country: Some("IN".parse().unwrap()),
        technology: "wind power".parse().unwrap(),
        vintage: None,
        block: UnitRange::new("cdm:IN:5:2:0:9999", 1_000, 1_999, "IN-5-1000-1999-2-2-0-9999")
            .unwrap(),
        unit_size: Co2e::TONNE,
        slice: GramSlice::new(0, 35_000).unwrap(),
        act: Act::Retired {
            word: ActWord::VoluntaryCancellation,
            date: day("2026-11-18"),
            reference: "VC99999/2026".parse().unwrap(),
            serials: vec!["IN-5-1000-1000-2-2-0-9999".parse().unwrap()],
        },
    }
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

pub(crate) fn parts() -> RecordParts {
    RecordParts {
        product: ProductId::new(
            Model::Gtin("09506000134352".parse().unwrap()),
            "PF0ABC12".parse().unwrap(),
        ),
        product_name: "Example Book 14".parse().unwrap(),
        amount: kg("335"),
        coverage: Coverage::Whole,
        footprint: FootprintStatement {
            stages: vec![
                StageAmount { stage: Stage::Manufacture, amount: kg("250.5") },
                StageAmount { stage: Stage::Use, amount: kg("84.5") },
            ],
            total: kg("335"),
            statistic: Statistic::P95,
            interval: None,
            rounding: Rounding::Up,
            tier: "published".parse().unwrap(),
            method: "an invented method, 1.0".parse().unwrap(),
            use_years: Some(Decimal::new(45, 1)),
            location: Some("Sweden".parse().unwrap()),
            sources: vec!["an invented product sheet, 2026".parse().unwrap()],
        },
        lines: vec![cookstoves(), wind()],
        assurances: Vec::new(),
        terms: "A record of what was done.\nIt makes no claim about the product.".parse().unwrap(),
        demonstration: Some(DEMONSTRATION.parse().unwrap()),
    }
}

pub(crate) fn record() -> RetirementRecord {
    RetirementRecord::new(parts()).unwrap()
}

pub(crate) fn draft() -> CertificateDraft {
    CertificateDraft {
        id: "https://shop.example/certificates/42".parse().unwrap(),
        issuer: Issuer::web("shop.example".parse().unwrap(), "Example Shop".parse().unwrap())
            .unwrap(),
        valid_from: now(),
        subject_base: "https://id.shop.example".parse().unwrap(),
        record: record(),
        status: StatusEntry { list: list_url(), index: INDEX },
        suspension: None,
        spent: None,
        log: Some("shop.example/log".parse().unwrap()),
    }
}

pub(crate) fn certificate() -> Certificate {
    draft().build().unwrap()
}

pub(crate) mod signed {
    use super::{draft, list_url, now};
    use co2_cert::did::DidDocument;
    use co2_cert::status::{MIN_ENTRIES, StatusList, StatusListCredential, StatusPurpose};
    use co2_cert::{Certificate, Did, Documents, KeySigner};

    pub(crate) const METHOD: &str = "did:web:shop.example#2026";

    pub(crate) fn did() -> Did {
        "did:web:shop.example".parse().unwrap()
    }

    pub(crate) fn signer() -> KeySigner {
        KeySigner::from_seed(&[7; 32], METHOD)
    }

    pub(crate) fn certificate() -> Certificate {
        draft().build().unwrap().sign(&signer(), now()).unwrap()
    }

    pub(crate) fn did_document() -> DidDocument {
        DidDocument::new(did()).with_key("2026", &signer().public_key()).unwrap()
    }

    pub(crate) fn status_list() -> StatusListCredential {
        StatusListCredential {
            id: list_url(),
            issuer: did(),
            purpose: StatusPurpose::Revocation,
            valid_from: now(),
            valid_until: None,
            ttl: None,
            list: StatusList::new(MIN_ENTRIES).unwrap(),
        }
    }

    pub(crate) fn documents() -> Documents {
        let list = status_list().sign(&signer()).unwrap();
        Documents::new().with_did(did_document()).with_status_list(list_url(), list)
    }
}
