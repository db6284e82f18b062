//! A primary with a synchronous standby: the primary is killed, the standby takes its place.

use crate::cluster::{Cluster, address, wait_until};
use crate::killed::give;
use crate::timeless::Timeless;
use crate::world::{orders_of, reserve, stocked};
use co2_journal::{Ledger, Postgres};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

fn with_standby() -> Option<(Cluster, Cluster)> {
    let primary = crate::server()?;
    let standby = primary.standby("standby1");
    primary.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby1'");
    primary.sql("SELECT pg_reload_conf()");
    let state = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
    assert!(wait_until(|| primary.sql(state) == "1"), "the standby does not follow");
    Some((primary, standby))
}

#[test]
fn a_promoted_standby_has_all_that_was_answered_and_nothing_twice() {
    fail_over(Cluster::kill, |_, _| ());
}

/// The primary hangs, and still accepts connections. When it goes on, what reads is not left behind on it.
#[test]
fn a_promoted_standby_is_found_beside_a_primary_that_hangs() {
    let afterwards = |primary: &mut Cluster, ledger: &Ledger| {
        let document = ledger.put_document(b"on the new primary".to_vec()).unwrap();
        primary.go_on();
        assert!(ledger.document(document).unwrap().is_some(), "it is read where it is written");
    };
    fail_over(|primary| primary.stop(), afterwards);
}

/// The primary has lost its standby, which was promoted: it accepts connections and answers, but commits nothing.
#[test]
fn a_promoted_standby_is_found_beside_a_primary_that_waits_for_it() {
    let Some((primary, standby)) = with_standby() else { return };
    let both = address(&[primary.port(), standby.port()], "main");
    let both = format!("{both}&connect_timeout=1&answer_timeout=3");
    let ledger = stocked(Timeless(Postgres::open(&both).unwrap()));
    ledger.submit(reserve("o-1", 1)).unwrap();
    standby.promote();
    ledger.submit(reserve("o-2", 1)).unwrap();
    let fresh = Ledger::open(Timeless(Postgres::open(&both).unwrap()), None).unwrap();
    assert!(fresh.submit(reserve("o-2", 1)).unwrap().receipt.replayed);
    assert_eq!(orders_of(Postgres::open_read_only(&standby.address("main")).unwrap()), 2);
}

fn fail_over(lose: impl FnOnce(&mut Cluster), afterwards: impl FnOnce(&mut Cluster, &Ledger)) {
    let Some((mut primary, standby)) = with_standby() else { return };
    let both = address(&[primary.port(), standby.port()], "main");
    let both = format!("{both}&connect_timeout=1&answer_timeout=3");
    let ledger = stocked(Timeless(Postgres::open(&both).unwrap()));
    let other = Ledger::open(Timeless(Postgres::open(&both).unwrap()), None).unwrap();
    let (stop, answered) = (AtomicBool::new(false), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for thread in 0..4 {
            let ledger = if thread % 2 == 0 { &ledger } else { &other };
            let (stop, answered) = (&stop, &answered);
            scope.spawn(move || {
                for n in 0_u64.. {
                    if stop.load(Ordering::SeqCst) {
                        return;
                    }
                    let order = format!("t{thread}-{n}");
                    give(ledger, &order);
                    answered.lock().unwrap().push(order);
                }
            });
        }
        let some_more = || {
            let wanted = answered.lock().unwrap().len() + 8;
            wait_until(|| answered.lock().unwrap().len() >= wanted)
        };
        let before = some_more();
        lose(&mut primary);
        // The new primary must not wait for a standby of its own.
        standby.promote();
        standby.sql("ALTER SYSTEM RESET synchronous_standby_names");
        standby.sql("SELECT pg_reload_conf()");
        let after = some_more();
        stop.store(true, Ordering::SeqCst);
        assert!(before && after, "nothing was answered");
    });
    let answered = answered.into_inner().unwrap();
    println!("{} answers around a failover", answered.len());
    let there = Postgres::open_read_only(&standby.address("main")).unwrap();
    assert_eq!(orders_of(there), u64::try_from(answered.len()).unwrap());
    // Each answer is given again.
    let again = Timeless(Postgres::open(&standby.address("main")).unwrap());
    let again = Ledger::open(again, None).unwrap();
    for order in answered {
        assert!(again.submit(reserve(&order, 1)).unwrap().receipt.replayed, "{order}");
    }
    afterwards(&mut primary, &ledger);
}

/// The wait for the standby is cancelled: the batch is there, but only on the primary. It is not answered before
/// the standby has it.
#[test]
fn nothing_is_answered_that_the_standby_does_not_have() {
    let Some((primary, mut standby)) = with_standby() else { return };
    let ledger = stocked(Timeless(Postgres::open(&primary.address("main")).unwrap()));
    ledger.submit(reserve("o-1", 1)).unwrap();
    standby.kill();
    thread::scope(|scope| {
        let waits = scope.spawn(|| ledger.submit(reserve("o-2", 1)));
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
        let cancel = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity
                      WHERE wait_event = 'SyncRep'";
        // Also the wait by which a new connection makes sure is cancelled.
        for _ in 0..4 {
            assert!(wait_until(|| primary.sql(waiting) == "1"), "it does not wait");
            primary.sql(cancel);
            thread::sleep(Duration::from_millis(200));
        }
        // It is visible, and still nobody is told so.
        let there = Postgres::open_read_only(&primary.address("main")).unwrap();
        assert_eq!(orders_of(there), 2);
        assert!(!waits.is_finished(), "it was answered without the standby");
        standby.up();
        waits.join().unwrap().unwrap();
    });
}

/// A commit waits for the standby for longer than the host waits for the commit. The host sends the same batch on new
/// connections, and the first commit is completed late.
#[test]
fn a_commit_that_is_completed_after_its_host_gave_it_up_happens_once() {
    let Some((primary, mut standby)) = with_standby() else { return };
    let address = format!("{}&answer_timeout=3", primary.address("main"));
    let ledger = stocked(Timeless(Postgres::open(&address).unwrap()));
    standby.kill();
    thread::scope(|scope| {
        let waits = scope.spawn(|| give(&ledger, "o-1"));
        // The second is a new connection that makes sure of what it sees.
        let waiting = "SELECT count(*) >= 2 FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
        assert!(wait_until(|| primary.sql(waiting) == "t"), "the host does not connect again");
        assert!(!waits.is_finished(), "it was answered without the standby");
        standby.up();
        waits.join().unwrap();
    });
    assert!(ledger.submit(reserve("o-1", 1)).unwrap().receipt.replayed);
    assert_eq!(orders_of(Postgres::open_read_only(&primary.address("main")).unwrap()), 1);
}

/// An auditor reads a standby.
#[test]
fn a_standby_can_be_read() {
    let Some((primary, standby)) = with_standby() else { return };
    let ledger = stocked(Timeless(Postgres::open(&primary.address("main")).unwrap()));
    ledger.submit(reserve("o-1", 1)).unwrap();
    let read = || Postgres::open_read_only(&standby.address("main"));
    let follows = wait_until(|| read().is_ok_and(|journal| orders_of(journal) == 1));
    assert!(follows, "the standby does not follow");
    // It cannot be written to.
    Postgres::open(&standby.address("main")).unwrap_err();
}
