//! `co2 verify FILE --public DIR [--at TIME]`

use crate::output::{Failure, chain};
use co2::PublicFolder;
use co2::cert::record::State;
use co2::cert::{Act, Verified, VerifyError, VerifyOptions};
use co2::units::Timestamp;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

/// The largest certificate that is read, in bytes.
const MAX_FILE: u64 = 4 << 20;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The certificate: a JSON file.
    file: PathBuf,
    /// A folder with the issuer's public files (DID document, status list); a file's path is its
    /// URL's path. Nothing is fetched.
    #[arg(long, value_name = "DIR")]
    public: PathBuf,
    /// The time for which is asked, such as 2026-11-21T12:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let at = arguments.at.map_or_else(now, Ok)?;
    let file = &arguments.file;
    let unreadable = |error: &io::Error| Failure::file(file, error);
    let size = fs::metadata(file).map_err(|error| unreadable(&error))?.len();
    if size > MAX_FILE {
        let message = format!("{}: more than {MAX_FILE} bytes", file.display());
        return Err(Failure::Input(message));
    }
    if !arguments.public.is_dir() {
        let message = format!("{}: not a folder", arguments.public.display());
        return Err(Failure::Input(message));
    }
    let bytes = fs::read(file).map_err(|error| unreadable(&error))?;
    let folder = PublicFolder::new(&arguments.public);
    match co2::cert::verify(&bytes, &VerifyOptions::new(at, &folder)) {
        Ok(verified) => {
            report(&verified, at, out)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            refuse(&error, at, out)?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn report(verified: &Verified, at: Timestamp, out: &mut dyn Write) -> io::Result<()> {
    for check in &verified.checks {
        writeln!(out, "  ok  {check}")?;
    }
    let certificate = &verified.certificate;
    let record = certificate.record();
    writeln!(out)?;
    if let Some(notice) = record.demonstration() {
        writeln!(out, "  notice    {notice}")?;
    }
    writeln!(out, "  product   {}", record.product_name())?;
    writeln!(out, "  identity  {}", record.product())?;
    let state = match record.state() {
        State::Retired => "retired",
        _ => "allocated",
    };
    writeln!(out, "  amount    {}, {state}", record.amount())?;
    for line in record.lines() {
        writeln!(out, "  credits   {} of {}, grams {}", line.amount(), line.block, line.slice)?;
        match &line.act {
            Act::Retired { word, date, reference, .. } => {
                writeln!(out, "            {word} {reference} on {date}")?;
            }
            Act::Allocated { due } => writeln!(out, "            retirement due by {due}")?,
            _ => {}
        }
    }
    let issuer = certificate.issuer();
    writeln!(out, "  issuer    {} ({})", issuer.name(), issuer.did())?;
    writeln!(out, "  status    not revoked, as of {}", verified.status_as_of)?;
    writeln!(out, "\nVERIFIED at {at}")
}

fn refuse(error: &VerifyError, at: Timestamp, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  no  {}", chain(error))?;
    writeln!(out, "\nNOT VERIFIED at {at}")
}

/// The only clock that is read: a person asks now.
fn now() -> Result<Timestamp, Failure> {
    #[expect(clippy::disallowed_methods, reason = "a person asks at a time")]
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since
        .ok()
        .and_then(|since| i64::try_from(since.as_secs()).ok())
        .and_then(|seconds| Timestamp::from_unix_seconds(seconds).ok())
        .ok_or_else(|| Failure::Input("the clock is out of range; give --at".to_owned()))
}
