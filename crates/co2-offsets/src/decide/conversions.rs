//! Units that take the place of others under another programme: the same reduction counts once.

use super::View;
use crate::command::Units;
use crate::error::ImportError;
use crate::lot::Lot;
use crate::serial::Serial;
use crate::state::{LotState, RegistryState};
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
            let index = self.state.index().overlap(origin.units());
            let holder = index.and_then(|index| self.state.lot(index));
            if let Some(other) = holder.filter(|holder| !has_ended(holder, origin, ending)) {
                let (lot, origin, other) = (lot.id.clone(), origin.to_string(), other.lot());
                return Err(ImportError::ConvertedHeld { lot, origin, other: other.id.clone() });
            }
        }
        Ok(())
    }
}

/// Whether all units of a serial are the lot's, and were converted or are about to be.
fn has_ended(holder: &LotState, origin: &Serial, ending: Option<&Units>) -> bool {
    let (units, held) = (origin.units(), holder.lot().serial.units());
    if units.first() < held.first() || units.last() > held.last() {
        return false;
    }
    let ends = |first, last| {
        ending.is_some_and(|ending| {
            ending.lot == holder.lot().id && ending.first_unit <= first && last <= ending.last_unit
        })
    };
    holder.fates(units.first(), units.last()).all(|(first, last, fate)| {
        fate.is_some_and(|fate| fate.state() == RegistryState::Converted) || ends(first, last)
    })
}
