//! From the ledger's state to rows: what an event has touched, as it is after it.

use super::layout::Of;
use crate::events::Lots;
use crate::figures::{Amounts, Books, Cell, order_of};
use co2_journal::Position;
use co2_ledger::state::{ClaimTotals, RegistryTotals};
use co2_ledger::{
    Change, Coverage, CoverageId, CoverageStatus, Event, LotIndex, LotSlice, LotState, OrderId,
    State,
};
use co2_units::{Co2e, Money};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Null,
    Integer(i64),
    Text(String),
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<u64> for Value {
    /// Amounts and numbers beyond `i64::MAX`, which are more than nine trillion tonnes, are stored as that.
    fn from(number: u64) -> Self {
        Self::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<Co2e> for Value {
    fn from(amount: Co2e) -> Self {
        amount.as_grams().into()
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The columns of a row, in the table's order.
pub(super) type Row = Vec<Value>;

/// Rows to be written: all of a group, which is what has the same first column.
#[derive(Debug, Default)]
pub(super) struct Rows(pub(super) BTreeMap<(Of, Value), Vec<Row>>);

/// What is known of lots and days that were written.
#[derive(Debug, Default)]
pub(super) struct Written {
    lots: BTreeMap<LotIndex, (ClaimTotals, RegistryTotals)>,
    projects: usize,
    cells: Arc<BTreeMap<Cell, Amounts>>,
}

macro_rules! row {
    ($($value:expr),* $(,)?) => { vec![$(Value::from($value)),*] };
}

impl Rows {
    /// A group of one row.
    fn one(&mut self, of: Of, row: Row) {
        if let Some(key) = row.first().cloned() {
            self.0.insert((of, key), vec![row]);
        }
    }

    fn group(&mut self, of: Of, key: impl Into<Value>, rows: Vec<Row>) {
        self.0.insert((of, key.into()), rows);
    }

    /// What an event has touched, as it is after it.
    pub(super) fn event(
        &mut self,
        books: &Books,
        lots: &Lots,
        event: &Event,
        (batch, place): (Position, usize),
    ) {
        let state = books.state();
        if let Some((subject, data)) = lots.read(event) {
            let id = format!("{batch}-{place}");
            let kind = data.kind().as_str();
            self.one(Of::Events, row![id, batch.as_u64(), event.at.to_string(), kind, subject]);
        }
        if let Some(order) = order_of(&event.change) {
            self.order(books, order);
        }
        match &event.change {
            Change::Assigned { coverage, .. } => self.coverage(state, *coverage),
            Change::CertificateRecorded(record) => {
                self.coverage(state, record.coverage);
                let replaces = record.replaces.map(|digest| digest.to_string());
                let (digest, order) = (record.digest.to_string(), record.order.as_str());
                let coverage = record.coverage.as_u64();
                let at = event.at.to_string();
                self.one(
                    Of::Certificates,
                    row![digest, coverage, order, record.edition, at, replaces],
                );
            }
            Change::Returned(content) => {
                self.newest(state, &content.order, &content.product);
            }
            Change::Suspended(content) => {
                self.newest(state, &content.order, &content.product);
            }
            Change::Revoked(content) => {
                self.newest(state, &content.order, &content.product);
            }
            Change::Reinstated(content) => {
                self.newest(state, &content.order, &content.product);
            }
            Change::Replaced { replace, coverage } => {
                self.newest(state, &replace.order, &replace.product);
                self.coverage(state, *coverage);
            }
            Change::SerialCorrected { correct, coverage } => {
                self.newest(state, &correct.order, &correct.product);
                self.coverage(state, *coverage);
            }
            Change::CoveredRetroactively { cover, first, .. } => {
                for product in &cover.products {
                    self.newest(state, &cover.order, &product.product);
                }
                self.coverage(state, *first);
            }
            Change::MadeGood { make_good, .. } => {
                if let Some(product) = &make_good.product {
                    self.newest(state, &make_good.order, product);
                }
            }
            Change::RetirementRequested(request) => self.retirement(state, &request.operation),
            Change::RetirementRecorded { record, moved } => {
                self.retirement(state, &record.operation);
                if !moved.is_empty() {
                    self.lot_moved(books, &record.operation);
                }
            }
            _ => {}
        }
    }

    /// Claims of a lot changed places, so whatever has grams of it is written again.
    fn lot_moved(&mut self, books: &Books, operation: &co2_offsets::OperationId) {
        let state = books.state();
        let Some(lot) = state.retirement(operation).map(co2_ledger::Retirement::lot) else {
            return;
        };
        let has = |slices: &[LotSlice]| slices.iter().any(|slice| slice.lot == lot);
        for coverage in state.coverages() {
            if has(&coverage.slices) || has(&coverage.spent) {
                self.put_coverage(state, &coverage);
            }
        }
        let orders: Vec<OrderId> = state
            .orders()
            .filter(|(_, order)| order.lines().any(|(_, line)| has(line.slices())))
            .map(|(id, _)| id)
            .collect();
        for order in orders {
            self.order(books, &order);
        }
    }

    fn newest(&mut self, state: &State, order: &OrderId, product: &co2_units::ProductId) {
        if let Some(coverage) = state.coverage(order, product) {
            self.put_coverage(state, &coverage);
        }
    }

    fn coverage(&mut self, state: &State, id: CoverageId) {
        if let Some(coverage) = state.coverage_by_id(id) {
            self.put_coverage(state, &coverage);
        }
    }

    fn put_coverage(&mut self, state: &State, coverage: &Coverage) {
        let (price, currency) = money(coverage.price);
        let id = coverage.id.as_u64();
        let status = match coverage.status {
            CoverageStatus::Replaced(_) => "replaced",
            status => status.as_str(),
        };
        self.one(
            Of::Coverages,
            row![
                id,
                coverage.order.as_str(),
                coverage.line,
                coverage.product.model.to_string(),
                coverage.product.serial.as_str(),
                status,
                coverage.amount,
                price,
                currency,
                coverage.assigned_at.to_string(),
                coverage.edition,
                coverage.certificate.map(|digest| digest.to_string()),
                coverage.suspended.as_ref().map(|suspension| suspension.since.to_string()),
            ],
        );
        let slice = |(slice, lost): (&LotSlice, u32)| {
            let lot = lot_name(state, slice.lot);
            row![id, lot, slice.grams.start(), slice.grams.grams(), lost]
        };
        let slices = coverage.slices.iter().zip(std::iter::repeat(0));
        let lost = coverage.spent.iter().zip(std::iter::repeat(1));
        let slices = slices.chain(lost).map(slice).collect();
        self.group(Of::CoverageSlices, id, slices);
    }

    fn order(&mut self, books: &Books, id: &OrderId) {
        let state = books.state();
        let Some(order) = state.order(id) else { return };
        let reserve = order.reserve();
        let kind = reserve.about.and_then(|about| books.kind(&about));
        let (price, currency) = money(order.price());
        self.one(
            Of::Orders,
            row![
                id.as_str(),
                order.status().to_string(),
                reserve.attempt,
                order.until().to_string(),
                order.amount(),
                order.held(),
                price,
                currency,
                kind.map(|kind| kind.country.to_string()),
                kind.map(|kind| kind.audience.as_str()),
                reserve.about.map(|about| about.to_string()),
            ],
        );
        let (mut lines, mut slices) = (Vec::new(), Vec::new());
        for (line, held) in order.lines() {
            let product_line = kind.and_then(|kind| kind.product_lines.get(&line.id));
            lines.push(row![
                id.as_str(),
                line.id,
                line.quantity,
                held.quantity(),
                held.assigned(),
                held.cancelled(),
                line.each,
                product_line.map(co2_units::text::TextOf::as_str),
            ]);
            for slice in held.slices() {
                let lot = lot_name(state, slice.lot);
                let (first, grams) = (slice.grams.start(), slice.grams.grams());
                slices.push(row![id.as_str(), line.id, lot, first, grams]);
            }
        }
        self.group(Of::OrderLines, id.as_str(), lines);
        self.group(Of::OrderSlices, id.as_str(), slices);
    }

    fn retirement(&mut self, state: &State, operation: &co2_offsets::OperationId) {
        let Some(retirement) = state.retirement(operation) else { return };
        let (request, record) = (retirement.request(), retirement.record());
        let serials = record.map(|record| {
            let serials: Vec<String> = record.serials.iter().map(ToString::to_string).collect();
            serials.join("; ")
        });
        self.one(
            Of::Retirements,
            row![
                request.operation.as_str(),
                request.lot.as_str(),
                if record.is_some() { "recorded" } else { "requested" },
                request.first_unit,
                request.last_unit,
                retirement.serial().to_string(),
                serials,
                record.map(|record| record.reference.to_string()),
                record.map(|record| record.date.to_string()),
            ],
        );
    }

    /// Lots, projects and days that are no longer what was written.
    pub(super) fn sums(&mut self, books: &Books, written: &mut Written) {
        let state = books.state();
        for (index, lot) in state.lots() {
            let now = (*lot.claims(), *lot.registry());
            if written.lots.insert(index, now) != Some(now) {
                self.lot(lot);
            }
        }
        // A project never changes.
        let projects = state.projects().count();
        if projects != written.projects {
            for project in state.projects() {
                self.one(
                    Of::Projects,
                    row![
                        project.id.to_string(),
                        project.registry.to_string(),
                        project.name.as_str(),
                        project.country.to_string(),
                        project.technology.as_str(),
                    ],
                );
            }
            written.projects = projects;
        }
        let cells = books.cells();
        for (cell, amounts) in cells.iter() {
            if written.cells.get(cell) != Some(amounts) {
                let [day, project, technology, project_country, buyer_country, line, audience] =
                    cell.labels();
                let labels = [
                    &day,
                    &project,
                    &technology,
                    &project_country,
                    &buyer_country,
                    &line,
                    &audience,
                ];
                // No label has a line break.
                let labels: Vec<&str> =
                    labels.iter().map(|label| label.as_deref().unwrap_or("")).collect();
                self.one(
                    Of::Totals,
                    row![
                        labels.join("\n"),
                        day,
                        project,
                        technology,
                        project_country,
                        buyer_country,
                        line,
                        audience,
                        amounts.covered,
                        amounts.released,
                        amounts.certified,
                        amounts.retired,
                    ],
                );
            }
        }
        written.cells = Arc::clone(cells);
    }

    fn lot(&mut self, state: &LotState) {
        let (lot, claims, registry) = (state.lot(), state.claims(), state.registry());
        self.one(
            Of::Lots,
            row![
                lot.id.as_str(),
                lot.project().to_string(),
                lot.serial.to_string(),
                lot.vintage.first().to_string(),
                lot.vintage.last().to_string(),
                lot.unit_size,
                state.size(),
                claims.free,
                claims.reserved,
                claims.committed,
                claims.assigned,
                claims.certified,
                claims.spent,
                registry.held,
                registry.requested,
                registry.retired,
                registry.converted,
                registry.cancelled,
                registry.transferred,
                registry.invalidated,
                registry.buffer,
            ],
        );
    }
}

/// Grams that were folded are of a lot that is known.
fn lot_name(state: &State, lot: LotIndex) -> Option<String> {
    state.lot(lot).map(|lot| lot.lot().id.to_string())
}

fn money(price: Option<Money>) -> (Option<String>, Option<String>) {
    price.map(|price| (price.amount().to_string(), price.currency().to_string())).unzip()
}
