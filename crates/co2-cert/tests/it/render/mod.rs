//! What people see, also of texts that try to be more than text.

mod badge;
mod bake;
mod label;
mod look;
mod page;

use crate::common::{draft, parts};
use co2_cert::{Act, Certificate, RetirementRecord, Text};

/// A certificate with one hostile text in every free place.
pub(crate) fn hostile(text: &str) -> Certificate {
    let attack = || text.parse::<Text>().unwrap();
    let mut parts = parts();
    parts.product_name = attack();
    parts.terms = text.parse().unwrap();
    parts.demonstration = Some(attack());
    parts.footprint.method = attack();
    parts.footprint.tier = attack();
    parts.footprint.location = Some(attack());
    parts.footprint.sources = vec![attack()];
    for line in &mut parts.lines {
        line.project_name = attack();
        line.technology = attack();
        if let Act::Retired { reference, serials, .. } = &mut line.act {
            *reference = attack();
            *serials = vec![attack()];
        }
    }
    let assurance = crate::common::assurance();
    parts.assurances = vec![co2_cert::Assurance {
        body: attack(),
        standard: attack(),
        scope: attack(),
        statement_id: attack(),
        ..assurance
    }];
    let mut draft = draft();
    draft.record = RetirementRecord::new(parts).unwrap();
    draft.issuer = co2_cert::Issuer::web("shop.example".parse().unwrap(), attack()).unwrap();
    draft.build().unwrap()
}

/// Names of all tags of markup, in order of appearance.
pub(crate) fn tags(markup: &str) -> Vec<&str> {
    let mut names: Vec<&str> =
        markup.split('<').skip(1).filter_map(|rest| rest.split([' ', '>']).next()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

pub(crate) const ATTACKS: [&str; 5] = [
    "</td></tr></table><script>alert(1)</script>",
    "</title></svg><svg onload=\"alert(1)\">",
    "\" onmouseover='alert(1)' x=\"",
    "]]></openbadges:credential><script>alert(1)</script>",
    "safe\u{202e}drawkcab\u{2066}\u{200f}",
];

/// The text of markup, without its tags; blanks and isolates as they are.
pub(crate) fn shown(markup: &str) -> String {
    markup.split('<').filter_map(|rest| Some(rest.split_once('>')?.1)).collect()
}

/// Every wording there is: with `l10n` all languages, else English.
pub(crate) fn wordings() -> Vec<co2_cert::render::Wording> {
    use co2_cert::render::Wording;
    #[cfg(feature = "l10n")]
    let others = co2_cert::render::Language::ALL.map(|language| Wording::new(language).unwrap());
    #[cfg(not(feature = "l10n"))]
    let others: [Wording; 0] = [];
    std::iter::once(Wording::english()).chain(others).collect()
}
