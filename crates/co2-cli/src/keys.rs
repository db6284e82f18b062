//! `co2 keys rotate DID --key NAME --seed FILE [--retire NAME --until TIME] [--compromised NAME]`

use crate::arguments::moment;
use crate::output::{Failure, write_json};
use crate::verify::{now, read};
use co2::cert::did::{DidDocument, KeyEnd, Method};
use co2::cert::{Did, Host, KeySigner};
use co2::files;
use co2::keys::read_secret;
use co2::units::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(after_help = "Exit codes: 0 it is done; 2 it could not be.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Put a new key into an issuer's DID document, and give an old one its end.
    Rotate(Rotate),
}

#[derive(clap::Args)]
#[command(after_help = "Exit codes: 0 the new document is written; 2 it could not be.\n\
    Reads the document and the secret; writes the file of --out, as a whole, or only the output.\n\
    A retired key stays trusted for what it signed until its end. Nothing that a compromised \
    key signed is verified any more: sign those certificates again with the new key.\n\
    Publish the new document before the new key signs. The guide is docs/guides/keys.md.")]
struct Rotate {
    /// The issuer's DID document. With --host it need not exist yet.
    did: PathBuf,
    /// The name of the new key, such as key-2027.
    #[arg(long, value_name = "NAME")]
    key: String,
    /// The new key's secret: 64 hexadecimal digits in a file that only its owner may read.
    #[arg(long, value_name = "FILE")]
    seed: PathBuf,
    /// Begin a document for the issuer of this host.
    #[arg(long, value_name = "HOST", conflicts_with_all = ["retire", "compromised"])]
    host: Option<Host>,
    /// An old key that no longer signs, and that is trusted until the time given by --until.
    #[arg(long, value_name = "NAME", requires = "until")]
    retire: Option<String>,
    /// The end of the retired key, such as 2036-01-01T00:00:00Z.
    #[arg(long, value_name = "TIME", requires = "retire", value_parser = moment)]
    until: Option<Timestamp>,
    /// An old key that others may have: nothing that it signed is verified from now on.
    #[arg(long, value_name = "NAME", conflicts_with = "retire")]
    compromised: Option<String>,
    /// The time of the rotation [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
    /// Where to write the new document [default: to the output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print JSON for programs about the keys of the document that was written.
    #[arg(long, requires = "out")]
    json: bool,
}

/// The keys of a DID document that was written.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Answer {
    /// In the order of the document.
    keys: Vec<Key>,
}

/// A key and whether it is trusted.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Key {
    /// The key, by its name in the document.
    key: String,
    /// Whether it is trusted, in words.
    state: String,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    match &arguments.command {
        Command::Rotate(arguments) => rotate(arguments, out),
    }
}

fn rotate(arguments: &Rotate, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let at = arguments.at.map_or_else(now, Ok)?;
    let refused = |error: &dyn std::error::Error| Failure::Input(error.to_string());
    let document = match &arguments.host {
        None => DidDocument::from_json(&read(&arguments.did)?)
            .map_err(|error| Failure::file(&arguments.did, &error))?,
        Some(_) if arguments.did.exists() => {
            let message =
                format!("{}: is there already; leave out --host", arguments.did.display());
            return Err(Failure::Input(message));
        }
        Some(host) => DidDocument::new(Did::web(host).map_err(|error| refused(&error))?),
    };
    let seed = read_secret(&arguments.seed).map_err(|error| refused(&error))?;
    let signer = KeySigner::from_seed(&seed, format!("{}#{}", document.did(), arguments.key));
    let known = |method: &&Method| method.key() == Ok(signer.public_key());
    if let Some(method) = document.methods().iter().find(known) {
        let message = format!("the new key is the old key {}; make a new secret", method.id());
        return Err(Failure::Input(message));
    }
    let rotated = document.with_key(&arguments.key, &signer.public_key());
    let mut rotated = rotated.map_err(|error| refused(&error))?;
    if let (Some(name), Some(until)) = (&arguments.retire, arguments.until) {
        if until <= at {
            let message = "a retired key ends later; one that must not be trusted any more is \
                --compromised";
            return Err(Failure::Input(message.to_owned()));
        }
        rotated = rotated.retire(name, until).map_err(|error| refused(&error))?;
    }
    if let Some(name) = &arguments.compromised {
        rotated = rotated.revoke(name, at).map_err(|error| refused(&error))?;
    }
    let Some(file) = &arguments.out else {
        out.write_all(&rotated.to_json())?;
        writeln!(out)?;
        return Ok(ExitCode::SUCCESS);
    };
    files::replace(file, &rotated.to_json()).map_err(|error| Failure::input(&error))?;
    let mut states = Vec::new();
    for method in rotated.methods() {
        let state = match method.end() {
            Some(KeyEnd::Revoked { at }) => format!("revoked since {at}"),
            Some(KeyEnd::Expires { at }) => format!("retired, trusted until {at}"),
            _ if method.asserts() => "trusted".to_owned(),
            _ => "not for assertions".to_owned(),
        };
        states.push((method.id().to_owned(), state));
    }
    if arguments.json {
        let keys = states.into_iter().map(|(key, state)| Key { key, state }).collect();
        return write_json(&Answer { keys }, out).map(|()| ExitCode::SUCCESS);
    }
    for (key, state) in states {
        writeln!(out, "  {key}  {state}")?;
    }
    writeln!(out, "written to {}: publish it before the new key signs", file.display())?;
    Ok(ExitCode::SUCCESS)
}
