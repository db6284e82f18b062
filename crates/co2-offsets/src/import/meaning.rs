//! The meaning of registries' terms: labels, phases of CORSIA, kinds of projects.

use crate::project::{
    AdjustmentDeclaration, CorrespondingAdjustment, CorsiaPhase, Label, LabelScope, Methodology,
    Mitigation, Sdg, Technology, Validity,
};
use co2_units::table::Row;
use co2_units::text::ShortText as Text;
use std::collections::BTreeSet;

/// What a row states about its units besides their number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) labels: BTreeSet<Label>,
    pub(super) adjustment: CorrespondingAdjustment,
    pub(super) corsia: BTreeSet<CorsiaPhase>,
    pub(super) mitigation: Option<Mitigation>,
}

/// The name given to every registry's label of the Core Carbon Principles, so that a rule finds it.
const CCP: &str = "CCP Approved";

/// The columns that have `yes` for the label of the Core Carbon Principles.
const CCP_COLUMNS: [&str; 3] = ["CCP Approved", "ICVCM CCP Eligible", "CCP Eligible"];

/// Columns with lists of labels, and what separates these.
const LISTS: [(&str, char); 4] = [
    ("Additional Certifications", ';'),
    ("Additional Certification(s)", ';'),
    ("Label", ','),
    ("Labels", ','),
];

/// Columns with `yes` for a phase of CORSIA.
const PHASES: [(&str, CorsiaPhase); 4] = [
    ("Eligible for CORSIA 2021-2023 Compliance Period (Pilot Phase)", CorsiaPhase::Pilot),
    ("Eligible for CORSIA 2021-2023 Compliance Period", CorsiaPhase::Pilot),
    ("Eligible for CORSIA 2024-2026 Compliance Period (First Phase)", CorsiaPhase::First),
    ("Eligible for CORSIA 2024-2026 Compliance Period", CorsiaPhase::First),
];

/// Columns with Sustainable Development Goals.
const GOALS: [&str; 2] = ["Sustainable Development Goal(s)", "Sustainable Development Goals"];

/// Other columns that say something of the units.
const OTHERS: [&str; 6] = [
    "CORSIA Eligible",
    "Corresponding Adjustment",
    "Article Six Authorization",
    "Reduction/Removal",
    "Verified Removal",
    "Project Type",
];

/// All columns that are looked at here.
pub(super) fn columns() -> impl Iterator<Item = &'static str> {
    let named = LISTS.iter().map(|(column, _)| *column);
    let named = named.chain(PHASES.iter().map(|(column, _)| *column));
    named.chain(CCP_COLUMNS).chain(GOALS).chain(OTHERS)
}

impl Meaning {
    pub(super) fn of(row: &Row<'_>) -> Self {
        let mut meaning = Self::default();
        for (column, separator) in LISTS {
            for text in row.list(column, separator) {
                meaning.label(text);
            }
        }
        let yes = |column: &str| row.text(column).eq_ignore_ascii_case("yes");
        for (column, phase) in PHASES {
            if yes(column) {
                meaning.corsia.insert(phase);
            }
        }
        // In this column, the value states the phase; a mere `Yes` states none.
        meaning.corsia.extend(corsia(row.text("CORSIA Eligible")));
        if CCP_COLUMNS.iter().any(|column| yes(column)) {
            meaning.add(CCP);
        }
        if yes("Corresponding Adjustment") || is_authorised(row.text("Article Six Authorization")) {
            meaning.adjustment.declaration = AdjustmentDeclaration::Committed;
        }
        match row.text("Reduction/Removal").to_ascii_lowercase().as_str() {
            "reduction" => meaning.says(Mitigation::Avoidance),
            "removal" => meaning.says(Mitigation::Removal),
            _ => {}
        }
        if yes("Verified Removal") {
            meaning.mitigation = Some(Mitigation::Removal);
        }
        meaning
    }

    /// Adds a label of a list.
    fn label(&mut self, text: &str) {
        let plain = plain(text);
        match plain.as_str() {
            "emission reduction"
            | "emission reductions"
            | "ghg emission reductions"
            | "ghg emissions reductions" => return self.says(Mitigation::Avoidance),
            "emission removal"
            | "emission removals"
            | "carbon dioxide removal"
            | "carbon dioxide removals" => return self.says(Mitigation::Removal),
            _ => {}
        }
        if plain.starts_with("article 6") && is_authorised(text) {
            self.adjustment.declaration = AdjustmentDeclaration::Committed;
        }
        if plain.starts_with("corsia") {
            self.corsia.extend(corsia(text));
        }
        let ccp = [
            "ccp approved",
            "icvcm ccp",
            "icvcm ccp eligible",
            "icvcm ccp approved",
            "ccp eligible",
            "ccp label",
            "icvcm ccp label",
            "ccp labeled",
            "ccp",
        ];
        self.add(if ccp.contains(&plain.as_str()) { CCP } else { text });
    }

