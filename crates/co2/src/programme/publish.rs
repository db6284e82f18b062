//! The static tree that an issuer hosts: a file's path is its URL's path.

use super::show::Standing;
use super::{Issued, Programme, PublishError};
use crate::log::{self, StoredLog};
use crate::projection::{End, Projection};
use crate::public::name_of;
use crate::status::{List, StatusPlace};
use crate::store::{Folder, Lock, PublicStore};
use co2_cert::log::{Receipt, read_checkpoint};
use co2_cert::status::{MIN_ENTRIES, StatusList, StatusListCredential};
use co2_cert::tlog::{NoteKey, SignNoteError};
use co2_cert::{Certificate, HttpsUrl, context};
use co2_journal::Freshness;
use co2_offsets::Digest;
use co2_render::{Locale, Look, Wording, is_spent_page, is_suspended_page, verify_page};
use co2_units::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

/// The largest public file that is compared before it is written, in bytes.
const MAX_FILE: u64 = 16 << 20;

/// The folder of the page on which a browser verifies certificates.
pub(super) const VERIFY: &str = "verify";

impl Programme {
    /// Writes the issuer's public files below a folder: the JSON-LD context, the DID document, the
    /// status lists, the public log, and a page on which a browser verifies certificates. A certificate that another
    /// one superseded, or whose product was returned or replaced, is revoked there, or marked as spent after a return if it states that rule
    /// ([`AfterReturn`](crate::config::AfterReturn)); one that is [suspended](Programme::suspend) is marked as such. The
    /// pages and badges of returned and replaced products and of suspended certificates are taken down. Serve that folder at the issuer's host; see [`publish_to`](Self::publish_to) for what is safe.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// let public = tempfile::tempdir()?;
    /// programme.publish(public.path(), now())?;
    /// assert!(public.path().join(".well-known/did.json").is_file());
    /// assert!(public.path().join("log/checkpoint").is_file());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`publish_to`](Self::publish_to).
    pub fn publish(&self, folder: &Path, now: Timestamp) -> Result<Vec<PathBuf>, PublishError> {
        let folder = Folder::new(folder);
        let names = self.publish_to(&folder, now)?;
        Ok(names.iter().map(|name| folder.place(name)).collect())
    }

    /// Writes the issuer's public files into a store, and gives the names of all that are there now but for
    /// the log's earlier tiles.
    ///
    /// One publisher at a time writes: others wait for the store's lock, and then write what the ledger has
    /// by that time, so that a later state is never overwritten by an earlier one. Each file is replaced as
    /// a whole, and those that are as they must be are left alone. The log's checkpoint is written last, when
    /// everything else is durable.
    ///
    /// The log in the store is compared with the ledger before anything is written, and goes on where it
    /// stands. Tiles and entries that are missing or damaged are made again from the ledger, after the tree
    /// that was signed has been found to be the ledger's; so is a checkpoint that is missing or cannot be
    /// read, if the entries are the ledger's. Full tiles that were compared once by this programme are then
    /// only looked at by their size. What was read of the ledger is kept: some 190 bytes for each certificate.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// let folder = tempfile::tempdir()?;
    /// let names = programme.publish_to(&co2::store::Folder::new(folder.path()), now())?;
    /// assert!(names.contains(&"log/checkpoint".to_owned()));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When a file cannot be written, another publisher takes longer than a minute, the signer does not sign or its
    /// key has ended, so that nobody would verify what it signs,
    /// or the log in the store is not the beginning of the ledger's; nothing is written then.
    pub fn publish_to(
        &self,
        store: &dyn PublicStore,
        now: Timestamp,
    ) -> Result<Vec<String>, PublishError> {
        let _alone = lock(store)?;
        self.publish_locked(store, now)
    }

