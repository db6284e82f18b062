//! The texts around the facts, and the formatting of numbers and dates.

mod claim_words;
mod format;
mod key;

pub use co2_l10n::{Locale, UnknownLocale};

pub(super) use self::key::Key;
pub(super) use co2_l10n::Piece;

use self::claim_words::ClaimWords;
use self::format::Formats;
use self::key::placeholders;
use co2_cert::record::{ActWord, Summary};
use co2_l10n::Catalogue;
use co2_units::doorway::Rounding;
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Date, Stage, Statistic, Timestamp};
use core::fmt;
use std::borrow::Cow;

/// The texts of badges and pages in one language.
///
/// [`Wording::english`] needs no feature; other languages come with the feature `l10n`, which also
/// writes numbers and dates as usual in the language.
///
/// ```
/// use co2_render::Wording;
/// let wording = Wording::english();
/// assert!(wording.is_reviewed());
/// // A host can use its own texts; one with claim words is refused, because a record makes no claim.
/// let wording = wording.with_text("heading", "{amount} of credits, one notebook")?;
/// assert!(wording.with_text("heading", "{amount}: a climate-neutral notebook").is_err());
/// # Ok::<(), co2_render::WordingError>(())
/// ```
pub struct Wording {
    locale: Locale,
    reviewed: bool,
    formats: Formats,
    claims: ClaimWords,
    /// The messages; `None` only if those that come with the crate cannot be read, which a test excludes.
    messages: Option<Catalogue>,
}

/// The greatest length of a host's text, in characters.
const MAX_TEXT: usize = 300;

/// An error from making or changing a [`Wording`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WordingError {
    /// ICU4X has no data for the language.
    #[cfg(feature = "l10n")]
    #[error(transparent)]
    NoData(#[from] co2_l10n::NoLocaleData),
    /// No text has this key.
    #[error("no text has the key {key:?}")]
    UnknownKey {
        /// The key given, at most its first 80 characters.
        key: String,
    },
    /// The text does not have the placeholders of the text that it replaces.
    #[error("the text {key} needs the placeholders {}", .expected.join(", "))]
    Placeholders {
        /// The key.
        key: &'static str,
        /// The placeholders that it must have, each once.
        expected: Vec<String>,
    },
    /// The text is empty, is longer than 300 characters, or has a control character.
    #[error("the text {key} does not have 1 to {MAX_TEXT} characters on one line")]
    Text {
        /// The key.
        key: &'static str,
    },
    /// The text has a word of climate claims, which a record never makes.
    #[error("the text {key} has the word {word:?}, but a record makes no claim")]
    Claim {
        /// The key.
        key: &'static str,
        /// The stem of the word.
        word: String,
    },
}

impl Wording {
    /// Returns the English wording, with numbers and dates written as in the certificate's JSON.
    pub fn english() -> Self {
        Self::with_formats(Locale::En, Formats::plain())
    }

    /// Returns the wording of a locale, with its formats of numbers and dates. Keep it, because making one
    /// loads its data.
    ///
    /// # Errors
    /// Returns an error if ICU4X was built without data for the language.
    #[cfg(feature = "l10n")]
    pub fn new(locale: Locale) -> Result<Self, WordingError> {
        Ok(Self::with_formats(locale, Formats::of(locale)?))
    }

    fn with_formats(locale: Locale, formats: Formats) -> Self {
        let messages = Catalogue::new(locale, catalogue(locale));
        debug_assert!(messages.is_ok(), "a test reads every catalogue, and they are constant");
        let messages = messages.ok();
        let text =
            |key| messages.as_ref().and_then(|messages| messages.text(key)).unwrap_or_default();
        Self {
            locale,
            reviewed: text("reviewed") == "yes",
            formats,
            claims: ClaimWords::new(locale, text("claim")),
            messages,
        }
    }

    /// Returns the locale.
    pub const fn locale(&self) -> Locale {
        self.locale
    }

    /// Returns true if a person who knows the language has reviewed the texts that come with the crate.
    /// If nobody has, the page says so.
    pub const fn is_reviewed(&self) -> bool {
        self.reviewed
    }

    /// Marks the wording as reviewed by the host, so that the page no longer says that nobody has.
    #[must_use]
    pub fn reviewed_by_host(mut self) -> Self {
        self.reviewed = true;
        self
    }

