//! An order between its reservation and its goods: held longer, paid in time, in part or late, given
//! up, or filled once there is stock.

use super::step::{order_id, steps};
use super::{OrderError, Programme};
use co2_journal::{Committed, Freshness, Recall, SubmitError};
use co2_ledger::command::CancelPart;
use co2_ledger::command::Part;
use co2_ledger::error::OrderError as Refusal;
use co2_ledger::{
    Cancel, Change, Command, CommandError, Confirm, Extend, Fill, OrderId, OrderStatus, Reallocate,
    State,
};
use co2_offsets::{OperationId, PriceCap};
use co2_units::{Country, Money, Timestamp};

/// How often a payment is tried while other hosts change the order.
const ROUNDS: u32 = 8;

/// How an order was paid.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Settled {
    /// In time: the credits that were held are kept for it.
    Confirmed(Committed),
    /// After its reservation had expired: other credits were taken for the same products, by the same
    /// choice and at most for the same price.
    Reallocated(Committed),
}

impl Settled {
    /// The ledger's answer.
    pub const fn committed(&self) -> &Committed {
        match self {
            Self::Confirmed(answer) | Self::Reallocated(answer) => answer,
        }
    }
}

steps! {
    /// The order is paid: its credits are kept for it. An order that was paid late and
    /// [settled](Self::settle) is answered with that.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = reserved()?;
    /// programme.confirm("#1042", now())?;
    /// // A webhook that comes twice does nothing.
    /// assert!(programme.confirm("#1042", later(60))?.receipt.replayed);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the order is not known, or its reservation has expired.
    confirm, confirm_async = confirming(order: &str, now: Timestamp) -> Committed, OrderError;

    /// A part of the order is paid: these products of these lines. The credits of the rest are free
    /// again, for good: there is one confirmation.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = reserved()?;
    /// use co2::ledger::command::Part;
    /// programme.confirm_part("#1042", &[Part { line: 1, quantity: 2 }], now())?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the order is not known or has expired, or does not have these products.
    confirm_part, confirm_part_async
        = confirming_part(order: &str, part: &[Part], now: Timestamp) -> Committed, OrderError;

    /// The order is paid, in time or late: confirms it, or when its reservation has expired takes
    /// credits for the same products again, by the same choice and rules and at most for the same
    /// price, and confirms them at once. The answer says which. Use it where a payment provider reports
    /// payments that began before the deadline.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = reserved()?;
    /// use co2::programme::Settled;
    /// // A quarter of an hour after the deadline.
    /// let settled = programme.settle("#1042", later(1_800))?;
    /// assert!(matches!(settled, Settled::Reallocated(_)));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the order is not known or was given up; or when it is late and there is too little stock
    /// under the rules, or it would cost more: then the payment goes back.
    settle, settle_async = settling(order: &str, now: Timestamp) -> Settled, OrderError;

    /// Gives an order up of which no product is assigned yet.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = reserved()?;
    /// programme.cancel("#1042", now())?;
    /// assert!(programme.confirm("#1042", now()).is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the order is not known, has expired, or has assigned products.
    cancel, cancel_async = cancelling(order: &str, now: Timestamp) -> Committed, OrderError;

    /// Gives up products that have no serial number yet, such as one of three that is refunded before it
    /// ships, and keeps the others. It can be done before and after the payment and more than once;
    /// `operation` is the host's own name of it, such as the number of the refund.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = paid()?;
    /// use co2::ledger::command::Part;
    /// programme.cancel_part("#1042", "refund-1", &[Part { line: 1, quantity: 1 }], now())?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the order is not known or has expired, does not have so many products without a serial
    /// number, or would keep none: then [`cancel`](Self::cancel) it.
    cancel_part, cancel_part_async = cancelling_part(
        order: &str, operation: &str, part: &[Part], now: Timestamp,
    ) -> Committed, OrderError;

    /// Holds a reservation for at least so many seconds from now, and says until when it is held.
    /// Nothing happens when it is held so long already.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = reserved()?;
    /// let until = programme.extend("#1042", 3_600, now())?;
    /// assert_eq!(until, later(3_600));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the order is not known, has expired, is paid or was given up.
    extend, extend_async
        = extending(order: &str, hold_seconds: u32, now: Timestamp) -> Timestamp, OrderError;

    /// Takes credits for products of an order that fell short, as many as there are now, under the rules
    /// in force and for at most `cap` before tax in this market. Only rules that keep such an order
    /// open (`shortfall = "backorder"`) leave products to fill. `operation` is the host's own name of it, such as that
    /// of the delivery of credits: the same one again is answered with the first.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = empty()?;
    /// let small = CREDITS.replace("-1-500", "-1-1");
    /// programme.import_credits(small.as_bytes(), now())?;
    /// let mut cart = cart();
    /// cart.lines[0].quantity = 10;
    /// let quote = programme.quote(&cart, &buyer(), now())?;
    /// assert!(quote.lines[0].covered < 10, "there is one tonne");
    /// programme.reserve("#1042", &quote, Choice::Any, now())?;
    /// programme.confirm("#1042", now())?;
    /// // More is bought, and the order gets what it lacked.
    /// let more = CREDITS.replace("gs-1,", "gs-2,").replace("-1-500", "-2-500");
    /// programme.import_credits(more.as_bytes(), now())?;
    /// let cap = co2::units::Money::new("100".parse()?, co2::units::Currency::EUR);
    /// programme.fill("#1042", "stock-12", "SE".parse()?, cap, now())?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the order is not known or has no product that waits for credits, or there are none.
    fill, fill_async = filling(
        order: &str, operation: &str, market: Country, cap: Money, now: Timestamp,
    ) -> Committed, OrderError;
}

