//! Writing amounts as text with their unit.

use super::Co2e;
use core::fmt;

/// A unit in which an amount of CO2e can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Co2eUnit {
    /// `g`
    Gram,
    /// `kg`, 1,000 g
    Kilogram,
    /// `t`, the metric tonne, 1,000,000 g
    Tonne,
    /// `kt`, 1,000 t
    Kilotonne,
    /// `Mt`, 1,000,000 t
    Megatonne,
}

impl Co2eUnit {
    /// All units, smallest first.
    pub const ALL: [Self; 5] =
        [Self::Gram, Self::Kilogram, Self::Tonne, Self::Kilotonne, Self::Megatonne];

    /// Returns the symbol of the unit.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Gram => "g",
            Self::Kilogram => "kg",
            Self::Tonne => "t",
            Self::Kilotonne => "kt",
            Self::Megatonne => "Mt",
        }
    }

    /// Returns the number of decimals that one gram needs in this unit.
    pub(super) const fn decimals(self) -> usize {
        match self {
            Self::Gram => 0,
            Self::Kilogram => 3,
            Self::Tonne => 6,
            Self::Kilotonne => 9,
            Self::Megatonne => 12,
        }
    }

    /// Returns the size of the unit in grams.
    pub const fn grams(self) -> u64 {
        match self {
            Self::Gram => 1,
            Self::Kilogram => 1_000,
            Self::Tonne => 1_000_000,
            Self::Kilotonne => 1_000_000_000,
            Self::Megatonne => 1_000_000_000_000,
        }
    }
}

impl Co2e {
    /// Writes this amount exactly in the chosen unit.
    ///
    /// ```
    /// use co2_units::{Co2e, Co2eUnit};
    /// assert_eq!(Co2e::from_grams(1_500_000).display(Co2eUnit::Tonne).to_string(), "1.5 t CO2e");
    /// ```
    pub const fn display(self, unit: Co2eUnit) -> DisplayCo2e {
        DisplayCo2e { amount: self, unit }
    }

    /// Writes the digits of this amount in `unit`, without trailing zeros: its canonical form.
    pub(super) fn write_digits(self, unit: Co2eUnit, out: &mut dyn fmt::Write) -> fmt::Result {
        let (Some(whole), Some(mut rest)) =
            (self.0.checked_div(unit.grams()), self.0.checked_rem(unit.grams()))
        else {
            return Err(fmt::Error);
        };
        if rest == 0 {
            return write!(out, "{whole}");
        }
        let mut width = unit.decimals();
        while let (Some(shorter), true) = (rest.checked_div(10), rest.is_multiple_of(10)) {
            // A remainder other than zero has a non-zero digit, so the width stays above 0.
            (rest, width) = (shorter, width.saturating_sub(1));
        }
        write!(out, "{whole}.{rest:0width$}")
    }
}

/// Writes a text in full: padded to a width, but never truncated to a precision.
pub(super) fn write_whole(
    f: &mut fmt::Formatter<'_>,
    write: impl Fn(&mut dyn fmt::Write) -> fmt::Result,
) -> fmt::Result {
    if f.width().is_none() {
        return write(f);
    }
    let mut text = String::new();
    write(&mut text)?;
    match f.precision() {
        None => f.pad(&text),
        Some(_) => f.write_str(&text),
    }
}

/// An amount together with the unit in which it is written; see [`Co2e::display`].
///
/// It is always written in full: a precision (`{:.1}`) is ignored, because it would truncate the
/// text to a different amount.
#[derive(Clone, Copy, Debug)]
pub struct DisplayCo2e {
    amount: Co2e,
    unit: Co2eUnit,
}

impl fmt::Display for DisplayCo2e {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_whole(f, |out| {
            self.amount.write_digits(self.unit, out)?;
            write!(out, " {} CO2e", self.unit.symbol())
        })
    }
}

/// Written in kilograms, such as `371.096 kg CO2e`; parses back to the same amount.
impl fmt::Display for Co2e {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.display(Co2eUnit::Kilogram).fmt(f)
    }
}
