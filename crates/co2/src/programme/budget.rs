//! Buying for an amount of money.

use super::Programme;
use super::step::steps;
use crate::cart::{Buyer, Cart};
use crate::quote::{Footed, Quote, QuoteError, foot, request};
use co2_journal::{Freshness, SubmitError};
use co2_ledger::error::ReserveError;
use co2_ledger::quote::Affordable;
use co2_ledger::{LineId, QuoteRequest, State};
use co2_offsets::rules::Obligation;
use co2_offsets::{Choice, CoverageRule, Percent};
use co2_units::{Co2e, Country, Money, Timestamp};

/// How often an offer is computed while other hosts put other rules in force or take stock.
const ROUNDS: u32 = 8;

/// The whole, in millionths.
const WHOLE: u32 = Percent::HUNDRED.millionths();

steps! {
    /// The largest amount that a budget buys for a buyer under a choice, and its price: one gram more
    /// would cost more, or is not there. `None` when not even one gram can be had.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shop()?;
    /// let budget = co2::units::Money::new("24".parse()?, co2::units::Currency::EUR);
    /// let found = programme.amount_for(budget, &buyer(), &Choice::Any, now())?;
    /// // Prices are rounded to the cent, so it is a little more than a tonne.
    /// assert!(found.is_some_and(|found| found.amount.as_grams() >= 1_000_000));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the choice cannot be made, or the buyer's market has another currency than the budget.
    amount_for, amount_for_async = affording(
        budget: Money, buyer: &Buyer, choice: &Choice, now: Timestamp,
    ) -> Option<Affordable>, QuoteError;

    /// Makes an offer for at most so much money. Where the whole cart would cost more, or there is too
    /// little stock for it, the same part of every product is covered: the largest that the budget
    /// buys, to a ten-thousandth of a percent. The certificates then say which part that is.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shop()?;
    /// let budget = co2::units::Money::new("5".parse()?, co2::units::Currency::EUR);
    /// let quote = programme.quote_within(&cart(), &buyer(), Choice::Any, budget, now())?;
    /// assert!(quote.price.amount() <= budget.amount());
    /// println!("{} of each footprint", quote.lines[0].basis.share());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`quote_for`](Self::quote_for); when the budget buys nothing of this cart, or the buyer's
    /// market has another currency.
    quote_within, quote_within_async = quoting_within(
        cart: &Cart, buyer: &Buyer, choice: Choice, budget: Money, now: Timestamp,
    ) -> Quote, QuoteError;
}

impl Programme {
    async fn affording(
        &self,
        budget: Money,
        buyer: &Buyer,
        choice: &Choice,
        now: Timestamp,
    ) -> Result<Option<Affordable>, QuoteError> {
        self.adopt_rules(now).await?;
        let (market, choice) = (buyer.country, choice.clone());
        let read = move |state: &State, _| state.max_mass_for(budget, market, &choice, now);
        Ok(self.ledger.read_async(Freshness::Latest, read).await??)
    }

    async fn quoting_within(
        &self,
        cart: &Cart,
        buyer: &Buyer,
        choice: Choice,
        budget: Money,
        now: Timestamp,
    ) -> Result<Quote, QuoteError> {
        self.adopt_rules(now).await?;
        for _ in 0..ROUNDS {
            let (_, rules) = self.rules_read().await?.ok_or(ReserveError::NoRules)?;
            let Obligation { rule, .. } =
                rules.coverage.ok_or(QuoteError::Rules { field: "coverage" })?;
            let lines = foot(&self.config, &self.catalogue, &rules, cart, buyer)?;
            let whole = request(&self.config, &lines, buyer, choice.clone());
            let lines = lines.iter().map(Wanted::of).collect();
            let search = Search { whole, market: buyer.country, rule, lines };
            let read = move |state: &State, _| search.largest_part(state, budget, now);
            let part = self.ledger.read_async(Freshness::Latest, read).await??;
            let part = part.ok_or(QuoteError::Budget { budget })?;
            let mut cart = cart.clone();
            for line in &mut cart.lines {
                line.share = Some(part_of(line.share.unwrap_or(Percent::HUNDRED), part));
            }
            match self.quoting_for(&cart, buyer, choice.clone(), now).await {
                Ok(quote) if quote.price.amount() <= budget.amount() => return Ok(quote),
                // Other rules or less stock than a moment ago.
                Ok(_) | Err(QuoteError::Refused(ReserveError::InsufficientStock { .. })) => {}
                Err(error) => return Err(error),
            }
        }
        Err(SubmitError::Contended.into())
    }
}

/// So many millionths of a share, at least one.
fn part_of(share: Percent, millionths: u32) -> Percent {
    let part = u64::from(share.millionths()).saturating_mul(millionths.into()) / u64::from(WHOLE);
    let part = u32::try_from(part.max(1)).ok().and_then(Percent::from_millionths);
    part.unwrap_or(share)
}

/// What a line would cover as a whole.
struct Wanted {
    id: LineId,
    footprint: Co2e,
    share: Percent,
}

impl Wanted {
    fn of(line: &Footed) -> Self {
        let basis = line.basis();
        Self { id: line.id(), footprint: basis.of_stages(), share: basis.share() }
    }
}

/// Looks for the largest part of a cart that a budget buys.
struct Search {
    whole: QuoteRequest,
    market: Country,
    rule: CoverageRule,
    lines: Vec<Wanted>,
}

impl Search {
    /// The part in millionths; `None` when the budget buys nothing.
    fn largest_part(
        &self,
        state: &State,
        budget: Money,
        now: Timestamp,
    ) -> Result<Option<u32>, ReserveError> {
        let buys = |part| match self.price(part, state, now) {
            Ok(Some(price)) if price.currency() != budget.currency() => {
                Err(ReserveError::CapCurrency { cap: budget, expected: price.currency() })
            }
            Ok(price) => Ok(price.is_some_and(|price| price.amount() <= budget.amount())),
            Err(
                ReserveError::InsufficientStock { .. }
                | ReserveError::TooLarge
                | ReserveError::Fragmented { .. },
            ) => Ok(false),
            Err(error) => Err(error),
        };
        if buys(WHOLE)? {
            return Ok(Some(WHOLE));
        }
        if !buys(1)? {
            return Ok(None);
        }
        // `low` can be paid and `high` cannot.
        let (mut low, mut high) = (1, WHOLE);
        while high.saturating_sub(low) > 1 {
            let middle = low.midpoint(high);
            if buys(middle)? { low = middle } else { high = middle }
        }
        Ok(Some(low))
    }

    /// The price of a part of every product; `None` when there is too little stock for all of them, and the rules
    /// would cover some alone.
    fn price(
        &self,
        part: u32,
        state: &State,
        now: Timestamp,
    ) -> Result<Option<Money>, ReserveError> {
        let mut request = self.whole.clone();
        for (line, wanted) in request.lines.iter_mut().zip(&self.lines) {
            debug_assert_eq!(line.id, wanted.id, "lines stay in their order");
            let owed = part_of(wanted.share, part).of_rounded_up(wanted.footprint);
            line.each =
                owed.and_then(|owed| self.rule.cover(owed)).ok_or(ReserveError::TooLarge)?;
        }
        let quote = state.quote(&request, now)?;
        let mut lines = quote.lines.iter().zip(&request.lines);
        if !lines.all(|(quoted, line)| quoted.covered == line.quantity) {
            return Ok(None);
        }
        quote.price.map(Some).ok_or(ReserveError::NoPrice { market: self.market })
    }
}
