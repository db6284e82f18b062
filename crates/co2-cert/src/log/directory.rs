//! Reading and verifying a log from its files alone.

use super::builder::LogBuilder;
use super::leaf::{Leaf, slices_of};
use super::replay::{LeafFault, Replay, Serials};
use crate::certificate::Certificate;
use crate::record::DocumentDigest;
use crate::tlog::{
    Checkpoint, CheckpointError, NoteError, NoteKey, SignedCheckpoint, Subtrees, TILE_WIDTH, Tile,
    TreeError, TreeHash, fold, read_bundle, read_hashes,
};
use co2_units::credit::UnitSlice;
use std::collections::BTreeMap;
use std::error::Error;

/// The files of a log by name, such as `checkpoint` and `tile/0/000`, in a folder, at an address or in a map.
///
/// An implementation that reads from an untrusted place should limit the size of a file: the largest that a log can
/// have is a bundle of 256 entries of 65,535 bytes, about 16 MiB.
pub trait LogFiles {
    /// Returns the bytes of a file, or `None` if there is no file with this name.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Box<dyn Error + Send + Sync>>;
}

impl LogFiles for BTreeMap<String, Vec<u8>> {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Box<dyn Error + Send + Sync>> {
        Ok(self.get(name).cloned())
    }
}

/// An error from reading a file of a log.
#[derive(Debug, thiserror::Error)]
#[error("the log's file {name} cannot be read")]
#[non_exhaustive]
pub struct ReadFault {
    /// The file's name.
    pub name: String,
    /// The cause.
    pub source: Box<dyn Error + Send + Sync>,
}

/// What is wrong with a broken log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BrokenLog {
    /// A file is missing.
    #[error("the log has no file {name}")]
    Missing {
        /// The file's name.
        name: String,
    },
    /// The checkpoint is malformed.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The checkpoint is not signed by a known key.
    #[error("the checkpoint is refused")]
    Signature(#[source] NoteError),
    /// A tile is too short, too long, or has other hashes than those that follow from the entries.
    #[error("the file {tile} does not match the log's entries")]
    Tile {
        /// The tile.
        tile: Tile,
    },
    /// The root of the entries is not the signed root.
    #[error("the first {size} entries have the root {found}, but {signed} is signed")]
    Root {
        /// The number of entries.
        size: u64,
        /// The signed root.
        signed: TreeHash,
        /// The root computed from the entries.
        found: TreeHash,
    },
    /// An entry cannot follow the entries before it.
    #[error("leaf {index} is refused")]
    Leaf {
        /// The leaf's index, counted from 0.
        index: u64,
        /// The reason.
        source: LeafFault,
    },
    /// A size or index that the tree does not have.
    #[error(transparent)]
    Tree(#[from] TreeError),
}

/// An error from verifying a log: it could not be read, or it is broken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// A file cannot be read; the log itself may be sound.
    #[error(transparent)]
    Read(#[from] ReadFault),
    /// The log is broken.
    #[error(transparent)]
    Broken(Box<BrokenLog>),
}

impl LogError {
    /// Makes the error for a file that cannot be read.
    pub fn unreadable(name: String, source: Box<dyn Error + Send + Sync>) -> Self {
        Self::Read(ReadFault { name, source })
    }
}

impl From<BrokenLog> for LogError {
    fn from(broken: BrokenLog) -> Self {
        Self::Broken(Box::new(broken))
    }
}

impl From<TreeError> for LogError {
    fn from(error: TreeError) -> Self {
        BrokenLog::from(error).into()
    }
}

/// The result of verifying a log.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LogReport {
    /// The checkpoint whose signature was checked.
    pub checkpoint: Checkpoint,
    /// What all leaves together state.
    pub replay: Replay,
}

fn read(files: &impl LogFiles, name: &str) -> Result<Option<Vec<u8>>, LogError> {
    files.read(name).map_err(|source| LogError::unreadable(name.to_owned(), source))
}

/// Reads a tile's file, or the full tile that has replaced it.
pub(super) fn read_tile(files: &impl LogFiles, tile: Tile) -> Result<Vec<u8>, LogError> {
    for tile in [tile, tile.full()] {
        if let Some(bytes) = read(files, &tile.to_string())? {
            return Ok(bytes);
        }
    }
    Err(BrokenLog::Missing { name: tile.to_string() }.into())
}

