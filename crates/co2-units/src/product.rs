//! The identity of one individual product.

use crate::id;
use crate::{Case, Id, IdError, IdErrorKind, IdKind};
use core::fmt;
use core::str::FromStr;

/// The kinds of the ids in this module.
pub mod kind {
    use super::{Case, IdKind};

    /// A manufacturer of products.
    #[derive(Clone, Copy, Debug)]
    pub enum Maker {}
    /// A manufacturer's part number.
    #[derive(Clone, Copy, Debug)]
    pub enum PartNumber {}

    impl IdKind for Maker {
        const NAME: &'static str = "manufacturer id";
        const CASE: Case = Case::Lower;
    }
    impl IdKind for PartNumber {
        const NAME: &'static str = "part number";
        // As in `MK183LL/A`, `6V5F2EA#ABU`, `GTX-1+`.
        const PUNCTUATION: &'static str = "._:/#+-";
        const CASE: Case = Case::Upper;
    }
}

/// A manufacturer of products, such as `example-computers`; kept in lower case.
pub type MakerId = Id<kind::Maker>;

/// A manufacturer's number of a model or configuration (also called MTM or SKU), such as
/// `20XW0055MX`, `MK183LL/A` or `6V5F2EA#ABU`; kept in upper case.
///
/// In addition to letters and digits it may have `.`, `_`, `:`, `/`, `#`, `+` and `-`. In the path
/// of a URL it needs percent-encoding.
pub type PartNumber = Id<kind::PartNumber>;

/// A GS1 Global Trade Item Number, kept as 14 digits with a valid check digit.
///
/// GTIN-8, -12 and -13 are also accepted and padded with zeros, as GS1's General Specifications
/// prescribe (section 7.9, check digit calculation). A number of zeros is refused although its check
/// digit is valid, because catalogues write it where there is no GTIN.
///
/// ```
/// use co2_units::product::Gtin;
/// let gtin: Gtin = "9506000134352".parse()?;
/// assert_eq!(gtin.as_str(), "09506000134352");
/// assert!("9506000134353".parse::<Gtin>().is_err());
/// # Ok::<(), co2_units::product::GtinError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Gtin([u8; 14]);

#[cfg(feature = "schemars")]
crate::schema::text! {
    Gtin = "Gtin", r"^([0-9]{8}|[0-9]{12,14})$",
    "a GS1 GTIN of 8, 12, 13 or 14 digits, not all zero, with a valid check digit; written with 14"
}

/// The error for a text that is not a valid [`Gtin`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GtinError {
    /// The text does not have 8, 12, 13 or 14 digits.
    #[error("a GTIN has 8, 12, 13 or 14 digits")]
    Form,
    /// The last digit does not match the other digits.
    #[error("the check digit of the GTIN is {given}, but {expected} fits its other digits")]
    CheckDigit {
        /// The last digit given.
        given: u8,
        /// The digit that would match.
        expected: u8,
    },
    /// All digits are zero.
    #[error("a GTIN is not all zeros")]
    Zero,
}

impl Gtin {
    /// Returns the 14 digits.
    pub fn as_str(&self) -> &str {
        // The bytes are ASCII digits, by construction.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Gtin {
    type Err = GtinError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if !matches!(text.len(), 8 | 12..=14) || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(GtinError::Form);
        }
        let mut digits = [b'0'; 14];
        for (place, digit) in digits.iter_mut().rev().zip(text.bytes().rev()) {
            *place = digit;
        }
        // Weights 3, 1, 3, 1 ... from the left of the first 13 digits; the check digit completes a
        // multiple of ten.
        let sum: u8 = digits
            .iter()
            .take(13)
            .zip([3, 1].into_iter().cycle())
            .fold(0, |sum, (&digit, weight)| (sum + (digit - b'0') * weight) % 10);
        let expected = (10 - sum) % 10;
        let given = digits.last().map_or(0, |&digit| digit - b'0');
        if digits == [b'0'; 14] {
            return Err(GtinError::Zero);
        }
        if given == expected {
            Ok(Self(digits))
        } else {
            Err(GtinError::CheckDigit { given, expected })
        }
    }
}

