//! Goods ship: their products are covered and get their certificates.

use super::{CertifyError, FulfilError, Programme};
use crate::basis::Basis;
use crate::certify::Facts;
use crate::log;
use co2_cert::certificate::subject_url;
use co2_cert::{Act, Certificate};
use co2_journal::{Freshness, Recall, SubmitError};
use co2_ledger::error::CertificateError;
use co2_ledger::{
    Assign, Command, CommandError, Coverage, LineId, OrderId, RecordCertificate, Request, State,
};
use co2_offsets::Digest;
use co2_units::product::{ProductId, SerialNumber};
use co2_units::{IdError, Timestamp};

/// A product that ships, with its serial number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shipped {
    /// The line of the order it belongs to.
    pub line: LineId,
    /// Its serial number.
    pub serial: SerialNumber,
}

impl Shipped {
    /// A product of this line with this serial number.
    ///
    /// # Errors
    /// When the text is no serial number.
    pub fn line(line: LineId, serial: &str) -> Result<Self, IdError> {
        Ok(Self { line, serial: serial.parse()? })
    }
}

/// A certificate that was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
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

impl Programme {
    /// Covers the products of a parcel and issues their certificates.
    ///
    /// Call it as often as there are parcels; products that were shipped before are answered with the
    /// certificate they have, or, once the last of its units is retired or lost grams were made good, with
    /// a new one that supersedes it. What a crash interrupts is finished by calling it again, or by
    /// [`resume`](Programme::resume) where the parcel is not known any more. The answer
    /// follows the parcel: a serial number that stands in it twice is one product, and has one
    /// certificate.
    ///
    /// # Errors
    /// When the order is not paid, has no such line, all its products are assigned, or a product is
    /// covered already. Products before the one at fault keep their coverage and certificate.
    pub fn fulfil(
        &mut self,
        order: &str,
        parcel: &[Shipped],
        now: Timestamp,
    ) -> Result<Vec<Issued>, FulfilError> {
        let order: OrderId = order.parse()?;
        parcel.iter().map(|shipped| self.fulfil_one(&order, shipped, now)).collect()
    }

    fn fulfil_one(
        &self,
        order: &OrderId,
        shipped: &Shipped,
        now: Timestamp,
    ) -> Result<Issued, FulfilError> {
        let basis = self.basis(order, shipped.line)?;
        let product = ProductId::new(basis.model().clone(), shipped.serial.clone());
        let fail = |source| FulfilError::Certify { serial: product.serial.to_string(), source };
        // A product is assigned for ever: not one that no certificate can name.
        subject_url(&self.config.certificate.subject_base, &product)
            .map_err(|error| fail(CertifyError::from(error)))?;
        log::origin(&self.config.issuer.host).map_err(|error| fail(CertifyError::from(error)))?;
        let assign = Assign { order: order.clone(), product: product.clone(), line: shipped.line };
        self.ledger.submit(Request { now, command: Command::Assign(assign) })?;
        let facts = self.facts(order, &product)?;
        if let Some(digest) = facts.coverage.certificate {
            let issued = self.issued(&product, digest)?;
            // What said that units will be retired is superseded once they are, and what names lost
            // grams once they were made good.
            let retired = facts.is_retired() && is_allocated(&issued.certificate);
            if !retired && !facts.names_more_than(&issued.certificate) {
                return Ok(issued);
            }
        }
        self.certify(&facts, &basis, now)
    }

    /// The steps after a product is assigned: builds the certificate from what the ledger says of its
    /// coverage, signs, stores and records it.
    pub(super) fn certify(
        &self,
        facts: &Facts,
        basis: &Basis,
        now: Timestamp,
    ) -> Result<Issued, FulfilError> {
        let Coverage { order, product, .. } = &facts.coverage;
        let fail = |source| FulfilError::Certify { serial: product.serial.to_string(), source };
        let before = facts.coverage.certificate;
        let before = before.map(|digest| self.issued(product, digest)).transpose()?;
        let before = before.as_ref().map(|issued| &issued.certificate);
        let draft = facts.certificate(&self.config, basis, &self.keys.status_key, before);
        let draft = draft.map_err(fail)?;
        let signed = draft.sign(self.keys.signer.as_ref(), draft.valid_from());
        let signed = signed.map_err(|error| fail(CertifyError::from(error)))?;
        // Stored before it is recorded: a recorded certificate is always there.
        let digest = self.ledger.put_document(signed.to_json())?;
        let record = RecordCertificate {
            order: order.clone(),
            product: product.clone(),
            coverage: facts.coverage.id,
            edition: facts.coverage.edition,
            replaces: facts.coverage.replaces,
            digest,
        };
        match self.ledger.submit(Request { now, command: Command::RecordCertificate(record) }) {
            Ok(_) => self.issued(product, digest),
            // Another process was first: its certificate is the one.
            Err(SubmitError::Refused(
                CommandError::Conflict { .. }
                | CommandError::Certificate(CertificateError::Superseded { .. }),
            )) => {
                let recorded = self.facts(order, product)?.coverage.certificate;
                self.issued(product, recorded.unwrap_or(digest))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The certificate with this digest.
    fn issued(&self, product: &ProductId, digest: Digest) -> Result<Issued, FulfilError> {
        let json = self.ledger.document(digest)?.ok_or(FulfilError::Lost { digest })?;
        let certificate =
            Certificate::from_json(&json).map_err(|_| FulfilError::Lost { digest })?;
        Ok(Issued { product: product.clone(), certificate, json, digest })
    }

    pub(super) fn facts(&self, order: &OrderId, product: &ProductId) -> Result<Facts, FulfilError> {
        let (id, asked) = (order.clone(), product.clone());
        let read = move |state: &State, _| Facts::read(state, &id, &asked);
        let facts = self.ledger.read_with(Freshness::Cached, Recall::Order(order.clone()), read)?;
        // It was assigned a moment ago, and coverages do not vanish.
        facts.ok_or_else(|| FulfilError::UnknownOrder { order: order.clone() })
    }

    /// How the amount of a line came about.
    pub(super) fn basis(&self, order: &OrderId, line: LineId) -> Result<Basis, FulfilError> {
        let id = order.clone();
        let recall = Recall::Order(order.clone());
        let digest = self.ledger.read_with(Freshness::Latest, recall, move |state, _| {
            let order = state.order(&id)?;
            Some(order.lines().find(|(content, _)| content.id == line).map(|(l, _)| l.basis))
        })?;
        let order = order.clone();
        match digest {
            None => Err(FulfilError::UnknownOrder { order }),
            Some(None) => Err(FulfilError::UnknownLine { order, line }),
            Some(Some(basis)) => {
                let document = basis.map(|digest| self.ledger.document(digest)).transpose()?;
                let bytes = document.flatten().ok_or(FulfilError::NoBasis { order, line })?;
                Ok(Basis::from_json(&bytes)?)
            }
        }
    }
}

/// Whether a certificate says of some units that they will be retired.
fn is_allocated(certificate: &Certificate) -> bool {
    let lines = certificate.record().lines();
    lines.iter().any(|line| matches!(line.act, Act::Allocated { .. }))
}
