//! Issuing and verifying one certificate, beside the bare signature that bounds them.
//!
//! Run with `cargo bench -p co2-benches --bench cert`, on one core: `taskset -c 0`. All are for the same
//! certificate of some three kilobytes, so that their ratios mean something on any machine.

use co2_benches::certificate::{LIST, SEED, at, draft};
use co2_cert::did::DidDocument;
use co2_cert::status::{MIN_ENTRIES, StatusList, StatusListCredential, StatusPurpose};
use co2_cert::{Certificate, Documents, KeySigner, VerifyOptions, verify, verify_jwt};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ed25519_dalek::{Signer as _, SigningKey};
use std::hint::black_box;

fn certificates(criterion: &mut Criterion) {
    let seed = SEED;
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
        ttl: None,
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
