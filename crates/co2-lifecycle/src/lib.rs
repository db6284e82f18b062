#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod grid;

mod assumption;
mod category;
mod footprint;
mod localise;
mod publisher;
mod scenario;
mod sheet;
mod years;

pub use self::assumption::Assumption;
pub use self::category::Category;
pub use self::footprint::{Explanation, Footprint, FootprintError, SHEET_CORRELATION, Tier};
pub use self::localise::LocaliseError;
pub use self::scenario::{GridChoice, UseScenario};
pub use self::sheet::{PublishedSheet, SHARE_TOLERANCE, SheetBuilder, SheetError};
pub use self::years::{Years, YearsError};

pub use co2_units;

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
