//! What people may expect of every command: suggestions, exit codes, JSON, standard input.

use crate::common::{co2, co2_reading, json, sold, text};
use serde_json::Value;
use std::fs;
use std::path::Path;

#[test]
fn what_was_meant_is_said() {
    for (arguments, meant) in [
        (&["verfy"][..], "verify"),
        (&["credits", "chek", "x"], "check"),
        (&["check", "credit", "x"], "credits"),
        (&["credits", "check", "x", "--kind", "issues"], "issued"),
        (
            &[
                "claim",
                "--market",
                "SE",
                "--date",
                "today",
                "--audience",
                "consumers",
                "--form",
                "x",
            ],
            "did you mean \"consumer\"?",
        ),
        (
            &[
                "claim",
                "--market",
                "SE",
                "--date",
                "today",
                "--audience",
                "consumer",
                "--form",
                "product-neutral",
            ],
            "did you mean \"product_neutral\"?",
        ),
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

/// The names of the commands below one, as its help lists them.
fn below(help: &str) -> Vec<String> {
    let Some(commands) = help.split("Commands:\n").nth(1) else { return Vec::new() };
    let lines = commands.lines().take_while(|line| line.starts_with("  "));
    // A long description goes on in the next line, further in.
    let names = lines.filter(|line| !line.starts_with("    "));
    let names = names.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn each_command_says_what_its_exit_codes_mean() {
    let mut commands: Vec<Vec<String>> =
        below(&co2(&["--help"]).1).into_iter().map(|name| vec![name]).collect();
    assert!(commands.len() >= 17, "{commands:?}");
    let mut seen = 0;
    while let Some(command) = commands.pop() {
        let names: Vec<&str> = command.iter().map(String::as_str).collect();
        let (code, help, _) = co2(&[&names[..], &["--help"]].concat());
        assert_eq!(code, 0);
        assert!(help.contains("Exit codes: 0 "), "{command:?}: {help}");
        commands.extend(below(&help).into_iter().map(|name| [&command[..], &[name]].concat()));
        seen += 1;
    }
    assert!(seen >= 24, "with those below others: {seen}");
}

/// A refusal is an answer, too: a program that asked for JSON gets JSON.
#[test]
fn what_is_refused_is_told_in_json_when_it_is_asked_for() {
    let (folder, ledger) = sold();
    let at = |name: &str| folder.path().join(name);
    let (junk, copy, cut) = (at("junk"), at("copy.db"), at("cut.jsonl"));
    fs::write(&junk, "[1, 2]").unwrap();
    fs::copy(&ledger, &copy).unwrap();
    let change = "UPDATE batches SET hash = zeroblob(32) WHERE position = 7";
    co2::journal::rusqlite::Connection::open(&copy).unwrap().execute_batch(change).unwrap();
    fs::write(&cut, "{}\n").unwrap();
    let certificate = at("certificates/DEMO0001.json");
    for command in [
        &["audit", text(&copy)][..],
        &["export", text(&copy), "--out", text(&at("out"))],
        &["backup", text(&copy), text(&at("backup.db"))],
        &["restore", text(&copy), text(&at("restored.db"))],
        &["import", text(&cut), text(&at("new.db"))],
        &["verify", text(&junk)],
        &["verify", text(&junk), text(&certificate)],
        &["check", "config", text(&junk)],
        &["check", "cart", text(&junk)],
        &["check", "catalogue", text(&junk)],
        &["check", "credits", text(&junk)],
        &["credits", "check", text(&junk)],
        &["credits", "reconcile", text(&ledger), text(&junk)],
        &["credits", "reconcile", text(&copy), text(&at("report.csv"))],
        &["log", "prove", text(&junk), "--public", text(&at("public")), "--out", text(&at("x"))],
    ] {
        fs::write(at("report.csv"), "serial\n").unwrap();
        let (code, answer) = json(&[command, &["--json"]].concat());
        assert_eq!(code, 1, "{command:?}: {answer}");
        let (code, told, _) = co2(command);
        let last = told.lines().last().unwrap_or_default();
        assert_eq!(code, 1, "{command:?}: {told}");
        assert!(last.starts_with("REFUSED") || last.starts_with("NOT "), "{command:?}: {told}");
    }
    assert!(!at("out").exists() && !at("backup.db").exists() && !at("new.db").exists());
}

#[test]
fn several_certificates_are_verified_at_once() {
    let (folder, _) = sold();
    let at = |name: &str| folder.path().join(name);
    let (one, two, bad) =
        (at("certificates/DEMO0001.json"), at("certificates/DEMO0002.json"), at("bad.json"));
    fs::write(&bad, fs::read_to_string(&one).unwrap().replace("DEMO0001", "DEMO0009")).unwrap();
    let public = at("public");
    let verify = |files: &[&str], more: &[&str]| {
        let head = ["verify", "--public", text(&public), "--at", "2026-11-22"];
        co2(&[&head, files, more].concat())
    };
    let (code, out, _) = verify(&[text(&one), text(&two)], &[]);
    assert!(code == 0 && out.ends_with("\nVERIFIED 2 of 2 files\n"), "{out}");
    assert!(out.contains(text(&one)) && out.contains(text(&two)), "{out}");
    let (code, out, _) = verify(&[text(&one), text(&bad), text(&two)], &[]);
    assert!(code == 1 && out.ends_with("\nNOT VERIFIED 2 of 3 files\n"), "{out}");
    let (code, out, errors) = verify(&[text(&one), "/nowhere", text(&bad)], &["--json"]);
    let answers: Value = serde_json::from_str(&out).unwrap();
    let verdicts: Vec<bool> = answers
        .as_array()
        .unwrap()
        .iter()
        .map(|answer| answer["verified"].as_bool().unwrap())
        .collect();
    assert_eq!((code, verdicts.as_slice()), (2, &[true, false, false][..]));
    assert_eq!(
        (&answers[0]["file"], &answers[1]["file"]),
        (&text(&one).into(), &"/nowhere".into())
    );
    assert!(errors.starts_with("error: /nowhere"), "{errors}");
}

#[test]
fn documents_may_come_from_the_input() {
    let (folder, ledger) = sold();
    let public = folder.path().join("public");
    let certificate = fs::read(folder.path().join("certificates/DEMO0001.json")).unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data");
    let data = |name: &str| fs::read(data.join(name)).unwrap();
    let (_, audit, _) = co2(&["audit", text(&ledger)]);
    let anchor = audit.lines().find_map(|line| line.strip_prefix("anchor ")).unwrap();
    let products = "id,category\nnb-1,laptop\n";
    for (input, command) in [
        (
            certificate.clone(),
            &["verify", "-", "--public", text(&public), "--at", "2026-11-22"][..],
        ),
        (certificate, &["log", "prove", "-", "--public", text(&public)]),
        (data("programme.toml"), &["check", "config", "-"]),
        (data("cart.json"), &["check", "cart", "-"]),
        (data("credits.csv"), &["check", "credits", "-"]),
        (data("credits.csv"), &["credits", "check", "-"]),
        (products.into(), &["check", "catalogue", "-"]),
        (products.into(), &["footprint", "--products", "-"]),
        (r#"[{"id":"a","facts":{"category":"laptop"}}]"#.into(), &["footprint", "--products", "-"]),
        (
            "[[product]]\nid = \"a\"\nfacts = {category = \"laptop\"}\n".into(),
            &["footprint", "--products", "-"],
        ),
        (anchor.into(), &["audit", text(&ledger), "--anchor", "-"]),
        ("GS1-1-UG-GS11236-16-2024-30307-1-19149\n".into(), &["serial", "-"]),
        ("GS1-1-UG-GS11236-16-2024-30307-1-19149\n".into(), &["serial", "--json"]),
    ] {
        let (code, out, errors) = co2_reading(&input, command);
        assert_eq!((code, errors.as_str()), (0, ""), "{command:?}: {out}");
        let (empty, _, _) = co2_reading("", command);
        assert!(command[0] == "serial" || empty != 0, "{command:?} of nothing");
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
        &["credits", "check"],
        &["credits", "reconcile"],
        &["serial"],
        &["audit"],
        &["backup"],
        &["restore"],
        &["export"],
        &["import"],
        &["log", "verify"],
        &["log", "prove"],
        &["log", "check"],
        &["report"],
        &["status"],
        &["tables"],
    ] {
        let (code, help, _) = co2(&[command, &["--help"]].concat());
        assert!(code == 0 && help.contains("--json"), "{command:?}: {help}");
        let (code, schema, _) = co2(&["schema", &format!("cli-{}", command.join("-"))]);
        assert!(code == 0 && schema.contains("\"examples\""), "{command:?}");
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
    assert_eq!((code, &read(&out)["logged"], &read(&out)["size"]), (0, &true.into(), &"5".into()));
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
        assert!(fs::read_to_string(folder.path().join(page)).unwrap().contains(".TH"), "{page}");
    }
}

#[test]
fn documents_are_checked_with_line_and_column() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data");
    let folder = tempfile::tempdir().unwrap();
    let (products, bad) = (folder.path().join("products.csv"), folder.path().join("bad"));
    fs::write(&products, "id,manufacturer,model,category\na,HP,EliteBook 840,laptop\n").unwrap();
    for (kind, file) in [
        ("config", data.join("programme.toml")),
        ("cart", data.join("cart.json")),
        ("catalogue", products),
    ] {
        let (code, out, errors) = co2(&["check", kind, text(&file)]);
        assert_eq!((code, errors.as_str()), (0, ""), "{out}");
        assert!(out.lines().last().unwrap().starts_with("OK "), "{out}");
        let (code, answer) = json(&["check", kind, text(&file), "--json"]);
        assert_eq!((code, &answer["good"]), (0, &true.into()));
    }
    for (kind, content, place) in [
        ("config", "[issuer]\nhost = 1\n", "line 2, column 8"),
        ("cart", "{\n  \"lines\": [{}]\n}", "line 2 column"),
        ("catalogue", "id,category\na,toaster\n", "line 2, column 3 (category)"),
    ] {
        fs::write(&bad, content).unwrap();
        let (code, out, _) = co2(&["check", kind, text(&bad)]);
        assert!(code == 1 && out.starts_with("REFUSED ") && out.contains(place), "{kind}: {out}");
        let (code, answer) = json(&["check", kind, text(&bad), "--json"]);
        assert_eq!((code, &answer["good"]), (1, &false.into()));
    }
    // The same in JSON; each product stands for itself.
    let bad = folder.path().join("bad.json");
    for (content, place) in [
        ("[\n{}]", "line 2: product 1: a product needs"),
        ("[\n  {\"id\": 1}]", "line 2 column"),
        ("[{\"mean_kg\": 1},\n{}]", "line 1 column"),
        ("[\n\n{\"id\": \"a\",\n \"colour\": 1}]", "line 4 column"),
        ("{}", "product 1: a product needs"),
        (
            "[{\"model\": \"EliteBook 840\", \"manufacturer\": \"HP\", \"facts\": {\"category\": \"laptop\"}},\n\
             {\"model\": \"elitebook-840\", \"manufacturer\": \"HP Inc.\", \"facts\": {\"category\": \"laptop\"}}]",
            "line 2: product 2: the model \"elitebook-840\" is also that of line 1: product 1",
        ),
    ] {
        fs::write(&bad, content).unwrap();
        let (code, out, _) = co2(&["check", "catalogue", text(&bad)]);
        assert!(
            code == 1 && out.starts_with("REFUSED ") && out.contains(place),
            "{content}: {out}"
        );
    }
}

/// One implementation under two names.
#[test]
fn credits_are_checked_by_either_name() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data");
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.csv");
    fs::write(&bad, "lot,serial\nx,y\n").unwrap();
    for file in [data.join("credits.csv"), bad] {
        for more in [&[][..], &["--json"]] {
            let one = co2(&[&["check", "credits", text(&file)], more].concat());
            assert_eq!(one, co2(&[&["credits", "check", text(&file)], more].concat()));
        }
    }
}
