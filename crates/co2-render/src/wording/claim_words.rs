//! The words of climate claims, so that a record's own words have none of them.

use co2_l10n::Locale;

/// The stems of a language's claims, in lower case.
pub(super) struct ClaimWords {
    stems: Vec<String>,
    anywhere: bool,
}

impl ClaimWords {
    /// From a list with commas.
    pub(super) fn new(language: Locale, list: &str) -> Self {
        let stems = list.split(',').map(str::trim).filter(|stem| !stem.is_empty());
        let stems = stems.map(str::to_owned).collect();
        Self { stems, anywhere: language.has_no_blanks() }
    }

    /// The first stem that starts a word of the text.
    pub(super) fn find(&self, text: &str) -> Option<&str> {
        let text = text.to_lowercase();
        self.stems.iter().map(String::as_str).find(|stem| {
            text.match_indices(stem).any(|(at, _)| {
                let before = text.get(..at).and_then(|before| before.chars().next_back());
                self.anywhere || !before.is_some_and(continues_a_word)
            })
        })
    }
}

/// Whether a character before a stem makes it the inside of a word. Devanagari's sign that joins
/// consonants is no letter.
fn continues_a_word(character: char) -> bool {
    character.is_alphabetic() || character == '\u{94d}'
}
