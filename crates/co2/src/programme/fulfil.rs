//! Goods ship: their products are covered and get their certificates.

use super::step::{order_id, steps};
use super::{CertifyError, FulfilError, Programme};
use crate::basis::Basis;
use crate::certify::Facts;
use crate::log;
use co2_cert::certificate::subject_url;
use co2_cert::{Act, Certificate};
use co2_journal::{Freshness, Recall, Submission, SubmitError};
use co2_ledger::error::{AssignError, CertificateError};
use co2_ledger::{
    Assign, Command, CommandError, Coverage, CoverageStatus, LineId, OrderId, RecordCertificate,
    Request, State,
};
use co2_offsets::Digest;
use co2_units::product::{Model, ProductId, SerialNumber};
use co2_units::{IdError, Timestamp};
use core::fmt;
use std::collections::BTreeMap;

/// A product of an order, with its serial number.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Shipped {
    /// The line of the order it belongs to.
    pub line: LineId,
    /// Its serial number.
    pub serial: SerialNumber,
    /// What it is one of, when that is not the model that was sold, as after a replacement by another
    /// model.
    pub model: Option<Model>,
}

impl Shipped {
    /// A product of this line with this serial number.
    ///
    /// # Errors
    /// When the text is no serial number.
    ///
    /// ```
    /// let shipped = co2::Shipped::line(1, " pf0abc12 ")?;
    /// assert_eq!(shipped.serial.as_str(), "PF0ABC12");
    /// # Ok::<(), co2::units::IdError>(())
    /// ```
    pub fn line(line: LineId, serial: &str) -> Result<Self, IdError> {
        Ok(Self { line, serial: serial.parse()?, model: None })
    }

    /// The same of another model than the one that was sold.
    #[must_use]
    pub fn of_model(mut self, model: Model) -> Self {
        self.model = Some(model);
        self
    }
}

/// A certificate that was issued.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Issued {
    /// The product.
    pub product: ProductId,
    /// The certificate, as it was signed.
    pub certificate: Certificate,
    /// Its bytes: what to hand out, store and verify.
    pub json: Vec<u8>,
    /// The digest of its bytes, as recorded in the ledger.
    pub digest: Digest,
}

impl fmt::Debug for Issued {
    /// Short: the certificate by its address and digest.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Issued");
        shown.field("product", &self.product.to_string()).field("digest", &self.digest);
        shown.field("certificate", &self.certificate.id().as_str()).finish_non_exhaustive()
    }
}

/// Some products of a parcel have no certificate; the others have theirs, and they are here.
#[derive(Debug)]
#[non_exhaustive]
pub struct ParcelError {
    /// The certificates that were issued, in the order of the parcel.
    pub issued: Vec<Issued>,
    /// The products that have none, in the same order.
    pub unfulfilled: Vec<Unfulfilled>,
}

/// A product of a parcel that has no certificate.
#[derive(Debug)]
#[non_exhaustive]
pub struct Unfulfilled {
    /// The product.
    pub shipped: Shipped,
    /// Why.
    pub error: FulfilError,
}

