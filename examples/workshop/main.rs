//! A workshop about a customer's fleet: emissions today by scope, what options would save, and what others avoid;
//! credits apart.
//!
//! ```text
//! cargo run --example workshop
//! ```
//!
//! The fleet and the options are invented.
#![cfg_attr(
    not(test),
    expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")
)]

#[path = "../shop/mod.rs"]
mod shop;

use co2::lifecycle::circular::Allocation;
use co2::lifecycle::{Avoided, Years, grid};
use co2::units::Co2e;
use co2::units::model::{Energy, energy};
use co2::{Buyer, Cart};
use std::process::ExitCode;

fn main() -> ExitCode {
    shop::run(workshop)
}

pub(crate) fn workshop() -> shop::Told {
    let programme = shop::open(|_| ())?;
    let fleet: Cart = co2::json::from_str(include_str!("../data/fleet.json"))?;
    let sweden = Buyer::business("SE".parse()?);
    // Twelve years of service; each device has its own years of use.
    let mut workshop = programme.workshop(&fleet, &sweden, Years::new(12.0)?)?;

    let longer = Years::new(6.0)?;
    workshop.option("keep every device for six years", |device| device.with_years(longer))?;
    workshop.option("sell every device to a second user", |device| {
        device.with_second_life(Allocation::YearsOfUse, Years::FOUR)
    })?;
    workshop.option_for("30".parse()?, "as a service, used for six years", |device| {
        device.with_years(longer)
    })?;

    // An efficiency project elsewhere is no part of the fleet: 1,000 MWh less electricity.
    let grid = grid::intensity("SE".parse()?, 2024)?.figure;
    let saved = Energy::new::<energy::kilowatt_hour>(1_000_000.0);
    let avoided = Avoided::by_saved_electricity(saved, &grid.factor);
    workshop.avoided("efficiency project, 1,000 MWh", avoided.ok_or("something is saved")?);
    workshop.credits = Co2e::from_kilograms(250_000).ok_or("an amount")?;
    Ok(workshop.report()?.to_string())
}
