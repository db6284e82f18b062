//! What a plan costs the customer. Integers until the last step: 10⁻¹² of the currency's main unit.

use super::super::View;
use super::plan::Plan;
use crate::command::Line;
use crate::error::ReserveError;
use crate::event::LotSlice;
use crate::price::{OrderPrice, of_minor};
use co2_offsets::rules::price::exact_micros;
use co2_offsets::{Rules, Tariff};
use co2_units::{Country, Currency};

impl View<'_> {
    /// The price of a plan in a market.
    pub(crate) fn priced(
        &self,
        rules: &Rules,
        market: Country,
        lines: &[Line],
        plan: &Plan,
    ) -> Result<OrderPrice, ReserveError> {
        let rule = rules.price.as_ref().ok_or(ReserveError::NoPrice { market })?;
        let place = rule.tariff_in(market);
        let tariff = rule.tariffs().nth(place).ok_or(ReserveError::NoPrice { market })?;
        let exact = lines.iter().zip(&plan.covered).zip(&plan.slices);
        let exact = exact.map(|((line, &products), slices)| {
            self.exact(tariff, place, line, products, slices).ok_or(ReserveError::TooLarge)
        });
        let exact = exact.collect::<Result<Vec<_>, _>>()?;
        rounded(&exact, tariff.currency()).ok_or(ReserveError::TooLarge)
    }

    fn exact(
        &self,
        tariff: &Tariff,
        place: usize,
        line: &Line,
        products: u32,
        slices: &[LotSlice],
    ) -> Option<u128> {
        match tariff {
            Tariff::PerTonne { price } => {
                let grams = u128::from(line.each.as_grams()).checked_mul(products.into())?;
                grams.checked_mul(exact_micros(*price)?.into())
            }
            Tariff::PerStep { step_kg, price } => {
                let steps = line.each.as_grams().div_ceil(step_kg.as_grams().max(1));
                let micros = u128::from(exact_micros(*price)?).checked_mul(steps.into())?;
                micros.checked_mul(products.into())?.checked_mul(1_000_000)
            }
            Tariff::CostPlus { .. } => {
                let stock = self.state.index().stock()?;
                slices.iter().try_fold(0_u128, |sum, slice| {
                    let micros = u128::from(stock.charged(place, slice.lot)?);
                    sum.checked_add(micros.checked_mul(slice.grams.grams().into())?)
                })
            }
        }
    }
}

/// The sum, rounded half up to the minor unit, and lines that sum to it: each is rounded down, and
/// what is left of the total goes to the largest remainders, the earlier line first among equals.
fn rounded(exact: &[u128], currency: Currency) -> Option<OrderPrice> {
    let digits = u32::from(currency.exponent()?);
    let minor = 10_u128.checked_pow(12_u32.checked_sub(digits)?)?;
    let sum = exact.iter().try_fold(0_u128, |sum, &line| sum.checked_add(line))?;
    let total = sum.checked_add(minor.checked_div(2)?)?.checked_div(minor)?;
    let mut lines = Vec::with_capacity(exact.len());
    let mut rests = Vec::with_capacity(exact.len());
    let mut left = total;
    for (line, place) in exact.iter().zip(0_usize..) {
        let whole = line.checked_div(minor)?;
        left = left.checked_sub(whole)?;
        lines.push(whole);
        rests.push((core::cmp::Reverse(line.checked_rem(minor)?), place));
    }
    rests.sort_unstable();
    for (_, place) in rests.into_iter().take(usize::try_from(left).ok()?) {
        let line = lines.get_mut(place)?;
        *line = line.checked_add(1)?;
    }
    let lines = lines.into_iter().map(|minor| of_minor(minor, currency)).collect::<Option<_>>()?;
    Some(OrderPrice::new(of_minor(total, currency)?, lines))
}
