//! A supplier's footprint in the form of PACT's technical specifications, version 3: read first, written after.
//!
//! PACT's footprints are cradle to gate. What is read becomes the manufacture of a product (and its distribution, where
//! the supplier states it); the use phase follows from the yearly energy and the buyer's grid, as for a sheet. What is
//! written is the manufacture of a [`Footprint`], with its distribution beside it, and neither use nor offsets.
//!
//! # Notice
#![doc = include_str!("../PACT-NOTICE.md")]

use crate::{
    Assumption, Basis, Category, ChangeError, Electricity, Footprint, GridChoice, Tier, UseScenario,
};
use co2_units::model::{Carbon, Mass, carbon, mass};
use co2_units::{Estimate, EstimateError, Source, Stage, Status};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the licence of the specifications requires a program that implements them to show.
pub const NOTICE: &str = include_str!("../PACT-NOTICE.md");

/// A product footprint as exchanged: the fields that are used here. Others are ignored on reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ProductFootprint {
    /// The identifier of the footprint, a UUID.
    pub id: String,
    /// The version of the specification, such as `3.0.0`.
    pub spec_version: String,
    /// Whether it is `Active` or `Deprecated`.
    pub status: String,
    /// When it was made, in UTC.
    pub created: String,
    /// The supplier's name.
    pub company_name: String,
    /// The supplier's identifiers, as URNs.
    pub company_ids: Vec<String>,
    /// What the product is.
    pub product_description: String,
    /// The product's identifiers, as URNs.
    pub product_ids: Vec<String>,
    /// The supplier's name of the product.
    pub product_name_company: String,
    /// The amounts.
    pub pcf: CarbonFootprint,
}

/// The amounts of a product footprint, for the declared unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CarbonFootprint {
    /// The unit, such as `piece` or `kilogram`.
    pub declared_unit_of_measurement: String,
    /// How many of them.
    #[serde(with = "rust_decimal::serde::str")]
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub declared_unit_amount: Decimal,
    /// Kilograms of product in the declared unit.
    #[serde(with = "rust_decimal::serde::str")]
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub product_mass_per_declared_unit: Decimal,
    /// From when the data are.
    pub reference_period_start: String,
    /// Until when.
    pub reference_period_end: String,
    /// Kilograms of CO2e without what plants took up.
    #[serde(with = "rust_decimal::serde::str")]
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub pcf_excluding_biogenic_uptake: Decimal,
    /// The same less what plants took up; it may be negative.
    #[serde(with = "rust_decimal::serde::str")]
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub pcf_including_biogenic_uptake: Decimal,
    /// The part of it from fossil sources.
    #[serde(with = "rust_decimal::serde::str")]
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub fossil_ghg_emissions: Decimal,
    /// Kilograms of fossil carbon in the product.
    #[serde(with = "rust_decimal::serde::str")]
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub fossil_carbon_content: Decimal,
    /// The editions of characterisation factors, such as `AR6`.
    pub ipcc_characterization_factors: Vec<String>,
    /// The standards it follows.
    pub cross_sectoral_standards: Vec<String>,
    /// The share of emissions that was left out, in percent.
    #[serde(with = "rust_decimal::serde::str")]
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub exempted_emissions_percent: Decimal,
    /// The transport to the buyer, where it is stated.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "rust_decimal::serde::str_option"
    )]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<String>"))]
    pub outbound_logistics_ghg_emissions: Option<Decimal>,
    /// The share of primary data, in percent, where it is stated.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "rust_decimal::serde::str_option"
    )]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<String>"))]
    pub primary_data_share: Option<Decimal>,
    /// The country of production, where it is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub geography_country: Option<String>,
}

