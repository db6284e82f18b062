//! `co2 log verify DIR`, `co2 log prove CERT --public DIR`, `co2 log check CERT --receipt FILE`

pub(crate) mod answer;

use self::answer::{
    Answer, Checked, NotLogged, Proved, RefusedLog, VerifiedLog, VerifyAnswer, Witness,
};
use crate::arguments::moment;
use crate::output::{Failure, chain, write_json};
use crate::verify::{now, read};
use co2::cert::did::{DidDocument, DidResolver};
use co2::cert::log::{
    BrokenLog, Leaf, LogError, LogFiles, LogReport, Receipt, TileTree, unlogged_grams, verify_log,
};
use co2::cert::proof::PublicKey;
use co2::cert::record::DocumentDigest;
use co2::cert::tlog::{Cosignature, NoteKey, SignedCheckpoint, WitnessKey, root_at};
use co2::cert::{Certificate, Did, Host};
use co2::files::{self, FileError};
use co2::serials::LogSerials;
use co2::units::Timestamp;
use co2::{LogFolder, PublicFolder};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 it is verified, or logged; 1 it is not; 2 it could not be looked at.\n\
    Reads what is named; each command's help says what it writes."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Replay a stranger's log: signatures, tree, serials; no gram used twice.
    Verify(Verify),
    /// Make the receipt of a certificate from the log's files.
    Prove(Prove),
    /// Check a receipt without a network.
    Check(Check),
}

#[derive(clap::Args)]
struct Keys {
    /// A key of the log, as name+id+key; nothing else is trusted then.
    #[arg(long, value_name = "KEY")]
    key: Vec<NoteKey>,
    /// The issuer's DID document [default: that in the folder]
    #[arg(long, value_name = "FILE")]
    did: Option<PathBuf>,
    /// The time for which is asked: keys that have ended by then are not trusted [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
}

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 verified; 1 refused; 2 it could not be looked at; 3 verified, except that some \
    numbers of units rest on the issuer's word alone, since their serials have no known form."
)]
struct Verify {
    /// The issuer's public files, or the log's own folder (then with --key or --did).
    dir: PathBuf,
    #[command(flatten)]
    keys: Keys,
    /// A checkpoint of the same log, kept from earlier: the log must have grown from it.
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    /// A witness whose cosignature the checkpoint must bear, as name+id+key; once for each.
    #[arg(long, value_name = "KEY")]
    witness: Vec<WitnessKey>,
    /// How many of these witnesses are enough, at least 1 [default: all of them]
    #[arg(long, value_name = "N", requires = "witness")]
    quorum: Option<usize>,
    /// Print JSON for programs.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 it is logged, and the receipt is made; 1 it is not, or the log is refused; 2 it \
    could not be looked at.\nReads CERTIFICATE and the log's files; writes the file of --out, as a whole."
)]
struct Prove {
    /// The certificate, as it was handed out.
    certificate: PathBuf,
    /// The issuer's public files, or the log's own folder.
    #[arg(long, value_name = "DIR")]
    public: PathBuf,
    #[command(flatten)]
    keys: Keys,
    /// Where to write the receipt [default: to the output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print JSON for programs about the receipt that was written.
    #[arg(long, requires = "out")]
    json: bool,
}

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 it is logged; 1 it is not, or the receipt is refused; 2 it could not be looked \
    at.\nReads what is named; writes nothing but the output."
)]
struct Check {
    /// The certificate, as it was handed out.
    certificate: PathBuf,
    /// Its receipt.
    #[arg(long, value_name = "FILE")]
    receipt: PathBuf,
    /// The issuer's public files, for its DID document.
    #[arg(long, value_name = "DIR")]
    public: Option<PathBuf>,
    #[command(flatten)]
    keys: Keys,
    /// Print JSON for programs.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    match &arguments.command {
        Command::Verify(arguments) => verify(arguments, out),
        Command::Prove(arguments) => prove(arguments, out),
        Command::Check(arguments) => check(arguments, out),
    }
}

