//! Statements in eleven locales.
//!
//! Numbers, plurals and dates are written by ICU4X from the data of CLDR. Words for large numbers
//! are this crate's own, because ICU4X rounds to the nearest: its "216 thousand" for 215,517 would make
//! "more than" false. Here a number is put into words only when no digit is lost.
//!
//! The sentences are in the folder `data/l10n`, and each says whether a person has reviewed it. None
//! has yet: `reviewed: no`. A host overrides any of them with [`Localizer::with_message`]. Things
//! that are not translated are refused, not shown in English. The name of an edition is a
//! citation and stays as published.
//!
//! ```
//! use co2_equiv::l10n::{Locale, Localizer};
//! use co2_equiv::{Bound, SignificantDigits, Subject, editions};
//! use co2_units::Co2e;
//!
//! let amount: Co2e = "356411 t".parse()?;
//! let (subject, digits) = (Subject::RetiredCredits, SignificantDigits::TWO);
//! let statement =
//!     editions::epa_2020().state("gasoline_car_year", subject, amount, Bound::MoreThan, digits)?;
//! let swedish = Localizer::new(Locale::Sv)?;
//! assert_eq!(
//!     swedish.sentence(&statement)?,
//!     "Krediter för 356\u{a0}411 ton CO2e har annullerats, lika mycket som utsläppen från mer än \
//!      77\u{a0}000 bensindrivna personbilar som körs i ett år (US EPA, c. 2020-2021, 4.60 edition; \
//!      region US)."
//! );
//! assert!(!swedish.is_reviewed());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod locale;

pub use self::locale::{Locale, UnknownLocale};

use crate::{Bound, DistanceUnit, Gases, Kind, Label, LabelError, Statement, Subject};
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Co2eUnit, Date};
use core::fmt;
use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_datetime::input::Date as IcuDate;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal as IcuDecimal;
use icu_decimal::options::{DecimalFormatterOptions, GroupingStrategy};
use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Writes numbers, dates and statements in one locale. Making one loads its data; keep it, one in
/// each thread (ICU4X shares data without atomics unless it is built with its feature `sync`).
pub struct Localizer {
    locale: Locale,
    numbers: DecimalFormatter,
    before_words: DecimalFormatter,
    plurals: PluralRules,
    long_dates: DateTimeFormatter<YMD>,
    short_dates: DateTimeFormatter<YMD>,
    messages: BTreeMap<Cow<'static, str>, Cow<'static, str>>,
}

/// Below this people read digits more easily, also where a word for ten thousand exists.
const LEAST_IN_WORDS: u64 = 100_000;

/// Why something cannot be said in a locale.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum L10nError {
    /// ICU4X has no data for it.
    #[error("no data for the locale {locale}: {reason}")]
    NoData {
        /// The locale.
        locale: Locale,
        /// What ICU4X says.
        reason: String,
    },
    /// There is no sentence of this key; a host can add one.
    #[error("no translation of {key} into {locale}")]
    NotTranslated {
        /// The locale.
        locale: Locale,
        /// The key, such as `thing.laptop.other`.
        key: String,
    },
    /// The key of a host's sentence is none of this crate's.
    #[error("no message has the key {key:?}")]
    UnknownKey {
        /// What was given, at most its first 80 characters.
        key: String,
    },
    /// A host's sentence leaves out what it is about, or has it twice.
    #[error("the message {key} needs {placeholder} exactly once")]
    Placeholder {
        /// The key.
        key: String,
        /// What is missing, such as `{n}`.
        placeholder: &'static str,
    },
    /// A host's sentence is empty, too long or has a line break.
    #[error("the message {key} is no text for a sentence")]
    Text {
        /// The key.
        key: String,
        /// Why.
        source: LabelError,
    },
    /// A date that has no year of four digits.
    #[error("no date: {date}")]
    Date {
        /// The date.
        date: Date,
    },
}

