//! Free grams as the rules in force see them: totals and lots in order, so that neither "is there
//! enough?" nor "which lot is next?" looks at lots that may not be used.
//!
//! All of it is derived: from the lots, the projects, the rules in force and the ledger's time.

use super::LotState;
use crate::ids::LotIndex;
use co2_offsets::rules::price::{micros_in, with_margin};
use co2_offsets::{LotOrder, PriceRule, Project, Rules, Tariff};
use co2_units::credit::ProjectId;
use co2_units::{Date, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// How much of a lot is free, in grams: in all, and in units of which nothing is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Room {
    pub(crate) free: u64,
    pub(crate) whole: u64,
}

/// A lot's place among others: a rank by the order of the rules, then as lots came in.
pub(crate) type Place = (u128, LotIndex);

/// Lots that have free grams, in the order in which they are taken, and how much it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shelf {
    /// In grams. Each lot fits a u64, but all together may not.
    free: u128,
    whole: u128,
    lots: BTreeSet<Place>,
}

impl Shelf {
    /// Free grams, or those in whole units only.
    pub(crate) const fn room(&self, whole: bool) -> u128 {
        if whole { self.whole } else { self.free }
    }

    pub(crate) const fn lots(&self) -> &BTreeSet<Place> {
        &self.lots
    }

    fn changed(&mut self, place: Place, before: Room, after: Room) {
        let fits = self.free >= before.free.into() && self.whole >= before.whole.into();
        debug_assert!(fits, "what a lot had is in the sums");
        let moved = |sum: u128, before: u64, after: u64| {
            sum.saturating_sub(before.into()).saturating_add(after.into())
        };
        self.free = moved(self.free, before.free, after.free);
        self.whole = moved(self.whole, before.whole, after.whole);
        if after.free == 0 {
            self.lots.remove(&place);
        } else if before.free == 0 {
            self.lots.insert(place);
        }
    }
}

/// Which lots are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// All that may be used.
    Eligible,
    /// Those that pass a filter, by its place in the rules.
    Filter(usize),
    /// Those of a project, by its number.
    Project(u32),
}

/// The verdict of each filter on a lot: bit 0 whether it may be used at all, bit n + 1 whether it
/// passes filter n.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict(u64);

impl Verdict {
    fn of(rules: &Rules, project: &Project, lot: &LotState, day: Date) -> Self {
        let candidate = rules.candidate(project, lot.lot(), day);
        if rules.refusals(&candidate).next().is_some() {
            return Self::default();
        }
        let mut bits = 1_u64;
        for (filter, place) in rules.filters.values().zip(1_u32..) {
            let passes = filter.allows(&candidate);
            bits |= u64::from(passes).checked_shl(place).unwrap_or_default();
        }
        Self(bits)
    }

    const fn passes(self, place: u32) -> bool {
        matches!(self.0.checked_shr(place), Some(bits) if bits & 1 == 1)
    }
}

/// What the rules make of a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    project: u32,
    rank: u128,
    verdict: Verdict,
}

/// Free grams as the rules in force see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stock {
    /// The verdicts hold from this second...
    since: i64,
    /// ...up to, but not including, this one.
    until: i64,
    /// Seconds at which the verdict on a lot may turn.
    turns: BTreeMap<i64, BTreeSet<LotIndex>>,
    lots: Vec<Seen>,
    eligible: Shelf,
    filters: Vec<Shelf>,
    /// By the projects' numbers.
    projects: Vec<Shelf>,
    /// Whether the rules let a project be chosen, by its number.
    open: Vec<bool>,
    /// What a tonne of each lot is sold for, by tariff; only those that depend on the lot.
    charged: Vec<Option<Vec<u64>>>,
}

/// What the stock is derived from, but for the lots.
#[derive(Clone, Copy)]
pub(super) struct Basis<'a> {
    pub(super) rules: &'a Rules,
    pub(super) projects: &'a BTreeMap<ProjectId, Project>,
    /// The numbers of the projects that have lots.
    pub(super) numbers: &'a BTreeMap<ProjectId, u32>,
    pub(super) at: Timestamp,
}

impl Basis<'_> {
    fn verdict(&self, lot: &LotState) -> Option<Verdict> {
        let project = self.projects.get(lot.lot().project())?;
        Some(Verdict::of(self.rules, project, lot, self.at.date()))
    }

    /// The seconds at which the verdict on a lot may turn.
    fn turns(&self, lot: &LotState) -> BTreeSet<i64> {
        let project = self.projects.get(lot.lot().project());
        let sets = core::iter::once(&self.rules.eligibility).chain(self.rules.filters.values());
        let days = project
            .into_iter()
            .flat_map(|project| sets.clone().flat_map(move |set| set.turns(project, lot.lot())));
        days.map(|day| days_from_epoch(day).saturating_mul(86_400)).collect()
    }
}

