//! Credits are held for an order, at most at the price that was quoted.

use super::step::{order_id, steps};
use super::{Programme, ReserveError};
use crate::about::About;
use crate::basis::Basis;
use crate::cart::{Buyer, Cart};
use crate::quote::{Quote, Terms, foot};
use co2_journal::{Committed, Freshness, Position, Recall, Submission, SubmitError};
use co2_ledger::error::ReserveError as LedgerError;
use co2_ledger::{
    Change, Command, CommandError, Line, LineId, LotSlice, OrderId, OrderStatus, Present, Request,
    Reserve, State,
};
use co2_offsets::{Choice, PriceCap, Rules, RulesId};
use co2_units::{Co2e, Country, Digest, Money, Timestamp};
use serde::Serialize;
use std::sync::Arc;

/// How often a reservation is tried while other hosts are faster.
const ROUNDS: u32 = 8;

/// Credits that are held for an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Reservation {
    /// The order.
    pub order: OrderId,
    /// Whether the same reservation was made before.
    pub replayed: bool,
    /// Where the order stands now.
    pub status: OrderStatus,
    /// Until when the credits are held if the order is not paid.
    pub until: Timestamp,
    /// What is to be paid for them, before tax: at most what was quoted. `None` for an order that
    /// another program reserved without a price.
    pub price: Option<Money>,
    /// Which grams, line by line. They are not written: their places are the ledger's own.
    #[serde(skip)]
    pub slices: Vec<(LineId, Vec<LotSlice>)>,
    /// Where this stands in the journal.
    #[serde(serialize_with = "crate::wire::position")]
    #[cfg_attr(feature = "schemars", schemars(with = "String", regex(pattern = "^[0-9]{1,20}$")))]
    pub position: Position,
}

/// Which attempt to reserve an order is the one to make.
enum Attempt {
    /// It was made and has not expired; it holds for so many seconds. Paid too late, the order got credits anew since,
    /// and stands so.
    Made { number: u32, hold_seconds: u32, price: Option<PriceCap>, since: Option<OrderStatus> },
    /// It is the first, or those before it have expired.
    New { number: u32 },
}

steps! {
    /// Holds credits for an order, at most at the price that was quoted.
    ///
    /// Called again, it gives the first answer, also when the quote is no longer valid by then. After a
    /// reservation expired, calling it again makes a new attempt, for which the quote must be valid.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shop()?;
    /// let quote = programme.quote(&cart(), &buyer(), now())?;
    /// let held = programme.reserve("#1042", &quote, Choice::Any, now())?;
    /// assert_eq!(held.price, Some(quote.price));
    /// assert_eq!(held.until, later(900));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the quote is no longer valid, the price would be higher or the rules are others than those
    /// quoted: then a new quote is needed. When there are not enough credits, or the order is known
    /// with other content.
    reserve, reserve_async = reserving(
        order: &str, quote: &Quote, choice: Choice, now: Timestamp,
    ) -> Reservation, ReserveError;

    /// The same from a cart and the terms of its quote, for a host that keeps no [`Quote`] between the two,
    /// such as a server that a shop calls. The cart's footprints are computed again, by the rules that were
    /// quoted. Called again after the configuration has changed what they come to, it is an error that
    /// names the lines: the order is known with other content.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shop()?;
    /// let terms = programme.quote(&cart(), &buyer(), now())?.terms();
    /// let held =
    ///     programme.reserve_quoted("#1042", &cart(), &buyer(), &terms, Choice::Any, now())?;
    /// assert_eq!(held.price, Some(terms.price));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`reserve`](Self::reserve); also when a footprint cannot be computed.
    reserve_quoted, reserve_quoted_async = reserving_quoted(
        order: &str, cart: &Cart, buyer: &Buyer, terms: &Terms, choice: Choice, now: Timestamp,
    ) -> Reservation, ReserveError;
}

/// What an order is about, however it was quoted.
struct Quoted<'a> {
    terms: Terms,
    market: Country,
    about: About,
    lines: Vec<(LineId, u32, Co2e, &'a Basis)>,
}

impl Programme {
    async fn reserving(
        &self,
        order: &str,
        quote: &Quote,
        choice: Choice,
        now: Timestamp,
    ) -> Result<Reservation, ReserveError> {
        let lines = quote.lines.iter();
        let quoted = Quoted {
            terms: quote.terms(),
            market: quote.buyer.country,
            about: quote.about(),
            lines: lines.map(|l| (l.id, l.quantity, l.each, &l.basis)).collect(),
        };
        self.reserving_as(order, quoted, choice, now).await
    }

    async fn reserving_quoted(
        &self,
        order: &str,
        cart: &Cart,
        buyer: &Buyer,
        terms: &Terms,
        choice: Choice,
        now: Timestamp,
    ) -> Result<Reservation, ReserveError> {
        let rules = self.rules_quoted(terms.rules).await?;
        let lines = foot(&self.config, &self.catalogue, &rules, cart, buyer)?;
        let product_lines = lines.iter().map(|line| (line.id(), line.product_line().clone()));
        let quoted = Quoted {
            terms: *terms,
            market: buyer.country,
            about: About::new(buyer, product_lines),
            lines: lines.iter().map(|l| (l.id(), l.quantity(), l.each(), l.basis())).collect(),
        };
        self.reserving_as(order, quoted, choice, now).await
    }

