//! What credits an order should get and cost, grain by grain, by a plain scan: no intervals, no
//! totals, no index. Only whether a lot may be used at all is asked of the rules; that has tests of
//! its own.

#![expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "places in lists of small worlds"
)]

use crate::books::Address;
use co2_offsets::{
    Choice, Lot, LotOrder, Pooling, PriceCap, Project, Rules, Shortfall, SpillOver, Tariff,
};
use co2_units::credit::ProjectId;
use co2_units::rust_decimal::{Decimal, RoundingStrategy};
use co2_units::{Date, Money};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What there is to choose from.
pub(crate) struct Choosing<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) projects: &'a BTreeMap<String, Project>,
    pub(crate) lots: Vec<&'a Lot>,
    pub(crate) free: BTreeSet<Address>,
    pub(crate) day: Date,
    /// Grams in a grain.
    pub(crate) grain: u64,
}

/// Products of a line: how many grains each, and how many.
pub(crate) type Want = (u64, u32);

pub(crate) struct Chosen {
    pub(crate) covered: Vec<u32>,
    /// Line by line, product by product.
    pub(crate) grains: Vec<Vec<Address>>,
}

impl Choosing<'_> {
    fn project(&self, lot: u32) -> &Project {
        &self.projects[self.lots[lot as usize].project().as_str()]
    }

    /// Lots that may be used, in the order in which they are taken.
    fn in_order(&self) -> Vec<u32> {
        let mut lots: Vec<u32> = (0..self.lots.len() as u32).collect();
        lots.retain(|&index| {
            let lot = self.lots[index as usize];
            let candidate = self.rules.candidate(self.project(index), lot, self.day);
            self.rules.refusals(&candidate).next().is_none()
        });
        let lot = |index: &u32| self.lots[*index as usize];
        let age = |index: &u32| (lot(index).vintage.first(), lot(index).vintage.last());
        match self.rules.order {
            LotOrder::OldestVintage => lots.sort_by_key(age),
            LotOrder::NewestVintage => lots.sort_by_key(|index| Reverse(age(index))),
            LotOrder::Cheapest { .. } => lots.sort_by_key(|index| {
                let price = lot(index).price_per_tonne().map(Money::amount);
                (price.is_none(), price, age(index))
            }),
            LotOrder::AsImported => {}
        }
        lots
    }

    /// The streams of a choice with their weights; `None` when it cannot be had.
    fn streams(&self, choice: &Choice) -> Option<Vec<(Vec<u32>, u64)>> {
        let of = |wanted: &ProjectId| {
            let project = self.projects.get(wanted.as_str())?;
            self.rules.eligibility.allows_project(project).then_some(())?;
            let mut lots = self.in_order();
            lots.retain(|&lot| self.lots[lot as usize].project() == wanted);
            Some(lots)
        };
        Some(match choice {
            Choice::Any => vec![(self.in_order(), 1)],
            Choice::Project(project) => vec![(of(project)?, 1)],
            Choice::FirstOf(list) => {
                let lots = list.projects().iter().map(of).collect::<Option<Vec<_>>>()?;
                vec![(lots.concat(), 1)]
            }
            Choice::Portfolio(portfolio) => {
                let shares = portfolio.shares().iter();
                shares
                    .map(|share| Some((of(&share.project)?, share.weight.into())))
                    .collect::<Option<_>>()?
            }
            Choice::Filter(name) => {
                let filter = self.rules.filters.get(name)?;
                let mut lots = self.in_order();
                lots.retain(|&index| {
                    let lot = self.lots[index as usize];
                    filter.allows(&self.rules.candidate(self.project(index), lot, self.day))
                });
                vec![(lots, 1)]
            }
        })
    }

    /// Free grains that may be taken: where units are not shared, those in units that are all free.
    fn takeable(&self) -> BTreeSet<Address> {
        let whole = |&(lot, grain): &Address| {
            let unit = self.lots[lot as usize].unit_size.as_grams() / self.grain;
            let first = grain / unit * unit;
            (first..first + unit).all(|grain| self.free.contains(&(lot, grain)))
        };
        let shared = self.rules.pooling == Pooling::Shared;
        self.free.iter().copied().filter(|address| shared || whole(address)).collect()
    }

    /// The grains for some lines; `None` when there are not enough.
    pub(crate) fn choose(
        &self,
        choice: &Choice,
        wants: &[Want],
        shortfall: Shortfall,
    ) -> Option<Chosen> {
        let streams = self.streams(choice)?;
        let weights: Vec<u64> = streams.iter().map(|(_, weight)| *weight).collect();
        let parts: Vec<Vec<u64>> = wants
            .iter()
            .map(|&(each, _)| {
                let grams = largest_remainder(each * self.grain, &weights);
                grams.iter().map(|grams| grams / self.grain).collect()
            })
            .collect();
        let everything = self.in_order();
        let mut takeable = self.takeable();
        let room = |lots: &[u32]| -> u64 {
            takeable.iter().filter(|(lot, _)| lots.contains(lot)).count() as u64
        };
        let spills = self.rules.spill_over == SpillOver::AnyEligible;
        let fits = |covered: &[u32]| {
            let need = |stream: usize| -> u64 {
                parts.iter().zip(covered).map(|(p, &n)| p[stream] * u64::from(n)).sum()
            };
            if spills {
                (0..streams.len()).map(need).sum::<u64>() <= room(&everything)
            } else {
                streams.iter().enumerate().all(|(n, (lots, _))| need(n) <= room(lots))
            }
        };
        let mut covered: Vec<u32> = wants.iter().map(|&(_, products)| products).collect();
        if !fits(&covered) {
            if shortfall == Shortfall::Reject {
                return None;
            }
            covered = vec![0; wants.len()];
            for (place, &(_, products)) in wants.iter().enumerate() {
                while covered[place] < products {
                    covered[place] += 1;
                    if !fits(&covered) {
                        covered[place] -= 1;
                        break;
                    }
                }
            }
        }
        if covered.iter().all(|&products| products == 0) {
            return None;
        }
        let needs: Vec<u64> = (0..streams.len())
            .map(|s| parts.iter().zip(&covered).map(|(p, &n)| p[s] * u64::from(n)).sum())
            .collect();
        let mut picked: Vec<Vec<Address>> = vec![Vec::new(); streams.len()];
        // All streams take from their own lots first; what is missing comes from anywhere.
        let own = streams.iter().map(|(lots, _)| lots).enumerate();
        let elsewhere = (0..streams.len()).map(|stream| (stream, &everything));
        for (stream, lots) in own.chain(elsewhere) {
            for &lot in lots {
                let missing = needs[stream] as usize - picked[stream].len();
                let grains: Vec<Address> =
                    takeable.range((lot, 0)..(lot + 1, 0)).copied().take(missing).collect();
                takeable.retain(|grain| !grains.contains(grain));
                picked[stream].extend(grains);
            }
        }
        let mut picked: Vec<_> = picked.into_iter().map(Vec::into_iter).collect();
        let grains = parts.iter().zip(&covered).map(|(parts, &products)| {
            let mut line = Vec::new();
            for _ in 0..products {
                for (stream, &part) in picked.iter_mut().zip(parts) {
                    line.extend(stream.take(part as usize));
                }
            }
            line
        });
        let grains = grains.collect();
        Some(Chosen { covered, grains })
    }

    /// Whether the price is at most what is to be paid.
    pub(crate) fn within(&self, cap: &PriceCap, wants: &[Want], chosen: &Chosen) -> bool {
        let Some(rule) = &self.rules.price else { return false };
        let million = Decimal::from(1_000_000);
        let tonnes = |grains: u64| Decimal::from(grains * self.grain) / million;
        let lines = wants.iter().zip(&chosen.covered).zip(&chosen.grains);
        let total: Decimal = lines
            .map(|((&(each, _), &products), grains)| match &rule.tariff {
                Tariff::PerTonne { price } => tonnes(each * u64::from(products)) * price.amount(),
                Tariff::PerStep { step_kg, price } => {
                    let steps = (each * self.grain).div_ceil(step_kg.as_grams());
                    Decimal::from(steps * u64::from(products)) * price.amount()
                }
                Tariff::CostPlus { margin_percent, .. } => {
                    let margin = Decimal::from(margin_percent.millionths()) / million;
                    let of = |&(lot, _): &Address| {
                        let price = self.lots[lot as usize].price_per_tonne().unwrap().amount();
                        tonnes(1) * up(price * (Decimal::ONE + margin), 6)
                    };
                    grains.iter().map(of).sum()
                }
            })
            .sum();
        up(total, 2) <= cap.cap.amount()
    }
}

fn up(amount: Decimal, digits: u32) -> Decimal {
    amount.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)
}

/// Floors first; what is left goes one by one to the largest remainder, the earlier first.
fn largest_remainder(amount: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u64 = weights.iter().sum();
    let mut parts: Vec<u64> = weights.iter().map(|weight| amount * weight / sum).collect();
    let mut rests: Vec<(Reverse<u64>, usize)> =
        weights.iter().enumerate().map(|(n, weight)| (Reverse(amount * weight % sum), n)).collect();
    rests.sort_unstable();
    for (_, place) in rests {
        if parts.iter().sum::<u64>() < amount {
            parts[place] += 1;
        }
    }
    parts
}
