//! Whether the serials in certificates and logs say what is said of their units.
//!
//! Certificates repeat a registry's serials word for word and know nothing of their forms; the forms are in
//! `co2-offsets`. Here the two meet, without a ledger.

use co2_cert::log::SerialCheck;
use co2_cert::{Act, CreditLine, RetirementRecord};
use co2_offsets::serial::{Grammar, ParseSerialErrorKind};
use co2_offsets::{Hint, Serial};
use co2_units::credit::{ProjectId, RegistryId, UnitRange, UnitSlice, Vintage};
use co2_units::{Co2e, Country};
use std::collections::BTreeMap;

/// Why a serial does not bear out what is said of its units. Credit lines are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the serial {serial:?}{}: {reason}", place(*line))]
#[non_exhaustive]
pub struct SerialFault {
    /// The credit line of a certificate that has it.
    pub line: Option<usize>,
    /// The serial as printed.
    pub serial: String,
    /// What is wrong.
    pub reason: String,
}

fn place(line: Option<usize>) -> String {
    line.map(|line| format!(" of credit line {line}")).unwrap_or_default()
}

/// How the serials of a certificate were checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SerialReport {
    /// How many credit lines have serials that were read in their registry's form.
    pub read: usize,
    /// How many have serials of no known form, so that their units rest on the issuer's word alone.
    pub on_issuers_word: usize,
}

/// Checks the serial of a slice in a log: that it is in its registry's form, names these units, and that a
/// unit has the size that the registry gives it.
///
/// A text that is read only after it was mended (blanks around it, small letters, other separators, more
/// behind it) is refused, since the same units could be used again under their true serial.
///
/// # Errors
/// With the reason why the serial does not bear out the slice.
///
/// ```
/// use co2::cert::log::SerialCheck;
/// use co2::units::Co2e;
/// use co2::units::credit::{GramSlice, UnitRange, UnitSlice};
///
/// let check = |scope: &str, first, last, serial: &str| -> Result<_, Box<dyn std::error::Error>> {
///     let block = UnitRange::new(scope, first, last, serial)?;
///     let slice = GramSlice::new(0, 300_000)?;
///     Ok(co2::serials::check_slice(&UnitSlice::new(block, Co2e::TONNE, slice)?))
/// };
/// let (scope, serial) = ("gold-standard:30307", "GS1-1-UG-GS11236-16-2024-30307-1-19149");
/// assert_eq!(check(scope, 1, 19_149, serial)?, Ok(SerialCheck::Read));
/// assert!(check(scope, 2, 19_149, serial)?.is_err());
/// assert!(check(scope, 1, 19_149, &serial.to_lowercase())?.is_err());
/// assert_eq!(check("other:iss7", 1, 2, "iss_7")?, Ok(SerialCheck::IssuersWord));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check_slice(slice: &UnitSlice) -> Result<SerialCheck, String> {
    check_block(slice.block(), slice.unit_size())
}

fn check_block(block: &UnitRange, unit_size: Co2e) -> Result<SerialCheck, String> {
    let printed = block.printed();
    match printed.parse::<Serial>() {
        Ok(serial) => {
            same_units(&serial, block)?;
            same_size(&serial, unit_size)?;
            return Ok(SerialCheck::Read);
        }
        Err(_) => {
            if let Some(serial) = mended(printed) {
                let registry = serial.registry();
                return Err(format!("it is not in the form of {registry}, where it is {serial}"));
            }
        }
    }
    // Of the serials that say nothing by themselves, the scope names the registry.
    let registry = block.scope().split(':').next().unwrap_or_default();
    let Ok(registry) = RegistryId::new(registry) else { return Ok(SerialCheck::IssuersWord) };
    let grammar = Grammar::of(&registry);
    if grammar.describes_itself() {
        return Err(format!("{registry} prints serials in another form"));
    }
    // An id that nobody else understands. A log does not say the project, and the units do not depend on it.
    let project = matches!(grammar, Grammar::Opaque | Grammar::Isometric)
        .then(|| ProjectId::new("any").ok())
        .flatten();
    let stated =
        |units| Hint { project: project.clone(), units, ..Hint::registry(registry.clone()) };
    // One that ends in a range says itself which units it names.
    if let Ok(serial) = Serial::parse_with(printed, &stated(None)) {
        same_units(&serial, block)?;
        same_size(&serial, unit_size)?;
        return Ok(SerialCheck::Read);
    }
    let units = (u128::from(block.first()), u128::from(block.last()));
    let serial = Serial::parse_with(printed, &stated(Some(units)));
    let serial = serial.map_err(|error| format!("it is not a serial of {registry}: {error}"))?;
    same_units(&serial, block)?;
    same_size(&serial, unit_size)?;
    Ok(SerialCheck::IssuersWord)
}

fn same_units(serial: &Serial, block: &UnitRange) -> Result<(), String> {
    let units = serial.units();
    if units.scope() == block.scope()
        && (units.first(), units.last()) == (block.first(), block.last())
    {
        return Ok(());
    }
    Err(format!(
        "it names units {} to {} in {}, and units {} to {} in {} are stated",
        units.first(),
        units.last(),
        units.scope(),
        block.first(),
        block.last(),
        block.scope()
    ))
}

