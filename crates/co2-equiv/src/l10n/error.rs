//! What cannot be said in a locale.

use super::Locale;
use crate::LabelError;
use co2_units::Date;

/// Why something cannot be said in a locale.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum L10nError {
    /// ICU4X has no data for the locale.
    #[error(transparent)]
    NoData(#[from] co2_l10n::NoLocaleData),
    /// The catalogue of the locale cannot be read, or a host's message is none.
    #[error(transparent)]
    Catalogue(#[from] co2_l10n::CatalogueError),
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
    #[error("the message {key} is not a text for a sentence")]
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
