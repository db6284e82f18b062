//! Naive books of a ledger: plain lists of grains (a tenth of a tonne, or a gram), one by one. They know nothing of intervals, running totals or indices, and are kept from the commands
//! alone.

#![expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "places in lists of small worlds"
)]

use crate::choosing::{Choosing, Chosen, Want};
use co2_ledger::command::{Invalidated, OnDifference, Units};
use co2_ledger::{
    ClaimState, Command, CoverageStatus, LotSlice, OrderStatus, RegistryState, State,
};
use co2_offsets::{Choice, Digest, Pooling, PriceCap, Project, Rules, RulesId, Serial, Shortfall};
use co2_units::credit::GramSlice;
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, ProductId, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// A grain's address: the lot's place, and its number in the lot.
pub(crate) type Address = (u32, u64);

#[derive(Clone)]
pub(crate) struct Lot {
    content: co2_offsets::Lot,
    name: String,
    serial: Serial,
    /// How many grains a unit has.
    per_unit: u64,
    /// What each unit is, and by which retirement it was asked for.
    pub(crate) units: Vec<(RegistryState, Option<String>)>,
}

#[derive(Clone)]
pub(crate) struct Order {
    attempt: u32,
    status: OrderStatus,
    until: Timestamp,
    choice: Choice,
    rules: RulesId,
    cap: Option<PriceCap>,
    /// Whether a part of it was paid.
    in_part: bool,
    /// Quantity reserved, grains of each, quantity kept, how many have serial numbers, and the
    /// grains of the others.
    lines: Vec<Line>,
}

#[derive(Clone)]
pub(crate) struct Line {
    id: u32,
    reserved: u32,
    each: u64,
    quantity: u32,
    assigned: u32,
    cancelled: u32,
    grains: Vec<Address>,
}

#[derive(Clone)]
pub(crate) struct Cover {
    order: String,
    product: ProductId,
    pub(crate) status: CoverageStatus,
    /// With whether a certificate names them.
    grains: Vec<(Address, bool)>,
    certificate: Option<Digest>,
    replaces: Option<Digest>,
    edition: u32,
    suspended: bool,
}

#[derive(Clone)]
pub(crate) struct Auditor {
    /// Grams in a grain.
    grain: u64,
    rules: Vec<Rules>,
    in_force: Option<RulesId>,
    time: Option<Timestamp>,
    pub(crate) lots: Vec<Lot>,
    projects: BTreeMap<String, Project>,
    orders: BTreeMap<String, Order>,
    pub(crate) covers: Vec<Cover>,
    spent: BTreeSet<Address>,
    /// Retirement -> lot, and whether it is recorded.
    retirements: BTreeMap<String, (u32, bool)>,
    answered: BTreeMap<String, Command>,
}

fn lost(state: RegistryState) -> bool {
    use RegistryState::{Cancelled, Converted, Invalidated, Transferred};
    matches!(state, Converted | Cancelled | Transferred | Invalidated)
}

/// An amount in grains.
fn count(amount: Co2e, grain: u64) -> u64 {
    assert_eq!(amount.as_grams() % grain, 0);
    amount.as_grams() / grain
}

/// What an order asks for.
struct Asked<'a> {
    rules: RulesId,
    choice: &'a Choice,
    cap: Option<PriceCap>,
    wants: Vec<Want>,
    /// Whether all must be there, whatever the rules say.
    all: bool,
}

/// What an order costs is the sum of what its products cost, one by one, and at most its cap.
fn assert_prices(order: &co2_ledger::Order) {
    let rows = || order.lines().flat_map(|(_, line)| line.prices());
    let Some(cap) = order.cap() else {
        assert_eq!((order.price(), rows().count()), (None, 0));
        return;
    };
    let sum: Decimal = rows().map(|row| row.each.amount() * Decimal::from(row.quantity)).sum();
    let price = order.price().expect("what has a cap has a price");
    assert_eq!(price.amount(), sum);
    assert!(sum <= cap.cap.amount(), "{price} is above {}", cap.cap);
    for (_, line) in order.lines() {
        assert_eq!(line.prices().iter().map(|row| row.quantity).sum::<u32>(), line.quantity());
    }
}

impl Auditor {
    pub(crate) fn new(grain: u64) -> Self {
        Self {
            grain,
            rules: Vec::new(),
            in_force: None,
            time: None,
            lots: Vec::new(),
            projects: BTreeMap::new(),
            orders: BTreeMap::new(),
            covers: Vec::new(),
            spent: BTreeSet::new(),
            retirements: BTreeMap::new(),
            answered: BTreeMap::new(),
        }
    }

