//! The meaning of registries' terms: labels, phases of CORSIA, kinds of projects.

use crate::project::{
    AdjustmentDeclaration, CorrespondingAdjustment, CorsiaPhase, Label, LabelScope, Methodology,
    Mitigation, Sdg, Technology, Validity, says_avoided_deforestation,
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
        if let Some(mitigation) = mitigation(&plain) {
            return self.says(mitigation);
        }
        if plain.starts_with("article") && is_authorised(text) {
            self.adjustment.declaration = AdjustmentDeclaration::Committed;
        }
        if plain.starts_with("corsia") {
            self.corsia.extend(corsia(text));
        }
        self.add(if is_ccp(&plain) { CCP } else { text });
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

/// Converts to lower case, with single spaces instead of dashes, brackets and runs of spaces.
fn plain(text: &str) -> String {
    let text = text.replace("(s)", "s");
    let words: Vec<&str> = text
        .split(|c: char| {
            c.is_whitespace() || matches!(c, '-' | '_' | '(' | ')' | '\u{2010}'..='\u{2015}')
        })
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").to_lowercase()
}

/// Returns true if a text has at least one of `words`, and no word that is neither in `words` nor in `beside`.
fn says(plain: &str, words: &[&str], beside: &[&str]) -> bool {
    let mut all = plain.split(' ');
    all.clone().any(|word| words.contains(&word))
        && all.all(|word| words.contains(&word) || beside.contains(&word))
}

/// Recognises `GHG Emissions Reductions`, `Carbon Dioxide Removals` and similar labels.
fn mitigation(plain: &str) -> Option<Mitigation> {
    let of = ["ghg", "greenhouse", "gas", "emission", "emissions", "carbon", "dioxide", "co2"];
    // `Removal` alone can be the name of another label.
    let has_more = plain.contains(' ');
    if has_more && says(plain, &["reduction", "reductions"], &of) {
        return Some(Mitigation::Avoidance);
    }
    (has_more && says(plain, &["removal", "removals"], &of)).then_some(Mitigation::Removal)
}

/// Returns true if a label is that of the Core Carbon Principles, under any of its names.
fn is_ccp(plain: &str) -> bool {
    let beside = [
        "icvcm",
        "approved",
        "eligible",
        "label",
        "labels",
        "labeled",
        "labelled",
        "assessed",
        "core",
        "carbon",
        "principle",
        "principles",
        "ccps",
    ];
    says(plain, &["ccp", "ccps"], &beside)
        || plain.contains("core carbon principle")
            && says(plain, &["principle", "principles"], &beside)
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

/// Returns true if a host country's statement is an authorisation: it has a word that means yes, and no word
/// that can limit it, such as "requested", "revoked" or "partly".
fn is_authorised(text: &str) -> bool {
    let yes = ["authorized", "authorised", "yes", "true", "approved", "granted"];
    let beside = [
        "article",
        "6",
        "six",
        "paris",
        "agreement",
        "authorization",
        "authorisation",
        "letter",
        "of",
        "for",
        "the",
        "and",
        "use",
        "uses",
        "other",
        "international",
        "intl",
        "mitigation",
        "purpose",
        "purposes",
        "imp",
        "oimp",
        "omp",
        "ndc",
        "ndcs",
        "itmo",
        "itmos",
        "corsia",
        "transfer",
        "towards",
        "toward",
        "fully",
    ];
    let plain = plain(text).replace([',', ';', ':', '.', '/', '&'], " ");
    says(&plain.split_whitespace().collect::<Vec<_>>().join(" "), &yes, &beside)
}

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
    let by_methodology = methodology.and_then(Methodology::technology);
    let kind = row.text("Project Type").to_ascii_lowercase();
    if says_avoided_deforestation(&kind) {
        return Technology::AvoidedDeforestation;
    }
    if let Some(technology) = by_methodology {
        return technology;
    }
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
