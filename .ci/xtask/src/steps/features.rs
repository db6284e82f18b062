//! Features are additive: each crate builds without any, and with each one alone.
#![expect(clippy::print_stdout, reason = "progress in the log")]

use crate::Outcome;
use crate::command::Run;
use crate::workspace::Workspace;

pub(crate) fn check(workspace: &Workspace) -> Outcome {
    for name in workspace.crates()? {
        let features = workspace.features(&name)?;
        println!("{name}: none {}", features.join(" "));
        clippy(workspace, &name, None)?;
        for feature in &features {
            clippy(workspace, &name, Some(feature))?;
        }
    }
    Ok(())
}

fn clippy(workspace: &Workspace, name: &str, feature: Option<&str>) -> Outcome {
    let mut run = Run::cargo(&workspace.root).args([
        "clippy",
        "-q",
        "-p",
        name,
        "--no-default-features",
        "--locked",
    ]);
    if let Some(feature) = feature {
        run = run.args(["--features", feature]);
    }
    run.args(["--", "-D", "warnings"]).run()
}
