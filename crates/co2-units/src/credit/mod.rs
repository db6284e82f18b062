//! Identities of carbon credits, as every crate here names them.
//!
//! A credit is a unit of a registry. Blocks of units have serial numbers, which are kept verbatim
//! in a [`UnitRange`]; the grammars of the registries' serials live with the ledger.

mod slice;

pub use self::slice::{UnitSlice, UnitSliceError};

use crate::time::{Date, is_in_range, parse_date};
use crate::{Id, IdError, IdErrorKind, IdKind, id};
use core::fmt;

/// Kinds of ids in this module.
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

/// Why two days make no [`Vintage`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VintageError {
    /// The first day is after the last.
    #[error("a vintage ends before it starts: {first} to {last}")]
    Order {
        /// The first day given.
        first: Date,
        /// The last day given.
        last: Date,
    },
    /// Not a day of the years 1 to 9999.
    #[error("not a day: {text:?}; write year-month-day such as 2020-12-31")]
    Day {
        /// What was given, at most its first 16 characters.
        text: String,
    },
}

impl Vintage {
    /// From the first to the last day, both included.
    ///
    /// # Errors
    /// When the first day is after the last, or a day is outside the years 1 to 9999.
    pub fn new(first: Date, last: Date) -> Result<Self, VintageError> {
        if let Some(day) = [first, last].into_iter().find(|day| !is_in_range(*day)) {
            return Err(VintageError::Day { text: day.to_string() });
        }
        if first > last {
            return Err(VintageError::Order { first, last });
        }
        Ok(Self { first, last })
    }

    /// A whole calendar year from 1 to 9999.
    pub fn year(year: u16) -> Option<Self> {
        let year = (1..=9999).contains(&year).then_some(i32::from(year))?;
        let (first, last) = (Date::from_ymd_opt(year, 1, 1)?, Date::from_ymd_opt(year, 12, 31)?);
        Some(Self { first, last })
    }

    /// The first day.
    pub fn first(self) -> Date {
        self.first
    }

    /// The last day.
    pub fn last(self) -> Date {
        self.last
    }
}

/// As an ISO 8601 interval.
impl fmt::Display for Vintage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.last)
    }
}

/// A block of consecutive units: their numbers (both ends included), the scope in which a number
/// is unique, and the serial exactly as the registry prints it.
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

/// Why something is no [`UnitRange`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnitRangeError {
    /// The first number is above the last.
    #[error("a block of units ends before it starts: {first} to {last}")]
    Order {
        /// The first number given.
        first: u64,
        /// The last number given.
        last: u64,
    },
    /// The block counts 2⁶⁴ units.
    #[error("a block of units counts more than {max}", max = u64::MAX)]
    TooLarge,
    /// The scope or the serial is empty, too long (256 bytes) or has a character that is not
    /// printable ASCII, or the scope has a blank at an end.
    #[error(transparent)]
    Text(#[from] IdError),
}

impl UnitRange {
    /// A block of units in a uniqueness scope.
    ///
    /// # Errors
    /// When the first number is above the last, the block counts 2⁶⁴ units, a text is empty,
    /// longer than 256 bytes or not printable ASCII, or the scope begins or ends with a blank: two
    /// scopes that look alike would let one unit be allocated twice.
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

    /// The scope in which a unit number is given out once; no blanks around it.
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// The first unit's number.
    pub const fn first(&self) -> u64 {
        self.first
    }

    /// The last unit's number, which belongs to the block.
    pub const fn last(&self) -> u64 {
        self.last
    }

    /// The serial as the registry prints it, byte for byte.
    pub fn printed(&self) -> &str {
        &self.printed
    }

    /// How many units the block has, at least one.
    pub const fn count(&self) -> u64 {
        // Neither step can leave u64: first <= last, and the full range is refused.
        self.last.saturating_sub(self.first).saturating_add(1)
    }

    /// Whether the blocks have a unit in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.scope == other.scope && self.first <= other.last && other.first <= self.last
    }
}

/// The serial, verbatim.
impl fmt::Display for UnitRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.printed)
    }
}

/// Some of the grams of a block of units: from `start` up to but not including `end`, counted from
/// the first gram of the block's first unit.
///
/// Two allocations never share a gram, and with half-open slices that is seen at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "wire::GramSlice", into = "wire::GramSlice"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(with = "wire::GramSlice"))]
pub struct GramSlice {
    start: u64,
    end: u64,
}

/// A slice without grams.
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
    /// The grams from `start` up to but not including `end`.
    ///
    /// # Errors
    /// When there is none.
    pub const fn new(start: u64, end: u64) -> Result<Self, GramSliceError> {
        if start < end { Ok(Self { start, end }) } else { Err(GramSliceError { start, end }) }
    }

    /// The offset of the first gram.
    pub const fn start(self) -> u64 {
        self.start
    }

    /// The offset after the last gram.
    pub const fn end(self) -> u64 {
        self.end
    }

    /// How many grams, at least one.
    pub const fn grams(self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    /// Whether the slices share a gram.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl fmt::Display for GramSlice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// The column of a blank with which an ASCII text begins or ends.
fn blank_at_end(text: &str) -> Option<usize> {
    if text.starts_with(' ') { Some(1) } else { text.ends_with(' ').then_some(text.len()) }
}

fn read_day(text: &str) -> Result<Date, VintageError> {
    parse_date(text).ok_or_else(|| VintageError::Day { text: text.chars().take(16).collect() })
}

impl core::str::FromStr for Vintage {
    type Err = VintageError;

    /// Reads `2020-01-01/2020-12-31`.
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
        /// The scope in which a unit number is given out once.
        #[cfg_attr(feature = "schemars", schemars(regex(pattern = "^[!-~]([ -~]{0,254}[!-~])?$")))]
        scope: Box<str>,
        /// The first unit's number.
        #[cfg_attr(feature = "schemars", schemars(range(max = u64::MAX)))]
        first: u64,
        /// The last unit's number, not below the first.
        #[cfg_attr(feature = "schemars", schemars(range(max = u64::MAX)))]
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
        #[cfg_attr(feature = "schemars", schemars(range(max = u64::MAX)))]
        start: u64,
        /// The offset after the last gram, above `start`.
        #[cfg_attr(feature = "schemars", schemars(range(min = 1, max = u64::MAX)))]
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
