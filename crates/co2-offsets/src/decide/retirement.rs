//! Retiring whole units: first asked of the registry, then recorded.

use super::View;
use crate::command::{RecordRetirement, RequestRetirement};
use crate::error::RetirementError;

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
        match lot.run_within(first, last) {
            None => Ok(()),
            Some((_, run)) => Err(RetirementError::AlreadyRequested {
                lot: request.lot.clone(),
                operation: run.retirement.clone(),
            }),
        }
    }

    pub(super) fn record_retirement(
        &self,
        record: &RecordRetirement,
    ) -> Result<(), RetirementError> {
        let operation = &record.operation;
        let Some(retirement) = self.state.retirement(operation) else {
            return Err(RetirementError::UnknownRetirement { operation: operation.clone() });
        };
        if !retirement.is_of(&record.serial) {
            return Err(RetirementError::SerialsDiffer {
                operation: operation.clone(),
                expected: retirement.serial().to_string(),
                given: record.serial.to_string(),
            });
        }
        if record.date.0 > self.at.date() {
            let (operation, date) = (operation.clone(), record.date.0);
            return Err(RetirementError::InFuture { operation, date });
        }
        let vintage = self.state.lot(retirement.lot()).map(|lot| lot.lot().vintage);
        if let Some(vintage) = vintage.filter(|vintage| record.date.0 < vintage.first()) {
            let (operation, date) = (operation.clone(), record.date.0);
            return Err(RetirementError::BeforeVintage { operation, date, vintage });
        }
        Ok(())
    }
}
