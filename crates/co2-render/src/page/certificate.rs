//! The certificate page: what was done for one product, for people first and for auditors after that.

use super::chart::footprint_chart;
use super::full::full_record;
use super::parts::{Cell, Page};
use super::{PageError, check_logo, style};
use crate::look::Look;
use crate::markup::Markup;
use crate::wording::{Key, Wording};
use co2_cert::Certificate;
use co2_cert::record::{Act, Coverage, CreditLine, State, Summary};

/// Writes the [`certificate_page`] in English, with numbers and dates as in the certificate's JSON, for A4.
pub fn certificate_page_html(certificate: &Certificate) -> String {
    page(certificate, None, &Wording::english(), &Look::default())
}

/// Writes the certificate as one HTML file, for a screen and for one sheet of paper.
///
/// It starts with what people want to know: the product, its serial number, the amount, what was done and by whom,
/// and the certificate's address as a QR code. The footprint by stage and the projects follow. Every other fact of the
/// record is folded on a screen and open on paper. There are no scripts, and the only thing fetched is a logo, if the host
/// gives its address.
///
/// A record with many credit lines needs more than one sheet.
///
/// # Errors
/// Returns an error if the logo is at an address of a host other than the issuer's.
pub fn certificate_page(
    certificate: &Certificate,
    wording: &Wording,
    look: &Look,
) -> Result<String, PageError> {
    check_logo(look, certificate)?;
    Ok(page(certificate, None, wording, look))
}

/// Writes the page of a certificate that is marked as spent because its product was returned: the
/// [`certificate_page`] with a notice that says so.
///
/// # Errors
/// Returns an error if the logo is at an address of a host other than the issuer's.
pub fn spent_page(
    certificate: &Certificate,
    wording: &Wording,
    look: &Look,
) -> Result<String, PageError> {
    check_logo(look, certificate)?;
    Ok(page(certificate, Some(Notice::Spent), wording, look))
}

/// Returns true if a page was written by [`spent_page`], in any language and look.
pub fn is_spent_page(page: &str) -> bool {
    page.contains(Notice::Spent.tag())
}

/// Writes the page of a certificate that is suspended: the [`certificate_page`] with a notice that says so.
///
/// # Errors
/// Returns an error if the logo is at an address of a host other than the issuer's.
pub fn suspended_page(
    certificate: &Certificate,
    wording: &Wording,
    look: &Look,
) -> Result<String, PageError> {
    check_logo(look, certificate)?;
    Ok(page(certificate, Some(Notice::Suspended), wording, look))
}

/// Returns true if a page was written by [`suspended_page`], in any language and look.
pub fn is_suspended_page(page: &str) -> bool {
    page.contains(Notice::Suspended.tag())
}

/// What a page says of its certificate's status.
#[derive(Clone, Copy)]
enum Notice {
    Spent,
    Suspended,
}

impl Notice {
    /// What the notice begins with. Texts from outside are escaped, so no other page has it.
    const fn tag(self) -> &'static str {
        match self {
            Self::Spent => "<p class=\"notice spent\">",
            Self::Suspended => "<p class=\"notice suspended\">",
        }
    }

    const fn key(self) -> Key {
        match self {
            Self::Spent => Key::SpentNotice,
            Self::Suspended => Key::SuspendedNotice,
        }
    }
}

