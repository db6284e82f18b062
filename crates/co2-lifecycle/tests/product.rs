//! Products as shops describe them, from one file.
#![cfg(feature = "products")]

use co2_lifecycle::product::{Product, ProductFootprintError, read_table};
use co2_lifecycle::{Footprint, GridChoice, MarketInstrument, Rating, Tier};
use co2_units::model::{Energy, carbon, energy};
use co2_units::table::Table;
use co2_units::{Stage, Statistic};

const CURRENT: GridChoice = GridChoice::Current { year: 2025 };

fn products(text: &[u8]) -> Vec<(u64, Result<Product, String>)> {
    let table = Table::read(text).expect("a header");
    let rows = read_table(&table).expect("known columns").into_iter();
    rows.map(|(line, product)| (line, product.map_err(|error| error.to_string()))).collect()
}

fn one(text: &str) -> Product {
    let mut rows = products(text.as_bytes()).into_iter();
    let (line, product) = rows.next().expect("a row");
    assert!(line == 2 && rows.next().is_none(), "{text}");
    product.expect("a product")
}

fn mean(footprint: &Footprint) -> f64 {
    footprint.total().mean().get::<carbon::kilogram>()
}

#[test]
fn each_tier_comes_from_the_same_kind_of_file() {
    let sheet = "id;category;manufacturer;model;sheet_mean_kg;sheet_sd_kg;sheet_headline;sheet_year;sheet_years_of_use;share_manufacture;share_use;use_location\nnb;Notebook;Lenovo;E41-45;257;46;P95;2020;5;0,7;26 %;Schweden\n";
    assert!(products(sheet.as_bytes())[0].1.as_ref().unwrap_err().contains("use_location"));
    let sheet = one(&sheet.replace("Schweden", "Sweden"));
    let published = sheet.footprint(CURRENT).unwrap();
    assert_eq!(published.tier(), Tier::Published);
    assert!(mean(&published) < 257.0);
    assert_eq!(published.data_quality(2026).technology, Rating::VeryGood);

    let server = "id,category,configuration,yearly_energy_kwh,use_location,weight_kg\ns,server,2x cpu 694 mm2; 16x memory 64 GB; 8x ssd 3.84 TB; mainboard; 2x psu 1.2 kg; rack,2 MWh,DE,28 kg\n";
    let configured = one(server).footprint(CURRENT).unwrap();
    assert_eq!(configured.tier(), Tier::Configured);
    let more = one(&server.replace("16x memory", "32x memory")).footprint(CURRENT).unwrap();
    assert!(mean(&more) > 1.2 * mean(&configured));
    assert_eq!(more.stage(Stage::Distribution), configured.stage(Stage::Distribution));
    let no_energy = one(&server.replace("2 MWh", "")).footprint(CURRENT);
    assert_eq!(no_energy, Err(ProductFootprintError::EnergyMissing));

    let facts =
        one("id,category,manufacturer,weight_kg,screen_in\nb,AiO,HP Inc.,9 kg,\"24\"\"\"\n");
    assert_eq!(facts.footprint(CURRENT).unwrap().tier(), Tier::Statistical);
    let bare = one("id,category\nb,Tablet PC\n").footprint(CURRENT).unwrap();
    assert_eq!(bare.tier(), Tier::Category);
    assert!(!Product::what_would_help(&bare).is_empty());
    assert_eq!(Product::new("x").footprint(CURRENT), Err(ProductFootprintError::Nothing));
}

#[test]
fn values_are_read_in_the_form_of_the_table() {
    for text in [
        "id,category,weight_kg,memory_gb,lifetime_years,use_location\na,laptop,1.4,16 GB,3 years,uk\n",
        "ID;Category;Weight_kg;memory_gb;lifetime_years;use_location\na;2-in-1;1,4;16;36 months;Great Britain\n",
    ] {
        let product = one(text);
        let facts = serde_json::to_value(product.facts.unwrap()).unwrap();
        assert_eq!((&facts["weight_kg"], &facts["memory_gb"]), (&1.4.into(), &16.0.into()));
        assert_eq!(facts["lifetime_years"], 3.0);
        assert_eq!(facts["use_location"], "GB");
    }
}

