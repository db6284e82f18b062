//! What a certificate costs a shop, from the paid order to the durable, signed certificate; and what sales
//! cost beside long reads. All in one run, on one folder.
//!
//! `cargo bench -p co2-benches --bench certificates [-- CERTIFICATES [CALLERS [SALES]]]`; the folder is below
//! `TMPDIR`, which should be on the disk that is meant. Under `cargo test` each measurement is made once
//! with few orders.

#![expect(clippy::print_stdout, reason = "a table for people")]
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]

use co2::cert::did::{Did, DidDocument};
use co2::cert::proof::{KeySigner, Signer, SignerError};
use co2::journal::rusqlite::Connection;
use co2::journal::{Anchor, Freshness, Ledger, Sqlite};
use co2::units::Timestamp;
use co2::{Buyer, Cart, Choice, Config, Keys, Programme, Quote, Shipped};
use co2_benches::shop::{CART, CREDITS, PROGRAMME};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().expect("a time")
}

fn main() {
    let numbers: Vec<usize> =
        std::env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    let real = std::env::args().any(|argument| argument == "--bench");
    let certificates = numbers.first().copied().unwrap_or(if real { 20_000 } else { 16 });
    let callers = numbers.get(1).copied().unwrap_or(8);
    let sales = numbers.get(2).copied().unwrap_or(if real { 8_000 } else { 16 });
    let folder = tempfile::tempdir().expect("a temporary folder");
    header(&format!("certificates, {callers} callers, a product each"));
    let path = |name| folder.path().join(name);
    certify("key elsewhere, two syncs", &path("two.db"), certificates, callers, false);
    let size = certify("key in memory, one sync", &path("one.db"), certificates, callers, true);
    append(&folder.path().join("raw"), certificates, callers, size);
    sell_beside_readers(&folder.path().join("sales.db"), sales, callers);
}

/// A key that is kept elsewhere, as far as the programme knows: it signs as fast as one in memory.
struct Elsewhere(KeySigner);

impl Signer for Elsewhere {
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignerError> {
        self.0.sign(message)
    }

    fn verification_method(&self) -> &str {
        self.0.verification_method()
    }
}

/// Keys in memory, or keys that are kept elsewhere.
fn keys(config: &Config, in_memory: bool) -> Keys {
    let (seed, status_key) = ([7; 32], [9; 32]);
    if in_memory {
        return Keys::from_seed(&config.issuer, &seed, status_key).expect("keys");
    }
    let did = Did::web(&config.issuer.host).expect("a host");
    let signer = KeySigner::from_seed(&seed, format!("{did}#{}", config.issuer.key));
    let document = DidDocument::new(did).with_key(&config.issuer.key, &signer.public_key());
    Keys::new(Box::new(Elsewhere(signer)), document.expect("a name"), status_key).expect("keys")
}

fn open(path: &Path, in_memory: bool) -> Programme {
    let config = Config::from_toml(PROGRAMME).expect("a configuration");
    let keys = keys(&config, in_memory);
    let ledger = Ledger::open(Sqlite::open(path).expect("a new file"), None).expect("it is empty");
    let programme = Programme::on_ledger(ledger, config, keys).expect("a programme");
    programme.import_credits(CREDITS.as_bytes(), now()).expect("a table");
    programme
}

fn quote(programme: &Programme) -> Quote {
    let cart: Cart = serde_json::from_str(CART).expect("a cart");
    let buyer = Buyer::business("SE".parse().expect("a country"));
    programme.quote(&cart, &buyer, now()).expect("an offer")
}

fn reserve(programme: &Programme, quote: &Quote, order: &str) {
    programme.reserve(order, quote, Choice::Any, now()).expect("there is stock");
}

fn confirm(programme: &Programme, order: &str) {
    programme.confirm(order, now()).expect("it is held");
}

/// Lets so many callers do so many things at once, and tells how long each took, and all together.
fn together(
    count: usize,
    callers: usize,
    work: impl Fn(usize) + Sync,
) -> (Vec<Duration>, Duration) {
    let begun = Instant::now();
    let mut times: Vec<Duration> = thread::scope(|scope| {
        let work = &work;
        let caller = |caller: usize| {
            scope.spawn(move || {
                let timed = |number| {
                    let since = Instant::now();
                    work(number);
                    since.elapsed()
                };
                (caller..count).step_by(callers).map(timed).collect::<Vec<_>>()
            })
        };
        let running: Vec<_> = (0..callers).map(caller).collect();
        running.into_iter().flat_map(|caller| caller.join().expect("no panic")).collect()
    });
    let all = begun.elapsed();
    times.sort_unstable();
    (times, all)
}

fn rate(count: usize, time: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / time.as_secs_f64()
}

fn header(what: &str) {
    println!("\n{what}\n");
    println!(
        "{:>28} {:>10} {:>8} {:>8} {:>8} {:>9}",
        "", "a second", "p50 us", "p99 us", "p99.9 us", "most us"
    );
}