fn page(
    certificate: &Certificate,
    notice: Option<Notice>,
    wording: &Wording,
    look: &Look,
) -> String {
    let record = certificate.record();
    let serial = record.product().serial.as_str();
    let mut page = Page { markup: Markup::new(), wording, look };
    let title = wording.fill(Key::Title, &[("serial", serial)]);
    style::open(&mut page.markup, look, wording, &title);
    page.notices(record.demonstration());
    if let Some(notice) = notice {
        page.markup.tag(notice.tag());
        page.word(notice.key());
        page.markup.tag("</p>\n");
    }
    page.words_of_host(look.before.as_ref(), certificate.issuer().name());
    head(&mut page, certificate);
    heading(&mut page, Key::Footprint);
    footprint_chart(&mut page, record.footprint());
    heading(&mut page, Key::Projects);
    page.markup.tag("<ul class=\"projects\">\n");
    for line in record.lines() {
        project(&mut page, line);
    }
    page.markup.tag("</ul>\n");
    full_record(&mut page, certificate);
    heading(&mut page, Key::Terms);
    page.markup.tag("<p class=\"given\">");
    page.cell(Cell::Given(record.terms()));
    page.markup.tag("</p>\n");
    page.words_of_host(look.after.as_ref(), certificate.issuer().name());
    page.markup.tag("</main>\n</body>\n</html>\n");
    page.markup.finish()
}

fn heading(page: &mut Page<'_>, key: Key) {
    page.markup.tag("<h2>");
    page.word(key);
    page.markup.tag("</h2>\n");
}

/// Writes what is seen first.
fn head(page: &mut Page<'_>, certificate: &Certificate) {
    let (record, issuer) = (certificate.record(), certificate.issuer());
    let wording = page.wording;
    page.markup.tag("<header>\n<div>\n");
    style::logo(&mut page.markup, page.look);
    page.markup.tag("<p class=\"kind\">");
    page.word(Key::Certificate);
    page.markup.tag("</p>\n<h1>");
    page.cell(Cell::Given(record.product_name()));
    page.markup.tag("</h1>\n<p class=\"serial\">");
    page.word(Key::SerialNumber);
    page.markup.tag(" ");
    page.cell(Cell::Code(&record.product().serial));
    page.markup.tag("</p>\n<p class=\"lead\">");
    page.sentence(Key::Heading, &[("amount", Cell::Strong(&wording.amount(record.amount())))]);
    page.markup.tag("</p>\n<p class=\"state\">");
    page.word(match record.state() {
        State::Retired => Key::StatusRetired,
        State::Allocated => Key::StatusAllocated,
    });
    page.markup.tag("</p>\n<dl>\n");
    page.fact(Key::Done, |page| page.cell(Cell::Words(&wording.summary(&record.summary()))));
    page.fact(Key::Covers, |page| match record.coverage() {
        Coverage::Whole => page.sentence(Key::CoversWhole, &[]),
        Coverage::Part { reason } => {
            page.sentence(Key::CoversPart, &[("reason", Cell::Given(reason))]);
        }
    });
    page.fact(Key::IssuedBy, |page| {
        page.cell(Cell::Given(issuer.name()));
        page.markup.tag(", ");
        page.cell(Cell::Code(issuer.host()));
        page.markup.tag("<br>");
        page.cell(Cell::Words(&wording.date(certificate.valid_from().date())));
    });
    page.markup.tag("</dl>\n</div>\n");
    page.code(certificate);
    page.markup.tag("</header>\n");
}

/// Writes what a person wants to know of a project.
fn project(page: &mut Page<'_>, line: &CreditLine) {
    let wording = page.wording;
    page.markup.tag("<li>\n<h3>");
    page.cell(Cell::Given(&line.project_name));
    page.markup.tag("</h3>\n<p>");
    page.cell(Cell::Given(&line.technology));
    page.markup.tag("</p>\n");
    if let Some(country) = line.country {
        page.markup.tag("<p>");
        page.cell(Cell::English(&country.name()));
        page.markup.tag("</p>\n");
    }
    page.markup.tag("<p class=\"sum\">");
    page.cell(Cell::Words(&wording.amount(line.amount())));
    page.markup.tag("</p>\n<p>");
    page.cell(Cell::Words(&wording.summary(&summary(&line.act))));
    page.markup.tag("</p>\n</li>\n");
}

/// Summarises what was done to the units of one line.
fn summary(act: &Act) -> Summary {
    match act {
        Act::Retired { word, date, .. } => {
            Summary::Retired { words: [*word].into(), first: *date, last: *date }
        }
        Act::Allocated { due } => Summary::Allocated { due: *due },
    }
}