    /// A set of rules that is or was in force.
    async fn rules_quoted(&self, quoted: RulesId) -> Result<Arc<Rules>, ReserveError> {
        if let Some((_, rules)) = self.rules_known().await?.filter(|(id, _)| *id == quoted) {
            return Ok(rules);
        }
        let read = move |state: &State, _| (state.rules(&quoted).cloned(), state.rules_in_force());
        let (rules, in_force) = self.ledger.read_async(Freshness::Latest, read).await?;
        rules
            .map(Arc::new)
            .ok_or_else(|| refused(LedgerError::RulesNotInForce { quoted, in_force }))
    }

    async fn reserving_as(
        &self,
        order: &str,
        quoted: Quoted<'_>,
        choice: Choice,
        now: Timestamp,
    ) -> Result<Reservation, ReserveError> {
        let Quoted { terms, market, about, lines } = quoted;
        let mut reserve = Reserve {
            order: order_id(order)?,
            attempt: 1,
            rules: terms.rules,
            choice,
            lines: Vec::new(),
            hold_seconds: self.config.offer.hold_seconds,
            price: None,
            about: None,
        };
        // Stored with the order, so that it never names a document that is not there.
        let mut documents = vec![about.to_json()?];
        reserve.about = documents.first().map(|about| Digest::of(about));
        for (id, quantity, each, basis) in lines {
            let (stages, basis) = (basis.stages(), basis.to_json()?);
            reserve.lines.push(Line {
                id,
                quantity,
                each,
                stages,
                basis: Some(Digest::of(&basis)),
            });
            documents.push(basis);
        }
        let mut rounds = ROUNDS;
        loop {
            let mut stands = None;
            match self.attempt(reserve.order.clone(), now).await? {
                // What was asked for then, whatever the configuration says now.
                Attempt::Made { number, hold_seconds, price, since } => {
                    (reserve.attempt, reserve.hold_seconds) = (number, hold_seconds);
                    (reserve.price, stands) = (price, since);
                }
                Attempt::New { number } => {
                    let valid_until = terms.valid_until;
                    if now >= valid_until {
                        return Err(ReserveError::QuoteExpired { valid_until });
                    }
                    reserve.attempt = number;
                    reserve.hold_seconds = self.config.offer.hold_seconds;
                    // The ledger keeps to what was quoted.
                    reserve.price = Some(PriceCap { market, cap: terms.price });
                }
            }
            let command = Command::Reserve(reserve.clone());
            let submission = Submission::new(Request { now, command });
            let documents = documents.iter().cloned();
            let answer = self.give(documents.fold(submission, Submission::document)).await;
            rounds = rounds.saturating_sub(1);
            if rounds == 0 || stands.is_some() || !overtaken(&answer) {
                return match answer {
                    Err(SubmitError::Refused(CommandError::Reserve(error))) => Err(refused(error)),
                    answer => {
                        let made = reservation(reserve.order, &answer?)?;
                        Ok(Reservation { status: stands.unwrap_or(made.status), ..made })
                    }
                };
            }
        }
    }

    /// Which attempt this is: the one that was made, or after its expiry the next.
    async fn attempt(&self, order: OrderId, now: Timestamp) -> Result<Attempt, SubmitError> {
        let recall = Recall::Order(order.clone());
        let read = move |state: &State, _| {
            let Some(known) = state.order(&order) else {
                return Attempt::New { number: 1 };
            };
            let content = known.reserve();
            let status = known.status_at(state.time().max(now));
            if status == OrderStatus::Expired {
                return Attempt::New { number: content.attempt.saturating_add(1) };
            }
            // After a late payment the newest attempt is no reservation.
            let reserved = |&attempt: &u32| {
                let asked = Command::Reserve(Reserve { attempt, ..content.clone() });
                state.first_answer(&asked).is_some()
            };
            let number = (1..=content.attempt).rev().find(reserved).unwrap_or(content.attempt);
            let since = (number != content.attempt).then_some(status);
            let (hold_seconds, price) = (content.hold_seconds, content.price);
            Attempt::Made { number, hold_seconds, price, since }
        };
        self.ledger.read_with_async(Freshness::Latest, recall, read).await
    }
}

/// Whether another host did something between the look at the ledger and the command: let the
/// reservation expire, or confirmed it at the last moment.
fn overtaken(answer: &Result<Committed, SubmitError>) -> bool {
    match answer {
        Ok(answer) => answer.receipt.present == Present::Order(OrderStatus::Expired),
        Err(SubmitError::Refused(CommandError::Reserve(error))) => {
            matches!(error, LedgerError::OrderKnown { .. })
        }
        Err(_) => false,
    }
}

/// What was quoted cannot be had any more, or the reservation is refused for another reason.
fn refused(error: LedgerError) -> ReserveError {
    match error {
        LedgerError::PriceChanged { cap: quoted, now } => {
            ReserveError::PriceChanged { quoted, now }
        }
        LedgerError::RulesNotInForce { quoted, in_force: Some(now) } => {
            ReserveError::RulesChanged { quoted, now }
        }
        error => SubmitError::Refused(error.into()).into(),
    }
}

fn reservation(order: OrderId, answer: &Committed) -> Result<Reservation, ReserveError> {
    let receipt = &answer.receipt;
    let Present::Order(status) = receipt.present else {
        return Err(ReserveError::Answer);
    };
    let Change::Reserved { reserve, until, slices, price, .. } = &receipt.first.change else {
        return Err(ReserveError::Answer);
    };
    let ids = reserve.lines.iter().map(|line| line.id);
    Ok(Reservation {
        order,
        replayed: receipt.replayed,
        status,
        until: *until,
        price: price.as_ref().map(|price| price.total),
        slices: ids.zip(slices.iter().cloned()).collect(),
        position: answer.position,
    })
}
