//! Numbers, amounts and dates.

use super::locale::Word;
use super::{L10nError, Locale, Localizer};
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Co2eUnit, Date};
use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_datetime::input::Date as IcuDate;
use icu_decimal::input::Decimal as IcuDecimal;
use icu_plurals::PluralCategory;

/// Below this people read digits more easily, also where a word for ten thousand exists.
const LEAST_IN_WORDS: u64 = 100_000;

impl Localizer {
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
    pub(super) fn worded(&self, number: u64) -> Option<String> {
        let Word(scale, one, other) =
            *self.locale.words().iter().find(|Word(scale, ..)| *scale <= number)?;
        if number < LEAST_IN_WORDS {
            return None;
        }
        let thousandths = scale.checked_div(1_000)?;
        if number.checked_rem(thousandths)? != 0 {
            return None;
        }
        let mut mantissa = IcuDecimal::from(number.checked_div(thousandths)?);
        mantissa.multiply_pow10(-3);
        mantissa.absolute.trim_end();
        let name = match self.plurals.category_for(&mantissa) {
            PluralCategory::One => one,
            _ => other,
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
}

fn write_date(formatter: &DateTimeFormatter<YMD>, date: Date) -> Result<String, L10nError> {
    let refused = || L10nError::Date { date };
    // A date is written YYYY-MM-DD in the years 0 to 9999, and later ones with a sign before.
    let text = date.to_string();
    let mut parts = text.split('-').map(str::parse::<u16>);
    let mut part = || parts.next().and_then(Result::ok).ok_or_else(refused);
    let (year, month, day) = (part()?, part()?, part()?);
    if !(1..=9_999).contains(&year) {
        return Err(refused());
    }
    let small = |number| u8::try_from(number).map_err(|_| refused());
    let day = IcuDate::try_new_iso(year.into(), small(month)?, small(day)?);
    Ok(formatter.format(&day.map_err(|_| refused())?).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Count;

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

    #[test]
    fn a_date_without_a_year_of_four_digits_is_refused() {
        let french = Localizer::new(Locale::Fr).unwrap();
        let date = Date::from_yo_opt(12_345, 1).unwrap();
        assert_eq!(french.long_date(date), Err(L10nError::Date { date }));
        for year in [0, -1, 10_000] {
            let date = Date::from_yo_opt(year, 1).unwrap();
            assert_eq!(french.short_date(date), Err(L10nError::Date { date }), "{year}");
        }
    }
}
