//! `co2 verify FILE [--public DIR] [--status FILE] [--did FILE] [--at TIME] [--json]`

use crate::output::{Failure, chain};
use co2::PublicFolder;
use co2::cert::did::{DidDocument, DidResolver, ResolveError};
use co2::cert::json::{self, Limits};
use co2::cert::record::DocumentDigest;
use co2::cert::status::StatusLists;
use co2::cert::verify::Check;
use co2::cert::{Act, Did, Documents, HttpsUrl, Verified, VerifyError, VerifyOptions};
use co2::render::{unbake_png, unbake_svg};
use co2::units::Timestamp;
use serde_json::{Value, json};
use std::error::Error;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

/// The largest file that is read, in bytes.
const MAX_FILE: u64 = 4 << 20;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The certificate: a JSON file, a vc+jwt token, or a badge (SVG, PNG) with one baked in. What a
    /// badge shows is not looked at, only what is in it.
    file: PathBuf,
    /// A folder with the issuer's public files (DID document, status lists); a file's path is its
    /// URL's path. Nothing is fetched.
    #[arg(long, value_name = "DIR")]
    public: Option<PathBuf>,
    /// A status list, in place of the one in the folder; once for each list.
    #[arg(long, value_name = "FILE")]
    status: Vec<PathBuf>,
    /// The issuer's DID document, in place of the one in the folder.
    #[arg(long, value_name = "FILE")]
    did: Vec<PathBuf>,
    /// The time for which is asked, such as 2026-11-21T12:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// Print JSON for programs.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let at = arguments.at.map_or_else(now, Ok)?;
    let sources = Sources::new(arguments)?;
    let bytes = read(&arguments.file)?;
    let options = VerifyOptions::new(at, &sources);
    let bytes = credential(&arguments.file, bytes)?;
    // A certificate is an object, a token has no brace.
    let bytes = bytes.trim_ascii();
    let result = if bytes.starts_with(b"{") {
        co2::cert::verify(bytes, &options)
    } else {
        co2::cert::verify_jwt(bytes, &options)
    };
    if arguments.json {
        serde_json::to_writer_pretty(&mut *out, &as_json(&result, at)).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        match &result {
            Ok(verified) => report(verified, at, out)?,
            Err(error) => refuse(error, at, out)?,
        }
    }
    Ok(if result.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The credential of a badge, or the file itself when it is no picture.
fn credential(file: &Path, bytes: Vec<u8>) -> Result<Vec<u8>, Failure> {
    let taken = if bytes.starts_with(b"\x89PNG") {
        unbake_png(&bytes)
    } else if bytes.trim_ascii_start().starts_with(b"<") {
        unbake_svg(&String::from_utf8_lossy(&bytes))
    } else {
        return Ok(bytes);
    };
    taken.map(String::into_bytes).map_err(|error| Failure::file(file, &error))
}

pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: io::Error| Failure::file(file, &error);
    let mut bytes = Vec::new();
    // One byte more than allowed tells that there is more.
    let opened = File::open(file).map_err(unreadable)?;
    opened.take(MAX_FILE.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|bytes| bytes > MAX_FILE) {
        let message = format!("{}: more than {MAX_FILE} bytes", file.display());
        return Err(Failure::Input(message));
    }
    Ok(bytes)
}

/// The issuer's documents: files that were named, before those of the folder.
struct Sources {
    named: Documents,
    folder: Option<PublicFolder>,
}

impl Sources {
    fn new(arguments: &Arguments) -> Result<Self, Failure> {
        let folder = arguments.public.as_ref();
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            return Err(Failure::Input(format!("{}: not a folder", folder.display())));
        }
        let mut named = Documents::new();
        for file in &arguments.did {
            let document = DidDocument::from_json(&read(file)?);
            named = named.with_did(document.map_err(|error| Failure::file(file, &error))?);
        }
        for file in &arguments.status {
            let bytes = read(file)?;
            let list = json::read(&bytes, Limits::STATUS_LIST)
                .map_err(|error| Failure::file(file, &error))?;
            let id = list.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok());
            let id = id.ok_or_else(|| {
                Failure::Input(format!("{}: no status list with an address", file.display()))
            })?;
            named = named.with_status_list(id, bytes);
        }
        Ok(Self { named, folder: folder.map(PublicFolder::new) })
    }
}

