//! Splitting and joining blocks.

use super::range::Located;
use super::{Grammar, PartError, Serial, cdm, dashed, gold_standard, stated, verra};
use co2_units::credit::UnitRange;

/// Why two blocks make no block.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JoinError {
    /// They differ in more than their units.
    #[error("{first} and {second} are not of one block")]
    OtherBlock {
        /// The one block's serial.
        first: String,
        /// The other's.
        second: String,
    },
    /// They share units, or units are missing between them.
    #[error("the units of {second} do not follow those of {first}")]
    NotAdjacent {
        /// The one block's serial.
        first: String,
        /// The other's.
        second: String,
    },
}

impl Serial {
    /// The serial of some consecutive units of this block, as the registry would print it.
    ///
    /// # Errors
    /// When the units are not a part of this block.
    pub fn part(&self, first: u64, last: u64) -> Result<Self, PartError> {
        let fail = || PartError { first, last, block: self.units.printed().to_owned() };
        if first > last || first < self.units.first() || last > self.units.last() {
            return Err(fail());
        }
        self.reprint(first, last).ok_or_else(fail)
    }

    /// The block in two: up to but not including a unit, and from it on.
    ///
    /// # Errors
    /// When the unit is not in the block, or is its first: then nothing stands before it.
    ///
    /// ```
    /// use co2_offsets::Serial;
    ///
    /// let block: Serial = "ACR-FR-1129-2025-2917-30932 to 35143".parse()?;
    /// let (head, tail) = block.split(31_000)?;
    /// assert_eq!(head.to_string(), "ACR-FR-1129-2025-2917-30932 to 30999");
    /// assert_eq!(head.join(&tail)?, block);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn split(&self, at: u64) -> Result<(Self, Self), PartError> {
        let (first, last) = (self.units.first(), self.units.last());
        let block = || self.units.printed().to_owned();
        let before =
            at.checked_sub(1).ok_or_else(|| PartError { first, last: at, block: block() })?;
        Ok((self.part(first, before)?, self.part(at, last)?))
    }

    /// Whether the other block's units follow this one's at once, and nothing else tells them apart.
    pub fn is_followed_by(&self, next: &Self) -> bool {
        self.units.last().checked_add(1) == Some(next.units.first()) && self.is_like(next)
    }

    /// This block and the one that follows it as one.
    ///
    /// # Errors
    /// When the other does not follow this one at once, or differs in more than its units.
    pub fn join(&self, next: &Self) -> Result<Self, JoinError> {
        let printed = || (self.units.printed().to_owned(), next.units.printed().to_owned());
        let other_block = || {
            let (first, second) = printed();
            JoinError::OtherBlock { first, second }
        };
        if !self.is_like(next) {
            return Err(other_block());
        }
        if !self.is_followed_by(next) {
            let (first, second) = printed();
            return Err(JoinError::NotAdjacent { first, second });
        }
        self.reprint(self.units.first(), next.units.last()).ok_or_else(other_block)
    }

    /// Whether the two differ in their units at most.
    fn is_like(&self, other: &Self) -> bool {
        let as_printed = |a: &Self, b: &Self| {
            a.reprint(b.units.first(), b.units.last()).is_some_and(|same| same == *b)
        };
        // Leading zeros are kept from the text that is reprinted.
        as_printed(self, other) || as_printed(other, self)
    }

    /// The same serial with other units.
    fn reprint(&self, first: u64, last: u64) -> Option<Self> {
        let text = self.units.printed();
        let printed = match self.grammar {
            Grammar::Verra => verra::part(text, first, last, &self.high)?,
            Grammar::GoldStandard => gold_standard::part(text, first, last)?,
            Grammar::Cdm => cdm::part(text, first, last)?,
            Grammar::Acr | Grammar::Car | Grammar::Art => dashed::part(text, first, last)?,
            Grammar::Puro
            | Grammar::BioCarbon
            | Grammar::SocialCarbon
            | Grammar::PlanVivo
            | Grammar::Ers => Located::any(text)?.reprint(text, &self.high, first, last)?,
            Grammar::Cercarbono | Grammar::Opaque => {
                let located = match self.grammar {
                    Grammar::Cercarbono => stated::located_cercarbono(text),
                    _ => Located::any(text),
                };
                match located {
                    Some(located) => located.reprint(text, &self.high, first, last)?,
                    // The text names the block, whichever of its units are meant.
                    None => text.to_owned(),
                }
            }
        };
        let units = UnitRange::new(self.units.scope(), first, last, printed).ok()?;
        Some(Self { units, ..self.clone() })
    }
}