/// The log in a folder of public files, or in a folder of its own.
fn log_in(dir: &Path) -> Result<LogFolder, Failure> {
    if !dir.is_dir() {
        return Err(Failure::Input(format!("{}: not a folder", dir.display())));
    }
    if dir.join("checkpoint").is_file() {
        return Ok(LogFolder::new(dir));
    }
    Ok(PublicFolder::new(dir).log())
}

/// Whose signature a checkpoint must bear.
struct Trusted {
    keys: Vec<NoteKey>,
    /// The issuer whose keys they are, unless they were given.
    issuer: Option<Did>,
    /// Keys of the issuer that have ended, each with its end.
    ended: Vec<String>,
}

impl Trusted {
    /// Why something is refused, with the keys that no longer count.
    fn explain(&self, refusal: &str) -> String {
        match &*self.ended {
            [] => refusal.to_owned(),
            ended => format!("{refusal} (not trusted: {})", ended.join(", ")),
        }
    }
}

/// The keys that are trusted: those given, or those of the issuer that the checkpoint names.
fn trusted(
    given: &Keys,
    folder: Option<&Path>,
    checkpoint: &SignedCheckpoint,
) -> Result<Trusted, Failure> {
    if !given.key.is_empty() {
        return Ok(Trusted { keys: given.key.clone(), issuer: None, ended: Vec::new() });
    }
    let origin = &checkpoint.unverified().origin;
    let host = origin.as_str().split('/').next().unwrap_or_default();
    let did = host.parse::<Host>().ok().and_then(|host| Did::web(&host).ok());
    let did = did.ok_or_else(|| {
        Failure::Input(format!("the log {origin} names no issuer's host; give --key"))
    })?;
    let document = match (&given.did, folder) {
        (Some(file), _) => {
            DidDocument::from_json(&read(file)?).map_err(|error| Failure::file(file, &error))?
        }
        (None, Some(folder)) => {
            let found = PublicFolder::new(folder).resolve(&did);
            found.map_err(|error| {
                Failure::Input(format!("{}; give --did or --key", chain(&error)))
            })?
        }
        (None, None) => {
            return Err(Failure::Input("give --public, --did or --key".to_owned()));
        }
    };
    if *document.did() != did {
        let message = format!("the log {origin} is not that of {}", document.did());
        return Err(Failure::Input(message));
    }
    let at = given.at.map_or_else(now, Ok)?;
    let ended = document.methods().iter().filter_map(|method| Some((method, method.ended(at)?)));
    let ended: Vec<String> = ended.map(|(method, end)| format!("{} {end}", method.id())).collect();
    let keys = co2::log::keys(&document, origin, at);
    Ok(Trusted { keys, issuer: Some(did), ended })
}

fn newest(files: &LogFolder) -> Result<SignedCheckpoint, Failure> {
    let unreadable = |why: String| Failure::Input(format!("the log's checkpoint: {why}"));
    let bytes = files.read("checkpoint").map_err(|error| unreadable(chain(&*error)))?;
    let bytes = bytes.ok_or_else(|| unreadable("there is none".to_owned()))?;
    SignedCheckpoint::from_bytes(&bytes).map_err(|error| unreadable(chain(&error)))
}