impl Localizer {
    /// A localizer with the sentences that come with the crate.
    ///
    /// # Errors
    /// When ICU4X was built without the data of the locale.
    pub fn new(locale: Locale) -> Result<Self, L10nError> {
        let no_data =
            |reason: &dyn fmt::Display| L10nError::NoData { locale, reason: reason.to_string() };
        let grouping = |strategy| {
            let mut options = DecimalFormatterOptions::default();
            options.grouping_strategy = Some(strategy);
            DecimalFormatter::try_new(locale.icu().into(), options).map_err(|error| no_data(&error))
        };
        let dates = |fields| {
            DateTimeFormatter::try_new(locale.icu().into(), fields).map_err(|error| no_data(&error))
        };
        let messages = locale
            .catalogue()
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once(": "))
            .map(|(key, text)| (Cow::Borrowed(key), Cow::Borrowed(text)))
            .collect();
        Ok(Self {
            locale,
            numbers: grouping(GroupingStrategy::Auto)?,
            before_words: grouping(GroupingStrategy::Min2)?,
            plurals: PluralRules::try_new(locale.icu().into(), PluralRulesOptions::default())
                .map_err(|error| no_data(&error))?,
            long_dates: dates(YMD::long())?,
            short_dates: dates(YMD::short())?,
            messages,
        })
    }

    /// The locale.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// Whether a person who knows the language has reviewed the sentences that come with the crate.
    pub fn is_reviewed(&self) -> bool {
        self.messages.get("reviewed").is_some_and(|answer| answer == "yes")
    }

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

    /// A whole number with its groups of digits.
    pub fn number(&self, number: u64) -> String {
        self.numbers.format(&IcuDecimal::from(number)).to_string()
    }

    /// A decimal number, all its digits.
    pub fn decimal(&self, number: Decimal) -> String {
        // A decimal's own text is always a number.
        let read = IcuDecimal::try_from_str(&number.to_string());
        read.map_or_else(|_| number.to_string(), |number| self.numbers.format(&number).to_string())
    }

    /// A whole number, in words where the locale has a word and no digit is lost: `1.7 million`,
    /// `170万`, but `1,789,123`. What is written is always the number itself.
    pub fn number_in_words(&self, number: u64) -> String {
        match self.worded(number) {
            Some(text) => text,
            None => self.number(number),
        }
    }

    /// The number with a word, if there are at most three digits after the point.
    fn worded(&self, number: u64) -> Option<String> {
        let word = self.locale.words().iter().find(|word| word.scale <= number)?;
        if number < LEAST_IN_WORDS {
            return None;
        }
        let thousandths = word.scale.checked_div(1_000)?;
        if number.checked_rem(thousandths)? != 0 {
            return None;
        }
        let mut mantissa = IcuDecimal::from(number.checked_div(thousandths)?);
        mantissa.multiply_pow10(-3);
        mantissa.absolute.trim_end();
        let name = match self.plurals.category_for(&mantissa) {
            PluralCategory::One => word.one,
            _ => word.other,
        };
        let digits = self.before_words.format(&mantissa);
        Some(format!("{digits}{}{name}", self.locale.before_word()))
    }

    /// The plural category of a number that is followed by a thing, such as `one`.
    pub fn plural(&self, number: u64) -> &'static str {
        match self.plurals.category_for(number) {
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        }
    }

    /// A whole number of a unit of distance. Lengths are turned into another unit before, by
    /// [`Travel::in_unit`](crate::travel::Travel::in_unit): a number with a unit is never translated.
    ///
    /// # Errors
    /// When a host's locale has no word for it.
    pub fn distance(&self, count: u64, unit: DistanceUnit) -> Result<String, L10nError> {
        let unit = match unit {
            DistanceUnit::Kilometre => "kilometre",
            DistanceUnit::Mile => "mile",
            DistanceUnit::NauticalMile => "nautical_mile",
            DistanceUnit::SwedishMil => "swedish_mil",
        };
        self.counted(&format!("unit.{unit}"), count)
    }

    /// An amount, exact: from a tonne on in tonnes, below in kilograms.
    pub fn amount(&self, amount: Co2e) -> String {
        let (unit, name) = if amount < Co2e::TONNE {
            (Co2eUnit::Kilogram, "kg")
        } else {
            (Co2eUnit::Tonne, self.tonne())
        };
        let text = amount.display(unit).to_string();
        let digits = text.split(' ').next().unwrap_or_default();
        let number = IcuDecimal::try_from_str(digits);
        let number =
            number.map_or_else(|_| digits.to_owned(), |it| self.numbers.format(&it).to_string());
        format!("{number} {name} CO2e")
    }

    /// The metric tonne: never a word that means a short ton.
    fn tonne(&self) -> &'static str {
        match self.locale {
            Locale::Sv | Locale::Nl => "ton",
            Locale::Bg => "тона",
            Locale::Zh => "吨",
            Locale::Ja => "トン",
            Locale::Hi => "टन",
            Locale::De | Locale::DeCh | Locale::En | Locale::EnIn | Locale::Fr => "t",
        }
    }

    /// A date with the month's name: `27 februari 2021`.
    ///
    /// # Errors
    /// When the date is not in the years 1 to 9999.
    pub fn long_date(&self, date: Date) -> Result<String, L10nError> {
        write_date(&self.long_dates, date)
    }

    /// A date in digits: `2021-02-27`.
    ///
    /// # Errors
    /// When the date is not in the years 1 to 9999.
    pub fn short_date(&self, date: Date) -> Result<String, L10nError> {
        write_date(&self.short_dates, date)
    }

    /// The count with its thing and edition, to be set after an amount.
    ///
    /// # Errors
    /// When the thing is not translated.
    pub fn phrase(&self, statement: &Statement) -> Result<String, L10nError> {
        let equivalence = statement.equivalence();
        let things = self.things(statement)?;
        let things = self.fill(bound_key(statement.bound()), &[("{things}", &things)])?;
        let edition = statement.edition();
        let cited = format!("{}, {}", edition.publisher, edition.label);
        let region = edition.region.to_string();
        let source = if equivalence.is_derived() { "source_derived" } else { "source" };
        let source = self.fill(source, &[("{edition}", &cited), ("{region}", &region)])?;
        let act = match (equivalence.kind, equivalence.boundary.gases) {
            (Kind::Emission, Gases::Co2e) => "emission.co2e",
            (Kind::Emission, Gases::Co2) => "emission.co2",
            (Kind::Avoided, Gases::Co2e) => "avoided.co2e",
            (Kind::Avoided, Gases::Co2) => "avoided.co2",
            (Kind::Sequestration, Gases::Co2e) => "sequestration.co2e",
            (Kind::Sequestration, Gases::Co2) => "sequestration.co2",
        };
        self.fill(act, &[("{things}", &things), ("{source}", &source)])
    }

    /// The statement as one sentence.
    ///
    /// # Errors
    /// When the thing is not translated.
    pub fn sentence(&self, statement: &Statement) -> Result<String, L10nError> {
        let (amount, phrase) = (self.amount(statement.amount()), self.phrase(statement)?);
        let subject = match statement.subject() {
            Subject::Footprint => "footprint",
            Subject::RetiredCredits => "retired",
        };
        self.fill(subject, &[("{amount}", &amount), ("{phrase}", &phrase)])
    }

    /// The count with its thing.
    fn things(&self, statement: &Statement) -> Result<String, L10nError> {
        let (equivalence, count) = (statement.equivalence(), statement.count());
        let translated = self.counted(&format!("thing.{}", equivalence.id), count);
        match translated {
            Err(L10nError::NotTranslated { .. }) if self.locale.is_english() => {
                let noun = &equivalence.noun;
                let noun = if count == 1 { &noun.one } else { &noun.other };
                Ok(format!("{} {noun}", self.number_in_words(count)))
            }
            translated => translated,
        }
    }

    /// A count in the message of its plural category.
    fn counted(&self, key: &str, count: u64) -> Result<String, L10nError> {
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

    fn fill(&self, key: &str, values: &[(&str, &str)]) -> Result<String, L10nError> {
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

impl fmt::Debug for Localizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Localizer").field("locale", &self.locale).finish_non_exhaustive()
    }
}

