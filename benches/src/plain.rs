//! The straightforward version: what one writes first. Names are strings, amounts are decimal tonnes,
//! everything is in a map, and lots are looked for where they are.

use crate::w1::W1;
use co2_units::rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A lot and what is left of it, in tonnes.
#[derive(Clone, Debug)]
struct Lot {
    project: String,
    year: u16,
    size: Decimal,
    taken: Decimal,
}

/// A line: its amount, and (lot, from, amount) of each piece.
type Line = (Decimal, Vec<(String, Decimal, Decimal)>);

/// An order with its lines.
#[derive(Clone, Debug)]
struct Order {
    lines: Vec<Line>,
    confirmed: bool,
}

/// Everything in maps.
#[derive(Debug, Default)]
pub struct Plain {
    lots: BTreeMap<String, Lot>,
    orders: BTreeMap<String, Order>,
}

/// An order as a caller of this version has it.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its name.
    pub id: String,
    /// Projects with weights.
    pub shares: Vec<(String, Decimal)>,
    /// Tonnes of each line.
    pub lines: Vec<Decimal>,
}

fn project(n: u32) -> String {
    format!("GS{}", 90_000 + n)
}

impl Plain {
    /// The stock of a workload.
    pub fn new(workload: &W1) -> Self {
        let lots = workload.lots.iter().enumerate().map(|(n, lot)| {
            let (size, taken) = (Decimal::from(lot.tonnes), Decimal::ZERO);
            let lot = Lot { project: project(lot.project), year: lot.year, size, taken };
            (format!("lot-{n:04}"), lot)
        });
        Self { lots: lots.collect(), orders: BTreeMap::new() }
    }

    /// The orders of a workload.
    ///
    /// # Panics
    /// Never: amounts are small.
    pub fn wanted(workload: &W1) -> Vec<Wanted> {
        let orders = workload.orders.iter().map(|order| Wanted {
            id: format!("order-{:08}", order.id),
            shares: order.shares.iter().map(|&(n, w)| (project(n), Decimal::from(w))).collect(),
            lines: order
                .lines
                .iter()
                .map(|&grams| Decimal::new(i64::try_from(grams).expect("small"), 6))
                .collect(),
        });
        orders.collect()
    }

    /// Places an order; whether it is placed now or was before.
    pub fn place(&mut self, wanted: &Wanted) -> bool {
        if self.orders.contains_key(&wanted.id) {
            return true;
        }
        let weights: Decimal = wanted.shares.iter().map(|(_, weight)| *weight).sum();
        let mut lines = Vec::new();
        for &tonnes in &wanted.lines {
            let mut pieces = Vec::new();
            let (mut sum, mut before) = (Decimal::ZERO, Decimal::ZERO);
            for (project, weight) in &wanted.shares {
                sum += *weight;
                let upto = (tonnes * sum / weights).round_dp(6);
                let missing = self.take(Some(project), upto - before, &mut pieces);
                let missing = self.take(None, missing, &mut pieces);
                before = upto;
                if missing > Decimal::ZERO {
                    lines.push((tonnes, pieces));
                    self.give_back(&lines);
                    return false;
                }
            }
            lines.push((tonnes, pieces));
        }
        self.orders.insert(wanted.id.clone(), Order { lines, confirmed: false });
        true
    }

    fn take(
        &mut self,
        project: Option<&String>,
        mut missing: Decimal,
        pieces: &mut Vec<(String, Decimal, Decimal)>,
    ) -> Decimal {
        while missing > Decimal::ZERO {
            let usable = self.lots.iter_mut().filter(|(_, lot)| {
                project.is_none_or(|project| lot.project == *project) && lot.taken < lot.size
            });
            let Some((name, lot)) = usable.min_by_key(|(_, lot)| lot.year) else { break };
            let taken = missing.min(lot.size - lot.taken);
            pieces.push((name.clone(), lot.taken, taken));
            lot.taken += taken;
            missing -= taken;
        }
        missing
    }

    fn give_back(&mut self, lines: &[Line]) {
        for (name, from, _) in lines.iter().flat_map(|(_, pieces)| pieces).rev() {
            if let Some(lot) = self.lots.get_mut(name) {
                lot.taken = *from;
            }
        }
    }

    /// Confirms an order; whether it is known.
    pub fn confirm(&mut self, id: &str) -> bool {
        let Some(order) = self.orders.get_mut(id) else { return false };
        order.confirmed = true;
        true
    }

    /// Proves that issued = left + allocated, without gap or overlap, and every line is its pieces.
    ///
    /// # Panics
    /// When it is not so.
    pub fn audit(&self) {
        let mut pieces: BTreeMap<&String, Vec<(Decimal, Decimal)>> = BTreeMap::new();
        for (tonnes, of_line) in self.orders.values().flat_map(|order| &order.lines) {
            assert_eq!(of_line.iter().map(|(_, _, taken)| taken).sum::<Decimal>(), *tonnes);
            for (name, from, taken) in of_line {
                pieces.entry(name).or_default().push((*from, *taken));
            }
        }
        for (name, lot) in &self.lots {
            let mut end = Decimal::ZERO;
            let mut of_lot = pieces.remove(name).unwrap_or_default();
            of_lot.sort_unstable();
            for (from, taken) in of_lot {
                assert_eq!(from, end, "no gap and no overlap");
                end += taken;
            }
            assert_eq!(end, lot.taken);
            assert!(end <= lot.size);
        }
    }
}
