//! Orders as nearly all of them are, in some hundred bytes: an order that was reserved, and was then
//! paid, given up or left to expire as a whole.
//!
//! Such an order is what its first event says, and when it was paid or given up. So the answers to its
//! commands need not be kept beside it.

use super::orders::{Order, Taken};
use crate::command::{Cancel, Confirm, Content, Line, Reserve};
use crate::event::{Change, Event, LotSlice};
use crate::ids::{LotIndex, OrderId};
use crate::price::OrderPrice;
use crate::receipt::OrderStatus;
use crate::state::steps::Folded;
use co2_offsets::{Choice, PriceCap, RulesId};
use co2_units::credit::GramSlice;
use co2_units::{Digest, Timestamp};

/// How a packed order stands: what changes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stand {
    pub(super) status: OrderStatus,
    pub(super) until: Timestamp,
    /// When it was paid.
    pub(super) confirmed: Option<Timestamp>,
    /// When it was given up.
    pub(super) cancelled: Option<Timestamp>,
}

/// How long the head is: four words with the lowest byte first. They are the status and the place of the
/// rules among those of orders, and three times.
const HEAD: usize = 32;

/// No time: a second long before the year 1.
const NEVER: i64 = i64::MIN;

impl Stand {
    pub(super) const fn reserved(until: Timestamp) -> Self {
        Self { status: OrderStatus::Reserved, until, confirmed: None, cancelled: None }
    }

    fn head(&self, rules: u32) -> [[u8; 8]; 4] {
        let time = |time: Option<Timestamp>| time.map_or(NEVER, Timestamp::as_unix_seconds);
        let status: u32 = match self.status {
            OrderStatus::Reserved => 0,
            OrderStatus::Expired => 1,
            OrderStatus::Confirmed => 2,
            OrderStatus::Cancelled => 3,
        };
        let first = u64::from(rules).wrapping_shl(32) | u64::from(status);
        let [until, confirmed, cancelled] = [Some(self.until), self.confirmed, self.cancelled];
        let times = [until, confirmed, cancelled].map(|at| time(at).to_le_bytes());
        let [until, confirmed, cancelled] = times;
        [first.to_le_bytes(), until, confirmed, cancelled]
    }

    /// Writes over how an order stands.
    pub(super) fn write(&self, record: &mut [u8]) {
        let Some((rules, head)) = rules_in(record).zip(record.get_mut(..HEAD)) else { return };
        head.copy_from_slice(self.head(rules).as_flattened());
    }
}

/// The place of the rules that a record names.
fn rules_in(record: &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(*record.get(4..)?.first_chunk()?))
}

/// What a reservation said, to be packed.
#[derive(Clone, Copy)]
pub(super) struct Reserved<'a> {
    pub(super) at: Timestamp,
    pub(super) reserve: &'a Reserve,
    pub(super) taken: Taken<'a>,
}

/// The part of a reservation that is read only when the order is looked at.
type Rest = (Choice, Vec<Line>, u32, Option<PriceCap>, Option<Digest>, Option<OrderPrice>);

impl Reserved<'_> {
    /// Packs it; `None` when it cannot be encoded.
    pub(super) fn pack(&self, rules: u32, stand: &Stand, into: &mut Vec<u8>) -> Option<()> {
        let Self { at, reserve, taken } = *self;
        into.extend_from_slice(stand.head(rules).as_flattened());
        let name = reserve.order.as_str().as_bytes();
        put(into, name.len())?;
        into.extend_from_slice(name);
        put(into, reserve.attempt)?;
        put(into, at.as_unix_seconds().checked_sub(Timestamp::MIN.as_unix_seconds())?)?;
        put(into, taken.slices.len())?;
        for (slices, &covered) in taken.slices.iter().zip(taken.covered) {
            put(into, covered)?;
            put(into, slices.len())?;
            for slice in slices {
                put(into, slice.lot.0)?;
                put(into, slice.grams.start())?;
                put(into, slice.grams.grams())?;
            }
        }
        let Reserve { choice, lines, hold_seconds, price, about, .. } = reserve;
        let rest = (choice, lines, hold_seconds, price, about, taken.price);
        let mut short = [0_u8; 512];
        if let Ok(bytes) = postcard::to_slice(&rest, &mut short) {
            into.extend_from_slice(bytes);
        } else {
            into.extend(postcard::to_allocvec(&rest).ok()?);
        }
        Some(())
    }
}

