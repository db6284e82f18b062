//! The public log, as an issuer writes it and as a verifier reads it.

mod directory;
mod formats;
mod receipts;
mod replay;
mod tree;
mod witness;

use crate::common::signed::signer;
use co2_cert::log::{Leaf, LogBuilder};
use co2_cert::record::DocumentDigest;
use co2_cert::tlog::{NoteKey, Origin};
use co2_units::Co2e;
use co2_units::credit::{GramSlice, UnitRange, UnitSlice};
use std::collections::BTreeMap;

pub(crate) type Files = BTreeMap<String, Vec<u8>>;

pub(crate) fn origin() -> Origin {
    "shop.example/log".parse().unwrap()
}

pub(crate) fn key() -> NoteKey {
    NoteKey::new(origin(), signer().public_key())
}

pub(crate) fn cert(number: u64) -> DocumentDigest {
    DocumentDigest::of(&number.to_be_bytes())
}

/// Grams of an invented block of 19,149 tonnes.
pub(crate) fn grams(start: u64, end: u64) -> UnitSlice {
    let block = UnitRange::new("gold-standard:GS1:1", 1, 19_149, "GS1-1-UG-GS1-16-2024-1-1-19149");
    let slice = GramSlice::new(start, end).unwrap();
    UnitSlice::new(block.unwrap(), Co2e::TONNE, slice).unwrap()
}

/// The issue of a certificate that takes the `number`-th 300 kg of the block.
pub(crate) fn issue(number: u64) -> Leaf {
    let start = number * 300_000;
    Leaf::Issue { cert: cert(number), slices: vec![grams(start, start + 300_000)] }
}

/// The files of a log, with its signed checkpoint.
pub(crate) fn files_of(leaves: impl IntoIterator<Item = Leaf>) -> Files {
    let mut log = LogBuilder::new();
    for leaf in leaves {
        log.append(&leaf).unwrap();
    }
    let mut files: Files = log.files().collect();
    let checkpoint = log.checkpoint(origin()).sign(&signer(), &key()).unwrap();
    files.insert("checkpoint".to_owned(), checkpoint.to_string().into_bytes());
    files
}
