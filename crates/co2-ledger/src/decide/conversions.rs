//! Units that take the place of others under another programme: the same reduction counts once.

use super::import::Taking;
use crate::error::ImportError;
use crate::state::RegistryState;
use co2_offsets::{Lot, LotId};
use co2_units::credit::UnitRange;
use std::collections::BTreeMap;

/// Blocks that do not overlap, and the lot that each belongs to.
#[derive(Default)]
pub(super) struct Owners<'a>(BTreeMap<(&'a str, u64), (&'a UnitRange, &'a Lot)>);

impl<'a> Owners<'a> {
    /// The units for which these lots were issued, which were checked when the lots came in.
    pub(super) fn of_origins(lots: impl Iterator<Item = &'a Lot>) -> Self {
        let mut owners = Self::default();
        for (lot, origin) in lots.filter_map(|lot| Some((lot, lot.converted_from.as_ref()?))) {
            owners.add(origin.units(), lot);
        }
        owners
    }

    /// Adds a block of which no unit is there.
    fn add(&mut self, units: &'a UnitRange, lot: &'a Lot) {
        self.0.insert((units.scope(), units.first()), (units, lot));
    }

    /// The lot of a block that shares a unit with this one.
    pub(super) fn owner(&self, units: &UnitRange) -> Option<&'a Lot> {
        let (_, &(before, lot)) = self.0.range(..=(units.scope(), units.last())).next_back()?;
        before.overlaps(units).then_some(lot)
    }
}

impl<'a> Taking<'a> {
    /// Refuses a lot by which a reduction would count twice: as the units it was issued in first, and
    /// as those they were converted to.
    pub(super) fn check_conversion(&self, lot: &Lot) -> Result<(), ImportError> {
        let away = |lot: &Lot, other: &Lot| {
            Err(ImportError::ConvertedAway { lot: lot.id.clone(), other: other.id.clone() })
        };
        if let Some(other) = self.origins.owner(lot.serial.units()) {
            return away(lot, other);
        }
        let Some(origin) = &lot.converted_from else { return Ok(()) };
        if origin.units().overlaps(lot.serial.units()) {
            return away(lot, lot);
        }
        let (id, printed) = (lot.id.clone(), origin.to_string());
        if let Some(other) = self.origins.owner(origin.units()) {
            let other = other.id.clone();
            return Err(ImportError::ConvertedTwice { lot: id, origin: printed, other });
        }
        if let Some(other) = self.units.owner(origin.units()) {
            return away(other, lot);
        }
        match self.holder(origin.units()) {
            Some(other) => Err(ImportError::ConvertedHeld { lot: id, origin: printed, other }),
            None => Ok(()),
        }
    }

    /// Notes the units of a lot that is taken.
    pub(super) fn add(&mut self, lot: &'a Lot) {
        self.units.add(lot.serial.units(), lot);
        if let Some(origin) = &lot.converted_from {
            self.origins.add(origin.units(), lot);
        }
    }

    /// A lot that has units of a block which are not recorded as converted, nor about to be.
    fn holder(&self, units: &UnitRange) -> Option<LotId> {
        let mut last = units.last();
        loop {
            let rest = UnitRange::new(units.scope(), units.first(), last, units.printed()).ok()?;
            let state = self.state.lot(self.state.index().overlap(&rest)?)?;
            let held = state.lot().serial.units();
            let (first, end) = (units.first().max(held.first()), last.min(held.last()));
            let ending = self.ending.filter(|ending| ending.lot == state.lot().id);
            let gone = state.fates(first, end).all(|(first, last, fate)| {
                fate.is_some_and(|fate| fate.state() == RegistryState::Converted)
                    || ending.is_some_and(|e| e.first_unit <= first && last <= e.last_unit)
            });
            if !gone {
                return Some(state.lot().id.clone());
            }
            last = held.first().checked_sub(1)?;
        }
    }
}
