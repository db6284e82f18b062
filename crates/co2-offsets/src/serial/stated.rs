//! Serials that do not state everything themselves, with the rest stated beside them.

use super::fields::{Fields, ParseSerialError, ParseSerialErrorKind};
use super::range::{Block, Located, full, plain, unclear};
use super::{Grammar, Parsed};
use co2_units::Country;
use co2_units::credit::{ProjectId, RegistryId};

/// The greatest length of the id of an opaque block, in bytes. With its registry, it is the scope of its units.
pub(super) const MAX_OPAQUE: usize = 128;

/// What is known of a serial besides its text.
///
/// What a text states itself is checked against the hint; what it does not state is taken from the
/// hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The registry that printed it.
    pub registry: RegistryId,
    /// The project.
    pub project: Option<ProjectId>,
    /// The project's host country.
    pub country: Option<Country>,
    /// The first and the last unit, both included, with all digits that the registry prints.
    pub units: Option<(u128, u128)>,
}

impl Hint {
    /// Makes a hint that only states the registry.
    pub const fn registry(registry: RegistryId) -> Self {
        Self { registry, project: None, country: None, units: None }
    }
}

fn missing(field: &'static str) -> ParseSerialError {
    ParseSerialError { kind: ParseSerialErrorKind::Missing { field }, column: 1 }
}

/// Returns the units at the end of a text, otherwise those stated, and the text without them.
fn units<'a>(
    text: &'a str,
    located: Option<Located>,
    hint: Option<&Hint>,
) -> Result<(&'a str, Block), ParseSerialError> {
    let stated = hint.and_then(|hint| hint.units);
    let fail = |kind| ParseSerialError { kind, column: 1 };
    if let Some((located, block)) = located.and_then(|at| at.block(text).map(|block| (at, block))) {
        let in_full = block.in_full();
        return match (stated, in_full) {
            (Some(stated), Some((first, last))) if stated != (first, last) => {
                Err(fail(ParseSerialErrorKind::PrintedRange { first, last }))
            }
            _ => Ok((located.head(text), block)),
        };
    }
    let (first, last) = stated.ok_or_else(|| missing("first and last unit"))?;
    let block = Block::new(&first.to_string(), &last.to_string()).map_err(fail)?;
    Ok((text, block))
}

/// Reads `CDC_7_3_1_323_14_CO_1_2_2019_BF`: the programme, the project, and fields that are not interpreted. The
/// units are stated beside it, or follow it after a dash. Ranges from 0 and from 1 both occur.
/// `BCR2CDC` marks projects that were moved from `BioCarbon`. Each serial numbers its own units.
pub(super) fn cercarbono(text: &str, hint: Option<&Hint>) -> Result<Parsed, ParseSerialError> {
    let located = located_cercarbono(text);
    let name = located.as_ref().map_or(text, |located| located.head(text));
    let mut fields = Fields::separated(name, 1, '_');
    let programme = fields.next("programme")?;
    let programme = match programme.text.strip_suffix("2CDC") {
        Some(_) => programme.word("capitals or digits", 12)?,
        None => programme.one_of(&["CDC"], "CDC")?,
    };
    let project = fields.next("project")?.digits()?;
    let (mut numbers, mut has_country, mut has_year) = (0_usize, false, false);
    fields.next("field after the project")?.word("capitals or digits", 12)?;
    while !fields.at_end() {
        let field = fields.next("field")?;
        let text = field.word("capitals or digits", 12)?;
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        has_country |= text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        // Units joined by a low line would be taken for a name.
        if is_number && (has_year || numbers > 4_usize.saturating_add(has_country.into())) {
            return Err(field.fail("no number after the year", field.column));
        }
        has_year = is_number && numbers > 2 && field.year().is_ok();
        numbers = numbers.saturating_add(is_number.into());
    }
    let (name, block) = units(text, located, hint)?;
    Ok(Parsed {
        project: format!("{programme}-{project}"),
        country: hint.and_then(|hint| hint.country),
        vintage: None,
        scope: block.scope(&format!("cercarbono:{}", plain(name))),
        first: block.first,
        last: block.last,
        high: block.high,
    })
}

pub(super) fn located_cercarbono(text: &str) -> Option<Located> {
    Located::find(text, &[" to ", "-"])
}

/// Returns true if a Cercarbono serial is in the buffer: one of its fields is `BF` or `BFC`.
pub(super) fn is_buffer(text: &str) -> bool {
    text.split(['_', '-']).any(|field| matches!(field, "BF" | "BFC"))
}

