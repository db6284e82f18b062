//! The public folder is whole, repairable and exclusive.
//!
//! Once, four processes that published to one folder failed 592 times of 16,997, and the checkpoint went
//! back seven times; and after any damage `publish` refused for ever, or said that all was well.

use crate::world::*;
use co2::cert::KeySigner;
use co2::cert::log::{read_checkpoint, verify_log};
use co2::cert::tlog::{SignedCheckpoint, WitnessKey};
use co2::journal::Memory;
use co2::programme::PublishError;
use co2::render::{Look, Wording};
use co2::store::{Folder, Lock, PublicStore};
use co2::{Programme, PublicFolder};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

/// Everything below a folder.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

fn publish(programme: &Programme, folder: &Path) {
    programme.publish(folder, at(SHIPPED)).unwrap();
}

/// The size of a log that a stranger finds sound.
fn verified(folder: &Path) -> u64 {
    let public = PublicFolder::new(folder);
    let did = fs::read(folder.join(".well-known/did.json")).unwrap();
    let document = co2::cert::did::DidDocument::from_json(&did).unwrap();
    let origin = co2::log::origin(&config().issuer.host).unwrap();
    let keys = co2::log::keys(&document, &origin, at(LATER));
    verify_log(&public.log(), &keys, &mut co2::serials::check_slice).unwrap().checkpoint.size
}

/// A programme that has shipped three products, and its published folder.
fn shipped() -> (Programme, tempfile::TempDir) {
    let programme = sold();
    programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    publish(&programme, folder.path());
    (programme, folder)
}

/// Another process on the same ledger, which has compared nothing yet.
fn fresh() -> (Programme, Programme, tempfile::TempDir) {
    let memory = Memory::new();
    let one = host(memory.clone(), config());
    one.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&one);
    one.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    publish(&one, folder.path());
    (one, host(memory, config()), folder)
}

/// Each file of the log: cut, flipped, emptied, removed, or a folder in its place.
#[test]
fn every_damaged_file_is_made_again() {
    type Damage = fn(&Path);
    let damages: [Damage; 5] = [
        |path| fs::remove_file(path).unwrap(),
        |path| fs::write(path, "").unwrap(),
        |path| {
            let bytes = fs::read(path).unwrap();
            fs::write(path, &bytes[..bytes.len() - 1]).unwrap();
        },
        |path| {
            let mut bytes = fs::read(path).unwrap();
            let last = bytes.len() - 2;
            bytes[last] ^= 1;
            fs::write(path, bytes).unwrap();
        },
        |path| fs::write(path, "more than there was ".repeat(1_000)).unwrap(),
    ];
    for damage in damages {
        let (one, other, folder) = fresh();
        let whole = files(folder.path());
        for path in whole.keys() {
            // Whoever has compared the log before, and who has not.
            for programme in [&one, &other] {
                damage(path);
                publish(programme, folder.path());
                assert_eq!(files(folder.path()), whole, "{}", path.display());
                assert_eq!(verified(folder.path()), 3);
            }
        }
    }
}

