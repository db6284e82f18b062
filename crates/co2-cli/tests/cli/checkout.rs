//! The command, run as a person runs it, on what the `checkout` example writes.

use crate::common::{co2, sold, text};
use std::fs;
use std::path::{Path, PathBuf};

fn verify(folder: &Path, file: &Path, at: &str) -> (i32, String, String) {
    let public = folder.join("public");
    co2(&["verify", text(file), "--public", text(&public), "--at", at])
}

#[test]
fn each_certificate_is_verified() {
    let (folder, _) = sold();
    for entry in fs::read_dir(folder.path().join("certificates")).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let (code, out, _) = verify(folder.path(), &path, "2026-11-21T12:00:00Z");
            assert_eq!(code, 0, "{out}");
            assert!(out.ends_with("VERIFIED at 2026-11-21T12:00:00Z\n"), "{out}");
            assert!(out.contains("demonstration: no credits were retired"));
        }
    }
}

#[test]
fn a_changed_byte_of_any_value_is_refused() {
    let (folder, _) = sold();
    let bytes = fs::read(folder.path().join("certificates/DEMO0001.json")).unwrap();
    let changed = folder.path().join("changed.json");
    // Every twentieth byte that stands in a value: exchanged for another of its kind.
    let mut refused = 0;
    for index in (0..bytes.len()).step_by(20) {
        let byte = bytes[index];
        let other = match byte {
            b'0'..=b'8' | b'a'..=b'y' | b'A'..=b'Y' => byte + 1,
            b'9' | b'z' | b'Z' => byte - 1,
            _ => continue,
        };
        let mut copy = bytes.clone();
        copy[index] = other;
        fs::write(&changed, &copy).unwrap();
        let (code, out, _) = verify(folder.path(), &changed, "2026-11-21T12:00:00Z");
        assert_eq!(code, 1, "byte {index}: {out}");
        assert!(out.contains("NOT VERIFIED"));
        refused += 1;
    }
    assert!(refused > 50, "{refused}");
}

#[test]
fn too_early_and_without_the_issuers_files_it_is_refused() {
    let (folder, _) = sold();
    let file = folder.path().join("certificates/DEMO0001.json");
    let (code, out, _) = verify(folder.path(), &file, "2026-11-18T13:59:59Z");
    assert_eq!(code, 1);
    assert!(out.contains("valid from 2026-11-18T14:00:00Z"), "{out}");
    for missing in ["status/revocation-1.json", ".well-known/did.json"] {
        let (folder, _) = sold();
        let file = folder.path().join("certificates/DEMO0001.json");
        fs::remove_file(folder.path().join("public").join(missing)).unwrap();
        let (code, out, _) = verify(folder.path(), &file, "2026-11-21T12:00:00Z");
        assert_eq!(code, 1, "without {missing}: {out}");
    }
}

#[test]
fn what_cannot_be_looked_at_is_another_exit_code() {
    let (folder, _) = sold();
    let file = folder.path().join("certificates/DEMO0001.json");
    let missing = folder.path().join("missing.json");
    assert_eq!(verify(folder.path(), &missing, "2026-11-21T12:00:00Z").0, 2);
    assert_eq!(verify(folder.path(), &file, "tomorrow").0, 2);
    assert_eq!(verify(&missing, &file, "2026-11-21T12:00:00Z").0, 2);
    assert_eq!(co2(&["audit", text(&missing)]).0, 2);
    assert_eq!(co2(&["audit", text(&file)]).0, 2);
    assert_eq!(co2(&["schema", "unknown"]).0, 2);
    assert_eq!(co2(&[]).0, 2);
}

#[test]
fn the_audit_ends_with_ok_and_the_digest() {
    let (folder, _) = sold();
    let ledger = folder.path().join("ledger.db");
    let (code, out, errors) = co2(&["audit", text(&ledger)]);
    assert_eq!((code, errors.as_str()), (0, ""), "{out}");
    let last = out.lines().last().unwrap();
    assert!(last.starts_with("OK ") && last.len() > 64, "{last}");
    assert!(out.contains("certified                        5344.857 kg CO2e"), "{out}");
    assert_eq!(co2(&["audit", text(&ledger)]).1, out, "an audit changes nothing");
}

#[test]
fn an_anchor_shows_that_a_ledger_was_cut() {
    let ((folder, _), cut) = (sold(), tempfile::tempdir().unwrap());
    let ledger = folder.path().join("ledger.db");
    let (_, out, _) = co2(&["audit", text(&ledger)]);
    let anchor = out.lines().find_map(|line| line.strip_prefix("anchor ")).unwrap();
    let kept = cut.path().join("anchor.txt");
    fs::write(&kept, anchor).unwrap();
    let audit = || co2(&["audit", text(&ledger), "--anchor", text(&kept)]);
    assert_eq!(audit().0, 0);
    co2::journal::rusqlite::Connection::open(&ledger)
        .unwrap()
        .execute_batch(
            "DELETE FROM snapshots; DELETE FROM batches WHERE position = (SELECT max(position) FROM batches)",
        )
        .unwrap();
    assert_eq!(co2(&["audit", text(&ledger)]).0, 0, "alone it does not show");
    let (code, out, _) = audit();
    assert_eq!(code, 1);
    assert!(out.starts_with("REFUSED"), "{out}");
    fs::write(&kept, "no anchor").unwrap();
    assert_eq!(audit().0, 2);
}

#[test]
fn damage_is_refused_with_its_position() {
    let (folder, _) = sold();
    let ledger = folder.path().join("ledger.db");
    co2::journal::rusqlite::Connection::open(&ledger)
        .unwrap()
        .execute_batch("UPDATE batches SET hash = zeroblob(32) WHERE position = 7")
        .unwrap();
    let (code, out, _) = co2(&["audit", text(&ledger)]);
    assert_eq!(code, 1);
    assert!(out.contains("batch 7 is damaged"), "{out}");
}

/// `docs/schemas` is made by `co2 schema --out docs/schemas`.
#[test]
fn the_schemas_in_the_docs_are_those_of_the_code() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schemas");
    let folder = tempfile::tempdir().unwrap();
    let (code, out, _) = co2(&["schema", "--out", text(folder.path())]);
    assert_eq!(code, 0, "{out}");
    let (_, list, _) = co2(&["schema"]);
    let names: Vec<&str> = list.lines().filter_map(|line| line.split(' ').next()).collect();
    for name in &names {
        let file = format!("{name}.json");
        let (code, schema, _) = co2(&["schema", name]);
        assert_eq!(code, 0);
        let parsed: serde_json::Value = serde_json::from_str(&schema).unwrap();
        assert!(parsed["$schema"].is_string(), "{name}");
        assert_eq!(fs::read_to_string(folder.path().join(&file)).unwrap(), schema);
        let written = fs::read_to_string(docs.join(&file)).unwrap_or_default();
        assert!(written == schema, "run: co2 schema --out docs/schemas; {file} differs");
    }
    let count = |folder: &Path| {
        let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        files.filter(|path| path.extension().is_some_and(|ending| ending == "json")).count()
    };
    assert_eq!((count(&docs), count(folder.path())), (names.len(), names.len()));
}
