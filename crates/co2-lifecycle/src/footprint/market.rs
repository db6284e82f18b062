//! The use phase by the electricity that a buyer has contracted, beside the one by place.

use super::{ChangeError, Electricity, Footprint};
use co2_units::model::Energy;
use co2_units::{Estimate, Source, Stage};

/// What a market-based factor of electricity is from, the most specific first, as the GHG Protocol's scope 2
/// guidance orders them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum MarketInstrument {
    /// Certificates of energy attributes, such as guarantees of origin, held for this consumption.
    Certificates,
    /// A contract with a plant or a supplier.
    Contract,
    /// The rate that a supplier states for what it sells.
    SupplierRate,
    /// The residual mix of the country: what is left when contracts have been taken out.
    ResidualMix,
}

/// A use phase by place and by market, side by side: the one is never put in the place of the other.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct MarketBased {
    /// The use phase by place, as in the footprint.
    pub by_location: Option<Estimate>,
    /// The use phase by the instrument.
    pub by_market: Estimate,
    /// What the factor is from.
    pub instrument: MarketInstrument,
    /// Who states the factor.
    pub source: Source,
}

impl Footprint {
    /// The use phase by the electricity of a contract or of the residual mix, beside the one by place.
    ///
    /// The footprint itself stays by place. No table of residual mixes is shipped: the host gives the factor with its
    /// source.
    ///
    /// # Errors
    /// Returns an error if the energy or the intensity is not above 0, or the amount is too large.
    pub fn market_based(
        &self,
        yearly: Energy,
        electricity: &Electricity,
        instrument: MarketInstrument,
    ) -> Result<MarketBased, ChangeError> {
        let changed = self.clone().with_electricity(yearly, electricity, Vec::new())?;
        let by_market =
            changed.stage(Stage::Use).ok_or(ChangeError::NoStage { stage: Stage::Use })?;
        let source = electricity.intensity.source().clone();
        Ok(MarketBased { by_location: self.stage(Stage::Use), by_market, instrument, source })
    }
}