fn verify(arguments: &Verify, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let files = log_in(&arguments.dir)?;
    let signed = newest(&files)?;
    let trusted = trusted(&arguments.keys, Some(&arguments.dir), &signed)?;
    let keys = &trusted.keys;
    let at = arguments.keys.at.map_or_else(now, Ok)?;
    independent(arguments, keys)?;
    let mut serials = LogSerials::new();
    let verified = verify_log(&files, keys, &mut |slice| serials.check(slice));
    let verified = verified.and_then(|report| match &arguments.since {
        None => Ok(Ok(report)),
        Some(file) => Ok(since(file, keys, &files, &report)?.map_or(Ok(report), Err)),
    });
    let witnessed = cosigned(arguments, &signed, at);
    let verified = verified.map(|result| result.and_then(|report| Ok((report, witnessed?))));
    let refusal = match verified {
        Ok(Ok((report, witnesses))) => {
            let issuer = trusted.issuer.map(|did| did.to_string());
            told(arguments, &report, issuer.as_deref(), &witnesses, out)?;
            return Ok(match report.replay.blocks_on_issuers_word() {
                0 => ExitCode::SUCCESS,
                _ => ExitCode::from(3),
            });
        }
        Ok(Err(refusal)) => refusal,
        Err(LogError::Broken(broken)) => trusted.explain(&chain(&*broken)),
        Err(error) => return Err(Failure::Input(chain(&error))),
    };
    if arguments.json {
        let error = refusal;
        write_json(&VerifyAnswer::Refused(RefusedLog { verified: false, error }), out)?;
    } else {
        writeln!(out, "  no  {refusal}\n\nNOT VERIFIED")?;
    }
    Ok(ExitCode::FAILURE)
}

/// Checks that as many witnesses are named as must have cosigned, and that each has a key of its own, which is not
/// the log's.
fn independent(arguments: &Verify, keys: &[NoteKey]) -> Result<(), Failure> {
    let witnesses = &arguments.witness;
    let known = |key: &PublicKey| keys.iter().any(|log| log.key() == key);
    for (place, one) in witnesses.iter().enumerate() {
        if known(one.key()) {
            let message = format!("the witness {} has a key of the log itself", one.name());
            return Err(Failure::Input(message));
        }
        let mut before = witnesses.iter().take(place);
        if let Some(other) = before.find(|other| other.key() == one.key()) {
            let (one, other) = (one.name(), other.name());
            let message = format!("the witnesses {other} and {one} have the same key");
            return Err(Failure::Input(message));
        }
    }
    match arguments.quorum {
        Some(quorum) if quorum == 0 || quorum > witnesses.len() => Err(Failure::Input(format!(
            "--quorum is from 1 to the number of witnesses, {}: {quorum}",
            witnesses.len()
        ))),
        _ => Ok(()),
    }
}

/// The cosignatures of the witnesses that were named, or why they are not enough. One that is dated later than the
/// time asked does not count.
fn cosigned(
    arguments: &Verify,
    signed: &SignedCheckpoint,
    at: Timestamp,
) -> Result<Vec<Cosignature>, String> {
    let mut found = signed.cosignatures(&arguments.witness).map_err(|error| chain(&error))?;
    found.retain(|one| one.time <= at);
    let needed = arguments.quorum.unwrap_or(arguments.witness.len());
    if found.len() < needed {
        let count = found.len();
        return Err(format!("{count} of the witnesses cosigned the checkpoint, and {needed} must"));
    }
    Ok(found)
}

/// Why the log did not grow from an earlier checkpoint; `None` when it did.
fn since(
    file: &Path,
    keys: &[NoteKey],
    files: &LogFolder,
    report: &LogReport,
) -> Result<Option<String>, LogError> {
    let bytes = read(file).map_err(|failure| {
        let source = failure.to_string().into();
        LogError::unreadable(file.display().to_string(), source)
    })?;
    let earlier = SignedCheckpoint::from_bytes(&bytes).map_err(BrokenLog::Checkpoint)?;
    let earlier = earlier.verify(keys).map_err(BrokenLog::Signature)?;
    let now = &report.checkpoint;
    if earlier.origin != now.origin {
        let (earlier, now) = (&earlier.origin, &now.origin);
        return Ok(Some(format!("the earlier checkpoint is of the log {earlier}, not of {now}")));
    }
    if earlier.size > now.size {
        let (before, now) = (earlier.size, now.size);
        return Ok(Some(format!("the log had {before} leaves and has {now}: it was cut")));
    }
    let found = root_at(&TileTree::new(files, now.size), earlier.size)?;
    let (root, size) = (earlier.root, earlier.size);
    Ok((found != root).then(|| format!("the first {size} leaves were rewritten since")))
}

