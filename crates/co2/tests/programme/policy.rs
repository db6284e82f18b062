//! What a configuration says beside rules: markets, when units are retired, assurances, and files.

use crate::world::{
    CONFIG, CREDITS, ORDER, PAID, PLACED, SHIPPED, all, at, buyer, cart, config_with, host, ordered,
};
use co2::claims::{Audience, Evidence};
use co2::journal::Memory;
use co2::render::Locale;
use co2::units::{Co2e, Statistic};
use co2::{Buyer, Choice, Config, ConfigError, Programme};

/// The configuration with more text at its end.
fn config_and(more: &str) -> Config {
    Config::from_toml(&format!("{CONFIG}\n{more}")).unwrap()
}

fn stocked_as(config: Config) -> Programme {
    let programme = host(Memory::new(), config);
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    programme
}

const MARKETS: &str = r#"
[[markets]]
countries = ["SE", "NO"]
language = "sv"
audience = "business"
statistic = "p95"

[[markets]]
countries = ["DE"]
language = "de"
"#;

#[test]
fn markets_have_a_language_an_audience_and_a_statistic() {
    let config = config_and(MARKETS);
    let audience = |country: &str| config.buyer(country.parse().unwrap()).audience;
    assert_eq!(audience("NO"), Audience::Business);
    assert_eq!(audience("DE"), Audience::Consumer);
    assert_eq!(audience("FR"), Audience::Consumer);
    assert_eq!(config.language("DE".parse().unwrap()), Locale::De);
    assert_eq!(config.language("FR".parse().unwrap()), Locale::En);
    let programme = stocked_as(config);
    let quote = |country: &str| {
        programme.quote(&cart(), &Buyer::business(country.parse().unwrap()), at(PLACED)).unwrap()
    };
    let (swedish, german) = (quote("SE"), quote("DE"));
    for (quote, statistic) in [(&swedish, Statistic::P95), (&german, Statistic::Mean)] {
        let line = &quote.lines[0];
        assert_eq!(line.each, line.footprint.obligation(statistic).unwrap());
    }
    assert!(swedish.total > german.total);
    let held = programme.reserve(ORDER, &swedish, Choice::Any, at(PLACED)).unwrap();
    assert_eq!(held.price, Some(swedish.price));
    programme.confirm(ORDER, at(PAID)).unwrap();
    let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    assert_eq!(issued[0].certificate.record().footprint().statistic, Statistic::P95);
}

#[cfg(feature = "l10n")]
#[test]
fn a_page_speaks_the_language_of_its_market() {
    let programme = stocked_as(config_and(MARKETS));
    let evidence = Evidence::default();
    for (country, locale) in [("NO", "sv"), ("DE", "de"), ("FR", "en")] {
        let buyer = programme.config().buyer(country.parse().unwrap());
        let page = programme.page(&cart(), &buyer, &evidence, at(PLACED)).unwrap();
        assert!(!page.equivalences.is_empty(), "{country}");
        assert!(page.equivalences.iter().all(|one| one.locale == locale), "{country}");
    }
}

/// What a certificate promised is what is due, whatever the configuration says of later ones. Once, a longer time in the
/// configuration let every earlier promise lapse unseen.
#[test]
fn duties_have_the_days_that_certificates_name() {
    let memory = Memory::new();
    let days = |days: u32| {
        config_with("allocation_due_days = 90", &format!("allocation_due_days = {days}"))
    };
    let short = host(memory.clone(), days(30));
    short.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&short);
    short.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    let long = host(memory, days(200));
    let due = at(SHIPPED).checked_add_seconds(30 * 86_400).unwrap();
    for programme in [&short, &long] {
        let plan = programme.retirement_plan().unwrap();
        assert!(!plan.is_empty() && plan.iter().all(|duty| duty.due == Some(due.date())));
        assert_eq!(programme.duties(None, at(SHIPPED)).unwrap().retire.len(), plan.len());
    }
}

