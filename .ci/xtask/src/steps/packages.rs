//! What a publication needs: licences that agree, and packages that are whole.

use crate::Outcome;
use crate::command::{Run, cargo_install};
use crate::workspace::Workspace;

pub(crate) fn deny(workspace: &Workspace) -> Outcome {
    cargo_install("cargo-deny", "0.20.2", &workspace.root)?;
    // Advisories need a database from outside: whoever reaches it runs `cargo deny check advisories`.
    Run::cargo(&workspace.root)
        .args(["deny", "--all-features", "--locked", "check", "--hide-inclusion-graph"])
        .args(["bans", "licenses", "sources"])
        .run()
}

pub(crate) fn package(workspace: &Workspace) -> Outcome {
    for name in workspace.crates()? {
        let listed = Run::cargo(&workspace.root)
            .args(["package", "-p", &name, "--list", "--allow-dirty", "--locked"])
            .output()?;
        for file in ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
            if !listed.lines().any(|line| line == file) {
                return Err(format!("the package of {name} has no {file}"));
            }
        }
    }
    // All at once, so that each is packaged with the packages of the others and not with the checkout.
    // They are built from their packages before a release (docs/RELEASING.md), since that compiles all
    // dependencies once more.
    let names = workspace.crates()?;
    Run::cargo(&workspace.root)
        .args(["package", "--quiet", "--no-verify", "--locked", "--allow-dirty"])
        .args(names.iter().flat_map(|name| ["-p", name]))
        .run()
}
