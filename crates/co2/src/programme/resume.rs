//! What a crash left half done is finished.

use super::fulfil::TOGETHER;
use super::step::steps;
use super::{FulfilError, Issued, Programme};
use crate::certify::Facts;
use co2_journal::SubmitError;
use co2_ledger::{CoverageStatus, OrderId, State};
use co2_units::{ProductId, Timestamp};

/// What [`Programme::resume`] has done.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Resumed {
    /// The certificates that were missing, in the order in which their products were assigned.
    pub issued: Vec<Issued>,
    /// The products that still have none, in the same order.
    pub unfinished: Vec<Unfinished>,
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
    /// What one product lacks does not keep the others waiting. Repeated, or on several hosts at once,
    /// it does nothing more: of two certificates the first that is recorded is the one.
    ///
    /// The public log has a step of its own: [`publish`](Programme::publish) appends every recorded
    /// certificate that its folder does not have yet. So call `publish` after `resume`. It needs no
    /// help after a crash, since it compares the folder with the ledger each time; and
    /// [`publish_certificates`](Programme::publish_certificates) writes the files of what was issued
    /// here.
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
        Ok(resumed)
    }
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
