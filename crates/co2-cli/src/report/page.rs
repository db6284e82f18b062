//! The report as one HTML file that fetches nothing.

use super::chart::{self, Line};
use super::content::{Report, ToRetire};
use co2::figures::{Measure, Row};
use co2::units::{Co2e, Country};
use std::fmt::{Display, Write};

const STYLE: &str = "\
:root{--text:#1d2226;--muted:#555d63;--paper:#fff;--edge:#d3d8db;--held:#0b5d3b;--retired:#8a4b00;--bad:#a00000;\
color:var(--text);background:#eceeef;font:1rem/1.5 system-ui,sans-serif}\
@media (prefers-color-scheme:dark){:root{--text:#eceff1;--muted:#aab2b8;--paper:#1c2023;--edge:#434a4f;--held:#6cc79b;\
--retired:#e8ad62;--bad:#ff9c9c;background:#121517}}\
*{box-sizing:border-box}\
body{margin:0;padding:clamp(.5rem,3vw,2rem)}\
main{max-width:64rem;margin:0 auto;padding:clamp(1rem,4vw,3rem);background:var(--paper);border:1px solid var(--edge)}\
h1{font-size:clamp(1.5rem,5vw,2.2rem);line-height:1.2;margin:0}\
h2{font-size:1.2rem;margin:2.5rem 0 .6rem;padding-top:.8rem;border-top:1px solid var(--edge)}\
p,li,dd,bdi,code{overflow-wrap:anywhere}\
.muted,.note,dt{color:var(--muted)}\
.note{border-inline-start:4px solid var(--retired);padding-inline-start:1rem;margin:1.2rem 0}\
.totals{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(10rem,100%),1fr));gap:1rem;margin:1.5rem 0 0}\
.totals dd{margin:0;font-size:1.5rem;font-weight:700;line-height:1.25}\
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(22rem,100%),1fr));gap:0 2.5rem}\
.pair>section{min-width:0}\
.wide{overflow-x:auto}\
table{border-collapse:collapse;width:100%;font-size:.95rem}\
caption{text-align:start;color:var(--muted);padding:.3rem 0}\
th,td{text-align:start;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--edge)}\
th.n,td.n{text-align:end;padding-inline-end:0;padding-inline-start:.8rem;font-variant-numeric:tabular-nums;white-space:nowrap}\
tbody th{font-weight:400}\
.n+:not(.n){padding-inline-start:1.5rem}\
.chart{width:100%;min-width:34rem;height:auto;display:block}\
.chart text{font-size:12px;fill:var(--muted)}.chart .end{text-anchor:end}.chart .middle{text-anchor:middle}\
.grid{stroke:var(--edge)}\
polyline{fill:none;stroke-width:2.5}\
polyline.held{stroke:var(--held)}polyline.retired{stroke:var(--retired);stroke-dasharray:7 4}\
rect.held,circle.held{fill:var(--held)}circle.retired{fill:var(--retired)}\
.key{display:inline-block;width:1.4em;border-top:3px solid var(--held);vertical-align:middle;margin-inline-end:.4em}\
.key.r{border-color:var(--retired);border-top-style:dashed;margin-inline-start:1.2em}\
.share{display:block;width:100%;min-width:4rem;height:.6rem;margin-top:.45rem}\
.bad{color:var(--bad);font-weight:700}\
code{font-size:.9em}\
@media print{:root{background:none;font-size:9pt}body{padding:0}main{border:0;padding:0;max-width:none}tr,svg,dl{break-inside:avoid}\
h2{break-after:avoid;margin-top:1.2rem}}";

/// Markup in which only our own constants are tags and everything else is text.
pub(super) struct Html(String);

impl Html {
    pub(super) fn tag(&mut self, tag: &'static str) -> &mut Self {
        self.0.push_str(tag);
        self
    }

    pub(super) fn text(&mut self, text: impl Display) -> &mut Self {
        self.0.push_str(&co2::render::escaped(&text.to_string()));
        self
    }

    fn heading(&mut self, text: &'static str) {
        self.tag("<h2>").tag(text).tag("</h2>\n");
    }

    /// Opens a table with a caption and columns; those of numbers are marked.
    fn table(&mut self, caption: &'static str, columns: &[(&'static str, bool)]) {
        self.tag("<div class=\"wide\"><table>\n<caption>")
            .tag(caption)
            .tag("</caption>\n<thead><tr>");
        for (name, is_number) in columns {
            self.tag(if *is_number {
                "<th scope=\"col\" class=\"n\">"
            } else {
                "<th scope=\"col\">"
            });
            self.tag(name).tag("</th>");
        }
        self.tag("</tr></thead>\n<tbody>\n");
    }

    fn end_table(&mut self) {
        self.tag("</tbody>\n</table></div>\n");
    }

    fn amount(&mut self, amount: Co2e) -> &mut Self {
        self.tag("<td class=\"n\">").text(tonnes(amount)).tag("</td>")
    }

    fn cell(&mut self, text: impl Display) -> &mut Self {
        self.tag("<td>").text(text).tag("</td>")
    }
}

