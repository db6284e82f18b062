//! What a reservation should take and cost, gram by gram, by a plain scan: no intervals, no totals, no
//! index. Only the eligibility of a lot is asked of the rules; that has tests of its own.

use crate::world::World;
use co2_ledger::{Line, LotState, OrderStatus};
use co2_offsets::{Choice, LotOrder, Pooling, Rules, Shortfall, SpillOver, Tariff};
use co2_units::rust_decimal::{Decimal, RoundingStrategy};
use co2_units::{Country, Currency, Timestamp};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// A lot's number and a gram's offset.
pub(crate) type Gram = (u32, u64);

pub(crate) struct Naive<'a> {
    world: &'a World,
    pub(crate) rules: &'a Rules,
    pub(crate) at: Timestamp,
    orders: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Planned {
    pub(crate) covered: Vec<u32>,
    /// Line by line.
    pub(crate) grams: Vec<Vec<Gram>>,
}

impl<'a> Naive<'a> {
    pub(crate) fn new(world: &'a World, orders: Vec<String>) -> Self {
        let rules = world.state.rules(&world.state.rules_in_force().unwrap()).unwrap();
        Self { world, rules, at: world.state.time().max(world.now), orders }
    }

    pub(crate) fn lots(&self) -> Vec<(u32, &LotState)> {
        self.world.state.lots().map(|(index, lot)| (index.as_u32(), lot)).collect()
    }

    pub(crate) fn free(&self) -> BTreeSet<Gram> {
        let mut free = BTreeSet::new();
        for (index, lot) in self.lots() {
            free.extend(lot.free().flat_map(|s| s.start()..s.end()).map(|gram| (index, gram)));
        }
        for order in &self.orders {
            let Some(order) = self.world.state.order(&order.parse().unwrap()) else { continue };
            if order.status() == OrderStatus::Reserved && order.until() <= self.at {
                for slice in order.lines().flat_map(|(_, line)| line.slices()) {
                    let index = slice.lot.as_u32();
                    free.extend((slice.grams.start()..slice.grams.end()).map(|gram| (index, gram)));
                }
            }
        }
        free
    }

    /// Free grams that can be taken: where units are not shared, those in units that are all free.
    pub(crate) fn takeable(&self) -> BTreeSet<Gram> {
        let free = self.free();
        if self.rules.pooling == Pooling::Shared {
            return free;
        }
        let unit = |gram: u64| gram / 10 * 10..gram / 10 * 10 + 10;
        let whole = |&(lot, gram): &Gram| unit(gram).all(|gram| free.contains(&(lot, gram)));
        free.iter().copied().filter(whole).collect()
    }

    pub(crate) fn may_be_used(&self, lot: &LotState) -> bool {
        let project = self.world.state.project(lot.lot().project()).unwrap();
        let candidate = self.rules.candidate(project, lot.lot(), self.at.date());
        self.rules.refusals(&candidate).next().is_none()
    }

    /// The lots in the order in which they are taken.
    fn in_order(&self) -> Vec<(u32, &LotState)> {
        let mut lots = self.lots();
        lots.retain(|(_, lot)| self.may_be_used(lot));
        let vintage = |lot: &LotState| (lot.lot().vintage.first(), lot.lot().vintage.last());
        match self.rules.order {
            LotOrder::OldestVintage => lots.sort_by_key(|(_, lot)| vintage(lot)),
            LotOrder::NewestVintage => lots.sort_by_key(|(_, lot)| Reverse(vintage(lot))),
            LotOrder::Cheapest { currency } => lots.sort_by_key(|(_, lot)| {
                let price = self.price(lot, currency);
                (price.is_none(), price, vintage(lot))
            }),
            LotOrder::AsImported => {}
        }
        lots
    }

    /// A lot's price for a tonne.
    fn price(&self, lot: &LotState, currency: Currency) -> Option<Decimal> {
        let price = lot.lot().price?.money();
        if price.currency() == currency {
            return Some(price.amount());
        }
        let converted = self.rules.rates.as_ref()?.convert(price, currency).ok()?;
        Some(converted.amount().round_dp_with_strategy(6, RoundingStrategy::MidpointAwayFromZero))
    }

