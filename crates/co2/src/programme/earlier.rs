//! Products that were bought some time ago and are covered now.

use super::step::{order_id, steps};
use super::{EarlierError, Programme, Shipped};
use crate::about::About;
use crate::cart::{Buyer, Cart};
use crate::quote::{Footed, foot};
use co2_journal::{Committed, Freshness, Recall, Submission, SubmitError};
use co2_ledger::command::{CoverRetroactively, EarlierProduct};
use co2_ledger::error::ReserveError;
use co2_ledger::{Command, OrderId, Request, State};
use co2_offsets::{Choice, Day, Rules, RulesId};
use co2_units::{Date, Digest, ProductId, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An earlier purchase that is to be covered.
#[derive(Clone, Debug)]
pub struct Earlier<'a> {
    /// What was bought. How many products a line has does not matter, since they are named, but it has at least one.
    pub cart: &'a Cart,
    /// The products: each is covered as its line of the cart says.
    pub products: &'a [Shipped],
    /// Who bought it.
    pub buyer: &'a Buyer,
    /// The day on which it was bought.
    pub purchased: Date,
    /// The customer's choice of credits.
    pub choice: Choice,
}

steps! {
    /// Covers products that were sold earlier: credits are taken for them and they are covered at once,
    /// all or none. The rules say how long ago that may be (`retroactive_days`).
    ///
    /// In the ledger each product is a line of the order, numbered from 1 as they stand in
    /// `products`, at most 1,000; with these lines, which need not be those of the cart, [`fulfil`](Self::fulfil) gives
    /// their certificates.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shop()?;
    /// use co2::programme::Earlier;
    /// let (cart, buyer) = (cart(), buyer());
    /// let products = [Shipped::line(1, "PF0RRR01")?];
    /// let purchased = now().date();
    /// let earlier = Earlier { cart: &cart, products: &products, buyer: &buyer, purchased, choice: Choice::Any };
    /// programme.cover_earlier("retrofit-1", &earlier, now())?;
    /// assert_eq!(programme.fulfil("retrofit-1", &products, now())?.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the rules do not allow it or the day is too long ago, there is too little stock, or a product is
    /// covered already.
    cover_earlier, cover_earlier_async = covering_earlier(
        order: &str, earlier: &Earlier<'_>, now: Timestamp,
    ) -> Committed, EarlierError;
}

impl Programme {
    async fn covering_earlier(
        &self,
        order: &str,
        earlier: &Earlier<'_>,
        now: Timestamp,
    ) -> Result<Committed, EarlierError> {
        let order = order_id(order)?;
        self.adopt_rules(now).await.map_err(crate::quote::QuoteError::from)?;
        // A repeated call is the same command, whatever rules are in force by now.
        let known = match self.rules_of(&order).await? {
            Some((id, rules)) => Some((id, Arc::new(rules))),
            None => self.rules_read().await?,
        };
        let (id, rules) =
            known.ok_or(ReserveError::NoRules).map_err(crate::quote::QuoteError::from)?;
        let lines = foot(&self.config, &self.catalogue, &rules, earlier.cart, earlier.buyer)?;
        let lines: BTreeMap<_, &Footed> = lines.iter().map(|line| (line.id(), line)).collect();
        let mut products = Vec::with_capacity(earlier.products.len());
        let (mut documents, mut product_lines) = (Vec::new(), Vec::new());
        for (number, Shipped { line, serial, model }) in (1..).zip(earlier.products) {
            let footed = lines.get(line).ok_or(EarlierError::UnknownLine { line: *line })?;
            let basis = footed.basis().to_json()?;
            product_lines.push((number, footed.product_line().clone()));
            let model = model.as_ref().unwrap_or_else(|| footed.basis().model()).clone();
            products.push(EarlierProduct {
                product: ProductId::new(model, serial.clone()),
                each: footed.each(),
                stages: footed.basis().stages(),
                basis: Some(Digest::of(&basis)),
            });
            documents.push(basis);
        }
        let (purchased, choice) = (Day::new(earlier.purchased)?, earlier.choice.clone());
        let about = About::new(earlier.buyer, product_lines).to_json()?;
        let about_digest = Some(Digest::of(&about));
        let cover = CoverRetroactively {
            order,
            purchased,
            rules: id,
            choice,
            products,
            about: about_digest,
        };
        let command = Command::CoverRetroactively(cover);
        // Stored with the order, so that it never names a document that is not there.
        let submission = Submission::new(Request { now, command }).document(about);
        Ok(self.give(documents.into_iter().fold(submission, Submission::document)).await?)
    }

    /// The rules under which an order was reserved, if it is known.
    async fn rules_of(&self, order: &OrderId) -> Result<Option<(RulesId, Rules)>, SubmitError> {
        let (id, recall) = (order.clone(), Recall::Order(order.clone()));
        let read = move |state: &State, _| {
            let id = state.order(&id)?.reserve().rules;
            Some((id, state.rules(&id)?.clone()))
        };
        self.ledger.read_with_async(Freshness::Latest, recall, read).await
    }
}
