//! Statements in English.
//!
//! The words are chosen so that no sentence claims more than the numbers say: amounts are *equal*,
//! credits *were retired*. Nothing is called saved, neutral or compensated, and only emissions are
//! called emissions.

use crate::{Gases, Kind, Statement, Subject};
use co2_units::{Co2e, Co2eUnit, Status};
use core::fmt;

impl Statement {
    /// Returns the count with its thing and edition, to be placed after an amount: "an amount equal
    /// to ...".
    ///
    /// ```
    /// use co2_equiv::{Bound, SignificantDigits, Subject, editions};
    /// use co2_units::Co2e;
    ///
    /// let laptop: Co2e = "371.096 kg".parse()?;
    /// let (subject, digits) = (Subject::Footprint, SignificantDigits::TWO);
    /// let miles =
    ///     editions::epa_2026().state("gasoline_car_mile", subject, laptop, Bound::MoreThan, digits)?;
    /// assert_eq!(
    ///     miles.phrase(),
    ///     "an amount equal to the emissions of more than 940 miles driven by an average \
    ///      gasoline-powered passenger vehicle (US EPA, c. 2024 to 2026-08-04, eGRID2022, 4.29 \
    ///      edition; region US)"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn phrase(&self) -> String {
        Phrase(self).to_string()
    }

    /// Explains how the count was computed: the formula with its numbers, the meaning of the
    /// number, and its source, each on a line.
    ///
    /// ```
    /// use co2_equiv::{Bound, SignificantDigits, Subject, editions};
    /// use co2_units::Co2e;
    ///
    /// let amount: Co2e = "356411 t".parse()?;
    /// let (subject, digits) = (Subject::Footprint, SignificantDigits::TWO);
    /// let statement =
    ///     editions::epa_2020().state("gasoline_car_year", subject, amount, Bound::MoreThan, digits)?;
    /// let explained = statement.explain();
    /// assert_eq!(
    ///     explained.lines().next(),
    ///     Some("356,411 t CO2e / (4.60 t per unit) = 77,480.652... units; 2 digits: more than 77,000")
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(&self) -> String {
        let equivalence = self.equivalence();
        let (value, source) = (equivalence.value, &equivalence.source);
        // A value printed per tonne multiplies; a value printed per unit divides.
        let sign = if value.is_per_tonne() { "x" } else { "/" };
        let digits = self.digits().get();
        let status = match source.status {
            Status::Published => "published",
            Status::Transcribed => "transcribed from a copy",
            Status::Derived => "derived from published numbers",
            _ => "of unknown status",
        };
        let mut lines = vec![
            format!(
                "{} {sign} ({value}) = {} units; {digits} digit{}: {} {}",
                amount(self.amount()),
                grouped(&self.exact_count().to_string()),
                if digits == 1 { "" } else { "s" },
                self.bound(),
                grouped(&self.count().to_string()),
            ),
            format!(
                "{} in edition {}: {}, {}, {}",
                equivalence.id,
                self.edition().id,
                equivalence.kind,
                equivalence.basis,
                equivalence.boundary,
            ),
            format!("{source}; {status}; {}; {}", source.locator, source.licence),
        ];
        lines.extend(equivalence.note.iter().map(|note| format!("note: {note}")));
        lines.join("\n")
    }
}

/// The words that follow an amount.
struct Phrase<'a>(&'a Statement);

impl fmt::Display for Phrase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (statement, equivalence) = (self.0, self.0.equivalence());
        f.write_str("an amount equal to ")?;
        f.write_str(match (equivalence.kind, equivalence.boundary.gases) {
            (Kind::Emission, Gases::Co2e) => "the emissions of ",
            (Kind::Emission, Gases::Co2) => "the CO2 emissions of ",
            (Kind::Avoided, Gases::Co2e) => "the emissions avoided by ",
            (Kind::Avoided, Gases::Co2) => "the CO2 emissions avoided by ",
            (Kind::Sequestration, Gases::Co2e) => "the CO2e taken up by ",
            (Kind::Sequestration, Gases::Co2) => "the CO2 taken up by ",
        })?;
        f.write_str(statement.bound().words())?;
        f.write_str(" ")?;
        f.write_str(&grouped(&statement.count().to_string()))?;
        f.write_str(" ")?;
        f.write_str(match statement.count() {
            1 => equivalence.noun.one.as_str(),
            _ => equivalence.noun.other.as_str(),
        })?;
        f.write_str(" (")?;
        fmt::Display::fmt(statement.edition(), f)?;
        f.write_str(if equivalence.is_derived() { "; derived factor)" } else { ")" })
    }
}

/// Written as one English sentence.
impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (before, after) = match self.subject() {
            Subject::Footprint => ("The footprint is ", ", "),
            Subject::RetiredCredits => ("Credits for ", " were retired, "),
        };
        f.write_str(before)?;
        f.write_str(&amount(self.amount()))?;
        f.write_str(after)?;
        fmt::Display::fmt(&Phrase(self), f)?;
        f.write_str(".")
    }
}

/// Writes an exact amount: in tonnes from one tonne up, in kilograms below.
pub(crate) fn amount(amount: Co2e) -> String {
    let unit = if amount < Co2e::TONNE { Co2eUnit::Kilogram } else { Co2eUnit::Tonne };
    grouped(&amount.display(unit).to_string())
}

/// Separates the digits at the start into groups of three with commas.
pub(crate) fn grouped(text: &str) -> String {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (whole, rest) = text.split_at(end);
    let mut out = String::with_capacity(text.len().saturating_add(whole.len()));
    for (left, digit) in (0..whole.len()).rev().zip(whole.chars()) {
        out.push(digit);
        if left > 0 && left.is_multiple_of(3) {
            out.push(',');
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_from_the_point() {
        for (plain, shown) in [
            ("7", "7"),
            ("770", "770"),
            ("7700", "7,700"),
            ("215000", "215,000"),
            ("1000000.1234 t", "1,000,000.1234 t"),
            ("0.5 kg", "0.5 kg"),
        ] {
            assert_eq!(grouped(plain), shown);
        }
    }

    #[test]
    fn amounts_are_exact_in_a_readable_unit() {
        assert_eq!(amount(Co2e::from_grams(999_999)), "999.999 kg CO2e");
        assert_eq!(amount(Co2e::from_grams(1_234_567_890)), "1,234.56789 t CO2e");
    }
}