/// An amount in tonnes, to the gram, such as `1,234.5 t`.
pub(super) fn tonnes(amount: Co2e) -> String {
    let grams = amount.as_grams();
    let (whole, rest) = (grams / 1_000_000, grams % 1_000_000);
    let mut text = whole.to_string();
    let mut at = text.len();
    while at > 3 {
        at -= 3;
        text.insert(at, ',');
    }
    if rest > 0 {
        let _ = write!(text, ".{}", format!("{rest:06}").trim_end_matches('0'));
    }
    text + " t"
}

pub(super) fn html(report: &Report) -> String {
    let mut html = Html(String::new());
    html.tag("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.tag("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    html.tag("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.tag("<meta name=\"color-scheme\" content=\"light dark\">\n<title>Credits for products</title>\n<style>");
    html.tag(STYLE).tag("</style>\n</head>\n<body>\n<main>\n<h1>Credits for products");
    if let Some(issuer) = &report.issuer {
        html.tag(": ").text(issuer);
    }
    html.tag("</h1>\n<p class=\"muted\">Made at ").text(report.made_at);
    html.tag(" from the ledger as of ").text(report.latest_event);
    html.tag(". Amounts are tonnes of CO2e, to the gram; days are those of UTC.</p>\n");
    totals(&mut html, report);
    html.tag("<p class=\"note\">").text(report.note).tag("</p>\n");
    over_time(&mut html, report);
    growth(&mut html, report);
    projects(&mut html, report);
    html.heading("Where and for whom");
    html.tag("<div class=\"pair\">\n");
    breakdown(&mut html, "By technology of the project", &report.technologies, "unknown", words);
    breakdown(
        &mut html,
        "By country of the project",
        &report.project_countries,
        "unknown",
        country,
    );
    breakdown(&mut html, "By product line", &report.product_lines, "none stated", str::to_owned);
    breakdown(&mut html, "By channel", &report.channels, "none stated", words);
    breakdown(
        &mut html,
        "By country of the buyer",
        &report.buyer_countries,
        "none stated",
        country,
    );
    html.tag("</div>\n");
    duties(&mut html, report);
    equivalences(&mut html, report);
    audit(&mut html, report);
    html.tag("</main>\n</body>\n</html>\n");
    html.0
}

fn totals(html: &mut Html, report: &Report) {
    html.tag("<dl class=\"totals\">\n");
    let total = report.total;
    for (name, amount) in [
        ("Covered: what paid orders got", total.covered),
        ("Released: what they gave up", total.released),
        ("Held by orders now", report.held),
        ("Certified", total.certified),
        ("Retired by registries, in whole units", total.retired),
    ] {
        html.tag("<div><dt>").tag(name).tag("</dt><dd>").text(tonnes(amount)).tag("</dd></div>\n");
    }
    html.tag("</dl>\n");
}

fn over_time(html: &mut Html, report: &Report) {
    html.heading("Tonnes over time");
    if report.months.is_empty() {
        html.tag("<p>Nothing has happened yet.</p>\n");
        return;
    }
    let months = &report.months;
    let labels: Vec<&str> = months.iter().map(|month| &*month.period).collect();
    let reached: Vec<(Measure, String, String)> = report
        .milestones
        .iter()
        .map(|one| (one.measure, one.day.to_string(), tonnes(one.amount)))
        .collect();
    // Where several were reached in one month, the last is the largest.
    let marks = |wanted: Measure| {
        let place = |day: &str| labels.iter().position(|month| day.starts_with(month));
        let mut marks: Vec<(usize, &str)> = Vec::new();
        for (_, day, amount) in reached.iter().filter(|(measure, ..)| *measure == wanted) {
            let Some(place) = place(day) else { continue };
            marks.retain(|(at, _)| *at != place);
            marks.push((place, amount));
        }
        marks
    };
    html.tag("<p class=\"muted\"><span class=\"key\"></span>held by orders<span class=\"key r\"></span>retired</p>\n");
    let lines = [
        Line {
            class: "held",
            values: months.iter().map(|month| month.held).collect(),
            marks: marks(Measure::Covered),
        },
        Line {
            class: "retired",
            values: months.iter().map(|month| month.retired).collect(),
            marks: marks(Measure::Retired),
        },
    ];
    chart::lines(html, &labels, &lines);
    html.tag("<div class=\"pair\">\n<section>\n");
    html.table(
        "At the end of each month",
        &[("Month", false), ("Held by orders", true), ("Retired", true)],
    );
    for month in months {
        html.tag("<tr><th scope=\"row\">").text(&month.period).tag("</th>");
        html.amount(month.held).amount(month.retired).tag("</tr>\n");
    }
    html.end_table();
    html.tag("</section>\n<section>\n");
    if !reached.is_empty() {
        html.table("Milestones", &[("Day", false), ("What", false), ("Reached", true)]);
        for (measure, day, amount) in &reached {
            html.tag("<tr><th scope=\"row\">").text(day).tag("</th>");
            html.cell(if *measure == Measure::Retired { "retired" } else { "held by orders" });
            html.tag("<td class=\"n\">").text(amount).tag("</td></tr>\n");
        }
        html.end_table();
    }
    html.tag("</section>\n</div>\n");
}

fn growth(html: &mut Html, report: &Report) {
    if report.quarters.is_empty() {
        return;
    }
    html.heading("Growth by quarter");
    let labels: Vec<&str> = report.quarters.iter().map(|quarter| &*quarter.period).collect();
    let values: Vec<Co2e> = report.quarters.iter().map(|quarter| quarter.amount).collect();
    chart::bars(html, &labels, &values);
    html.table(
        "Covered in each quarter",
        &[("Quarter", false), ("Covered", true), ("Change", true), ("", false)],
    );
    for quarter in &report.quarters {
        html.tag("<tr><th scope=\"row\">")
            .text(&quarter.period)
            .tag("</th>")
            .amount(quarter.amount);
        html.tag("<td class=\"n\">");
        match quarter.change_percent {
            Some(change) => html.text(format_args!("{change:+} %")),
            None => html.tag("–"),
        };
        html.tag("</td>").cell(if quarter.complete { "" } else { "not over yet" }).tag("</tr>\n");
    }
    html.end_table();
}

fn projects(html: &mut Html, report: &Report) {
    html.heading("Projects");
    html.table(
        "The four sums are counted apart and are not added to each other",
        &[
            ("Project", false),
            ("Technology", false),
            ("Country", false),
            ("Covered", true),
            ("Certified", true),
            ("Retired", true),
            ("Free", true),
        ],
    );
    for row in &report.projects {
        html.tag("<tr><th scope=\"row\"><bdi>")
            .text(&row.name)
            .tag("</bdi><br><span class=\"muted\">");
        html.text(&row.registry).tag(" ").text(&row.project).tag("</span></th>");
        html.cell(words(&row.technology)).cell(country(&row.country));
        html.amount(row.amounts.covered).amount(row.amounts.certified).amount(row.amounts.retired);
        html.amount(row.free).tag("</tr>\n");
    }
    html.end_table();
}

/// A technology's or a channel's name for people.
fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// A country's name in English, with its code.
fn country(code: &str) -> String {
    let country = code.parse::<Country>();
    country.map_or_else(|_| code.to_owned(), |country| format!("{} ({code})", country.name()))
}

fn breakdown(
    html: &mut Html,
    caption: &'static str,
    rows: &[Row],
    unknown: &'static str,
    name: impl Fn(&str) -> String,
) {
    // Retired units have no buyer: a row of nothing but those says nothing of a product line or a channel.
    let rows: Vec<&Row> = rows.iter().filter(|row| !row.amounts.covered.is_zero()).collect();
    let most = rows.iter().map(|row| row.amounts.covered).max().unwrap_or(Co2e::ZERO);
    if rows.is_empty() {
        return;
    }
    html.tag("<section>\n");
    html.table(caption, &[("", false), ("", false), ("Covered", true)]);
    for row in rows {
        html.tag("<tr><th scope=\"row\"><bdi>");
        html.text(
            row.labels.first().and_then(Option::as_deref).map_or_else(|| unknown.to_owned(), &name),
        );
        html.tag("</bdi></th><td>");
        chart::share(html, row.amounts.covered, most);
        html.tag("</td>").amount(row.amounts.covered).tag("</tr>\n");
    }
    html.end_table();
    html.tag("</section>\n");
}

fn duties(html: &mut Html, report: &Report) {
    html.heading("Open duties");
    let duties = &report.duties;
    if duties.retire.is_empty()
        && duties.unanswered.is_empty()
        && duties.shortfalls.is_empty()
        && duties.low_stock.is_empty()
    {
        html.tag("<p>There are none.</p>\n");
        return;
    }
    if !duties.retire.is_empty() {
        html.table(
            "Units to retire",
            &[("Registry", false), ("Project", false), ("By", false), ("Whole units", true)],
        );
        for duty in &duties.retire {
            html.tag("<tr><th scope=\"row\">")
                .text(&duty.registry)
                .tag("</th>")
                .cell(&duty.project);
            due(html, duty);
            html.amount(duty.amount).tag("</tr>\n");
        }
        html.end_table();
    }
    if !duties.unanswered.is_empty() {
        html.table(
            "Retirements that were requested and that the registry has not answered",
            &[("Registry", false), ("Request", false), ("Serial of the units", false)],
        );
        for one in &duties.unanswered {
            html.tag("<tr><th scope=\"row\">").text(&one.registry).tag("</th>");
            html.cell(&one.operation).cell(&one.serial).tag("</tr>\n");
        }
        html.end_table();
    }
    if !duties.shortfalls.is_empty() {
        html.table(
            "Credits that the registry lost, to make good",
            &[("Order", false), ("Product", false), ("Amount", true)],
        );
        for lack in &duties.shortfalls {
            html.tag("<tr><th scope=\"row\">").text(&lack.order).tag("</th>");
            html.cell(lack.product.as_deref().unwrap_or("without a serial number yet"));
            html.amount(lack.amount).tag("</tr>\n");
        }
        html.end_table();
    }
    if !duties.low_stock.is_empty() {
        html.table(
            "Stock that is short",
            &[("Project", false), ("Lasts for days", true), ("Sold lately", true), ("Free", true)],
        );
        for low in &duties.low_stock {
            html.tag("<tr><th scope=\"row\">").text(&low.project).tag("</th><td class=\"n\">");
            html.text(low.days).tag("</td>").amount(low.sold).amount(low.free).tag("</tr>\n");
        }
        html.end_table();
    }
}

fn due(html: &mut Html, duty: &ToRetire) {
    html.tag("<td>");
    match &duty.due {
        Some(day) if duty.overdue => {
            html.tag("<span class=\"bad\">").text(day).tag(", which has passed</span>");
        }
        Some(day) => {
            html.text(day);
        }
        None => {
            html.tag("no certificate names a day");
        }
    }
    html.tag("</td>");
}

fn equivalences(html: &mut Html, report: &Report) {
    if report.equivalences.is_empty() {
        return;
    }
    html.heading("What the retired credits equal");
    html.tag("<ul>\n");
    for one in &report.equivalences {
        html.tag("<li>").text(&one.sentence).tag("</li>\n");
    }
    html.tag("</ul>\n");
    if let Some(one) = report.equivalences.first() {
        html.tag("<p class=\"muted\">Edition: ").text(&one.edition).tag("</p>\n");
    }
}

fn audit(html: &mut Html, report: &Report) {
    html.heading("Audit");
    let audit = &report.audit;
    if audit.broken.is_empty() {
        html.tag("<p>The journal was read from its start: each batch is chained to the one before, each event follows, and ");
        html.tag("every gram has exactly one place.</p>\n");
    } else {
        html.tag("<p class=\"bad\">The ledger does not keep what it promises:</p>\n<ul>\n");
        for broken in &audit.broken {
            html.tag("<li>").text(broken).tag("</li>\n");
        }
        html.tag("</ul>\n");
    }
    html.table("What was read", &[("", false), ("", true)]);
    for (name, count) in [
        ("Batches", audit.batches),
        ("Events", audit.events),
        ("Orders", audit.orders),
        ("Certificates", audit.certificates),
    ] {
        html.tag("<tr><th scope=\"row\">")
            .tag(name)
            .tag("</th><td class=\"n\">")
            .text(count)
            .tag("</td></tr>\n");
    }
    html.end_table();
    html.tag("<p>Anchor: <code>").text(&audit.anchor).tag("</code><br>State digest: <code>");
    html.text(&audit.state_digest);
    html.tag("</code></p>\n<p class=\"muted\">The anchor, kept elsewhere, shows later whether the ledger was cut or ");
    html.tag("rewritten: <code>co2 audit LEDGER --anchor FILE</code>.</p>\n");
}

#[cfg(test)]
mod tests {
    use super::{Co2e, Html, tonnes};

    #[test]
    fn tonnes_are_written_to_the_gram() {
        let of = |grams| tonnes(Co2e::from_grams(grams));
        assert_eq!(of(0), "0 t");
        assert_eq!(of(1), "0.000001 t");
        assert_eq!(of(1_500_000), "1.5 t");
        assert_eq!(of(999_000_000), "999 t");
        assert_eq!(of(1_234_567_890_120), "1,234,567.89012 t");
    }

    #[test]
    fn texts_stay_texts() {
        let mut html = Html(String::new());
        html.text("</td><script>\"'&\u{202e}\u{0}");
        assert_eq!(html.0, "&lt;/td&gt;&lt;script&gt;&quot;&#39;&amp;\u{fffd}\u{fffd}");
    }
}
