//! The public log: the same tree on every host, and what is refused.

use crate::world::{
    LATER, ORDER, SHIPPED, all, at, config, config_with, host, json_of, laptop, ordered, server,
    sold, stocked,
};
use co2::cert::log::{LogReport, Receipt, ReceiptError, SerialCheck, read_checkpoint, verify_log};
use co2::cert::record::DocumentDigest;
use co2::cert::tlog::{NoteKey, SignedCheckpoint};
use co2::journal::Memory;
use co2::programme::PublishError;
use co2::units::credit::UnitSlice;
use co2::{LogFolder, Programme, PublicFolder};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn publish(programme: &Programme, folder: &Path) {
    programme.publish(folder, at(SHIPPED)).unwrap();
}

/// Every file below a folder, by its path in it.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn log_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    files(&folder.join("log"))
}

fn keys() -> Vec<NoteKey> {
    let origin = co2::log::origin(&config().issuer.host).unwrap();
    let document = co2::cert::did::DidDocument::from_json(&published_document()).unwrap();
    co2::log::keys(&document, &origin, at(LATER))
}

fn published_document() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    publish(&stocked(), folder.path());
    fs::read(folder.path().join(".well-known/did.json")).unwrap()
}

fn verify(folder: &Path) -> LogReport {
    let mut serials = |logged: &UnitSlice| match co2::serials::check_slice(logged) {
        Ok(SerialCheck::Read) => Ok(SerialCheck::Read),
        other => Err(format!("{other:?}")),
    };
    verify_log(&PublicFolder::new(folder).log(), &keys(), &mut serials).unwrap()
}

#[test]
fn a_stranger_replays_what_was_published() {
    let programme = sold();
    let folder = tempfile::tempdir().unwrap();
    publish(&programme, folder.path());
    assert_eq!(verify(folder.path()).checkpoint.size, 0, "a log without leaves is signed, too");
    let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    publish(&programme, folder.path());
    let report = verify(folder.path());
    assert_eq!((report.checkpoint.size, report.replay.live()), (3, 3));
    assert_eq!(report.checkpoint.origin.to_string(), "offsets.example/log");
    let grams: u64 = issued.iter().map(|one| one.certificate.record().amount().as_grams()).sum();
    assert_eq!(report.replay.grams(), u128::from(grams));
    // Publishing again writes the same bytes.
    let before = files(folder.path());
    publish(&programme, folder.path());
    assert_eq!(files(folder.path()), before);
}

#[test]
fn receipts_stand_beside_certificates() {
    let programme = sold();
    let folder = tempfile::tempdir().unwrap();
    publish(&programme, folder.path());
    let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    let early = programme.receipt(folder.path(), issued[0].digest);
    assert!(
        matches!(early, Err(PublishError::NotPublished { digest }) if digest == issued[0].digest)
    );
    publish(&programme, folder.path());
    for (index, one) in (0..).zip(&issued) {
        let made = programme.receipt(folder.path(), one.digest).unwrap();
        let read: Receipt = made.to_string().parse().unwrap();
        let (leaf, checkpoint) = read.verify(&one.json, &keys()).unwrap();
        assert_eq!((read.index(), checkpoint.size), (index, 3));
        assert_eq!(leaf.cert(), DocumentDigest::of(&one.json));
        let other = &issued[(usize::try_from(index).unwrap() + 1) % 3];
        assert!(matches!(read.verify(&other.json, &keys()), Err(ReceiptError::Proof(_))));
    }
}

/// The log said nothing of products that came back: their certificates held in it for ever.
#[test]
fn a_return_revokes_in_the_log() {
    let memory = Memory::new();
    let one = host(memory.clone(), config());
    one.import_credits(crate::world::CREDITS.as_bytes(), at(crate::world::PLACED)).unwrap();
    ordered(&one);
    let issued = one.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    publish(&one, folder.path());
    one.return_product(ORDER, &laptop("DEMO0001"), at(LATER)).unwrap();
    // A product that took another's place comes back before it has a certificate: the other's is revoked.
    one.replace(ORDER, "rma-1", &laptop("DEMO0002"), &laptop("NEW00002"), at(LATER)).unwrap();
    one.return_product(ORDER, &laptop("NEW00002"), at(LATER)).unwrap();
    publish(&one, folder.path());
    let report = verify(folder.path());
    assert_eq!((report.checkpoint.size, report.replay.live(), report.replay.revoked()), (5, 1, 2));
    let grams: u64 = issued.iter().map(|one| one.certificate.record().amount().as_grams()).sum();
    assert_eq!(report.replay.grams(), u128::from(grams), "what was used stays used");
    // Called again it says nothing more; a product without a certificate is none of the log's business.
    one.return_product(ORDER, &laptop("DEMO0001"), at(LATER)).unwrap();
    publish(&one, folder.path());
    assert_eq!(verify(folder.path()).checkpoint.size, 5);
    // Another host computes the same, from the beginning.
    let fresh = tempfile::tempdir().unwrap();
    publish(&host(memory, config()), fresh.path());
    assert_eq!(log_files(fresh.path())["checkpoint"], log_files(folder.path())["checkpoint"]);
    // That it was issued is still shown, beside a status that says that it is revoked.
    let receipt = one.receipt(folder.path(), issued[0].digest).unwrap();
    assert_eq!(receipt.index(), 0);
}

