//! What a registry did with a unit.

use co2_units::Date;
use co2_units::text::Text;
use core::fmt;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

// Code that shows a record must know each word, so another one may break its build.
/// A registry's own word for taking a unit out of circulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub enum ActWord {
    /// Retirement: most voluntary registries.
    Retirement,
    /// Voluntary cancellation: the CDM registry and the Article 6.4 mechanism.
    VoluntaryCancellation,
    /// Delivery: removals sold by the kilogram.
    Delivery,
}

impl ActWord {
    /// All words.
    pub const ALL: [Self; 3] = [Self::Retirement, Self::VoluntaryCancellation, Self::Delivery];
}

/// In words, such as `voluntary cancellation`.
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
    /// The registry took them out of circulation, which is final.
    Retired {
        /// The registry's own word for it.
        word: ActWord,
        /// The day, as the registry states it.
        date: Date,
        /// The registry's or partner's reference of the act.
        reference: Text,
        /// The serials of what was retired, exactly as the registry prints them; at least one.
        serials: Vec<Text>,
    },
    /// They are set aside for the product and will be retired by a day.
    Allocated {
        /// The last day.
        due: Date,
    },
}

/// How far a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub enum State {
    /// Every unit is retired: the record is final.
    Retired,
    /// Some unit is only allocated: the record will be superseded.
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

/// The acts of all lines in one: `retirement on 2026-11-20`, or
/// `allocated, retirement due by 2026-12-31`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Summary {
    /// Every unit is retired.
    Retired {
        /// The registries' words.
        words: BTreeSet<ActWord>,
        /// The earliest day.
        first: Date,
        /// The latest day.
        last: Date,
    },
    /// Some unit is only allocated.
    Allocated {
        /// The latest day by which it will be retired.
        due: Date,
    },
}

impl Summary {
    /// How far the record is.
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

/// The summary of acts; of none it is an empty retirement, which no record has.
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
