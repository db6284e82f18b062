//! Appending leaves to a log, and writing its files.

use super::directory::{BrokenLog, LogError, LogFiles, read_tile};
use super::leaf::{Leaf, LeafError};
use crate::tlog::{
    Checkpoint, Origin, TILE_WIDTH, Tile, TreeHash, fold, hash_bytes, read_bundle, read_hashes,
};

/// A growing log: it takes leaves and produces the log's files.
///
/// It holds only the right edge of the tree, at most eight partial tiles and one bundle of entries,
/// and the full files made since they were last taken.
#[derive(Clone, Debug, Default)]
pub struct LogBuilder {
    size: u64,
    /// The rightmost tile of each level; it is never full.
    edge: Vec<Vec<TreeHash>>,
    /// The rightmost bundle of entries; it is never full.
    bundle: Vec<u8>,
    full: Vec<(Tile, Vec<u8>)>,
}

/// An error from appending a leaf.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AppendError {
    /// The leaf states something impossible, or is too long.
    #[error(transparent)]
    Leaf(#[from] LeafError),
    /// The log has as many leaves as eight levels of tiles can hold.
    #[error("the log is full")]
    Full,
}

impl LogBuilder {
    /// Makes a log without leaves.
    pub const fn new() -> Self {
        Self { size: 0, edge: Vec::new(), bundle: Vec::new(), full: Vec::new() }
    }

    /// Continues a log from one of its checkpoints.
    ///
    /// # Errors
    /// Returns an error if a file is missing or cannot be read, or if the files do not match the checkpoint.
    pub fn resume(checkpoint: &Checkpoint, files: &impl LogFiles) -> Result<Self, LogError> {
        let size = checkpoint.size;
        let mut builder = Self { size, ..Self::new() };
        for level in 0..8_u8 {
            let Some(at) = size.checked_shr(u32::from(level).saturating_mul(8)) else { break };
            let tile = Tile::hashes(level, at >> 8, size).find(|tile| tile.width() < TILE_WIDTH);
            let hashes = match tile {
                None => Vec::new(),
                Some(tile) => {
                    let bytes = read_tile(files, tile)?;
                    read_hashes(&bytes, tile.width()).ok_or(BrokenLog::Tile { tile })?
                }
            };
            builder.edge.push(hashes);
        }
        if let Some(tile) = Tile::entries(size >> 8, size).next() {
            let bytes = read_tile(files, tile)?;
            let entries = read_bundle(&bytes, tile.width()).ok_or(BrokenLog::Tile { tile })?;
            let hashes: Vec<TreeHash> = entries.iter().map(|one| TreeHash::of_leaf(one)).collect();
            if builder.edge.first() != Some(&hashes) {
                return Err(BrokenLog::Tile { tile }.into());
            }
            for entry in entries {
                push_entry(&mut builder.bundle, entry);
            }
        }
        let found = builder.root();
        if found != checkpoint.root {
            return Err(BrokenLog::Root { size, signed: checkpoint.root, found }.into());
        }
        Ok(builder)
    }

    /// Returns the number of leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf and returns its index, counted from 0.
    ///
    /// # Errors
    /// Returns an error if the leaf states something impossible or is too long, or if the log is full.
    pub fn append(&mut self, leaf: &Leaf) -> Result<u64, AppendError> {
        let bytes = leaf.to_bytes()?;
        self.append_entry(&bytes)
    }

    /// Appends an entry of at most [`MAX_LEAF`](super::MAX_LEAF) bytes.
    pub(super) fn append_entry(&mut self, bytes: &[u8]) -> Result<u64, AppendError> {
        let index = self.size;
        self.size = index.checked_add(1).ok_or(AppendError::Full)?;
        push_entry(&mut self.bundle, bytes);
        let mut hash = TreeHash::of_leaf(bytes);
        for level in 0..8_u8 {
            let at = usize::from(level);
            if self.edge.len() == at {
                self.edge.push(Vec::new());
            }
            let Some(edge) = self.edge.get_mut(at) else { break };
            edge.push(hash);
            if edge.len() < 256 {
                break;
            }
            hash = fold(edge);
            let bytes = hash_bytes(edge);
            edge.clear();
            // The parent covers the leaves that end with this one.
            let bits = u32::from(level).saturating_add(1).saturating_mul(8);
            let tile = index.checked_shr(bits).unwrap_or_default();
            self.full.push((Tile::Hashes { level, index: tile, width: None }, bytes));
        }
        if self.size.trailing_zeros() >= 8 {
            let tile = Tile::Entries { index: index >> 8, width: None };
            self.full.push((tile, core::mem::take(&mut self.bundle)));
        }
        Ok(index)
    }

    /// Returns the root of the tree.
    pub fn root(&self) -> TreeHash {
        // Start at the right: the smallest complete subtrees are at the end of the lowest level.
        let mut root: Option<TreeHash> = None;
        for edge in &self.edge {
            let mut rest = edge.as_slice();
            while !rest.is_empty() {
                let width = 1_usize << rest.len().trailing_zeros();
                let Some((before, subtree)) =
                    rest.split_at_checked(rest.len().saturating_sub(width))
                else {
                    break;
                };
                let hash = fold(subtree);
                root = Some(root.map_or(hash, |right| TreeHash::of_node(hash, right)));
                rest = before;
            }
        }
        root.unwrap_or_else(TreeHash::empty)
    }

    /// Returns a checkpoint of the log in its current state, not yet signed.
    pub fn checkpoint(&self, origin: Origin) -> Checkpoint {
        Checkpoint { origin, size: self.size, root: self.root() }
    }

    /// Takes the full files made since they were last taken, each of them once.
    pub fn take_full(&mut self) -> impl Iterator<Item = (Tile, Vec<u8>)> {
        core::mem::take(&mut self.full).into_iter()
    }

    /// Returns the partial files of the log in its current state.
    pub fn partial(&self) -> impl Iterator<Item = (Tile, Vec<u8>)> {
        let width = u8::try_from(self.size & 0xff).ok().filter(|width| *width > 0);
        let entries = width.map(|_| {
            let tile = Tile::Entries { index: self.size >> 8, width };
            (tile, self.bundle.clone())
        });
        let hashes = (0_u8..).zip(&self.edge).filter_map(|(level, edge)| {
            let width = u8::try_from(edge.len()).ok().filter(|width| *width > 0)?;
            let bits = u32::from(level).saturating_add(1).saturating_mul(8);
            let index = self.size.checked_shr(bits).unwrap_or_default();
            Some((Tile::Hashes { level, index, width: Some(width) }, hash_bytes(edge)))
        });
        hashes.chain(entries)
    }

    /// Returns all files by name: it takes the full ones and adds the partial ones. Sign and write the
    /// checkpoint after them.
    pub fn files(&mut self) -> impl Iterator<Item = (String, Vec<u8>)> {
        let full: Vec<_> = self.take_full().collect();
        full.into_iter().chain(self.partial()).map(|(tile, bytes)| (tile.to_string(), bytes))
    }
}

fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) {
    // No leaf is longer than 65,535 bytes, wherever it comes from.
    let length = u16::try_from(entry.len()).unwrap_or(u16::MAX);
    bundle.extend(length.to_be_bytes());
    bundle.extend(entry);
}
