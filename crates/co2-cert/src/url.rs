//! Hosts and web addresses, each with exactly one spelling.

use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};

/// A host name with an optional port, such as `shop.example` or `shop.example:8443`.
///
/// The name is a DNS name in lower case (RFC 1123: labels of letters, digits and inner hyphens), never an
/// IP address, which `did:web` does not allow.
///
/// ```
/// use co2_cert::Host;
/// let host: Host = "shop.example".parse()?;
/// assert!(host.is_reserved(), "nobody can own this name");
/// assert!("Shop.example".parse::<Host>().is_err());
/// # Ok::<(), co2_cert::url::UrlError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Host(Box<str>);

/// An error from parsing a [`Host`] or an [`HttpsUrl`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UrlError {
    /// The text is not a lower-case DNS name with an optional port.
    #[error("not a host: {host:?}; write a lower-case name such as shop.example")]
    Host {
        /// The text given, at most its first 64 characters.
        host: String,
    },
    /// The address does not start with `https://`.
    #[error("an address starts with https://")]
    Scheme,
    /// The address is longer than 2,048 bytes.
    #[error("an address has at most {max} bytes")]
    TooLong {
        /// The greatest length allowed, in bytes.
        max: usize,
    },
    /// The address has a character that is not allowed, or a `%` without two hexadecimal digits after it.
    #[error("an address cannot have {character:?} at column {column}")]
    Character {
        /// The first such character.
        character: char,
        /// Its position, counted in characters from 1.
        column: usize,
    },
    /// The path has a segment `.` or `..`, which programs resolve away.
    #[error("a path cannot have the segment {segment:?}")]
    DotSegment {
        /// The segment as written.
        segment: String,
    },
}

/// The greatest length of an address, in bytes.
const MAX_LEN: usize = 2_048;
/// Names that nobody can own (RFC 2606, RFC 6761), so no real certificate can come from them.
const RESERVED: [&str; 7] =
    ["example", "invalid", "localhost", "test", "example.com", "example.net", "example.org"];

impl Host {
    /// Returns the name with its port, if it has one.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name without the port.
    pub fn name(&self) -> &str {
        self.0.split_once(':').map_or(&*self.0, |(name, _)| name)
    }

    /// Returns true if the name is reserved for examples and tests (RFC 2606, RFC 6761).
    pub fn is_reserved(&self) -> bool {
        RESERVED.iter().any(|reserved| {
            self.name()
                .strip_suffix(reserved)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    }

    /// Returns the address of a path on this host. The path starts with `/`.
    ///
    /// # Errors
    /// Returns an error if the path is not valid in an address.
    pub fn url(&self, path: &str) -> Result<HttpsUrl, UrlError> {
        format!("https://{self}{path}").parse()
    }
}

fn is_host(text: &str) -> bool {
    let (name, port) = match text.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (text, None),
    };
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let numeric = |label: &str| label.bytes().all(|b| b.is_ascii_digit());
    name.len() <= 253
        && name.split('.').all(label)
        && !name.rsplit('.').next().is_some_and(numeric)
        && port.is_none_or(|port| {
            !port.starts_with(['0', '+']) && port.parse::<u16>().is_ok_and(|port| port > 0)
        })
}

impl FromStr for Host {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_host(text) {
            return Ok(Self(text.into()));
        }
        let host = text.chars().take(64).collect();
        Err(UrlError::Host { host })
    }
}

/// An `https` address: a host, a path, and optionally a query and a fragment.
///
/// ```
/// use co2_cert::HttpsUrl;
/// let url: HttpsUrl = "https://shop.example/c/42#now".parse()?;
/// assert_eq!(url.host().as_str(), "shop.example");
/// assert!("http://shop.example/".parse::<HttpsUrl>().is_err());
/// # Ok::<(), co2_cert::url::UrlError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HttpsUrl {
    text: Box<str>,
    host: Host,
}

impl HttpsUrl {
    /// Returns the whole address.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the host.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// Returns everything after the host: empty, or starting with `/`, `?` or `#`.
    pub fn path(&self) -> &str {
        self.text
            .strip_prefix("https://")
            .and_then(|rest| rest.strip_prefix(self.host.as_str()))
            .unwrap_or_default()
    }

    /// Returns this address with a path appended, separated by one `/`.
    pub(crate) fn join(&self, path: &str) -> Result<Self, UrlError> {
        let base = self.text.trim_end_matches('/');
        format!("{base}{path}").parse()
    }
}

impl FromStr for HttpsUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > MAX_LEN {
            return Err(UrlError::TooLong { max: MAX_LEN });
        }
        let rest = text.strip_prefix("https://").ok_or(UrlError::Scheme)?;
        if let Some((column, character)) = first_bad_character(text) {
            return Err(UrlError::Character { character, column });
        }
        let (host, path) = match rest.find(['/', '?', '#']) {
            Some(end) => rest.split_at(end),
            None => (rest, ""),
        };
        let host = host.parse()?;
        let before_query = path.split(['?', '#']).next().unwrap_or_default();
        for segment in before_query.split('/') {
            let dots = segment.replace("%2E", ".").replace("%2e", ".");
            if matches!(&*dots, "." | "..") {
                let segment = segment.to_owned();
                return Err(UrlError::DotSegment { segment });
            }
        }
        Ok(Self { text: text.into(), host })
    }
}