fn write_date(formatter: &DateTimeFormatter<YMD>, date: Date) -> Result<String, L10nError> {
    let refused = || L10nError::Date { date };
    // A date is written YYYY-MM-DD in the years 0 to 9999.
    let text = date.to_string();
    let mut parts = text.split('-').map(str::parse::<u16>);
    let mut part = || parts.next().and_then(Result::ok).ok_or_else(refused);
    let (year, month, day) = (part()?, part()?, part()?);
    let small = |number| u8::try_from(number).map_err(|_| refused());
    let day = IcuDate::try_new_iso(year.into(), small(month)?, small(day)?);
    Ok(formatter.format(&day.map_err(|_| refused())?).to_string())
}

fn bound_key(bound: Bound) -> &'static str {
    match bound {
        Bound::MoreThan => "more_than",
        Bound::AtLeast => "at_least",
        Bound::About => "about",
        Bound::Exactly => "exactly",
        Bound::UpTo => "up_to",
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
        "more_than" | "at_least" | "about" | "exactly" | "up_to" => Some(&["{things}"]),
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
    use crate::Count;

    /// Every catalogue has every sentence, with its placeholders, and says whether it was reviewed.
    #[test]
    fn catalogues_are_whole() {
        let english = Localizer::new(Locale::En).unwrap();
        let swedish = Localizer::new(Locale::Sv).unwrap();
        for locale in Locale::ALL {
            let localizer = Localizer::new(locale).unwrap();
            assert_eq!(localizer.messages.get("reviewed").map(AsRef::as_ref), Some("no"));
            assert!(!localizer.is_reviewed());
            for (key, text) in localizer.messages.iter().filter(|(key, _)| *key != "reviewed") {
                for placeholder in placeholders(key).unwrap() {
                    assert_eq!(text.matches(placeholder).count(), 1, "{locale} {key}: {text}");
                }
                assert!(!text.contains('\u{df}'), "{locale} {key}: {text}");
            }
            let all = english.messages.keys().chain(swedish.messages.keys());
            for key in all.filter(|key| !key.ends_with(".one")) {
                let thing_in_english = locale.is_english() && key.starts_with("thing.");
                assert!(thing_in_english || localizer.messages.contains_key(key), "{locale} {key}");
            }
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
        assert!(matches!("tlh".parse::<Locale>(), Err(UnknownLocale { .. })));
        assert!("zh-Hant".parse::<Locale>().is_err());
        assert!("a b".parse::<Locale>().is_err());
        let date = Date::from_yo_opt(12_345, 1).unwrap();
        assert_eq!(localizer().long_date(date), Err(L10nError::Date { date }));
    }

    #[test]
    fn tags_are_read() {
        for locale in Locale::ALL {
            assert_eq!(locale.as_str().parse(), Ok(locale));
        }
        assert_eq!("sv-SE".parse(), Ok(Locale::Sv));
        assert_eq!("de-AT".parse(), Ok(Locale::De));
        assert_eq!("en-US".parse(), Ok(Locale::En));
        assert_eq!("zh-Hans-CN".parse(), Ok(Locale::Zh));
    }

    #[test]
    fn what_is_put_in_is_not_searched_again() {
        let odd = Localizer::new(Locale::En).unwrap();
        let values = [("{amount}", "{phrase}"), ("{phrase}", "{amount}")];
        assert_eq!(odd.fill("footprint", &values).unwrap(), "The footprint is {phrase}, {amount}.");
    }

    #[test]
    fn numbers_are_put_into_words_only_whole() {
        let write = |locale, number| Localizer::new(locale).unwrap().number_in_words(number);
        assert_eq!(write(Locale::En, 1_700_000), "1.7 million");
        assert_eq!(write(Locale::En, 1_789_123), "1,789,123");
        assert_eq!(write(Locale::En, 999_999), "999,999");
        assert_eq!(write(Locale::EnIn, 356_411), "3,56,411");
        assert_eq!(write(Locale::EnIn, 21_500_000), "2.15 crore");
        assert_eq!(write(Locale::Zh, 215_000), "21.5万");
        assert_eq!(write(Locale::En, Count::MAX_SHOWN), "1000 trillion");
    }
}
