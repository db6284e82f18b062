//! The locales and their words for large numbers.

use core::fmt;
use core::str::FromStr;
use icu_locale_core::{Locale as IcuLocale, locale};

/// A language, with the habits of a place in writing numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Locale {
    /// Bulgarian
    Bg,
    /// German
    De,
    /// German in Switzerland
    DeCh,
    /// English
    En,
    /// English in India: lakh and crore
    EnIn,
    /// French
    Fr,
    /// Hindi
    Hi,
    /// Japanese
    Ja,
    /// Dutch
    Nl,
    /// Swedish
    Sv,
    /// Chinese, simplified
    Zh,
}

/// A text that names no locale of this crate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no sentences for the locale {text:?}; there are {}", Locale::ALL.map(Locale::as_str).join(", "))]
#[non_exhaustive]
pub struct UnknownLocale {
    /// What was given, at most its first 40 characters.
    pub text: String,
}

/// A word for a large number, after which the rest of the digits are left out.
#[derive(Clone, Copy)]
pub(super) struct Word {
    pub(super) scale: u64,
    pub(super) one: &'static str,
    pub(super) other: &'static str,
}

const fn word(scale: u64, one: &'static str, other: &'static str) -> Word {
    Word { scale, one, other }
}

const LAKH: u64 = 100_000;
const CRORE: u64 = 10_000_000;
const TEN_THOUSAND: u64 = 10_000;
const MILLION: u64 = 1_000_000;
const HUNDRED_MILLION: u64 = 100_000_000;
const BILLION: u64 = 1_000_000_000;
const HUNDRED_BILLION: u64 = 100_000_000_000;
const TRILLION: u64 = 1_000_000_000_000;

impl Locale {
    /// Every locale, by its tag.
    pub const ALL: [Self; 11] = [
        Self::Bg,
        Self::De,
        Self::DeCh,
        Self::En,
        Self::EnIn,
        Self::Fr,
        Self::Hi,
        Self::Ja,
        Self::Nl,
        Self::Sv,
        Self::Zh,
    ];