/// A log of more leaves than a tile holds, which a host has published, and the ledger's journal.
fn long_log() -> (Programme, Memory, tempfile::TempDir) {
    let memory = Memory::new();
    let one = host(memory.clone(), config());
    one.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    let mut cart = cart_json();
    cart["lines"].as_array_mut().unwrap().truncate(1);
    cart["lines"][0]["quantity"] = 258.into();
    cart["lines"][0]["sheet"]["mean_kg"] = 1.0.into();
    cart["lines"][0]["sheet"]["category"] = "accessory".into();
    let quote = one.quote(&serde_json::from_value(cart).unwrap(), &buyer(), at(PLACED)).unwrap();
    one.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    one.confirm(ORDER, at(PAID)).unwrap();
    let parcel: Vec<_> = (0..258).map(|number| laptop(&format!("PF{number:06}"))).collect();
    one.fulfil(ORDER, &parcel, at(SHIPPED)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    publish(&one, folder.path());
    (one, memory, folder)
}

/// A full tile that was missing was not seen: `publish` said that all was well, and the log did not verify.
#[test]
fn full_tiles_are_made_again() {
    let (one, memory, folder) = long_log();
    let whole = files(folder.path());
    for name in [
        "tile/0/000",
        "tile/1/000.p/1",
        "tile/0/001.p/2",
        "tile/entries/000",
        "tile/entries/001.p/2",
    ] {
        let path = folder.path().join("log").join(name);
        assert!(whole.contains_key(&path), "{name}: {:?}", whole.keys());
        fs::remove_file(&path).unwrap();
        publish(&one, folder.path());
        assert_eq!(files(folder.path()), whole, "{name}");
        // A host that has not compared it yet sees every bit.
        let mut bytes = fs::read(&path).unwrap();
        bytes[10] ^= 1;
        fs::write(&path, bytes).unwrap();
        publish(&host(memory.clone(), config()), folder.path());
        assert_eq!(files(folder.path()), whole, "{name}");
    }
    assert_eq!(verified(folder.path()), 258);
}

/// Any store that keeps files will do.
#[test]
fn a_bucket_gets_what_a_folder_gets() {
    let (programme, folder) = shipped();
    let bucket = Bucket::default();
    let names = programme.publish_to(&bucket, at(SHIPPED)).unwrap();
    let there = bucket.files.lock().unwrap().clone();
    assert_eq!(there.len(), files(folder.path()).len());
    for (name, bytes) in &there {
        assert_eq!(&fs::read(folder.path().join(name)).unwrap(), bytes, "{name}");
    }
    assert!(names.iter().all(|name| there.contains_key(name)));
    bucket.files.lock().unwrap().retain(|name, _| !name.starts_with("log/tile"));
    programme.publish_to(&bucket, at(SHIPPED)).unwrap();
    assert_eq!(*bucket.files.lock().unwrap(), there);
}

/// An object storage, as a host would write it.
#[derive(Default)]
struct Bucket {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl PublicStore for Bucket {
    fn lock(&self) -> io::Result<Lock<'_>> {
        // One publisher alone uses it here.
        Ok(Box::new(()))
    }

    fn read(&self, name: &str, _: u64) -> io::Result<Option<Vec<u8>>> {
        Ok(self.files.lock().unwrap().get(name).cloned())
    }

    fn size(&self, name: &str) -> io::Result<Option<u64>> {
        let files = self.files.lock().unwrap();
        Ok(files.get(name).map(|bytes| bytes.len().try_into().unwrap()))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.files.lock().unwrap().insert(name.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.files
            .lock()
            .unwrap()
            .retain(|one, _| one != name && !one.starts_with(&format!("{name}/")));
        Ok(())
    }

    fn place(&self, name: &str) -> PathBuf {
        PathBuf::from("bucket").join(name)
    }
}

/// Without its checkpoint, the log's entries still show what was published.
#[test]
fn a_lost_checkpoint_signs_no_second_history() {
    let (programme, folder) = shipped();
    let checkpoint = folder.path().join("log/checkpoint");
    let whole = fs::read(&checkpoint).unwrap();
    for content in [None, Some("not a checkpoint")] {
        fs::remove_file(&checkpoint).unwrap();
        if let Some(content) = content {
            fs::write(&checkpoint, content).unwrap();
        }
        let cut = sold().publish(folder.path(), at(LATER)).unwrap_err();
        assert!(matches!(cut, PublishError::LogAhead { published: 3, ledger: 0 }), "{cut:?}");
        let other = sold();
        let parcel = [laptop("OTHER1"), laptop("OTHER2"), server("OTHER3")];
        other.fulfil(ORDER, &parcel, at(SHIPPED)).unwrap();
        let differs = other.publish(folder.path(), at(LATER)).unwrap_err();
        assert!(matches!(differs, PublishError::LogDiffers { index: 0, .. }), "{differs:?}");
        publish(&programme, folder.path());
        assert_eq!(fs::read(&checkpoint).unwrap(), whole);
    }
}

/// A ledger that has forgotten something must not take back a revocation either.
#[test]
fn nothing_is_written_for_a_ledger_that_was_cut() {
    let (_programme, folder) = shipped();
    let before = files(folder.path());
    assert!(sold().publish(folder.path(), at(LATER)).is_err());
    assert_eq!(files(folder.path()), before);
}

/// A host whose clock is behind does not make a list older than it is.
#[test]
fn a_status_list_never_becomes_older() {
    let (programme, folder) = shipped();
    let list = folder.path().join("status/revocation-1.json");
    programme.publish(folder.path(), at(LATER)).unwrap();
    let later = fs::read(&list).unwrap();
    programme.publish(folder.path(), at(SHIPPED)).unwrap();
    assert_eq!(fs::read(&list).unwrap(), later);
}

/// What killed publishers have left is gone, and nothing else.
#[test]
fn unfinished_files_are_removed() {
    let (programme, folder) = shipped();
    let whole = files(folder.path());
    for name in ["log/.checkpoint.abc123.part", "status/revocation-1.json.part", ".x.part"] {
        fs::write(folder.path().join(name), "a half").unwrap();
    }
    fs::write(folder.path().join("robots.txt"), "a host's own").unwrap();
    publish(&programme, folder.path());
    let mut left = files(folder.path());
    assert!(left.remove(&folder.path().join("robots.txt")).is_some());
    assert_eq!(left, whole);
}

/// Certificates, pages, badges, lists, documents and the log come from the ledger alone.
#[test]
fn a_whole_folder_is_made_of_the_ledger() {
    let programme = sold();
    let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    publish(&programme, one.path());
    let (words, look) = (Wording::english(), Look::default());
    programme.publish_certificates(one.path(), &issued, &words, &look).unwrap();
    let store = Folder::new(other.path());
    let names = programme.publish_everything(&store, &words, &look, at(SHIPPED)).unwrap();
    let relative = |folder: &Path| -> BTreeMap<PathBuf, Vec<u8>> {
        let all = files(folder).into_iter();
        all.map(|(path, bytes)| (path.strip_prefix(folder).unwrap().to_owned(), bytes)).collect()
    };
    assert_eq!(relative(other.path()), relative(one.path()));
    assert!(names.iter().all(|name| other.path().join(name).is_file()));
    // And mended.
    let page = names.iter().find(|name| name.contains(".html")).unwrap();
    fs::write(other.path().join(page), "<p>another").unwrap();
    let badge = names.iter().find(|name| name.contains(".png")).unwrap();
    fs::remove_file(other.path().join(badge)).unwrap();
    programme.publish_everything(&store, &words, &look, at(SHIPPED)).unwrap();
    assert_eq!(relative(other.path()), relative(one.path()));
}

/// Hosts of one ledger publish and sell at the same time: nobody fails, and no checkpoint goes back.
#[test]
fn several_publishers_take_turns() {
    let memory = Memory::new();
    let first = host(memory.clone(), config());
    first.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&first);
    let folder = tempfile::tempdir().unwrap();
    publish(&first, folder.path());
    let sizes: Vec<u64> = thread::scope(|scope| {
        let publishers: Vec<_> = all()
            .into_iter()
            .map(|product| {
                let (memory, folder) = (memory.clone(), folder.path());
                scope.spawn(move || {
                    let programme = host(memory, config());
                    programme.fulfil(ORDER, &[product], at(SHIPPED)).unwrap();
                    let mut seen = Vec::new();
                    for _ in 0..10 {
                        programme.publish(folder, at(LATER)).unwrap();
                        seen.push(size(folder));
                    }
                    assert!(seen.is_sorted(), "the checkpoint went back: {seen:?}");
                    seen.into_iter().max().unwrap()
                })
            })
            .collect();
        publishers.into_iter().map(|publisher| publisher.join().unwrap()).collect()
    });
    assert_eq!(sizes.into_iter().max(), Some(3));
    assert_eq!(verified(folder.path()), 3);
    let parts =
        files(folder.path()).into_keys().filter(|path| path.to_string_lossy().ends_with(".part"));
    assert_eq!(parts.count(), 0);
}

fn size(folder: &Path) -> u64 {
    let did = fs::read(folder.join(".well-known/did.json")).unwrap();
    let document = co2::cert::did::DidDocument::from_json(&did).unwrap();
    let origin = co2::log::origin(&config().issuer.host).unwrap();
    let keys = co2::log::keys(&document, &origin, at(LATER));
    let files = PublicFolder::new(folder).log();
    read_checkpoint(&files, &keys).unwrap().unverified().size
}

/// A witness adds its cosignature to the published checkpoint; while the log has not grown, publishing keeps it.
#[test]
fn cosignatures_of_witnesses_are_kept() {
    let (one, other, folder) = fresh();
    let file = folder.path().join("log/checkpoint");
    let signer = KeySigner::did_key(&[9; 32]);
    let witness = WitnessKey::new("witness.example/1".parse().unwrap(), signer.public_key());
    let checkpoint = SignedCheckpoint::from_bytes(&fs::read(&file).unwrap()).unwrap();
    let cosigned = witness.cosign(&checkpoint, &signer, at(LATER)).unwrap().to_string();
    fs::write(&file, &cosigned).unwrap();
    for programme in [&one, &other] {
        programme.publish(folder.path(), at(LATER)).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), cosigned);
    }
    let published = SignedCheckpoint::from_bytes(&fs::read(&file).unwrap()).unwrap();
    assert_eq!(published.cosignatures(&[witness]).unwrap().len(), 1);
}
