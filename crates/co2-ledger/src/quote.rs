//! What a reservation would take and cost now. Pure: nothing is held, nothing changes.

use crate::command::Line;
use crate::decide::{Need, Plan, View, check_lines};
use crate::error::ReserveError;
use crate::ids::{LineId, LotIndex};
use crate::price::UnitPrice;
use crate::state::State;
use co2_offsets::{Choice, Rules, RulesId};
use co2_units::credit::ProjectId;
use co2_units::{Co2e, Country, Money, StageSet, Timestamp};
use std::collections::BTreeMap;

/// What a customer wants to know the price of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteRequest {
    /// What the customer would choose.
    pub choice: Choice,
    /// The products.
    pub lines: Vec<Line>,
    /// The buyer's country, when a price is wanted.
    pub market: Option<Country>,
    /// For how many seconds the offer is to stand, at least one.
    pub valid_seconds: u32,
}

/// What a reservation would take and cost, under the rules in force and with the stock of now.
///
/// It holds no stock: a reservation chooses credits anew. Give it the price as
/// [`PriceCap`](co2_offsets::PriceCap), and it takes these amounts for at most this price or is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quote {
    /// The rules in force.
    pub rules: RulesId,
    /// The lines, as asked for.
    pub lines: Vec<QuotedLine>,
    /// How much of each project, in the order of their ids.
    pub projects: Vec<(ProjectId, Co2e)>,
    /// The sum.
    pub amount: Co2e,
    /// The price of all lines before tax, if a market was given.
    pub price: Option<Money>,
    /// Until when the host lets it stand.
    pub valid_until: Timestamp,
}

/// A line of a [`Quote`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QuotedLine {
    /// The host's number of the line.
    pub id: LineId,
    /// How many of its products would have credits: all, unless there is a shortfall that the rules
    /// allow.
    pub covered: u32,
    /// How much these are together.
    pub amount: Co2e,
    /// The line's part of the price.
    pub price: Option<Money>,
}

impl QuotedLine {
    /// The line's part of the price as rows of an invoice, the dearer products first: there are at most
    /// two, and they sum to it exactly. Empty when no market was given.
    pub fn unit_prices(&self) -> Vec<UnitPrice> {
        let parts = self.price.and_then(|price| UnitPrice::split(price, self.covered));
        parts.unwrap_or_default()
    }
}

/// The most that a budget buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Affordable {
    /// How much.
    pub amount: Co2e,
    /// Its price, at most the budget.
    pub price: Money,
}

