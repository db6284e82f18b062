//! A copy of an issuer's public files in a folder, so that a certificate is verified without a
//! network.

use co2_cert::did::{DidDocument, DidResolver, ResolveError};
use co2_cert::status::StatusLists;
use co2_cert::{Did, HttpsUrl};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The largest public file that is read, in bytes.
const MAX_FILE: u64 = 16 << 20;

/// A folder with an issuer's public files: a file's path is its URL's path.
///
/// ```no_run
/// use co2::PublicFolder;
/// use co2::cert::{VerifyOptions, verify};
///
/// let folder = PublicFolder::new("target/checkout/public");
/// let at = "2026-11-21T12:00:00Z".parse()?;
/// let bytes = std::fs::read("target/checkout/certificates/DEMO0001.json")?;
/// let verified = verify(&bytes, &VerifyOptions::new(at, &folder))?;
/// println!("{}", verified.certificate.record().amount());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct PublicFolder {
    root: PathBuf,
}

impl PublicFolder {
    /// The files below this folder.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn read(&self, url: &HttpsUrl) -> io::Result<Option<Vec<u8>>> {
        let path = file_of(&self.root, url);
        match fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
            Ok(found) if found.len() > MAX_FILE => {
                let message = format!("{} has more than {MAX_FILE} bytes", path.display());
                return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
            }
            Ok(_) => {}
        }
        fs::read(&path).map(Some)
    }
}

/// The file of a URL below a folder. Only plain names of the URL's path are followed, so nothing
/// outside of the folder is reached.
pub(crate) fn file_of(root: &Path, url: &HttpsUrl) -> PathBuf {
    let path = url.path();
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let names = path.split('/').filter(|name| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '~');
        !matches!(*name, "" | "." | "..") && name.chars().all(plain)
    });
    root.join(names.collect::<PathBuf>())
}

impl DidResolver for PublicFolder {
    fn resolve(&self, did: &Did) -> Result<DidDocument, ResolveError> {
        let not_found = || ResolveError::NotFound { did: did.clone() };
        if let Some(document) = DidDocument::of_did_key(did) {
            return Ok(document);
        }
        let url = did.web_url().ok_or_else(not_found)?;
        let bytes = self.read(&url).map_err(|error| ResolveError::Unavailable {
            did: did.clone(),
            source: error.into(),
        })?;
        let bytes = bytes.ok_or_else(not_found)?;
        DidDocument::from_json(&bytes)
            .map_err(|source| ResolveError::Malformed { did: did.clone(), source })
    }
}

impl StatusLists for PublicFolder {
    fn status_list(
        &self,
        url: &HttpsUrl,
    ) -> Result<Option<Vec<u8>>, Box<dyn std::error::Error + Send + Sync>> {
        Ok(self.read(url)?)
    }
}
