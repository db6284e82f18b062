//! The ledger's state: a fold of its events.

mod answers;
mod archive;
mod audit;
mod claims;
mod coverage_table;
mod coverages;
mod deadlines;
mod fold;
mod index;
mod lots;
mod order_table;
mod orders;
mod packed;
mod retirements;
mod snapshot;
mod steps;
mod stock;
mod suspensions;

use crate::command::{Command, Content};
use crate::event::{Change, Event};
use crate::ids::{CoverageId, LotIndex, OrderId};
use crate::receipt::{OrderStatus, Present};
use co2_offsets::{LotId, OperationId, Project, Rules, RulesId};
use co2_units::credit::ProjectId;
use co2_units::{Co2e, Timestamp};
use std::borrow::Cow;
use std::collections::BTreeMap;

pub use self::archive::Archived;
pub use self::audit::{Audit, Totals, Violation};
pub use self::claims::{ClaimState, ClaimTotals, Pair, RegistryState, RegistryTotals};
pub use self::coverages::{Coverage, CoverageStatus, Lack};
pub(crate) use self::lots::Fate;
pub use self::lots::LotState;
pub use self::orders::{Order, OrderLine};
pub use self::retirements::{Credit, Retirement};
pub use self::snapshot::{SNAPSHOT, SnapshotError};
pub use self::steps::Undo;
pub(crate) use self::stock::{Place, Shelf, Stock, Verdict, Which};
pub use self::suspensions::Suspension;

use self::answers::Answers;
use self::archive::Archive;
use self::coverage_table::Coverages;
use self::index::{Index, Known};
pub(crate) use self::order_table::Kept;
use self::order_table::Orders;

/// Everything a ledger knows.
///
/// A state changes only by [`State::fold`]; [`State::decide`] reads it. It reads no clock, does no
/// I/O, and the same events give the same state and the same [`State::digest`] on every machine.
///
/// Memory grows with the number of orders, closed ones too, because a repeated command must get its
/// first answer for ever: some 170 bytes for an order of three lines, and more once its products have
/// serial numbers. [`Command::Archive`] shrinks a closed order to
/// fingerprints: for one product in a slice or two, below 96 bytes. They lead to the event that has
/// all that was known of it.
#[derive(Clone, Debug)]
pub struct State {
    time: Timestamp,
    revision: u64,
    projects: BTreeMap<ProjectId, Project>,
    rules: BTreeMap<RulesId, Rules>,
    in_force: Option<RulesId>,
    lots: Vec<LotState>,
    orders: Orders,
    coverages: Coverages,
    /// The number of the next coverage.
    next: CoverageId,
    /// Coverages whose certificates are suspended.
    suspended: BTreeMap<CoverageId, Suspension>,
    retirements: BTreeMap<OperationId, Retirement>,
    answers: Answers,
    archive: Archive,
    /// Derived from the rest.
    index: Index,
}

/// What is in them, however it is kept.
impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
            && self.snapshot_bytes().is_ok_and(|bytes| other.snapshot_bytes() == Ok(bytes))
    }
}

impl Eq for State {}

impl Default for State {
    fn default() -> Self {
        Self {
            time: Timestamp::MIN,
            revision: 0,
            projects: BTreeMap::new(),
            rules: BTreeMap::new(),
            in_force: None,
            lots: Vec::new(),
            orders: Orders::default(),
            coverages: Coverages::default(),
            next: CoverageId(0),
            suspended: BTreeMap::new(),
            retirements: BTreeMap::new(),
            answers: Answers::default(),
            archive: Archive::default(),
            index: Index::default(),
        }
    }
}

impl State {
    /// A ledger without any event.
    pub fn new() -> Self {
        Self::default()
    }

    /// The ledger's time: that of the latest event.
    pub const fn time(&self) -> Timestamp {
        self.time
    }

    /// How many events were folded.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The name of the rules in force, once some are.
    pub const fn rules_in_force(&self) -> Option<RulesId> {
        self.in_force
    }

    /// A set of rules that is or was in force.
    pub fn rules(&self, id: &RulesId) -> Option<&Rules> {
        self.rules.get(id)
    }

    /// A project.
    pub fn project(&self, id: &ProjectId) -> Option<&Project> {
        self.projects.get(id)
    }

    /// All projects, in the order of their ids.
    pub fn projects(&self) -> impl Iterator<Item = &Project> {
        self.projects.values()
    }

    /// A lot by its place.
    pub fn lot(&self, index: LotIndex) -> Option<&LotState> {
        self.lots.get(usize::try_from(index.0).ok()?)
    }

    /// A lot by the host's name.
    pub fn lot_by_id(&self, id: &LotId) -> Option<(LotIndex, &LotState)> {
        let index = *self.index.lot_ids.get(id)?;
        Some((index, self.lot(index)?))
    }

    /// All lots, in the order in which they came in.
    pub fn lots(&self) -> impl Iterator<Item = (LotIndex, &LotState)> {
        (0..).map(LotIndex).zip(&self.lots)
    }

    /// How much of a project's credits is free to allocate; [`Co2e::MAX`] if it is more.
    pub fn free_of(&self, project: &ProjectId) -> Co2e {
        let free = self.index.free_of(project);
        Co2e::from_grams(u64::try_from(free).unwrap_or(u64::MAX))
    }

