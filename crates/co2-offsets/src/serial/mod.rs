//! Serial numbers of credits, as registries print them.
//!
//! A serial names a block of consecutive units, both ends included. It is read strictly, kept
//! verbatim, and printed byte for byte. The formats were taken from registry exports of 2026-04 (for CDM, from
//! real blocks of the UN registry). A text is accepted if it has exactly one of them; one that several
//! registries could print is [`ParseSerialErrorKind::Ambiguous`] unless a [`Hint`] states the registry.
//!
//! ```
//! use co2_offsets::Serial;
//!
//! let serial: Serial = "GS1-1-UG-GS11236-16-2024-30307-1-19149".parse()?;
//! assert_eq!(serial.registry().as_str(), "gold-standard");
//! assert_eq!(serial.project().as_str(), "GS11236");
//! assert_eq!(serial.units().count(), 19_149);
//! assert_eq!(serial.part(10, 12)?.to_string(), "GS1-1-UG-GS11236-16-2024-30307-10-12");
//!
//! let error = "GS1-1-UG-GS11236-16-2O24-30307-1-19149".parse::<Serial>().unwrap_err();
//! assert_eq!(error.column, 22, "the letter O instead of a zero");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cdm;
mod dashed;
mod edit;
mod fields;
mod gold_standard;
mod isometric;
mod lenient;
mod printed;
mod range;
mod stated;
mod verra;
mod wire;

use co2_units::credit::{ProjectId, RegistryId, UnitRange, UnitRangeError, Vintage};
use co2_units::{Co2e, Country};
use core::fmt;
use core::str::FromStr;

pub use self::edit::JoinError;
pub use self::fields::{ParseSerialError, ParseSerialErrorKind};
pub use self::lenient::{Mended, Repair};
pub use self::stated::Hint;
pub(crate) use self::stated::is_same_project;

/// The greatest length of a serial, in bytes.
const MAX_LEN: usize = 200;

/// The format in which a registry writes serials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Grammar {
    /// Verra: Verified Carbon Units.
    Verra,
    /// Gold Standard: Verified Emission Reductions.
    GoldStandard,
    /// UN Clean Development Mechanism: Certified Emission Reductions.
    Cdm,
    /// ACR, formerly American Carbon Registry: Emission Reduction Tonnes.
    Acr,
    /// Climate Action Reserve: Climate Reserve Tonnes and registry offset credits.
    Car,
    /// ART, with the units of the Forest Carbon Partnership Facility.
    Art,
    /// Cercarbono, whose serials usually do not state the units.
    Cercarbono,
    /// Puro.earth: CO2 Removal Certificates.
    Puro,
    /// `BioCarbon`, formerly `ProClima`.
    BioCarbon,
    /// Social Carbon: Social Carbon Units.
    SocialCarbon,
    /// Plan Vivo: Plan Vivo Certificates.
    PlanVivo,
    /// Ecosystem Restoration Standard.
    Ers,
    /// Isometric: kilograms of removals; the second number is the one after the last unit.
    Isometric,
    /// Any other registry, whose ids mean nothing to others.
    Opaque,
}

impl Grammar {
    /// All grammars.
    pub const ALL: [Self; 14] = [
        Self::Verra,
        Self::GoldStandard,
        Self::Cdm,
        Self::Acr,
        Self::Car,
        Self::Art,
        Self::Cercarbono,
        Self::Puro,
        Self::BioCarbon,
        Self::SocialCarbon,
        Self::PlanVivo,
        Self::Ers,
        Self::Isometric,
        Self::Opaque,
    ];

