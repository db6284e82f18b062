//! The certificates of an order in one table.

use super::parts::{Cell, Page};
use super::{PageError, check_logo, style};
use crate::look::Look;
use crate::markup::Markup;
use crate::wording::{Key, Wording};
use co2_cert::Certificate;
use co2_units::Co2e;

/// An error from writing a summary. Certificates are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SummaryError {
    /// There are no certificates.
    #[error("a summary needs at least one certificate")]
    Empty,
    /// A certificate is from a different issuer than the first.
    #[error("certificate {certificate} is from a different issuer than the first")]
    OtherIssuer {
        /// The certificate's index.
        certificate: usize,
    },
    /// The same certificate is given twice.
    #[error("certificate {certificate} is already in the summary")]
    Twice {
        /// The index of the second of the two.
        certificate: usize,
    },
    /// The sum is greater than an amount can be.
    #[error("the sum of all amounts is too large")]
    Sum,
    /// The page cannot be written.
    #[error(transparent)]
    Page(#[from] PageError),
}

/// Writes the certificates of an order as one HTML file: a line for each serial number with its amount, act
/// and address, and the sum. It names neither an order nor a buyer, but a host's own texts may.
///
/// # Errors
/// Returns an error if there are no certificates, if they are from several issuers, if one is given twice, or
/// if the logo is at an address of a host other than the issuer's.
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
    // The notices are usually all the same.
    let mut notices: Vec<_> =
        certificates.iter().filter_map(|one| one.record().demonstration()).collect();
    notices.sort_unstable();
    notices.dedup();
    page.notices(notices);
    page.words_of_host(look.before.as_ref(), first.issuer().name());
    page.markup.tag("<header>\n<div>\n");
    style::logo(&mut page.markup, look);
    page.markup.tag("<h1>");
    page.word(Key::OrderHeading);
    page.markup.tag("</h1>\n</div>\n</header>\n<dl>\n");
    let count = u64::try_from(certificates.len()).unwrap_or(u64::MAX);
    page.fact(Key::OrderProducts, |page| page.cell(Cell::Words(&wording.count(count))));
    page.fact(Key::Total, |page| page.cell(Cell::Words(&wording.amount(total))));
    page.fact(Key::IssuedBy, |page| {
        page.cell(Cell::Given(first.issuer().name()));
        page.markup.tag(", ");
        page.cell(Cell::Code(first.issuer().host()));
    });
    // On a narrow screen the cells of a row are below each other, where browsers forget what they are.
    page.markup.tag(
        "</dl>\n<table role=\"table\" class=\"list\">\n<thead role=\"rowgroup\"><tr role=\"row\">",
    );
    for key in [Key::SerialNumber, Key::Product, Key::Done, Key::Certificate, Key::Amount] {
        page.markup.tag(match key {
            Key::Amount => "<th role=\"columnheader\" scope=\"col\" class=\"amount\">",
            _ => "<th role=\"columnheader\" scope=\"col\">",
        });
        page.word(key);
        page.markup.tag("</th>");
    }
    page.markup.tag("</tr></thead>\n<tbody role=\"rowgroup\">\n");
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
    page.markup.tag("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">");
    page.cell(Cell::Code(&record.product().serial));
    page.markup.tag("</th><td role=\"cell\">");
    page.cell(Cell::Given(record.product_name()));
    page.markup.tag("</td><td role=\"cell\">");
    page.cell(Cell::Words(&wording.summary(&record.summary())));
    page.markup.tag("</td><td role=\"cell\">");
    page.cell(Cell::Code(certificate.id()));
    page.markup.tag("</td><td role=\"cell\" class=\"amount\">");
    page.cell(Cell::Words(&wording.amount(record.amount())));
    page.markup.tag("</td></tr>\n");
}
