//! `co2 status` and `co2 report`, on what the `checkout` example has sold.

use crate::common::{co2, json, sold, text};
use co2::journal::{Ledger, Sqlite};
use co2::{Buyer, Cart, Choice, Config, Keys, Programme, Shipped};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const AT: &str = "2026-12-01T12:00:00Z";

fn config() -> String {
    format!("{}/../../examples/data/programme.toml", env!("CARGO_MANIFEST_DIR"))
}

/// A ledger with one product that was sold and certified, and no retirement.
fn sold_without_retirements() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger.db");
    let example = |name: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data");
        fs::read_to_string(folder.join(name)).unwrap()
    };
    let config = Config::from_toml(&example("programme.toml")).unwrap();
    let keys = Keys::from_seed(&config.issuer, &[7; 32], [8; 32]).unwrap();
    let open = Ledger::open(Sqlite::open(&ledger).unwrap(), None).unwrap();
    let programme = Programme::on_ledger(open, config, keys).unwrap();
    let now = "2026-11-16T09:00:00Z".parse().unwrap();
    programme.import_credits(example("credits.csv").as_bytes(), now).unwrap();
    let cart: Cart = serde_json::from_str(&example("cart.json")).unwrap();
    let buyer = Buyer::business("SE".parse().unwrap());
    let quote = programme.quote(&cart, &buyer, now).unwrap();
    programme.reserve("a", &quote, Choice::Any, now).unwrap();
    programme.confirm("a", now).unwrap();
    let line = cart.lines[0].id;
    programme.fulfil("a", &[Shipped::line(line, "DEMO0001").unwrap()], now).unwrap();
    programme.close().unwrap();
    (folder, ledger)
}

#[test]
fn the_status_has_figures_and_duties() {
    let (_folder, ledger) = sold();
    let (code, out, errors) = co2(&["status", text(&ledger), "--at", AT]);
    assert_eq!((code, &*errors), (0, ""), "{out}");
    assert!(out.contains("covered                            5344.857 kg CO2e"), "{out}");
    assert!(out.contains("  record what cdm answers to "), "{out}");
    assert!(out.contains("  buy credits of GS990001: 0.000 kg last for 0 days"), "{out}");
    let (code, answer) = json(&["status", text(&ledger), "--at", AT, "--json"]);
    assert_eq!(code, 0);
    let open = &answer["duties"];
    assert_eq!(open["unanswered"].as_array().unwrap().len(), 1);
    assert_eq!(open["low_stock"].as_array().unwrap().len(), 2);
}

/// A unit that a paid order needs and that nobody asked to be retired: its certificate names the day.
#[test]
fn a_retirement_is_due_by_the_day_that_certificates_name() {
    let (_folder, ledger) = sold_without_retirements();
    let status = |at, more: &[&str]| {
        let (code, out, _) = co2(&[&["status", text(&ledger), "--at", at], more].concat());
        assert_eq!(code, 0, "{out}");
        out
    };
    let known = status(AT, &[]);
    assert!(known.contains("  retire ") && known.contains(": by 20"), "{known}");
    assert!(!known.contains("has passed"), "{known}");
    assert!(status("2036-01-01T00:00:00Z", &[]).contains("has passed"));
}

/// What programs read is what the page shows.
#[test]
fn the_report_is_one_file_with_the_numbers_of_the_audit() {
    let (folder, ledger) = sold();
    let arguments = ["report", text(&ledger), "--at", AT, "--config", &config()];
    let (code, report) = json(&[&arguments[..], &["--json"]].concat());
    assert_eq!(code, 0);
    let (_, audit) = json(&["audit", text(&ledger), "--json"]);
    assert_eq!(report["audit"]["anchor"], audit["anchor"]);
    assert_eq!(report["audit"]["state_digest"], audit["state_digest"]);
    let kilograms = |value: &serde_json::Value| {
        value.as_str().unwrap().parse::<co2::units::rust_decimal::Decimal>().unwrap()
    };
    assert_eq!(
        kilograms(&report["total"]["retired_kg"]),
        kilograms(&audit["totals"]["retired_kg"])
    );
    assert_eq!(report["total"]["covered_kg"], "5344.857");
    // The running sums end where the totals are.
    let last = report["months"].as_array().unwrap().last().unwrap();
    assert_eq!(last["held_kg"], report["held_kg"]);
    assert_eq!(last["retired_kg"], report["total"]["retired_kg"]);
    let page = folder.path().join("report.html");
    let (code, out, errors) = co2(&[&arguments[..], &["--out", text(&page)]].concat());
    assert_eq!((code, &*out, &*errors), (0, "", ""));
    let page = fs::read_to_string(page).unwrap();
    for said in [
        "5.344857 t",
        "do not count towards science-based targets",
        report["audit"]["anchor"].as_str().unwrap(),
        report["projects"][0]["name"].as_str().unwrap(),
        report["equivalences"][0]["edition"].as_str().unwrap(),
        "<svg class=\"chart\"",
        "At the end of each month",
        "Retirements that were requested",
        "India (IN)",
        "landfill gas",
    ] {
        assert!(page.contains(said), "{said}");
    }
    for fetched in ["<script", "<img", "<link", "src=", "href=", "url("] {
        assert!(!page.contains(fetched), "{fetched}");
    }
}

#[test]
fn what_is_damaged_is_refused_and_what_is_missing_is_not_looked_at() {
    let (_folder, ledger) = sold();
    co2::journal::rusqlite::Connection::open(&ledger)
        .unwrap()
        .execute_batch("UPDATE batches SET hash = zeroblob(32) WHERE position = 7")
        .unwrap();
    for command in ["status", "report"] {
        let (code, out, _) = co2(&[command, text(&ledger), "--at", AT]);
        assert_eq!(code, 1, "{out}");
        assert!(out.starts_with("REFUSED") && out.contains("batch 7"), "{out}");
        assert_eq!(co2(&[command, text(Path::new("missing.db"))]).0, 2);
        assert_eq!(co2(&[command, text(&ledger), "--config", text(&ledger)]).0, 2);
    }
}