    /// Returns the registry's id; `opaque` if the registry is stated beside the serial.
    pub const fn registry(self) -> &'static str {
        match self {
            Self::Verra => "verra",
            Self::GoldStandard => "gold-standard",
            Self::Cdm => "cdm",
            Self::Acr => "acr",
            Self::Car => "car",
            Self::Art => "art",
            Self::Cercarbono => "cercarbono",
            Self::Puro => "puro",
            Self::BioCarbon => "biocarbon",
            Self::SocialCarbon => "social-carbon",
            Self::PlanVivo => "plan-vivo",
            Self::Ers => "ers",
            Self::Isometric => "isometric",
            Self::Opaque => "opaque",
        }
    }

    /// Returns the grammar of a registry.
    pub fn of(registry: &RegistryId) -> Self {
        let known = Self::ALL.into_iter().find(|grammar| grammar.registry() == registry.as_str());
        known.unwrap_or(Self::Opaque)
    }

    /// Returns true if each serial itself states its registry and its units.
    pub const fn describes_itself(self) -> bool {
        !matches!(self, Self::Cercarbono | Self::Isometric | Self::Opaque)
    }

    /// Returns true if its serials state the first and the last day of their vintage, rather than only the year or
    /// nothing.
    pub const fn has_days(self) -> bool {
        matches!(self, Self::Verra | Self::BioCarbon | Self::PlanVivo)
    }

    /// Returns true if each serial states the host country.
    pub const fn has_country(self) -> bool {
        !matches!(self, Self::Cercarbono | Self::Puro | Self::Isometric | Self::Opaque)
    }

    /// Returns the size of one unit, if the registry defines it: a tonne in each of these, but a kilogram for
    /// Isometric (its registry API and export of 2026-04, `credit_kgs`).
    ///
    /// Sources: Verra, VCS Program Definitions ("Verified Carbon Unit"); Gold Standard, GHG Emissions
    /// Reduction & Sequestration Product Requirements (Verified Emission Reductions); UNFCCC, decision
    /// 3/CMP.1, annex, paragraph 1(b) (certified emission reductions). For ACR, CAR, ART and Cercarbono:
    /// their exports of 2026-04 count in tCO2e as many as the range of each serial has. The units of Puro
    /// (CORC), `BioCarbon` (VCC), Social Carbon (SCU), Plan Vivo (PVC) and ERS (ERU) are tonnes by the rules of
    /// their programmes.
    pub const fn unit_size(self) -> Option<Co2e> {
        match self {
            Self::Verra
            | Self::GoldStandard
            | Self::Cdm
            | Self::Acr
            | Self::Car
            | Self::Art
            | Self::Cercarbono
            | Self::Puro
            | Self::BioCarbon
            | Self::SocialCarbon
            | Self::PlanVivo
            | Self::Ers => Some(Co2e::TONNE),
            Self::Isometric => Some(Co2e::KILOGRAM),
            Self::Opaque => None,
        }
    }

    fn parse(self, text: &str, hint: Option<&Hint>) -> Result<Parsed, ParseSerialError> {
        match (self, hint) {
            (Self::Verra, _) => verra::parse(text),
            (Self::GoldStandard, _) => gold_standard::parse(text),
            (Self::Cdm, _) => cdm::parse(text),
            (Self::Acr, _) => dashed::acr(text),
            (Self::Car, _) => dashed::car(text),
            (Self::Art, _) => dashed::art(text),
            (Self::Cercarbono, hint) => stated::cercarbono(text, hint),
            (Self::Puro, _) => printed::puro(text),
            (Self::BioCarbon, _) => printed::biocarbon(text),
            (Self::SocialCarbon, _) => printed::social_carbon(text),
            (Self::PlanVivo, _) => printed::plan_vivo(text),
            (Self::Ers, _) => printed::ers(text),
            (Self::Isometric, hint) => isometric::parse(text, hint),
            (Self::Opaque, Some(hint)) => stated::opaque(text, hint),
            (Self::Opaque, None) => {
                Err(ParseSerialError { kind: ParseSerialErrorKind::Ambiguous, column: 1 })
            }
        }
    }
}

/// Registries that are known to print opaque ids, so that the units must be stated beside them. No real serials
/// of these registries were available in the places that document their formats.
const OPAQUE_REGISTRIES: [&str; 8] =
    ["a6.4er", "accu", "ccer", "gcc", "icr", "isometric", "j-credit", "uk-wcc"];

/// A block of units with its serial, as the registry prints it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial {
    grammar: Grammar,
    registry: RegistryId,
    project: ProjectId,
    country: Option<Country>,
    vintage: Option<Vintage>,
    /// The digits that all unit numbers have before the 18 that are counted; usually none.
    high: Box<str>,
    units: UnitRange,
}

/// What a grammar reads from a serial.
struct Parsed {
    project: String,
    country: Option<Country>,
    vintage: Option<Vintage>,
    scope: String,
    first: u64,
    last: u64,
    high: String,
}

/// An error from taking units that are not part of a serial's block.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("units {first} to {last} are not a part of the block {block}")]
#[non_exhaustive]
pub struct PartError {
    /// The first unit asked for.
    pub first: u64,
    /// The last unit asked for.
    pub last: u64,
    /// The block's serial.
    pub block: String,
}

