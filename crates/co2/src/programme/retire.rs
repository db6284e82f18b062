//! Retirement: which units to send to a registry, and what it answered.

use super::{Programme, RetireError};
use co2_journal::{Committed, Freshness, Recall};
use co2_ledger::command::OnDifference;
use co2_ledger::{
    Command, OrderId, RecordRetirement, RegistryState, Request, RequestRetirement, State,
};
use co2_offsets::{Day, LotId, OperationId, Reference, Serial};
use co2_units::{Date, Timestamp};

/// A retirement that was requested and is not yet recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenRetirement {
    /// The host's name of it.
    pub operation: OperationId,
    /// The lot.
    pub lot: LotId,
    /// The serial of the units, as the registry would print it: what to send to the registry.
    pub serial: Serial,
}

/// Consecutive units of a lot that serve an order and are not yet asked to be retired.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnitsToRetire {
    /// The lot.
    pub lot: LotId,
    /// The first unit's number.
    pub first_unit: u64,
    /// The last unit's number, which belongs to it.
    pub last_unit: u64,
}

impl Programme {
    /// The whole units that an order's grams lie in and whose retirement is not yet requested.
    ///
    /// A retirement is for ever, so mind to ask once the order is paid: an unpaid one has units, too,
    /// until it expires.
    ///
    /// # Errors
    /// When the order is not known.
    pub fn units_to_retire(&self, order: &str) -> Result<Vec<UnitsToRetire>, RetireError> {
        let order: OrderId = order.parse()?;
        let (asked, recall) = (order.clone(), Recall::Order(order.clone()));
        let read = move |state: &State, _| units(state, &asked);
        let units = self.ledger.read_with(Freshness::Latest, recall, read)?;
        units.ok_or(RetireError::UnknownOrder { order })
    }

    /// Notes that these units were sent to the registry to be retired. `operation` is the host's own
    /// name of the retirement.
    ///
    /// # Errors
    /// When the units are not the lot's or are part of an earlier retirement.
    pub fn request_retirement(
        &mut self,
        operation: &str,
        units: &UnitsToRetire,
        now: Timestamp,
    ) -> Result<Committed, RetireError> {
        let command = Command::RequestRetirement(RequestRetirement {
            operation: operation.parse()?,
            lot: units.lot.clone(),
            first_unit: units.first_unit,
            last_unit: units.last_unit,
        });
        Ok(self.ledger.submit(Request { now, command })?)
    }

    /// Retirements that were requested and are not yet recorded, in the order of their names.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn open_retirements(&self) -> Result<Vec<OpenRetirement>, RetireError> {
        Ok(self.ledger.read(Freshness::Latest, |state, _| {
            let open = state.retirements().filter(|retirement| retirement.record().is_none());
            let open = open.map(|retirement| OpenRetirement {
                operation: retirement.request().operation.clone(),
                lot: retirement.request().lot.clone(),
                serial: retirement.serial().clone(),
            });
            open.collect()
        })?)
    }

    /// Records what the registry answered: its reference, the day, and the serial of the retired
    /// units exactly as it prints it.
    ///
    /// # Errors
    /// When the retirement was not requested, other units were retired, or it lies in the future.
    pub fn record_retirement(
        &mut self,
        operation: &str,
        reference: &str,
        date: Date,
        serial: &str,
        now: Timestamp,
    ) -> Result<Committed, RetireError> {
        let command = Command::RecordRetirement(RecordRetirement {
            operation: operation.parse()?,
            reference: Reference::new(reference)?,
            date: Day::new(date)?,
            serials: vec![serial.parse()?],
            on_difference: OnDifference::Report,
        });
        Ok(self.ledger.submit(Request { now, command })?)
    }
}

fn units(state: &State, order: &OrderId) -> Option<Vec<UnitsToRetire>> {
    state.order(order)?;
    let credits = state.credits(&state.slices_of(order));
    let held = credits.into_iter().filter(|credit| credit.state == RegistryState::Held);
    let mut runs: Vec<(LotId, u64, u64)> = held
        .map(|credit| (credit.lot.lot().id.clone(), credit.first_unit, credit.last_unit))
        .collect();
    runs.sort_unstable();
    let mut units: Vec<UnitsToRetire> = Vec::new();
    for (lot, first_unit, last_unit) in runs {
        match units.last_mut() {
            // Several products may share a unit.
            Some(run) if run.lot == lot && first_unit <= run.last_unit.saturating_add(1) => {
                run.last_unit = run.last_unit.max(last_unit);
            }
            _ => units.push(UnitsToRetire { lot, first_unit, last_unit }),
        }
    }
    Some(units)
}
