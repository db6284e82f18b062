//! What an order costs, product by product, in whole minor units of its currency.

use co2_units::rust_decimal::Decimal;
use co2_units::{Currency, Money};
use serde::{Deserialize, Serialize};

/// The price of what an order got, before tax.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrderPrice {
    /// The sum of the lines.
    pub total: Money,
    /// Line by line, in whole minor units of the currency; nothing for a line that got no credits.
    pub lines: Vec<Money>,
}

/// Equal products at one price each, before tax: a row of an invoice, whose amount is exactly
/// `quantity` times `each`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UnitPrice {
    /// How many products, at least one.
    pub quantity: u32,
    /// The price of each of them, in whole minor units of the currency.
    pub each: Money,
}

impl UnitPrice {
    /// Splits the price of equal products, so that the parts sum to it exactly and differ by one minor
    /// unit at most: by the largest remainder, the earlier products first. There are at most two
    /// parts, the dearer one first.
    ///
    /// `None` when the price is negative, is not in whole minor units, or is something for no
    /// products.
    ///
    /// ```
    /// use co2_ledger::UnitPrice;
    /// use co2_units::{Currency, Money, rust_decimal::Decimal};
    ///
    /// let euros = |cents| Money::new(Decimal::new(cents, 2), Currency::EUR);
    /// let parts = UnitPrice::split(euros(1_000), 3).expect("whole cents");
    /// let parts: Vec<_> = parts.iter().map(|part| (part.quantity, part.each)).collect();
    /// assert_eq!(parts, [(1, euros(334)), (2, euros(333))]);
    /// ```
    pub fn split(price: Money, quantity: u32) -> Option<Vec<Self>> {
        let minor = minor_of(price)?;
        let Some(each) = minor.checked_div(quantity.into()) else {
            return (minor == 0).then(Vec::new);
        };
        let dearer = u32::try_from(minor.checked_rem(quantity.into())?).ok()?;
        let part = |quantity, minor| {
            let each = of_minor(minor, price.currency())?;
            Some(Self { quantity, each })
        };
        let parts =
            [part(dearer, each.checked_add(1)?)?, part(quantity.checked_sub(dearer)?, each)?];
        Some(parts.into_iter().filter(|part| part.quantity > 0).collect())
    }

    /// The price of all its products.
    pub fn total(&self) -> Option<Money> {
        sum([(self.quantity, self.each)])
    }
}

impl OrderPrice {
    pub(crate) const fn new(total: Money, lines: Vec<Money>) -> Self {
        Self { total, lines }
    }

    /// The prices of the products of each line; `None` when they do not fit the total.
    pub(crate) fn units(&self, covered: &[u32]) -> Option<Vec<Vec<UnitPrice>>> {
        let one_currency = |line: &Money| line.currency() == self.total.currency();
        if self.lines.len() != covered.len() || !self.lines.iter().all(one_currency) {
            return None;
        }
        let minor =
            self.lines.iter().try_fold(0_u128, |sum, &line| sum.checked_add(minor_of(line)?));
        (minor == minor_of(self.total) && minor.is_some()).then_some(())?;
        let lines = self.lines.iter().zip(covered);
        lines.map(|(&line, &products)| UnitPrice::split(line, products)).collect()
    }
}

/// The sum of so many times each; `None` when there is nothing, or it is too much.
pub(crate) fn sum(parts: impl IntoIterator<Item = (u32, Money)>) -> Option<Money> {
    let parts = parts.into_iter().map(|(quantity, each)| {
        let minor = minor_of(each)?.checked_mul(quantity.into())?;
        Some((minor, each.currency()))
    });
    let add = |a: (u128, Currency), b: (u128, Currency)| {
        (a.1 == b.1).then_some(())?;
        Some((a.0.checked_add(b.0)?, a.1))
    };
    let (minor, currency) = parts.reduce(|a, b| add(a?, b?))??;
    of_minor(minor, currency)
}