impl Stock {
    pub(super) fn new(basis: Basis<'_>, lots: &[LotState]) -> Self {
        let charged = basis.rules.price.iter().flat_map(PriceRule::tariffs);
        let charged = charged.map(|tariff| match tariff {
            Tariff::CostPlus { .. } => Some(Vec::new()),
            _ => None,
        });
        let mut stock = Self {
            since: i64::MIN,
            until: i64::MAX,
            turns: BTreeMap::new(),
            lots: Vec::new(),
            eligible: Shelf::default(),
            filters: vec![Shelf::default(); basis.rules.filters.len()],
            projects: Vec::new(),
            open: Vec::new(),
            charged: charged.collect(),
        };
        for (lot, index) in lots.iter().zip(0..) {
            stock.add(basis, LotIndex(index), lot);
        }
        stock
    }

    /// A lot came in: the next one.
    pub(super) fn add(&mut self, basis: Basis<'_>, index: LotIndex, lot: &LotState) {
        let rules = basis.rules;
        // The caller adds lots of known projects only.
        let project = basis.numbers.get(lot.lot().project()).copied().unwrap_or(u32::MAX);
        let verdict = basis.verdict(lot).unwrap_or_default();
        self.lots.push(Seen { project, rank: rank(rules, lot), verdict });
        for (tariff, charged) in
            rules.price.iter().flat_map(PriceRule::tariffs).zip(&mut self.charged)
        {
            if let (Tariff::CostPlus { currency, margin_percent }, Some(charged)) =
                (tariff, charged)
            {
                let price = lot.lot().price_per_tonne();
                let micros =
                    price.and_then(|price| micros_in(price, *currency, rules.rates.as_ref()));
                let micros = micros.and_then(|micros| with_margin(micros, *margin_percent));
                charged.push(micros.unwrap_or(u64::MAX));
            }
        }
        for turn in basis.turns(lot) {
            self.turns.entry(turn).or_default().insert(index);
        }
        self.set_window(basis.at);
        let wanted = usize::try_from(project).unwrap_or(usize::MAX).saturating_add(1);
        if self.projects.len() < wanted && wanted <= basis.numbers.len() {
            self.projects.resize(wanted, Shelf::default());
            let known = basis.projects.get(lot.lot().project());
            let open = known.is_some_and(|project| rules.eligibility.allows_project(project));
            self.open.resize(wanted, open);
        }
        self.room_changed(index, Room::default(), lot.room());
    }

    /// The lot that came in last is taken out again.
    pub(super) fn remove(&mut self, basis: Basis<'_>, index: LotIndex, lot: &LotState) {
        self.room_changed(index, lot.room(), Room::default());
        self.lots.pop();
        for charged in self.charged.iter_mut().flatten() {
            charged.pop();
        }
        for turn in basis.turns(lot) {
            if let Some(lots) = self.turns.get_mut(&turn) {
                lots.remove(&index);
                if lots.is_empty() {
                    self.turns.remove(&turn);
                }
            }
        }
        self.set_window(basis.at);
        self.projects.truncate(basis.numbers.len());
        self.open.truncate(basis.numbers.len());
    }

    fn set_window(&mut self, at: Timestamp) {
        let at = at.as_unix_seconds();
        self.since = self.turns.range(..=at).next_back().map_or(i64::MIN, |(&turn, _)| turn);
        let after = at.saturating_add(1);
        self.until = self.turns.range(after..).next().map_or(i64::MAX, |(&turn, _)| turn);
    }

    /// Whether the verdicts hold at a time.
    pub(crate) const fn holds_at(&self, at: Timestamp) -> bool {
        let at = at.as_unix_seconds();
        self.since <= at && at < self.until
    }

    /// The lots on which the verdict may be another at a later time than now.
    pub(crate) fn turning_by(&self, at: Timestamp) -> BTreeSet<LotIndex> {
        let by = at.as_unix_seconds();
        let turns = self.turns.range(self.until..).take_while(|&(&turn, _)| turn <= by);
        turns.flat_map(|(_, lots)| lots).copied().collect()
    }

    /// The ledger's time moved, forth or back.
    pub(super) fn time_changed(&mut self, basis: Basis<'_>, lots: &[LotState]) {
        if self.holds_at(basis.at) {
            return;
        }
        let at = basis.at.as_unix_seconds();
        let (low, high) =
            if at < self.since { (at.saturating_add(1), self.since) } else { (self.until, at) };
        let turned: BTreeSet<LotIndex> =
            self.turns.range(low..=high).flat_map(|(_, lots)| lots).copied().collect();
        for index in turned {
            let Some(lot) = place(index).and_then(|place| lots.get(place)) else { continue };
            let Some(verdict) = basis.verdict(lot) else { continue };
            self.room_changed(index, lot.room(), Room::default());
            if let Some(seen) = place(index).and_then(|place| self.lots.get_mut(place)) {
                seen.verdict = verdict;
            }
            self.room_changed(index, Room::default(), lot.room());
        }
        self.set_window(basis.at);
    }

