#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod about;
pub mod basis;
pub mod cart;
pub mod catalogue;
pub mod config;
pub mod events;
pub mod figures;
pub mod files;
pub mod json;
pub mod keys;
#[cfg(feature = "sqlite")]
pub mod location;
pub mod log;
pub mod page;
pub mod programme;
pub mod public;
pub mod quote;
pub mod reconciled;
#[cfg(feature = "schemars")]
pub mod schema;
pub mod serials;
pub mod store;
#[cfg(feature = "sqlite")]
pub mod tables;
pub mod workshop;

mod certify;
mod key_file;
mod line;
mod market;
mod place;
mod projection;
mod status;
mod wire;

pub use self::cart::{Audience, Buyer, Cart, CartLine, FootprintSource};
pub use self::config::{Config, ConfigError};
pub use self::keys::Keys;
pub use self::programme::{Issued, Programme, Shipped};
pub use self::public::{LogFolder, PublicFolder};
pub use self::quote::{Quote, Terms};

pub use co2_lifecycle::product::Catalogue;
pub use co2_offsets::Choice;
pub use {
    co2_cert as cert, co2_claims as claims, co2_equiv as equiv, co2_journal as journal,
    co2_ledger as ledger, co2_lifecycle as lifecycle, co2_offsets as offsets, co2_render as render,
    co2_units as units,
};

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
