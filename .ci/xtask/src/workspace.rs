//! The folders of the workspace and the manifests of its crates.

use std::cell::OnceCell;
use std::fs;
use std::path::{Path, PathBuf};

/// The checkout whose checks run.
pub(crate) struct Workspace {
    /// The folder that holds the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// How many tests passed and failed, once the step `tests` has run.
    pub(crate) counts: OnceCell<String>,
}

impl Workspace {
    pub(crate) fn find() -> Result<Self, String> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.ancestors().nth(2).ok_or("the workspace has no folder")?;
        Ok(Self { root: root.to_owned(), counts: OnceCell::new() })
    }

    /// The names of the crates below `crates/`, in order.
    pub(crate) fn crates(&self) -> Result<Vec<String>, String> {
        let folder = self.root.join("crates");
        let mut names = Vec::new();
        for entry in fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))? {
            let path = entry.map_err(|e| e.to_string())?.path();
            if path.join("Cargo.toml").is_file()
                && let Some(name) = path.file_name()
            {
                names.push(name.to_string_lossy().into_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    /// The features that a crate declares, without `default`.
    pub(crate) fn features(&self, name: &str) -> Result<Vec<String>, String> {
        let manifest = read(&self.root.join("crates").join(name).join("Cargo.toml"))?;
        let mut inside = false;
        let mut features = Vec::new();
        for line in manifest.lines() {
            if line.starts_with('[') {
                inside = line == "[features]";
            } else if inside
                && let Some((key, _)) = line.split_once('=')
                && !key.starts_with([' ', '\t', '#'])
                && key.trim() != "default"
            {
                features.push(key.trim().to_owned());
            }
        }
        Ok(features)
    }

    /// Where Cargo builds.
    pub(crate) fn target(&self) -> PathBuf {
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.root.join("target"), PathBuf::from)
    }
}

/// A whole text file, or why it cannot be read.
pub(crate) fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}
