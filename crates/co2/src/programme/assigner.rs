//! The commands that assign products and record their certificates.

use super::fulfil::Seen;
use super::{CertifyError, FulfilError, Issued, Shipped};
use crate::basis::Basis;
use crate::certify::Facts;
use crate::config::Config;
use crate::keys::Keys;
use crate::log;
use co2_cert::certificate::subject_url;
use co2_journal::Submission;
use co2_ledger::{
    Assign, Command, Coverage, CoverageStatus, OrderId, RecordCertificate, Request, State,
};
use co2_offsets::Digest;
use co2_units::{ProductId, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};

/// What is needed to assign products and to make their certificates, here or on the writer's thread.
pub(super) struct Assigner {
    pub(super) config: Arc<Config>,
    pub(super) keys: Arc<Keys>,
}

impl Assigner {
    /// The commands that assign the products that are not covered yet to their order: from now on the order's
    /// credits cover them. With a key in memory, each gets its certificate in the same batch.
    pub(super) fn assignments(
        &self,
        order: &OrderId,
        parcel: &[Shipped],
        seen: &mut [Result<Seen, FulfilError>],
        now: Timestamp,
    ) -> (Vec<(usize, Made)>, Vec<Submission>) {
        let (mut places, mut commands) = (Vec::new(), Vec::new());
        for (place, (shipped, one)) in parcel.iter().zip(seen.iter_mut()).enumerate() {
            // A product that took another's place, or that was covered after its purchase, is covered
            // without having been assigned.
            let Ok(Seen { product, basis, facts: None, .. }) = one else { continue };
            // It is assigned for ever: not one that no certificate can name.
            if let Err(source) = self.can_be_named(product) {
                *one = Err(FulfilError::Certify { serial: product.serial.to_string(), source });
                continue;
            }
            let (order, product, line) = (order.clone(), product.clone(), shipped.line);
            let assign = Assign { order, product, line };
            let made = Made::default();
            let next = self.certified_at_once(&assign, basis, now, &made);
            let submission = Submission::new(Request { now, command: Command::Assign(assign) });
            places.push((place, made));
            commands.push(match next {
                Some(next) => submission.then(next),
                None => submission,
            });
        }
        (places, commands)
    }

    /// What makes the certificate of a product and its record, once the product is assigned: between deciding
    /// and storing, by the ledger's writer, because the certificate names the number of the coverage.
    /// `None` if the key is not in memory: nobody waits for the keeper of a key but who wants a signature.
    fn certified_at_once(
        &self,
        assign: &Assign,
        basis: &Arc<Basis>,
        now: Timestamp,
        made: &Made,
    ) -> Option<impl Fn(&State, &co2_ledger::Receipt) -> Option<Submission> + Send + Sync + 'static>
    {
        if !self.keys.signer.is_in_memory() {
            return None;
        }
        let (config, keys) = (Arc::clone(&self.config), Arc::clone(&self.keys));
        let (assign, basis, made) = (assign.clone(), Arc::clone(basis), Arc::clone(made));
        Some(move |state: &State, _: &co2_ledger::Receipt| {
            let facts = Facts::read(state, &assign.order, &assign.product)?;
            let Coverage { status, line, replaces, certificate, .. } = facts.coverage;
            let is_new = replaces.is_none() && certificate.is_none();
            if status != CoverageStatus::Live || line != assign.line || !is_new {
                return None;
            }
            // What is wrong is said by the step that makes it with a sync of its own.
            let issued = signed(&config, &keys, &facts, &basis, 0).ok()?;
            let submission = record(&facts, &issued, now);
            *made.lock().unwrap_or_else(PoisonError::into_inner) = Some(issued);
            Some(submission)
        })
    }

    /// Whether a certificate can name a product.
    fn can_be_named(&self, product: &ProductId) -> Result<(), CertifyError> {
        subject_url(&self.config.certificate.subject_base, product)?;
        log::origin(&self.config.issuer.host)?;
        Ok(())
    }
}

/// The certificate that was made last for a product that is being assigned.
pub(super) type Made = Arc<Mutex<Option<Issued>>>;

/// A coverage's certificate, built from what the ledger says and signed. The same facts give the same
/// bytes.
pub(super) fn signed(
    config: &Config,
    keys: &Keys,
    facts: &Facts,
    basis: &Basis,
    superseded: u64,
) -> Result<Issued, CertifyError> {
    let draft = facts.certificate(config, basis, &keys.status_key, superseded)?;
    let certificate = draft.sign(keys.signer.as_ref(), draft.valid_from())?;
    let json = certificate.to_json();
    let digest = Digest::of(&json);
    Ok(Issued { product: facts.coverage.product.clone(), certificate, json, digest })
}

/// The command that records a certificate. It is stored with the certificate, so a recorded certificate is
/// always there.
pub(super) fn record(facts: &Facts, issued: &Issued, now: Timestamp) -> Submission {
    let Coverage { order, id, edition, replaces, .. } = &facts.coverage;
    let command = Command::RecordCertificate(RecordCertificate {
        order: order.clone(),
        product: issued.product.clone(),
        coverage: *id,
        edition: *edition,
        replaces: *replaces,
        digest: issued.digest,
    });
    Submission::new(Request { now, command }).document(&*issued.json)
}
