//! Receipts for certificates.

use super::{Files, cert, files_of, grams, issue, key};
use crate::common::signed::{certificate, signer};
use crate::common::{draft, now};
use co2_cert::log::{Leaf, Receipt, ReceiptError, unlogged_grams};
use co2_cert::record::DocumentDigest;
use co2_cert::tlog::{NoteKey, ProofError};
use co2_cert::{Certificate, CertificateDraft, CreditLine, KeySigner};
use co2_units::credit::UnitSlice;
use proptest::prelude::*;

/// A certificate's bytes and a log of `size` leaves, in which it has the index `index`.
fn logged(index: u64, size: u64) -> (Vec<u8>, Files) {
    let bytes = certificate().to_json();
    let leaf = Leaf::issue(&certificate(), &bytes).unwrap();
    // The certificate's own grams come from other blocks than those of `issue`.
    let files = files_of((0..size).map(|n| if n == index { leaf.clone() } else { issue(n) }));
    (bytes, files)
}

fn receipt(files: &Files, bytes: &[u8]) -> Receipt {
    Receipt::from_log(files, &[key()], DocumentDigest::of(bytes)).unwrap().unwrap()
}

#[test]
fn a_receipt_shows_that_the_log_has_the_certificate() {
    for (index, size) in [(0, 1), (2, 3), (255, 256), (256, 257), (300, 600), (599, 600)] {
        let (bytes, files) = logged(index, size);
        let made = receipt(&files, &bytes);
        let text = made.to_string();
        assert!(text.starts_with(&format!("c2sp.org/tlog-proof@v1\nindex {index}\n")), "{text}");
        let read: Receipt = text.parse().unwrap();
        assert_eq!((&read, read.to_string()), (&made, text));
        let (leaf, checkpoint) = read.verify(&bytes, &[key()]).unwrap();
        assert_eq!((leaf.cert(), checkpoint.size), (DocumentDigest::of(&bytes), size));
        assert_eq!(read.index(), index);
    }
}

#[test]
fn the_leaf_follows_from_the_certificate() {
    let bytes = certificate().to_json();
    let Leaf::Issue { cert, slices } = Leaf::issue(&certificate(), &bytes).unwrap() else {
        panic!()
    };
    assert_eq!(cert, DocumentDigest::of(&bytes));
    let lines = certificate();
    let lines = lines.record().lines();
    assert_eq!(slices.len(), lines.len());
    for (logged, line) in slices.iter().zip(lines) {
        assert_eq!(
            (logged.block(), logged.unit_size(), logged.grams()),
            (&line.block, line.unit_size, line.slice)
        );
    }
    // Neither the product nor its serial number is in it.
    let leaf = Leaf::issue(&certificate(), &bytes).unwrap().to_bytes().unwrap();
    let leaf = String::from_utf8(leaf).unwrap();
    assert!(!leaf.contains("PF0ABC12") && !leaf.contains("Book"), "{leaf}");
}

#[test]
fn a_reissue_carries_its_leaf() {
    let bytes = certificate().to_json();
    let own = DocumentDigest::of(&bytes);
    let files =
        files_of([issue(0), Leaf::Reissue { cert: own, replaces: cert(0), added: Vec::new() }]);
    let made = receipt(&files, &bytes);
    assert!(made.to_string().lines().nth(1).unwrap().starts_with("extra "));
    let read: Receipt = made.to_string().parse().unwrap();
    let (leaf, _) = read.verify(&bytes, &[key()]).unwrap();
    assert_eq!(leaf, Leaf::Reissue { cert: own, replaces: cert(0), added: Vec::new() });
    // The leaf in the receipt is not trusted.
    let other =
        Leaf::Reissue { cert: own, replaces: cert(1), added: Vec::new() }.to_bytes().unwrap();
    let forged =
        Receipt::from_log(&files_of([issue(1), Leaf::from_bytes(&other).unwrap()]), &[key()], own);
    let forged = forged.unwrap().unwrap().to_string();
    let extra = |text: &str| text.lines().nth(1).unwrap().to_owned();
    let mixed = made.to_string().replace(&extra(&made.to_string()), &extra(&forged));
    let refused = mixed.parse::<Receipt>().unwrap().verify(&bytes, &[key()]).unwrap_err();
    assert!(matches!(refused, ReceiptError::Proof(ProofError::Root)));
}

