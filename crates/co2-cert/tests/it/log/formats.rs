//! Leaves, notes and checkpoints, byte for byte.

use super::{cert, grams, issue, key, origin};
use crate::common::signed::signer;
use co2_cert::KeySigner;
use co2_cert::json;
use co2_cert::log::{Leaf, LeafError, MAX_LEAF};
use co2_cert::tlog::{
    Checkpoint, CheckpointError, KeyError, NoteError, NoteKey, Origin, SignNoteError,
    SignedCheckpoint, TreeHash,
};
use co2_units::Co2e;
use co2_units::credit::{UnitRange, UnitSlice, UnitSliceError};
use proptest::prelude::*;

const ISSUE: &str = concat!(
    r#"{"cert":"af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc","op":"issue","#,
    r#""slices":[{"end_g":"300000","first":"1","last":"19149","scope":"gold-standard:GS1:1","#,
    r#""serial":"GS1-1-UG-GS1-16-2024-1-1-19149","start_g":"0","unit_g":"1000000"}],"v":"1"}"#,
);

#[test]
fn leaves_have_one_form() {
    let written = issue(0).to_bytes().unwrap();
    assert_eq!(core::str::from_utf8(&written).unwrap(), ISSUE);
    let reissue = Leaf::Reissue { cert: cert(2), replaces: cert(0), added: Vec::new() };
    let revoke = Leaf::Revoke { cert: cert(2) };
    let spend = Leaf::Spend { cert: cert(2) };
    let block = UnitRange::new("a \"scope\" \\", 7, 7, " \"a\\b\" ").unwrap();
    let quoted = UnitSlice::new(block, Co2e::TONNE, grams(0, 5).grams()).unwrap();
    let odd = Leaf::Issue { cert: cert(3), slices: vec![quoted, grams(9, 10)] };
    for leaf in [issue(0), reissue, revoke, spend, odd] {
        let bytes = leaf.to_bytes().unwrap();
        assert_eq!(Leaf::from_bytes(&bytes).as_ref(), Ok(&leaf));
        // The same as RFC 8785, written by the writer of certificates.
        let value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(json::canonical(&value).unwrap(), bytes);
        assert_eq!(leaf.hash().unwrap(), TreeHash::of_leaf(&bytes));
    }
}

#[test]
fn other_spellings_and_facts_are_refused() {
    let read = |text: &str| Leaf::from_bytes(text.as_bytes()).unwrap_err();
    let changed = |from: &str, to: &str| {
        let text = ISSUE.replace(from, to);
        assert_ne!(text, ISSUE);
        read(&text)
    };
    assert_eq!(read(&format!(" {ISSUE}")), LeafError::Spelling);
    assert_eq!(changed("\"0\"", "\"00\""), LeafError::Spelling);
    assert_eq!(changed("\"0\"", "\"+0\""), LeafError::Spelling);
    assert_eq!(changed("issue\"", "\\u0069ssue\""), LeafError::Spelling);
    for (from, to) in [
        ("\"op\":\"issue\",", ""),
        ("\"v\":\"1\"", "\"v\":\"2\""),
        ("\"v\":\"1\"", "\"v\":\"1\",\"w\":\"1\""),
        ("\"v\":\"1\"", "\"v\":\"1\",\"v\":\"1\""),
        ("\"issue\"", "\"revoke\""),
        ("\"issue\"", "\"spend\""),
        ("\"issue\"", "\"free\""),
        ("\"0\"", "0"),
        ("af55", "AF55"),
    ] {
        assert!(matches!(changed(from, to), LeafError::Form { .. }), "{to}");
    }
    assert!(matches!(changed("\"last\":\"19149\"", "\"last\":\"0\""), LeafError::Block(_)));
    assert!(matches!(changed("\"end_g\":\"300000\"", "\"end_g\":\"0\""), LeafError::Slice(_)));
    assert!(matches!(
        changed("\"1000000\"", "\"0\""),
        LeafError::Units(UnitSliceError::NoUnit { .. })
    ));
    let outside = changed("\"300000\"", "\"19149000001\"");
    assert_eq!(
        outside.to_string(),
        "the grams 0..19149000001 are not inside the units of GS1-1-UG-GS1-16-2024-1-1-19149"
    );
    let slices = |count| Leaf::Issue { cert: cert(1), slices: vec![grams(0, 1); count] };
    assert_eq!(slices(0).to_bytes(), Err(LeafError::Slices { found: 0 }));
    assert_eq!(slices(257).to_bytes(), Err(LeafError::Slices { found: 257 }));
    assert!(slices(256).to_bytes().is_ok(), "a record of 256 lines has a leaf");
    let block = UnitRange::new("s".repeat(256), 0, 1, "p".repeat(256)).unwrap();
    let long = UnitSlice::new(block, Co2e::TONNE, grams(0, 1).grams()).unwrap();
    let long = Leaf::Issue { cert: cert(1), slices: vec![long; 256] };
    assert!(matches!(long.to_bytes(), Err(LeafError::TooLong { found }) if found > MAX_LEAF));
    let many = " ".repeat(MAX_LEAF + 1);
    assert_eq!(read(&many), LeafError::TooLong { found: MAX_LEAF + 1 });
}