    /// The streams of a choice, each a list of lots.
    fn streams(&self, choice: &Choice) -> Vec<Vec<u32>> {
        let of_project = |wanted: &co2_units::credit::ProjectId| {
            let lots = self.in_order().into_iter().filter(|(_, lot)| lot.lot().project() == wanted);
            lots.map(|(index, _)| index).collect::<Vec<_>>()
        };
        match choice {
            Choice::Any => vec![self.in_order().into_iter().map(|(index, _)| index).collect()],
            Choice::Filter(name) => {
                let passes = |lot: &LotState| {
                    let project = self.world.state.project(lot.lot().project()).unwrap();
                    let candidate = self.rules.candidate(project, lot.lot(), self.at.date());
                    self.rules.filters[name].allows(&candidate)
                };
                let lots = self.in_order().into_iter().filter(|(_, lot)| passes(lot));
                vec![lots.map(|(index, _)| index).collect()]
            }
            Choice::FirstOf(list) => {
                vec![list.projects().iter().flat_map(&of_project).collect()]
            }
            Choice::Portfolio(portfolio) => {
                portfolio.shares().iter().map(|share| of_project(&share.project)).collect()
            }
            Choice::Project(project) => vec![of_project(project)],
        }
    }

    /// What is planned, or how much there would be.
    pub(crate) fn plan(&self, choice: &Choice, lines: &[Line]) -> Result<Planned, u64> {
        let streams = self.streams(choice);
        let takeable = self.takeable();
        let spills = self.rules.spill_over == SpillOver::AnyEligible && *choice != Choice::Any;
        let parts: Vec<Vec<u64>> = lines
            .iter()
            .map(|line| match choice {
                Choice::Portfolio(portfolio) => {
                    let weights: Vec<u64> =
                        portfolio.shares().iter().map(|share| share.weight.into()).collect();
                    largest_remainder(line.each.as_grams(), &weights)
                }
                _ => vec![line.each.as_grams()],
            })
            .collect();
        let in_lots = |lots: &[u32]| {
            let count = takeable.iter().filter(|(lot, _)| lots.contains(lot)).count();
            u64::try_from(count).unwrap()
        };
        let everything: Vec<u32> = self.in_order().into_iter().map(|(index, _)| index).collect();
        let rooms: Vec<u64> = streams.iter().map(|lots| in_lots(lots)).collect();
        // Does it fit with so many products of each line?
        let fits = |covered: &[u32]| {
            let need = |stream: usize| -> u64 {
                let parts = parts.iter().zip(covered);
                parts.map(|(parts, &products)| parts[stream] * u64::from(products)).sum()
            };
            if spills {
                (0..streams.len()).map(need).sum::<u64>() <= in_lots(&everything)
            } else {
                (0..streams.len()).all(|stream| need(stream) <= rooms[stream])
            }
        };
        let mut covered: Vec<u32> = lines.iter().map(|line| line.quantity).collect();
        if !fits(&covered) {
            let need: Vec<u64> = (0..streams.len())
                .map(|s| lines.iter().zip(&parts).map(|(l, p)| p[s] * u64::from(l.quantity)).sum())
                .collect();
            let had = if spills {
                in_lots(&everything)
            } else {
                need.iter().zip(&rooms).map(|(need, room)| *need.min(room)).sum()
            };
            if self.rules.shortfall == Shortfall::Reject {
                return Err(had);
            }
            covered = vec![0; lines.len()];
            for (place, line) in lines.iter().enumerate() {
                while covered[place] < line.quantity {
                    covered[place] += 1;
                    if !fits(&covered) {
                        covered[place] -= 1;
                        break;
                    }
                }
            }
            if covered.iter().all(|&products| products == 0) {
                return Err(had);
            }
        }
        Ok(Self::pick(&streams, &everything, &parts, covered, takeable))
    }

