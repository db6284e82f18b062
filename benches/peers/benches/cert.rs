//! Issuing and verifying one certificate, beside the bare signature and beside `affinidi-data-integrity`.
//!
//! On one core, from the repository's root:
//! `taskset -c 0 cargo bench --manifest-path benches/peers/Cargo.toml --bench cert`.
//!
//! The peer signs and verifies any JSON document. It does not look at what the document says, so its
//! verification leaves out the form and the sums of the certificate, which ours checks; its proof covers
//! the same document with the same contexts.

use affinidi_data_integrity::{DataIntegrityProof, SignOptions, VerifyOptions};
use affinidi_secrets_resolver::secrets::Secret;
use co2_benches::certificate::{SEED, at, draft};
use co2_cert::{Certificate, KeySigner};
use criterion::{Criterion, criterion_group, criterion_main};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::Value;
use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// The result of a future that waits for nothing.
fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a key in memory does not wait"),
    }
}

/// What a host writes with the peer to issue a document.
fn peer_issue(document: &Value, contexts: &[String], secret: &Secret) -> Vec<u8> {
    let options = SignOptions::new().with_context(contexts.to_vec());
    let proof = ready(DataIntegrityProof::sign(document, secret, options)).expect("it signs");
    let mut signed = document.clone();
    signed["proof"] = serde_json::to_value(proof).expect("it is JSON");
    serde_json::to_vec(&signed).expect("it is JSON")
}

/// What a host writes with the peer to verify one.
fn peer_verify(bytes: &[u8], key: &[u8]) -> bool {
    let mut document: Value = serde_json::from_slice(bytes).expect("it is JSON");
    let proof = document.as_object_mut().and_then(|members| members.remove("proof"));
    let proof: DataIntegrityProof =
        serde_json::from_value(proof.expect("it has a proof")).expect("it is one");
    proof.verify_with_public_key(&document, key, VerifyOptions::new()).is_ok()
}

fn certificates(criterion: &mut Criterion) {
    let draft = draft();
    let method = format!("{}#2026", draft.issuer.did());
    let signer = KeySigner::from_seed(&SEED, method.clone());
    let key = signer.public_key();
    let secret = Secret::generate_ed25519(Some(&method), Some(&SEED));
    let bare = SigningKey::from_bytes(&SEED);
    let hashes = [0x5a; 64];
    let unsigned = draft.build().expect("its parts agree");
    let document = unsigned.to_value();
    let contexts: Vec<String> =
        serde_json::from_value(document["@context"].clone()).expect("a list of texts");
    let file = unsigned.sign(&signer, at()).expect("it signs").to_json();

    // Each verifies what the other issued.
    assert!(peer_verify(&file, secret.get_public_bytes()));
    let theirs = peer_issue(&document, &contexts, &secret);
    let read = Certificate::from_json(&theirs).expect("it is a certificate");
    assert_eq!(read.check_proof(&key), Ok(()));

    let mut group = criterion.benchmark_group("issue");
    group.bench_function("bare Ed25519 signature of 64 bytes", |bencher| {
        bencher.iter(|| bare.sign(black_box(&hashes)));
    });
    group.bench_function("co2-cert", |bencher| {
        bencher.iter(|| unsigned.sign(&signer, at()).map(|signed| signed.to_json()));
    });
    group.bench_function("affinidi-data-integrity 0.8.0", |bencher| {
        bencher.iter(|| peer_issue(black_box(&document), &contexts, &secret));
    });
    group.finish();

    let signature = bare.sign(&hashes);
    let verifying = bare.verifying_key();
    let mut group = criterion.benchmark_group("verify from bytes");
    group.bench_function("bare Ed25519 verify_strict of 64 bytes", |bencher| {
        bencher.iter(|| verifying.verify_strict(black_box(&hashes), &signature));
    });
    group.bench_function("co2-cert: form, sums and signature", |bencher| {
        bencher.iter(|| {
            let read = Certificate::from_json(black_box(&file)).expect("it is one");
            read.check_proof(&key)
        });
    });
    group.bench_function("affinidi-data-integrity 0.8.0: signature", |bencher| {
        bencher.iter(|| peer_verify(black_box(&file), secret.get_public_bytes()));
    });
    group.finish();
}

criterion_group!(benches, certificates);
criterion_main!(benches);
