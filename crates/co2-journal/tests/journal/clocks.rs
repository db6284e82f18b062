//! Hosts that share a ledger, one of which has a wrong clock.

use crate::world::*;
use co2_journal::{Ledger, Memory, SubmitError};
use co2_ledger::error::TimeError;
use co2_ledger::{Command, CommandError, OrderStatus, Request};
use co2_units::Timestamp;

/// The clock of the server that has the journal.
fn server() -> Timestamp {
    now()
}

fn at(time: &str, command: Command) -> Request {
    Request { now: time.parse().unwrap(), command }
}

/// A host whose clock was a year ahead once expired the reservations of all others with one command,
/// and all later commands took effect a year ahead.
#[test]
fn a_host_with_a_wrong_clock_expires_nothing() {
    let journal = Memory::new();
    let open = || Ledger::options().clock(Some(server)).open(journal.clone()).unwrap();
    let hosts = [open(), open(), open()];
    hosts[0].submit(stock()).unwrap();
    hosts[0].submit(rules()).unwrap();
    for n in 0..20 {
        hosts[n % 2].submit(reserve(&format!("o-{n}"), 1)).unwrap();
    }
    let wrong = &hosts[2];
    for command in [reserve("o-20", 1).command, confirm("o-1").command, Command::Advance] {
        let error = wrong.submit(at("2027-11-21T12:00:00Z", command)).unwrap_err();
        let SubmitError::Refused(refused) = &error else { panic!("{error}") };
        let ahead = matches!(refused, CommandError::Time(TimeError::Ahead { clock, .. }) if *clock == now());
        assert!(ahead, "{error}");
    }
    for n in 0..20 {
        let receipt = hosts[(n + 1) % 2].submit(confirm(&format!("o-{n}"))).unwrap();
        let status = co2_ledger::Present::Order(OrderStatus::Confirmed);
        assert_eq!(receipt.receipt.present, status);
    }
    // Once its clock is right again, it continues as the others do.
    wrong.submit(reserve("o-20", 1)).unwrap();
}
