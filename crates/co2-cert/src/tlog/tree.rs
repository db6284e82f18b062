//! Roots and proofs as in RFC 6962, sections 2.1.1 and 2.1.2; verification as in RFC 9162, sections 2.1.3.2
//! and 2.1.4.2.

use super::hash::TreeHash;
use core::convert::Infallible;

/// A source of the hashes of complete subtrees: a [`Tree`] in memory, or tiles in files.
pub trait Subtrees {
    /// The error if a hash is not available.
    type Error: From<TreeError>;

    /// Returns the hash of the complete subtree over the 2^`level` leaves starting at leaf `index` × 2^`level`.
    ///
    /// # Errors
    /// Returns an error if the tree does not have these leaves, or if the hash cannot be read.
    fn subtree(&self, level: u8, index: u64) -> Result<TreeHash, Self::Error>;
}

/// An error from a size or an index that is not possible in a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TreeError {
    /// The tree does not have the leaf.
    #[error("a tree of {size} leaves has no leaf {index}")]
    NoLeaf {
        /// The leaf's index, counted from 0.
        index: u64,
        /// The number of leaves.
        size: u64,
    },
    /// The earlier tree is empty, or is larger than the later one.
    #[error("a tree of {size} leaves cannot grow from one of {first}")]
    NoGrowth {
        /// The size of the earlier tree.
        first: u64,
        /// The size of the later tree.
        size: u64,
    },
}

impl From<Infallible> for TreeError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// An error from verifying a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// The sizes or the index are not possible.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// The proof has too few or too many hashes.
    #[error("the proof does not have the number of hashes that its place in the tree needs")]
    Length,
    /// The hashes do not lead to the root.
    #[error("the proof does not lead to the root")]
    Root,
    /// The hashes do not lead from the earlier root.
    #[error("the proof does not lead from the earlier root: the log was rewritten")]
    FirstRoot,
}

/// Returns the index of the leaf that divides a tree of more than one leaf: the largest power of two below
/// its size.
const fn split(size: u64) -> u64 {
    match size.saturating_sub(1).checked_ilog2() {
        Some(level) => 1 << level,
        None => 0,
    }
}

/// Returns the hash over the leaves from `start` to `end`, which must be one of the ranges into which a tree is
/// divided. Without leaves, it is the hash of no bytes.
fn range<S: Subtrees>(tree: &S, start: u64, end: u64) -> Result<TreeHash, S::Error> {
    let size = end.saturating_sub(start);
    if size == 0 {
        return Ok(TreeHash::empty());
    }
    if size.is_power_of_two() {
        let level = size.trailing_zeros();
        // The level is below 64, because the size is a u64.
        return tree.subtree(u8::try_from(level).unwrap_or(u8::MAX), start >> level);
    }
    let middle = start.saturating_add(split(size));
    Ok(TreeHash::of_node(range(tree, start, middle)?, range(tree, middle, end)?))
}

/// Returns the root of the tree of the first `size` leaves.
///
/// # Errors
/// Returns an error if a hash is not available.
pub fn root_at<S: Subtrees>(tree: &S, size: u64) -> Result<TreeHash, S::Error> {
    range(tree, 0, size)
}

