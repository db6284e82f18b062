//! Statements in eleven locales.
//!
//! Numbers, plurals and dates are written by ICU4X with CLDR data. The words for large numbers
//! belong to this crate, because ICU4X rounds to the nearest: its "216 thousand" for 215,517 would
//! make "more than" false. Here a number is written with a word only if no digit is lost.
//!
//! The sentences are in the folder `data/l10n`, and each file says whether a person has reviewed
//! it. None has been reviewed yet: `reviewed = no`. Everything in the crate's editions has a name
//! in every locale. A host replaces any sentence, and adds the names of its own things, with
//! [`Localizer::with_message`]; a thing without a name is refused instead of being shown in
//! English. The name of an edition is a citation and stays as published.
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

mod error;
mod messages;
mod numbers;
mod sentences;
mod words;

pub use self::error::L10nError;
pub use co2_l10n::{Locale, UnknownLocale};

use co2_l10n::{Catalogue, Numbers};
use core::fmt;

/// Writes numbers, dates and statements in one locale. Creating a value loads the data of the
/// locale, so keep one in each thread (ICU4X shares data between threads only if it is built with
/// its feature `sync`).
pub struct Localizer {
    locale: Locale,
    numbers: Numbers,
    messages: Catalogue,
}

impl Localizer {
    /// Makes a localizer with the sentences that come with the crate.
    ///
    /// # Errors
    /// Returns an error if ICU4X was built without the data of the locale.
    pub fn new(locale: Locale) -> Result<Self, L10nError> {
        Ok(Self {
            locale,
            numbers: Numbers::new(locale)?,
            messages: Catalogue::new(locale, catalogue(locale))?,
        })
    }

    /// Returns the locale.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// Returns true if a person who knows the language has reviewed the sentences that come with
    /// the crate.
    pub fn is_reviewed(&self) -> bool {
        self.messages.text("reviewed") == Some("yes")
    }
}

/// The sentences that come with the crate.
fn catalogue(locale: Locale) -> &'static str {
    match locale {
        Locale::Bg => include_str!("../../data/l10n/bg.ftl"),
        Locale::De | Locale::DeCh => include_str!("../../data/l10n/de.ftl"),
        Locale::Fr => include_str!("../../data/l10n/fr.ftl"),
        Locale::Hi => include_str!("../../data/l10n/hi.ftl"),
        Locale::Ja => include_str!("../../data/l10n/ja.ftl"),
        Locale::Nl => include_str!("../../data/l10n/nl.ftl"),
        Locale::Sv => include_str!("../../data/l10n/sv.ftl"),
        Locale::Zh => include_str!("../../data/l10n/zh.ftl"),
        // A test finds any locale that has no catalogue of its own yet.
        _ => include_str!("../../data/l10n/en.ftl"),
    }
}

impl fmt::Debug for Localizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Localizer").field("locale", &self.locale).finish_non_exhaustive()
    }
}
