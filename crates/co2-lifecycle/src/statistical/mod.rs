//! The statistical and the category tier: what sheets of similar products say.

mod facts;
pub(crate) mod features;
mod footprint;
pub(crate) mod model;
mod table;
#[cfg(feature = "serde")]
mod wire;

pub use self::facts::{Facts, FactsError};
pub use self::features::{Fact, Place};
pub use self::footprint::StatisticalError;
pub(crate) use self::footprint::{Stages, log_sd};
pub use self::model::StatisticalModel;
pub use self::table::ModelError;

use co2_units::{Source, Status};
use std::sync::LazyLock;

/// Written by `examples/fit.rs`.
const SHIPPED: &str = include_str!("../../data/statistical_model.csv");

static MODEL: LazyLock<StatisticalModel> =
    LazyLock::new(|| SHIPPED.parse().expect("a test reads the shipped table"));

impl StatisticalModel {
    /// The coefficients in this crate.
    pub fn shipped() -> &'static Self {
        &MODEL
    }

    /// Where the shipped coefficients are from, with the notice that belongs to them.
    pub fn source() -> Source {
        Source {
            publisher: "Boavizta".into(),
            edition: "environmental-footprint-data, 2023-02-23; coefficients fitted by co2-lifecycle"
                .into(),
            year: 2023,
            region: "as on the makers' sheets".into(),
            boundary: "CO2e, life cycle, as on the makers' sheets (mostly PAIA)".into(),
            licence: NOTICE.into(),
            locator: "boavizta-data-us.csv, commit 61323eb, 1,014 of 1,226 rows; data/statistical_model.csv"
                .into(),
            status: Status::Derived,
        }
    }
}

pub(crate) const NOTICE: &str = "Contains information from Boavizta environmental-footprint-data, \
                                 made available under the ODbL 1.0";
