//! Taking credits into stock: all of them, or none.

use super::View;
use super::conversions::Owners;
use crate::command::Units;
use crate::error::ImportError;
use crate::state::State;
use co2_offsets::{Lot, LotId, Project};
use co2_units::credit::ProjectId;
use std::collections::{BTreeMap, BTreeSet};

/// What an import of some projects and lots would take: see [`State::importable`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Importable {
    /// The projects of the lots that would be taken.
    pub projects: Vec<Project>,
    /// The lots that would be taken, in their order.
    pub lots: Vec<Lot>,
    /// The places, among the lots given, of those that are held already as they are given.
    pub held: Vec<usize>,
    /// The places of those that would be refused, and why.
    pub refused: Vec<(usize, ImportError)>,
}

impl State {
    /// Tells which of some lots an import would take, so that a host can import these and say what it
    /// left. An [`Import`](crate::Import) itself is taken as a whole or refused. Of two lots that cannot
    /// both be taken, it is the first.
    pub fn importable(&self, projects: Vec<Project>, lots: Vec<Lot>) -> Importable {
        let mut found = Importable::default();
        let mut left: Vec<Option<ImportError>> = vec![None; lots.len()];
        let is_held =
            |lot: &Lot| self.lot_by_id(&lot.id).is_some_and(|(_, held)| held.lot() == lot);
        let held: BTreeSet<usize> =
            lots.iter().enumerate().filter(|(_, lot)| is_held(lot)).map(|(at, _)| at).collect();
        let (known, faults) = sorted(self, &projects);
        // A lot that is left can have been what another one hung on: the only one in its project's
        // country.
        loop {
            let among = || {
                let all = lots.iter().zip(&left).enumerate();
                all.filter(|(at, (_, left))| left.is_none() && !held.contains(at))
                    .map(|(at, (lot, _))| (at, lot))
            };
            let mut taking = Taking::new(self, known.clone(), among().map(|(_, lot)| lot), None);
            let refused = among().filter_map(|(at, lot)| {
                let fault = faults.get(lot.project()).cloned();
                fault.map_or_else(|| taking.take(lot), Err).err().map(|error| (at, error))
            });
            let refused: Vec<(usize, ImportError)> = refused.collect();
            if refused.is_empty() {
                break;
            }
            for (at, error) in refused {
                if let Some(left) = left.get_mut(at) {
                    *left = Some(error);
                }
            }
        }
        for (at, (lot, error)) in lots.into_iter().zip(left).enumerate() {
            match error {
                _ if held.contains(&at) => found.held.push(at),
                Some(error) => found.refused.push((at, error)),
                None => found.lots.push(lot),
            }
        }
        let named: BTreeSet<&ProjectId> = found.lots.iter().map(Lot::project).collect();
        let is_named = |project: &Project| named.contains(&project.id);
        found.projects = projects.into_iter().filter(is_named).collect();
        found
    }
}

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
        let mut new = BTreeMap::new();
        for project in projects {
            check_described(self.state, project, &new)?;
            new.insert(&project.id, project);
        }
        let mut taking = Taking::new(self.state, new, lots.iter(), ending);
        lots.iter().try_for_each(|lot| taking.take(lot))
    }
}

/// New projects by their ids.
type New<'a> = BTreeMap<&'a ProjectId, &'a Project>;

/// Refuses a project without a name, or that is known with other content.
fn check_described(state: &State, project: &Project, new: &New<'_>) -> Result<(), ImportError> {
    if !project.has_name() {
        return Err(ImportError::ProjectName { project: project.id.clone() });
    }
    let known = state.project(&project.id).or_else(|| new.get(&project.id).copied());
    match known.and_then(|known| known.differs_from(project)) {
        Some(field) => Err(ImportError::ProjectDiffers { project: project.id.clone(), field }),
        None => Ok(()),
    }
}

/// Good projects, and what is wrong with the others.
fn sorted<'a>(
    state: &State,
    projects: &'a [Project],
) -> (New<'a>, BTreeMap<&'a ProjectId, ImportError>) {
    let (mut new, mut faults) = (BTreeMap::new(), BTreeMap::new());
    for project in projects {
        match check_described(state, project, &new) {
            Ok(()) => drop(new.insert(&project.id, project)),
            Err(error) => drop(faults.insert(&project.id, error)),
        }
    }
    (new, faults)
}

