//! `co2 log`, run as a stranger runs it, on what the `checkout` example writes.

use crate::common::{co2, text};
use crate::example::checkout;
use co2::cert::KeySigner;
use co2::cert::did::DidDocument;
use co2::cert::log::{Leaf, LogBuilder};
use co2::cert::record::DocumentDigest;
use co2::cert::tlog::{NoteKey, SignedCheckpoint, WitnessKey};
use co2::units::Co2e;
use co2::units::credit::{GramSlice, UnitRange, UnitSlice};
use serde_json::Value;
use std::fs;
use std::path::Path;

#[test]
fn the_examples_log_is_verified_and_its_receipts_too() {
    let folder = tempfile::tempdir().unwrap();
    checkout(folder.path()).unwrap();
    let public = folder.path().join("public");
    let (code, out, errors) = co2(&["log", "verify", text(&public)]);
    assert_eq!(code, 0, "{out}{errors}");
    assert!(out.ends_with("\nVERIFIED\n"), "{out}");
    assert!(out.contains("size      5 leaves") && out.contains("no gram is used twice"), "{out}");
    let (code, out, _) = co2(&["log", "verify", text(&public), "--json"]);
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &told["verified"], &told["size"]), (0, &Value::Bool(true), &"5".into()));
    assert_eq!(told["blocks_on_issuers_word"], "0");
    assert_ne!(told["blocks_read"], "0");
    for serial in ["DEMO0001", "DEMO0002", "DEMO0003", "DEMO0004", "DEMO0005"] {
        let certificate = folder.path().join(format!("certificates/{serial}.json"));
        let receipt = folder.path().join(format!("certificates/{serial}.tlog-proof"));
        let arguments = ["log", "check", text(&certificate), "--receipt", text(&receipt)];
        let (code, out, errors) = co2(&[&arguments[..], &["--public", text(&public)]].concat());
        assert_eq!(code, 0, "{out}{errors}");
        assert!(out.contains("LOGGED"), "{out}");
        // A stranger makes the same receipt.
        let (code, out, _) = co2(&["log", "prove", text(&certificate), "--public", text(&public)]);
        assert_eq!((code, out), (0, fs::read_to_string(&receipt).unwrap()));
        let other = folder.path().join("certificates/DEMO0001.json");
        if serial != "DEMO0001" {
            let arguments = ["log", "check", text(&other), "--receipt", text(&receipt)];
            let (code, out, _) = co2(&[&arguments[..], &["--public", text(&public)]].concat());
            assert_eq!(code, 1, "{out}");
        }
    }
    let changed = folder.path().join("changed.json");
    let bytes = fs::read_to_string(folder.path().join("certificates/DEMO0001.json")).unwrap();
    fs::write(&changed, bytes.replacen("demonstration: no", "demonstration: NO", 1)).unwrap();
    let (code, out, _) = co2(&["log", "prove", text(&changed), "--public", text(&public)]);
    assert_eq!(code, 1, "{out}");
    assert!(out.starts_with("NOT LOGGED"), "{out}");
}

/// A log whose entry names other grams than the certificate would let both be used again.
#[test]
fn an_entry_with_other_grams_is_no_receipt() {
    let folder = tempfile::tempdir().unwrap();
    checkout(folder.path()).unwrap();
    let certificate = folder.path().join("certificates/DEMO0001.json");
    let cert = DocumentDigest::of(&fs::read(&certificate).unwrap());
    let Leaf::Issue { slices, .. } = issue("a", 0, 300) else { panic!() };
    let public = folder.path().join("elsewhere");
    publish(&public, &[Leaf::Issue { cert, slices }]);
    let (code, out, _) = co2(&["log", "prove", text(&certificate), "--public", text(&public)]);
    assert_eq!(code, 1, "{out}");
    assert!(out.starts_with("NOT VERIFIED"), "{out}");
    let (code, out, _) =
        co2(&["verify", text(&certificate), "--public", text(&folder.path().join("public"))]);
    assert!(code == 0 && out.contains("  log       offsets.example/log\n"), "{out}");
}

