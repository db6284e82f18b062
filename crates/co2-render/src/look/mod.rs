//! What a host adds to a page: paper, colours, a logo, and its own texts.

mod colour;
mod logo;

pub use self::colour::{Colour, ColourError, Colours, ContrastError};
pub use self::logo::{Logo, LogoError};

pub(super) use self::logo::Source;

use super::wording::Locale;
use co2_cert::HttpsUrl;
use co2_units::text::LongText;

/// The paper size for printing a page.
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
/// The texts before and after are marked as added by the issuer. They are shown unchanged: whether they
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
    /// The paper size.
    pub paper: Paper,
    /// The colours, on which every text is readable.
    pub colours: Colours,
    /// A logo, if there is one.
    pub logo: Option<Logo>,
    /// A text of the issuer before the record.
    pub before: Option<LongText>,
    /// A text of the issuer after the record.
    pub after: Option<LongText>,
    /// The address of a page on which a certificate can be checked, if there is one. The certificate's own address is
    /// added after a `#`.
    pub verify: Option<HttpsUrl>,
    /// The language of the record's own texts, such as the names of products and projects, if it is
    /// known. Screen readers and fonts for Chinese characters depend on it.
    pub language_of_facts: Option<Locale>,
}
