//! Deciding commands: reading the state, never changing it.

mod assign;
mod conversions;
mod import;
mod orders;
mod reserve;
mod retirement;

pub use self::reserve::{MAX_LINES, MAX_PRODUCTS};

use crate::command::{Command, Request};
use crate::error::CommandError;
use crate::event::{Change, Event};
use crate::receipt::{Decision, OrderStatus, Present, Receipt};
use crate::state::State;
use co2_units::Timestamp;
use std::sync::Arc;

/// The state as a command finds it: reservations that are due by its time count as expired.
struct View<'a> {
    state: &'a State,
    at: Timestamp,
}

impl State {
    /// Decides a command: what happens, and the answer. The state is not changed; fold the events
    /// to make it so.
    ///
    /// A command that was given before is answered with its first event and no new ones. Otherwise
    /// it takes effect at the later of the ledger's time and the request's, and reservations due by
    /// then expire with it.
    ///
    /// # Errors
    /// When the command is refused; the error says why. A refused command leaves no trace.
    pub fn decide(&self, request: &Request) -> Result<Decision, CommandError> {
        let at = self.time().max(request.now);
        if let Some(key) = request.command.key()
            && let Some(first) = self.answered(&key)
        {
            let known = first.change.command();
            if let Some(field) = known.and_then(|known| request.command.differs_from(&known)) {
                return Err(CommandError::Conflict { key, field });
            }
            let present = self.present(first, at);
            let receipt = Receipt { replayed: true, first: Arc::clone(first), present };
            return Ok(Decision { events: Vec::new(), receipt });
        }
        let (change, present) = View { state: self, at }.decide(&request.command)?;
        let expired = self.index().due(at).map(|order| Change::Expired { order: order.clone() });
        let mut events: Vec<Arc<Event>> =
            expired.map(|change| Arc::new(Event { at, change })).collect();
        let first = Arc::new(Event { at, change });
        events.push(Arc::clone(&first));
        Ok(Decision { events, receipt: Receipt { replayed: false, first, present } })
    }
}

impl View<'_> {
    fn decide(&self, command: &Command) -> Result<(Change, Present), CommandError> {
        Ok(match command {
            Command::Import(import) => {
                self.import(import)?;
                (Change::Imported(import.clone()), Present::Settled)
            }
            Command::PutRules(put) => (Change::RulesPut(put.clone()), Present::Settled),
            Command::Reserve(reserve) => {
                (self.reserve(reserve)?, Present::Order(OrderStatus::Reserved))
            }
            Command::Confirm(confirm) => {
                self.confirm(confirm)?;
                (Change::Confirmed(confirm.clone()), Present::Order(OrderStatus::Confirmed))
            }
            Command::Cancel(cancel) => {
                self.cancel(cancel)?;
                (Change::Cancelled(cancel.clone()), Present::Order(OrderStatus::Cancelled))
            }
            Command::Assign(assign) => {
                (self.assign(assign)?, Present::Coverage { certificate: None })
            }
            Command::RequestRetirement(request) => {
                self.request_retirement(request)?;
                let change = Change::RetirementRequested(request.clone());
                (change, Present::Retirement { recorded: false })
            }
            Command::RecordRetirement(record) => {
                self.record_retirement(record)?;
                let change = Change::RetirementRecorded(record.clone());
                (change, Present::Retirement { recorded: true })
            }
            Command::RecordCertificate(record) => {
                self.record_certificate(record)?;
                let certificate = Some(record.digest);
                (Change::CertificateRecorded(record.clone()), Present::Coverage { certificate })
            }
            Command::Advance => (Change::Advanced, Present::Settled),
        })
    }
}
