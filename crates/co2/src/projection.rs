//! What became of certificates, as the ledger's events say: the entries of the public log, and which
//! certificates hold no longer.

use crate::log;
use crate::programme::PublishError;
use crate::status::StatusPlace;
use co2_cert::Host;
use co2_cert::log::LogBuilder;
use co2_journal::{Anchor, Ledger};
use co2_ledger::{Change, OrderId};
use co2_offsets::Digest;
use co2_units::ProductId;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// An entry of the public log.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Entry {
    /// A certificate was recorded, and took another's place.
    Issued { digest: Digest, replaces: Option<Digest> },
    /// Its product came back.
    Revoked { digest: Digest },
}

/// The certificates of a ledger and what became of them, in the order of its events. Each event is read
/// once.
#[derive(Debug)]
pub(crate) struct Projection {
    at: Anchor,
    entries: Vec<Entry>,
    /// The certificates that hold, by order and product. One whose product another one replaced is the
    /// other's, until that one has its own.
    held: BTreeMap<u128, Digest>,
    /// Those that hold no longer, in the order in which they ended.
    ended: Vec<Digest>,
    /// Those of them whose product came back or was replaced: no other certificate has their address.
    gone: Vec<Digest>,
    /// Where the first of those stand in the status lists.
    void: (usize, BTreeSet<StatusPlace>),
    /// The log in each place, up to where it was compared with these, and of how many that are gone the
    /// pages were taken down there.
    places: BTreeMap<PathBuf, (LogBuilder, usize)>,
}

impl Projection {
    pub(crate) const fn new() -> Self {
        Self {
            at: Anchor::START,
            entries: Vec::new(),
            held: BTreeMap::new(),
            ended: Vec::new(),
            gone: Vec::new(),
            void: (0, BTreeSet::new()),
            places: BTreeMap::new(),
        }
    }

    /// Takes over what has happened in the ledger.
    pub(crate) fn catch_up(&mut self, ledger: &Ledger) -> Result<(), PublishError> {
        loop {
            let (events, after) = ledger.events_after(self.at)?;
            if events.is_empty() {
                return Ok(());
            }
            for event in events {
                self.take(&event.change);
            }
            self.at = after;
        }
    }

    fn take(&mut self, change: &Change) {
        match change {
            Change::CertificateRecorded(record) => {
                let (digest, replaces) = (record.digest, record.replaces);
                self.entries.push(Entry::Issued { digest, replaces });
                self.held.insert(fingerprint(&record.order, &record.product), digest);
                self.ended.extend(replaces);
            }
            Change::Returned(returned) => {
                let held = self.held.remove(&fingerprint(&returned.order, &returned.product));
                self.entries.extend(held.map(|digest| Entry::Revoked { digest }));
                self.ended.extend(held);
                self.gone.extend(held);
            }
            Change::Replaced { replace, .. } => {
                self.replace(&replace.order, &replace.product, &replace.by);
            }
            Change::SerialCorrected { correct, .. } => {
                self.replace(&correct.order, &correct.product, &correct.by);
            }
            _ => {}
        }
    }

    /// A product took another's place: the certificate is the other's, and holds no longer.
    fn replace(&mut self, order: &OrderId, product: &ProductId, by: &ProductId) {
        if let Some(digest) = self.held.remove(&fingerprint(order, product)) {
            self.held.insert(fingerprint(order, by), digest);
            self.ended.push(digest);
            self.gone.push(digest);
        }
    }

    pub(crate) fn len(&self) -> u64 {
        u64::try_from(self.entries.len()).unwrap_or(u64::MAX)
    }

    pub(crate) fn get(&self, index: u64) -> Option<Entry> {
        self.entries.get(usize::try_from(index).ok()?).copied()
    }

    /// Where the certificates that hold no longer stand in the issuer's status lists. Each is read once.
    pub(crate) fn void(
        &mut self,
        ledger: &Ledger,
        host: &Host,
    ) -> Result<&BTreeSet<StatusPlace>, PublishError> {
        let (read, places) = &mut self.void;
        for digest in self.ended.iter().skip(*read) {
            // One of another host cannot be revoked here.
            places.extend(StatusPlace::of(&log::certificate(ledger, *digest)?.0, host));
            *read = read.saturating_add(1);
        }
        Ok(places)
    }

    /// Where a certificate stands in the log.
    pub(crate) fn index_of(&self, digest: Digest) -> Option<(u64, Entry)> {
        let issued =
            |entry: &Entry| matches!(entry, Entry::Issued { digest: of, .. } if *of == digest);
        (0..).zip(self.entries.iter().copied()).find(|(_, entry)| issued(entry))
    }

    /// The log in a place as it was compared, if it was.
    pub(crate) fn compared_at(&self, place: &Path) -> Option<&LogBuilder> {
        self.places.get(place).map(|(log, _)| log)
    }

    /// The log in a place is this one by now, and no page of what is gone is there.
    pub(crate) fn compared(&mut self, place: PathBuf, log: LogBuilder) {
        self.places.insert(place, (log, self.gone.len()));
    }

    /// Whether a certificate's product came back or was replaced.
    pub(crate) fn is_gone(&self, digest: Digest) -> bool {
        self.gone.contains(&digest)
    }

    /// The certificates that are gone since a place was looked at.
    pub(crate) fn gone_since(&self, place: &Path) -> &[Digest] {
        let known = self.places.get(place).map_or(0, |(_, known)| *known);
        self.gone.get(known..).unwrap_or_default()
    }

    /// The certificates that were recorded, in the order of the log, and how each stands.
    pub(crate) fn certificates(&self) -> impl Iterator<Item = (Digest, Standing)> {
        let set = |digests: &[Digest]| digests.iter().copied().collect::<BTreeSet<_>>();
        let (ended, gone) = (set(&self.ended), set(&self.gone));
        self.entries.iter().filter_map(move |entry| match *entry {
            Entry::Issued { digest, .. } if gone.contains(&digest) => {
                Some((digest, Standing::Gone))
            }
            Entry::Issued { digest, .. } if ended.contains(&digest) => {
                Some((digest, Standing::Superseded))
            }
            Entry::Issued { digest, .. } => Some((digest, Standing::Holds)),
            Entry::Revoked { .. } => None,
        })
    }
}

/// How a certificate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Holds,
    /// A newer one of the same coverage took its place, and its address.
    Superseded,
    /// Its product came back, or was replaced.
    Gone,
}

/// Stands for a product of an order.
fn fingerprint(order: &OrderId, product: &ProductId) -> u128 {
    // No name has a line feed.
    let digest = Digest::of(format!("{order}\n{product}").as_bytes());
    digest.as_bytes().first_chunk().copied().map_or(0, u128::from_be_bytes)
}
