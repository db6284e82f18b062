//! The message catalogue: what a host may change, and how messages are filled.

use super::{L10nError, Localizer};
use crate::Label;

impl Localizer {
    /// Replaces a sentence with the host's own, or adds a translation of a host's own thing.
    ///
    /// Keys are those of the files in `data/l10n`, such as `more_than`; for a thing, its id with a
    /// plural category: `thing.laptop.other`. A placeholder is written as in those files, `{ $n }`,
    /// or as `{n}` for short.
    ///
    /// ```
    /// use co2_equiv::l10n::{Locale, Localizer};
    /// let dutch = Localizer::new(Locale::Nl)?;
    /// let dutch = dutch.with_message("thing.tea_cup.other", "{ $n } kopjes thee")?;
    /// assert!(dutch.with_message("thing.tea_cup.one", "kopje thee").is_err());
    /// # Ok::<(), co2_equiv::l10n::L10nError>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if no message has this key, a placeholder is missing or appears twice, or
    /// the text is not a [`Label`].
    pub fn with_message(mut self, key: &str, text: &str) -> Result<Self, L10nError> {
        let placeholders = placeholders(key)
            .ok_or_else(|| L10nError::UnknownKey { key: key.chars().take(80).collect() })?;
        let mut text = text.replace("{ $", "{").replace(" }", "}");
        for placeholder in placeholders {
            if text.matches(placeholder).count() != 1 {
                return Err(L10nError::Placeholder { key: key.to_owned(), placeholder });
            }
        }
        Label::new(text.clone())
            .map_err(|source| L10nError::Text { key: key.to_owned(), source })?;
        for placeholder in placeholders {
            text = text.replace(placeholder, &placeholder.replace('{', "{ $").replace('}', " }"));
        }
        self.messages = self.messages.with_message(key, &text)?;
        Ok(self)
    }

    /// Writes a count in the message of its plural category.
    pub(super) fn counted(&self, key: &str, count: u64) -> Result<String, L10nError> {
        let (number, category) = match self.worded(count) {
            // Before a thing, a number that ends in a word is plural; French also adds "de".
            Some(worded) => (worded, "many"),
            None => (self.number(count), self.plural(count)),
        };
        let values = [("n", number.as_str()), ("plural", category)];
        // A host's own thing has a message for each category.
        let dotted = key.replacen('-', ".", 1);
        let own = [category, "other"]
            .into_iter()
            .find_map(|category| self.messages.format(&format!("{dotted}.{category}"), &values));
        match own {
            Some(text) => Ok(text),
            None => self.fill(key, &values).map_err(|_| L10nError::NotTranslated {
                locale: self.locale,
                key: format!("{dotted}.other"),
            }),
        }
    }

    pub(super) fn fill(&self, key: &str, values: &[(&str, &str)]) -> Result<String, L10nError> {
        self.messages
            .format(key, values)
            .ok_or_else(|| L10nError::NotTranslated { locale: self.locale, key: key.to_owned() })
    }
}

