//! Certificates that must not be accepted for the time being, or never again.

use super::step::{order_id, steps};
use super::{AfterSaleError, Programme, PublishError, Shipped};
use crate::log;
use crate::status::StatusPlace;
use co2_cert::Certificate;
use co2_cert::status::StatusEntry;
use co2_journal::{Committed, Freshness};
use co2_ledger::{Command, CoverageStatus, Reinstate, Revoke, State, Suspend};
use co2_offsets::Digest;
use co2_units::Timestamp;
use std::collections::BTreeMap;

steps! {
    /// The certificate of a product must not be accepted for the time being, such as while a payment is disputed. From
    /// the next [`publish`](Self::publish) on everybody who verifies it is told so, its badges are taken down, and so is
    /// its page, unless it says so. The product keeps its grams, and a newer certificate of it is suspended as well.
    ///
    /// `operation` is the host's own name of this suspension; the same one again is answered with the first. The reason
    /// is for the host and its other systems, and must have no personal data. A suspended product may come back
    /// ([`return_product`](Self::return_product)), but no other takes its place before it is
    /// [reinstated](Self::reinstate).
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # use co2::{Config, Programme, journal::{Ledger, Memory}};
    /// // Certificates name a suspension list when the configuration says so.
    /// let text = CONFIG.replace("[certificate]", "[certificate]\ncan_be_suspended = true");
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// # let programme = Programme::on_ledger(ledger, Config::from_toml(&text)?, keys())?;
    /// # programme.import_credits(CREDITS.as_bytes(), now())?;
    /// # let quote = programme.quote(&cart(), &buyer(), now())?;
    /// # programme.reserve("#1042", &quote, Choice::Any, now())?;
    /// # programme.confirm("#1042", now())?;
    /// let product = Shipped::line(1, "PF0AAA01")?;
    /// programme.fulfil("#1042", std::slice::from_ref(&product), now())?;
    /// programme.suspend("#1042", "dispute-7", &product, "the payment is disputed", now())?;
    /// let order = programme.order("#1042", now())?.ok_or("it is known")?;
    /// assert!(order.products[0].suspended.is_some());
    /// // The dispute is settled.
    /// programme.reinstate("#1042", "settled-7", &product, later(86_400))?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the order does not cover the product, it has no certificate or one without an entry in a suspension list, or
    /// the certificate is suspended already.
    suspend, suspend_async = suspending(
        order: &str, operation: &str, product: &Shipped, reason: &str, now: Timestamp,
    ) -> Committed, AfterSaleError;

    /// The suspended certificate of a product is to be accepted again. After the next [`publish`](Self::publish) it is
    /// verified as before; [`publish_certificates`](Self::publish_certificates) writes its page and badges again.
    ///
    /// # Examples
    /// See [`suspend`](Self::suspend).
    ///
    /// # Errors
    /// When the order does not cover the product, or its certificate is not suspended.
    reinstate, reinstate_async = reinstating(
        order: &str, operation: &str, product: &Shipped, now: Timestamp,
    ) -> Committed, AfterSaleError;

    /// The certificate of a product must never be accepted again, such as one that states a wrong footprint: the
    /// coverage of the product ends, and the grams that certificates name are spent. From the next
    /// [`publish`](Self::publish) on everybody who verifies it is told so, whatever the certificate says of returned
    /// products ([`AfterReturn`](crate::config::AfterReturn)). `operation` and `reason` are as in
    /// [`suspend`](Self::suspend).
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// let product = Shipped::line(1, "PF0AAA01")?;
    /// programme.revoke("#1042", "wrong-12", &product, "a wrong footprint", now())?;
    /// assert_eq!(programme.certificate("#1042", &product)?, None);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the order does not cover the product, or it has no certificate.
    revoke, revoke_async = revoking(
        order: &str, operation: &str, product: &Shipped, reason: &str, now: Timestamp,
    ) -> Committed, AfterSaleError;
}

impl Programme {
    async fn suspending(
        &self,
        order: &str,
        operation: &str,
        product: &Shipped,
        reason: &str,
        now: Timestamp,
    ) -> Result<Committed, AfterSaleError> {
        let order = order_id(order)?;
        let (operation, reason) =
            (operation.parse()?, reason.parse().map_err(AfterSaleError::Reason)?);
        let product = self.product(&order, product).await?;
        let facts = self.facts(&order, &product).await.map_err(AfterSaleError::Ledger)?;
        let coverage = facts.map(|facts| facts.coverage);
        let live = coverage.filter(|coverage| coverage.status == CoverageStatus::Live);
        // What else is wrong, the ledger says.
        if let Some(digest) = live.and_then(|coverage| coverage.certificate)
            && !self.can_list(self.issued(&product, digest).await?.certificate.suspension())
        {
            return Err(AfterSaleError::NoSuspensionList { digest });
        }
        let content = Suspend { order, operation, product, reason };
        Ok(self.submit(Command::Suspend(content), now).await?)
    }

    /// Whether this host publishes the list of an entry.
    fn can_list(&self, entry: Option<&StatusEntry>) -> bool {
        entry.is_some_and(|entry| StatusPlace::of(entry, &self.config.issuer.host).is_some())
    }

    async fn reinstating(
        &self,
        order: &str,
        operation: &str,
        product: &Shipped,
        now: Timestamp,
    ) -> Result<Committed, AfterSaleError> {
        let order = order_id(order)?;
        let operation = operation.parse()?;
        let product = self.product(&order, product).await?;
        let content = Reinstate { order, operation, product };
        Ok(self.submit(Command::Reinstate(content), now).await?)
    }

    async fn revoking(
        &self,
        order: &str,
        operation: &str,
        product: &Shipped,
        reason: &str,
        now: Timestamp,
    ) -> Result<Committed, AfterSaleError> {
        let order = order_id(order)?;
        let (operation, reason) =
            (operation.parse()?, reason.parse().map_err(AfterSaleError::Reason)?);
        let product = self.product(&order, product).await?;
        let content = Revoke { order, operation, product, reason };
        Ok(self.submit(Command::Revoke(content), now).await?)
    }

    /// The newest certificates of the suspended coverages: few at a time.
    pub(super) fn suspended(&self) -> Result<BTreeMap<Digest, Certificate>, PublishError> {
        let read = |state: &State, _| {
            let coverages = state.suspended().filter_map(|(id, _)| state.coverage_by_id(id));
            coverages.filter_map(|coverage| coverage.certificate).collect::<Vec<_>>()
        };
        let digests = self.ledger.read(Freshness::Latest, read)?;
        let read = |digest| Ok((digest, log::certificate(&self.ledger, digest)?.0));
        digests.into_iter().map(read).collect()
    }
}
