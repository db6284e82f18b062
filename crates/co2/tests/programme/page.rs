//! What a checkout shows.

use crate::world::{PLACED, at, buyer, cart, quote, stocked};
use co2::claims::{ClaimForm, Evidence};
use co2::{Buyer, Choice};
use serde_json::Value;

#[test]
fn a_page_shows_what_the_quote_binds() {
    let programme = stocked();
    let offer = quote(&programme);
    let page = programme.page(&cart(), &buyer(), &Evidence::new(), at(PLACED)).unwrap();
    assert_eq!((page.total, page.price), (offer.total, offer.price));
    assert_eq!(page.valid_until, offer.valid_until);
    let line = &page.lines[0];
    assert_eq!((line.id, line.quantity, line.covered), (1, 2, 2));
    assert_eq!(line.footprint.to_string(), "300 kg CO2e");
    assert_eq!(line.each, line.footprint, "the rules cover it exactly");
    assert_eq!(line.statistic.to_string(), "mean");
    let interval = line.interval.as_ref().unwrap();
    assert!(interval.p5 < line.footprint && line.footprint < interval.p95, "{interval:?}");
    assert_eq!(line.tier, "published");
    assert!(line.explanation.contains("for 4 years of use in "), "{}", line.explanation);
    assert_eq!(page.demonstration.as_deref(), Some("demonstration: no credits were retired"));
    for (shown, statement) in page.equivalences.iter().zip(&offer.equivalences) {
        assert_eq!((&shown.statement, shown.sentence.clone()), (statement, statement.to_string()));
    }
    assert_eq!(page.equivalences.len(), offer.equivalences.len());
}

/// Each project says what choosing it would give: the same as its quote.
#[test]
fn projects_are_offered_with_availability_and_price() {
    let programme = stocked();
    let mut large = cart();
    large.lines[1].quantity = 4;
    let page = programme.page(&large, &buyer(), &Evidence::new(), at(PLACED)).unwrap();
    let shown: Vec<(&str, String, String)> = page
        .projects
        .iter()
        .map(|offer| (offer.country.as_str(), offer.free.to_string(), offer.covers.to_string()))
        .collect();
    let row = |country, free: &str, covers: &str| {
        (country, format!("{free} kg CO2e"), format!("{covers} kg CO2e"))
    };
    // By continent; two of them have less than the 6,600 kg, and others cover the rest.
    assert_eq!(
        shown,
        [row("BR", "10000", "6600"), row("CN", "3000", "3000"), row("IN", "2000", "2000"),]
    );
    for offer in &page.projects {
        let choice = Choice::Project(offer.project.clone());
        let quote = programme.quote_for(&large, &buyer(), choice, at(PLACED)).unwrap();
        assert_eq!((offer.price, offer.unavailable.as_deref()), (Some(quote.price), None));
    }
}

#[test]
fn a_project_that_cannot_be_chosen_says_why() {
    let config = crate::world::config_with("spill_over = \"any_eligible\"", "");
    let programme = crate::world::host(co2::journal::Memory::new(), config);
    programme.import_credits(crate::world::CREDITS.as_bytes(), at(PLACED)).unwrap();
    let mut large = cart();
    large.lines[1].quantity = 2;
    let page = programme.page(&large, &buyer(), &Evidence::new(), at(PLACED)).unwrap();
    let wind = page.projects.iter().find(|offer| offer.project.as_str() == "GS990001").unwrap();
    assert_eq!(wind.price, None);
    let why = wind.unavailable.as_deref().unwrap();
    assert!(why.contains("2000 kg CO2e"), "{why}");
    assert!(page.projects.iter().any(|offer| offer.unavailable.is_none()));
}

/// The same cart for a business and a consumer, and in a state with a law of its own.
#[test]
fn what_may_be_said_depends_on_the_buyer() {
    let programme = stocked();
    let claims = |buyer: &Buyer| {
        let page = programme.page(&cart(), buyer, &Evidence::new(), at(PLACED)).unwrap();
        assert_eq!(page.claims_note, "not legal advice");
        page.claims
    };
    let consumer = Buyer::consumer("SE".parse().unwrap());
    for decision in claims(&consumer) {
        assert_eq!(decision.claim().audience, consumer.audience);
        if decision.claim().form == ClaimForm::ProductCompensated {
            assert_eq!(decision.verdict().as_str(), "forbidden");
        }
    }
    let california = Buyer::business("US".parse().unwrap());
    let california = california.in_part("US-CA".parse().unwrap()).unwrap();
    let decided = claims(&california);
    assert!(decided.iter().all(|decision| decision.claim().market.to_string() == "US-CA"));
    assert!(Buyer::business("SE".parse().unwrap()).in_part("US-CA".parse().unwrap()).is_err());
}

#[cfg(feature = "l10n")]
#[test]
fn equivalences_are_in_the_buyers_language() {
    let programme = stocked();
    for locale in co2::equiv::l10n::Locale::ALL {
        let page =
            programme.page_in(locale, &cart(), &buyer(), &Evidence::new(), at(PLACED)).unwrap();
        assert!(!page.equivalences.is_empty());
        for shown in page.equivalences {
            assert_eq!(shown.locale, locale.to_string());
            let is_english = shown.sentence == shown.statement.to_string();
            assert!(locale.is_english() || !is_english, "{locale}: {}", shown.sentence);
        }
    }
}

#[cfg(feature = "schemars")]
#[test]
fn a_page_fits_its_schema() {
    let schema = co2::schema::schema("quote-page").unwrap();
    let validator = jsonschema::validator_for(schema.as_value()).unwrap();
    let page = stocked().page(&cart(), &buyer(), &Evidence::new(), at(PLACED)).unwrap();
    let mut value = serde_json::to_value(&page).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|e| e.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    value["lines"][0]["footprint_kg"] = Value::from(300);
    assert!(!validator.is_valid(&value));
}