/// An issuer's folder with a log of these leaves.
fn publish(folder: &Path, leaves: &[Leaf]) -> NoteKey {
    let did = "did:web:shop.example".parse::<co2::cert::Did>().unwrap();
    let signer = KeySigner::from_seed(&[7; 32], format!("{did}#2026"));
    let document = DidDocument::new(did).with_key("2026", &signer.public_key()).unwrap();
    fs::create_dir_all(folder.join(".well-known")).unwrap();
    fs::write(folder.join(".well-known/did.json"), document.to_json()).unwrap();
    let key = NoteKey::new("shop.example/log".parse().unwrap(), signer.public_key());
    let mut log = LogBuilder::new();
    for leaf in leaves {
        log.append(leaf).unwrap();
    }
    for (name, bytes) in log.files() {
        let path = folder.join("log").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let signed = log.checkpoint(key.name().clone()).sign(&signer, &key).unwrap();
    fs::create_dir_all(folder.join("log")).unwrap();
    fs::write(folder.join("log/checkpoint"), signed.to_string()).unwrap();
    key
}

fn issue(name: &str, start: u64, end: u64) -> Leaf {
    let serial = "GS1-1-UG-GS11236-16-2024-30307-1-19149";
    let block = UnitRange::new("gold-standard:30307", 1, 19_149, serial).unwrap();
    let slice = GramSlice::new(start, end).unwrap();
    let cert = DocumentDigest::of(name.as_bytes());
    Leaf::Issue { cert, slices: vec![UnitSlice::new(block, Co2e::TONNE, slice).unwrap()] }
}

#[test]
fn a_log_with_a_gram_used_twice_is_refused_with_both_certificates() {
    let folder = tempfile::tempdir().unwrap();
    let leaves = [issue("a", 0, 300), issue("b", 300, 600), issue("c", 599, 700)];
    publish(folder.path(), &leaves);
    let (code, out, _) = co2(&["log", "verify", text(folder.path())]);
    assert_eq!(code, 1);
    assert!(out.ends_with("\nNOT VERIFIED\n"), "{out}");
    for name in ["b", "c"] {
        assert!(out.contains(&DocumentDigest::of(name.as_bytes()).to_string()), "{out}");
    }
    assert!(out.contains("leaf 2 is refused: gram 599 of unit 1 in gold-standard:30307"), "{out}");
    let (code, out, _) = co2(&["log", "verify", text(folder.path()), "--json"]);
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &told["verified"]), (1, &Value::Bool(false)));
}

#[test]
fn a_block_that_is_not_what_its_serial_says_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let Leaf::Issue { cert, mut slices } = issue("a", 0, 300) else { panic!() };
    // The same units by another name, so that they could be used again.
    let one = &slices[0];
    let printed = one.block().printed();
    let block = UnitRange::new("gold-standard:30308", 1, 19_149, printed).unwrap();
    slices = vec![UnitSlice::new(block, one.unit_size(), one.grams()).unwrap()];
    publish(folder.path(), &[Leaf::Issue { cert, slices }]);
    let (code, out, _) = co2(&["log", "verify", text(folder.path())]);
    assert_eq!(code, 1);
    assert!(out.contains("does not match its serial"), "{out}");
}

const SERIAL: &str = "GS1-1-UG-GS11236-16-2024-30307-1-19149";

fn taken(name: &str, scope: &str, units: (u64, u64), serial: &str, unit_size: Co2e) -> Leaf {
    let block = UnitRange::new(scope, units.0, units.1, serial).unwrap();
    let slice = GramSlice::new(0, 300).unwrap();
    let cert = DocumentDigest::of(name.as_bytes());
    Leaf::Issue { cert, slices: vec![UnitSlice::new(block, unit_size, slice).unwrap()] }
}

