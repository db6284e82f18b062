//! The record badge: serial number, grams, act, date, issuer.

use super::bake::cdata;
use super::markup::Markup;
use crate::certificate::Certificate;

/// Columns that fit a line of the notice.
const COLUMNS: usize = 44;

/// The record badge as SVG: a product's serial number, the amount, the registry's act and its date,
/// the issuer's host, and the notice of a demonstration. It states a fact and makes no claim.
///
/// It is text, with a title and description for those who do not see it, and needs no font, script
/// or network. A signed certificate is baked in, as Open Badges 3.0 has it.
pub fn record_badge_svg(certificate: &Certificate) -> String {
    let record = certificate.record();
    let (serial, amount) = (&record.product().serial, record.amount());
    let (summary, host) = (record.summary(), certificate.issuer().host());
    let notice: Vec<String> =
        record.demonstration().map(|notice| wrap(notice.as_str(), COLUMNS)).unwrap_or_default();
    let height = notice.iter().fold(112_u32, |height, _| height.saturating_add(16));

    let mut svg = Markup::new();
    svg.tag("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\"")
        .tag(" role=\"img\" aria-labelledby=\"title desc\" width=\"320\" height=\"")
        .text(height)
        .tag("\" viewBox=\"0 0 320 ")
        .text(height)
        .tag("\">");
    if certificate.is_signed() {
        let json = String::from_utf8(certificate.to_json()).unwrap_or_default();
        svg.tag("<openbadges:credential><![CDATA[")
            .section(&cdata(&json))
            .tag("]]></openbadges:credential>");
    }
    svg.tag("<title id=\"title\">")
        .text(format_args!("{amount} of credits for serial number {serial}"))
        .tag("</title><desc id=\"desc\">");
    if let Some(notice) = record.demonstration() {
        svg.text(notice).tag(". ");
    }
    svg.text(format_args!("{summary}. Stated by {host}.")).tag("</desc>");
    svg.tag("<rect x=\"0.5\" y=\"0.5\" width=\"319\" height=\"")
        .text(height.saturating_sub(1))
        .tag("\" fill=\"#fff\" stroke=\"#333\"/>");
    svg.tag("<g font-family=\"system-ui, sans-serif\" fill=\"#222\">");
    line(
        &mut svg,
        "<text x=\"16\" y=\"36\" font-size=\"24\" font-weight=\"bold\"",
        &amount.to_string(),
        20,
    );
    line(&mut svg, "<text x=\"16\" y=\"60\" font-size=\"14\"", &summary.to_string(), 40);
    line(
        &mut svg,
        "<text x=\"16\" y=\"80\" font-size=\"14\"",
        &format!("serial number {serial}"),
        40,
    );
    line(&mut svg, "<text x=\"16\" y=\"100\" font-size=\"12\" fill=\"#555\"", host.as_str(), 46);
    if !notice.is_empty() {
        svg.tag("<text y=\"104\" font-size=\"12\" font-weight=\"bold\" fill=\"#a00\">");
        for part in &notice {
            svg.tag("<tspan x=\"16\" dy=\"16\">").text(part).tag("</tspan>");
        }
        svg.tag("</text>");
    }
    svg.tag("</g></svg>");
    svg.finish()
}

/// A line of text; one that is too long is pressed into the width.
fn line(svg: &mut Markup, open: &'static str, text: &str, fits: usize) {
    svg.tag(open);
    if text.chars().count() > fits {
        svg.tag(" textLength=\"288\" lengthAdjust=\"spacingAndGlyphs\"");
    }
    svg.tag(">").text(text).tag("</text>");
}

/// Breaks a text into lines at blanks, or anywhere when a word is too long. Characters beyond ASCII
/// count as two columns, which is right for Chinese and safe for others.
fn wrap(text: &str, columns: usize) -> Vec<String> {
    let width = |c: char| if c.is_ascii() { 1_usize } else { 2 };
    let measure = |text: &str| text.chars().fold(0_usize, |sum, c| sum.saturating_add(width(c)));
    let mut lines: Vec<String> = Vec::new();
    let mut current = String::new();
    for word in text.split_whitespace() {
        let joined = measure(&current).saturating_add(measure(word)).saturating_add(1);
        if !current.is_empty() && joined > columns {
            lines.push(core::mem::take(&mut current));
        }
        if !current.is_empty() {
            current.push(' ');
        }
        for character in word.chars() {
            if measure(&current).saturating_add(width(character)) > columns {
                lines.push(core::mem::take(&mut current));
            }
            current.push(character);
        }
    }
    if !current.is_empty() {
        lines.push(current);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn long_texts_are_wrapped() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 5), ["abcde", "fgh", "ij"]);
        assert_eq!(wrap("演示演示", 5), ["演示", "演示"]);
        assert!(wrap("  ", 5).is_empty());
    }
}
