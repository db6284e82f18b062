//! What `docs/methods/ledger.md` shows is what the code does: its table and diagrams are those that
//! are made here.

use co2_ledger::{ClaimState, CoverageStatus, RegistryState};

#[track_caller]
fn shows(what: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/methods/ledger.md");
    let page = std::fs::read_to_string(path).expect("the page is there");
    assert!(page.contains(what), "docs/methods/ledger.md must have:\n{what}");
}

/// A row of a table.
fn row(first: &str, rest: impl Iterator<Item = impl ToString>) -> String {
    let rest: Vec<String> = rest.map(|cell| cell.to_string()).collect();
    format!("| {first} | {} |\n", rest.join(" | "))
}

#[test]
fn the_page_has_the_table_of_pairs() {
    let states = RegistryState::ALL;
    let rows = ClaimState::ALL
        .map(|claim| row(&format!("**{claim}**"), states.iter().map(|&state| claim.beside(state))));
    let head = [row("claim", states.iter()), row("---", states.iter().map(|_| "---"))];
    shows(&[head.concat(), rows.concat()].concat());
}

/// A state diagram in the notation of Mermaid.
fn diagram(steps: impl IntoIterator<Item = (String, String, &'static str)>) -> String {
    let steps = steps.into_iter().map(|(from, to, by)| format!("    {from} --> {to} : {by}\n"));
    format!("```mermaid\nstateDiagram-v2\n{}```\n", steps.collect::<Vec<_>>().concat())
}

#[test]
fn the_page_has_the_lives_of_a_gram_a_unit_and_a_coverage() {
    let name = |state: &dyn ToString| state.to_string();
    shows(&diagram(ClaimState::STEPS.map(|(from, to, by)| (name(&from), name(&to), by))));
    shows(&diagram(RegistryState::STEPS.map(|(from, to, by)| (name(&from), name(&to), by))));
    let begin = (
        "[*]".to_owned(),
        "live".to_owned(),
        "assign, cover retroactively, replace, correct serial",
    );
    let steps = CoverageStatus::STEPS.map(|(from, to, by)| (name(&from), name(&to), by));
    shows(&diagram([begin].into_iter().chain(steps)));
}

/// Hash seeds cannot show: four files have all hash tables, and what they walk is sorted (their own
/// tests).
#[test]
fn only_four_tables_hash() {
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            let hashing = ["answers.rs", "coverage_table.rs", "deadlines.rs", "order_table.rs"];
            if hashing.iter().any(|file| path.ends_with(format!("src/state/{file}"))) {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for name in ["HashMap", "HashSet", "RandomState", "DefaultHasher"] {
                assert!(!text.contains(name), "{name} in {}", path.display());
            }
        }
    }
    assert!(files > 50, "{files}");
}