/// Each would let the same grams be used twice, under another name of their unit.
#[test]
fn a_unit_under_two_names_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let all = (1, 19_149);
    let scope = "gold-standard:30307";
    let lower = SERIAL.to_lowercase();
    let dashes = SERIAL.replace('-', "/");
    for (case, scope, units, serial) in [
        ("a leading blank", "x:1", all, &*format!(" {SERIAL}")),
        ("small letters", "x:1", all, &lower),
        ("another separator", "x:1", all, &dashes),
        ("a suffix", "x:1", all, &format!("{SERIAL}-A")),
        ("a suffix in words", "x:1", all, &format!("{SERIAL} (part)")),
        ("the letter O for a zero", "x:1", all, &SERIAL.replace("2024", "2O24")),
        ("another scope", "gold-standard:1", all, SERIAL),
        ("another range", scope, (1, 19_148), SERIAL),
        ("no serial in a known scope", scope, all, "X1"),
    ] {
        let second = taken("b", scope, units, serial, Co2e::TONNE);
        publish(folder.path(), &[issue("a", 0, 300), second]);
        let (code, out, errors) = co2(&["log", "verify", text(folder.path())]);
        assert_eq!(code, 1, "{case}: {out}{errors}");
        assert!(out.contains("leaf 1 is refused"), "{case}: {out}");
    }
}

#[test]
fn a_unit_has_the_size_that_its_registry_gives_it() {
    let folder = tempfile::tempdir().unwrap();
    let serial = "GS1-1-UG-GS11236-16-2024-30307-1-2";
    let size = Co2e::from_grams(1_000 * Co2e::TONNE.as_grams());
    publish(folder.path(), &[taken("a", "gold-standard:30307", (1, 2), serial, size)]);
    let (code, out, _) = co2(&["log", "verify", text(folder.path())]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("a unit of gold-standard is"), "{out}");
}

/// Serials of no known form: the log is whole, and whether the numbers are true is not known.
#[test]
fn what_rests_on_the_issuers_word_has_another_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let leaves =
        [issue("a", 0, 300), taken("b", "example-registry:e7", (1, 5), "E-7", Co2e::TONNE)];
    publish(folder.path(), &leaves);
    let (code, out, _) = co2(&["log", "verify", text(folder.path())]);
    assert_eq!(code, 3, "{out}");
    assert!(out.ends_with(
        "VERIFIED, but 1 blocks (300 g) have numbers that rest on the issuer's word alone\n"
    ));
    let (code, out, _) = co2(&["log", "verify", text(folder.path()), "--json"]);
    let told: Value = serde_json::from_str(&out).unwrap();
    let counted = ["blocks_read", "blocks_on_issuers_word", "grams_on_issuers_word"];
    assert_eq!(
        (code, counted.map(|name| &told[name])),
        (3, [&"1".into(), &"1".into(), &"300".into()])
    );
    // The same serial for other units.
    let other = taken("c", "example-registry:e8", (1, 5), "e/7", Co2e::TONNE);
    publish(folder.path(), &[leaves[1].clone(), other]);
    let (code, out, _) = co2(&["log", "verify", text(folder.path())]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("has it as E-7 for units 1 to 5 in example-registry:e7"), "{out}");
}

