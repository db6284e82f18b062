//! W1 durable: orders per second beside what the disk can do and beside what one writes first, the time
//! of a single order, and the time to open a ledger. All in one run, on one folder.
//!
//! `cargo bench -p co2-benches --bench journal [-- ORDERS [OPENED]]`; the folder is below `TMPDIR`, which
//! should be on the disk that is meant, not in memory. Under `cargo test` each measurement is made once
//! with few orders.

#![expect(clippy::print_stdout, reason = "a table for people")]
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]

use co2_benches::w1::{PlainOrder, W1};
use co2_journal::rusqlite::{Connection, Transaction, TransactionBehavior};
use co2_journal::{Journal, Ledger, Position, Sqlite};
use co2_ledger::Request;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// How many commands share a batch, and of how many orders at most the time is taken.
const BATCHES: [(usize, usize); 4] =
    [(1, 4_000), (64, 100_000), (1_024, usize::MAX), (8_192, usize::MAX)];
/// Of how many orders single times are taken.
const SINGLE: usize = 2_000;

fn main() {
    let numbers: Vec<u32> = std::env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    let real = std::env::args().any(|argument| argument == "--bench");
    let orders = numbers.first().copied().unwrap_or(if real { 200_000 } else { 300 });
    let opened = numbers.get(1).copied().unwrap_or(if real { 1_000_000 } else { 500 });
    let folder = tempfile::tempdir().expect("a temporary folder");
    let workload = W1::new(orders, false);
    let requests = workload.requests();
    throughput(folder.path(), &workload, &requests);
    single(folder.path(), &workload, &requests);
    opening(folder.path(), opened);
}

/// How many a second.
fn rate(count: usize, time: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / time.as_secs_f64()
}

fn open(path: &Path, workload: &W1, batch: usize) -> Ledger {
    let options = Ledger::options().queue(2 * batch).batch_max(batch).batch_bytes(usize::MAX);
    let ledger = options.open(Sqlite::open(path).expect("a new file")).expect("an empty journal");
    for request in workload.stock() {
        ledger.submit(request).expect("the stock is accepted");
    }
    ledger
}

/// Reserves and then confirms each order, so many at a time.
fn sell(ledger: &Ledger, requests: &[(Request, Request)], batch: usize) -> Duration {
    let chunks: Vec<(Vec<Request>, Vec<Request>)> =
        requests.chunks(batch).map(|chunk| chunk.iter().cloned().unzip()).collect();
    let start = Instant::now();
    for (reserve, confirm) in chunks {
        for answer in ledger.submit_all(reserve).into_iter().chain(ledger.submit_all(confirm)) {
            answer.expect("the stock is ample");
        }
    }
    start.elapsed()
}

/// The bodies of a journal's batches.
fn bodies(path: &Path) -> Vec<Vec<u8>> {
    let mut journal = Sqlite::open_existing(path).expect("it is there");
    let (mut bodies, mut place) = (Vec::new(), Position::START);
    loop {
        let batches = journal.read_after(place, 1_024).expect("it can be read");
        let Some(last) = batches.last() else { return bodies };
        place = last.position;
        bodies.extend(batches.into_iter().map(|batch| batch.body));
    }
}

/// Appends the same bytes to a plain file, and syncs it after each batch.
fn append(path: &Path, bodies: &[Vec<u8>]) -> Vec<Duration> {
    let mut file = File::create(path).expect("a new file");
    let write = |body: &Vec<u8>| {
        let start = Instant::now();
        file.write_all(body).expect("there is room");
        file.sync_data().expect("the disk answers");
        start.elapsed()
    };
    bodies.iter().map(write).collect()
}

