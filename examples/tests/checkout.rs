//! The main job, end to end: what the example writes is true, repeatable and verifiable.

#[cfg(test)]
#[path = "../checkout/main.rs"]
#[expect(dead_code, reason = "the program's own entry is not called")]
mod example;

#[cfg(test)]
mod tests {
    use super::example::checkout;
    use co2::PublicFolder;
    use co2::cert::record::State;
    use co2::cert::{VerifyOptions, verify};
    use co2::journal::{Sqlite, replay};
    use co2::units::Timestamp;
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;

    const SERIALS: [&str; 5] = ["DEMO0001", "DEMO0002", "DEMO0003", "DEMO0004", "DEMO0005"];
    const NOTICE: &str = "demonstration: no credits were retired";

    fn at() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    /// Every file below a folder but the ledger, whose pages depend on the history of the file.
    fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(files(&path));
            } else if !path.file_name().unwrap().to_string_lossy().starts_with("ledger.db") {
                found.insert(path.display().to_string(), fs::read(&path).unwrap());
            }
        }
        found
    }

    fn ledger_digest(folder: &Path) -> String {
        let mut journal = Sqlite::open_existing(folder.join("ledger.db")).unwrap();
        let (state, _) = replay(&mut journal, None, |_| ()).unwrap();
        assert_eq!(state.audit().violations, []);
        state.digest().to_string()
    }

    #[test]
    fn a_second_run_allocates_nothing_and_gives_the_same_files() {
        let folder = tempfile::tempdir().unwrap();
        let first = checkout(folder.path()).unwrap();
        let (before, digest) = (files(folder.path()), ledger_digest(folder.path()));
        let second = checkout(folder.path()).unwrap();
        assert!(!first.contains("nothing was allocated anew"));
        assert!(second.contains("nothing was allocated anew"));
        assert_eq!(files(folder.path()), before);
        assert_eq!(ledger_digest(folder.path()), digest);
        // Five products: JSON, receipt, page and badge each; JSON, page, badge and a bitmap to be served; the
        // summary of the order; the anchor; five public files, the log's checkpoint, tile and entries, and
        // the verifying page.
        assert_eq!(before.len(), 50 + co2::render::verify_page().count());
    }

    /// Once, the ledger was left in its write-ahead log, and a copy of the file was empty.
    #[test]
    fn the_ledger_is_one_whole_file() {
        let folder = tempfile::tempdir().unwrap();
        checkout(folder.path()).unwrap();
        let names = fs::read_dir(folder.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert_eq!(names.filter(|name| name.starts_with("ledger.db")).count(), 1);
        let copy = folder.path().join("copy.db");
        fs::copy(folder.path().join("ledger.db"), &copy).unwrap();
        let anchor = fs::read_to_string(folder.path().join("anchor.txt")).unwrap();
        let mut journal = Sqlite::open_read_only(&copy).unwrap();
        assert!(!journal.is_torn_copy());
        let (_, end) = replay(&mut journal, None, |_| ()).unwrap();
        assert_eq!(anchor, format!("{end}\n"));
    }

    #[test]
    fn another_folder_gives_the_same_files() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        checkout(one.path()).unwrap();
        checkout(two.path()).unwrap();
        // An anchor covers the nonce by which writers are told apart: each ledger has its own.
        let contents = |folder: &Path| {
            let files = files(folder).into_iter().filter(|(path, _)| !path.ends_with("anchor.txt"));
            files.map(|(_, bytes)| bytes).collect::<Vec<_>>()
        };
        assert_eq!(contents(one.path()), contents(two.path()));
        assert_eq!(ledger_digest(one.path()), ledger_digest(two.path()));
    }

    #[test]
    fn every_certificate_is_verified_and_says_retired_only_with_a_record() {
        let folder = tempfile::tempdir().unwrap();
        checkout(folder.path()).unwrap();
        let public = PublicFolder::new(folder.path().join("public"));
        let mut total = 0;
        for serial in SERIALS {
            let path = folder.path().join(format!("certificates/{serial}.json"));
            let bytes = fs::read(path).unwrap();
            let verified = verify(&bytes, &VerifyOptions::new(at(), &public)).unwrap();
            let record = verified.certificate.record();
            // The CDM registry has not answered; only the server has its units.
            let state = if serial == "DEMO0005" { State::Allocated } else { State::Retired };
            assert_eq!((record.product().serial.as_str(), record.state()), (serial, state));
            total += record.amount().as_grams();
        }
        let mut journal = Sqlite::open_existing(folder.path().join("ledger.db")).unwrap();
        let (state, _) = replay(&mut journal, None, |_| ()).unwrap();
        assert_eq!(state.audit().totals.certified, u128::from(total));
    }

    #[test]
    fn a_changed_value_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        checkout(folder.path()).unwrap();
        let public = PublicFolder::new(folder.path().join("public"));
        let path = folder.path().join("certificates/DEMO0001.json");
        let text = fs::read_to_string(path).unwrap();
        for (value, other) in [
            ("DEMO0001", "DEMO0002"),
            ("\"347.041\"", "\"347.042\""),
            ("DEMO-GS-0001", "DEMO-GS-0002"),
            ("2026-11-17", "2026-11-16"),
            ("offsets.example", "offsets.example.org"),
            ("p95", "p50"),
        ] {
            assert!(text.contains(value), "{value}");
            let changed = text.replace(value, other);
            let refused = verify(changed.as_bytes(), &VerifyOptions::new(at(), &public));
            assert!(refused.is_err(), "{value} -> {other}");
        }
    }

    #[test]
    fn every_artefact_says_that_it_is_a_demonstration() {
        let folder = tempfile::tempdir().unwrap();
        let receipt = checkout(folder.path()).unwrap();
        assert!(receipt.contains(NOTICE));
        for (path, bytes) in files(folder.path()) {
            // In a bitmap it is baked in; a log's receipt has no words at all, only hashes and a signature.
            let text = String::from_utf8_lossy(&bytes);
            let wordless = path.ends_with(".tlog-proof");
            let wordless = wordless || path.ends_with("anchor.txt");
            let of_issuer = path.contains("public") && !path.contains("certificates");
            assert!(text.contains(NOTICE) || of_issuer || wordless, "{path}");
        }
    }

    #[test]
    fn the_receipt_tells_footprint_credits_and_equivalence() {
        let folder = tempfile::tempdir().unwrap();
        let receipt = checkout(folder.path()).unwrap();
        for expected in [
            "95th percentile",
            "grams 0..347041 of GS1-1-IN-GS990001-12-2021-990001-1-2",
            "retirement DEMO-GS-0001 on 2026-11-17",
            "allocated, retirement due by",
            "more than 13,600 miles",
            "US EPA",
        ] {
            assert!(receipt.contains(expected), "{expected}\n{receipt}");
        }
    }
}