/// A log that names other grams for a certificate hides the grams that it really uses.
#[test]
fn an_entry_with_other_grams_than_the_certificate_is_refused() {
    let bytes = certificate().to_json();
    let own = DocumentDigest::of(&bytes);
    let lines = certificate();
    let named: Vec<UnitSlice> =
        lines.record().lines().iter().filter_map(CreditLine::unit_slice).collect();
    let carried = |leaf: &Leaf, files: &Files| {
        let text = Receipt::at(files, &[key()], 1, leaf).unwrap().to_string();
        let leaf = data_encoding::BASE64.encode(&leaf.to_bytes().unwrap());
        let text = if text.contains("\nextra ") {
            text
        } else {
            text.replacen('\n', &format!("\nextra {leaf}\n"), 1)
        };
        text.parse::<Receipt>().unwrap().verify(&bytes, &[key()]).map(|(leaf, _)| leaf)
    };
    let issued = |slices| Leaf::Issue { cert: own, slices };
    let again = |added| Leaf::Reissue { cert: own, replaces: cert(0), added };
    for leaf in [
        issued(vec![grams(300_000, 300_001)]),
        issued(named[..1].to_vec()),
        issued([&named[..], &[grams(300_000, 300_001)]].concat()),
        again(vec![grams(300_000, 300_001)]),
    ] {
        let files = files_of([issue(0), leaf.clone()]);
        assert!(matches!(carried(&leaf, &files), Err(ReceiptError::Grams { .. })), "{leaf:?}");
    }
    for leaf in [issued(named.clone()), again(named.clone()), again(named[..1].to_vec())] {
        let files = files_of([issue(0), leaf.clone()]);
        assert_eq!(carried(&leaf, &files).unwrap(), leaf);
    }
}

#[test]
fn the_log_names_every_gram_of_a_reissued_certificate() {
    let certificate = certificate();
    let own = DocumentDigest::of(&certificate.to_json());
    let named: Vec<UnitSlice> =
        certificate.record().lines().iter().filter_map(CreditLine::unit_slice).collect();
    let before = |slices| Leaf::Issue { cert: cert(0), slices };
    let now = |added| Leaf::Reissue { cert: own, replaces: cert(0), added };
    let found = |first: Leaf, leaf: Leaf| {
        unlogged_grams(&files_of([first, leaf.clone()]), 2, &certificate, &leaf).unwrap()
    };
    assert_eq!(found(before(named.clone()), now(Vec::new())), None);
    assert_eq!(found(before(named[..1].to_vec()), now(named[1..].to_vec())), None);
    assert_eq!(found(before(named[..1].to_vec()), now(Vec::new())).as_ref(), named.get(1));
    assert_eq!(found(issue(0), now(named[1..].to_vec())).as_ref(), named.first());
    let lost = now(Vec::new());
    assert!(unlogged_grams(&files_of([issue(7), lost.clone()]), 2, &certificate, &lost).is_err());
}

#[test]
fn a_receipt_of_another_log_than_the_certificate_names_is_refused() {
    let elsewhere =
        CertificateDraft { log: Some("shop.example/elsewhere".parse().unwrap()), ..draft() };
    let elsewhere = elsewhere.build().unwrap().sign(&signer(), now()).unwrap();
    let bytes = elsewhere.to_json();
    let files = files_of([Leaf::issue(&elsewhere, &bytes).unwrap()]);
    let refused = receipt(&files, &bytes).verify(&bytes, &[key()]).unwrap_err();
    assert!(matches!(refused, ReceiptError::OtherLog { .. }), "{refused}");
    // An issuer whose certificate names no log may use any log.
    let nowhere = CertificateDraft { log: None, ..draft() }.build().unwrap();
    let nowhere = nowhere.sign(&signer(), now()).unwrap();
    let bytes = nowhere.to_json();
    let files = files_of([Leaf::issue(&nowhere, &bytes).unwrap()]);
    assert!(receipt(&files, &bytes).verify(&bytes, &[key()]).is_ok());
}

