//! The suite passes the journal in PostgreSQL.

use crate::cluster::Cluster;
use crate::timeless::Timeless;
use co2_journal::conformance::{Provider, check};
use co2_journal::{Cause, Postgres};

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

/// The same for a role without the right to the locks.
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

/// Some databases with PostgreSQL's protocol have no advisory locks; there a row's lock takes turns.
#[test]
fn it_conforms_without_advisory_locks() {
    let Some(cluster) = crate::server() else { return };
    cluster.sql("REVOKE EXECUTE ON FUNCTION pg_try_advisory_xact_lock(int, int) FROM PUBLIC");
    cluster.sql("CREATE ROLE plain LOGIN; GRANT ALL ON SCHEMA public TO plain");
    let report = check(&mut Plain(Streams { cluster: &cluster, number: 0 }));
    assert_eq!(report.failures, [], "{report}");
}
