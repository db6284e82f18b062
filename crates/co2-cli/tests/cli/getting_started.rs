//! The page "Getting started": every command on it is run, in its order, and its program is the example's.

use crate::common::co2_in;
use crate::first::first;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const PAGE: &str = include_str!("../../../../docs/getting-started.md");
const EXAMPLE: &str = include_str!("../../../../examples/first/main.rs");

fn certificates(shop: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = |serial: &str| format!("{serial}.json");
    ["SN0001", "SN0002"]
        .map(|serial| (name(serial), fs::read(shop.join(name(serial))).unwrap()))
        .into()
}

#[test]
fn every_command_of_the_page_works() {
    let folder = tempfile::tempdir().unwrap();
    let shop = folder.path().join("shop");
    let (mut commands, mut sold) = (0, false);
    for line in PAGE.lines().filter_map(|line| line.strip_prefix("$ ")) {
        if let Some(command) = line.strip_prefix("co2 ") {
            let arguments: Vec<&str> = command.split_whitespace().collect();
            let (code, out, errors) = co2_in(folder.path(), &arguments);
            assert_eq!((code, errors.as_str()), (0, ""), "{line}: {out}");
            commands += 1;
        } else if line == "cargo run --example first -- shop" {
            first(&shop, "2026-11-21T12:00:00Z".parse().unwrap()).unwrap();
            sold = true;
        }
    }
    assert!(commands >= 8 && sold);
}

#[test]
fn a_second_run_gives_the_same_certificates() {
    let folder = tempfile::tempdir().unwrap();
    let shop = folder.path().join("shop");
    assert_eq!(co2_in(folder.path(), &["init", "shop"]).0, 0);
    first(&shop, "2026-11-21T12:00:00Z".parse().unwrap()).unwrap();
    let before = certificates(&shop);
    first(&shop, "2026-11-21T12:03:00Z".parse().unwrap()).unwrap();
    assert_eq!(certificates(&shop), before);
}

#[test]
fn a_changed_digit_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let shop = folder.path().join("shop");
    assert_eq!(co2_in(folder.path(), &["init", "shop"]).0, 0);
    first(&shop, "2026-11-21T12:00:00Z".parse().unwrap()).unwrap();
    let path = shop.join("SN0001.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("\"amount_kg\":\"", "\"amount_kg\":\"9", 1)).unwrap();
    let verify = ["verify", "shop/SN0001.json", "--public", "shop/public"];
    let (code, out, _) = co2_in(folder.path(), &verify);
    assert_eq!(code, 1, "{out}");
    assert!(out.lines().last().unwrap().starts_with("NOT VERIFIED"), "{out}");
}

/// The page shows the program as it is, so that a reader can copy it.
#[test]
fn the_program_of_the_page_is_the_example() {
    let block = PAGE.split("```rust\n").nth(1).unwrap().split("```").next().unwrap();
    let shown: Vec<&str> = block.lines().filter(|line| !line.starts_with("# ")).collect();
    let body = EXAMPLE.split("pub(crate) fn first(").nth(1).unwrap();
    let body = body.split_once("> {\n").unwrap().1.split("    Ok(())").next().unwrap();
    let own: Vec<&str> =
        body.trim_end().lines().map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
    assert_eq!(shown, own);
}
