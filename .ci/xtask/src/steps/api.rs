//! Public-API snapshots: what each library offers, one item a line, in `docs/api/`. A change of the public
//! surface is then a line in a diff, seen by whoever reviews it.
//!
//! The text is made from rustdoc's JSON, which the stable compiler writes only when it is asked to accept
//! unstable options. Setting that for the whole build would rebuild every crate whose build script looks at
//! it, so only rustdoc gets it: Cargo is given this program as `RUSTDOC`, and it runs the real one.
#![expect(clippy::print_stdout, reason = "progress in the log")]

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::Outcome;
use crate::command::Run;
use crate::workspace::{Workspace, read};

/// Set while Cargo runs this program in the place of rustdoc.
pub(crate) const WRAPPED: &str = "XTASK_AS_RUSTDOC";

pub(crate) fn run_as_rustdoc() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let status = Command::new("rustdoc").args(arguments).env("RUSTC_BOOTSTRAP", "1").status();
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Fails when a snapshot is not what the code offers.
pub(crate) fn check(workspace: &Workspace) -> Outcome {
    let mut changed = Vec::new();
    for (path, text) in surfaces(workspace)? {
        let before = if path.exists() { read(&path)? } else { String::new() };
        let removed = before.lines().filter(|l| !text.lines().any(|m| m == *l));
        let added = text.lines().filter(|l| !before.lines().any(|m| m == *l));
        for line in removed.map(|l| format!("-{l}")).chain(added.map(|l| format!("+{l}"))).take(40)
        {
            println!("{line}");
        }
        if before != text {
            changed.push(path.display().to_string());
        }
    }
    if changed.is_empty() {
        return Ok(());
    }
    let files = changed.join(", ");
    Err(format!("the public API changed; if it was meant, run `cargo xtask api --bless`: {files}"))
}

/// Writes the snapshots from the code.
pub(crate) fn bless(workspace: &Workspace) -> Outcome {
    for (path, text) in surfaces(workspace)? {
        fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(())
}

fn surfaces(workspace: &Workspace) -> Result<Vec<(PathBuf, String)>, String> {
    let folder = workspace.root.join("docs/api");
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let this = std::env::current_exe().map_err(|e| e.to_string())?;
    Run::cargo(&workspace.root)
        .args(["doc", "-q", "--workspace", "--lib", "--all-features", "--no-deps", "--locked"])
        .env("RUSTDOCFLAGS", "-Z unstable-options --output-format json --cap-lints allow")
        .env("RUSTDOC", this)
        .env(WRAPPED, "1")
        .run()?;
    let mut all = Vec::new();
    for name in workspace.crates()? {
        if !workspace.root.join("crates").join(&name).join("src/lib.rs").exists() {
            continue;
        }
        let json = workspace.target().join("doc").join(format!("{}.json", name.replace('-', "_")));
        let api = public_api::Builder::from_rustdoc_json(&json)
            .omit_blanket_impls(true)
            .omit_auto_trait_impls(true)
            .omit_auto_derived_impls(true)
            .build()
            .map_err(|e| format!("{}: {e}", json.display()))?;
        all.push((folder.join(format!("{name}.txt")), api.to_string()));
    }
    Ok(all)
}
