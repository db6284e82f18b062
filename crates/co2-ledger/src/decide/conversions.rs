//! Units that take the place of others under another programme: the same reduction counts once.

use super::View;
use crate::command::Units;
use crate::error::ImportError;
use crate::state::RegistryState;
use co2_offsets::{Lot, LotId};
use co2_units::credit::UnitRange;
use std::collections::BTreeMap;

/// Blocks that do not overlap, and the lot that each belongs to.
#[derive(Default)]
struct Owners<'a>(BTreeMap<(&'a str, u64), (&'a UnitRange, &'a Lot)>);

impl<'a> Owners<'a> {
    /// Adds a block, unless it shares a unit with one that is there: then that one's lot.
    fn add(&mut self, units: &'a UnitRange, lot: &'a Lot) -> Result<(), &'a Lot> {
        if let Some(other) = self.owner(units) {
            return Err(other);
        }
        self.0.insert((units.scope(), units.first()), (units, lot));
        Ok(())
    }

    /// The lot of a block that shares a unit with this one.
    fn owner(&self, units: &UnitRange) -> Option<&'a Lot> {
        let (_, &(before, lot)) = self.0.range(..=(units.scope(), units.last())).next_back()?;
        before.overlaps(units).then_some(lot)
    }
}

impl View<'_> {
    /// Refuses lots by which a reduction would count twice: as the units it was issued in first, and
    /// as those they were converted to.
    pub(super) fn import_conversions(
        &self,
        lots: &[Lot],
        ending: Option<&Units>,
    ) -> Result<(), ImportError> {
        let held = || self.state.lots().map(|(_, state)| state.lot());
        let mut origins = Owners::default();
        for (lot, origin) in held().filter_map(|lot| Some((lot, lot.converted_from.as_ref()?))) {
            // Those that came in were checked then.
            let _ = origins.add(origin.units(), lot);
        }
        let mut new = Owners::default();
        for lot in lots {
            // Lots that overlap others were refused before.
            let _ = new.add(lot.serial.units(), lot);
            if let Some(origin) = &lot.converted_from
                && let Err(other) = origins.add(origin.units(), lot)
            {
                let (lot, origin) = (lot.id.clone(), origin.to_string());
                return Err(ImportError::ConvertedTwice { lot, origin, other: other.id.clone() });
            }
        }
        for lot in lots {
            if let Some(other) = origins.owner(lot.serial.units()) {
                let (lot, other) = (lot.id.clone(), other.id.clone());
                return Err(ImportError::ConvertedAway { lot, other });
            }
            let Some(origin) = &lot.converted_from else { continue };
            if let Some(other) = self.holder(origin.units(), ending) {
                let (lot, origin) = (lot.id.clone(), origin.to_string());
                return Err(ImportError::ConvertedHeld { lot, origin, other });
            }
        }
        Ok(())
    }

    /// A lot that has units of a block which are not recorded as converted, nor about to be.
    fn holder(&self, units: &UnitRange, ending: Option<&Units>) -> Option<LotId> {
        let mut last = units.last();
        loop {
            let rest = UnitRange::new(units.scope(), units.first(), last, units.printed()).ok()?;
            let state = self.state.lot(self.state.index().overlap(&rest)?)?;
            let held = state.lot().serial.units();
            let (first, end) = (units.first().max(held.first()), last.min(held.last()));
            let ending = ending.filter(|ending| ending.lot == state.lot().id);
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
