//! Tiles: the files from which a log is served (C2SP tlog-tiles).

use super::hash::TreeHash;
use core::fmt::{self, Write};

/// The number of hashes or entries in a full tile.
pub const TILE_WIDTH: u64 = 256;

/// The name of a tile's file.
///
/// ```
/// use co2_cert::tlog::Tile;
/// let tile = Tile::Hashes { level: 0, index: 1_234_067, width: None };
/// assert_eq!(tile.to_string(), "tile/0/x001/x234/067");
/// let partial = Tile::Entries { index: 3, width: Some(44) };
/// assert_eq!(partial.to_string(), "tile/entries/003.p/44");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tile {
    /// Hashes of complete subtrees over 256^`level` leaves each.
    Hashes {
        /// The level, 0 to 7.
        level: u8,
        /// The tile's index in its level, counted from 0.
        index: u64,
        /// The number of hashes in a partial tile; `None` for a full one.
        width: Option<u8>,
    },
    /// A bundle of entries, each preceded by its length in two bytes.
    Entries {
        /// The bundle's index, counted from 0.
        index: u64,
        /// The number of entries in a partial bundle; `None` for a full one.
        width: Option<u8>,
    },
}

impl Tile {
    /// Returns the number of hashes or entries in the file.
    pub fn width(self) -> u64 {
        let (Self::Hashes { width, .. } | Self::Entries { width, .. }) = self;
        width.map_or(TILE_WIDTH, u64::from)
    }

    /// Returns the full tile, which a log may serve instead of a partial one.
    #[must_use]
    pub const fn full(self) -> Self {
        match self {
            Self::Hashes { level, index, .. } => Self::Hashes { level, index, width: None },
            Self::Entries { index, .. } => Self::Entries { index, width: None },
        }
    }

    /// Returns the bundles of entries of a log of `size` leaves, starting at the `first` bundle.
    pub fn entries(first: u64, size: u64) -> impl Iterator<Item = Self> {
        tiles_of(first, size).map(|(index, width)| Self::Entries { index, width })
    }

    /// Returns the tiles of hashes of one level of a log of `size` leaves, starting at the `first`.
    pub fn hashes(level: u8, first: u64, size: u64) -> impl Iterator<Item = Self> {
        let size = size.checked_shr(u32::from(level).saturating_mul(8)).unwrap_or_default();
        tiles_of(first, size).map(move |(index, width)| Self::Hashes { level, index, width })
    }
}

/// Returns the indexes and widths of the tiles that hold `count` hashes or entries.
fn tiles_of(first: u64, count: u64) -> impl Iterator<Item = (u64, Option<u8>)> {
    let full = count >> 8;
    let rest = u8::try_from(count & 0xff).ok().filter(|rest| *rest > 0);
    let partial = rest.map(|rest| (full, Some(rest))).filter(|(index, _)| *index >= first);
    (first..full).map(|index| (index, None)).chain(partial)
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (index, width) = match self {
            Self::Hashes { level, index, width } => {
                write!(f, "tile/{level}/")?;
                (index, width)
            }
            Self::Entries { index, width } => {
                f.write_str("tile/entries/")?;
                (index, width)
            }
        };
        let mut groups = Vec::new();
        let mut rest = *index;
        while groups.is_empty() || rest > 0 {
            groups.push(rest.checked_rem(1_000).unwrap_or_default());
            rest = rest.checked_div(1_000).unwrap_or_default();
        }
        while let Some(group) = groups.pop() {
            if groups.is_empty() {
                write!(f, "{group:03}")?;
            } else {
                write!(f, "x{group:03}/")?;
            }
        }
        if let Some(width) = width {
            f.write_char('.')?;
            write!(f, "p/{width}")?;
        }
        Ok(())
    }
}

/// Combines the hashes of one complete subtree, 2^n of them, into one. Without any, it is the hash of no bytes.
pub(crate) fn fold(hashes: &[TreeHash]) -> TreeHash {
    match hashes {
        [] => TreeHash::empty(),
        [one] => *one,
        more => {
            let (pairs, rest) = more.as_chunks::<2>();
            let mut above: Vec<TreeHash> =
                pairs.iter().map(|[left, right]| TreeHash::of_node(*left, *right)).collect();
            above.extend(rest);
            fold(&above)
        }
    }
}

/// Writes a tile of hashes.
pub(crate) fn hash_bytes(hashes: &[TreeHash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.to_bytes()).collect()
}

/// Reads the first `width` hashes of a tile's file, which must have exactly that number or be full.
pub(crate) fn read_hashes(bytes: &[u8], width: u64) -> Option<Vec<TreeHash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    let found = u64::try_from(hashes.len()).ok()?;
    let fits = rest.is_empty() && (found == width || found == TILE_WIDTH && width < found);
    let width = usize::try_from(width).ok().filter(|_| fits)?;
    Some(hashes.iter().take(width).copied().map(TreeHash::from_bytes).collect())
}

/// Reads the first `width` entries of a bundle, which must have exactly that number or be full.
pub(crate) fn read_bundle(bytes: &[u8], width: u64) -> Option<Vec<&[u8]>> {
    let (mut entries, mut rest) = (Vec::new(), bytes);
    while let Some((length, more)) = rest.split_first_chunk::<2>() {
        let (entry, more) = more.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        entries.push(entry);
        rest = more;
    }
    let found = u64::try_from(entries.len()).ok()?;
    let fits = rest.is_empty() && (found == width || found == TILE_WIDTH && width < found);
    let width = usize::try_from(width).ok().filter(|_| fits)?;
    entries.truncate(width);
    Some(entries)
}
