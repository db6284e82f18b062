//! Issuing and verifying one certificate, beside the bare signature that bounds them.
//!
//! Run with `cargo bench -p co2-benches --bench cert`, on one core: `taskset -c 0`. All are for the same
//! certificate of some three kilobytes, so that their ratios mean something on any machine.

use co2_cert::did::DidDocument;
use co2_cert::record::DEMONSTRATION;
use co2_cert::status::{MIN_ENTRIES, StatusEntry, StatusList, StatusListCredential, StatusPurpose};
use co2_cert::{
    Certificate, CertificateDraft, Documents, Issuer, KeySigner, RetirementRecord, VerifyOptions,
    verify, verify_jwt,
};
use co2_units::Timestamp;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::json;
use std::hint::black_box;

const LIST: &str = "https://shop.example/status/1.json";

fn at() -> Timestamp {
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

fn draft() -> CertificateDraft {
    let host = "shop.example".parse().expect("a host");
    CertificateDraft {
        id: "https://shop.example/certificates/42".parse().expect("an address"),
        issuer: Issuer::web(host, "Example Shop".parse().expect("a name")).expect("an issuer"),
        valid_from: at(),
        subject_base: "https://id.shop.example".parse().expect("an address"),
        record: record(),
        status: StatusEntry { list: LIST.parse().expect("an address"), index: 42 },
        suspension: None,
    }
}

fn certificates(criterion: &mut Criterion) {
    let seed = [7; 32];
    let draft = draft();
    let did = draft.issuer.did().clone();
    let signer = KeySigner::from_seed(&seed, format!("{did}#2026"));
    let public = signer.public_key();
    let bare = SigningKey::from_bytes(&seed);
    let hashes = [0x5a; 64];
    let unsigned = draft.clone().build().expect("its parts agree");
    let certificate = unsigned.sign(&signer, at()).expect("a key in memory signs");
    let file = certificate.to_json();
    let token = unsigned.to_jwt(&signer).expect("a key in memory signs");
    let list = StatusListCredential {
        id: LIST.parse().expect("an address"),
        issuer: did.clone(),
        purpose: StatusPurpose::Revocation,
        valid_from: at(),
        valid_until: None,
        list: StatusList::new(MIN_ENTRIES).expect("the least"),
    };
    let list_bytes = list.sign(&signer).expect("a key in memory signs");
    let keys = DidDocument::new(did).with_key("2026", &public).expect("a name");
    let documents = Documents::new().with_did(keys).with_status_list(list.id, list_bytes);
    let options = VerifyOptions::new(at(), &documents);

    let mut group = criterion.benchmark_group("issue");
    group.throughput(Throughput::Elements(1));
    group.bench_function("bare Ed25519 signature of 64 bytes", |bencher| {
        bencher.iter(|| bare.sign(black_box(&hashes)));
    });
    group.bench_function("from an unsigned certificate to signed bytes", |bencher| {
        bencher.iter(|| unsigned.sign(&signer, at()).map(|signed| signed.to_json()));
    });
    group.bench_function("from facts to signed bytes", |bencher| {
        bencher.iter(|| {
            let built = draft.clone().build().expect("its parts agree");
            built.sign(&signer, at()).map(|signed| signed.to_json())
        });
    });
    group.bench_function("from an unsigned certificate to a token", |bencher| {
        bencher.iter(|| unsigned.to_jwt(&signer));
    });
    group.finish();

    let signature = bare.sign(&hashes);
    let verifying = bare.verifying_key();
    let mut group = criterion.benchmark_group("verify");
    group.throughput(Throughput::Elements(1));
    group.bench_function("bare Ed25519 verify_strict of 64 bytes", |bencher| {
        bencher.iter(|| verifying.verify_strict(black_box(&hashes), &signature));
    });
    group.bench_function("form, sums and signature, from bytes", |bencher| {
        bencher.iter(|| {
            let read = Certificate::from_json(black_box(&file)).expect("it is one");
            read.check_proof(&public)
        });
    });
    group.bench_function("everything, with key lookup and signed status list", |bencher| {
        bencher.iter(|| verify(black_box(&file), &options).is_ok());
    });
    group.bench_function("everything, of a token", |bencher| {
        bencher.iter(|| verify_jwt(black_box(token.as_bytes()), &options).is_ok());
    });
    group.finish();
    assert!(verify(&file, &options).is_ok() && verify_jwt(token.as_bytes(), &options).is_ok());
}

criterion_group!(benches, certificates);
criterion_main!(benches);
