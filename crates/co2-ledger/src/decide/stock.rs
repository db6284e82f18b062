//! Units that convert, are given up, lose their worth, or go to another stream.

use super::View;
use crate::command::{CancelUnits, Convert, Invalidate, Invalidated, TransferOut, Units};
use crate::error::{CommandError, UnitsError};
use crate::ids::LotIndex;
use crate::state::{Fate, LotState, RegistryState};
use co2_offsets::Lot;
use co2_units::Co2e;
use co2_units::credit::GramSlice;

impl View<'_> {
    pub(super) fn convert(&self, convert: &Convert) -> Result<(), CommandError> {
        let (_, lot, ended) = self.units(&convert.units, RegistryState::Converted)?;
        self.import_for(&convert.projects, &convert.lots, Some(&convert.units))?;
        if let Some(other) = lot.not_from(&convert.units, &convert.lots) {
            let origin = other.converted_from.as_ref().map(ToString::to_string);
            let Units { lot, first_unit: first, last_unit: last } = convert.units.clone();
            let (new, origin) = (other.id.clone(), origin.unwrap_or_default());
            return Err(UnitsError::OtherOrigin { new, origin, lot, first, last }.into());
        }
        let ended = Co2e::from_grams(ended.grams());
        // Each lot's size was checked a moment ago.
        let became = Co2e::checked_sum(convert.lots.iter().filter_map(Lot::size));
        let became = became.unwrap_or(Co2e::MAX);
        if became > ended {
            return Err(UnitsError::MoreThanEnded { became, ended }.into());
        }
        Ok(())
    }

    pub(super) fn cancel_units(&self, cancel: &CancelUnits) -> Result<(), UnitsError> {
        self.units(&cancel.units, RegistryState::Cancelled).map(drop)
    }

    pub(super) fn invalidate(&self, content: &Invalidate) -> Result<(), UnitsError> {
        match &content.what {
            Invalidated::Units(units) => self.units(units, RegistryState::Invalidated).map(drop),
            Invalidated::Project(project) => {
                if self.state.project(project).is_none() {
                    return Err(UnitsError::UnknownProject { project: project.clone() });
                }
                if self.state.units_in_use(project).is_empty() {
                    return Err(UnitsError::NothingInUse { project: project.clone() });
                }
                Ok(())
            }
        }
    }

    pub(super) fn transfer_out(&self, transfer: &TransferOut) -> Result<(), UnitsError> {
        let units = &transfer.units;
        let (index, lot, grams) = self.units(units, RegistryState::Transferred)?;
        let free = self.free_at(index, lot.free_set());
        let available = free.within(grams).fold(0, |sum: u64, s| sum.saturating_add(s.grams()));
        if available < grams.grams() {
            return Err(UnitsError::Claimed {
                lot: units.lot.clone(),
                requested: Co2e::from_grams(grams.grams()),
                available: Co2e::from_grams(available),
            });
        }
        Ok(())
    }

    /// Units all of which can go to a registry state: their lot and grams.
    fn units(
        &self,
        units: &Units,
        to: RegistryState,
    ) -> Result<(LotIndex, &LotState, GramSlice), UnitsError> {
        let Some((index, lot)) = self.state.lot_by_id(&units.lot) else {
            return Err(UnitsError::UnknownLot { lot: units.lot.clone() });
        };
        let (first, last) = (units.first_unit, units.last_unit);
        let Some(grams) = lot.grams_of(first, last) else {
            return Err(UnitsError::NotInLot { lot: units.lot.clone(), first, last });
        };
        for (first, last, fate) in lot.fates(first, last) {
            let state = fate.map_or(RegistryState::Held, Fate::state);
            if !state.may_become(to) {
                return Err(UnitsError::State { lot: units.lot.clone(), first, last, state, to });
            }
        }
        Ok((index, lot, grams))
    }
}
