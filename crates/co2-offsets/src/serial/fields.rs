//! Reading a serial field by field, with the column of each field.

use co2_units::Country;
use co2_units::Date;

/// The range of years that a vintage can have.
const YEARS: core::ops::Range<u16> = 1900..2200;

/// An error from parsing a serial, and its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at column {column}")]
#[non_exhaustive]
pub struct ParseSerialError {
    /// What is wrong.
    pub kind: ParseSerialErrorKind,
    /// The place, counted in characters from 1.
    pub column: usize,
}

/// The kinds of [`ParseSerialError`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseSerialErrorKind {
    /// No known registry prints serials in this form.
    #[error("not a serial of a known registry")]
    UnknownFormat,
    /// The text has several serials where one is expected.
    #[error("there are several serials in the text")]
    Several,
    /// Several registries could print this, so it can only be read if the registry is stated.
    #[error("this can be a serial of several registries: state which one")]
    Ambiguous,
    /// The id ends in a range of units, but other units were stated beside it.
    #[error("the id ends in the units {first} to {last}, but others were stated")]
    PrintedRange {
        /// The first unit printed.
        first: u128,
        /// The last unit printed.
        last: u128,
    },
    /// Two numbers of the id can be its first and its last unit, but they are not a range at its end.
    #[error(
        "two numbers of the id can be its first and its last unit: write these at its end, as in ABC-1-50 or \
         ABC 1 to 50, without separators between groups of digits"
    )]
    UnclearRange,
    /// Only the last 18 digits of a unit number are counted, and the digits before them differ.
    #[error("the units of one block must have the same digits before their last 18")]
    Crosses,
    /// The text is a serial of another registry than the one stated.
    #[error("this is a serial of {registry}, not of the registry stated")]
    OtherRegistry {
        /// The registry whose serial it is.
        registry: &'static str,
    },
    /// The name of a registry with opaque ids is not in lower case.
    #[error("write the registry's name in lower case: {registry:?}")]
    RegistryCase {
        /// The name given.
        registry: String,
    },
    /// The serial differs from what was stated beside it.
    #[error("the serial differs in its {field} from what was stated")]
    Differs {
        /// The field that differs.
        field: &'static str,
    },
    /// The block has more units than can be counted.
    #[error("the block has more than {max} units", max = u64::MAX)]
    TooLarge,
    /// The text is too long.
    #[error("longer than {max} bytes")]
    TooLong {
        /// The greatest length that is read, in bytes.
        max: usize,
    },
    /// The text ends where another field is expected.
    #[error("the serial ends before its {field}")]
    Missing {
        /// The field that is missing.
        field: &'static str,
    },
    /// A field is not valid.
    #[error("expected {expected} as {field}")]
    Field {
        /// The field.
        field: &'static str,
        /// What the field must be.
        expected: &'static str,
    },
    /// Two letters are not the code of a country.
    #[error("unknown country {code:?}")]
    Country {
        /// The letters.
        code: String,
    },
    /// The last unit of the block is before its first.
    #[error("the block ends before it starts: {first} to {last}")]
    Order {
        /// The first unit.
        first: u64,
        /// The last unit.
        last: u64,
    },
    /// The two halves of a serial are not about the same block.
    #[error("the second half differs from the first in its {field}")]
    Halves {
        /// The field that differs.
        field: &'static str,
    },
    /// There is text after the last field.
    #[error("unexpected text after the serial")]
    Trailing,
}

/// The text between the first and the last unit of a range.
pub(super) const RANGE: &str = " to ";

/// The fields of a serial, separated by `-` or another mark.
pub(super) struct Fields<'a> {
    rest: Option<&'a str>,
    column: usize,
    separator: char,
}

/// A field and its column.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) text: &'a str,
    pub(super) column: usize,
    name: &'static str,
}

impl<'a> Fields<'a> {
    /// Splits a text that starts at this column of the whole serial.
    pub(super) const fn new(text: &'a str, column: usize) -> Self {
        Self::separated(text, column, '-')
    }

    /// Does the same with another separator.
    pub(super) const fn separated(text: &'a str, column: usize, separator: char) -> Self {
        Self { rest: Some(text), column, separator }
    }

