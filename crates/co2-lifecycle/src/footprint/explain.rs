//! A footprint in words and columns.

use super::Footprint;
use crate::fixed::Fixed;
use co2_units::model::{Carbon, carbon};
use co2_units::{Estimate, Stage};
use core::fmt::{self, Write as _};

/// A readable account of a footprint; see [`Footprint::explain`].
///
/// Kilograms are shown with two decimals; nothing is computed with the rounded values.
#[derive(Clone, Copy, Debug)]
pub struct Explanation<'a>(pub(super) &'a Footprint);

/// An account is mostly shorter than this, in bytes.
const USUAL_LEN: usize = 6 << 10;

impl fmt::Display for Explanation<'_> {
    /// Into one text first, which the receiver then takes as a whole and need not enlarge many times.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(USUAL_LEN);
        self.write(&mut text)?;
        f.write_str(&text)
    }
}

impl Explanation<'_> {
    fn write(self, f: &mut String) -> fmt::Result {
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
        list(f, "assumptions", footprint.assumptions(), |assumption, f| write!(f, "{assumption}"))?;
        list(f, "sources", footprint.sources(), |source, f| {
            write!(f, "{source}: {}", source.licence)
        })
    }

    fn row(self, f: &mut String, name: &str, estimate: Estimate) -> fmt::Result {
        let hundredths = |amount: Carbon| Fixed::<2>(amount.get::<carbon::kilogram>());
        let share = Fixed::<1>(self.0.share(estimate) * 100.0);
        let mean = hundredths(estimate.mean());
        if !self.0.has_spread() {
            return writeln!(f, "{name:<14}{mean:>12}{0:>12}{0:>12}{share:>7} %", "unknown");
        }
        let [low, _, high] = estimate.percentiles().map(hundredths);
        writeln!(f, "{name:<14}{mean:>12}{low:>12}{high:>12}{share:>7} %")
    }
}

fn list<T>(
    f: &mut String,
    title: &str,
    items: &[T],
    write_item: impl Fn(&T, &mut String) -> fmt::Result,
) -> fmt::Result {
    write!(f, "\n{title}:\n")?;
    for (number, item) in (1_u32..).zip(items) {
        write!(f, "{number}. ")?;
        write_item(item, f)?;
        f.push('\n');
    }
    Ok(())
}
