//! The server is killed under load, again and again.

use crate::cluster::Cluster;
use crate::timeless::Timeless;
use crate::world::{orders_of, reserve, stocked};
use co2_journal::{Ledger, Postgres};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

const THREADS: u64 = 4;

/// Gives a command until it has an answer.
pub(crate) fn give(ledger: &Ledger, order: &str) {
    loop {
        match ledger.submit(reserve(order, 1)) {
            Ok(_) => return,
            Err(error) if error.is_transient() => thread::sleep(Duration::from_millis(5)),
            Err(error) => panic!("{error}"),
        }
    }
}

fn kill_the_server(kills: u64) {
    let Some(mut cluster) = crate::server() else { return };
    let open = |cluster: &Cluster| {
        let journal = Postgres::open(&cluster.address("main")).unwrap();
        Ledger::open(Timeless(journal), None).unwrap()
    };
    let first = stocked(Timeless(Postgres::open(&cluster.address("main")).unwrap()));
    let ledgers = [first, open(&cluster)];
    let (stop, answered) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let ledger = &ledgers[usize::try_from(thread % 2).unwrap()];
            let (stop, answered) = (&stop, &answered);
            scope.spawn(move || {
                for n in 0_u64.. {
                    if stop.load(Ordering::SeqCst) {
                        return;
                    }
                    give(ledger, &format!("t{thread}-{n}"));
                    answered.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        for kill in 0..kills {
            // Something is answered between two kills, however slow the machine is.
            let before = answered.load(Ordering::SeqCst);
            while answered.load(Ordering::SeqCst) < before + THREADS {
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(Duration::from_millis(50 + kill * 37 % 200));
            cluster.kill();
            cluster.up();
        }
        thread::sleep(Duration::from_millis(200));
        stop.store(true, Ordering::SeqCst);
    });
    let answered = answered.load(Ordering::SeqCst);
    println!("{kills} kills of the server, {answered} answers");
    // A thread asks until it has an answer, so every order that is there was answered.
    let there = orders_of(Postgres::open_read_only(&cluster.address("main")).unwrap());
    assert_eq!(there, answered);
}

#[test]
fn a_killed_server_has_kept_what_was_answered() {
    kill_the_server(crate::wanted("CO2_KILLS", 5));
}

#[test]
#[ignore = "takes minutes"]
fn a_server_killed_fifty_times_has_kept_what_was_answered() {
    kill_the_server(50);
}
