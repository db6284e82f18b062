//! The certificate page: all facts of a record in tables.

use super::parts::{Cell, Page};
use super::{PageError, check_logo, style};
use crate::look::Look;
use crate::markup::Markup;
use crate::wording::{Key, Wording};
use co2_cert::Certificate;
use co2_cert::record::{Act, Assurance, Coverage, CreditLine, FootprintStatement};
use co2_units::Date;

/// Writes the [`certificate_page`] in English, with numbers and dates as in the certificate's JSON, for A4.
pub fn certificate_page_html(certificate: &Certificate) -> String {
    page(certificate, false, &Wording::english(), &Look::default())
}

/// Writes the certificate as one HTML file, for a screen and for one sheet of paper: every fact of the record,
/// and the certificate's address as a QR code. There are no scripts, and the only thing fetched is a
/// logo, if the host gives its address.
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
    Ok(page(certificate, false, wording, look))
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
    Ok(page(certificate, true, wording, look))
}

/// Returns true if a page was written by [`spent_page`], in any language and look.
pub fn is_spent_page(page: &str) -> bool {
    page.contains(SPENT_NOTICE)
}

/// What the notice begins with. Texts from outside are escaped, so no other page has it.
const SPENT_NOTICE: &str = "<p class=\"notice spent\">";

fn page(certificate: &Certificate, spent: bool, wording: &Wording, look: &Look) -> String {
    let record = certificate.record();
    let serial = record.product().serial.as_str();
    let mut page = Page { markup: Markup::new(), wording, look };
    let title = wording.fill(Key::Title, &[("serial", serial)]);
    style::open(&mut page.markup, look, wording, &title);
    page.markup.tag("<header>\n<div>\n");
    style::logo(&mut page.markup, look);
    page.markup.tag("<h1>");
    page.sentence(Key::Heading, &[("amount", Cell::Words(&wording.amount(record.amount())))]);
    page.markup.tag("</h1>\n");
    if spent {
        page.markup.tag(SPENT_NOTICE);
        page.word(Key::SpentNotice);
        page.markup.tag("</p>\n");
    }
    page.notices(record.demonstration());
    page.words_of_host(look.before.as_ref(), certificate.issuer().name());
    page.markup.tag("</div>\n");
    page.code(certificate);
    page.markup.tag("</header>\n<main>\n<div class=\"pair\">\n");
    record_section(&mut page, certificate);
    footprint_section(&mut page, record.footprint());
    page.markup.tag("</div>\n");
    heading(&mut page, Key::Credits);
    page.markup.tag("<div class=\"pair\">\n");
    for line in record.lines() {
        credit_section(&mut page, line);
    }
    page.markup.tag("</div>\n<div class=\"pair\">\n");
    for assurance in record.assurances() {
        assurance_section(&mut page, assurance);
    }
    check_section(&mut page, certificate);
    page.markup.tag("<section>\n");
    heading(&mut page, Key::Terms);
    page.markup.tag("<p class=\"given\">");
    page.cell(Cell::Given(record.terms()));
    page.markup.tag("</p>\n</section>\n</div>\n");
    page.words_of_host(look.after.as_ref(), certificate.issuer().name());
    page.markup.tag("</main>\n</body>\n</html>\n");
    page.markup.finish()
}

fn heading(page: &mut Page<'_>, key: Key) {
    page.markup.tag("<h2>");
    page.word(key);
    page.markup.tag("</h2>\n");
}