    /// Its tag, such as `de-CH`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bg => "bg",
            Self::De => "de",
            Self::DeCh => "de-CH",
            Self::En => "en",
            Self::EnIn => "en-IN",
            Self::Fr => "fr",
            Self::Hi => "hi",
            Self::Ja => "ja",
            Self::Nl => "nl",
            Self::Sv => "sv",
            Self::Zh => "zh",
        }
    }

    pub(super) const fn icu(self) -> IcuLocale {
        match self {
            Self::Bg => locale!("bg"),
            Self::De => locale!("de"),
            Self::DeCh => locale!("de-CH"),
            Self::En => locale!("en"),
            Self::EnIn => locale!("en-IN"),
            Self::Fr => locale!("fr"),
            Self::Hi => locale!("hi"),
            Self::Ja => locale!("ja"),
            Self::Nl => locale!("nl"),
            Self::Sv => locale!("sv"),
            Self::Zh => locale!("zh"),
        }
    }

    /// The catalogue of its sentences.
    pub(super) const fn catalogue(self) -> &'static str {
        match self {
            Self::Bg => include_str!("../../data/l10n/bg.txt"),
            Self::De | Self::DeCh => include_str!("../../data/l10n/de.txt"),
            Self::En | Self::EnIn => include_str!("../../data/l10n/en.txt"),
            Self::Fr => include_str!("../../data/l10n/fr.txt"),
            Self::Hi => include_str!("../../data/l10n/hi.txt"),
            Self::Ja => include_str!("../../data/l10n/ja.txt"),
            Self::Nl => include_str!("../../data/l10n/nl.txt"),
            Self::Sv => include_str!("../../data/l10n/sv.txt"),
            Self::Zh => include_str!("../../data/l10n/zh.txt"),
        }
    }

    /// Whether things may be named in English.
    pub(super) const fn is_english(self) -> bool {
        matches!(self, Self::En | Self::EnIn)
    }

    /// What stands between a number and a word for a large number.
    pub(super) const fn before_word(self) -> &'static str {
        match self {
            Self::Zh | Self::Ja => "",
            Self::En | Self::EnIn | Self::Hi => " ",
            Self::Bg | Self::De | Self::DeCh | Self::Fr | Self::Nl | Self::Sv => "\u{a0}",
        }
    }

    /// Words for large numbers, the largest first.
    pub(super) const fn words(self) -> &'static [Word] {
        match self {
            Self::En => {
                const {
                    &[
                        word(TRILLION, "trillion", "trillion"),
                        word(BILLION, "billion", "billion"),
                        word(MILLION, "million", "million"),
                    ]
                }
            }
            Self::EnIn => {
                const {
                    &[
                        word(TRILLION, "lakh crore", "lakh crore"),
                        word(CRORE, "crore", "crore"),
                        word(LAKH, "lakh", "lakh"),
                    ]
                }
            }
            Self::Sv => {
                const {
                    &[
                        word(TRILLION, "biljon", "biljoner"),
                        word(BILLION, "miljard", "miljarder"),
                        word(MILLION, "miljon", "miljoner"),
                    ]
                }
            }
            Self::Bg => {
                const {
                    &[
                        word(TRILLION, "трилион", "трилиона"),
                        word(BILLION, "милиард", "милиарда"),
                        word(MILLION, "милион", "милиона"),
                    ]
                }
            }
            Self::Nl => {
                const {
                    &[
                        word(TRILLION, "biljoen", "biljoen"),
                        word(BILLION, "miljard", "miljard"),
                        word(MILLION, "miljoen", "miljoen"),
                    ]
                }
            }
            Self::De | Self::DeCh => {
                const {
                    &[
                        word(TRILLION, "Billion", "Billionen"),
                        word(BILLION, "Milliarde", "Milliarden"),
                        word(MILLION, "Million", "Millionen"),
                    ]
                }
            }
            Self::Fr => {
                const {
                    &[
                        word(TRILLION, "billion", "billions"),
                        word(BILLION, "milliard", "milliards"),
                        word(MILLION, "million", "millions"),
                    ]
                }
            }
            Self::Hi => {
                const {
                    &[
                        word(HUNDRED_BILLION, "खरब", "खरब"),
                        word(BILLION, "अरब", "अरब"),
                        word(CRORE, "करोड़", "करोड़"),
                        word(LAKH, "लाख", "लाख"),
                    ]
                }
            }
            Self::Zh => {
                const {
                    &[
                        word(TRILLION, "万亿", "万亿"),
                        word(HUNDRED_MILLION, "亿", "亿"),
                        word(TEN_THOUSAND, "万", "万"),
                    ]
                }
            }
            Self::Ja => {
                const {
                    &[
                        word(TRILLION, "兆", "兆"),
                        word(HUNDRED_MILLION, "億", "億"),
                        word(TEN_THOUSAND, "万", "万"),
                    ]
                }
            }
        }
    }
}

/// A tag such as `sv`, `sv-SE` or `de-CH`. A place that is not known is left out; the language never.
impl FromStr for Locale {
    type Err = UnknownLocale;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownLocale { text: text.chars().take(40).collect() };
        let tag = IcuLocale::try_from_str(text).map_err(|_| unknown())?;
        // Traditional characters are another written language.
        if tag.id.script.is_some_and(|script| script.as_str() == "Hant") {
            return Err(unknown());
        }
        let region = tag.id.region;
        let named = |locale: &Self| locale.icu().id.language == tag.id.language;
        let exact = |locale: &Self| named(locale) && locale.icu().id.region == region;
        let plain = |locale: &Self| named(locale) && locale.icu().id.region.is_none();
        let all = Self::ALL.into_iter();
        all.clone().find(exact).or_else(|| all.clone().find(plain)).ok_or_else(unknown)
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
