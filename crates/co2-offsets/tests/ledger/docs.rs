//! What `docs/methods/ledger.md` shows is what the code does: its table and diagrams are those that
//! are made here.

use co2_offsets::{ClaimState, CoverageStatus, RegistryState};

fn page() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/methods/ledger.md");
    std::fs::read_to_string(path).expect("the page is there")
}

#[track_caller]
fn shows(what: &str) {
    assert!(page().contains(what), "docs/methods/ledger.md must have:\n{what}");
}

#[test]
fn the_page_has_the_table_of_pairs() {
    let mut table = String::from("| claim |");
    RegistryState::ALL.iter().for_each(|state| table += &format!(" {state} |"));
    table += "\n| --- |";
    RegistryState::ALL.iter().for_each(|_| table += " --- |");
    table.push('\n');
    for claim in ClaimState::ALL {
        table += &format!("| **{claim}** |");
        RegistryState::ALL
            .iter()
            .for_each(|&state| table += &format!(" {} |", claim.beside(state)));
        table.push('\n');
    }
    shows(&table);
}

/// A state diagram in the notation of Mermaid.
fn diagram(steps: impl IntoIterator<Item = (String, String, &'static str)>) -> String {
    let mut text = String::from("```mermaid\nstateDiagram-v2\n");
    for (from, to, by) in steps {
        text += &format!("    {from} --> {to} : {by}\n");
    }
    text + "```\n"
}

#[test]
fn the_page_has_the_lives_of_a_gram_a_unit_and_a_coverage() {
    let name = |state: &dyn ToString| state.to_string();
    shows(&diagram(ClaimState::STEPS.map(|(from, to, by)| (name(&from), name(&to), by))));
    shows(&diagram(RegistryState::STEPS.map(|(from, to, by)| (name(&from), name(&to), by))));
    let begin = ("[*]".to_owned(), "live".to_owned(), "assign, cover retroactively, replace");
    let steps = CoverageStatus::STEPS.map(|(from, to, by)| (name(&from), name(&to), by));
    shows(&diagram([begin].into_iter().chain(steps)));
}