/// Finds the first character that RFC 3986 does not allow; a `%` needs two hexadecimal digits after it, and only
/// one `#` is allowed.
fn first_bad_character(text: &str) -> Option<(usize, char)> {
    let mut fragment = false;
    let mut rest = text.chars();
    for column in 1_usize.. {
        let character = rest.next()?;
        let good = match character {
            '%' => {
                let mut two = rest.clone();
                two.next().is_some_and(|c| c.is_ascii_hexdigit())
                    && two.next().is_some_and(|c| c.is_ascii_hexdigit())
            }
            '#' => !core::mem::replace(&mut fragment, true),
            _ => character.is_ascii_alphanumeric() || "-._~:/?@!$&'()*+,;=".contains(character),
        };
        if !good {
            return Some((column, character));
        }
    }
    None
}

/// Percent-encodes one path segment: everything except RFC 3986's unreserved characters.
pub(crate) fn encode_segment(segment: &str) -> String {
    let mut out = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                let digit = char::from_digit(u32::from(nibble), 16).unwrap_or('0');
                out.push(digit.to_ascii_uppercase());
            }
        }
    }
    out
}

macro_rules! text_conversions {
    ($($type:ty),*) => {$(
        impl TryFrom<String> for $type {
            type Error = UrlError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.as_str().to_owned()
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    )*};
}
text_conversions!(Host, HttpsUrl);

/// States what a pattern can express; the host and dot segments are checked when the address is read.
#[cfg(feature = "schemars")]
impl schemars::JsonSchema for HttpsUrl {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "HttpsUrl".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        // What RFC 3986 allows in a path, a query and a fragment.
        let rest = "([-._~:/?@!$&'()*+,;=0-9A-Za-z]|%[0-9A-Fa-f]{2})";
        schemars::json_schema!({
            "type": "string",
            "maxLength": MAX_LEN,
            "pattern": format!("^https://{HOST}([/?]{rest}*)?(#{rest}*)?$"),
        })
    }
}

/// Labels of letters, digits and inner hyphens, the last of which is not a number, and perhaps a port.
#[cfg(feature = "schemars")]
const HOST: &str = "([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)*\
    ([0-9]*[a-z]([a-z0-9-]*[a-z0-9])?|[0-9]+-[a-z0-9-]*[a-z0-9])(:[1-9][0-9]{0,4})?";

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Host {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Host".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "maxLength": 259,
            "pattern": format!("^{HOST}$"),
            "description": "a host name in lower case, with a port if it is not 443",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Host, HttpsUrl, UrlError, encode_segment};

    #[test]
    fn hosts_are_lower_case_dns_names() {
        for good in ["shop.example", "a", "xn--bcher-kva.example:8443", "1.2.3.x4"] {
            assert_eq!(good.parse::<Host>().unwrap().as_str(), good);
        }
        let too_long = format!("{}.example", "a".repeat(64));
        for bad in [
            "",
            "Shop.example",
            "a..b",
            ".a",
            "a.",
            "-a",
            "a-",
            "192.0.2.1",
            "[::1]",
            "a:0",
            "a:",
            "a:08",
            "a:+8",
            "a:65536",
            "a b",
            "user@a",
            "bücher.example",
            &too_long,
        ] {
            assert!(bad.parse::<Host>().is_err(), "{bad}");
        }
    }

    #[test]
    fn reserved_names_are_known_with_their_subdomains() {
        for reserved in ["shop.example", "localhost:8080", "a.test", "example.com", "a.example.org"]
        {
            assert!(reserved.parse::<Host>().unwrap().is_reserved(), "{reserved}");
        }
        for real in ["myexample.com", "contest", "example.se"] {
            assert!(!real.parse::<Host>().unwrap().is_reserved(), "{real}");
        }
    }

    #[test]
    fn each_fault_of_an_address_has_its_error() {
        let fail = |text: &str| text.parse::<HttpsUrl>().unwrap_err();
        assert_eq!(fail("http://a.example/"), UrlError::Scheme);
        assert!(matches!(fail("https://A.example/"), UrlError::Host { .. }));
        assert!(matches!(fail("https://u@a.example/"), UrlError::Host { .. }));
        assert_eq!(
            fail(&format!("https://a.example/{}", "x".repeat(2_048))),
            UrlError::TooLong { max: 2_048 }
        );
        for (text, character, column) in [
            ("https://a.example/ b", ' ', 19),
            ("https://a.example/\"", '"', 19),
            ("https://a.example/%2", '%', 19),
            ("https://a.example/ü", 'ü', 19),
            ("https://a.example/#a#b", '#', 21),
        ] {
            assert_eq!(fail(text), UrlError::Character { character, column }, "{text}");
        }
        for path in ["/a/../b", "/./", "/%2E%2e/"] {
            let text = format!("https://a.example{path}");
            assert!(matches!(fail(&text), UrlError::DotSegment { .. }), "{text}");
        }
    }

    #[test]
    fn segments_keep_only_unreserved_characters() {
        assert_eq!(encode_segment("PF0-A_b.c"), "PF0-A_b.c");
        assert_eq!(encode_segment("A/B%\"+ é"), "A%2FB%25%22%2B%20%C3%A9");
    }
}
