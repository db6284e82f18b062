//! Themes and sizes of badges.

use super::card::Kind;

/// The appearance of a badge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BadgeStyle {
    /// The colours.
    pub theme: Theme,
    /// The size.
    pub size: Size,
}

/// The colours of a badge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Theme {
    /// Dark text on white.
    #[default]
    Light,
    /// Light text on almost black.
    Dark,
}

/// The size of a badge. Every size states the same facts; the height depends on the content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Size {
    /// 240 pixels wide, for lists of products.
    Small,
    /// 320 pixels wide.
    #[default]
    Medium,
    /// 480 pixels wide, with the certificate's address as a QR code, for stickers and pages.
    Large,
}

impl Theme {
    /// All themes.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];
}

impl Size {
    /// All sizes, the smallest first.
    pub const ALL: [Self; 3] = [Self::Small, Self::Medium, Self::Large];

    pub(super) const fn measures(self) -> Measures {
        match self {
            Self::Small => {
                Measures { width: 240, padding: 10, code: None, letters: [16, 11, 10, 10] }
            }
            Self::Medium => {
                Measures { width: 320, padding: 16, code: None, letters: [24, 14, 12, 12] }
            }
            Self::Large => {
                Measures { width: 480, padding: 16, code: Some(132), letters: [24, 15, 13, 13] }
            }
        }
    }
}

/// The purpose of a colour in a badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Background,
    Text,
    Note,
    Notice,
}

/// Lengths in pixels.
pub(super) struct Measures {
    pub(super) width: u32,
    pub(super) padding: u32,
    /// The side of the QR code.
    pub(super) code: Option<u32>,
    /// The font sizes of headline, facts, notes and notices.
    letters: [u32; 4],
}

impl Measures {
    /// Returns the font size of a kind of line, and whether it is bold.
    pub(super) const fn letters(&self, kind: Kind) -> (u32, bool) {
        let [headline, fact, note, notice] = self.letters;
        match kind {
            Kind::Headline => (headline, true),
            Kind::Fact => (fact, false),
            Kind::Note => (note, false),
            Kind::Notice => (notice, true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Theme, Tone};
    use crate::Colour;

    #[test]
    fn every_text_can_be_read() {
        for theme in Theme::ALL {
            let colour = |tone| theme.colour(tone).parse::<Colour>().unwrap();
            for tone in [Tone::Text, Tone::Note, Tone::Notice] {
                let contrast = colour(tone).contrast_percent(colour(Tone::Background));
                assert!(contrast >= 450, "{theme:?} {tone:?}: {contrast}");
            }
        }
    }
}
