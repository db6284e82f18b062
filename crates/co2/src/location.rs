//! Where a ledger is: a SQLite file, or a PostgreSQL database.

use co2_journal::{Journal, OpenSqliteError, Sqlite};
#[cfg(feature = "postgres")]
use co2_journal::{OpenPostgresError, Postgres};
use std::path::{Path, PathBuf};

/// An error from opening a ledger at its location.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LocationError {
    /// The file cannot be opened.
    #[error(transparent)]
    Sqlite(#[from] OpenSqliteError),
    /// The database cannot be opened.
    #[cfg(feature = "postgres")]
    #[error(transparent)]
    Postgres(#[from] OpenPostgresError),
    /// The location is the address of a database, and this program was built without the feature `postgres`.
    #[error("{address} is the address of a database, and this program was built for files only")]
    NoPostgres {
        /// The address, without its password.
        address: String,
    },
}

/// What a ledger is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To write; the ledger is created if there is none.
    Create,
    /// To write to a ledger that exists.
    Write,
    /// To read a ledger that exists. Nothing is written, not even beside a file.
    Read,
}

/// An open store, and what is known about it.
pub struct Opened {
    /// The store.
    pub journal: Box<dyn Journal>,
    /// Whether it is a file that seems to be a copy taken without its write-ahead log
    /// ([`Sqlite::is_torn_copy`]).
    pub torn_copy: bool,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("torn_copy", &self.torn_copy).finish_non_exhaustive()
    }
}

/// Opens the store at a location: the path of a file, or the address of a database, which begins with
/// `postgres://`.
///
/// ```
/// use co2::location::{Purpose, open};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("ledger.db");
/// assert!(open(&path, Purpose::Read).is_err(), "there is none yet");
/// open(&path, Purpose::Create)?;
/// assert!(!open(&path, Purpose::Read)?.torn_copy);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Returns an error if there is no such ledger, or it cannot be opened.
pub fn open(location: &Path, purpose: Purpose) -> Result<Opened, LocationError> {
    if let Some(address) = address(location) {
        #[cfg(feature = "postgres")]
        {
            let journal = match purpose {
                Purpose::Create => Postgres::open(address),
                Purpose::Write => Postgres::open_existing(address),
                Purpose::Read => Postgres::open_read_only(address),
            };
            return Ok(Opened { journal: Box::new(journal?), torn_copy: false });
        }
        #[cfg(not(feature = "postgres"))]
        return Err(LocationError::NoPostgres { address: without_secret(address) });
    }
    let journal = match purpose {
        Purpose::Create => Sqlite::open(location),
        Purpose::Write => Sqlite::open_existing(location),
        Purpose::Read => Sqlite::open_read_only(location),
    }?;
    let torn_copy = journal.is_torn_copy();
    Ok(Opened { journal: Box::new(journal), torn_copy })
}

/// Returns a location for people to read: a path, or an address without its password and parameters.
///
/// ```
/// use std::path::Path;
///
/// let location = Path::new("postgres://shop:secret@db.example/co2?stream=eu&password=secret");
/// assert_eq!(co2::location::shown(location), "postgres://db.example/co2");
/// assert_eq!(co2::location::shown(Path::new("ledger.db")), "ledger.db");
/// ```
pub fn shown(location: &Path) -> String {
    address(location).map_or_else(|| location.display().to_string(), without_secret)
}

fn without_secret(address: &str) -> String {
    let (address, _) = address.split_once('?').unwrap_or((address, ""));
    let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address));
    let (_, host) = rest.rsplit_once('@').unwrap_or(("", rest));
    format!("{scheme}://{host}")
}

/// Returns the location that a configuration in this folder names.
pub(crate) fn named_in(folder: &Path, location: &Path) -> PathBuf {
    if address(location).is_some() { location.to_owned() } else { folder.join(location) }
}

/// Returns the address if a location is one.
pub(crate) fn address(location: &Path) -> Option<&str> {
    let is_address =
        |text: &&str| text.starts_with("postgres://") || text.starts_with("postgresql://");
    location.to_str().filter(is_address)
}
