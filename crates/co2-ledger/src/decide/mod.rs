//! Deciding commands: reading the state, never changing it.

mod archive;
mod batch;
mod clock;
mod conversions;
mod coverages;
mod import;
mod orders;
mod reserve;
mod retirement;
mod stock;

pub(crate) use self::archive::MAX_ARCHIVED;
pub use self::batch::Tentative;
pub use self::import::Importable;
pub(crate) use self::reserve::check_lines;
pub(crate) use self::reserve::overlay::Overlay;
pub(crate) use self::reserve::plan::{Need, Plan};
pub use self::reserve::{MAX_LINES, MAX_PRODUCTS, MAX_SLICES};

use crate::command::{Command, Request};
use crate::error::CommandError;
use crate::event::{Change, Event};
use crate::receipt::{Decision, OrderStatus, Present, Receipt};
use crate::state::{CoverageStatus, State};
use co2_units::Timestamp;
use std::sync::Arc;

/// The state as a command finds it: reservations that are due by its time count as expired.
pub(crate) struct View<'a> {
    pub(crate) state: &'a State,
    pub(crate) at: Timestamp,
}

impl State {
    /// Decides a command: what happens, and the answer. The state is not changed; fold the events
    /// to make it so.
    ///
    /// A command that was given before is answered with its first event and no new ones. Otherwise
    /// it takes effect at the later of the ledger's time and the request's, and reservations due by
    /// then expire with it.
    ///
    /// Letting time pass while nothing is due gives no event: nothing hangs on the ledger's time but
    /// what is due, and a ledger that is asked every second would grow for nothing.
    ///
    /// # Errors
    /// When the command is refused; the error says why. A refused command leaves no trace.
    /// [`CommandError::Earlier`] is no refusal yet: the command is about an archived order.
    pub fn decide(&self, request: &Request) -> Result<Decision, CommandError> {
        let mut events = Vec::new();
        let receipt = self.decide_into(request, &mut events)?;
        Ok(Decision { events, receipt })
    }

    /// The same, with the events added to others.
    fn decide_into(
        &self,
        request: &Request,
        events: &mut Vec<Arc<Event>>,
    ) -> Result<Receipt, CommandError> {
        clock::check_end(request.now)?;
        let at = self.time().max(request.now);
        if let Some(content) = request.command.content() {
            let records = self.earlier_order(content);
            if !records.is_empty() {
                return Err(CommandError::Earlier { records });
            }
            if let Some(first) = self.answered(content) {
                let known = first.change.content();
                if let Some(field) = known.and_then(|known| content.differs_from(known)) {
                    return Err(CommandError::Conflict { key: content.key(), field });
                }
                let present = self.present(&first, at);
                return Ok(Receipt { replayed: true, first: Arc::new(first), present });
            }
            let records = self.earlier_cover(content);
            if !records.is_empty() {
                return Err(CommandError::Earlier { records });
            }
        }
        let closed = match request.command {
            Command::Archive { before, most } => self.closed(before, most),
            _ => Vec::new(),
        };
        let (change, present) = match request.command {
            Command::Archive { .. } => {
                let orders = u32::try_from(closed.len()).unwrap_or(u32::MAX);
                (Change::Advanced, Present::Archived { orders })
            }
            _ => View { state: self, at }.decide(&request.command)?,
        };
        let expired =
            self.index().deadlines.due(at).map(|order| Change::Expired { order: order.clone() });
        let before = events.len();
        events.extend(expired.map(|change| Arc::new(Event { at, change })));
        let first = Arc::new(Event { at, change });
        // A time that was accepted is noted even when nothing is due.
        let accepted = matches!(request.command, Command::AcceptTime) && at > self.time();
        let passes = matches!(first.change, Change::Advanced);
        if !passes || events.len() > before || accepted {
            events.push(Arc::clone(&first));
        }
        let closed = closed.into_iter().map(|record| Change::Archived(Arc::new(record)));
        events.extend(closed.map(|change| Arc::new(Event { at, change })));
        Ok(Receipt { replayed: false, first, present })
    }
}

