//! What a workshop reports, as data and in words.

use co2_lifecycle::scope::{Scope, Side};
use co2_lifecycle::{Avoided, Years};
use co2_offsets::Percent;
use co2_units::model::carbon;
use co2_units::{Co2e, Co2eUnit};
use core::fmt;
use serde::Serialize;

/// What every report says of itself.
pub(super) const NOTES: [&str; 4] = [
    "Savings, avoided emissions and credits are reported apart and are not subtracted from each other.",
    "Carbon credits do not count towards science-based targets: they are no reduction of the company's own \
     emissions (Science Based Targets initiative, SBTi).",
    "A product burns no fuel where it is used, so it has no part in scope 1.",
    "Footprints are estimates; those of different makers cannot be compared.",
];

/// The report of a fleet. Amounts are means, in kilograms of CO2e over the years of service.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Report {
    /// How many devices the fleet has.
    pub devices: u64,
    /// For how many years of service emissions are counted.
    pub years: Years,
    /// The emissions of the fleet as it is.
    pub today_kg: f64,
    /// The same by scope of the GHG Protocol, in the books of the buyer, and then in those of the maker.
    pub scopes: Vec<ScopeRow>,
    /// What each option would save, beside today.
    pub options: Vec<OptionRow>,
    /// Emissions that somebody else does not have.
    pub avoided: Vec<AvoidedRow>,
    /// Credits that were retired for the fleet, in kilograms.
    #[serde(rename = "credits_kg")]
    pub credits: Co2e,
    /// What the numbers do not say.
    pub notes: Vec<String>,
}

/// Emissions of a scope in somebody's books.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct ScopeRow {
    /// Whose books.
    pub side: Side,
    /// The scope, of scope 3 with its category.
    pub scope: Scope,
    /// How much, in kilograms.
    pub kg: f64,
}

/// An option beside today.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct OptionRow {
    /// What it is called.
    pub name: String,
    /// To which part of the devices it applies, in percent.
    pub share: Percent,
    /// What it saves; below zero when it costs emissions.
    pub saving_kg: f64,
    /// What it saves at least in 19 of 20 cases; `null` when no spread is known.
    pub cautious_saving_kg: Option<f64>,
}

/// Emissions that somebody else does not have.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct AvoidedRow {
    /// By what they are avoided.
    pub name: String,
    /// How much, in kilograms.
    pub avoided_kg: f64,
    /// The source of the factor.
    pub source: String,
}

impl AvoidedRow {
    pub(super) fn new(name: &str, avoided: &Avoided) -> Self {
        Self {
            name: name.to_owned(),
            avoided_kg: avoided.amount().get::<carbon::kilogram>(),
            source: avoided.source().to_string(),
        }
    }
}

/// For people: tables in tonnes, and the notes.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tonnes = |kg: f64| kg / 1_000.0;
        writeln!(f, "TODAY: {} devices, {} of service, t CO2e", self.devices, self.years)?;
        writeln!(f, "  {:<44} {:>12.3}", "all stages", tonnes(self.today_kg))?;
        for row in &self.scopes {
            let side = match row.side {
                Side::Buyer => "buyer",
                Side::Maker => "maker",
                _ => "another side",
            };
            let scope = match row.scope {
                Scope::Two => "scope 2".to_owned(),
                Scope::Three { category } => format!("scope 3, category {category}"),
                _ => "another scope".to_owned(),
            };
            writeln!(f, "  {:<44} {:>12.3}", format!("{side}: {scope}"), tonnes(row.kg))?;
        }
        if !self.options.is_empty() {
            writeln!(f, "\nOPTIONS: what each saves, and what it saves in 19 of 20 cases, t CO2e")?;
        }
        for row in &self.options {
            let part = if row.share == Percent::HUNDRED {
                String::new()
            } else {
                format!(" ({} of the fleet)", row.share)
            };
            let cautious = match row.cautious_saving_kg {
                Some(kg) => format!("{:.3}", tonnes(kg)),
                None => "not known".to_owned(),
            };
            let (name, saving) = (format!("{}{part}", row.name), tonnes(row.saving_kg));
            writeln!(f, "  {name:<44} {saving:>12.3} {cautious:>12}")?;
        }
        if !self.avoided.is_empty() {
            writeln!(f, "\nAVOIDED BY OTHERS, not part of the fleet's emissions, t CO2e")?;
        }
        for row in &self.avoided {
            writeln!(f, "  {:<44} {:>12.3}", row.name, tonnes(row.avoided_kg))?;
        }
        if !self.credits.is_zero() {
            let credits = self.credits.display(Co2eUnit::Tonne);
            writeln!(f, "\nCREDITS retired for the fleet, not part of its emissions: {credits}")?;
        }
        writeln!(f)?;
        for note in &self.notes {
            writeln!(f, "{note}")?;
        }
        Ok(())
    }
}
