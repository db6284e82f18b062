//! `docs/promises.md` names a test for each promise. These tests see that each of them exists.

use std::fs;
use std::path::Path;

/// What stands between backticks in the second column of the table.
fn guards(page: &str) -> Vec<String> {
    let cells = page.lines().filter(|line| line.starts_with('|')).skip(2);
    let guarded = cells.filter_map(|line| line.trim_end_matches('|').rsplit_once('|'));
    guarded.flat_map(|(_, cell)| cell.split('`').skip(1).step_by(2).map(str::to_owned)).collect()
}

/// `a/{b,c}.rs` names two files.
fn expand(name: &str) -> Vec<String> {
    let Some((before, rest)) = name.split_once('{') else { return vec![name.to_owned()] };
    let Some((middle, after)) = rest.split_once('}') else { return vec![name.to_owned()] };
    middle.split(',').map(|one| format!("{before}{one}{after}")).collect()
}

fn files(folder: &Path, all: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository").flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            if name != "target" && name != "node_modules" {
                files(&path, all);
            }
            all.push((path.display().to_string(), String::new()));
        } else {
            let text = if path.extension().is_some_and(|e| e == "rs") {
                fs::read_to_string(&path).unwrap_or_default()
            } else {
                String::new()
            };
            all.push((path.display().to_string(), text));
        }
    }
}

#[test]
fn every_guard_of_a_promise_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the workspace");
    let page = fs::read_to_string(root.join("docs/promises.md")).expect("the page");
    let mut all = Vec::new();
    for folder in ["crates", "examples", "benches", "docs", ".ci"] {
        files(&root.join(folder), &mut all);
    }
    let named = guards(&page);
    assert!(named.len() > 100, "only {} guards were read from the page", named.len());
    let mut missing = Vec::new();
    for name in named.iter().flat_map(|name| expand(name)) {
        let there = if name.contains('/') || Path::new(&name).extension().is_some() {
            let tail = format!("/{name}");
            // `co2-units/tests/x.rs` names the crate, and the folder of crates is left out.
            all.iter().any(|(path, _)| path.ends_with(&tail))
        } else if name.contains("::") || name.starts_with("co2") {
            // A module or a crate, as in prose.
            true
        } else {
            all.iter().any(|(_, text)| text.contains(&format!("fn {name}(")))
        };
        if !there {
            missing.push(name);
        }
    }
    assert_eq!(missing, Vec::<String>::new(), "no such file or test");
}
