//! Orders that were archived are served as before.

use crate::world::{
    LATER, ORDER, PAID, PLACED, SHIPPED, all, at, config, host, json_of, order_id, ordered,
    position, quote, retire, state, wind,
};
use co2::Programme;
use co2::journal::Memory;
use co2::ledger::command::ReplaceCause;
use co2::ledger::{Command, OrderStatus, Replace, Request, Return};
use co2::units::product::ProductId;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const MUCH_LATER: &str = "2027-01-20T14:00:00Z";
const LOTS: [&str; 3] = ["gs-wind", "verra-landfill", "cdm-biomass"];

/// Every file below a folder.
fn files(folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.insert(path.display().to_string(), fs::read(&path).unwrap());
        }
    }
}

fn published(programme: &Programme, folder: &Path) -> BTreeMap<String, Vec<u8>> {
    programme.publish(folder, at(LATER)).unwrap();
    let mut found = BTreeMap::new();
    files(folder, &mut found);
    found
}

#[test]
fn an_archived_order_is_served_as_before() {
    let memory = Memory::new();
    let programme = host(memory.clone(), config());
    programme.import_credits(crate::world::CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&programme);
    let offer = quote(&programme);
    retire(&programme, &LOTS);
    assert_eq!(programme.archive(at(MUCH_LATER), at(SHIPPED)).unwrap(), 0, "it has not shipped");
    let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    // One product is replaced, so its certificate is void, and what took its place comes back.
    let product = issued[0].product.clone();
    let by = ProductId::new(product.model.clone(), "DEMO0009".parse().unwrap());
    let (order, operation, cause) = (order_id(), "swap".parse().unwrap(), ReplaceCause::Warranty);
    let swap = Command::Replace(Replace { order, operation, product, by: by.clone(), cause });
    programme.ledger().submit(Request { now: at(LATER), command: swap }).unwrap();
    let (order, operation) = (order_id(), "back".parse().unwrap());
    let back = Command::Return(Return { order, operation, product: by });
    programme.ledger().submit(Request { now: at(LATER), command: back }).unwrap();

    let folder = tempfile::tempdir().unwrap();
    let shown = published(&programme, folder.path());
    let certificates = programme.fulfil(ORDER, &all(), at(LATER)).unwrap_err().issued;
    let totals = state(&programme, |state| state.audit().totals);
    assert_eq!(programme.archive(at(LATER), at(LATER)).unwrap(), 0, "something was done since");
    assert_eq!(programme.archive(at(MUCH_LATER), at(LATER)).unwrap(), 1);
    assert_eq!(programme.archive(at(MUCH_LATER), at(LATER)).unwrap(), 0);
    assert!(state(&programme, |state| state.order(&order_id()).is_none()));

    let end = position(&programme);
    // Another host that opens the ledger now, and this one.
    for programme in [&host(memory, config()), &programme] {
        assert_eq!(published(programme, folder.path()), shown, "log and status lists");
        let again = programme.fulfil(ORDER, &all(), at(MUCH_LATER)).unwrap_err().issued;
        assert_eq!(json_of(&again), json_of(&certificates));
        let reservation = programme.reserve(ORDER, &offer, wind(), at(PAID)).unwrap();
        assert!(reservation.replayed);
        assert_eq!(reservation.status, OrderStatus::Confirmed);
        assert!(programme.confirm(ORDER, at(PAID)).unwrap().receipt.replayed);
        assert!(programme.cancel(ORDER, at(PAID)).is_err());
        assert_eq!(programme.units_to_retire(ORDER).unwrap(), []);
        assert_eq!(state(programme, |state| state.audit().totals), totals);
        assert_eq!(position(programme), end, "nothing was written");
    }
}
