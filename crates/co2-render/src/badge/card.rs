//! A card of lines, which grows with its content.

use super::fit::wrap;
use super::style::{BadgeStyle, Theme, Tone};
use crate::bake::cdata;
use crate::markup::Markup;
use crate::qr::Code;
use crate::wording::Wording;
use co2_cert::Certificate;

/// The content of a badge, from top to bottom, and its texts for screen readers.
pub(super) struct Card<'a> {
    pub(super) style: BadgeStyle,
    pub(super) wording: &'a Wording,
    pub(super) title: String,
    /// Sentences for screen readers, each without the full stop.
    pub(super) description: Vec<String>,
    pub(super) lines: Vec<(Kind, String)>,
}

/// The kind of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Headline,
    Fact,
    Note,
    Notice,
}

impl Card<'_> {
    /// Draws the card as SVG. A signed certificate is baked in.
    pub(super) fn svg(&self, certificate: &Certificate) -> String {
        let size = self.style.size.measures();
        let code = size.code.map(|side| (side, Code::of(certificate.id())));
        let beside = size.code.map_or(0, |side| side.saturating_add(size.padding));
        let room = size.width.saturating_sub(size.padding.saturating_mul(2)).saturating_sub(beside);
        let mut drawn = Vec::new();
        let mut bottom = size.padding;
        for (kind, text) in &self.lines {
            let (points, bold) = size.letters(*kind);
            for line in wrap(text, room, points, bold) {
                // Letters stand on the baseline; a quarter of the font size is below it.
                let baseline = bottom.saturating_add(points);
                bottom = baseline.saturating_add(points.checked_div(3).unwrap_or_default());
                drawn.push((*kind, points, bold, baseline, line));
            }
        }
        let least = size.code.unwrap_or_default().saturating_add(size.padding);
        let height = bottom.max(least).saturating_add(size.padding);

        let mut svg = Markup::new();
        self.open(&mut svg, certificate, size.width, height);
        let theme = self.style.theme;
        svg.tag("<rect x=\"0.5\" y=\"0.5\" width=\"")
            .text(size.width.saturating_sub(1))
            .tag("\" height=\"")
            .text(height.saturating_sub(1))
            .tag("\" fill=\"")
            .text(theme.colour(Tone::Background))
            .tag("\" stroke=\"")
            .text(theme.colour(Tone::Note))
            .tag("\"/><g font-family=\"system-ui, sans-serif\">");
        for (kind, points, bold, baseline, line) in drawn {
            svg.tag("<text x=\"")
                .text(size.padding)
                .tag("\" y=\"")
                .text(baseline)
                .tag("\" font-size=\"")
                .text(points)
                .tag(if bold { "\" font-weight=\"bold\" fill=\"" } else { "\" fill=\"" })
                .text(theme.colour(kind.tone()))
                .tag("\">")
                .text(line)
                .tag("</text>");
        }
        svg.tag("</g>");
        if let Some((side, code)) = code {
            let left = size.width.saturating_sub(size.padding).saturating_sub(side);
            draw_code(&mut svg, &code, left, size.padding, side);
        }
        svg.tag("</svg>");
        svg.finish()
    }

    fn open(&self, svg: &mut Markup, certificate: &Certificate, width: u32, height: u32) {
        // Two badges on one page must not have the same identifiers.
        let id = format!("{:08x}", crc32fast::hash(certificate.id().as_str().as_bytes()));
        let language = self.wording.locale().markup_tag();
        svg.tag("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:openbadges=\"")
            .tag(crate::bake::NAMESPACE)
            .tag("\" lang=\"")
            .tag(language)
            .tag("\" xml:lang=\"")
            .tag(language)
            .tag("\" role=\"img\" aria-labelledby=\"title-")
            .text(&id)
            .tag(" desc-")
            .text(&id)
            .tag("\" width=\"")
            .text(width)
            .tag("\" height=\"")
            .text(height)
            .tag("\" viewBox=\"0 0 ")
            .text(width)
            .tag(" ")
            .text(height)
            .tag("\">");
        if certificate.is_signed() {
            let json = String::from_utf8(certificate.to_json()).unwrap_or_default();
            svg.tag("<openbadges:credential><![CDATA[")
                .section(&cdata(&json))
                .tag("]]></openbadges:credential>");
        }
        svg.tag("<title id=\"title-").text(&id).tag("\">").text(&self.title).tag("</title>");
        svg.tag("<desc id=\"desc-").text(&id).tag("\">");
        for (index, sentence) in self.description.iter().enumerate() {
            // Isolating characters of our own surround each text, so that no script can reorder the rest.
            svg.tag(if index == 0 { "\u{2068}" } else { " \u{2068}" })
                .text(sentence)
                .tag("\u{2069}.");
        }
        svg.tag("</desc>");
    }
}

/// Draws a code on white in every theme, because many readers need dark on light.
fn draw_code(svg: &mut Markup, code: &Code, left: u32, top: u32, side: u32) {
    svg.tag("<svg x=\"")
        .text(left)
        .tag("\" y=\"")
        .text(top)
        .tag("\" width=\"")
        .text(side)
        .tag("\" height=\"")
        .text(side)
        .tag("\" viewBox=\"0 0 ")
        .text(code.width())
        .tag(" ")
        .text(code.width())
        .tag("\" shape-rendering=\"crispEdges\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
    code.path(svg);
    svg.tag("</svg>");
}

impl Kind {
    const fn tone(self) -> Tone {
        match self {
            Self::Headline | Self::Fact => Tone::Text,
            Self::Note => Tone::Note,
            Self::Notice => Tone::Notice,
        }
    }
}

impl Theme {
    /// Returns the colour of a tone.
    pub(super) const fn colour(self, tone: Tone) -> &'static str {
        match (self, tone) {
            (Self::Light, Tone::Background) => "#ffffff",
            (Self::Light, Tone::Text) => "#222222",
            (Self::Light, Tone::Note) => "#555555",
            (Self::Light, Tone::Notice) => "#a00000",
            (Self::Dark, Tone::Background) => "#1b1b1b",
            (Self::Dark, Tone::Text) => "#f2f2f2",
            (Self::Dark, Tone::Note) => "#bbbbbb",
            (Self::Dark, Tone::Notice) => "#ff9c9c",
        }
    }
}
