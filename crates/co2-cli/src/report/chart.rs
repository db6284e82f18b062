//! Charts as plain SVG. What they show is also in a table beside them, so readers of screens skip them.

use super::page::Html;
use co2::units::Co2e;

/// The size of a chart, in its own units.
const WIDTH: u64 = 720;
const HEIGHT: u64 = 220;
/// Where the values begin and end: to the left, below and above are labels.
const LEFT: u64 = 84;
const RIGHT: u64 = 708;
const TOP: u64 = 14;
const BOTTOM: u64 = 190;
/// How many labels there are below a chart, at most.
const MOST_LABELS: usize = 8;

/// A line of a chart: its class, and a value for each place.
pub(super) struct Line<'a> {
    pub(super) class: &'static str,
    pub(super) values: Vec<Co2e>,
    /// Places that are marked, each with a text.
    pub(super) marks: Vec<(usize, &'a str)>,
}

/// Draws lines over the same places.
pub(super) fn lines(html: &mut Html, labels: &[&str], lines: &[Line<'_>]) {
    let axis = Axis::of(lines.iter().flat_map(|line| &line.values));
    open(html, &axis);
    let count = labels.len();
    for line in lines {
        html.tag("<polyline class=\"").tag(line.class).tag("\" points=\"");
        for (place, value) in line.values.iter().enumerate() {
            html.text(middle(place, count)).tag(",").text(axis.y(*value)).tag(" ");
        }
        html.tag("\"/>");
        for (place, value) in line.values.iter().enumerate() {
            let mark = line.marks.iter().find(|(at, _)| *at == place);
            // A line of one place would not be seen.
            if mark.is_none() && count > 1 {
                continue;
            }
            let (x, y) = (middle(place, count), axis.y(*value));
            html.tag("<circle class=\"").tag(line.class).tag("\" r=\"4\" cx=\"").text(x);
            html.tag("\" cy=\"").text(y).tag("\"/>");
            if let Some((_, text)) = mark {
                // Near the right edge, the text is on the left.
                let near = x > RIGHT - 60;
                html.tag(if near { "<text class=\"end\" x=\"" } else { "<text x=\"" });
                html.text(if near { x.saturating_sub(8) } else { x + 8 }).tag("\" y=\"");
                html.text(y.saturating_sub(4).max(TOP)).tag("\">").text(text).tag("</text>");
            }
        }
    }
    close(html, labels);
}

/// Draws a bar for each value.
pub(super) fn bars(html: &mut Html, labels: &[&str], values: &[Co2e]) {
    let axis = Axis::of(values);
    open(html, &axis);
    let count = labels.len();
    let width = (step(count) * 6 / 10).clamp(1, 90);
    for (place, value) in values.iter().enumerate() {
        let y = axis.y(*value);
        html.tag("<rect class=\"held\" x=\"").text(middle(place, count).saturating_sub(width / 2));
        html.tag("\" width=\"").text(width).tag("\" y=\"").text(y);
        html.tag("\" height=\"").text(BOTTOM.saturating_sub(y)).tag("\"/>");
    }
    close(html, labels);
}

/// Draws a part of a whole as a bar in a row of a table.
pub(super) fn share(html: &mut Html, part: Co2e, whole: Co2e) {
    let percent = u128::from(part.as_grams()) * 100;
    let percent = percent.checked_div(whole.as_grams().into()).unwrap_or_default().min(100);
    html.tag("<svg class=\"share\" aria-hidden=\"true\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\">");
    html.tag("<rect class=\"held\" height=\"8\" width=\"").text(percent).tag("\"/></svg>");
}

fn open(html: &mut Html, axis: &Axis) {
    html.tag("<div class=\"wide\"><svg class=\"chart\" aria-hidden=\"true\" viewBox=\"0 0 ")
        .text(WIDTH);
    html.tag(" ").text(HEIGHT).tag("\">");
    for part in 0..=axis.parts {
        let value = Co2e::from_grams(axis.step.saturating_mul(part));
        let y = axis.y(value);
        html.tag("<path class=\"grid\" d=\"M").text(LEFT).tag(" ").text(y).tag("H").text(RIGHT);
        html.tag("\"/><text class=\"end\" x=\"").text(LEFT - 8).tag("\" y=\"").text(y + 4);
        html.tag("\">").text(super::page::tonnes(value)).tag("</text>");
    }
}

fn close(html: &mut Html, labels: &[&str]) {
    let every = labels.len().div_ceil(MOST_LABELS).max(1);
    for (place, label) in labels.iter().enumerate().step_by(every) {
        html.tag("<text class=\"middle\" x=\"").text(middle(place, labels.len()));
        html.tag("\" y=\"").text(BOTTOM + 20).tag("\">").text(label).tag("</text>");
    }
    html.tag("</svg></div>\n");
}

fn step(count: usize) -> u64 {
    let count = u64::try_from(count.max(1)).unwrap_or(u64::MAX);
    (RIGHT - LEFT) / count
}

/// The middle of a place, from left to right.
fn middle(place: usize, count: usize) -> u64 {
    let [place, count] =
        [place, count.max(1)].map(|number| u64::try_from(number).unwrap_or_default());
    // As many places as fit into memory.
    LEFT + (RIGHT - LEFT).saturating_mul(2 * place + 1) / (2 * count)
}

/// The values from zero to the top of a chart, divided at round numbers.
struct Axis {
    step: u64,
    parts: u64,
}

impl Axis {
    fn of<'a>(values: impl IntoIterator<Item = &'a Co2e>) -> Self {
        let most =
            values.into_iter().map(|value| value.as_grams()).max().unwrap_or_default().max(1);
        // The smallest of 1, 2 and 5 times a power of ten of which at most five reach the top.
        let mut step = 1_u64;
        for factor in [2, 5, 10].into_iter().cycle() {
            if most.div_ceil(step) <= 5 {
                break;
            }
            let power = 10_u64.saturating_pow(step.ilog10());
            step = power.saturating_mul(factor);
        }
        Self { step, parts: most.div_ceil(step) }
    }

    fn y(&self, value: Co2e) -> u64 {
        let top = u128::from(self.step) * u128::from(self.parts);
        let height = u128::from(value.as_grams()).min(top) * u128::from(BOTTOM - TOP);
        BOTTOM - u64::try_from(height.checked_div(top).unwrap_or_default()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Axis, BOTTOM, Co2e, RIGHT, TOP, middle};

    #[test]
    fn an_axis_is_divided_at_round_numbers() {
        let of = |grams| {
            let axis = Axis::of(&[Co2e::from_grams(grams)]);
            (axis.step, axis.parts)
        };
        assert_eq!(of(0), (1, 1));
        assert_eq!(of(5), (1, 5));
        assert_eq!(of(6), (2, 3));
        assert_eq!(of(11), (5, 3));
        assert_eq!(of(26), (10, 3));
        assert_eq!(of(335_000), (100_000, 4));
        assert_eq!(of(u64::MAX), (5_000_000_000_000_000_000, 4));
    }

    #[test]
    fn values_are_inside_the_chart() {
        let axis = Axis::of(&[Co2e::from_grams(100)]);
        assert_eq!([0, 50, 100].map(|grams| axis.y(Co2e::from_grams(grams))), [BOTTOM, 102, TOP]);
        assert_eq!((middle(0, 1), middle(0, 2)), (396, 240));
        assert!(middle(999, 1_000) < RIGHT);
    }
}
