//! A customer covers what was bought in the last three years.
//!
//! ```text
//! cargo run --example retrofit
//! ```
//!
//! `examples/data/purchases.csv` has a day and a serial number for each device.
#![cfg_attr(
    not(test),
    expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")
)]

#[path = "../shop/mod.rs"]
mod shop;

use co2::programme::Earlier;
use co2::units::{Co2e, Date, Day, Timestamp};
use co2::{Buyer, Choice, Shipped};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    shop::run(retrofit)
}

pub(crate) fn retrofit() -> shop::Told {
    // The rules say how long ago a purchase may be.
    let programme = shop::open(|config| config.rules.retroactive_days = Some(3 * 365))?;
    let now: Timestamp = "2026-11-16T09:00:00Z".parse()?;
    programme.import_credits(shop::CREDITS.as_bytes(), now)?;

    let mut purchases: BTreeMap<Date, Vec<Shipped>> = BTreeMap::new();
    for row in include_str!("../data/purchases.csv").lines().skip(1) {
        let (day, serial) = row.split_once(',').ok_or("a row has a day and a serial number")?;
        let day: Day = day.parse()?;
        purchases.entry(day.date()).or_default().push(Shipped::line(1, serial)?);
    }

    let (cart, buyer) = (shop::laptops(1)?, Buyer::business("SE".parse()?));
    let (mut told, mut sum) = (String::new(), Co2e::ZERO);
    for (purchased, products) in &purchases {
        // One order for each day, named by it: whoever runs this twice covers nothing twice.
        let order = format!("retrofit/{purchased}");
        let (purchased, choice) = (*purchased, Choice::Any);
        let earlier = Earlier { cart: &cart, products, buyer: &buyer, purchased, choice };
        if let Err(error) = programme.cover_earlier(&order, &earlier, now) {
            writeln!(told, "{purchased}  not covered: {error}")?;
            continue;
        }
        // In the order, each product is a line of its own.
        let parcel: Vec<Shipped> = (1..)
            .zip(products)
            .map(|(line, product)| Shipped::line(line, product.serial.as_str()))
            .collect::<Result<_, _>>()?;
        for issued in programme.fulfil(&order, &parcel, now)? {
            let record = issued.certificate.record();
            sum = sum.checked_add(record.amount()).ok_or("the sum can be counted")?;
            writeln!(told, "{purchased}  {}  {}", issued.product.serial, record.amount())?;
        }
    }
    writeln!(told, "together {sum}")?;
    Ok(told)
}
