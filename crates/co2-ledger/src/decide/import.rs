//! Taking credits into stock: all of them, or none.

use super::View;
use crate::command::Units;
use crate::error::ImportError;
use co2_offsets::{Lot, Project};
use co2_units::credit::ProjectId;
use std::collections::{BTreeMap, BTreeSet};

impl View<'_> {
    pub(super) fn import(&self, projects: &[Project], lots: &[Lot]) -> Result<(), ImportError> {
        self.import_for(projects, lots, None)
    }

    /// The same, when units end with it that the lots take the place of.
    pub(super) fn import_for(
        &self,
        projects: &[Project],
        lots: &[Lot],
        ending: Option<&Units>,
    ) -> Result<(), ImportError> {
        if lots.is_empty() {
            return Err(ImportError::Empty);
        }
        check_count(self.state.lots().count(), lots.len())?;
        let projects = self.import_projects(projects)?;
        let mut names = BTreeSet::new();
        for lot in lots {
            if self.state.index().knows_lot(&lot.id) || !names.insert(&lot.id) {
                return Err(ImportError::LotKnown { lot: lot.id.clone() });
            }
            if let Some(expected) = lot.serial.unit_size()
                && lot.unit_size != expected
            {
                let (lot, given) = (lot.id.clone(), lot.unit_size);
                return Err(ImportError::UnitSize { lot, given, expected });
            }
            if lot.unit_size.is_zero() {
                return Err(ImportError::NoUnitSize { lot: lot.id.clone() });
            }
            let (buffer, units) = (lot.buffer_units, lot.serial.units().count());
            if buffer > units {
                return Err(ImportError::Buffer { lot: lot.id.clone(), buffer, units });
            }
            if lot.serial.is_buffer() && buffer != units {
                return Err(ImportError::BufferSerial { lot: lot.id.clone() });
            }
            if lot.size().is_none() {
                return Err(ImportError::Size { lot: lot.id.clone() });
            }
            let is_known = self.state.project(lot.project()).is_some();
            let known =
                projects.get(lot.project()).copied().or_else(|| self.state.project(lot.project()));
            check_project(lot, known, is_known, lots)?;
            if let Some(serial) = lot.serial.vintage()
                && !lot.serial.admits(lot.vintage)
            {
                let (lot, vintage) = (lot.id.clone(), lot.vintage);
                return Err(ImportError::VintageDiffers { lot, vintage, serial });
            }
        }
        self.import_overlaps(lots)?;
        self.import_conversions(lots, ending)
    }

    fn import_projects<'b>(
        &self,
        projects: &'b [Project],
    ) -> Result<BTreeMap<&'b ProjectId, &'b Project>, ImportError> {
        let mut new: BTreeMap<&ProjectId, &Project> = BTreeMap::new();
        for project in projects {
            if !project.has_name() {
                return Err(ImportError::ProjectName { project: project.id.clone() });
            }
            let known = self.state.project(&project.id).or_else(|| new.get(&project.id).copied());
            if let Some(known) = known
                && let Some(field) = known.differs_from(project)
            {
                return Err(ImportError::ProjectDiffers { project: project.id.clone(), field });
            }
            new.insert(&project.id, project);
        }
        Ok(new)
    }

    fn import_overlaps(&self, lots: &[Lot]) -> Result<(), ImportError> {
        let overlap = |lot: &Lot, other: &Lot| ImportError::Overlap {
            lot: lot.id.clone(),
            serial: lot.serial.to_string(),
            other: other.id.clone(),
            other_serial: other.serial.to_string(),
        };
        let mut seen: BTreeMap<(&str, u64), &Lot> = BTreeMap::new();
        for lot in lots {
            let units = lot.serial.units();
            let held = self.state.index().overlap(units).and_then(|index| self.state.lot(index));
            if let Some(held) = held {
                return Err(overlap(lot, held.lot()));
            }
            let before = seen.range(..=(units.scope(), units.last())).next_back();
            if let Some((_, other)) = before
                && other.serial.units().overlaps(units)
            {
                return Err(overlap(lot, other));
            }
            seen.insert((units.scope(), units.first()), lot);
        }
        Ok(())
    }
}

/// Lots are numbered by 32 bits.
fn check_count(held: usize, more: usize) -> Result<(), ImportError> {
    match held.checked_add(more).map(u32::try_from) {
        Some(Ok(_)) => Ok(()),
        _ => Err(ImportError::TooManyLots),
    }
}

fn check_project(
    lot: &Lot,
    project: Option<&Project>,
    is_known: bool,
    lots: &[Lot],
) -> Result<(), ImportError> {
    let Some(project) = project else {
        let (lot, project) = (lot.id.clone(), lot.project().clone());
        return Err(ImportError::UnknownProject { lot, project });
    };
    // A project can be in several countries, and the country belongs to the lot; but its own is that of
    // one of them. Known projects were checked when they came in.
    let elsewhere = |lot: &Lot| lot.serial.country().is_some_and(|own| own != project.country);
    let of_it = |other: &&Lot| other.project() == lot.project();
    let field = if project.registry != *lot.serial.registry() {
        "registry"
    } else if !is_known && elsewhere(lot) && lots.iter().filter(of_it).all(elsewhere) {
        "country"
    } else {
        return Ok(());
    };
    let (lot, project) = (lot.id.clone(), project.id.clone());
    Err(ImportError::ProjectMismatch { lot, project, field })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_at_most_as_many_lots_as_have_numbers() {
        let most = usize::try_from(u32::MAX).unwrap();
        assert_eq!(check_count(most - 1, 1), Ok(()));
        assert_eq!(check_count(most, 1), Err(ImportError::TooManyLots));
        assert_eq!(check_count(usize::MAX, 1), Err(ImportError::TooManyLots));
    }
}
