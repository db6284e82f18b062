//! How numbers and dates are written.

use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Co2eUnit, Date, Timestamp};

/// Plain spellings, as in the certificate's JSON, or those of a language.
pub(super) struct Formats {
    icu: Option<icu::Icu>,
}

impl Formats {
    pub(super) const fn plain() -> Self {
        Self { icu: None }
    }

    #[cfg(feature = "l10n")]
    pub(super) fn of(language: super::Language) -> Result<Self, super::WordingError> {
        Ok(Self { icu: Some(icu::Icu::new(language)?) })
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

    /// A plain decimal number.
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
    use super::super::{Language, WordingError};
    use co2_units::Date;
    use icu_datetime::DateTimeFormatter;
    use icu_datetime::fieldsets::YMD;
    use icu_datetime::input::Date as IcuDate;
    use icu_decimal::DecimalFormatter;
    use icu_decimal::input::Decimal as IcuDecimal;
    use icu_decimal::options::{DecimalFormatterOptions, GroupingStrategy};
    use icu_locale_core::{Locale, locale};

    /// The data of CLDR, through ICU4X.
    pub(super) struct Icu {
        numbers: DecimalFormatter,
        dates: DateTimeFormatter<YMD>,
    }

    impl Icu {
        pub(super) fn new(language: Language) -> Result<Self, WordingError> {
            let no_data = |reason: String| WordingError::NoData { language, reason };
            let mut options = DecimalFormatterOptions::default();
            options.grouping_strategy = Some(GroupingStrategy::Min2);
            let numbers = DecimalFormatter::try_new(locale_of(language).into(), options)
                .map_err(|error| no_data(error.to_string()))?;
            let dates = DateTimeFormatter::try_new(locale_of(language).into(), YMD::long())
                .map_err(|error| no_data(error.to_string()))?;
            Ok(Self { numbers, dates })
        }

        /// `None` for what is no number, or too long.
        pub(super) fn number(&self, digits: &str) -> Option<String> {
            let number = IcuDecimal::try_from_str(digits).ok()?;
            Some(self.numbers.format(&number).to_string())
        }

        /// `None` before the year 1 and after 9999.
        pub(super) fn date(&self, date: Date) -> Option<String> {
            // There it is written YYYY-MM-DD.
            let text = date.to_string();
            let mut parts = text.split('-').map(|part| part.parse::<u16>().ok());
            let year = parts.next()??;
            let mut small = || u8::try_from(parts.next()??).ok();
            let day = IcuDate::try_new_iso(year.into(), small()?, small()?).ok()?;
            Some(self.dates.format(&day).to_string())
        }
    }

    /// English writes the day before the month, as most readers of the page do.
    const fn locale_of(language: Language) -> Locale {
        match language {
            Language::Bg => locale!("bg"),
            Language::De => locale!("de"),
            Language::En => locale!("en-GB"),
            Language::Fr => locale!("fr"),
            Language::Hi => locale!("hi"),
            Language::Nl => locale!("nl"),
            Language::Sv => locale!("sv"),
            Language::Zh => locale!("zh"),
        }
    }
}

/// Without the feature there is none.
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
