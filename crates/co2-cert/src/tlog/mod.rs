//! Transparency logs in general: a Merkle tree as in RFC 6962, served as the static files of C2SP's
//! [tlog-tiles](https://c2sp.org/tlog-tiles), with signed [checkpoints](https://c2sp.org/tlog-checkpoint).
//!
//! This module knows nothing about certificates; the meaning of our entries is defined in [`log`](crate::log).
//!
//! ```
//! use co2_cert::tlog::{Tree, TreeHash, inclusion_proof, root_at, verify_inclusion};
//!
//! let mut tree = Tree::new();
//! for entry in ["a", "b", "c"] {
//!     tree.push(TreeHash::of_leaf(entry.as_bytes()));
//! }
//! let (root, proof) = (root_at(&tree, 3)?, inclusion_proof(&tree, 1, 3)?);
//! assert_eq!(verify_inclusion(TreeHash::of_leaf(b"b"), 1, 3, root, &proof), Ok(()));
//! assert!(verify_inclusion(TreeHash::of_leaf(b"x"), 1, 3, root, &proof).is_err());
//! # Ok::<(), co2_cert::tlog::TreeError>(())
//! ```

mod checkpoint;
mod hash;
mod note;
mod origin;
mod tile;
mod tree;
mod witness;

pub(crate) use self::checkpoint::MAX_CHECKPOINT;
pub use self::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
pub use self::hash::{HashError, TreeHash};
pub use self::note::{KeyError, KeyOf, NoteError, NoteKey, SignNoteError, WitnessKey};
pub use self::origin::{Origin, OriginError};
pub use self::tile::{TILE_WIDTH, Tile};
pub(crate) use self::tile::{fold, hash_bytes, read_bundle, read_hashes};
pub use self::tree::{
    ProofError, Subtrees, Tree, TreeError, consistency_proof, inclusion_proof, root_at,
    verify_consistency, verify_inclusion,
};
pub use self::witness::Cosignature;
