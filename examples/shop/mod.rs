//! What the examples share: an invented shop with stock, in memory.
#![allow(dead_code, reason = "no example uses all of it")]

use co2::journal::{Ledger, Memory};
use co2::{Cart, Config, Keys, Programme};
use std::error::Error;
use std::process::ExitCode;

/// What an example gives: a text for people.
pub(crate) type Told = Result<String, Box<dyn Error>>;

/// The demonstration's secrets. A real issuer makes its own from 32 random bytes each, and never
/// writes them into a program.
const SEED: [u8; 32] = *b"a demonstration key of the crate";
const STATUS_KEY: [u8; 32] = *b"a demonstration key for statuses";

/// 500 t of an invented project at a registry, and 20 t of another that a partner holds.
pub(crate) const CREDITS: &str = "\
lot,serial,vintage,unit_size,project_name,country,technology,custodian
stoves,GS1-1-UG-GS990004-16-2024-990004-1-500,2024-01-01/2024-12-31,1 t,Demonstration stoves (invented),UG,cookstoves,
wind,GS1-1-IN-GS990001-12-2022-990001-1-20,2022-01-01/2022-12-31,1 t,Demonstration wind farm (invented),IN,wind,Example Partner
";

/// Opened on an empty ledger in memory; the configuration of the demonstration, changed where an example needs it.
pub(crate) fn open(change: impl FnOnce(&mut Config)) -> Result<Programme, Box<dyn Error>> {
    open_on(Ledger::open(Memory::new(), None)?, change)
}

/// The same on another ledger.
pub(crate) fn open_on(
    ledger: Ledger,
    change: impl FnOnce(&mut Config),
) -> Result<Programme, Box<dyn Error>> {
    let mut config = Config::from_toml(include_str!("../data/programme.toml"))?;
    change(&mut config);
    let keys = Keys::from_seed(&config.issuer, &SEED, STATUS_KEY)?;
    Ok(Programme::on_ledger(ledger, config, keys)?)
}

/// So many laptops of which the shop knows little, on one line.
pub(crate) fn laptops(quantity: u32) -> Result<Cart, Box<dyn Error>> {
    let cart = format!(
        r#"{{ "lines": [{{
            "id": 1, "quantity": {quantity}, "name": "Example Laptop 14 (invented)",
            "model": {{ "gtin": "09506000134352" }},
            "facts": {{ "category": "laptop", "manufacturer": "Lenovo", "screen_in": 14, "weight_kg": 1.4 }}
        }}] }}"#
    );
    Ok(co2::json::from_str(&cart)?)
}

/// Runs an example and prints what it tells.
pub(crate) fn run(example: impl FnOnce() -> Told) -> ExitCode {
    match example() {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
