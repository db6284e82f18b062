//! The audit of published claims in `docs/` is the output of its example.

#[path = "../../examples/claims_audit.rs"]
#[expect(dead_code, reason = "the program's own entry is not called")]
mod claims_audit;

use co2_equiv::{editions, reproduce};
use co2_units::Co2e;

#[test]
fn the_file_is_up_to_date() {
    let file = include_str!("../../../../docs/claims-audit.md");
    let written = claims_audit::render().unwrap();
    assert!(
        file == written,
        "run: cargo run -p co2-equiv --example claims_audit > docs/claims-audit.md"
    );
    assert!(file.contains("Of 30 claims"));
    // 15.2941... kg, once also printed as 15.295, and 9,502.5... km.
    assert!(!file.contains("15.295") && file.contains("| 15.294 kg CO2e per unit |"));
    assert!(file.contains("| 17000000 | 9503 | 1.529 |"));
}

/// The verdicts that numbers decide follow from the editions.
#[test]
fn verdicts_follow_from_editions() {
    let holds = |edition: &str, amount: &str, claim: &str, id: &str| {
        let set = editions::get(edition).unwrap();
        let verdicts =
            reproduce([set], amount.parse::<Co2e>().unwrap(), claim.parse().unwrap(), id);
        (verdicts[0].holds(), verdicts[0].recomputed.map(|recomputed| recomputed.holds))
    };
    let car = "gasoline_car_year";
    assert_eq!(holds("epa-2022", "1000000 t", "more than 215000", car), (false, Some(true)));
    assert_eq!(holds("epa-2020", "356411 t", "more than 77000", car), (true, None));
    assert_eq!(holds("epa-2019", "356411 t", "more than 77000", car), (false, None));
    assert_eq!(holds("epa-2022", "356411 t", "more than 77000", car), (false, Some(false)));
    let implied = "tree-china-implied";
    assert!(holds(implied, "60000 t", "more than 3000000", "tree_year").0);
    assert!(!holds(implied, "6284 t", "at least 350000", "tree_year").0);
    assert!(holds(implied, "6284 t", "about 350000", "tree_year").0);
    for edition in ["epa-2012", "epa-2019", "epa-2020", "epa-2022", "epa-2022b", "epa-2026"] {
        assert!(holds(edition, "500000 t", "more than 100000", car).0, "{edition}");
    }
}