/// The reason why a product footprint is not accepted, or cannot be written.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PactError {
    /// Another version of the specification.
    #[error("the specification is version 3: {version:?}")]
    Version {
        /// The version given.
        version: String,
    },
    /// It was withdrawn.
    #[error("the footprint is not active: {status:?}")]
    Status {
        /// The status given.
        status: String,
    },
    /// The declared unit is neither a piece nor a kilogram.
    #[error("the declared unit is not a piece or a kilogram: {unit:?}")]
    Unit {
        /// The unit given.
        unit: String,
    },
    /// The declared unit is a kilogram, and the mass of a piece is not known.
    #[error("the declared unit is a kilogram: give the mass of a piece")]
    MassMissing,
    /// A number that is out of range.
    #[error("{field} is out of range: {value}")]
    Number {
        /// Which one.
        field: &'static str,
        /// The value given.
        value: Decimal,
    },
    /// The parts do not fit the whole.
    #[error("fossil emissions of {fossil} kg are more than the whole of {whole} kg")]
    Parts {
        /// The fossil part.
        fossil: Decimal,
        /// The whole.
        whole: Decimal,
    },
    /// A period does not start with a year.
    #[error("the reference period ends with a date such as 2025-12-31T00:00:00Z: {text:?}")]
    Period {
        /// The text given.
        text: String,
    },
    /// A footprint to be written has no manufacture of its own.
    #[error("the footprint has no manufacture by itself")]
    NoManufacture,
    /// The use phase gives no amount.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// The place of use has no grid figure.
    #[error(transparent)]
    Grid(#[from] crate::grid::GridError),
    /// An amount is too large.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}

/// The least amount, mass or number of units: a milligram, as it were.
const LEAST: Decimal = Decimal::from_parts(1, 0, 0, false, 6);
/// The largest: a thousand million. Products and quotients of such numbers fit into a `Decimal`.
const MOST: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);

impl ProductFootprint {
    /// Checks what the specification requires of the fields that are used here.
    fn check(&self) -> Result<(), PactError> {
        if !self.spec_version.starts_with("3.") {
            return Err(PactError::Version { version: self.spec_version.clone() });
        }
        if self.status != "Active" {
            return Err(PactError::Status { status: self.status.clone() });
        }
        let pcf = &self.pcf;
        let outbound = pcf.outbound_logistics_ghg_emissions.unwrap_or_default();
        for (field, value, least) in [
            ("declaredUnitAmount", pcf.declared_unit_amount, LEAST),
            ("productMassPerDeclaredUnit", pcf.product_mass_per_declared_unit, LEAST),
            ("pcfExcludingBiogenicUptake", pcf.pcf_excluding_biogenic_uptake, LEAST),
            ("pcfIncludingBiogenicUptake", pcf.pcf_including_biogenic_uptake, -MOST),
            ("fossilGhgEmissions", pcf.fossil_ghg_emissions, Decimal::ZERO),
            ("fossilCarbonContent", pcf.fossil_carbon_content, Decimal::ZERO),
            ("outboundLogisticsGhgEmissions", outbound, Decimal::ZERO),
        ] {
            if value < least || value > MOST {
                return Err(PactError::Number { field, value });
            }
        }
        let (fossil, whole) =
            (self.pcf.fossil_ghg_emissions, self.pcf.pcf_excluding_biogenic_uptake);
        if fossil > whole {
            return Err(PactError::Parts { fossil, whole });
        }
        Ok(())
    }

    /// The year in which the reference period ends.
    ///
    /// # Errors
    /// Returns an error if the end of the period does not start with a year from 1990 to 2100.
    pub fn year(&self) -> Result<u16, PactError> {
        let text = &self.pcf.reference_period_end;
        let year = text.get(..4).and_then(|year| year.parse().ok());
        year.filter(|year| (1990..=2100).contains(year))
            .ok_or_else(|| PactError::Period { text: text.clone() })
    }