#[test]
fn witnesses_must_have_cosigned() {
    let folder = tempfile::tempdir().unwrap();
    publish(folder.path(), &[issue("a", 0, 300)]);
    let witness = |seed: u8| {
        let signer = KeySigner::did_key(&[seed; 32]);
        let name = format!("witness.example/{seed}").parse().unwrap();
        (WitnessKey::new(name, signer.public_key()), signer)
    };
    let ((one, signer), (two, _)) = (witness(1), witness(2));
    let file = folder.path().join("log/checkpoint");
    let checkpoint = SignedCheckpoint::from_bytes(&fs::read(&file).unwrap()).unwrap();
    let time = "2026-11-21T12:00:00Z".parse().unwrap();
    fs::write(&file, one.cosign(&checkpoint, &signer, time).unwrap().to_string()).unwrap();
    let (one, two) = (one.to_string(), two.to_string());
    let verify = |more: &[&str]| co2(&[&["log", "verify", text(folder.path())], more].concat());
    let (code, out, _) = verify(&["--witness", &one]);
    assert_eq!(code, 0, "{out}");
    let told = "  ok  witness.example/1 cosigned the checkpoint on 2026-11-21T12:00:00Z\n";
    assert!(out.contains(told), "{out}");
    let (code, out, _) = verify(&["--witness", &one, "--witness", &two]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("1 of the witnesses cosigned the checkpoint, and 2 must"), "{out}");
    assert_eq!(verify(&["--witness", &one, "--witness", &two, "--quorum", "1"]).0, 0);
    assert_eq!(verify(&[]).0, 0, "nobody asked for witnesses");
    assert_eq!(verify(&["--witness", "x+00000000+AAAA"]).0, 2);
    // Nobody's word, more words than there are witnesses, one key under two names, and the log's own word.
    for quorum in ["0", "2"] {
        assert_eq!(verify(&["--witness", &one, "--quorum", quorum]).0, 2, "{quorum}");
    }
    let named = |name: &str, seed: u8| {
        let key = KeySigner::did_key(&[seed; 32]).public_key();
        WitnessKey::new(name.parse().unwrap(), key).to_string()
    };
    let alias = named("witness.example/alias", 1);
    let (code, _, errors) = verify(&["--witness", &one, "--witness", &alias, "--quorum", "1"]);
    assert!(code == 2 && errors.contains("have the same key"), "{errors}");
    let (code, _, errors) = verify(&["--witness", &named("witness.example/3", 7)]);
    assert!(code == 2 && errors.contains("a key of the log itself"), "{errors}");
    // A cosignature from after the time asked says nothing about it.
    let (code, out, _) = verify(&["--witness", &one, "--at", "2026-11-21T11:59:59Z"]);
    assert!(code == 1 && out.contains("0 of the witnesses cosigned"), "{out}");
}

/// Units of one number in one scope, of two projects: one of the serials is invented.
#[test]
fn serials_that_contradict_each_other_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let one = taken("a", "gold-standard:1", (1, 10), "GS1-1-UG-GS9-16-2024-1-1-10", Co2e::TONNE);
    let other = |serial: &str, units| taken("b", "gold-standard:1", units, serial, Co2e::TONNE);
    publish(folder.path(), &[one.clone(), other("GS1-1-UG-GS9-16-2024-1-11-20", (11, 20))]);
    assert_eq!(co2(&["log", "verify", text(folder.path())]).0, 0);
    for serial in ["GS1-1-UG-GS8-16-2024-1-2-2", "GS1-1-KE-GS9-16-2024-1-2-2"] {
        publish(folder.path(), &[one.clone(), other(serial, (2, 2))]);
        let (code, out, _) = co2(&["log", "verify", text(folder.path())]);
        assert!(code == 1 && out.contains("as another serial of units in"), "{out}");
    }
}

/// Of a registry whose ids say nothing, a serial that ends in a range still names its units.
#[test]
fn a_printed_range_is_that_range_in_every_registry() {
    let folder = tempfile::tempdir().unwrap();
    let whole = taken("a", "example-registry:e7", (1, 10), "E-7 1-10", Co2e::TONNE);
    for (case, scope, units, serial, code) in [
        ("the range", "example-registry:e7", (11, 20), "E-7 11-20", 0),
        ("a part under another scope", "example-registry:e8", (5, 6), "E-7 5-6", 1),
        ("a part of the same scope", "example-registry:e7", (1, 2), "E-7 1-2", 1),
        ("another range", "example-registry:e7", (11, 19), "E-7 11-20", 1),
    ] {
        publish(folder.path(), &[whole.clone(), taken("b", scope, units, serial, Co2e::TONNE)]);
        let (found, out, errors) = co2(&["log", "verify", text(folder.path())]);
        assert_eq!(found, code, "{case}: {out}{errors}");
    }
    // A registry that counts in kilograms.
    let tonnes = taken("a", "isometric:iss_7", (1, 10), "iss_7", Co2e::TONNE);
    let kilograms = taken("a", "isometric:iss_7", (1, 10), "iss_7", Co2e::KILOGRAM);
    for (leaf, code) in [(tonnes, 1), (kilograms, 3)] {
        publish(folder.path(), &[leaf]);
        let (found, out, errors) = co2(&["log", "verify", text(folder.path())]);
        assert_eq!(found, code, "{out}{errors}");
    }
}

