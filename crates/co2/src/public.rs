//! A copy of an issuer's public files in a folder, so that a certificate is verified without a
//! network.

use crate::log::max_file;
use crate::store::read_below;
use co2_cert::did::{DidDocument, DidResolver, ResolveError};
use co2_cert::log::LogFiles;
use co2_cert::status::StatusLists;
use co2_cert::{Did, HttpsUrl};
use std::error::Error;
use std::io;
use std::path::PathBuf;

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
        match name_of(url) {
            Some(name) => read_below(&self.root, &name, MAX_FILE),
            None => Ok(None),
        }
    }

    /// The log in it.
    pub fn log(&self) -> LogFolder {
        LogFolder::new(self.root.join(crate::log::LOG))
    }
}

/// A folder with the files of a public log: `checkpoint` and `tile`.
#[derive(Clone, Debug)]
pub struct LogFolder {
    root: PathBuf,
}

impl LogFolder {
    /// The files below this folder.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }
}

impl LogFiles for LogFolder {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Box<dyn Error + Send + Sync>> {
        Ok(read_below(&self.root, name, max_file())?)
    }
}

/// The name of a URL's file among public files; `None` for a URL that is not a path of plain names, so that
/// nothing outside of a folder is reached and no two paths have one file.
pub(crate) fn name_of(url: &HttpsUrl) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '~');
    let path = url.path().strip_prefix('/')?;
    let fits = |name: &str| !matches!(name, "" | "." | "..") && name.chars().all(plain);
    path.split('/').all(fits).then(|| path.to_owned())
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
    fn status_list(&self, url: &HttpsUrl) -> Result<Option<Vec<u8>>, Box<dyn Error + Send + Sync>> {
        Ok(self.read(url)?)
    }
}

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn only_plain_paths_have_a_file() {
        let file = |path: &str| {
            let url = format!("https://offsets.example{path}").parse().unwrap();
            name_of(&url)
        };
        let did = ".well-known/did.json";
        assert_eq!(file("/.well-known/did.json").as_deref(), Some(did));
        // Were parts left out, these would share a file with the one above, or be the folder.
        for other in [
            "",
            "/",
            "//.well-known/did.json",
            "/.well-known//did.json",
            "/.well-known/did.json/",
            "/.well-known/%64id.json",
            "/.well-known/did.json?x=1",
            "/.well-known/did.json#x",
            "?x=1",
            "/a:b",
        ] {
            assert_eq!(file(other), None, "{other}");
        }
    }
}