    fn per_unit(&self, lot: u32) -> u64 {
        self.lots[lot as usize].per_unit
    }

    fn unit(&self, (lot, grain): Address) -> RegistryState {
        self.lots[lot as usize].units[(grain / self.per_unit(lot)) as usize].0
    }

    /// Rules that are or were in force.
    fn known_rules(&self, id: RulesId) -> Option<&Rules> {
        self.rules.iter().find(|rules| rules.id() == id)
    }

    /// The grains that an order gets; `None` when it is refused.
    fn choose(&self, asked: &Asked<'_>, at: Timestamp) -> Option<Chosen> {
        (self.in_force == Some(asked.rules)).then_some(())?;
        let rules = self.known_rules(asked.rules)?;
        let choosing = Choosing {
            rules,
            projects: &self.projects,
            lots: self.lots.iter().map(|lot| &lot.content).collect(),
            free: self.free().into_iter().collect(),
            day: at.date(),
            grain: self.grain,
        };
        let shortfall = if asked.all { Shortfall::Reject } else { rules.shortfall };
        let chosen = choosing.choose(asked.choice, &asked.wants, shortfall)?;
        let within = |cap| choosing.within(cap, &asked.wants, &chosen);
        asked.cap.as_ref().is_none_or(within).then_some(chosen)
    }

    fn lot(&self, name: &str) -> Option<u32> {
        (0..).zip(&self.lots).find(|(_, lot)| lot.name == name).map(|(place, _)| place)
    }

    /// The places of units in their lot's list.
    fn places(&self, lot: u32, first: u64, last: u64) -> Option<Vec<usize>> {
        let units = self.lots[lot as usize].serial.units();
        let fits = first <= last && units.first() <= first && last <= units.last();
        fits.then(|| (first..=last).map(|unit| (unit - units.first()) as usize).collect())
    }

    /// Every grain that is claimed, and for what.
    pub(crate) fn claims(&self) -> BTreeMap<Address, ClaimState> {
        let mut claims = BTreeMap::new();
        let mut claim = |address, state| {
            assert_eq!(claims.insert(address, state), None, "a grain has two claims");
        };
        for order in self.orders.values() {
            let state = match order.status {
                OrderStatus::Reserved => ClaimState::Reserved,
                _ => ClaimState::Committed,
            };
            order.lines.iter().flat_map(|l| &l.grains).for_each(|&address| claim(address, state));
        }
        for cover in &self.covers {
            for &(address, named) in &cover.grains {
                claim(address, if named { ClaimState::Certified } else { ClaimState::Assigned });
            }
        }
        self.spent.iter().for_each(|&address| claim(address, ClaimState::Spent));
        claims
    }

    /// Every grain that can be allocated, lowest address first.
    fn free(&self) -> Vec<Address> {
        let claims = self.claims();
        let mut free = Vec::new();
        for (index, lot) in (0..).zip(&self.lots) {
            for grain in 0..lot.units.len() as u64 * lot.per_unit {
                let address = (index, grain);
                let unit = self.unit(address);
                let usable = !lost(unit) && unit != RegistryState::Buffer;
                if usable && !claims.contains_key(&address) {
                    free.push(address);
                }
            }
        }
        free
    }

    fn expire(&mut self, at: Timestamp) -> bool {
        let mut any = false;
        for order in self.orders.values_mut() {
            if order.status == OrderStatus::Reserved && order.until <= at {
                order.status = OrderStatus::Expired;
                order.lines.iter_mut().for_each(|line| line.grains.clear());
                any = true;
            }
        }
        any
    }

    fn live(&self, order: &str, product: &ProductId) -> Option<usize> {
        let newest = self.covers.iter().rposition(|c| c.order == order && c.product == *product)?;
        (self.covers[newest].status == CoverageStatus::Live).then_some(newest)
    }

    fn is_covered(&self, product: &ProductId) -> bool {
        self.covers.iter().any(|c| c.product == *product && c.status == CoverageStatus::Live)
    }

