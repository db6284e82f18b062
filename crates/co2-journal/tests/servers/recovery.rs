//! A base backup and archived logs, recovered to a point in time, beside the anchors that were kept elsewhere.

use crate::cluster::wait_until;
use crate::timeless::Timeless;
use crate::world::{orders_of, reserve, stocked};
use co2_journal::{Committed, Ledger, OpenError, Postgres, ReplayError};

#[test]
fn an_anchor_tells_what_a_recovered_ledger_lacks() {
    let Some(mut cluster) = crate::server() else { return };
    let archive = cluster.folder("archive");
    cluster.set(&format!("archive_mode = on\narchive_command = 'cp %p {archive}/%f'"));
    cluster.kill();
    cluster.up();
    let open = |address: &str| Timeless(Postgres::open(address).unwrap());
    let ledger = stocked(open(&cluster.address("main")));
    let sell = |ledger: &Ledger, n: u64| -> Committed {
        ledger.submit(reserve(&format!("o-{n}"), 1 + n)).unwrap()
    };
    let anchor = || ledger.read(co2_journal::Freshness::Cached, |_, head| head).unwrap();
    sell(&ledger, 1);
    let mut recovered = cluster.backup();
    sell(&ledger, 2);
    let kept = anchor();
    cluster.sql("SELECT pg_create_restore_point('before')");
    let lost = [3, 4].map(|n| sell(&ledger, n));
    let newest = anchor();
    let log = cluster.sql("SELECT pg_walfile_name(pg_current_wal_lsn())");
    cluster.sql("SELECT pg_switch_wal()");
    let archived = format!("SELECT last_archived_wal >= '{log}' FROM pg_stat_archiver");
    assert!(wait_until(|| cluster.sql(&archived) == "t"), "the log is not archived");
    cluster.kill();
    drop(ledger);

    recovered.set(&format!(
        "archive_mode = off\nrestore_command = 'cp {archive}/%f %p'\n\
         recovery_target_name = 'before'\nrecovery_target_action = 'promote'"
    ));
    recovered.put("data/recovery.signal", b"");
    recovered.up();
    let ended = "SELECT NOT pg_is_in_recovery()";
    assert!(wait_until(|| recovered.sql(ended) == "t"), "the recovery does not end");
    let address = recovered.address("main");
    assert_eq!(orders_of(Postgres::open_read_only(&address).unwrap()), 2);
    let error = Ledger::open(open(&address), Some(newest)).unwrap_err();
    assert!(matches!(error, OpenError::Replay(ReplayError::Anchor { .. })), "{error:?}");
    let ledger = Ledger::open(open(&address), Some(kept)).unwrap();
    // The shop repeats what is missing, in its order, and the same grams are taken.
    for (n, lost) in [3, 4].into_iter().zip(lost) {
        let again = sell(&ledger, n);
        assert!(!again.receipt.replayed);
        assert_eq!(again.receipt.first, lost.receipt.first);
    }
}
