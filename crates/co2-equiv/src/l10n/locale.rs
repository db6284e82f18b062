//! The locales and their words for large numbers.

use core::fmt;
use core::str::FromStr;
use icu_locale_core::subtags::Region;
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
    /// English, with numbers and dates as in the United States, whatever the place of a tag: a short
    /// date has the month first
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

/// Why a text names no locale of this crate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnknownLocale {
    /// Another language, or no tag of a language at all.
    #[error("no sentences for the locale {text:?}; there are {}", Locale::ALL.map(Locale::as_str).join(", "))]
    Language {
        /// What was given, at most its first 40 characters.
        text: String,
    },
    /// The language in a script that there are no sentences in: traditional Chinese characters, which
    /// are those of Chinese in Taiwan, Hong Kong, Macao, the United States and other places, or Hindi in
    /// Latin letters.
    #[error("{locale} is written here in the script {script}, and {text:?} is another")]
    Script {
        /// What was given, at most its first 40 characters.
        text: String,
        /// The locale of the same language.
        locale: Locale,
        /// Its script, such as `Hans`.
        script: &'static str,
    },
}

/// A word for a large number, after which the rest of the digits are left out: the number, the word
/// after one of it, and after any other.
#[derive(Clone, Copy)]
pub(super) struct Word(pub(super) u64, pub(super) &'static str, pub(super) &'static str);

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

    /// The script of its sentences, by ISO 15924.
    const fn script(self) -> &'static str {
        match self {
            Self::Bg => "Cyrl",
            Self::Hi => "Deva",
            Self::Ja => "Jpan",
            Self::Zh => "Hans",
            Self::De | Self::DeCh | Self::En | Self::EnIn | Self::Fr | Self::Nl | Self::Sv => {
                "Latn"
            }
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
            Self::En => &[
                Word(TRILLION, "trillion", "trillion"),
                Word(BILLION, "billion", "billion"),
                Word(MILLION, "million", "million"),
            ],
            Self::EnIn => &[
                Word(TRILLION, "lakh crore", "lakh crore"),
                Word(CRORE, "crore", "crore"),
                Word(LAKH, "lakh", "lakh"),
            ],
            Self::Sv => &[
                Word(TRILLION, "biljon", "biljoner"),
                Word(BILLION, "miljard", "miljarder"),
                Word(MILLION, "miljon", "miljoner"),
            ],
            Self::Bg => &[
                Word(TRILLION, "трилион", "трилиона"),
                Word(BILLION, "милиард", "милиарда"),
                Word(MILLION, "милион", "милиона"),
            ],
            Self::Nl => &[
                Word(TRILLION, "biljoen", "biljoen"),
                Word(BILLION, "miljard", "miljard"),
                Word(MILLION, "miljoen", "miljoen"),
            ],
            Self::De | Self::DeCh => &[
                Word(TRILLION, "Billion", "Billionen"),
                Word(BILLION, "Milliarde", "Milliarden"),
                Word(MILLION, "Million", "Millionen"),
            ],
            Self::Fr => &[
                Word(TRILLION, "billion", "billions"),
                Word(BILLION, "milliard", "milliards"),
                Word(MILLION, "million", "millions"),
            ],
            Self::Hi => &[
                Word(HUNDRED_BILLION, "खरब", "खरब"),
                Word(BILLION, "अरब", "अरब"),
                Word(CRORE, "करोड़", "करोड़"),
                Word(LAKH, "लाख", "लाख"),
            ],
            Self::Zh => &[
                Word(TRILLION, "万亿", "万亿"),
                Word(HUNDRED_MILLION, "亿", "亿"),
                Word(TEN_THOUSAND, "万", "万"),
            ],
            Self::Ja => &[
                Word(TRILLION, "兆", "兆"),
                Word(HUNDRED_MILLION, "億", "億"),
                Word(TEN_THOUSAND, "万", "万"),
            ],
        }
    }
}