fn record_section(page: &mut Page<'_>, certificate: &Certificate) {
    let (record, issuer) = (certificate.record(), certificate.issuer());
    let wording = page.wording;
    page.markup.tag("<section>\n");
    heading(page, Key::Record);
    page.markup.tag("<table>\n");
    page.row(Key::Product, Cell::Given(record.product_name()));
    page.row(Key::Model, Cell::Code(&record.product().model));
    page.row(Key::SerialNumber, Cell::Code(&record.product().serial));
    page.row(Key::Amount, Cell::Words(&wording.amount(record.amount())));
    page.row(Key::Done, Cell::Words(&wording.summary(&record.summary())));
    match record.coverage() {
        Coverage::Whole => page.sentence_row(Key::Covers, Key::CoversWhole, &[]),
        Coverage::Part { reason } => {
            page.sentence_row(Key::Covers, Key::CoversPart, &[("reason", Cell::Given(reason))]);
        }
    }
    page.open_row(Key::IssuedBy);
    page.cell(Cell::Given(issuer.name()));
    page.markup.tag(", ");
    page.cell(Cell::Code(issuer.host()));
    page.close_row();
    page.row(Key::IssuedAt, Cell::Words(&wording.instant(certificate.valid_from())));
    page.row(Key::Certificate, Cell::Code(certificate.id()));
    page.markup.tag("</table>\n</section>\n");
}

fn footprint_section(page: &mut Page<'_>, footprint: &FootprintStatement) {
    let wording = page.wording;
    page.markup.tag("<section>\n");
    heading(page, Key::Footprint);
    page.markup.tag("<table>\n");
    for share in &footprint.stages {
        page.amount_row(&wording.stage(share.stage), &wording.amount(share.amount));
    }
    page.amount_row(wording.text(Key::Total), &wording.amount(footprint.total));
    page.markup.tag("</table>\n<table>\n");
    page.row(Key::Statistic, Cell::Words(&wording.statistic(footprint.statistic)));
    page.row(Key::Rounded, Cell::Words(&wording.rounding(footprint.rounding)));
    page.row(Key::Tier, Cell::Given(&footprint.tier));
    page.row(Key::Method, Cell::Given(&footprint.method));
    if let Some(years) = footprint.use_years {
        page.row(Key::UseYears, Cell::Words(&wording.decimal(years.normalize())));
    }
    if let Some(location) = &footprint.location {
        page.row(Key::Location, Cell::Given(location));
    }
    for source in &footprint.sources {
        page.row(Key::Source, Cell::Given(source));
    }
    page.markup.tag("</table>\n</section>\n");
}

fn credit_section(page: &mut Page<'_>, line: &CreditLine) {
    let wording = page.wording;
    page.markup.tag("<section>\n<h3>");
    page.cell(Cell::Given(&line.project_name));
    page.markup.tag("</h3>\n<table>\n");
    page.row(Key::Amount, Cell::Words(&wording.amount(line.amount())));
    page.row(Key::Registry, Cell::Code(&line.registry));
    page.row(Key::Project, Cell::Code(&line.project));
    if let Some(country) = line.country {
        page.row(Key::Country, Cell::English(&format_args!("{} ({country})", country.name())));
    }
    page.row(Key::Technology, Cell::Given(&line.technology));
    match line.vintage {
        Some(vintage) => days_row(page, Key::Vintage, Key::Range, vintage.first(), vintage.last()),
        None => page.sentence_row(Key::Vintage, Key::VintageNone, &[]),
    }
    page.row(Key::Block, Cell::Code(&line.block));
    page.row(Key::UnitSize, Cell::Words(&wording.amount(line.unit_size)));
    if let (Some(first), Some(last)) = (line.first_unit(), line.last_unit()) {
        if first == last {
            page.row(Key::Unit, Cell::Code(&first));
        } else {
            let ends = [("first", Cell::Code(&first)), ("last", Cell::Code(&last))];
            page.sentence_row(Key::Units, Key::Range, &ends);
        }
    }
    let (start, end) = (wording.count(line.slice.start()), wording.count(line.slice.end()));
    let ends = [("first", Cell::Words(&start)), ("last", Cell::Words(&end))];
    page.sentence_row(Key::Grams, Key::GramsRange, &ends);
    ends_of_line(page, line);
    act_rows(page, &line.act);
    page.markup.tag("</table>\n</section>\n");
}

