//! `co2 equiv AMOUNT [--to ID] [--edition E] [--locale L] [--json]` and
//! `co2 equiv reproduce --amount AMOUNT --claim CLAIM --id ID [--json]`

use crate::output::Failure;
use co2::equiv::l10n::{L10nError, Locale, Localizer};
use co2::equiv::{
    Bound, Claim, Count, FactorSet, Reproduced, SignificantDigits, Statement, StatementError,
    Subject, Value, editions, reproduce,
};
use co2::units::Co2e;
use co2::units::rust_decimal::Decimal;
use serde_json::json;
use std::io::{self, Write};
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The amount, such as "371.096 kg" or "356411 t".
    #[arg(required = true)]
    amount: Option<Co2e>,
    /// One thing only, such as car-year, car-mile or meal-beef.
    #[arg(long, value_name = "ID")]
    to: Option<String>,
    /// One edition, such as epa-2020 [default: the newest of each publisher]
    #[arg(long, value_name = "EDITION")]
    edition: Option<String>,
    /// The language of the sentences: bg, de, de-CH, en, en-IN, fr, hi, ja, nl, sv or zh.
    #[arg(long, value_name = "LOCALE")]
    locale: Option<Locale>,
    /// For programs: a list of statements, each with its sentence.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Subcommand)]
enum Command {
    /// In which editions a published claim about an amount holds.
    Reproduce(ReproduceArguments),
}

#[derive(clap::Args)]
struct ReproduceArguments {
    /// The amount that was claimed about, such as "356411 t".
    #[arg(long)]
    amount: Co2e,
    /// The claim, such as "more than 77000".
    #[arg(long)]
    claim: Claim,
    /// The thing that was counted, such as car-year or tree-year.
    #[arg(long)]
    id: String,
    /// For programs: a list of edition, value (tonnes per unit), count, and whether it holds.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    if let Some(Command::Reproduce(arguments)) = &arguments.command {
        return verdicts(arguments, out);
    }
    let amount = arguments
        .amount
        .ok_or_else(|| Failure::Input("an amount is needed, such as \"371 kg\"".to_owned()))?;
    let localizer = arguments
        .locale
        .map(Localizer::new)
        .transpose()
        .map_err(|error| Failure::Input(error.to_string()))?;
    let sets: Vec<&FactorSet> = match &arguments.edition {
        None => editions::newest().collect(),
        Some(id) => vec![editions::get(id).ok_or_else(|| no_edition(id))?],
    };
    let wanted = arguments.to.as_deref().map(editions::id_of);
    let mut told = Vec::new();
    let (mut known, mut untranslated, mut too_many) = (false, 0_usize, 0_usize);
    for set in sets {
        for row in set.iter() {
            let id = row.id.as_str();
            if wanted.as_deref().is_some_and(|wanted| wanted != id) {
                continue;
            }
            known = true;
            let bound = if row.is_derived() { Bound::About } else { Bound::MoreThan };
            let digits = SignificantDigits::THREE;
            match set.state(id, Subject::Footprint, amount, bound, digits) {
                Ok(statement) => match sentence(localizer.as_ref(), &statement) {
                    Ok(sentence) => told.push((statement, sentence)),
                    Err(L10nError::NotTranslated { .. }) if wanted.is_none() => {
                        untranslated = untranslated.saturating_add(1);
                    }
                    Err(error) => return Err(Failure::Input(error.to_string())),
                },
                // In a list, things that are too large or too small are left out.
                Err(StatementError::BelowOne { .. }) if wanted.is_none() => {}
                Err(StatementError::Count(_)) if wanted.is_none() => {
                    too_many = too_many.saturating_add(1);
                }
                Err(error) => return Err(Failure::Input(error.to_string())),
            }
        }
    }
    if let (Some(wanted), false) = (&wanted, known) {
        return Err(unknown(wanted));
    }
    if arguments.json {
        let list: Vec<_> = told
            .iter()
            .map(|(statement, sentence)| json!({"sentence": sentence, "statement": statement}))
            .collect();
        writeln!(out, "{}", serde_json::Value::from(list))?;
        return Ok(ExitCode::SUCCESS);
    }
    for (statement, sentence) in &told {
        writeln!(out, "{sentence}")?;
        if wanted.is_some() {
            for line in statement.explain().lines() {
                writeln!(out, "  {line}")?;
            }
        }
    }
    if told.is_empty() && untranslated == 0 && too_many == 0 {
        writeln!(out, "{amount} is less than one of each thing")?;
    }
    if too_many > 0 {
        writeln!(out, "({too_many} more are too many to be shown)")?;
    }
    if untranslated > 0 {
        writeln!(out, "({untranslated} more are not translated)")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn sentence(localizer: Option<&Localizer>, statement: &Statement) -> Result<String, L10nError> {
    match localizer {
        Some(localizer) => localizer.sentence(statement),
        None => Ok(statement.to_string()),
    }
}

fn verdicts(arguments: &ReproduceArguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let ReproduceArguments { amount, claim, id, json } = arguments;
    let id = editions::id_of(id);
    let rows = reproduce(editions::all(), *amount, *claim, &id);
    if rows.is_empty() {
        return Err(unknown(&id));
    }
    if *json {
        return write_json(&rows, out).map(|()| ExitCode::SUCCESS).map_err(Failure::from);
    }
    writeln!(out, "{amount} as \"{claim}\" of {id}:")?;
    for row in &rows {
        let holds = answer(row.holds);
        write!(
            out,
            "  {holds:3}  {:22} {:22} {}",
            row.edition.id,
            row.value.to_string(),
            row.count
        )?;
        if let Some(recomputed) = row.recomputed {
            let (count, holds) = (recomputed.count, answer(recomputed.holds));
            write!(out, "  (with its printed inputs {count}: {holds})")?;
        }
        writeln!(out)?;
    }
    Ok(ExitCode::SUCCESS)
}

const fn answer(holds: bool) -> &'static str {
    if holds { "yes" } else { "no" }
}

