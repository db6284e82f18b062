//! Formatting, lints and docs of the whole workspace.

use crate::Outcome;
use crate::command::Run;
use crate::workspace::Workspace;

pub(crate) fn format(workspace: &Workspace) -> Outcome {
    Run::cargo(&workspace.root).args(["fmt", "--all", "--check"]).run()
}

pub(crate) fn clippy(workspace: &Workspace) -> Outcome {
    Run::cargo(&workspace.root)
        .args(["clippy", "--workspace", "--all-targets", "--all-features", "--locked"])
        .args(["--", "-D", "warnings"])
        .run()
}

pub(crate) fn docs(workspace: &Workspace) -> Outcome {
    Run::cargo(&workspace.root)
        .args(["doc", "--workspace", "--all-features", "--no-deps", "--locked"])
        .env("RUSTDOCFLAGS", "-D warnings")
        .run()
}