const fn status_of(byte: u8) -> Option<OrderStatus> {
    Some(match byte {
        0 => OrderStatus::Reserved,
        1 => OrderStatus::Expired,
        2 => OrderStatus::Confirmed,
        3 => OrderStatus::Cancelled,
        _ => return None,
    })
}

/// Writes a number, seven bits in a byte; `None` when it is negative.
fn put(into: &mut Vec<u8>, number: impl TryInto<u64>) -> Option<()> {
    let mut number = number.try_into().ok()?;
    while number >= 0x80 {
        into.push(number.to_le_bytes().first().copied().unwrap_or_default() | 0x80);
        number = number.checked_shr(7)?;
    }
    into.push(number.to_le_bytes().first().copied()?);
    Some(())
}

/// Bytes that are read from the front.
#[derive(Clone, Copy)]
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn number<N: TryFrom<u64>>(&mut self) -> Option<N> {
        let mut number = 0_u64;
        for shift in (0_u32..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            // Of the tenth byte one bit is left.
            if shift == 63 && byte > 1 {
                return None;
            }
            number |= u64::from(byte & 0x7f).wrapping_shl(shift);
            if byte < 0x80 {
                return N::try_from(number).ok();
            }
        }
        None
    }

    fn name(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        let (name, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(name)
    }

    fn order(&mut self) -> Option<OrderId> {
        OrderId::new(core::str::from_utf8(self.name()?).ok()?).ok()
    }

    fn time(&mut self) -> Option<Timestamp> {
        let seconds = self.number::<i64>()?.checked_add(Timestamp::MIN.as_unix_seconds())?;
        Timestamp::from_unix_seconds(seconds).ok()
    }

    fn slice(&mut self) -> Option<LotSlice> {
        let (lot, start, grams) = (self.number()?, self.number::<u64>()?, self.number()?);
        let grams = GramSlice::new(start, start.checked_add(grams)?).ok()?;
        Some(LotSlice { lot: LotIndex(lot), grams })
    }
}

/// A packed order.
#[derive(Clone, Copy)]
pub(crate) struct Packed<'a> {
    pub(super) record: &'a [u8],
    /// The rules that orders name.
    pub(super) rules: &'a [RulesId],
}

