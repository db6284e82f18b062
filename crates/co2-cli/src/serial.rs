//! `co2 serial [FILE|-] [--registry R] [--lenient]`

use crate::output::Failure;
use co2::offsets::serial::{Mended, ParseSerialError, Repair};
use co2::offsets::{Hint, Serial};
use co2::units::credit::RegistryId;
use serde_json::{Value, json};
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
                    writeln!(out, "{}", answer(text, serial, repairs))?;
                }
            }
            Err(error) => {
                code = ExitCode::from(1);
                let mut answer = json!({
                    "input": text,
                    "error": error.kind.to_string(),
                    "column": error.column,
                });
                // Whose it can be helps where its registry, or its units, have to be stated.
                let possible = Serial::possible_registries(text);
                if arguments.registry.is_none()
                    && !possible.is_empty()
                    && let Some(object) = answer.as_object_mut()
                {
                    object.insert("possible".into(), possible.into());
                }
                writeln!(out, "{answer}")?;
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

/// A unit's number, and its digits as text where it is too large for a number.
fn number(digits: String) -> Value {
    digits.parse::<u64>().map_or_else(|_| digits.into(), Value::from)
}

fn answer(text: &str, serial: &Serial, repairs: &[Repair]) -> Value {
    let (first, last) = serial.printed_units();
    let vintage = serial.vintage();
    let mut answer = json!({
        "input": text,
        "registry": serial.registry(),
        "project": serial.project(),
        "country": serial.country(),
        "first": number(first),
        "last": number(last),
        "count": serial.units().count(),
        "vintage_start": vintage.map(|vintage| vintage.first().to_string()),
        "vintage_end": vintage.map(|vintage| vintage.last().to_string()),
    });
    if !repairs.is_empty()
        && let Some(object) = answer.as_object_mut()
    {
        let repairs: Vec<String> = repairs.iter().map(ToString::to_string).collect();
        object.insert("read_as".into(), serial.to_string().into());
        object.insert("repairs".into(), repairs.into());
    }
    answer
}