    /// Makes a store of public files whole from the ledger alone: publishes, and writes every certificate
    /// that was ever recorded, with its page and badges, where they are missing, damaged or outdated. It
    /// reads and renders all of them; call it after a crash between a sale and its pages, when words or
    /// looks change, or for a new folder.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// use co2::render::{Look, Wording};
    /// let folder = tempfile::tempdir()?;
    /// let store = co2::store::Folder::new(folder.path());
    /// let names = programme.publish_everything(&store, &Wording::english(), &Look::default(), now())?;
    /// let pages = names.iter().filter(|name| name.starts_with("certificates") && name.ends_with(".html"));
    /// assert_eq!(pages.count(), 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`publish_to`](Self::publish_to), when the wording is in a language that the configuration does not have
    /// ([`PublishError::Locale`]; nothing is written then), and when the logo is at an address of another host.
    pub fn publish_everything(
        &self,
        store: &dyn PublicStore,
        wording: &Wording,
        look: &Look,
        now: Timestamp,
    ) -> Result<Vec<String>, PublishError> {
        self.ending(wording.locale())?;
        let _alone = lock(store)?;
        let suspended = self.suspended()?;
        let mut names = self.publish_locked(store, now)?;
        let certificates: Vec<_> = {
            let projection = self.log.lock().unwrap_or_else(PoisonError::into_inner);
            projection.certificates().collect()
        };
        for (digest, end) in certificates {
            if end == Some(End::Superseded) {
                continue;
            }
            let suspended = suspended.contains_key(&digest);
            let (certificate, json) = log::certificate(&self.ledger, digest)?;
            let product = certificate.record().product().clone();
            let issued = Issued { product, certificate, json, digest };
            let standing = Standing { end, suspended };
            names.extend(self.write_certificate(store, &issued, standing, wording, look)?);
        }
        sync(store)?;
        Ok(names)
    }

    fn publish_locked(
        &self,
        store: &dyn PublicStore,
        now: Timestamp,
    ) -> Result<Vec<String>, PublishError> {
        let method = self.keys.signer.verification_method();
        let ended = self.keys.document.method(method).and_then(|method| method.ended(now));
        if let Some(end) = ended {
            return Err(PublishError::KeyEnded { method: method.to_owned(), end });
        }
        let failed = |source| PublishError::Io { path: store.place(""), source };
        store.clean().map_err(failed)?;
        let files = StoredLog(store);
        let (keys, key) = self.log_keys()?;
        // Before the log, which says what is revoked: a suspended certificate that another host revokes between the two
        // is in both lists, and not in neither.
        let suspended = self.suspended()?;
        let mut projection = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        projection.catch_up(&self.ledger)?;
        // Before anything is written: a ledger that has forgotten something would take back revocations.
        let mut published = log::open(&mut projection, &self.ledger, files, &keys, key.name())?;
        let mut written = self.publish_documents(store)?;
        written.extend(self.publish_status(store, &mut projection, &suspended, now)?);
        let mut put = |name: &str, bytes: &[u8]| {
            let name = StoredLog::name(name);
            write(store, &name, bytes)?;
            written.push(name);
            Ok::<(), PublishError>(())
        };
        log::mend(&projection, &self.ledger, &published, &mut put)?;
        let mut full = Vec::new();
        log::append(&projection, &self.ledger, &mut published.log, |log| {
            for (tile, bytes) in log.take_full() {
                put(&tile.to_string(), &bytes)?;
                full.push(tile);
            }
            Ok(())
        })?;
        if published.log.size() > published.before {
            for (tile, bytes) in published.log.partial() {
                put(&tile.to_string(), &bytes)?;
            }
        }
        let signed = log::checkpoint(&published, self.keys.signer.as_ref(), &key)?;
        // Nobody finds a checkpoint of files that are not there.
        sync(store)?;
        if published.signed.as_ref() != Some(&signed) {
            put("checkpoint", signed.to_string().as_bytes())?;
        }
        // A holder of an older checkpoint finds the full tile in place of the partial ones.
        for tile in full {
            let name = StoredLog::name(&format!("{tile}.p"));
            let removed = store.remove(&name);
            removed.map_err(|source| PublishError::Io { path: store.place(&name), source })?;
        }
        self.take_down(store, &projection, &suspended)?;
        sync(store)?;
        projection.compared(store.place(log::LOG), published.log);
        Ok(written)
    }

    /// The JSON-LD context, the DID document, and the page on which a browser verifies certificates.
    fn publish_documents(&self, store: &dyn PublicStore) -> Result<Vec<String>, PublishError> {
        let host = &self.config.issuer.host;
        let context = (context::url(host).parse()?, context::document(host).into_bytes());
        let document = self.keys.document.did().web_url();
        let document = document.map(|url| (url, self.keys.document.to_json()));
        let files = [Some(context), document].into_iter().flatten();
        let written = files.map(|(url, bytes)| put(store, &url, &bytes));
        let page = verify_page().map(|(name, bytes)| {
            let name = format!("{VERIFY}/{name}");
            write(store, &name, bytes).map(|()| name)
        });
        written.chain(page).collect()
    }

