//! A whole programme replayed with **synthetic** orders: a pilot in the Nordics of 26,000 t in nine months, 356,411 t
//! after eighteen months, 1,000,000 t after twenty-seven, with every quarter larger than the one before.
//!
//! ```text
//! cargo run --release --example replay [-- --out DIR] [--orders N]
//! ```
//!
//! Nobody bought anything: orders, projects and serial numbers are invented, and every certificate says so. What is
//! real is the work: each order is quoted, reserved, paid, and ships a product with a certificate; units are retired
//! at the end of each quarter; and the ledger that is left in `DIR/ledger.db` is audited.
//!
//! 9,000 orders of some 350 devices each took four minutes and left a ledger of 67 MB, on two shared cores and without
//! `--release` (2026-11-30).
#![cfg_attr(
    not(test),
    expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")
)]

#[path = "../shop/mod.rs"]
mod shop;

mod story;

use co2::equiv::{Bound, SignificantDigits, editions};
use co2::figures::{By, Figures, Measure};
use co2::journal::{Ledger, Sqlite, replay as read_back};
use co2::units::{Co2e, Co2eUnit, Timestamp};
use co2::{Audience, Buyer, Cart, Choice, Programme, Shipped};
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use story::{QUARTERS, Quarter, Story};

/// The amounts that are told, in tonnes.
const MILESTONES: [u64; 3] = [26_000, 356_411, 1_000_000];

fn main() -> ExitCode {
    shop::run(|| {
        let (mut out, mut orders) = (PathBuf::from("target/replay"), 9_000);
        let mut arguments = std::env::args().skip(1);
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or("usage: replay [--out DIR] [--orders N]")?;
            match name.as_str() {
                "--out" => out = value.into(),
                "--orders" => orders = value.parse()?,
                _ => return Err("usage: replay [--out DIR] [--orders N]".into()),
            }
        }
        replay(&out, orders)
    })
}

/// Replays the programme with about so many orders into an empty folder, and says what came of it.
pub(crate) fn replay(out: &Path, orders: u64) -> shop::Told {
    fs::create_dir_all(out)?;
    let path = out.join("ledger.db");
    if path.exists() {
        return Err(format!("{} is there already", path.display()).into());
    }
    let ledger = Ledger::open(Sqlite::open(&path)?, None)?;
    let programme = shop::open_on(ledger, |config| config.offer.quantity_max = u32::MAX)?;

    let mut story = Story::new(orders);
    let mut covered = Co2e::ZERO;
    for quarter in &QUARTERS {
        programme.import_credits(story::credits(quarter)?.as_bytes(), story::at(quarter, 0)?)?;
        let target = Co2e::from_kilograms(quarter.reached_tonnes * 1_000).ok_or("an amount")?;
        let count = story.orders_in(quarter);
        for number in 0..count {
            let open = target.checked_sub(covered).unwrap_or(Co2e::ZERO);
            // The last order of a quarter brings what is missing.
            let share = open.as_grams() / (count - number);
            let amount = if number + 1 == count { share } else { story.about(share) };
            let order = story.next_order(quarter, number, count)?;
            covered = covered
                .checked_add(sell(&programme, &order, amount, number + 1 == count)?)
                .ok_or("the sum can be counted")?;
        }
        retire(&programme, quarter)?;
    }

    let figures = programme.figures(None)?;
    let mut told = told(&figures)?;
    let anchor = programme.close()?;
    let (state, _) = read_back(&mut Sqlite::open_existing(&path)?, None, |_| ())?;
    let audit = state.audit();
    writeln!(
        told,
        "\nAUDIT: {} broken promises; {} orders, {} certificates, {} t of {} t retired",
        audit.violations.len(),
        story.orders(),
        state.coverage_count(),
        figures.total().retired.as_grams() / 1_000_000,
        audit.totals.issued / 1_000_000,
    )?;
    let size = fs::metadata(&path)?.len();
    writeln!(told, "LEDGER: {} MB in {}, anchor {anchor}", size / 1_000_000, path.display())?;
    Ok(told)
}

