#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod circular;
pub mod coefficients;
pub mod component;
pub mod energy;
pub mod grid;
#[cfg(feature = "pact")]
pub mod pact;
#[cfg(feature = "products")]
pub mod product;
pub mod scope;
pub mod transport;

mod assumption;
mod category;
mod compare;
mod edition;
mod fixed;
mod fleet;
mod footprint;
mod localise;
mod maker;
mod publisher;
mod scenario;
mod sheet;
mod spelling;
mod statistical;
#[cfg(feature = "serde")]
mod wire;
mod years;

pub use self::assumption::Assumption;
pub use self::category::{Category, CategoryError};
pub use self::compare::{Avoided, Compared, compare};
pub use self::edition::{Edition, EditionError};
pub use self::fleet::{Columns, Fleet, FleetError, ProductError, fleet};
pub use self::footprint::{
    Basis, ChangeError, DataQuality, Electricity, Explanation, Footprint, FootprintError,
    MarketBased, MarketInstrument, Rating, SHEET_CORRELATION, Tier,
};
pub use self::localise::LocaliseError;
pub use self::publisher::{PublisherFactor, publisher_factors};
pub use self::scenario::{GridChoice, ScenarioError, UseScenario};
pub use self::sheet::{PublishedSheet, SHARE_TOLERANCE, SheetBuilder, SheetError};
pub use self::statistical::{
    Fact, Facts, FactsError, ModelError, Place, StatisticalError, StatisticalModel,
};
pub use self::years::{Years, YearsError};

pub use co2_units;

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
