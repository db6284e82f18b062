//! Checkpoints, tiles, consistency proofs and receipts of `co2-cert`, checked by Cloudflare's `signed_note` and
//! `tlog_tiles`, with which it runs its own logs.
#![cfg(test)]

use co2_cert::KeySigner;
use co2_cert::log::{Leaf, LogBuilder, Receipt, TileTree};
use co2_cert::tlog::{NoteKey, Origin, TreeHash, consistency_proof, inclusion_proof, root_at};
use co2_cert::record::DocumentDigest;
use co2_units::Co2e;
use co2_units::credit::{GramSlice, UnitRange, UnitSlice};
use signed_note::{Note, StandardVerifier, VerifierList};
use std::collections::BTreeMap;
use tlog_tiles::{
    Checkpoint, Error, Hash, Tile, TileHashReader, TileReader, check_record, check_tree,
    prove_record, prove_tree, record_hash,
};

type Files = BTreeMap<String, Vec<u8>>;

const SIZES: [u64; 9] = [1, 2, 3, 255, 256, 257, 600, 1_024, 70_000];

fn signer() -> KeySigner {
    KeySigner::did_key(&[7; 32])
}

fn origin() -> Origin {
    "shop.example/log".parse().unwrap()
}

fn key() -> NoteKey {
    NoteKey::new(origin(), signer().public_key())
}

fn cert(number: u64) -> DocumentDigest {
    DocumentDigest::of(&number.to_be_bytes())
}

fn leaf(number: u64) -> Leaf {
    let block = UnitRange::new("verra:VCU", 1, 1_000_000, "invented 1-1000000").unwrap();
    let slice = GramSlice::new(number * 300_000, (number + 1) * 300_000).unwrap();
    Leaf::Issue {
        cert: cert(number),
        slices: vec![UnitSlice::new(block, Co2e::TONNE, slice).unwrap()],
    }
}

fn log(size: u64) -> Files {
    let mut log = LogBuilder::new();
    (0..size).for_each(|number| assert_eq!(log.append(&leaf(number)), Ok(number)));
    let mut files: Files = log.files().collect();
    let signed = log.checkpoint(origin()).sign(&signer(), &key()).unwrap();
    files.insert("checkpoint".to_owned(), signed.to_string().into_bytes());
    files
}

/// Reads a checkpoint with their code, from a note that their code verified with the key as we print it.
fn judged(note: &[u8], key: &str) -> Result<Checkpoint, String> {
    let verifier = StandardVerifier::new(key).map_err(|error| error.to_string())?;
    let note = Note::from_bytes(note).map_err(|error| error.to_string())?;
    let known = VerifierList::new(vec![Box::new(verifier)]);
    note.verify(&known).map_err(|error| error.to_string())?;
    Checkpoint::from_bytes(note.text()).map_err(|error| error.to_string())
}

fn theirs(hash: TreeHash) -> Hash {
    Hash(hash.to_bytes())
}

/// Reads our files with their reader of tiles. Its paths also contain the height of tiles, which the standard
/// fixes at 8.
struct Ours<'a>(&'a Files);

impl TileReader for Ours<'_> {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, Error> {
        let name = |tile: &Tile| tile.path().replacen("tile/8/", "tile/", 1);
        let found = tiles.iter().map(|tile| self.0.get(&name(tile)).cloned());
        found.collect::<Option<_>>().ok_or(Error::InvalidInput("no such tile".into()))
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

#[test]
fn checkpoints_are_accepted_and_changed_ones_are_not() {
    let files = log(600);
    let note = &files["checkpoint"];
    let checkpoint = judged(note, &key().to_string()).unwrap();
    assert_eq!((checkpoint.origin(), checkpoint.size()), ("shop.example/log", 600));
    assert_eq!(*checkpoint.hash(), theirs(root_at(&TileTree::new(&files, 600), 600).unwrap()));
    let other = NoteKey::new(origin(), KeySigner::did_key(&[8; 32]).public_key());
    assert!(judged(note, &other.to_string()).is_err());
    for at in 0..note.len() {
        let mut changed = note.clone();
        changed[at] ^= 1;
        assert!(judged(&changed, &key().to_string()).is_err(), "byte {at}");
    }
}

