//! The words around the facts, and how numbers and dates are written.

mod claim_words;
mod format;
mod key;
mod language;

pub use self::language::{Language, UnknownLanguage};

pub(super) use self::key::Key;

use self::claim_words::ClaimWords;
use self::format::Formats;
use self::key::placeholders;
use co2_cert::record::{ActWord, Summary};
use co2_units::doorway::Rounding;
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Date, Stage, Statistic, Timestamp};
use core::fmt;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The words of badges and pages in one language.
///
/// [`Wording::english`] needs nothing; other languages come with the feature `l10n`, which also
/// writes numbers and dates as the language does.
///
/// ```
/// use co2_render::Wording;
/// let wording = Wording::english();
/// assert!(wording.is_reviewed());
/// // Words of a host's own; those of a claim are refused, because a record makes none.
/// let wording = wording.with_text("heading", "{amount} of credits, one notebook")?;
/// assert!(wording.with_text("heading", "{amount}: a climate-neutral notebook").is_err());
/// # Ok::<(), co2_render::WordingError>(())
/// ```
pub struct Wording {
    language: Language,
    reviewed: bool,
    formats: Formats,
    claims: ClaimWords,
    texts: BTreeMap<Key, Cow<'static, str>>,
}

/// The longest text of a host, in characters.
const MAX_TEXT: usize = 300;

/// Why words cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WordingError {
    /// ICU4X has no data for the language.
    #[error("no data for the language {language}: {reason}")]
    NoData {
        /// The language.
        language: Language,
        /// What ICU4X says.
        reason: String,
    },
    /// No text has this key.
    #[error("no text has the key {key:?}")]
    UnknownKey {
        /// What was given, at most its first 80 characters.
        key: String,
    },
    /// The text has other placeholders than the one it replaces.
    #[error("the text {key} needs the placeholders {}", .expected.join(", "))]
    Placeholders {
        /// The key.
        key: &'static str,
        /// What it must have, each once.
        expected: Vec<String>,
    },
    /// The text is empty, longer than 300 characters, or has a control character.
    #[error("the text {key} has no 1 to {MAX_TEXT} characters of one line")]
    Text {
        /// The key.
        key: &'static str,
    },
    /// The text has a word of climate claims, which a record never makes.
    #[error("the text {key} says {word:?}: a record makes no claim")]
    Claim {
        /// The key.
        key: &'static str,
        /// The stem that was found.
        word: String,
    },
}

impl Wording {
    /// English, with numbers and dates spelled as in the certificate's JSON.
    pub fn english() -> Self {
        Self::with_formats(Language::En, Formats::plain())
    }

    /// A language, with its own way to write numbers and dates. Keep it: making one loads its data.
    ///
    /// # Errors
    /// When ICU4X was built without the data of the language.
    #[cfg(feature = "l10n")]
    pub fn new(language: Language) -> Result<Self, WordingError> {
        Ok(Self::with_formats(language, Formats::of(language)?))
    }

    fn with_formats(language: Language, formats: Formats) -> Self {
        let entry = |line: &'static str| line.split_once(": ");
        let lines = || language.catalogue().lines().filter_map(entry);
        let value =
            |wanted: &str| lines().find(|(key, _)| *key == wanted).map_or("", |(_, value)| value);
        Self {
            language,
            reviewed: value("reviewed") == "yes",
            formats,
            claims: ClaimWords::new(language, value("claim")),
            texts: lines()
                .filter_map(|(key, text)| Some((Key::find(key)?, Cow::Borrowed(text))))
                .collect(),
        }
    }

    /// The language.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Whether a person who knows the language has reviewed the words that come with the crate.
    /// Where none has, the page says so.
    pub const fn is_reviewed(&self) -> bool {
        self.reviewed
    }

    /// The same, reviewed by the host: the page no longer says that nobody has.
    #[must_use]
    pub fn reviewed_by_host(mut self) -> Self {
        self.reviewed = true;
        self
    }

    /// The same with a text of the host's own. Keys and placeholders are those of the files in
    /// `data/l10n`, such as `heading` with `{amount}`.
    ///
    /// # Errors
    /// When no text has the key, a placeholder is missing, unknown or comes twice, the text is no
    /// line of 1 to 300 characters, or it has a word of the language's list of claims. That list
    /// catches what is common; it does not replace a lawyer. The words of label badges (`label.`)
    /// cannot be changed.
    pub fn with_text(mut self, key: &str, text: &str) -> Result<Self, WordingError> {
        let unknown = || WordingError::UnknownKey { key: key.chars().take(80).collect() };
        let found = Key::find(key).filter(|key| !key.is_label()).ok_or_else(unknown)?;
        let key = found.as_str();
        let harmful = |c: char| super::markup::is_harmful(c);
        if text.is_empty() || text.chars().count() > MAX_TEXT || text.contains(harmful) {
            return Err(WordingError::Text { key });
        }
        let sorted = |sentence: &str| {
            let mut names: Vec<String> =
                placeholders(sentence).map(|name| format!("{{{name}}}")).collect();
            names.sort_unstable();
            names
        };
        let expected = sorted(self.text(found));
        if sorted(text) != expected {
            return Err(WordingError::Placeholders { key, expected });
        }
        if let Some(word) = self.claims.find(text) {
            return Err(WordingError::Claim { key, word: word.to_owned() });
        }
        self.texts.insert(found, Cow::Owned(text.to_owned()));
        Ok(self)
    }

