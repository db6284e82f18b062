//! The customer's receipt, in plain text.

use super::order::Order;
use co2::cert::Act;
use co2::units::{Co2e, Co2eUnit, Stage};
use co2::{Issued, Programme, Quote};
use std::error::Error;
use std::fmt::Write;

pub(crate) fn receipt(
    programme: &Programme,
    order: &Order,
    quote: &Quote,
    certificates: &[Issued],
) -> Result<String, Box<dyn Error>> {
    let mut text = String::new();
    let config = programme.config();
    if let Some(notice) = &config.certificate.demonstration {
        writeln!(text, "*** {notice} ***\n")?;
    }
    let parcels = order.parcels.len();
    let country = order.country.name();
    writeln!(
        text,
        "Order {} of a company in {country}, paid, sent in {parcels} parcels",
        order.id
    )?;
    footprints(&mut text, programme, quote)?;
    credits(&mut text, certificates)?;
    equivalences(&mut text, quote)?;
    Ok(text)
}

fn footprints(
    text: &mut String,
    programme: &Programme,
    quote: &Quote,
) -> Result<(), Box<dyn Error>> {
    let config = programme.config();
    let obligation = config.rules.coverage.ok_or("the configuration covers something")?;
    let statistic = obligation.statistic;
    writeln!(
        text,
        "\nFOOTPRINT OF EACH PRODUCT, kg CO2e: {statistic}, {} of use, {}",
        config.footprint.years, config.footprint.grid
    )?;
    write!(text, "{:<30} {:>3}", "", "qty")?;
    for stage in [Stage::Manufacture, Stage::Distribution, Stage::Use, Stage::EndOfLife] {
        write!(text, " {:>13}", stage.to_string())?;
    }
    writeln!(text, " {:>13} {:>11}", "each", "price")?;
    for line in &quote.lines {
        let amounts = line.footprint.stage_amounts(statistic)?;
        write!(text, "{:<30} {:>3}", line.basis.name().as_str(), line.quantity)?;
        for stage in [Stage::Manufacture, Stage::Distribution, Stage::Use, Stage::EndOfLife] {
            let amount = amounts.iter().find(|(of, _)| *of == stage).map(|(_, amount)| *amount);
            write!(text, " {:>13}", amount.map_or_else(|| "not stated".to_owned(), kilograms))?;
        }
        writeln!(text, " {:>13} {:>11}", kilograms(line.each), line.price.to_string())?;
    }
    writeln!(
        text,
        "{:<30} {:>3} {:>69} {:>11}",
        "Total",
        "",
        kilograms(quote.total),
        quote.price.to_string()
    )?;
    writeln!(text, "\nAssumed on the way:")?;
    for line in &quote.lines {
        for assumption in line.footprint.assumptions() {
            writeln!(text, "  {}: {assumption}", line.basis.name())?;
        }
    }
    Ok(())
}

fn credits(text: &mut String, certificates: &[Issued]) -> Result<(), Box<dyn Error>> {
    writeln!(text, "\nCREDITS, to the gram")?;
    for issued in certificates {
        let record = issued.certificate.record();
        writeln!(
            text,
            "{}  {}  {}",
            record.product().serial,
            record.product_name(),
            record.amount()
        )?;
        for line in record.lines() {
            writeln!(
                text,
                "  {:>14}  {} ({}, {})",
                line.amount().to_string(),
                line.project_name,
                line.technology,
                line.registry
            )?;
            writeln!(text, "  {:>14}  grams {} of {}", "", line.slice, line.block)?;
            match &line.act {
                Act::Retired { word, date, reference, serials } => {
                    let serials: Vec<String> = serials.iter().map(ToString::to_string).collect();
                    writeln!(
                        text,
                        "  {:>14}  {word} {reference} on {date}: {}",
                        "",
                        serials.join(", ")
                    )?;
                }
                Act::Allocated { due } => {
                    writeln!(text, "  {:>14}  allocated, retirement due by {due}", "")?;
                }
            }
        }
    }
    Ok(())
}

fn equivalences(text: &mut String, quote: &Quote) -> Result<(), Box<dyn Error>> {
    writeln!(text, "\nTO IMAGINE {}", quote.total.display(Co2eUnit::Tonne))?;
    for statement in &quote.equivalences {
        writeln!(text, "  {statement}")?;
    }
    Ok(())
}

fn kilograms(amount: Co2e) -> String {
    format!("{:.3}", amount.to_decimal_kilograms())
}
