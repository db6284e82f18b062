//! `co2 verify`: from single files, of tokens, and for programs.

use crate::common::co2;
use co2::cert::did::DidDocument;
use co2::cert::record::DEMONSTRATION;
use co2::cert::status::{
    MIN_ENTRIES, StatusEntry, StatusList, StatusListCredential, StatusPurpose,
};
use co2::cert::{CertificateDraft, Issuer, KeySigner, RetirementRecord};
use co2::render::{record_badge_png, record_badge_svg};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

pub(crate) const AT: &str = "2026-11-21T12:00:00Z";
const REVOCATION: &str = "https://shop.example/status/r.json";
const SUSPENSION: &str = "https://shop.example/status/s.json";

fn record() -> RetirementRecord {
    serde_json::from_value(json!({
        "product": {
            "productName": "Example Book 14", "gtin": "09506000134352",
            "serialNumber": "PF0ABC12",
        },
        "amount_kg": "335", "state": "retired", "coverage": "whole",
        "footprint": {
            "stages": [{"stage": "manufacture", "amount_kg": "335"}],
            "total_kg": "335", "statistic": "p95", "rounding": "up", "tier": "published",
            "method": "an invented method", "sources": ["an invented sheet"],
        },
        "creditLines": [{
            "registry": "gold-standard", "projectId": "GS999999",
            "projectName": "Invented cookstoves", "technology": "improved cookstoves",
            "vintageFirst": "2024-01-01", "vintageLast": "2024-12-31",
            "unitScope": "gold-standard:1",
            "blockSerial": "GS1-1-UG-GS999999-16-2024-1-1-19149",
            "blockFirst": "1", "blockLast": "19149", "unitSize_kg": "1000",
            "firstUnit": "7", "lastUnit": "7",
            "sliceStart_g": "6000000", "sliceEnd_g": "6335000", "amount_kg": "335",
            "act": {
                "kind": "retired", "word": "retirement", "date": "2026-11-20",
                "reference": "R-1", "serials": ["GS1-1-UG-GS999999-16-2024-1-7-7"],
            },
        }],
        "terms": "A record of what was done.",
        "demonstration": DEMONSTRATION,
    }))
    .unwrap()
}

fn list(url: &str, purpose: StatusPurpose, set: Option<u64>, signer: &KeySigner) -> Vec<u8> {
    let mut list = StatusList::new(MIN_ENTRIES).unwrap();
    if let Some(index) = set {
        list.set(index, true).unwrap();
    }
    let credential = StatusListCredential {
        id: url.parse().unwrap(),
        issuer: "did:web:shop.example".parse().unwrap(),
        purpose,
        valid_from: AT.parse().unwrap(),
        valid_until: None,
        ttl: None,
        list,
    };
    credential.sign(signer).unwrap()
}

