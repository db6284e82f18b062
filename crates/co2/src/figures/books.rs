//! The sums as a projection of the journal: each event is folded into a ledger's state, and what changed
//! by it is booked under its day.

use super::{Amounts, By, Figures, FiscalStart, Measure, Period};
use crate::about::About;
use crate::cart::Audience;
use co2_journal::{
    Anchor, Happened, Journal, Ledger, Position, ReplayError, SubmitError, happened_after,
};
use co2_ledger::{
    Change, CoverageStatus, Event, LineId, LotIndex, LotSlice, LotState, OrderId, OrderStatus,
    Retirement, State,
};
use co2_offsets::{Digest, Serial, Technology};
use co2_units::credit::ProjectId;
use co2_units::product::SerialNumber;
use co2_units::text::ShortText;
use co2_units::{Co2e, Country, Date, ProductId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Under what amounts are booked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cell {
    pub(super) day: Date,
    pub(super) project: ProjectId,
    technology: Technology,
    project_country: Country,
    buyer_country: Option<Country>,
    product_line: Option<ShortText>,
    audience: Option<Audience>,
}

impl Cell {
    /// All labels: day, project, technology, its country, the buyer's country, product line, audience.
    #[cfg(feature = "sqlite")]
    pub(crate) fn labels(&self) -> [Option<String>; 7] {
        // No label but that of a period looks at the fiscal year.
        let label = |by| self.label(by, FiscalStart::default());
        [
            Some(self.day.to_string()),
            label(By::Project),
            label(By::Technology),
            label(By::ProjectCountry),
            label(By::BuyerCountry),
            label(By::ProductLine),
            label(By::Audience),
        ]
    }

    /// What it is counted as.
    pub(super) fn label(&self, by: By, start: FiscalStart) -> Option<String> {
        match by {
            By::Day | By::Month | By::Quarter | By::FiscalYear => {
                Period::containing(self.day, by, start).map(|period| period.to_string())
            }
            By::Project => Some(self.project.to_string()),
            By::Technology => Some(self.technology.as_str().to_owned()),
            By::ProjectCountry => Some(self.project_country.to_string()),
            By::BuyerCountry => self.buyer_country.map(|country| country.to_string()),
            By::ProductLine => self.product_line.as_ref().map(|line| line.as_str().to_owned()),
            By::Audience => self.audience.map(|audience| audience.as_str().to_owned()),
        }
    }
}

/// What orders are counted as. Most orders share it with others, whatever their references are.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kind {
    pub(crate) country: Country,
    pub(crate) audience: Audience,
    pub(crate) product_lines: BTreeMap<LineId, ShortText>,
}

/// What of an order's description figures use.
#[derive(Clone, Debug)]
struct Described {
    kind: Arc<Kind>,
    reference: Option<ShortText>,
}

/// The grams of lots by the line of the order.
type Tally = BTreeMap<(LineId, LotIndex), u64>;

/// Everything that was booked up to a place in the journal.
///
/// It keeps a state of its own beside the writer's, for the state before an event says what the event
/// took away.
#[derive(Debug)]
pub(crate) struct Books {
    state: State,
    at: Anchor,
    cells: Arc<BTreeMap<Cell, Amounts>>,
    total: Amounts,
    /// The descriptions of orders that could be read.
    described: BTreeMap<Digest, Described>,
    kinds: BTreeSet<Arc<Kind>>,
    references: BTreeMap<ShortText, BTreeSet<OrderId>>,
    /// The orders of certified products, by what stands for their serial numbers.
    serials: BTreeMap<u64, Vec<OrderId>>,
    /// Whether archived orders stay in the state, for looks at it that no journal answers.
    keeps_archived: bool,
}

/// What is read of the ledger to go on: the next batches, and the descriptions that they name.
pub(crate) struct Next {
    from: Anchor,
    batches: Vec<Happened>,
    documents: Vec<(Digest, Option<Vec<u8>>)>,
}

impl Next {
    /// Reads what comes after a place, and not beyond a position.
    pub(crate) async fn read(
        ledger: &Ledger,
        from: Anchor,
        until: Option<Position>,
    ) -> Result<Self, SubmitError> {
        let mut batches = ledger.batches_after_async(from).await?;
        batches.retain(|batch| until.is_none_or(|until| batch.after.position <= until));
        let events = batches.iter().flat_map(|batch| &batch.events);
        let named: BTreeSet<Digest> = events.filter_map(|event| named(event)).collect();
        let named: Vec<Digest> = named.into_iter().collect();
        let found = ledger.documents_async(named.clone()).await?;
        let documents = named.into_iter().zip(found).collect();
        Ok(Self { from, batches, documents })
    }