impl Serial {
    /// Returns the grammar of the serial.
    pub const fn grammar(&self) -> Grammar {
        self.grammar
    }

    /// Returns the registry that issued the units.
    pub const fn registry(&self) -> &RegistryId {
        &self.registry
    }

    /// Returns the project for which the units were issued.
    pub const fn project(&self) -> &ProjectId {
        &self.project
    }

    /// Returns the project's host country, if it is known: serials state it, except those of
    /// Cercarbono, some of Puro and of Isometric, and opaque ones.
    pub const fn country(&self) -> Option<Country> {
        self.country
    }

    /// Returns the period of the reductions, if the serial states it; those of CDM and Cercarbono and
    /// opaque ones do not. If it states only the year (Gold Standard, ACR, CAR, ART, Puro, Social Carbon,
    /// ERS), this is the whole year, and the units can be from a part of it.
    pub const fn vintage(&self) -> Option<Vintage> {
        self.vintage
    }

    /// Returns true if units of this serial can have a vintage: the days that it states, or a part of the
    /// year that it states.
    ///
    /// ```
    /// use co2_offsets::Serial;
    /// let serial: Serial = "ACR-FR-99129-2025-2917-30932 to 35143".parse()?;
    /// assert!(serial.admits("2025-02-07/2025-03-19".parse()?));
    /// assert!(!serial.admits("2024-12-01/2025-03-19".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn admits(&self, vintage: Vintage) -> bool {
        self.vintage.is_none_or(|carried| {
            let inside = carried.first() <= vintage.first() && vintage.last() <= carried.last();
            if self.grammar.has_days() { carried == vintage } else { inside }
        })
    }

    /// Returns the units and the scope within which their numbers are unique.
    pub const fn units(&self) -> &UnitRange {
        &self.units
    }

    /// Returns the numbers of the first and the last unit, with all digits that the registry prints.
    ///
    /// Numbers of more than 18 digits (Puro's older ones have 30) are counted by their last 18 in
    /// [`Serial::units`]; the digits before those are part of the scope.
    pub fn printed_units(&self) -> (String, String) {
        let print = |low| range::print(&self.high, low, "");
        (print(self.units.first()), print(self.units.last()))
    }

    /// Returns the size of one unit, if the registry defines it: a tonne or a kilogram.
    pub const fn unit_size(&self) -> Option<Co2e> {
        self.grammar.unit_size()
    }

    /// Returns true if the serial states that its units are in the registry's buffer pool.
    pub fn is_buffer(&self) -> bool {
        self.grammar == Grammar::Cercarbono && stated::is_buffer(self.units.printed())
    }

    /// Returns the registries of which a text can be a serial, in alphabetical order: the one whose format it has,
    /// or those whose ids have no known format. More may have to be stated beside it ([`Hint`]).
    ///
    /// ```
    /// use co2_offsets::Serial;
    /// assert_eq!(Serial::possible_registries("CDC_99_3_1_323_14_CO_1_2_2019"), ["cercarbono"]);
    /// assert!(Serial::possible_registries("iss_EXAMPLE").contains(&"isometric"));
    /// assert!(Serial::possible_registries("two\nlines").is_empty());
    /// ```
    pub fn possible_registries(text: &str) -> Vec<&'static str> {
        match detect(text).or_else(|| detect(&text.to_ascii_uppercase())) {
            Some(grammar) => vec![grammar.registry()],
            None if stated::opaque_text(text).is_ok() => OPAQUE_REGISTRIES.to_vec(),
            None => Vec::new(),
        }
    }

    /// Reads a serial whose registry, and perhaps more, is known.
    ///
    /// # Errors
    /// Returns an error if the text is not a serial of that registry, if it contradicts the hint, or if neither
    /// the text nor the hint states the project and the units.
    ///
    /// ```
    /// use co2_offsets::{Hint, Serial};
    ///
    /// let hint = Hint {
    ///     project: Some("prj_EXAMPLE".parse()?),
    ///     units: Some((1, 46_940)),
    ///     ..Hint::registry("isometric".parse()?)
    /// };
    /// let serial = Serial::parse_with("iss_EXAMPLE", &hint)?;
    /// assert_eq!(serial.unit_size(), Some(co2_units::Co2e::KILOGRAM));
    /// assert!("iss_EXAMPLE".parse::<Serial>().is_err(), "whose id is this?");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse_with(text: &str, hint: &Hint) -> Result<Self, ParseSerialError> {
        let grammar = Grammar::of(&hint.registry);
        // Also check in capitals, so that no registry's serial becomes an opaque id of another.
        let other = detect(text).or_else(|| detect(&text.to_ascii_uppercase()));
        if let Some(other) = other.filter(|&other| other != grammar) {
            let registry = other.registry();
            return Err(fail(ParseSerialErrorKind::OtherRegistry { registry }));
        }
        Self::read(grammar, text, Some(hint))
    }

    fn read(grammar: Grammar, text: &str, hint: Option<&Hint>) -> Result<Self, ParseSerialError> {
        if text.len() > MAX_LEN {
            return Err(fail(ParseSerialErrorKind::TooLong { max: MAX_LEN }));
        }
        let parsed = grammar.parse(text, hint)?;
        let differs = hint.and_then(|hint| stated::differs(grammar, hint, &parsed));
        if let Some(field) = differs {
            return Err(fail(ParseSerialErrorKind::Differs { field }));
        }
        let registry = match hint {
            Some(hint) => hint.registry.clone(),
            None => RegistryId::new(grammar.registry()).map_err(|_| unknown())?,
        };
        let (first, last) = (parsed.first, parsed.last);
        let units =
            UnitRange::new(parsed.scope, first, last, text).map_err(|error| match error {
                UnitRangeError::Order { .. } => fail(ParseSerialErrorKind::Order { first, last }),
                UnitRangeError::TooLarge => fail(ParseSerialErrorKind::TooLarge),
                _ => unknown(),
            })?;
        Ok(Self {
            grammar,
            registry,
            project: ProjectId::new(parsed.project).map_err(|_| unknown())?,
            country: parsed.country,
            vintage: parsed.vintage,
            high: parsed.high.into(),
            units,
        })
    }
}

