//! `co2 equiv AMOUNT [--to ID] [--edition E] [--locale L] [--json]` and
//! `co2 equiv reproduce --amount AMOUNT --claim CLAIM --id ID [--source SOURCE] [--json]`

use crate::arguments::{amount, did_you_mean};
use crate::output::{Failure, write_json};
use co2::equiv::l10n::{L10nError, Locale, Localizer};
use co2::equiv::{
    Answer, Bound, Claim, ClaimedAmount, Count, Equivalence, FactorSet, Reproduced,
    SignificantDigits, Statement, StatementError, Subject, Value, editions, reproduce,
};
use co2::units::Co2e;
use co2::units::rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;
use std::io::Write;
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Exit codes: 0 it is answered; 2 it cannot be.\nReads nothing and writes nothing but the output."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The amount, such as "371.096 kg" or "356411 t".
    #[arg(required = true, value_parser = amount)]
    amount: Option<Co2e>,
    /// One thing only, such as car-year, car-mile or meal-beef.
    #[arg(long, value_name = "ID")]
    to: Option<String>,
    /// One edition, such as epa-2020 [default: the newest of ADEME, UK DESNZ, EU, EEA, US EPA,
    /// Naturvårdsverket and Trafikverket]
    #[arg(long, value_name = "EDITION")]
    edition: Option<String>,
    /// The language of the sentences: bg, de, de-CH, en, en-IN, fr, hi, ja, nl, sv or zh
    /// (simplified).
    #[arg(long, value_name = "LOCALE")]
    locale: Option<Locale>,
    /// For programs: the statements, each with its sentence, and what is left out and why.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Subcommand)]
enum Command {
    /// In which editions a published claim about an amount holds.
    Reproduce(ReproduceArguments),
}

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 it is answered, whatever the answer; 2 it cannot be.\nReads nothing and writes \
    nothing but the output."
)]
struct ReproduceArguments {
    /// The amount as it was published, such as "356,411 t", "more than 332 million pounds" or "100万吨".
    #[arg(long)]
    amount: ClaimedAmount,
    /// The count as it was published, such as "more than 77,000 vehicles", "nearly 1.7 million miles" or "超过7.7万辆".
    #[arg(long)]
    claim: Claim,
    /// The thing that was counted, such as car-year or tree-year.
    #[arg(long)]
    id: String,
    /// The source that the claim names, such as "US EPA", "DEFRA 2024" or epa-2020 [default: every edition]
    #[arg(long)]
    source: Option<String>,
    /// For programs: the answer, and a list of edition, thing, value (tonnes per unit), count, answer there, and
    /// whether the value is derived.
    #[arg(long)]
    json: bool,
}

/// What an amount equals.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct StateAnswer {
    /// The statements that can be made.
    statements: Vec<Stated>,
    /// The things of which none can be made.
    left_out: Vec<NotStated>,
}

/// A statement.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Stated {
    /// In words, in the language that was asked for.
    sentence: String,
    /// In numbers.
    statement: Statement,
}

/// A thing of which no statement can be made.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct NotStated {
    /// The edition that has it.
    edition: String,
    /// The thing.
    id: String,
    /// Why there is no statement.
    why: String,
}

/// In which editions a published claim holds.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ReproduceAnswer {
    /// The best answer of all editions.
    answer: Answer,
    /// The editions, with each thing of them that is meant.
    editions: Vec<Judged>,
}

/// What an edition says of a claim. Numbers are texts, since a double does not hold all their digits.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Judged {
    /// The edition.
    edition: String,
    /// The thing.
    id: String,
    /// Tonnes of CO2e per unit of the thing: the printed digits, or a division rounded to 15 decimals.
    #[schemars(regex(pattern = "^[0-9]+([.][0-9]+)?$"))]
    value: String,
    /// How many units of the thing the amount is, cut after 6 decimals.
    #[schemars(regex(pattern = "^[0-9]+([.][0-9]+)?$"))]
    count: String,
    /// Whether the claim holds.
    answer: Answer,
    /// Whether it holds, also within the rounding of the printed numbers.
    holds: bool,
    /// Whether the value is derived from other numbers of the edition.
    derived: bool,
}