    /// The same, of a store.
    pub(crate) fn of_journal(journal: &mut dyn Journal, from: Anchor) -> Result<Self, ReplayError> {
        let batches = happened_after(journal, from)?;
        let events = batches.iter().flat_map(|batch| &batch.events);
        let named: BTreeSet<Digest> = events.filter_map(|event| named(event)).collect();
        let mut documents = Vec::with_capacity(named.len());
        for digest in named {
            documents.push((digest, journal.document(&digest)?));
        }
        Ok(Self { from, batches, documents })
    }

    /// Whether there was nothing.
    pub(crate) const fn is_empty(&self) -> bool {
        self.batches.is_empty()
    }
}

/// The description that an event's order names first.
fn named(event: &Event) -> Option<Digest> {
    match &event.change {
        Change::Reserved { reserve, .. } => reserve.about,
        Change::CoveredRetroactively { cover, .. } => cover.about,
        _ => None,
    }
}

impl Books {
    /// Nothing, at the start of the journal.
    pub(crate) fn new(keeps_archived: bool) -> Self {
        Self {
            state: State::new(),
            at: Anchor::START,
            cells: Arc::default(),
            total: Amounts::default(),
            described: BTreeMap::new(),
            kinds: BTreeSet::new(),
            references: BTreeMap::new(),
            serials: BTreeMap::new(),
            keeps_archived,
        }
    }

    /// Where it stands.
    pub(crate) const fn at(&self) -> Anchor {
        self.at
    }

    pub(crate) const fn state(&self) -> &State {
        &self.state
    }

    /// The orders of a buyer by the host's reference, in the order of their names.
    pub(crate) fn orders_of(&self, reference: &ShortText) -> impl Iterator<Item = &OrderId> {
        self.references.get(reference).into_iter().flatten()
    }