impl<'a> Packed<'a> {
    fn body(self) -> Reader<'a> {
        Reader(self.record.get(HEAD..).unwrap_or_default())
    }

    /// How it stands.
    pub(super) fn stand(self) -> Option<Stand> {
        let (words, _) = self.record.first_chunk::<HEAD>()?.as_chunks::<8>();
        let &[[status, ..], until, confirmed, cancelled] = words else { return None };
        // No time is below all that there are.
        let time = |bytes| Timestamp::from_unix_seconds(i64::from_le_bytes(bytes)).ok();
        Some(Stand {
            status: status_of(status)?,
            until: time(until)?,
            confirmed: time(confirmed),
            cancelled: time(cancelled),
        })
    }

    /// The bytes of its name.
    pub(super) fn name(self) -> Option<&'a [u8]> {
        self.body().name()
    }

    pub(super) fn id(self) -> Option<OrderId> {
        self.body().order()
    }

    pub(super) fn attempt(self) -> Option<u32> {
        let mut body = self.body();
        body.name()?;
        body.number()
    }

    pub(super) fn rules(self) -> Option<RulesId> {
        let place = rules_in(self.record)?;
        self.rules.get(usize::try_from(place).ok()?).copied()
    }

    /// Writes it for a snapshot, with the place of its rules there.
    pub(super) fn store(self, rules: usize, into: &mut Vec<u8>) -> Option<()> {
        let (stand, at, body) = (self.stand()?, self.at()?, self.body().0);
        let since = |time: Timestamp| {
            time.as_unix_seconds().checked_sub(at.as_unix_seconds())?.checked_add(1)
        };
        let or_none = |time: Option<Timestamp>| time.map_or(Some(0), since);
        put(into, rules)?;
        into.push(*self.record.first()?);
        put(into, since(stand.until)?)?;
        put(into, or_none(stand.confirmed)?)?;
        put(into, or_none(stand.cancelled)?)?;
        put(into, body.len())?;
        into.extend_from_slice(body);
        Some(())
    }

    /// The next record of a snapshot, and what comes after it; `None` when it cannot be read, or its
    /// grams cannot.
    pub(super) fn restore<'b>(bytes: &'b [u8], record: &mut Vec<u8>) -> Option<&'b [u8]> {
        let mut reader = Reader(bytes);
        let rules = reader.number()?;
        let (&status, rest) = reader.0.split_first()?;
        reader.0 = rest;
        let (until, confirmed, cancelled) = (reader.number()?, reader.number()?, reader.number()?);
        let length = reader.number()?;
        let (body, rest) = reader.0.split_at_checked(length)?;
        let mut front = Reader(body);
        front.order()?;
        front.number::<u32>()?;
        let at = front.time()?.as_unix_seconds();
        for _ in 0..front.number::<usize>()? {
            front.number::<u32>()?;
            for _ in 0..front.number::<usize>()? {
                front.slice()?;
            }
        }
        let time = |since: i64| {
            let seconds = since.checked_sub(1).map(|since| at.checked_add(since));
            seconds.map(|seconds| Timestamp::from_unix_seconds(seconds?).ok()).unwrap_or_default()
        };
        let or_none = |since: i64| if since == 0 { Some(None) } else { time(since).map(Some) };
        let status = status_of(status)?;
        let (confirmed, cancelled) = (or_none(confirmed)?, or_none(cancelled)?);
        let stand = Stand { status, until: time(until)?, confirmed, cancelled };
        record.clear();
        record.extend_from_slice(stand.head(rules).as_flattened());
        record.extend_from_slice(body);
        Some(rest)
    }

    /// The grams that its reservation took, line by line; it may have given them back since.
    pub(super) fn slices(self) -> Slices<'a> {
        let mut body = self.body();
        let begun = body.name().and_then(|_| {
            let (_, _) = (body.number::<u32>()?, body.number::<u64>()?);
            body.number()
        });
        Slices { body, lines: begun.unwrap_or_default(), left: 0, covered: 0 }
    }

    fn at(self) -> Option<Timestamp> {
        let mut body = self.body();
        body.name()?;
        body.number::<u32>()?;
        body.time()
    }

    /// When a command on it took effect last.
    pub(super) fn newest(self) -> Option<Timestamp> {
        let stand = self.stand()?;
        self.at().max(stand.confirmed).max(stand.cancelled)
    }

    /// What its reservation said, all of it.
    pub(super) fn event(self) -> Option<Event> {
        let mut body = self.body();
        let order = body.order()?;
        let attempt = body.number()?;
        let at = body.time()?;
        let (mut slices, mut covered) = (Vec::new(), Vec::new());
        for _ in 0..body.number::<usize>()? {
            covered.push(body.number()?);
            let count = body.number::<usize>()?;
            slices.push((0..count).map(|_| body.slice()).collect::<Option<Vec<_>>>()?);
        }
        let (rest, left): (Rest, &[u8]) = postcard::take_from_bytes(body.0).ok()?;
        let (choice, lines, hold_seconds, cap, about, price) = rest;
        let rules = self.rules().filter(|_| left.is_empty())?;
        let reserve =
            Reserve { order, attempt, rules, choice, lines, hold_seconds, price: cap, about };
        let until = at.checked_add_seconds(hold_seconds)?;
        Some(Event { at, change: Change::Reserved { reserve, until, slices, covered, price } })
    }

    /// The events that commands on it caused.
    pub(super) fn events(self) -> Vec<Event> {
        let Some((stand, order)) = self.stand().zip(self.id()) else { return Vec::new() };
        let confirmed = stand
            .confirmed
            .map(|at| Event { at, change: Change::Confirmed(Confirm::whole(order.clone())) });
        let cancelled = stand
            .cancelled
            .map(|at| Event { at, change: Change::Cancelled(Cancel { order: order.clone() }) });
        self.event().into_iter().chain(confirmed).chain(cancelled).collect()
    }

    /// Whether the command with this content's key, a command on this order, was answered.
    pub(super) fn has_answered(self, content: Content<'_>) -> bool {
        match content {
            Content::Reserve(reserve) => self.attempt() == Some(reserve.attempt),
            Content::Confirm(_) => self.stand().is_some_and(|stand| stand.confirmed.is_some()),
            Content::Cancel(_) => self.stand().is_some_and(|stand| stand.cancelled.is_some()),
            _ => false,
        }
    }

    /// The event that the command with this content's key, a command on this order, caused.
    pub(super) fn answer(self, content: Content<'_>) -> Option<Event> {
        if !self.has_answered(content) {
            return None;
        }
        let key = content.parts();
        let mut events = self.events().into_iter();
        events.find(|event| event.change.content().is_some_and(|own| own.parts() == key))
    }

    /// That it is packed as it would be anew.
    pub(super) fn check(self) -> Folded {
        let (event, stand) = self.event().zip(self.stand()).ok_or("an order cannot be read")?;
        event.check()?;
        let Change::Reserved { reserve, slices, covered, price, .. } = &event.change else {
            return Err("an order begins otherwise");
        };
        let taken = Taken { slices, covered, price: price.as_ref() };
        taken.check(&reserve.lines)?;
        taken.prices(reserve.price)?;
        let (mut anew, rules) = (Vec::new(), rules_in(self.record).unwrap_or_default());
        let _ = Reserved { at: event.at, reserve, taken }.pack(rules, &stand, &mut anew);
        if anew != self.record {
            return Err("an order is packed otherwise");
        }
        let ended = match stand.status {
            OrderStatus::Reserved | OrderStatus::Expired => stand.confirmed.or(stand.cancelled),
            OrderStatus::Confirmed => stand.cancelled,
            OrderStatus::Cancelled => None,
        };
        let lacks = match stand.status {
            OrderStatus::Confirmed => stand.confirmed.is_none(),
            OrderStatus::Cancelled => stand.cancelled.is_none(),
            _ => false,
        };
        if ended.is_some() || lacks || reserve.attempt != 1 {
            return Err("an order stands otherwise than its answers say");
        }
        Ok(())
    }

    /// Whether an order in full may be such that it can be packed.
    pub(super) const fn may_hold(order: &Order) -> bool {
        order.coverages.is_empty() && order.reserve.attempt == 1
    }

    /// An order in full as a packed record, if that and the number of its rules say all that is known of
    /// it. The answers to its commands are in the order of their keys.
    pub(super) fn of(order: &Order, events: &[Event], rules: u32) -> Option<Vec<u8>> {
        if !Self::may_hold(order) || events.len() > 3 {
            return None;
        }
        let reserved = events.iter().find_map(|event| match &event.change {
            Change::Reserved { reserve, slices, covered, price, .. } => {
                let taken = Taken { slices, covered, price: price.as_ref() };
                Some(Reserved { at: event.at, reserve, taken })
            }
            _ => None,
        });
        let when = |is_it: fn(&Change) -> bool| {
            events.iter().find(|event| is_it(&event.change)).map(|event| event.at)
        };
        let stand = Stand {
            status: order.status,
            until: order.until,
            confirmed: when(|change| matches!(change, Change::Confirmed(_))),
            cancelled: when(|change| matches!(change, Change::Cancelled(_))),
        };
        let mut record = Vec::new();
        reserved?.pack(0, &stand, &mut record)?;
        let packed = Packed { record: &record, rules: &[order.reserve.rules] };
        let mut own = packed.events();
        own.sort_by_cached_key(|event| event.change.key());
        let same = own == events && packed.order().as_ref() == Some(order);
        record.get_mut(..HEAD)?.copy_from_slice(stand.head(rules).as_flattened());
        same.then_some(record)
    }

    /// The order in full.
    pub(super) fn order(self) -> Option<Order> {
        let Change::Reserved { reserve, slices, covered, price, .. } = self.event()?.change else {
            return None;
        };
        let stand = self.stand()?;
        let taken = Taken { slices: &slices, covered: &covered, price: price.as_ref() };
        let cap = reserve.price;
        let mut order = Order::new(reserve, stand.until, stand.status, &taken);
        order.charge(&taken, cap).ok()?;
        if order.claim().is_none() {
            let lines = order.lines.iter_mut();
            lines.for_each(|line| line.slices = Vec::new());
        }
        Some(order)
    }
}

/// The grams that a reservation took.
#[derive(Clone)]
pub(super) struct Slices<'a> {
    body: Reader<'a>,
    lines: usize,
    left: usize,
    covered: u32,
}

impl Iterator for Slices<'_> {
    type Item = LotSlice;

    fn next(&mut self) -> Option<LotSlice> {
        while self.left == 0 {
            self.lines = self.lines.checked_sub(1)?;
            self.covered = self.body.number()?;
            self.left = self.body.number()?;
        }
        self.left = self.left.checked_sub(1)?;
        self.body.slice()
    }
}
