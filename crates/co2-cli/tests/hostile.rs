//! What people do to files by mistake, and what strangers put into them: nothing is destroyed, and nothing
//! that a terminal obeys is printed.

#[cfg(test)]
#[path = "../../../examples/checkout/main.rs"]
#[expect(dead_code, reason = "the program's own entry is not called")]
mod example;

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::example::checkout;
    use co2::journal::rusqlite::Connection;
    use co2::journal::{Ledger, Sqlite};
    use serde_json::Value;
    use std::fs;
    use std::io::Write;
    use std::os::unix::fs::symlink;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};
    use tempfile::TempDir;

    /// Exit code, output and errors.
    fn co2(arguments: &[&str]) -> (i32, String, String) {
        let done = Command::new(env!("CARGO_BIN_EXE_co2")).args(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
    }

    fn text(path: &Path) -> &str {
        path.to_str().unwrap()
    }

    fn sold() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        checkout(folder.path()).unwrap();
        let path = folder.path().join("ledger.db");
        (folder, path)
    }

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
        change(&path, "CREATE TRIGGER x AFTER INSERT ON batches BEGIN DELETE FROM documents; END");
        let (code, out, _) = co2(&["audit", text(&path)]);
        assert!(code == 1 && out.contains("the trigger \"x\""), "{out}");
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
        fs::write(&config, format!("[\"{}\"]\nx = 1\n", hostile.replace('\u{1b}', "\\u001b")))
            .unwrap();
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

    #[test]
    fn a_document_may_come_from_the_input() {
        let (folder, _) = sold();
        let bytes = fs::read(folder.path().join("certificates/DEMO0001.json")).unwrap();
        let public = folder.path().join("public");
        let mut child = Command::new(env!("CARGO_BIN_EXE_co2"))
            .args(["verify", "-", "--public", text(&public), "--at", "2026-11-22"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(&bytes).unwrap();
        let done = child.wait_with_output().unwrap();
        let out = String::from_utf8(done.stdout).unwrap();
        assert!(
            done.status.success() && out.ends_with("VERIFIED at 2026-11-22T00:00:00Z\n"),
            "{out}"
        );
    }

    #[test]
    fn what_was_meant_is_said() {
        for (arguments, meant) in [
            (&["verfy"][..], "verify"),
            (&["schema", "certs"], "co2 schema lists all"),
            (&["schema", "retirement-recrod"], "did you mean \"retirement-record\"?"),
            (&["equiv", "371 KG"], "did you mean \"371 kg\"?"),
            (&["equiv", "1 t", "--to", "gasolin-car-year"], "did you mean \"gasoline_car_year\"?"),
            (&["equiv", "1 t", "--edition", "epa-202"], "did you mean \"epa-202"),
            (
                &[
                    "claim",
                    "--market",
                    "UK",
                    "--audience",
                    "consumer",
                    "--date",
                    "today",
                    "--form",
                    "contribution",
                ],
                "did you mean GB?",
            ),
        ] {
            let (code, _, errors) = co2(arguments);
            assert!(code == 2 && errors.contains(meant), "{arguments:?}: {errors}");
        }
    }

    #[test]
    fn each_command_says_what_its_exit_codes_mean() {
        let (_, help, _) = co2(&["--help"]);
        let commands = help.split("Commands:\n").nth(1).unwrap();
        let commands = commands.lines().take_while(|line| line.starts_with("  "));
        let commands: Vec<&str> =
            commands.filter_map(|line| line.split_whitespace().next()).collect();
        assert!(commands.len() >= 15, "{commands:?}");
        for command in commands.into_iter().filter(|command| *command != "help") {
            let (code, help, _) = co2(&[command, "--help"]);
            assert_eq!(code, 0);
            assert!(help.contains("Exit codes: 0 "), "{command}: {help}");
        }
    }

    /// But those whose output is JSON in any case, or a script or a page.
    #[test]
    fn each_command_speaks_json() {
        for command in [
            &["footprint"][..],
            &["schema"],
            &["verify"],
            &["equiv"],
            &["equiv", "reproduce"],
            &["keys", "rotate"],
            &["claim"],
            &["check"],
            &["audit"],
            &["backup"],
            &["restore"],
            &["export"],
            &["import"],
            &["log", "verify"],
            &["log", "prove"],
            &["log", "check"],
        ] {
            let (code, help, _) = co2(&[command, &["--help"]].concat());
            assert!(code == 0 && help.contains("--json"), "{command:?}: {help}");
        }
        let (folder, _) = sold();
        let at = |name: &str| folder.path().join(name);
        let (certificate, public) = (at("certificates/DEMO0001.json"), at("public"));
        let receipt = at("receipt");
        let read = |out: &str| serde_json::from_str::<Value>(out).unwrap();
        let prove = ["log", "prove", text(&certificate), "--public", text(&public)];
        let (code, out, _) = co2(&[&prove[..], &["--out", text(&receipt), "--json"]].concat());
        assert_eq!((code, &read(&out)["logged"]), (0, &true.into()));
        let check = |certificate: &Path| {
            let public = ["--public", text(&public), "--json"];
            let check = ["log", "check", text(certificate), "--receipt", text(&receipt)];
            co2(&[&check[..], &public].concat())
        };
        let (code, out, _) = check(&certificate);
        assert_eq!(
            (code, &read(&out)["logged"], &read(&out)["size"]),
            (0, &true.into(), &"5".into())
        );
        let (code, out, _) = check(&at("certificates/DEMO0002.json"));
        assert_eq!((code, &read(&out)["logged"]), (1, &false.into()));
    }

    #[test]
    fn completions_and_manual_pages_are_made() {
        for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
            let (code, script, _) = co2(&["completions", shell]);
            assert!(code == 0 && script.contains("restore"), "{shell}");
        }
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(co2(&["man", text(folder.path())]).0, 0);
        for page in ["co2.1", "co2-audit.1", "co2-log-verify.1"] {
            assert!(
                fs::read_to_string(folder.path().join(page)).unwrap().contains(".TH"),
                "{page}"
            );
        }
    }

    #[test]
    fn documents_are_checked_with_line_and_column() {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data");
        let check = |kind, file: &Path| co2(&["check", kind, text(file)]);
        for (kind, file) in
            [("config", "programme.toml"), ("cart", "cart.json"), ("credits", "credits.csv")]
        {
            let (code, out, errors) = check(kind, &data.join(file));
            assert_eq!((code, errors.as_str()), (0, ""), "{out}");
            assert!(out.lines().last().unwrap().starts_with("OK "), "{out}");
            let (code, json, _) = co2(&["check", kind, text(&data.join(file)), "--json"]);
            assert_eq!(
                (code, serde_json::from_str::<Value>(&json).unwrap()["good"].as_bool()),
                (0, Some(true))
            );
        }
        let folder = tempfile::tempdir().unwrap();
        let bad = folder.path().join("bad");
        for (kind, content, place) in [
            ("config", "[issuer]\nhost = 1\n", "line 2, column 8"),
            ("cart", "{\n  \"lines\": [{}]\n}", "line 2 column"),
            ("catalogue", "[\n{}]", "line 2 column"),
            ("credits", "lot,serial\nx,y\n", "line "),
        ] {
            fs::write(&bad, content).unwrap();
            let (code, out, _) = check(kind, &bad);
            assert!(
                code == 1 && out.starts_with("REFUSED ") && out.contains(place),
                "{kind}: {out}"
            );
            let (code, json, _) = co2(&["check", kind, text(&bad), "--json"]);
            assert_eq!(
                (code, serde_json::from_str::<Value>(&json).unwrap()["good"].as_bool()),
                (1, Some(false))
            );
        }
    }
}
