//! The suite passes the journal in PostgreSQL.

use crate::cluster::Cluster;
use co2_journal::conformance::{Provider, check};
use co2_journal::{Anchor, AppendError, Batch, Cause, Journal, JournalError, Position, Postgres};
use co2_offsets::Digest;

/// A store without the server's clock: the suite's commands have times of their own.
pub(crate) struct Timeless(pub(crate) Postgres);

impl Journal for Timeless {
    fn lock(&mut self) -> Result<(), JournalError> {
        self.0.lock()
    }

    fn unlock(&mut self) {
        self.0.unlock();
    }

    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        self.0.read_after(position, limit)
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        self.0.append(batch)
    }

    fn append_with(
        &mut self,
        documents: &[(Digest, &[u8])],
        batch: &Batch,
    ) -> Result<(), AppendError> {
        self.0.append_with(documents, batch)
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        self.0.put_document(digest, bytes)
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        self.0.document(digest)
    }

    fn put_snapshot(&mut self, at: Anchor, bytes: &[u8]) -> Result<(), JournalError> {
        self.0.put_snapshot(at, bytes)
    }

    fn snapshot(&mut self) -> Result<Option<(Anchor, Vec<u8>)>, JournalError> {
        self.0.snapshot()
    }
}

struct Streams<'a> {
    cluster: &'a Cluster,
    number: u32,
}

impl Provider for Streams<'_> {
    type Journal = Timeless;

    fn create(&mut self) -> Result<Timeless, Cause> {
        self.number += 1;
        self.open()
    }

    fn open(&mut self) -> Result<Timeless, Cause> {
        let address = self.cluster.address(&format!("s{}", self.number));
        Ok(Timeless(Postgres::open(&address)?))
    }
}

#[test]
fn the_journal_in_postgresql_conforms() {
    let Some(cluster) = crate::server() else { return };
    let report = check(&mut Streams { cluster: &cluster, number: 0 });
    assert_eq!(report.failures, [], "{report}");
}

/// Some databases with PostgreSQL's protocol have no advisory locks; there a row's lock takes turns.
#[test]
fn it_conforms_without_advisory_locks() {
    let Some(cluster) = crate::server() else { return };
    cluster.sql("REVOKE EXECUTE ON FUNCTION pg_try_advisory_xact_lock(int, int) FROM PUBLIC");
    cluster.sql("CREATE ROLE plain LOGIN; GRANT ALL ON SCHEMA public TO plain");
    struct Plain<'a>(Streams<'a>);
    impl Provider for Plain<'_> {
        type Journal = Timeless;

        fn create(&mut self) -> Result<Timeless, Cause> {
            self.0.number += 1;
            self.open()
        }

        fn open(&mut self) -> Result<Timeless, Cause> {
            let address = self.0.cluster.address(&format!("p{}", self.0.number));
            Ok(Timeless(Postgres::open(&address.replace("shop@", "plain@"))?))
        }
    }
    let report = check(&mut Plain(Streams { cluster: &cluster, number: 0 }));
    assert_eq!(report.failures, [], "{report}");
}