    /// An order; `None` when it is archived, as [`State::archived`] says. Most are kept packed, and are
    /// read anew each time.
    pub fn order(&self, id: &OrderId) -> Option<Cow<'_, Order>> {
        self.orders.get(id)
    }

    /// All orders but archived ones, in the order of their names.
    pub fn orders(&self) -> impl Iterator<Item = (OrderId, Cow<'_, Order>)> {
        self.orders.iter().map(|order| (order.reserve.order.clone(), order))
    }

    /// An order as it is kept: how it stands is read at once.
    pub(crate) fn kept(&self, id: &OrderId) -> Option<Kept<'_>> {
        self.orders.kept(id)
    }

    /// A retirement.
    pub fn retirement(&self, operation: &OperationId) -> Option<&Retirement> {
        self.retirements.get(operation)
    }

    /// All retirements, in the order of their operations.
    pub fn retirements(&self) -> impl Iterator<Item = &Retirement> {
        self.retirements.values()
    }

    /// The event that was the answer to a command with this key, whatever else the command says: what one that
    /// repeats it must say. `None` when there was none, or when it is about an archived order.
    pub fn first_answer(&self, command: &Command) -> Option<Event> {
        self.answered(command.content()?)
    }

    /// The event that the command with this content's key caused.
    pub(crate) fn answered(&self, content: Content<'_>) -> Option<Event> {
        match content.subject_order().map(|order| self.kept(order)) {
            Some(None) => None,
            Some(Some(Kept::Packed(packed))) => packed.answer(content),
            _ => self.answers.get(content),
        }
    }

    /// Whether the command with this content's key was answered.
    fn has_answered(&self, content: Content<'_>) -> bool {
        match content.subject_order().map(|order| self.kept(order)) {
            Some(None) => false,
            Some(Some(Kept::Packed(packed))) => packed.has_answered(content),
            _ => self.answers.contains(content),
        }
    }

    pub(crate) fn current_rules(&self) -> Option<(RulesId, &Rules)> {
        let id = self.in_force?;
        Some((id, self.rules.get(&id)?))
    }

    pub(crate) const fn index(&self) -> &Index {
        &self.index
    }

    /// The index, to be changed, and the lots and what else it is derived from.
    fn index_mut(&mut self) -> (&mut Index, &[LotState], Known<'_>) {
        let rules = self.in_force.and_then(|id| self.rules.get(&id));
        let known = Known { rules, projects: &self.projects, at: self.time };
        (&mut self.index, &self.lots, known)
    }

    /// The same for rules that came in force or are no longer.
    fn index_rules(&mut self) {
        let (index, lots, known) = self.index_mut();
        index.rules_changed(known, lots);
    }

    /// The same after the ledger's time moved.
    fn index_time(&mut self) {
        let (index, lots, known) = self.index_mut();
        index.time_changed(known, lots);
    }

    /// How the subject of an event stands at a time.
    pub(crate) fn present(&self, event: &Event, at: Timestamp) -> Present {
        let order_status = |id: &OrderId| match self.kept(id) {
            Some(order) => Present::Order(order.status_at(at)),
            None => Present::Settled,
        };
        // A later attempt is made only after this one expired.
        let attempt_status = |id: &OrderId, attempt: u32| match self.kept(id) {
            Some(order) if order.attempt() != attempt => Present::Order(OrderStatus::Expired),
            _ => order_status(id),
        };
        match &event.change {
            Change::Reserved { reserve, .. } => attempt_status(&reserve.order, reserve.attempt),
            Change::Reallocated { reallocate, .. } => {
                attempt_status(&reallocate.order, reallocate.attempt)
            }
            Change::Confirmed(confirm) => order_status(&confirm.order),
            Change::Extended { extend, .. } => order_status(&extend.order),
            Change::Filled { fill, .. } => order_status(&fill.order),
            Change::Cancelled(cancel) => order_status(&cancel.order),
            Change::PartCancelled { cancel, .. } => order_status(&cancel.order),
            Change::CoveredRetroactively { cover, .. } => order_status(&cover.order),
            Change::Expired { order } => order_status(order),
            Change::Assigned { coverage, .. }
            | Change::Replaced { coverage, .. }
            | Change::SerialCorrected { coverage, .. } => self.present_coverage(Some(*coverage)),
            Change::CertificateRecorded(record) => self.present_coverage(Some(record.coverage)),
            Change::Returned(content) => {
                self.present_coverage(self.newest(&content.order, &content.product))
            }
            Change::Suspended(content) => {
                self.present_coverage(self.newest(&content.order, &content.product))
            }
            Change::Reinstated(content) => {
                self.present_coverage(self.newest(&content.order, &content.product))
            }
            Change::Revoked(content) => {
                self.present_coverage(self.newest(&content.order, &content.product))
            }
            Change::MadeGood { make_good, .. } => match &make_good.product {
                Some(product) => self.present_coverage(self.newest(&make_good.order, product)),
                None => order_status(&make_good.order),
            },
            Change::RetirementRequested(request) => self.present_retirement(&request.operation),
            Change::RetirementRecorded { record, .. } => self.present_retirement(&record.operation),
            Change::Imported(_)
            | Change::RulesPut(_)
            | Change::BufferRecorded(_)
            | Change::Converted(_)
            | Change::UnitsCancelled(_)
            | Change::Invalidated(_)
            | Change::TransferredOut(_)
            | Change::TransferredIn(_)
            | Change::Advanced
            | Change::Archived(_)
            | Change::Reopened { .. } => Present::Settled,
        }
    }

    pub(crate) fn present_coverage(&self, id: Option<CoverageId>) -> Present {
        let covered = id.and_then(|id| Some((self.suspension(id), self.covered(id)?)));
        covered.map_or(Present::Settled, |(suspension, covered)| Present::Coverage {
            status: covered.status,
            certificate: covered.certificate,
            suspended: suspension.is_some(),
        })
    }

    fn present_retirement(&self, operation: &OperationId) -> Present {
        let recorded = self.retirements.get(operation).is_some_and(|r| r.record().is_some());
        Present::Retirement { recorded }
    }
}