fn checkpoint() -> Checkpoint {
    Checkpoint { origin: origin(), size: 3, root: TreeHash::of_leaf(b"x") }
}

#[test]
fn a_checkpoint_reads_back_and_is_signed() {
    let signed = checkpoint().sign(&signer(), &key()).unwrap();
    let text = signed.to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[..2], ["shop.example/log", "3"]);
    assert_eq!((lines[2].len(), lines[3]), (44, ""));
    assert!(lines[4].starts_with("— shop.example/log "));
    let read: SignedCheckpoint = text.parse().unwrap();
    assert_eq!((&read, read.to_string()), (&signed, text.clone()));
    assert_eq!(read.verify(&[key()]), Ok(&checkpoint()));
    // Another signature, such as that of a witness, is kept and ignored; an extension line is signed.
    let witnessed = format!("{text}— witness.example AAAAAAAAAAAAAAAAAAAA\n");
    let read: SignedCheckpoint = witnessed.parse().unwrap();
    assert_eq!(read.to_string(), witnessed);
    assert_eq!(read.verify(&[key()]), Ok(&checkpoint()));
    // Every byte of the text counts.
    let extended: SignedCheckpoint = text.replace("\n\n", "\nmore\n\n").parse().unwrap();
    assert_eq!(extended.verify(&[key()]), Err(NoteError::Signature { name: origin() }));
    let larger: SignedCheckpoint = text.replace("\n3\n", "\n4\n").parse().unwrap();
    assert_eq!(larger.verify(&[key()]), Err(NoteError::Signature { name: origin() }));
}

#[test]
fn only_known_keys_under_the_logs_name_count() {
    let signed = checkpoint().sign(&signer(), &key()).unwrap();
    let unsigned = Err(NoteError::Unsigned { name: "shop.example/log".to_owned() });
    assert_eq!(signed.verify(&[]), unsigned);
    let other = KeySigner::did_key(&[8; 32]);
    let other_key = NoteKey::new(origin(), other.public_key());
    assert_eq!(signed.verify(core::slice::from_ref(&other_key)), unsigned);
    // After a rotation, both the old key and the new one are known.
    assert_eq!(signed.verify(&[other_key.clone(), key()]), Ok(&checkpoint()));
    let renamed = NoteKey::new("shop.example/other".parse().unwrap(), signer().public_key());
    assert_eq!(signed.verify(core::slice::from_ref(&renamed)), unsigned);
    // The signature of a known witness alone is not that of the log.
    let by_witness = checkpoint().sign(&signer(), &renamed).unwrap();
    assert_eq!(by_witness.verify(&[renamed]), unsigned);
    assert!(matches!(
        checkpoint().sign(&signer(), &other_key),
        Err(SignNoteError::OtherKey { .. })
    ));
}

#[test]
fn what_is_no_checkpoint_or_note() {
    let text = checkpoint().sign(&signer(), &key()).unwrap().to_string();
    let read = |text: &str| text.parse::<SignedCheckpoint>().unwrap_err();
    let line = |error| match error {
        CheckpointError::Line { line, .. } => line,
        other => panic!("{other}"),
    };
    assert_eq!(line(read(&text.replacen("shop.example", "shop example", 1))), 1);
    for size in ["03", "-1", "+3", "", "18446744073709551616"] {
        assert_eq!(line(read(&text.replace("\n3\n", &format!("\n{size}\n")))), 2, "{size}");
    }
    assert_eq!(line(read(&text.replacen("\n3\n", "\n3\nx", 1))), 3);
    let note = CheckpointError::Note(NoteError::Form);
    for (from, to) in
        [("\n\n", "\n"), ("— ", "- "), (" /log", " "), ("\n3\n", "\n3\r\n"), ("log ", "log+ ")]
    {
        let changed = text.replace(from, to);
        if changed != text {
            assert_eq!(read(&changed), note, "{from}");
        }
    }
    assert_eq!(read(text.trim_end()), note);
    assert_eq!(read(""), note);
    let many = text + &"— w.example AAAAAAAA\n".repeat(64);
    assert_eq!(read(&many), note, "more signatures than anybody needs");
    assert_eq!(read(&"x".repeat(65_537)), CheckpointError::Text);
    assert_eq!(SignedCheckpoint::from_bytes(b"\xff\n"), Err(CheckpointError::Text));
    assert!("".parse::<Origin>().is_err() && "a b".parse::<Origin>().is_err());
    assert!("a+b".parse::<Origin>().is_err() && "å".parse::<Origin>().is_err());
}

