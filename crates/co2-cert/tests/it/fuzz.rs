//! The fuzz targets on a stable toolchain: over the committed corpus, over input known to break
//! parsers, and over some thousand seeded mutations.

use crate::common::signed;
use crate::fuzz_targets::{certificate, signer, status_list, verifier};
use co2_cert::json::{JsonErrorKind, Limits, read};
use co2_cert::{Certificate, ReadError};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

const GENUINE: &[u8] = include_bytes!("../../fuzz/corpus/verifier/certificate.json");

fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 2, "{target}");
    files.into_iter().map(|file| (file.clone(), fs::read(file).unwrap())).collect()
}

/// `SplitMix64`: the same mutations on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

/// Fragments that have a meaning for one of the readers.
const PIECES: [&str; 16] = [
    "\"", "{", "}", "[", "]", ",", ":", "\\u0000", "\\ud800", "null", "-0", "1e9", "\"335\"", ".",
    "\u{202e}", "\u{0410}",
];

fn mutated(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut copy = bytes.to_vec();
    for _ in 0..=random.below(3) {
        let place = random.below(copy.len() + 1);
        let end = (place + random.below(9)).min(copy.len());
        match random.below(5) {
            0 if place < copy.len() => copy[place] ^= 1 << random.below(8),
            1 => drop(copy.drain(place..end)),
            2 => {
                let piece = PIECES[random.below(PIECES.len())];
                drop(copy.splice(place..end, piece.bytes()));
            }
            3 => {
                let again: Vec<u8> = copy[place..end].to_vec();
                drop(copy.splice(place..place, again));
            }
            _ if place < copy.len() => copy[place] = copy[place].wrapping_add(1),
            _ => copy.truncate(place),
        }
    }
    copy
}

fn run(target: &str, rounds: usize, check: impl Fn(&[u8])) {
    let mut random = Random(2026);
    for (file, bytes) in corpus(target) {
        check(&bytes);
        for round in 0..rounds {
            let mutant = mutated(&bytes, &mut random);
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&mutant)));
            assert!(result.is_ok(), "{} round {round}", file.display());
        }
    }
}

#[test]
fn certificates() {
    run("certificate", 1_500, certificate);
}

#[test]
fn verification() {
    run("verifier", 150, |bytes| verifier(bytes, GENUINE));
}

#[test]
fn status_lists() {
    run("status_list", 1_000, status_list);
}

/// Not all of the corpus is refused: its good files pass, so mutations start near acceptable input.
#[test]
fn the_corpus_has_good_files() {
    assert_eq!(GENUINE, signed::certificate().to_json());
    assert_eq!(signer().public_key(), signed::signer().public_key());
    let documents = signed::documents();
    let options = co2_cert::VerifyOptions::new(crate::common::now(), &documents);
    assert!(co2_cert::verify(GENUINE, &options).is_ok());
    let token = include_bytes!("../../fuzz/corpus/verifier/certificate.jwt");
    assert!(co2_cert::verify_jwt(token, &options).is_ok());
    let list = include_str!("../../fuzz/corpus/status_list/empty.txt");
    assert!(co2_cert::status::StatusList::decode(list).is_ok());
}

/// A good certificate with one text replaced.
fn with(pointer: &str, text: &str) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(GENUINE).unwrap();
    *value.pointer_mut(pointer).unwrap() = json!(text);
    value.to_string().into_bytes()
}

#[test]
fn megabyte_strings_are_refused_by_size() {
    for pointer in [
        "/id",
        "/issuer/name",
        "/credentialSubject/offset/terms",
        "/credentialSubject/offset/amount_kg",
        "/credentialSubject/offset/creditLines/0/sliceEnd_g",
        "/proof/proofValue",
        "/proof/created",
    ] {
        let large = with(pointer, &"9".repeat(1 << 20));
        match Certificate::from_json(&large) {
            Err(ReadError::Json(error)) => {
                assert!(matches!(error.kind, JsonErrorKind::TooLarge { .. }));
            }
            other => panic!("{other:?}"),
        }
        certificate(&large);
        // Below that limit each member has one of its own.
        let long = with(pointer, &"9".repeat(200_000));
        assert!(Certificate::from_json(&long).is_err() || pointer == "/proof/proofValue");
        verifier(&long, GENUINE);
    }
    status_list("u".repeat(1 << 20).as_bytes());
    verifier(".".repeat(1 << 20).as_bytes(), GENUINE);
    verifier(&[b"did\n".as_slice(), &vec![b'['; 1 << 20]].concat(), GENUINE);
}

#[test]
fn deep_nesting_is_refused_without_a_deep_stack() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for depth in [17, 100, 1_000, 20_000] {
            let text = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let error = read(text.as_bytes(), Limits::CERTIFICATE).unwrap_err();
            assert_eq!(error.kind, JsonErrorKind::TooDeep { max: 16 }, "{depth}");
            verifier(text.as_bytes(), GENUINE);
            certificate(text.as_bytes());
        }
    }
}

/// Texts that look like the serial number but are different.
#[test]
fn homoglyph_serials_are_refused() {
    for serial in [
        "PF0A\u{0412}C12",         // Cyrillic Ve for B
        "\u{03a1}F0ABC12",         // Greek Rho for P
        "PF\u{ff10}ABC12",         // full-width zero
        "PF0ABC12\u{200b}",        // zero width space
        "\u{202e}21CBA0FP",        // right-to-left override
        "PF0ABC1\u{0662}",         // Arabic-Indic two
        "PF0AB\u{0043}\u{0327}12", // a combining cedilla
        "PF0ABC12 ",
        " PF0ABC12",
    ] {
        let changed = with("/credentialSubject/offset/product/serialNumber", serial);
        assert!(Certificate::from_json(&changed).is_err(), "{serial:?}");
        certificate(&changed);
        verifier(&changed, GENUINE);
    }
}