    fn add(&mut self, scheme: &str) {
        if let Ok(scheme) = Text::new(scheme) {
            let (scope, validity) = (LabelScope::Unit, Validity::ALWAYS);
            self.labels.insert(Label { scheme, scope, validity, evidence: None });
        }
    }

    /// Records a mitigation. Units for which both are stated are mixed.
    fn says(&mut self, mitigation: Mitigation) {
        self.mitigation = match self.mitigation {
            Some(before) if before != mitigation => Some(Mitigation::Mixed),
            _ => Some(mitigation),
        };
    }
}

/// Converts to lower case, with single spaces instead of dashes and runs of spaces.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '_' | '\u{2010}'..='\u{2015}'))
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").to_lowercase()
}

/// Finds the phases that a text names, by their names or their years, with any kind of dash.
fn corsia(text: &str) -> impl Iterator<Item = CorsiaPhase> + use<> {
    let plain = plain(text);
    let phases = [
        (CorsiaPhase::Pilot, ["pilot phase", "2021 2023"]),
        (CorsiaPhase::First, ["first phase", "2024 2026"]),
        (CorsiaPhase::Second, ["second phase", "2027 2035"]),
    ];
    let is_not = ["not eligible", "ineligible"].iter().any(|no| plain.contains(no));
    phases
        .into_iter()
        .filter(move |(_, names)| !is_not && names.iter().any(|name| plain.contains(name)))
        .map(|(phase, _)| phase)
}

/// Returns true if a host country's statement is an authorisation.
fn is_authorised(text: &str) -> bool {
    let plain = plain(text);
    let word = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let words: Vec<String> = plain.split(' ').map(word).collect();
    let is_any = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    is_any(&["yes", "authorized", "authorised"]) && !is_any(NO_LONGER)
}

/// Words beside `authorised` that take it back.
const NO_LONGER: &[&str] = &[
    "not",
    "no",
    "none",
    "never",
    "pending",
    "requested",
    "rejected",
    "refused",
    "denied",
    "revoked",
    "withdrawn",
    "cancelled",
    "canceled",
    "expired",
    "suspended",
    "review",
    "until",
    "unless",
];

/// Reads goals such as `03: Good Health and Well-Being;13: Climate Action`, or numbers alone.
pub(super) fn sdgs(row: &Row<'_>) -> BTreeSet<Sdg> {
    GOALS
        .into_iter()
        .flat_map(|column| row.list(column, ';'))
        .filter_map(|goal| {
            let number = goal.split(':').next()?.trim();
            Sdg::new(number.parse().ok()?).ok()
        })
        .collect()
}

/// Determines what a project does: from its methodology, which is exact, otherwise from the registry's term
/// for its kind.
///
/// Verra's terms are sectoral scopes, which do not state what a project does: all land use has the same one, so a
/// rule that forbids avoided deforestation would let it pass as forestry.
pub(super) fn technology(
    row: &Row<'_>,
    methodology: Option<&Methodology>,
    words_tell: bool,
) -> Technology {
    if let Some(technology) = methodology.and_then(Methodology::technology) {
        return technology;
    }
    let kind = row.text("Project Type").to_ascii_lowercase();
    let by_word = PROJECT_TYPES.iter().find(|(word, _)| words_tell && kind.contains(word));
    by_word.map_or(Technology::Other, |&(_, technology)| technology)
}

/// Terms in project types, as Gold Standard, ACR and CAR print them (exports of 2026-04).
const PROJECT_TYPES: &[(&str, Technology)] = &[
    ("energy efficiency - domestic", Technology::Cookstoves),
    ("biogas", Technology::Biogas),
    ("biomass", Technology::Biomass),
    ("wind", Technology::Wind),
    ("solar", Technology::Solar),
    ("pv", Technology::Solar),
    ("geothermal", Technology::Geothermal),
    ("small, low-impact hydro", Technology::Hydro),
    ("hydro", Technology::Hydro),
    ("a/r", Technology::Afforestation),
    ("landfill", Technology::LandfillGas),
    ("mine methane", Technology::MineMethane),
    ("nitric acid", Technology::IndustrialGases),
    ("adipic acid", Technology::IndustrialGases),
    ("ozone depleting", Technology::Refrigerants),
    ("livestock", Technology::Livestock),
    ("grassland", Technology::Grassland),
    ("forest", Technology::Forestry),
    ("energy efficiency", Technology::EnergyEfficiency),
    ("organic waste", Technology::Waste),
    ("soil enrichment", Technology::Agriculture),
    ("rice", Technology::Agriculture),
    ("cement", Technology::Industry),
];
