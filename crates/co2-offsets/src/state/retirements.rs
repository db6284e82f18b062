//! Retirements, and what a slice of grams is in the registry.

use super::{LotState, State};
use crate::Serial;
use crate::command::{RecordRetirement, RequestRetirement};
use crate::event::LotSlice;
use crate::ids::LotIndex;
use co2_units::Co2e;
use co2_units::credit::GramSlice;
use serde::Serialize;

/// A retirement of whole units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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

    /// Whether a serial names these units. Registries print a single unit in more ways than one: CDM
    /// serials with one half or with two equal ones.
    pub(crate) fn is_of(&self, serial: &Serial) -> bool {
        let units = serial.units();
        serial.part(units.first(), units.last()).is_ok_and(|printed| printed == self.serial)
    }

    /// What the registry reported, once it did.
    pub const fn record(&self) -> Option<&RecordRetirement> {
        self.record.as_ref()
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
    /// The retirement of these units; `None` while they are held.
    pub retirement: Option<&'a Retirement>,
}

impl Credit<'_> {
    /// How much.
    pub const fn amount(&self) -> Co2e {
        Co2e::from_grams(self.grams.grams())
    }
}

impl State {
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
        let run = lot.run_within(first_unit, first_unit);
        let piece_end = match run {
            Some((_, run)) => lot.end_of_unit(run.last)?,
            // Held up to the next run, or to the end of the lot.
            None => match lot.runs.range(first_unit..).next() {
                Some((&next, _)) => lot.end_of_unit(next.checked_sub(1)?)?,
                None => lot.size().as_grams(),
            },
        };
        let grams = GramSlice::new(start, piece_end.min(slice.grams.end())).ok()?;
        let last_unit = lot.unit_at(grams.end().checked_sub(1)?)?;
        let retirement = run.and_then(|(_, run)| self.retirements.get(&run.retirement));
        Some(Credit { lot, grams, first_unit, last_unit, retirement })
    }
}