/// An amount of whole minor units of a currency, such as cents.
pub(crate) fn of_minor(minor: u128, currency: Currency) -> Option<Money> {
    let digits = u32::from(currency.exponent()?);
    let amount = i128::try_from(minor).ok()?;
    let amount = Decimal::try_from_i128_with_scale(amount, digits).ok()?;
    Some(Money::new(amount, currency))
}

/// How many minor units an amount is; `None` when it is negative or no whole number of them.
fn minor_of(money: Money) -> Option<u128> {
    let digits = u32::from(money.currency().exponent()?);
    let mut amount = money.amount().normalize();
    if amount.scale() > digits {
        return None;
    }
    amount.rescale(digits);
    // Rescaling stops early where the digits do not suffice.
    (amount.scale() == digits).then(|| u128::try_from(amount.mantissa()).ok())?
}

/// The prices of the first so many products of a line, and those of the others.
pub(crate) fn split_at(prices: &[UnitPrice], first: u32) -> (Vec<UnitPrice>, Vec<UnitPrice>) {
    let (mut kept, mut rest) = (Vec::new(), Vec::new());
    let mut left = first;
    for part in prices {
        let quantity = part.quantity.min(left);
        left = left.saturating_sub(quantity);
        let more = part.quantity.saturating_sub(quantity);
        for (quantity, to) in [(quantity, &mut kept), (more, &mut rest)] {
            if quantity > 0 {
                to.push(UnitPrice { quantity, ..*part });
            }
        }
    }
    (kept, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(minor: u128, currency: Currency) -> Money {
        of_minor(minor, currency).unwrap()
    }

    proptest! {
        /// The parts sum to the price, in every currency, and none is a minor unit off its share.
        #[test]
        fn parts_sum_to_the_price(
            minor in 0_u128..10_u128.pow(15),
            quantity in 1_u32..100_000,
            currency in prop::sample::select(vec![Currency::EUR, Currency::JPY, Currency::KWD]),
        ) {
            let price = money(minor, currency);
            let parts = UnitPrice::split(price, quantity).unwrap();
            prop_assert!(parts.len() <= 2);
            prop_assert_eq!(parts.iter().map(|part| part.quantity).sum::<u32>(), quantity);
            prop_assert_eq!(sum(parts.iter().map(|part| (part.quantity, part.each))), Some(price));
            for part in parts {
                let each = minor_of(part.each).unwrap();
                prop_assert!(each.abs_diff(minor / u128::from(quantity)) <= 1);
            }
        }

        /// The first products keep their prices, whatever becomes of the others.
        #[test]
        fn splitting_keeps_every_price(minor in 0_u128..10_000, quantity in 1_u32..20, first in 0_u32..25) {
            let parts = UnitPrice::split(money(minor, Currency::EUR), quantity).unwrap();
            let one_by_one = |parts: &[UnitPrice]| -> Vec<Money> {
                let each = |part: &UnitPrice| (0..part.quantity).map(|_| part.each).collect::<Vec<_>>();
                parts.iter().flat_map(each).collect()
            };
            let mut expected = one_by_one(&parts);
            let (kept, rest) = split_at(&parts, first);
            let others = expected.split_off(expected.len().min(usize::try_from(first).unwrap()));
            prop_assert_eq!(one_by_one(&kept), expected);
            prop_assert_eq!(one_by_one(&rest), others);
        }
    }

    #[test]
    fn what_is_no_whole_number_of_cents_is_refused() {
        let odd = Money::new("1.005".parse().unwrap(), Currency::EUR);
        assert_eq!(UnitPrice::split(odd, 3), None);
        let owed = Money::new("-1".parse().unwrap(), Currency::EUR);
        assert_eq!(UnitPrice::split(owed, 3), None);
        assert_eq!(UnitPrice::split(money(1, Currency::EUR), 0), None);
        assert_eq!(UnitPrice::split(money(0, Currency::EUR), 0), Some(vec![]));
    }
}
