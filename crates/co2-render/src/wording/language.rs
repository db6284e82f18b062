//! The languages of badges and pages.

use core::fmt;
use core::str::FromStr;

/// A language in which badges and pages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Language {
    /// Bulgarian
    Bg,
    /// German
    De,
    /// English
    En,
    /// French
    Fr,
    /// Hindi
    Hi,
    /// Dutch
    Nl,
    /// Swedish
    Sv,
    /// Chinese, simplified
    Zh,
}

/// A text that names no language of this crate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no words for the language {text:?}; there are {}", Language::ALL.map(Language::as_str).join(", "))]
#[non_exhaustive]
pub struct UnknownLanguage {
    /// What was given, at most its first 40 characters.
    pub text: String,
}

impl Language {
    /// Every language, by its tag.
    pub const ALL: [Self; 8] =
        [Self::Bg, Self::De, Self::En, Self::Fr, Self::Hi, Self::Nl, Self::Sv, Self::Zh];

    /// Its tag (BCP 47), such as `sv`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bg => "bg",
            Self::De => "de",
            Self::En => "en",
            Self::Fr => "fr",
            Self::Hi => "hi",
            Self::Nl => "nl",
            Self::Sv => "sv",
            Self::Zh => "zh",
        }
    }

    /// The tag for markup: Chinese says which characters it is written with.
    pub(crate) const fn markup_tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-Hans",
            other => other.as_str(),
        }
    }

    /// The words that come with the crate.
    pub(super) const fn catalogue(self) -> &'static str {
        match self {
            Self::Bg => include_str!("../../data/l10n/bg.txt"),
            Self::De => include_str!("../../data/l10n/de.txt"),
            Self::En => include_str!("../../data/l10n/en.txt"),
            Self::Fr => include_str!("../../data/l10n/fr.txt"),
            Self::Hi => include_str!("../../data/l10n/hi.txt"),
            Self::Nl => include_str!("../../data/l10n/nl.txt"),
            Self::Sv => include_str!("../../data/l10n/sv.txt"),
            Self::Zh => include_str!("../../data/l10n/zh.txt"),
        }
    }

    /// Whether words are written without blanks between them.
    pub(super) const fn has_no_blanks(self) -> bool {
        matches!(self, Self::Zh)
    }
}

/// One of the tags of [`Language::ALL`], in lower case.
impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = |language: &Self| language.as_str() == text;
        Self::ALL
            .into_iter()
            .find(named)
            .ok_or_else(|| UnknownLanguage { text: text.chars().take(40).collect() })
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
