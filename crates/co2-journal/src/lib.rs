#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod anchor;
mod batch;
mod clock;
#[cfg(feature = "conformance")]
pub mod conformance;
mod documents;
mod error;
mod event_at;
#[cfg(feature = "export")]
pub mod export;
mod journal;
mod ledger;
mod memory;
mod options;
#[cfg(feature = "postgres")]
mod postgres;
mod reader;
mod replay;
mod snapshot;
#[cfg(feature = "sqlite")]
mod sqlite;
mod submission;
mod writer;

pub use self::anchor::{Anchor, ParseAnchorError, Position};
pub use self::batch::{Batch, BatchError, BatchFault, FORMAT, Header};
pub use self::documents::{DocumentAudit, DocumentFault, DocumentKind, audit_documents};
pub use self::error::{CloseError, OpenError, SubmitError};
pub use self::event_at::event_at;
pub use self::journal::{AppendError, Cause, Journal, JournalError};
pub use self::ledger::{Happened, Ledger};
pub use self::memory::Memory;
pub use self::options::Options;
#[cfg(feature = "postgres")]
pub use self::postgres::{
    OpenPostgresError, Postgres, PostgresClient, PostgresConnection, PostgresError,
};
pub use self::replay::{ReplayError, happened_after, replay, state_at};
pub use self::snapshot::{SnapshotFinding, Verified, verify};
#[cfg(feature = "sqlite")]
pub use self::sqlite::{
    Backup, CopyError, FileFault, OpenSqliteError, Restored, Sqlite, backup, restore,
};
pub use self::submission::{Committed, Freshness, Recall, Submission};
#[cfg(feature = "sqlite")]
pub use rusqlite;
#[cfg(feature = "postgres")]
pub use tokio_postgres;

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
