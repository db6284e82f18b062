//! The JSON-LD context of the certificates' own terms.
//!
//! Each issuer serves the context at its own host, since no name stands above all issuers: the
//! terms of `shop.example` are `https://shop.example/ns/co2-cert/v1#amount_kg` and so on. Two issuers'
//! terms mean the same when what follows the host is the same. A published version never changes;
//! new terms get a new version. Verifiers of `eddsa-jcs-2022` need no context document: it is for
//! readers that know JSON-LD, who otherwise refuse terms nobody defines.

use crate::url::Host;

/// The first context of every certificate: Verifiable Credentials Data Model 2.0.
pub const CREDENTIALS: &str = "https://www.w3.org/ns/credentials/v2";
/// The second: Open Badges 3.0. The document itself is 1EdTech's and not shipped.
pub const OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// The path of the third on the issuer's host.
pub const PATH: &str = "/ns/co2-cert/v1";

const TEMPLATE: &str = include_str!("../context/v1.jsonld");
/// Stands in the template where the issuer's host belongs.
const PLACE: &str = "issuer.invalid";

/// Where an issuer serves its context: `https://HOST/ns/co2-cert/v1`.
pub fn url(host: &Host) -> String {
    format!("https://{host}{PATH}")
}

/// The context document of an issuer, to be served at [`url`] as `application/ld+json`.
///
/// ```
/// let document = co2_cert::context::document(&"shop.example".parse()?);
/// assert!(document.contains("https://shop.example/ns/co2-cert/v1#"));
/// # Ok::<(), co2_cert::url::UrlError>(())
/// ```
pub fn document(host: &Host) -> String {
    TEMPLATE.replace(PLACE, host.as_str())
}

/// The host of a context's address.
pub(crate) fn host(url: &str) -> Option<Host> {
    let host = url.strip_prefix("https://")?.strip_suffix(PATH)?;
    host.parse().ok()
}
