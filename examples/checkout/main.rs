//! The main job: a cart becomes signed certificates, one for each product's serial number.
//!
//! ```text
//! cargo run --example checkout [-- --out DIR]
//! ```
//!
//! It reads the files in `examples/data`, keeps its ledger in `DIR/ledger.db`, and writes
//! certificates, badges and the issuer's public files. Run it twice: the second run allocates
//! nothing and writes the same files.
#![cfg_attr(
    not(test),
    expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")
)]

mod order;
mod receipt;

use co2::files::name_for;
use co2::journal::{Ledger, Sqlite};
use co2::programme::Reservation;
use co2::render::{Look, Wording, order_summary};
use co2::{Buyer, Cart, Choice, Config, Issued, Keys, Programme, Shipped};
use order::Order;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The demonstration's secrets. A real issuer makes its own from 32 random bytes each, and never
/// writes them into a program.
const SEED: [u8; 32] = *b"a demonstration key of the crate";
const STATUS_KEY: [u8; 32] = *b"a demonstration key for statuses";

fn main() -> ExitCode {
    match out_folder(std::env::args().skip(1)).and_then(|out| checkout(&out)) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            let mut source = error.source();
            eprint!("error: {error}");
            while let Some(cause) = source {
                eprint!(": {cause}");
                source = cause.source();
            }
            eprintln!();
            ExitCode::FAILURE
        }
    }
}

/// The whole story; returns what the customer is told.
pub(crate) fn checkout(out: &Path) -> Result<String, Box<dyn Error>> {
    fs::create_dir_all(out)?;
    let order: Order = co2::json::from_str(include_str!("../data/order.json"))?;
    let cart: Cart = co2::json::from_str(include_str!("../data/cart.json"))?;

    let config = Config::from_toml(include_str!("../data/programme.toml"))?;
    let keys = Keys::from_seed(&config.issuer, &SEED, STATUS_KEY)?;
    // The order's times are invented, so there is no clock to compare them with. A shop, which gives the
    // time that it is, uses `Programme::open`.
    let ledger = Ledger::open(Sqlite::open(out.join("ledger.db"))?, None)?;
    let programme = Programme::on_ledger(ledger, config, keys)?;

    // Credits come into stock.
    let credits = include_str!("../data/credits.csv");
    programme.import_credits(credits.as_bytes(), order.placed_at)?;

    // The customer is offered to cover the products in the cart, chooses a project and pays.
    let quote = programme.quote(&cart, &Buyer::business(order.country), order.placed_at)?;
    let choice = Choice::Project(order.project.clone());
    let reservation = programme.reserve(&order.id, &quote, choice, order.placed_at)?;
    programme.confirm(&order.id, order.paid_at)?;

    // Whole units are retired; one registry has not answered yet when the goods ship.
    retire(&programme, &order)?;

    // The goods ship in two parcels, and their serial numbers become known.
    let mut certificates = Vec::new();
    for parcel in &order.parcels {
        let products: Vec<Shipped> = parcel
            .products
            .iter()
            .map(|(line, serial)| Shipped::line(*line, serial))
            .collect::<Result<_, _>>()?;
        certificates.extend(programme.fulfil(&order.id, &products, parcel.shipped_at)?);
    }
    let public = out.join("public");
    programme.publish(&public, order.published_at)?;
    let (words, look) = (Wording::english(), Look::default());
    programme.publish_certificates(&public, &certificates, &words, &look)?;
    write(out, &certificates)?;
    for issued in &certificates {
        // That the public log has it, as a file beside the certificate.
        let receipt = programme.receipt(&public, issued.digest)?.to_string();
        let name = file_name(issued);
        fs::write(out.join(format!("certificates/{name}.tlog-proof")), receipt)?;
    }

    let receipt = receipt::receipt(&programme, &order, &quote, &certificates)?;
    // The ledger is one whole file from here on. Its anchor, kept elsewhere, shows later that nothing of it
    // was cut off.
    let anchor = programme.close()?;
    fs::write(out.join("anchor.txt"), format!("{anchor}\n"))?;
    Ok(receipt + &next_steps(&reservation, out, &certificates))
}

/// Sends the units of the order to their registries and records those answers that have come.
fn retire(programme: &Programme, order: &Order) -> Result<(), Box<dyn Error>> {
    for units in programme.units_to_retire(&order.id)? {
        let operation = format!("retire-{}-{}", units.lot, units.first_unit);
        programme.request_retirement(&operation, &units, order.paid_at)?;
    }
    for open in programme.open_retirements()? {
        let answer = order.registry_answers.iter().find(|answer| answer.lot == open.lot.as_str());
        if let Some(answer) = answer {
            programme.record_retirement(
                open.operation.as_str(),
                &answer.reference,
                answer.date.date(),
                &open.serial.to_string(),
                answer.at,
            )?;
        }
    }
    Ok(())
}

fn write(out: &Path, certificates: &[Issued]) -> Result<(), Box<dyn Error>> {
    for folder in ["certificates", "badges"] {
        fs::create_dir_all(out.join(folder))?;
    }
    for issued in certificates {
        let name = file_name(issued);
        let page = co2::render::certificate_page_html(&issued.certificate);
        let badge = co2::render::record_badge_svg(&issued.certificate);
        fs::write(out.join(format!("certificates/{name}.json")), &issued.json)?;
        fs::write(out.join(format!("certificates/{name}.html")), page)?;
        fs::write(out.join(format!("badges/{name}.svg")), badge)?;
    }
    let list: Vec<_> = certificates.iter().map(|issued| issued.certificate.clone()).collect();
    let summary = order_summary(&list, &Wording::english(), &Look::default())?;
    fs::write(out.join("certificates/order.html"), summary)?;
    Ok(())
}

/// A serial number may be anything, also `../../x`.
fn file_name(issued: &Issued) -> String {
    name_for(issued.product.serial.as_str())
}

fn next_steps(reservation: &Reservation, out: &Path, certificates: &[Issued]) -> String {
    let repeated = if reservation.replayed {
        "\nThis order was in the ledger already: nothing was allocated anew.\n"
    } else {
        ""
    };
    let out = out.display();
    let name = certificates.first().map_or_else(|| "SERIAL".to_owned(), file_name);
    format!(
        "{repeated}
Written to {out}: ledger.db, anchor.txt, certificates, badges, public.
Check them as a stranger would:

  cargo run --bin co2 -- verify {out}/certificates/{name}.json --public {out}/public
  cargo run --bin co2 -- log verify {out}/public
  cargo run --bin co2 -- audit {out}/ledger.db --anchor {out}/anchor.txt
"
    )
}

/// `--out DIR`, or `target/checkout`.
fn out_folder(mut arguments: impl Iterator<Item = String>) -> Result<PathBuf, Box<dyn Error>> {
    let out = match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => PathBuf::from("target/checkout"),
        (Some("--out"), Some(folder)) => PathBuf::from(folder),
        _ => return Err("usage: checkout [--out DIR]".into()),
    };
    match arguments.next() {
        Some(_) => Err("usage: checkout [--out DIR]".into()),
        None => Ok(out),
    }
}
