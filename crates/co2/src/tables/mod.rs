//! Tables for SQL: what the ledger has, in rows that people and their tools can query.
//!
//! A ledger is a chain of events, which SQL cannot read. A follower reads them and writes rows into another
//! database: a SQLite file, or a schema of a PostgreSQL database. Rows and the position of the journal up to which
//! they are true change in one transaction, so a query always sees the ledger as it was at one position, which is
//! in the table `journal_position`.
//!
//! The ledger remains the truth. The tables can be removed and made again, followers can be stopped and started,
//! and any number of them can write into the same tables: who comes second finds the work done.
//!
//! ```
//! use co2::location::{self, Purpose};
//! use co2::tables::Tables;
//!
//! let folder = tempfile::tempdir()?;
//! let ledger = folder.path().join("ledger.db");
//! location::open(&ledger, Purpose::Create)?;
//!
//! let mut journal = location::open(&ledger, Purpose::Read)?.journal;
//! let mut tables = Tables::open(&folder.path().join("tables.db"))?;
//! let position = tables.follow(&mut *journal)?.position;
//! assert_eq!(position.as_u64(), 0, "nothing has happened yet");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The guide `docs/guides/sql.md` lists tables and views, with queries.

mod layout;
#[cfg(feature = "postgres")]
mod postgres;
mod rows;
mod sqlite;
mod store;

use self::rows::{Rows, Written};
use self::store::{Mark, Store};
use crate::events::Lots;
use crate::figures::{Books, Next};
use co2_journal::{Anchor, Journal, ReplayError, SubmitError, rusqlite};
use co2_ledger::Change;
use std::path::{Path, PathBuf};

/// An error from tables for SQL.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TablesError {
    /// The journal cannot be read, or is damaged.
    #[error("the ledger cannot be read")]
    Journal(#[from] ReplayError),
    /// The ledger's events cannot be followed.
    #[error("the ledger cannot be followed")]
    Ledger(#[from] SubmitError),
    /// SQLite refuses.
    #[error("the tables cannot be read or written")]
    Sqlite(#[from] rusqlite::Error),
    /// The database cannot be reached.
    #[cfg(feature = "postgres")]
    #[error(transparent)]
    Connection(#[from] co2_journal::OpenPostgresError),
    /// The database refuses.
    #[cfg(feature = "postgres")]
    #[error("the tables cannot be read or written")]
    Postgres(#[from] co2_journal::PostgresError),
    /// The location is the address of a database, and this program was built without the feature `postgres`.
    #[error("the address of a database was given, and this program was built for files only")]
    NoPostgres,
    /// The name of the schema cannot be used.
    #[error(
        "{schema:?} is not a schema's name: use small letters, digits and underscores, at most 63"
    )]
    Schema {
        /// The name.
        schema: String,
    },
    /// The file is something else, such as a ledger.
    #[error("{path}: the file holds other tables", path = .path.display())]
    Foreign {
        /// The path.
        path: PathBuf,
    },
    /// The tables are of another version of this program. Remove them; they are made again from the ledger.
    #[error(
        "the tables are of version {found}, not {supported}; remove them, and they are made again"
    )]
    Version {
        /// The version found.
        found: i64,
        /// The version that is supported.
        supported: i64,
    },
    /// The tables were written from another ledger, or from one that was rewritten since.
    #[error(
        "the tables are of another ledger: they were written up to {tables}, and this one has {ledger} there"
    )]
    OtherLedger {
        /// The place up to which they were written.
        tables: Anchor,
        /// What this ledger has at that position, or its end.
        ledger: Anchor,
    },
    /// The row that says how far the tables have come was changed by somebody else.
    #[error("the tables do not say how far they have come")]
    Damaged,
}

/// The name of the schema in a PostgreSQL database, unless another one is given.
pub const SCHEMA: &str = "co2";

/// Tables that follow a ledger.
#[derive(Debug)]
pub struct Tables {
    store: Box<dyn Store>,
    books: Books,
    lots: Lots,
    written: Written,
}

impl Tables {
    /// Opens tables, and creates them if there are none: in a file, or in the schema [`SCHEMA`] of the database
    /// at an address that begins with `postgres://`.
    ///
    /// # Errors
    /// Returns an error if they cannot be opened, or are of another version.
    pub fn open(location: &Path) -> Result<Self, TablesError> {
        Self::open_in(location, SCHEMA)
    }