impl Programme {
    async fn confirming(&self, order: &str, now: Timestamp) -> Result<Committed, OrderError> {
        let order = order_id(order)?;
        match self.submit(Command::Confirm(Confirm::whole(order.clone())), now).await {
            // It was paid late and taken again, which is its confirmation.
            Err(SubmitError::Refused(CommandError::Order(Refusal::Confirmed { .. }))) => {
                let attempt = self.standing(&order, now).await?.attempt;
                let again = Command::Reallocate(Reallocate { order: order.clone(), attempt });
                match self.submit(again, now).await {
                    // It was paid in another way: in part, or long before it was covered.
                    Err(SubmitError::Refused(CommandError::Order(Refusal::NotExpired {
                        ..
                    }))) => Err(SubmitError::Refused(Refusal::Confirmed { order }.into()).into()),
                    answer => Ok(answer?),
                }
            }
            answer => Ok(answer?),
        }
    }

    async fn confirming_part(
        &self,
        order: &str,
        part: &[Part],
        now: Timestamp,
    ) -> Result<Committed, OrderError> {
        let confirm = Confirm { order: order_id(order)?, part: Some(part.to_vec()) };
        Ok(self.submit(Command::Confirm(confirm), now).await?)
    }

    async fn settling(&self, order: &str, now: Timestamp) -> Result<Settled, OrderError> {
        let id = order_id(order)?;
        let mut rounds = ROUNDS;
        loop {
            let Standing { attempt, status, .. } = self.standing(&id, now).await?;
            let answer = if status == OrderStatus::Expired {
                let attempt = attempt.saturating_add(1);
                let again = Reallocate { order: id.clone(), attempt };
                self.submit(Command::Reallocate(again), now).await.map_err(OrderError::from)
            } else {
                self.confirming(order, now).await
            };
            rounds = rounds.saturating_sub(1);
            match answer {
                // It expired, or another host settled it, between the look and the command.
                Err(OrderError::Ledger(SubmitError::Refused(
                    CommandError::Order(
                        Refusal::ReservationExpired { .. } | Refusal::NotExpired { .. },
                    )
                    | CommandError::Reserve(
                        co2_ledger::error::ReserveError::OrderKnown { .. }
                        | co2_ledger::error::ReserveError::Attempt { .. },
                    ),
                ))) if rounds > 0 => {}
                answer => {
                    let answer = answer?;
                    return Ok(match answer.receipt.first.change {
                        Change::Reallocated { .. } => Settled::Reallocated(answer),
                        _ => Settled::Confirmed(answer),
                    });
                }
            }
        }
    }

