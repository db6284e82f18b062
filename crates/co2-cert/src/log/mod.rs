//! The public log: every certificate that was issued, replaced or revoked, in one order that is the same for all.
//!
//! The log is a Merkle tree as in RFC 6962, served as the static files of C2SP's
//! [tlog-tiles](https://c2sp.org/tlog-tiles), from any folder or object store. Entry `n` is the `n`-th
//! [`Leaf`]; nothing is ever changed or removed. It serves three purposes:
//!
//! - An issuer cannot show two histories: two signed [`Checkpoint`](crate::tlog::Checkpoint)s of one log are
//!   either consistent, or together prove the fraud ([`verify_consistency`](crate::tlog::verify_consistency)).
//! - A certificate's [`Receipt`] (C2SP [tlog-proof](https://c2sp.org/tlog-proof)) proves without a
//!   network that the log contains it.
//! - **Anyone can replay the log and see that no gram was used twice.** [`verify_log`] reads a log from
//!   its files alone and checks the signatures, the tree, and that the slices of all leaves are disjoint and
//!   inside their units.
//!
//! ```
//! use co2_cert::KeySigner;
//! use co2_cert::log::{Leaf, LogBuilder, Receipt, SerialCheck, verify_log};
//! use co2_cert::tlog::{NoteKey, Origin};
//! use co2_cert::record::DocumentDigest;
//! use std::collections::BTreeMap;
//!
//! let origin: Origin = "shop.example/log".parse()?;
//! let signer = KeySigner::did_key(&[7; 32]);
//! let key = NoteKey::new(origin.clone(), signer.public_key());
//!
//! // The issuer turns leaves into tiles and signs a checkpoint.
//! let mut log = LogBuilder::new();
//! let revoked = Leaf::Revoke { cert: DocumentDigest::of(b"a certificate") };
//! log.append(&revoked)?;
//! let mut files: BTreeMap<String, Vec<u8>> = log.files().collect();
//! let checkpoint = log.checkpoint(origin).sign(&signer, &key)?;
//! files.insert("checkpoint".to_owned(), checkpoint.to_string().into_bytes());
//!
//! // A verifier: a certificate that was never issued cannot be revoked.
//! let refused = verify_log(&files, &[key], &mut |_| Ok(SerialCheck::IssuersWord));
//! let refused = refused.unwrap_err();
//! assert!(refused.to_string().starts_with("leaf 0"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Memory: a [`LogBuilder`] holds the right edge of the tree, some kilobytes, and the files made
//! since they were last taken. A [`Tree`](crate::tlog::Tree) holds 64 bytes per leaf. A [`Replay`] holds about
//! 210 bytes per certificate with one slice. A proof from files reads a few tiles of 8 KiB.

mod builder;
mod directory;
mod leaf;
mod receipt;
mod replay;

pub use self::builder::{AppendError, LogBuilder};
pub use self::directory::{
    BrokenLog, LogError, LogFiles, LogReport, ReadFault, TileTree, find_certificate,
    read_checkpoint, read_entries, unlogged_grams, verify_log,
};
pub use self::leaf::{Leaf, LeafError, MAX_LEAF};
pub use self::receipt::{Receipt, ReceiptError};
pub use self::replay::{LeafFault, Replay, SerialCheck, Serials};
