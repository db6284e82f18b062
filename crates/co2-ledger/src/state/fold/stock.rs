//! Stock that comes and goes.

use crate::command::{
    CancelUnits, Convert, Invalidate, Invalidated, PutRules, RecordBuffer, TransferOut, Units,
};
use crate::facts;
use crate::ids::LotIndex;
use crate::state::lots::Fate;
use crate::state::steps::{Folded, Log, Step};
use crate::state::{LotState, RegistryState, State};
use co2_offsets::{Lot, OperationId, Project, Rules};
use co2_units::Co2e;
use std::collections::BTreeMap;

impl State {
    pub(super) fn apply_lots(
        &mut self,
        log: &mut Log,
        projects: &[Project],
        lots: &[Lot],
        operation: &OperationId,
    ) -> Folded {
        self.add_lots(log, projects, lots, |lot| LotState::new(lot.clone(), operation))
    }

    pub(super) fn apply_buffer(&mut self, log: &mut Log, record: &RecordBuffer) -> Folded {
        let RecordBuffer { operation, projects, lots } = record;
        self.add_lots(log, projects, lots, |lot| LotState::buffer(lot.clone(), operation))
    }

    fn add_lots(
        &mut self,
        log: &mut Log,
        projects: &[Project],
        lots: &[Lot],
        state: impl Fn(&Lot) -> Option<LotState>,
    ) -> Folded {
        let mut new = BTreeMap::new();
        for project in projects {
            match self.projects.get(&project.id).or_else(|| new.get(&project.id).copied()) {
                // As it is decided: where serials carry the country, a project can have several.
                Some(known) if known.differs_from(project).is_some() => {
                    return Err("a project is known otherwise");
                }
                Some(_) => {}
                None => drop(new.insert(project.id.clone(), project)),
            }
        }
        log.push(Step::Projects(new.keys().cloned().collect()));
        self.projects.extend(new.into_iter().map(|(id, project)| (id, project.clone())));
        for lot in lots {
            let project = self.projects.get(lot.project()).ok_or("a project is not known")?;
            facts::lot(lot, project)?;
            let index = u32::try_from(self.lots.len()).map_err(|_| "too many lots")?;
            if self.index.knows_lot(&lot.id) {
                return Err("a lot is known already");
            }
            if self.index.overlap(lot.serial.units()).is_some() {
                return Err("a lot overlaps units that are held");
            }
            let lot = state(lot).ok_or("a lot is empty or too large")?;
            let (derived, _, known) = self.index_mut();
            derived.add_lot(known, LotIndex(index), &lot);
            self.lots.push(lot);
            log.push(Step::Lot);
        }
        Ok(())
    }

    pub(super) fn apply_rules(&mut self, log: &mut Log, put: &PutRules) {
        let id = put.rules.id();
        let new = self.rules.insert(id, Rules::clone(&put.rules)).is_none().then_some(id);
        log.push(Step::Rules { in_force: self.in_force.replace(id), new });
        self.index_rules();
    }

    /// Gives whole units of a lot a fate.
    fn apply_fate(&mut self, log: &mut Log, units: &Units, fate: Fate) -> Folded<LotIndex> {
        let (index, _) = self.lot_by_id(&units.lot).ok_or("the lot is not known")?;
        self.set_fate(log, index, (units.first_unit, units.last_unit), Some(fate))?;
        Ok(index)
    }

    pub(super) fn apply_converted(&mut self, log: &mut Log, convert: &Convert) -> Folded {
        let operation = convert.operation.clone();
        let (_, lot) = self.lot_by_id(&convert.units.lot).ok_or("the lot is not known")?;
        let ended = lot.grams_of(convert.units.first_unit, convert.units.last_unit);
        let ended = ended.ok_or("the units are not the lot's")?.grams();
        let became = Co2e::checked_sum(convert.lots.iter().filter_map(Lot::size));
        if lot.not_from(&convert.units, &convert.lots).is_some() {
            return Err("a new lot is of other units than those that end");
        }
        if convert.lots.is_empty() || became.is_none_or(|became| became.as_grams() > ended) {
            return Err("the new units are not what the old ones were");
        }
        self.apply_fate(log, &convert.units, Fate::Converted { operation })?;
        self.apply_lots(log, &convert.projects, &convert.lots, &convert.operation)
    }

    pub(super) fn apply_units_cancelled(&mut self, log: &mut Log, cancel: &CancelUnits) -> Folded {
        let operation = cancel.operation.clone();
        self.apply_fate(log, &cancel.units, Fate::Cancelled { operation }).map(drop)
    }

    pub(super) fn apply_transferred_out(
        &mut self,
        log: &mut Log,
        transfer: &TransferOut,
    ) -> Folded {
        let TransferOut { operation, units, .. } = transfer;
        let (first, last) = (units.first_unit, units.last_unit);
        let (_, lot) = self.lot_by_id(&units.lot).ok_or("the lot is not known")?;
        let grams = lot.grams_of(first, last).ok_or("the units are not the lot's")?;
        if lot.free.within(grams).next() != Some(grams) {
            return Err("a gram of the units is not free");
        }
        let operation = operation.clone();
        let index = self.apply_fate(log, units, Fate::Transferred { operation })?;
        self.unlist_units(log, index, first, last);
        Ok(())
    }

    pub(super) fn apply_invalidated(&mut self, log: &mut Log, content: &Invalidate) -> Folded {
        let pieces = match &content.what {
            Invalidated::Units(units) => {
                let (index, lot) = self.lot_by_id(&units.lot).ok_or("the lot is not known")?;
                lot.grams_of(units.first_unit, units.last_unit)
                    .ok_or("the units are not the lot's")?;
                let fates = lot.fates(units.first_unit, units.last_unit);
                fates.map(|(first, last, fate)| (index, first, last, fate.cloned())).collect()
            }
            Invalidated::Project(project) => self.units_in_use(project),
        };
        if pieces.is_empty() {
            return Err("there is nothing to invalidate");
        }
        for (index, first, last, before) in pieces {
            let retirement = before.as_ref().and_then(Fate::retirement).cloned();
            let fate = Fate::Invalidated { operation: content.operation.clone(), retirement };
            self.set_fate(log, index, (first, last), Some(fate))?;
        }
        Ok(())
    }

    /// The units of a project that can lose their worth.
    pub(crate) fn units_in_use(
        &self,
        project: &co2_units::credit::ProjectId,
    ) -> Vec<(LotIndex, u64, u64, Option<Fate>)> {
        let lots = self.lots().filter(|(_, lot)| lot.lot().project() == project);
        let pieces = lots.flat_map(|(index, lot)| {
            let units = lot.lot().serial.units();
            let fates = lot.fates(units.first(), units.last());
            fates.map(move |(first, last, fate)| (index, first, last, fate.cloned()))
        });
        let in_use = pieces.filter(|(.., fate)| {
            let state = fate.as_ref().map_or(RegistryState::Held, Fate::state);
            state.may_become(RegistryState::Invalidated)
        });
        in_use.collect()
    }
}
