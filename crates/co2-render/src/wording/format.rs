//! The formatting of numbers and dates.

use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Co2eUnit, Date, Timestamp};

/// The plain format of the certificate's JSON, or that of a locale.
pub(super) struct Formats {
    icu: Option<icu::Icu>,
}

impl Formats {
    pub(super) const fn plain() -> Self {
        Self { icu: None }
    }

    #[cfg(feature = "l10n")]
    pub(super) fn of(locale: super::Locale) -> Result<Self, super::WordingError> {
        Ok(Self { icu: Some(icu::Icu::new(locale)?) })
    }

    pub(super) fn amount(&self, amount: Co2e) -> String {
        let text = amount.display(Co2eUnit::Kilogram).to_string();
        match text.split_once(' ') {
            Some((digits, unit)) => format!("{} {unit}", self.digits(digits)),
            None => text,
        }
    }

    pub(super) fn decimal(&self, number: Decimal) -> String {
        self.digits(&number.to_string())
    }

    /// Formats a plain decimal number.
    fn digits(&self, digits: &str) -> String {
        if let Some(text) = self.icu.as_ref().and_then(|icu| icu.number(digits)) {
            return text;
        }
        digits.to_owned()
    }

    pub(super) fn date(&self, date: Date) -> String {
        if let Some(text) = self.icu.as_ref().and_then(|icu| icu.date(date)) {
            return text;
        }
        date.to_string()
    }

    pub(super) fn instant(&self, at: Timestamp) -> String {
        if let Some(day) = self.icu.as_ref().and_then(|icu| icu.date(at.date())) {
            let text = at.to_string();
            let time = text.split_once('T').map_or("", |(_, time)| time.trim_end_matches('Z'));
            return format!("{day}, {time} UTC");
        }
        at.to_string()
    }
}

#[cfg(feature = "l10n")]
mod icu {
    use co2_l10n::{Locale, NoLocaleData, Numbers};
    use co2_units::Date;

    /// The numbers and dates of a locale.
    pub(super) struct Icu(Numbers);

    impl Icu {
        pub(super) fn new(locale: Locale) -> Result<Self, NoLocaleData> {
            Numbers::for_pages(locale).map(Self)
        }

        /// Returns `None` if the text is not a number, or is too long.
        pub(super) fn number(&self, digits: &str) -> Option<String> {
            self.0.decimal_grouped_from_two(digits)
        }

        /// Returns `None` before the year 1 and after 9999.
        pub(super) fn date(&self, date: Date) -> Option<String> {
            self.0.long_date(date)
        }
    }
}

/// Without the feature, no value of this type exists.
#[cfg(not(feature = "l10n"))]
mod icu {
    use co2_units::Date;

    #[derive(Clone, Copy)]
    pub(super) enum Icu {}

    impl Icu {
        pub(super) fn number(self, _: &str) -> Option<String> {
            match self {}
        }

        pub(super) fn date(self, _: Date) -> Option<String> {
            match self {}
        }
    }
}
