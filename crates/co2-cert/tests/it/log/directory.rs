//! A log's files: their form, and how a verifier treats damaged and forged ones.

use super::{Files, cert, files_of, grams, issue, key, origin};
use crate::common::signed::signer;
use co2_cert::log::{
    BrokenLog, Leaf, LeafFault, LogBuilder, LogError, LogFiles, LogReport, SerialCheck, TileTree,
    read_checkpoint, read_entries, verify_log,
};
use co2_cert::tlog::{
    NoteError, Tile, Tree, TreeHash, consistency_proof, inclusion_proof, root_at,
};
use co2_units::credit::UnitSlice;
use std::error::Error;

fn verify(files: &impl LogFiles) -> Result<LogReport, LogError> {
    verify_log(files, &[key()], &mut |_: &UnitSlice| Ok(SerialCheck::Read))
}

fn broken(files: &impl LogFiles) -> BrokenLog {
    match verify(files) {
        Err(LogError::Broken(broken)) => *broken,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_log_verifies_from_its_files_alone() {
    let leaves = (0..600).map(issue).chain([
        Leaf::Reissue { cert: cert(1_000), replaces: cert(5), added: Vec::new() },
        Leaf::Revoke { cert: cert(6) },
    ]);
    let files = files_of(leaves);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "checkpoint",
            "tile/0/000",
            "tile/0/001",
            "tile/0/002.p/90",
            "tile/1/000.p/2",
            "tile/entries/000",
            "tile/entries/001",
            "tile/entries/002.p/90",
        ]
    );
    assert_eq!(files["tile/0/000"].len(), 8_192);
    let LogReport { checkpoint, replay, .. } = verify(&files).unwrap();
    assert_eq!((checkpoint.size, replay.size()), (602, 602));
    assert_eq!((replay.live(), replay.revoked(), replay.reissued()), (599, 1, 1));
    assert_eq!((replay.grams(), replay.slices()), (600 * 300_000, 600));
    // Full files may replace the partial ones, as when a log serves them later.
    let more = files_of((0..1_000).map(issue));
    let mut grown = files_of((0..600).map(issue));
    for name in ["tile/0/002", "tile/entries/002"] {
        grown.remove(&format!("{name}.p/88")).unwrap();
        grown.insert(name.to_owned(), more[name].clone());
    }
    assert_eq!(verify(&grown).unwrap().checkpoint.size, 600);
    assert_eq!(verify(&files_of([])).unwrap().checkpoint.root, TreeHash::empty());
}

/// The standard's example of a tree of 70,000 leaves.
#[test]
fn the_tiles_are_those_of_the_standard() {
    let mut log = LogBuilder::new();
    let mut tree = Tree::new();
    for number in 0..70_000 {
        let leaf = Leaf::Revoke { cert: cert(number) };
        log.append(&leaf).unwrap();
        tree.push(leaf.hash().unwrap());
    }
    assert_eq!(log.root(), root_at(&tree, 70_000).unwrap());
    let files: Files = log.files().collect();
    let count = |start: &str| files.keys().filter(|name| name.starts_with(start)).count();
    assert_eq!((count("tile/0/"), count("tile/1/"), count("tile/2/")), (274, 2, 1));
    assert_eq!((count("tile/entries/"), files.len()), (274, 551));
    for (name, width) in [("tile/0/273.p/112", 112), ("tile/1/001.p/17", 17), ("tile/2/000.p/1", 1)]
    {
        assert_eq!(files[name].len(), width * 32, "{name}");
    }
    assert_eq!(log.take_full().count(), 0, "taken once");
    // Proofs from the files equal those from the tree in memory.
    let tiles = TileTree::new(&files, 70_000);
    for index in [0, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999] {
        let proof = inclusion_proof(&tiles, index, 70_000).unwrap();
        assert_eq!(proof, inclusion_proof(&tree, index, 70_000).unwrap(), "{index}");
    }
    for first in [1, 255, 256, 257, 65_536, 69_888, 69_999, 70_000] {
        let proof = consistency_proof(&tiles, first, 70_000).unwrap();
        assert_eq!(proof, consistency_proof(&tree, first, 70_000).unwrap(), "{first}");
        assert_eq!(root_at(&tiles, first).unwrap(), root_at(&tree, first).unwrap());
    }
    assert!(root_at(&tiles, 70_001).is_err());
}

#[test]
fn names_of_tiles() {
    let name = |index| Tile::Entries { index, width: None }.to_string();
    assert_eq!(name(0), "tile/entries/000");
    assert_eq!(name(999), "tile/entries/999");
    assert_eq!(name(1_000), "tile/entries/x001/000");
    assert_eq!(name(1_000_000), "tile/entries/x001/x000/000");
}

#[test]
fn a_log_goes_on_where_its_checkpoint_stands() {
    let whole = files_of((0..600).map(issue));
    for size in [0, 1, 255, 256, 257, 511, 512, 599, 600] {
        let mut files = files_of((0..size).map(issue));
        let checkpoint = read_checkpoint(&files, &[key()]).unwrap().unverified().clone();
        let mut log = LogBuilder::resume(&checkpoint, &files).unwrap();
        for number in size..600 {
            assert_eq!(log.append(&issue(number)), Ok(number));
        }
        files.extend(log.files());
        let signed = log.checkpoint(origin()).sign(&signer(), &key()).unwrap();
        files.insert("checkpoint".to_owned(), signed.to_string().into_bytes());
        for (name, bytes) in &whole {
            assert_eq!(files.get(name), Some(bytes), "{name} from {size}");
        }
        verify(&files).unwrap();
        // Files of another log do not match the checkpoint.
        let other = files_of((0..size).map(|number| issue(number + 1)));
        let resumed = LogBuilder::resume(&checkpoint, &other);
        assert!(resumed.is_err() || size == 0, "{size}");
    }
}