/// A list with numbers in all their digits, which is why it is not written through `f64`.
fn write_json(rows: &[Reproduced<'_>], out: &mut dyn Write) -> io::Result<()> {
    for (place, row) in rows.iter().enumerate() {
        let comma = if place == 0 { "[" } else { "," };
        let (edition, holds) = (&row.edition.id, row.holds);
        let (value, count) = (tonnes(row.value), digits(row.count));
        let edition = json!(edition.as_str());
        write!(
            out,
            "{comma}{{\"edition\":{edition},\"value\":{value},\"count\":{count},\"holds\":{holds}}}"
        )?;
    }
    writeln!(out, "]")
}

/// Tonnes per unit: the printed digits, or a division cut after 15 decimals.
fn tonnes(value: Value) -> String {
    if value.units() == Decimal::ONE {
        return value.tonnes().to_string();
    }
    let (grams, units) = value.grams_per_unit();
    let divided = Decimal::from(grams.get())
        .checked_div(Decimal::from(units.get()))
        .and_then(|grams| grams.checked_div(Decimal::ONE_THOUSAND))
        .and_then(|kilograms| kilograms.checked_div(Decimal::ONE_THOUSAND));
    divided.unwrap_or_default().round_dp(15).normalize().to_string()
}

/// A count cut after 6 decimals.
fn digits(count: Count) -> String {
    format!("{count:.6}").trim_end_matches("...").to_owned()
}

fn unknown(id: &str) -> Failure {
    let having = editions::all().filter(|set| set.get(id).is_some());
    let having: Vec<&str> = having.map(|set| set.edition().id.as_str()).collect();
    if !having.is_empty() {
        let having = having.join(", ");
        return Failure::Input(format!("{id:?} is not in the edition asked; it is in {having}"));
    }
    let mut ids: Vec<&str> =
        editions::all().flat_map(FactorSet::iter).map(|row| row.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    Failure::Input(format!("no edition has {id:?}; there are {}", ids.join(", ")))
}

fn no_edition(id: &str) -> Failure {
    let ids: Vec<&str> = editions::all().map(|set| set.edition().id.as_str()).collect();
    Failure::Input(format!("no edition {id:?}; there are {}", ids.join(", ")))
}
