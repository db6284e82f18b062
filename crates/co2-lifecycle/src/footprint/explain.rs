//! A footprint in words and columns.

use super::Footprint;
use crate::fixed::Fixed;
use co2_units::model::{Carbon, carbon};
use co2_units::{Estimate, Stage, Statistic};
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
            // The one name with two words.
            let name = if stage == Stage::EndOfLife { "end of life" } else { stage.as_str() };
            self.row(f, name, estimate)?;
        }
        self.row(f, "total", footprint.total())?;
        list(f, "assumptions", footprint.assumptions(), fmt::Display::fmt)?;
        list(f, "sources", footprint.sources(), |source, f| {
            fmt::Display::fmt(source, f)?;
            f.write_str(": ")?;
            f.write_str(&source.licence)
        })
    }
}

impl Explanation<'_> {
    fn row(self, f: &mut fmt::Formatter<'_>, name: &str, estimate: Estimate) -> fmt::Result {
        let hundredths = |amount: Carbon| Fixed::<2>(amount.get::<carbon::kilogram>());
        let share = Fixed::<1>(self.0.share(estimate) * 100.0);
        let mean = hundredths(estimate.mean());
        if !self.0.has_spread() {
            return writeln!(f, "{name:<14}{mean:>12}{0:>12}{0:>12}{share:>7} %", "unknown");
        }
        let [low, high] = [Statistic::P5, Statistic::P95].map(|one| hundredths(estimate.at(one)));
        writeln!(f, "{name:<14}{mean:>12}{low:>12}{high:>12}{share:>7} %")
    }
}

fn list<T>(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    items: &[T],
    write_item: impl Fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    write!(f, "\n{title}:\n")?;
    for (number, item) in (1_u32..).zip(items) {
        write!(f, "{number}. ")?;
        write_item(item, f)?;
        f.write_str("\n")?;
    }
    Ok(())
}
