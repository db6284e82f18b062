//! `co2 verify FILE... [--public DIR] [--status FILE] [--did FILE] [--at TIME] [--json]`

pub(crate) mod answer;

use self::answer::{Answer, Told};
use crate::arguments::moment;
use crate::io::MAX_FILE;
use crate::output::{Failure, Output, chain, write_json};
use co2::PublicFolder;
use co2::cert::did::{DidDocument, DidResolver, ResolveError};
use co2::cert::json::{self, Limits};
use co2::cert::status::StatusLists;
use co2::cert::verify::{Check, Outcome};
use co2::cert::{Act, Did, Documents, HttpsUrl, Verified, VerifyError, VerifyOptions};
use co2::render::{unbake_png, unbake_svg};
use co2::serials::{SerialFault, SerialReport, check_record};
use co2::units::Timestamp;
use serde_json::Value;
use std::error::Error;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 all are verified; 1 one is not; 2 one could not be looked at; 3 all are verified, but \
    one is spent: its product was returned.\n\
    Reads what is named; writes nothing but the output."
)]
pub(crate) struct Arguments {
    /// The certificates: JSON files, vc+jwt tokens, or badges (SVG, PNG) with one baked in. What a
    /// badge shows is not looked at, only what is in it. - is the input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
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
    /// The time for which is asked, such as 2026-11-21T12:00:00Z or 2026-11-21 [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
    /// Refuse a status list that is older than this, such as 7d, 12h or 90m: an old copy may be from
    /// before a revocation. [default: whatever the list itself says]
    #[arg(long, value_name = "AGE", value_parser = age)]
    max_status_age: Option<u32>,
    /// Print JSON for programs.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let at = arguments.at.map_or_else(now, Ok)?;
    let sources = Sources::new(arguments)?;
    let mut options = VerifyOptions::new(at, &sources);
    options.status_max_age = arguments.max_status_age;
    match &*arguments.files {
        [file] => one(file, &options, arguments.json, out),
        files => several(files, &options, arguments.json, out),
    }
}

/// What verification says of a file.
type Verdict = Result<(Verified, SerialReport), Refusal>;

fn verdict(file: &Path, options: &VerifyOptions<'_>) -> Result<Verdict, Failure> {
    let bytes = credential(file, read(file)?)?;
    let bytes = bytes.trim_ascii();
    // A token is Base64url text with full stops; everything else is read as a certificate, so that what
    // is neither is refused as a certificate.
    let result = if is_token(bytes) {
        co2::cert::verify_jwt(bytes, options)
    } else {
        co2::cert::verify(bytes, options)
    };
    Ok(result.map_err(Refusal::Certificate).and_then(|verified| {
        let serials = check_record(verified.certificate.record()).map_err(Refusal::Serials)?;
        Ok((verified, serials))
    }))
}

fn told(verdict: &Verdict, at: Timestamp, out: &mut dyn Write) -> io::Result<()> {
    match verdict {
        Ok((verified, serials)) => report(verified, *serials, at, out),
        Err(refusal) => refuse(refusal, at, out),
    }
}

