//! The certificate page: all facts of a record in tables.

use super::markup::Markup;
use crate::certificate::Certificate;
use crate::record::{Act, Assurance, Coverage, CreditLine, FootprintStatement, rounding_in_words};
use core::fmt::Display;

const STYLE: &str = "\
:root{font:11pt/1.4 system-ui,sans-serif;color:#222;background:#fff}\
body{max-width:50rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.5rem;margin:0 0 .5rem}h2{font-size:1.1rem;margin:1.5rem 0 .3rem}h3{font-size:1rem;margin:1rem 0 .3rem}\
table{border-collapse:collapse;width:100%}\
th,td{text-align:start;vertical-align:top;padding:.2rem .5rem .2rem 0;border-bottom:1px solid #ccc;overflow-wrap:anywhere}\
th{width:14rem;font-weight:600}td.amount{text-align:end;white-space:nowrap}\
.notice{border:2px solid #a00;color:#a00;font-weight:bold;padding:.5rem 1rem}\
.terms{white-space:pre-wrap}\
@page{size:A4;margin:18mm}\
@media print{:root{font-size:9.5pt}body{margin:0;padding:0;max-width:none}section,tr{break-inside:avoid}}";

/// The certificate as one HTML file, to be read on a screen or printed on A4: no scripts, no
/// pictures, nothing fetched. It shows every fact of the record.
pub fn certificate_page_html(certificate: &Certificate) -> String {
    let record = certificate.record();
    let mut page = Markup::new();
    page.tag("<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n")
        .tag("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
        .tag("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
        .text(format_args!("Credits for serial number {}", record.product().serial))
        .tag("</title>\n<style>")
        .tag(STYLE)
        .tag("</style>\n</head>\n<body>\n<h1>")
        .text(format_args!("{} of credits for one product", record.amount()))
        .tag("</h1>\n");
    if let Some(notice) = record.demonstration() {
        page.tag("<p class=\"notice\"><bdi>").text(notice).tag("</bdi></p>\n");
    }
    certificate_table(&mut page, certificate);
    footprint_tables(&mut page, record.footprint());
    page.tag("<h2>Credits</h2>\n");
    for line in record.lines() {
        credit_table(&mut page, line);
    }
    if !record.assurances().is_empty() {
        page.tag("<h2>Statements by third parties</h2>\n");
    }
    for assurance in record.assurances() {
        assurance_table(&mut page, assurance);
    }
    page.tag("<section>\n<h2>Terms</h2>\n<p class=\"terms\"><bdi>")
        .text(record.terms())
        .tag("</bdi></p>\n</section>\n");
    check_section(&mut page, certificate);
    page.tag("</body>\n</html>\n");
    page.finish()
}

fn certificate_table(page: &mut Markup, certificate: &Certificate) {
    let (record, issuer) = (certificate.record(), certificate.issuer());
    page.tag("<section>\n<h2>Record</h2>\n<table>\n");
    row(page, "Product", record.product_name());
    row(page, "Model", &record.product().model);
    row(page, "Serial number", &record.product().serial);
    row(page, "Amount", record.amount());
    row(page, "What was done", record.summary());
    match record.coverage() {
        Coverage::Whole => row(page, "Covers", "the whole footprint below"),
        Coverage::Part { reason } => {
            row(page, "Covers", format_args!("a part of the footprint below: {reason}"));
        }
    }
    row(page, "Issued by", format_args!("{}, {}", issuer.name(), issuer.host()));
    row(page, "Issued at", certificate.valid_from());
    row(page, "Certificate", certificate.id());
    page.tag("</table>\n</section>\n");
}

fn footprint_tables(page: &mut Markup, footprint: &FootprintStatement) {
    page.tag("<section>\n<h2>Estimated footprint</h2>\n<table>\n");
    for share in &footprint.stages {
        amount_row(page, share.stage, share.amount);
    }
    amount_row(page, "Total", footprint.total);
    page.tag("</table>\n<table>\n");
    row(page, "Number taken", footprint.statistic);
    row(page, "Rounded", rounding_in_words(footprint.rounding));
    row(page, "Known from", &footprint.tier);
    row(page, "Method", &footprint.method);
    if let Some(years) = footprint.use_years {
        row(page, "Years of use", years.normalize());
    }
    if let Some(location) = &footprint.location {
        row(page, "Place of use", location);
    }
    for source in &footprint.sources {
        row(page, "Source", source);
    }
    page.tag("</table>\n</section>\n");
}

fn credit_table(page: &mut Markup, line: &CreditLine) {
    page.tag("<section>\n<h3><bdi>").text(&line.project_name).tag("</bdi></h3>\n<table>\n");
    row(page, "Amount", line.amount());
    row(page, "Registry", &line.registry);
    row(page, "Project", &line.project);
    if let Some(country) = line.country {
        row(page, "Country", format_args!("{} ({country})", country.name()));
    }
    row(page, "Technology", &line.technology);
    match line.vintage {
        Some(vintage) => {
            row(page, "Vintage", format_args!("{} to {}", vintage.first(), vintage.last()));
        }
        None => row(page, "Vintage", "not stated in the serial"),
    }
    row(page, "Block of units", &line.block);
    row(page, "Size of a unit", line.unit_size);
    let (first, last) = (line.first_unit(), line.last_unit());
    if let (Some(first), Some(last)) = (first, last) {
        if first == last {
            row(page, "Unit", first);
        } else {
            row(page, "Units", format_args!("{first} to {last}"));
        }
    }
    row(
        page,
        "Grams of the block",
        format_args!("from {} up to but not including {}", line.slice.start(), line.slice.end()),
    );
    ends(page, line);
    act_rows(page, &line.act);
    page.tag("</table>\n</section>\n");
}

/// The first and last unit, which may be taken in part; those between are taken whole.
fn ends(page: &mut Markup, line: &CreditLine) {
    let mut units = line.units();
    let first = units.next();
    // The last unit is found without walking through millions of whole ones.
    let last = line.last_unit().and_then(|number| line.unit(number));
    for taken in first.into_iter().chain(last.filter(|last| Some(*last) != first)) {
        row(
            page,
            "Taken of a unit",
            format_args!(
                "unit {}: {} g of {} g, from {} up to but not including {}",
                taken.unit,
                taken.grams.grams(),
                line.unit_size.as_grams(),
                taken.grams.start(),
                taken.grams.end()
            ),
        );
    }
}

fn act_rows(page: &mut Markup, act: &Act) {
    match act {
        Act::Retired { word, date, reference, serials } => {
            row(page, "Act of the registry", word);
            row(page, "Date", date);
            row(page, "Reference", reference);
            for serial in serials {
                row(page, "Serial as printed", serial);
            }
        }
        Act::Allocated { due } => {
            row(page, "Act of the registry", format_args!("none yet; due by {due}"));
        }
    }
}

fn assurance_table(page: &mut Markup, assurance: &Assurance) {
    page.tag("<section>\n<table>\n");
    row(page, "Body", &assurance.body);
    row(page, "Standard", &assurance.standard);
    row(page, "Scope", &assurance.scope);
    row(page, "Statement", &assurance.statement_id);
    row(page, "Holds", format_args!("from {} to {}", assurance.first, assurance.last));
    row(page, "To be read at", &assurance.link);
    row(page, "SHA-256", assurance.digest);
    page.tag("</table>\n</section>\n");
}

fn check_section(page: &mut Markup, certificate: &Certificate) {
    let (issuer, status) = (certificate.issuer(), certificate.status());
    page.tag("<section>\n<h2>How to check</h2>\n<table>\n");
    row(page, "About", certificate.subject());
    row(page, "Issuer", issuer.did());
    if let Some(url) = issuer.did().web_url() {
        row(page, "Keys of the issuer", url);
    }
    row(page, "Revoked when set", format_args!("entry {} of {}", status.index, status.list));
    if let Some(entry) = certificate.suspension() {
        row(page, "Suspended when set", format_args!("entry {} of {}", entry.index, entry.list));
    }
    let signed = if certificate.is_signed() {
        "in the certificate file, eddsa-jcs-2022; this page proves nothing by itself"
    } else {
        "not signed"
    };
    row(page, "Signature", signed);
    page.tag("</table>\n</section>\n");
}

fn row(page: &mut Markup, name: &'static str, value: impl Display) {
    page.tag("<tr><th scope=\"row\">")
        .tag(name)
        .tag("</th><td><bdi>")
        .text(value)
        .tag("</bdi></td></tr>\n");
}

fn amount_row(page: &mut Markup, name: impl Display, amount: impl Display) {
    page.tag("<tr><th scope=\"row\">")
        .text(name)
        .tag("</th><td class=\"amount\">")
        .text(amount)
        .tag("</td></tr>\n");
}
