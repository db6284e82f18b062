//! What a customer is about to buy.

use co2_cert::Text;
use co2_ledger::LineId;
use co2_lifecycle::PublishedSheet;
use co2_units::Country;
use co2_units::product::Model;
use serde::Deserialize;

/// The products in a cart.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Cart {
    /// The lines of the order.
    pub lines: Vec<CartLine>,
}

/// Some equal products.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct CartLine {
    /// The host's number of the line.
    pub id: LineId,
    /// How many.
    pub quantity: u32,
    /// What people call the product.
    pub name: Text,
    /// What it is one of.
    pub model: Model,
    /// The maker's published footprint.
    pub sheet: PublishedSheet,
}

/// Who buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Buyer {
    /// Where the products will be used.
    pub country: Country,
    /// Whether the buyer is a consumer: law treats claims towards them differently.
    pub audience: Audience,
}

/// Towards whom something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Audience {
    /// A company, a school, an authority.
    Business,
    /// A person who buys for private use.
    Consumer,
}

impl Buyer {
    /// A company in a country.
    pub const fn business(country: Country) -> Self {
        Self { country, audience: Audience::Business }
    }

    /// A consumer in a country.
    pub const fn consumer(country: Country) -> Self {
        Self { country, audience: Audience::Consumer }
    }
}
