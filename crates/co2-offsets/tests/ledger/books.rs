//! Naive books of a ledger: plain lists of grains (a tenth of a tonne; every unit has ten), one by
//! one. They know nothing of intervals, running totals or indices, and are kept from the commands
//! alone.

#![expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "places in lists of small worlds"
)]

use crate::world::*;
use co2_offsets::{
    Choice, ClaimState, Command, CoverageStatus, Digest, Invalidated, LotSlice, OnDifference,
    OrderStatus, RegistryState, Serial, State, Units,
};
use co2_units::credit::Vintage;
use co2_units::{Co2e, ProductId, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// A grain's address: the lot's place, and its number in the lot.
pub(crate) type Address = (u32, u64);

const PER_UNIT: u64 = 10;

#[derive(Clone)]
pub(crate) struct Lot {
    name: String,
    serial: Serial,
    vintage: Vintage,
    /// What each unit is, and by which retirement it was asked for.
    pub(crate) units: Vec<(RegistryState, Option<String>)>,
}

#[derive(Clone)]
pub(crate) struct Order {
    attempt: u32,
    status: OrderStatus,
    until: Timestamp,
    choice: Choice,
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
}

#[derive(Clone, Default)]
pub(crate) struct Auditor {
    time: Option<Timestamp>,
    pub(crate) lots: Vec<Lot>,
    projects: BTreeSet<String>,
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

fn count(amount: Co2e) -> u64 {
    assert_eq!(amount.as_grams() % GRAIN, 0);
    amount.as_grams() / GRAIN
}

impl Auditor {
    fn unit(&self, (lot, grain): Address) -> RegistryState {
        self.lots[lot as usize].units[(grain / PER_UNIT) as usize].0
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
            for grain in 0..lot.units.len() as u64 * PER_UNIT {
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

    fn allocate(&self, total: u64, choice: &Choice) -> Option<Vec<Address>> {
        let mut free = self.free();
        free.sort_by_key(|&(index, grain)| {
            let lot = &self.lots[index as usize];
            let chosen = matches!(choice, Choice::Project(p) if p == lot.serial.project());
            (!chosen, lot.vintage, index, grain)
        });
        free.truncate(total as usize);
        (free.len() as u64 == total).then_some(free)
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
            if known || self.lot(&name).is_some() || !self.projects.contains(lot.project().as_str())
            {
                return None;
            }
            let (serial, vintage) = (lot.serial.clone(), lot.vintage);
            let units = vec![(state, None); units.count() as usize];
            self.lots.push(Lot { name, serial, vintage, units });
        }
        Some(())
    }

    fn learn(&mut self, projects: &[co2_offsets::Project]) {
        self.projects.extend(projects.iter().map(|project| project.id.to_string()));
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
        attempt: u32,
        (choice, lines): (&Choice, &[co2_offsets::Line]),
        (status, until): (OrderStatus, Timestamp),
    ) -> Option<()> {
        let known = self.orders.get(order);
        if known.is_some_and(|known| known.status != OrderStatus::Expired)
            || attempt != known.map_or(1, |known| known.attempt + 1)
        {
            return None;
        }
        let total = lines.iter().map(|line| count(line.each) * u64::from(line.quantity)).sum();
        let mut grains = self.allocate(total, choice)?.into_iter();
        let lines = lines.iter().map(|line| Line {
            id: line.id,
            reserved: line.quantity,
            each: count(line.each),
            quantity: line.quantity,
            assigned: 0,
            grains: grains
                .by_ref()
                .take((count(line.each) * u64::from(line.quantity)) as usize)
                .collect(),
        });
        let order = order.to_owned();
        let lines = lines.collect();
        self.orders.insert(order, Order { attempt, status, until, choice: choice.clone(), lines });
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
        });
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
                let what = (&c.choice, c.lines.as_slice());
                self.take_order(c.order.as_str(), c.attempt, what, (OrderStatus::Reserved, until))?;
            }
            Command::Extend(c) => {
                let until = at.checked_add_seconds(c.hold_seconds)?;
                let order = self.orders.get_mut(c.order.as_str())?;
                if order.status != OrderStatus::Reserved || until <= order.until {
                    return None;
                }
                order.until = until;
            }
            Command::Confirm(c) => {
                let order = self.orders.get_mut(c.order.as_str())?;
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
                let lines: Vec<co2_offsets::Line> =
                    known.lines.iter().map(|l| line(l.id, l.reserved, l.each)).collect();
                let what = (&known.choice, lines.as_slice());
                self.take_order(c.order.as_str(), c.attempt, what, (OrderStatus::Confirmed, at))?;
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
            Command::Return(c) => {
                let place = self.live(c.order.as_str(), &c.product)?;
                let cover = &mut self.covers[place];
                let named: Vec<Address> =
                    cover.grains.drain(..).filter(|(_, named)| *named).map(|(a, _)| a).collect();
                cover.status = match named.len() {
                    0 => CoverageStatus::Returned,
                    _ => CoverageStatus::Spent,
                };
                self.spent.extend(named);
            }
            Command::Replace(c) => {
                let place = self.live(c.order.as_str(), &c.product)?;
                if self.is_covered(&c.by) {
                    return None;
                }
                let id = serde_json::from_str(&self.covers.len().to_string()).unwrap();
                let old = &mut self.covers[place];
                let grains = std::mem::take(&mut old.grains);
                old.status = CoverageStatus::Replaced(id);
                let replaces = old.certificate.or(old.replaces);
                let (order, product) = (old.order.clone(), c.by.clone());
                let (status, certificate) = (CoverageStatus::Live, None);
                let edition = 0;
                let new = Cover { order, product, status, grains, certificate, replaces, edition };
                self.covers.push(new);
            }
            Command::CoverRetroactively(c) => {
                let today = at.date();
                let days = (today - c.purchased.0).num_days();
                if !(0..=30).contains(&days) {
                    return None;
                }
                let lines: Vec<co2_offsets::Line> =
                    (1..).zip(&c.products).map(|(n, p)| line(n, 1, count(p.each))).collect();
                let what = (&c.choice, lines.as_slice());
                self.take_order(c.order.as_str(), 1, what, (OrderStatus::Confirmed, at))?;
                for (n, earlier) in (1..).zip(&c.products) {
                    self.assign(c.order.as_str(), n, &earlier.product)?;
                }
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
                let ended = c.units.last_unit.checked_sub(c.units.first_unit)? + 1;
                let became: u64 = c.lots.iter().map(|lot| lot.serial.units().count()).sum();
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
                for place in places {
                    let first = place as u64 * PER_UNIT;
                    let all = (first..first + PER_UNIT).all(|grain| free.contains(&(lot, grain)));
                    all.then_some(())?;
                }
                self.set(&c.units, &[R::Held], R::Transferred)?;
            }
            _ => {}
        }
        Some(())
    }

    fn make_good(&mut self, content: &co2_offsets::MakeGood) -> Option<()> {
        let held: Vec<Address> = if let Some(product) = &content.product {
            let place = self.live(content.order.as_str(), product)?;
            self.covers[place].grains.iter().map(|&(address, _)| address).collect()
        } else {
            let order = self.orders.get(content.order.as_str())?;
            order.lines.iter().flat_map(|line| line.grains.clone()).collect()
        };
        let lacking = held.into_iter().filter(|&address| lost(self.unit(address))).count();
        let from = self.lot(content.from.as_str())?;
        let free = self.free().into_iter().filter(|&(lot, _)| lot == from);
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

    fn record(&mut self, record: &co2_offsets::RecordRetirement) -> Option<()> {
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
            (record.date.0 >= lot.vintage.first()).then_some(())?;
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
            .map(|((lot, grain), _)| (lot, (grain / PER_UNIT) as usize))
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
        for (&(_, a), &(_, b)) in pairs {
            for n in 0..PER_UNIT {
                let (a, b) = (a as u64 * PER_UNIT + n, b as u64 * PER_UNIT + n);
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
        let claims = self.claims();
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
                assert_eq!(lot.registry().get(registry), units as u64 * PER_UNIT * GRAIN);
            }
            let mut counted: BTreeMap<ClaimState, u64> = BTreeMap::new();
            let (mut free, mut unusable) = (Vec::new(), Vec::new());
            for grain in 0..own.units.len() as u64 * PER_UNIT {
                let address = (index.as_u32(), grain);
                let unit = self.unit(address);
                if unit == RegistryState::Buffer {
                    continue;
                }
                let claim = claims.get(&address).copied().unwrap_or(ClaimState::Free);
                *counted.entry(claim).or_default() += GRAIN;
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
            assert_eq!(order.status(), own.status);
            for ((_, line), own) in order.lines().zip(&own.lines) {
                assert_eq!(grains_of(line.slices()), own.grains);
                assert_eq!((line.quantity(), line.assigned()), (own.quantity, own.assigned));
            }
        }
        assert_eq!(state.coverage_count(), self.covers.len() as u64);
        for (cover, own) in state.coverages().zip(&self.covers) {
            assert_eq!((&cover.product, cover.status), (&own.product, own.status));
            assert_eq!((cover.certificate, cover.edition), (own.certificate, own.edition));
            if cover.status == CoverageStatus::Live {
                let grains: Vec<Address> = own.grains.iter().map(|&(address, _)| address).collect();
                assert_eq!(grains_of(&cover.slices), grains);
                assert_eq!(count(cover.amount), grains.len() as u64);
            }
        }
        let short: u64 = state.shortfalls().iter().map(|short| count(short.amount())).sum();
        let own = claims
            .iter()
            .filter(|&(&address, &claim)| claim != ClaimState::Spent && lost(self.unit(address)));
        assert_eq!(short, own.count() as u64);
    }
}
