//! What a host adds to a page: paper, colours, a logo, words of its own.

mod colour;
mod logo;

pub use self::colour::{Colour, ColourError, Colours, ContrastError};
pub use self::logo::{Logo, LogoError};

pub(super) use self::logo::Source;

use super::wording::Locale;
use co2_units::text::LongText;

/// The paper on which a page is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Paper {
    /// ISO 216 A4, 210 mm by 297 mm.
    #[default]
    A4,
    /// US Letter, 8.5 in by 11 in.
    Letter,
}

/// What a host adds to a page.
///
/// Words before and after are marked as added by the issuer. They are shown as they are: whether they
/// may be said in a market is not checked here.
///
/// ```
/// use co2_render::{Colour, Colours, Look, Paper};
/// let green: Colour = "#0b5d3b".parse()?;
/// let look = Look { paper: Paper::Letter, colours: Colours::new(green, Colour::WHITE)?, ..Look::default() };
/// let yellow: Colour = "#ffe000".parse()?;
/// assert!(Colours::new(yellow, Colour::WHITE).is_err(), "nobody could read it");
/// # assert_eq!(look.paper, Paper::Letter);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The paper.
    pub paper: Paper,
    /// The colours, of which every text can be read.
    pub colours: Colours,
    /// A logo.
    pub logo: Option<Logo>,
    /// Words of the issuer before the record.
    pub before: Option<LongText>,
    /// Words of the issuer after the record.
    pub after: Option<LongText>,
    /// The language of the record's own texts, such as names of products and projects, if it is
    /// known. Readers aloud and fonts for Chinese characters go by it.
    pub language_of_facts: Option<Locale>,
}