/// A certificate as file and token, with the issuer's documents beside it.
pub(crate) fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let issuer =
        Issuer::web("shop.example".parse().unwrap(), "Example Shop".parse().unwrap()).unwrap();
    let signer = KeySigner::from_seed(&[7; 32], format!("{}#2026", issuer.did()));
    let keys = DidDocument::new(issuer.did().clone());
    let keys = keys.with_key("2026", &signer.public_key()).unwrap();
    let at = AT.parse().unwrap();
    let certificate = CertificateDraft {
        id: "https://shop.example/certificates/42".parse().unwrap(),
        issuer,
        valid_from: at,
        subject_base: "https://id.shop.example".parse().unwrap(),
        record: record(),
        status: StatusEntry { list: REVOCATION.parse().unwrap(), index: 42 },
        suspension: Some(StatusEntry { list: SUSPENSION.parse().unwrap(), index: 43 }),
        spent: None,
        log: Some("shop.example/log".parse().unwrap()),
    }
    .build()
    .unwrap();
    let (revocation, suspension) = (StatusPurpose::Revocation, StatusPurpose::Suspension);
    let signed = certificate.sign(&signer, at).unwrap();
    for (name, bytes) in [
        ("cert.json", signed.to_json()),
        ("badge.svg", record_badge_svg(&signed).into_bytes()),
        ("badge.png", record_badge_png(&signed)),
        ("cert.jwt", format!("{}\n", certificate.to_jwt(&signer).unwrap()).into_bytes()),
        ("did.json", keys.to_json()),
        ("r.json", list(REVOCATION, revocation, None, &signer)),
        ("s.json", list(SUSPENSION, suspension, None, &signer)),
        ("revoked.json", list(REVOCATION, revocation, Some(42), &signer)),
        ("suspended.json", list(SUSPENSION, suspension, Some(43), &signer)),
    ] {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

/// Exit code and output of `verify`, with the documents in single files.
fn verify(folder: &Path, file: &str, lists: &[&str], more: &[&str]) -> (i32, String) {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (file, did) = (path(file), path("did.json"));
    let lists: Vec<String> = lists.iter().map(|list| path(list)).collect();
    let mut command = vec!["verify", &file, "--did", &did];
    command.extend(lists.iter().flat_map(|list| ["--status", list.as_str()]));
    command.extend(more);
    let (code, out, _) = co2(&command);
    (code, out)
}

const BOTH: &[&str] = &["r.json", "s.json"];

#[test]
fn a_file_and_a_token_are_verified_from_single_files() {
    let folder = folder();
    for file in ["cert.json", "cert.jwt"] {
        let (code, out) = verify(folder.path(), file, BOTH, &["--at", AT]);
        assert_eq!(code, 0, "{out}");
        assert!(out.ends_with(&format!("VERIFIED at {AT}\n")), "{out}");
        assert!(out.contains("neither revoked nor suspended, as of"), "{out}");
    }
}

/// Whoever asks is told that the product was returned: in words, in JSON and by the exit code.
#[test]
fn a_spent_certificate_says_so() {
    const SPENT: &str = "https://shop.example/status/spent-1.json";
    let folder = folder();
    let signer = KeySigner::from_seed(&[7; 32], "did:web:shop.example#2026");
    let certificate = fs::read(folder.path().join("cert.json")).unwrap();
    let certificate = co2::cert::Certificate::from_json(&certificate).unwrap();
    let at = AT.parse().unwrap();
    let spendable = CertificateDraft {
        id: certificate.id().clone(),
        issuer: certificate.issuer().clone(),
        valid_from: at,
        subject_base: "https://id.shop.example".parse().unwrap(),
        record: record(),
        status: certificate.status().clone(),
        suspension: None,
        spent: Some(StatusEntry { list: SPENT.parse().unwrap(), index: 44 }),
        log: None,
    };
    let signed = spendable.build().unwrap().sign(&signer, at).unwrap();
    let purpose = StatusPurpose::Spent;
    for (name, bytes) in [
        ("spendable.json", signed.to_json()),
        ("unspent-list.json", list(SPENT, purpose, None, &signer)),
        ("spent-list.json", list(SPENT, purpose, Some(44), &signer)),
    ] {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let answer = |list: &str, more: &[&str]| {
        let more = [&["--at", AT], more].concat();
        verify(folder.path(), "spendable.json", &["r.json", list], &more)
    };
    let (code, out) = answer("unspent-list.json", &[]);
    assert!(code == 0 && out.ends_with(&format!("\nVERIFIED at {AT}\n")), "{code} {out}");
    let (code, out) = answer("spent-list.json", &[]);
    assert!(
        code == 3 && out.ends_with(&format!("\nVERIFIED, BUT SPENT at {AT}\n")),
        "{code} {out}"
    );
    assert!(out.contains("the product was returned"), "{out}");
    for (list, spent, expected) in [("unspent-list.json", false, 0), ("spent-list.json", true, 3)] {
        let (code, out) = answer(list, &["--json"]);
        let out: Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code, &out["spent"]), (expected, &Value::Bool(spent)));
    }
    // Among several files the exit code tells, too.
    let both = folder.path().join("spendable.json").to_str().unwrap().to_owned();
    let (code, out) = answer("spent-list.json", &[&both]);
    assert!(code == 3 && out.ends_with("VERIFIED 2 of 2 files, 2 of them spent\n"), "{code} {out}");
}