impl fmt::Display for ParcelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let without = self.unfulfilled.len();
        let all = without.saturating_add(self.issued.len());
        write!(f, "{without} of {all} products of the parcel have no certificate")?;
        match self.unfulfilled.first() {
            Some(first) => write!(f, ", the first is {}", first.shipped.serial),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ParcelError {
    /// Why the first of them has none.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let first = self.unfulfilled.first();
        first.map(|first| -> &(dyn std::error::Error + 'static) { &first.error })
    }
}

steps! {
    /// Covers the products of a parcel and issues their certificates.
    ///
    /// Call it as often as there are parcels. A product that has a certificate is answered with it, or,
    /// once the last of its units is retired or lost grams were replaced, with a new one that supersedes
    /// it; so is a product that took another's place, and one that was covered after its purchase.
    /// What a crash interrupts is finished by calling it again, or by [`resume`](Self::resume) where
    /// the parcel is not known any more. The answer follows the parcel: a serial number that stands in
    /// it twice is one product, and has one certificate.
    ///
    /// # Errors
    /// When a product gets no certificate: its order is not paid or has no such line, all products of
    /// the line are assigned, it is covered by another order, it came back, or another product took
    /// its place. Every other product of the parcel has its certificate all the same, and the error
    /// has them all.
    fulfil, fulfil_async = fulfilling(
        order: &str, parcel: &[Shipped], now: Timestamp,
    ) -> Vec<Issued>, ParcelError;
}

/// The bases of an order's lines that were read already.
type Bases = BTreeMap<LineId, Basis>;

impl Programme {
    async fn fulfilling(
        &self,
        order: &str,
        parcel: &[Shipped],
        now: Timestamp,
    ) -> Result<Vec<Issued>, ParcelError> {
        let (mut issued, mut unfulfilled) = (Vec::with_capacity(parcel.len()), Vec::new());
        let mut bases = Bases::new();
        for shipped in parcel {
            let one = async { self.fulfil_one(&order_id(order)?, shipped, &mut bases, now).await };
            match one.await {
                Ok(one) => issued.push(one),
                Err(error) => unfulfilled.push(Unfulfilled { shipped: shipped.clone(), error }),
            }
        }
        if unfulfilled.is_empty() { Ok(issued) } else { Err(ParcelError { issued, unfulfilled }) }
    }

    async fn fulfil_one(
        &self,
        order: &OrderId,
        shipped: &Shipped,
        bases: &mut Bases,
        now: Timestamp,
    ) -> Result<Issued, FulfilError> {
        let basis = match bases.get(&shipped.line) {
            Some(basis) => basis.clone(),
            None => self.basis(order, shipped.line).await?,
        };
        bases.insert(shipped.line, basis.clone());
        let product = product_of(shipped, &basis);
        // A product that took another's place, or that was covered after its purchase, is covered
        // without having been assigned.
        let facts = match self.facts(order, &product).await? {
            Some(facts) => facts,
            None => self.assign(order, shipped.line, &product, now).await?,
        };
        match facts.coverage.status {
            CoverageStatus::Live if facts.coverage.line == shipped.line => {}
            CoverageStatus::Live => {
                let (given, line) = (shipped.line, facts.coverage.line);
                return Err(FulfilError::OtherLine { product: product.into(), given, line });
            }
            CoverageStatus::Replaced(_) => {
                let by = facts.replaced_by.clone().map(Box::new);
                return Err(FulfilError::Replaced { product: product.into(), by });
            }
            _ => return Err(FulfilError::Returned { product: product.into() }),
        }
        if let Some(digest) = facts.coverage.certificate {
            let issued = self.issued(&product, digest).await?;
            // What said that units will be retired is superseded once they are, and what names lost
            // grams once they were replaced.
            let retired = facts.is_retired() && is_allocated(&issued.certificate);
            if !retired && !facts.names_more_than(&issued.certificate) {
                return Ok(issued);
            }
        }
        self.certify(&facts, &basis, now).await
    }

    /// Assigns a product to its order: from now on the order's credits cover it.
    async fn assign(
        &self,
        order: &OrderId,
        line: LineId,
        product: &ProductId,
        now: Timestamp,
    ) -> Result<Facts, FulfilError> {
        let fail = |source| FulfilError::Certify { serial: product.serial.to_string(), source };
        // It is assigned for ever: not one that no certificate can name.
        subject_url(&self.config.certificate.subject_base, product)
            .map_err(|error| fail(CertifyError::from(error)))?;
        log::origin(&self.config.issuer.host).map_err(|error| fail(CertifyError::from(error)))?;
        let assign = Assign { order: order.clone(), product: product.clone(), line };
        match self.submit(Command::Assign(assign), now).await {
            Ok(_) => {}
            // Meanwhile it took another product's place in this order.
            Err(SubmitError::Refused(CommandError::Assign(AssignError::AlreadyCovered {
                order: other,
                ..
            }))) if other == *order => {}
            Err(error) => return Err(error.into()),
        }
        // Coverages do not vanish.
        let unknown = || FulfilError::UnknownOrder { order: order.clone() };
        self.facts(order, product).await?.ok_or_else(unknown)
    }

    /// The steps after a product is assigned: builds the certificate from what the ledger says of its
    /// coverage, signs, stores and records it.
    pub(super) async fn certify(
        &self,
        facts: &Facts,
        basis: &Basis,
        now: Timestamp,
    ) -> Result<Issued, FulfilError> {
        let Coverage { order, product, .. } = &facts.coverage;
        let fail = |source| FulfilError::Certify { serial: product.serial.to_string(), source };
        let before = match facts.coverage.certificate {
            Some(digest) => Some(self.issued(product, digest).await?.certificate),
            None => None,
        };
        let draft = facts.certificate(&self.config, basis, &self.keys.status_key, before.as_ref());
        let draft = draft.map_err(fail)?;
        let signed = draft.sign(self.keys.signer.as_ref(), draft.valid_from());
        let signed = signed.map_err(|error| fail(CertifyError::from(error)))?;
        let json = signed.to_json();
        let digest = Digest::of(&json);
        let record = RecordCertificate {
            order: order.clone(),
            product: product.clone(),
            coverage: facts.coverage.id,
            edition: facts.coverage.edition,
            replaces: facts.coverage.replaces,
            digest,
        };
        // Stored with what records it: a recorded certificate is always there, and costs one sync.
        let command = Command::RecordCertificate(record);
        let submission = Submission::new(Request { now, command }).document(&*json);
        match self.give(submission).await {
            Ok(_) => Ok(Issued { product: product.clone(), certificate: signed, json, digest }),
            // Another process was first: its certificate is the one.
            Err(SubmitError::Refused(
                CommandError::Conflict { .. }
                | CommandError::Certificate(CertificateError::Superseded { .. }),
            )) => {
                let recorded = self.facts(order, product).await?;
                let recorded = recorded.and_then(|facts| facts.coverage.certificate);
                self.issued(product, recorded.unwrap_or(digest)).await
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The certificate with this digest.
    pub(super) async fn issued(
        &self,
        product: &ProductId,
        digest: Digest,
    ) -> Result<Issued, FulfilError> {
        let json = self.ledger.document_async(digest).await?.ok_or(FulfilError::Lost { digest })?;
        let certificate =
            Certificate::from_json(&json).map_err(|_| FulfilError::Lost { digest })?;
        Ok(Issued { product: product.clone(), certificate, json, digest })
    }

    /// What the ledger has of a product's newest coverage in an order; `None` when there is none.
    pub(super) async fn facts(
        &self,
        order: &OrderId,
        product: &ProductId,
    ) -> Result<Option<Facts>, SubmitError> {
        let (id, asked) = (order.clone(), product.clone());
        let read = move |state: &State, _| Facts::read(state, &id, &asked);
        let recall = Recall::Order(order.clone());
        self.ledger.read_with_async(Freshness::Latest, recall, read).await
    }

    /// How the amount of a line came about.
    pub(super) async fn basis(&self, order: &OrderId, line: LineId) -> Result<Basis, FulfilError> {
        let id = order.clone();
        let recall = Recall::Order(order.clone());
        let read = move |state: &State, _| {
            let order = state.order(&id)?;
            Some(order.lines().find(|(content, _)| content.id == line).map(|(l, _)| l.basis))
        };
        let digest = self.ledger.read_with_async(Freshness::Latest, recall, read).await?;
        let order = order.clone();
        let basis = match digest {
            None => return Err(FulfilError::UnknownOrder { order }),
            Some(None) => return Err(FulfilError::UnknownLine { order, line }),
            Some(Some(basis)) => basis,
        };
        let bytes = match basis {
            Some(digest) => self.ledger.document_async(digest).await?,
            None => None,
        };
        Ok(Basis::from_json(&bytes.ok_or(FulfilError::NoBasis { order, line })?)?)
    }

    /// Which product is meant: of the line's model, unless another one is named.
    pub(super) async fn product(
        &self,
        order: &OrderId,
        shipped: &Shipped,
    ) -> Result<ProductId, FulfilError> {
        match &shipped.model {
            Some(model) => Ok(ProductId::new(model.clone(), shipped.serial.clone())),
            None => Ok(product_of(shipped, &self.basis(order, shipped.line).await?)),
        }
    }
}

fn product_of(shipped: &Shipped, basis: &Basis) -> ProductId {
    let model = shipped.model.as_ref().unwrap_or_else(|| basis.model());
    ProductId::new(model.clone(), shipped.serial.clone())
}

/// Whether a certificate says of some units that they will be retired.
fn is_allocated(certificate: &Certificate) -> bool {
    let lines = certificate.record().lines();
    lines.iter().any(|line| matches!(line.act, Act::Allocated { .. }))
}
