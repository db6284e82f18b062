//! What is opened, what is refused, and from where.

use crate::cluster::wait_until;
use crate::timeless::Timeless;
use crate::world::{orders_of, reserve, stocked};
use co2_journal::{Journal, Ledger, OpenPostgresError, Position, Postgres};

#[test]
fn a_ledger_is_made_once_and_found_again() {
    let Some(cluster) = crate::server() else { return };
    let address = cluster.address("main");
    let missing = Postgres::open_existing(&address).unwrap_err();
    assert!(matches!(missing, OpenPostgresError::NoTables), "{missing}");
    let missing = Postgres::open_read_only(&address).unwrap_err();
    assert!(matches!(missing, OpenPostgresError::NoTables), "{missing}");
    let ledger = stocked(Timeless(Postgres::open(&address).unwrap()));
    ledger.submit(reserve("o-1", 1)).unwrap();
    ledger.close().unwrap();
    let missing = Postgres::open_existing(&cluster.address("other")).unwrap_err();
    let OpenPostgresError::NoStream { stream } = missing else { panic!("{missing}") };
    assert_eq!(stream, "other");
    let ledger = Ledger::open(Timeless(Postgres::open_existing(&address).unwrap()), None).unwrap();
    assert!(ledger.submit(reserve("o-1", 1)).unwrap().receipt.replayed);
    // Two ledgers in one database know nothing of each other.
    let other = stocked(Timeless(Postgres::open(&cluster.address("other")).unwrap()));
    assert!(!other.submit(reserve("o-1", 1)).unwrap().receipt.replayed);
}

/// Many processes may open the first ledger of a database at the same moment.
#[test]
fn many_may_create_the_tables_at_once() {
    let Some(cluster) = crate::server() else { return };
    let address = cluster.address("main");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| Postgres::open(&address).unwrap());
        }
    });
    let streams = cluster.sql("SELECT count(*) FROM co2_streams");
    assert_eq!(streams, "1");
}

#[test]
fn what_a_server_lacks_is_refused() {
    let Some(mut cluster) = crate::server() else { return };
    let address = cluster.address("main");
    drop(Postgres::open(&address).unwrap());
    cluster.sql("UPDATE co2_schema SET version = 99");
    let error = Postgres::open(&address).unwrap_err();
    assert!(matches!(error, OpenPostgresError::Version { found: 99, .. }), "{error}");
    cluster.sql("UPDATE co2_schema SET version = 1");
    drop(Postgres::open(&address).unwrap());
    cluster.set("fsync = off");
    cluster.kill();
    cluster.up();
    let error = Postgres::open(&address).unwrap_err();
    assert!(matches!(error, OpenPostgresError::NotDurable), "{error}");
}

/// A database may be set up to answer before a commit is on the disk; a ledger's commits are not.
#[test]
fn commits_are_durable_whatever_the_database_is_set_to() {
    let Some(cluster) = crate::server() else { return };
    cluster.sql("ALTER DATABASE postgres SET synchronous_commit = off");
    let mut journal = Postgres::open(&cluster.address("main")).unwrap();
    let found =
        cluster.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'co2-journal'");
    assert_eq!(found, "1");
    assert_eq!(journal.commits_wait_for().unwrap(), "on");
}

/// The server's configuration is changed while a connection is open.
#[test]
fn commits_stay_durable_whatever_the_server_is_set_to_later() {
    let Some(cluster) = crate::server() else { return };
    for (before, kept) in [("on", "on"), ("remote_apply", "remote_apply")] {
        let set = |value: &str| {
            cluster.sql(&format!("ALTER SYSTEM SET synchronous_commit = {value}"));
            cluster.sql("SELECT pg_reload_conf()");
            assert!(wait_until(|| cluster.sql("SHOW synchronous_commit") == value), "{value}");
        };
        set(before);
        let mut journal = Postgres::open(&cluster.address("main")).unwrap();
        set("local");
        assert_eq!(journal.commits_wait_for().unwrap(), kept);
    }
}

#[test]
fn read_only_means_that_nothing_is_written() {
    let Some(cluster) = crate::server() else { return };
    let address = cluster.address("main");
    stocked(Timeless(Postgres::open(&address).unwrap())).close().unwrap();
    let mut journal = Postgres::open_read_only(&address).unwrap();
    let batches = journal.read_after(Position::START, 100).unwrap();
    assert_eq!(batches.len(), 2);
    let error = journal.append(&batches[0]).unwrap_err();
    assert_eq!(error.to_string(), "the batch is not stored");
    journal.put_document(co2_offsets::Digest::of(b"x"), b"x").unwrap_err();
    assert_eq!(orders_of(journal), 0);
}

/// A client that waits for its server would panic on a thread that drives an asynchronous runtime, when it is
/// opened, used or dropped there.
#[test]
fn it_works_inside_an_asynchronous_runtime() {
    let Some(cluster) = crate::server() else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let mut journal = Postgres::open(&cluster.address("main")).unwrap();
        assert_eq!(journal.read_after(Position::START, 1).unwrap(), []);
        journal.put_document(co2_offsets::Digest::of(b"x"), b"x").unwrap();
        assert!(journal.time().is_some());
        drop(journal);
    });
}

/// What is read at once is bounded, although the bodies are large.
#[test]
fn large_batches_are_read_in_parts() {
    let Some(cluster) = crate::server() else { return };
    let mut journal = Postgres::open(&cluster.address("main")).unwrap();
    cluster.sql(
        "INSERT INTO co2_batches SELECT 1, n, sha256('a'), sha256('b'), convert_to(repeat('x', 3000000), 'UTF8')
         FROM generate_series(1, 5) AS n",
    );
    let lengths = |batches: &[co2_journal::Batch]| batches.len();
    assert_eq!(lengths(&journal.read_after(Position::START, 100).unwrap()), 2);
    assert_eq!(lengths(&journal.read_after(Position::new(4), 100).unwrap()), 1);
    assert_eq!(lengths(&journal.read_after(Position::START, 1).unwrap()), 1);
}
