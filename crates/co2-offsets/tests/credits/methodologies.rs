//! Spellings of methodologies. A larger set is read if `CO2_CREDIT_RECORDS` names a folder with
//! `methodology_strings.csv` (columns `raw` and `canonical_id`).

use crate::real::records;
use co2_offsets::{Methodology, Technology};
use std::collections::{BTreeMap, BTreeSet};

fn ids(text: &str) -> Vec<String> {
    let methodology = Methodology::read(text.parse().unwrap());
    assert_eq!(methodology.printed.as_str(), text);
    methodology.ids.iter().map(ToString::to_string).collect()
}

#[test]
fn one_methodology_has_many_spellings() {
    for text in [
        "AMS-I.D.",
        "AMS I D",
        "AMSI.D.",
        "ams-i.d: grid connected renewable electricity generation, v18",
        "AMS-ID",
        "AMS-1.D",
        "CDM - AMS\u{2013}I.D",
    ] {
        assert_eq!(ids(text), ["AMS-I.D"], "{text}");
    }
    for text in ["ACM0002", "ACM 0002", "ACM-0002 ver 21.0", "CDM methodology (acm0002)"] {
        assert_eq!(ids(text), ["ACM0002"], "{text}");
    }
    assert_eq!(ids("AMS-III.AO.; AMS-II. L \"lighting\""), ["AMS-II.L", "AMS-III.AO"]);
    assert_eq!(ids("AR-AMS0007; VM0006, VMR0002"), ["AR-AMS0007", "VM0006", "VMR0002"]);
    assert_eq!(ids("GS TPDDTEC v3.1"), ["gs-tpddtec"]);
    assert_eq!(ids("VM9999 which is not published yet"), ["VM9999"]);
    for text in ["Other", "AMS-I. Grid connected", "AMS", "VM00421", "XACM0002", "AR", "AMS-4.D"] {
        assert_eq!(ids(text), [""; 0], "{text}");
    }
}

#[test]
fn a_methodology_may_tell_the_technology() {
    let technology = |text: &str| Methodology::read(text.parse().unwrap()).technology();
    assert_eq!(technology("ACM0001"), Some(Technology::LandfillGas));
    assert_eq!(technology("ACM0002"), None, "any renewable power");
    let known: Vec<_> = Methodology::known().map(|(id, _, _)| id).collect();
    assert_eq!(known.iter().collect::<BTreeSet<_>>().len(), known.len());
    for id in known.into_iter().filter(|id| id.starts_with(|c: char| c.is_ascii_uppercase())) {
        assert_eq!(ids(id), [id], "a code is its own spelling");
    }
}

#[test]
fn labelled_spellings_are_read() {
    let Some(rows) = records("methodology_strings.csv") else { return };
    let mut labels: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in &rows {
        let raw = row["raw"].split_whitespace().collect::<Vec<_>>().join(" ");
        let raw: String = raw.chars().take(200).collect();
        // The set's own spelling of a code, and its word for "no methodology".
        let label = row["canonical_id"].replace("vmd00038", "vmd0038");
        let labels = labels.entry(raw).or_default();
        if label != "unknown" {
            labels.insert(label);
        }
    }
    let (mut same, mut wrong) = (0, Vec::new());
    for (raw, expected) in &labels {
        let found = Methodology::read(raw.trim().parse().unwrap());
        let found = found.ids.iter().map(|id| id.as_str().to_lowercase().replace('.', "-"));
        let found: BTreeSet<String> = found.collect();
        if found == *expected { same += 1 } else { wrong.push((raw, expected, found)) }
    }
    for (raw, expected, found) in &wrong {
        println!("{raw:?}: expected {expected:?}, found {found:?}");
    }
    println!("{same} of {} spellings give exactly their labels", labels.len());
    assert!(same * 100 >= labels.len() * 95);
}
