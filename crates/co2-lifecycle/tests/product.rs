//! Products as shops describe them, from one file.
#![cfg(feature = "products")]

use co2_lifecycle::product::{
    Product, ProductFootprintError, ProductRow, TEMPLATE, is_in_lines, read_lines, read_table,
};
use co2_lifecycle::{Footprint, GridChoice, MarketInstrument, Rating, Tier};
use co2_units::model::{Energy, carbon, energy};
use co2_units::{Stage, Statistic};

const CURRENT: GridChoice = GridChoice::Current { year: 2025 };

fn products(text: &[u8]) -> Vec<(u64, Result<Product, String>)> {
    let rows = read_table(text).expect("known columns").into_iter();
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
        "number of processors of a laptop",
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

/// Headers as shops' systems export them.
#[test]
fn columns_go_by_the_names_that_shops_give_them() {
    let plain = one(
        "id,gtin,part_number,manufacturer,model,category,weight_kg,screen_in,memory_gb\nnb-1,4006381333931,A-1,HP,EliteBook 840,laptop,1.4,14,16\n",
    );
    for header in [
        "SKU,EAN,MPN,Brand,Model,Category,Weight,Screen size,RAM",
        "sku,UPC,Part number,Manufacturer,Product name,Product type,Net weight (kg),Display,Memory",
        "Item No.,Barcode,P/N,maker,MODEL NAME,Type,WEIGHT-KG,Diagonal,memory_GB",
    ] {
        let own = one(&format!(
            "{header}\nnb-1,4 006381 333931,A-1,HP,EliteBook 840,Notebook,1.4 kg,\"14\"\"\",16 GB\n"
        ));
        assert_eq!(own, plain, "{header}");
    }
    for (header, parts) in [
        ("SKU,Item number,Category", ["\"SKU\"", "\"Item number\"", "id"]),
        ("id,category,Brand,Manufacturer", ["\"Brand\"", "\"Manufacturer\"", "manufacturer"]),
        ("id,category,weight_kg,Weight", ["\"weight_kg\"", "\"Weight\"", "weight_kg"]),
        ("id,category,Weight (g)", ["unknown column", "\"Weight (g)\"", "weight_kg"]),
    ] {
        let error = read_table(format!("{header}\n").as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("line 1: "), "{error}");
        assert!(parts.iter().all(|part| error.contains(part)), "{error}");
    }
    // What is wrong with a value is said by the name that the shop gave its column.
    let rows = products(b"SKU,Type,Weight\na,laptop,heavy\n");
    assert!(rows[0].1.as_ref().unwrap_err().contains("(Weight)"), "{rows:?}");
}

fn in_lines(text: &str) -> Vec<(u64, Result<Product, String>)> {
    assert!(is_in_lines(text), "{text}");
    let text_of = |(line, own): ProductRow| (line, own.map_err(|error| error.to_string()));
    read_lines(text).into_iter().map(text_of).collect()
}

/// The template has invented numbers; another sheet states its stages in kilograms.
#[test]
fn a_sheet_is_read_from_its_lines() {
    let text = format!(
        "{TEMPLATE}\n---\n\nBrand: Example Computers\nModel: Example Screen 27\nType: Monitor\nMPN: ES-27\nmean: 0,5 t CO2e\nuse phase: 300 kg CO2e\nSheet year: 2023\n"
    );
    let mut products = in_lines(&text).into_iter();
    let (line, first) = products.next().unwrap();
    let first = first.unwrap();
    let sheet = first.sheet.as_ref().unwrap();
    assert_eq!((line, first.id.as_str()), (8, "Examplebook 14"));
    assert_eq!((sheet.manufacturer(), sheet.report_year()), ("Example Computers", 2024));
    assert_eq!((sheet.share(Stage::Manufacture), sheet.share(Stage::Use)), (Some(0.7), Some(0.26)));
    assert_eq!(sheet.headline(), Statistic::P95);
    assert_eq!(sheet.use_location(), Some("DE".parse().unwrap()));
    assert_eq!(sheet.lifetime().unwrap().get().to_string(), "4");
    assert_eq!(sheet.source().locator, "examplebook-14.pdf, page 1");
    let relative = sheet.relative_deviation().unwrap();
    assert!((relative - 46.0 / 257.0).abs() < 1e-12);
    let footprint = first.footprint(GridChoice::AsPublished).unwrap();
    assert_eq!(footprint.tier(), Tier::Published);
    assert!((mean(&footprint) - 257.0).abs() < 1e-9);
    let (_, second) = products.next().unwrap();
    let second = second.unwrap();
    assert_eq!(second.part_number.as_deref(), Some("ES-27"));
    let sheet = second.sheet.unwrap();
    assert_eq!((sheet.share(Stage::Use), sheet.deviation()), (Some(0.6), None));
    assert!((sheet.mean().get::<carbon::kilogram>() - 500.0).abs() < 1e-9);
    assert!(products.next().is_none());
    // The same facts in a table are the same sheet, but for where it was read.
    let table = "Brand,Model,SKU,Type,mean,sheet year,use phase,MPN\nExample Computers,Example Screen 27,Example Screen 27,Monitor,500,2023,60 %,ES-27\n";
    let of_table = one(table).sheet.unwrap();
    assert_eq!(of_table.share(Stage::Use), sheet.share(Stage::Use));
    assert_eq!(of_table.mean(), sheet.mean());
}

#[test]
fn what_is_wrong_with_a_sheet_in_lines_names_its_line() {
    let good = "manufacturer: Demo\nmodel: One\ncategory: laptop\nmean: 257 kg\nsheet year: 2024\n";
    assert!(in_lines(good)[0].1.is_ok());
    for (text, line, expected) in [
        (
            good.replace("257 kg", "3 kg"),
            4,
            "whole life of a laptop is usually from 40 to 1500 kg CO2e: 3",
        ),
        (good.replace("257 kg", "heavy"), 4, "number"),
        (good.replace("257 kg", "257 kWh"), 4, "unit"),
        (good.replace("2024", "last year"), 5, "year"),
        (good.replace("laptop", "toaster"), 3, "unknown category"),
        (good.replace("category: laptop\n", ""), 1, "(category): a value is needed"),
        (good.replace("mean: 257 kg\n", "use: 26 %\n"), 4, "needs its mean"),
        (format!("{good}configuration: 1x memory 16 GB\n"), 6, "added and removed"),
        (format!("{good}colour: red\n"), 6, "unknown field \"colour\""),
        (format!("{good}\n# a note\nMEAN: 258 kg\n"), 8, "also in line 4"),
        (format!("{good}heavy\n"), 6, "not a field"),
        (format!("{good}use: 126 %\n"), 6, "share of use"),
        (format!("{good}weight: 1460 kg\n"), 6, "weight of a laptop"),
        (format!("{good}standard deviation: 300 %\n"), 6, "standard deviation"),
        (format!("{good}---\n{good}"), 7, "also in line 1"),
    ] {
        let rows = in_lines(&text);
        let error = rows.last().unwrap().1.as_ref().unwrap_err();
        let starts = format!("line {line}");
        assert!(error.split([' ', ':']).take(2).eq(starts.split(' ')), "{text}: {error}");
        assert!(error.contains(expected), "{error}");
    }
    // One that cannot be read does not stop the next.
    let rows =
        in_lines(&format!("{}---\n{}", good.replace("257 kg", "x"), good.replace("One", "Two")));
    assert!(rows[0].1.is_err() && rows[1].1.is_ok());
    assert!(read_lines("").is_empty() && !is_in_lines("id,category\n") && !is_in_lines("a: b"));
}

/// A share without a mean was once read over.
#[test]
fn parts_of_a_sheet_without_its_mean_are_refused() {
    let rows = products(b"id,category,manufacturer,share_use\na,laptop,Demo,0.3\n");
    assert!(rows[0].1.as_ref().unwrap_err().contains("sheet_mean_kg"), "{rows:?}");
}

/// What is ordered beyond the sheet, in a row as in JSON.
#[test]
fn components_are_added_to_a_sheet_in_a_table() {
    let header = "id,category,manufacturer,sheet_mean_kg,sheet_year,share_use,sheet_years_of_use,added,removed";
    let row = |more: &str| format!("{header}\na,laptop,HP,257,2020,26 %,4,{more}\n");
    let sheet = one(&row(",")).footprint(GridChoice::AsPublished).unwrap();
    let larger = one(&row("memory 32 GB; ssd 1 TB,memory 16 GB; ssd 256 GB"));
    assert_eq!((larger.added.len(), larger.removed.len()), (2, 2));
    let larger = larger.footprint(GridChoice::AsPublished).unwrap();
    assert_eq!(larger.tier(), Tier::PublishedConfigured);
    assert!(mean(&larger) > mean(&sheet));
    let facts = products(b"id,category,added\na,laptop,memory 16 GB\n");
    assert!(facts[0].1.as_ref().unwrap_err().contains("(added)"), "{facts:?}");
    let both = products(
        b"id,category,manufacturer,sheet_mean_kg,sheet_year,configuration\na,laptop,HP,257,2020,memory 16 GB\n",
    );
    assert!(both[0].1.as_ref().unwrap_err().contains("added and removed"), "{both:?}");
    // As many components as a file can ask for, and no more than a product has.
    let mut many = one(&row("memory 16 GB,"));
    many.added[0].number = u16::MAX;
    let refused = many.footprint(GridChoice::AsPublished);
    assert_eq!(refused, Err(ProductFootprintError::TooManyParts));
}

/// A computer from its parts, and what it says of those that are missing.
#[test]
fn a_configuration_says_which_parts_it_does_not_have() {
    let header = "id,category,manufacturer,yearly_energy_kwh,configuration";
    let of = |parts: &str| {
        let own = one(&format!("{header}\na,laptop,HP,20,{parts}\n"));
        let footprint = own.footprint(CURRENT).unwrap();
        (mean(&footprint), footprint)
    };
    let (whole_kg, whole) =
        of("display; mainboard; cpu 100 mm2; memory 16 GB; ssd 512 GB; battery 60 Wh; case; psu");
    let (part_kg, part) = of("memory 16 GB");
    assert!(whole_kg > part_kg + 100.0, "{whole_kg} {part_kg}");
    let account = part.explain().to_string();
    assert!(account.contains("not among the components, and so not counted: processor, mainboard"));
    assert!(Product::what_would_help(&part).iter().any(|one| one.contains("components")));
    assert!(!whole.explain().to_string().contains("not among the components"));
    assert!(!Product::what_would_help(&whole).iter().any(|one| one.contains("components that")));
    let no_maker = products(b"id,category,configuration\na,laptop,display\n");
    assert!(no_maker[0].1.as_ref().unwrap_err().contains("manufacturer"), "{no_maker:?}");
}

/// A number with a unit has the decimal mark of its table.
#[test]
fn a_separator_before_a_unit_is_that_of_the_table() {
    let memory = |text: &str| {
        let rows = products(text.as_bytes());
        let facts = rows[0].1.as_ref().map(|own| own.facts.clone().unwrap());
        facts
            .map(|own| serde_json::to_value(own).unwrap()["memory_gb"].as_f64().unwrap())
            .map_err(Clone::clone)
    };
    let header = "id;category;weight_kg;memory_gb";
    assert_eq!(memory(&format!("{header}\na;server;20,5;1.024 GB\n")), Ok(1_024.0));
    assert_eq!(memory(&format!("{header}\na;server;20.5;1,024 GB\n")), Ok(1_024.0));
    assert_eq!(memory(&format!("{header}\na;server;20,5;1.5 TB\n")), Ok(1_500.0));
    let open = memory(&format!("{header}\na;server;20;1.024 GB\n"));
    assert!(open.as_ref().unwrap_err().contains("can mean two numbers"), "{open:?}");
    let in_english = "id,category,weight_kg\na,laptop,1.456 kg\n";
    let facts = serde_json::to_value(one(in_english).facts.unwrap()).unwrap();
    assert_eq!(facts["weight_kg"], 1.456);
    let row = "id;category;weight_kg;configuration\na;server;20,5;8x ssd 3.840 GB\n";
    let parts = serde_json::to_value(one(row).configuration.unwrap()).unwrap();
    assert_eq!(parts["components"][0]["component"]["ssd"]["gigabytes"], 3_840.0);
    let no_unit = products(b"id;category;configuration\na;server;8x ssd 3.84\n");
    assert!(no_unit[0].1.as_ref().unwrap_err().contains("one holds from"), "{no_unit:?}");
}

#[test]
fn values_that_shops_write_are_read_in_a_table() {
    let row = "id,category,screen_in,weight_kg,memory_gb,cpu_count,report_year,manufacturer\na,laptop,14'',1.4 kg / 3.1 lbs,16 GB DDR5 4800 MHz,1 CPU,2024-05-01,n/a\n";
    let product = one(row);
    let facts = serde_json::to_value(product.facts.unwrap()).unwrap();
    assert_eq!((&facts["screen_in"], &facts["weight_kg"]), (&14.0.into(), &1.4.into()));
    assert_eq!((&facts["memory_gb"], &facts["report_year"]), (&16.0.into(), &2024.into()));
    assert_eq!(product.manufacturer, None);
}

/// Sheets, configurations and what has no category are looked at as facts are.
#[test]
fn implausible_values_are_found_wherever_they_stand() {
    for (row, field) in [
        (
            "id,category,manufacturer,sheet_year,sheet_mean_kg\na,laptop,HP,2020,3\n",
            "sheet_mean_kg",
        ),
        (
            "id,category,manufacturer,sheet_year,sheet_mean_kg\na,laptop,HP,2020,300000\n",
            "sheet_mean_kg",
        ),
        (
            "id,category,manufacturer,sheet_year,sheet_mean_kg,sheet_sd_kg\na,laptop,HP,2020,300,0.179\n",
            "sheet_sd_kg",
        ),
        ("id,category,weight_kg,yearly_energy_kwh\na,accessory,1460,20\n", "weight_kg"),
        ("id,category,weight_kg,yearly_energy_kwh\na,accessory,1,1000000\n", "yearly_energy_kwh"),
        ("id,category,configuration\na,laptop,8x memory 4096 GB\n", "configuration"),
        ("id,category,configuration\na,server,65535x ssd 250 TB\n", "configuration"),
    ] {
        let rows = products(row.as_bytes());
        let error = rows[0].1.as_ref().unwrap_err();
        assert!(
            error.starts_with("line 2, column") && error.contains(&format!("({field})")),
            "{error}"
        );
        assert!(error.contains("far outside"), "{error}");
    }
    let mut unknown = Product::new("a");
    unknown.yearly_energy_kwh = Some(2e6);
    assert!(unknown.warnings().iter().any(|one| one.far && one.category.is_none()));
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
