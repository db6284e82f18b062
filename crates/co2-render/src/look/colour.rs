//! Colours, and whether text in one is readable on another.

use core::fmt;
use core::str::FromStr;

/// A screen colour (sRGB), written `#0b5d3b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Colour([u8; 3]);

/// An error from parsing a [`Colour`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written with six hexadecimal digits, such as #0b5d3b")]
#[non_exhaustive]
pub struct ColourError;

/// The colours of a page, on which every text is readable: the contrast is at least 4.5 to 1
/// (WCAG 2.2, success criterion 1.4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Colours {
    accent: Colour,
    background: Colour,
}

/// An error from two colours whose contrast is too low.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text} on {background} has a contrast of {}.{:02}; text needs 4.50",
    .contrast_percent.checked_div(100).unwrap_or_default(), .contrast_percent.checked_rem(100).unwrap_or_default()
)]
#[non_exhaustive]
pub struct ContrastError {
    /// The colour of the text.
    pub text: Colour,
    /// The colour behind it.
    pub background: Colour,
    /// The contrast in hundredths, from 100 to 2,100.
    pub contrast_percent: u32,
}

/// The least contrast of text, in hundredths.
const LEAST: u32 = 450;

/// Luminances are in millionths.
const MILLION: u128 = 1_000_000;

impl Colour {
    /// White.
    pub const WHITE: Self = Self([255; 3]);
    /// The colour of text.
    pub(crate) const TEXT: Self = Self([0x22; 3]);
    /// The colour of notes.
    pub(crate) const MUTED: Self = Self([0x55; 3]);
    /// The colour of notices.
    pub(crate) const NOTICE: Self = Self([0xa0, 0, 0]);

    /// Makes a colour from its red, green and blue channels.
    pub const fn from_rgb(red: u8, green: u8, blue: u8) -> Self {
        Self([red, green, blue])
    }

    /// Returns the contrast of two colours in hundredths, rounded down, from 100 to 2,100 (WCAG 2.2,
    /// "contrast ratio").
    pub fn contrast_percent(self, other: Self) -> u32 {
        let (one, two) = (self.luminance(), other.luminance());
        let flare = |luminance: u128| luminance.saturating_add(50_000);
        let ratio = flare(one.max(two)).saturating_mul(100).checked_div(flare(one.min(two)));
        ratio.and_then(|ratio| u32::try_from(ratio).ok()).unwrap_or(100)
    }

    /// Returns the relative luminance, in millionths.
    fn luminance(self) -> u128 {
        let Self([red, green, blue]) = self;
        let part = |channel: u8, weight: u128| linear(channel).saturating_mul(weight);
        let sum = part(red, 2_126).saturating_add(part(green, 7_152));
        sum.saturating_add(part(blue, 722)).checked_div(10_000).unwrap_or_default()
    }
}

/// Removes the gamma from a channel (IEC 61966-2-1), in millionths, rounded down: c / 12.92 for a dark one,
/// otherwise ((c + 0.055) / 1.055)^2.4. It is computed in integers, so that the result is the same
/// everywhere: its fifth power is the twelfth power of the base.
fn linear(channel: u8) -> u128 {
    const ONE: u128 = 1_000_000_000_000_000_000;
    let channel = u128::from(channel);
    if channel <= 10 {
        // c / 255 / 12.92 = c / 3294.6
        return channel.saturating_mul(10_000_000).checked_div(32_946).unwrap_or_default();
    }
    let times = |a: u128, b: u128| a.saturating_mul(b).checked_div(ONE).unwrap_or_default();
    // (c / 255 + 0.055) / 1.055 = (40 c + 561) / 10761
    let base = channel.saturating_mul(40).saturating_add(561).saturating_mul(ONE);
    let base = base.checked_div(10_761).unwrap_or_default();
    let fourth = times(times(base, base), times(base, base));
    let twelfth = times(times(fourth, fourth), fourth);
    let (mut low, mut high) = (0_u128, MILLION);
    while low < high {
        let middle = low.saturating_add(high).saturating_add(1) >> 1;
        // Both sides are in units of 10⁻³⁰.
        let fits = middle.pow(5) <= twelfth.saturating_mul(MILLION).saturating_mul(MILLION);
        if fits {
            low = middle;
        } else {
            high = middle.saturating_sub(1);
        }
    }
    low
}

impl Colours {
    /// Makes colours from an accent, for headings and lines, and a background. Text is dark, so the background
    /// must be light.
    ///
    /// # Errors
    /// Returns an error if the accent, or one of the page's own text colours, would not be readable on the
    /// background.
    pub fn new(accent: Colour, background: Colour) -> Result<Self, ContrastError> {
        for text in [accent, Colour::NOTICE, Colour::MUTED, Colour::TEXT] {
            let contrast_percent = text.contrast_percent(background);
            if contrast_percent < LEAST {
                return Err(ContrastError { text, background, contrast_percent });
            }
        }
        Ok(Self { accent, background })
    }

    /// Returns the colour of headings and lines.
    pub const fn accent(self) -> Colour {
        self.accent
    }

    /// Returns the colour of the page.
    pub const fn background(self) -> Colour {
        self.background
    }
}

/// Dark grey on white.
impl Default for Colours {
    fn default() -> Self {
        Self { accent: Colour::TEXT, background: Colour::WHITE }
    }
}

impl FromStr for Colour {
    type Err = ColourError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('#').filter(|digits| {
            digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
        });
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let [_, red, green, blue] = number.ok_or(ColourError)?.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([red, green, blue]) = self;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Colour, Colours, linear};

    fn colour(text: &str) -> Colour {
        text.parse().unwrap()
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        assert_eq!(colour("#0B5d3b").to_string(), "#0b5d3b");
        for bad in ["", "#", "0b5d3b", "#fff", "#0b5d3b;", "#+b5d3b", "red", "#0b5d3é"] {
            assert!(bad.parse::<Colour>().is_err(), "{bad}");
        }
    }

    #[test]
    fn channels_are_those_of_the_standard() {
        // ((c / 255 + 0.055) / 1.055)^2.4, computed with 50 digits by bc.
        for (channel, millionths) in [
            (0, 0),
            (1, 303),
            (10, 3_035),
            (11, 3_346),
            (34, 15_996),
            (128, 215_860),
            (188, 502_886),
            (255, 1_000_000),
        ] {
            assert_eq!(linear(channel), millionths, "{channel}");
        }
        assert!((0..255).all(|channel| linear(channel) < linear(channel + 1)));
    }

    #[test]
    fn contrasts_are_those_of_the_guideline() {
        let black = colour("#000000");
        assert_eq!(black.contrast_percent(Colour::WHITE), 2_100);
        assert_eq!(Colour::WHITE.contrast_percent(black), 2_100);
        assert_eq!(black.contrast_percent(black), 100);
        // The greys just above and below the limit.
        assert_eq!(colour("#767676").contrast_percent(Colour::WHITE), 454);
        assert_eq!(colour("#777777").contrast_percent(Colour::WHITE), 447);
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        assert!(Colours::new(colour("#0b5d3b"), Colour::WHITE).is_ok());
        let faint = Colours::new(colour("#777777"), Colour::WHITE).unwrap_err();
        assert_eq!(faint.to_string(), "#777777 on #ffffff has a contrast of 4.47; text needs 4.50");
        // The accent is readable, but the page's own text is not.
        let dark = Colours::new(Colour::WHITE, colour("#202020")).unwrap_err();
        assert_eq!(dark.text, Colour::NOTICE);
        let usual = Colours::default();
        assert_eq!(Colours::new(usual.accent(), usual.background()), Ok(usual));
    }
}