/// Returns the placeholders of the message with this key.
fn placeholders(key: &str) -> Option<&'static [&'static str]> {
    let counted = |rest: &str| {
        let (name, category) = rest.split_once('.')?;
        let categories = ["zero", "one", "two", "few", "many", "other"];
        (!name.is_empty() && categories.contains(&category)).then_some(())
    };
    match key {
        "footprint" | "retired" => Some(&["{amount}", "{phrase}"]),
        "emission.co2e" | "emission.co2" | "avoided.co2e" | "avoided.co2"
        | "sequestration.co2e" | "sequestration.co2" => Some(&["{things}", "{source}"]),
        "more_than" | "at_least" | "about" | "exactly" | "up_to" | "less_than" => {
            Some(&["{things}"])
        }
        "source" | "source_derived" => Some(&["{edition}", "{region}"]),
        _ => {
            let rest = key.strip_prefix("thing.").or_else(|| key.strip_prefix("unit."))?;
            counted(rest).map(|()| -> &'static [&'static str] { &["{n}"] })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::l10n::Locale;
    use crate::{FactorSet, editions};
    use std::collections::BTreeSet;

    const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

    /// Returns every message of a locale in each of its forms, with its placeholders in braces.
    fn texts(localizer: &Localizer) -> Vec<(String, String)> {
        let mut texts = Vec::new();
        for key in localizer.messages.keys() {
            let mut forms = BTreeSet::new();
            for category in CATEGORIES {
                let mut text = String::new();
                let each = |piece: co2_l10n::Piece<'_>| match piece {
                    co2_l10n::Piece::Words(words) => text.push_str(words),
                    co2_l10n::Piece::Variable(name) => text.extend(["{", name, "}"]),
                };
                localizer.messages.pieces(key, &[("plural", category)], each).unwrap();
                forms.insert(text);
            }
            texts.extend(forms.into_iter().map(|text| (key.to_owned(), text)));
        }
        texts
    }

    fn is_thing(key: &str) -> bool {
        key.starts_with("thing-")
    }

    /// Every catalogue names every thing in the editions, has every sentence with its placeholders,
    /// and says whether it was reviewed.
    #[test]
    fn catalogues_are_whole() {
        let english = Localizer::new(Locale::En).unwrap();
        let things = editions::all().flat_map(FactorSet::iter);
        let things: BTreeSet<String> = things.map(|row| format!("thing-{}", row.id)).collect();
        let sentences: BTreeSet<&str> = english.messages.keys().collect();
        for locale in Locale::ALL {
            let localizer = Localizer::new(locale).unwrap();
            assert_eq!(localizer.messages.text("reviewed"), Some("no"));
            assert!(!localizer.is_reviewed());
            for (key, text) in texts(&localizer).iter().filter(|(key, _)| *key != "reviewed") {
                let host = key.replacen("thing-", "thing.", 1).replacen("unit-", "unit.", 1);
                let host = if host == *key { host } else { format!("{host}.other") };
                for placeholder in placeholders(&host).unwrap() {
                    assert_eq!(text.matches(placeholder).count(), 1, "{locale} {key}: {text}");
                }
                assert!(!text.contains('\u{df}'), "{locale} {key}: {text}");
                assert!(Label::new(text.clone()).is_ok(), "{locale} {key}: {text}");
            }
            for key in &sentences {
                assert!(localizer.messages.has(key), "{locale} {key}");
            }
            let named = localizer.messages.keys().filter(|key| is_thing(key));
            let named: BTreeSet<String> = named.map(ToString::to_string).collect();
            if locale.is_english() {
                assert_eq!(named, BTreeSet::new(), "the editions have the English names");
            } else {
                // A locale without a catalogue of its own would have the English one, which does
                // not name the things.
                assert_eq!(named, things, "{locale}");
            }
        }
    }

    /// The words of a bound apply to the number before them and to nothing else: "about 1 year" of
    /// cars is not about that number of cars. And no second number follows directly: "5 one
    /// passenger's flights".
    #[test]
    fn every_thing_begins_with_its_number() {
        for locale in Locale::ALL {
            for (key, text) in texts(&Localizer::new(locale).unwrap()) {
                if is_thing(&key) {
                    let rest = text.strip_prefix("{n}").map(str::trim_start);
                    let one = ["1", "एक ", "één ", "един ", "en ", "ein ", "un ", "一"];
                    let second = |rest: &str| one.iter().any(|one| rest.starts_with(one));
                    assert!(rest.is_some_and(|rest| !second(rest)), "{locale} {key}: {text}");
                }
            }
        }
    }

    /// No two things have the same name in a language, except the one car with two numbers. A class
    /// above economy must not be called by its first word alone, because that is another class: its
    /// name includes economy.
    #[test]
    fn every_thing_has_a_name_of_its_own() {
        for locale in Locale::ALL {
            let mut names = BTreeSet::new();
            let localizer = Localizer::new(locale).unwrap();
            for key in localizer.messages.keys().filter(|key| is_thing(key)) {
                if key.contains("_unrounded") {
                    continue;
                }
                let values = [("n", "7"), ("plural", "other")];
                let text = localizer.messages.format(key, &values).unwrap();
                assert!(names.insert(text.clone()), "{locale} {key}: {text}");
                if key.contains("premium_economy") {
                    let economy = ["econom", "ekonom", "éco", "经济", "エコノミー"];
                    let economy = economy.iter().chain(&["иконом", "इकोनॉमी"]);
                    let text = text.to_lowercase();
                    let named = economy.into_iter().any(|economy| text.contains(economy));
                    assert!(named, "{locale} {key}: {text}");
                }
            }
        }
    }

    /// French says "1 million de voitures".
    #[test]
    fn french_has_a_form_for_numbers_that_end_in_a_word() {
        let french = Localizer::new(Locale::Fr).unwrap();
        for key in french.messages.keys().filter(|key| is_thing(key) || key.starts_with("unit-")) {
            let form = |plural| french.messages.format(key, &[("n", "7"), ("plural", plural)]);
            let many = form("many").unwrap();
            assert!(many.starts_with("7 de ") || many.starts_with("7 d'"), "{key}: {many}");
            assert_ne!(form("other").unwrap(), many, "{key}");
        }
    }

    #[test]
    fn each_refusal_is_reached() {
        let localizer = || Localizer::new(Locale::Fr).unwrap();
        let refusal = |key: &str, text: &str| localizer().with_message(key, text).unwrap_err();
        for key in ["reviewed", "thing", "thing.x", "thing..one", "thing.x.three", "verb"] {
            assert!(matches!(refusal(key, "{n}"), L10nError::UnknownKey { .. }), "{key}");
        }
        for text in ["tasse", "{n} {n}"] {
            assert!(
                matches!(refusal("thing.x.one", text), L10nError::Placeholder { .. }),
                "{text}"
            );
        }
        assert!(matches!(refusal("thing.x.one", "{n}\n"), L10nError::Text { .. }));
        assert!(matches!(refusal("thing.x.one", "{n} {reviewed}"), L10nError::Catalogue(_)));
        let key = "thing.moped.other".to_owned();
        let refused = localizer().counted("thing-moped", 2);
        assert_eq!(refused, Err(L10nError::NotTranslated { locale: Locale::Fr, key }));
    }

    #[test]
    fn what_is_put_in_is_not_searched_again() {
        let odd = Localizer::new(Locale::En).unwrap();
        let values = [("amount", "{ $phrase }"), ("phrase", "{ $amount }")];
        let filled = odd.fill("footprint", &values).unwrap();
        assert_eq!(filled, "The footprint is { $phrase }, { $amount }.");
    }
}