/// A coverage that has just begun.
const NEW_COVERAGE: Present =
    Present::Coverage { status: CoverageStatus::Live, certificate: None, suspended: false };

impl View<'_> {
    fn decide(&self, command: &Command) -> Result<(Change, Present), CommandError> {
        Ok(match command {
            Command::Import(content) => {
                self.import(&content.projects, &content.lots)?;
                (Change::Imported(content.clone()), Present::Settled)
            }
            Command::RecordBuffer(content) => {
                self.import(&content.projects, &content.lots)?;
                (Change::BufferRecorded(content.clone()), Present::Settled)
            }
            Command::TransferIn(content) => {
                self.import(&content.projects, &content.lots)?;
                (Change::TransferredIn(content.clone()), Present::Settled)
            }
            Command::PutRules(put) => {
                put.rules.check()?;
                (Change::RulesPut(put.clone()), Present::Settled)
            }
            Command::Convert(content) => {
                self.convert(content)?;
                (Change::Converted(content.clone()), Present::Settled)
            }
            Command::CancelUnits(content) => {
                self.cancel_units(content)?;
                (Change::UnitsCancelled(content.clone()), Present::Settled)
            }
            Command::Invalidate(content) => {
                self.invalidate(content)?;
                (Change::Invalidated(content.clone()), Present::Settled)
            }
            Command::TransferOut(content) => {
                self.transfer_out(content)?;
                (Change::TransferredOut(content.clone()), Present::Settled)
            }
            Command::Reserve(reserve) => {
                (self.reserve(reserve)?, Present::Order(OrderStatus::Reserved))
            }
            Command::Extend(extend) => {
                (self.extend(extend)?, Present::Order(OrderStatus::Reserved))
            }
            Command::Confirm(confirm) => {
                self.confirm(confirm)?;
                (Change::Confirmed(confirm.clone()), Present::Order(OrderStatus::Confirmed))
            }
            Command::Reallocate(reallocate) => {
                (self.reallocate(reallocate)?, Present::Order(OrderStatus::Confirmed))
            }
            Command::Fill(fill) => self.fill(fill)?,
            Command::Cancel(cancel) => {
                self.cancel(cancel)?;
                (Change::Cancelled(cancel.clone()), Present::Order(OrderStatus::Cancelled))
            }
            Command::CancelPart(cancel) => self.cancel_part(cancel)?,
            Command::Assign(assign) => (self.assign(assign)?, NEW_COVERAGE),
            Command::RecordCertificate(record) => {
                self.record_certificate(record)?;
                let (status, certificate) = (CoverageStatus::Live, Some(record.digest));
                let suspended = self.state.suspension(record.coverage).is_some();
                let present = Present::Coverage { status, certificate, suspended };
                (Change::CertificateRecorded(record.clone()), present)
            }
            Command::Return(content) => self.take_back(content)?,
            Command::Replace(replace) => (self.replace(replace)?, NEW_COVERAGE),
            Command::CorrectSerial(correct) => (self.correct_serial(correct)?, NEW_COVERAGE),
            Command::CoverRetroactively(cover) => {
                let change = self.cover_retroactively(cover)?;
                (change, Present::Order(OrderStatus::Confirmed))
            }
            Command::MakeGood(content) => self.make_good(content)?,
            Command::Suspend(content) => self.suspend(content)?,
            Command::Reinstate(content) => self.reinstate(content)?,
            Command::Revoke(content) => self.revoke(content)?,
            Command::RequestRetirement(request) => {
                self.request_retirement(request)?;
                let change = Change::RetirementRequested(request.clone());
                (change, Present::Retirement { recorded: false })
            }
            Command::RecordRetirement(record) => {
                (self.record_retirement(record)?, Present::Retirement { recorded: true })
            }
            Command::Advance | Command::AcceptTime | Command::Archive { .. } => {
                (Change::Advanced, Present::Settled)
            }
        })
    }
}
