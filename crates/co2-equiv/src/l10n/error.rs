//! Errors of localised statements.

use super::Locale;
use crate::LabelError;
use co2_units::Date;

/// The error for something that cannot be written in a locale.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum L10nError {
    /// ICU4X has no data for the locale.
    #[error(transparent)]
    NoData(#[from] co2_l10n::NoLocaleData),
    /// The catalogue of the locale cannot be read, or a host's message is not valid.
    #[error(transparent)]
    Catalogue(#[from] co2_l10n::CatalogueError),
    /// There is no sentence with this key; a host can add one.
    #[error("no translation of {key} into {locale}")]
    NotTranslated {
        /// The locale.
        locale: Locale,
        /// The key, such as `thing.laptop.other`.
        key: String,
    },
    /// The key of a host's message does not exist in this crate.
    #[error("no message has the key {key:?}")]
    UnknownKey {
        /// The key given, at most its first 80 characters.
        key: String,
    },
    /// A host's message lacks a placeholder or has it twice.
    #[error("the message {key} needs {placeholder} exactly once")]
    Placeholder {
        /// The key.
        key: String,
        /// The placeholder, such as `{n}`.
        placeholder: &'static str,
    },
    /// A host's message is empty, too long or has a line break.
    #[error("the message {key} is not a text for a sentence")]
    Text {
        /// The key.
        key: String,
        /// The reason.
        source: LabelError,
    },
    /// The year of the date does not have four digits.
    #[error("no date: {date}")]
    Date {
        /// The date.
        date: Date,
    },
}