/// Reads a log's newest checkpoint and checks its signature.
///
/// # Errors
/// Returns an error if the checkpoint cannot be read, is malformed, or is not signed by a known key.
pub fn read_checkpoint(
    files: &impl LogFiles,
    keys: &[NoteKey],
) -> Result<SignedCheckpoint, LogError> {
    let name = "checkpoint";
    let bytes = read(files, name)?;
    let bytes = bytes.ok_or_else(|| BrokenLog::Missing { name: name.to_owned() })?;
    let signed = SignedCheckpoint::from_bytes(&bytes).map_err(BrokenLog::Checkpoint)?;
    signed.verify(keys).map_err(BrokenLog::Signature)?;
    Ok(signed)
}

/// Reads the entries of a log of `size` leaves in order, starting at `first`, and calls `each` with the index
/// and the bytes of each. It does not check them against anything.
///
/// # Errors
/// Returns an error if a bundle cannot be read, is missing or damaged, or if `each` fails.
pub fn read_entries<F: LogFiles, E: From<LogError>>(
    files: &F,
    first: u64,
    size: u64,
    mut each: impl FnMut(u64, &[u8]) -> Result<(), E>,
) -> Result<(), E> {
    for tile in Tile::entries(first >> 8, size) {
        let Tile::Entries { index, .. } = tile else { continue };
        let bytes = read_tile(files, tile)?;
        let entries = read_bundle(&bytes, tile.width());
        let entries = entries.ok_or_else(|| LogError::from(BrokenLog::Tile { tile }))?;
        for (place, entry) in (index.saturating_mul(TILE_WIDTH)..).zip(entries) {
            if place >= first {
                each(place, entry)?;
            }
        }
    }
    Ok(())
}

/// Verifies a log from its files, trusting nothing but the keys. It checks that the newest checkpoint is
/// signed, that its tree is the tree of the entries, that every tile follows from them, and that
/// the leaves can follow each other: slices are disjoint and inside their units, only what was issued
/// is replaced, revoked or spent, and no serial stands for two blocks of units. `serials` checks that each block is what
/// its printed serial says; the report's replay counts the units that rest on the issuer's word alone.
///
/// It reads each file once and holds what a [`Replay`] holds. To see that the log has only grown since an
/// earlier checkpoint, compare the root of that checkpoint with [`root_at`](crate::tlog::root_at) of its size.
///
/// # Errors
/// Returns an error if a file cannot be read; otherwise the first fault found.
pub fn verify_log(
    files: &impl LogFiles,
    keys: &[NoteKey],
    serials: Serials<'_>,
) -> Result<LogReport, LogError> {
    let checkpoint = read_checkpoint(files, keys)?.unverified().clone();
    let (mut log, mut replay, mut refused) = (LogBuilder::new(), Replay::new(), None);
    read_entries(files, 0, checkpoint.size, |index, entry| -> Result<(), LogError> {
        // Nobody is accused of what is not signed, so the rest of the tree is checked first.
        if refused.is_none() {
            let leaf = Leaf::from_bytes(entry).map_err(LeafFault::from);
            let taken = leaf.and_then(|leaf| replay.push(&leaf, Some(&mut *serials)));
            refused = taken.err().map(|source| BrokenLog::Leaf { index, source });
        }
        log.append_entry(entry).map_err(|_| TreeError::NoLeaf { index, size: index })?;
        compare(files, log.take_full())
    })?;
    compare(files, log.partial())?;
    let (size, signed, found) = (checkpoint.size, checkpoint.root, log.root());
    if signed != found {
        return Err(BrokenLog::Root { size, signed, found }.into());
    }
    match refused {
        None => Ok(LogReport { checkpoint, replay }),
        Some(broken) => Err(broken.into()),
    }
}

/// Checks that the files have these tiles of hashes. Bundles have been read and need no comparison.
fn compare(
    files: &impl LogFiles,
    tiles: impl Iterator<Item = (Tile, Vec<u8>)>,
) -> Result<(), LogError> {
    for (tile, expected) in tiles.filter(|(tile, _)| matches!(tile, Tile::Hashes { .. })) {
        let found = read_tile(files, tile)?;
        let (found, expected) =
            (read_hashes(&found, tile.width()), read_hashes(&expected, tile.width()));
        if found.is_none() || found != expected {
            return Err(BrokenLog::Tile { tile }.into());
        }
    }
    Ok(())
}

