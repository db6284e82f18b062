//! After the sale: products that come back or are exchanged, serial numbers that were wrong, units that
//! lost their worth.

use super::step::{order_id, steps};
use super::{AfterSaleError, Programme, Shipped};
use co2_journal::{Committed, Freshness, Recall, SubmitError};
use co2_ledger::command::{CorrectSerial, MakeGood, ReplaceCause};
use co2_ledger::error::CoverageError;
use co2_ledger::{Command, CoverageId, OrderId, Replace, Return, State};
use co2_offsets::{LotId, OperationId};
use co2_units::{ProductId, Timestamp};

steps! {
    /// A product comes back and its coverage ends. Before it has a certificate its grams are free again;
    /// after that they are spent and never serve another product.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// let product = Shipped::line(1, "PF0AAA01")?;
    /// programme.return_product("#1042", &product, now())?;
    /// // Its certificate does not hold any more; `publish` revokes it.
    /// assert_eq!(programme.certificate("#1042", &product)?, None);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the order does not cover the product, or its coverage is over in another way.
    return_product, return_product_async = returning(
        order: &str, product: &Shipped, now: Timestamp,
    ) -> Committed, AfterSaleError;

    /// A product is exchanged under warranty: the new one takes its place and its grams. Then
    /// [`fulfil`](Self::fulfil) with the new product gives its certificate, and
    /// [`publish`](Self::publish) revokes the old one. A replacement of another model names it with
    /// [`Shipped::of_model`]. `operation` is the host's own name of the exchange, such as the number of the RMA: the same
    /// one again is answered with the first, also after the product was exchanged back.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// let (old, new) = (Shipped::line(1, "PF0AAA01")?, Shipped::line(1, "PF0AAA07")?);
    /// programme.replace("#1042", "rma-7", &old, &new, now())?;
    /// let issued = programme.fulfil("#1042", &[new], now())?;
    /// assert_eq!(issued[0].product.serial.as_str(), "PF0AAA07");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the order does not cover the old product, or the new one is covered already.
    replace, replace_async = replacing(
        order: &str, operation: &str, product: &Shipped, by: &Shipped, now: Timestamp,
    ) -> Committed, AfterSaleError;

    /// The customer moves a coverage to another product of theirs; `operation` is as in [`replace`](Self::replace),
    /// with which it shares its names: one that a replacement has is refused here.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// let (old, new) = (Shipped::line(1, "PF0AAA01")?, Shipped::line(1, "PF0AAA08")?);
    /// programme.transfer("#1042", "move-7", &old, &new, now())?;
    /// assert!(programme.fulfil("#1042", &[old], now()).is_err(), "another product has its place");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`replace`](Self::replace).
    transfer, transfer_async = transferring(
        order: &str, operation: &str, product: &Shipped, to: &Shipped, now: Timestamp,
    ) -> Committed, AfterSaleError;

    /// The wrong serial number was scanned: the right one takes its place; `operation` is as in
    /// [`replace`](Self::replace).
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// let (wrong, right) = (Shipped::line(1, "PF0AAA01")?, Shipped::line(1, "PF0AAAO1")?);
    /// programme.correct_serial("#1042", "scan-7", &wrong, &right, now())?;
    /// programme.fulfil("#1042", &[right], now())?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`replace`](Self::replace).
    correct_serial, correct_serial_async = correcting(
        order: &str, operation: &str, wrong: &Shipped, right: &Shipped, now: Timestamp,
    ) -> Committed, AfterSaleError;

    /// Gives a product, or the products of an order that have no serial number yet, other grams for
    /// those that were lost in the registry. `operation` is the host's own name of it, and the lot is
    /// the host's choice: no rules are asked. Then [`fulfil`](Self::fulfil) gives a certificate that
    /// names the new grams.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// use co2::ledger::command::{Invalidate, Invalidated, Units};
    /// let units = Units { lot: "gs-1".parse()?, first_unit: 1, last_unit: 1 };
    /// let what = Invalidated::Units(units);
    /// let (operation, reference) = ("reversal-1".parse()?, "N-12".parse()?);
    /// programme.invalidate(Invalidate { operation, what, reference }, now())?;
    /// // Each product that lost grams gets others.
    /// for lack in programme.shortfalls()? {
    ///     let order = lack.order.as_str();
    ///     let Some(product) = &lack.product else {
    ///         programme.make_good("good-rest", order, None, &"gs-1".parse()?, now())?;
    ///         continue;
    ///     };
    ///     let (operation, shipped) = (format!("good-{}", product.serial), Shipped::line(1, product.serial.as_str())?);
    ///     programme.make_good(&operation, order, Some(&shipped), &"gs-1".parse()?, now())?;
    /// }
    /// assert!(programme.shortfalls()?.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When nothing is lost, or the lot has too little.
    make_good, make_good_async = making_good(
        operation: &str, order: &str, product: Option<&Shipped>, from: &LotId, now: Timestamp,
    ) -> Committed, AfterSaleError;
}

