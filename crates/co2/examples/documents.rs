//! Copies every schema of `docs/schemas` to a folder, and writes to `documents.jsonl` beside it good and broken documents, each with what
//! a validator in Rust says: for `interop/run`, in which the validators of other languages judge them too.

#[path = "../tests/programme/broken.rs"]
mod broken;

use serde_json::{Value, json};
use std::error::Error;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Of how many broken documents one is written.
const ONE_OF: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from).ok_or("name a folder")?;
    let schemas = folder.join("schemas");
    fs::create_dir_all(&schemas)?;
    let mut out = BufWriter::new(File::create(folder.join("documents.jsonl"))?);
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schemas");
    let mut files: Vec<PathBuf> =
        fs::read_dir(docs)?.map(|file| Ok(file?.path())).collect::<Result<_, io::Error>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    for file in files {
        let name = file.file_stem().and_then(OsStr::to_str).ok_or("a file has a name")?;
        let text = fs::read(&file)?;
        let schema: Value = serde_json::from_slice(&text)?;
        fs::write(schemas.join(format!("{name}.json")), text)?;
        let validator = jsonschema::validator_for(&schema)?;
        let good = schema.pointer("/examples/0").ok_or("a schema has an example")?;
        let mut write = |document: &Value| {
            let valid = validator.is_valid(document);
            let line = json!({ "schema": name, "valid": valid, "document": document });
            writeln!(out, "{line}")
        };
        write(good)?;
        for (_, document) in broken::broken(good).step_by(ONE_OF) {
            write(&document)?;
        }
    }
    out.flush()?;
    Ok(())
}
