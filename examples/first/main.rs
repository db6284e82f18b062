//! The program of the page "Getting started": one order of the folder that `co2 init` writes, from the cart to a
//! certificate. `cargo run --example first -- DIR`

#![expect(clippy::disallowed_methods, reason = "the program reads the clock, as a shop does")]
#![cfg_attr(not(test), expect(clippy::print_stdout, reason = "its output is for people"))]

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let shop = std::env::args().nth(1).ok_or("usage: first DIR")?;
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let now = co2::units::Timestamp::from_unix_seconds(since.as_secs().try_into()?)?;
    first(Path::new(&shop), now)
}

/// Everything but the clock and the arguments; the page shows the body.
pub(crate) fn first(
    shop: &Path,
    now: co2::units::Timestamp,
) -> Result<(), Box<dyn std::error::Error>> {
    use co2::render::{Look, Wording};
    use co2::{Buyer, Cart, Choice, Programme, Shipped};
    use std::fs::{self, File};

    // Opens the ledger that the configuration names, and creates it the first time.
    let programme = Programme::open_file(shop.join("programme.toml"))?;
    programme.import_credits(File::open(shop.join("credits.csv"))?, now)?;

    // A company in Sweden is offered to cover what is in its cart: two laptops.
    let cart: Cart = serde_json::from_str(&fs::read_to_string(shop.join("cart.json"))?)?;
    let buyer = Buyer::business("SE".parse()?);
    let quote = programme.quote(&cart, &buyer, now)?;

    // It goes to the checkout, and pays.
    programme.reserve("order-1", &quote, Choice::Any, now)?;
    programme.confirm("order-1", now)?;

    // The laptops ship, so their serial numbers are known.
    let parcel = [Shipped::line(1, "SN0001")?, Shipped::line(1, "SN0002")?];
    let issued = programme.fulfil("order-1", &parcel, now)?;

    // What the shop hosts: keys, revocations, the public log, and a page and badges for each certificate.
    let public = shop.join("public");
    programme.publish(&public, now)?;
    programme.publish_certificates(&public, &issued, &Wording::english(), &Look::default())?;

    // The customer gets the certificate itself.
    for one in &issued {
        let serial = one.product.serial.as_str();
        println!("{serial}: {}", one.certificate.record().amount());
        fs::write(shop.join(format!("{serial}.json")), &one.json)?;
    }
    Ok(())
}
