//! The supported locales.

use core::fmt;
use core::str::FromStr;
use unic_langid::LanguageIdentifier;

/// A language, with the number and date conventions of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Locale {
    /// Bulgarian
    Bg,
    /// German
    De,
    /// German in Switzerland
    DeCh,
    /// English, with numbers and dates as in the United States whatever the region of the tag: a
    /// short date has the month first
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

/// The error for a text that does not name a supported locale.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnknownLocale {
    /// The language is not supported, or the text is not a language tag.
    #[error("no sentences for the locale {text:?}; there are {}", Locale::ALL.map(Locale::as_str).join(", "))]
    Language {
        /// The text given, at most its first 40 characters.
        text: String,
    },
    /// The language is supported, but not in this script: Chinese in traditional characters, as in
    /// Taiwan, Hong Kong, Macao, the United States and other places, or Hindi in Latin letters.
    #[error("{locale} is supported in the script {script} only, and {text:?} is in another")]
    Script {
        /// The text given, at most its first 40 characters.
        text: String,
        /// The supported locale of the same language.
        locale: Locale,
        /// The script of that locale, such as `Hans`.
        script: &'static str,
    },
}

impl Locale {
    /// All locales, ordered by tag.
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

    /// Returns the BCP 47 tag, such as `de-CH`.
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

    /// Returns the ISO 15924 code of the script.
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

    /// Returns the language tag for markup. For Chinese it includes the script.
    pub const fn markup_tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-Hans",
            other => other.as_str(),
        }
    }

    /// Returns true if the language does not put spaces between words.
    pub const fn has_no_blanks(self) -> bool {
        matches!(self, Self::Ja | Self::Zh)
    }

    /// Returns true if the language is English.
    pub const fn is_english(self) -> bool {
        matches!(self, Self::En | Self::EnIn)
    }
}

/// Reads a tag such as `sv`, `sv-SE` or `de-CH`. An unknown region is ignored, and numbers and
/// dates are then written as in the language's [`Locale`]; language and script are never ignored.
/// `de-LI` is read as `de-CH`: in Liechtenstein, too, the decimal mark is a point.
///
/// ```
/// use co2_l10n::{Locale, UnknownLocale};
/// assert_eq!("zh-SG".parse(), Ok(Locale::Zh));
/// assert!(matches!("zh-TW".parse::<Locale>(), Err(UnknownLocale::Script { script: "Hans", .. })));
/// ```
impl FromStr for Locale {
    type Err = UnknownLocale;

    fn from_str(given: &str) -> Result<Self, Self::Err> {
        let text = || given.chars().take(40).collect();
        let unknown = || UnknownLocale::Language { text: text() };
        // An extension, such as one for a calendar, has no effect here.
        let tag = given.split("-u-").next().unwrap_or_default();
        let tag: LanguageIdentifier = tag.parse().map_err(|_| unknown())?;
        let parts = |locale: &Self| match locale.as_str().split_once('-') {
            None => (locale.as_str(), None),
            Some((language, region)) => (language, Some(region)),
        };
        let region = tag.region.as_ref().map(unic_langid::subtags::Region::as_str);
        let named = |locale: &Self| parts(locale).0 == tag.language.as_str();
        let exact = |locale: &Self| named(locale) && parts(locale).1 == region;
        let plain = |locale: &Self| named(locale) && parts(locale).1.is_none();
        let liechtenstein = region == Some("LI");
        let mut all = Self::ALL.into_iter();
        let locale = all.clone().find(exact).or_else(|| all.find(plain)).ok_or_else(unknown)?;
        let locale = if locale == Self::De && liechtenstein { Self::DeCh } else { locale };
        let own = locale.script();
        let traditional = |region: &str| locale == Self::Zh && TRADITIONAL.contains(&region);
        let same = match (tag.script, region) {
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

/// The regions where Chinese is written in traditional characters unless the tag names a script, by
/// the likely subtags of CLDR 48.
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
        // Readers there would take 77.400 for a decimal fraction.
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

    /// Readers in Taipei once got simplified characters.
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
            "zh is supported in the script Hans only, and \"zh-TW\" is in another"
        );
        for text in ["zh-Hans-TW", "zh-CN", "zh-SG"] {
            assert_eq!(text.parse(), Ok(Locale::Zh), "{text}");
        }
        assert_eq!("sv-Latn-FI".parse(), Ok(Locale::Sv));
        assert_eq!("hi-Deva".parse(), Ok(Locale::Hi));
    }
}