/// Finds the leaf that issued a certificate in a log of `size` leaves, and its index. It reads the entries from
/// the first on.
///
/// # Errors
/// Returns an error if a bundle cannot be read or is damaged.
pub fn find_certificate(
    files: &impl LogFiles,
    size: u64,
    cert: DocumentDigest,
) -> Result<Option<(u64, Leaf)>, LogError> {
    enum Stop {
        Found(u64, Leaf),
        Failed(LogError),
    }
    impl From<LogError> for Stop {
        fn from(error: LogError) -> Self {
            Self::Failed(error)
        }
    }
    // An entry contains the digest as text, so an entry without that text need not be parsed.
    let needle = cert.to_string();
    let searched = read_entries(files, 0, size, |index, entry| {
        let holds = entry.windows(needle.len()).any(|window| window == needle.as_bytes());
        match holds.then(|| Leaf::from_bytes(entry)) {
            Some(Ok(leaf)) if leaf.cert() == cert && leaf.is_issue() => {
                Err(Stop::Found(index, leaf))
            }
            _ => Ok(()),
        }
    });
    match searched {
        Ok(()) => Ok(None),
        Err(Stop::Found(index, leaf)) => Ok(Some((index, leaf))),
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// Returns the first grams of a certificate that its leaves in the log do not name, or `None` if they name all, so
/// that a [`Replay`] covers each of them. Its leaves are its own and, as long as that is a reissue, those of the
/// certificates before it. The entries are read once for each reissue.
///
/// # Errors
/// Returns an error if a bundle cannot be read or is damaged, or if a certificate before it is not in the log.
pub fn unlogged_grams(
    files: &impl LogFiles,
    size: u64,
    certificate: &Certificate,
    leaf: &Leaf,
) -> Result<Option<UnitSlice>, LogError> {
    let (mut named, mut leaf) = (leaf.slices().to_vec(), leaf.clone());
    // A certificate replaces one that is earlier in the log, so the search ends.
    let mut before = size;
    while let Leaf::Reissue { replaces, .. } = leaf {
        let Some((index, found)) = find_certificate(files, before, replaces)? else {
            let source = LeafFault::NotIssued { cert: replaces };
            return Err(BrokenLog::Leaf { index: before, source }.into());
        };
        named.extend(found.slices().iter().cloned());
        (before, leaf) = (index, found);
    }
    let lines = slices_of(certificate);
    Ok(lines.iter().flat_map(|line| line.without(&named)).next())
}

/// The tree of a log of `size` leaves, read from its files; a proof reads only a few tiles.
#[derive(Clone, Copy, Debug)]
pub struct TileTree<'a, F> {
    files: &'a F,
    size: u64,
}

impl<'a, F: LogFiles> TileTree<'a, F> {
    /// Makes the tree of the first `size` leaves, the size of a checkpoint.
    pub const fn new(files: &'a F, size: u64) -> Self {
        Self { files, size }
    }
}

impl<F: LogFiles> Subtrees for TileTree<'_, F> {
    type Error = LogError;

    fn subtree(&self, level: u8, index: u64) -> Result<TreeHash, LogError> {
        let no_leaf = || TreeError::NoLeaf { index, size: self.size };
        let (tile_level, above) = (level >> 3, u32::from(level & 7));
        // The subtree's hashes in the tile: 2^above of them, starting at `first`.
        let first = index.checked_shl(above).ok_or_else(no_leaf)?;
        let tile = Tile::hashes(tile_level, first >> 8, self.size).next().ok_or_else(no_leaf)?;
        let bytes = read_tile(self.files, tile)?;
        let hashes = read_hashes(&bytes, tile.width()).ok_or(BrokenLog::Tile { tile })?;
        let place = usize::try_from(first & 0xff).unwrap_or(usize::MAX);
        let end = place.saturating_add(1 << above);
        Ok(hashes.get(place..end).map(fold).ok_or_else(no_leaf)?)
    }
}
