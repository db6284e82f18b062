//! Orders and their lines.

use super::answers::{Answers, KeyHash};
use crate::command::{Content, Line, Reserve};
use crate::event::{Event, LotSlice};
use crate::ids::{CoverageId, LineId, OrderId};
use crate::price::{self, OrderPrice, UnitPrice};
use crate::receipt::OrderStatus;
use crate::slices::joined;
use crate::state::ClaimState;
use crate::state::steps::Folded;
use co2_offsets::PriceCap;
use co2_units::{Co2e, Money, Timestamp};
use serde::{Deserialize, Serialize};

/// An order and the grams it has beside those that cover its products.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub(super) reserve: Reserve,
    pub(super) until: Timestamp,
    pub(super) status: OrderStatus,
    /// The most to be paid for all that it got: for the reservation, and for what was added later.
    pub(super) cap: Option<PriceCap>,
    pub(super) lines: Vec<OrderLine>,
    /// The coverages of its products, those that are over too; derived from them.
    pub(super) coverages: Vec<CoverageId>,
    /// What commands on it caused; derived from the answers.
    pub(super) history: History,
}

/// Which commands on an order were answered, in whatever order they came or were read.
#[derive(Clone, Debug, Default)]
pub(super) struct History(Vec<KeyHash>);

/// The hashes differ from state to state, and a packed order has its answers in itself; that the answers
/// are the same is seen in the states.
impl PartialEq for History {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for History {}

impl History {
    pub(super) fn push(&mut self, key: KeyHash) {
        self.0.push(key);
    }

    /// Takes the answer to a command back. It need not be the last: those of an order that was archived
    /// and brought back are in the order of their keys.
    pub(super) fn remove(&mut self, key: KeyHash) {
        if let Some(place) = self.0.iter().rposition(|&known| known == key) {
            self.0.remove(place);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// When the answers took effect.
    pub(super) fn times(&self, answers: &Answers) -> impl Iterator<Item = Timestamp> {
        self.0.iter().flat_map(|&key| answers.times_of(key))
    }

    /// The answers to the commands on an order.
    pub(super) fn events(&self, answers: &Answers, order: &OrderId) -> Vec<Event> {
        let mut keys = self.0.clone();
        keys.sort_unstable();
        keys.dedup();
        let is_its = |event: &Event| {
            event.change.content().and_then(Content::subject_order).is_some_and(|id| id == order)
        };
        let events = keys.into_iter().flat_map(|key| answers.of_hash(key)).filter(is_its);
        events.collect()
    }
}

/// A line of an order and the grams it has for products without a serial number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// How many products it is for: those reserved, or paid.
    pub(super) quantity: u32,
    /// How many of them got a serial number.
    pub(super) assigned: u32,
    /// How many were given up.
    pub(super) cancelled: u32,
    /// The prices of its products, the first product first; none when the order has no cap.
    pub(super) prices: Vec<UnitPrice>,
    /// The grams of the others, laid end to end.
    pub(super) slices: Vec<LotSlice>,
}

/// What an order gets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken<'a> {
    /// The grams, line by line.
    pub(super) slices: &'a [Vec<LotSlice>],
    /// How many products of each line they cover.
    pub(super) covered: &'a [u32],
    /// What is to be paid for them.
    pub(super) price: Option<&'a OrderPrice>,
}

impl Taken<'_> {
    /// The prices of the products of each line under a cap; none without a cap.
    pub(super) fn prices(&self, cap: Option<PriceCap>) -> Folded<Vec<Vec<UnitPrice>>> {
        let (price, cap) = match (self.price, cap) {
            (None, None) => return Ok(Vec::new()),
            (Some(price), Some(PriceCap { cap, .. })) => (price, cap),
            _ => return Err("there is a price without a cap, or a cap without a price"),
        };
        let total = price.total;
        if total.currency() != cap.currency() || total.amount() > cap.amount() {
            return Err("the price is above the cap");
        }
        price.units(self.covered).ok_or("the prices do not fit the lines")
    }

    /// All its grams; slices that touch and follow one another are one.
    pub(super) fn joined(&self) -> impl Iterator<Item = LotSlice> + Clone {
        joined(self.slices.iter().flatten().copied())
    }