#[test]
fn a_gram_used_twice_is_refused_with_both_certificates() {
    let leaves = (0..300).map(issue);
    let again =
        Leaf::Issue { cert: cert(999), slices: vec![grams(7 * 300_000 + 5, 7 * 300_000 + 6)] };
    let found = broken(&files_of(leaves.chain([again]).chain([issue(300)])));
    let BrokenLog::Leaf { index, source } = &found else { panic!("{found}") };
    assert_eq!(*index, 300);
    assert!(matches!(source, LeafFault::UsedTwice { first, second, unit: 3, gram: 100_005, .. }
        if (*first, *second) == (cert(7), cert(999))));
    // What is not signed accuses nobody: with a changed entry after it, the error is about the root.
    let mut files = files_of([issue(0), issue(1), issue(2)]);
    let entries = files.get_mut("tile/entries/000.p/3").unwrap();
    let text = String::from_utf8(entries.clone()).unwrap();
    assert!(text.contains("\"300000\""));
    *entries = text.replace("\"start_g\":\"300000\"", "\"start_g\":\"200000\"").into_bytes();
    assert!(matches!(broken(&files), BrokenLog::Tile { .. }));
    // With the tiles forged as well, it is about the signed root.
    let forged = files_of([
        issue(0),
        Leaf::Issue { cert: cert(1), slices: vec![grams(200_000, 600_000)] },
        issue(2),
    ]);
    let mut files = forged.clone();
    files.insert(
        "checkpoint".to_owned(),
        files_of([issue(0), issue(1), issue(2)])["checkpoint"].clone(),
    );
    assert!(matches!(broken(&files), BrokenLog::Root { size: 3, .. }));
    assert!(matches!(broken(&forged), BrokenLog::Leaf { index: 1, .. }));
}

#[test]
fn a_changed_byte_anywhere_is_found() {
    let files = files_of((0..300).map(issue));
    verify(&files).unwrap();
    let mut tried = 0;
    for (name, bytes) in &files {
        // Every byte of the checkpoint, and some bytes of each other file.
        let step = if name == "checkpoint" { 1 } else { bytes.len() / 7 };
        for at in (0..bytes.len()).step_by(step) {
            let mut changed = files.clone();
            changed.get_mut(name).unwrap()[at] ^= 1;
            assert!(verify(&changed).is_err(), "{name} at {at}");
            tried += 1;
        }
        let mut missing = files.clone();
        missing.remove(name);
        let expected = BrokenLog::Missing { name: name.clone() };
        assert_eq!(broken(&missing), expected);
        for length in [0, bytes.len() - 1] {
            let mut cut = files.clone();
            cut.get_mut(name).unwrap().truncate(length);
            assert!(verify(&cut).is_err(), "{name} cut to {length}");
        }
    }
    assert!(tried > 150, "{tried}");
}

#[test]
fn a_stranger_trusts_keys_and_nothing_else() {
    let files = files_of([issue(0)]);
    let refused = verify_log(&files, &[], &mut |_: &UnitSlice| Ok(SerialCheck::Read)).unwrap_err();
    assert!(matches!(refused, LogError::Broken(broken)
        if matches!(*broken, BrokenLog::Signature(NoteError::Unsigned { .. }))));
    // A serial that does not match its block.
    let mut serials = |logged: &UnitSlice| Err(format!("no serial of {}", logged.block().scope()));
    let refused = verify_log(&files, &[key()], &mut serials).unwrap_err();
    assert!(
        matches!(refused, LogError::Broken(broken) if broken.to_string() == "leaf 0 is refused")
    );
    // A checkpoint of any size is refused without work if the files are missing.
    let huge =
        co2_cert::tlog::Checkpoint { origin: origin(), size: u64::MAX, root: TreeHash::empty() };
    let signed = huge.clone().sign(&signer(), &key()).unwrap().to_string().into_bytes();
    let files = Files::from([("checkpoint".to_owned(), signed)]);
    assert!(matches!(broken(&files), BrokenLog::Missing { .. }));
    assert!(LogBuilder::resume(&huge, &files).is_err());
}

#[test]
fn a_folder_that_cannot_be_read_is_no_broken_log() {
    struct Unreadable;
    impl LogFiles for Unreadable {
        fn read(&self, _: &str) -> Result<Option<Vec<u8>>, Box<dyn Error + Send + Sync>> {
            Err("the disk is gone".into())
        }
    }
    let refused = verify(&Unreadable).unwrap_err();
    assert!(matches!(&refused, LogError::Read(fault) if fault.name == "checkpoint"));
    assert_eq!(refused.to_string(), "the log's file checkpoint cannot be read");
    assert_eq!(refused.source().unwrap().to_string(), "the disk is gone");
}

#[test]
fn entries_are_read_from_any_place_on() {
    let files = files_of((0..600).map(issue));
    let mut seen = Vec::new();
    read_entries(&files, 254, 600, |index, bytes| -> Result<(), LogError> {
        assert_eq!(bytes, issue(index).to_bytes().unwrap());
        seen.push(index);
        Ok(())
    })
    .unwrap();
    assert!(seen.into_iter().eq(254..600));
}