    /// The orders that may have a certified product with this serial number, in the order in which
    /// they were certified.
    pub(crate) fn orders_with(&self, serial: &SerialNumber) -> &[OrderId] {
        self.serials.get(&fingerprint(serial)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The sums.
    pub(crate) fn figures(&self, start: FiscalStart) -> Figures {
        let (cells, total, at) = (Arc::clone(&self.cells), self.total, self.at);
        Figures { cells, total, at, day: self.state.time().date(), start }
    }

    /// The sums by what they are counted as.
    #[cfg(feature = "sqlite")]
    pub(crate) const fn cells(&self) -> &Arc<BTreeMap<Cell, Amounts>> {
        &self.cells
    }

    /// What an order counts as whose description has this digest.
    #[cfg(feature = "sqlite")]
    pub(crate) fn kind(&self, about: &Digest) -> Option<&Kind> {
        self.described.get(about).map(|described| &*described.kind)
    }

    /// Goes on, unless somebody else has meanwhile.
    pub(crate) fn take(&mut self, next: &Next) -> Result<(), SubmitError> {
        self.take_each(next, |_, _, _| {})
    }

    /// The same, and lets somebody look after each event; it is the n-th of the batch that ends at the anchor.
    pub(crate) fn take_each(
        &mut self,
        next: &Next,
        mut each: impl FnMut(&Self, &Event, (Anchor, usize)),
    ) -> Result<(), SubmitError> {
        if next.from != self.at {
            return Ok(());
        }
        for (digest, document) in &next.documents {
            self.read_description(*digest, document.as_deref());
        }
        for batch in &next.batches {
            for (place, event) in batch.events.iter().enumerate() {
                self.book(event)?;
                each(self, event, (batch.after, place));
            }
            self.at = batch.after;
        }
        Ok(())
    }

    /// Reads the description of orders, which an event is going to name.
    fn read_description(&mut self, digest: Digest, document: Option<&[u8]>) {
        // One that was removed, or is another program's, is not known.
        if let Some(about) = document.and_then(|json| About::from_json(json).ok()) {
            self.describe(digest, about);
        }
    }

    fn describe(&mut self, digest: Digest, about: About) {
        let About { country, audience, product_lines, reference, .. } = about;
        let kind = Arc::new(Kind { country, audience, product_lines });
        let known = self.kinds.get(&kind).cloned();
        let kind = known.unwrap_or_else(|| {
            self.kinds.insert(Arc::clone(&kind));
            kind
        });
        self.described.insert(digest, Described { kind, reference });
    }

    fn book(&mut self, event: &Arc<Event>) -> Result<(), SubmitError> {
        let change = &event.change;
        if self.keeps_archived && matches!(change, Change::Archived(_) | Change::Reopened { .. }) {
            return Ok(());
        }
        let before = (self.held(change), self.published(change));
        let folded = self.state.fold(event).map(drop);
        folded.map_err(|error| SubmitError::Broken { reason: error.to_string().into() })?;
        let after = (self.held(change), self.published(change));
        let booked = self.book_changes(event, (&before.0, &after.0), (&before.1, &after.1));
        booked.ok_or_else(|| SubmitError::Broken { reason: "the sums are too large".into() })?;
        if let Some((order, digest)) = order_of(change).zip(named(event))
            && let Some(reference) = self.described.get(&digest).and_then(|d| d.reference.clone())
        {
            self.references.entry(reference).or_default().insert(order.clone());
        }
        if let Change::CertificateRecorded(record) = change {
            let orders = self.serials.entry(fingerprint(&record.product.serial)).or_default();
            if !orders.contains(&record.order) {
                orders.push(record.order.clone());
            }
        }
        Ok(())
    }

    /// Books the difference that an event made; `None` beyond what can be counted.
    fn book_changes(
        &mut self,
        event: &Event,
        (held_before, held_after): (&Tally, &Tally),
        (before, after): (&Tally, &Tally),
    ) -> Option<()> {
        let (order, day) = (order_of(&event.change), event.at.date());
        for (&place, &grams) in held_after {
            let more = grams.saturating_sub(held_before.get(&place).copied().unwrap_or_default());
            self.add(day, order, place, Measure::Covered, more)?;
        }
        for (&place, &grams) in held_before {
            let less = grams.saturating_sub(held_after.get(&place).copied().unwrap_or_default());
            self.add(day, order, place, Measure::Released, less)?;
        }
        let (measure, day) = match &event.change {
            Change::RetirementRecorded { record, .. } => (Measure::Retired, record.date.date()),
            _ => (Measure::Certified, day),
        };
        for (&place, &grams) in after {
            let more = grams.saturating_sub(before.get(&place).copied().unwrap_or_default());
            self.add(day, order, place, measure, more)?;
        }
        Some(())
    }

    fn add(
        &mut self,
        day: Date,
        order: Option<&OrderId>,
        (line, lot): (LineId, LotIndex),
        measure: Measure,
        grams: u64,
    ) -> Option<()> {
        // A lot that was folded is known, and so is its project.
        let lot = self.state.lot(lot).filter(|_| grams > 0).map(LotState::lot);
        let Some((lot, project)) =
            lot.and_then(|lot| Some((lot, self.state.project(lot.project())?)))
        else {
            return Some(());
        };
        let about = order.and_then(|order| self.state.order(order)?.reserve().about);
        let kind = about.and_then(|about| Some(&self.described.get(&about)?.kind));
        let cell = Cell {
            day,
            project: project.id.clone(),
            technology: project.technology,
            project_country: lot.country(project),
            buyer_country: kind.map(|kind| kind.country),
            product_line: kind.and_then(|kind| kind.product_lines.get(&line).cloned()),
            audience: kind.map(|kind| kind.audience),
        };
        let amount = Co2e::from_grams(grams);
        self.total.add(measure, amount)?;
        Arc::make_mut(&mut self.cells).entry(cell).or_default().add(measure, amount)
    }

    /// What the paid order that a change is about holds, as far as the change can move it.
    fn held(&self, change: &Change) -> Tally {
        let mut tally = Tally::new();
        match change {
            Change::Confirmed(content) => self.open_lines(&content.order, &mut tally),
            Change::Cancelled(content) => self.open_lines(&content.order, &mut tally),
            Change::PartCancelled { cancel, .. } => self.open_lines(&cancel.order, &mut tally),
            Change::Filled { fill, .. } => self.open_lines(&fill.order, &mut tally),
            Change::Reallocated { reallocate, .. } => {
                self.open_lines(&reallocate.order, &mut tally);
            }
            Change::MadeGood { make_good, .. } => match &make_good.product {
                Some(product) => self.covering(&make_good.order, product, &mut tally),
                None => self.open_lines(&make_good.order, &mut tally),
            },
            Change::Returned(content) => {
                self.covering(&content.order, &content.product, &mut tally);
            }
            Change::Revoked(content) => {
                self.covering(&content.order, &content.product, &mut tally);
            }
            Change::CoveredRetroactively { cover, .. } => {
                for earlier in &cover.products {
                    self.covering(&cover.order, &earlier.product, &mut tally);
                }
            }
            _ => {}
        }
        tally
    }

    /// The grams of an order's products without a serial number, once it is paid.
    fn open_lines(&self, order: &OrderId, tally: &mut Tally) {
        let order = self.state.order(order);
        let paid = order.filter(|order| order.status() == OrderStatus::Confirmed);
        for (line, held) in paid.iter().flat_map(|order| order.lines()) {
            sum(tally, line.id, held.slices());
        }
    }

    /// The grams that cover a product.
    fn covering(&self, order: &OrderId, product: &ProductId, tally: &mut Tally) {
        let coverage = self.state.coverage(order, product);
        if let Some(coverage) = coverage.filter(|c| c.status == CoverageStatus::Live) {
            sum(tally, coverage.line, &coverage.slices);
        }
    }

    /// What is certified or retired of the lots that a change is about.
    fn published(&self, change: &Change) -> Tally {
        match change {
            Change::CertificateRecorded(record) => {
                let coverage = self.state.coverage_by_id(record.coverage);
                let slices = coverage.iter().flat_map(|coverage| {
                    coverage.slices.iter().map(|slice| (coverage.line, slice.lot))
                });
                let certified = |(line, lot)| {
                    let grams = self.state.lot(lot)?.claims().certified;
                    Some(((line, lot), grams))
                };
                slices.filter_map(certified).collect()
            }
            Change::RetirementRecorded { record, .. } => {
                let home = self.state.retirement(&record.operation).map(Retirement::lot);
                // Where a registry retired others than those that it was asked for, they may be of other lots.
                let has = |lot: &LotState| {
                    let own = lot.lot().serial.units();
                    record.serials.iter().map(Serial::units).any(|units| {
                        let meet = units.first() <= own.last() && own.first() <= units.last();
                        meet && units.scope() == own.scope()
                    })
                };
                let lots = self.state.lots().filter(|(at, lot)| Some(*at) == home || has(lot));
                lots.map(|(index, lot)| ((0, index), lot.registry().retired)).collect()
            }
            _ => Tally::new(),
        }
    }
}

/// Stands for a serial number.
fn fingerprint(serial: &SerialNumber) -> u64 {
    let digest = Digest::of(serial.as_str().as_bytes());
    digest.as_bytes().first_chunk().copied().map_or(0, u64::from_be_bytes)
}

fn sum(tally: &mut Tally, line: LineId, slices: &[LotSlice]) {
    for slice in slices {
        let grams = tally.entry((line, slice.lot)).or_default();
        *grams = grams.saturating_add(slice.grams.grams());
    }
}

/// The order that a change is about.
pub(crate) const fn order_of(change: &Change) -> Option<&OrderId> {
    Some(match change {
        Change::Reserved { reserve, .. } => &reserve.order,
        Change::Expired { order } => order,
        Change::Extended { extend, .. } => &extend.order,
        Change::Assigned { assign, .. } => &assign.order,
        Change::Replaced { replace, .. } => &replace.order,
        Change::SerialCorrected { correct, .. } => &correct.order,
        Change::Confirmed(content) => &content.order,
        Change::Cancelled(content) => &content.order,
        Change::PartCancelled { cancel, .. } => &cancel.order,
        Change::Filled { fill, .. } => &fill.order,
        Change::Reallocated { reallocate, .. } => &reallocate.order,
        Change::MadeGood { make_good, .. } => &make_good.order,
        Change::Returned(content) => &content.order,
        Change::Suspended(content) => &content.order,
        Change::Reinstated(content) => &content.order,
        Change::Revoked(content) => &content.order,
        Change::CoveredRetroactively { cover, .. } => &cover.order,
        Change::CertificateRecorded(record) => &record.order,
        _ => return None,
    })
}
