//! The JSON-LD context that defines the certificates' own terms.
//!
//! Each issuer serves the context at its own host, because no authority stands above all issuers: the
//! terms of `shop.example` are `https://shop.example/ns/co2-cert/v1#amount_kg` and so on. Terms of two issuers
//! have the same meaning if everything after the host is the same. A published version never changes;
//! new terms get a new version. Verifiers of `eddsa-jcs-2022` do not need the context document. It is for
//! readers that process JSON-LD, which otherwise refuse undefined terms.

use crate::url::Host;

/// The first context of every certificate: Verifiable Credentials Data Model 2.0.
pub const CREDENTIALS: &str = "https://www.w3.org/ns/credentials/v2";
/// The second context: Open Badges 3.0. The document belongs to 1EdTech and is not shipped here.
pub const OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// The path of the third context on the issuer's host.
pub const PATH: &str = "/ns/co2-cert/v1";

const TEMPLATE: &str = include_str!("../context/v1.jsonld");
/// The placeholder for the issuer's host in the template.
const PLACE: &str = "issuer.invalid";

/// Returns the address at which an issuer serves its context: `https://HOST/ns/co2-cert/v1`.
pub fn url(host: &Host) -> String {
    format!("https://{host}{PATH}")
}

/// Returns an issuer's context document, to be served at [`url`] as `application/ld+json`.
///
/// ```
/// let document = co2_cert::context::document(&"shop.example".parse()?);
/// assert!(document.contains("https://shop.example/ns/co2-cert/v1#"));
/// # Ok::<(), co2_cert::url::UrlError>(())
/// ```
pub fn document(host: &Host) -> String {
    TEMPLATE.replace(PLACE, host.as_str())
}

/// Returns the host of a context's address, or `None` if it is not the address of a context.
pub(crate) fn host(url: &str) -> Option<Host> {
    let host = url.strip_prefix("https://")?.strip_suffix(PATH)?;
    host.parse().ok()
}