impl DidResolver for Sources {
    fn resolve(&self, did: &Did) -> Result<DidDocument, ResolveError> {
        match (self.named.resolve(did), &self.folder) {
            (Err(ResolveError::NotFound { .. }), Some(folder)) => folder.resolve(did),
            (named, _) => named,
        }
    }
}

impl StatusLists for Sources {
    fn status_list(&self, url: &HttpsUrl) -> Result<Option<Vec<u8>>, Box<dyn Error + Send + Sync>> {
        match (self.named.status_list(url)?, &self.folder) {
            (None, Some(folder)) => folder.status_list(url),
            (named, _) => Ok(named),
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
    writeln!(out, "  amount    {}, {}", record.amount(), record.state())?;
    for line in record.lines() {
        writeln!(out, "  credits   {} of {}, grams {}", line.amount(), line.block, line.slice)?;
        match &line.act {
            Act::Retired { word, date, reference, .. } => {
                writeln!(out, "            {word} {reference} on {date}")?;
            }
            Act::Allocated { due } => writeln!(out, "            retirement due by {due}")?,
        }
    }
    for assurance in record.assurances() {
        let (body, standard) = (&assurance.body, &assurance.standard);
        writeln!(out, "  assured   by {body}, {standard}: {}", assurance.statement_id)?;
    }
    let issuer = certificate.issuer();
    writeln!(out, "  issuer    {} ({})", issuer.name(), issuer.did())?;
    if let Some(log) = certificate.log() {
        writeln!(out, "  log       {log}")?;
    }
    let not = match certificate.suspension() {
        Some(_) => "neither revoked nor suspended",
        None => "not revoked",
    };
    writeln!(out, "  status    {not}, as of {}", verified.status_as_of)?;
    writeln!(out, "\nVERIFIED at {at}")
}

fn refuse(error: &VerifyError, at: Timestamp, out: &mut dyn Write) -> io::Result<()> {
    for check in error.passed() {
        writeln!(out, "  ok  {check}")?;
    }
    writeln!(out, "  no  {}", chain(error))?;
    writeln!(out, "\nNOT VERIFIED at {at}")
}

/// The same for programs. Checks that were not made after a failed one are not listed.
fn as_json(result: &Result<Verified, VerifyError>, at: Timestamp) -> Value {
    let check = |check: &Check, passed| json!({"check": check.as_str(), "passed": passed});
    match result {
        Ok(verified) => {
            let certificate = &verified.certificate;
            let issuer = certificate.issuer();
            let checks: Vec<_> = verified.checks.iter().map(|one| check(one, true)).collect();
            json!({
                "verified": true,
                "at": at,
                "checks": checks,
                "statusAsOf": verified.status_as_of,
                "sha256": DocumentDigest::from_bytes(verified.digest),
                "certificate": {
                    "id": certificate.id(),
                    "issuer": {"id": issuer.did(), "name": issuer.name()},
                    "validFrom": certificate.valid_from(),
                    "subject": certificate.subject(),
                    "logOrigin": certificate.log(),
                    "record": certificate.record(),
                },
            })
        }
        Err(error) => {
            let passed = error.passed().iter().map(|one| check(one, true));
            let checks: Vec<_> = passed.chain([check(&error.failed(), false)]).collect();
            let mut refusal = json!({
                "verified": false, "at": at, "checks": checks, "error": chain(error),
            });
            // The status list standard has names for what goes wrong.
            if let (VerifyError::Status(status), Value::Object(members)) = (error, &mut refusal) {
                members.insert("statusError".to_owned(), status.standard().name().into());
            }
            refusal
        }
    }
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