    /// The footprint of one piece of the product for one buyer: manufacture as the supplier states it, without what
    /// plants took up; distribution, where it is stated; use by yearly energy of the scenario × years × grid, where
    /// that is given. For a declared unit of a kilogram the mass of a piece is needed.
    ///
    /// The supplier states no deviation, so only the mean is known.
    ///
    /// # Errors
    /// Returns an error if it is not an active footprint of version 3 for a piece or a kilogram, or an amount cannot be
    /// computed.
    pub fn footprint(
        &self,
        category: Option<Category>,
        piece: Option<Mass>,
        scenario: UseScenario,
    ) -> Result<Footprint, PactError> {
        self.check()?;
        let number = |value: Decimal| value.to_f64().unwrap_or(f64::NAN);
        let amount = number(self.pcf.declared_unit_amount);
        let units = match (self.pcf.declared_unit_of_measurement.as_str(), piece) {
            ("piece", _) => 1.0 / amount,
            ("kilogram", Some(piece)) => piece.get::<mass::kilogram>() / amount,
            ("kilogram", None) => return Err(PactError::MassMissing),
            _ => {
                let unit = self.pcf.declared_unit_of_measurement.clone();
                return Err(PactError::Unit { unit });
            }
        };
        let year = self.year()?;
        let source = Source {
            publisher: self.company_name.clone().into(),
            edition: format!("product footprint {}", self.id).into(),
            year,
            region: self.pcf.geography_country.clone().unwrap_or_else(|| "as stated".into()).into(),
            boundary: "CO2e, cradle to gate, without biogenic uptake (PACT)".into(),
            licence: "as agreed with the supplier".into(),
            locator: self.id.clone().into(),
            status: Status::Published,
        };
        let exact = |kg: Decimal| {
            Estimate::new(Carbon::new::<carbon::kilogram>(number(kg) * units), Carbon::default())
        };
        let mut stages =
            BTreeMap::from([(Stage::Manufacture, exact(self.pcf.pcf_excluding_biogenic_uptake)?)]);
        if let Some(moved) = self.pcf.outbound_logistics_ghg_emissions {
            stages.insert(Stage::Distribution, exact(moved)?);
        }
        let note = |text: String| Assumption::Note { stage: None, text };
        let mut assumptions = vec![
            Assumption::SpreadNotStated,
            note("use, end of life and what is not stated are not in a footprint from cradle to gate".into()),
            note(format!(
                "fossil {} kg, biogenic uptake {} kg of the declared unit, kept apart and not subtracted",
                self.pcf.fossil_ghg_emissions,
                self.pcf.pcf_excluding_biogenic_uptake - self.pcf.pcf_including_biogenic_uptake
            )),
        ];
        if let Some(share) = self.pcf.primary_data_share {
            assumptions.push(note(format!("the supplier states {share} % of primary data")));
        }
        let subject = format!("{} {}", self.company_name, self.product_name_company);
        let boundary = source.boundary.clone().into_owned();
        let sources = vec![source];
        let footprint = Footprint::new(
            subject,
            category,
            Tier::Published,
            scenario,
            boundary,
            stages,
            assumptions,
            sources,
        )?;
        let (Some(energy), GridChoice::Current { year }) =
            (scenario.yearly_energy(), scenario.grid)
        else {
            return Ok(footprint);
        };
        let electricity = Electricity::of_grid(scenario.location, year, Basis::Generation)?;
        Ok(footprint.with_electricity(energy, &electricity, Vec::new())?)
    }