fn throughput(folder: &Path, workload: &W1, requests: &[(Request, Request)]) {
    println!("W1 durable, reserve and confirm; orders/s\n");
    println!(
        "{:>7} {:>8} {:>13} {:>13} {:>7} {:>10}",
        "batch", "orders", "append + sync", "ledger", "share", "bytes/order"
    );
    for (batch, most) in BATCHES {
        let requests = requests.get(..most).unwrap_or(requests);
        let path = folder.join(format!("batch-{batch}.db"));
        let ledger = open(&path, workload, batch);
        let time = sell(&ledger, requests, batch);
        let audit = ledger.read(co2_journal::Freshness::Cached, |state, _| state.audit());
        assert_eq!(audit.expect("it can be read").violations, []);
        ledger.close().expect("it closes");
        // Without the stock and the rules.
        let bodies: Vec<Vec<u8>> = bodies(&path).into_iter().skip(2).collect();
        let raw = append(&folder.join("raw"), &bodies).into_iter().sum();
        let (raw, ledger) = (rate(requests.len(), raw), rate(requests.len(), time));
        let bytes = bodies.iter().map(Vec::len).sum::<usize>() / requests.len();
        let share = ledger / raw;
        println!(
            "{batch:>7} {:>8} {raw:>13.0} {ledger:>13.0} {share:>7.2} {bytes:>10}",
            requests.len()
        );
    }
    let orders = workload.orders.get(..4_000).unwrap_or(&workload.orders);
    let time = one_transaction_each(&folder.join("plain.db"), workload, orders);
    println!(
        "\none transaction for each order and each confirmation, plain tables: {:.0}\n",
        rate(orders.len(), time)
    );
}

/// What one writes first: tables of lots, orders and slices, and a transaction for each step.
fn one_transaction_each(path: &Path, workload: &W1, orders: &[PlainOrder]) -> Duration {
    let mut connection = Connection::open(path).expect("a new file");
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE lots (id INTEGER PRIMARY KEY, project INTEGER, year INTEGER, size INTEGER, taken INTEGER);
             CREATE INDEX by_project ON lots (project, year, id) WHERE taken < size;
             CREATE INDEX by_year ON lots (year, id) WHERE taken < size;
             CREATE TABLE orders (id INTEGER PRIMARY KEY, paid INTEGER NOT NULL);
             CREATE TABLE slices (order_id INTEGER, line INTEGER, lot INTEGER, first INTEGER, amount INTEGER);",
        )
        .expect("tables");
    let filling = connection.transaction().expect("a transaction");
    for (id, lot) in (0_i64..).zip(&workload.lots) {
        let size = i64::try_from(lot.tonnes).expect("small") * 1_000_000;
        let row = (id, lot.project, lot.year, size);
        filling.execute("INSERT INTO lots VALUES (?1, ?2, ?3, ?4, 0)", row).expect("a lot");
    }
    filling.commit().expect("stored");
    let begin = |connection: &mut Connection, work: &dyn Fn(&Transaction<'_>)| {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = transaction.expect("nobody else is there");
        work(&transaction);
        transaction.commit().expect("stored");
    };
    let start = Instant::now();
    for order in orders {
        begin(&mut connection, &|transaction| place(transaction, order));
        begin(&mut connection, &|transaction| {
            let sql = "UPDATE orders SET paid = 1 WHERE id = ?1";
            let mut update = transaction.prepare_cached(sql).expect("sound");
            assert_eq!(update.execute([order.id]).expect("stored"), 1);
        });
    }
    let time = start.elapsed();
    let sum = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).expect("a sum");
    assert_eq!(sum("SELECT sum(taken) FROM lots"), sum("SELECT sum(amount) FROM slices"));
    time
}