impl Programme {
    async fn returning(
        &self,
        order: &str,
        product: &Shipped,
        now: Timestamp,
    ) -> Result<Committed, AfterSaleError> {
        let order = order_id(order)?;
        let (product, coverage) = self.covered(&order, product).await?;
        // A coverage ends once: the same return of it again is answered with the first.
        let operation: OperationId = format!("return-{coverage}").parse()?;
        let content = Return { order, operation, product };
        Ok(self.submit(Command::Return(content), now).await?)
    }

    async fn replacing(
        &self,
        order: &str,
        operation: &str,
        product: &Shipped,
        by: &Shipped,
        now: Timestamp,
    ) -> Result<Committed, AfterSaleError> {
        self.exchange((order, operation), product, by, ReplaceCause::Warranty, now).await
    }

    async fn transferring(
        &self,
        order: &str,
        operation: &str,
        product: &Shipped,
        to: &Shipped,
        now: Timestamp,
    ) -> Result<Committed, AfterSaleError> {
        self.exchange((order, operation), product, to, ReplaceCause::Transfer, now).await
    }

    async fn correcting(
        &self,
        order: &str,
        operation: &str,
        wrong: &Shipped,
        right: &Shipped,
        now: Timestamp,
    ) -> Result<Committed, AfterSaleError> {
        let (order, operation) = (order_id(order)?, operation.parse()?);
        let (product, by) = self.exchanged(&order, wrong, right).await?;
        let content = CorrectSerial { order, operation, product, by };
        Ok(self.submit(Command::CorrectSerial(content), now).await?)
    }

    async fn exchange(
        &self,
        (order, operation): (&str, &str),
        product: &Shipped,
        by: &Shipped,
        cause: ReplaceCause,
        now: Timestamp,
    ) -> Result<Committed, AfterSaleError> {
        let (order, operation) = (order_id(order)?, operation.parse()?);
        let (product, by) = self.exchanged(&order, product, by).await?;
        let content = Replace { order, operation, product, by, cause };
        Ok(self.submit(Command::Replace(content), now).await?)
    }

    /// Both products of an exchange.
    async fn exchanged(
        &self,
        order: &OrderId,
        product: &Shipped,
        by: &Shipped,
    ) -> Result<(ProductId, ProductId), AfterSaleError> {
        let product = self.product(order, product).await?;
        // Like the old one, unless another model is named.
        let model = by.model.clone().unwrap_or_else(|| product.model.clone());
        let by = ProductId::new(model, by.serial.clone());
        Ok((product, by))
    }

    async fn making_good(
        &self,
        operation: &str,
        order: &str,
        product: Option<&Shipped>,
        from: &LotId,
        now: Timestamp,
    ) -> Result<Committed, AfterSaleError> {
        let order = order_id(order)?;
        let product = match product {
            Some(product) => Some(self.product(&order, product).await?),
            None => None,
        };
        let from = from.clone();
        let content = MakeGood { operation: operation.parse()?, order, product, from };
        Ok(self.submit(Command::MakeGood(content), now).await?)
    }

    /// The product that is meant, and the number of its newest coverage in the order.
    async fn covered(
        &self,
        order: &OrderId,
        product: &Shipped,
    ) -> Result<(ProductId, CoverageId), AfterSaleError> {
        let product = self.product(order, product).await?;
        let (id, asked) = (order.clone(), product.clone());
        let read = move |state: &State, _| Some(state.coverage(&id, &asked)?.id);
        let recall = Recall::Order(order.clone());
        let found = self.ledger.read_with_async(Freshness::Latest, recall, read).await?;
        if let Some(coverage) = found {
            return Ok((product, coverage));
        }
        let (product, order) = (Box::new(product), order.clone());
        Err(SubmitError::Refused(CoverageError::NotAssigned { product, order }.into()).into())
    }
}