fn told(
    arguments: &Verify,
    report: &LogReport,
    issuer: Option<&str>,
    witnesses: &[Cosignature],
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let (checkpoint, replay) = (&report.checkpoint, &report.replay);
    let (read, on_word) = (replay.blocks_read(), replay.blocks_on_issuers_word());
    if arguments.json {
        let witness = |one: &Cosignature| Witness { name: one.witness.to_string(), time: one.time };
        let verified = VerifiedLog {
            verified: true,
            origin: checkpoint.origin.to_string(),
            issuer: issuer.map(str::to_owned),
            size: checkpoint.size.to_string(),
            root: checkpoint.root.to_string(),
            witnesses: witnesses.iter().map(witness).collect(),
            live: replay.live().to_string(),
            reissued: replay.reissued().to_string(),
            revoked: replay.revoked().to_string(),
            spent: replay.spent().to_string(),
            slices: replay.slices().to_string(),
            grams: replay.grams().to_string(),
            blocks_read: read.to_string(),
            blocks_on_issuers_word: on_word.to_string(),
            grams_on_issuers_word: replay.grams_on_issuers_word().to_string(),
        };
        return write_json(&VerifyAnswer::Verified(Box::new(verified)), out);
    }
    let signer = match issuer {
        Some(did) => format!("signed by {did}"),
        None => "signed by the key given".to_owned(),
    };
    writeln!(out, "  ok  the checkpoint is {signer}")?;
    writeln!(out, "  ok  the tree and every tile are those of the entries")?;
    writeln!(out, "  ok  the slices are disjoint and inside their units: no gram is used twice")?;
    writeln!(
        out,
        "  ok  each serial stands for one block, in its registry's form where one is known"
    )?;
    writeln!(out, "  ok  only issued certificates are replaced, revoked or spent, each once")?;
    for one in witnesses {
        writeln!(out, "  ok  {} cosigned the checkpoint on {}", one.witness, one.time)?;
    }
    if let Some(file) = &arguments.since {
        writeln!(out, "  ok  the log has grown from {}", file.display())?;
    }
    writeln!(out, "\n  log       {}", checkpoint.origin)?;
    writeln!(out, "  size      {} leaves, root {}", checkpoint.size, checkpoint.root)?;
    let (live, reissued, revoked) = (replay.live(), replay.reissued(), replay.revoked());
    let spent = replay.spent();
    writeln!(
        out,
        "  holding   {live}; {reissued} replaced others, {revoked} revoked, {spent} spent"
    )?;
    writeln!(out, "  used      {} g in {} slices", replay.grams(), replay.slices())?;
    writeln!(out, "  serials   {read} blocks of units have serials in their registry's form")?;
    if on_word == 0 {
        return Ok(writeln!(out, "\nVERIFIED")?);
    }
    let grams = replay.grams_on_issuers_word();
    writeln!(out, "            {on_word} have serials of no known form")?;
    Ok(writeln!(
        out,
        "\nVERIFIED, but {on_word} blocks ({grams} g) have numbers that rest on the issuer's word alone"
    )?)
}

/// A certificate's bytes: without the line feed that an editor may have added.
fn certificate(file: &Path) -> Result<Vec<u8>, Failure> {
    Ok(read(file)?.trim_ascii().to_vec())
}

/// Says why a certificate is not shown to be in the log.
fn refuse(verdict: &str, why: &str, json: bool, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    if json {
        let error = why.to_owned();
        write_json(&Answer::<Proved>::NotLogged(NotLogged { logged: false, error }), out)?;
    } else {
        writeln!(out, "{verdict}: {why}")?;
    }
    Ok(ExitCode::FAILURE)
}

