//! The static tree that an issuer hosts: a file's path is its URL's path.

use super::{Programme, PublishError};
use crate::certify::status_path;
use crate::public::file_of;
use co2_cert::status::{MIN_ENTRIES, StatusList, StatusListCredential, StatusPurpose};
use co2_cert::{HttpsUrl, context};
use co2_journal::Freshness;
use co2_units::Timestamp;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

impl Programme {
    /// Writes the issuer's public files below a folder: the JSON-LD context, the DID document and the
    /// status lists. Serve that folder at the issuer's host. Each file is replaced as a whole; let one
    /// process publish at a time.
    ///
    /// # Errors
    /// When a file cannot be written, or the signer does not sign.
    pub fn publish(&self, folder: &Path, now: Timestamp) -> Result<Vec<PathBuf>, PublishError> {
        let host = &self.config.issuer.host;
        let did = self.keys.document.did();
        let mut files: Vec<(HttpsUrl, Vec<u8>)> =
            vec![(context::url(host).parse()?, context::document(host).into_bytes())];
        if let Some(url) = did.web_url() {
            files.push((url, self.keys.document.to_json()));
        }
        let coverages = self.ledger.read(Freshness::Latest, |state, _| state.coverage_count())?;
        for list in 0..=coverages.checked_div(MIN_ENTRIES).unwrap_or_default() {
            let id = host.url(&status_path(list))?;
            let credential = StatusListCredential {
                id: id.clone(),
                issuer: did.clone(),
                purpose: StatusPurpose::Revocation,
                valid_from: now,
                valid_until: None,
                // Nothing is revoked yet: the ledger has no command for it.
                list: StatusList::new(MIN_ENTRIES)?,
            };
            files.push((id, credential.sign(self.keys.signer.as_ref())?));
        }
        files.into_iter().map(|(url, bytes)| write(folder, &url, &bytes)).collect()
    }
}

/// Writes a file beside its place and moves it there, so that nobody ever reads a half of it.
fn write(folder: &Path, url: &HttpsUrl, bytes: &[u8]) -> Result<PathBuf, PublishError> {
    let path = file_of(folder, url).ok_or_else(|| PublishError::Path { url: url.clone() })?;
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