/// Returns the hashes from a leaf's sibling up to the root's child. With them and the leaf, anyone can compute
/// the root of the tree of the first `size` leaves.
///
/// # Errors
/// Returns an error if there is no such leaf, or if a hash is not available.
pub fn inclusion_proof<S: Subtrees>(
    tree: &S,
    index: u64,
    size: u64,
) -> Result<Vec<TreeHash>, S::Error> {
    if index >= size {
        return Err(TreeError::NoLeaf { index, size }.into());
    }
    let (mut start, mut end, mut proof) = (0, size, Vec::new());
    while end.saturating_sub(start) > 1 {
        let middle = split(end.saturating_sub(start)).saturating_add(start);
        if index < middle {
            proof.push(range(tree, middle, end)?);
            end = middle;
        } else {
            proof.push(range(tree, start, middle)?);
            start = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// Returns the hashes with which anyone can check that the tree of the first `size` leaves begins with that of the
/// first `first` leaves.
///
/// # Errors
/// Returns an error if `first` is 0 or above `size`, or if a hash is not available.
pub fn consistency_proof<S: Subtrees>(
    tree: &S,
    first: u64,
    size: u64,
) -> Result<Vec<TreeHash>, S::Error> {
    if first == 0 || first > size {
        return Err(TreeError::NoGrowth { first, size }.into());
    }
    let (mut start, mut end, mut proof) = (0, size, Vec::new());
    while end != first {
        let middle = split(end.saturating_sub(start)).saturating_add(start);
        if first <= middle {
            proof.push(range(tree, middle, end)?);
            end = middle;
        } else {
            proof.push(range(tree, start, middle)?);
            start = middle;
        }
    }
    // The reader knows the first tree's hash only if it is one complete subtree starting at leaf 0.
    if start > 0 {
        proof.push(range(tree, start, end)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Checks that a leaf is in the tree with this root.
///
/// # Errors
/// Returns an error if the index is not possible, or if the hashes do not lead to the root.
pub fn verify_inclusion(
    leaf: TreeHash,
    index: u64,
    size: u64,
    root: TreeHash,
    proof: &[TreeHash],
) -> Result<(), ProofError> {
    if index >= size {
        return Err(TreeError::NoLeaf { index, size }.into());
    }
    let (mut place, mut last, mut hash) = (index, size.saturating_sub(1), leaf);
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if place & 1 == 1 || place == last {
            hash = TreeHash::of_node(*sibling, hash);
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            hash = TreeHash::of_node(hash, *sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    match (last, hash == root) {
        (0, true) => Ok(()),
        (0, false) => Err(ProofError::Root),
        _ => Err(ProofError::Length),
    }
}

/// Checks that a log has only grown: that its tree of `size` leaves begins with that of `first` leaves.
///
/// # Errors
/// Returns an error if the sizes are not possible, or if the hashes do not lead from one root to the other.
pub fn verify_consistency(
    first: u64,
    first_root: TreeHash,
    size: u64,
    root: TreeHash,
    proof: &[TreeHash],
) -> Result<(), ProofError> {
    if first == 0 || first > size {
        return Err(TreeError::NoGrowth { first, size }.into());
    }
    if first == size {
        return match (proof.is_empty(), first_root == root) {
            (true, true) => Ok(()),
            (true, false) => Err(ProofError::FirstRoot),
            _ => Err(ProofError::Length),
        };
    }
    let (mut place, mut last) = (first.saturating_sub(1), size.saturating_sub(1));
    while place & 1 == 1 {
        (place, last) = (place >> 1, last >> 1);
    }
    // A first tree that is one complete subtree is not repeated in the proof.
    let known = first.is_power_of_two().then_some(first_root);
    let mut hashes = known.into_iter().chain(proof.iter().copied());
    let start = hashes.next().ok_or(ProofError::Length)?;
    let (mut before, mut now) = (start, start);
    for sibling in hashes {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if place & 1 == 1 || place == last {
            before = TreeHash::of_node(sibling, before);
            now = TreeHash::of_node(sibling, now);
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            now = TreeHash::of_node(now, sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    if before != first_root {
        return Err(ProofError::FirstRoot);
    }
    if now == root { Ok(()) } else { Err(ProofError::Root) }
}

/// A tree in memory with all its complete subtrees; it takes 64 bytes per leaf.
///
/// ```
/// use co2_cert::tlog::{Tree, TreeHash, inclusion_proof, root_at, verify_inclusion};
/// let mut tree = Tree::new();
/// for leaf in [b"a", b"b", b"c"] {
///     tree.push(TreeHash::of_leaf(leaf));
/// }
/// let (root, proof) = (root_at(&tree, 3)?, inclusion_proof(&tree, 2, 3)?);
/// assert_eq!(verify_inclusion(TreeHash::of_leaf(b"c"), 2, 3, root, &proof), Ok(()));
/// assert!(verify_inclusion(TreeHash::of_leaf(b"d"), 2, 3, root, &proof).is_err());
/// # Ok::<(), co2_cert::tlog::TreeError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Tree {
    levels: Vec<Vec<TreeHash>>,
}

impl Tree {
    /// Makes a tree without leaves.
    pub const fn new() -> Self {
        Self { levels: Vec::new() }
    }

    /// Returns the number of leaves.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| u64::try_from(leaves.len()).unwrap_or(u64::MAX))
    }

    /// Adds a leaf, given its hash.
    pub fn push(&mut self, leaf: TreeHash) {
        let mut hash = leaf;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            let Some(hashes) = self.levels.get_mut(level) else { return };
            hashes.push(hash);
            let ([.., left, right], true) = (hashes.as_slice(), hashes.len() % 2 == 0) else {
                return;
            };
            hash = TreeHash::of_node(*left, *right);
        }
    }
}

impl Subtrees for Tree {
    type Error = TreeError;

    fn subtree(&self, level: u8, index: u64) -> Result<TreeHash, TreeError> {
        let hashes = self.levels.get(usize::from(level));
        let hash = hashes.zip(usize::try_from(index).ok()).and_then(|(all, at)| all.get(at));
        let last = || index.checked_shl(u32::from(level)).unwrap_or(u64::MAX);
        hash.copied().ok_or_else(|| TreeError::NoLeaf { index: last(), size: self.size() })
    }
}
