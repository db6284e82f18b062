//! Identities of carbon credits, shared by all crates.
//!
//! A credit is a unit issued by a registry. Blocks of units have serial numbers, which are kept
//! verbatim in a [`UnitRange`]. The syntax of each registry's serials is defined in `co2-offsets`.

mod slice;

pub use self::slice::{UnitSlice, UnitSliceError};

use crate::time::{Date, is_in_range, parse_date};
use crate::{Id, IdError, IdErrorKind, IdKind, id};
use core::fmt;

/// The kinds of the ids in this module.
pub mod kind {
    use super::IdKind;

    /// A registry.
    #[derive(Clone, Copy, Debug)]
    pub enum Registry {}
    /// A climate project.
    #[derive(Clone, Copy, Debug)]
    pub enum Project {}

    impl IdKind for Registry {
        const NAME: &'static str = "registry id";
    }
    impl IdKind for Project {
        const NAME: &'static str = "project id";
    }
}

/// A registry that issues credits, such as `verra`, `gold-standard` or `cdm`; kept verbatim.
pub type RegistryId = Id<kind::Registry>;

/// A climate project as its registry names it, such as `GS11236` or `VCS1340`; kept verbatim.
pub type ProjectId = Id<kind::Project>;

/// The period in which a credit's reduction or removal happened: two days, both included.
///
/// ```
/// use co2_units::credit::Vintage;
/// let vintage = Vintage::year(2020).unwrap();
/// assert_eq!(vintage.to_string(), "2020-01-01/2020-12-31");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "wire::Vintage", into = "wire::Vintage"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(
        with = "wire::Vintage",
        description = "The period in which a credit's reduction or removal happened: two days, both included."
    )
)]
pub struct Vintage {
    first: Date,
    last: Date,
}

/// The error for two days that are not a valid [`Vintage`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VintageError {
    /// The first day is after the last day.
    #[error("a vintage ends before it starts: {first} to {last}")]
    Order {
        /// The first day given.
        first: Date,
        /// The last day given.
        last: Date,
    },
    /// The text is not a day in the years 1 to 9999.
    #[error("not a day: {text:?}; write year-month-day such as 2020-12-31")]
    Day {
        /// The text given, at most its first 16 characters.
        text: String,
    },
}

impl Vintage {
    /// Makes a vintage from its first and last day, both included.
    ///
    /// # Errors
    /// Returns an error if the first day is after the last day, or if a day is outside the years 1
    /// to 9999.
    pub fn new(first: Date, last: Date) -> Result<Self, VintageError> {
        if let Some(day) = [first, last].into_iter().find(|day| !is_in_range(*day)) {
            return Err(VintageError::Day { text: day.to_string() });
        }
        if first > last {
            return Err(VintageError::Order { first, last });
        }
        Ok(Self { first, last })
    }

    /// Makes a vintage of a whole calendar year; returns `None` outside the years 1 to 9999.
    pub fn year(year: u16) -> Option<Self> {
        let year = (1..=9999).contains(&year).then_some(i32::from(year))?;
        let (first, last) = (Date::from_ymd_opt(year, 1, 1)?, Date::from_ymd_opt(year, 12, 31)?);
        Some(Self { first, last })
    }

    /// Returns the first day.
    pub fn first(self) -> Date {
        self.first
    }

    /// Returns the last day, which belongs to the vintage.
    pub fn last(self) -> Date {
        self.last
    }
}

/// Written as an ISO 8601 interval.
impl fmt::Display for Vintage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.last)
    }
}

/// A block of consecutive units: their numbers (both ends included), the scope in which a number is
/// unique, and the serial exactly as the registry prints it.
///
/// ```
/// use co2_units::credit::UnitRange;
/// let block = UnitRange::new("gold-standard:GS11236:30307", 1, 19_149, "GS1-1-UG-GS11236-16-2024-30307-1-19149")?;
/// assert_eq!(block.count(), 19_149);
/// # Ok::<(), co2_units::credit::UnitRangeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "wire::UnitRange", into = "wire::UnitRange"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(
        with = "wire::UnitRange",
        description = "A block of consecutive units, both ends included, with its serial as the registry prints it."
    )
)]
pub struct UnitRange {
    scope: Box<str>,
    first: u64,
    last: u64,
    printed: Box<str>,
}