/// Lots that are taken one after the other. Each is compared with what is held and with those taken before
/// it; the time this takes grows with their number, not with its square.
pub(super) struct Taking<'a> {
    pub(super) state: &'a State,
    pub(super) ending: Option<&'a Units>,
    projects: New<'a>,
    /// New projects with a lot in their own country.
    at_home: BTreeSet<&'a ProjectId>,
    names: BTreeSet<&'a LotId>,
    /// The units of the lots taken.
    pub(super) units: Owners<'a>,
    /// The units for which lots that are held or taken were issued.
    pub(super) origins: Owners<'a>,
}

impl<'a> Taking<'a> {
    fn new(
        state: &'a State,
        projects: New<'a>,
        lots: impl Iterator<Item = &'a Lot>,
        ending: Option<&'a Units>,
    ) -> Self {
        let is_home = |lot: &&Lot| {
            projects.get(lot.project()).is_some_and(|project| !is_elsewhere(lot, project))
        };
        let at_home = lots.filter(is_home).map(Lot::project).collect();
        let (names, units) = (BTreeSet::new(), Owners::default());
        let origins = Owners::of_origins(state.lots().map(|(_, held)| held.lot()));
        Self { state, ending, projects, at_home, names, units, origins }
    }

    /// Takes a lot, or says why not; then it is as if it had not been given.
    fn take(&mut self, lot: &'a Lot) -> Result<(), ImportError> {
        if self.state.index().knows_lot(&lot.id) || self.names.contains(&lot.id) {
            return Err(ImportError::LotKnown { lot: lot.id.clone() });
        }
        check_size(lot)?;
        self.check_project(lot)?;
        if let Some(serial) = lot.serial.vintage()
            && !lot.serial.admits(lot.vintage)
        {
            let (lot, vintage) = (lot.id.clone(), lot.vintage);
            return Err(ImportError::VintageDiffers { lot, vintage, serial });
        }
        self.check_overlap(lot)?;
        self.check_conversion(lot)?;
        self.names.insert(&lot.id);
        self.add(lot);
        Ok(())
    }

    fn check_project(&self, lot: &Lot) -> Result<(), ImportError> {
        let known = self.state.project(lot.project());
        let project = self.projects.get(lot.project()).copied().or(known);
        let Some(project) = project else {
            let (lot, project) = (lot.id.clone(), lot.project().clone());
            return Err(ImportError::UnknownProject { lot, project });
        };
        // A project can be in several countries, and the country belongs to the lot; but its own is that of
        // one of them. Known projects were checked when they came in.
        let field = if project.registry != *lot.serial.registry() {
            "registry"
        } else if known.is_none()
            && is_elsewhere(lot, project)
            && !self.at_home.contains(lot.project())
        {
            "country"
        } else {
            return Ok(());
        };
        let (lot, project) = (lot.id.clone(), project.id.clone());
        Err(ImportError::ProjectMismatch { lot, project, field })
    }

    fn check_overlap(&self, lot: &Lot) -> Result<(), ImportError> {
        let units = lot.serial.units();
        let held = self.state.index().overlap(units).and_then(|index| self.state.lot(index));
        let other = held.map(crate::state::LotState::lot).or_else(|| self.units.owner(units));
        match other {
            None => Ok(()),
            Some(other) => Err(ImportError::Overlap {
                lot: lot.id.clone(),
                serial: lot.serial.to_string(),
                other: other.id.clone(),
                other_serial: other.serial.to_string(),
            }),
        }
    }
}

/// Whether a lot's serial names another country than its project's own.
fn is_elsewhere(lot: &Lot, project: &Project) -> bool {
    lot.serial.country().is_some_and(|own| own != project.country)
}

/// Lots are numbered by 32 bits.
fn check_count(held: usize, more: usize) -> Result<(), ImportError> {
    match held.checked_add(more).map(u32::try_from) {
        Some(Ok(_)) => Ok(()),
        _ => Err(ImportError::TooManyLots),
    }
}

/// Refuses a lot of which the units are of another size than its registry's, or more stand in the buffer than
/// there are.
fn check_size(lot: &Lot) -> Result<(), ImportError> {
    let id = || lot.id.clone();
    if let Some(expected) = lot.serial.unit_size()
        && lot.unit_size != expected
    {
        return Err(ImportError::UnitSize { lot: id(), given: lot.unit_size, expected });
    }
    if lot.unit_size.is_zero() {
        return Err(ImportError::NoUnitSize { lot: id() });
    }
    let (buffer, units) = (lot.buffer_units, lot.serial.units().count());
    if buffer > units {
        return Err(ImportError::Buffer { lot: id(), buffer, units });
    }
    if lot.serial.is_buffer() && buffer != units {
        return Err(ImportError::BufferSerial { lot: id() });
    }
    if lot.size().is_none() {
        return Err(ImportError::Size { lot: id() });
    }
    Ok(())
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