    async fn cancelling(&self, order: &str, now: Timestamp) -> Result<Committed, OrderError> {
        let cancel = Cancel { order: order_id(order)? };
        Ok(self.submit(Command::Cancel(cancel), now).await?)
    }

    async fn cancelling_part(
        &self,
        order: &str,
        operation: &str,
        part: &[Part],
        now: Timestamp,
    ) -> Result<Committed, OrderError> {
        let order = order_id(order)?;
        let cancel = CancelPart { order, operation: operation.parse()?, part: part.to_vec() };
        Ok(self.submit(Command::CancelPart(cancel), now).await?)
    }

    async fn extending(
        &self,
        order: &str,
        hold_seconds: u32,
        now: Timestamp,
    ) -> Result<Timestamp, OrderError> {
        let order = order_id(order)?;
        let mut rounds = ROUNDS;
        loop {
            let until = self.standing(&order, now).await?.until;
            // Two hosts that extend the same reservation at the same time do it once.
            let operation: OperationId =
                format!("held-until-{}", until.as_unix_seconds()).parse()?;
            let extend = Extend { order: order.clone(), operation, hold_seconds };
            rounds = rounds.saturating_sub(1);
            match self.submit(Command::Extend(extend), now).await {
                Ok(answer) => {
                    return Ok(match answer.receipt.first.change {
                        Change::Extended { until, .. } => until,
                        _ => until,
                    });
                }
                // The host asked for another length then; it is held as the first answer says.
                Err(SubmitError::Refused(CommandError::Order(Refusal::NotLonger {
                    until,
                    ..
                }))) if now.checked_add_seconds(hold_seconds).is_some() => return Ok(until),
                // Another host was faster, with another length: perhaps it is not held for long enough.
                Err(SubmitError::Refused(CommandError::Conflict { .. })) if rounds > 0 => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn filling(
        &self,
        order: &str,
        operation: &str,
        market: Country,
        cap: Money,
        now: Timestamp,
    ) -> Result<Committed, OrderError> {
        let (order, operation) = (order_id(order)?, operation.parse()?);
        self.adopt_rules(now).await?;
        let rules = self.rules_read().await?.map(|(id, _)| id);
        let rules = rules.ok_or(co2_ledger::error::ReserveError::NoRules);
        let rules = rules.map_err(|error| SubmitError::Refused(error.into()))?;
        let price = Some(PriceCap { market, cap });
        let mut fill = Fill { order, operation, rules, price };
        // A repeated call is the same command, whatever rules are in force by now.
        let (asked, recall) = (Command::Fill(fill.clone()), Recall::Order(fill.order.clone()));
        let read = move |state: &State, _| state.first_answer(&asked);
        let before = self.ledger.read_with_async(Freshness::Latest, recall, read).await?;
        if let Some(Change::Filled { fill: first, .. }) = before.map(|event| event.change) {
            fill.rules = first.rules;
        }
        Ok(self.submit(Command::Fill(fill), now).await?)
    }

    /// Where an order stands.
    pub(super) async fn standing(
        &self,
        order: &OrderId,
        now: Timestamp,
    ) -> Result<Standing, SubmitError> {
        let (id, recall) = (order.clone(), Recall::Order(order.clone()));
        let read = move |state: &State, _| {
            let order = state.order(&id)?;
            Some(Standing {
                attempt: order.reserve().attempt,
                status: order.status_at(state.time().max(now)),
                until: order.until(),
            })
        };
        let found = self.ledger.read_with_async(Freshness::Latest, recall, read).await?;
        found.ok_or_else(|| {
            SubmitError::Refused(Refusal::UnknownOrder { order: order.clone() }.into())
        })
    }
}

/// Where an order stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    /// Its latest attempt.
    pub(super) attempt: u32,
    pub(super) status: OrderStatus,
    pub(super) until: Timestamp,
}
