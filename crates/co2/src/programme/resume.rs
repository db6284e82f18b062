//! What a crash left half done is finished.

use super::fulfil::TOGETHER;
use super::step::steps;
use super::{FulfilError, Issued, Programme};
use crate::certify::Facts;
use co2_journal::{DocumentAudit, DocumentKind, SubmitError};
use co2_ledger::{Coverage, CoverageStatus, OrderId, State};
use co2_offsets::Digest;
use co2_units::{ProductId, Timestamp};
use std::collections::BTreeSet;

/// How often a certificate that is made again is tried as the successor of one more.
const MAX_SUPERSEDED: u64 = 8;

/// What [`Programme::resume`] has done.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Resumed {
    /// The certificates that were missing, in the order in which their products were assigned.
    pub issued: Vec<Issued>,
    /// The products that still have none, in the same order.
    pub unfinished: Vec<Unfinished>,
    /// Certificates that are recorded and whose bytes were missing: made and stored again, as they
    /// were.
    pub remade: Vec<Issued>,
    /// The digests of recorded certificates whose bytes are missing and cannot be made again: a part of their
    /// units was retired since, or the configuration or the keys are others.
    pub lost: Vec<Digest>,
}

/// A covered product that has no certificate.
#[derive(Debug)]
#[non_exhaustive]
pub struct Unfinished {
    /// The order it belongs to.
    pub order: OrderId,
    /// The product.
    pub product: ProductId,
    /// Why its certificate could not be issued.
    pub error: FulfilError,
}

steps! {
    /// Finishes what crashes have left of [`fulfil`](Programme::fulfil): every product that is assigned
    /// and has no certificate gets it. Call it when a host starts, after the ledger is opened.
    ///
    /// Fulfil assigns a product, builds and signs its certificate, stores its bytes, and records their
    /// digest. Whichever of these steps was the last, the certificate is the one that `fulfil` would
    /// have given, byte for byte, as long as the configuration and the keys are the same: it is built
    /// from what the ledger says, not from the clock. A certificate that is recorded stays as it is;
    /// one that says "allocated" is superseded by `fulfil`. Products that came back or were replaced
    /// get none; one that took another's place does. Products of a parcel that were not yet assigned
    /// are not known here: for them the parcel is fulfilled again.
    ///
    /// A recorded certificate whose bytes are missing from the store, because somebody deleted them, is
    /// made again: its digest shows that it is the same, byte for byte. `co2 audit` tells which these are.
    ///
    /// What one product lacks does not keep the others waiting. Repeated, or on several hosts at once,
    /// it does nothing more: of two certificates the first that is recorded is the one.
    ///
    /// The public log has a step of its own: [`publish`](Programme::publish) appends every recorded
    /// certificate that its folder does not have yet. So call `publish` after `resume`. It needs no
    /// help after a crash, since it compares the folder with the ledger each time; and
    /// [`publish_certificates`](Programme::publish_certificates) writes the files of what was issued
    /// here.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// // When a host starts: what a crash left of `fulfil` is finished.
    /// let resumed = programme.resume(now())?;
    /// assert!(resumed.remade.is_empty() && resumed.lost.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the ledger cannot be read. Why a single product has no certificate stands in the answer.
    resume, resume_async = resuming(now: Timestamp) -> Resumed, SubmitError;
}

impl Programme {
    async fn resuming(&self, now: Timestamp) -> Result<Resumed, SubmitError> {
        let mut resumed = Resumed::default();
        let read = |state: &State, _| uncertified(state);
        // It looks at all coverages: sales go on meanwhile.
        let mut open = self.ledger.survey_async(None, read).await?.into_iter();
        loop {
            let (mut some, mut products) = (Vec::new(), Vec::new());
            let next: Vec<Facts> = open.by_ref().take(TOGETHER).collect();
            if next.is_empty() {
                break;
            }
            for facts in next {
                let (order, product) =
                    (facts.coverage.order.clone(), facts.coverage.product.clone());
                match self.basis(&order, facts.coverage.line).await {
                    Ok(basis) => {
                        some.push((facts, basis));
                        products.push((order, product));
                    }
                    Err(error) => resumed.unfinished.push(Unfinished { order, product, error }),
                }
            }
            let answers = self.certify(some, now).await;
            for ((order, product), answer) in products.into_iter().zip(answers) {
                match answer {
                    Ok(issued) => resumed.issued.push(issued),
                    Err(error) => resumed.unfinished.push(Unfinished { order, product, error }),
                }
            }
        }
        self.remaking(&mut resumed).await?;
        Ok(resumed)
    }