#[test]
fn other_certificates_keys_and_logs_are_refused() {
    let (bytes, files) = logged(2, 5);
    let made = receipt(&files, &bytes);
    let later =
        draft().build().unwrap().sign(&signer(), "2026-11-22T00:00:00Z".parse().unwrap()).unwrap();
    assert_ne!(now().to_string(), "2026-11-22T00:00:00Z");
    let refused = made.verify(&later.to_json(), &[key()]).unwrap_err();
    assert!(matches!(refused, ReceiptError::Proof(ProofError::Root)));
    let stranger = NoteKey::new(super::origin(), KeySigner::did_key(&[9; 32]).public_key());
    assert!(matches!(made.verify(&bytes, &[stranger]), Err(ReceiptError::Note(_))));
    assert!(matches!(made.verify(b"{}", &[key()]), Err(ReceiptError::Certificate(_))));
    let absent = Receipt::from_log(&files, &[key()], cert(77)).unwrap();
    assert_eq!(absent, None);
    // A revocation alone proves nothing about a certificate.
    let own = DocumentDigest::of(&bytes);
    let revoked = files_of([Leaf::Revoke { cert: own }]);
    assert_eq!(Receipt::from_log(&revoked, &[key()], own).unwrap(), None);
    let at = Receipt::at(&revoked, &[key()], 0, &Leaf::Revoke { cert: own }).unwrap();
    assert!(matches!(at.verify(&bytes, &[key()]), Err(ReceiptError::Other { .. })));
    // There is no receipt for a leaf that is not at that index.
    let elsewhere = Leaf::Issue { cert: own, slices: vec![grams(0, 1)] };
    assert!(Receipt::at(&files, &[key()], 2, &elsewhere).is_err());
    let certificate = Certificate::from_json(&bytes).unwrap();
    assert!(Receipt::at(&files, &[key()], 3, &Leaf::issue(&certificate, &bytes).unwrap()).is_err());
}

#[test]
fn what_is_no_receipt_says_which_line() {
    let (bytes, files) = logged(2, 5);
    let text = receipt(&files, &bytes).to_string();
    let line = |text: String| match text.parse::<Receipt>() {
        Err(ReceiptError::Form { line, .. }) => line,
        other => panic!("{other:?}"),
    };
    assert_eq!(line(text.replace("@v1", "@v2")), 1);
    assert_eq!(line(text.replace("index 2", "index 02")), 2);
    assert_eq!(line(text.replace("index 2", "extra !\nindex 2")), 2);
    assert_eq!(line(text.replace("index 2\n", "index 2\nAAAA\n")), 3);
    let hashes = format!("{}=\n", "A".repeat(43)).repeat(64);
    assert_eq!(line(text.replace("index 2\n", &format!("index 2\n{hashes}"))), 67, "one too many");
    assert_eq!(line("c2sp.org/tlog-proof@v1\n".to_owned()), 1);
    assert_eq!(line("x".repeat(1 << 20)), 1);
    assert!(matches!(
        text.replace("\n5\n", "\n\n5\n").parse::<Receipt>(),
        Err(ReceiptError::Checkpoint(_))
    ));
}

proptest! {
    #[test]
    fn a_changed_byte_is_refused(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let (bytes, files) = logged(2, 5);
        let mut text = receipt(&files, &bytes).to_string().into_bytes();
        let at = at.index(text.len());
        prop_assume!(text[at] != byte);
        text[at] = byte;
        if let Ok(read) = Receipt::from_bytes(&text) {
            prop_assert!(read.verify(&bytes, &[key()]).is_err());
        }
    }

    #[test]
    fn strangers_texts_do_no_harm(text in "(c2sp.org/tlog-proof@v1\n)?(extra [a-zA-Z=]{0,9}\n)?(index [0-9]{0,3}\n)?[\\PC\n]{0,200}") {
        let _ = text.parse::<Receipt>();
    }
}