fn row(name: &str, (times, all): &(Vec<Duration>, Duration)) {
    let part = |thousandths: usize| {
        let place = (times.len() * thousandths / 1_000).min(times.len().saturating_sub(1));
        times.get(place).copied().unwrap_or_default().as_micros()
    };
    println!(
        "{name:>28} {:>10.0} {:>8} {:>8} {:>8} {:>9}",
        rate(times.len(), *all),
        part(500),
        part(990),
        part(999),
        part(1_000)
    );
}

/// Gives each paid order's product its certificate; the size of one.
fn certify(name: &str, path: &Path, count: usize, callers: usize, in_memory: bool) -> usize {
    let programme = open(path, in_memory);
    let offer = quote(&programme);
    let order = |number: usize| format!("o-{number}");
    together(count, 64, |number| reserve(&programme, &offer, &order(number)));
    together(count, 64, |number| confirm(&programme, &order(number)));
    let head = || {
        let head = programme.ledger().read(Freshness::Latest, |_, head| head.position.as_u64());
        head.expect("it can be read")
    };
    let before = head();
    let fulfil = |number: usize| {
        let shipped = Shipped::line(1, &format!("SN{number:08}")).expect("a serial number");
        let issued = programme.fulfil(&order(number), &[shipped], now()).expect("it is paid");
        assert_eq!(issued.len(), 1);
    };
    row(name, &together(count, callers, fulfil));
    let audit = programme.ledger().read(Freshness::Latest, |state, _| state.audit());
    let totals = audit.expect("it can be read").totals;
    assert_eq!(usize::try_from(totals.certificates).ok(), Some(count));
    let one = programme.certificates("o-0").expect("it is covered");
    let size = one.first().map_or(0, |issued| issued.json.len());
    let file = std::fs::metadata(path).expect("it is there").len();
    let batches = head() - before;
    println!("{:>28} {size} bytes each, {batches} batches, {} MB file", "", file >> 20);
    programme.close().expect("it closes");
    size
}

/// What the disk takes for the same: documents of one round of all callers, and a sync.
fn append(path: &Path, count: usize, callers: usize, size: usize) {
    let mut file = File::create(path).expect("a new file");
    let bytes = vec![b'x'; size * callers];
    let write = |_| {
        let since = Instant::now();
        file.write_all(&bytes).expect("there is room");
        file.sync_data().expect("the disk answers");
        since.elapsed()
    };
    let begun = Instant::now();
    let mut times: Vec<Duration> = (0..count / callers).map(write).collect();
    let all = begun.elapsed();
    times.sort_unstable();
    row("append + sync of as many", &(times, all));
}

/// Sells beside readers that look at everything, again and again.
fn sell_beside_readers(path: &Path, count: usize, callers: usize) {
    let programme = open(path, true);
    let offer = quote(&programme);
    let log = path.with_extension("db-wal");
    // There is something to look at.
    together(count * 2, 64, |number| reserve(&programme, &offer, &format!("before-{number}")));
    header(&format!(
        "sales (reserve, then confirm), {callers} callers, {} orders there",
        count * 2
    ));
    let sell = |prefix: &'static str| {
        let (programme, offer) = (&programme, &offer);
        move |number: usize| {
            let order = format!("{prefix}-{number}");
            reserve(programme, offer, &order);
            confirm(programme, &order);
        }
    };
    let log_size = || {
        let bytes = std::fs::metadata(&log).map_or(0, |log| log.len());
        println!("{:>28} {} MB write-ahead log", "", bytes >> 20);
    };
    row("alone", &together(count, callers, sell("alone")));
    log_size();
    let beside = |name: &'static str, look: &(dyn Fn(&AtomicBool) + Sync)| {
        let done = AtomicBool::new(false);
        let (times, looks) = thread::scope(|scope| {
            let reader = scope.spawn(|| {
                let mut looks = 0_u32;
                while !done.load(Ordering::Relaxed) {
                    look(&done);
                    looks += 1;
                }
                looks
            });
            let times = together(count, callers, sell(name));
            done.store(true, Ordering::Relaxed);
            (times, reader.join().expect("no panic"))
        });
        row(&format!("{name} ({looks} looks)"), &times);
        log_size();
    };
    let ledger = programme.ledger();
    beside("retirement-plan", &|_| drop(programme.retirement_plan().expect("it can be read")));
    beside("one-long-look", &|done| {
        // A read transaction of another program, such as a backup, that stays until all is sold.
        let reader = Connection::open(path).expect("the file is there");
        reader.execute_batch("BEGIN").expect("a transaction");
        let count = "SELECT count(*) FROM batches";
        reader.query_row(count, [], |_| Ok(())).expect("it can be read");
        while !done.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(1));
        }
    });
    beside("events", &|_| {
        let mut at = Anchor::START;
        loop {
            let (events, next) = ledger.events_after(at).expect("they can be read");
            if events.is_empty() {
                break;
            }
            at = next;
        }
    });
    // A read by the writer, of everything that is in the journal.
    beside("read-by-writer", &|_| {
        let orders = ledger.read(Freshness::Latest, |state, _| {
            let some = state.orders().take(1_000);
            some.map(|(_, order)| order.held().as_grams()).fold(0, u64::wrapping_add)
        });
        orders.expect("it can be read");
    });
    programme.close().expect("it closes");
}