    /// Replaces a text by one of the host's own. Keys and placeholders are those of the files in
    /// `data/l10n`, such as `heading` with `{amount}`.
    ///
    /// # Errors
    /// Returns an error if no text has the key, if a placeholder is missing, unknown or repeated, if the text
    /// is not one line of 1 to 300 characters, or if it has a word from the language's list of claim words.
    /// That list catches common words; it does not replace a lawyer. The texts of label badges (`label.`)
    /// cannot be replaced.
    pub fn with_text(mut self, key: &str, text: &str) -> Result<Self, WordingError> {
        let unknown = || WordingError::UnknownKey { key: key.chars().take(80).collect() };
        let found = Key::find(key).filter(|key| !key.is_label()).ok_or_else(unknown)?;
        let key = found.as_str();
        let harmful = |c: char| super::markup::is_harmful(c);
        if text.is_empty() || text.chars().count() > MAX_TEXT || text.contains(harmful) {
            return Err(WordingError::Text { key });
        }
        // Placeholders are written `{ $amount }` as in the files, or `{amount}` for short.
        let mut text = text.replace("{ $", "{").replace(" }", "}");
        let variables = self.messages.as_ref().and_then(|messages| messages.variables(key));
        let names: Vec<String> = variables.unwrap_or_default().into_iter().collect();
        let expected: Vec<String> = names.iter().map(|name| format!("{{{name}}}")).collect();
        let mut given: Vec<String> =
            placeholders(&text).map(|name| format!("{{{name}}}")).collect();
        given.sort_unstable();
        if given != expected {
            return Err(WordingError::Placeholders { key, expected });
        }
        if let Some(word) = self.claims.find(&text) {
            return Err(WordingError::Claim { key, word: word.to_owned() });
        }
        for name in &names {
            text = text.replace(&format!("{{{name}}}"), &format!("{{ ${name} }}"));
        }
        if let Some(messages) = self.messages {
            let messages = messages.with_message(key, &text);
            // Any remaining fault can only be an unmatched brace.
            self.messages =
                Some(messages.map_err(|_| WordingError::Placeholders { key, expected })?);
        }
        Ok(self)
    }

    /// Returns the first stem of the language's list of claim words that a text has at the start of a word, or,
    /// in languages without spaces between words, anywhere.
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

    /// Returns a text without placeholders. Every catalogue has every key (tested), so it is never missing.
    pub(super) fn text(&self, key: Key) -> &str {
        let text = self.messages.as_ref().and_then(|messages| messages.text(key.as_str()));
        debug_assert!(text.is_some(), "{} has values, or is missing", key.as_str());
        text.unwrap_or(key.as_str())
    }

    /// Returns a sentence with its placeholders filled in.
    pub(super) fn fill(&self, key: Key, values: &[(&str, &str)]) -> String {
        let text =
            self.messages.as_ref().and_then(|messages| messages.format(key.as_str(), values));
        text.unwrap_or_default()
    }

    /// Passes on a sentence piece by piece. Values that are filled in are not searched for placeholders.
    pub(super) fn pieces(&self, key: Key, each: impl FnMut(Piece<'_>)) {
        if let Some(messages) = &self.messages {
            let found = messages.pieces(key.as_str(), &[], each);
            debug_assert!(found.is_some(), "every catalogue has every key");
        }
    }

    /// Formats an amount in kilograms, with all its digits.
    pub(super) fn amount(&self, amount: Co2e) -> String {
        self.formats.amount(amount)
    }

    /// Formats a count.
    pub(super) fn count(&self, number: u64) -> String {
        self.formats.decimal(Decimal::from(number))
    }

    pub(super) fn decimal(&self, number: Decimal) -> String {
        self.formats.decimal(number)
    }

    pub(super) fn date(&self, date: Date) -> String {
        self.formats.date(date)
    }

    /// Formats an instant to the second, in UTC.
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

    /// Says what a statistic is among products of the same kind; nothing for one that has no such sentence.
    pub(super) fn meaning(&self, statistic: Statistic) -> &str {
        self.text(match statistic {
            Statistic::Mean => Key::MeaningMean,
            Statistic::P5 => Key::MeaningP5,
            Statistic::P50 => Key::MeaningP50,
            Statistic::P95 => Key::MeaningP95,
            _ => return "",
        })
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

    /// Says what was done to units in an act: `retired`.
    fn did(&self, word: ActWord) -> &str {
        self.text(match word {
            ActWord::Retirement => Key::DidRetirement,
            ActWord::VoluntaryCancellation => Key::DidVoluntaryCancellation,
            ActWord::Delivery => Key::DidDelivery,
        })
    }

    /// Describes what was done, and when: `retired on 2026-11-20`.
    pub(super) fn summary(&self, summary: &Summary) -> String {
        match summary {
            Summary::Retired { words, first, last } => {
                let and = |one: String, other: &ActWord| {
                    let other = self.did(*other);
                    self.fill(Key::SummaryAnd, &[("one", &one), ("other", other)])
                };
                let mut words = words.iter();
                let first_word = words.next().map_or("", |word| self.did(*word)).to_owned();
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

impl Key {
    /// Returns true if the text is for label badges, which need verdicts that allow them.
    fn is_label(self) -> bool {
        self.as_str().starts_with("label.")
    }
}

/// Returns the texts that come with the crate.
const fn catalogue(locale: Locale) -> &'static str {
    match locale {
        Locale::Bg => include_str!("../../data/l10n/bg.ftl"),
        Locale::De | Locale::DeCh => include_str!("../../data/l10n/de.ftl"),
        Locale::Fr => include_str!("../../data/l10n/fr.ftl"),
        Locale::Hi => include_str!("../../data/l10n/hi.ftl"),
        Locale::Ja => include_str!("../../data/l10n/ja.ftl"),
        Locale::Nl => include_str!("../../data/l10n/nl.ftl"),
        Locale::Sv => include_str!("../../data/l10n/sv.ftl"),
        Locale::Zh => include_str!("../../data/l10n/zh.ftl"),
        _ => include_str!("../../data/l10n/en.ftl"),
    }
}

impl fmt::Debug for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wording")
            .field("locale", &self.locale)
            .field("reviewed", &self.reviewed)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