#[test]
fn a_badge_is_verified_by_what_is_baked_into_it() {
    let folder = folder();
    for file in ["badge.svg", "badge.png"] {
        let (code, out) = verify(folder.path(), file, BOTH, &["--at", AT]);
        assert_eq!(code, 0, "{out}");
        let lists = &["revoked.json", "s.json"];
        assert_eq!(verify(folder.path(), file, lists, &["--at", AT]).0, 1);
    }
    let svg = fs::read_to_string(folder.path().join("badge.svg")).unwrap();
    let changed = svg.replace("\"amount_kg\":\"335\"", "\"amount_kg\":\"336\"");
    assert_ne!(changed, svg);
    fs::write(folder.path().join("badge.svg"), changed).unwrap();
    assert_eq!(verify(folder.path(), "badge.svg", BOTH, &["--at", AT]).0, 1);
    // Pictures in which nothing can be looked at.
    fs::write(folder.path().join("badge.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>")
        .unwrap();
    fs::write(folder.path().join("badge.png"), b"\x89PNG").unwrap();
    for file in ["badge.svg", "badge.png"] {
        assert_eq!(verify(folder.path(), file, BOTH, &["--at", AT]).0, 2);
    }
}

#[test]
fn json_names_each_check_and_the_facts() {
    let folder = folder();
    let (code, out) = verify(folder.path(), "cert.json", BOTH, &["--at", AT, "--json"]);
    assert_eq!(code, 0, "{out}");
    let out: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(out["verified"], true);
    let checks: Vec<&str> = out["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| {
            assert_eq!(check["outcome"], "passed");
            check["check"].as_str().unwrap()
        })
        .collect();
    assert_eq!(checks, ["form", "arithmetic", "time", "signature", "status", "serials"]);
    assert_eq!(out["certificate"]["record"], serde_json::to_value(record()).unwrap());
    assert_eq!(out["certificate"]["issuer"]["id"], "did:web:shop.example");
    assert_eq!(out["status_as_of"], AT);
    let bytes = fs::read(folder.path().join("cert.json")).unwrap();
    let digest = co2::cert::record::DocumentDigest::of(&bytes);
    assert_eq!(out["sha256"], digest.to_string());
}

/// The checks that a refusal lists, and the whole of it.
fn refusal(file: &str, lists: &[&str], at: &str, folder: &Path) -> (Vec<(String, String)>, Value) {
    let (code, text) = verify(folder, file, lists, &["--at", at]);
    assert!(code == 1 && text.ends_with(&format!("NOT VERIFIED at {at}\n")), "{text}");
    let (code, out) = verify(folder, file, lists, &["--at", at, "--json"]);
    assert_eq!(code, 1, "{out}");
    let out: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(out["verified"], false);
    assert!(out.get("certificate").is_none(), "nothing to be mistaken for a verified fact");
    let error = out["error"].as_str().unwrap();
    assert!(text.contains(error), "{text} {error}");
    let checks = out["checks"].as_array().unwrap().iter();
    let checks = checks.map(|check| {
        let text = |member: &str| check[member].as_str().unwrap().to_owned();
        (text("check"), text("outcome"))
    });
    (checks.collect(), out)
}

#[test]
fn a_refusal_lists_what_was_passed_and_what_failed() {
    let folder = folder();
    let folder = folder.path();
    let good = fs::read_to_string(folder.join("cert.json")).unwrap();
    let write = |name: &str, from: &str, to: &str| {
        assert!(good.contains(from));
        fs::write(folder.join(name), good.replacen(from, to, 1)).unwrap();
    };
    write("form.json", "\"type\":[\"Profile\"]", "\"type\":[\"Other\"]");
    write("sums.json", "\"amount_kg\":\"335\"", "\"amount_kg\":\"336\"");
    write("signature.json", "Example Shop", "Example Ship");
    let early = "2026-11-21T11:59:59Z";
    for (file, lists, at, failed) in [
        ("form.json", BOTH, AT, "form"),
        ("sums.json", BOTH, AT, "arithmetic"),
        ("cert.json", BOTH, early, "time"),
        ("signature.json", BOTH, AT, "signature"),
        ("cert.json", &["r.json"][..], AT, "status"),
    ] {
        let (checks, _) = refusal(file, lists, at, folder);
        let names = ["form", "arithmetic", "time", "signature", "status", "serials"];
        let place = names.iter().position(|name| *name == failed).unwrap();
        for (nth, (name, outcome)) in checks.iter().enumerate() {
            assert_eq!(name, names[nth]);
            let expected = match nth {
                _ if nth == place => "failed",
                // The form is checked together with the sums.
                _ if nth < place && failed != "arithmetic" => "passed",
                _ => "notReached",
            };
            assert_eq!(outcome, expected, "{file}: {name}");
        }
    }
}

#[test]
fn a_revoked_or_suspended_certificate_is_never_verified() {
    let folder = folder();
    for file in ["cert.json", "cert.jwt"] {
        for lists in [["revoked.json", "s.json"], ["r.json", "suspended.json"]] {
            let (checks, out) = refusal(file, &lists, AT, folder.path());
            assert_eq!(checks[4], ("status".to_owned(), "failed".to_owned()));
            assert!(out.get("status_error").is_none(), "the status is known: {out}");
        }
    }
}