    fn take_lots(&mut self, lots: &[co2_offsets::Lot], state: RegistryState) -> Option<()> {
        (!lots.is_empty()).then_some(())?;
        for lot in lots {
            let units = lot.serial.units();
            let known = self.lots.iter().any(|known| {
                let theirs = known.serial.units();
                theirs.scope() == units.scope()
                    && (units.first()..=units.last()).any(|unit| {
                        (theirs.first()..=theirs.last()).contains(&unit)
                            && known.units[(unit - theirs.first()) as usize].0
                                != RegistryState::Transferred
                    })
            });
            let name = lot.id.to_string();
            let has_project = self.projects.contains_key(lot.project().as_str());
            if known || self.lot(&name).is_some() || !has_project {
                return None;
            }
            let per_unit = count(lot.unit_size, self.grain);
            let mut units = vec![(state, None); units.count() as usize];
            let buffer = lot.buffer_units as usize;
            units.iter_mut().rev().take(buffer).for_each(|unit| unit.0 = RegistryState::Buffer);
            let (content, serial) = (lot.clone(), lot.serial.clone());
            self.lots.push(Lot { content, name, serial, per_unit, units });
        }
        Some(())
    }

    fn learn(&mut self, projects: &[Project]) {
        let named = projects.iter().map(|project| (project.id.to_string(), project.clone()));
        self.projects.extend(named);
    }

    fn set(&mut self, units: &Units, from: &[RegistryState], to: RegistryState) -> Option<()> {
        let lot = self.lot(units.lot.as_str())?;
        let places = self.places(lot, units.first_unit, units.last_unit)?;
        let units = &mut self.lots[lot as usize].units;
        if places.iter().any(|&place| !from.contains(&units[place].0)) {
            return None;
        }
        for place in places {
            units[place].0 = to;
        }
        Some(())
    }