    /// Returns the next field without taking it.
    pub(super) fn peek(&self) -> Option<&'a str> {
        self.rest?.split(self.separator).next()
    }

    /// Returns true if no field is left.
    pub(super) const fn at_end(&self) -> bool {
        self.rest.is_none()
    }

    /// Reads the first and the last unit at the end of the text: `1 to 500`, or `1-500` for registries that
    /// print that too.
    pub(super) fn range(mut self, dash: bool) -> Result<(u64, u64), ParseSerialError> {
        let field = self.next("first unit")?;
        let Some((first, last)) = field.text.split_once(RANGE) else {
            let first = field.number()?;
            if !dash && !self.at_end() {
                return Err(
                    field.fail("the first and the last unit, joined by \" to \"", field.column)
                );
            }
            let last = self.next("last unit")?.number()?;
            self.end()?;
            return Ok((first, last));
        };
        let before = first.chars().count().saturating_add(RANGE.len());
        let column = field.column.saturating_add(before);
        let first = Field { text: first, ..field }.number()?;
        let last = Field { text: last, column, name: "last unit" }.number()?;
        self.end()?;
        Ok((first, last))
    }

    pub(super) fn next(&mut self, name: &'static str) -> Result<Field<'a>, ParseSerialError> {
        let column = self.column;
        let rest = self.rest.ok_or(ParseSerialError {
            kind: ParseSerialErrorKind::Missing { field: name },
            column,
        })?;
        let (text, rest) = match rest.split_once(self.separator) {
            Some((text, rest)) => (text, Some(rest)),
            None => (rest, None),
        };
        self.rest = rest;
        // A serial has at most 200 bytes, so columns cannot overflow.
        self.column = column.saturating_add(text.chars().count()).saturating_add(1);
        Ok(Field { text, column, name })
    }

    pub(super) fn end(self) -> Result<(), ParseSerialError> {
        match self.rest {
            None => Ok(()),
            Some(_) => Err(ParseSerialError {
                kind: ParseSerialErrorKind::Trailing,
                column: self.column.saturating_sub(1),
            }),
        }
    }
}

impl<'a> Field<'a> {
    pub(super) fn fail(&self, expected: &'static str, column: usize) -> ParseSerialError {
        let kind = ParseSerialErrorKind::Field { field: self.name, expected };
        ParseSerialError { kind, column }
    }

    /// Checks that the field is exactly this text.
    pub(super) fn is(self, text: &str, expected: &'static str) -> Result<(), ParseSerialError> {
        if self.text == text { Ok(()) } else { Err(self.fail(expected, self.column)) }
    }

