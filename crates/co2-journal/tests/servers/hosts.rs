//! Several hosts on one ledger: lost answers, a host that is cut off, wrong clocks.

use crate::cluster::address;
use crate::killed::give;
use crate::relay::{Mode, Relay};
use crate::timeless::Timeless;
use crate::world::{orders_of, reserve, rules, stock, stocked};
use co2_journal::{Journal, Ledger, Postgres, SubmitError};
use co2_ledger::error::TimeError;
use co2_ledger::{CommandError, Request};
use co2_units::Timestamp;
use std::time::Duration;

/// The connection is lost after the server has committed and before the client hears so.
#[test]
fn a_commit_whose_answer_is_lost_happens_once() {
    let Some(cluster) = crate::server() else { return };
    let relay = Relay::to(cluster.port());
    let far = address(&[relay.port()], "main");
    let ledger = stocked(Timeless(Postgres::open(&far).unwrap()));
    // The other host makes this one use the lock, that is, transactions, from time to time.
    let other = Ledger::open(Timeless(Postgres::open(&cluster.address("main")).unwrap()), None);
    let other = other.unwrap();
    let (mut inserts, mut commits) = (0, 0);
    for n in 0..60 {
        // From the eighth order on this host has met another one, and its batches are transactions.
        let mode = if n % 4 == 0 { Mode::LoseCommit } else { Mode::LoseInsert };
        let before = relay.lost();
        relay.set(if n % 2 == 0 { mode } else { Mode::Open });
        ledger.submit(reserve(&format!("o-{n}"), 1)).unwrap();
        match mode {
            Mode::LoseCommit => commits += relay.lost() - before,
            _ => inserts += relay.lost() - before,
        }
        if n % 10 > 6 {
            relay.set(Mode::Open);
            other.submit(reserve(&format!("p-{n}"), 1)).unwrap();
        }
    }
    assert!(inserts >= 10, "{inserts} answers to an insert were lost");
    assert!(commits >= 10, "{commits} answers to a commit were lost");
    assert_eq!(orders_of(Postgres::open_read_only(&cluster.address("main")).unwrap()), 60 + 18);
}

/// While a network swallows what a host sends, its commands have no answer; when it is back, they do, and the
/// others never noticed. What was sent arrives late.
fn cut_off(seconds: u64) {
    let Some(cluster) = crate::server() else { return };
    let relay = Relay::to(cluster.port());
    let ledger = stocked(Timeless(Postgres::open(&address(&[relay.port()], "main")).unwrap()));
    let other = Timeless(Postgres::open(&cluster.address("main")).unwrap());
    let other = Ledger::open(other, None).unwrap();
    ledger.submit(reserve("o-1", 1)).unwrap();
    relay.set(Mode::Cut);
    let late = std::thread::spawn({
        let ledger = ledger.clone();
        move || give(&ledger, "o-2")
    });
    for n in 0..20 * seconds {
        other.submit(reserve(&format!("p-{n}"), 1)).unwrap();
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(!late.is_finished(), "it was answered without a network");
    relay.set(Mode::Open);
    late.join().unwrap();
    ledger.submit(reserve("o-3", 1)).unwrap();
    let there = orders_of(Postgres::open_read_only(&cluster.address("main")).unwrap());
    assert_eq!(there, 3 + 20 * seconds);
}

#[test]
fn a_host_that_is_cut_off_comes_back() {
    cut_off(crate::wanted("CO2_SECONDS", 2));
}

#[test]
#[ignore = "takes a minute"]
fn a_host_that_is_cut_off_for_a_minute_comes_back() {
    cut_off(60);
}

fn at(time: Timestamp, request: Request) -> Request {
    Request { now: time, command: request.command }
}

/// A host a year ahead is refused by the server's clock; ten seconds make no difference.
#[test]
fn a_wrong_clock_is_compared_with_that_of_the_server() {
    let Some(cluster) = crate::server() else { return };
    let open = || Postgres::open(&cluster.address("main")).unwrap();
    let now = open().time().unwrap();
    let later = |seconds| now.checked_add_seconds(seconds).unwrap();
    let hosts = [(); 3].map(|()| Ledger::open(open(), None).unwrap());
    hosts[0].submit(at(now, stock())).unwrap();
    hosts[0].submit(at(now, rules())).unwrap();
    for n in 0..10 {
        hosts[0].submit(at(now, reserve(&format!("o-{n}"), 1))).unwrap();
        hosts[1].submit(at(later(10), reserve(&format!("p-{n}"), 1))).unwrap();
    }
    let error = hosts[2].submit(at(later(365 * 86_400), reserve("wrong", 1))).unwrap_err();
    let ahead = matches!(&error, SubmitError::Refused(CommandError::Time(TimeError::Ahead { .. })));
    assert!(ahead, "{error}");
    // Nor does it get through when its connection is lost at the moment.
    cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'co2-journal'");
    let error = hosts[2].submit(at(later(365 * 86_400), reserve("wrong", 1))).unwrap_err();
    let ahead = matches!(&error, SubmitError::Refused(CommandError::Time(TimeError::Ahead { .. })));
    assert!(ahead, "{error}");
    let count = hosts[1].read(co2_journal::Freshness::Latest, |state, _| state.audit()).unwrap();
    assert_eq!(count.totals.reserved, 20_000, "no reservation has expired");
}

/// A process that was stopped in the middle of a transaction does not keep the others out for good.
#[test]
fn a_lock_that_is_held_too_long_is_lost() {
    let Some(cluster) = crate::server() else { return };
    let ledger = stocked(Timeless(Postgres::open(&cluster.address("main")).unwrap()));
    let other = Timeless(Postgres::open(&cluster.address("main")).unwrap());
    let other = Ledger::open(other, None).unwrap();
    for n in 0..4 {
        ledger.submit(reserve(&format!("o-{n}"), 1)).unwrap();
        other.submit(reserve(&format!("p-{n}"), 1)).unwrap();
    }
    let mut holder = Postgres::open(&cluster.address("main")).unwrap();
    // It has met others, so it takes the lock.
    let first = holder.read_after(co2_journal::Position::START, 1).unwrap().remove(0);
    holder.append(&first).unwrap_err();
    holder.lock().unwrap();
    let held = cluster.sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'");
    assert_eq!(held, "1");
    ledger.submit(reserve("o-9", 1)).or_else(|_| ledger.submit(reserve("o-9", 1))).unwrap();
    let held = cluster.sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'");
    assert_eq!(held, "0");
    assert_eq!(orders_of(Postgres::open_read_only(&cluster.address("main")).unwrap()), 9);
}