fn fail(kind: ParseSerialErrorKind) -> ParseSerialError {
    ParseSerialError { kind, column: 1 }
}

fn unknown() -> ParseSerialError {
    fail(ParseSerialErrorKind::UnknownFormat)
}

/// Reads a serial that itself states its registry.
impl FromStr for Serial {
    type Err = ParseSerialError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > MAX_LEN {
            return Err(fail(ParseSerialErrorKind::TooLong { max: MAX_LEN }));
        }
        match detect(text) {
            Some(grammar) => Self::read(grammar, text, None),
            None if stated::opaque_text(text).is_ok() => Err(fail(ParseSerialErrorKind::Ambiguous)),
            None => Err(unknown()),
        }
    }
}

/// Returns the only grammar that a text can have, recognised by a part that no other grammar has.
fn detect(text: &str) -> Option<Grammar> {
    let marks = [
        ("ACR-", Grammar::Acr),
        ("CAR-", Grammar::Car),
        ("ART-", Grammar::Art),
        ("FCPF-", Grammar::Art),
        ("CDC_", Grammar::Cercarbono),
        ("PURO_", Grammar::Puro),
        ("BCR-", Grammar::BioCarbon),
        ("PCR-", Grammar::BioCarbon),
        ("SCU-", Grammar::SocialCarbon),
        ("ERS-", Grammar::Ers),
        ("ISO-1-", Grammar::Isometric),
        ("VCS-VER-", Grammar::Verra),
    ];
    if let Some(&(_, grammar)) = marks.iter().find(|(mark, _)| text.starts_with(mark)) {
        return Some(grammar);
    }
    if text.starts_with("PV-")
        && text.get(..9).is_some_and(|head| head.to_ascii_uppercase().contains("PVC-"))
    {
        return Some(Grammar::PlanVivo);
    }
    if text.contains("-VCS-") || text.contains("-VCU-") {
        return Some(Grammar::Verra);
    }
    if text
        .split_once("2CDC_")
        .is_some_and(|(from, _)| from.bytes().all(|b| b.is_ascii_uppercase()))
    {
        return Some(Grammar::Cercarbono);
    }
    // A digit must follow, so that no opaque id of another registry is taken for one of these.
    let gold = text
        .strip_prefix("GS")
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains('-'));
    if gold {
        return Some(Grammar::GoldStandard);
    }
    (text.get(2..5) == Some("-5-")).then_some(Grammar::Cdm)
}

/// Writes the serial verbatim.
impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.units.printed())
    }
}

impl TryFrom<String> for Serial {
    type Error = ParseSerialError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}
