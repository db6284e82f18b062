//! Pages for people: a certificate, and the summary of an order.

mod certificate;
mod chart;
mod full;
mod parts;
mod style;
mod summary;

pub use self::certificate::{
    certificate_page, certificate_page_html, is_spent_page, is_suspended_page, spent_page,
    suspended_page,
};
pub use self::summary::{SummaryError, order_summary};

use super::look::{Logo, Look, Source};
use co2_cert::Certificate;
use co2_cert::Host;

/// An error from writing a page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PageError {
    /// The logo would be fetched from a host other than the issuer's.
    #[error("the logo is at {logo}, but the certificate is issued by {issuer}")]
    LogoHost {
        /// The host of the logo.
        logo: Host,
        /// The host of the issuer.
        issuer: Host,
    },
}

/// Checks that a page fetches nothing from any host but its issuer's.
fn check_logo(look: &Look, certificate: &Certificate) -> Result<(), PageError> {
    let issuer = certificate.issuer().host();
    match look.logo.as_ref().map(Logo::source) {
        Some(Source::Hosted(url)) if url.host() != issuer => {
            let logo = url.host().clone();
            Err(PageError::LogoHost { logo, issuer: issuer.clone() })
        }
        _ => Ok(()),
    }
}
