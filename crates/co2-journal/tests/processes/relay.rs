//! What one process has reserved, another one confirms immediately.

use crate::child::{say, start, wanted};
use crate::place::{Place, open};
use crate::world::{confirm, reserve, stocked};
use co2_journal::Ledger;
use libtest_mimic::Trial;

pub(crate) fn tests() -> Vec<Trial> {
    let run = |times, place: fn() -> Option<Place>| {
        move || {
            if let Some(place) = place() {
                relay(wanted("CO2_TIMES").unwrap_or(times), &place);
            }
            Ok(())
        }
    };
    let file = || Some(Place::file());
    vec![
        Trial::test("an_order_of_one_process_is_known_to_the_other_at_once", run(500, file)),
        Trial::test("an_order_of_one_host_is_known_to_the_other_at_once", run(200, Place::server)),
        Trial::test("ten_thousand_orders_are_known_to_the_other_at_once", run(10_000, file))
            .with_ignored_flag(true),
    ]
}

/// The other process: does what it is told.
pub(crate) fn child(address: &str) {
    let ledger = Ledger::open(open(address), None).unwrap();
    say("ready");
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let done = match line.split_once(' ').unwrap() {
            ("reserve", order) => ledger.submit(reserve(order, 1)),
            (_, order) => ledger.submit(confirm(order)),
        };
        say(&match done {
            Ok(_) => "done".to_owned(),
            Err(error) => error.to_string(),
        });
    }
}

fn relay(times: u64, place: &Place) {
    let address = place.address();
    let ledger = stocked(open(&address));
    let mut other = start(&["child-relay", &address]);
    assert_eq!(other.hear(), "ready");
    for n in 0..times {
        let order = format!("o-{n}");
        // Each of the two goes first in turn.
        if n.is_multiple_of(2) {
            ledger.submit(reserve(&order, 1)).unwrap();
            other.tell(&format!("confirm {order}"));
            assert_eq!(other.hear(), "done");
        } else {
            other.tell(&format!("reserve {order}"));
            assert_eq!(other.hear(), "done");
            ledger.submit(confirm(&order)).unwrap();
        }
    }
    other.end();
    let audit = ledger.read(co2_journal::Freshness::Latest, |state, _| state.audit()).unwrap();
    assert_eq!(audit.violations, []);
    assert_eq!(audit.totals.committed, u128::from(times) * 1_000);
}
