//! Orders: reserve, extend, confirm, reallocate, expire, cancel.

use crate::command::{CancelPart, Confirm, Extend, Fill, Part, Reallocate, Reserve};
use crate::event::LotSlice;
use crate::ids::{LineId, OrderId};
use crate::price::split_at;
use crate::receipt::OrderStatus;
use crate::slices::cut;
use crate::state::orders::{Taken, check_line};
use crate::state::packed::{Reserved, Stand};
use crate::state::steps::{Folded, Log};
use crate::state::{ClaimState, Kept, Order, OrderLine, State};
use co2_units::{Co2e, Money, Timestamp};
use std::collections::BTreeMap;

impl State {
    pub(super) fn apply_reserved(
        &mut self,
        log: &mut Log,
        reserve: &Reserve,
        (at, until): (Timestamp, Timestamp),
        taken: &Taken<'_>,
    ) -> Folded {
        if until <= at {
            return Err("the reservation ends before it begins");
        }
        if self.orders.contains(&reserve.order) {
            let mut order = Order::new(reserve.clone(), until, OrderStatus::Reserved, taken);
            order.charge(taken, reserve.price)?;
            return self.take_order(log, order, ClaimState::Reserved);
        }
        self.check_attempt(None, reserve)?;
        taken.check(&reserve.lines)?;
        taken.prices(reserve.price)?;
        self.put_packed(log, &Reserved { at, reserve, taken: *taken }, until)
    }

    /// That an order is the next attempt at one that is known, or new.
    fn check_attempt(&self, known: Option<Kept<'_>>, reserve: &Reserve) -> Folded {
        // What is decided brings it back first.
        if known.is_none() && !self.archived(&reserve.order).is_empty() {
            return Err("an archived order may have the name");
        }
        let next = known.map_or(Some(1), |known| known.attempt().checked_add(1));
        if known.is_some_and(|known| !known.has_expired()) || next != Some(reserve.attempt) {
            return Err("it is not the order's next attempt");
        }
        Ok(())
    }

    /// An order with grams that were free.
    pub(super) fn take_order(&mut self, log: &mut Log, order: Order, claim: ClaimState) -> Folded {
        self.check_attempt(self.kept(&order.reserve.order), &order.reserve)?;
        check_lines(&order)?;
        self.claim(log, order.slices(), ClaimState::Free, claim)?;
        self.put_order(log, order)
    }

    /// Frees the grams of an order of which no product is assigned.
    pub(super) fn release(
        &mut self,
        log: &mut Log,
        id: &OrderId,
        status: OrderStatus,
        at: Timestamp,
    ) -> Folded {
        let claimed = |before, assigned| match (before, status) {
            (OrderStatus::Reserved, _) => Ok(ClaimState::Reserved),
            (OrderStatus::Confirmed, OrderStatus::Cancelled) if assigned == 0 => {
                Ok(ClaimState::Committed)
            }
            _ => Err("the order has nothing that can be freed"),
        };
        let kept = self.kept(id).ok_or("the order is not known")?;
        let order = match kept {
            Kept::Full(order) => order,
            Kept::Packed(_) => {
                let claim = claimed(kept.status(), 0)?;
                let cancelled = (status == OrderStatus::Cancelled).then_some(at);
                let next = |stand| Ok(Stand { status, cancelled, ..stand });
                return self.set_stand(log, id, next, (claim, ClaimState::Free));
            }
        };
        let claim = claimed(order.status, order.assigned())?;
        let flat = order.slices();
        let lines = order.lines.iter();
        let lines = lines.map(|line| OrderLine { slices: Vec::new(), ..line.clone() }).collect();
        let released = Order {
            reserve: order.reserve.clone(),
            until: order.until,
            status,
            cap: order.cap,
            lines,
            coverages: order.coverages.clone(),
            history: order.history.clone(),
        };
        self.claim(log, flat, claim, ClaimState::Free)?;
        self.put_order(log, released)
    }

    pub(super) fn apply_extended(
        &mut self,
        log: &mut Log,
        extend: &Extend,
        at: Timestamp,
        until: Timestamp,
    ) -> Folded {
        let order = self.orders.get(&extend.order).ok_or("the order is not known")?;
        if order.status != OrderStatus::Reserved || until <= order.until || until <= at {
            return Err("the reservation cannot be held so long");
        }
        self.set_until(log, &extend.order, until)
    }