#[test]
fn an_unknown_status_has_the_name_of_the_standard() {
    let folder = folder();
    let (_, out) = refusal("cert.json", &["r.json"], AT, folder.path());
    assert_eq!(out["status_error"], "STATUS_RETRIEVAL_ERROR");
    let list = fs::read_to_string(folder.path().join("r.json")).unwrap();
    let other = list.replace("\"revocation\"", "\"refresh\"");
    fs::write(folder.path().join("other.json"), other).unwrap();
    let (_, out) = refusal("cert.json", &["other.json", "s.json"], AT, folder.path());
    assert_eq!(out["status_error"], "STATUS_VERIFICATION_ERROR");
}

#[test]
fn named_files_go_before_those_of_the_folder() {
    let folder = folder();
    let public = folder.path().join("public");
    fs::create_dir_all(public.join("status")).unwrap();
    for name in ["r.json", "s.json"] {
        let to = public.join("status").join(name);
        fs::copy(folder.path().join(name), to).unwrap();
    }
    let more = ["--at", AT, "--public", public.to_str().unwrap()];
    assert_eq!(verify(folder.path(), "cert.json", &[], &more).0, 0);
    assert_eq!(verify(folder.path(), "cert.json", &["revoked.json"], &more).0, 1);
}

/// The last one won: whoever named an old list after the new one was told that nothing is revoked.
#[test]
fn two_files_for_one_thing_are_refused() {
    let folder = folder();
    for lists in [["revoked.json", "r.json", "s.json"], ["r.json", "revoked.json", "s.json"]] {
        assert_eq!(verify(folder.path(), "cert.json", &lists, &["--at", AT]).0, 2);
    }
    let did = folder.path().join("did.json");
    let more = ["--at", AT, "--did", did.to_str().unwrap()];
    assert_eq!(verify(folder.path(), "cert.json", BOTH, &more).0, 2);
}

#[test]
fn what_cannot_be_looked_at_is_another_exit_code() {
    let folder = folder();
    let code =
        |file: &str, lists: &[&str], more: &[&str]| verify(folder.path(), file, lists, more).0;
    assert_eq!(code("missing.json", BOTH, &[]), 2);
    assert_eq!(code("cert.json", &["missing.json"], &[]), 2);
    assert_eq!(code("cert.json", &["cert.jwt"], &[]), 2);
    assert_eq!(code("cert.json", BOTH, &["--public", "/nowhere"]), 2);
    assert_eq!(code("cert.json", BOTH, &["--at", "tomorrow"]), 2);
    fs::write(folder.path().join("large.json"), vec![b' '; (4 << 20) + 1]).unwrap();
    assert_eq!(code("large.json", BOTH, &[]), 2);
    fs::write(folder.path().join("no.json"), "{}").unwrap();
    assert_eq!(code("cert.json", &["no.json"], &[]), 2);
}

/// Text that is no certificate is never said to have passed a check.
#[test]
fn garbage_passes_no_check() {
    let folder = folder();
    let random: Vec<u8> = (0..3_000_u32).map(|n| u8::try_from(n * n / 7 % 251).unwrap()).collect();
    let none = b"eyJhbGciOiJub25lIn0.eyJ2YyI6MSwiZXhwIjoxfQ.";
    let files: [(&str, &[u8]); 5] = [
        ("garbage.txt", b"hello world\n"),
        ("empty.json", b""),
        ("none.jwt", none),
        ("points.jwt", b".."),
        ("random.bin", &random),
    ];
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
        let (checks, _) = refusal(name, BOTH, AT, folder.path());
        let outcomes: Vec<&str> = checks.iter().map(|(_, outcome)| &**outcome).collect();
        let mut expected = ["notReached"; 6];
        expected[0] = "failed";
        assert_eq!(outcomes, expected, "{name}");
        let (code, out) = verify(folder.path(), name, BOTH, &["--at", AT]);
        assert_eq!((code, out.contains("  ok  ")), (1, false), "{out}");
    }
}