#[test]
fn keys_are_written_with_name_and_id() {
    let text = key().to_string();
    assert_eq!(text.parse::<NoteKey>(), Ok(key()));
    assert!(text.starts_with("shop.example/log+"));
    let parts: Vec<&str> = text.splitn(3, '+').collect();
    let read = |text: String| text.parse::<NoteKey>().unwrap_err();
    assert_eq!(read(format!("{}+00000000+{}", parts[0], parts[2])), KeyError::Id);
    assert_eq!(read(format!("{}+{}", parts[0], parts[1])), KeyError::Form);
    assert_eq!(read(format!("{}+{}+AQ==", parts[0], parts[1])), KeyError::Form);
    let zero = format!("x+00000000+{}", data_of_small_order());
    assert!(matches!(read(zero), KeyError::Key(_)));
}

/// The type byte and the point of order one, as Base64.
fn data_of_small_order() -> String {
    "AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned()
}

#[test]
fn sizes_are_grams_of_units() {
    // The last gram of the last unit is inside; the next gram is not.
    let end = 19_149 * Co2e::TONNE.as_grams();
    let leaf = Leaf::Issue { cert: cert(1), slices: vec![grams(end - 1, end)] };
    let text = String::from_utf8(leaf.to_bytes().unwrap()).unwrap();
    let beyond = text.replace(&end.to_string(), &(end + 1).to_string());
    assert!(matches!(
        Leaf::from_bytes(beyond.as_bytes()),
        Err(LeafError::Units(UnitSliceError::OutsideBlock { .. }))
    ));
}

proptest! {
    #[test]
    fn strangers_texts_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..300), text in ".{0,200}") {
        let _ = Leaf::from_bytes(&bytes);
        let _ = SignedCheckpoint::from_bytes(&bytes);
        let _ = text.parse::<NoteKey>();
        if let Ok(signed) = text.parse::<SignedCheckpoint>() {
            prop_assert_eq!(signed.to_string(), text);
        }
    }

    /// No change of one byte gives another spelling of the same leaf.
    #[test]
    fn a_changed_leaf_is_another_or_none(at in 0_usize..ISSUE.len(), byte in any::<u8>()) {
        let mut bytes = ISSUE.as_bytes().to_vec();
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        if let Ok(leaf) = Leaf::from_bytes(&bytes) {
            prop_assert_ne!(leaf, issue(0));
        }
    }
}

/// An earlier version read a signature in two padded pieces as the whole one, so a different note verified.
#[test]
fn base64_has_one_spelling() {
    let signer = signer();
    let key = key();
    let checkpoint = Checkpoint { origin: origin(), size: 0, root: TreeHash::empty() };
    let signed = checkpoint.sign(&signer, &key).unwrap().to_string();
    assert!(SignedCheckpoint::from_bytes(signed.as_bytes()).is_ok());
    let (text, signature) = signed.trim_end().rsplit_once(' ').unwrap();
    let bytes = data_encoding::BASE64.decode(signature.as_bytes()).unwrap();
    for cut in [1, 4, 32] {
        let (one, other) = bytes.split_at(cut);
        let split = [one, other].map(|part| data_encoding::BASE64.encode(part)).concat();
        if split != signature {
            let note = format!("{text} {split}\n");
            assert!(SignedCheckpoint::from_bytes(note.as_bytes()).is_err(), "{cut}");
        }
    }
    let hash = TreeHash::empty().to_string();
    let bytes = data_encoding::BASE64.decode(hash.as_bytes()).unwrap();
    // 2 and 30 bytes have 4 and 40 digits, together as long as the canonical form.
    let split = [&bytes[..2], &bytes[2..]].map(|part| data_encoding::BASE64.encode(part)).concat();
    assert_eq!((split.len(), split.parse::<TreeHash>().is_err()), (44, true));
}