    fn pick(
        streams: &[Vec<u32>],
        everything: &[u32],
        parts: &[Vec<u64>],
        covered: Vec<u32>,
        mut takeable: BTreeSet<Gram>,
    ) -> Planned {
        let mut take = |lots: &[u32], missing: &mut u64, into: &mut Vec<Gram>| {
            for &lot in lots {
                let grams: Vec<Gram> = takeable.range((lot, 0)..(lot + 1, 0)).copied().collect();
                for gram in grams.into_iter().take(usize::try_from(*missing).unwrap()) {
                    takeable.remove(&gram);
                    into.push(gram);
                    *missing -= 1;
                }
            }
        };
        let mut picked = vec![Vec::new(); streams.len()];
        let mut missing: Vec<u64> = (0..streams.len())
            .map(|s| parts.iter().zip(&covered).map(|(p, &n)| p[s] * u64::from(n)).sum())
            .collect();
        for (stream, lots) in streams.iter().enumerate() {
            take(lots, &mut missing[stream], &mut picked[stream]);
        }
        for stream in 0..streams.len() {
            take(everything, &mut missing[stream], &mut picked[stream]);
        }
        assert!(missing.iter().all(|&grams| grams == 0));
        let mut streams: Vec<_> = picked.into_iter().map(Vec::into_iter).collect();
        let grams = parts.iter().zip(&covered).map(|(parts, &products)| {
            let mut line = Vec::new();
            for _ in 0..products {
                for (stream, &part) in streams.iter_mut().zip(parts) {
                    line.extend(stream.take(usize::try_from(part).unwrap()));
                }
            }
            line
        });
        let grams = grams.collect();
        Planned { covered, grams }
    }

    /// The exact price of each line, and the rounded total.
    pub(crate) fn price_of(
        &self,
        market: Country,
        lines: &[Line],
        planned: &Planned,
    ) -> (Vec<Decimal>, Decimal) {
        let rule = self.rules.price.as_ref().unwrap();
        let market = rule.markets.iter().find(|known| known.countries.contains(&market));
        let tariff = market.map_or(&rule.tariff, |market| &market.tariff);
        let million = Decimal::from(1_000_000);
        let lots = self.lots();
        let exact: Vec<Decimal> = lines
            .iter()
            .zip(&planned.covered)
            .zip(&planned.grams)
            .map(|((line, &products), grams)| match tariff {
                Tariff::PerTonne { price } => {
                    line.each.to_decimal_tonnes() * Decimal::from(products) * price.amount()
                }
                Tariff::PerStep { step_kg, price } => {
                    let steps = line.each.as_grams().div_ceil(step_kg.as_grams());
                    Decimal::from(steps) * Decimal::from(products) * price.amount()
                }
                Tariff::CostPlus { currency, margin_percent } => {
                    let factor =
                        Decimal::ONE + Decimal::from(margin_percent.millionths()) / million;
                    let of = |lot: u32| {
                        let (_, lot) = lots.iter().find(|(index, _)| *index == lot).unwrap();
                        let price = self.price(lot, *currency).unwrap() * factor;
                        price.round_dp_with_strategy(6, RoundingStrategy::MidpointAwayFromZero)
                    };
                    grams.iter().map(|&(lot, _)| of(lot) / million).sum()
                }
            })
            .collect();
        let total: Decimal = exact.iter().sum();
        (exact, total.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
    }
}

/// Floors first; what is left goes one by one to the largest remainder, the earlier first.
fn largest_remainder(amount: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u64 = weights.iter().sum();
    let mut parts: Vec<u64> = weights.iter().map(|weight| amount * weight / sum).collect();
    let mut rests: Vec<(Reverse<u64>, usize)> =
        weights.iter().enumerate().map(|(i, weight)| (Reverse(amount * weight % sum), i)).collect();
    rests.sort_unstable();
    for (_, place) in rests {
        if parts.iter().sum::<u64>() < amount {
            parts[place] += 1;
        }
    }
    parts
}
