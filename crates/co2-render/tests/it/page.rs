//! The certificate page and the summary of an order.

use crate::common::{assurance, certificate, day, draft, hostile, kg, parts};
use crate::{ATTACKS, shown, tags, wordings};
use co2_cert::record::FootprintInterval;
use co2_cert::{Act, Certificate, Issuer, RetirementRecord};
use co2_render::{
    Colour, Colours, Locale, Logo, Look, PageError, Paper, SummaryError, Wording, certificate_page,
    certificate_page_html, order_summary,
};
use co2_units::text::LongText;

/// A host that attacks in every text that it can set.
fn hostile_look(attack: &str) -> Look {
    let words: LongText = attack.parse().unwrap();
    let url = "https://shop.example/logo.svg?a='b';c,d".parse().unwrap();
    Look {
        logo: Some(Logo::hosted(url, attack.parse().unwrap())),
        before: Some(words.clone()),
        after: Some(words),
        ..Look::default()
    }
}

#[test]
fn texts_stay_texts_in_the_page() {
    for wording in wordings() {
        let page = |attack: &str| {
            let (certificate, look) = (hostile(attack), hostile_look(attack));
            let page = certificate_page(&certificate, &wording, &look).unwrap();
            (page, order_summary(&[certificate], &wording, &look).unwrap())
        };
        let (plain, plain_summary) = page("plain");
        for attack in ATTACKS {
            let (page, summary) = page(attack);
            assert_eq!(tags(&page), tags(&plain), "{attack}");
            assert_eq!(tags(&summary), tags(&plain_summary), "{attack}");
            for markup in [page, summary] {
                let harmful =
                    ["<script", "onload=\"", "x=\"\"", "\u{202e}", "\u{2066}", "\u{200f}"];
                assert!(harmful.iter().all(|harmful| !markup.contains(harmful)), "{attack}");
            }
        }
        let (page, summary) = page(ATTACKS[0]);
        // Each of the 29 places shows the whole text, escaped.
        let escaped = "&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;&lt;script&gt;alert(1)&lt;/script&gt;";
        assert_eq!(page.matches(escaped).count(), 29);
        assert_eq!(summary.matches(escaped).count(), 8);
    }
}

#[test]
fn what_is_given_stays_to_itself() {
    // Hebrew, then a bracket that would be mirrored to the wrong side without isolation.
    let name = "\u{5de}\u{5d5}\u{5e6}\u{5e8} (14)";
    let page = certificate_page_html(&hostile(name));
    let isolated = page.matches(&format!("<bdi lang=\"\">{name}</bdi>")).count();
    assert_eq!(
        isolated + page.matches(&format!("<bdi>{name}</bdi>")).count(),
        page.matches(name).count()
    );
    assert_eq!(page.matches(name).count(), 24);
}