fn same_size(serial: &Serial, unit_size: Co2e) -> Result<(), String> {
    match serial.unit_size() {
        Some(expected) if expected != unit_size => {
            Err(format!("a unit of {} is {expected}, and {unit_size} is stated", serial.registry()))
        }
        _ => Ok(()),
    }
}

/// The serial that a text would be if it were written as its registry does, or if it ended earlier.
fn mended(text: &str) -> Option<Serial> {
    let read = |text: &str| Serial::parse_lenient(text).ok().map(|(serial, _)| serial);
    // One separator in place of every other one, and capitals. Underscores are of one registry's form.
    let plain = |text: &str| -> String {
        let text = text.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let dashed =
            text.chars().map(|c| if matches!(c, '/' | '.' | ',' | ':' | '|') { '-' } else { c });
        dashed.collect::<String>().to_ascii_uppercase()
    };
    let whole = plain(text);
    let compact: String = whole.chars().filter(|c| !c.is_whitespace()).collect();
    for candidate in [text, &*whole, &compact] {
        if let Some(serial) = read(candidate) {
            return Some(serial);
        }
    }
    // Something behind a serial. Each cut is at a separator or before a letter, and there are few.
    let cuts = compact.char_indices().rev().filter(|(_, c)| !c.is_ascii_digit()).take(16);
    for (cut, _) in cuts {
        let Some((before, _)) = compact.split_at_checked(cut) else { continue };
        if let Ok(serial) = before.trim_end_matches('-').parse::<Serial>() {
            return Some(serial);
        }
    }
    None
}

/// Checks the serials of a certificate's record: each block as in a log, that its registry, project and
/// country are those of its line, and that the serials of what was retired cover the units taken.
///
/// # Errors
/// With the first serial that does not bear out its line.
pub fn check_record(record: &RetirementRecord) -> Result<SerialReport, SerialFault> {
    let mut report = SerialReport::default();
    for (number, line) in record.lines().iter().enumerate() {
        let block = &line.block;
        let fault = |serial: &str, reason| SerialFault {
            line: Some(number),
            serial: serial.to_owned(),
            reason,
        };
        let check = check_block(block, line.unit_size)
            .and_then(|check| check_line(line, check).map(|()| check));
        let check = check.map_err(|reason| fault(block.printed(), reason))?;
        let acts = check_act(line, check).map_err(|(serial, reason)| fault(&serial, reason))?;
        if check == SerialCheck::Read && acts == SerialCheck::Read {
            report.read = report.read.saturating_add(1);
        } else {
            report.on_issuers_word = report.on_issuers_word.saturating_add(1);
        }
    }
    Ok(report)
}

/// What a line says beside its block.
fn hint(line: &CreditLine) -> Hint {
    Hint {
        project: Some(line.project.clone()),
        country: line.country,
        ..Hint::registry(line.registry.clone())
    }
}

fn check_line(line: &CreditLine, check: SerialCheck) -> Result<(), String> {
    let printed = line.block.printed();
    if check == SerialCheck::IssuersWord {
        if Grammar::of(&line.registry).describes_itself() {
            return Err(format!("{} prints serials in another form", line.registry));
        }
        return Ok(());
    }
    let serial = Serial::parse_with(printed, &hint(line)).map_err(|error| match error.kind {
        ParseSerialErrorKind::OtherRegistry { registry } => {
            format!("it is of {registry}, and the line is of {}", line.registry)
        }
        ParseSerialErrorKind::Differs { field } => {
            format!("its {field} is not that of the line, {}", line.project)
        }
        other => other.to_string(),
    })?;
    match (serial.vintage(), line.vintage) {
        (Some(of_serial), Some(stated))
            if stated.last() < of_serial.first() || of_serial.last() < stated.first() =>
        {
            Err(format!("its vintage is {of_serial}, and the line's is {stated}"))
        }
        // Readers would be told that the serial states none, and no act would be compared with it.
        (Some(of_serial), None) => {
            Err(format!("its vintage is {of_serial}, and the line states none"))
        }
        _ => Ok(()),
    }
}

/// What a serial says of a unit beside its number. A unit has one of each, so serials that share units agree.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Origin {
    project: ProjectId,
    country: Option<Country>,
    vintage: Option<Vintage>,
}

impl Origin {
    fn of(serial: &Serial) -> Self {
        let (project, country) = (serial.project().clone(), serial.country());
        Self { project, country, vintage: serial.vintage() }
    }

    /// In which of them another serial differs.
    fn difference(&self, other: &Self) -> Option<String> {
        differs("project", Some(&self.project), Some(&other.project))
            .or_else(|| differs("country", self.country.as_ref(), other.country.as_ref()))
            .or_else(|| differs("vintage", self.vintage.as_ref(), other.vintage.as_ref()))
    }
}

/// How two things of one name differ, if they do.
fn differs<T: PartialEq + ToString>(
    name: &str,
    own: Option<&T>,
    other: Option<&T>,
) -> Option<String> {
    let shown = |value: Option<&T>| value.map_or_else(|| "none".to_owned(), T::to_string);
    (own != other).then(|| format!("its {name} is {}, not {}", shown(own), shown(other)))
}