/// Every page of a certificate is in a language that the configuration names; others are refused.
#[cfg(feature = "l10n")]
#[test]
fn pages_are_published_in_the_configured_languages() {
    use co2::programme::PublishError;
    use co2::render::{Look, Wording};
    let locales = |config: &Config| config.locales();
    assert_eq!(locales(&config_and("")), [Locale::En]);
    assert_eq!(locales(&config_and(MARKETS)), [Locale::En, Locale::Sv, Locale::De]);
    let config = config_with("[certificate]\n", "[certificate]\nlocales = [\"sv\", \"en\"]\n");
    let programme = stocked_as(config);
    ordered(&programme);
    let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for wording in programme.wordings().unwrap() {
        let look = Look::default();
        programme.publish_certificates(folder.path(), &issued, &wording, &look).unwrap();
    }
    let name = issued[0].certificate.id().path().trim_start_matches('/').to_owned();
    let read =
        |ending: &str| std::fs::read_to_string(folder.path().join(format!("{name}{ending}")));
    for (ending, language) in [(".html", "sv"), (".en.html", "en")] {
        assert!(read(ending).unwrap().contains(&format!("lang=\"{language}\"")), "{ending}");
    }
    assert!(read(".svg").is_ok() && read(".en.svg").is_ok() && read(".sv.html").is_err());
    let german = Wording::new(Locale::De).unwrap();
    let look = Look::default();
    let error = programme.publish_certificates(folder.path(), &issued, &german, &look).unwrap_err();
    assert!(matches!(error, PublishError::Locale { locale: Locale::De, .. }), "{error:?}");
    assert_eq!(error.to_string(), "pages are not published in de, but in sv, en");
    assert!(read(".de.html").is_err());
    let empty = tempfile::tempdir().unwrap();
    let store = co2::store::Folder::new(empty.path());
    let error = programme.publish_everything(&store, &german, &look, at(SHIPPED)).unwrap_err();
    assert!(matches!(error, PublishError::Locale { locale: Locale::De, .. }), "{error:?}");
    let written = std::fs::read_dir(empty.path()).unwrap().count();
    assert_eq!(written, 0, "it was written and signed before the language was refused");
    // All of them are taken down when the product comes back.
    programme.return_product(ORDER, &all()[0], at(SHIPPED)).unwrap();
    programme.publish(folder.path(), at(SHIPPED)).unwrap();
    for ending in [".html", ".en.html", ".svg", ".en.svg"] {
        assert!(read(ending).is_err(), "{ending}");
    }
}

#[test]
fn languages_that_cannot_be_published_are_refused() {
    for (locales, more, why) in [
        ("[]", "", "certificate.locales must be at least one language, each once"),
        ("[\"sv\", \"sv\"]", "", "certificate.locales must be at least one language, each once"),
        ("[\"xx\"]", "", "unknown language"),
        ("[\"en\", \"de\"]", MARKETS, "certificate.locales must be all languages of the markets"),
    ] {
        let text =
            CONFIG.replace("[certificate]\n", &format!("[certificate]\nlocales = {locales}\n"));
        let error = Config::from_toml(&format!("{text}\n{more}")).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
        assert!(error.starts_with("line 21,"), "it has a place: {error}");
    }
}

/// Once, such statements were found out when a product shipped, and no certificate of it could be made any more.
#[test]
fn statements_that_no_certificate_can_repeat_are_refused() {
    let statement = |id: &str, first: &str, last: &str| {
        format!(
            "[[certificate.assurances]]\nbody = \"Example Assurance (invented)\"\nstandard = \"ISO 14064-3:2019\"\n\
             scope = \"the method\"\nstatement_id = \"{id}\"\nfirst_day = \"{first}\"\nlast_day = \"{last}\"\n\
             link = \"https://assurance.example/EA-1.pdf\"\nsha256 = \"{}\"\n",
            "0".repeat(64)
        )
    };
    let read = |text: String| Config::from_toml(&format!("{CONFIG}\n{text}"));
    let (first, second) = (("2026-01-01", "2026-12-31"), ("2026-12-31", "2027-12-31"));
    let both = |id: &str| statement("EA-1", first.0, first.1) + &statement(id, second.0, second.1);
    read(both("EA-2")).unwrap();
    let error = read(both("EA-1")).unwrap_err().to_string();
    assert!(error.contains("certificate.assurances must be one of a name at a time"), "{error}");
    // The same name is used again after it ended.
    read(statement("EA-1", first.0, first.1) + &statement("EA-1", "2027-01-01", second.1)).unwrap();
    let error = read(statement("EA-1", "2026-01-02", "2026-01-01")).unwrap_err().to_string();
    assert!(error.contains("do not end before they begin"), "{error}");
    let many =
        |count: u32| (0..count).map(|n| statement(&format!("EA-{n}"), first.0, first.1)).collect();
    read(many(16)).unwrap();
    let error = read(many(17)).unwrap_err().to_string();
    assert!(error.contains("at most 16 at a time"), "{error}");
}

