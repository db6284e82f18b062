//! Serials that do not say everything themselves: the rest is stated beside them.

use super::Parsed;
use super::fields::{Fields, ParseSerialError, ParseSerialErrorKind};
use co2_units::Country;
use co2_units::credit::{ProjectId, RegistryId};

/// The longest id of an opaque block, in bytes: with its registry it makes the scope of its units.
pub(super) const MAX_OPAQUE: usize = 128;

/// What is known of a serial besides its text.
///
/// A text that says these things itself is checked against them; for one that does not, they are
/// taken as they are stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The registry that printed it.
    pub registry: RegistryId,
    /// The project.
    pub project: Option<ProjectId>,
    /// The project's host country.
    pub country: Option<Country>,
    /// The first and the last unit, both included.
    pub units: Option<(u64, u64)>,
}

impl Hint {
    /// Only the registry is known.
    pub const fn registry(registry: RegistryId) -> Self {
        Self { registry, project: None, country: None, units: None }
    }
}

fn missing(field: &'static str) -> ParseSerialError {
    ParseSerialError { kind: ParseSerialErrorKind::Missing { field }, column: 1 }
}

/// `CDC_7_3_1_323_14_CO_1_2_2019_BF`: the programme, the project, and fields that are not read; the
/// units stand beside it. Ranges from 0 and from 1 both occur. Each serial counts its own units.
pub(super) fn cercarbono(text: &str, hint: &Hint) -> Result<Parsed, ParseSerialError> {
    let mut fields = Fields::separated(text, 1, '_');
    fields.next("programme")?.is("CDC", "CDC")?;
    let project = fields.next("project")?.digits()?;
    fields.next("field after the project")?.word("capitals or digits", 12)?;
    while !fields.at_end() {
        fields.next("field")?.word("capitals or digits", 12)?;
    }
    let (first, last) = hint.units.ok_or_else(|| missing("first and last unit"))?;
    Ok(Parsed {
        project: format!("CDC-{project}"),
        country: hint.country,
        vintage: None,
        scope: format!("cercarbono:{text}"),
        first,
        last,
    })
}

/// Whether a Cercarbono serial is of the buffer: one of its fields is `BF` or `BFC`.
pub(super) fn is_buffer(text: &str) -> bool {
    text.split('_').any(|field| matches!(field, "BF" | "BFC"))
}

/// An id of which only the registry knows the meaning. Each counts its own units.
pub(super) fn opaque(text: &str, hint: &Hint) -> Result<Parsed, ParseSerialError> {
    let fail = |kind, column| Err(ParseSerialError { kind, column });
    // The same registry in other letters would make its units look like others.
    let registry = hint.registry.as_str();
    if registry.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return fail(ParseSerialErrorKind::RegistryCase { registry: registry.to_owned() }, 1);
    }
    opaque_text(text)?;
    let project = hint.project.as_ref().ok_or_else(|| missing("project"))?;
    let (first, last) = hint.units.ok_or_else(|| missing("first and last unit"))?;
    Ok(Parsed {
        project: project.as_str().to_owned(),
        country: hint.country,
        vintage: None,
        scope: format!("{registry}:{text}"),
        first,
        last,
    })
}

/// Whether a text can be an opaque id: printable ASCII, single blanks only inside.
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

/// The first thing that a hint states otherwise than the serial says.
pub(super) fn differs(hint: &Hint, parsed: &Parsed) -> Option<&'static str> {
    let project = hint.project.as_ref().is_some_and(|stated| stated.as_str() != parsed.project);
    let country = hint.country.is_some() && hint.country != parsed.country;
    let units = hint.units.is_some_and(|stated| stated != (parsed.first, parsed.last));
    [(project, "project"), (country, "country"), (units, "units")]
        .into_iter()
        .find_map(|(differs, field)| differs.then_some(field))
}