/// Sells an order of about so many grams, at least as many where the quarter ends with it; gives what was covered.
fn sell(
    programme: &Programme,
    order: &story::Order,
    grams: u64,
    is_last: bool,
) -> Result<Co2e, Box<dyn Error>> {
    let buyer = match order.audience {
        Audience::Consumer => Buyer::consumer(order.country),
        Audience::Business => Buyer::business(order.country),
    };
    let each = programme.quote(&cart(order, &[1; story::KINDS])?, &buyer, order.at)?;
    let quantities: Vec<u32> = order
        .lines
        .iter()
        .zip(&each.lines)
        .map(|((_, percent), line)| {
            let grams = u128::from(grams) * u128::from(*percent) / 100;
            let each = u128::from(line.each.as_grams());
            let quantity = if is_last { grams.div_ceil(each) } else { grams / each };
            u32::try_from(quantity.max(1))
        })
        .collect::<Result<_, _>>()?;
    let quote = programme.quote(&cart(order, &quantities)?, &buyer, order.at)?;
    programme.reserve(&order.id, &quote, Choice::Any, order.at)?;
    programme.confirm(&order.id, order.at)?;
    // One product of each order is told; the others wait for their serial numbers.
    programme.fulfil(&order.id, &[Shipped::line(1, &order.serial)?], order.at)?;
    Ok(quote.total)
}

fn cart(order: &story::Order, quantities: &[u32]) -> Result<Cart, Box<dyn Error>> {
    let lines = (1..).zip(&order.lines).zip(quantities).map(|((id, (kind, _)), quantity)| {
        serde_json::json!({
            "id": id, "quantity": quantity, "name": kind.name, "product_line": kind.line,
            "model": { "part": { "maker": "example", "part_number": kind.part } },
            "facts": { "category": kind.category },
        })
    });
    Ok(serde_json::from_value(serde_json::json!({ "lines": lines.collect::<Vec<_>>() }))?)
}

/// All units that were sold in a quarter are retired on its last day.
fn retire(programme: &Programme, quarter: &Quarter) -> Result<(), Box<dyn Error>> {
    let end = story::end(quarter)?;
    for duty in programme.retirements_due(end)? {
        let units = &duty.units;
        let operation = format!("{}-{}", units.lot, units.first_unit);
        programme.request_retirement(&operation, units, end)?;
    }
    for open in programme.open_retirements()? {
        let (operation, serial) = (open.operation.as_str(), open.serial.to_string());
        let reference = format!("SYNTHETIC-{operation}");
        programme.record_retirement(operation, &reference, end.date(), &serial, end)?;
    }
    Ok(())
}

fn told(figures: &Figures) -> shop::Told {
    let mut told = String::from("SYNTHETIC: invented orders, projects and serial numbers\n\n");
    let tonnes = |amount: Co2e| amount.as_grams() / 1_000_000;
    writeln!(told, "{:<10} {:>12} {:>10}", "quarter", "covered, t", "growth, %")?;
    for row in figures.growth(By::Quarter, Measure::Covered) {
        let growth = row.change_percent.map(|percent| percent.to_string()).unwrap_or_default();
        writeln!(told, "{:<10} {:>12} {growth:>10}", row.period, tonnes(row.amount))?;
    }
    for (title, by) in [
        ("product line", By::ProductLine),
        ("technology", By::Technology),
        ("country of the buyer", By::BuyerCountry),
        ("channel", By::Audience),
    ] {
        writeln!(told, "\n{title:<24} {:>12}", "covered, t")?;
        for row in figures.by(&[by]).iter().filter(|row| !row.amounts.covered.is_zero()) {
            let label = row.labels.iter().flatten().next().cloned().unwrap_or_default();
            writeln!(told, "{label:<24} {:>12}", tonnes(row.amounts.covered))?;
        }
    }
    writeln!(told, "\nMILESTONES of retired credits")?;
    let amounts: Vec<Co2e> =
        MILESTONES.iter().filter_map(|tonnes| Co2e::from_kilograms(tonnes * 1_000)).collect();
    for reached in figures.milestones(Measure::Retired, &amounts) {
        writeln!(told, "{}  {}", reached.day, reached.amount.display(Co2eUnit::Tonne))?;
        for set in [editions::epa_2020(), editions::epa_2026()] {
            let digits = SignificantDigits::THREE;
            let statement = reached.statement(set, "gasoline_car_year", Bound::MoreThan, digits);
            if let Ok(statement) = statement {
                writeln!(told, "            {statement}")?;
            }
        }
    }
    Ok(told)
}

/// The instant of a text.
pub(crate) fn instant(text: &str) -> Result<Timestamp, Box<dyn Error>> {
    Ok(text.parse()?)
}