#[test]
fn markets_that_overlap_are_refused() {
    for (more, why) in [
        ("[[markets]]\ncountries = []", "markets must be"),
        ("[[markets]]\ncountries = [\"SE\"]\n[[markets]]\ncountries = [\"SE\"]", "markets must be"),
        ("[[markets]]\ncountries = [\"SE\"]\nlanguage = \"xx\"", "unknown language"),
        ("[[markets]]\ncountries = [\"SE\"]\ncurrency = \"SEK\"", "unknown field `currency`"),
        ("[retirement]\nahead_kg = 5", "invalid type"),
        ("[retirement]\nahead = \"5\"", "unknown field `ahead`"),
    ] {
        let error = Config::from_toml(&format!("{CONFIG}\n{more}")).unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
        let has_place = match error {
            ConfigError::Form { line, .. } => line > 20,
            ConfigError::Value { place, .. } => place.is_some_and(|place| place.line > 20),
            _ => false,
        };
        assert!(has_place, "{more}");
    }
}

#[test]
fn units_are_sent_when_there_are_enough_or_their_day_is_near() {
    let kilograms = |programme: &Programme, now: &str| -> Vec<(String, u64)> {
        let due = programme.retirements_due(at(now)).unwrap();
        let tonnes = |amount: Co2e| amount.as_grams() / 1_000_000;
        due.iter().map(|duty| (duty.units.lot.to_string(), tonnes(duty.amount))).collect()
    };
    // The order needs both units of the wind farm and one of the landfill.
    let everything = stocked_as(config_and(""));
    ordered(&everything);
    assert_eq!(kilograms(&everything, PAID).len(), 2);
    let plan = everything.retirement_plan().unwrap();
    assert_eq!(everything.retirements_due(at(PAID)).unwrap(), plan);

    let patient = "[retirement]\nat_least_kg = \"2000\"\nwithin_days = 7";
    let programme = stocked_as(config_and(patient));
    ordered(&programme);
    assert_eq!(kilograms(&programme, PAID), [("gs-wind".to_owned(), 2)]);
    programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    // The certificate of 18 November says 16 February.
    assert_eq!(kilograms(&programme, "2027-02-08T00:00:00Z").len(), 1);
    assert_eq!(kilograms(&programme, "2027-02-09T00:00:00Z").len(), 2);
    for duty in programme.retirements_due(at("2027-02-09T00:00:00Z")).unwrap() {
        let operation = format!("retire-{}", duty.units.lot);
        programme.request_retirement(&operation, &duty.units, at(SHIPPED)).unwrap();
    }
    assert!(kilograms(&programme, "2027-02-09T00:00:00Z").is_empty());
}