impl TryFrom<String> for Gtin {
    type Error = GtinError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Gtin> for String {
    fn from(gtin: Gtin) -> Self {
        gtin.as_str().to_owned()
    }
}

impl fmt::Display for Gtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A product's serial number: 1 to 20 of the characters that GS1 allows in application identifier
/// 21.
///
/// Two spellings of one serial must not become two products, so spaces and tabs are removed, also
/// those between groups of characters as labels print them, and letters become upper case.
/// Characters that only look like an allowed character are refused.
///
/// ```
/// use co2_units::product::SerialNumber;
/// let serial: SerialNumber = " pf0 abc12 ".parse()?;
/// assert_eq!(serial.as_str(), "PF0ABC12");
/// assert!("РF0ABC12".parse::<SerialNumber>().is_err(), "a Cyrillic letter");
/// # Ok::<(), co2_units::IdError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct SerialNumber(Box<str>);

#[cfg(feature = "schemars")]
crate::schema::text! {
    SerialNumber = "SerialNumber", r#"^[ \t]*([!"%&'()*+,./0-9:;<=>?A-Z_a-z-][ \t]*){1,20}$"#,
    "a serial number of 1 to 20 characters, as GS1 allows them in application identifier 21; \
     written in upper case and without spaces"
}

impl SerialNumber {
    /// Returns the normalised serial number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SerialNumber {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const NAME: &str = "serial number";
        const MAX: usize = 20;
        let blank = |c: &char| matches!(c, ' ' | '\t');
        // One character more than fits, so that a long text is not copied as a whole.
        let serial: String = text.chars().filter(|c| !blank(c)).take(MAX + 1).collect();
        let allowed = |c: char| c.is_ascii_alphanumeric() || r#"!"%&'()*+,-./:;<=>?_"#.contains(c);
        id::check(NAME, &serial, MAX, allowed).map_err(|error| match error.kind {
            // Columns count from the start of the text as given.
            IdErrorKind::Character { character, column } => {
                let mut places = text.chars().zip(1..).filter(|(c, _)| !blank(c));
                let place = places.nth(column.saturating_sub(1)).map_or(column, |(_, place)| place);
                let kind = IdErrorKind::Character { character, column: place };
                IdError { name: NAME, kind }
            }
            _ => error,
        })?;
        Ok(Self(serial.to_ascii_uppercase().into()))
    }
}

impl TryFrom<String> for SerialNumber {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<SerialNumber> for String {
    fn from(serial: SerialNumber) -> Self {
        serial.0.into()
    }
}

impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// What a product is an instance of: a trade item, or a manufacturer's part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Model {
    /// A trade item with a GTIN.
    Gtin(Gtin),
    /// A manufacturer's part without a GTIN.
    Part {
        /// The manufacturer.
        maker: MakerId,
        /// The manufacturer's part number.
        part_number: PartNumber,
    },
}

/// Written as `gtin:09506000134352` or `part:maker/NUMBER`. A manufacturer's id has no slash, so
/// the first slash ends it.
impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gtin(gtin) => write!(f, "gtin:{gtin}"),
            Self::Part { maker, part_number } => write!(f, "part:{maker}/{part_number}"),
        }
    }
}

/// One individual product: a model and a serial number.
///
/// One device must not become two, or it could be offset and certified twice. Each part therefore
/// has one canonical form, and parts are compared in that form:
///
/// | part | canonical form |
/// | --- | --- |
/// | GTIN | 14 digits, however many were given |
/// | manufacturer | lower case |
/// | part number | upper case |
/// | serial number | upper case, without spaces and tabs |
///
/// Nothing else is normalised: `AB-1` and `AB1` are two part numbers, and 0 is not O. The type cannot
/// know which GTIN belongs to which part number, so a shop must always name a model by its GTIN
/// wherever there is one.
///
/// ```
/// use co2_units::product::{Model, ProductId};
/// let product = ProductId::new(Model::Gtin("09506000134352".parse()?), "PF0ABC12".parse()?);
/// assert_eq!(product.to_string(), "gtin:09506000134352 PF0ABC12");
///
/// let tablet = |maker: &str, part_number: &str, serial: &str| {
///     let model = Model::Part { maker: maker.parse()?, part_number: part_number.parse()? };
///     Ok::<_, co2_units::IdError>(ProductId::new(model, serial.parse()?))
/// };
/// let printed = tablet("Example", "MK183LL/A", "F2LX01")?;
/// assert_eq!(printed, tablet("example", "mk183ll/a", " f2lx01")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(description = "One individual product: a model and a serial number.")
)]
pub struct ProductId {
    /// What the product is an instance of.
    pub model: Model,
    /// The serial number of this product.
    pub serial: SerialNumber,
}

impl ProductId {
    /// Makes the identity of the product with this serial number.
    pub const fn new(model: Model, serial: SerialNumber) -> Self {
        Self { model, serial }
    }
}

impl fmt::Display for ProductId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.model, self.serial)
    }
}
