//! Retiring whole units: first asked of the registry, then recorded.

use super::View;
use crate::command::{OnDifference, RecordRetirement, RequestRetirement};
use crate::error::RetirementError;
use crate::event::{Change, UnitMove};
use crate::ids::LotIndex;
use crate::state::{Fate, RegistryState, Retirement};

/// The most serials that a registry prints for one retirement.
const MAX_SERIALS: usize = 1_000;
/// The most units of a retirement that are moved one by one because others were retired.
const MAX_MOVES: usize = 10_000;

/// Units of a lot, both ends included.
type Span = (u64, u64);

impl View<'_> {
    pub(super) fn request_retirement(
        &self,
        request: &RequestRetirement,
    ) -> Result<(), RetirementError> {
        let Some((_, lot)) = self.state.lot_by_id(&request.lot) else {
            return Err(RetirementError::UnknownLot { lot: request.lot.clone() });
        };
        let (first, last) = (request.first_unit, request.last_unit);
        if lot.lot().serial.part(first, last).is_err() {
            return Err(RetirementError::NotInLot { lot: request.lot.clone(), first, last });
        }
        match lot.fates(first, last).find_map(|(.., fate)| fate) {
            None => Ok(()),
            Some(Fate::Requested { retirement } | Fate::Retired { retirement, .. }) => {
                Err(RetirementError::AlreadyRequested {
                    lot: request.lot.clone(),
                    operation: retirement.clone(),
                })
            }
            Some(fate) => Err(RetirementError::NotHeld {
                lot: request.lot.clone(),
                state: fate.state(),
                operation: fate.operation().clone(),
            }),
        }
    }

    pub(super) fn record_retirement(
        &self,
        record: &RecordRetirement,
    ) -> Result<Change, RetirementError> {
        let operation = &record.operation;
        let Some(retirement) = self.state.retirement(operation) else {
            return Err(RetirementError::UnknownRetirement { operation: operation.clone() });
        };
        if record.serials.is_empty() || record.serials.len() > MAX_SERIALS {
            return Err(RetirementError::Serials { max: MAX_SERIALS });
        }
        if record.date.date() > self.at.date() {
            let (operation, date) = (operation.clone(), record.date.date());
            return Err(RetirementError::InFuture { operation, date });
        }
        let retired = self.retired_units(record)?;
        let asked = self.state.requested_by(retirement);
        let own = retired.iter().filter(|(lot, ..)| *lot == retirement.lot());
        let own: Vec<Span> = own.map(|&(_, first, last)| (first, last)).collect();
        let missing = without(&asked, &own);
        let unasked = without(&own, &asked);
        let elsewhere = retired.iter().any(|(lot, ..)| *lot != retirement.lot());
        let differs = !missing.is_empty() || !unasked.is_empty() || elsewhere;
        let mut moved = Vec::new();
        if differs {
            if record.on_difference == OnDifference::Report {
                let given: Vec<_> = record.serials.iter().map(ToString::to_string).collect();
                return Err(RetirementError::SerialsDiffer {
                    operation: operation.clone(),
                    expected: retirement.serial().to_string(),
                    given: given.join(", "),
                });
            }
            moved = self.moves(retirement, &missing, &unasked)?;
        }
        Ok(Change::RetirementRecorded { record: record.clone(), moved })
    }

    /// Where the retired units are: in stock, held or asked for by this retirement, each once, and
    /// not retired before they came to be.
    fn retired_units(
        &self,
        record: &RecordRetirement,
    ) -> Result<Vec<(LotIndex, u64, u64)>, RetirementError> {
        let operation = &record.operation;
        let mut retired: Vec<(LotIndex, u64, u64)> = Vec::new();
        for serial in &record.serials {
            let unknown = || RetirementError::UnknownUnits {
                operation: operation.clone(),
                serial: serial.to_string(),
            };
            let (index, first, last) = self.state.units_of(serial).ok_or_else(unknown)?;
            let lot = self.state.lot(index).ok_or_else(unknown)?;
            let vintage = lot.lot().vintage;
            if record.date.date() < vintage.first() {
                let (operation, date) = (operation.clone(), record.date.date());
                return Err(RetirementError::BeforeVintage { operation, date, vintage });
            }
            let taken = lot.fates(first, last).find_map(|(.., fate)| match fate {
                None => None,
                Some(Fate::Requested { retirement }) if retirement == operation => None,
                Some(fate) => Some(fate.state()),
            });
            if let Some(state) = taken {
                let (operation, serial) = (operation.clone(), serial.to_string());
                return Err(RetirementError::UnitsTaken { operation, serial, state });
            }
            let twice = |&&(other, from, to): &&(LotIndex, u64, u64)| {
                other == index && from <= last && first <= to
            };
            if retired.iter().find(twice).is_some() {
                let (operation, serial) = (operation.clone(), serial.to_string());
                let state = RegistryState::Retired;
                return Err(RetirementError::UnitsTaken { operation, serial, state });
            }
            retired.push((index, first, last));
        }
        Ok(retired)
    }

    /// Which units change places: unit for unit, unless a published certificate names a gram of
    /// either.
    fn moves(
        &self,
        retirement: &Retirement,
        missing: &[Span],
        unasked: &[Span],
    ) -> Result<Vec<UnitMove>, RetirementError> {
        let index = retirement.lot();
        let Some(lot) = self.state.lot(index) else { return Ok(Vec::new()) };
        let pairs = each_unit(missing).zip(each_unit(unasked)).take(MAX_MOVES.saturating_add(1));
        let pairs: Vec<Span> = pairs.collect();
        if pairs.len() > MAX_MOVES {
            let operation = retirement.request().operation.clone();
            return Err(RetirementError::TooManyMoves { operation, max: MAX_MOVES });
        }
        let named = self.state.named_in(index);
        let is_named = |unit| {
            let grams = lot.grams_of(unit, unit);
            grams.is_none_or(|grams| named.within(grams).next().is_some())
        };
        let mut moves: Vec<UnitMove> = Vec::new();
        for (asked, retired) in pairs {
            if is_named(asked) || is_named(retired) {
                continue;
            }
            match moves.last_mut() {
                Some(last)
                    if last.asked.checked_add(last.units) == Some(asked)
                        && last.retired.checked_add(last.units) == Some(retired) =>
                {
                    last.units = last.units.saturating_add(1);
                }
                _ => moves.push(UnitMove { asked, retired, units: 1 }),
            }
        }
        Ok(moves)
    }
}

