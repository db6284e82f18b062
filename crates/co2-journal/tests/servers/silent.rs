//! A server that is reached and says nothing: its processes are stopped.

use crate::cluster::{Cluster, address, signal};
use crate::killed::give;
use crate::timeless::Timeless;
use crate::world::{orders_of, reserve, stocked};
use co2_journal::tokio_postgres::error::SqlState;
use co2_journal::{
    AppendError, Batch, Journal, JournalError, Ledger, OpenPostgresError, Position, Postgres,
    PostgresClient, PostgresConnection, PostgresError, SubmitError,
};
use co2_offsets::Digest;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A store that does something just before it stores a batch.
struct Before {
    inner: Timeless,
    act: Arc<Mutex<Option<Act>>>,
}

type Act = Box<dyn FnOnce() + Send>;

impl Journal for Before {
    fn lock(&mut self) -> Result<(), JournalError> {
        self.inner.lock()
    }

    fn unlock(&mut self) {
        self.inner.unlock();
    }

    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        self.inner.read_after(position, limit)
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        if let Some(act) = self.act.lock().unwrap().take() {
            act();
        }
        self.inner.append(batch)
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        self.inner.put_document(digest, bytes)
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        self.inner.document(digest)
    }

    fn reader(&self) -> Result<Option<Box<dyn Journal>>, JournalError> {
        self.inner.reader()
    }
}

/// A host that does not wait for long, and what it does before it stores the next batch.
fn impatient(cluster: &Cluster) -> (Ledger, Arc<Mutex<Option<Act>>>) {
    let address = cluster.address("main");
    let address =
        format!("{address}&application_name=impatient&answer_timeout=3&connect_timeout=1");
    let mut journal = Postgres::open(&address).unwrap();
    journal.wait_at_most(Duration::from_secs(1));
    let act = Arc::default();
    let journal = Before { inner: Timeless(journal), act: Arc::clone(&act) };
    (Ledger::options().offers(3).open(journal).unwrap(), act)
}

/// A host once waited for such a server until it went on, however long that took.
#[test]
fn a_batch_on_a_server_that_hangs_is_unknown_and_stored_once() {
    let Some(cluster) = crate::server() else { return };
    stocked(Timeless(Postgres::open(&cluster.address("main")).unwrap())).close().unwrap();
    let (ledger, act) = impatient(&cluster);
    let cluster = Arc::new(cluster);
    ledger.submit(reserve("o-1", 1)).unwrap();
    let stopped = Arc::clone(&cluster);
    *act.lock().unwrap() = Some(Box::new(move || stopped.stop()));
    let error = ledger.submit(reserve("o-2", 1)).unwrap_err();
    assert!(matches!(error, SubmitError::OutcomeUnknown { key: Some(_), .. }), "{error:?}");
    assert!(error.is_transient() && error.to_string().contains("has not answered"), "{error}");
    // Of what comes next nothing is sent.
    let error = ledger.submit(reserve("o-3", 1)).unwrap_err();
    assert!(matches!(error, SubmitError::Unreachable { .. }), "{error:?}");
    assert!(error.is_transient() && error.to_string().contains("has not answered"), "{error}");
    let error = Postgres::open(&format!("{}&connect_timeout=1", cluster.address("main")));
    let error = error.unwrap_err();
    let silent = matches!(error, OpenPostgresError::Server(PostgresError::Silent { seconds: 2 }));
    assert!(silent, "{error:?}");
    cluster.go_on();
    for order in ["o-2", "o-3", "o-4"] {
        give(&ledger, order);
    }
    assert_eq!(orders_of(Postgres::open_read_only(&cluster.address("main")).unwrap()), 4);
}

/// The server has a process for each connection, and only those of one host hang. Their late work does nothing.
#[test]
fn a_host_whose_process_of_the_server_hangs_gets_another() {
    let Some(cluster) = crate::server() else { return };
    let other = stocked(Timeless(Postgres::open(&cluster.address("main")).unwrap()));
    let (ledger, act) = impatient(&cluster);
    let cluster = Arc::new(cluster);
    let document = ledger.put_document(b"a basis".to_vec()).unwrap();
    ledger.submit(reserve("o-1", 1)).unwrap();
    let own = "SELECT pid FROM pg_stat_activity WHERE application_name = 'impatient'";
    let own: Vec<u32> = cluster.sql(own).lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(own.len(), 2, "one that writes and one that reads");
    let stopped = own.clone();
    *act.lock().unwrap() = Some(Box::new(move || signal("-STOP", &stopped)));
    // It is stored on a new connection.
    ledger.submit(reserve("o-2", 1)).unwrap();
    assert!(ledger.document(document).unwrap().is_some(), "also what reads has a new connection");
    other.submit(reserve("p-1", 1)).unwrap();
    signal("-CONT", &own);
    ledger.submit(reserve("o-3", 1)).unwrap();
    assert_eq!(orders_of(Postgres::open_read_only(&cluster.address("main")).unwrap()), 4);
}

/// The first host of an address accepts connections and says nothing.
#[test]
fn a_silent_host_does_not_hide_the_next_one() {
    let Some(cluster) = crate::server() else { return };
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let ports = [silent.local_addr().unwrap().port(), cluster.port()];
    let address = format!("{}&connect_timeout=1", address(&ports, "main"));
    stocked(Timeless(Postgres::open(&address).unwrap())).submit(reserve("o-1", 1)).unwrap();
}

/// Work of one's own has the same limit, and a new connection after it.
#[test]
fn tables_of_ones_own_do_not_wait_for_ever_either() {
    let Some(cluster) = crate::server() else { return };
    let address = format!("{}&answer_timeout=3", cluster.address("main"));
    let mut client = PostgresClient::connect(&address).unwrap();
    client
        .call(|connection| connection.batch_execute("CREATE TABLE own (n integer)"))
        .unwrap()
        .unwrap();
    let slow = |connection: &mut PostgresConnection| {
        connection.transaction(|transaction| {
            transaction.batch_execute("INSERT INTO own VALUES (1)")?;
            transaction.batch_execute("SELECT pg_sleep(60)")
        })
    };
    let error = client.call(slow).unwrap().unwrap_err();
    assert!(matches!(error, PostgresError::Silent { seconds: 3 }), "{error:?}");
    let rows = client.call(|connection| connection.query("SELECT n FROM own", &[])).unwrap();
    assert_eq!(rows.unwrap().len(), 0, "it was rolled back");
}

/// The server ends such a transaction without an error, although nothing of it is stored.
#[test]
fn a_transaction_with_a_failed_statement_is_not_said_to_be_committed() {
    let Some(cluster) = crate::server() else { return };
    let mut client = PostgresClient::connect(&cluster.address("main")).unwrap();
    let create = |connection: &mut PostgresConnection| {
        connection.batch_execute("CREATE TABLE own (n integer)")
    };
    client.call(create).unwrap().unwrap();
    let careless = |connection: &mut PostgresConnection| {
        connection.transaction(|transaction| {
            transaction.batch_execute("INSERT INTO own VALUES (1)")?;
            let _ = transaction.batch_execute("INSERT INTO own VALUES ('one')");
            Ok::<_, PostgresError>(())
        })
    };
    let error = client.call(careless).unwrap().unwrap_err();
    assert_eq!(error.code().map(SqlState::code), Some("25P02"), "{error:?}");
    let careful = |connection: &mut PostgresConnection| {
        connection
            .transaction(|transaction| transaction.batch_execute("INSERT INTO own VALUES (2)"))
    };
    client.call(careful).unwrap().unwrap();
    assert_eq!(cluster.sql("SELECT n FROM own"), "2");
}
