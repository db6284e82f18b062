//! Everything that the record states, for those who check it.

use super::parts::{Cell, Page};
use crate::wording::Key;
use co2_cert::Certificate;
use co2_cert::record::{Act, Assurance, CreditLine, FootprintStatement};
use co2_units::Date;

/// Writes the folded part of a page, which is open on paper.
pub(super) fn full_record(page: &mut Page<'_>, certificate: &Certificate) {
    let record = certificate.record();
    page.markup.tag("<details>\n<summary>");
    page.word(Key::FullRecord);
    page.markup.tag("</summary>\n<div class=\"pair\">\n");
    record_section(page, certificate);
    footprint_section(page, record.footprint());
    for line in record.lines() {
        credit_section(page, line);
    }
    for assurance in record.assurances() {
        assurance_section(page, assurance);
    }
    check_section(page, certificate);
    page.markup.tag("</div>\n</details>\n");
}

fn heading(page: &mut Page<'_>, key: Key) {
    page.markup.tag("<h4>");
    page.word(key);
    page.markup.tag("</h4>\n");
}

fn record_section(page: &mut Page<'_>, certificate: &Certificate) {
    let wording = page.wording;
    page.markup.tag("<section>\n");
    heading(page, Key::Record);
    page.markup.tag("<table>\n");
    page.row(Key::Model, Cell::Code(&certificate.record().product().model));
    page.row(Key::IssuedAt, Cell::Words(&wording.instant(certificate.valid_from())));
    page.row(Key::Certificate, Cell::Code(certificate.id()));
    page.markup.tag("</table>\n</section>\n");
}

fn footprint_section(page: &mut Page<'_>, footprint: &FootprintStatement) {
    let wording = page.wording;
    page.markup.tag("<section>\n");
    heading(page, Key::Footprint);
    page.markup.tag("<table>\n");
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
    page.markup.tag("<section>\n<h4>");
    page.cell(Cell::Given(&line.project_name));
    page.markup.tag("</h4>\n<table>\n");
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
