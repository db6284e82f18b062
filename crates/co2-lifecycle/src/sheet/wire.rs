//! The JSON form of a sheet.

use super::builder::{SheetBuilder, SheetError};
#[cfg(feature = "schemars")]
use super::{SHARE_TOLERANCE, builder::MAX_TEXT};
use super::{Shares, Spread};
use crate::{Category, Years};
#[cfg(feature = "schemars")]
use co2_units::schema::{BLANKS, CONTROLS};
use co2_units::{Region, Source, Stage, Statistic};
use serde::{Deserialize, Serialize};

/// A text without outer spaces and control characters.
#[cfg(feature = "schemars")]
fn text() -> String {
    let end = format!("[^{CONTROLS}{BLANKS}]");
    format!("^{end}([^{CONTROLS}]*{end})?$")
}

/// A maker's published product carbon footprint.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(extend("not" = {
        "required": ["sd_kg", "relative_sd"],
        "properties": {"sd_kg": {"type": "number"}, "relative_sd": {"type": "number"}},
    }))
)]
#[serde(deny_unknown_fields)]
pub(super) struct PublishedSheet {
    /// The maker of the product.
    #[cfg_attr(
        feature = "schemars",
        schemars(length(min = 1, max = MAX_TEXT), regex(pattern = text()))
    )]
    manufacturer: String,
    /// The maker's name of the product.
    #[cfg_attr(
        feature = "schemars",
        schemars(length(min = 1, max = MAX_TEXT), regex(pattern = text()))
    )]
    product: String,
    /// What kind of product it is.
    category: Category,
    /// The mean of the whole life, in kilograms of CO2e; not the headline, where that is another
    /// statistic.
    #[cfg_attr(feature = "schemars", schemars(extend("exclusiveMinimum" = 0)))]
    mean_kg: f64,
    /// The standard deviation, in kilograms of CO2e; at most twice the mean.
    #[cfg_attr(feature = "schemars", schemars(extend("exclusiveMinimum" = 0)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sd_kg: Option<f64>,
    /// The standard deviation divided by the mean, where the maker states it in this form.
    #[cfg_attr(
        feature = "schemars",
        schemars(
            range(max = super::PublishedSheet::MAX_RELATIVE_DEVIATION),
            extend("exclusiveMinimum" = 0)
        )
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    relative_sd: Option<f64>,
    /// Which statistic the maker puts in large type; of a range, its upper end.
    headline: Statistic,
    /// The shares of the stages in the mean, where stated.
    #[serde(default)]
    shares: StageShares,
    /// The electricity of one year of use, in kilowatt hours.
    #[cfg_attr(feature = "schemars", schemars(range(min = crate::energy::MIN_YEARLY_KWH)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    yearly_energy_kwh: Option<f64>,
    /// The years of use that the sheet is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lifetime_years: Option<Years>,
    /// The place of use that the sheet is about: a country, `EU` or `WW`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    use_location: Option<Region>,
    /// The mass of the product, in kilograms.
    #[cfg_attr(feature = "schemars", schemars(extend("exclusiveMinimum" = 0)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weight_kg: Option<f64>,
    /// The year in which the sheet was made.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1990, max = 2100)))]
    report_year: u16,
    /// Where the sheet is from.
    #[cfg_attr(
        feature = "schemars",
        schemars(extend("properties" = {
            "publisher": {"maxLength": MAX_TEXT, "pattern": text()},
            "edition": {"maxLength": MAX_TEXT, "pattern": text()},
            "locator": {"maxLength": MAX_TEXT, "pattern": text()},
        }))
    )]
    source: Source,
}

/// Shares of the mean, from 0 to 1. A share that is left out is not known; all four sum to 1.
#[derive(Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct StageShares {
    /// Materials and making of the product.
    #[cfg_attr(feature = "schemars", schemars(range(min = 0.0, max = 1.0 + SHARE_TOLERANCE)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    manufacture: Option<f64>,
    /// Transport to the user.
    #[cfg_attr(feature = "schemars", schemars(range(min = 0.0, max = 1.0 + SHARE_TOLERANCE)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    distribution: Option<f64>,
    /// Electricity of the use phase.
    #[cfg_attr(feature = "schemars", schemars(range(min = 0.0, max = 1.0 + SHARE_TOLERANCE)))]
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    in_use: Option<f64>,
    /// Collection, recycling, disposal.
    #[cfg_attr(feature = "schemars", schemars(range(min = 0.0, max = 1.0 + SHARE_TOLERANCE)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end_of_life: Option<f64>,
}

impl From<super::PublishedSheet> for PublishedSheet {
    fn from(sheet: super::PublishedSheet) -> Self {
        let (sd_kg, relative_sd) = match sheet.spread {
            Some(Spread::Kilograms(sd)) => (Some(sd), None),
            Some(Spread::Relative(ratio)) => (None, Some(ratio)),
            None => (None, None),
        };
        Self {
            manufacturer: sheet.manufacturer,
            product: sheet.product,
            category: sheet.category,
            mean_kg: sheet.mean_kg,
            sd_kg,
            relative_sd,
            headline: sheet.headline,
            shares: StageShares::from(&sheet.shares),
            yearly_energy_kwh: sheet.yearly_energy_kwh,
            lifetime_years: sheet.lifetime,
            use_location: sheet.use_location,
            weight_kg: sheet.weight_kg,
            report_year: sheet.report_year,
            source: sheet.source,
        }
    }
}

impl TryFrom<PublishedSheet> for super::PublishedSheet {
    type Error = SheetError;

    fn try_from(wire: PublishedSheet) -> Result<Self, Self::Error> {
        let mut builder = SheetBuilder::default()
            .manufacturer(wire.manufacturer)
            .product(wire.product)
            .category(wire.category)
            .mean_kg(wire.mean_kg)
            .headline(wire.headline)
            .report_year(wire.report_year)
            .source(wire.source);
        for (stage, share) in wire.shares.stated() {
            builder = builder.share(stage, share);
        }
        if let Some(sd_kg) = wire.sd_kg {
            builder = builder.deviation_kg(sd_kg);
        }
        if let Some(ratio) = wire.relative_sd {
            builder = builder.relative_deviation(ratio);
        }
        if let Some(kwh) = wire.yearly_energy_kwh {
            builder = builder.yearly_energy_kwh(kwh);
        }
        if let Some(years) = wire.lifetime_years {
            builder = builder.lifetime(years);
        }
        if let Some(region) = wire.use_location {
            builder = builder.use_location(region);
        }
        if let Some(kg) = wire.weight_kg {
            builder = builder.weight_kg(kg);
        }
        builder.build()
    }
}

impl From<&Shares> for StageShares {
    fn from(shares: &Shares) -> Self {
        let of = |stage| shares.get(&stage).copied();
        Self {
            manufacture: of(Stage::Manufacture),
            distribution: of(Stage::Distribution),
            in_use: of(Stage::Use),
            end_of_life: of(Stage::EndOfLife),
        }
    }
}

impl StageShares {
    fn stated(&self) -> impl Iterator<Item = (Stage, f64)> {
        [
            (Stage::Manufacture, self.manufacture),
            (Stage::Distribution, self.distribution),
            (Stage::Use, self.in_use),
            (Stage::EndOfLife, self.end_of_life),
        ]
        .into_iter()
        .filter_map(|(stage, share)| Some((stage, share?)))
    }
}