fn prove(arguments: &Prove, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let json = arguments.json;
    let bytes = certificate(&arguments.certificate)?;
    let log = log_in(&arguments.public)?;
    let trusted = trusted(&arguments.keys, Some(&arguments.public), &newest(&log)?)?;
    let keys = &*trusted.keys;
    let made = Receipt::from_log(&log, keys, DocumentDigest::of(&bytes));
    let receipt = match made {
        Ok(Some(receipt)) => receipt,
        Ok(None) => {
            return refuse("NOT LOGGED", "the log does not have this certificate", json, out);
        }
        Err(LogError::Broken(broken)) => {
            return refuse("NOT VERIFIED", &trusted.explain(&chain(&*broken)), json, out);
        }
        Err(error) => return Err(Failure::Input(chain(&error))),
    };
    let size = receipt.checkpoint().unverified().size;
    let unlogged = match receipt.verify(&bytes, keys) {
        Ok((leaf, _)) => Certificate::from_json(&bytes)
            .map(|certificate| unlogged_grams(&log, size, &certificate, &leaf)),
        Err(error) => {
            return refuse("NOT VERIFIED", &chain(&error), json, out);
        }
    };
    let refusal = match unlogged {
        Ok(Ok(None)) => None,
        Ok(Ok(Some(one))) => {
            Some(format!("no entry says that it uses grams {} of {}", one.grams(), one.block()))
        }
        Ok(Err(LogError::Broken(broken))) => Some(chain(&*broken)),
        Ok(Err(error)) => return Err(Failure::Input(chain(&error))),
        Err(error) => Some(chain(&error)),
    };
    if let Some(refusal) = refusal {
        return refuse("NOT VERIFIED", &refusal, json, out);
    }
    match &arguments.out {
        None => write!(out, "{receipt}")?,
        Some(file) => {
            let text = receipt.to_string();
            files::write_whole(file, &[&arguments.certificate], |out| {
                out.write_all(text.as_bytes())
                    .map_err(|source| FileError::Io { path: file.clone(), source })
            })
            .map_err(|error| Failure::input(&error))?;
            let index = receipt.index();
            if json {
                let (leaf, size) = (index.to_string(), size.to_string());
                let answer = Answer::Logged(Proved { logged: true, leaf, size });
                return write_json(&answer, out).map(|()| ExitCode::SUCCESS);
            }
            writeln!(out, "leaf {index}: {}", file.display())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn check(arguments: &Check, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let bytes = certificate(&arguments.certificate)?;
    let file = &arguments.receipt;
    let receipt = Receipt::from_bytes(&read(file)?).map_err(|error| Failure::file(file, &error))?;
    let folder = arguments.public.as_deref();
    let trusted = trusted(&arguments.keys, folder, receipt.checkpoint())?;
    match receipt.verify(&bytes, &trusted.keys) {
        Ok((leaf, checkpoint)) => {
            let (index, size) = (receipt.index(), checkpoint.size);
            let word = if matches!(leaf, Leaf::Reissue { .. }) { "reissued" } else { "issued" };
            if arguments.json {
                let answer = Answer::Logged(Checked {
                    logged: true,
                    log: checkpoint.origin.to_string(),
                    leaf: index.to_string(),
                    size: size.to_string(),
                    entry: word.to_owned(),
                    certificate: leaf.cert().to_string(),
                });
                return write_json(&answer, out).map(|()| ExitCode::SUCCESS);
            }
            writeln!(out, "  log       {}, leaf {index} of {size}", checkpoint.origin)?;
            writeln!(out, "  leaf      {word}, certificate {}", leaf.cert())?;
            writeln!(out, "\nLOGGED (whether it holds today, `co2 verify` tells)")?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => refuse("NOT LOGGED", &trusted.explain(&chain(&error)), arguments.json, out),
    }
}
