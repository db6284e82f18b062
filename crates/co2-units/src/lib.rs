#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[macro_use]
pub extern crate uom;

pub mod credit;
pub mod doorway;
pub mod model;
pub mod product;

mod co2e;
mod estimate;
mod id;
mod money;
mod place;
#[cfg(feature = "schemars")]
mod schema;
mod source;
mod stage;
mod statistic;
mod time;

pub use self::co2e::{
    Co2e, Co2eUnit, DecimalError, DisplayCo2e, ParseCo2eError, ParseCo2eErrorKind, SplitError,
};
pub use self::estimate::{Estimate, EstimateError};
pub use self::id::{Id, IdError, IdErrorKind, IdKind};
pub use self::money::{Currency, Money, MoneyError};
pub use self::place::{Bloc, Country, PlaceError, Region};
pub use self::product::ProductId;
pub use self::source::{Factor, Source, Status};
pub use self::stage::{Stage, StageSet};
pub use self::statistic::Statistic;
pub use self::time::{Date, Timestamp, TimestampError};

pub use rust_decimal;

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