/// Checks the serials of a log, one slice after another: each as [`check_slice`] does, and that blocks which share
/// units are of one project, country and vintage. It holds each block of units once.
///
/// ```
/// use co2::serials::LogSerials;
/// use co2::units::Co2e;
/// use co2::units::credit::{GramSlice, UnitRange, UnitSlice};
///
/// let mut serials = LogSerials::new();
/// let mut check = |serial: &str| -> Result<_, Box<dyn std::error::Error>> {
///     let block = UnitRange::new("gold-standard:30307", 1, 19_149, serial)?;
///     Ok(serials.check(&UnitSlice::new(block, Co2e::TONNE, GramSlice::new(0, 300_000)?)?))
/// };
/// assert!(check("GS1-1-UG-GS11236-16-2024-30307-1-19149")?.is_ok());
/// assert!(check("GS1-1-KE-GS11236-16-2024-30307-1-19149")?.is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct LogSerials {
    /// By scope and first unit: the last unit, and what the serials say. These runs share no units.
    runs: BTreeMap<String, BTreeMap<u64, (u64, Origin)>>,
}

impl LogSerials {
    /// Starts before the first slice.
    pub fn new() -> Self {
        Self::default()
    }

    /// Checks the next slice. One that is refused changes nothing.
    ///
    /// # Errors
    /// With the reason why the serial does not bear out the slice, or contradicts an earlier one.
    pub fn check(&mut self, slice: &UnitSlice) -> Result<SerialCheck, String> {
        let check = check_slice(slice)?;
        let Ok(serial) = slice.block().printed().parse::<Serial>() else { return Ok(check) };
        let (units, origin) = (serial.units(), Origin::of(&serial));
        let (mut first, mut last) = (units.first(), units.last());
        let runs = self.runs.entry(units.scope().to_owned()).or_default();
        let shared = |runs: &BTreeMap<u64, (u64, Origin)>, first: u64, last: u64| {
            let (start, (end, known)) = runs.range(..=last).next_back()?;
            (*end >= first).then(|| (*start, *end, known.clone()))
        };
        // All of them, before any is joined with it.
        let (mut joined, mut until) = (Vec::new(), last);
        while let Some((start, end, known)) = shared(runs, first, until) {
            if let Some(difference) = origin.difference(&known) {
                let scope = units.scope();
                return Err(format!("{difference}, as another serial of units in {scope} says"));
            }
            joined.push((start, end));
            let Some(before) = start.checked_sub(1) else { break };
            until = before;
        }
        for (start, end) in joined {
            runs.remove(&start);
            (first, last) = (first.min(start), last.max(end));
        }
        runs.insert(first, (last, origin));
        Ok(check)
    }
}

/// That the serials of what was retired name the units taken.
fn check_act(line: &CreditLine, check: SerialCheck) -> Result<SerialCheck, (String, String)> {
    let Act::Retired { serials, .. } = &line.act else { return Ok(check) };
    let read = |text: &str| match text.parse::<Serial>() {
        // One that says nothing by itself, and ends in a range.
        Err(error) if Grammar::of(&line.registry).describes_itself() => Err(error),
        Err(_) => Serial::parse_with(text, &hint(line)),
        read => read,
    };
    let of_block = read(line.block.printed()).ok().map(|serial| Origin::of(&serial));
    let mut covered = Vec::new();
    for text in serials {
        let text = text.as_str();
        let fault = |reason: String| (text.to_owned(), reason);
        match read(text) {
            Ok(serial) => {
                let units = serial.units();
                if check == SerialCheck::Read && units.scope() != line.block.scope() {
                    let scope = line.block.scope();
                    let reason = format!("it names units in {}, not in {scope}", units.scope());
                    return Err(fault(reason));
                }
                let own = Origin::of(&serial);
                if let Some(difference) = of_block.as_ref().and_then(|of| own.difference(of)) {
                    return Err(fault(format!("{difference}, as the serial of its block says")));
                }
                covered.push((units.first(), units.last()));
            }
            Err(_) => match mended(text) {
                Some(serial) => {
                    let registry = serial.registry();
                    let reason =
                        format!("it is not in the form of {registry}, where it is {serial}");
                    return Err(fault(reason));
                }
                None if check == SerialCheck::Read => {
                    let registry = &line.registry;
                    return Err(fault(format!("{registry} prints serials in another form")));
                }
                None => return Ok(SerialCheck::IssuersWord),
            },
        }
    }
    if check == SerialCheck::IssuersWord {
        return Ok(check);
    }
    covered.sort_unstable();
    // The record was checked, so the line has a first and a last unit.
    let (Some(mut next), Some(last)) = (line.first_unit(), line.last_unit()) else {
        return Ok(check);
    };
    for (first, end) in covered {
        if first <= next {
            next = next.max(end.saturating_add(1));
        }
    }
    if next <= last {
        let serial = serials.first().map(ToString::to_string).unwrap_or_default();
        return Err((serial, format!("unit {next} is taken, and no serial of the act names it")));
    }
    Ok(check)
}