#[test]
fn tiles_prove_what_they_prove_for_us() {
    let logs: BTreeMap<u64, Files> = SIZES.into_iter().map(|size| (size, log(size))).collect();
    for (&size, files) in &logs {
        let checkpoint = judged(&files["checkpoint"], &key().to_string()).unwrap();
        let (root, ours) = (*checkpoint.hash(), TileTree::new(files, size));
        // Their reader checks every tile that it uses against the root.
        let tiles = Ours(files);
        let reader = TileHashReader::new(size, root, &tiles);
        for index in [0, 1, 254, 255, 256, 599, 65_535, 69_999].into_iter().filter(|at| *at < size)
        {
            let proof = prove_record(size, index, &reader).unwrap();
            let made: Vec<Hash> =
                inclusion_proof(&ours, index, size).unwrap().into_iter().map(theirs).collect();
            assert_eq!(made, proof, "{index} of {size}");
            let hash = record_hash(&leaf(index).to_bytes().unwrap());
            check_record(&made, size, root, index, hash).unwrap();
            let other = record_hash(&leaf(index + 1).to_bytes().unwrap());
            assert!(check_record(&made, size, root, index, other).is_err());
        }
        for (&first, earlier) in logs.range(..=size) {
            let proof = prove_tree(size, first, &reader).unwrap();
            let made: Vec<Hash> =
                consistency_proof(&ours, first, size).unwrap().into_iter().map(theirs).collect();
            assert_eq!(made, proof, "{first} to {size}");
            let before = judged(&earlier["checkpoint"], &key().to_string()).unwrap();
            check_tree(&made, size, root, first, *before.hash()).unwrap();
            let rewritten = record_hash(b"another tree");
            assert!(check_tree(&made, size, root, first, rewritten).is_err());
        }
    }
}

#[test]
fn receipts_are_accepted_and_changed_ones_are_not() {
    for (index, size) in [(0, 1), (2, 3), (255, 256), (599, 600), (65_536, 70_000)] {
        let files = log(size);
        let receipt =
            Receipt::from_log(&files, &[key()], cert(index)).unwrap().unwrap().to_string();
        let entry = leaf(index).to_bytes().unwrap();
        judge_receipt(&receipt, &entry).unwrap();
        assert!(judge_receipt(&receipt, &leaf(index + 1).to_bytes().unwrap()).is_err());
        for at in (0..receipt.len()).step_by(3).filter(|at| receipt.is_char_boundary(*at)) {
            let mut changed = receipt.clone().into_bytes();
            changed[at] ^= 1;
            if let Ok(changed) = String::from_utf8(changed) {
                assert!(judge_receipt(&changed, &entry).is_err(), "byte {at}: {changed}");
            }
        }
    }
}

/// Reads the lines of a tlog-proof; their code checks every hash and signature.
fn judge_receipt(receipt: &str, entry: &[u8]) -> Result<(), String> {
    let body = receipt.strip_prefix("c2sp.org/tlog-proof@v1\nindex ").ok_or("no header")?;
    let (head, note) = body.split_once("\n\n").ok_or("no checkpoint")?;
    let mut lines = head.split('\n');
    let index = lines.next().unwrap_or_default();
    let number: u64 = index.parse().map_err(|_| "no index")?;
    if number.to_string() != index {
        return Err("another spelling".to_owned());
    }
    let proof: Result<Vec<Hash>, _> = lines.map(Hash::parse_hash).collect();
    let proof = proof.map_err(|error| error.to_string())?;
    let checkpoint = judged(note.as_bytes(), &key().to_string())?;
    check_record(&proof, checkpoint.size(), *checkpoint.hash(), number, record_hash(entry))
        .map_err(|error| error.to_string())
}
