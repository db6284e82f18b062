//! A configuration is checked at every door.

use crate::world::{CONFIG, at, config, keys};
use co2::journal::{Ledger, Memory};
use co2::programme::OpenError;
use co2::{Config, ConfigError, Programme};

fn refused(from: &str, to: &str) -> ConfigError {
    assert!(CONFIG.contains(from), "{from}");
    Config::from_toml(&CONFIG.replace(from, to)).unwrap_err()
}

/// The configuration as JSON.
fn json(text: &str) -> serde_json::Value {
    toml::from_str(text).unwrap()
}

const VALUES: [(&str, &str, &str); 11] = [
    ("quote_seconds = 3600", "quote_seconds = 0", "offer.quote_seconds"),
    ("hold_seconds = 900", "hold_seconds = 0", "offer.hold_seconds"),
    ("hold_seconds = 900", "hold_seconds = 900\nquantity_max = 0", "offer.quantity_max"),
    ("coverage = {", "# coverage = {", "rules.coverage"),
    ("price = {", "# price = {", "rules.price"),
    ("\"key-2026\"", "\"\"", "issuer.key"),
    ("\"key-2026\"", "\"key 2026\"", "issuer.key"),
    ("https://id.example", "https://id.example/?q=", "certificate.subject_base"),
    ("https://id.example", "https://id.example/#f", "certificate.subject_base"),
    (
        "allocation_due_days = 90",
        "allocation_due_days = 90\nstatus_valid_days = 0",
        "certificate.status_valid_days",
    ),
    ("demonstration =", "# demonstration =", "certificate.demonstration"),
];

