//! A partner holds credits, retires them for the shop, and reports what it has done.
//!
//! ```text
//! cargo run --example partner
//! ```
#![cfg_attr(
    not(test),
    expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")
)]

#[path = "../shop/mod.rs"]
mod shop;

use co2::offsets::{Custodian, read_retirements};
use co2::units::Timestamp;
use co2::{Buyer, Choice, Shipped};
use std::fmt::Write;
use std::process::ExitCode;

const ORDER: &str = "2026/1042";

fn main() -> ExitCode {
    shop::run(partner)
}

pub(crate) fn partner() -> shop::Told {
    let programme = shop::open(|_| ())?;
    let now: Timestamp = "2026-11-16T09:00:00Z".parse()?;
    programme.import_credits(shop::CREDITS.as_bytes(), now)?;
    let wind = Choice::Project("GS990001".parse()?);
    let quote = programme.quote(&shop::laptops(8)?, &Buyer::business("SE".parse()?), now)?;
    programme.reserve(ORDER, &quote, wind, now)?;
    programme.confirm(ORDER, now)?;

    // What paid orders need, by who holds the units: an order for the partner.
    let mut told = String::new();
    for duty in programme.retirement_plan()? {
        let Custodian::Partner { name, .. } = &duty.custodian else { continue };
        let operation = format!("partner-{}-{}", duty.units.lot, duty.units.first_unit);
        programme.request_retirement(&operation, &duty.units, now)?;
        writeln!(told, "asked {name} for {} of {}", duty.amount, duty.project)?;
    }

    // Meanwhile goods ship: the certificate says by when the units will be retired.
    let parcel = [Shipped::line(1, "PF0AAA01")?];
    let issued = programme.fulfil(ORDER, &parcel, now)?;
    let summary = |issued: &[co2::Issued]| {
        issued.iter().map(|one| one.certificate.record().summary().to_string()).collect::<Vec<_>>()
    };
    writeln!(told, "certificate: {}", summary(&issued).join(""))?;

    // The partner retires them, and answers with a reference.
    let answered: Timestamp = "2026-11-20T09:00:00Z".parse()?;
    let mut report = String::from("serial,act,date,reference\n");
    for open in programme.open_retirements()? {
        let (operation, serial) = (open.operation.as_str(), open.serial.to_string());
        programme.record_retirement(operation, "EP-7731", answered.date(), &serial, answered)?;
        writeln!(report, "{serial},retirement,{},EP-7731", answered.date())?;
    }
    let fin = programme.fulfil(ORDER, &parcel, answered)?;
    writeln!(told, "certificate: {}", summary(&fin).join(""))?;

    // The partner's monthly report agrees with the ledger, to the unit.
    let agrees = programme.reconcile_retirements(&read_retirements(&report)?)?;
    writeln!(told, "its report agrees: {}", agrees.agrees())?;
    // One that has a unit too few does not.
    let short = report.replace("990001-1-3", "990001-1-2");
    let differs = programme.reconcile_retirements(&read_retirements(&short)?)?;
    for one in &differs.differing {
        writeln!(told, "another report differs in {}: {:?}", one.operation, one.difference)?;
    }
    writeln!(told, "and agrees: {}", differs.agrees())?;
    Ok(told)
}
