//! The words of climate claims, which the wording of a record must not contain.

use co2_l10n::Locale;

/// The stems of a language's claim words, in lower case.
pub(super) struct ClaimWords {
    stems: Vec<String>,
    anywhere: bool,
}

impl ClaimWords {
    /// Reads a list separated by commas.
    pub(super) fn new(language: Locale, list: &str) -> Self {
        let stems = list.split(',').map(str::trim).filter(|stem| !stem.is_empty());
        let stems = stems.map(str::to_owned).collect();
        Self { stems, anywhere: language.has_no_blanks() }
    }

    /// Returns the first stem with which a word of the text starts.
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

/// Returns true if a character before a stem means that the stem is inside a word. The sign that joins
/// consonants in Devanagari is not a letter, but counts too.
fn continues_a_word(character: char) -> bool {
    character.is_alphabetic() || character == '\u{94d}'
}
