//! What sellers and claimants publish in California. The lists of fields are compared with a table of
//! rules if `CO2_CREDIT_RECORDS` names a folder beside `claim_rules.csv`.

use crate::real::records;
use co2_offsets::disclosure::ClaimFacts;
use co2_offsets::{
    Disclosure, Methodology, Project, ProjectFacts, Provision, RetiredUnits, Technology,
    disclosure_csv,
};
use co2_units::Co2e;

fn project() -> Project {
    Project {
        standard: Some("Gold Standard for the Global Goals".parse().unwrap()),
        methodology: Some(Methodology::read("GS TPDDTEC v3.1".parse().unwrap())),
        ..Project::new(
            "GS99999".parse().unwrap(),
            "gold-standard".parse().unwrap(),
            "Example stoves",
            "UG".parse().unwrap(),
            Technology::Cookstoves,
        )
    }
}

fn retired(project: &str, vintage: &str, date: &str, kilograms: u64) -> RetiredUnits {
    RetiredUnits {
        project: project.parse().unwrap(),
        vintage: vintage.parse().unwrap(),
        date: date.parse().unwrap(),
        amount: Co2e::from_grams(kilograms * 1_000),
    }
}

#[test]
fn nothing_is_blank() {
    let (project, facts) = (project(), ProjectFacts::default());
    for provision in [Provision::Sellers, Provision::Users] {
        let disclosure = Disclosure::of_project(provision, &project, &[], &facts);
        assert_eq!(disclosure.section, provision.section());
        let mut named: Vec<&str> = disclosure.fields.keys().copied().collect();
        named.extend(&disclosure.missing);
        named.sort_unstable();
        let mut all = provision.fields().to_vec();
        all.sort_unstable();
        assert_eq!(named, all, "each field is stated or named as missing");
        assert!(!disclosure.is_complete());
        assert!(disclosure.fields.values().all(|value| !value.trim().is_empty()));
        let table = disclosure_csv([&disclosure]);
        assert_eq!(table.lines().count(), 1 + all.len());
        assert!(table.contains("GS99999,third_party_verification,missing,missing: third_party"));
        assert!(!table.contains(",,") && !table.lines().any(|line| line.ends_with(',')));
    }
    let claim = Disclosure::of_claim(&ClaimFacts::default());
    assert_eq!(claim.missing, Provision::Claimants.fields());
    assert!(disclosure_csv([&claim]).contains("44475.2,(the claim),interim_progress,missing"));
}

#[test]
fn a_complete_one_says_everything() {
    let text = |text: &str| Some(text.parse().unwrap());
    let facts = ProjectFacts {
        site_location: text("Kampala"),
        timeline: text("2020 to 2030"),
        start_date: text("2020-01-01"),
        durability_period: text("permanent: emissions avoided"),
        third_party_verification: text("Example Verifier"),
        accountability_on_reversal: text("none can be reversed"),
        data_and_methods: text("https://registry.example/GS99999"),
        seller_name: text("Example Shop"),
    };
    let year = "2024-01-01/2024-12-31";
    let units = [
        retired("GS99999", year, "2025-12-31", 1_500),
        retired("GS99999", year, "2026-01-01", 500),
        retired("GS11111", year, "2026-01-01", 7_000),
    ];
    let disclosure = Disclosure::of_project(Provision::Sellers, &project(), &units, &facts);
    assert!(disclosure.is_complete(), "{:?}", disclosure.missing);
    let fields = &disclosure.fields;
    assert_eq!(fields["dates_and_quantities_of_reductions"], format!("{year}: 2000 kg CO2e"));
    assert_eq!(fields["annual_quantity"], "2025: 1500 kg CO2e; 2026: 500 kg CO2e");
    assert_eq!(fields["project_type_removal_or_avoidance"], "cookstoves, avoidance");
    assert_eq!(fields["project_location"], "Kampala (Uganda)");
    assert_eq!(fields["protocol"], "GS TPDDTEC v3.1");
    let users = Disclosure::of_project(Provision::Users, &project(), &units, &facts);
    assert!(users.is_complete());
    let json = serde_json::to_value(&users).unwrap();
    assert_eq!(json["fields"]["seller_name"], "Example Shop");
    let claim = ClaimFacts {
        how_determined_accurate: text("by a life-cycle study"),
        interim_progress: text("each year"),
        third_party_verification: text("none"),
    };
    assert!(Disclosure::of_claim(&claim).is_complete());
}

#[test]
fn the_fields_are_those_of_the_rules() {
    let Some(rules) = records("../claim_rules.csv") else { return };
    for provision in Provision::ALL {
        let rule = rules
            .iter()
            .find(|rule| {
                rule["provision"] == provision.section() && rule["rule_id"].contains("AB1305")
            })
            .unwrap();
        let fields: Vec<&str> = rule["required_disclosures"].split(';').collect();
        assert_eq!(fields, provision.fields());
    }
}