/// As editors and design programs save them.
#[test]
fn the_same_text_in_other_bytes_is_verified() {
    use std::io::Write as _;
    let folder = folder();
    let good = fs::read_to_string(folder.path().join("cert.json")).unwrap();
    let utf16 = |mark: u16, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(mark).chain(good.encode_utf16()).flat_map(order).collect()
    };
    let svg = fs::read(folder.path().join("badge.svg")).unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&svg).unwrap();
    for (name, bytes) in [
        ("bom.json", format!("\u{feff}{good}").into_bytes()),
        ("little.json", utf16(0xfeff, u16::to_le_bytes)),
        ("big.json", utf16(0xfeff, u16::to_be_bytes)),
        ("badge.svgz", packed.finish().unwrap()),
    ] {
        fs::write(folder.path().join(name), bytes).unwrap();
        let (code, out) = verify(folder.path(), name, BOTH, &["--at", AT]);
        assert_eq!(code, 0, "{name}: {out}");
    }
    let mut half = utf16(0xfeff, u16::to_le_bytes);
    half.pop();
    fs::write(folder.path().join("half.json"), half).unwrap();
    assert_eq!(verify(folder.path(), "half.json", BOTH, &["--at", AT]).0, 2);
    // A DID document too.
    let did = fs::read_to_string(folder.path().join("did.json")).unwrap();
    fs::write(folder.path().join("did.json"), format!("\u{feff}{did}")).unwrap();
    assert_eq!(verify(folder.path(), "cert.json", BOTH, &["--at", AT]).0, 0);
}

#[test]
fn an_old_status_list_is_refused_when_asked() {
    let folder = folder();
    let late = "2026-11-28T12:00:01Z";
    assert_eq!(verify(folder.path(), "cert.json", BOTH, &["--at", late]).0, 0);
    for (age, code) in [("7d", 1), ("168h", 1), ("8d", 0), ("1w", 2), ("d", 2), ("", 2)] {
        let more = ["--at", late, "--max-status-age", age];
        assert_eq!(verify(folder.path(), "cert.json", BOTH, &more).0, code, "{age}");
    }
}

/// Exit code and output of `keys rotate`.
fn rotate(folder: &Path, more: &[&str]) -> (i32, String) {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (did, seed, out) = (path("did.json"), path("seed"), path("did.json"));
    let rotate = ["keys", "rotate", &did, "--seed", &seed, "--out", &out, "--at", AT];
    let (code, out, errors) = co2(&[&rotate, more].concat());
    (code, out + &errors)
}

fn seed(folder: &Path, digits: &str) {
    let path = folder.join("seed");
    fs::write(&path, digits.repeat(64 / digits.len())).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
}

#[test]
fn keys_are_rotated() {
    let first = folder();
    let folder = first.path();
    seed(folder, "0b");
    // The key of the test's certificate, 2026, is retired: what it signed is verified until then.
    let retired = ["--key", "2027", "--retire", "2026", "--until", "2036-01-01T00:00:00Z"];
    let (code, out) = rotate(folder, &retired);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("#2026  retired, trusted until 2036-01-01T00:00:00Z"), "{out}");
    assert!(out.contains("#2027  trusted\n"), "{out}");
    let at = |time: &str| verify(folder, "cert.json", BOTH, &["--at", time]);
    assert_eq!(at("2035-12-31T23:59:59Z").0, 0);
    let (code, out) = at("2036-01-01T00:00:00Z");
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("#2026\" has the end 2036-01-01T00:00:00Z"), "{out}");

    // Then it turns out that others have it.
    assert_eq!(rotate(folder, &["--key", "2028"]).0, 2, "the same secret again");
    seed(folder, "0c");
    let (code, out) = rotate(folder, &["--key", "2028", "--compromised", "2026"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains(&format!("#2026  revoked since {AT}")), "{out}");
    for time in [AT, "2035-12-31T23:59:59Z"] {
        let (code, out) = at(time);
        assert_eq!(code, 1, "{out}");
        assert!(out.contains(&format!("has been revoked since {AT}")), "{out}");
    }
    seed(folder, "0d");
    for wrong in [
        &["--key", "2028"][..],
        &["--key", "no name"],
        &["--key", "2029", "--retire", "2030", "--until", "2036-01-01T00:00:00Z"],
        &["--key", "2029", "--retire", "2027"],
        &["--key", "2029", "--retire", "2027", "--until", AT],
        &["--key", "2029", "--compromised", "2026"],
        &["--key", "2029", "--host", "shop.example"],
    ] {
        let (code, out) = rotate(folder, wrong);
        assert_eq!(code, 2, "{wrong:?}: {out}");
    }
    fs::remove_file(folder.join("did.json")).unwrap();
    assert_eq!(rotate(folder, &["--key", "2026", "--host", "shop.example"]).0, 0);
    let document = fs::read(folder.join("did.json")).unwrap();
    assert_eq!(DidDocument::from_json(&document).unwrap().methods().len(), 1);
}
