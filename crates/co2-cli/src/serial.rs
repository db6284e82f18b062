//! `co2 serial [FILE|-] [--registry R] [--lenient]`

use crate::output::Failure;
use co2::offsets::serial::{Mended, ParseSerialError, Repair};
use co2::offsets::{Hint, Serial};
use co2::units::credit::RegistryId;
use co2::units::serde::{MAX_INTEGER, large};
use schemars::JsonSchema;
use serde::Serialize;
use std::io::{self, BufRead, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// The longest line that is read, in bytes: a cell with many serials.
const MAX_LINE: u64 = 64 << 10;

/// Each line is answered by a JSON object on a line of its own.
#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 every line is a serial; 1 one is not; 2 they could not be read.\n\
    Reads what is named; writes nothing but the output."
)]
pub(crate) struct Arguments {
    /// A file with a serial on each line [default: the standard input, as with -]
    file: Option<PathBuf>,
    /// The registry of all of them, such as verra.
    #[arg(long, value_name = "ID", conflicts_with = "lenient")]
    registry: Option<RegistryId>,
    /// Mend what is often damaged, and say what was mended; a line can then hold several serials.
    #[arg(long)]
    lenient: bool,
    /// Print JSON for programs, which it does in any case.
    #[arg(long)]
    json: bool,
}

/// What a line is read as. Each answer is a line of its own.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Answer {
    Serial(Found),
    NoSerial(Refused),
}

/// A serial.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Found {
    /// The line as it was given.
    input: String,
    /// The registry that printed the serial.
    registry: String,
    /// The project.
    project: String,
    /// The project's country, if the serial states it.
    country: Option<String>,
    /// The first unit's number.
    first: UnitNumber,
    /// The last unit's number, which belongs to it.
    last: UnitNumber,
    /// How many units, as a text of digits where a number would be too large.
    #[serde(with = "large")]
    #[schemars(schema_with = "large::json_schema")]
    count: u64,
    /// The first day of the vintage, if the serial states it.
    vintage_start: Option<String>,
    /// The last day of the vintage.
    vintage_end: Option<String>,
    /// The serial as its registry prints it, where something was mended.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_as: Option<String>,
    /// What was mended.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    repairs: Vec<String>,
}

/// A line that is no serial.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Refused {
    /// The line as it was given.
    input: String,
    /// Why it is no serial.
    error: String,
    /// The character at which it goes wrong, counted from 1.
    column: usize,
    /// Whose serial it can be, where its registry, or its units, have to be stated.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    possible: Vec<String>,
}

/// A unit's number, and its digits as a text where a number would be too large.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum UnitNumber {
    Number(u64),
    Digits(String),
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let file = arguments.file.as_deref().filter(|path| path.as_os_str() != "-");
    let mut lines: Box<dyn BufRead> = match file {
        None => Box::new(io::stdin().lock()),
        Some(path) => Box::new(crate::io::open(path)?),
    };
    let mut code = ExitCode::SUCCESS;
    let name = file.map_or_else(|| "the input".to_owned(), |path| path.display().to_string());
    for number in 1_u64.. {
        let mut line = Vec::new();
        // One byte more than allowed shows that there is more.
        let taken = (&mut lines).take(MAX_LINE.saturating_add(1)).read_until(b'\n', &mut line);
        let taken =
            taken.map_err(|error| Failure::Input(format!("{name}: line {number}: {error}")))?;
        if u64::try_from(taken).is_ok_and(|taken| taken > MAX_LINE) {
            let what = format!("{name}: line {number} has more than {MAX_LINE} bytes");
            return Err(Failure::Input(what));
        }
        if taken == 0 {
            break;
        }
        // What is not UTF-8 is no serial, and the lines after it can be some.
        let line = String::from_utf8_lossy(&line);
        let text = line.trim_end_matches(['\r', '\n']);
        let text = if number == 1 { text.trim_start_matches('\u{feff}') } else { text };
        if text.is_empty() {
            continue;
        }
        match read(arguments, text) {
            // A cell can hold several serials: each is an answer.
            Ok(found) => {
                for (serial, repairs) in &found {
                    let found = Answer::Serial(answer(text, serial, repairs));
                    writeln!(out, "{}", serde_json::to_string(&found).map_err(io::Error::from)?)?;
                }
            }
            Err(error) => {
                code = ExitCode::from(1);
                let possible = match arguments.registry {
                    Some(_) => Vec::new(),
                    None => Serial::possible_registries(text),
                };
                let refused = Answer::NoSerial(Refused {
                    input: text.to_owned(),
                    error: error.kind.to_string(),
                    column: error.column,
                    possible: possible.into_iter().map(Into::into).collect(),
                });
                writeln!(out, "{}", serde_json::to_string(&refused).map_err(io::Error::from)?)?;
            }
        }
    }
    Ok(code)
}

fn read(arguments: &Arguments, text: &str) -> Result<Vec<Mended>, ParseSerialError> {
    let one = |serial| vec![(serial, Vec::new())];
    match &arguments.registry {
        Some(registry) => {
            let hint = Hint::registry(registry.clone());
            Serial::parse_with(text, &hint).map(one)
        }
        None if arguments.lenient => Serial::parse_cell(text),
        None => text.parse().map(one),
    }
}

fn number(digits: String) -> UnitNumber {
    // The largest that a reader in JavaScript does not round.
    match digits.parse() {
        Ok(number) if number <= MAX_INTEGER => UnitNumber::Number(number),
        _ => UnitNumber::Digits(digits),
    }
}

fn answer(text: &str, serial: &Serial, repairs: &[Repair]) -> Found {
    let (first, last) = serial.printed_units();
    let vintage = serial.vintage();
    Found {
        input: text.to_owned(),
        registry: serial.registry().to_string(),
        project: serial.project().to_string(),
        country: serial.country().map(|country| country.to_string()),
        first: number(first),
        last: number(last),
        count: serial.units().count(),
        vintage_start: vintage.map(|vintage| vintage.first().to_string()),
        vintage_end: vintage.map(|vintage| vintage.last().to_string()),
        read_as: (!repairs.is_empty()).then(|| serial.to_string()),
        repairs: repairs.iter().map(ToString::to_string).collect(),
    }
}
