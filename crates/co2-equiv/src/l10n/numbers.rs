//! Numbers, amounts and dates.

use super::words::{Word, before_word, words};
use super::{L10nError, Locale, Localizer};
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Co2eUnit, Date};

/// Below this number, digits are easier to read, even in languages with a word for ten thousand.
const LEAST_IN_WORDS: u64 = 100_000;

impl Localizer {
    /// Writes a whole number with its groups of digits.
    pub fn number(&self, number: u64) -> String {
        self.digits(&number.to_string())
    }

    /// Writes a decimal number with all its digits.
    pub fn decimal(&self, number: Decimal) -> String {
        self.digits(&number.to_string())
    }

    /// Writes plain digits as the locale does. The text of a `Decimal` is always a number.
    fn digits(&self, digits: &str) -> String {
        self.numbers.decimal(digits).unwrap_or_else(|| digits.to_owned())
    }

    /// Writes a whole number with a word if the locale has one and no digit is lost: `1.7 million`,
    /// `170万`, but `1,789,123`. The text always states the exact number.
    pub fn number_in_words(&self, number: u64) -> String {
        match self.worded(number) {
            Some(text) => text,
            None => self.number(number),
        }
    }

    /// Returns the number with a word if it has at most three digits after the point.
    pub(super) fn worded(&self, number: u64) -> Option<String> {
        let Word(scale, one, other) =
            *words(self.locale).iter().find(|Word(scale, ..)| *scale <= number)?;
        if number < LEAST_IN_WORDS {
            return None;
        }
        let thousandths = scale.checked_div(1_000)?;
        if number.checked_rem(thousandths)? != 0 {
            return None;
        }
        let mantissa = number.checked_div(thousandths)?;
        let (whole, rest) = (mantissa.checked_div(1_000)?, mantissa.checked_rem(1_000)?);
        let plain = format!("{whole}.{rest:03}");
        let plain = plain.trim_end_matches('0').trim_end_matches('.');
        let name = if self.numbers.plural(plain) == "one" { one } else { other };
        let digits = self.numbers.decimal_grouped_from_two(plain)?;
        Some(format!("{digits}{}{name}", before_word(self.locale)))
    }

    /// Returns the plural category of a number followed by a noun, such as `one`.
    pub fn plural(&self, number: u64) -> &'static str {
        self.numbers.plural(&number.to_string())
    }

    /// Writes an exact amount: in tonnes from one tonne up, in kilograms below.
    pub fn amount(&self, amount: Co2e) -> String {
        let (unit, name) = if amount < Co2e::TONNE {
            (Co2eUnit::Kilogram, "kg")
        } else {
            (Co2eUnit::Tonne, self.tonne())
        };
        let text = amount.display(unit).to_string();
        let digits = text.split(' ').next().unwrap_or_default();
        format!("{} {name} CO2e", self.digits(digits))
    }

    /// Returns the name of the metric tonne, never a word that means a short ton.
    fn tonne(&self) -> &'static str {
        match self.locale {
            Locale::Sv | Locale::Nl => "ton",
            Locale::Bg => "тона",
            Locale::Zh => "吨",
            Locale::Ja => "トン",
            Locale::Hi => "टन",
            _ => "t",
        }
    }

    /// Writes a date with the name of the month: `27 februari 2021`.
    ///
    /// # Errors
    /// Returns an error if the date is not in the years 1 to 9999.
    pub fn long_date(&self, date: Date) -> Result<String, L10nError> {
        self.numbers.long_date(date).ok_or(L10nError::Date { date })
    }

    /// Writes a date in digits: `2021-02-27`.
    ///
    /// # Errors
    /// Returns an error if the date is not in the years 1 to 9999.
    pub fn short_date(&self, date: Date) -> Result<String, L10nError> {
        self.numbers.short_date(date).ok_or(L10nError::Date { date })
    }
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
