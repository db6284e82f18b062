//! Retirements, and what a slice of grams is in the registry.

use super::coverages::place;
use super::lots::Fate;
use super::{LotState, RegistryState, State};
use crate::command::{RecordRetirement, RequestRetirement};
use crate::event::LotSlice;
use crate::ids::LotIndex;
use co2_offsets::{OwnRetirement, RetiredUnits, Serial};
use co2_units::Co2e;
use co2_units::credit::GramSlice;

/// A retirement of whole units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retirement {
    pub(super) request: RequestRetirement,
    pub(super) lot: LotIndex,
    pub(super) serial: Serial,
    pub(super) record: Option<RecordRetirement>,
}

impl Retirement {
    /// What was asked.
    pub const fn request(&self) -> &RequestRetirement {
        &self.request
    }

    /// The lot.
    pub const fn lot(&self) -> LotIndex {
        self.lot
    }

    /// The serial of the units, as the registry would print it: what to send to the registry.
    pub const fn serial(&self) -> &Serial {
        &self.serial
    }

    /// Whether the registry retired just the units that it was asked to, once it reported.
    pub fn is_as_asked(&self) -> Option<bool> {
        let record = self.record.as_ref()?;
        let asked = self.serial.units();
        let mut units: Vec<_> = record.serials.iter().map(Serial::units).collect();
        units.sort_unstable_by_key(|units| units.first());
        let mut next = Some(asked.first());
        for units in units {
            if units.scope() != asked.scope() || next != Some(units.first()) {
                return Some(false);
            }
            next = units.last().checked_add(1);
        }
        Some(next == asked.last().checked_add(1))
    }

    /// What the registry reported, once it did.
    pub const fn record(&self) -> Option<&RecordRetirement> {
        self.record.as_ref()
    }

    /// What [`reconcile`](co2_offsets::reconcile()) compares with a registry's table, once the registry
    /// reported.
    pub fn reported(&self) -> Option<OwnRetirement> {
        let record = self.record()?;
        Some(OwnRetirement {
            operation: record.operation.clone(),
            serials: record.serials.clone(),
            date: Some(record.date.date()),
            reference: Some(record.reference.clone()),
        })
    }
}

/// Consecutive grams of a lot whose units are in one registry state.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Credit<'a> {
    /// The lot.
    pub lot: &'a LotState,
    /// The grams.
    pub grams: GramSlice,
    /// The number of the first unit that has some of them.
    pub first_unit: u64,
    /// The number of the last.
    pub last_unit: u64,
    /// What the units are in the registry.
    pub state: RegistryState,
    /// The retirement that these units are, or were, part of; `None` while they are held.
    pub retirement: Option<&'a Retirement>,
    /// The serial of their retirement as the registry printed it, once they are retired.
    pub printed: Option<&'a Serial>,
}

impl Credit<'_> {
    /// How much.
    pub const fn amount(&self) -> Co2e {
        Co2e::from_grams(self.grams.grams())
    }
}

impl State {
    /// What was retired, for a [`Disclosure`](co2_offsets::Disclosure): in the order of the retirements' names.
    pub fn retired_units(&self) -> Vec<RetiredUnits> {
        let retired = self.retirements().filter_map(|retirement| {
            let record = retirement.record()?;
            let lot = self.lot(retirement.lot())?.lot();
            let units = record.serials.iter().map(|serial| serial.units().count());
            Some(RetiredUnits {
                project: lot.project().clone(),
                vintage: lot.vintage,
                date: record.date.date(),
                amount: lot.unit_size.checked_mul(units.fold(0, u64::saturating_add))?,
            })
        });
        retired.collect()
    }

    /// What slices of grams are in the registry: cut where one retirement ends and another, or units
    /// that are held, begin. Grams beyond the end of their lot are left out: there are none.
    pub fn credits(&self, slices: &[LotSlice]) -> Vec<Credit<'_>> {
        let mut credits = Vec::new();
        for slice in slices {
            let mut start = slice.grams.start();
            while start < slice.grams.end() {
                let Some(credit) = self.credit_from(slice, start) else {
                    break;
                };
                start = credit.grams.end();
                credits.push(credit);
            }
        }
        credits
    }

    /// The longest piece of a slice from `start` on whose units are in one registry state.
    fn credit_from(&self, slice: &LotSlice, start: u64) -> Option<Credit<'_>> {
        let lot = self.lot(slice.lot)?;
        let first_unit = lot.unit_at(start)?;
        let (_, end, fate) = lot.fates(first_unit, lot.lot().serial.units().last()).next()?;
        let piece_end = lot.end_of_unit(end)?;
        let grams = GramSlice::new(start, piece_end.min(slice.grams.end())).ok()?;
        let last_unit = lot.unit_at(grams.end().checked_sub(1)?)?;
        let state = fate.map_or(RegistryState::Held, Fate::state);
        let retirement = fate.and_then(Fate::retirement);
        let retirement = retirement.and_then(|operation| self.retirements.get(operation));
        let printed = match fate {
            Some(Fate::Retired { serial, .. }) => retirement
                .and_then(Retirement::record)
                .and_then(|record| record.serials.get(place(*serial))),
            _ => None,
        };
        Some(Credit { lot, grams, first_unit, last_unit, state, retirement, printed })
    }
}
