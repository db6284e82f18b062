//! Credits are held for an order, at most at the price that was quoted.

use super::{Programme, ReserveError};
use crate::quote::{Quote, QuoteError, line_price};
use co2_journal::{Committed, Freshness, Position, Recall, SubmitError};
use co2_offsets::{
    Change, Choice, Command, CommandError, Line, LineId, LotSlice, OperationId, OrderId,
    OrderStatus, Present, PriceCap, PutRules, Request, Reserve,
};
use co2_units::{Money, StageSet, Timestamp};

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

impl Programme {
    /// Holds credits for an order, at most at the price that was quoted.
    ///
    /// Called again, it gives the first answer, also when the quote is no longer valid by then. After a
    /// reservation expired, calling it again makes a new attempt, for which the quote must be valid.
    ///
    /// # Errors
    /// When the quote is no longer valid, the price would be higher, the rules are others than those
    /// quoted, or there are not enough credits; or when the order is known with other content.
    pub fn reserve(
        &mut self,
        order: &str,
        quote: &Quote,
        choice: Choice,
        now: Timestamp,
    ) -> Result<Reservation, ReserveError> {
        let mut reserve = Reserve {
            order: order.parse()?,
            attempt: 1,
            rules: quote.rules,
            choice,
            lines: Vec::new(),
            hold_seconds: self.config.offer.hold_seconds,
            price: None,
        };
        let mut rounds = ROUNDS;
        loop {
            match self.attempt(reserve.order.clone(), now)? {
                // What was asked for then, whatever the configuration says now.
                Attempt::Made { number, hold_seconds, price } => {
                    (reserve.attempt, reserve.hold_seconds) = (number, hold_seconds);
                    reserve.price = price;
                }
                Attempt::New { number } => {
                    self.check_quote(quote, now)?;
                    self.put_rules(now)?;
                    reserve.attempt = number;
                    reserve.hold_seconds = self.config.offer.hold_seconds;
                    // Where the rules price credits, the ledger keeps to what was quoted.
                    let cap = PriceCap { market: quote.market, cap: quote.price };
                    reserve.price = self.config.rules.price.is_some().then_some(cap);
                }
            }
            reserve.lines = self.lines(quote)?;
            let command = Command::Reserve(reserve.clone());
            let answer = self.ledger.submit(Request { now, command });
            rounds = rounds.saturating_sub(1);
            if rounds == 0 || !overtaken(&answer) {
                return match answer {
                    Err(SubmitError::Refused(CommandError::Reserve(
                        co2_offsets::ReserveError::PriceChanged { cap: quoted, now },
                    ))) => Err(ReserveError::PriceChanged { quoted, now }),
                    answer => reservation(reserve.order, &answer?),
                };
            }
        }
    }

    /// Which attempt this is: the one that was made, or after its expiry the next.
    fn attempt(&self, order: OrderId, now: Timestamp) -> Result<Attempt, SubmitError> {
        let recall = Recall::Order(order.clone());
        self.ledger.read_with(Freshness::Latest, recall, move |state, _| {
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
        })
    }

    /// Whether what was quoted can still be had.
    fn check_quote(&self, quote: &Quote, now: Timestamp) -> Result<(), ReserveError> {
        if now >= quote.valid_until {
            return Err(ReserveError::QuoteExpired { valid_until: quote.valid_until });
        }
        let price = self.price_now(quote)?;
        if price.currency() != quote.price.currency() || price.amount() > quote.price.amount() {
            return Err(ReserveError::PriceChanged { quoted: quote.price, now: price });
        }
        let rules = self.config.rules.id();
        if quote.rules != rules {
            return Err(ReserveError::RulesChanged { quoted: quote.rules, now: rules });
        }
        Ok(())
    }

    /// The price of a quote's amounts under the configuration of now.
    fn price_now(&self, quote: &Quote) -> Result<Money, QuoteError> {
        let mut prices =
            quote.lines.iter().map(|line| line_price(&self.config, line.each, line.quantity));
        let first = prices.next().ok_or(QuoteError::EmptyCart)?;
        prices.try_fold(first?, |sum, price| Ok(sum.checked_add(price?)?))
    }

    /// Puts the configured rules in force, if others are.
    fn put_rules(&self, now: Timestamp) -> Result<(), ReserveError> {
        let wanted = self.config.rules.id();
        let read = self
            .ledger
            .read(Freshness::Latest, |state, _| (state.rules_in_force(), state.revision()));
        let (in_force, revision) = read?;
        if in_force == Some(wanted) {
            return Ok(());
        }
        // Hosts that want the same rules at the same time do it once; hosts that want different ones
        // do not take each other's name. An id has at most 64 bytes: 128 bits of the digest.
        let operation: OperationId = format!("rules-{revision}-{wanted:.32}").parse()?;
        let rules = self.config.rules.clone();
        let command = Command::PutRules(PutRules { operation, rules: rules.into() });
        self.ledger.submit(Request { now, command })?;
        Ok(())
    }

    /// The lines to reserve; what is kept of their footprints is stored.
    fn lines(&self, quote: &Quote) -> Result<Vec<Line>, ReserveError> {
        let lines = quote.lines.iter().map(|line| {
            // Stored first: an order never names a document that is not there.
            let basis = self.ledger.put_document(line.basis.to_json()?)?;
            Ok(Line {
                id: line.id,
                quantity: line.quantity,
                each: line.each,
                stages: StageSet::ALL,
                basis: Some(basis),
            })
        });
        lines.collect()
    }
}

/// Whether another host did something between the look at the ledger and the command: put its own
/// rules in force, let the reservation expire, or confirmed it at the last moment.
fn overtaken(answer: &Result<Committed, SubmitError>) -> bool {
    use co2_offsets::ReserveError::{OrderKnown, RulesNotInForce};
    match answer {
        Ok(answer) => answer.receipt.present == Present::Order(OrderStatus::Expired),
        Err(SubmitError::Refused(CommandError::Reserve(error))) => {
            matches!(error, RulesNotInForce { .. } | OrderKnown { .. })
        }
        Err(_) => false,
    }
}

fn reservation(order: OrderId, answer: &Committed) -> Result<Reservation, ReserveError> {
    let receipt = &answer.receipt;
    let Present::Order(status) = receipt.present else {
        return Err(ReserveError::Answer);
    };
    let Change::Reserved { reserve, until, slices, .. } = &receipt.first.change else {
        return Err(ReserveError::Answer);
    };
    let ids = reserve.lines.iter().map(|line| line.id);
    Ok(Reservation {
        order,
        replayed: receipt.replayed,
        status,
        until: *until,
        slices: ids.zip(slices.iter().cloned()).collect(),
        position: answer.position,
    })
}
