//! The ledger's state: a fold of its events.

mod audit;
mod fold;
mod index;
mod lots;
mod orders;
mod retirements;
mod stock;
mod undo;

use crate::event::Event;
use crate::ids::{CoverageId, Digest, LotId, LotIndex, OperationId, OrderId};
use crate::key::Key;
use crate::project::Project;
use crate::receipt::{OrderStatus, Present};
use crate::rules::{Rules, RulesId};
use co2_units::credit::ProjectId;
use co2_units::{Co2e, ProductId, Timestamp};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

pub use self::audit::{Audit, Totals, Violation};
pub use self::lots::{ClaimState, ClaimTotals, LotState, RegistryTotals};
pub use self::orders::{Coverage, Item, Order, OrderLine};
pub use self::retirements::{Credit, Retirement};
pub(crate) use self::stock::{Place, Shelf, Stock, Verdict, Which};
pub use self::undo::Undo;

use self::index::{Index, Known};
use self::orders::Cover;

/// Everything a ledger knows.
///
/// A state changes only by [`State::fold`]; [`State::decide`] reads it. It reads no clock, does no
/// I/O, and the same events give the same state and the same [`State::digest`] on every machine.
///
/// Memory grows with the number of orders, closed ones too, because a repeated command must get its
/// first answer for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct State {
    time: Timestamp,
    revision: u64,
    projects: BTreeMap<ProjectId, Project>,
    rules: BTreeMap<RulesId, Rules>,
    in_force: Option<RulesId>,
    lots: Vec<LotState>,
    orders: BTreeMap<OrderId, Order>,
    next_coverage: CoverageId,
    products: BTreeMap<ProductId, Vec<Cover>>,
    retirements: BTreeMap<OperationId, Retirement>,
    keys: BTreeMap<Key, Arc<Event>>,
    /// Derived from the rest.
    #[serde(skip)]
    index: Index,
}

impl Default for State {
    fn default() -> Self {
        Self {
            time: Timestamp::MIN,
            revision: 0,
            projects: BTreeMap::new(),
            rules: BTreeMap::new(),
            in_force: None,
            lots: Vec::new(),
            orders: BTreeMap::new(),
            next_coverage: CoverageId(0),
            products: BTreeMap::new(),
            retirements: BTreeMap::new(),
            keys: BTreeMap::new(),
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

    /// An order.
    pub fn order(&self, id: &OrderId) -> Option<&Order> {
        self.orders.get(id)
    }

    /// A retirement.
    pub fn retirement(&self, operation: &OperationId) -> Option<&Retirement> {
        self.retirements.get(operation)
    }

    /// All retirements, in the order of their operations.
    pub fn retirements(&self) -> impl Iterator<Item = &Retirement> {
        self.retirements.values()
    }

    /// The state as canonical bytes: equal states, and only they, have equal bytes.
    pub fn snapshot_bytes(&self) -> Vec<u8> {
        // Encoding plain data into memory does not fail.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// The SHA-256 of [`State::snapshot_bytes`].
    pub fn digest(&self) -> Digest {
        Digest::of(&self.snapshot_bytes())
    }

    /// The event that a command with this key caused.
    pub(crate) fn answered(&self, key: &Key) -> Option<&Arc<Event>> {
        self.keys.get(key)
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

    pub(crate) const fn next_coverage(&self) -> CoverageId {
        self.next_coverage
    }

    /// How the subject of an event stands at a time.
    pub(crate) fn present(&self, event: &Event, at: Timestamp) -> Present {
        use crate::event::Change;
        let order_status = |id: &OrderId| match self.orders.get(id) {
            Some(order) => Present::Order(order.status_at(at)),
            None => Present::Settled,
        };
        match &event.change {
            // A later attempt is made only after this one expired.
            Change::Reserved { reserve, .. }
                if self
                    .orders
                    .get(&reserve.order)
                    .is_some_and(|order| order.reserve().attempt != reserve.attempt) =>
            {
                Present::Order(OrderStatus::Expired)
            }
            Change::Reserved { reserve, .. } => order_status(&reserve.order),
            Change::Confirmed(confirm) => order_status(&confirm.order),
            Change::Cancelled(cancel) => order_status(&cancel.order),
            Change::Expired { order } => order_status(order),
            Change::Assigned { assign, .. } => {
                self.present_coverage(&assign.order, &assign.product)
            }
            Change::CertificateRecorded(record) => {
                self.present_coverage(&record.order, &record.product)
            }
            Change::RetirementRequested(request) => self.present_retirement(&request.operation),
            Change::RetirementRecorded(record) => self.present_retirement(&record.operation),
            Change::Imported(_) | Change::RulesPut(_) | Change::Advanced => Present::Settled,
        }
    }

    fn present_coverage(&self, order: &OrderId, product: &ProductId) -> Present {
        let certificate = self.coverage(order, product).and_then(|coverage| coverage.certificate);
        Present::Coverage { certificate }
    }

    fn present_retirement(&self, operation: &OperationId) -> Present {
        let recorded = self.retirements.get(operation).is_some_and(|r| r.record().is_some());
        Present::Retirement { recorded }
    }
}
