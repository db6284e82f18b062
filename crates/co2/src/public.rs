//! A copy of an issuer's public files in a folder, so that a certificate is verified without a
//! network.

use co2_cert::did::{DidDocument, DidResolver, ResolveError};
use co2_cert::log::{LogFiles, MAX_LEAF};
use co2_cert::status::StatusLists;
use co2_cert::tlog::TILE_WIDTH;
use co2_cert::{Did, HttpsUrl};
use std::error::Error;
use std::fs::File;
use std::io::{self, Read};
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
        match file_of(&self.root, url) {
            Some(path) => read(&path, MAX_FILE),
            None => Ok(None),
        }
    }

    /// The log in it.
    pub fn log(&self) -> LogFolder {
        LogFolder::new(self.root.join(crate::log::LOG))
    }
}

/// The bytes of a file that is there, at most so many.
fn read(path: &Path, max: u64) -> io::Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    // One byte more than allowed tells that there is more.
    let read = file.take(max.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(read).is_ok_and(|read| read > max) {
        let message = format!("{} has more than {max} bytes", path.display());
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(Some(bytes))
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

    /// The file of this name, such as `tile/0/x001/067.p/5`.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        name.split('/').fold(self.root.clone(), |path, part| path.join(part))
    }
}

impl LogFiles for LogFolder {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Box<dyn Error + Send + Sync>> {
        // The largest is a full bundle of the longest entries, each after two bytes.
        let entry = u64::try_from(MAX_LEAF).unwrap_or(u64::MAX).saturating_add(2);
        Ok(read(&self.path(name), TILE_WIDTH.saturating_mul(entry))?)
    }
}

/// The file of a URL below a folder; `None` for a URL that is not a path of plain names, so that
/// nothing outside of the folder is reached and no two paths have one file.
pub(crate) fn file_of(root: &Path, url: &HttpsUrl) -> Option<PathBuf> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '~');
    let mut path = root.to_owned();
    for name in url.path().strip_prefix('/')?.split('/') {
        if matches!(name, "" | "." | "..") || !name.chars().all(plain) {
            return None;
        }
        path.push(name);
    }
    Some(path)
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
    use super::file_of;
    use std::path::Path;

    #[test]
    fn only_plain_paths_have_a_file() {
        let file = |path: &str| {
            let url = format!("https://offsets.example{path}").parse().unwrap();
            file_of(Path::new("public"), &url)
        };
        let did = Path::new("public/.well-known/did.json");
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
