//! What a line of a cart may say: where its footprint comes from, years, stages, and the part that is covered.

use crate::world::{
    CREDITS, ORDER, PAID, PLACED, SHIPPED, at, buyer, cart, cart_json, config_with, host, laptop,
    stocked, wind,
};
use co2::basis::BasisError;
use co2::cert::record::Coverage;
use co2::journal::Memory;
use co2::lifecycle::product::Product;
use co2::lifecycle::{Tier, Years};
use co2::offsets::Percent;
use co2::quote::QuoteError;
use co2::units::{Co2e, Stage, StageSet, Statistic};
use co2::{Cart, Catalogue, Programme, Quote};
use serde_json::{Value, json};

/// A cart of one laptop, with these fields beside its name and model.
fn cart_of(fields: &Value) -> Result<Cart, serde_json::Error> {
    let mut line = json!({
        "id": 1, "quantity": 1, "name": "Laptop", "model": { "gtin": "09506000134352" }
    });
    for (name, value) in fields.as_object().unwrap() {
        line[name] = value.clone();
    }
    serde_json::from_value(json!({ "lines": [line] }))
}

fn quote_of(programme: &Programme, fields: &Value) -> Result<Quote, QuoteError> {
    programme.quote(&cart_of(fields).unwrap(), &buyer(), at(PLACED))
}

fn sheet() -> Value {
    cart_json()["lines"][0]["sheet"].take()
}

fn catalogue() -> Catalogue {
    let product = |value| serde_json::from_value::<Product>(value).unwrap();
    let sold = product(json!({
        "id": "nb-1", "gtin": "09506000134352", "manufacturer": "Example", "part_number": "LT-14/A",
        "model": "Laptop 14", "sheet": sheet()
    }));
    let leased = product(json!({
        "id": "nb-2", "manufacturer": "Example", "part_number": "LT-15", "model": "Laptop 15",
        "lifetime_years": 3, "facts": { "category": "laptop", "lifetime_years": 7 }
    }));
    Catalogue::new(vec![sold, leased]).unwrap()
}

#[test]
fn a_line_has_its_footprint_from_one_of_four_sources() {
    let programme = stocked().with_catalogue(catalogue());
    let facts = json!({ "category": "laptop", "manufacturer": "Lenovo", "screen_in": 14 });
    for (fields, tier) in [
        (json!({ "sheet": sheet() }), Tier::Published),
        (json!({ "catalogue": "9506000134352" }), Tier::Published),
        (json!({ "catalogue": "LT-14/A" }), Tier::Published),
        (json!({ "catalogue": "example laptop-14" }), Tier::Published),
        (json!({ "facts": facts }), Tier::Statistical),
        (json!({ "category": "laptop" }), Tier::Category),
    ] {
        let quote = quote_of(&programme, &fields).unwrap();
        let [line] = &quote.lines[..] else { panic!("{fields}") };
        assert_eq!(line.footprint.tier(), tier, "{fields}");
        assert_eq!(line.footprint.location().to_string(), "SE", "{fields}");
        assert_eq!(line.footprint.years(), Years::FOUR, "{fields}");
        assert_eq!(line.each, line.footprint.obligation(Statistic::Mean).unwrap(), "{fields}");
        assert_eq!(line.product_line.as_str(), "laptop", "{fields}");
        // What is read is written the same.
        let written = serde_json::to_value(cart_of(&fields).unwrap()).unwrap();
        assert_eq!(serde_json::from_value::<Cart>(written).unwrap(), cart_of(&fields).unwrap());
    }
    let sheet = quote_of(&programme, &json!({ "sheet": sheet() })).unwrap();
    let found = quote_of(&programme, &json!({ "catalogue": "LT14A" })).unwrap();
    assert_eq!(sheet.lines[0].footprint, found.lines[0].footprint);
}

#[test]
fn a_line_with_no_source_or_two_is_refused() {
    for (fields, found) in [
        (json!({}), 0),
        (json!({ "sheet": sheet(), "category": "laptop" }), 2),
        (json!({ "category": "laptop", "catalogue": "x", "facts": { "category": "laptop" } }), 3),
    ] {
        let error = cart_of(&fields).unwrap_err().to_string();
        assert!(error.contains("sheet, catalogue, facts and category"), "{error}");
        assert!(error.contains(&format!("line 1 has {found}")), "{error}");
    }
    assert!(cart_of(&json!({ "category": "toaster" })).is_err());
}

#[test]
fn what_the_catalogue_lacks_is_not_offered() {
    let without = quote_of(&stocked(), &json!({ "catalogue": "LT-14/A" })).unwrap_err();
    assert!(matches!(without, QuoteError::NotInCatalogue { line: 1, .. }), "{without:?}");
    let programme = stocked().with_catalogue(catalogue());
    let error = quote_of(&programme, &json!({ "catalogue": "LT-99" })).unwrap_err();
    assert_eq!(error.to_string(), "line 1: in the catalogue, no product is called \"LT-99\"");
    // A value that no laptop has is an error of its line.
    let heavy = json!({ "facts": { "category": "laptop", "weight_kg": 1460.0 } });
    let error = quote_of(&programme, &heavy).unwrap_err();
    assert!(matches!(error, QuoteError::Footprint { line: 1, .. }), "{error:?}");
}