/// The error for values that are not a valid [`UnitRange`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnitRangeError {
    /// The first number is greater than the last number.
    #[error("a block of units ends before it starts: {first} to {last}")]
    Order {
        /// The first number given.
        first: u64,
        /// The last number given.
        last: u64,
    },
    /// The block would have 2⁶⁴ units.
    #[error("a block of units counts more than {max}", max = u64::MAX)]
    TooLarge,
    /// The scope or the serial is empty, longer than 256 bytes or has a character that is not
    /// printable ASCII, or the scope begins or ends with a space.
    #[error(transparent)]
    Text(#[from] IdError),
}

impl UnitRange {
    /// Makes a block of units in a scope.
    ///
    /// # Errors
    /// Returns an error if the first number is greater than the last number, the block would have
    /// 2⁶⁴ units, a text is empty, longer than 256 bytes or not printable ASCII, or the scope
    /// begins or ends with a space (two scopes that look alike would allow one unit to be allocated
    /// twice).
    pub fn new(
        scope: impl Into<Box<str>>,
        first: u64,
        last: u64,
        printed: impl Into<Box<str>>,
    ) -> Result<Self, UnitRangeError> {
        let (scope, printed) = (scope.into(), printed.into());
        let printable = |c: char| c == ' ' || c.is_ascii_graphic();
        id::check("scope of unit numbers", &scope, 256, printable)?;
        if let Some(column) = blank_at_end(&scope) {
            let kind = IdErrorKind::Character { character: ' ', column };
            return Err(IdError { name: "scope of unit numbers", kind }.into());
        }
        id::check("unit serial", &printed, 256, printable)?;
        if first > last {
            return Err(UnitRangeError::Order { first, last });
        }
        if first == 0 && last == u64::MAX {
            return Err(UnitRangeError::TooLarge);
        }
        Ok(Self { scope, first, last, printed })
    }

    /// Returns the scope within which a unit number is unique, without leading or trailing spaces.
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// Returns the number of the first unit.
    pub const fn first(&self) -> u64 {
        self.first
    }

    /// Returns the number of the last unit, which belongs to the block.
    pub const fn last(&self) -> u64 {
        self.last
    }

    /// Returns the serial as the registry prints it, byte for byte.
    pub fn printed(&self) -> &str {
        &self.printed
    }

    /// Returns the number of units in the block, at least one.
    pub const fn count(&self) -> u64 {
        // Neither operation can leave the range of u64: first <= last, and the full range is
        // refused.
        self.last.saturating_sub(self.first).saturating_add(1)
    }

    /// Returns true if the blocks have a unit in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.scope == other.scope && self.first <= other.last && other.first <= self.last
    }
}

/// Written as the serial, verbatim.
impl fmt::Display for UnitRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.printed)
    }
}

/// A range of the grams of a block of units: from `start` up to but not including `end`, counted
/// from the first gram of the block's first unit.
///
/// Two allocations never share a gram, which is easy to see with half-open slices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "wire::GramSlice", into = "wire::GramSlice"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(with = "wire::GramSlice"))]
pub struct GramSlice {
    start: u64,
    end: u64,
}

/// The error for a slice that contains no grams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a slice of grams must start before it ends: {start} to {end}")]
#[non_exhaustive]
pub struct GramSliceError {
    /// The start given.
    pub start: u64,
    /// The end given.
    pub end: u64,
}

impl GramSlice {
    /// Makes the slice from `start` up to but not including `end`.
    ///
    /// # Errors
    /// Returns an error if the slice contains no grams.
    pub const fn new(start: u64, end: u64) -> Result<Self, GramSliceError> {
        if start < end { Ok(Self { start, end }) } else { Err(GramSliceError { start, end }) }
    }

    /// Returns the offset of the first gram.
    pub const fn start(self) -> u64 {
        self.start
    }

    /// Returns the offset after the last gram.
    pub const fn end(self) -> u64 {
        self.end
    }