/// The units of some spans one by one.
fn each_unit(spans: &[Span]) -> impl Iterator<Item = u64> {
    spans.iter().flat_map(|&(first, last)| first..=last)
}

/// What some spans have and others have not, in ascending order.
fn without(spans: &[Span], others: &[Span]) -> Vec<Span> {
    let mut others = others.to_vec();
    others.sort_unstable();
    let mut rest = Vec::new();
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    for (first, last) in spans {
        let mut from = Some(first);
        for &(start, end) in others.iter().filter(|&&(start, end)| start <= last && first <= end) {
            if let Some(at) = from
                && let Some(before) = start.checked_sub(1).filter(|&before| before >= at)
            {
                rest.push((at, before));
            }
            from = end.checked_add(1);
        }
        rest.extend(from.filter(|&at| at <= last).map(|at| (at, last)));
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        /// It leaves what a set of units leaves.
        #[test]
        fn spans_without_others(
            a in prop::collection::vec((0_u64..6, 0_u64..4), 0..4),
            b in prop::collection::vec((0_u64..6, 0_u64..4), 0..4),
        ) {
            // Disjoint spans, as those of units are.
            let lay = |spans: Vec<(u64, u64)>| {
                let mut start = 0;
                let mut laid = Vec::new();
                for (gap, more) in spans {
                    laid.push((start + gap, start + gap + more));
                    start += gap + more + 1;
                }
                laid
            };
            let (a, b) = (lay(a), lay(b));
            let taken: BTreeSet<u64> = each_unit(&b).collect();
            let left: Vec<u64> = each_unit(&a).filter(|unit| !taken.contains(unit)).collect();
            prop_assert_eq!(each_unit(&without(&a, &b)).collect::<Vec<_>>(), left);
        }
    }
}
