//! Writes every schema to a folder, and to `documents.jsonl` beside it good and broken documents, each with what
//! a validator in Rust says: for `interop/run`, in which the validators of other languages judge them too.

#[path = "../tests/programme/broken.rs"]
mod broken;

use serde_json::{Value, json};
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// Of how many broken documents one is written.
const ONE_OF: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from).ok_or("name a folder")?;
    let schemas = folder.join("schemas");
    fs::create_dir_all(&schemas)?;
    let mut out = BufWriter::new(File::create(folder.join("documents.jsonl"))?);
    for (name, _) in co2::schema::names() {
        let schema = co2::schema::schema(name).ok_or("a name has a schema")?;
        let schema = schema.as_value();
        fs::write(schemas.join(format!("{name}.json")), serde_json::to_vec_pretty(schema)?)?;
        let validator = jsonschema::validator_for(schema)?;
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
