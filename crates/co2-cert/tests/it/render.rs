//! What people see, also of texts that try to be more than text.

use crate::common::{certificate, day, draft, parts};
use co2_cert::{Act, Certificate, RetirementRecord, Text, certificate_page_html, record_badge_svg};

/// A certificate with one hostile text in every free place.
fn hostile(text: &str) -> Certificate {
    let attack = || text.parse::<Text>().unwrap();
    let mut parts = parts();
    parts.product_name = attack();
    parts.terms = text.parse().unwrap();
    parts.demonstration = Some(attack());
    parts.footprint.method = attack();
    parts.footprint.tier = attack();
    parts.footprint.location = Some(attack());
    parts.footprint.sources = vec![attack()];
    for line in &mut parts.lines {
        line.project_name = attack();
        line.technology = attack();
        if let Act::Retired { reference, serials, .. } = &mut line.act {
            *reference = attack();
            *serials = vec![attack()];
        }
    }
    let mut draft = draft();
    draft.record = RetirementRecord::new(parts).unwrap();
    draft.issuer = co2_cert::Issuer::web("shop.example".parse().unwrap(), attack()).unwrap();
    draft.build().unwrap()
}

/// Names of all tags of markup, in order of appearance.
fn tags(markup: &str) -> Vec<&str> {
    let mut names: Vec<&str> =
        markup.split('<').skip(1).filter_map(|rest| rest.split([' ', '>']).next()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

const ATTACKS: [&str; 5] = [
    "</td></tr></table><script>alert(1)</script>",
    "</title></svg><svg onload=\"alert(1)\">",
    "\" onmouseover='alert(1)' x=\"",
    "]]></openbadges:credential><script>alert(1)</script>",
    "safe\u{202e}drawkcab\u{2066}\u{200f}",
];

#[test]
fn texts_stay_texts_in_the_page() {
    let plain = certificate_page_html(&hostile("plain"));
    for attack in ATTACKS {
        let page = certificate_page_html(&hostile(attack));
        assert_eq!(tags(&page), tags(&plain), "{attack}");
        assert!(
            !page.contains("<script") && !page.contains("onload=\"") && !page.contains("x=\"\"")
        );
        assert!(!page.contains(['\u{202e}', '\u{2066}', '\u{200f}']));
    }
    let page = certificate_page_html(&hostile(ATTACKS[0]));
    // Each of the twelve places shows the whole text, escaped.
    let escaped = "&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;&lt;script&gt;alert(1)&lt;/script&gt;";
    assert_eq!(page.matches(escaped).count(), 16);
}

#[test]
fn texts_stay_texts_in_the_badge() {
    let plain = record_badge_svg(&hostile("plain"));
    for attack in ATTACKS {
        let badge = record_badge_svg(&hostile(attack));
        assert_eq!(tags(&badge), tags(&plain), "{attack}");
        assert!(!badge.contains("<script") && !badge.contains("onload=\""));
        assert!(!badge.contains(['\u{202e}', '\u{2066}', '\u{200f}']));
    }
}

#[test]
fn the_page_shows_every_fact() {
    let certificate = certificate();
    let page = certificate_page_html(&certificate);
    for fact in [
        "demonstration: no credits were retired",
        "Example Book 14",
        "PF0ABC12",
        "gtin:09506000134352",
        "335 kg CO2e",
        "retirement and voluntary cancellation from 2026-11-18 to 2026-11-20",
        "the whole footprint below",
        "Example Shop, shop.example",
        "2026-11-21T12:00:00Z",
        "https://shop.example/certificates/42",
        "250.5 kg CO2e",
        "84.5 kg CO2e",
        "95th percentile",
        "up to the gram",
        "published",
        "an invented method, 1.0",
        "4.5",
        "Sweden",
        "an invented product sheet, 2026",
        "gold-standard",
        "GS999999",
        "Invented cookstoves",
        "Uganda (UG)",
        "improved cookstoves",
        "2024-01-01 to 2024-12-31",
        "GS1-1-UG-GS999999-16-2024-1-1-19149",
        "1000 kg CO2e",
        "7 to 8",
        "from 6900000 up to but not including 7200000",
        "unit 7: 100000 g of 1000000 g, from 900000 up to but not including 1000000",
        "unit 8: 200000 g of 1000000 g, from 0 up to but not including 200000",
        "2026-11-20",
        "R-1",
        "GS1-1-UG-GS999999-16-2024-1-7-8",
        "cdm",
        "Invented wind park",
        "India (IN)",
        "not stated in the serial",
        "IN-5-1000-1999-2-2-0-9999",
        "voluntary cancellation",
        "VC99999/2026",
        "IN-5-1000-1000-2-2-0-9999",
        "It makes no claim about the product.",
        "did:web:shop.example",
        "https://shop.example/.well-known/did.json",
        "https://id.shop.example/01/09506000134352/21/PF0ABC12",
        "entry 70562 of https://shop.example/status/1.json",
        "not signed",
    ] {
        assert!(page.contains(fact), "{fact}");
    }
    assert!(page.contains("@page{size:A4"));
    for foreign in ["<script", "<img", "<link", "url(", "src="] {
        assert!(!page.contains(foreign), "{foreign}");
    }
}

#[test]
fn the_page_tells_what_is_only_allocated_and_what_is_only_a_part() {
    let mut parts = parts();
    parts.lines.pop();
    parts.lines[0].act = Act::Allocated { due: day("2026-12-31") };
    parts.amount = crate::common::kg("300");
    parts.coverage = co2_cert::record::Coverage::Part { reason: "a pilot".parse().unwrap() };
    let mut draft = draft();
    draft.record = RetirementRecord::new(parts).unwrap();
    let page = certificate_page_html(&draft.build().unwrap());
    for fact in [
        "allocated, retirement due by 2026-12-31",
        "none yet; due by 2026-12-31",
        "a part of the footprint below: a pilot",
    ] {
        assert!(page.contains(fact), "{fact}");
    }
    assert!(!page.contains("Serial as printed"));
}

#[test]
fn the_badge_states_facts_and_praises_nothing() {
    let badge = record_badge_svg(&certificate());
    for fact in [
        "role=\"img\"",
        "<title id=\"title\">",
        "<desc id=\"desc\">",
        "PF0ABC12",
        "335 kg CO2e",
        "retirement and voluntary cancellation from 2026-11-18 to 2026-11-20",
        "shop.example",
        "demonstration: no credits were retired",
    ] {
        assert!(badge.contains(fact), "{fact}");
    }
    let shown = badge.to_lowercase();
    for praise in ["neutral", "compensat", "free", "green", "offset", "zero", "climate", "friendly"]
    {
        assert!(!shown.contains(praise), "{praise}");
    }
    for foreign in ["<script", "<image", "href", "url(", "@font", "<!DOCTYPE"] {
        assert!(!badge.contains(foreign), "{foreign}");
    }
    assert!(!badge.contains("credential>"), "an unsigned certificate is not baked");
}

#[cfg(feature = "proof")]
mod baked {
    use super::{ATTACKS, hostile};
    use crate::common::{now, signed};
    use co2_cert::{Certificate, VerifyOptions, record_badge_svg, verify};

    fn unbake(svg: &str) -> &str {
        let (_, rest) = svg.split_once("<openbadges:credential><![CDATA[").unwrap();
        rest.split_once("]]></openbadges:credential>").unwrap().0
    }

    #[test]
    fn a_signed_certificate_comes_out_of_its_badge() {
        let certificate = signed::certificate();
        let svg = record_badge_svg(&certificate);
        assert!(svg.contains("xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\""));
        let json = unbake(&svg).as_bytes();
        assert_eq!(json, certificate.to_json());
        let documents = signed::documents();
        assert!(verify(json, &VerifyOptions::new(now(), &documents)).is_ok());
    }

    #[test]
    fn texts_cannot_end_the_section_and_still_verify() {
        let documents = signed::documents();
        for attack in ATTACKS {
            let certificate = hostile(attack).sign(&signed::signer(), now()).unwrap();
            let svg = record_badge_svg(&certificate);
            assert_eq!(svg.matches("]]>").count(), 1, "{attack}");
            let json = unbake(&svg).as_bytes();
            assert_eq!(Certificate::from_json(json).unwrap(), certificate);
            assert!(verify(json, &VerifyOptions::new(now(), &documents)).is_ok());
        }
    }

    #[test]
    fn rendering_needs_only_the_stored_bytes() {
        let certificate = signed::certificate();
        let read = Certificate::from_json(&certificate.to_json()).unwrap();
        assert_eq!(record_badge_svg(&read), record_badge_svg(&certificate));
        let page = co2_cert::certificate_page_html(&read);
        assert_eq!(page, co2_cert::certificate_page_html(&certificate));
        assert!(page.contains("eddsa-jcs-2022"));
    }
}
