//! `co2 claim --market EU --audience consumer --date 2026-11-21 --form product_neutral [--json]` and
//! `co2 claim --table --date 2026-11-21`

mod table;

use crate::arguments::{day, did_you_mean, region};
use crate::output::{Failure, Output};
use crate::verify::read;
use co2::cert::Certificate;
use co2::cert::json::{self, Limits};
use co2::claims::{
    Audience, Citation, Claim, ClaimForm, ClaimPolicy, Decision, Evidence, Looked,
    NOT_LEGAL_ADVICE, Origin, Rule, Verdict,
};
use co2::render::record_evidence;
use co2::units::text::LongText;
use co2::units::{Date, Id, Region};
use serde_json::Value;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 the claim is allowed, with the disclosures listed; 1 a rule \
    forbids it; 3 no rule allows it, which is not allowed either; 2 it could not be asked.\n\
    Not legal advice."
)]
pub(crate) struct Arguments {
    /// Where the claim is made: a country, a part of one, EU, or WW for the world.
    #[arg(long, required_unless_present = "table", value_parser = region)]
    market: Option<Region>,
    /// To whom: consumer or business.
    #[arg(long, required_unless_present = "table", value_parser = audience)]
    audience: Option<Audience>,
    /// On which day it is published, such as 2026-11-21.
    #[arg(long, value_parser = day)]
    date: Date,
    /// What it says, such as `product_neutral` or `contribution`.
    #[arg(long, required_unless_present = "table", value_parser = form)]
    form: Option<ClaimForm>,
    /// What is disclosed with it: a JSON object of names and texts.
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    /// One disclosure more; as often as needed.
    #[arg(long, value_name = "NAME=TEXT")]
    disclose: Vec<String>,
    /// A certificate, whose record is evidence of what it states. It is not verified here; see
    /// `co2 verify`.
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// Your own rules beside those that come along: a claim policy as JSON.
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// Print JSON for programs.
    #[arg(long)]
    json: bool,
    /// Print the verdicts for 21 markets as a page to read, in place of one verdict.
    #[arg(long, conflicts_with_all = ["market", "audience", "form", "json", "evidence", "certificate"])]
    table: bool,
}

fn audience(text: &str) -> Result<Audience, String> {
    let known = Audience::ALL.iter().map(|one| one.as_str());
    text.parse().map_err(|error| format!("{error}{}", did_you_mean(text, known)))
}

fn form(text: &str) -> Result<ClaimForm, String> {
    let known = ClaimForm::ALL.iter().map(|one| one.as_str());
    text.parse().map_err(|error| format!("{error}{}", did_you_mean(text, known)))
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let policy = policy(arguments.rules.as_deref())?;
    if arguments.table {
        table::write(&policy, arguments.date, out)?;
        return Ok(ExitCode::SUCCESS);
    }
    let (Some(market), Some(audience), Some(form)) =
        (arguments.market, arguments.audience, arguments.form)
    else {
        return Err(Failure::Input("a market, an audience and a form are needed".to_owned()));
    };
    let claim = Claim { market, audience, date: arguments.date, form };
    let decision = policy.decide(claim, &evidence(arguments)?);
    if arguments.json {
        serde_json::to_writer_pretty(&mut *out, &decision).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        report(&policy, &decision, out)?;
    }
    Ok(match decision.verdict() {
        Verdict::Allowed { .. } => ExitCode::SUCCESS,
        Verdict::Forbidden { .. } => ExitCode::FAILURE,
        _ => ExitCode::from(3),
    })
}

/// A JSON file, read strictly.
fn strict<T: serde::de::DeserializeOwned>(file: &Path) -> Result<T, Failure> {
    let value = json::read(&read(file)?, Limits::CERTIFICATE);
    let value: Value = value.map_err(|error| Failure::file(file, &error))?;
    co2::json::from_value(&value).map_err(|error| Failure::file(file, &error))
}

fn policy(rules: Option<&Path>) -> Result<ClaimPolicy, Failure> {
    let mut policy = ClaimPolicy::builtin().clone();
    if let Some(file) = rules {
        for rule in strict::<ClaimPolicy>(file)?.rules() {
            policy = policy.with_rule(rule.clone()).map_err(|error| Failure::file(file, &error))?;
        }
    }
    Ok(policy)
}