    /// This footprint with the manufacture of another one, for one piece: what a host knows of itself and of the product
    /// stays, the amounts are those of the manufacture, with the distribution beside them. Amounts are rounded to a
    /// gram. All of it counts as fossil, because sheets do not state the biogenic part.
    ///
    /// `piece` is the mass of the product. Without it, that of this footprint counts, if its declared unit is a piece.
    ///
    /// # Errors
    /// Returns an error if the footprint has no manufacture of its own, or the mass of a piece is not known.
    pub fn with_amounts_of(
        mut self,
        footprint: &Footprint,
        piece: Option<Mass>,
    ) -> Result<Self, PactError> {
        self.check()?;
        let decimal = |kg: f64| Some(Decimal::from_f64_retain(kg)?.round_dp(3).normalize());
        let kilograms = |stage| decimal(footprint.stage(stage)?.mean().get::<carbon::kilogram>());
        let made = kilograms(Stage::Manufacture).filter(|made| *made > Decimal::ZERO);
        let made = made.ok_or(PactError::NoManufacture)?;
        let amount = self.pcf.declared_unit_amount;
        let of_piece = || {
            let is_piece = self.pcf.declared_unit_of_measurement == "piece";
            is_piece.then(|| self.pcf.product_mass_per_declared_unit / amount)
        };
        let given = piece.and_then(|piece| decimal(piece.get::<mass::kilogram>()));
        let given = given.filter(|kg| *kg >= LEAST && *kg <= MOST);
        let unit = self.pcf.declared_unit_of_measurement.clone();
        let piece_kg = given.or_else(of_piece).ok_or(PactError::Unit { unit })?;
        // The carbon in the product goes with its mass.
        let times = piece_kg / self.pcf.product_mass_per_declared_unit;
        let carbon = self.pcf.fossil_carbon_content.checked_mul(times);
        let field = "fossilCarbonContent";
        self.pcf.fossil_carbon_content =
            carbon.ok_or(PactError::Number { field, value: self.pcf.fossil_carbon_content })?;
        self.pcf.product_mass_per_declared_unit = piece_kg.normalize();
        self.pcf.declared_unit_of_measurement = "piece".into();
        self.pcf.declared_unit_amount = Decimal::ONE;
        self.pcf.pcf_excluding_biogenic_uptake = made;
        self.pcf.pcf_including_biogenic_uptake = made;
        self.pcf.fossil_ghg_emissions = made;
        self.pcf.outbound_logistics_ghg_emissions = kilograms(Stage::Distribution);
        self.check()?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Years;
    use co2_units::Statistic;
    use co2_units::model::{Energy, energy};
    use proptest::prelude::*;

    /// A footprint of our own making, with invented numbers.
    fn own() -> serde_json::Value {
        serde_json::json!({
            "id": "5f3ce0b6-0000-4000-8000-000000000001", "specVersion": "3.0.3", "status": "Active",
            "created": "2026-01-15T00:00:00Z", "companyName": "Demonstration Supplier",
            "companyIds": ["urn:demo:company:1"], "productDescription": "a laptop",
            "productIds": ["urn:demo:product:1"], "productNameCompany": "Demonstration Laptop 14",
            "pcf": {
                "declaredUnitOfMeasurement": "piece", "declaredUnitAmount": "2",
                "productMassPerDeclaredUnit": "2.8", "referencePeriodStart": "2025-01-01T00:00:00Z",
                "referencePeriodEnd": "2025-12-31T00:00:00Z", "pcfExcludingBiogenicUptake": "300.5",
                "pcfIncludingBiogenicUptake": "298", "fossilGhgEmissions": "299",
                "fossilCarbonContent": "0.5", "ipccCharacterizationFactors": ["AR6"],
                "crossSectoralStandards": ["ISO14067"], "exemptedEmissionsPercent": "0",
                "outboundLogisticsGhgEmissions": "10", "somethingElse": "ignored"
            }
        })
    }

    fn scenario() -> UseScenario {
        let years = Years::new(5.0).unwrap();
        let scenario =
            UseScenario::new("SE".parse().unwrap(), years, GridChoice::Current { year: 2025 });
        scenario.with_yearly_energy(Energy::new::<energy::kilowatt_hour>(20.0)).unwrap()
    }

    #[test]
    fn a_suppliers_footprint_becomes_one_piece_with_its_use() {
        let read: ProductFootprint = serde_json::from_value(own()).unwrap();
        let footprint = read.footprint(Some(Category::Laptop), None, scenario()).unwrap();
        let kg = |stage| footprint.stage(stage).unwrap().mean().get::<carbon::kilogram>();
        assert!((kg(Stage::Manufacture) - 150.25).abs() < 1e-9);
        assert!((kg(Stage::Distribution) - 5.0).abs() < 1e-9);
        assert!((kg(Stage::Use) - 20.0 * 5.0 * 0.035_33).abs() < 1e-9);
        assert!(!footprint.has_spread() && footprint.obligation(Statistic::P95).is_err());
        let text = footprint.explain().to_string();
        assert!(text.contains("biogenic uptake 2.5 kg"), "{text}");
        // By mass, for a declared unit of a kilogram.
        let mut by_mass = read;
        by_mass.pcf.declared_unit_of_measurement = "kilogram".into();
        let none = by_mass.footprint(None, None, scenario());
        assert!(matches!(none, Err(PactError::MassMissing)));
        let piece = Mass::new::<mass::kilogram>(1.4);
        let footprint = by_mass.footprint(None, Some(piece), scenario()).unwrap();
        let made = footprint.stage(Stage::Manufacture).unwrap().mean();
        assert!((made.get::<carbon::kilogram>() - 300.5 * 1.4 / 2.0).abs() < 1e-9);
    }

    #[test]
    fn what_is_written_reads_back_to_the_same_manufacture() {
        let read: ProductFootprint = serde_json::from_value(own()).unwrap();
        let footprint = read.footprint(None, None, scenario()).unwrap();
        let written = read.clone().with_amounts_of(&footprint, None).unwrap();
        // Two pieces had 2.8 kg.
        assert_eq!(written.pcf.product_mass_per_declared_unit, "1.4".parse().unwrap());
        assert_eq!(written.pcf.fossil_carbon_content, "0.25".parse().unwrap());
        let mut by_mass = read;
        by_mass.pcf.declared_unit_of_measurement = "kilogram".into();
        let unknown = by_mass.clone().with_amounts_of(&footprint, None);
        assert!(matches!(unknown, Err(PactError::Unit { .. })));
        let given = by_mass.with_amounts_of(&footprint, Some(Mass::new::<mass::kilogram>(1.5)));
        assert_eq!(given.unwrap().pcf.product_mass_per_declared_unit, "1.5".parse().unwrap());
        let text = serde_json::to_string(&written).unwrap();
        assert!(text.contains(r#""pcfExcludingBiogenicUptake":"150.25""#), "{text}");
        let again: ProductFootprint = serde_json::from_str(&text).unwrap();
        let again = again.footprint(None, None, scenario()).unwrap();
        assert_eq!(again.stage(Stage::Manufacture), footprint.stage(Stage::Manufacture));
    }

    #[test]
    fn what_does_not_hold_is_refused() {
        let refused = |change: &dyn Fn(&mut ProductFootprint)| {
            let mut own: ProductFootprint = serde_json::from_value(own()).unwrap();
            change(&mut own);
            own.footprint(None, None, scenario()).unwrap_err()
        };
        let error = refused(&|own| own.spec_version = "2.3.0".into());
        assert!(matches!(error, PactError::Version { .. }));
        let error = refused(&|own| own.status = "Deprecated".into());
        assert!(matches!(error, PactError::Status { .. }));
        let error = refused(&|own| own.pcf.declared_unit_amount = Decimal::ZERO);
        assert!(matches!(error, PactError::Number { field: "declaredUnitAmount", .. }));
        let error = refused(&|own| own.pcf.fossil_ghg_emissions = Decimal::from(400));
        assert!(matches!(error, PactError::Parts { .. }));
        let error = refused(&|own| own.pcf.reference_period_end = "soon".into());
        assert!(matches!(error, PactError::Period { .. }));
        assert!(NOTICE.contains("World Business Council") && NOTICE.contains("5.3 "));
    }

    /// Numbers as large, as small and as long as a decimal can be: a footprint or an error, and nothing stops.
    #[test]
    fn extreme_numbers_are_errors() {
        let extremes = [
            "79228162514264337593543950335",
            "-79228162514264337593543950335",
            "1000000000",
            "0.000001",
            "0.0000000000000000000000000001",
            "7922816251426433759354395033",
            "0",
            "1",
            "2.5",
        ];
        let fields = [
            "declaredUnitAmount",
            "productMassPerDeclaredUnit",
            "pcfExcludingBiogenicUptake",
            "pcfIncludingBiogenicUptake",
            "fossilGhgEmissions",
            "fossilCarbonContent",
            "outboundLogisticsGhgEmissions",
        ];
        let other: ProductFootprint = serde_json::from_value(own()).unwrap();
        let scenario = UseScenario::new(
            co2_units::Region::World,
            Years::FOUR,
            GridChoice::Current { year: 2024 },
        );
        let source = other.footprint(None, None, scenario).unwrap();
        let piece = Some(Mass::new::<mass::kilogram>(1.5));
        let choice = proptest::collection::vec(0..extremes.len(), fields.len());
        proptest!(|(choice in choice)| {
            let mut json = own();
            for (field, at) in fields.iter().zip(choice) {
                json["pcf"][*field] = extremes[at].into();
            }
            let own: ProductFootprint = serde_json::from_value(json).unwrap();
            if let Ok(read) = own.footprint(None, piece, scenario) {
                prop_assert!(read.total().mean().value > 0.0);
            }
            if let Ok(written) = own.with_amounts_of(&source, piece) {
                prop_assert!(written.footprint(None, None, scenario).is_ok());
            }
        });
        let far = |field: &str, value: &str| {
            let mut json = own();
            json["pcf"][field] = value.into();
            let own: ProductFootprint = serde_json::from_value(json).unwrap();
            own.footprint(None, piece, scenario)
        };
        for (field, value) in [
            ("pcfIncludingBiogenicUptake", extremes[1]),
            ("fossilCarbonContent", extremes[5]),
            ("declaredUnitAmount", extremes[4]),
        ] {
            let error = far(field, value).unwrap_err();
            assert!(
                matches!(error, PactError::Number { field: own, .. } if own == field),
                "{error}"
            );
        }
    }
}
