//! Looking up orders, products and certificates.

use super::step::{order_id, steps};
use super::{FulfilError, Issued, Programme, Shipped};
use co2_cert::Certificate;
use co2_journal::{Freshness, Recall};
use co2_ledger::{Coverage, CoverageStatus, LineId, OrderId, OrderStatus, State, Suspension};
use co2_offsets::Digest;
use co2_units::{Co2e, ProductId, Timestamp};
use serde::Serialize;

/// How an order stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct OrderLook {
    /// The order.
    pub order: OrderId,
    /// Whether it is held, paid, expired or given up.
    pub status: OrderStatus,
    /// Until when its reservation holds or held.
    pub until: Timestamp,
    /// How much it holds or has covered.
    #[serde(rename = "amount_kg")]
    pub amount: Co2e,
    /// Its products that have a serial number, in the order in which they got it; those that came back
    /// or were replaced too.
    pub products: Vec<ProductLook>,
}

/// How a product with a serial number stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct ProductLook {
    /// The line of the order.
    pub line: LineId,
    /// The product.
    pub product: ProductId,
    /// Whether it is covered, came back or was replaced.
    pub status: CoverageStatus,
    /// How much it was covered with.
    #[serde(rename = "amount_kg")]
    pub amount: Co2e,
    /// When it was assigned.
    pub assigned_at: Timestamp,
    /// Its newest certificate, which no longer holds once the product came back or was replaced.
    pub certificate: Option<Digest>,
    /// Since when that certificate is suspended, and why, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspended: Option<Suspension>,
}

impl From<Coverage> for ProductLook {
    fn from(coverage: Coverage) -> Self {
        let Coverage { line, product, status, amount, assigned_at, .. } = coverage;
        let Coverage { certificate, suspended, .. } = coverage;
        Self { line, product, status, amount, assigned_at, certificate, suspended }
    }
}

steps! {
    /// How an order and its products stand at a time; `None` when it is not known.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// let order = programme.order("#1042", now())?.ok_or("it is known")?;
    /// assert_eq!(order.products.len(), 2);
    /// assert_eq!(programme.order("#9999", now())?, None);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the order's name is none, or the journal cannot be read.
    order, order_async
        = looking(order: &str, now: Timestamp) -> Option<OrderLook>, FulfilError;

    /// The newest certificate of a product that the order covers; `None` when it has none, came back or
    /// was replaced.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// let issued = programme.certificate("#1042", &Shipped::line(1, "PF0AAA01")?)?;
    /// assert!(issued.is_some());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the order or its line is not known, or the ledger cannot be read.
    certificate, certificate_async
        = looking_up(order: &str, product: &Shipped) -> Option<Issued>, FulfilError;

    /// The newest certificates of all products that the order covers, to write their pages and badges
    /// again at any time.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// assert_eq!(programme.certificates("#1042")?.len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the order is not known, or the ledger cannot be read.
    certificates, certificates_async
        = looking_all_up(order: &str) -> Vec<Issued>, FulfilError;

    /// The newest certificates of all products that the order ever covered, also of those that came back or gave
    /// their place to another: [`publish_certificates`](Self::publish_certificates) brings the files of each to
    /// where it stands now.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// programme.return_product("#1042", &Shipped::line(1, "PF0AAA01")?, later(60))?;
    /// assert_eq!(programme.certificates("#1042")?.len(), 1);
    /// assert_eq!(programme.all_certificates("#1042")?.len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the order is not known, or the ledger cannot be read.
    all_certificates, all_certificates_async
        = looking_all_up_with_ended(order: &str) -> Vec<Issued>, FulfilError;

    /// A certificate by the digest of its bytes, also one that holds no longer; `None` when the ledger
    /// has none.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// let digest = programme.certificates("#1042")?[0].digest;
    /// assert!(programme.certificate_with(digest)?.is_some());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the ledger cannot be read.
    certificate_with, certificate_with_async
        = looking_digest_up(digest: Digest) -> Option<Certificate>, FulfilError;
}

impl Programme {
    async fn looking(&self, order: &str, now: Timestamp) -> Result<Option<OrderLook>, FulfilError> {
        let order = order_id(order)?;
        let recall = Recall::Order(order.clone());
        let read = move |state: &State, _| {
            let known = state.order(&order)?;
            Some(OrderLook {
                status: known.status_at(state.time().max(now)),
                until: known.until(),
                amount: known.held(),
                products: state.coverages_in(&order).map(ProductLook::from).collect(),
                order,
            })
        };
        Ok(self.ledger.read_with_async(Freshness::Latest, recall, read).await?)
    }

    async fn looking_up(
        &self,
        order: &str,
        product: &Shipped,
    ) -> Result<Option<Issued>, FulfilError> {
        let order = order_id(order)?;
        let product = self.product(&order, product).await?;
        let facts = self.facts(&order, &product).await?;
        let live = facts.filter(|facts| facts.coverage.status == CoverageStatus::Live);
        match live.and_then(|facts| facts.coverage.certificate) {
            Some(digest) => Ok(Some(self.issued(&product, digest).await?)),
            None => Ok(None),
        }
    }

    pub(super) async fn looking_all_up(&self, order: &str) -> Result<Vec<Issued>, FulfilError> {
        self.looking_up_those(order, |coverage| coverage.status == CoverageStatus::Live).await
    }

    async fn looking_all_up_with_ended(&self, order: &str) -> Result<Vec<Issued>, FulfilError> {
        self.looking_up_those(order, |_| true).await
    }

    /// The newest certificates of some products that an order covers, or covered.
    pub(super) async fn looking_up_those(
        &self,
        order: &str,
        those: impl Fn(&Coverage) -> bool + Send + 'static,
    ) -> Result<Vec<Issued>, FulfilError> {
        let order = order_id(order)?;
        let (id, recall) = (order.clone(), Recall::Order(order.clone()));
        let read = move |state: &State, _| {
            state.order(&id)?;
            let found = state.coverages_in(&id).filter(those);
            Some(found.filter_map(|c| Some((c.product, c.certificate?))).collect::<Vec<_>>())
        };
        let found = self.ledger.read_with_async(Freshness::Latest, recall, read).await?;
        let mut issued = Vec::new();
        for (product, digest) in found.ok_or(FulfilError::UnknownOrder { order })? {
            issued.push(self.issued(&product, digest).await?);
        }
        Ok(issued)
    }

    async fn looking_digest_up(&self, digest: Digest) -> Result<Option<Certificate>, FulfilError> {
        let json = self.ledger.document_async(digest).await?;
        // The ledger has other documents as well.
        Ok(json.and_then(|json| Certificate::from_json(&json).ok()))
    }
}