impl Judged {
    fn of(row: &Reproduced<'_>) -> Self {
        Self {
            edition: row.edition.id.to_string(),
            id: row.equivalence.id.to_string(),
            value: tonnes(row.equivalence.value),
            count: digits(row.count),
            answer: row.answer,
            holds: row.holds(),
            derived: row.is_derived(),
        }
    }
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
    let (mut stated, mut left_out) = (Vec::new(), Vec::new());
    let mut known = false;
    for set in sets {
        for row in set.iter() {
            if wanted.as_deref().is_some_and(|wanted| wanted != row.id.as_str()) {
                continue;
            }
            known = true;
            match state(set, row, amount, localizer.as_ref()) {
                Ok(statement) => stated.push(statement),
                Err(left) if wanted.is_some() => return Err(Failure::Input(left.why)),
                Err(left) => left_out.push(left),
            }
        }
    }
    if let (Some(wanted), false) = (&wanted, known) {
        return Err(unknown(wanted));
    }
    if arguments.json {
        let stated = stated.into_iter().map(|(statement, sentence)| Stated { sentence, statement });
        let left_out = left_out.into_iter().map(|LeftOut { edition, id, why, .. }| NotStated {
            edition: edition.to_owned(),
            id: id.to_owned(),
            why,
        });
        let answer = StateAnswer { statements: stated.collect(), left_out: left_out.collect() };
        return write_json(&answer, out).map(|()| ExitCode::SUCCESS);
    }
    for (statement, sentence) in &stated {
        writeln!(out, "{sentence}")?;
        if wanted.is_some() {
            for line in statement.explain().lines() {
                writeln!(out, "  {line}")?;
            }
        }
    }
    let others = left_out.iter().filter(|left| !left.is_below_one).count();
    if stated.is_empty() && others == 0 {
        writeln!(out, "{amount} is less than one of each thing")?;
    }
    if others > 0 {
        writeln!(out, "({others} more cannot be stated; --json says why)")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A thing that is not in the list. People are not shown what is less than one of
/// it; a program is.
struct LeftOut<'a> {
    edition: &'a str,
    id: &'a str,
    why: String,
    is_below_one: bool,
}

/// How many of a thing the amount is, and the sentence for it.
fn state<'a>(
    set: &'a FactorSet,
    row: &'a Equivalence,
    amount: Co2e,
    localizer: Option<&Localizer>,
) -> Result<(Statement, String), LeftOut<'a>> {
    let (edition, id) = (set.edition().id.as_str(), row.id.as_str());
    let bound = if row.is_derived() { Bound::About } else { Bound::MoreThan };
    let statement = set
        .state(id, Subject::Footprint, amount, bound, SignificantDigits::THREE)
        .map_err(|why| {
            let is_below_one = matches!(why, StatementError::BelowOne { .. });
            LeftOut { edition, id, why: why.to_string(), is_below_one }
        })?;
    let sentence = sentence(localizer, &statement).map_err(|why| LeftOut {
        edition,
        id,
        why: why.to_string(),
        is_below_one: false,
    })?;
    Ok((statement, sentence))
}

fn sentence(localizer: Option<&Localizer>, statement: &Statement) -> Result<String, L10nError> {
    match localizer {
        Some(localizer) => localizer.sentence(statement),
        None => Ok(statement.to_string()),
    }
}

fn verdicts(arguments: &ReproduceArguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let ReproduceArguments { amount, claim, id, source, json } = arguments;
    let known = editions::ids_of(id, editions::all());
    if known.is_empty() {
        return Err(unknown(&editions::id_of(id)));
    }
    // A source that is not here leaves nothing to compare with, and the answer says so.
    let sets: Vec<&FactorSet> = match source {
        None => editions::all().collect(),
        Some(source) => editions::of_source(source).unwrap_or_default(),
    };
    let ids = editions::ids_of(id, sets.iter().copied());
    let rows: Vec<Reproduced<'_>> = sets
        .iter()
        .flat_map(|set| ids.iter().flat_map(|id| reproduce([*set], *amount, *claim, id)))
        .collect();
    let answer = Answer::of(&rows);
    if *json {
        let answer = ReproduceAnswer { answer, editions: rows.iter().map(Judged::of).collect() };
        return write_json(&answer, out).map(|()| ExitCode::SUCCESS);
    }
    let named = source.as_ref().map_or(String::new(), |source| format!(" by {source:?}"));
    writeln!(out, "{amount} as \"{claim}\" of {}{named}: {answer}", editions::id_of(id))?;
    for row in &rows {
        let Reproduced { edition, equivalence, count, answer, recomputed, .. } = row;
        let (edition, value) = (&edition.id, equivalence.value.to_string());
        write!(out, "  {:3}  {edition:22} {value:22} {count}", short(*answer))?;
        if *answer == Answer::WithinRounding {
            write!(out, "  (within the rounding of the printed numbers)")?;
        }
        if row.is_derived() {
            write!(out, "  (derived)")?;
        }
        if equivalence.id.as_str().ends_with("_unrounded") {
            write!(out, "  (unrounded)")?;
        }
        if let Some(recomputed) = recomputed {
            let answer = if recomputed.holds { "yes" } else { "no" };
            write!(out, "  (with its printed inputs {}: {answer})", recomputed.count)?;
        }
        writeln!(out)?;
    }
    if answer == Answer::SourceNotHere {
        let ids = editions::all().map(|set| set.edition().id.as_str());
        writeln!(
            out,
            "  No edition of it with this thing is here; the editions are {}.",
            ids.collect::<Vec<_>>().join(", ")
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// In three letters, for the start of a line.
const fn short(answer: Answer) -> &'static str {
    match answer {
        Answer::Holds => "yes",
        Answer::WithinRounding => "~",
        _ => "no",
    }
}

/// Tonnes per unit: the printed digits, or a division rounded to 15 decimals.
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
    let meant = did_you_mean(id, ids.iter().copied());
    Failure::Input(format!("no edition has {id:?}; there are {}{meant}", ids.join(", ")))
}

fn no_edition(id: &str) -> Failure {
    let ids: Vec<&str> = editions::all().map(|set| set.edition().id.as_str()).collect();
    let meant = did_you_mean(id, ids.iter().copied());
    Failure::Input(format!("no edition {id:?}; there are {}{meant}", ids.join(", ")))
}