fn one(
    file: &Path,
    options: &VerifyOptions<'_>,
    json: bool,
    out: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    let verdict = verdict(file, options)?;
    if json {
        write_json(&Answer::One(Told::of(None, &verdict, options.at)), out)?;
    } else {
        told(&verdict, options.at, out)?;
    }
    Ok(match verdict {
        Ok((verified, _)) if verified.spent => ExitCode::from(3),
        Ok(_) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}

/// Each by itself: one that is refused, or cannot be looked at, does not stop the others.
fn several(
    files: &[PathBuf],
    options: &VerifyOptions<'_>,
    json: bool,
    out: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    let at = options.at;
    let (mut answers, mut verified, mut unseen) = (Vec::new(), 0_usize, false);
    let mut spent = 0_usize;
    for file in files {
        let name = file.display().to_string();
        let verdict = match verdict(file, options) {
            Ok(verdict) => verdict,
            Err(failure @ Failure::Output(_)) => return Err(failure),
            Err(failure) => {
                unseen = true;
                // If even this cannot be written, the exit code tells.
                let _ = writeln!(Output::stderr(), "error: {failure}");
                if json {
                    answers.push(Told::unread(name, failure.to_string(), at));
                } else {
                    writeln!(out, "{name}\n\nNOT VERIFIED at {at}\n")?;
                }
                continue;
            }
        };
        verified = verified.saturating_add(usize::from(verdict.is_ok()));
        let is_spent = verdict.as_ref().is_ok_and(|(verified, _)| verified.spent);
        spent = spent.saturating_add(usize::from(is_spent));
        if json {
            answers.push(Told::of(Some(name), &verdict, at));
        } else {
            writeln!(out, "{name}")?;
            told(&verdict, at, out)?;
            writeln!(out)?;
        }
    }
    let all = verified == files.len();
    if json {
        write_json(&Answer::Several(answers), out)?;
    } else {
        let not = if all { "" } else { "NOT " };
        let of_spent = if spent > 0 { format!(", {spent} of them spent") } else { String::new() };
        writeln!(out, "{not}VERIFIED {verified} of {} files{of_spent}", files.len())?;
    }
    Ok(match (unseen, all) {
        (true, _) => ExitCode::from(2),
        (false, true) if spent > 0 => ExitCode::from(3),
        (false, true) => ExitCode::SUCCESS,
        (false, false) => ExitCode::FAILURE,
    })
}

/// Why a certificate is refused. The forms of serials are not known where certificates are, so they are
/// checked last, and here.
enum Refusal {
    Certificate(VerifyError),
    Serials(SerialFault),
}

impl Refusal {
    fn message(&self) -> String {
        match self {
            Self::Certificate(error) => chain(error),
            Self::Serials(fault) => chain(fault),
        }
    }

    /// Each check by its name for programs and in words, and what became of it.
    fn outcomes(&self) -> Vec<(&'static str, Outcome)> {
        let (mut checks, serials): (Vec<_>, _) = match self {
            Self::Certificate(error) => {
                let checks = error.outcomes().map(|(check, outcome)| (check.as_str(), outcome));
                (checks.to_vec(), Outcome::NotReached)
            }
            Self::Serials(_) => {
                let checks = Check::ALL.map(|check| (check.as_str(), Outcome::Passed));
                (checks.to_vec(), Outcome::Failed)
            }
        };
        checks.push((SERIALS, serials));
        checks
    }
}

/// The name of the check of serials, for programs.
const SERIALS: &str = "serials";

/// What a check of this name shows when it is passed.
fn in_words(check: &str) -> String {
    let known = Check::ALL.into_iter().find(|one| one.as_str() == check);
    known.map_or_else(
        || "serials are in their registries' forms and name these units".to_owned(),
        |check| check.to_string(),
    )
}

/// Whether bytes have the characters of a token, and a full stop.
fn is_token(bytes: &[u8]) -> bool {
    let of_token = |b: &u8| b.is_ascii_alphanumeric() || b"-_.".contains(b);
    bytes.contains(&b'.') && bytes.iter().all(of_token)
}

/// An age such as `7d`, `12h`, `90m` or `30s`, in seconds.
fn age(text: &str) -> Result<u32, String> {
    let unit = text.chars().next_back().unwrap_or_default();
    let seconds = match unit {
        'd' => 86_400,
        'h' => 3_600,
        'm' => 60,
        's' => 1,
        _ => 0_u32,
    };
    let number = text.strip_suffix(unit).and_then(|number| number.parse::<u32>().ok());
    let age = number.filter(|_| seconds > 0).and_then(|number| number.checked_mul(seconds));
    age.ok_or_else(|| "write an age such as 7d, 12h, 90m or 30s".to_owned())
}

/// The credential of a badge, or the file itself when it is not a picture.
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

/// The bytes of a file as JSON readers and others here want them: UTF-8 without a byte order mark, also
/// when an editor has saved it as UTF-16, and unpacked when it is a compressed picture (`.svgz`).
pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = crate::io::read(file)?;
    if bytes.starts_with(b"\x1f\x8b") {
        return at_most(flate2::read::GzDecoder::new(&*bytes), file);
    }
    utf8(bytes)
        .ok_or_else(|| Failure::Input(format!("{}: UTF-16 with half a character", file.display())))
}

/// All bytes of a source that has not too many.
fn at_most(source: impl Read, file: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    // One byte more than allowed shows that there is more.
    let read = source.take(MAX_FILE.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| Failure::file(file, &error))?;
    if u64::try_from(bytes.len()).is_ok_and(|bytes| bytes > MAX_FILE) {
        let message = format!("{}: more than {MAX_FILE} bytes", file.display());
        return Err(Failure::Input(message));
    }
    Ok(bytes)
}

/// The same text as UTF-8 without a byte order mark; `None` for UTF-16 with half a surrogate pair.
fn utf8(bytes: Vec<u8>) -> Option<Vec<u8>> {
    let unit: fn([u8; 2]) -> u16 = match *bytes {
        [0xef, 0xbb, 0xbf, ref text @ ..] => return Some(text.to_vec()),
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return Some(bytes),
    };
    let (units, rest) = bytes.as_chunks::<2>();
    // The first unit is the mark.
    let text = char::decode_utf16(units.iter().skip(1).copied().map(unit));
    let text: Result<String, _> = text.collect();
    text.ok().filter(|_| rest.is_empty()).map(String::into_bytes)
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
        // Of two for one thing, the order of the options would decide the verdict.
        let again = |file: &Path, what: &str| {
            let message = format!("{}: a second file with {what}", file.display());
            Err::<(), _>(Failure::Input(message))
        };
        for file in &arguments.did {
            let document = DidDocument::from_json(&read(file)?);
            let document = document.map_err(|error| Failure::file(file, &error))?;
            if named.resolve(document.did()).is_ok() {
                again(file, document.did().as_str())?;
            }
            named = named.with_did(document);
        }
        for file in &arguments.status {
            let bytes = read(file)?;
            let list = json::read(&bytes, Limits::STATUS_LIST)
                .map_err(|error| Failure::file(file, &error))?;
            let id = list.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok());
            let id: HttpsUrl = id.ok_or_else(|| {
                Failure::Input(format!("{}: no status list with an address", file.display()))
            })?;
            if named.status_list(&id).is_ok_and(|list| list.is_some()) {
                again(file, id.as_str())?;
            }
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

fn report(
    verified: &Verified,
    serials: SerialReport,
    at: Timestamp,
    out: &mut dyn Write,
) -> io::Result<()> {
    for check in &verified.checks {
        writeln!(out, "  ok  {check}")?;
    }
    writeln!(out, "  ok  {}", in_words(SERIALS))?;
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
    if serials.on_issuers_word > 0 {
        let count = serials.on_issuers_word;
        writeln!(out, "            {count} with serials of no known form: by the issuer's word")?;
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
    if let Some(refresh) = verified.status_refresh.filter(|refresh| *refresh <= at) {
        writeln!(out, "            the issuer has a newer list since {refresh}: fetch it")?;
    }
    if let Some(due) = verified.overdue {
        writeln!(
            out,
            "  overdue   the units were to be retired by {due}, and this does not show it"
        )?;
    }
    if verified.spent {
        writeln!(out, "  spent     the product was returned; its grams serve no other product")?;
        return writeln!(out, "\nVERIFIED, BUT SPENT at {at}");
    }
    writeln!(out, "\nVERIFIED at {at}")
}

fn refuse(refusal: &Refusal, at: Timestamp, out: &mut dyn Write) -> io::Result<()> {
    for (check, outcome) in refusal.outcomes() {
        match outcome {
            Outcome::Passed => writeln!(out, "  ok  {}", in_words(check))?,
            Outcome::Failed => writeln!(out, "  no  {check}: {}", refusal.message())?,
            Outcome::NotReached => writeln!(out, "   -  {check}: not reached")?,
        }
    }
    writeln!(out, "\nNOT VERIFIED at {at}")
}

/// The present time, as a person's clock has it.
pub(crate) fn now() -> Result<Timestamp, Failure> {
    crate::arguments::now().map_err(Failure::Input)
}