impl State {
    /// What a reservation would take and cost at a time. Nothing is held and nothing changes.
    ///
    /// # Errors
    /// As a reservation would be refused, but for what is about the order.
    ///
    /// ```
    /// use co2_ledger::{Line, PutRules, QuoteRequest, State};
    /// use co2_offsets::{Choice, PriceRule, Rules, Tariff};
    /// use co2_ledger::{Command, Import, Request};
    /// use co2_offsets::read_csv;
    /// use co2_units::{Money, StageSet, Timestamp};
    ///
    /// # let now: Timestamp = "2026-11-21T12:00:00Z".parse()?;
    /// # let mut ledger = State::new();
    /// # let mut run = |command| {
    /// #     let decision = ledger.decide(&Request { now, command }).unwrap();
    /// #     for event in &decision.events {
    /// #         let _undo = ledger.fold(event).unwrap();
    /// #     }
    /// # };
    /// # let table = "\
    /// # lot,serial,vintage,unit_size,project_name,country,technology
    /// # gs-1,GS1-1-UG-GS99999-16-2024-99999-1-500,2024-01-01/2024-12-31,1 t,Example stoves,UG,cookstoves
    /// # ";
    /// # run(Command::Import(Import::new("stock-1".parse()?, read_csv(table)?)));
    /// // In force: 24 euros a tonne.
    /// let tariff = serde_json::from_str(r#"{"per_tonne": {"price": {"amount": "24", "currency": "EUR"}}}"#)?;
    /// let rules = Rules { price: Some(PriceRule::everywhere(tariff)), ..Rules::default() };
    /// # run(Command::PutRules(PutRules { operation: "rules-1".parse()?, rules: rules.into() }));
    ///
    /// let each = "371.096 kg CO2e".parse()?;
    /// let line = Line { id: 1, quantity: 2, each, stages: StageSet::ALL, basis: None };
    /// let quote = ledger.quote(
    ///     &QuoteRequest {
    ///         choice: Choice::Any,
    ///         lines: vec![line],
    ///         market: Some("SE".parse()?),
    ///         valid_seconds: 3_600,
    ///     },
    ///     now,
    /// )?;
    /// assert_eq!(quote.price.map(|price| price.to_string()), Some("EUR 17.81".to_owned()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn quote(&self, request: &QuoteRequest, now: Timestamp) -> Result<Quote, ReserveError> {
        check_lines(&request.lines)?;
        let valid = Some(request.valid_seconds).filter(|&seconds| seconds > 0);
        let valid_until = valid.and_then(|seconds| now.checked_add_seconds(seconds));
        let valid_until = valid_until.ok_or(ReserveError::Hold)?;
        let view = self.view(now);
        let (rules_id, rules) = view.current()?;
        let needs: Vec<Need> = request.lines.iter().map(Need::of).collect();
        let plan = view.plan(rules, rules.shortfall, &request.choice, &needs)?;
        let priced = request.market.map(|market| view.priced(rules, market, &request.lines, &plan));
        let priced = priced.transpose()?;
        let prices = priced.iter().flat_map(|priced| priced.lines.iter().copied().map(Some));
        let prices = prices.chain(core::iter::repeat(None));
        let lines = request.lines.iter().zip(&plan.covered).zip(prices);
        let lines: Vec<QuotedLine> = lines
            .map(|((line, &covered), price)| {
                // At most the line's amount, whose sum was checked.
                let amount = line.each.checked_mul(covered.into()).unwrap_or(Co2e::MAX);
                QuotedLine { id: line.id, covered, amount, price }
            })
            .collect();
        let amounts = lines.iter().map(|line| line.amount);
        Ok(Quote {
            rules: rules_id,
            amount: Co2e::checked_sum(amounts).unwrap_or(Co2e::MAX),
            lines,
            projects: self.by_project(&plan),
            price: priced.map(|priced| priced.total),
            valid_until,
        })
    }

    /// The largest amount that a budget buys at a time under a choice, and its price: one gram more
    /// would cost more than the budget, or is not there. `None` when not even one gram can be had.
    ///
    /// It is bought as one product.
    ///
    /// # Errors
    /// When the choice cannot be made, or the rules do not price it in the budget's currency.
    pub fn max_mass_for(
        &self,
        budget: Money,
        market: Country,
        choice: &Choice,
        now: Timestamp,
    ) -> Result<Option<Affordable>, ReserveError> {
        let view = self.view(now);
        let (_, rules) = view.current()?;
        let price_of = |grams: u64| {
            let each = Co2e::from_grams(grams);
            let line = Line { id: 1, quantity: 1, each, stages: StageSet::ALL, basis: None };
            let plan = view.plan(rules, rules.shortfall, choice, &[Need::of(&line)])?;
            Ok(view.priced(rules, market, &[line], &plan)?.total)
        };
        let affordable = |grams: u64| match price_of(grams) {
            Ok(price) if price.currency() != budget.currency() => {
                Err(ReserveError::CapCurrency { cap: budget, expected: price.currency() })
            }
            Ok(price) => Ok((price.amount() <= budget.amount()).then_some(price)),
            Err(
                ReserveError::InsufficientStock { .. }
                | ReserveError::TooLarge
                | ReserveError::Fragmented { .. },
            ) => Ok(None),
            Err(error) => Err(error),
        };
        let Some(mut price) = affordable(1)? else { return Ok(None) };
        // `low` can be paid and `high` cannot.
        let (mut low, mut high) = (1_u64, u64::MAX);
        loop {
            let middle = low.midpoint(high);
            if middle == low {
                return Ok(Some(Affordable { amount: Co2e::from_grams(low), price }));
            }
            match affordable(middle)? {
                Some(paid) => (low, price) = (middle, paid),
                None => high = middle,
            }
        }
    }

    pub(crate) fn view(&self, now: Timestamp) -> View<'_> {
        View { state: self, at: self.time().max(now) }
    }

    /// The sum of a plan's slices by project.
    fn by_project(&self, plan: &Plan) -> Vec<(ProjectId, Co2e)> {
        let mut lots: BTreeMap<LotIndex, u64> = BTreeMap::new();
        for slice in plan.slices.iter().flatten() {
            let sum = lots.entry(slice.lot).or_default();
            *sum = sum.saturating_add(slice.grams.grams());
        }
        let mut projects: BTreeMap<&ProjectId, u64> = BTreeMap::new();
        for (index, grams) in lots {
            if let Some(lot) = self.lot(index) {
                let sum = projects.entry(lot.lot().project()).or_default();
                *sum = sum.saturating_add(grams);
            }
        }
        projects.into_iter().map(|(id, grams)| (id.clone(), Co2e::from_grams(grams))).collect()
    }
}

impl View<'_> {
    /// The rules in force.
    pub(crate) fn current(&self) -> Result<(RulesId, &Rules), ReserveError> {
        self.state.current_rules().ok_or(ReserveError::NoRules)
    }
}
