//! One certificate of some three kilobytes, for every bench that issues or verifies.

use co2_cert::record::DEMONSTRATION;
use co2_cert::status::StatusEntry;
use co2_cert::{CertificateDraft, Issuer, RetirementRecord};
use co2_units::Timestamp;
use serde_json::json;

/// The seed of the issuer's key: of a bench, so no secret.
pub const SEED: [u8; 32] = [7; 32];

/// Where its status list is.
pub const LIST: &str = "https://shop.example/status/1.json";

/// When it is issued.
///
/// # Panics
/// Never.
pub fn at() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().expect("a time")
}

fn record() -> RetirementRecord {
    let record = json!({
        "product": {
            "productName": "Example Book 14", "gtin": "09506000134352", "serialNumber": "PF0ABC12",
        },
        "amount_kg": "335", "state": "retired", "coverage": "whole",
        "footprint": {
            "stages": [
                {"stage": "manufacture", "amount_kg": "250.5"},
                {"stage": "use", "amount_kg": "84.5"},
            ],
            "total_kg": "335", "statistic": "p95", "rounding": "up", "tier": "published",
            "method": "an invented method, 1.0", "useYears": "5", "useLocation": "Sweden",
            "sources": ["an invented product sheet, 2026"],
        },
        "creditLines": [{
            "registry": "gold-standard", "projectId": "GS999999",
            "projectName": "Invented cookstoves", "projectCountry": "UG",
            "technology": "improved cookstoves", "unitScope": "gold-standard:GS999999:1",
            "blockSerial": "GS1-1-UG-GS999999-16-2024-1-1-19149",
            "blockFirst": "1", "blockLast": "19149", "unitSize_kg": "1000",
            "firstUnit": "7", "lastUnit": "7",
            "sliceStart_g": "6000000", "sliceEnd_g": "6335000", "amount_kg": "335",
            "act": {
                "kind": "retired", "word": "retirement", "date": "2026-11-20", "reference": "R-1",
                "serials": ["GS1-1-UG-GS999999-16-2024-1-7-7"],
            },
        }],
        "terms": "A record of what was done. It makes no claim about the product.",
        "demonstration": DEMONSTRATION,
    });
    serde_json::from_value(record).expect("its facts agree")
}

/// The facts of the certificate.
///
/// # Panics
/// Never.
pub fn draft() -> CertificateDraft {
    let host = "shop.example".parse().expect("a host");
    CertificateDraft {
        id: "https://shop.example/certificates/42".parse().expect("an address"),
        issuer: Issuer::web(host, "Example Shop".parse().expect("a name")).expect("an issuer"),
        valid_from: at(),
        subject_base: "https://id.shop.example".parse().expect("an address"),
        record: record(),
        status: StatusEntry { list: LIST.parse().expect("an address"), index: 42 },
        suspension: None,
        spent: None,
        log: Some("shop.example/log".parse().expect("a log's name")),
    }
}