    /// Returns the number of grams, at least one.
    pub const fn grams(self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    /// Returns true if the slices have a gram in common.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl fmt::Display for GramSlice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// Returns the column of a space at the beginning or end of an ASCII text.
fn blank_at_end(text: &str) -> Option<usize> {
    if text.starts_with(' ') { Some(1) } else { text.ends_with(' ').then_some(text.len()) }
}

fn read_day(text: &str) -> Result<Date, VintageError> {
    parse_date(text).ok_or_else(|| VintageError::Day { text: text.chars().take(16).collect() })
}

impl core::str::FromStr for Vintage {
    type Err = VintageError;

    /// Reads the form `2020-01-01/2020-12-31`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (first, last) = text.split_once('/').unwrap_or((text, ""));
        Self::new(read_day(first)?, read_day(last)?)
    }
}

#[cfg(feature = "serde")]
mod wire {
    use super::{GramSliceError, UnitRangeError, VintageError, read_day};
    #[cfg(feature = "schemars")]
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    /// Two days, both included.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schemars", derive(JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct Vintage {
        /// The first day, such as `2020-01-01`.
        #[cfg_attr(
            feature = "schemars",
            schemars(regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))
        )]
        first: String,
        /// The last day, such as `2020-12-31`; not before the first.
        #[cfg_attr(
            feature = "schemars",
            schemars(regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))
        )]
        last: String,
    }

    impl From<super::Vintage> for Vintage {
        fn from(vintage: super::Vintage) -> Self {
            Self { first: vintage.first.to_string(), last: vintage.last.to_string() }
        }
    }

    impl TryFrom<Vintage> for super::Vintage {
        type Error = VintageError;

        fn try_from(wire: Vintage) -> Result<Self, Self::Error> {
            Self::new(read_day(&wire.first)?, read_day(&wire.last)?)
        }
    }

    /// A block of units, both ends included.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schemars", derive(JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct UnitRange {
        /// The scope within which a unit number is unique.
        #[cfg_attr(feature = "schemars", schemars(regex(pattern = "^[!-~]([ -~]{0,254}[!-~])?$")))]
        scope: Box<str>,
        /// The first unit's number.
        #[serde(with = "crate::serde::large")]
        #[cfg_attr(
            feature = "schemars",
            schemars(schema_with = "crate::serde::large::json_schema")
        )]
        first: u64,
        /// The last unit's number, not below the first.
        #[serde(with = "crate::serde::large")]
        #[cfg_attr(
            feature = "schemars",
            schemars(schema_with = "crate::serde::large::json_schema")
        )]
        last: u64,
        /// The serial as the registry prints it.
        #[cfg_attr(feature = "schemars", schemars(regex(pattern = "^[ -~]{1,256}$")))]
        printed: Box<str>,
    }

    impl From<super::UnitRange> for UnitRange {
        fn from(range: super::UnitRange) -> Self {
            let super::UnitRange { scope, first, last, printed } = range;
            Self { scope, first, last, printed }
        }
    }

    impl TryFrom<UnitRange> for super::UnitRange {
        type Error = UnitRangeError;

        fn try_from(wire: UnitRange) -> Result<Self, Self::Error> {
            Self::new(wire.scope, wire.first, wire.last, wire.printed)
        }
    }

    /// Grams from `start` up to but not including `end`.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schemars", derive(JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct GramSlice {
        /// The offset of the first gram.
        #[serde(with = "crate::serde::large")]
        #[cfg_attr(
            feature = "schemars",
            schemars(schema_with = "crate::serde::large::json_schema")
        )]
        start: u64,
        /// The offset after the last gram, above `start`.
        #[serde(with = "crate::serde::large")]
        #[cfg_attr(
            feature = "schemars",
            schemars(schema_with = "crate::serde::large::json_schema")
        )]
        end: u64,
    }

    impl From<super::GramSlice> for GramSlice {
        fn from(slice: super::GramSlice) -> Self {
            Self { start: slice.start, end: slice.end }
        }
    }

    impl TryFrom<GramSlice> for super::GramSlice {
        type Error = GramSliceError;

        fn try_from(wire: GramSlice) -> Result<Self, Self::Error> {
            Self::new(wire.start, wire.end)
        }
    }
}
