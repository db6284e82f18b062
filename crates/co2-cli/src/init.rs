//! `co2 init DIR [--host HOST] [--name NAME]`

use crate::output::Failure;
use co2::Config;
use co2::cert::{Host, Text};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const PROGRAMME: &str = include_str!("../data/init/programme.toml");
const CREDITS: &str = include_str!("../data/init/credits.csv");
const CATALOGUE: &str = include_str!("../data/init/catalogue.json");
const CART: &str = include_str!("../data/init/cart.json");

#[derive(clap::Args)]
#[command(after_help = "Exit codes: 0 it is done; 2 it could not be.\n\
    Writes new files into DIR, which is made when missing; a file that is there is not replaced, and then \
    nothing is written. Two of the files are secrets that only their owner may read.")]
pub(crate) struct Arguments {
    /// The folder.
    dir: PathBuf,
    /// The host that will serve the issuer's public files.
    #[arg(long, value_name = "HOST")]
    host: Option<Host>,
    /// The issuer's name.
    #[arg(long, value_name = "NAME")]
    name: Option<Text>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let dir = &arguments.dir;
    let config = configuration(arguments.host.as_ref(), arguments.name.as_ref())?;
    let files: [(&str, Vec<u8>, bool); 6] = [
        ("programme.toml", config.into_bytes(), false),
        ("seed", secret()?, true),
        ("status-key", secret()?, true),
        ("catalogue.json", CATALOGUE.into(), false),
        ("cart.json", CART.into(), false),
        ("credits.csv", CREDITS.into(), false),
    ];
    fs::create_dir_all(dir).map_err(|error| Failure::file(dir, &error))?;
    for (name, ..) in &files {
        let path = dir.join(name);
        // A link that leads nowhere is there, too.
        if path.symlink_metadata().is_ok() {
            let message = format!("{}: is there already; nothing was written", path.display());
            return Err(Failure::Input(message));
        }
    }
    for (name, bytes, secret) in &files {
        let path = dir.join(name);
        create(&path, bytes, *secret).map_err(|error| Failure::file(&path, &error))?;
        writeln!(out, "  {}", path.display())?;
    }
    let dir = dir.display();
    writeln!(
        out,
        "seed and status-key are secrets: keep a copy of both, for nobody can make them again.\n\
         Edit {dir}/programme.toml. The credits, the cart and the catalogue are samples. Then:\n\n  \
         co2 check config {dir}/programme.toml\n  \
         co2 check catalogue {dir}/catalogue.json\n  \
         co2 check cart {dir}/cart.json\n  \
         co2 credits check {dir}/credits.csv\n\n\
         A shop opens it with co2::Programme::open_file(\"{dir}/programme.toml\")."
    )?;
    Ok(ExitCode::SUCCESS)
}

/// The commented configuration of an issuer.
fn configuration(host: Option<&Host>, name: Option<&Text>) -> Result<String, Failure> {
    let mut text = PROGRAMME.to_owned();
    if let Some(host) = host {
        text = text.replace("offsets.example", &host.to_string());
        let note = "                # names that end in .example belong to nobody: put your own";
        text = text.replace(note, "");
    }
    if let Some(name) = name {
        // What JSON escapes in a text, TOML reads the same.
        let name = serde_json::to_string(name.as_str()).map_err(|error| Failure::input(&error))?;
        text = text.replace("\"Example Computers (invented)\"", &name);
    }
    // A name can be anything, and a host too long for a name of the log.
    Config::from_toml(&text).map_err(|error| Failure::Input(crate::output::chain(&error)))?;
    Ok(text)
}

/// A secret of 32 random bytes, as hexadecimal digits.
fn secret() -> Result<Vec<u8>, Failure> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::Input(format!("the system gives no random bytes: {error}")))?;
    let mut digits = Vec::with_capacity(65);
    for byte in bytes {
        write!(digits, "{byte:02x}")?;
    }
    digits.push(b'\n');
    Ok(digits)
}

/// Makes a new file and brings it to the disk; a secret is its owner's alone from the first moment.
fn create(path: &Path, bytes: &[u8], secret: bool) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if secret {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file: File = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