/// Takes each line's grams from the oldest lots of its project.
fn place(transaction: &Transaction<'_>, order: &PlainOrder) {
    let sql = "INSERT INTO orders VALUES (?1, 0) ON CONFLICT DO NOTHING";
    let new = transaction.prepare_cached(sql).and_then(|mut insert| insert.execute([order.id]));
    if new.expect("stored") == 0 {
        // It was placed before.
        return;
    }
    for (line, (&grams, &(project, _))) in
        (0_i64..).zip(order.lines.iter().zip(order.shares.iter().cycle()))
    {
        let mut left = i64::try_from(grams).expect("small");
        while left > 0 {
            let sql = "SELECT id, taken, size FROM lots WHERE project = ?1 AND taken < size ORDER BY year, id LIMIT 1";
            let mut select = transaction.prepare_cached(sql).expect("sound");
            let row = |row: &co2_journal::rusqlite::Row<'_>| {
                Ok::<(i64, i64, i64), _>((row.get(0)?, row.get(1)?, row.get(2)?))
            };
            let (lot, taken, size) = select.query_row([project], row).expect("the stock is ample");
            let amount = left.min(size - taken);
            let update =
                transaction.prepare_cached("UPDATE lots SET taken = taken + ?1 WHERE id = ?2");
            update.and_then(|mut update| update.execute((amount, lot))).expect("stored");
            let insert = "INSERT INTO slices VALUES (?1, ?2, ?3, ?4, ?5)";
            let insert = transaction.prepare_cached(insert);
            let row = (order.id, line, lot, taken, amount);
            insert.and_then(|mut insert| insert.execute(row)).expect("stored");
            left -= amount;
        }
    }
}

/// A time that this share of all is below.
fn quantile(times: &mut [Duration], hundredths: usize) -> Duration {
    times.sort_unstable();
    times.get(times.len() * hundredths / 100).copied().unwrap_or_default()
}

fn single(folder: &Path, workload: &W1, requests: &[(Request, Request)]) {
    let path = folder.join("single.db");
    let ledger = open(&path, workload, 1_024);
    let submit = |(reserve, _): &(Request, Request)| {
        let request = reserve.clone();
        let start = Instant::now();
        ledger.submit(request).expect("the stock is ample");
        start.elapsed()
    };
    let mut times: Vec<Duration> = requests.iter().take(SINGLE).map(submit).collect();
    ledger.close().expect("it closes");
    let bodies: Vec<Vec<u8>> = bodies(&path).into_iter().skip(2).collect();
    let mut raw = append(&folder.join("raw"), &bodies);
    println!("one order at a time, reserve; microseconds\n");
    println!("{:>22} {:>8} {:>8}", "", "p50", "p99");
    for (name, times) in [("append + sync", &mut raw), ("ledger", &mut times)] {
        let (half, most) = (quantile(times, 50), quantile(times, 99));
        println!("{name:>22} {:>8} {:>8}", half.as_micros(), most.as_micros());
    }
}

fn opening(folder: &Path, orders: u32) {
    let path = folder.join("opened.db");
    let workload = W1::new(orders, false);
    let requests = workload.requests();
    let ledger = open(&path, &workload, 8_192);
    sell(&ledger, &requests, 8_192);
    let digest = ledger.read(co2_journal::Freshness::Cached, |state, _| state.digest());
    let digest = digest.expect("it can be read");
    let start = Instant::now();
    ledger.close().expect("it closes");
    let closing = start.elapsed();
    println!("\nopening {orders} orders, confirmed; seconds\n");
    println!("{:>22} {:>8.2}", "close, with snapshot", closing.as_secs_f64());
    for (name, snapshots) in [("open, from snapshot", true), ("open, by replay", false)] {
        let options = Ledger::options().snapshots(snapshots);
        let start = Instant::now();
        let journal = Sqlite::open_existing(&path).expect("it is there");
        let ledger = options.open(journal).expect("it is sound");
        let time = start.elapsed();
        let read = ledger.read(co2_journal::Freshness::Cached, |state, _| state.digest());
        assert_eq!(read.expect("it can be read"), digest);
        println!("{name:>22} {:>8.2}", time.as_secs_f64());
        ledger.close().expect("it closes");
    }
    let bytes = std::fs::metadata(&path).expect("it is there").len();
    println!("{:>22} {:>8} MB, with its snapshot", "file", bytes >> 20);
}
