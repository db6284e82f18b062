#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod batch;
#[cfg(feature = "export")]
pub mod export;
mod journal;
mod ledger;
mod memory;
mod replay;
#[cfg(feature = "sqlite")]
mod sqlite;
mod writer;

pub use self::batch::{Anchor, Batch, BatchError, FORMAT, ParseAnchorError, Position};
pub use self::journal::{AppendError, Cause, Journal, JournalError};
pub use self::ledger::{Committed, Freshness, Ledger, OpenError, SubmitError};
pub use self::memory::Memory;
pub use self::replay::{ReplayError, replay, state_at};
#[cfg(feature = "sqlite")]
pub use self::sqlite::{OpenSqliteError, Sqlite};
#[cfg(feature = "sqlite")]
pub use rusqlite;

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