/// Reads an id whose meaning only the registry knows. Each id numbers its own units; one that ends in a
/// range names the units of that range, so that a block and a part of it have the same scope.
///
/// One rule keeps a block and its part from being two names, whatever stands between the units and after them:
/// an id without a range at its end has no two numbers of which the second is not below the first.
pub(super) fn opaque(text: &str, hint: &Hint) -> Result<Parsed, ParseSerialError> {
    let fail = |kind, column| Err(ParseSerialError { kind, column });
    // The same registry in capitals would make its units look like different ones.
    let registry = hint.registry.as_str();
    if registry.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return fail(ParseSerialErrorKind::RegistryCase { registry: registry.to_owned() }, 1);
    }
    opaque_text(text)?;
    let located = Located::any(text).filter(|located| !located.is_cut(text));
    if located.is_none()
        && let Some(at) = unclear(text)
    {
        return fail(ParseSerialErrorKind::UnclearRange, at.saturating_add(1));
    }
    let project = hint.project.as_ref().ok_or_else(|| missing("project"))?;
    let (name, block) = units(text, located, Some(hint))?;
    Ok(of_hint(hint, project, &plain(without_registry(name, registry)), block))
}

/// Reads an id in a known form that says nothing about its units.
pub(super) fn id(text: &str, hint: &Hint) -> Result<Parsed, ParseSerialError> {
    let project = hint.project.as_ref().ok_or_else(|| missing("project"))?;
    let (_, block) = units(text, None, Some(hint))?;
    Ok(of_hint(hint, project, &text.to_ascii_lowercase(), block))
}

fn of_hint(hint: &Hint, project: &ProjectId, name: &str, block: Block) -> Parsed {
    Parsed {
        project: project.as_str().to_owned(),
        country: hint.country,
        vintage: None,
        scope: block.scope(&format!("{}:{name}", hint.registry)),
        first: block.first,
        last: block.last,
        high: block.high,
    }
}

/// Removes the registry's own name from the start of an id, which some print and some do not: `KACCU 12` is 12 of
/// `accu`.
fn without_registry<'a>(name: &'a str, registry: &str) -> &'a str {
    let own = registry.rsplit('-').next().unwrap_or(registry);
    let word = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, rest) = name.split_at_checked(word).unwrap_or(("", name));
    if word.to_ascii_lowercase().ends_with(own) { rest } else { name }
}

/// Checks that a text can be an opaque id: printable ASCII, with single spaces only inside.
pub(super) fn opaque_text(text: &str) -> Result<(), ParseSerialError> {
    let fail = |column| {
        let kind = ParseSerialErrorKind::Field {
            field: "id of the block",
            expected: "printable ASCII, with single blanks inside at most",
        };
        Err(ParseSerialError { kind, column })
    };
    if text.len() > MAX_OPAQUE {
        return Err(ParseSerialError {
            kind: ParseSerialErrorKind::TooLong { max: MAX_OPAQUE },
            column: 1,
        });
    }
    let mut blank = true;
    let mut columns = 0_usize;
    for (character, column) in text.chars().zip(1..) {
        if !(character.is_ascii_graphic() || character == ' ' && !blank) {
            return fail(column);
        }
        blank = character == ' ';
        columns = column;
    }
    // An empty text begins with its end.
    if blank { fail(columns.max(1)) } else { Ok(()) }
}

/// Returns the first thing in which a hint differs from the serial.
pub(super) fn differs(grammar: Grammar, hint: &Hint, parsed: &Parsed) -> Option<&'static str> {
    let stated = hint.project.as_ref();
    let project = stated.is_some_and(|stated| !is_same_project(stated.as_str(), &parsed.project));
    let country =
        hint.country.is_some_and(|stated| parsed.country.is_some_and(|named| named != stated));
    let in_full = || Some((full(&parsed.high, parsed.first)?, full(&parsed.high, parsed.last)?));
    // Isometric prints the place after the last unit; it may be stated as it is printed.
    let as_printed = |(first, last): (u128, u128)| {
        grammar == Grammar::Isometric
            && last.checked_sub(1).is_some_and(|last| Some((first, last)) == in_full())
    };
    let units = hint.units.is_some_and(|stated| Some(stated) != in_full() && !as_printed(stated));
    [(project, "project"), (country, "country"), (units, "units")]
        .into_iter()
        .find_map(|(differs, field)| differs.then_some(field))
}

/// Returns true if a stated project is the one that a serial names: the same id, or the same number,
/// alone or after the same letters, with or without leading zeros (`ACR0934`, `934` and `934.0` for
/// `ACR934`, but not `9`).
pub(crate) fn is_same_project(stated: &str, named: &str) -> bool {
    if stated == named {
        return true;
    }
    let split = |id: &str| -> (String, Option<String>) {
        let digits = id.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (letters, number) = id.split_at_checked(digits).unwrap_or((id, ""));
        let letters = letters.trim_end_matches(['-', '_', ' ']).to_ascii_uppercase();
        let plain = number.trim_start_matches('0');
        let number = (!number.is_empty()).then(|| plain.to_owned());
        (letters, number)
    };
    // A spreadsheet program may write a number as a decimal.
    let (letters, number) = split(stated.strip_suffix(".0").unwrap_or(stated));
    let (named_letters, named_number) = split(named);
    number.is_some() && number == named_number && (letters.is_empty() || letters == named_letters)
}
