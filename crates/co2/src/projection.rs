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
    /// Its product was returned.
    Returned { digest: Digest },
    /// It was revoked, or another product took its product's place and was returned without a certificate of its own.
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
    held: BTreeMap<u128, Held>,
    /// Those that hold no longer, in the order in which they ended.
    ended: Vec<(Digest, End)>,
    /// How each of those ended in the end.
    ends: BTreeMap<Digest, End>,
    /// Where each certificate stands in the log.
    places_in_log: BTreeMap<Digest, u64>,
    /// Where the first of those stand in the status lists.
    void: (usize, BTreeSet<StatusPlace>),
    /// The log in each place, up to where it was compared with these, and of how many that ended the
    /// pages were taken down there.
    places: BTreeMap<PathBuf, (LogBuilder, usize)>,
}

/// A certificate that holds, or stands in for one that another product does not have yet.
#[derive(Clone, Copy, Debug)]
struct Held {
    digest: Digest,
    /// Whether it is about this product.
    own: bool,
}

impl Projection {
    pub(crate) const fn new() -> Self {
        Self {
            at: Anchor::START,
            entries: Vec::new(),
            held: BTreeMap::new(),
            ended: Vec::new(),
            ends: BTreeMap::new(),
            places_in_log: BTreeMap::new(),
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
                let place = self.len();
                self.places_in_log.entry(digest).or_insert(place);
                self.entries.push(Entry::Issued { digest, replaces });
                let held = Held { digest, own: true };
                self.held.insert(fingerprint(&record.order, &record.product), held);
                if let Some(replaced) = replaces {
                    self.end(replaced, End::Superseded);
                }
            }
            Change::Returned(returned) => {
                match self.held.remove(&fingerprint(&returned.order, &returned.product)) {
                    Some(Held { digest, own: true }) => {
                        self.entries.push(Entry::Returned { digest });
                        self.end(digest, End::Returned);
                    }
                    // It ended when its product was replaced.
                    Some(Held { digest, own: false }) => {
                        self.entries.push(Entry::Revoked { digest });
                    }
                    None => {}
                }
            }
            // It has a certificate of its own.
            Change::Revoked(revoked) => {
                let held = self.held.remove(&fingerprint(&revoked.order, &revoked.product));
                if let Some(Held { digest, .. }) = held {
                    self.entries.push(Entry::Revoked { digest });
                    self.end(digest, End::Revoked);
                }
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

    /// A certificate holds no longer.
    fn end(&mut self, digest: Digest, end: End) {
        self.ended.push((digest, end));
        let known = self.ends.entry(digest).or_insert(end);
        *known = (*known).max(end);
    }

    /// A product took another's place: the certificate is the other's, and holds no longer.
    fn replace(&mut self, order: &OrderId, product: &ProductId, by: &ProductId) {
        if let Some(Held { digest, .. }) = self.held.remove(&fingerprint(order, product)) {
            self.held.insert(fingerprint(order, by), Held { digest, own: false });
            self.end(digest, End::Replaced);
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
        for (digest, end) in self.ended.iter().skip(*read) {
            let (certificate, _) = log::certificate(ledger, *digest)?;
            let spent = certificate.spent().filter(|_| *end == End::Returned);
            // One of another host cannot be revoked here.
            places.extend(StatusPlace::of(spent.unwrap_or_else(|| certificate.status()), host));
            *read = read.saturating_add(1);
        }
        Ok(places)
    }

    /// Where a certificate stands in the log.
    pub(crate) fn index_of(&self, digest: Digest) -> Option<(u64, Entry)> {
        let index = *self.places_in_log.get(&digest)?;
        Some((index, self.get(index)?))
    }

    /// The log in a place as it was compared, if it was.
    pub(crate) fn compared_at(&self, place: &Path) -> Option<&LogBuilder> {
        self.places.get(place).map(|(log, _)| log)
    }

    /// The log in a place is this one by now, and no page of what is gone is there.
    pub(crate) fn compared(&mut self, place: PathBuf, log: LogBuilder) {
        self.places.insert(place, (log, self.ended.len()));
    }

    /// How a certificate ended; `None` when it holds.
    pub(crate) fn end_of(&self, digest: Digest) -> Option<End> {
        self.ends.get(&digest).copied()
    }

    /// The certificates that were revoked, or whose product was returned or replaced, since a place was looked at.
    pub(crate) fn gone_since(&self, place: &Path) -> impl Iterator<Item = Digest> {
        let known = self.places.get(place).map_or(0, |(_, known)| *known);
        let gone = self.ended.iter().skip(known).filter(|(_, end)| *end != End::Superseded);
        gone.map(|(digest, _)| *digest)
    }

    /// The certificates that were recorded, in the order of the log, and how each ended, unless it holds.
    pub(crate) fn certificates(&self) -> impl Iterator<Item = (Digest, Option<End>)> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Issued { digest, .. } => Some((*digest, self.end_of(*digest))),
            Entry::Returned { .. } | Entry::Revoked { .. } => None,
        })
    }
}

/// How a certificate ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    /// A newer one took its place, and its address when it is of the same coverage.
    Superseded,
    /// Its product was replaced: no other certificate has its address.
    Replaced,
    /// Its product was returned: the same.
    Returned,
    /// It was revoked: the same.
    Revoked,
}

/// Stands for a product of an order.
fn fingerprint(order: &OrderId, product: &ProductId) -> u128 {
    // No name has a line feed.
    let digest = Digest::of(format!("{order}\n{product}").as_bytes());
    digest.as_bytes().first_chunk().copied().map_or(0, u128::from_be_bytes)
}