    /// Opens tables in another schema of a database, so that several ledgers can have tables in it. A file has no
    /// schemas, and the name is not used.
    ///
    /// # Errors
    /// As [`Tables::open`]; also if the name has other characters than small letters, digits and underscores.
    pub fn open_in(location: &Path, schema: &str) -> Result<Self, TablesError> {
        let store: Box<dyn Store> = match crate::location::address(location) {
            #[cfg(feature = "postgres")]
            Some(address) => Box::new(postgres::PostgresTables::open(address, schema)?),
            #[cfg(not(feature = "postgres"))]
            Some(_) => {
                let _ = schema;
                return Err(TablesError::NoPostgres);
            }
            None => Box::new(sqlite::SqliteTables::open(location)?),
        };
        Ok(Self {
            store,
            books: Books::new(false),
            lots: Lots::default(),
            written: Written::default(),
        })
    }

    /// Returns the place in the journal up to which the tables are true.
    ///
    /// Who has just sold something and needs it in the tables waits until this is at least the position of the
    /// answer. In SQL it is `SELECT batch FROM journal_position`.
    ///
    /// # Errors
    /// Returns an error if the tables cannot be read.
    pub fn position(&mut self) -> Result<Anchor, TablesError> {
        self.store.position()
    }

    /// Writes what has happened since into the tables, and returns the place that they have reached: the end of
    /// the journal.
    ///
    /// The first call reads the journal from its start; the tables keep a copy of the ledger's state in memory.
    ///
    /// # Errors
    /// Returns an error if the ledger cannot be read or the tables cannot be written, or if they are of another
    /// ledger. What was written before is whole, and calling it again goes on.
    pub fn follow(&mut self, journal: &mut dyn Journal) -> Result<Anchor, TablesError> {
        self.follow_with(journal, |_| {})
    }

    /// Does the same, and shows each place that was reached on the way.
    ///
    /// # Errors
    /// As [`Tables::follow`].
    pub fn follow_with(
        &mut self,
        journal: &mut dyn Journal,
        mut each: impl FnMut(Anchor),
    ) -> Result<Anchor, TablesError> {
        loop {
            let known = self.store.position()?;
            if known.position < self.books.at().position {
                // Somebody has removed the rows.
                self.forget();
            }
            let next = Next::of_journal(journal, self.books.at())?;
            let ledger = self.books.at();
            if known.position == ledger.position && known != ledger
                || next.is_empty() && known.position > ledger.position
            {
                return Err(TablesError::OtherLedger { tables: known, ledger });
            }
            if next.is_empty() {
                return Ok(ledger);
            }
            let result = self.take(&next, known);
            if result.is_err() {
                // What was folded and not written is read again.
                self.forget();
            }
            result?;
            each(self.books.at());
        }
    }

    fn take(&mut self, next: &Next, known: Anchor) -> Result<(), TablesError> {
        let mut rows = Rows::default();
        let mut there = None;
        let lots = &mut self.lots;
        self.books.take_each(next, |books, event, (batch, place)| {
            if matches!(event.change, Change::Imported(_) | Change::TransferredIn(_)) {
                *lots = Lots::of(books.state());
            }
            if batch.position > known.position {
                rows.event(books, lots, event, (batch.position, place));
            } else if batch.position == known.position {
                there = Some(batch);
            }
        })?;
        if let Some(ledger) = there
            && ledger != known
        {
            return Err(TablesError::OtherLedger { tables: known, ledger });
        }
        rows.sums(&self.books, &mut self.written);
        let at = self.books.at();
        if at.position <= known.position {
            return Ok(());
        }
        let state = self.books.state();
        let mark = Mark { anchor: at, events: state.revision(), latest: state.time() };
        // Another follower may have come further meanwhile. If somebody has removed the rows, these are not all
        // that the tables lack.
        let lacks = |now: Anchor| now.position >= known.position && now.position < at.position;
        self.store.write(&rows, mark, &lacks)
    }

    /// Removes all rows, so that the next call of [`Tables::follow`] writes them again from the start of the
    /// journal. Meanwhile the tables grow from nothing; to keep the old ones readable, make new ones in another
    /// file or schema instead. Other followers of these tables begin again, too.
    ///
    /// # Errors
    /// Returns an error if the tables cannot be written.
    pub fn clear(&mut self) -> Result<(), TablesError> {
        self.store.clear()?;
        self.forget();
        Ok(())
    }

    fn forget(&mut self) {
        self.books = Books::new(false);
        self.written = Written::default();
    }
}

/// Lists the tables and views as a page of Markdown, from their one description.
#[doc(hidden)]
pub fn page() -> String {
    layout::page()
}
