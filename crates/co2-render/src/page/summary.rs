//! The certificates of an order in one table.

use super::parts::{Cell, Page};
use super::{PageError, check_logo, style};
use crate::look::Look;
use crate::markup::Markup;
use crate::wording::{Key, Wording};
use co2_cert::Certificate;
use co2_units::Co2e;

/// Why certificates make no summary. They are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SummaryError {
    /// There are none.
    #[error("a summary needs a certificate")]
    Empty,
    /// A certificate is of another issuer than the first.
    #[error("certificate {certificate} is of another issuer than the first")]
    OtherIssuer {
        /// The certificate.
        certificate: usize,
    },
    /// A certificate stands in it twice.
    #[error("certificate {certificate} stands in the summary twice")]
    Twice {
        /// The second of the two.
        certificate: usize,
    },
    /// The sum is more than an amount can be.
    #[error("the sum of all amounts is too large")]
    Sum,
    /// The page cannot be written.
    #[error(transparent)]
    Page(#[from] PageError),
}

/// The certificates of an order as one HTML file: a line for each serial number with its amount, act
/// and address, and the sum. It names no order and no buyer; a host's words may.
///
/// # Errors
/// When there are no certificates, they are of several issuers, one stands there twice, or the logo
/// is at an address of another host than the issuer's.
pub fn order_summary(
    certificates: &[Certificate],
    wording: &Wording,
    look: &Look,
) -> Result<String, SummaryError> {
    let first = certificates.first().ok_or(SummaryError::Empty)?;
    check_logo(look, first)?;
    let mut total = Co2e::ZERO;
    let mut seen = std::collections::BTreeSet::new();
    for (certificate, one) in certificates.iter().enumerate() {
        if one.issuer() != first.issuer() {
            return Err(SummaryError::OtherIssuer { certificate });
        }
        if !seen.insert(one.id()) {
            return Err(SummaryError::Twice { certificate });
        }
        total = total.checked_add(one.record().amount()).ok_or(SummaryError::Sum)?;
    }

    let mut page = Page { markup: Markup::new(), wording, look };
    style::open(&mut page.markup, look, wording, wording.text(Key::OrderTitle));
    page.markup.tag("<header>\n<div>\n");
    style::logo(&mut page.markup, look);
    page.markup.tag("<h1>");
    page.word(Key::OrderHeading);
    page.markup.tag("</h1>\n");
    // The notices are usually one and the same.
    let mut notices: Vec<_> =
        certificates.iter().filter_map(|one| one.record().demonstration()).collect();
    notices.sort_unstable();
    notices.dedup();
    page.notices(notices);
    page.words_of_host(look.before.as_ref(), first.issuer().name());
    page.markup.tag("</div>\n</header>\n<main>\n<table>\n");
    let count = u64::try_from(certificates.len()).unwrap_or(u64::MAX);
    page.row(Key::OrderProducts, Cell::Words(&wording.count(count)));
    page.row(Key::Total, Cell::Words(&wording.amount(total)));
    page.open_row(Key::IssuedBy);
    page.cell(Cell::Given(first.issuer().name()));
    page.markup.tag(", ");
    page.cell(Cell::Code(first.issuer().host()));
    page.close_row();
    page.markup.tag("</table>\n<table class=\"list\">\n<thead><tr>");
    for key in [Key::SerialNumber, Key::Product, Key::Done, Key::Certificate, Key::Amount] {
        page.markup.tag(match key {
            Key::Amount => "<th scope=\"col\" class=\"amount\">",
            _ => "<th scope=\"col\">",
        });
        page.word(key);
        page.markup.tag("</th>");
    }
    page.markup.tag("</tr></thead>\n<tbody>\n");
    for certificate in certificates {
        line(&mut page, certificate);
    }
    page.markup.tag("</tbody>\n</table>\n");
    page.words_of_host(look.after.as_ref(), first.issuer().name());
    page.markup.tag("</main>\n</body>\n</html>\n");
    Ok(page.markup.finish())
}

fn line(page: &mut Page<'_>, certificate: &Certificate) {
    let record = certificate.record();
    let wording = page.wording;
    page.markup.tag("<tr><th scope=\"row\">");
    page.cell(Cell::Code(&record.product().serial));
    page.markup.tag("</th><td>");
    page.cell(Cell::Given(record.product_name()));
    page.markup.tag("</td><td>");
    page.cell(Cell::Words(&wording.summary(&record.summary())));
    page.markup.tag("</td><td>");
    page.cell(Cell::Code(certificate.id()));
    page.markup.tag("</td><td class=\"amount\">");
    page.cell(Cell::Words(&wording.amount(record.amount())));
    page.markup.tag("</td></tr>\n");
}
