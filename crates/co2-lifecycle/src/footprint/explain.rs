//! A footprint in words and columns.

use super::Footprint;
use co2_units::model::{Carbon, carbon};
use co2_units::{Estimate, Source, Statistic};
use core::fmt;

/// A readable account of a footprint; see [`Footprint::explain`].
///
/// Kilograms are shown with two decimals; nothing is computed with the rounded values.
#[derive(Clone, Copy, Debug)]
pub struct Explanation<'a>(pub(super) &'a Footprint);

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let footprint = self.0;
        let scenario = footprint.scenario();
        writeln!(f, "{}, {} of use in {}", footprint.subject(), scenario.years, scenario.location)?;
        writeln!(f, "method: {}", footprint.method())?;
        writeln!(f, "boundary: {}", footprint.boundary())?;
        writeln!(f)?;
        writeln!(f, "{:<14}{:>12}{:>12}{:>12}{:>9}", "kg CO2e", "mean", "P5", "P95", "share")?;
        for (stage, estimate) in footprint.stages() {
            self.row(f, &stage.to_string(), estimate)?;
        }
        self.row(f, "total", footprint.total())?;
        list(f, "assumptions", footprint.assumptions())?;
        let credit = |source: &Source| format!("{source}: {}", source.licence);
        let credits: Vec<String> = footprint.sources().iter().map(credit).collect();
        list(f, "sources", &credits)
    }
}

impl Explanation<'_> {
    fn row(self, f: &mut fmt::Formatter<'_>, name: &str, estimate: Estimate) -> fmt::Result {
        let kg = |amount: Carbon| format!("{:.2}", amount.get::<carbon::kilogram>());
        let percentile = |statistic| {
            if self.0.has_spread() { kg(estimate.at(statistic)) } else { "unknown".to_owned() }
        };
        writeln!(
            f,
            "{name:<14}{:>12}{:>12}{:>12}{:>7.1} %",
            kg(estimate.mean()),
            percentile(Statistic::P5),
            percentile(Statistic::P95),
            self.0.share(estimate) * 100.0,
        )
    }
}

fn list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, title: &str, items: &[T]) -> fmt::Result {
    writeln!(f)?;
    writeln!(f, "{title}:")?;
    for (number, item) in (1..).zip(items) {
        writeln!(f, "{number}. {item}")?;
    }
    Ok(())
}
