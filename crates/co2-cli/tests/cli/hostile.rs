//! What people do to files by mistake, and what strangers put into them: nothing is destroyed, and nothing
//! that a terminal obeys is printed.

use crate::common::{co2, sold, text};
use co2::journal::rusqlite::Connection;
use co2::journal::{Ledger, Sqlite};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

fn change(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

/// Once, `co2 export L --out L` destroyed the ledger, and said OK.
#[test]
fn an_export_does_not_replace_its_ledger() {
    let (folder, path) = sold();
    let before = fs::read(&path).unwrap();
    let [link, hard, device] =
        ["link.db", "hard.db", "device"].map(|name| folder.path().join(name));
    symlink(&path, &link).unwrap();
    fs::hard_link(&path, &hard).unwrap();
    symlink("/dev/null", &device).unwrap();
    let beside = folder.path().join("ledger.db-wal");
    for out in [&path, &link, &hard, &device, &beside, &folder.path().to_owned()] {
        for ledger in [&path, &link] {
            let (code, told, errors) = co2(&["export", text(ledger), "--out", text(out)]);
            assert_eq!((code, told.as_str()), (2, ""), "{}: {errors}", out.display());
        }
    }
    assert_eq!(fs::read(&path).unwrap(), before);
    assert!(link.is_symlink() && device.is_symlink() && !beside.exists());
    // A link is followed, and stays.
    let (file, link) = (folder.path().join("export.jsonl"), folder.path().join("link.jsonl"));
    symlink(&file, &link).unwrap();
    assert_eq!(co2(&["export", text(&path), "--out", text(&link)]).0, 0);
    assert!(link.is_symlink() && file.is_file());
    // What is read-only stays what it is.
    let mut rights = fs::metadata(&file).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&file, rights).unwrap();
    assert_eq!(co2(&["export", text(&path), "--out", text(&file)]).0, 2);
}

/// Once, an export of an empty file made a ledger of it, and said OK.
#[test]
fn only_a_ledger_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("empty"), "").unwrap();
    fs::write(at("text"), "not a ledger ".repeat(1_000)).unwrap();
    change(&at("shop.db"), "CREATE TABLE customers (name TEXT)");
    assert!(Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
    for name in ["empty", "text", "shop.db", "pipe", "missing", "."] {
        let file = at(name);
        // Reading a pipe would wait for its writer.
        let before = (name != "pipe").then(|| fs::read(&file).ok()).flatten();
        for command in ["audit", "export", "backup"] {
            let to = at("to.db");
            let more: &[&str] = if command == "backup" { &[text(&to)] } else { &[] };
            let (code, out, errors) = co2(&[&[command, text(&file)], more].concat());
            assert_eq!((code, out.as_str()), (2, ""), "{command} {name}: {errors}");
            assert!(errors.contains(text(&file).trim_end_matches("/.")), "{errors}");
            assert!(!errors.contains("SQLite") && !errors.contains("rusqlite"), "{errors}");
            assert!(!to.exists());
        }
        if name != "pipe" {
            assert_eq!(fs::read(&file).ok(), before, "{name} is as it was");
        }
    }
    for arguments in [
        &["verify", text(&at("pipe"))][..],
        &["verify", "/dev/zero"],
        &["check", "cart", text(&at("pipe"))],
        &["serial", text(&at("pipe"))],
        &["footprint", "--products", text(&at("pipe"))],
        &["claim", "--table", "--date", "today", "--rules", text(&at("pipe"))],
        &["import", text(&at("pipe")), text(&at("new.db"))],
        &["audit", text(&at("missing")), "--anchor", text(&at("pipe"))],
    ] {
        let (code, _, errors) = co2(arguments);
        assert_eq!(code, 2, "{arguments:?}: {errors}");
        assert!(errors.contains("not a regular file"), "{arguments:?}: {errors}");
    }
}