/// A checkpoint by a key that has ended is not trusted, and the reason is said.
#[test]
fn a_log_by_a_key_that_has_ended_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    publish(folder.path(), &[issue("a", 0, 300)]);
    let did = folder.path().join(".well-known/did.json");
    let document = DidDocument::from_json(&fs::read(&did).unwrap()).unwrap();
    let end = "2036-01-01T00:00:00Z".parse().unwrap();
    let retired = document.clone().retire("2026", end).unwrap();
    fs::write(&did, retired.to_json()).unwrap();
    let at = |time: &str| co2(&["log", "verify", text(folder.path()), "--at", time]);
    assert_eq!(at("2035-12-31T23:59:59Z").0, 0);
    let (code, out, _) = at("2036-01-01T00:00:00Z");
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("#2026 has the end 2036-01-01T00:00:00Z"), "{out}");
    fs::write(&did, document.revoke("2026", end).unwrap().to_json()).unwrap();
    for time in ["2026-11-21T12:00:00Z", "2036-01-01T00:00:00Z"] {
        let (code, out, _) = at(time);
        assert_eq!(code, 1, "{out}");
    }
}

#[test]
fn an_earlier_checkpoint_shows_a_rewritten_log() {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let leaves = [issue("a", 0, 300), issue("b", 300, 600), issue("c", 600, 700)];
    let key = publish(old.path(), &leaves[..2]);
    publish(new.path(), &leaves);
    let earlier = old.path().join("log/checkpoint");
    let since = |folder: &Path| co2(&["log", "verify", text(folder), "--since", text(&earlier)]);
    let (code, out, _) = since(new.path());
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("the log has grown from"), "{out}");
    publish(new.path(), &[leaves[0].clone(), leaves[2].clone(), leaves[1].clone()]);
    let (code, out, _) = since(new.path());
    assert_eq!(code, 1);
    assert!(out.contains("the first 2 leaves were rewritten since"), "{out}");
    let cut = tempfile::tempdir().unwrap();
    publish(cut.path(), &leaves[..1]);
    let (code, out, _) = since(cut.path());
    assert_eq!(code, 1);
    assert!(out.contains("it was cut"), "{out}");
    // A checkpoint of another log says nothing about this one, even by a key that is trusted.
    let signer = KeySigner::did_key(&[7; 32]);
    let other = NoteKey::new("shop.example/other".parse().unwrap(), signer.public_key());
    let mut builder = LogBuilder::new();
    builder.append(&leaves[0]).unwrap();
    let foreign = builder.checkpoint(other.name().clone()).sign(&signer, &other).unwrap();
    let file = cut.path().join("foreign");
    fs::write(&file, foreign.to_string()).unwrap();
    let keys = [key.to_string(), other.to_string()];
    let log = new.path().join("log");
    let arguments = ["log", "verify", text(&log), "--key", &keys[0], "--key", &keys[1]];
    let (code, out, _) = co2(&[&arguments[..], &["--since", text(&file)]].concat());
    assert!(code == 1 && out.contains("is of the log shop.example/other"), "{out}");
    // The log's own folder, with the key alone.
    let (log, key) = (old.path().join("log"), key.to_string());
    assert_eq!(co2(&["log", "verify", text(&log), "--key", &key]).0, 0);
    let other = NoteKey::new(
        "shop.example/log".parse().unwrap(),
        KeySigner::did_key(&[8; 32]).public_key(),
    );
    assert_eq!(co2(&["log", "verify", text(&log), "--key", &other.to_string()]).0, 1);
    let (code, _, errors) = co2(&["log", "verify", text(&log)]);
    assert_eq!(code, 2);
    assert!(errors.contains("--key"), "{errors}");
}

#[test]
fn what_is_not_there_is_no_broken_log() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, errors) = co2(&["log", "verify", text(folder.path())]);
    assert_eq!(code, 2);
    assert!(errors.contains("checkpoint"), "{errors}");
    let nowhere = folder.path().join("nowhere");
    assert_eq!(co2(&["log", "verify", text(&nowhere)]).0, 2);
}
