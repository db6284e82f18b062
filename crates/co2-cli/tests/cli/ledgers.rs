//! Ledgers audited, exported and imported by the command, run as a person runs it.

use crate::common::{co2, sold, text};
use crate::example::checkout;
use co2::journal::rusqlite::Connection;
use co2::journal::{Freshness, Ledger, Sqlite};
use co2::ledger::{Command as Ledgers, Request, Return};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A ledger that nobody has open.
fn at_rest() -> (TempDir, PathBuf) {
    let (folder, path) = sold();
    Ledger::open(Sqlite::open(&path).unwrap(), None).unwrap().close().unwrap();
    (folder, path)
}

fn line<'a>(out: &'a str, start: &str) -> &'a str {
    out.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start}: {out}"))
}

fn change(path: &Path, sql: &str) {
    assert!(Connection::open(path).unwrap().execute(sql, []).unwrap() > 0);
}

#[test]
fn an_audit_tells_what_it_has_seen_and_writes_nothing() {
    let (folder, path) = at_rest();
    let before = fs::read(&path).unwrap();
    let (code, out, errors) = co2(&["audit", text(&path)]);
    assert_eq!((code, errors.as_str()), (0, ""), "{out}");
    assert!(line(&out, "chain").ends_with(" batches, each chained to the one before"));
    assert!(line(&out, "replay").ends_with(" events, each follows"));
    assert!(line(&out, "snapshot").ends_with(" it is what the replay gives"), "{out}");
    let last = out.lines().last().unwrap();
    assert!(last.starts_with("OK ") && last.len() > 64, "{last}");
    assert_eq!(fs::read(&path).unwrap(), before);
    let beside = |ending: &str| folder.path().join(format!("ledger.db{ending}"));
    assert!(!beside("-wal").exists() && !beside("-shm").exists());
    // Nor to a file that may only be read.
    let mut rights = fs::metadata(&path).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&path, rights).unwrap();
    assert_eq!(co2(&["audit", text(&path)]), (0, out, String::new()));
}

/// Also after a product came back, whose grams are spent.
#[test]
fn the_totals_of_an_audit_sum_to_what_was_issued() {
    let (_folder, path) = at_rest();
    let ledger = Ledger::open(Sqlite::open(&path).unwrap(), None).unwrap();
    let (now, covered) = ledger
        .read(Freshness::Latest, |state, _| (state.time(), state.coverages().next().unwrap()))
        .unwrap();
    let operation = "back-1".parse().unwrap();
    let back = Return { order: covered.order, operation, product: covered.product };
    ledger.submit(Request { now, command: Ledgers::Return(back) }).unwrap();
    ledger.close().unwrap();
    let (code, out, _) = co2(&["audit", text(&path)]);
    assert_eq!(code, 0, "{out}");
    let kilograms = |name: &str| {
        let line = line(&out, &format!("{name} "));
        let number = line.trim_start_matches(name).trim().split(' ').next().unwrap();
        number.parse::<f64>().unwrap()
    };
    let sum = |names: &[&str]| names.iter().map(|name| kilograms(&format!("  {name}"))).sum();
    let issued = kilograms("issued");
    let by_claim: f64 = sum(&["free", "reserved", "committed", "assigned", "certified", "spent"]);
    let by_registry: f64 = sum(&["held", "to be retired", "retired"]);
    assert!((by_claim - issued).abs() < 0.01, "{out}");
    assert!((by_registry - issued).abs() < 0.01, "{out}");
    assert!(kilograms("  spent") > 100.0, "{out}");
}

#[test]
fn an_audit_does_not_believe_a_snapshot() {
    let (_folder, path) = at_rest();
    change(
        &path,
        "UPDATE snapshots SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'07' AS BLOB)",
    );
    let (code, out, _) = co2(&["audit", text(&path)]);
    assert_eq!(code, 1, "{out}");
    assert!(line(&out, "snapshot").ends_with("WRONG"), "{out}");
    assert!(out.contains("its checksum does not fit"), "{out}");
    assert_eq!(out.lines().last(), Some("REFUSED 1 broken promises"));
    change(&path, "DELETE FROM snapshots");
    let (code, out, _) = co2(&["audit", text(&path)]);
    assert_eq!(code, 0, "{out}");
    assert!(line(&out, "snapshot").ends_with(" none"), "{out}");
}