#[test]
fn each_value_that_cannot_be_is_named() {
    for (from, to, expected) in VALUES {
        let error = refused(from, to);
        assert!(
            matches!(error, ConfigError::Value { field, .. } if field == expected),
            "{error:?}"
        );
        // The door of JSON is no wider.
        let error = serde_json::from_value::<Config>(json(&CONFIG.replace(from, to))).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert_eq!(serde_json::from_value::<Config>(json(CONFIG)).unwrap(), config());
    let base = |path: usize| format!("https://id.example/{}", "x".repeat(path));
    let error = refused("https://id.example", &base(1_006));
    assert!(matches!(error, ConfigError::Value { field: "certificate.subject_base", .. }));
    Config::from_toml(&CONFIG.replace("https://id.example", &base(1_005))).unwrap();
    // 64 letters are a name, 65 are none.
    Config::from_toml(&CONFIG.replace("key-2026", &"k".repeat(64))).unwrap();
    assert!(matches!(refused("key-2026", &"k".repeat(65)), ConfigError::Value { .. }));
}

#[test]
fn what_is_not_of_the_form_is_refused_with_its_place() {
    for (from, to, line, why) in [
        ("[offer]", "[offer]\nfee = 1", 12, "unknown field `fee`"),
        // Price, coverage and statistic are said in the rules and nowhere else.
        ("[offer]", "[offer]\ncoverage = \"exact\"", 12, "unknown field `coverage`"),
        ("[offer]", "[offer]\nprice_per_tonne = 24", 12, "unknown field `price_per_tonne`"),
        ("[footprint]", "[footprint]\nstatistic = \"mean\"", 8, "unknown field `statistic`"),
        ("[issuer]", "more = 1\n[issuer]", 2, "unknown field `more`"),
        ("[rules]", "[rules]\nsort = 1", 16, "unknown field `sort`"),
        ("[certificate]", "[certificate]\nseal = 1", 21, "unknown field `seal`"),
        ("[footprint]", "[footprint]\nlife = 1", 8, "unknown field `life`"),
        ("host = \"offsets.example\"", "host = \"Offsets.example\"", 3, "host"),
        ("statistic = \"mean\"", "statistic = \"median\"", 17, "unknown variant `median`"),
        ("years = 4", "years = 0", 8, "a number of years from 0.001 to 100"),
        ("years = 4", "years = 1e-40", 8, "a number of years from 0.001 to 100"),
        ("\"24.00\"", "\"24,00\"", 18, "not a plain decimal number"),
        ("\"EUR\"", "\"EURO\"", 18, "unknown currency code"),
        ("\"24.00\"", "\"-0.01\"", 15, "price.per_tonne must be from 0"),
        ("\"exact\"", "{ steps = { step_kg = \"0\" } }", 15, "coverage.step_kg must be more"),
        ("any_eligible", "any", 16, "unknown variant `any`"),
        ("allocation_due_days = 90", "allocation_due_days = 65536", 22, "u16"),
    ] {
        let error = refused(from, to).to_string();
        assert!(error.contains(why), "{error}");
        assert!(error.contains(&format!("line {line}, column ")), "{error}");
    }
    let missing = refused("statistic = \"mean\", ", "").to_string();
    assert!(missing.contains("missing field `statistic`"), "{missing}");
    assert!(matches!(refused("[issuer]", "[issuer"), ConfigError::Form { line: 1.., .. }));
}

#[test]
fn a_real_issuer_needs_no_notice() {
    let text = CONFIG
        .replace("offsets.example", "offsets.example.se")
        .replace("demonstration =", "# demonstration =");
    assert_eq!(Config::from_toml(&text).unwrap().certificate.demonstration, None);
}

#[test]
fn a_programme_is_not_opened_with_a_configuration_that_was_spoiled() {
    // Its fields are public.
    let mut spoiled = config();
    spoiled.offer.hold_seconds = 0;
    let ledger = Ledger::open(Memory::new(), None).unwrap();
    let error = Programme::on_ledger(ledger, spoiled.clone(), keys()).unwrap_err();
    assert!(matches!(error, OpenError::Config(ConfigError::Value { .. })), "{error:?}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let error = Programme::open(&path, spoiled, keys()).unwrap_err();
    assert!(matches!(error, OpenError::Config(_)), "{error:?}");
    assert!(!path.exists(), "a ledger was created");
}

#[test]
fn files_that_are_no_ledger_are_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let error = Programme::open(folder.path(), config(), keys()).unwrap_err();
    assert!(matches!(error, OpenError::Location(_)), "{error:?}");

    let path = folder.path().join("ledger.db");
    let programme = Programme::open(&path, config(), keys()).unwrap();
    let credits = crate::world::CREDITS.as_bytes();
    programme.import_credits(credits, at(crate::world::PLACED)).unwrap();
    drop(programme);
    let database = co2::journal::rusqlite::Connection::open(&path).unwrap();
    database.execute("UPDATE batches SET body = x'00'", []).unwrap();
    let error = Programme::open(&path, config(), keys()).unwrap_err();
    assert!(matches!(error, OpenError::Ledger(_)), "{error:?}");
}

/// A secret may be put into the wrong file, and errors are logged.
#[test]
fn an_error_quotes_no_value() {
    for (from, to) in [
        ("years = 4", "years = \"5ec2e7\""),
        ("[offer]", "[offer]\nseed = \"5ec2e7"),
        ("[offer]", "[offer]\nseed = \"5ec2e7\""),
        ("[offer]", "[offer]\n5ec2e7"),
    ] {
        let error = refused(from, to).to_string();
        assert!(!error.contains("5ec2e7"), "{error}");
    }
}

/// A value that can be read and cannot be is found in the text, in both languages; so is one that is missing.
#[test]
fn a_value_that_cannot_be_is_shown_with_its_place() {
    for (from, to, field) in VALUES {
        let text = CONFIG.replace(from, to);
        let ConfigError::Value { place, .. } = Config::from_toml(&text).unwrap_err() else {
            panic!("{to}")
        };
        let place = place.unwrap();
        let line = text.lines().nth(place.line - 1).unwrap();
        let name = field.rsplit('.').next().unwrap();
        let at = line.get(place.column - 1..).unwrap();
        let table = field.split('.').next().unwrap();
        assert!(at.starts_with(name) || at.starts_with(table), "{field} at {at}");
        let json = serde_json::to_string_pretty(&json(&text)).unwrap();
        let error = Config::from_json(&json).unwrap_err();
        let ConfigError::Value { place, .. } = error else { panic!("{error:?}") };
        let place = place.unwrap();
        let line = json.lines().nth(place.line - 1).unwrap();
        let at = line.get(place.column..).unwrap();
        assert!(at.starts_with(name) || at.starts_with(table), "{field} at {at}");
        assert!(error.to_string().starts_with(&format!("{place}: {field} must be ")), "{error}");
    }
    let json = serde_json::to_string_pretty(&json(CONFIG)).unwrap();
    assert_eq!(Config::from_json(&json).unwrap(), config());
    let error =
        Config::from_json(&json.replace("\"years\": 4", "\"years\": \"secret\"")).unwrap_err();
    let ConfigError::Form { line: 2.., message, .. } = &error else { panic!("{error:?}") };
    assert!(!message.contains("secret") && !message.contains(" at line "), "{message}");
    assert!(matches!(Config::from_json("{"), Err(ConfigError::Form { line: 1, column: 1.., .. })));
}
