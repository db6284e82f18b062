//! The footprint as a bar, with the same numbers as a table.

use super::parts::Page;
use crate::markup::Markup;
use crate::wording::{Key, Wording};
use co2_cert::record::{FootprintInterval, FootprintStatement};
use co2_units::Co2e;
use std::borrow::Cow;

/// The width of the drawing in its own units; it is stretched to the width of the page.
const WIDTH: u64 = 10_000;

/// The classes of the stages' colours, from the first stage to the last.
const TONES: [&str; 5] = ["s s0", "s s1", "s s2", "s s3", "s s4"];

/// Writes the stages as parts of a bar, below it the interval of the total, and a table with the numbers.
pub(super) fn footprint_chart(page: &mut Page<'_>, footprint: &FootprintStatement) {
    let wording = page.wording;
    let upper = footprint.interval.map_or(Co2e::ZERO, |interval| interval.p95);
    let scale = Scale(footprint.total.max(upper));
    let mut start = Co2e::ZERO;
    // What the picture shows is in the table.
    page.markup.tag("<svg class=\"bar\" aria-hidden=\"true\" viewBox=\"0 0 ").text(WIDTH);
    page.markup.tag(" 100\" preserveAspectRatio=\"none\">");
    for (share, tone) in footprint.stages.iter().zip(TONES) {
        let end = start.checked_add(share.amount).unwrap_or(Co2e::MAX);
        let (x, right) = (scale.at(start), scale.at(end));
        page.markup.tag("<rect class=\"").tag(tone).tag("\" y=\"0\" height=\"66\" x=\"").text(x);
        page.markup.tag("\" width=\"").text(right.saturating_sub(x)).tag("\"/>");
        start = end;
    }
    if let Some(interval) = footprint.interval {
        whisker(&mut page.markup, &scale, interval);
    }
    page.markup.tag("</svg>\n<table class=\"stages\">\n");
    for (share, tone) in footprint.stages.iter().zip(TONES) {
        page.markup.tag("<tr><th scope=\"row\"><span class=\"").tag(tone).tag("\"></span>");
        amount(page, &wording.stage(share.stage), share.amount);
    }
    page.markup.tag("<tr><th scope=\"row\">");
    amount(page, &Cow::Borrowed(wording.text(Key::Total)), footprint.total);
    page.markup.tag("</table>\n<p>");
    page.markup.text(meaning(wording, footprint));
    page.markup.tag("</p>\n");
}

fn amount(page: &mut Page<'_>, name: &str, amount: Co2e) {
    let amount = page.wording.amount(amount);
    page.markup.text(name).tag("</th><td class=\"amount\">").text(amount).tag("</td></tr>\n");
}

/// Draws a line from one end of the interval to the other.
fn whisker(markup: &mut Markup, scale: &Scale, interval: FootprintInterval) {
    let (low, high) = (scale.at(interval.p5), scale.at(interval.p95));
    markup.tag("<path d=\"M").text(low).tag(" 74V98M").text(low).tag(" 86H").text(high);
    markup.tag("M").text(high).tag(" 74V98\"/>");
}

/// Says what the total is among products like this one.
fn meaning(wording: &Wording, footprint: &FootprintStatement) -> String {
    let mut text = wording.meaning(footprint.statistic).to_owned();
    if let Some(FootprintInterval { p5, p95 }) = footprint.interval {
        let values = [("first", &*wording.amount(p5)), ("last", &*wording.amount(p95))];
        // Chinese and Japanese write no space between sentences.
        text.push_str(if wording.locale().has_no_blanks() { "" } else { " " });
        text.push_str(&wording.fill(Key::Interval, &values));
    }
    text
}

/// Places amounts on the bar: the greatest one is at its end.
struct Scale(Co2e);

impl Scale {
    fn at(&self, amount: Co2e) -> u64 {
        let part = u128::from(amount.min(self.0).as_grams()).saturating_mul(WIDTH.into());
        let place = part.checked_div(self.0.as_grams().into()).unwrap_or_default();
        u64::try_from(place).unwrap_or(WIDTH)
    }
}

#[cfg(test)]
mod tests {
    use super::{Co2e, Scale, WIDTH};

    #[test]
    fn every_amount_has_its_place() {
        let grams = Co2e::from_grams;
        let scale = Scale(grams(300));
        assert_eq!([0, 1, 150, 300, 301].map(|g| scale.at(grams(g))), [0, 33, 5_000, WIDTH, WIDTH]);
        assert_eq!(Scale(Co2e::ZERO).at(Co2e::ZERO), 0);
        assert_eq!(Scale(Co2e::MAX).at(Co2e::MAX), WIDTH);
    }
}