    /// The status lists: which certificates hold no longer. None becomes older than it was, even where the
    /// clock of this host is behind.
    fn publish_status(
        &self,
        store: &dyn PublicStore,
        projection: &mut Projection,
        suspended: &BTreeMap<Digest, Certificate>,
        now: Timestamp,
    ) -> Result<Vec<String>, PublishError> {
        let host = &self.config.issuer.host;
        let coverages = self.ledger.read(Freshness::Latest, |state, _| state.coverage_count())?;
        let suspended = suspended.values().filter_map(Certificate::suspension);
        let suspended: BTreeSet<StatusPlace> =
            suspended.filter_map(|entry| StatusPlace::of(entry, host)).collect();
        let void = projection.void(&self.ledger, host)?;
        let superseded = void.iter().map(|place| match place.list {
            List::Revocation { superseded, .. } => superseded,
            List::Suspension { .. } | List::Spent { .. } => 0,
        });
        // A superseded certificate has a successor in the next list.
        let most = superseded.max().map_or(0, |most| most.saturating_add(1));
        let mut written = Vec::new();
        for of in 0..List::count(coverages) {
            let revocation = (0..=most).map(|superseded| List::Revocation { of, superseded });
            for list in revocation.chain([List::Suspension { of }, List::Spent { of }]) {
                let mut bits = StatusList::new(MIN_ENTRIES)?;
                let [first, last] = [0, u64::MAX].map(|index| StatusPlace { list, index });
                for place in void.range(first..=last).chain(suspended.range(first..=last)) {
                    bits.set(place.index, true)?;
                }
                let id = host.url(&list.path())?;
                let name = name_of(&id).ok_or_else(|| PublishError::Path { url: id.clone() })?;
                let valid_from = now.max(valid_from(store, &name).unwrap_or(now));
                let days = self.config.certificate.status_valid_days;
                let credential = StatusListCredential {
                    id,
                    issuer: self.keys.document.did().clone(),
                    purpose: list.purpose(),
                    valid_from,
                    valid_until: days.and_then(|days| days_after(valid_from, days)),
                    ttl: None,
                    list: bits,
                };
                write(store, &name, &credential.sign(self.keys.signer.as_ref())?)?;
                written.push(name);
            }
        }
        Ok(written)
    }

    /// Takes the pages and badges down, in all languages, of products that were returned or replaced and of suspended
    /// certificates. The certificates stay, so that whoever has one sees that it is revoked, spent or suspended; so does
    /// a page that says that it is spent or suspended.
    fn take_down(
        &self,
        store: &dyn PublicStore,
        projection: &Projection,
        suspended: &BTreeMap<Digest, Certificate>,
    ) -> Result<(), PublishError> {
        for digest in projection.gone_since(&store.place(log::LOG)) {
            let (certificate, _) = log::certificate(&self.ledger, digest)?;
            let is_spent =
                certificate.spent().is_some() && projection.end_of(digest) == Some(End::Returned);
            let stays = |page: &str| is_spent && is_spent_page(page);
            remove_shown(store, &certificate, stays)?;
        }
        suspended.values().try_for_each(|one| remove_shown(store, one, is_suspended_page))
    }

    /// The receipt of a certificate that [`Programme::publish`] has put into the log in this folder:
    /// a file to hand out beside it, usually named `….tlog-proof`.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// let public = tempfile::tempdir()?;
    /// programme.publish(public.path(), now())?;
    /// let digest = programme.certificates("#1042")?[0].digest;
    /// println!("{}", programme.receipt(public.path(), digest)?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the log in the folder does not have the certificate, or is refused.
    pub fn receipt(&self, folder: &Path, digest: Digest) -> Result<Receipt, PublishError> {
        let folder = Folder::new(folder);
        self.receipt_from(&folder, digest)
    }

