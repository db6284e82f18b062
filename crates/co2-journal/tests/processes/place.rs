//! Where the processes have their ledger: a file, or a server.

use crate::cluster::Cluster;
use crate::timeless::Timeless;
use co2_journal::{Journal, Postgres, Sqlite};
use tempfile::TempDir;

/// The place of one ledger, for as long as it lives.
pub(crate) enum Place {
    /// A file in a folder of its own.
    File(TempDir),
    /// A server of its own.
    Server(Cluster),
}

impl Place {
    pub(crate) fn file() -> Self {
        Self::File(tempfile::tempdir().unwrap())
    }

    /// A server; `None`, said loudly, without PostgreSQL.
    pub(crate) fn server() -> Option<Self> {
        let cluster = Cluster::start();
        if cluster.is_none() {
            println!("SKIPPED: no PostgreSQL (initdb) on the path or in /usr/lib/postgresql");
        }
        cluster.map(Self::Server)
    }

    /// What a process needs to open the ledger.
    pub(crate) fn address(&self) -> String {
        match self {
            Self::File(folder) => folder.path().join("ledger.db").to_str().unwrap().to_owned(),
            Self::Server(cluster) => cluster.address("main"),
        }
    }
}

/// Opens a ledger, or creates it.
pub(crate) fn open(address: &str) -> Box<dyn Journal> {
    if Postgres::is_address(address) {
        Box::new(Timeless(Postgres::open(address).unwrap()))
    } else {
        Box::new(Sqlite::open(address).unwrap())
    }
}

/// Opens a ledger that exists.
pub(crate) fn open_existing(address: &str) -> Box<dyn Journal> {
    if Postgres::is_address(address) {
        Box::new(Timeless(Postgres::open_existing(address).unwrap()))
    } else {
        Box::new(Sqlite::open_existing(address).unwrap())
    }
}