    /// The first stem of the language's list of claims that a text has at the start of a word, or
    /// anywhere where words have no blanks between them.
    ///
    /// ```
    /// use co2_render::Wording;
    /// let wording = Wording::english();
    /// assert_eq!(wording.claim_word("A CO2-neutral laptop"), Some("neutral"));
    /// assert_eq!(wording.claim_word("335 kg of credits were retired"), None);
    /// ```
    pub fn claim_word(&self, text: &str) -> Option<&str> {
        self.claims.find(text)
    }

    /// Every catalogue has every key (tested), so a text is never missing.
    pub(super) fn text(&self, key: Key) -> &str {
        self.texts.get(&key).map_or(key.as_str(), |text| text)
    }

    /// A sentence with its placeholders filled.
    pub(super) fn fill(&self, key: Key, values: &[(&str, &str)]) -> String {
        let mut out = String::new();
        self.pieces(key, |piece| match piece {
            Piece::Words(words) => out.push_str(words),
            Piece::Placeholder(name) => {
                let value = values.iter().find(|(given, _)| *given == name);
                out.push_str(value.map_or("", |(_, value)| value));
            }
        });
        out
    }

    /// A sentence, piece by piece. What is filled in is never read for placeholders again.
    pub(super) fn pieces<'a>(&'a self, key: Key, mut each: impl FnMut(Piece<'a>)) {
        let mut rest = self.text(key);
        while let Some((words, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else { break };
            each(Piece::Words(words));
            each(Piece::Placeholder(name));
            rest = after;
        }
        each(Piece::Words(rest));
    }

    /// An amount in kilograms, all its digits.
    pub(super) fn amount(&self, amount: Co2e) -> String {
        self.formats.amount(amount)
    }

    /// A whole number that counts something.
    pub(super) fn count(&self, number: u64) -> String {
        self.formats.decimal(Decimal::from(number))
    }

    pub(super) fn decimal(&self, number: Decimal) -> String {
        self.formats.decimal(number)
    }

    pub(super) fn date(&self, date: Date) -> String {
        self.formats.date(date)
    }

    /// An instant, to the second, in UTC.
    pub(super) fn instant(&self, at: Timestamp) -> String {
        self.formats.instant(at)
    }

    pub(super) fn stage(&self, stage: Stage) -> Cow<'_, str> {
        Cow::Borrowed(self.text(match stage {
            Stage::Manufacture => Key::StageManufacture,
            Stage::Distribution => Key::StageDistribution,
            Stage::Use => Key::StageUse,
            Stage::Service => Key::StageService,
            Stage::EndOfLife => Key::StageEndOfLife,
            other => return Cow::Owned(other.to_string()),
        }))
    }

    pub(super) fn statistic(&self, statistic: Statistic) -> Cow<'_, str> {
        Cow::Borrowed(self.text(match statistic {
            Statistic::Mean => Key::StatisticMean,
            Statistic::P5 => Key::StatisticP5,
            Statistic::P50 => Key::StatisticP50,
            Statistic::P95 => Key::StatisticP95,
            other => return Cow::Owned(other.to_string()),
        }))
    }

    pub(super) fn rounding(&self, rounding: Rounding) -> Cow<'_, str> {
        Cow::Borrowed(self.text(match rounding {
            Rounding::Up => Key::RoundingUp,
            Rounding::Down => Key::RoundingDown,
            Rounding::Nearest => Key::RoundingNearest,
            other => return Cow::Owned(format!("{other:?}").to_lowercase()),
        }))
    }

    pub(super) fn act(&self, word: ActWord) -> &str {
        self.text(match word {
            ActWord::Retirement => Key::ActRetirement,
            ActWord::VoluntaryCancellation => Key::ActVoluntaryCancellation,
            ActWord::Delivery => Key::ActDelivery,
        })
    }

    /// What was done, and when: `retirement on 2026-11-20`.
    pub(super) fn summary(&self, summary: &Summary) -> String {
        match summary {
            Summary::Retired { words, first, last } => {
                let and = |one: String, other: &ActWord| {
                    let other = self.act(*other);
                    self.fill(Key::SummaryAnd, &[("one", &one), ("other", other)])
                };
                let mut words = words.iter();
                let first_word = words.next().map_or("", |word| self.act(*word)).to_owned();
                let act = words.fold(first_word, and);
                let (first_day, last_day) = (self.date(*first), self.date(*last));
                if first == last {
                    self.fill(Key::SummaryOn, &[("act", &act), ("date", &first_day)])
                } else {
                    let values = [("act", &*act), ("first", &first_day), ("last", &last_day)];
                    self.fill(Key::SummaryRange, &values)
                }
            }
            Summary::Allocated { due } => {
                self.fill(Key::SummaryAllocated, &[("date", &self.date(*due))])
            }
        }
    }
}

/// A part of a sentence.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece<'a> {
    Words(&'a str),
    Placeholder(&'a str),
}

impl Key {
    /// Whether it is for label badges, which only an allowed verdict makes.
    fn is_label(self) -> bool {
        self.as_str().starts_with("label.")
    }
}

impl fmt::Debug for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wording")
            .field("language", &self.language)
            .field("reviewed", &self.reviewed)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
