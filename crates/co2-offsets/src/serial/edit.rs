//! Splitting and joining blocks.

use super::range::Located;
use super::{Grammar, PartError, Serial, cdm, dashed, gold_standard, isometric, stated, verra};
use co2_units::credit::UnitRange;

/// An error from joining two blocks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JoinError {
    /// The serials differ in more than their units.
    #[error("{first} and {second} are not parts of one block")]
    OtherBlock {
        /// The serial of the first block.
        first: String,
        /// The serial of the second block.
        second: String,
    },
    /// The blocks overlap, or there are units between them.
    #[error("the units of {second} do not follow those of {first}")]
    NotAdjacent {
        /// The serial of the first block.
        first: String,
        /// The serial of the second block.
        second: String,
    },
}

impl Serial {
    /// Returns the serial of some consecutive units of this block, as the registry would print it.
    ///
    /// # Errors
    /// Returns an error if the units are not part of this block.
    pub fn part(&self, first: u64, last: u64) -> Result<Self, PartError> {
        let fail = || PartError { first, last, block: self.units.printed().to_owned() };
        if first > last || first < self.units.first() || last > self.units.last() {
            return Err(fail());
        }
        self.reprint(first, last).ok_or_else(fail)
    }

    /// Splits the block in two: the units before a given unit, and the rest starting with it.
    ///
    /// # Errors
    /// Returns an error if the unit is not in the block, or is its first, so that nothing would come before it.
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

    /// Returns true if the other block's units directly follow this one's, and the serials differ in nothing else.
    pub fn is_followed_by(&self, next: &Self) -> bool {
        self.units.last().checked_add(1) == Some(next.units.first()) && self.is_like(next)
    }

    /// Joins this block and the one that follows it.
    ///
    /// # Errors
    /// Returns an error if the other does not directly follow this one, or differs in more than its units.
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

    /// Returns true if the two serials differ at most in their units.
    fn is_like(&self, other: &Self) -> bool {
        let as_printed = |a: &Self, b: &Self| {
            a.reprint(b.units.first(), b.units.last()).is_some_and(|same| same == *b)
        };
        // Leading zeros are taken from the text that is printed again.
        as_printed(self, other) || as_printed(other, self)
    }

    /// Returns the same serial with other units.
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
            Grammar::Isometric if isometric::has_range(text) => {
                isometric::part(text, first, last, &self.high)?
            }
            Grammar::Cercarbono | Grammar::Isometric | Grammar::Opaque => {
                let located = match self.grammar {
                    Grammar::Cercarbono => stated::located_cercarbono(text),
                    _ => Located::any(text),
                };
                match located {
                    Some(located) => located.reprint(text, &self.high, first, last)?,
                    // The text stands for the block, whichever of its units are meant.
                    None => text.to_owned(),
                }
            }
        };
        let units = UnitRange::new(self.units.scope(), first, last, printed).ok()?;
        Some(Self { units, ..self.clone() })
    }
}
