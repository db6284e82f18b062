//! Hosts that share a ledger, one of whose clocks is wrong.
//!
//! Once, twenty reservations of other customers expired at one wrong `reserve`, and every later certificate
//! was valid from a year ahead.

use crate::world::{
    CREDITS, PAID, PLACED, SHIPPED, at, buyer, cart, config, config_with, keys, laptop, state, wind,
};
use co2::journal::{Ledger, Memory, SubmitError};
use co2::ledger::error::TimeError;
use co2::ledger::{CommandError, OrderStatus};
use co2::units::Timestamp;
use co2::{Config, Programme, Quote};
use std::error::Error;

/// The clock of the server that has the ledger.
fn server() -> Timestamp {
    at(PAID)
}

/// A host of a shared ledger.
fn host(journal: &Memory, config: Config) -> Programme {
    let ledger = Ledger::options().clock(Some(server)).open(journal.clone()).unwrap();
    Programme::on_ledger(ledger, config, keys()).unwrap()
}

/// What a laptop costs.
fn quote(programme: &Programme, now: &str) -> Quote {
    let mut cart = cart();
    cart.lines.truncate(1);
    cart.lines[0].quantity = 1;
    programme.quote(&cart, &buyer(), at(now)).unwrap()
}

/// Whether a step was refused for its time.
fn is_ahead<T>(answer: Result<T, impl Error + 'static>) -> bool {
    let Err(error) = answer else { return false };
    let mut error: &(dyn Error + 'static) = &error;
    loop {
        let time = match error.downcast_ref() {
            Some(SubmitError::Refused(CommandError::Time(time))) => Some(time),
            _ => error.downcast_ref(),
        };
        if let Some(TimeError::Ahead { ledger, clock, bound_seconds, .. }) = time {
            return *clock == at(PAID) && *ledger <= at(PAID) && *bound_seconds == 300;
        }
        let text = error.to_string();
        match error.source() {
            Some(source) => error = source,
            None => return text.contains("ahead"),
        }
    }
}

#[test]
fn a_host_with_a_wrong_clock_is_refused_and_harms_nobody() {
    for wrong in ["2026-11-16T10:34:10Z", "2027-11-16T09:34:10Z"] {
        let journal = Memory::new();
        let [one, two, late] = [(); 3].map(|()| host(&journal, config()));
        one.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
        let offer = quote(&one, PLACED);
        for number in 0..20 {
            let host = if number % 2 == 0 { &one } else { &two };
            host.reserve(&format!("o-{number}"), &offer, wind(), at(PLACED)).unwrap();
        }
        let before = state(&one, co2::ledger::State::revision);
        let now = at(wrong);
        let mut valid = offer.clone();
        valid.valid_until = at("2029-01-01T00:00:00Z");
        let parcel = [laptop("DEMO0001")];
        let answers = [
            is_ahead(late.reserve("o-20", &valid, wind(), now)),
            is_ahead(late.confirm("o-1", now)),
            is_ahead(late.cancel("o-1", now)),
            is_ahead(late.import_credits(CREDITS.as_bytes(), now)),
            is_ahead(late.advance(now)),
        ];
        assert_eq!(answers, [true; 5], "{wrong}");
        assert_eq!(state(&two, co2::ledger::State::revision), before, "nothing came of it");
        for number in 0..20 {
            let host = if number % 3 == 0 { &one } else { &two };
            let order = format!("o-{number}");
            let look = host.order(&order, at(PAID)).unwrap().unwrap();
            assert_eq!(look.status, OrderStatus::Reserved, "{order}");
            host.confirm(&order, at(PAID)).unwrap();
        }
        // It cannot cover products a year ahead either; once it is put right, it goes on as the others do.
        assert!(late.fulfil("o-1", &parcel, now).is_err());
        let issued = late.fulfil("o-1", &parcel, at(PAID)).unwrap();
        assert_eq!(issued[0].certificate.valid_from(), at(PAID));
        assert_eq!(state(&one, co2::ledger::State::time), at(PAID));
    }
}

#[test]
fn the_configuration_names_the_bound() {
    let journal = Memory::new();
    let patient = config_with("[rules]", "[rules]\nclock_ahead_seconds = 7200");
    let host = host(&journal, patient);
    host.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    assert!(is_of_the_time(&host.advance(at("2026-11-16T11:34:11Z")), 7_200));
    host.advance(at("2026-11-16T11:34:10Z")).unwrap();
}

fn is_of_the_time<T>(answer: &Result<T, SubmitError>, bound: u32) -> bool {
    matches!(
        answer,
        Err(SubmitError::Refused(CommandError::Time(TimeError::Ahead { bound_seconds, .. })))
            if *bound_seconds == bound
    )
}

/// The clock of the server itself was wrong: a person says so.
#[test]
fn a_real_jump_is_accepted_by_a_person() {
    let journal = Memory::new();
    let [one, two] = [(); 2].map(|()| host(&journal, config()));
    one.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    assert!(is_of_the_time(&one.advance(at(SHIPPED)), 300));
    one.accept_time(at(SHIPPED)).unwrap();
    let offer = quote(&two, SHIPPED);
    let held = two.reserve("o-1", &offer, wind(), at(SHIPPED)).unwrap();
    assert_eq!(held.until, at("2026-11-18T14:15:00Z"));
    let error = one.accept_time(at("9999-12-31T00:00:00Z")).unwrap_err();
    assert!(matches!(error, SubmitError::Refused(CommandError::Time(TimeError::End { .. }))));
}

/// By default the clock is the machine's, whatever it shows when this is run.
#[test]
#[expect(clippy::disallowed_methods, reason = "the times given are compared with the clock")]
fn a_programme_on_a_file_is_compared_with_the_clock_of_the_machine() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = Timestamp::from_unix_seconds(since.as_secs().try_into().unwrap()).unwrap();
    let later = |seconds| now.checked_add_seconds(seconds).unwrap();
    let programme = Programme::open(&path, config(), keys()).unwrap();
    for ahead in [3_600, 365 * 86_400] {
        assert!(programme.import_credits(CREDITS.as_bytes(), later(ahead)).is_err());
        assert!(is_of_the_time(&programme.advance(later(ahead)), 300));
    }
    programme.import_credits(CREDITS.as_bytes(), now).unwrap();
    let anchor = programme.close().unwrap();
    let programme = Programme::open_at(&path, anchor, config(), keys()).unwrap();
    assert!(is_of_the_time(&programme.advance(later(3_600)), 300));
    programme.accept_time(later(3_600)).unwrap();
    programme.advance(later(3_600)).unwrap();
}
