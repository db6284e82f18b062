//! Files of earlier versions are opened by every later one.

use crate::archive::{archived, fulfilled, take_back};
use crate::world::*;
use co2_journal::{Freshness, Ledger, SnapshotFinding, Sqlite, replay, verify};
use co2_ledger::{Cancel, Command, Extend, OrderStatus, Present};
use std::path::Path;

/// Written by [`write_the_file_of_this_version`] for the formats of this version.
const FIRST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/journal/first.db");

/// Orders in every state, some of them archived, and the snapshot at their end.
fn write(path: &Path) {
    let ledger = fulfilled(Sqlite::open(path).unwrap(), 4);
    ledger.submit(take_back("o-3", "SN-3")).unwrap();
    assert_eq!(archived(&ledger), 4);
    // One comes back.
    ledger.submit(take_back("o-2", "SN-2")).unwrap();
    let given = [
        reserve("reserved", 300),
        reserve("paid", 400),
        confirm("paid"),
        reserve("given-up", 500),
        request(Command::Cancel(Cancel { order: "given-up".parse().unwrap() })),
        reserve("paid-and-given-up", 600),
        confirm("paid-and-given-up"),
        request(Command::Cancel(Cancel { order: "paid-and-given-up".parse().unwrap() })),
        reserve("held-longer", 700),
        request(Command::Extend(Extend {
            order: "held-longer".parse().unwrap(),
            operation: "longer".parse().unwrap(),
            hold_seconds: 1_800,
        })),
    ];
    assert!(ledger.submit_all(given).iter().all(Result::is_ok));
    ledger.close().unwrap();
}

#[test]
#[ignore = "writes a file to be kept: for a new version of a format"]
fn write_the_file_of_this_version() {
    assert!(!Path::new(FIRST).exists(), "what was written once stays");
    write(Path::new(FIRST));
}

#[test]
fn the_first_version_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("first.db");
    std::fs::copy(FIRST, &path).unwrap();
    let mut journal = Sqlite::open_existing(&path).unwrap();
    let verified = verify(&mut journal, None, |_| ()).unwrap();
    assert_eq!(verified.snapshot, SnapshotFinding::Right(verified.head));
    let audit = verified.state.audit();
    assert_eq!(audit.violations, []);
    let totals = (audit.totals.orders, audit.totals.coverages, audit.totals.certificates);
    assert_eq!((totals, verified.state.archived_count()), ((9, 4, 4), 3));
    let (replayed, _) = replay(&mut journal, None, |_| ()).unwrap();
    drop(journal);
    let ledger = Ledger::open(Sqlite::open_existing(&path).unwrap(), None).unwrap();
    let digest = ledger.read(Freshness::Latest, |state, _| state.digest()).unwrap();
    assert_eq!(digest, replayed.digest());
    // Every command gets its first answer.
    for (command, status) in [
        (confirm("o-0"), OrderStatus::Confirmed),
        (reserve("reserved", 300), OrderStatus::Reserved),
        (confirm("paid"), OrderStatus::Confirmed),
        (reserve("given-up", 500), OrderStatus::Cancelled),
        (confirm("paid-and-given-up"), OrderStatus::Cancelled),
        (reserve("held-longer", 700), OrderStatus::Reserved),
    ] {
        let receipt = ledger.submit(command).unwrap().receipt;
        assert_eq!((receipt.replayed, receipt.present), (true, Present::Order(status)));
    }
    assert!(!ledger.submit(confirm("reserved")).unwrap().receipt.replayed);
    let audit = ledger.read(Freshness::Latest, |state, _| state.audit()).unwrap();
    assert_eq!(audit.violations, []);
}