    /// A lot's free grams have changed.
    pub(super) fn room_changed(&mut self, index: LotIndex, before: Room, after: Room) {
        let Some(&seen) = place(index).and_then(|place| self.lots.get(place)) else { return };
        if !seen.verdict.passes(0) {
            return;
        }
        let place = (seen.rank, index);
        self.eligible.changed(place, before, after);
        if let Some(shelf) =
            usize::try_from(seen.project).ok().and_then(|n| self.projects.get_mut(n))
        {
            shelf.changed(place, before, after);
        }
        for (shelf, filter) in self.filters.iter_mut().zip(1..) {
            if seen.verdict.passes(filter) {
                shelf.changed(place, before, after);
            }
        }
    }

    pub(crate) fn shelf(&self, which: Which) -> Option<&Shelf> {
        match which {
            Which::Eligible => Some(&self.eligible),
            Which::Filter(filter) => self.filters.get(filter),
            Which::Project(number) => self.projects.get(usize::try_from(number).ok()?),
        }
    }

    /// Whether the rules let a project with lots be chosen.
    pub(crate) fn is_open(&self, project: u32) -> bool {
        let open = usize::try_from(project).ok().and_then(|project| self.open.get(project));
        open.copied().unwrap_or_default()
    }

    /// The verdict on a lot.
    pub(crate) fn verdict(&self, index: LotIndex) -> Verdict {
        self.seen(index).map(|seen| seen.verdict).unwrap_or_default()
    }

    /// A lot's place among others.
    pub(crate) fn place_of(&self, index: LotIndex) -> Place {
        (self.seen(index).map_or(u128::MAX, |seen| seen.rank), index)
    }

    /// Whether a lot with this verdict is among those meant.
    pub(crate) fn is_in(&self, index: LotIndex, verdict: Verdict, which: Which) -> bool {
        verdict.passes(0)
            && match which {
                Which::Eligible => true,
                Which::Filter(filter) => u32::try_from(filter)
                    .is_ok_and(|filter| verdict.passes(filter.saturating_add(1))),
                Which::Project(number) => self.seen(index).is_some_and(|s| s.project == number),
            }
    }

    /// What a tonne of a lot is sold for under a tariff that depends on the lot, in millionths of the
    /// currency's main unit.
    pub(crate) fn charged(&self, tariff: usize, index: LotIndex) -> Option<u64> {
        let micros = *self.charged.get(tariff)?.as_ref()?.get(place(index)?)?;
        (micros != u64::MAX).then_some(micros)
    }

    fn seen(&self, index: LotIndex) -> Option<&Seen> {
        self.lots.get(place(index)?)
    }
}

fn place(index: LotIndex) -> Option<usize> {
    usize::try_from(index.0).ok()
}

fn days_from_epoch(day: Date) -> i64 {
    day.signed_duration_since(Timestamp::UNIX_EPOCH.date()).num_days()
}

/// Which lots are taken first: the smaller, the earlier.
fn rank(rules: &Rules, lot: &LotState) -> u128 {
    let vintage = lot.lot().vintage;
    let day = |day| {
        let days = days_from_epoch(day).saturating_sub(days_from_epoch(Timestamp::MIN.date()));
        u64::try_from(days).unwrap_or_default()
    };
    // The years 1 to 9999 have less than 2³² days.
    let age = day(vintage.first()).checked_shl(32).unwrap_or_default() | day(vintage.last());
    match rules.order {
        LotOrder::OldestVintage => age.into(),
        LotOrder::NewestVintage => u64::MAX.saturating_sub(age).into(),
        LotOrder::Cheapest { currency } => {
            let price = lot.lot().price_per_tonne();
            let price = price.and_then(|price| micros_in(price, currency, rules.rates.as_ref()));
            let price = u128::from(price.unwrap_or(u64::MAX));
            price.checked_shl(64).unwrap_or_default() | u128::from(age)
        }
        LotOrder::AsImported => 0,
    }
}

impl super::State {
    /// The verdict of the rules in force on a lot at a time.
    pub(crate) fn verdict_at(&self, index: LotIndex, at: Timestamp) -> Verdict {
        let verdict = self.current_rules().and_then(|(_, rules)| {
            let lot = self.lot(index)?;
            let project = self.project(lot.lot().project())?;
            Some(Verdict::of(rules, project, lot, at.date()))
        });
        verdict.unwrap_or_default()
    }
}