    /// Checks that the field is one of these texts.
    pub(super) fn one_of(
        self,
        texts: &[&str],
        expected: &'static str,
    ) -> Result<&'a str, ParseSerialError> {
        if texts.contains(&self.text) {
            Ok(self.text)
        } else {
            Err(self.fail(expected, self.column))
        }
    }

    /// Checks that the field has 1 to `most` ASCII capitals or digits.
    pub(super) fn word(
        self,
        expected: &'static str,
        most: usize,
    ) -> Result<&'a str, ParseSerialError> {
        let allowed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
        self.of_class(allowed, 1..=most, expected)
    }

    /// Checks that the field has exactly this number of ASCII capitals.
    pub(super) fn letters(
        self,
        expected: &'static str,
        count: usize,
    ) -> Result<&'a str, ParseSerialError> {
        self.of_class(|c| c.is_ascii_uppercase(), count..=count, expected)
    }

    fn of_class(
        self,
        allowed: impl Fn(char) -> bool,
        lengths: core::ops::RangeInclusive<usize>,
        expected: &'static str,
    ) -> Result<&'a str, ParseSerialError> {
        match self.text.chars().position(|c| !allowed(c)) {
            Some(at) => Err(self.fail(expected, self.column.saturating_add(at))),
            None if lengths.contains(&self.text.len()) => Ok(self.text),
            None => Err(self.fail(expected, self.column)),
        }
    }

    /// Checks that the field has 1 to 12 ASCII digits: more than any registry prints, and few enough that the
    /// serial of a part is never too long to be read.
    pub(super) fn digits(self) -> Result<&'a str, ParseSerialError> {
        self.some_digits(12, "at most 12 digits")
    }

    /// Checks for ASCII digits only; an error has the column of the first other character.
    fn some_digits(self, most: usize, expected: &'static str) -> Result<&'a str, ParseSerialError> {
        let bad = self.text.chars().position(|c| !c.is_ascii_digit());
        match bad {
            Some(at) => Err(self.fail("digits", self.column.saturating_add(at))),
            None if self.text.is_empty() => Err(self.fail("digits", self.column)),
            None if self.text.len() > most => Err(self.fail(expected, self.column)),
            None => Ok(self.text),
        }
    }

    /// Checks for the ASCII digits of a unit number, at most 38.
    pub(super) fn long_digits(self) -> Result<&'a str, ParseSerialError> {
        self.some_digits(38, "at most 38 digits")
    }

    /// Splits a field into two parts that are joined by a dash, each of digits.
    pub(super) fn halves(self, expected: &'static str) -> Result<(Self, Self), ParseSerialError> {
        let (first, last) =
            self.text.split_once('-').ok_or_else(|| self.fail(expected, self.column))?;
        let column = self.column.saturating_add(first.chars().count()).saturating_add(1);
        let first = Self { text: first, name: "first unit", ..self };
        let last = Self { text: last, name: "last unit", column };
        Ok((first, last))
    }

    /// Checks that the field is a UUID in lower case.
    pub(super) fn uuid(self) -> Result<&'a str, ParseSerialError> {
        let fits = |(at, byte): (usize, u8)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        };
        if self.text.len() == 36 && self.text.bytes().enumerate().all(fits) {
            Ok(self.text)
        } else {
            Err(self.fail("a UUID in small letters", self.column))
        }
    }

    /// Checks that the field has 1 to `most` ASCII letters or digits.
    pub(super) fn name(
        self,
        expected: &'static str,
        most: usize,
    ) -> Result<&'a str, ParseSerialError> {
        self.of_class(|c| c.is_ascii_alphanumeric(), 1..=most, expected)
    }

    /// Reads a number that fits in 64 bits, with at most 20 digits.
    pub(super) fn number(self) -> Result<u64, ParseSerialError> {
        let expected = "a number below 2^64";
        let digits = self.some_digits(20, expected)?;
        digits.parse().map_err(|_| self.fail(expected, self.column))
    }

    /// Checks that the field is one digit.
    pub(super) fn digit(self) -> Result<&'a str, ParseSerialError> {
        let digits = self.digits()?;
        if digits.len() == 1 { Ok(digits) } else { Err(self.fail("one digit", self.column)) }
    }

    pub(super) fn country(self) -> Result<Country, ParseSerialError> {
        self.text.parse().map_err(|_| {
            let kind = ParseSerialErrorKind::Country { code: self.text.chars().take(16).collect() };
            ParseSerialError { kind, column: self.column }
        })
    }

    /// Reads a year within [`YEARS`].
    pub(super) fn year(self) -> Result<u16, ParseSerialError> {
        let digits = self.digits()?;
        let year = digits.parse().ok().filter(|year| YEARS.contains(year));
        year.filter(|_| digits.len() == 4).ok_or_else(|| self.fail("a year", self.column))
    }

    /// Reads a day within [`YEARS`] written `ddMMyyyy`.
    pub(super) fn day(self) -> Result<Date, ParseSerialError> {
        let digits = self.digits()?;
        let part = |range: core::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
        let date = || {
            let year = u16::try_from(part(4..8)?).ok().filter(|year| YEARS.contains(year))?;
            Date::from_ymd_opt(year.into(), part(2..4)?, part(0..2)?)
        };
        let date = date().filter(|_| digits.len() == 8);
        date.ok_or_else(|| self.fail("a day as ddMMyyyy", self.column))
    }
}

/// Writes a unit number with as many digits as another one, if that has leading zeros.
pub(super) fn like(pattern: &str, number: u64) -> String {
    let width = if pattern.starts_with('0') { pattern.len() } else { 0 };
    format!("{number:0width$}")
}

/// Returns the text with some of its `-`-separated fields replaced.
pub(super) fn replace(text: &str, fields: &[(usize, u64)]) -> Option<String> {
    let mut parts: Vec<String> = text.split('-').map(str::to_owned).collect();
    for &(index, number) in fields {
        let part = parts.get_mut(index)?;
        *part = like(part, number);
    }
    Some(parts.join("-"))
}