    /// The same, from any store of public files.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// let public = tempfile::tempdir()?;
    /// let store = co2::store::Folder::new(public.path());
    /// programme.publish_to(&store, now())?;
    /// let digest = programme.certificates("#1042")?[0].digest;
    /// println!("{}", programme.receipt_from(&store, digest)?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`receipt`](Self::receipt).
    pub fn receipt_from(
        &self,
        store: &dyn PublicStore,
        digest: Digest,
    ) -> Result<Receipt, PublishError> {
        let files = StoredLog(store);
        let (keys, _) = self.log_keys()?;
        let index = {
            let mut projection = self.log.lock().unwrap_or_else(PoisonError::into_inner);
            projection.catch_up(&self.ledger)?;
            projection.index_of(digest)
        };
        let size = read_checkpoint(&files, &keys)?.unverified().size;
        let index = index.filter(|(index, _)| *index < size);
        let (index, entry) = index.ok_or(PublishError::NotPublished { digest })?;
        Ok(Receipt::at(&files, &keys, index, &log::leaf_of(&self.ledger, entry)?)?)
    }

    /// The keys that may have signed this issuer's log, and the one that signs it now.
    fn log_keys(&self) -> Result<(Vec<NoteKey>, NoteKey), PublishError> {
        let origin = log::origin(&self.config.issuer.host)?;
        let document = &self.keys.document;
        // A withdrawn key has signed what is there, and what is there is compared with the ledger.
        let all = document.methods().iter().filter_map(|method| method.key().ok());
        let all = all.map(|key| NoteKey::new(origin.clone(), key)).collect();
        let method = document.method(self.keys.signer.verification_method());
        let key = method.and_then(|method| method.key().ok());
        // It was there when the keys were made.
        let key = key.map(|key| NoteKey::new(origin.clone(), key));
        Ok((all, key.ok_or(SignNoteError::OtherKey { name: origin })?))
    }
}

/// Keeps other publishers out.
pub(super) fn lock(store: &dyn PublicStore) -> Result<Lock<'_>, PublishError> {
    store.lock().map_err(|source| PublishError::Io { path: store.place(""), source })
}

/// Brings what was written to the disk.
pub(super) fn sync(store: &dyn PublicStore) -> Result<(), PublishError> {
    store.sync().map_err(|source| PublishError::Io { path: store.place(""), source })
}

/// Writes the file of an address, and gives its name.
pub(super) fn put(
    store: &dyn PublicStore,
    url: &HttpsUrl,
    bytes: &[u8],
) -> Result<String, PublishError> {
    let name = name_of(url).ok_or_else(|| PublishError::Path { url: url.clone() })?;
    write(store, &name, bytes)?;
    Ok(name)
}

/// Writes a file, unless it is as it must be. One that cannot be read is replaced like any other.
fn write(store: &dyn PublicStore, name: &str, bytes: &[u8]) -> Result<(), PublishError> {
    if store.read(name, MAX_FILE).is_ok_and(|found| found.as_deref() == Some(bytes)) {
        return Ok(());
    }
    let written = store.write(name, bytes);
    written.map_err(|source| PublishError::Io { path: store.place(name), source })
}

/// Removes a certificate's badges, and its pages but for those that may stay.
fn remove_shown(
    store: &dyn PublicStore,
    certificate: &Certificate,
    stays: impl Fn(&str) -> bool,
) -> Result<(), PublishError> {
    // One of another host has no page here.
    let Some(name) = name_of(certificate.id()) else { return Ok(()) };
    let tags = [String::new()].into_iter().chain(Locale::ALL.map(|locale| format!(".{locale}")));
    let mut names = vec![format!("{name}.png")];
    for tag in tags {
        names.push(format!("{name}{tag}.svg"));
        let page = format!("{name}{tag}.html");
        let there = store.read(&page, MAX_FILE).ok().flatten();
        if !there.is_some_and(|page| stays(&String::from_utf8_lossy(&page))) {
            names.push(page);
        }
    }
    for name in names {
        let removed = store.remove(&name);
        removed.map_err(|source| PublishError::Io { path: store.place(&name), source })?;
    }
    Ok(())
}

/// From when a status list says that it is valid; `None` for one that is missing or damaged.
fn valid_from(store: &dyn PublicStore, name: &str) -> Option<Timestamp> {
    let bytes = store.read(name, MAX_FILE).ok()??;
    let list: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
    list.get("validFrom")?.as_str()?.parse().ok()
}

/// So many days later; `None` after the year 9999, where a list has no end.
fn days_after(instant: Timestamp, days: u16) -> Option<Timestamp> {
    let seconds = i64::from(days).checked_mul(86_400)?;
    let later = instant.as_unix_seconds().checked_add(seconds)?;
    Timestamp::from_unix_seconds(later).ok()
}
