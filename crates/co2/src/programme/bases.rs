//! The bases of footprints that were read lately: products of one model share theirs.

use crate::basis::Basis;
use co2_offsets::Digest;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many are kept, of some kilobytes each.
const MOST: usize = 1_024;

/// Bases by their digests, which say what they are.
#[derive(Debug, Default)]
pub(super) struct Bases(Mutex<BTreeMap<Digest, Arc<Basis>>>);

impl Bases {
    pub(super) fn get(&self, digest: Digest) -> Option<Arc<Basis>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&digest).cloned()
    }

    pub(super) fn put(&self, digest: Digest, basis: Arc<Basis>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(digest, basis);
    }
}