fn evidence(arguments: &Arguments) -> Result<Evidence, Failure> {
    let mut held = match &arguments.certificate {
        None => Evidence::new(),
        Some(file) => {
            let certificate = Certificate::from_json(read(file)?.trim_ascii());
            let certificate = certificate.map_err(|error| Failure::file(file, &error))?;
            let name = file.display();
            // If even this cannot be written, the verdict is still that of the evidence given.
            let _ = writeln!(
                Output::stderr(),
                "note: {name} is taken as evidence as it is; `co2 verify` shows whether it is genuine"
            );
            record_evidence(certificate.record())
        }
    };
    let fail = |error: &dyn std::error::Error| Failure::Input(error.to_string());
    if let Some(file) = &arguments.evidence {
        for (name, text) in strict::<Evidence>(file)?.iter() {
            held = held.with(name.clone(), text.clone()).map_err(|error| fail(&error))?;
        }
    }
    for one in &arguments.disclose {
        let (name, text) = one
            .split_once('=')
            .ok_or_else(|| Failure::Input(format!("{one:?}: write NAME=TEXT")))?;
        let name = name.parse().map_err(|error| fail(&error))?;
        let text: LongText = text.parse().map_err(|error| fail(&error))?;
        held = held.with(name, text).map_err(|error| fail(&error))?;
    }
    Ok(held)
}

fn report(policy: &ClaimPolicy, decision: &Decision, out: &mut dyn Write) -> io::Result<()> {
    let Claim { market, audience, date, form } = decision.claim();
    let verdict = decision.verdict();
    writeln!(
        out,
        "{}: {form}, to a {audience} in {market}, on {date}",
        verdict.as_str().to_uppercase()
    )?;
    writeln!(out, "  ({})", form.about())?;
    for cited in verdict.rules() {
        if let Some(rule) = policy.get(&cited.rule) {
            cite(rule, cited, out)?;
        }
    }
    match verdict {
        Verdict::Allowed { disclosures, .. } => {
            writeln!(out, "\nTo be shown with it:")?;
            for (name, text) in disclosures {
                writeln!(out, "  {name}: {text}")?;
            }
        }
        Verdict::Forbidden { .. } => {
            writeln!(out, "\nThe record of what was retired may stand alone.")?;
        }
        _ => writeln!(
            out,
            "\nNo rule here allows it, and unknown is not allowed: the record stands alone."
        )?,
    }
    if decision.looked() != Looked::LookedAt {
        writeln!(out, "\nLaw of {market}: {}.{}", decision.looked().in_words(), note(decision))?;
    }
    if !decision.advice().is_empty() {
        writeln!(out, "\nAdvice that is not met (it forbids nothing):")?;
        for cited in decision.advice() {
            if let Some(rule) = policy.get(&cited.rule) {
                cite(rule, cited, out)?;
            }
        }
    }
    if !decision.inside().is_empty() {
        let rules: Vec<&str> = decision.inside().iter().map(Id::as_str).collect();
        writeln!(out, "In a part of this market there is also {}: ask there.", rules.join(", "))?;
    }
    let (edition, reviewed) = (decision.edition(), decision.reviewed());
    writeln!(out, "\n{edition}, last looked at on {reviewed}; {NOT_LEGAL_ADVICE}")
}

/// What of the market's law was looked at, or why it is not known.
fn note(decision: &Decision) -> String {
    decision.looked_note().map_or_else(
        || " That no rule is found says nothing.".to_owned(),
        |note| format!(" {note}"),
    )
}

fn cite(rule: &Rule, cited: &Citation, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n  {}  {}", rule.id, rule.summary)?;
    match &rule.origin {
        Origin::Host(opinion) => {
            writeln!(
                out,
                "    decided by {} on {}: {}",
                opinion.name, opinion.date, opinion.reason
            )?;
        }
        Origin::Published(publication) => {
            writeln!(out, "    {}", publication.instrument)?;
            writeln!(out, "    {}, {}", publication.force, publication.confidence)?;
            if let Some(source) = &publication.source {
                writeln!(out, "    {source}")?;
            }
        }
    }
    if !cited.missing.is_empty() {
        let missing: Vec<&str> = cited.missing.iter().map(Id::as_str).collect();
        writeln!(out, "    not in evidence: {}", missing.join(", "))?;
    }
    Ok(())
}