    fn take_order(
        &mut self,
        order: &str,
        (attempt, at): (u32, Timestamp),
        (asked, lines): (Asked<'_>, &[co2_ledger::Line]),
        (status, until): (OrderStatus, Timestamp),
    ) -> Option<()> {
        let known = self.orders.get(order);
        if known.is_some_and(|known| known.status != OrderStatus::Expired)
            || attempt != known.map_or(1, |known| known.attempt + 1)
        {
            return None;
        }
        let Chosen { covered, grains } = self.choose(&asked, at)?;
        let lines = lines.iter().zip(covered).zip(grains).map(|((line, quantity), grains)| Line {
            id: line.id,
            reserved: line.quantity,
            each: count(line.each, self.grain),
            quantity,
            assigned: 0,
            cancelled: 0,
            grains,
        });
        let (order, lines) = (order.to_owned(), lines.collect());
        let (choice, rules, cap) = (asked.choice.clone(), asked.rules, asked.cap);
        let in_part = false;
        let new = Order { attempt, status, until, choice, rules, cap, in_part, lines };
        self.orders.insert(order, new);
        Some(())
    }

    fn wants(&self, lines: &[co2_ledger::Line]) -> Vec<Want> {
        lines.iter().map(|line| (count(line.each, self.grain), line.quantity)).collect()
    }

    /// Credits for products of an order that have none yet.
    fn fill(&mut self, fill: &co2_ledger::Fill, at: Timestamp) -> Option<()> {
        let order = self.orders.get(fill.order.as_str())?;
        let holds = matches!(order.status, OrderStatus::Reserved | OrderStatus::Confirmed);
        let stays_open = self.known_rules(order.rules)?.shortfall == Shortfall::Backorder;
        let waiting = |line: &Line| line.reserved - line.quantity - line.cancelled;
        let wants: Vec<Want> = order.lines.iter().map(|line| (line.each, waiting(line))).collect();
        let open = wants.iter().any(|&(_, products)| products > 0);
        (holds && stays_open && !order.in_part && open).then_some(())?;
        let both = match (order.cap, fill.price) {
            (None, None) => None,
            (Some(a), Some(b)) if a.market == b.market => {
                Some(PriceCap { cap: a.cap.checked_add(b.cap).ok()?, ..a })
            }
            _ => return None,
        };
        let (rules, cap) = (fill.rules, fill.price);
        let asked = Asked { rules, choice: &order.choice, cap, wants, all: false };
        let Chosen { covered, grains } = self.choose(&asked, at)?;
        let order = self.orders.get_mut(fill.order.as_str())?;
        order.cap = both;
        for ((line, products), grains) in order.lines.iter_mut().zip(covered).zip(grains) {
            line.quantity += products;
            line.grains.extend(grains);
        }
        Some(())
    }

    /// Products of an order that are given up, one by one: those that wait for credits first, then
    /// the last ones without a serial number.
    fn cancel_part(&mut self, cancel: &co2_ledger::CancelPart) -> Option<()> {
        let order = self.orders.get(cancel.order.as_str())?;
        let stays_open = self.known_rules(order.rules)?.shortfall == Shortfall::Backorder;
        let can_wait = stays_open && !order.in_part;
        let order = self.orders.get_mut(cancel.order.as_str())?;
        let holds = matches!(order.status, OrderStatus::Reserved | OrderStatus::Confirmed);
        (holds && !cancel.part.is_empty()).then_some(())?;
        let mut seen = BTreeSet::new();
        for part in &cancel.part {
            (part.quantity > 0 && seen.insert(part.line)).then_some(())?;
            let line = order.lines.iter_mut().find(|line| line.id == part.line)?;
            for _ in 0..part.quantity {
                if can_wait && line.quantity + line.cancelled < line.reserved {
                    line.cancelled += 1;
                    continue;
                }
                (line.assigned < line.quantity).then_some(())?;
                line.quantity -= 1;
                line.cancelled += 1;
                line.grains.truncate(line.grains.len() - line.each as usize);
            }
        }
        order.lines.iter().any(|line| line.quantity > 0).then_some(())
    }

    /// The coverage of a product goes over to another one of the same order.
    fn move_cover(&mut self, order: &str, from: &ProductId, to: &ProductId) -> Option<()> {
        let place = self.live(order, from)?;
        if self.covers[place].suspended || self.is_covered(to) {
            return None;
        }
        let id = serde_json::from_str(&self.covers.len().to_string()).unwrap();
        let old = &mut self.covers[place];
        let grains = std::mem::take(&mut old.grains);
        old.status = CoverageStatus::Replaced(id);
        let replaces = old.certificate.or(old.replaces);
        let (order, product) = (old.order.clone(), to.clone());
        let (status, certificate) = (CoverageStatus::Live, None);
        let (edition, suspended) = (0, false);
        let new =
            Cover { order, product, status, grains, certificate, replaces, edition, suspended };
        self.covers.push(new);
        Some(())
    }

    fn assign(&mut self, order: &str, line: u32, product: &ProductId) -> Option<()> {
        if self.is_covered(product) {
            return None;
        }
        let known = self.orders.get_mut(order).filter(|o| o.status == OrderStatus::Confirmed)?;
        let line = known.lines.iter_mut().find(|l| l.id == line && l.assigned < l.quantity)?;
        line.assigned += 1;
        let grains = line.grains.drain(..line.each as usize).map(|address| (address, false));
        self.covers.push(Cover {
            order: order.to_owned(),
            product: product.clone(),
            status: CoverageStatus::Live,
            grains: grains.collect(),
            certificate: None,
            replaces: None,
            edition: 0,
            suspended: false,
        });
        Some(())
    }

    fn end_cover(&mut self, order: &str, product: &ProductId) -> Option<()> {
        let place = self.live(order, product)?;
        let cover = &mut self.covers[place];
        cover.suspended = false;
        let named: Vec<Address> =
            cover.grains.drain(..).filter(|(_, named)| *named).map(|(a, _)| a).collect();
        cover.status = match named.len() {
            0 => CoverageStatus::Returned,
            _ => CoverageStatus::Spent,
        };
        self.spent.extend(named);
        Some(())
    }

    /// What a command does; `None` when it is refused.
    #[expect(clippy::too_many_lines, reason = "a table of commands")]
    fn apply(&mut self, command: &Command, at: Timestamp) -> Option<()> {
        use RegistryState as R;
        match command {
            Command::Import(c) => {
                self.learn(&c.projects);
                self.take_lots(&c.lots, R::Held)?;
            }
            Command::TransferIn(c) => {
                self.learn(&c.projects);
                self.take_lots(&c.lots, R::Held)?;
            }
            Command::RecordBuffer(c) => {
                self.learn(&c.projects);
                self.take_lots(&c.lots, R::Buffer)?;
            }
            Command::Reserve(c) => {
                let until = at.checked_add_seconds(c.hold_seconds)?;
                let wants = self.wants(&c.lines);
                let (rules, choice, cap) = (c.rules, &c.choice, c.price);
                let asked = Asked { rules, choice, cap, wants, all: false };
                let status = (OrderStatus::Reserved, until);
                let what = (asked, c.lines.as_slice());
                self.take_order(c.order.as_str(), (c.attempt, at), what, status)?;
            }
            Command::Extend(c) => {
                let until = at.checked_add_seconds(c.hold_seconds)?;
                let order = self.orders.get_mut(c.order.as_str())?;
                if order.status != OrderStatus::Reserved || until <= order.until {
                    return None;
                }
                order.until = until;
            }
            Command::PutRules(c) => {
                self.rules.push(Rules::clone(&c.rules));
                self.in_force = Some(c.rules.id());
            }
            Command::Fill(c) => self.fill(c, at)?,
            Command::Confirm(c) => {
                let order = self.orders.get_mut(c.order.as_str())?;
                order.in_part |= c.part.is_some();
                if order.status != OrderStatus::Reserved {
                    return None;
                }
                order.status = OrderStatus::Confirmed;
                for part in c.part.iter().flatten() {
                    let line = order.lines.iter().find(|line| line.id == part.line)?;
                    (1..=line.quantity).contains(&part.quantity).then_some(())?;
                }
                for line in order.lines.iter_mut().filter(|_| c.part.is_some()) {
                    let part = c.part.iter().flatten().find(|part| part.line == line.id);
                    line.quantity = part.map_or(0, |part| part.quantity);
                    line.grains.truncate((u64::from(line.quantity) * line.each) as usize);
                }
            }
            Command::Reallocate(c) => {
                let known = self.orders.get(c.order.as_str())?.clone();
                let lines = known.lines.iter();
                let wants = lines.map(|line| (line.each, line.quantity)).collect();
                let (rules, choice, cap) = (known.rules, &known.choice, known.cap);
                let asked = Asked { rules, choice, cap, wants, all: true };
                let fits = known.status == OrderStatus::Expired && c.attempt == known.attempt + 1;
                let chosen = fits.then(|| self.choose(&asked, at))??;
                let order = self.orders.get_mut(c.order.as_str())?;
                (order.attempt, order.status, order.until) =
                    (c.attempt, OrderStatus::Confirmed, at);
                for (line, grains) in order.lines.iter_mut().zip(chosen.grains) {
                    line.grains = grains;
                }
            }
            Command::Cancel(c) => {
                let order = self.orders.get_mut(c.order.as_str())?;
                let unassigned = order.lines.iter().all(|line| line.assigned == 0);
                match order.status {
                    OrderStatus::Reserved => {}
                    OrderStatus::Confirmed if unassigned => {}
                    _ => return None,
                }
                order.status = OrderStatus::Cancelled;
                order.lines.iter_mut().for_each(|line| line.grains.clear());
            }
            Command::CancelPart(c) => self.cancel_part(c)?,
            Command::Assign(c) => self.assign(c.order.as_str(), c.line, &c.product)?,
            Command::RecordCertificate(c) => {
                let place = self.live(c.order.as_str(), &c.product)?;
                let has_all = self.covers[place].grains.iter().all(|&(a, _)| !lost(self.unit(a)));
                let cover = &mut self.covers[place];
                let newest = cover.certificate.or(cover.replaces);
                let fits = c.coverage.as_u64() == place as u64
                    && c.edition == cover.edition
                    && c.replaces == newest
                    && newest != Some(c.digest);
                (fits && has_all).then_some(())?;
                cover.certificate = Some(c.digest);
                cover.grains.iter_mut().for_each(|(_, named)| *named = true);
            }
            Command::Return(c) => self.end_cover(c.order.as_str(), &c.product)?,
            Command::Revoke(c) => {
                let place = self.live(c.order.as_str(), &c.product)?;
                self.covers[place].certificate?;
                self.end_cover(c.order.as_str(), &c.product)?;
            }
            Command::Replace(c) => self.move_cover(c.order.as_str(), &c.product, &c.by)?,
            Command::CorrectSerial(c) => {
                self.move_cover(c.order.as_str(), &c.product, &c.by)?;
            }
            Command::CoverRetroactively(c) => {
                let today = at.date();
                let days = (today - c.purchased.date()).num_days();
                let limit = self.known_rules(c.rules)?.retroactive_days?;
                if !(0..=i64::from(limit)).contains(&days) {
                    return None;
                }
                let lines = (1..).zip(&c.products).map(|(id, p)| co2_ledger::Line {
                    id,
                    quantity: 1,
                    each: p.each,
                    stages: p.stages,
                    basis: p.basis,
                });
                let lines: Vec<co2_ledger::Line> = lines.collect();
                let (rules, choice, wants) = (c.rules, &c.choice, self.wants(&lines));
                let asked = Asked { rules, choice, cap: None, wants, all: true };
                let (what, status) = ((asked, lines.as_slice()), (OrderStatus::Confirmed, at));
                self.take_order(c.order.as_str(), (1, at), what, status)?;
                for (n, earlier) in (1..).zip(&c.products) {
                    self.assign(c.order.as_str(), n, &earlier.product)?;
                }
            }
            Command::Suspend(c) => {
                let place = self.live(c.order.as_str(), &c.product)?;
                let cover = &mut self.covers[place];
                (cover.certificate.is_some() && !cover.suspended).then_some(())?;
                cover.suspended = true;
            }
            Command::Reinstate(c) => {
                let place = self.live(c.order.as_str(), &c.product)?;
                std::mem::take(&mut self.covers[place].suspended).then_some(())?;
            }
            Command::MakeGood(c) => self.make_good(c)?,
            Command::RequestRetirement(c) => {
                let units =
                    Units { lot: c.lot.clone(), first_unit: c.first_unit, last_unit: c.last_unit };
                self.set(&units, &[R::Held], R::Requested)?;
                let lot = self.lot(c.lot.as_str())?;
                for place in self.places(lot, c.first_unit, c.last_unit)? {
                    self.lots[lot as usize].units[place].1 = Some(c.operation.to_string());
                }
                self.retirements.insert(c.operation.to_string(), (lot, false));
            }
            Command::RecordRetirement(c) => self.record(c)?,
            Command::Convert(c) => {
                let per_unit = self.per_unit(self.lot(c.units.lot.as_str())?);
                let stated = c.lots.iter().filter_map(|lot| lot.converted_from.as_ref());
                let home = self.lot(c.units.lot.as_str())?;
                let scope = self.lots[home as usize].serial.units().scope().to_owned();
                let ending = c.units.first_unit..=c.units.last_unit;
                for origin in stated.map(Serial::units) {
                    let ends = ending.contains(&origin.first()) && ending.contains(&origin.last());
                    (origin.scope() == scope && ends).then_some(())?;
                }
                let ended = (c.units.last_unit.checked_sub(c.units.first_unit)? + 1) * per_unit;
                let grain = self.grain;
                let became: u64 = c.lots.iter().map(|lot| count(lot.size().unwrap(), grain)).sum();
                self.set(&c.units, &[R::Held], R::Converted)?;
                self.learn(&c.projects);
                self.take_lots(&c.lots, R::Held)?;
                (became <= ended).then_some(())?;
            }
            Command::CancelUnits(c) => self.set(&c.units, &[R::Held], R::Cancelled)?,
            Command::Invalidate(c) => match &c.what {
                Invalidated::Units(units) => {
                    self.set(units, &[R::Held, R::Requested, R::Retired], R::Invalidated)?;
                }
                Invalidated::Project(project) => {
                    let mut any = false;
                    let lots = self.lots.iter_mut().filter(|l| l.serial.project() == project);
                    for unit in lots.flat_map(|lot| &mut lot.units) {
                        if matches!(unit.0, R::Held | R::Requested | R::Retired) {
                            unit.0 = R::Invalidated;
                            any = true;
                        }
                    }
                    any.then_some(())?;
                }
                _ => return None,
            },
            Command::TransferOut(c) => {
                let lot = self.lot(c.units.lot.as_str())?;
                let places = self.places(lot, c.units.first_unit, c.units.last_unit)?;
                let free: BTreeSet<Address> = self.free().into_iter().collect();
                let per_unit = self.per_unit(lot);
                for place in places {
                    let first = place as u64 * per_unit;
                    let all = (first..first + per_unit).all(|grain| free.contains(&(lot, grain)));
                    all.then_some(())?;
                }
                self.set(&c.units, &[R::Held], R::Transferred)?;
            }
            _ => {}
        }
        Some(())
    }

    fn make_good(&mut self, content: &co2_ledger::command::MakeGood) -> Option<()> {
        let held: Vec<Address> = if let Some(product) = &content.product {
            let place = self.live(content.order.as_str(), product)?;
            self.covers[place].grains.iter().map(|&(address, _)| address).collect()
        } else {
            let order = self.orders.get(content.order.as_str())?;
            order.lines.iter().flat_map(|line| line.grains.clone()).collect()
        };
        let lacking = held.into_iter().filter(|&address| lost(self.unit(address))).count();
        let from = self.lot(content.from.as_str())?;
        let all: BTreeSet<Address> = self.free().into_iter().collect();
        let quoted = self.orders.get(content.order.as_str())?.rules;
        let pooling = |id: RulesId| self.known_rules(id).map(|rules| rules.pooling);
        let alone = Some(Pooling::UnitsPerOrder);
        let alone = pooling(quoted) == alone || self.in_force.and_then(pooling) == alone;
        let per_unit = self.per_unit(from);
        let whole = |(lot, grain): Address| {
            let first = grain / per_unit * per_unit;
            (first..first + per_unit).all(|grain| all.contains(&(lot, grain)))
        };
        let free = all.iter().copied().filter(|&(lot, _)| lot == from);
        let free = free.filter(|&address| !alone || whole(address));
        let mut new = free.take(lacking).collect::<Vec<_>>().into_iter();
        (lacking > 0 && new.len() == lacking).then_some(())?;
        let books = self.clone();
        let is_lost = |address| lost(books.unit(address));
        if let Some(product) = &content.product {
            let place = self.live(content.order.as_str(), product)?;
            let cover = &mut self.covers[place];
            cover.edition += 1;
            for (address, named) in cover.grains.iter_mut().filter(|(a, _)| is_lost(*a)) {
                if *named {
                    self.spent.insert(*address);
                }
                (*address, *named) = (new.next()?, false);
            }
        } else {
            let order = self.orders.get_mut(content.order.as_str())?;
            for address in order.lines.iter_mut().flat_map(|line| &mut line.grains) {
                if is_lost(*address) {
                    *address = new.next()?;
                }
            }
        }
        Some(())
    }

    fn record(&mut self, record: &co2_ledger::RecordRetirement) -> Option<()> {
        let name = record.operation.to_string();
        let (home, recorded) = *self.retirements.get(&name)?;
        (!recorded).then_some(())?;
        let is_asked = |unit: &(RegistryState, Option<String>)| {
            *unit == (RegistryState::Requested, Some(name.clone()))
        };
        let asked: BTreeSet<(u32, usize)> = (0..)
            .zip(&self.lots[home as usize].units)
            .filter(|(_, unit)| is_asked(unit))
            .map(|(place, _)| (home, place))
            .collect();
        let mut given = BTreeSet::new();
        for serial in &record.serials {
            let units = serial.units();
            let (index, lot) = (0..).zip(&self.lots).find(|(_, lot)| {
                let theirs = lot.serial.units();
                let within = theirs.first() <= units.first() && units.last() <= theirs.last();
                let here = |unit: u64| {
                    let unit = &lot.units[(unit - theirs.first()) as usize];
                    unit.0 != RegistryState::Transferred
                };
                theirs.scope() == units.scope()
                    && within
                    && (units.first()..=units.last()).all(here)
            })?;
            (record.date.date() >= lot.content.vintage.first()).then_some(())?;
            for place in self.places(index, units.first(), units.last())? {
                let unit = &self.lots[index as usize].units[place];
                (unit.0 == RegistryState::Held || is_asked(unit)).then_some(())?;
                given.insert((index, place)).then_some(())?;
            }
        }
        let differs = asked != given;
        (!differs || record.on_difference == OnDifference::Rehome).then_some(())?;
        let named: BTreeSet<(u32, usize)> = self
            .claims()
            .into_iter()
            .filter(|(_, c)| matches!(c, ClaimState::Certified | ClaimState::Spent))
            .map(|((lot, grain), _)| (lot, (grain / self.per_unit(lot)) as usize))
            .collect();
        for &(lot, place) in &asked {
            self.lots[lot as usize].units[place] = (RegistryState::Held, None);
        }
        for &(lot, place) in &given {
            self.lots[lot as usize].units[place] = (RegistryState::Retired, Some(name.clone()));
        }
        let missing = asked.difference(&given);
        let unasked = given.difference(&asked).filter(|(lot, _)| *lot == home);
        let pairs = missing.zip(unasked).filter(|(a, b)| !named.contains(a) && !named.contains(b));
        let mut swap = BTreeMap::new();
        let per_unit = self.per_unit(home);
        for (&(_, a), &(_, b)) in pairs {
            for n in 0..per_unit {
                let (a, b) = (a as u64 * per_unit + n, b as u64 * per_unit + n);
                swap.insert((home, a), (home, b));
                swap.insert((home, b), (home, a));
            }
        }
        let lines = self.orders.values_mut().flat_map(|order| &mut order.lines);
        for address in lines.flat_map(|line| &mut line.grains) {
            *address = *swap.get(address).unwrap_or(address);
        }
        for cover in &mut self.covers {
            if cover.grains.iter().any(|(address, _)| swap.contains_key(address)) {
                cover.edition += 1;
            }
            for (address, _) in &mut cover.grains {
                *address = *swap.get(address).unwrap_or(address);
            }
        }
        self.retirements.insert(name, (home, true));
        Some(())
    }

    /// What is expected of a command: `Some(true)` when it happens, `Some(false)` when it was given
    /// before, `None` when it is refused.
    pub(crate) fn expect(&mut self, command: &Command, now: Timestamp) -> Option<bool> {
        let at = self.time.map_or(now, |time| time.max(now));
        let key = command.key().map(|key| key.to_string());
        if let Some(before) = key.as_ref().and_then(|key| self.answered.get(key)) {
            return (before == command).then_some(false);
        }
        let mut next = self.clone();
        let expired = next.expire(at);
        if *command == Command::Advance && !expired {
            return Some(true);
        }
        next.apply(command, at)?;
        next.time = Some(at);
        next.answered.extend(key.map(|key| (key, command.clone())));
        *self = next;
        Some(true)
    }

    /// Everything that the ledger says is what the books say.
    pub(crate) fn compare(&self, state: &State) {
        let (claims, grain_size) = (self.claims(), self.grain);
        let in_grains = |slice: GramSlice| {
            assert_eq!((slice.start() % grain_size, slice.end() % grain_size), (0, 0));
            (slice.start() / grain_size, slice.end() / grain_size)
        };
        assert_eq!(state.lots().count(), self.lots.len());
        let grains_of = |slices: &[LotSlice]| -> Vec<Address> {
            let each = |slice: &LotSlice| {
                let (start, end) = in_grains(slice.grams);
                let lot = slice.lot.as_u32();
                (start..end).map(move |grain| (lot, grain)).collect::<Vec<_>>()
            };
            slices.iter().flat_map(each).collect()
        };
        for (index, lot) in state.lots() {
            let own = &self.lots[index.as_u32() as usize];
            for registry in RegistryState::ALL {
                let units = own.units.iter().filter(|(state, _)| *state == registry).count();
                assert_eq!(lot.registry().get(registry), units as u64 * own.per_unit * grain_size);
            }
            let mut counted: BTreeMap<ClaimState, u64> = BTreeMap::new();
            let (mut free, mut unusable) = (Vec::new(), Vec::new());
            for grain in 0..own.units.len() as u64 * own.per_unit {
                let address = (index.as_u32(), grain);
                let unit = self.unit(address);
                if unit == RegistryState::Buffer {
                    continue;
                }
                let claim = claims.get(&address).copied().unwrap_or(ClaimState::Free);
                *counted.entry(claim).or_default() += grain_size;
                if claim == ClaimState::Free {
                    if lost(unit) { unusable.push(grain) } else { free.push(grain) }
                }
            }
            for claim in ClaimState::ALL {
                assert_eq!(lot.claims().get(claim), *counted.get(&claim).unwrap_or(&0), "{claim}");
            }
            let flat = |slices: Vec<(u64, u64)>| -> Vec<u64> {
                slices.into_iter().flat_map(|(start, end)| start..end).collect()
            };
            assert_eq!(flat(lot.free().map(in_grains).collect()), free);
            assert_eq!(flat(lot.unusable().map(in_grains).collect()), unusable);
        }
        for (id, own) in &self.orders {
            let order = state.order(&id.parse().unwrap()).expect("the order is known");
            assert_eq!((order.status(), order.cap()), (own.status, own.cap));
            assert_prices(&order);
            for ((_, line), own) in order.lines().zip(&own.lines) {
                assert_eq!(grains_of(line.slices()), own.grains);
                let counts = (own.quantity, own.assigned, own.cancelled);
                assert_eq!((line.quantity(), line.assigned(), line.cancelled()), counts);
            }
        }
        assert_eq!(state.coverage_count(), self.covers.len() as u64);
        for (cover, own) in state.coverages().zip(&self.covers) {
            assert_eq!((&cover.product, cover.status), (&own.product, own.status));
            assert_eq!((cover.certificate, cover.edition), (own.certificate, own.edition));
            assert_eq!(cover.suspended.is_some(), own.suspended);
            if cover.status == CoverageStatus::Live {
                let grains: Vec<Address> = own.grains.iter().map(|&(address, _)| address).collect();
                assert_eq!(grains_of(&cover.slices), grains);
                assert_eq!(count(cover.amount, grain_size), grains.len() as u64);
            }
        }
        let short: u64 =
            state.shortfalls().iter().map(|short| count(short.amount(), grain_size)).sum();
        let own = claims
            .iter()
            .filter(|&(&address, &claim)| claim != ClaimState::Spent && lost(self.unit(address)));
        assert_eq!(short, own.count() as u64);
    }
}