#[test]
fn the_page_shows_every_fact() {
    let certificate = certificate();
    let page = shown(&certificate_page_html(&certificate));
    for fact in [
        "demonstration: no credits were retired",
        "Example Book 14",
        "PF0ABC12",
        "gtin:09506000134352",
        "335 kg CO2e",
        "retired and voluntarily cancelled between 2026-11-18 and 2026-11-20",
        "Retired",
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
        "Uganda",
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
        "India",
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
    let page = certificate_page_html(&certificate);
    assert!(page.contains("@page{size:A4"));
    for foreign in ["<script", "<img", "<link", "<a ", "url(", "src=", " style=", "unsafe-inline"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
}

#[test]
fn the_page_tells_what_is_only_allocated_and_what_is_only_a_part() {
    let mut parts = parts();
    parts.lines.pop();
    parts.lines[0].act = Act::Allocated { due: day("2026-12-31") };
    parts.amount = kg("300");
    parts.coverage = co2_cert::record::Coverage::Part { reason: "a pilot".parse().unwrap() };
    let mut draft = draft();
    draft.record = RetirementRecord::new(parts).unwrap();
    let page = shown(&certificate_page_html(&draft.build().unwrap()));
    for fact in [
        "Set aside, not yet retired",
        "set aside for this product, to be retired by 2026-12-31",
        "none yet; due by 2026-12-31",
        "a part of the footprint below: a pilot",
    ] {
        assert!(page.contains(fact), "{fact}");
    }
    assert!(!page.contains("Serial as printed"));
}

/// What is folded on a screen comes after everything that people look for first.
#[test]
fn people_come_first_and_auditors_after_that() {
    let page = shown(&certificate_page_html(&certificate()));
    let order = [
        "Example Book 14",
        "PF0ABC12",
        "335 kg CO2e of credits",
        "Retired",
        "retired and voluntarily cancelled",
        "Example Shop, shop.example",
        "Estimated footprint",
        "nineteen of twenty",
        "Invented cookstoves",
        "Full record, for auditors",
        "GS1-1-UG-GS999999-16-2024-1-1-19149",
        "It makes no claim about the product.",
    ];
    let mut rest = &*page;
    for fact in order {
        let (_, after) = rest.split_once(fact).unwrap_or_else(|| panic!("{fact} in {rest}"));
        rest = after;
    }
}

#[test]
fn the_bar_has_a_part_for_each_stage_and_an_interval_if_there_is_one() {
    let page = |interval| {
        let mut parts = parts();
        parts.footprint.interval = interval;
        let mut draft = draft();
        draft.record = RetirementRecord::new(parts).unwrap();
        certificate_page_html(&draft.build().unwrap())
    };
    let without = page(None);
    // 250.5 of 335 kg.
    assert!(without.contains("x=\"0\" width=\"7477\"/>"), "{without}");
    assert!(without.contains("x=\"7477\" width=\"2523\"/>"));
    assert!(!without.contains("Nine of ten"));
    let with = page(Some(FootprintInterval { p5: kg("100.5"), p95: kg("335") }));
    assert!(with.contains("<path d=\"M3000 74V98M3000 86H10000M10000 74V98\"/>"), "{with}");
    assert!(with.contains("Nine of ten such products lie between 100.5 kg CO2e and 335 kg CO2e."));
}

/// A reader's browser applies the page's own style and no other.
#[test]
fn a_page_says_that_its_certificate_is_spent_or_suspended() {
    use co2_render::{is_spent_page, is_suspended_page, spent_page, suspended_page};
    let (certificate, look) = (certificate(), Look::default());
    for wording in wordings() {
        let plain = certificate_page(&certificate, &wording, &look).unwrap();
        let spent = spent_page(&certificate, &wording, &look).unwrap();
        let suspended = suspended_page(&certificate, &wording, &look).unwrap();
        let is = |page: &str| (is_spent_page(page), is_suspended_page(page));
        let [a, b, c] = [&plain, &spent, &suspended].map(|page| is(page));
        assert_eq!((a, b, c), ((false, false), (true, false), (false, true)));
        // The notice is all that is added, and it is not empty.
        assert!(suspended.len() > plain.len() + "<p class=\"notice suspended\"></p>".len());
    }
    let page = suspended_page(&certificate, &Wording::english(), &look).unwrap();
    assert!(page.contains("The issuer has suspended this certificate."));
}

#[test]
fn the_policy_names_the_style_by_its_digest() {
    use co2_cert::record::DocumentDigest;
    for wording in wordings() {
        let page = certificate_page(&certificate(), &wording, &Look::default()).unwrap();
        let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
        let digest = DocumentDigest::of(style.as_bytes()).to_string();
        let named = page.split_once("style-src &#39;sha256-").unwrap().1;
        let named = named.split_once("&#39;").unwrap().0.as_bytes();
        let named = data_encoding::BASE64.decode(named).unwrap();
        assert_eq!(data_encoding::HEXLOWER.encode(&named), digest);
    }
}

#[test]
fn the_page_leads_to_where_it_can_be_checked() {
    let look =
        Look { verify: Some("https://shop.example/verify/".parse().unwrap()), ..Look::default() };
    let page = certificate_page(&certificate(), &Wording::english(), &look).unwrap();
    let link = "<a href=\"https://shop.example/verify/#https://shop.example/certificates/42\">";
    assert!(page.contains(link), "{page}");
}

#[test]
fn the_paper_is_the_one_asked_for() {
    let look = Look { paper: Paper::Letter, ..Look::default() };
    let page = certificate_page(&certificate(), &Wording::english(), &look).unwrap();
    assert!(page.contains("@page{size:letter;"));
}

#[test]
fn colours_logo_and_words_are_the_hosts() {
    let accent: Colour = "#0b5d3b".parse().unwrap();
    let look = Look {
        colours: Colours::new(accent, Colour::WHITE).unwrap(),
        logo: Some(Logo::embedded(b"\x89PNG\r\n\x1a\n", "Example Shop".parse().unwrap()).unwrap()),
        before: Some("Thank you.".parse().unwrap()),
        after: Some("Questions: the shop.".parse().unwrap()),
        language_of_facts: Some(Locale::En),
        ..Look::default()
    };
    let page = certificate_page(&certificate(), &Wording::english(), &look).unwrap();
    for part in [
        "--accent:#0b5d3b;--paper:#ffffff",
        "<img class=\"logo\" src=\"data:image/png;base64,iVBORw0KGgo=\" alt=\"Example Shop\">",
        "; img-src data:\">",
        "Added by <bdi lang=\"en\">Example Shop</bdi>",
        "<bdi lang=\"en\">Thank you.</bdi>",
        "<bdi lang=\"en\">Questions: the shop.</bdi>",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn a_logo_comes_from_the_issuer() {
    let look = |url: &str| Look {
        logo: Some(Logo::hosted(url.parse().unwrap(), "Logo".parse().unwrap())),
        ..Look::default()
    };
    let page = |look| certificate_page(&certificate(), &Wording::english(), &look);
    let good = page(look("https://shop.example/a;b.png")).unwrap();
    assert!(good.contains("; img-src https://shop.example\">"), "no path in the policy");
    assert!(good.contains("src=\"https://shop.example/a;b.png\""));
    for foreign in ["https://tracker.example/a.png", "https://shop.example:8443/a.png"] {
        assert!(matches!(page(look(foreign)), Err(PageError::LogoHost { .. })), "{foreign}");
    }
}

#[test]
fn every_language_is_marked_and_says_that_nobody_reviewed_it() {
    for wording in wordings() {
        let page = certificate_page(&certificate(), &wording, &Look::default()).unwrap();
        let tag = match wording.locale() {
            Locale::Zh => "zh-Hans",
            other => other.as_str(),
        };
        assert!(page.contains(&format!("<html lang=\"{tag}\" dir=\"ltr\">")), "{tag}");
        assert_eq!(page.contains("class=\"note\""), !wording.is_reviewed(), "{tag}");
        assert!(!shown(&page).contains(['{', '}']) || page.contains("<style>"), "{tag}");
        // The registry's own term, whatever it is called in the language.
        let translated = !wording.locale().is_english();
        assert_eq!(page.contains("(<bdi lang=\"en\">voluntary cancellation</bdi>)"), translated);
        let reviewed =
            certificate_page(&certificate(), &wording.reviewed_by_host(), &Look::default());
        assert!(!reviewed.unwrap().contains("class=\"note\""), "{tag}");
    }
}

fn other(id: &str, host: &str, amount: &str) -> Certificate {
    let mut parts = parts();
    parts.lines.pop();
    parts.amount = kg(amount);
    parts.coverage = co2_cert::record::Coverage::Part { reason: "a pilot".parse().unwrap() };
    let grams = parts.amount.as_grams();
    parts.lines[0].slice = co2_units::credit::GramSlice::new(0, grams).unwrap();
    let Act::Retired { serials, .. } = &mut parts.lines[0].act else { unreachable!() };
    *serials = vec!["GS1-1-UG-GS999999-16-2024-1-1-1".parse().unwrap()];
    let mut draft = draft();
    draft.id = id.parse().unwrap();
    draft.issuer = Issuer::web(host.parse().unwrap(), "Example Shop".parse().unwrap()).unwrap();
    // A certificate only names addresses at its issuer's host.
    draft.log = None;
    draft.record = RetirementRecord::new(parts).unwrap();
    draft.build().unwrap()
}

#[test]
fn a_summary_adds_up_and_names_every_serial() {
    let certificates =
        [certificate(), other("https://shop.example/certificates/43", "shop.example", "0.5")];
    let summary = order_summary(&certificates, &Wording::english(), &Look::default()).unwrap();
    let text = shown(&summary);
    for fact in [
        "Credits for the products of an order",
        "demonstration: no credits were retired",
        "Products2",
        "Total335.5 kg CO2e",
        "Example Shop, shop.example",
        "PF0ABC12",
        "https://shop.example/certificates/42",
        "https://shop.example/certificates/43",
        "retired on 2026-11-20",
        "0.5 kg CO2e",
    ] {
        assert!(text.contains(fact), "{fact}");
    }
    assert_eq!(text.matches("demonstration:").count(), 1);
}

#[test]
fn each_fault_of_a_summary_has_its_error() {
    let summary = |list: &[Certificate]| {
        order_summary(list, &Wording::english(), &Look::default()).map(|_| ())
    };
    assert_eq!(summary(&[]), Err(SummaryError::Empty));
    let one = certificate();
    assert_eq!(summary(&[one.clone(), one.clone()]), Err(SummaryError::Twice { certificate: 1 }));
    let foreign = other("https://b.example/c/1", "b.example", "1");
    let error = SummaryError::OtherIssuer { certificate: 1 };
    assert_eq!(summary(&[one.clone(), foreign]), Err(error));
    let logo = Logo::hosted("https://b.example/a.png".parse().unwrap(), "Logo".parse().unwrap());
    let look = Look { logo: Some(logo), ..Look::default() };
    let result = order_summary(&[one], &Wording::english(), &look);
    assert!(matches!(result, Err(SummaryError::Page(PageError::LogoHost { .. }))));
}

#[test]
fn the_page_shows_all_of_an_assurance() {
    let mut draft = draft();
    let mut parts = parts();
    parts.assurances = vec![assurance()];
    draft.record = RetirementRecord::new(parts).unwrap();
    let certificate = draft.build().unwrap();
    let page = certificate_page_html(&certificate);
    let value = certificate.to_value();
    let stated = value.pointer("/credentialSubject/offset/assurances/0").unwrap();
    for (name, text) in stated.as_object().unwrap() {
        assert!(page.contains(text.as_str().unwrap()), "{name}");
    }
    assert_eq!(Certificate::from_json(&certificate.to_json()).unwrap(), certificate);
    assert!(!certificate_page_html(&self::certificate()).contains("third parties"));
}
