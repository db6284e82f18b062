//! Cosignatures of witnesses.

use super::{files_of, issue, key};
use crate::common::at;
use co2_cert::KeySigner;
use co2_cert::tlog::{KeyError, NoteError, NoteKey, SignNoteError, SignedCheckpoint, WitnessKey};

fn witness(seed: u8) -> (WitnessKey, KeySigner) {
    let signer = KeySigner::did_key(&[seed; 32]);
    let name = format!("witness.example/{seed}").parse().unwrap();
    (WitnessKey::new(name, signer.public_key()), signer)
}

fn checkpoint() -> SignedCheckpoint {
    SignedCheckpoint::from_bytes(&files_of([issue(0)])["checkpoint"]).unwrap()
}

#[test]
fn a_cosignature_is_a_witnesss_word_on_one_checkpoint() {
    let ((one, one_signer), (two, two_signer)) = (witness(1), witness(2));
    let time = at("2026-11-21T12:00:00Z");
    let (only_one, only_two) = ([one.clone()], [two.clone()]);
    let cosigned = one.cosign(&checkpoint(), &one_signer, time).unwrap();
    // The checkpoint is served as text.
    let read: SignedCheckpoint = cosigned.to_string().parse().unwrap();
    assert_eq!(read, cosigned);
    let found = read.cosignatures(&[one.clone(), two.clone()]).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0].witness, found[0].time), (one.name(), time));
    assert!(read.verify(&[key()]).is_ok(), "the log's own signature stays");
    assert!(read.cosignatures(&only_two).unwrap().is_empty());
    // Two cosignatures of the same witness count as one.
    let again = one.cosign(&cosigned, &one_signer, at("2026-11-22T12:00:00Z")).unwrap();
    let both = two.cosign(&again, &two_signer, time).unwrap();
    assert_eq!(both.cosignatures(&[one.clone(), two]).unwrap().len(), 2);

    // A cosignature for another checkpoint or another time is refused.
    let other = files_of([issue(0), issue(1)])["checkpoint"].clone();
    let other = String::from_utf8(other).unwrap();
    let line = cosigned.to_string().lines().last().unwrap().to_owned();
    let moved: SignedCheckpoint = format!("{other}{line}\n").parse().unwrap();
    let refused = NoteError::Signature { name: one.name().clone() };
    assert_eq!(moved.cosignatures(&only_one), Err(refused.clone()));
    let bytes = data_encoding::BASE64.decode(line.rsplit(' ').next().unwrap().as_bytes()).unwrap();
    for place in 4..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        let changed = data_encoding::BASE64.encode(&changed);
        let text = format!("{}\u{2014} {} {changed}\n", checkpoint(), one.name());
        let changed: SignedCheckpoint = text.parse().unwrap();
        assert_eq!(changed.cosignatures(&only_one), Err(refused.clone()), "{place}");
    }
    let cut = data_encoding::BASE64.encode(&bytes[..11]);
    let cut: SignedCheckpoint =
        format!("{}\u{2014} {} {cut}\n", checkpoint(), one.name()).parse().unwrap();
    assert_eq!(cut.cosignatures(&only_one), Err(refused));
    // A witness cannot sign with another witness's key.
    assert!(matches!(
        one.cosign(&checkpoint(), &two_signer, time),
        Err(SignNoteError::OtherKey { .. })
    ));
}

/// One key signs logs and cosigns as a witness under two ids, so neither signature can pass for the other.
#[test]
fn a_logs_key_is_no_witnesss() {
    let (witness, signer) = witness(1);
    let log = NoteKey::new(witness.name().clone(), *witness.key());
    assert_ne!(log.to_string(), witness.to_string());
    assert_eq!(log.to_string().parse::<WitnessKey>(), Err(KeyError::Form));
    assert_eq!(witness.to_string().parse::<NoteKey>(), Err(KeyError::Form));
    assert_eq!(witness.to_string().parse::<WitnessKey>().as_ref(), Ok(&witness));
    let cosigned = witness.cosign(&checkpoint(), &signer, at("2026-11-21T12:00:00Z")).unwrap();
    assert!(cosigned.verify(&[log]).is_err());
}