#[test]
fn years_come_from_the_line_then_the_product_then_the_configuration() {
    let programme = stocked().with_catalogue(catalogue());
    let years = |fields| quote_of(&programme, &fields).unwrap().lines[0].footprint.years();
    let of = |years| Years::new(years).unwrap();
    assert_eq!(years(json!({ "catalogue": "LT-15", "years": 2 })), of(2.0));
    assert_eq!(years(json!({ "catalogue": "LT-15" })), of(3.0));
    assert_eq!(years(json!({ "facts": { "category": "laptop", "lifetime_years": 7 } })), of(7.0));
    assert_eq!(years(json!({ "catalogue": "LT-14/A" })), of(4.0));
    // Longer use is more electricity.
    let each = |years| quote_of(&programme, &json!({ "sheet": sheet(), "years": years }));
    assert!(each(8).unwrap().total > each(2).unwrap().total);
}

#[test]
fn stages_and_a_share_cover_a_part_to_the_gram() {
    let programme = stocked();
    let mut cart = cart();
    cart.lines.truncate(1);
    cart.lines[0].quantity = 1;
    let whole = programme.quote(&cart, &buyer(), at(PLACED)).unwrap();
    assert_eq!(whole.total, Co2e::from_kilograms(300).unwrap());
    let amounts = whole.lines[0].footprint.stage_amounts(Statistic::Mean).unwrap();
    // The parts of a footprint sum to it.
    let mut sum = Co2e::ZERO;
    for (stage, amount) in amounts {
        cart.lines[0].stages = Some(StageSet::from_iter([stage]));
        let quote = programme.quote(&cart, &buyer(), at(PLACED)).unwrap();
        assert_eq!(quote.total, amount, "{stage}");
        sum = sum.checked_add(quote.total).unwrap();
    }
    assert_eq!(sum, whole.total);
    // A share is rounded up.
    cart.lines[0].stages = None;
    for (share, kilograms) in
        [("50", "150"), ("100", "300"), ("33.3333", "100"), ("0.0001", "0.001")]
    {
        cart.lines[0].share = Some(share.parse().unwrap());
        let quote = programme.quote(&cart, &buyer(), at(PLACED)).unwrap();
        assert_eq!(quote.total.to_string(), format!("{kilograms} kg CO2e"), "{share}");
    }
    // The rule of the programme applies to the part.
    let steps = config_with("\"exact\"", "{ steps = { step_kg = \"100\" } }");
    let programme = host(Memory::new(), steps);
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    cart.lines[0].share = Some("50".parse().unwrap());
    let quote = programme.quote(&cart, &buyer(), at(PLACED)).unwrap();
    assert_eq!(quote.total, Co2e::from_kilograms(200).unwrap());
}

#[test]
fn a_part_that_is_none_is_refused() {
    let programme = stocked();
    let mut cart = cart();
    for share in ["0", "100.0001", "1000"] {
        cart.lines[0].share = Some(share.parse().unwrap());
        let error = programme.quote(&cart, &buyer(), at(PLACED)).unwrap_err();
        let is = matches!(error, QuoteError::Basis { line: 1, source: BasisError::Share { .. } });
        assert!(is, "{share}: {error:?}");
    }
    cart.lines[0].share = None;
    cart.lines[0].stages = Some(StageSet::from_iter([Stage::Manufacture, Stage::Service]));
    let error = programme.quote(&cart, &buyer(), at(PLACED)).unwrap_err();
    let source = BasisError::Stage { stage: Stage::Service };
    let QuoteError::Basis { line: 1, source: found } = error else { panic!("{error:?}") };
    assert_eq!(found.to_string(), source.to_string());
}

/// Manufacture is covered when the product is sold, its use by another order, and never either of them twice.
#[test]
fn a_certificate_says_which_part_it_covers() {
    let programme = stocked();
    let mut cart = cart();
    cart.lines.truncate(1);
    cart.lines[0].quantity = 1;
    let mut sold = |order: &str, stages: &[Stage], share: Option<&str>| {
        cart.lines[0].stages = Some(stages.iter().copied().collect());
        cart.lines[0].share = share.map(|share| share.parse().unwrap());
        let quote = programme.quote(&cart, &buyer(), at(PLACED)).unwrap();
        programme.reserve(order, &quote, wind(), at(PLACED)).unwrap();
        programme.confirm(order, at(PAID)).unwrap();
        programme.fulfil(order, &[laptop("DEMO0001")], at(SHIPPED))
    };
    let reason = |issued: &[co2::Issued]| match issued[0].certificate.record().coverage() {
        Coverage::Part { reason } => reason.to_string(),
        Coverage::Whole => panic!("it covers a part"),
    };
    let made = sold(ORDER, &[Stage::Manufacture, Stage::Distribution], None).unwrap();
    assert_eq!(reason(&made), "only manufacture, distribution is offered");
    assert_eq!(made[0].certificate.record().amount().to_string(), "252 kg CO2e");
    let used = sold("order-2", &[Stage::Use], Some("50")).unwrap();
    assert_eq!(reason(&used), "50 % of use is offered");
    let again = sold("order-3", &[Stage::Distribution], None).unwrap_err();
    assert!(again.unfulfilled[0].error.to_string().contains("covered"), "{again:?}");
}

#[test]
fn a_share_has_one_hundred_percent_as_nothing_said() {
    let programme = stocked();
    let whole = quote_of(&programme, &json!({ "sheet": sheet() })).unwrap();
    let all = quote_of(&programme, &json!({ "sheet": sheet(), "share": "100" })).unwrap();
    // The same document, so the same order.
    assert_eq!(whole.lines[0].basis, all.lines[0].basis);
    assert_eq!(all.lines[0].basis.share(), Percent::HUNDRED);
}
