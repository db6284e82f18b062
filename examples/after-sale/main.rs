//! What happens to an order after its reservation: a late payment, a refund of a part, a wrong scan, a
//! replacement and a return.
//!
//! ```text
//! cargo run --example after-sale
//! ```
#![cfg_attr(
    not(test),
    expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")
)]

#[path = "../shop/mod.rs"]
mod shop;

use co2::ledger::command::Part;
use co2::programme::Settled;
use co2::units::Timestamp;
use co2::{Buyer, Choice, Programme, Shipped};
use std::error::Error;
use std::fmt::Write;
use std::process::ExitCode;

/// As the shop names it.
const ORDER: &str = "#1042";

fn main() -> ExitCode {
    shop::run(after_sale)
}

pub(crate) fn after_sale() -> shop::Told {
    let programme = shop::open(|_| ())?;
    let mut told = String::new();
    let monday: Timestamp = "2026-11-16T09:00:00Z".parse()?;
    programme.import_credits(shop::CREDITS.as_bytes(), monday)?;

    // Four laptops are reserved for a quarter of an hour.
    let buyer = Buyer::business("SE".parse()?).with_reference("customer-77".parse()?);
    let quote = programme.quote(&shop::laptops(4)?, &buyer, monday)?;
    let held = programme.reserve(ORDER, &quote, Choice::Any, monday)?;
    writeln!(told, "reserved    {} for {} until {}", quote.total, quote.price, held.until)?;

    // The payment comes an hour later: the credits are taken again, for at most the same price.
    let late = "2026-11-16T10:00:00Z".parse()?;
    let settled = match programme.settle(ORDER, late)? {
        Settled::Reallocated(_) => "late, and credits were taken again",
        _ => "in time",
    };
    writeln!(told, "paid        {settled}")?;

    // The customer takes one of the four back before it ships. `refund-1` is the shop's name of it.
    programme.cancel_part(ORDER, "refund-1", &[Part { line: 1, quantity: 1 }], late)?;
    stands(&programme, &mut told, "refunded", late)?;

    // Three ship, and one serial number was scanned wrongly.
    let shipped = "2026-11-18T14:00:00Z".parse()?;
    let serials = ["PF0 AAA 01", "PF0 AAA 02", "PF0 AAA 09"];
    let parcel: Vec<Shipped> =
        serials.iter().map(|serial| Shipped::line(1, serial)).collect::<Result<_, _>>()?;
    programme.fulfil(ORDER, &parcel, shipped)?;
    let right = Shipped::line(1, "PF0AAA03")?;
    programme.correct_serial(ORDER, "scan-1", &Shipped::line(1, "PF0AAA09")?, &right, shipped)?;
    programme.fulfil(ORDER, &[right], shipped)?;
    stands(&programme, &mut told, "shipped", shipped)?;

    // The first is exchanged under warranty, the second comes back for good.
    let week_later = "2026-11-25T09:00:00Z".parse()?;
    let new = Shipped::line(1, "PF0AAA07")?;
    programme.replace(ORDER, "rma-1", &Shipped::line(1, "PF0AAA01")?, &new, week_later)?;
    programme.fulfil(ORDER, &[new], week_later)?;
    programme.return_product(ORDER, &Shipped::line(1, "PF0AAA02")?, week_later)?;
    stands(&programme, &mut told, "after that", week_later)?;

    // Every step again: nothing happens, and the answers are the first ones.
    let before = programme.figures(None)?;
    programme.settle(ORDER, week_later)?;
    programme.cancel_part(ORDER, "refund-1", &[Part { line: 1, quantity: 1 }], week_later)?;
    programme.return_product(ORDER, &Shipped::line(1, "PF0AAA02")?, week_later)?;
    assert_eq!(before, programme.figures(None)?, "a repeated step changes nothing");

    let total = before.total();
    writeln!(told, "covered     {}, of which {} was released", total.covered, total.released)?;
    writeln!(told, "certified   {}", total.certified)?;
    let holds = programme.certificates_of(&"customer-77".parse()?, None)?;
    let serials: Vec<&str> = holds.iter().map(|one| one.product.serial.as_str()).collect();
    writeln!(told, "certificates that hold: {}", serials.join(", "))?;
    Ok(told)
}

/// Says how the order and its products stand.
fn stands(
    programme: &Programme,
    told: &mut String,
    when: &str,
    now: Timestamp,
) -> Result<(), Box<dyn Error>> {
    let look = programme.order(ORDER, now)?.ok_or("the order is known")?;
    writeln!(told, "{when:<11} {:?}, {}", look.status, look.amount)?;
    for product in look.products {
        writeln!(told, "            {} {:?}", product.product.serial, product.status)?;
    }
    Ok(())
}
