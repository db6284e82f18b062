//! Software that is not ours judges what ours writes. It is installed here and runs nowhere else.

use crate::Outcome;
use crate::command::{Run, exists};
use crate::workspace::Workspace;

/// Debian packages, and a program of each by which one sees that it is there. Fonts have none.
const PACKAGES: &[(&str, Option<&str>)] = &[
    ("chromium", Some("chromium")),
    ("curl", Some("curl")),
    ("fonts-noto-core", None),
    ("fonts-noto-cjk", None),
    ("jq", Some("jq")),
    // Its programs are not on the path.
    ("postgresql", None),
    ("zbar-tools", Some("zbarimg")),
];

pub(crate) fn tools(workspace: &Workspace) -> Outcome {
    let mut missing = Vec::new();
    for (package, program) in PACKAGES {
        let there = match program {
            Some(program) => exists(program),
            None => Run::new("dpkg", &workspace.root).args(["-s", package]).succeeds()?,
        };
        if !there {
            missing.push(*package);
        }
    }
    if !missing.is_empty() {
        Run::new("apt-get", &workspace.root).args(["update", "-qq"]).run()?;
        Run::new("apt-get", &workspace.root)
            .args(["install", "-y", "-qq", "--no-install-recommends"])
            .args(missing)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .succeeds()?
            .then_some(())
            .ok_or("the packages cannot be installed")?;
    }
    Run::cargo(&workspace.root).args(["--version"]).run()?;
    Run::new("rustc", &workspace.root).args(["--version"]).run()
}

pub(crate) fn judge(workspace: &Workspace) -> Outcome {
    let scripts = [
        "co2/interop",
        "co2-cert/interop",
        "co2-http/interop",
        "co2-http/clients",
        "co2-render/interop",
    ];
    for script in scripts {
        Run::new(format!("crates/{script}/run"), &workspace.root)
            .env("CARGO_TARGET_DIR", workspace.target())
            .run()?;
    }
    // Where there is no browser, these tests are left out elsewhere, but not here.
    Run::cargo(&workspace.root)
        .args(["test", "--workspace", "--all-features", "--locked", "--test", "cli", "browser::"])
        .env("CO2_BROWSER", "required")
        .run()
}