    /// Makes recorded certificates again whose bytes are missing.
    async fn remaking(&self, resumed: &mut Resumed) -> Result<(), SubmitError> {
        let read = |state: &State, _| -> Vec<Digest> {
            let live = state.coverages().filter(|coverage| coverage.status == CoverageStatus::Live);
            live.filter_map(|coverage| coverage.certificate).collect()
        };
        let recorded = self.ledger.survey_async(None, read).await?;
        let missing = self.ledger.missing_documents_async(recorded).await?;
        if missing.is_empty() {
            return Ok(());
        }
        let wanted: BTreeSet<Digest> = missing.iter().copied().collect();
        let read = move |state: &State, _| of_certificates(state, &wanted);
        let mut lost: BTreeSet<Digest> = missing.into_iter().collect();
        for facts in self.ledger.survey_async(None, read).await? {
            let Coverage { order, line, certificate, .. } = &facts.coverage;
            let Ok(basis) = self.basis(order, *line).await else { continue };
            // As it is now, or as it was when no unit was retired yet.
            let early = facts.before_retirement();
            let mut made = [&facts, &early].into_iter().flat_map(|facts| {
                let signed = |superseded| self.signed(facts, &basis, superseded).ok();
                (0..MAX_SUPERSEDED).filter_map(signed)
            });
            if let Some(same) = made.find(|made| Some(made.digest) == *certificate) {
                self.ledger.put_document_async(same.json.clone()).await?;
                lost.remove(&same.digest);
                resumed.remade.push(same);
            }
        }
        resumed.lost.extend(lost);
        Ok(())
    }
}

/// The missing certificates that [`Programme::resume`] can make again, as long as the configuration and the
/// keys are those under which they were made, and only all of their units or none were retired since.
pub fn can_be_made_again(state: &State, documents: &DocumentAudit) -> BTreeSet<Digest> {
    let faulty: BTreeSet<Digest> = documents.faults.iter().map(|fault| fault.digest).collect();
    let missing = documents.faults.iter().filter(|fault| fault.is_missing);
    let missing: BTreeSet<Digest> = missing
        .filter(|fault| fault.kind == DocumentKind::Certificate)
        .map(|fault| fault.digest)
        .collect();
    if missing.is_empty() {
        return missing;
    }
    let can = |coverage: &Coverage| {
        let basis = coverage.basis.is_some_and(|basis| !faulty.contains(&basis));
        basis && coverage.status == CoverageStatus::Live
    };
    let newest = state.coverages().filter(can).filter_map(|coverage| coverage.certificate);
    newest.filter(|digest| missing.contains(digest)).collect()
}

/// The facts of the live coverages whose newest certificate is one of these.
fn of_certificates(state: &State, wanted: &BTreeSet<Digest>) -> Vec<Facts> {
    let coverages = state.coverages().filter(|coverage| {
        let newest = coverage.certificate.is_some_and(|digest| wanted.contains(&digest));
        newest && coverage.status == CoverageStatus::Live
    });
    coverages
        .filter_map(|coverage| Facts::read(state, &coverage.order, &coverage.product))
        .collect()
}

/// The coverages that have no certificate and should.
fn uncertified(state: &State) -> Vec<Facts> {
    let coverages = state.coverages().filter(|coverage| {
        coverage.status == CoverageStatus::Live && coverage.certificate.is_none()
    });
    coverages
        .filter_map(|coverage| Facts::read(state, &coverage.order, &coverage.product))
        .collect()
}
