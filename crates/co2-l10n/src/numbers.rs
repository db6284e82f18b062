//! Numbers, plural categories and dates by ICU4X.

use crate::Locale;
use co2_units::Date;
use core::fmt;
use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_datetime::input::Date as IcuDate;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::{DecimalFormatterOptions, GroupingStrategy};
use icu_locale_core::{Locale as IcuLocale, locale};
use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};

/// The error for a locale for which ICU4X was built without data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no data for the locale {locale}: {reason}")]
#[non_exhaustive]
pub struct NoLocaleData {
    /// The locale.
    pub locale: Locale,
    /// The message of ICU4X.
    pub reason: String,
}

/// Writes numbers and dates in one locale. Creating a value loads the data of the locale, so keep
/// one in each thread (ICU4X shares data between threads only if it is built with its feature
/// `sync`).
pub struct Numbers {
    grouped: DecimalFormatter,
    /// Separates thousands only in numbers of five digits or more: `1234`, but `12,345`.
    grouped_from_two: DecimalFormatter,
    plurals: PluralRules,
    long_dates: DateTimeFormatter<YMD>,
    short_dates: DateTimeFormatter<YMD>,
}

impl Numbers {
    /// Loads the data for writing as the locale does.
    ///
    /// # Errors
    /// Returns an error if ICU4X was built without the data of the locale.
    pub fn new(locale: Locale) -> Result<Self, NoLocaleData> {
        Self::of(locale, &icu(locale))
    }

    /// Does the same as [`Numbers::new`], but English dates have the day before the month, as most
    /// readers of a page outside the United States expect.
    ///
    /// # Errors
    /// Returns an error if ICU4X was built without the data of the locale.
    pub fn for_pages(locale: Locale) -> Result<Self, NoLocaleData> {
        let tag = if locale == Locale::En { locale!("en-GB") } else { icu(locale) };
        Self::of(locale, &tag)
    }

    fn of(locale: Locale, tag: &IcuLocale) -> Result<Self, NoLocaleData> {
        let no_data =
            |reason: &dyn fmt::Display| NoLocaleData { locale, reason: reason.to_string() };
        let grouping = |strategy| {
            let mut options = DecimalFormatterOptions::default();
            options.grouping_strategy = Some(strategy);
            DecimalFormatter::try_new(tag.clone().into(), options).map_err(|error| no_data(&error))
        };
        let dates = |fields| {
            DateTimeFormatter::try_new(tag.clone().into(), fields).map_err(|error| no_data(&error))
        };
        Ok(Self {
            grouped: grouping(GroupingStrategy::Auto)?,
            grouped_from_two: grouping(GroupingStrategy::Min2)?,
            plurals: PluralRules::try_new(tag.clone().into(), PluralRulesOptions::default())
                .map_err(|error| no_data(&error))?,
            long_dates: dates(YMD::long())?,
            short_dates: dates(YMD::short())?,
        })
    }

    /// Writes a plain decimal number, such as `1234.5`, with all its digits. Returns `None` if the
    /// text is not a number or is too long.
    pub fn decimal(&self, digits: &str) -> Option<String> {
        let number = Decimal::try_from_str(digits).ok()?;
        Some(self.grouped.format(&number).to_string())
    }

    /// Does the same as [`Numbers::decimal`], but separates thousands only in numbers of five
    /// digits or more.
    pub fn decimal_grouped_from_two(&self, digits: &str) -> Option<String> {
        let number = Decimal::try_from_str(digits).ok()?;
        Some(self.grouped_from_two.format(&number).to_string())
    }

    /// Returns the plural category of a plain decimal number followed by a noun: `zero`, `one`,
    /// `two`, `few`, `many` or `other`.
    pub fn plural(&self, digits: &str) -> &'static str {
        let Ok(number) = Decimal::try_from_str(digits) else { return "other" };
        match self.plurals.category_for(&number) {
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        }
    }

    /// Writes a date with the name of the month, such as `27 februari 2021`. Returns `None` outside
    /// the years 1 to 9999.
    pub fn long_date(&self, date: Date) -> Option<String> {
        let (year, month, day) = parts(date)?;
        let day = IcuDate::try_new_iso(year, month, day).ok()?;
        Some(self.long_dates.format(&day).to_string())
    }

    /// Writes a date in digits, such as `2021-02-27`. Returns `None` outside the years 1 to 9999.
    pub fn short_date(&self, date: Date) -> Option<String> {
        let (year, month, day) = parts(date)?;
        let day = IcuDate::try_new_iso(year, month, day).ok()?;
        Some(self.short_dates.format(&day).to_string())
    }
}

/// Returns the year, month and day of a date in the years 1 to 9999.
fn parts(date: Date) -> Option<(i32, u8, u8)> {
    // A date in the years 0 to 9999 is written as YYYY-MM-DD; other dates begin with a sign.
    let text = date.to_string();
    let mut parts = text.split('-').map(|part| part.parse::<u16>().ok());
    let year = parts.next()?.filter(|year| (1..=9_999).contains(year))?;
    let mut small = || u8::try_from(parts.next()??).ok();
    Some((year.into(), small()?, small()?))
}

const fn icu(locale: Locale) -> IcuLocale {
    match locale {
        Locale::Bg => locale!("bg"),
        Locale::De => locale!("de"),
        Locale::DeCh => locale!("de-CH"),
        Locale::En => locale!("en"),
        Locale::EnIn => locale!("en-IN"),
        Locale::Fr => locale!("fr"),
        Locale::Hi => locale!("hi"),
        Locale::Ja => locale!("ja"),
        Locale::Nl => locale!("nl"),
        Locale::Sv => locale!("sv"),
        Locale::Zh => locale!("zh"),
    }
}

impl fmt::Debug for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Numbers").finish_non_exhaustive()
    }
}
