//! Holding credits for an order.

pub(crate) mod overlay;
pub(crate) mod plan;
pub(crate) mod price;

use self::plan::{Need, Plan};
use super::View;
use crate::command::{Line, Reserve};
use crate::error::ReserveError;
use crate::event::Change;
use crate::price::OrderPrice;
use crate::receipt::OrderStatus;
use co2_offsets::{PriceCap, Rules, RulesId, Shortfall};
use co2_units::Co2e;
use smallvec::SmallVec;
use std::collections::BTreeSet;

/// The most lines an order has.
pub const MAX_LINES: usize = 1_000;
/// The most products an order has.
pub const MAX_PRODUCTS: u64 = 100_000;
/// The most slices a product's grams lie in: a certificate names each.
pub const MAX_SLICES: usize = 256;

/// How much of what is asked for must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// As the rules say what becomes of a shortfall.
    AsRulesSay,
    /// All: it is paid, or about to be.
    All,
}

impl View<'_> {
    pub(super) fn reserve(&self, reserve: &Reserve) -> Result<Change, ReserveError> {
        check_lines(&reserve.lines)?;
        let until = Some(reserve.hold_seconds).filter(|&seconds| seconds > 0);
        let until = until.and_then(|seconds| self.at.checked_add_seconds(seconds));
        let until = until.ok_or(ReserveError::Hold)?;
        self.check_order(reserve)?;
        let (Plan { slices, covered }, price) =
            self.plan_priced(reserve, &reserve.lines, Extent::AsRulesSay)?;
        Ok(Change::Reserved { reserve: reserve.clone(), until, slices, covered, price })
    }

    /// Chooses credits under the rules that were quoted, at most for what is to be paid. The lines
    /// are those of the order, with as many products as are asked for now.
    pub(super) fn plan_priced(
        &self,
        reserve: &Reserve,
        lines: &[Line],
        extent: Extent,
    ) -> Result<(Plan, Option<OrderPrice>), ReserveError> {
        let rules = self.rules_quoted(reserve.rules)?;
        let needs: SmallVec<[Need; 8]> = lines.iter().map(Need::of).collect();
        let shortfall = match extent {
            Extent::AsRulesSay => rules.shortfall,
            Extent::All => Shortfall::Reject,
        };
        let plan = self.plan(rules, shortfall, &reserve.choice, &needs)?;
        let cap = reserve.price.as_ref();
        let price = cap.map(|cap| self.within_cap(rules, cap, lines, &plan)).transpose()?;
        Ok((plan, price))
    }

    /// The rules in force, if they are those that were quoted.
    fn rules_quoted(&self, quoted: RulesId) -> Result<&Rules, ReserveError> {
        let (in_force, rules) = self.state.current_rules().unzip();
        let rules = rules.filter(|_| in_force == Some(quoted));
        rules.ok_or(ReserveError::RulesNotInForce { quoted, in_force })
    }

    fn within_cap(
        &self,
        rules: &Rules,
        cap: &PriceCap,
        lines: &[Line],
        plan: &Plan,
    ) -> Result<OrderPrice, ReserveError> {
        let priced = self.priced(rules, cap.market, lines, plan)?;
        let now = priced.total;
        if cap.cap.currency() != now.currency() {
            let (cap, expected) = (cap.cap, now.currency());
            return Err(ReserveError::CapCurrency { cap, expected });
        }
        if now.amount() > cap.cap.amount() {
            return Err(ReserveError::PriceChanged { cap: cap.cap, now });
        }
        Ok(priced)
    }

    pub(super) fn check_order(&self, reserve: &Reserve) -> Result<(), ReserveError> {
        let expected = match self.state.kept(&reserve.order) {
            None => 1,
            Some(known) => match known.status_at(self.at) {
                // An attempt after the last possible one is never the next.
                OrderStatus::Expired => known.attempt().saturating_add(1),
                status => {
                    return Err(ReserveError::OrderKnown { order: reserve.order.clone(), status });
                }
            },
        };
        if reserve.attempt == expected {
            Ok(())
        } else {
            let order = reserve.order.clone();
            Err(ReserveError::Attempt { order, given: reserve.attempt, expected })
        }
    }
}

/// Checks the lines of an order.
pub(crate) fn check_lines(lines: &[Line]) -> Result<(), ReserveError> {
    if lines.is_empty() || lines.len() > MAX_LINES {
        return Err(ReserveError::Lines);
    }
    if let Some(line) = repeated(lines) {
        return Err(ReserveError::LineTwice { line });
    }
    let mut products = 0_u64;
    let mut total = Co2e::ZERO;
    for line in lines {
        let lacks = [
            (line.quantity == 0, "products"),
            (line.each.is_zero(), "amount"),
            (line.stages.is_empty(), "stages"),
        ];
        if let Some((_, what)) = lacks.into_iter().find(|&(lacks, _)| lacks) {
            return Err(ReserveError::EmptyLine { line: line.id, what });
        }
        products = products.saturating_add(u64::from(line.quantity));
        let amount = line.each.checked_mul(u64::from(line.quantity));
        total = amount.and_then(|a| total.checked_add(a)).ok_or(ReserveError::TooLarge)?;
    }
    if products > MAX_PRODUCTS {
        return Err(ReserveError::TooManyProducts);
    }
    Ok(())
}

/// A line number that stands twice.
fn repeated(lines: &[Line]) -> Option<u32> {
    // Lines are mostly numbered upwards.
    if lines.is_sorted_by(|a, b| a.id < b.id) {
        return None;
    }
    let mut seen = BTreeSet::new();
    lines.iter().map(|line| line.id).find(|&id| !seen.insert(id))
}
