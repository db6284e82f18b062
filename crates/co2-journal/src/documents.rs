//! The documents that events name: bases of footprints and certificates.

use crate::anchor::{Anchor, Position};
use crate::journal::Journal;
use crate::replay::{CHUNK, ReplayError};
use co2_ledger::{Change, Event};
use co2_offsets::Digest;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// What a document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DocumentKind {
    /// What is known of an order beside its products.
    About,
    /// How the footprint of an order's line came about.
    Basis,
    /// A certificate.
    Certificate,
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::About => "order description",
            Self::Basis => "footprint basis",
            Self::Certificate => "certificate",
        })
    }
}

/// A document that an event names, and that is not there as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the {kind} {digest}, which batch {position} names, is {}",
    if *.is_missing { "missing" } else { "damaged" }
)]
#[non_exhaustive]
pub struct DocumentFault {
    /// What the document is for.
    pub kind: DocumentKind,
    /// Its digest.
    pub digest: Digest,
    /// The batch that is the first to name it.
    pub position: Position,
    /// Whether it is missing; otherwise what is stored does not have this digest.
    pub is_missing: bool,
}

/// What [`audit_documents`] has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentAudit {
    /// How many documents events name.
    pub named: u64,
    /// Those that are missing or damaged, in the order in which they are named.
    pub faults: Vec<DocumentFault>,
}

/// Looks whether the store has every document that an event names, and whether it is what its digest
/// says. A chain of batches does not cover documents, so [`verify`](crate::verify) does not see them.
/// `progress` is called after each batch.
///
/// # Errors
/// When the store cannot be read, or a batch is damaged or missing.
pub fn audit_documents(
    journal: &mut dyn Journal,
    mut progress: impl FnMut(Anchor),
) -> Result<DocumentAudit, ReplayError> {
    let (mut audit, mut head) = (DocumentAudit::default(), Anchor::START);
    let mut seen = BTreeSet::new();
    loop {
        let batches = journal.read_after(head.position, CHUNK)?;
        if batches.is_empty() {
            return Ok(audit);
        }
        for batch in batches {
            let events = batch.decode(head)?;
            for (kind, digest) in new_documents(&events, &mut seen) {
                audit.named = audit.named.saturating_add(1);
                let found = journal.document(&digest)?;
                if found.as_ref().is_none_or(|bytes| Digest::of(bytes) != digest) {
                    let position = batch.position;
                    let is_missing = found.is_none();
                    audit.faults.push(DocumentFault { kind, digest, position, is_missing });
                }
            }
            head = batch.anchor();
            progress(head);
        }
    }
}

/// The documents that these events are the first to name, in their order.
pub(crate) fn new_documents(
    events: &[Arc<Event>],
    seen: &mut BTreeSet<Digest>,
) -> Vec<(DocumentKind, Digest)> {
    let mut new = Vec::new();
    let mut named = |kind, digest: Option<Digest>| {
        let digest = digest.filter(|digest| seen.insert(*digest));
        new.extend(digest.map(|digest| (kind, digest)));
    };
    for event in events {
        match &event.change {
            Change::Reserved { reserve, .. } => {
                named(DocumentKind::About, reserve.about);
                reserve.lines.iter().for_each(|line| named(DocumentKind::Basis, line.basis));
            }
            Change::CoveredRetroactively { cover, .. } => {
                named(DocumentKind::About, cover.about);
                let bases = cover.products.iter().map(|product| product.basis);
                bases.for_each(|basis| named(DocumentKind::Basis, basis));
            }
            Change::CertificateRecorded(record) => {
                named(DocumentKind::Certificate, Some(record.digest));
            }
            _ => {}
        }
    }
    new
}