#[test]
fn an_audit_looks_at_documents_and_schema() {
    let (_folder, path) = sold();
    let (_, out, _) = co2(&["audit", text(&path)]);
    assert!(out.contains(" each is there and has its digest"), "{out}");
    change(&path, "UPDATE documents SET bytes = x'00' WHERE rowid = 1");
    change(&path, "DELETE FROM documents WHERE rowid = 2");
    let (code, out, _) = co2(&["audit", text(&path)]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains(" is damaged\n") && out.contains(" is missing\n"), "{out}");
    assert_eq!(out.lines().last(), Some("REFUSED 2 broken promises"));
    let (code, json, _) = co2(&["audit", text(&path), "--json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, json["broken"].as_array().unwrap().len()), (1, 2));
    assert_eq!(json["sound"], false);
    assert!(!out.contains("`resume`"), "not without its basis, nor what is damaged: {out}");
    change(&path, "CREATE TRIGGER x AFTER INSERT ON batches BEGIN DELETE FROM documents; END");
    let (code, out, _) = co2(&["audit", text(&path)]);
    assert!(code == 1 && out.contains("the trigger \"x\""), "{out}");
}

/// A certificate that was deleted can be made again by its host, and the audit says so.
#[test]
fn an_audit_says_what_resume_makes_again() {
    let (folder, path) = sold();
    let certificate = fs::read(folder.path().join("certificates/DEMO0001.json")).unwrap();
    let digest = co2::units::Digest::of(&certificate);
    change(&path, &format!("DELETE FROM documents WHERE digest = x'{digest}'"));
    let (code, out, _) = co2(&["audit", text(&path)]);
    assert_eq!((code, out.lines().last()), (1, Some("REFUSED 1 broken promises")));
    let fault = out.lines().find(|line| line.contains(&digest.to_string())).unwrap();
    assert!(fault.contains(" is missing; `resume` can make it again, "), "{fault}");
}

/// What could change what is read or written, in whatever way it came into the file.
#[test]
fn a_strange_schema_is_refused() {
    for sql in [
        "CREATE VIEW v AS SELECT * FROM batches",
        "CREATE TEMP TABLE t (x); CREATE TABLE t (x)",
        "CREATE INDEX i ON batches (hash)",
        "CREATE UNIQUE INDEX i ON documents (bytes)",
        "DROP TABLE snapshots",
        "ALTER TABLE batches ADD COLUMN more BLOB",
        "ALTER TABLE documents RENAME COLUMN bytes TO content",
        "CREATE TRIGGER t BEFORE DELETE ON documents BEGIN SELECT RAISE(IGNORE); END",
        // As the tables of ANALYZE are called, which are no harm.
        "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('trigger', 'sqlite_stat1', \
         'batches', 0, 'CREATE TRIGGER sqlite_stat1 AFTER INSERT ON batches BEGIN DELETE FROM documents; END')",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', '') \
         WHERE name = 'batches'",
    ] {
        let (folder, path) = sold();
        change(&path, sql);
        for command in [
            &["audit", text(&path)][..],
            &["export", text(&path), "--out", text(&folder.path().join("out"))],
            &["backup", text(&path), text(&folder.path().join("to.db"))],
            &["credits", "reconcile", text(&path), text(&folder.path().join("report.csv"))],
        ] {
            fs::write(folder.path().join("report.csv"), "serial\n").unwrap();
            let (code, out, errors) = co2(command);
            assert!(code == 1 && out.starts_with("REFUSED "), "{sql}: {command:?}: {out}{errors}");
            assert!(!folder.path().join("out").exists() && !folder.path().join("to.db").exists());
        }
        assert!(Sqlite::open_existing(&path).is_err(), "nor is it opened to write: {sql}");
    }
    let (_folder, path) = sold();
    change(&path, "ANALYZE");
    assert_eq!(co2(&["audit", text(&path)]).0, 0, "statistics of SQLite's own");
}

#[test]
fn a_ledger_is_backed_up_and_restored() {
    let (folder, path) = sold();
    let at = |name: &str| folder.path().join(name);
    // While a process has it open.
    let open = Ledger::open(Sqlite::open(&path).unwrap(), None).unwrap();
    let (code, out, errors) = co2(&["backup", text(&path), text(&at("backup.db"))]);
    assert_eq!((code, errors.as_str()), (0, ""), "{out}");
    let anchor = out.lines().find_map(|line| line.strip_prefix("anchor ")).unwrap();
    fs::write(at("anchor.txt"), anchor).unwrap();
    assert_eq!(co2(&["backup", text(&path), text(&at("backup.db"))]).0, 2, "replaces nothing");
    let restore = || {
        let anchor = at("anchor.txt");
        co2(&["restore", text(&at("backup.db")), text(&path), "--anchor", text(&anchor)])
    };
    let (code, _, errors) = restore();
    assert!(code == 2 && errors.contains("a process has this ledger open"), "{errors}");
    open.close().unwrap();
    let (code, out, errors) = restore();
    assert_eq!((code, errors.as_str()), (0, ""), "{out}");
    assert!(at("ledger.db.before-restore-1").exists(), "what was there is kept");
    let (code, out, _) = co2(&["audit", text(&path), "--anchor", text(&at("anchor.txt"))]);
    assert!(code == 0 && !out.contains("WARNING"), "{out}");
    fs::write(at("anchor.txt"), format!("1:{}", "0".repeat(64))).unwrap();
    let (code, out, _) = restore();
    assert!(code == 1 && out.starts_with("REFUSED"), "{out}");
}

#[test]
fn a_copy_without_its_log_is_noticed() {
    let (folder, path) = sold();
    let open = Ledger::open(Sqlite::open(&path).unwrap(), None).unwrap();
    let copy = folder.path().join("copy.db");
    assert!(Command::new("cp").arg(&path).arg(&copy).status().unwrap().success());
    let (code, out, _) = co2(&["audit", text(&copy)]);
    assert!(code == 0 && out.contains("WARNING"), "{out}");
    open.close().unwrap();
}

/// A certificate's unknown member cleared the screen and printed VERIFIED.
#[test]
fn nothing_that_a_terminal_obeys_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("certificate.json");
    let hostile = "\u{1b}[2J\u{1b}[HVERIFIED at 2026-11-21T12:00:00Z\u{9b}8m\u{202e}";
    let json = serde_json::json!({ hostile: hostile });
    fs::write(&file, json.to_string().replace("\\u001b", "\u{1b}")).unwrap();
    let named = folder.path().join("\u{1b}[2J.json");
    fs::write(&named, json.to_string()).unwrap();
    let config = folder.path().join("config.toml");
    fs::write(&config, format!("[\"{}\"]\nx = 1\n", hostile.replace('\u{1b}', "\\u001b"))).unwrap();
    for arguments in [
        &["verify", text(&file)][..],
        &["verify", text(&named)],
        &["verify", text(&named), "--json"],
        &["verify", "\u{1b}[2J"],
        &["audit", "\u{1b}[2J"],
        &["schema", hostile],
        &["equiv", "1 t", "--to", hostile],
        &["equiv", hostile],
        &[hostile],
        &["check", "config", text(&config)],
        &["check", "cart", text(&named)],
        &["log", "check", text(&named), "--receipt", text(&named)],
    ] {
        let (code, out, errors) = co2(arguments);
        assert_ne!(code, 0, "{arguments:?}");
        for printed in [&out, &errors] {
            let obeyed = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
            assert!(!printed.contains(obeyed), "{arguments:?}: {printed:?}");
        }
    }
}

/// A file of 300 MB gave an error of 600 MB.
#[test]
fn an_error_is_short() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("long");
    let long = "x".repeat(3 << 20);
    for content in [
        format!("{{\"{long}\": 1}}"),
        format!("{{\"lines\": \"{long}\"}}"),
        format!("\"{long}\""),
        long.clone(),
        format!("[{long}]\n{long} = 1"),
        format!("lot,{long}\n1,2\n"),
    ] {
        fs::write(&file, &content).unwrap();
        for arguments in [
            &["verify", text(&file)][..],
            &["check", "config", text(&file)],
            &["check", "cart", text(&file)],
            &["check", "catalogue", text(&file)],
            &["check", "credits", text(&file)],
            &["audit", text(&file), "--anchor", text(&file)],
            &["import", text(&file), "new.db"],
            &["log", "check", text(&file), "--receipt", text(&file)],
        ] {
            let (code, out, errors) = co2(arguments);
            assert_ne!(code, 0, "{arguments:?}");
            assert!(
                out.len() + errors.len() < 3_000,
                "{arguments:?}: {}",
                out.len() + errors.len()
            );
        }
    }
}