#[test]
fn units_are_retired_ahead_so_that_certificates_are_final() {
    let ahead = "[retirement]\nahead_kg = \"2000\"";
    let programme = stocked_as(config_and(ahead));
    // An empty day: two units of each project, lowest first.
    programme.put_rules(at(PLACED)).unwrap();
    let due = programme.retirements_due(at(PLACED)).unwrap();
    let units: Vec<_> =
        due.iter().map(|duty| duty.units.last_unit - duty.units.first_unit + 1).collect();
    assert_eq!(units, [2, 2, 2]);
    assert!(due.iter().all(|duty| duty.due.is_none()));
    for duty in &due {
        let operation = format!("ahead-{}", duty.units.lot);
        programme.request_retirement(&operation, &duty.units, at(PLACED)).unwrap();
    }
    assert!(
        programme.retirements_due(at(PLACED)).unwrap().is_empty(),
        "once asked for, they count"
    );
    for open in programme.open_retirements().unwrap() {
        let (operation, serial) = (open.operation.to_string(), open.serial.to_string());
        let day = at(PLACED).date();
        programme.record_retirement(&operation, "R-1", day, &serial, at(PLACED)).unwrap();
    }
    ordered(&programme);
    let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    for one in &issued {
        assert_eq!(one.certificate.record().summary().to_string(), "retirement on 2026-11-16");
    }
    // What was sold is retired ahead again, where there is stock.
    let again = programme.retirements_due(at(SHIPPED)).unwrap();
    assert_eq!(again.len(), 1, "{again:?}");
    assert_eq!(again[0].units.lot.as_str(), "verra-landfill");
}

#[test]
fn certificates_repeat_assurances_while_they_are_valid() {
    let assurance = |first: &str, last: &str| {
        let digest = "ab".repeat(32);
        let text = format!(
            "demonstration = \"demonstration\"\nassurances = [{{ body = \"Example Assurance\", \
             standard = \"ISO 14064-3:2019\", scope = \"the method\", statement_id = \"EA-1\", \
             first_day = \"{first}\", last_day = \"{last}\", \
             link = \"https://assurance.example/EA-1.pdf\", sha256 = \"{digest}\" }}]"
        );
        config_with("demonstration = \"demonstration: no credits were retired\"", &text)
    };
    for (config, expected) in
        [(assurance("2026-01-01", "2026-11-18"), 1), (assurance("2026-11-19", "2027-01-01"), 0)]
    {
        let programme = stocked_as(config);
        ordered(&programme);
        let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
        let found = issued[0].certificate.record().assurances();
        assert_eq!(found.len(), expected);
        assert!(found.iter().all(|one| one.statement_id.as_str() == "EA-1"));
    }
}

#[cfg(feature = "sqlite")]
#[test]
fn a_file_names_catalogue_and_public_folder() {
    use std::fs::{set_permissions, write};
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for (name, digit) in [("seed", "1"), ("status-key", "2")] {
        write(path(name), digit.repeat(64)).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            set_permissions(path(name), std::fs::Permissions::from_mode(0o600)).unwrap();
        }
    }
    let text = "[files]\nledger = \"ledger.db\"\nseed = \"seed\"\nstatus_key = \"status-key\"\n\
                catalogue = \"products.csv\"\npublic = \"www\"";
    write(path("programme.toml"), format!("{CONFIG}\n{text}")).unwrap();
    let open = || Programme::open_file(path("programme.toml"));
    assert!(matches!(open(), Err(co2::programme::OpenError::Catalogue(_))));
    assert!(!path("ledger.db").exists(), "nothing was opened");
    write(path("products.csv"), "id,model,category,screen_in\nnb,Laptop 14,laptop,14\n").unwrap();
    let programme = open().unwrap();
    assert_eq!(programme.public_folder(), Some(&*path("www")));
    let cart = r#"{"lines":[{"id":1,"quantity":1,"name":"L","model":{"gtin":"09506000134352"},"catalogue":"laptop-14"}]}"#;
    let cart = serde_json::from_str(cart).unwrap();
    let workshop = programme.workshop(&cart, &buyer(), programme.config().footprint.years).unwrap();
    assert_eq!(workshop.devices()[0].footprint.category().unwrap().as_str(), "laptop");
    for bad in ["id,model,category\nnb,Laptop 14,toaster\n", "id,category,colour\nnb,laptop,red\n"]
    {
        write(path("products.csv"), bad).unwrap();
        assert!(matches!(open(), Err(co2::programme::OpenError::Catalogue(_))), "{bad}");
    }
}
