//! Many products at once: columns in, columns out.

use crate::statistical::StatisticalModel;
use crate::{Facts, GridChoice, StatisticalError};
use co2_units::Statistic;
use co2_units::model::carbon;

/// The amounts of a fleet, one column a statistic, in the order of the products. A product that gives no
/// footprint has `None` in all of them, and its reason in [`errors`](Self::errors).
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Fleet {
    /// The means, in kilograms of CO2e.
    pub mean_kg: Vec<Option<f64>>,
    /// The 5th percentiles.
    pub p5_kg: Vec<Option<f64>>,
    /// The 95th percentiles.
    pub p95_kg: Vec<Option<f64>>,
    /// Which products failed, and why.
    pub errors: Vec<(usize, StatisticalError)>,
}

/// The footprints of many products, by the very computation of [`Facts::footprint`], so to the bit.
///
/// Percentiles of a fleet do not add: sum the estimates of its products instead.
pub fn fleet(products: &[Facts], grid: GridChoice) -> Fleet {
    let (model, source) = (StatisticalModel::shipped(), StatisticalModel::source());
    let mut fleet = Fleet::default();
    for (index, facts) in products.iter().enumerate() {
        let total = match facts.footprint_by(model, &source, grid) {
            Ok(footprint) => Some(footprint.total()),
            Err(error) => {
                fleet.errors.push((index, error));
                None
            }
        };
        let at = |statistic| total.map(|total| total.at(statistic).get::<carbon::kilogram>());
        fleet.mean_kg.push(at(Statistic::Mean));
        fleet.p5_kg.push(at(Statistic::P5));
        fleet.p95_kg.push(at(Statistic::P95));
    }
    fleet
}
