//! The catalogue of messages: what a host may change, and how they are filled.

use super::{L10nError, Localizer};
use crate::Label;

impl Localizer {
    /// The same with a sentence of the host's own, or a translation of a host's own thing.
    ///
    /// Keys and placeholders are those of the files in `data/l10n`: `more_than` with `{things}`,
    /// `thing.laptop.other` with `{n}`, `footprint` with `{amount}` and `{phrase}`.
    ///
    /// ```
    /// use co2_equiv::l10n::{Locale, Localizer};
    /// let dutch = Localizer::new(Locale::Nl)?;
    /// let dutch = dutch.with_message("thing.tea_cup.other", "{n} kopjes thee")?;
    /// assert!(dutch.with_message("thing.tea_cup.one", "kopje thee").is_err());
    /// # Ok::<(), co2_equiv::l10n::L10nError>(())
    /// ```
    ///
    /// # Errors
    /// When no message has this key, a placeholder is missing or comes twice, or the text is no
    /// [`Label`].
    pub fn with_message(mut self, key: &str, text: &str) -> Result<Self, L10nError> {
        let placeholders = placeholders(key)
            .ok_or_else(|| L10nError::UnknownKey { key: key.chars().take(80).collect() })?;
        for placeholder in placeholders {
            if text.matches(placeholder).count() != 1 {
                return Err(L10nError::Placeholder { key: key.to_owned(), placeholder });
            }
        }
        Label::new(text.to_owned())
            .map_err(|source| L10nError::Text { key: key.to_owned(), source })?;
        self.messages.insert(key.to_owned().into(), text.to_owned().into());
        Ok(self)
    }

    /// A count in the message of its plural category.
    pub(super) fn counted(&self, key: &str, count: u64) -> Result<String, L10nError> {
        let (number, category) = match self.worded(count) {
            // Before a thing, a number that ends in a word is plural, and French says "de".
            Some(worded) => (worded, "many"),
            None => (self.number(count), self.plural(count)),
        };
        let key = [category, "other"]
            .into_iter()
            .map(|category| format!("{key}.{category}"))
            .find(|key| self.messages.contains_key(key.as_str()))
            .unwrap_or_else(|| format!("{key}.other"));
        self.fill(&key, &[("{n}", &number)])
    }

    pub(super) fn fill(&self, key: &str, values: &[(&str, &str)]) -> Result<String, L10nError> {
        let template = self
            .messages
            .get(key)
            .ok_or_else(|| L10nError::NotTranslated { locale: self.locale, key: key.to_owned() })?;
        let mut text = String::with_capacity(template.len());
        let mut rest: &str = template;
        // From left to right, so that what is put in is not searched again.
        while let Some((before, name, value, after)) = values
            .iter()
            .filter_map(|(name, value)| {
                let (before, after) = rest.split_once(name)?;
                Some((before, name, value, after))
            })
            .min_by_key(|(before, ..)| before.len())
        {
            debug_assert!(name.starts_with('{'), "a placeholder is in braces");
            text.push_str(before);
            text.push_str(value);
            rest = after;
        }
        text.push_str(rest);
        Ok(text)
    }
}

/// What a message of this key is about.
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

    /// Every catalogue names every thing of the editions, has every sentence with its placeholders,
    /// and says whether it was reviewed.
    #[test]
    fn catalogues_are_whole() {
        let is_last = |key: &str, category| key.rsplit('.').next() == Some(category);
        let english = Localizer::new(Locale::En).unwrap();
        let things: BTreeSet<String> = editions::all()
            .flat_map(FactorSet::iter)
            .map(|row| format!("thing.{}.other", row.id))
            .collect();
        let sentences: BTreeSet<String> =
            english.messages.keys().map(ToString::to_string).collect();
        for locale in Locale::ALL {
            let localizer = Localizer::new(locale).unwrap();
            assert_eq!(localizer.messages.get("reviewed").map(AsRef::as_ref), Some("no"));
            assert!(!localizer.is_reviewed());
            for (key, text) in localizer.messages.iter().filter(|(key, _)| *key != "reviewed") {
                for placeholder in placeholders(key).unwrap() {
                    assert_eq!(text.matches(placeholder).count(), 1, "{locale} {key}: {text}");
                }
                assert!(!text.contains('\u{df}'), "{locale} {key}: {text}");
                assert!(Label::new(text.clone()).is_ok(), "{locale} {key}: {text}");
            }
            for key in sentences.iter().filter(|key| !is_last(key, "one")) {
                assert!(localizer.messages.contains_key(key.as_str()), "{locale} {key}");
            }
            let named = localizer.messages.keys();
            let named = named.filter(|key| key.starts_with("thing.") && is_last(key, "other"));
            let named: BTreeSet<String> = named.map(ToString::to_string).collect();
            if locale.is_english() {
                assert_eq!(named, BTreeSet::new(), "the editions have the English names");
            } else {
                assert_eq!(named, things, "{locale}");
            }
        }
    }

    /// The words of a bound stand before the number and nothing else: "about 1 year" of cars is not
    /// about so many cars. And no second number follows at once: "5 one passenger's flights".
    #[test]
    fn every_thing_begins_with_its_number() {
        for locale in Locale::ALL {
            for (key, text) in Localizer::new(locale).unwrap().messages {
                if key.starts_with("thing.") {
                    let rest = text.strip_prefix("{n}").map(str::trim_start);
                    let one = ["1", "एक ", "één ", "един ", "en ", "ein ", "un ", "一"];
                    let second = |rest: &str| one.iter().any(|one| rest.starts_with(one));
                    assert!(rest.is_some_and(|rest| !second(rest)), "{locale} {key}: {text}");
                }
            }
        }
    }

    /// No two things have one name in a language, but for the one car with two numbers. A class above
    /// economy that is called by its first word alone is another class: it names economy, too.
    #[test]
    fn every_thing_has_a_name_of_its_own() {
        for locale in Locale::ALL {
            let mut names = BTreeSet::new();
            for (key, text) in Localizer::new(locale).unwrap().messages {
                let is_thing = key.starts_with("thing.") && key.ends_with(".other");
                if is_thing && !key.contains("_unrounded") {
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
    }

    /// French says "1 million de voitures".
    #[test]
    fn french_has_a_form_for_numbers_that_end_in_a_word() {
        let french = Localizer::new(Locale::Fr).unwrap();
        for key in french.messages.keys() {
            let Some(key) = key.strip_suffix(".other") else { continue };
            assert!(french.messages.contains_key(format!("{key}.many").as_str()), "{key}");
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
        let key = "thing.moped.other".to_owned();
        let refused = localizer().counted("thing.moped", 2);
        assert_eq!(refused, Err(L10nError::NotTranslated { locale: Locale::Fr, key }));
    }

    #[test]
    fn what_is_put_in_is_not_searched_again() {
        let odd = Localizer::new(Locale::En).unwrap();
        let values = [("{amount}", "{phrase}"), ("{phrase}", "{amount}")];
        assert_eq!(odd.fill("footprint", &values).unwrap(), "The footprint is {phrase}, {amount}.");
    }
}
