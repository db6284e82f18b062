//! Decentralised identifiers of issuers: `did:web` for production, `did:key` for tests and for use without
//! a network.

mod document;
mod method;
mod read;
mod resolver;

pub use self::document::{DidDocument, DidDocumentError};
pub use self::method::{KeyEnd, Method};
pub use self::resolver::{DidResolver, ResolveError};

use crate::url::{Host, HttpsUrl};
use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};

/// An issuer's identifier: `did:web:HOST`, `did:web:HOST:PATH...` or `did:key:z6Mk...`.
///
/// ```
/// use co2_cert::Did;
/// let did: Did = "did:web:shop.example:climate".parse()?;
/// assert_eq!(did.web_url().unwrap().as_str(), "https://shop.example/climate/did.json");
/// # Ok::<(), co2_cert::did::DidError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Did(Box<str>);

/// An error from parsing a [`Did`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DidError {
    /// The identifier starts neither with `did:web:` nor with `did:key:`.
    #[error("not an identifier of a known method; write did:web or did:key")]
    Method,
    /// The identifier is longer than 512 bytes.
    #[error("an identifier has at most {max} bytes")]
    TooLong {
        /// The greatest length allowed, in bytes.
        max: usize,
    },
    /// The host of the `did:web` is not a lower-case DNS name; a port is written `%3A8443`.
    #[error("the host of did:web is not valid: {host:?}")]
    Host {
        /// The host given, at most its first 64 characters.
        host: String,
    },
    /// A path segment of the `did:web` is empty, `.` or `..`, or has characters other than
    /// letters, digits, `.`, `-` and `_`.
    #[error("a path segment of did:web is not valid: {segment:?}")]
    Segment {
        /// The segment given, at most its first 64 characters.
        segment: String,
    },
    /// The key of the `did:key` is not Base58 multibase text.
    #[error("the key of did:key is not Base58 text that starts with z")]
    Key,
}

const MAX_LEN: usize = 512;
const BASE58: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

impl Did {
    /// Makes the identifier `did:web:HOST` of a whole host.
    ///
    /// # Errors
    /// Returns an error if the host is too long.
    pub fn web(host: &Host) -> Result<Self, DidError> {
        format!("did:web:{}", host.as_str().replace(':', "%3A")).parse()
    }

    /// Returns the whole identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the host of a `did:web`; `None` for a `did:key`.
    pub fn host(&self) -> Option<Host> {
        Some(self.web_url()?.host().clone())
    }

    /// Returns the address of a `did:web`'s document: `https://HOST/.well-known/did.json`, or
    /// `https://HOST/PATH/did.json` (did:web Method Specification, section 2.5.2). `None` for a `did:key`.
    pub fn web_url(&self) -> Option<HttpsUrl> {
        web_url(self.0.strip_prefix("did:web:")?).ok()
    }

    /// Returns the key of a `did:key` as multibase text; `None` for a `did:web`.
    pub fn multikey(&self) -> Option<&str> {
        self.0.strip_prefix("did:key:")
    }

    /// Returns true if a verification method, `DID#name`, belongs to this identifier.
    pub fn owns(&self, verification_method: &str) -> bool {
        verification_method
            .strip_prefix(&*self.0)
            .and_then(|rest| rest.strip_prefix('#'))
            .is_some_and(|fragment| !fragment.is_empty())
    }
}

impl FromStr for Did {
    type Err = DidError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > MAX_LEN {
            return Err(DidError::TooLong { max: MAX_LEN });
        }
        if let Some(key) = text.strip_prefix("did:key:") {
            let digits = key.strip_prefix('z').ok_or(DidError::Key)?;
            if digits.is_empty() || !digits.chars().all(|c| BASE58.contains(c)) {
                return Err(DidError::Key);
            }
        } else {
            web_url(text.strip_prefix("did:web:").ok_or(DidError::Method)?)?;
        }
        Ok(Self(text.into()))
    }
}

fn web_url(name: &str) -> Result<HttpsUrl, DidError> {
    let (host, path) = match name.split_once(':') {
        Some((host, path)) => (host, Some(path)),
        None => (name, None),
    };
    let host_error = || DidError::Host { host: host.chars().take(64).collect() };
    let host: Host = host.replacen("%3A", ":", 1).parse().map_err(|_| host_error())?;
    let mut url_path = String::new();
    for segment in path.into_iter().flat_map(|path| path.split(':')) {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
        if matches!(segment, "" | "." | "..") || !segment.bytes().all(plain) {
            let segment = segment.chars().take(64).collect();
            return Err(DidError::Segment { segment });
        }
        url_path.push('/');
        url_path.push_str(segment);
    }
    if url_path.is_empty() {
        url_path.push_str("/.well-known");
    }
    url_path.push_str("/did.json");
    host.url(&url_path).map_err(|_| host_error())
}

impl TryFrom<String> for Did {
    type Error = DidError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Did> for String {
    fn from(did: Did) -> Self {
        did.0.into()
    }
}

impl fmt::Display for Did {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Did, DidError};

    #[test]
    fn each_fault_has_its_error() {
        let fail = |text: &str| text.parse::<Did>().unwrap_err();
        assert_eq!(fail("did:example:1"), DidError::Method);
        assert_eq!(fail(&format!("did:web:{}", "a".repeat(512))), DidError::TooLong { max: 512 });
        for host in ["", "Shop.example", "shop.example%3A0", "192.0.2.1", "a/b"] {
            assert!(matches!(fail(&format!("did:web:{host}")), DidError::Host { .. }), "{host}");
        }
        for path in ["", "..", "a:", "a%2Fb", "a/b", "a#b"] {
            let text = format!("did:web:shop.example:{path}");
            assert!(matches!(fail(&text), DidError::Segment { .. }), "{text}");
        }
        for key in ["", "z", "6Mk", "z0", "z6Mk#a"] {
            assert_eq!(fail(&format!("did:key:{key}")), DidError::Key);
        }
    }

    #[test]
    fn ports_are_written_with_percent() {
        let did = Did::web(&"localhost:8443".parse().unwrap()).unwrap();
        assert_eq!(did.as_str(), "did:web:localhost%3A8443");
        let url = did.web_url().unwrap();
        assert_eq!(url.as_str(), "https://localhost:8443/.well-known/did.json");
        assert!(
            "did:web:localhost:8443".parse::<Did>().unwrap().host().unwrap().as_str()
                == "localhost"
        );
    }

    #[test]
    fn a_method_belongs_to_exactly_one_identifier() {
        let did: Did = "did:web:shop.example".parse().unwrap();
        assert!(did.owns("did:web:shop.example#key-1"));
        for other in [
            "did:web:shop.example",
            "did:web:shop.example#",
            "did:web:shop.example:a#key-1",
            "#key-1",
        ] {
            assert!(!did.owns(other), "{other}");
        }
    }
}
