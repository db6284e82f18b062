//! The main job, end to end, on a file.

use crate::world::{
    CREDITS, LATER, ORDER, PAID, PLACED, SHIPPED, all, at, digest, json_of, laptop, ordered,
    position, quote, retire, server, state, wind,
};
use co2::cert::record::State;
use co2::cert::{Act, VerifyOptions, verify};
use co2::ledger::OrderStatus;
use co2::units::Co2e;
use co2::{Issued, PublicFolder};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// From the stock to the certificates and public files, in two parcels.
fn run(folder: &Path) -> (bool, Vec<Issued>) {
    let programme = crate::world::open_file(&folder.join("ledger.db"));
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    let quote = quote(&programme);
    let reservation = programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    programme.confirm(ORDER, at(PAID)).unwrap();
    retire(&programme, &["gs-wind"]);
    let first = [laptop("DEMO0001"), server("DEMO0003")];
    let mut issued = programme.fulfil(ORDER, &first, at(SHIPPED)).unwrap();
    issued.extend(programme.fulfil(ORDER, &[laptop("DEMO0002")], at(LATER)).unwrap());
    programme.publish(&folder.join("public"), at(LATER)).unwrap();
    (reservation.replayed, issued)
}

fn public_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(public_files(&path));
        } else {
            files.insert(path.display().to_string(), fs::read(&path).unwrap());
        }
    }
    files
}

#[test]
fn every_gram_goes_where_it_was_sold() {
    let folder = tempfile::tempdir().unwrap();
    let (replayed, issued) = run(folder.path());
    assert!(!replayed);
    // Two laptops of 300 kg and a server of 1,500 kg: two tonnes of the chosen project, and the
    // last 100 kg of the server from the oldest vintage of the others.
    let lines: Vec<Vec<(String, u64, String)>> = issued
        .iter()
        .map(|issued| {
            let lines = issued.certificate.record().lines().iter();
            let line = |line: &co2::cert::CreditLine| {
                (line.project.to_string(), line.slice.grams(), line.slice.to_string())
            };
            lines.map(line).collect()
        })
        .collect();
    let line =
        |project: &str, grams: u64, slice: &str| (project.to_owned(), grams, slice.to_owned());
    assert_eq!(
        lines,
        [
            vec![line("GS990001", 300_000, "0..300000")],
            vec![
                line("GS990001", 1_400_000, "600000..2000000"),
                line("VCS990002", 100_000, "0..100000")
            ],
            vec![line("GS990001", 300_000, "300000..600000")],
        ]
    );
    let programme = crate::world::open_file(&folder.path().join("ledger.db"));
    let audit = state(&programme, co2::ledger::State::audit);
    assert_eq!(audit.violations, []);
    assert_eq!((audit.totals.certified, audit.totals.coverages), (2_100_000, 3));
    assert_eq!(programme.free().unwrap(), "12.9 t CO2e".parse::<Co2e>().unwrap());
}

#[test]
fn a_second_run_allocates_nothing_and_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (_, first) = run(folder.path());
    let look = || {
        let programme = crate::world::open_file(&folder.path().join("ledger.db"));
        (position(&programme), digest(&programme), public_files(&folder.path().join("public")))
    };
    let before = look();
    // Two documents, three status lists, the log's checkpoint, tile and entries, and the verifying page.
    let page = co2::render::verify_page().count();
    assert_eq!(before.2.len(), 8 + page);
    let (replayed, second) = run(folder.path());
    assert!(replayed);
    assert_eq!(second, first);
    assert_eq!(look(), before);

    // And so does the same run elsewhere.
    let elsewhere = tempfile::tempdir().unwrap();
    assert_eq!(json_of(&run(elsewhere.path()).1), json_of(&first));
}

#[test]
fn retired_is_said_only_of_what_was_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let (_, issued) = run(folder.path());
    let public = PublicFolder::new(folder.path().join("public"));
    let options = VerifyOptions::new(at(LATER), &public);
    let states: Vec<State> = issued
        .iter()
        .map(|issued| {
            let verified = verify(&issued.json, &options).unwrap();
            assert_eq!(verified.certificate, issued.certificate);
            assert_eq!(verified.digest, *issued.digest.as_bytes());
            verified.certificate.record().state()
        })
        .collect();
    // The server has 100 kg of a lot whose registry has not answered.
    assert_eq!(states, [State::Retired, State::Allocated, State::Retired]);
    let acts = |issued: &Issued| -> Vec<Act> {
        issued.certificate.record().lines().iter().map(|line| line.act.clone()).collect()
    };
    let retired = Act::Retired {
        word: co2::cert::ActWord::Retirement,
        date: at("2026-11-17T00:00:00Z").date(),
        reference: "DEMO-gs-wind".parse().unwrap(),
        serials: vec!["GS1-1-IN-GS990001-12-2021-990001-1-2".parse().unwrap()],
    };
    // 90 days after it shipped.
    let allocated = Act::Allocated { due: at("2027-02-16T00:00:00Z").date() };
    assert_eq!(acts(&issued[0]), std::slice::from_ref(&retired));
    assert_eq!(acts(&issued[1]), [retired, allocated]);
}

#[test]
fn every_step_may_be_repeated_at_any_later_time() {
    let folder = tempfile::tempdir().unwrap();
    let (_, issued) = run(folder.path());
    let programme = crate::world::open_file(&folder.path().join("ledger.db"));
    let before = (position(&programme), digest(&programme));
    let (quote, much_later) = (quote(&programme), at("2031-01-01T00:00:00Z"));
    programme.import_credits(CREDITS.as_bytes(), much_later).unwrap();
    let reservation = programme.reserve(ORDER, &quote, wind(), much_later).unwrap();
    assert!(reservation.replayed);
    assert_eq!(reservation.status, OrderStatus::Confirmed);
    programme.confirm(ORDER, much_later).unwrap();
    retire(&programme, &["gs-wind"]);
    let again = programme.fulfil(ORDER, &all(), much_later).unwrap();
    assert_eq!(again, [issued[0].clone(), issued[2].clone(), issued[1].clone()]);
    assert_eq!((position(&programme), digest(&programme)), before);
}

#[test]
fn the_demonstration_notice_is_on_every_certificate() {
    let programme = crate::world::stocked();
    ordered(&programme);
    for issued in programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap() {
        let notice = issued.certificate.record().demonstration().unwrap();
        assert_eq!(notice.as_str(), "demonstration: no credits were retired");
    }
}
