//! Credits are held for an order, at most at the price that was quoted.

use super::step::{order_id, steps};
use super::{Programme, ReserveError};
use crate::quote::Quote;
use co2_journal::{Committed, Freshness, Position, Recall, Submission, SubmitError};
use co2_ledger::error::ReserveError as LedgerError;
use co2_ledger::{
    Change, Command, CommandError, Line, LineId, LotSlice, OrderId, OrderStatus, Present, Request,
    Reserve, State,
};
use co2_offsets::{Choice, PriceCap};
use co2_units::{Digest, Money, Timestamp};

/// How often a reservation is tried while other hosts are faster.
const ROUNDS: u32 = 8;

/// Credits that are held for an order.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Which grams, line by line.
    pub slices: Vec<(LineId, Vec<LotSlice>)>,
    /// Where this stands in the journal.
    pub position: Position,
}

/// Which attempt to reserve an order is the one to make.
enum Attempt {
    /// It was made and has not expired; it holds for so many seconds.
    Made { number: u32, hold_seconds: u32, price: Option<PriceCap> },
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
}

impl Programme {
    async fn reserving(
        &self,
        order: &str,
        quote: &Quote,
        choice: Choice,
        now: Timestamp,
    ) -> Result<Reservation, ReserveError> {
        let mut reserve = Reserve {
            order: order_id(order)?,
            attempt: 1,
            rules: quote.rules,
            choice,
            lines: Vec::new(),
            hold_seconds: self.config.offer.hold_seconds,
            price: None,
            about: None,
        };
        // Stored with the order, so that it never names a document that is not there.
        let mut documents = vec![quote.about().to_json()?];
        reserve.about = documents.first().map(|about| Digest::of(about));
        for line in &quote.lines {
            let basis = line.basis.to_json()?;
            reserve.lines.push(Line {
                id: line.id,
                quantity: line.quantity,
                each: line.each,
                stages: line.basis.stages(),
                basis: Some(Digest::of(&basis)),
            });
            documents.push(basis);
        }
        let mut rounds = ROUNDS;
        loop {
            match self.attempt(reserve.order.clone(), now).await? {
                // What was asked for then, whatever the configuration says now.
                Attempt::Made { number, hold_seconds, price } => {
                    (reserve.attempt, reserve.hold_seconds) = (number, hold_seconds);
                    reserve.price = price;
                }
                Attempt::New { number } => {
                    if now >= quote.valid_until {
                        return Err(ReserveError::QuoteExpired { valid_until: quote.valid_until });
                    }
                    reserve.attempt = number;
                    reserve.hold_seconds = self.config.offer.hold_seconds;
                    // The ledger keeps to what was quoted.
                    reserve.price =
                        Some(PriceCap { market: quote.buyer.country, cap: quote.price });
                }
            }
            let command = Command::Reserve(reserve.clone());
            let submission = Submission::new(Request { now, command });
            let documents = documents.iter().cloned();
            let answer = self.give(documents.fold(submission, Submission::document)).await;
            rounds = rounds.saturating_sub(1);
            if rounds == 0 || !overtaken(&answer) {
                return match answer {
                    Err(SubmitError::Refused(CommandError::Reserve(error))) => Err(refused(error)),
                    answer => reservation(reserve.order, &answer?),
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
            let (number, hold_seconds, price) =
                (content.attempt, content.hold_seconds, content.price);
            match known.status_at(state.time().max(now)) {
                OrderStatus::Expired => Attempt::New { number: number.saturating_add(1) },
                _ => Attempt::Made { number, hold_seconds, price },
            }
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
