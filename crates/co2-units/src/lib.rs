#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[macro_use]
pub extern crate uom;

pub mod credit;
pub mod doorway;
pub mod error;
pub mod model;
pub mod product;
#[cfg(feature = "schemars")]
pub mod schema;
#[cfg(feature = "serde")]
pub mod serde;
#[cfg(feature = "table")]
pub mod table;
pub mod text;

#[cfg(feature = "proptest")]
mod arbitrary;
mod co2e;
mod digest;
mod estimate;
mod id;
mod money;
mod place;
mod source;
mod stage;
mod statistic;
mod time;

pub use self::co2e::{
    Co2e, Co2eUnit, DecimalError, DisplayCo2e, DisplaySignedCo2e, NegativeCo2eError,
    ParseCo2eError, ParseCo2eErrorKind, SignedCo2e, SplitError,
};
pub use self::digest::{Digest, DigestError};
pub use self::estimate::{Difference, Estimate, EstimateError};
pub use self::id::{Case, Id, IdError, IdErrorKind, IdKind};
pub use self::money::{Currency, Money, MoneyError, RateError, RateTable};
pub use self::place::{Bloc, Country, PlaceError, Region, Subdivision};
pub use self::product::ProductId;
pub use self::source::{Factor, Source, SourceError, Status};
pub use self::stage::{Stage, StageSet};
pub use self::statistic::Statistic;
pub use self::time::{Date, Day, DayError, Timestamp, TimestampError, parse_date};

pub use rust_decimal;

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
