//! The origin of grams: a slice of a block of units.

use super::act::Act;
use co2_units::credit::{GramSlice, ProjectId, RegistryId, UnitRange, UnitSlice, Vintage};
use co2_units::text::Text;
use co2_units::{Co2e, Country};

/// Some grams of a block of units of one project, and what happened to those units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditLine {
    /// The registry that issued the units.
    pub registry: RegistryId,
    /// The project, as the registry names it.
    pub project: ProjectId,
    /// The project's name.
    pub project_name: Text,
    /// The project's country, if it has one.
    pub country: Option<Country>,
    /// What the project does, such as `improved cookstoves`.
    pub technology: Text,
    /// The period of the reduction or removal; CDM serials do not state one.
    pub vintage: Option<Vintage>,
    /// The block of units, with its serial as the registry prints it.
    pub block: UnitRange,
    /// The size of one unit, which is a tonne in most registries.
    pub unit_size: Co2e,
    /// The grams taken, counted from the first gram of the block's first unit.
    pub slice: GramSlice,
    /// What happened to the units.
    pub act: Act,
}

/// The grams taken from one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnitTaken {
    /// The unit's number.
    pub unit: u64,
    /// The grams taken, counted from the unit's first gram.
    pub grams: GramSlice,
}

impl CreditLine {
    /// Returns the amount taken.
    pub const fn amount(&self) -> Co2e {
        Co2e::from_grams(self.slice.grams())
    }

    /// Returns the number of the first unit from which grams are taken, or `None` if the unit size is zero
    /// or the slice exceeds the block.
    pub fn first_unit(&self) -> Option<u64> {
        self.unit_at(self.slice.start())
    }

    /// Returns the number of the last unit from which grams are taken, or `None` if the unit size is zero or
    /// the slice exceeds the block.
    pub fn last_unit(&self) -> Option<u64> {
        self.unit_at(self.slice.end().checked_sub(1)?)
    }

    /// Returns the number of the unit that contains a gram of the block.
    fn unit_at(&self, gram: u64) -> Option<u64> {
        let index = gram.checked_div(self.unit_size.as_grams())?;
        let unit = self.block.first().checked_add(index)?;
        (unit <= self.block.last()).then_some(unit)
    }

    /// Returns the grams taken from each unit, in the order of their numbers; empty if the unit size is zero or the
    /// slice exceeds the block.
    ///
    /// ```
    /// # use co2_cert::{Act, CreditLine};
    /// # use co2_units::credit::{GramSlice, UnitRange};
    /// # use co2_units::{Co2e, Timestamp};
    /// # let line = CreditLine {
    /// #     registry: "gold-standard".parse()?,
    /// #     project: "GS1".parse()?,
    /// #     project_name: "A project".parse()?,
    /// #     country: None,
    /// #     technology: "wind power".parse()?,
    /// #     vintage: None,
    /// #     block: UnitRange::new("s", 7, 9, "7-9")?,
    /// #     unit_size: Co2e::TONNE,
    /// #     slice: GramSlice::new(900_000, 1_200_000)?,
    /// #     act: Act::Allocated { due: Timestamp::UNIX_EPOCH.date() },
    /// # };
    /// // 300 kg from a block of tonnes numbered 7 to 9, starting at its gram 900,000:
    /// let taken: Vec<(u64, u64)> = line.units().map(|one| (one.unit, one.grams.grams())).collect();
    /// assert_eq!(taken, [(7, 100_000), (8, 200_000)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn units(&self) -> impl Iterator<Item = UnitTaken> {
        let ends = self.first_unit().zip(self.last_unit());
        ends.into_iter()
            .flat_map(|(first, last)| first..=last)
            .filter_map(|number| self.unit(number))
    }

    /// Returns the grams taken from the unit with a number, or `None` if none are.
    pub fn unit(&self, number: u64) -> Option<UnitTaken> {
        let size = self.unit_size.as_grams();
        let index = number.checked_sub(self.block.first())?;
        let unit_start = index.checked_mul(size)?;
        let from = self.slice.start().saturating_sub(unit_start);
        let to = self.slice.end().checked_sub(unit_start)?.min(size);
        let inside = number <= self.block.last();
        let grams = GramSlice::new(from, to).ok().filter(|_| inside)?;
        Some(UnitTaken { unit: number, grams })
    }

    /// Returns the grams with their address, or `None` if the unit size is zero or the slice exceeds the block.
    pub fn unit_slice(&self) -> Option<UnitSlice> {
        UnitSlice::new(self.block.clone(), self.unit_size, self.slice).ok()
    }
}
