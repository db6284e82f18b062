//! The static tree that an issuer hosts: a file's path is its URL's path.

use super::{Programme, PublishError};
use crate::log;
use crate::public::{PublicFolder, file_of};
use crate::status::{ListName, StatusPlace};
use co2_cert::log::{Receipt, read_checkpoint};
use co2_cert::status::{MIN_ENTRIES, StatusList, StatusListCredential, StatusPurpose};
use co2_cert::tlog::{NoteKey, SignNoteError};
use co2_cert::{HttpsUrl, context};
use co2_journal::Freshness;
use co2_ledger::CoverageId;
use co2_offsets::Digest;
use co2_units::Timestamp;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

impl Programme {
    /// Writes the issuer's public files below a folder: the JSON-LD context, the DID document, the
    /// status lists and the public log. A certificate that another one superseded, or whose product
    /// another one replaced, is revoked there. Serve that folder at the issuer's host. Each file is replaced
    /// as a whole; let one process publish at a time.
    ///
    /// The log in the folder is compared with the ledger and goes on where it stands; its checkpoint is
    /// written last. Without new certificates nothing of it changes. What was read of the ledger is
    /// kept, 65 bytes for each certificate and some 30 for each that was superseded.
    ///
    /// # Errors
    /// When a file cannot be written, the signer's key has ended, so that nobody would verify what it
    /// signs, the signer does not sign, or the log in the folder is not the beginning of the ledger's.
    pub fn publish(&self, folder: &Path, now: Timestamp) -> Result<Vec<PathBuf>, PublishError> {
        let host = &self.config.issuer.host;
        let did = self.keys.document.did();
        let method = self.keys.signer.verification_method();
        let ended = self.keys.document.method(method).and_then(|method| method.ended(now));
        if let Some(end) = ended {
            return Err(PublishError::KeyEnded { method: method.to_owned(), end });
        }
        let mut files: Vec<(HttpsUrl, Vec<u8>)> =
            vec![(context::url(host).parse()?, context::document(host).into_bytes())];
        if let Some(url) = did.web_url() {
            files.push((url, self.keys.document.to_json()));
        }
        files.extend(self.status_lists(now)?);
        let written = files.into_iter().map(|(url, bytes)| write(place(folder, &url)?, &bytes));
        let mut written: Vec<PathBuf> = written.collect::<Result<_, _>>()?;
        written.extend(self.publish_log(folder)?);
        Ok(written)
    }

    /// The status lists with their addresses: which certificates hold no longer.
    fn status_lists(&self, now: Timestamp) -> Result<Vec<(HttpsUrl, Vec<u8>)>, PublishError> {
        let host = &self.config.issuer.host;
        let (coverages, replaced) = self.ledger.read(Freshness::Latest, |state, _| {
            // Their grams serve the products that took the places: two certificates would name them.
            let replaced: Vec<u64> = state.replaced().map(CoverageId::as_u64).collect();
            (state.coverage_count(), replaced)
        })?;
        let mut projection = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        projection.catch_up(&self.ledger)?;
        let mut void = projection.superseded(&self.ledger, host)?.clone();
        drop(projection);
        // Whoever was superseded has a successor in the next list.
        let most = void.iter().map(|place| place.list.superseded.saturating_add(1)).max();
        let most = most.unwrap_or_default();
        for coverage in replaced {
            for superseded in 0..=most {
                void.insert(StatusPlace::new(&self.keys.status_key, coverage, superseded)?);
            }
        }
        let mut lists = Vec::new();
        for superseded in 0..=most {
            for of in 0..ListName::count(coverages) {
                let list = ListName { of, superseded };
                let mut bits = StatusList::new(MIN_ENTRIES)?;
                let [first, last] = [0, u64::MAX].map(|index| StatusPlace { list, index });
                for place in void.range(first..=last) {
                    bits.set(place.index, true)?;
                }
                let id = host.url(&list.path())?;
                let credential = StatusListCredential {
                    id: id.clone(),
                    issuer: self.keys.document.did().clone(),
                    purpose: StatusPurpose::Revocation,
                    valid_from: now,
                    valid_until: None,
                    ttl: None,
                    list: bits,
                };
                lists.push((id, credential.sign(self.keys.signer.as_ref())?));
            }
        }
        Ok(lists)
    }

    fn publish_log(&self, folder: &Path) -> Result<Vec<PathBuf>, PublishError> {
        let files = PublicFolder::new(folder).log();
        let (keys, key) = self.log_keys()?;
        let mut projection = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        projection.catch_up(&self.ledger)?;
        let mut published = log::open(&mut projection, folder, &files, &keys)?;
        let (mut written, mut full) = (Vec::new(), Vec::new());
        let mut put = |name: &str, bytes: &[u8]| {
            written.push(write(files.path(name), bytes)?);
            Ok::<(), PublishError>(())
        };
        let before = published.log.size();
        log::append(&projection, &self.ledger, &mut published.log, |log| {
            for (tile, bytes) in log.take_full() {
                put(&tile.to_string(), &bytes)?;
                full.push(tile);
            }
            Ok(())
        })?;
        if published.log.size() > before {
            for (tile, bytes) in published.log.partial() {
                put(&tile.to_string(), &bytes)?;
            }
        }
        let signed = log::checkpoint(&published, self.keys.signer.as_ref(), &key)?;
        if published.signed.as_ref() != Some(&signed) {
            put("checkpoint", signed.to_string().as_bytes())?;
        }
        // Whoever holds an older checkpoint finds the full tile in place of the partial ones.
        for tile in full {
            let path = files.path(&format!("{tile}.p"));
            match fs::remove_dir_all(&path) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => {
                    return Err(PublishError::Io { path, source });
                }
                _ => {}
            }
        }
        Ok(written)
    }

    /// The receipt of a certificate that [`Programme::publish`] has put into the log in this folder:
    /// a file to hand out beside it, by custom `….tlog-proof`.
    ///
    /// # Errors
    /// When the log in the folder does not have the certificate, or is refused.
    pub fn receipt(&self, folder: &Path, digest: Digest) -> Result<Receipt, PublishError> {
        let files = PublicFolder::new(folder).log();
        let (keys, _) = self.log_keys()?;
        let index = {
            let mut projection = self.log.lock().unwrap_or_else(PoisonError::into_inner);
            projection.catch_up(&self.ledger)?;
            projection.index_of(digest)
        };
        let size = read_checkpoint(&files, &keys)?.unverified().size;
        let index = index.filter(|(index, _)| *index < size);
        let (index, recorded) = index.ok_or(PublishError::NotPublished { digest })?;
        Ok(Receipt::at(&files, &keys, index, &log::leaf_of(&self.ledger, recorded)?)?)
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

/// Where the file of an address is below a folder.
pub(super) fn place(folder: &Path, url: &HttpsUrl) -> Result<PathBuf, PublishError> {
    file_of(folder, url).ok_or_else(|| PublishError::Path { url: url.clone() })
}

/// Writes a file beside its place and moves it there, so that nobody ever reads a half of it.
pub(super) fn write(path: PathBuf, bytes: &[u8]) -> Result<PathBuf, PublishError> {
    let failed = |source| PublishError::Io { path: path.clone(), source };
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    let mut part = path.clone().into_os_string();
    part.push(".part");
    let mut file = File::create(&part).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    fs::rename(&part, &path).map_err(failed)?;
    Ok(path)
}
