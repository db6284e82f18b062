//! Labels of projects and credits, and Sustainable Development Goals.

use co2_units::Date;
use co2_units::Day;
use co2_units::text::ShortText as Text;
use core::fmt;
use serde::{Deserialize, Serialize};

/// A quality label, such as `CCP Approved` or `CCB Gold`: what it was given to, and for how long.
///
/// ```
/// use co2_offsets::{Label, LabelScope, Validity};
/// use co2_units::credit::Vintage;
///
/// let [before, new_year] = [Vintage::year(2025).unwrap().last(), Vintage::year(2026).unwrap().first()];
/// let label = Label {
///     scheme: "CCP Approved".parse()?,
///     scope: LabelScope::Unit,
///     validity: Validity::new(Some(new_year), None)?,
///     evidence: None,
/// };
/// assert!(label.validity.covers(new_year));
/// assert!(!label.validity.covers(before));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(description = "A quality label: who gave it to what, and for how long.")
)]
pub struct Label {
    /// The label's name, as its registry or scheme writes it.
    pub scheme: Text,
    /// What it was given to.
    pub scope: LabelScope,
    /// The days on which it is valid.
    #[serde(default)]
    pub validity: Validity,
    /// Evidence for it: an address, or a reference of the scheme.
    #[serde(default)]
    pub evidence: Option<Text>,
}

/// What a label was given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum LabelScope {
    /// These units.
    Unit,
    /// The project, and all its units with it.
    Project,
    /// A programme or a category of its methodologies.
    Programme,
}

/// The days on which something is valid, including the first and the last. A day that is missing means
/// no limit on that side.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "wire::Validity", into = "wire::Validity")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(with = "wire::Validity"))]
pub struct Validity {
    from: Option<Day>,
    to: Option<Day>,
}

/// An error from making a [`Validity`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValidityError {
    /// The validity ends before it starts.
    #[error("a validity ends before it starts: {from} to {to}")]
    Order {
        /// The first day given.
        from: Date,
        /// The last day given.
        to: Date,
    },
    /// A day is outside the years 1 to 9999.
    #[error("not a day of the years 1 to 9999: {day}")]
    Day {
        /// The day given.
        day: Date,
    },
}

impl Validity {
    /// Valid at any time.
    pub const ALWAYS: Self = Self { from: None, to: None };

    /// Makes a validity from its first and last day, both included.
    ///
    /// # Errors
    /// Returns an error if the last day is before the first, or if a day is outside the years 1 to 9999.
    pub fn new(from: Option<Date>, to: Option<Date>) -> Result<Self, ValidityError> {
        let read = |day: Option<Date>| {
            let day = day.map(|day| Day::new(day).map_err(|_| ValidityError::Day { day }));
            day.transpose()
        };
        match (from, to) {
            (Some(from), Some(to)) if to < from => Err(ValidityError::Order { from, to }),
            _ => Ok(Self { from: read(from)?, to: read(to)? }),
        }
    }

    /// Returns the first day, if there is one.
    pub fn from(self) -> Option<Date> {
        self.from.map(Day::date)
    }

    /// Returns the last day, if there is one.
    pub fn to(self) -> Option<Date> {
        self.to.map(Day::date)
    }

    /// Returns true if a day is within the validity.
    pub fn covers(self, day: Date) -> bool {
        self.from.is_none_or(|from| from.date() <= day) && self.to.is_none_or(|to| day <= to.date())
    }
}

/// A United Nations Sustainable Development Goal, a number from 1 to 17.
///
/// Source: United Nations General Assembly, resolution 70/1, "Transforming our world" (2015).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Sdg(u8);

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Sdg {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Sdg".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "integer",
            "minimum": 1,
            "maximum": 17,
            "description": "a Sustainable Development Goal by its number",
        })
    }
}

/// An error from a number that is not that of an [`Sdg`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no Sustainable Development Goal has this number; they are 1 to 17")]
#[non_exhaustive]
pub struct SdgError;

impl Sdg {
    /// Makes the goal with this number.
    ///
    /// # Errors
    /// Returns an error if the number is not from 1 to 17.
    pub const fn new(number: u8) -> Result<Self, SdgError> {
        if matches!(number, 1..=17) { Ok(Self(number)) } else { Err(SdgError) }
    }

    /// Returns the number.
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Sdg {
    type Error = SdgError;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        Self::new(number)
    }
}

impl From<Sdg> for u8 {
    fn from(goal: Sdg) -> Self {
        goal.0
    }
}

impl fmt::Display for Sdg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SDG {}", self.0)
    }
}

mod wire {
    use super::{Day, ValidityError};
    use serde::{Deserialize, Serialize};

    /// The days on which something is valid, including the first and the last.
    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    pub(super) struct Validity {
        /// The first day, such as `2026-01-01`; no limit if absent.
        #[serde(default)]
        from: Option<Day>,
        /// The last day, not before the first; no limit if absent.
        #[serde(default)]
        to: Option<Day>,
    }

    impl From<super::Validity> for Validity {
        fn from(validity: super::Validity) -> Self {
            Self { from: validity.from, to: validity.to }
        }
    }

    impl TryFrom<Validity> for super::Validity {
        type Error = ValidityError;

        fn try_from(wire: Validity) -> Result<Self, Self::Error> {
            Self::new(wire.from.map(Day::date), wire.to.map(Day::date))
        }
    }
}
