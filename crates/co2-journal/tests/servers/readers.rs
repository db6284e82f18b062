//! Long reads beside sales: they are on connections of their own.

use crate::timeless::Timeless;
use crate::world::{reserve, stocked};
use co2_journal::{Anchor, Freshness, Journal, Postgres, PostgresClient};
use std::sync::mpsc::channel;
use std::thread;

/// Every read once waited for the batch that was being stored, and every sale for a read of all orders.
#[test]
fn sales_and_long_reads_do_not_wait_for_each_other() {
    let Some(cluster) = crate::server() else { return };
    let address = cluster.address("main");
    let ledger = stocked(Timeless(Postgres::open(&address).unwrap()));
    let digest = ledger.put_document(b"a basis".to_vec()).unwrap();
    ledger.submit(reserve("o-1", 1)).unwrap();

    // A look goes on while something is sold.
    let ((began, begins), (go, wait)) = (channel(), channel::<()>());
    let looker = ledger.clone();
    let looked = thread::spawn(move || {
        looker.survey(None, move |state, _| {
            began.send(()).unwrap();
            wait.recv().unwrap();
            state.orders().count()
        })
    });
    begins.recv().unwrap();
    ledger.submit(reserve("o-2", 1)).unwrap();
    go.send(()).unwrap();
    assert_eq!(looked.join().unwrap().unwrap(), 1, "what was there when it began");

    // Reads are answered while a batch waits to be stored.
    let mut holder = PostgresClient::connect(&address).unwrap();
    let hold = "BEGIN; LOCK TABLE co2_batches IN SHARE MODE";
    holder.call(|connection| connection.batch_execute(hold)).unwrap().unwrap();
    thread::scope(|scope| {
        let sale = scope.spawn(|| ledger.submit(reserve("o-3", 1)));
        let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted";
        assert!(crate::cluster::wait_until(|| cluster.sql(waiting) == "1"));
        assert_eq!(ledger.document(digest).unwrap().as_deref(), Some(b"a basis".as_slice()));
        assert_eq!(ledger.events_after(Anchor::START).unwrap().0.len(), 4);
        assert_eq!(ledger.survey(None, |state, _| state.orders().count()).unwrap(), 2);
        assert!(!sale.is_finished(), "nothing here waits for the sale");
        holder.call(|connection| connection.batch_execute("COMMIT")).unwrap().unwrap();
        sale.join().unwrap().unwrap();
    });
    let read = ledger.read(Freshness::Latest, |state, head| (state.digest(), head)).unwrap();
    assert_eq!(ledger.survey(None, |state, head| (state.digest(), head)).unwrap(), read);
}

/// What only reads stores nothing, and has no more right to.
#[test]
fn a_reader_cannot_write() {
    let Some(cluster) = crate::server() else { return };
    let mut journal = Postgres::open(&cluster.address("main")).unwrap();
    let document = co2_offsets::Digest::of(b"a basis");
    let mut reader = journal.reader().unwrap().expect("it has readers");
    assert!(!reader.has_document(&document).unwrap());
    reader.put_document(document, b"a basis").unwrap_err();
    journal.put_document(document, b"a basis").unwrap();
    assert!(reader.has_document(&document).unwrap(), "it sees what was stored before it is asked");
    // A reader of a reader, as a look at a copy of the state has.
    let mut second = reader.reader().unwrap().expect("it has readers");
    assert_eq!(second.document(&document).unwrap().as_deref(), Some(b"a basis".as_slice()));
    second.put_document(document, b"a basis").unwrap_err();
}