#[test]
fn what_no_product_has_is_an_error_that_names_its_line() {
    let rows = products(
        b"id,category,weight_kg,yearly_energy_kwh,cpu_count\na,laptop,1460,,\nb,laptop,,20000,\nc,laptop,,,0\nd,laptop,1.4,,1\nd,laptop,1.4,,1\ne,toaster,,,\n",
    );
    let wrong: Vec<(u64, &str)> =
        rows.iter().filter_map(|(line, row)| Some((*line, row.as_ref().err()?.as_str()))).collect();
    let lines: Vec<u64> = wrong.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [2, 3, 4, 6, 7]);
    for ((_, error), expected) in wrong.iter().zip([
        "the weight of a laptop is usually from 0.5 to 5 kg: 1460",
        "the yearly energy of a laptop is usually from 5 to 120 kWh: 20000",
        "number of processors",
        "this id is also in line 5",
        "unknown category",
    ]) {
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_measured_energy_replaces_the_stated_one_and_the_contract_stands_beside_the_place() {
    let json = r#"{"id": "m", "facts": {"category": "monitor", "manufacturer": "Dell", "screen_in": 24,
        "yearly_energy_kwh": 40}, "use_location": "DE", "lifetime_years": 5, "yearly_energy_kwh": 20}"#;
    let product: Product = serde_json::from_str(json).unwrap();
    let footprint = product.footprint(CURRENT).unwrap();
    let used = footprint.stage(Stage::Use).unwrap().mean().get::<carbon::kilogram>();
    let stated: Product = serde_json::from_str(
        &json.replace("\"yearly_energy_kwh\": 20}", "\"yearly_energy_kwh\": 40}"),
    )
    .unwrap();
    let other = stated.footprint(CURRENT).unwrap();
    let of_stated = other.stage(Stage::Use).unwrap().mean().get::<carbon::kilogram>();
    assert!((of_stated / used - 2.0).abs() < 1e-9);
    assert!(footprint.data_quality(2026).product_specific_share > 0.0);
    // A contract for wind power: by market and by place, and the footprint stays by place.
    let wind = co2_lifecycle::Electricity::of_grid(
        "NO".parse().unwrap(),
        2024,
        co2_lifecycle::Basis::Generation,
    );
    let energy = Energy::new::<energy::kilowatt_hour>(20.0);
    let both = footprint.market_based(energy, &wind.unwrap(), MarketInstrument::Contract).unwrap();
    assert_eq!(both.by_location, footprint.stage(Stage::Use));
    assert!(both.by_market.mean() < footprint.stage(Stage::Use).unwrap().mean());
    assert!(footprint.obligation(Statistic::P95).is_ok());
}

/// Small files that failed, in the shape of real ones; they are not in this repository.
#[test]
fn tables_as_people_have_them_are_read() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["../../../shared/cases/tables", "../../../../shared/cases/tables"];
    let Some(folder) = folders.iter().map(|own| here.join(own)).find(|own| own.exists()) else {
        println!("skipped: the shared data folder is not there");
        return;
    };
    for (name, good) in [
        ("p11.csv", 1),
        ("p12_formula.csv", 3),
        ("p3_semi.csv", 1),
        ("p5_deccomma.csv", 1),
        ("p6_utf16.csv", 1),
    ] {
        let rows = products(&std::fs::read(folder.join(name)).unwrap());
        let answered = rows
            .iter()
            .filter(|(_, row)| row.as_ref().is_ok_and(|own| own.footprint(CURRENT).is_ok()));
        assert_eq!(answered.count(), good, "{name}");
    }
}