    pub(super) fn apply_confirmed(
        &mut self,
        log: &mut Log,
        confirm: &Confirm,
        at: Timestamp,
    ) -> Folded {
        let id = &confirm.order;
        let not_reserved = "the order is not reserved";
        if confirm.part.is_none() && self.orders.is_packed(id) {
            let claims = (ClaimState::Reserved, ClaimState::Committed);
            let next = |stand: Stand| {
                let (status, confirmed) = (OrderStatus::Confirmed, Some(at));
                let reserved = stand.status == OrderStatus::Reserved;
                reserved.then_some(Stand { status, confirmed, ..stand }).ok_or(not_reserved)
            };
            return self.set_stand(log, id, next, claims);
        }
        let order = self.orders.get(id).ok_or("the order is not known")?;
        if order.status != OrderStatus::Reserved {
            return Err(not_reserved);
        }
        if let Some(part) = &confirm.part {
            let (order, freed) = confirm_part(&order, part).ok_or("the order has no such part")?;
            let kept = order.slices();
            self.claim(log, &freed, ClaimState::Reserved, ClaimState::Free)?;
            self.claim(log, &kept, ClaimState::Reserved, ClaimState::Committed)?;
            return self.put_order(log, order);
        }
        let flat = order.slices();
        self.claim(log, flat, ClaimState::Reserved, ClaimState::Committed)?;
        self.set_status(log, id, OrderStatus::Confirmed);
        Ok(())
    }

    pub(super) fn apply_part_cancelled(
        &mut self,
        log: &mut Log,
        cancel: &CancelPart,
        price: Option<Money>,
    ) -> Folded {
        let order = self.orders.get(&cancel.order).ok_or("the order is not known")?;
        let claim = order.claim().ok_or("the order is over")?;
        let less = self.without(&order, &cancel.part);
        let (order, freed, its_price) = less.ok_or("the order has no such part to give up")?;
        if price != its_price {
            return Err("the part has another price");
        }
        self.claim(log, &freed, claim, ClaimState::Free)?;
        self.put_order(log, order)
    }

    /// How many products of a line can be given up: those that wait for credits, and those that have
    /// credits but no serial number.
    pub(crate) fn can_be_cancelled(&self, order: &Order, line: LineId) -> Option<u32> {
        let (_, line, held) = order.line(line)?;
        let waiting = if self.is_fillable(order) { held.waiting(line) } else { 0 };
        waiting.checked_add(held.quantity.checked_sub(held.assigned)?)
    }

