//! A log read from its files alone, by whoever has them.

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

/// The files of a log by name, such as `checkpoint` and `tile/0/000`: a folder, an address, a map.
///
/// Whoever reads from elsewhere bounds the size of a file: the largest that a log can have is a
/// bundle of 256 entries of 65,535 bytes, 16 MiB.
pub trait LogFiles {
    /// The bytes of a file, or `None` when there is none of this name.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Box<dyn Error + Send + Sync>>;
}

impl LogFiles for BTreeMap<String, Vec<u8>> {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Box<dyn Error + Send + Sync>> {
        Ok(self.get(name).cloned())
    }
}

/// A file that cannot be had.
#[derive(Debug, thiserror::Error)]
#[error("the log's file {name} cannot be read")]
#[non_exhaustive]
pub struct ReadFault {
    /// Which file.
    pub name: String,
    /// Why.
    pub source: Box<dyn Error + Send + Sync>,
}

/// What is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BrokenLog {
    /// A file is missing.
    #[error("the log has no file {name}")]
    Missing {
        /// Which.
        name: String,
    },
    /// The checkpoint is none.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The checkpoint is not signed by a known key.
    #[error("the checkpoint is refused")]
    Signature(#[source] NoteError),
    /// A tile does not hold what follows from the entries, or is cut or too long.
    #[error("the file {tile} is not that of the log's entries")]
    Tile {
        /// Which.
        tile: Tile,
    },
    /// The entries lead to another root than the signed one.
    #[error("the first {size} entries have the root {found}, and {signed} is signed")]
    Root {
        /// How many entries.
        size: u64,
        /// The signed root.
        signed: TreeHash,
        /// The root of the entries.
        found: TreeHash,
    },
    /// An entry cannot follow those before it.
    #[error("leaf {index} is refused")]
    Leaf {
        /// Which.
        index: u64,
        /// Why.
        source: LeafFault,
    },
    /// A size or place that the tree does not have.
    #[error(transparent)]
    Tree(#[from] TreeError),
}

/// Why a log is not verified: it could not be read, or it is broken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// A file cannot be read; the log may be fine.
    #[error(transparent)]
    Read(#[from] ReadFault),
    /// The log is broken.
    #[error(transparent)]
    Broken(Box<BrokenLog>),
}

impl LogError {
    /// That a file cannot be read.
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

/// What a verified log says.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LogReport {
    /// The checkpoint whose signature was checked.
    pub checkpoint: Checkpoint,
    /// What the leaves say together.
    pub replay: Replay,
}

fn read(files: &impl LogFiles, name: &str) -> Result<Option<Vec<u8>>, LogError> {
    files.read(name).map_err(|source| LogError::unreadable(name.to_owned(), source))
}

/// A tile's file, or the full one in its place.
pub(super) fn read_tile(files: &impl LogFiles, tile: Tile) -> Result<Vec<u8>, LogError> {
    for tile in [tile, tile.full()] {
        if let Some(bytes) = read(files, &tile.to_string())? {
            return Ok(bytes);
        }
    }
    Err(BrokenLog::Missing { name: tile.to_string() }.into())
}

/// Reads a log's newest checkpoint and checks who signed it.
///
/// # Errors
/// When it cannot be read, is none, or is not signed by a known key.
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

/// Reads the entries of a log of `size` leaves from its `first` on, in order; `each` gets the index
/// and the bytes. They are not checked against anything.
///
/// # Errors
/// When a bundle cannot be read, is missing or damaged, or `each` fails.
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

/// Verifies a log from its files, trusting nothing but the keys: that the newest checkpoint is
/// signed, that its tree is that of the entries, that every tile is what follows from them, and that
/// the leaves can follow each other: slices disjoint and inside their units, only what was issued
/// replaced or revoked, no serial stands for two blocks of units. `serials` checks that each block is what
/// its printed serial says; how much rests on the issuer's word alone is counted in the report's replay.
///
/// It reads each file once and holds what a [`Replay`] holds. To see that the log only grew since an
/// earlier checkpoint, compare that one's root with [`root_at`](crate::tlog::root_at) its size.
///
/// # Errors
/// When a file cannot be read, or with the first fault found.
pub fn verify_log(
    files: &impl LogFiles,
    keys: &[NoteKey],
    serials: Serials<'_>,
) -> Result<LogReport, LogError> {
    let checkpoint = read_checkpoint(files, keys)?.unverified().clone();
    let (mut log, mut replay, mut refused) = (LogBuilder::new(), Replay::new(), None);
    read_entries(files, 0, checkpoint.size, |index, entry| -> Result<(), LogError> {
        // Nobody is accused of what is not signed: the rest of the tree is checked first.
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

/// That tiles of hashes in the files are these. Bundles were read and need no comparison.
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

/// Where a certificate was issued in a log of `size` leaves, and its leaf: reads entries from the
/// first on.
///
/// # Errors
/// When a bundle cannot be read or is damaged.
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
    // The digest stands in an entry as text: what lacks it is not even read as a leaf.
    let needle = cert.to_string();
    let searched = read_entries(files, 0, size, |index, entry| {
        let holds = entry.windows(needle.len()).any(|window| window == needle.as_bytes());
        match holds.then(|| Leaf::from_bytes(entry)) {
            Some(Ok(leaf)) if leaf.cert() == cert && !matches!(leaf, Leaf::Revoke { .. }) => {
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

/// The first grams of a certificate that its leaves in the log do not name: its own leaf, and, as long
/// as that is a reissue, those of the certificates before it. `None` when the log names all of them, so
/// that a [`Replay`] answers for each. Reads the entries once for each reissue.
///
/// # Errors
/// When a bundle cannot be read or is damaged, or a certificate before it is not in the log.
pub fn unlogged_grams(
    files: &impl LogFiles,
    size: u64,
    certificate: &Certificate,
    leaf: &Leaf,
) -> Result<Option<UnitSlice>, LogError> {
    let (mut named, mut leaf) = (leaf.slices().to_vec(), leaf.clone());
    // A certificate replaces one that stands before it, so the search ends.
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

/// The tree of a log of `size` leaves in its files: for proofs, a few tiles are read.
#[derive(Clone, Copy, Debug)]
pub struct TileTree<'a, F> {
    files: &'a F,
    size: u64,
}

impl<'a, F: LogFiles> TileTree<'a, F> {
    /// The tree of the first `size` leaves, as a checkpoint has it.
    pub const fn new(files: &'a F, size: u64) -> Self {
        Self { files, size }
    }
}

impl<F: LogFiles> Subtrees for TileTree<'_, F> {
    type Error = LogError;

    fn subtree(&self, level: u8, index: u64) -> Result<TreeHash, LogError> {
        let no_leaf = || TreeError::NoLeaf { index, size: self.size };
        let (tile_level, above) = (level >> 3, u32::from(level & 7));
        // The subtree's hashes in the tile: 2^above of them from `first` on.
        let first = index.checked_shl(above).ok_or_else(no_leaf)?;
        let tile = Tile::hashes(tile_level, first >> 8, self.size).next().ok_or_else(no_leaf)?;
        let bytes = read_tile(self.files, tile)?;
        let hashes = read_hashes(&bytes, tile.width()).ok_or(BrokenLog::Tile { tile })?;
        let place = usize::try_from(first & 0xff).unwrap_or(usize::MAX);
        let end = place.saturating_add(1 << above);
        Ok(hashes.get(place..end).map(fold).ok_or_else(no_leaf)?)
    }
}
