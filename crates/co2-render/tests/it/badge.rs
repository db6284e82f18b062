//! Record badges: what they state, and that they state nothing else.

use crate::common::{certificate, day, draft, hostile, kg, parts, signed};
use crate::{ATTACKS, tags, wordings};
use co2_cert::{Act, Certificate, RetirementRecord};
use co2_render::{
    BadgeStyle, Size, Theme, Wording, record_badge, record_badge_png, record_badge_svg, unbake_png,
};

fn styles() -> impl Iterator<Item = BadgeStyle> {
    Theme::ALL.into_iter().flat_map(|theme| Size::ALL.map(|size| BadgeStyle { theme, size }))
}

/// Returns the lines of text that are drawn.
pub(crate) fn lines(badge: &str) -> String {
    let texts = badge.split("<text ").skip(1);
    let text = |rest: &str| Some(rest.split_once('>')?.1.split_once("</text>")?.0.to_owned());
    texts.filter_map(text).collect::<Vec<_>>().join(" ")
}

fn inside<'a>(markup: &'a str, open: &str, close: &str) -> &'a str {
    markup.split_once(open).unwrap().1.split_once('>').unwrap().1.split_once(close).unwrap().0
}

#[test]
fn every_badge_states_serial_grams_act_date_and_issuer() {
    for style in styles() {
        let badge = record_badge(&certificate(), style, &Wording::english());
        let lines = lines(&badge);
        for fact in [
            "335 kg CO2e",
            "retired and voluntarily cancelled between 2026-11-18 and 2026-11-20",
            "serial number PF0ABC12",
            "shop.example",
            "demonstration: no credits were retired",
        ] {
            assert!(lines.contains(fact), "{style:?} {fact}: {lines}");
        }
        assert_eq!(
            inside(&badge, "<title ", "</title>"),
            "335 kg CO2e of credits for serial number PF0ABC12"
        );
        let description = inside(&badge, "<desc ", "</desc>").replace(['\u{2068}', '\u{2069}'], "");
        assert_eq!(
            description,
            "demonstration: no credits were retired. retired and voluntarily cancelled between \
             2026-11-18 and 2026-11-20. Stated by shop.example."
        );
        assert!(badge.contains("role=\"img\" aria-labelledby=\"title-"));
        for foreign in ["<script", "<image", "href", "url(", "@font", "<!DOCTYPE", "<style"] {
            assert!(!badge.contains(foreign), "{foreign}");
        }
        assert!(!badge.contains("credential>"), "an unsigned certificate is not baked");
    }
}

#[test]
fn a_record_badge_claims_nothing_in_any_language() {
    let mut parts = parts();
    parts.lines.pop();
    parts.lines[0].act = Act::Allocated { due: day("2026-12-31") };
    parts.amount = kg("300");
    parts.coverage = co2_cert::record::Coverage::Part { reason: "a pilot".parse().unwrap() };
    let mut allocated = draft();
    allocated.record = RetirementRecord::new(parts).unwrap();
    let certificates = [certificate(), allocated.build().unwrap()];
    for wording in wordings() {
        for (certificate, style) in
            certificates.iter().flat_map(|one| styles().map(move |s| (one, s)))
        {
            let badge = record_badge(certificate, style, &wording);
            let title = inside(&badge, "<title ", "</title>");
            let description = inside(&badge, "<desc ", "</desc>");
            for text in [&lines(&badge), title, description] {
                assert_eq!(wording.claim_word(text), None, "{}: {text}", wording.locale());
                // English is understood everywhere, so its claim words are refused in every language.
                assert_eq!(Wording::english().claim_word(text), None, "{text}");
            }
        }
    }
}

#[test]
fn what_nobody_reviewed_is_marked() {
    for wording in wordings() {
        let text = |wording: &Wording| {
            lines(&record_badge(&certificate(), BadgeStyle::default(), wording))
        };
        let (reviewed, marked) = (wording.is_reviewed(), text(&wording).chars().count());
        let unmarked = text(&wording.reviewed_by_host()).chars().count();
        assert_eq!(reviewed, marked == unmarked);
    }
}

#[test]
fn badges_of_two_certificates_share_no_identifiers() {
    let mut draft = draft();
    draft.id = "https://shop.example/certificates/43".parse().unwrap();
    let id = |certificate: &Certificate| {
        let badge = record_badge_svg(certificate);
        badge.split_once("id=\"title-").unwrap().1.split_once('"').unwrap().0.to_owned()
    };
    assert_ne!(id(&draft.build().unwrap()), id(&certificate()));
}

#[test]
fn texts_stay_texts_in_the_badge() {
    for (wording, style) in wordings().iter().flat_map(|one| styles().map(move |s| (one, s))) {
        let plain = record_badge(&hostile("plain"), style, wording);
        for attack in ATTACKS {
            let badge = record_badge(&hostile(attack), style, wording);
            assert_eq!(tags(&badge), tags(&plain), "{attack}");
            assert!(!badge.contains("<script") && !badge.contains("onload=\""));
            assert!(!badge.contains(['\u{202e}', '\u{2066}', '\u{200f}']));
        }
    }
}

#[test]
fn the_bitmap_has_only_an_address() {
    let picture = record_badge_png(&certificate());
    assert!(picture.starts_with(b"\x89PNG"));
    assert!(matches!(unbake_png(&picture), Ok(json) if json.as_bytes() == certificate().to_json()));
    let other = record_badge_png(&hostile("other texts"));
    let pixels = |picture: &[u8]| {
        let start = picture.windows(4).position(|four| four == b"IDAT").unwrap();
        let end = picture.windows(4).position(|four| four == b"iTXt").unwrap();
        // Cut before the length of the next chunk.
        picture[start..end - 4].to_vec()
    };
    assert_eq!(pixels(&picture), pixels(&other), "the same address, the same picture");
}

#[test]
fn the_picture_in_the_guide_is_what_we_draw() {
    let style = BadgeStyle { theme: Theme::Light, size: Size::Large };
    let badge = record_badge(&signed::certificate(), style, &Wording::english());
    let guide = include_str!("../../../../docs/record-badge.svg");
    // To update the file, write this text into it.
    assert!(guide == badge, "docs/record-badge.svg should be:\n{badge}");
}