/// A tag such as `sv`, `sv-SE` or `de-CH`. A place that is not known is left out, and numbers and dates are
/// then those of the language's [`Locale`]; language and script never are. `de-LI` is `de-CH`: in
/// Liechtenstein, too, a point stands before decimals, not between thousands.
///
/// ```
/// use co2_equiv::l10n::{Locale, UnknownLocale};
/// assert_eq!("zh-SG".parse(), Ok(Locale::Zh));
/// assert!(matches!("zh-TW".parse::<Locale>(), Err(UnknownLocale::Script { script: "Hans", .. })));
/// ```
impl FromStr for Locale {
    type Err = UnknownLocale;

    fn from_str(given: &str) -> Result<Self, Self::Err> {
        let text = || given.chars().take(40).collect();
        let unknown = || UnknownLocale::Language { text: text() };
        let tag = IcuLocale::try_from_str(given).map_err(|_| unknown())?.id;
        let named = |locale: &Self| locale.icu().id.language == tag.language;
        let exact = |locale: &Self| named(locale) && locale.icu().id.region == tag.region;
        let plain = |locale: &Self| named(locale) && locale.icu().id.region.is_none();
        let liechtenstein = tag.region.is_some_and(|region| region.as_str() == "LI");
        let mut all = Self::ALL.into_iter();
        let locale = all.clone().find(exact).or_else(|| all.find(plain)).ok_or_else(unknown)?;
        let locale = if locale == Self::De && liechtenstein { Self::DeCh } else { locale };
        let own = locale.script();
        let traditional =
            |region: Region| locale == Self::Zh && TRADITIONAL.contains(&region.as_str());
        let same = match (tag.script, tag.region) {
            (Some(script), _) => script.as_str() == own,
            (None, Some(region)) => !traditional(region),
            (None, None) => true,
        };
        if same {
            Ok(locale)
        } else {
            Err(UnknownLocale::Script { text: text(), locale, script: own })
        }
    }
}

/// Where Chinese is written with traditional characters unless a tag says otherwise, by the likely
/// subtags of CLDR 48.
const TRADITIONAL: [&str; 15] =
    ["AU", "BN", "GB", "GF", "HK", "ID", "MO", "PA", "PF", "PH", "SR", "TH", "TW", "US", "VN"];

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read() {
        for locale in Locale::ALL {
            assert_eq!(locale.as_str().parse(), Ok(locale));
        }
        assert_eq!("sv-SE".parse(), Ok(Locale::Sv));
        assert_eq!("de-AT".parse(), Ok(Locale::De));
        // 77.400 would be read there as 77 and a fraction.
        assert_eq!("de-LI".parse(), Ok(Locale::DeCh));
        assert_eq!("en-US".parse(), Ok(Locale::En));
        assert_eq!("zh-Hans-CN".parse(), Ok(Locale::Zh));
    }

    #[test]
    fn another_language_is_refused() {
        for text in ["tlh", "", "a b", "yue", "und", "x-zh"] {
            let refused = text.parse::<Locale>();
            assert!(matches!(refused, Err(UnknownLocale::Language { .. })), "{text}: {refused:?}");
        }
    }

    /// Readers in Taipei were once given simplified characters.
    #[test]
    fn another_script_is_refused() {
        for text in [
            "zh-TW",
            "zh-HK",
            "zh-MO",
            "zh-US",
            "zh-tw",
            "zh-Hant",
            "zh-Hant-CN",
            "zh-Hant-TW",
            "zh-Latn",
            "hi-Latn",
            "bg-Latn",
            "de-Cyrl",
        ] {
            let refused = text.parse::<Locale>();
            assert!(matches!(refused, Err(UnknownLocale::Script { .. })), "{text}: {refused:?}");
        }
        let refused = "zh-TW".parse::<Locale>().unwrap_err();
        assert_eq!(
            refused.to_string(),
            "zh is written here in the script Hans, and \"zh-TW\" is another"
        );
        for text in ["zh-Hans-TW", "zh-CN", "zh-SG"] {
            assert_eq!(text.parse(), Ok(Locale::Zh), "{text}");
        }
        assert_eq!("sv-Latn-FI".parse(), Ok(Locale::Sv));
        assert_eq!("hi-Deva".parse(), Ok(Locale::Hi));
    }
}