    /// That it is what the lines of a new order can get.
    pub(super) fn check(&self, lines: &[Line]) -> Folded {
        let (slices, covered) = (self.slices, self.covered);
        if slices.len() != lines.len() || covered.len() != lines.len() {
            return Err("the slices do not fit the lines");
        }
        if covered.iter().all(|&products| products == 0) {
            return Err("no product is covered");
        }
        for (line, (slices, &products)) in lines.iter().zip(slices.iter().zip(covered)) {
            check_line(line, slices, line.due(products, 0))?;
        }
        Ok(())
    }
}

/// That a line has what it must have.
pub(super) fn check_line(line: &Line, slices: &[LotSlice], due: Option<u64>) -> Folded {
    if line.quantity == 0 || line.each.is_zero() || line.stages.is_empty() {
        return Err("a line is empty");
    }
    let sum = slices.iter().try_fold(0_u64, |sum, s| sum.checked_add(s.grams.grams()));
    if sum.is_none() || due != sum {
        return Err("the slices do not sum to their line");
    }
    Ok(())
}

impl Line {
    /// How many grams it must have when so many of its products have credits; `None` when these and
    /// those that were given up are more than the line has.
    fn due(&self, products: u32, cancelled: u32) -> Option<u64> {
        products.checked_add(cancelled).filter(|&products| products <= self.quantity)?;
        self.each.checked_mul(u64::from(products)).map(Co2e::as_grams)
    }
}

impl Order {
    /// A reservation that came in, or one that is paid at once.
    pub(super) fn new(
        reserve: Reserve,
        until: Timestamp,
        status: OrderStatus,
        taken: &Taken<'_>,
    ) -> Self {
        let lines = taken.slices.iter().zip(taken.covered).map(|(slices, &quantity)| OrderLine {
            quantity,
            assigned: 0,
            cancelled: 0,
            prices: Vec::new(),
            slices: slices.clone(),
        });
        let (lines, cap) = (lines.collect(), reserve.price);
        let (coverages, history) = (Vec::new(), History::default());
        Self { reserve, until, status, cap, lines, coverages, history }
    }

    /// Notes the prices of what it gets under a cap.
    pub(super) fn charge(&mut self, taken: &Taken<'_>, cap: Option<PriceCap>) -> Folded {
        for (line, units) in self.lines.iter_mut().zip(taken.prices(cap)?) {
            line.prices.extend(units);
        }
        Ok(())
    }

    /// The most to be paid in all when something is added under a cap of its own.
    pub(crate) fn cap_with(&self, more: Option<PriceCap>) -> Folded<Option<PriceCap>> {
        match (self.cap, more) {
            (None, None) => Ok(None),
            (Some(cap), Some(more)) if cap.market == more.market => {
                let sum = cap.cap.checked_add(more.cap);
                let cap = sum.map_err(|_| "the caps cannot be added")?;
                Ok(Some(PriceCap { cap, ..more }))
            }
            _ => Err("only one of the two has a cap, or they are of two markets"),
        }
    }

    /// The most to be paid for all that it got: the cap of its reservation and those of what was added
    /// to it.
    pub const fn cap(&self) -> Option<PriceCap> {
        self.cap
    }

    /// The price of the products that it is for, or was for when it ended, before tax: those that are
    /// reserved, and after a confirmation those that are paid. `None` when it has no cap, and so no
    /// price.
    pub fn price(&self) -> Option<Money> {
        let prices = self.lines.iter().flat_map(|line| &line.prices);
        self.priced(prices)
    }