#[test]
fn an_anchor_that_is_not_there_is_named_with_what_is() {
    let (folder, path) = at_rest();
    let (_, out, _) = co2(&["audit", text(&path)]);
    let anchor = line(&out, "anchor ").strip_prefix("anchor ").unwrap().to_owned();
    let kept = folder.path().join("anchor.txt");
    fs::write(&kept, &anchor).unwrap();
    let audit = || co2(&["audit", text(&path), "--anchor", text(&kept)]);
    let (code, out, _) = audit();
    assert!(code == 0 && line(&out, "anchor given").ends_with("it is there"), "{out}");
    change(&path, "DELETE FROM batches WHERE position = (SELECT max(position) FROM batches)");
    let (code, out, _) = audit();
    let (last, _) = anchor.split_once(':').unwrap();
    let before = format!("{}:", last.parse::<u64>().unwrap() - 1);
    assert_eq!(code, 1);
    assert!(out.starts_with("REFUSED") && out.contains(&anchor) && out.contains(&before), "{out}");
}

#[test]
fn a_ledger_is_exported_and_imported_again() {
    let (folder, path) = at_rest();
    let (file, copy) = (folder.path().join("ledger.jsonl"), folder.path().join("copy.db"));
    let (code, out, errors) = co2(&["export", text(&path), "--out", text(&file)]);
    assert_eq!((code, errors.as_str()), (0, ""), "{out}");
    let (_, audit, _) = co2(&["audit", text(&path)]);
    let anchor = line(&audit, "anchor ");
    assert!(out.starts_with("OK ") && out.trim_end().ends_with(anchor), "{out}");
    // The same on the output, while a process has the ledger.
    let open = Ledger::open(Sqlite::open(&path).unwrap(), None).unwrap();
    let (_, printed, _) = co2(&["export", text(&path)]);
    assert_eq!(printed.as_bytes(), fs::read(&file).unwrap());
    open.close().unwrap();

    let (code, out, errors) = co2(&["import", text(&file), text(&copy)]);
    assert_eq!((code, errors.as_str()), (0, ""), "{out}");
    assert_eq!(line(&out, "anchor "), anchor);
    let digest = |out: &str| out.trim_end().rsplit(' ').next().unwrap().to_owned();
    assert_eq!(digest(&out), digest(&audit));
    let (code, again, _) = co2(&["audit", text(&copy)]);
    assert_eq!((code, digest(&again), line(&again, "anchor ")), (0, digest(&audit), anchor));
    assert_eq!(co2(&["export", text(&copy)]).1, printed);
    // Once more it finds that everything is there.
    let (code, out, _) = co2(&["import", text(&file), text(&copy)]);
    let batches: Vec<&str> = line(&out, "batches").split([' ', ',']).collect();
    assert_eq!(code, 0);
    assert_eq!(batches.iter().filter(|word| word.parse::<u64>().is_ok()).count(), 2, "{out}");
}

#[test]
fn nothing_is_made_of_a_file_with_a_fault() {
    let (folder, path) = at_rest();
    let (file, copy) = (folder.path().join("ledger.jsonl"), folder.path().join("copy.db"));
    assert_eq!(co2(&["export", text(&path), "--out", text(&file)]).0, 0);
    let good = fs::read_to_string(&file).unwrap();
    let cut: String = good.split_inclusive('\n').take(5).collect();
    fs::write(&file, cut).unwrap();
    let (code, out, _) = co2(&["import", text(&file), text(&copy)]);
    assert_eq!(code, 1);
    assert!(out.contains("line 6: the file ends without its last line"), "{out}");
    assert!(!copy.exists());
    fs::write(&file, "lot,serial\n").unwrap();
    let (code, out, _) = co2(&["import", text(&file), text(&copy)]);
    assert!(code == 1 && out.contains("line 1"), "{code} {out}");
    // Nor is a ledger touched that has another history.
    fs::write(&file, good).unwrap();
    let other = tempfile::tempdir().unwrap();
    checkout(other.path()).unwrap();
    let ledger = other.path().join("ledger.db");
    let (_, before, _) = co2(&["export", text(&ledger)]);
    let (code, out, _) = co2(&["import", text(&file), text(&ledger)]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("line 2: the journal has 1:"), "{out}");
    assert_eq!(co2(&["export", text(&ledger)]).1, before);
}

#[test]
fn what_cannot_be_looked_at_is_another_exit_code() {
    let (folder, path) = at_rest();
    let missing = folder.path().join("missing");
    for arguments in [
        &["audit", text(&missing)][..],
        &["export", text(&missing)],
        &["export", text(folder.path())],
        &["export", text(&path), "--out", "/nowhere/at/all"],
        &["import", text(&missing), text(&path)],
        &["import", text(&path)],
    ] {
        let (code, out, errors) = co2(arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?} {errors}");
    }
    change(&path, "UPDATE batches SET body = x'00' WHERE position = 3");
    let out = folder.path().join("out.jsonl");
    let (code, told, _) = co2(&["export", text(&path), "--out", text(&out)]);
    assert!(code == 1 && told.contains("batch 3 is damaged"), "{told}");
    assert!(!out.exists() && !folder.path().join("out.jsonl.part").exists());
}
