//! An offer for a cart: what a reservation would take and cost.

use super::Programme;
use super::step::steps;
use crate::cart::{Buyer, Cart, CartLine};
use crate::quote::{Quote, QuoteError, foot, footprint, request};
use crate::workshop::{Device, Workshop};
use co2_journal::{Freshness, SubmitError};
use co2_ledger::State;
use co2_ledger::error::ReserveError;
use co2_lifecycle::Years;
use co2_offsets::Choice;
use co2_units::Timestamp;

/// How often an offer is computed while other hosts put other rules in force.
const ROUNDS: u32 = 8;

steps! {
    /// Makes an offer for a cart, for a buyer who leaves the choice of credits to the rules. It holds
    /// no stock.
    ///
    /// The offer is the ledger's: amounts, price and availability are those that a reservation would
    /// find at this moment.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shop()?;
    /// let quote = programme.quote(&cart(), &buyer(), now())?;
    /// println!("{} for {}, until {}", quote.total, quote.price, quote.valid_until);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When a footprint cannot be computed, with the line; or when a reservation would be refused,
    /// because there is too little stock or for what it asks.
    quote, quote_async
        = quoting(cart: &Cart, buyer: &Buyer, now: Timestamp) -> Quote, QuoteError;

    /// Makes an offer for a cart and a choice of credits. Where the rules charge what credits cost
    /// (`cost_plus`), each choice has its own price, and this is the way to learn it.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shop()?;
    /// let stoves = Choice::Project("GS990001".parse()?);
    /// let quote = programme.quote_for(&cart(), &buyer(), stoves, now())?;
    /// assert_eq!(quote.lines[0].covered, 3);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`quote`](Self::quote).
    quote_for, quote_for_async = quoting_for(
        cart: &Cart, buyer: &Buyer, choice: Choice, now: Timestamp,
    ) -> Quote, QuoteError;
}

impl Programme {
    /// A workshop about a fleet: its devices are the lines of a cart, with the footprints of this buyer. It needs
    /// no stock, and nothing is offered.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shop()?;
    /// use co2::lifecycle::Years;
    /// let mut workshop = programme.workshop(&cart(), &buyer(), Years::new(12.0)?)?;
    /// let six = Years::new(6.0)?;
    /// workshop.option("keep for six years", |device| device.with_years(six))?;
    /// println!("{}", workshop.report()?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When a footprint cannot be computed, with the line.
    pub fn workshop(
        &self,
        fleet: &Cart,
        buyer: &Buyer,
        years: Years,
    ) -> Result<Workshop, QuoteError> {
        let device = |line: &CartLine| {
            let footprint = footprint(&self.config, &self.catalogue, line, buyer)?;
            Ok(Device::new(line.name.as_str(), line.quantity, footprint))
        };
        let devices = fleet.lines.iter().map(device).collect::<Result<_, QuoteError>>()?;
        Ok(Workshop::of(devices, years))
    }

    pub(super) async fn quoting(
        &self,
        cart: &Cart,
        buyer: &Buyer,
        now: Timestamp,
    ) -> Result<Quote, QuoteError> {
        self.quoting_for(cart, buyer, Choice::Any, now).await
    }

    pub(super) async fn quoting_for(
        &self,
        cart: &Cart,
        buyer: &Buyer,
        choice: Choice,
        now: Timestamp,
    ) -> Result<Quote, QuoteError> {
        self.adopt_rules(now).await?;
        let mut known = self.rules_known().await?;
        for _ in 0..ROUNDS {
            let (id, rules) = known.ok_or(ReserveError::NoRules)?;
            let lines = foot(&self.config, &self.catalogue, &rules, cart, buyer)?;
            let request = request(&self.config, &lines, buyer, choice.clone());
            let read = move |state: &State, _| (state.rules_in_force(), state.quote(&request, now));
            let quoted = self.ledger.read_async(Freshness::Latest, read).await?;
            // The footprints are those of the rules that priced them.
            if quoted.0 == Some(id) {
                return Quote::join(lines, &quoted.1?, buyer, choice);
            }
            known = self.rules_read().await?;
        }
        Err(SubmitError::Contended.into())
    }
}
