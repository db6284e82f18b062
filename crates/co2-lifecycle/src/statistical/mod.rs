//! The statistical and the category tier: what sheets of similar products say.

mod fact;
mod facts;
mod family;
mod footprint;
mod inputs;
mod joint;
mod model;
mod place;
mod table;
mod term;
#[cfg(feature = "serde")]
mod wire;

pub use self::fact::Fact;
pub use self::facts::{Facts, FactsError};
pub use self::family::Family;
pub(crate) use self::footprint::{Memo, Stages};
pub use self::footprint::{StatisticalError, log_sd};
pub use self::inputs::{Inputs, year_number};
pub use self::joint::{Joint, Variable};
pub use self::model::{
    EditionFactor, Entry, Parts, Shares, Sheets, StatisticalModel, Typical, Weighted, Z95,
    share_for, standardised,
};
pub use self::place::Place;
pub use self::table::ModelError;
pub use self::term::{Completed, Seen, Term};

use co2_units::{Source, Status};
use std::sync::LazyLock;

/// Written by the program `fit` of the workspace member `co2-lifecycle-fit`.
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
            locator: "boavizta-data-us.csv, commit 61323eb, and branch data-explorer, in part; 20 figures of makers' sheets of 2019 to 2026 as quoted elsewhere; data/statistical_model.csv"
                .into(),
            status: Status::Derived,
        }
    }
}

pub(crate) const NOTICE: &str = "Contains information from Boavizta environmental-footprint-data, \
                                 made available under the ODbL 1.0";