    /// A sum of prices of it; nothing is a price too.
    pub(super) fn priced<'a>(
        &self,
        prices: impl IntoIterator<Item = &'a UnitPrice>,
    ) -> Option<Money> {
        let cap = self.cap?;
        let sum = price::sum(prices.into_iter().map(|part| (part.quantity, part.each)));
        sum.or_else(|| price::of_minor(0, cap.cap.currency()))
    }

    /// Where it is in its life. A reservation past its deadline is still `reserved` here until a
    /// later event says that it expired; see [`Order::status_at`].
    pub const fn status(&self) -> OrderStatus {
        self.status
    }

    /// Where it is in its life at a time, as commands see it: a reservation that is due by then has
    /// expired. The ledger's time never runs back, so ask for no time before
    /// [`State::time`](crate::State::time).
    pub fn status_at(&self, at: Timestamp) -> OrderStatus {
        self.status.at(self.until, at)
    }

    /// What was asked when its credits were reserved.
    pub const fn reserve(&self) -> &Reserve {
        &self.reserve
    }

    /// Until when its reservation holds or held.
    pub const fn until(&self) -> Timestamp {
        self.until
    }

    /// Its lines with the grams of products that have no serial number yet; empty-handed once it
    /// expired or was cancelled.
    pub fn lines(&self) -> impl Iterator<Item = (&Line, &OrderLine)> {
        self.reserve.lines.iter().zip(&self.lines)
    }

    /// How much it was reserved for.
    pub fn amount(&self) -> Co2e {
        let lines = self.reserve.lines.iter();
        let amounts = lines.filter_map(|line| line.each.checked_mul(u64::from(line.quantity)));
        // The sum was checked when it was reserved.
        Co2e::checked_sum(amounts).unwrap_or(Co2e::MAX)
    }

    /// How much it holds or has covered: less than [`Order::amount`] after a shortfall or when a part of it
    /// was paid.
    pub fn held(&self) -> Co2e {
        let lines = self.lines();
        let amounts = lines.filter_map(|(line, held)| line.each.checked_mul(held.quantity.into()));
        // At most the amount, whose sum was checked when it was reserved.
        Co2e::checked_sum(amounts).unwrap_or(Co2e::MAX)
    }

    /// What its grams are claimed for; `None` when it has none.
    pub(crate) const fn claim(&self) -> Option<ClaimState> {
        match self.status {
            OrderStatus::Reserved => Some(ClaimState::Reserved),
            OrderStatus::Confirmed => Some(ClaimState::Committed),
            OrderStatus::Expired | OrderStatus::Cancelled => None,
        }
    }

    /// When it expires, if it can.
    pub(super) fn deadline(&self) -> Option<(Timestamp, OrderId)> {
        (self.status == OrderStatus::Reserved).then(|| (self.until, self.reserve.order.clone()))
    }

    pub(crate) fn line(&self, id: LineId) -> Option<(usize, &Line, &OrderLine)> {
        let place = self.reserve.lines.iter().position(|line| line.id == id)?;
        Some((place, self.reserve.lines.get(place)?, self.lines.get(place)?))
    }

    /// All grams it has for products without a serial number.
    pub(crate) fn slices(&self) -> Vec<LotSlice> {
        self.lines.iter().flat_map(|line| line.slices.iter().copied()).collect()
    }

    /// How many of its products have got a serial number.
    pub(crate) fn assigned(&self) -> usize {
        let assigned = self.lines.iter().map(|line| usize::try_from(line.assigned));
        assigned.fold(0, |sum, count| sum.saturating_add(count.unwrap_or(usize::MAX)))
    }
}

impl OrderLine {
    /// For how many products it has credits, or had them before they got serial numbers: those that
    /// are reserved, or after a confirmation those that are paid.
    pub const fn quantity(&self) -> u32 {
        self.quantity
    }

    /// How many of its products have got a serial number.
    pub const fn assigned(&self) -> u32 {
        self.assigned
    }

    /// How many of its products were given up by [`CancelPart`](crate::CancelPart).
    pub const fn cancelled(&self) -> u32 {
        self.cancelled
    }

    /// The prices of its products before tax, the first product first: the rows of an invoice, each with
    /// a quantity and a unit price. They are those of [`OrderLine::quantity`] products; there are none
    /// when the order has no cap.
    pub fn prices(&self) -> &[UnitPrice] {
        &self.prices
    }

    /// The price of one of its products.
    pub(super) fn price_of(&self, mut item: u32) -> Option<Money> {
        let found = self.prices.iter().find(|part| match item.checked_sub(part.quantity) {
            Some(rest) => {
                item = rest;
                false
            }
            None => true,
        });
        found.map(|part| part.each)
    }

    /// Whether its products have prices, if they are to have some.
    pub(super) fn is_priced(&self, cap: Option<&PriceCap>) -> bool {
        let products = self.prices.iter().map(|part| u64::from(part.quantity));
        let products = products.fold(0_u64, u64::saturating_add);
        products == cap.map_or(0, |_| self.quantity.into())
    }

    /// How many products of its line have no credits and were not given up. They wait for credits when
    /// the rules of the order keep it open.
    pub(crate) const fn waiting(&self, line: &Line) -> u32 {
        line.quantity.saturating_sub(self.quantity).saturating_sub(self.cancelled)
    }

    /// The grams of its products that have none yet.
    pub fn slices(&self) -> &[LotSlice] {
        &self.slices
    }

    /// How many grams it must have; `None` when it is for more products than the line has.
    pub(super) fn due(&self, line: &Line) -> Option<u64> {
        line.due(self.quantity, self.cancelled)?;
        line.due(self.quantity.checked_sub(self.assigned)?, 0)
    }
}