/// The entry says what the certificate says: spent where that is its rule, whoever computes the log.
#[test]
fn a_return_spends_in_the_log_by_the_certificates_rule() {
    let memory = Memory::new();
    let rule = config_with("[certificate]\n", "[certificate]\nafter_return = \"spent\"\n");
    let one = host(memory.clone(), rule);
    one.import_credits(crate::world::CREDITS.as_bytes(), at(crate::world::PLACED)).unwrap();
    ordered(&one);
    one.fulfil(ORDER, &[laptop("DEMO0001"), laptop("DEMO0002")], at(SHIPPED)).unwrap();
    // The other host has another rule, and so has what it issues.
    let other = host(memory.clone(), config());
    other.fulfil(ORDER, &[server("DEMO0003")], at(SHIPPED)).unwrap();
    one.return_product(ORDER, &laptop("DEMO0001"), at(LATER)).unwrap();
    one.return_product(ORDER, &server("DEMO0003"), at(LATER)).unwrap();
    one.replace(ORDER, "rma-1", &laptop("DEMO0002"), &laptop("NEW00002"), at(LATER)).unwrap();
    one.return_product(ORDER, &laptop("NEW00002"), at(LATER)).unwrap();
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    publish(&one, here.path());
    publish(&host(memory, config()), there.path());
    for folder in [&here, &there] {
        let replay = verify(folder.path()).replay;
        assert_eq!((replay.live(), replay.spent(), replay.revoked()), (0, 1, 2));
    }
    assert_eq!(log_files(here.path())["checkpoint"], log_files(there.path())["checkpoint"]);
}

#[test]
fn a_return_before_the_certificate_is_not_in_the_log() {
    let programme = sold();
    crate::parcels::assign(&programme, &laptop("DEMO0001"));
    programme.return_product(ORDER, &laptop("DEMO0001"), at(LATER)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    publish(&programme, folder.path());
    assert_eq!(verify(folder.path()).checkpoint.size, 0);
}

/// Two hosts of one ledger and a third that comes later: one tree, whoever publishes when.
#[test]
fn every_host_computes_the_same_tree() {
    let memory = Memory::new();
    let one = host(memory.clone(), config());
    one.import_credits(crate::world::CREDITS.as_bytes(), at(crate::world::PLACED)).unwrap();
    let two = host(memory.clone(), config());
    ordered(&one);
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    one.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
    publish(&one, here.path());
    two.fulfil(ORDER, &[server("DEMO0003")], at(SHIPPED)).unwrap();
    publish(&two, there.path());
    one.fulfil(ORDER, &[laptop("DEMO0002")], at(LATER)).unwrap();
    publish(&one, here.path());
    publish(&two, there.path());
    let late = tempfile::tempdir().unwrap();
    publish(&host(memory, config()), late.path());
    let now = log_files(late.path());
    assert_eq!(verify(late.path()).checkpoint.size, 3);
    for folder in [here.path(), there.path()] {
        let published = log_files(folder);
        // Partial tiles of older checkpoints stay for those who hold one.
        assert!(now.iter().all(|(name, bytes)| published.get(name) == Some(bytes)));
        assert_eq!(verify(folder).checkpoint.size, 3);
    }
}

/// A ledger that was restored from an old copy must not sign a second history.
#[test]
fn a_log_that_is_not_the_ledgers_beginning_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let programme = sold();
    programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    publish(&programme, folder.path());
    let before = log_files(folder.path());
    let cut = sold().publish(folder.path(), at(LATER)).unwrap_err();
    assert!(matches!(cut, PublishError::LogAhead { published: 3, ledger: 0 }), "{cut}");
    let other = sold();
    let parcel = [laptop("OTHER1"), laptop("OTHER2"), server("OTHER3")];
    other.fulfil(ORDER, &parcel, at(SHIPPED)).unwrap();
    let differs = other.publish(folder.path(), at(LATER)).unwrap_err();
    assert!(matches!(differs, PublishError::LogDiffers { index: 0, .. }), "{differs}");
    assert_eq!(log_files(folder.path()), before, "nothing of the log was written");
}

#[test]
fn a_receipt_is_not_made_of_a_damaged_log() {
    for name in ["checkpoint", "tile/0/000.p/3"] {
        let folder = tempfile::tempdir().unwrap();
        let programme = sold();
        let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
        publish(&programme, folder.path());
        let path = folder.path().join("log").join(name);
        let mut bytes = fs::read(&path).unwrap();
        let last = bytes.len() - 2;
        bytes[last] ^= 1;
        fs::write(&path, bytes).unwrap();
        assert!(programme.receipt(folder.path(), issued[0].digest).is_err(), "{name}");
        publish(&programme, folder.path());
        assert!(programme.receipt(folder.path(), issued[0].digest).is_ok(), "{name}");
    }
}

#[test]
fn a_crash_between_tiles_and_checkpoint_is_made_good() {
    let programme = sold();
    let folder = tempfile::tempdir().unwrap();
    programme.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
    publish(&programme, folder.path());
    let checkpoint = folder.path().join("log/checkpoint");
    let earlier = fs::read(&checkpoint).unwrap();
    let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    publish(&programme, folder.path());
    let whole = log_files(folder.path());
    // Everything but the checkpoint was written.
    fs::write(&checkpoint, earlier).unwrap();
    publish(&programme, folder.path());
    assert_eq!(log_files(folder.path()), whole);
    assert_eq!(json_of(&issued).len(), 3);
    let files = LogFolder::new(folder.path().join("log"));
    let signed: SignedCheckpoint = read_checkpoint(&files, &keys()).unwrap();
    assert_eq!(signed.unverified().size, 3);
}
