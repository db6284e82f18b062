//! What a registry did with units.

use co2_units::Date;
use co2_units::text::Text;
use core::fmt;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

// Code that shows a record must handle every term, so adding one may break the build of such code.
/// A registry's own term for taking a unit out of circulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub enum ActWord {
    /// Retirement, the term of most voluntary registries.
    Retirement,
    /// Voluntary cancellation, the term of the CDM registry and the Article 6.4 mechanism.
    VoluntaryCancellation,
    /// Delivery, the term for removals sold by the kilogram.
    Delivery,
}

impl ActWord {
    /// All terms.
    pub const ALL: [Self; 3] = [Self::Retirement, Self::VoluntaryCancellation, Self::Delivery];
}

/// Writes the term in words, such as `voluntary cancellation`.
impl fmt::Display for ActWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Retirement => "retirement",
            Self::VoluntaryCancellation => "voluntary cancellation",
            Self::Delivery => "delivery",
        })
    }
}

/// What happened to the units of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// The registry took them out of circulation, which cannot be reversed.
    Retired {
        /// The registry's own term for it.
        word: ActWord,
        /// The day of the retirement, as the registry states it.
        date: Date,
        /// The registry's or partner's reference for the retirement.
        reference: Text,
        /// The serials of the retired units, exactly as the registry prints them; at least one.
        serials: Vec<Text>,
    },
    /// The units are set aside for the product, and will be retired by a given day.
    Allocated {
        /// The last day on which they may be retired.
        due: Date,
    },
}

/// The state of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub enum State {
    /// Every unit is retired, and the record is final.
    Retired,
    /// Some units are only allocated, and the record will be superseded.
    Allocated,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Retired => "retired",
            Self::Allocated => "allocated",
        })
    }
}

/// A summary of what happened to the units of all lines: `retirement on 2026-11-20`, or
/// `allocated, retirement due by 2026-12-31`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Summary {
    /// Every unit is retired.
    Retired {
        /// The registries' terms.
        words: BTreeSet<ActWord>,
        /// The earliest day of a retirement.
        first: Date,
        /// The latest day of a retirement.
        last: Date,
    },
    /// Some units are only allocated.
    Allocated {
        /// The latest day by which they will be retired.
        due: Date,
    },
}

impl Summary {
    /// Returns the state of the record.
    pub const fn state(&self) -> State {
        match self {
            Self::Retired { .. } => State::Retired,
            Self::Allocated { .. } => State::Allocated,
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Retired { words, first, last } => {
                for (index, word) in words.iter().enumerate() {
                    let separator = if index == 0 { "" } else { " and " };
                    write!(f, "{separator}{word}")?;
                }
                if first == last {
                    write!(f, " on {first}")
                } else {
                    write!(f, " from {first} to {last}")
                }
            }
            Self::Allocated { due } => write!(f, "allocated, retirement due by {due}"),
        }
    }
}

/// Summarises acts. Without any it is an empty retirement, which no record has.
pub(super) fn summary<'a>(acts: impl Iterator<Item = &'a Act>) -> Summary {
    let mut words = BTreeSet::new();
    let (mut first, mut last) = (Date::MAX, Date::MIN);
    let mut due = None;
    for act in acts {
        match act {
            Act::Retired { word, date, .. } => {
                words.insert(*word);
                first = first.min(*date);
                last = last.max(*date);
            }
            Act::Allocated { due: day } => due = due.max(Some(*day)),
        }
    }
    match due {
        Some(due) => Summary::Allocated { due },
        None => Summary::Retired { words, first, last },
    }
}