/// Writes the first and last unit, of which only parts may be taken; the units between them are taken whole.
fn ends_of_line(page: &mut Page<'_>, line: &CreditLine) {
    let wording = page.wording;
    let first = line.units().next();
    // The last unit is found without iterating over millions of whole ones.
    let last = line.last_unit().and_then(|number| line.unit(number));
    for taken in first.into_iter().chain(last.filter(|last| Some(*last) != first)) {
        let grams = taken.grams;
        let [grams, size, start, end] =
            [grams.grams(), line.unit_size.as_grams(), grams.start(), grams.end()]
                .map(|number| wording.count(number));
        let values = [
            ("unit", Cell::Code(&taken.unit)),
            ("grams", Cell::Words(&grams)),
            ("size", Cell::Words(&size)),
            ("first", Cell::Words(&start)),
            ("last", Cell::Words(&end)),
        ];
        page.sentence_row(Key::Taken, Key::TakenOf, &values);
    }
}

fn act_rows(page: &mut Page<'_>, act: &Act) {
    let wording = page.wording;
    match act {
        Act::Retired { word, date, reference, serials } => {
            page.open_row(Key::Act);
            page.cell(Cell::Words(wording.act(*word)));
            if !wording.locale().is_english() {
                // The registry's own term, whatever it is called on this page.
                page.markup.tag(" (");
                page.cell(Cell::English(word));
                page.markup.tag(")");
            }
            page.close_row();
            page.row(Key::Date, Cell::Words(&wording.date(*date)));
            page.row(Key::Reference, Cell::Given(reference));
            for serial in serials {
                page.row(Key::SerialPrinted, Cell::Code(serial));
            }
        }
        Act::Allocated { due } => {
            let due = wording.date(*due);
            page.sentence_row(Key::Act, Key::ActNone, &[("date", Cell::Words(&due))]);
        }
    }
}

fn assurance_section(page: &mut Page<'_>, assurance: &Assurance) {
    page.markup.tag("<section>\n");
    heading(page, Key::Assurances);
    page.markup.tag("<table>\n");
    page.row(Key::Body, Cell::Given(&assurance.body));
    page.row(Key::Standard, Cell::Given(&assurance.standard));
    page.row(Key::Scope, Cell::Given(&assurance.scope));
    page.row(Key::Statement, Cell::Given(&assurance.statement_id));
    days_row(page, Key::Holds, Key::HoldsRange, assurance.first, assurance.last);
    page.row(Key::Link, Cell::Code(&assurance.link));
    page.markup.tag("<tr><th scope=\"row\">SHA-256</th><td>");
    page.cell(Cell::Code(&assurance.digest));
    page.markup.tag("</td></tr>\n</table>\n</section>\n");
}

fn days_row(page: &mut Page<'_>, key: Key, sentence: Key, first: Date, last: Date) {
    let (first, last) = (page.wording.date(first), page.wording.date(last));
    page.sentence_row(
        key,
        sentence,
        &[("first", Cell::Words(&first)), ("last", Cell::Words(&last))],
    );
}

fn check_section(page: &mut Page<'_>, certificate: &Certificate) {
    let issuer = certificate.issuer();
    page.markup.tag("<section>\n");
    heading(page, Key::Check);
    page.markup.tag("<table>\n");
    page.row(Key::About, Cell::Code(certificate.subject()));
    page.row(Key::Issuer, Cell::Code(issuer.did()));
    if let Some(url) = issuer.did().web_url() {
        page.row(Key::Keys, Cell::Code(&url));
    }
    let entries = [
        (Key::Revoked, Some(certificate.status())),
        (Key::Suspended, certificate.suspension()),
        (Key::Spent, certificate.spent()),
    ];
    for (key, entry) in entries {
        if let Some(entry) = entry {
            let values = [("index", Cell::Code(&entry.index)), ("list", Cell::Code(&entry.list))];
            page.sentence_row(key, Key::Entry, &values);
        }
    }
    let signed = if certificate.is_signed() { Key::SignatureInFile } else { Key::SignatureNone };
    page.sentence_row(Key::Signature, signed, &[]);
    page.markup.tag("</table>\n</section>\n");
}