    /// An order without some of its products, the grams that they had and their price; `None` when it has no such
    /// part, or no product with credits would be left.
    pub(crate) fn without(
        &self,
        order: &Order,
        part: &[Part],
    ) -> Option<(Order, Vec<LotSlice>, Option<Money>)> {
        let fillable = self.is_fillable(order);
        let mut quantities = quantities(part)?;
        let (mut lines, mut freed, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        for (line, held) in order.lines() {
            let given_up = quantities.remove(&line.id).unwrap_or_default();
            // Those that wait have nothing to lose.
            let waiting = if fillable { held.waiting(line) } else { 0 };
            let covered = given_up.saturating_sub(waiting);
            let quantity = held.quantity.checked_sub(covered)?;
            let open = quantity.checked_sub(held.assigned)?;
            let kept = line.each.checked_mul(open.into())?.as_grams();
            freed.extend(cut(&held.slices, kept, u64::MAX));
            let (prices, rest) = split_at(&held.prices, quantity);
            gone.extend(rest);
            lines.push(OrderLine {
                quantity,
                prices,
                cancelled: held.cancelled.checked_add(given_up)?,
                slices: cut(&held.slices, 0, kept),
                ..*held
            });
        }
        let left = lines.iter().any(|line| line.quantity > 0);
        let known = quantities.is_empty() && !part.is_empty();
        let price = order.priced(&gone);
        (known && left).then(|| (Order { lines, ..order.clone() }, freed, price))
    }

    pub(super) fn apply_reallocated(
        &mut self,
        log: &mut Log,
        reallocate: &Reallocate,
        at: Timestamp,
        taken: &Taken<'_>,
    ) -> Folded {
        let known = self.orders.get(&reallocate.order).ok_or("the order is not known")?;
        let held = known.lines.iter().map(|line| line.quantity);
        if !held.eq(taken.covered.iter().copied()) {
            return Err("it is not for the products that were held");
        }
        let reserve = Reserve { attempt: reallocate.attempt, ..known.reserve.clone() };
        let cancelled: Vec<u32> = known.lines.iter().map(|line| line.cancelled).collect();
        let cap = known.cap;
        let mut order = Order::new(reserve, at, OrderStatus::Confirmed, taken);
        order.cap = cap;
        order.charge(taken, cap)?;
        for (line, cancelled) in order.lines.iter_mut().zip(cancelled) {
            line.cancelled = cancelled;
        }
        self.take_order(log, order, ClaimState::Committed)
    }
}

impl State {
    pub(super) fn apply_filled(&mut self, log: &mut Log, fill: &Fill, taken: &Taken<'_>) -> Folded {
        let Taken { slices, covered, .. } = *taken;
        let order = self.orders.get(&fill.order).ok_or("the order is not known")?;
        let claim = order.claim().ok_or("the order is over")?;
        if slices.len() != order.lines.len() || covered.len() != order.lines.len() {
            return Err("the slices do not fit the lines");
        }
        let mut filled = Order::clone(&order);
        filled.cap = order.cap_with(fill.price)?;
        filled.charge(taken, fill.price)?;
        let wanted = order.reserve.lines.iter();
        let lines = filled.lines.iter_mut().zip(wanted).zip(slices.iter().zip(covered));
        for ((held, line), (slices, &products)) in lines {
            let quantity = held.quantity.checked_add(products);
            held.quantity = quantity
                .filter(|_| products <= held.waiting(line))
                .ok_or("more products are covered than a line has")?;
            let total = line.each.checked_mul(u64::from(products)).map(Co2e::as_grams);
            let sum = slices.iter().try_fold(0_u64, |sum, s| sum.checked_add(s.grams.grams()));
            if total.is_none() || total != sum {
                return Err("the slices do not sum to their line");
            }
            held.slices.extend(slices);
        }
        if covered.iter().all(|&products| products == 0) {
            return Err("no product is covered");
        }
        let flat: Vec<LotSlice> = slices.iter().flatten().copied().collect();
        self.claim(log, &flat, ClaimState::Free, claim)?;
        self.put_order(log, filled)
    }
}

fn check_lines(order: &Order) -> Folded {
    if order.lines.len() != order.reserve.lines.len() {
        return Err("the slices do not fit the lines");
    }
    if order.lines.iter().all(|line| line.quantity == 0) {
        return Err("no product is covered");
    }
    order.lines().try_for_each(|(line, held)| check_line(line, &held.slices, held.due(line)))
}

/// How many products of each line are meant; `None` when a line stands twice, or for no product.
fn quantities(part: &[Part]) -> Option<BTreeMap<LineId, u32>> {
    let mut quantities = BTreeMap::new();
    for part in part {
        let twice = quantities.insert(part.line, part.quantity).is_some();
        if twice || part.quantity == 0 {
            return None;
        }
    }
    Some(quantities)
}

/// An order of which a part is confirmed, and the grams that are free again; `None` when it has no
/// such part.
fn confirm_part(order: &Order, part: &[Part]) -> Option<(Order, Vec<LotSlice>)> {
    let mut quantities = quantities(part)?;
    let (mut lines, mut freed) = (Vec::new(), Vec::new());
    for (line, held) in order.lines() {
        let quantity = quantities.remove(&line.id).unwrap_or_default();
        if quantity > held.quantity {
            return None;
        }
        let kept = line.each.checked_mul(u64::from(quantity))?.as_grams();
        freed.extend(cut(&held.slices, kept, u64::MAX));
        let slices = cut(&held.slices, 0, kept);
        let (prices, _) = split_at(&held.prices, quantity);
        lines.push(OrderLine { quantity, prices, slices, ..*held });
    }
    let known = quantities.is_empty() && !part.is_empty();
    let confirmed = Order { status: OrderStatus::Confirmed, lines, ..order.clone() };
    known.then_some((confirmed, freed))
}
