//! What people see, including texts that try to be more than text.
#![cfg(test)]

mod badge;
mod bake;
mod common;
mod evidence;
mod label;
mod look;
mod page;

/// Returns the names of all tags in markup, in order of appearance.
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

/// Returns the text of markup without its tags; spaces and isolating characters are kept.
pub(crate) fn shown(markup: &str) -> String {
    markup.split('<').filter_map(|rest| Some(rest.split_once('>')?.1)).collect()
}

/// Returns every available wording: all locales with `l10n`, otherwise English.
pub(crate) fn wordings() -> Vec<co2_render::Wording> {
    use co2_render::Wording;
    #[cfg(feature = "l10n")]
    let others = co2_render::Locale::ALL.map(|language| Wording::new(language).unwrap());
    #[cfg(not(feature = "l10n"))]
    let others: [Wording; 0] = [];
    std::iter::once(Wording::english()).chain(others).collect()
}
