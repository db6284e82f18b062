//! Reading serials that people or their programs have damaged.

use super::{ParseSerialError, ParseSerialErrorKind, Serial};
use core::fmt;

/// One character that was mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Repair {
    /// Where it stands in the text that was given, counted in characters from 1.
    pub column: usize,
    /// What stands there.
    pub found: char,
    /// What was read in its place; `None` when it was left out.
    pub read: Option<char>,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { column, found, read } = self;
        match read {
            Some(read) => write!(f, "read {found:?} at column {column} as {read:?}"),
            None => write!(f, "left out {found:?} at column {column}"),
        }
    }
}

/// More than this many characters are not mended: it is no serial then.
const MAX_REPAIRS: usize = 16;

impl Serial {
    /// Reads a serial that may have been damaged by hands or programs, and says what was mended:
    /// blanks and quotes around it are left out, other dashes and blanks are read as the plain ones,
    /// and in numbers the letters O and o as 0, I and l as 1.
    ///
    /// What is mended is a guess: show it to somebody before units are booked under it. Nothing that
    /// can be read strictly is changed.
    ///
    /// # Errors
    /// Those of reading strictly, when mending does not help; the column is that of the text given.
    ///
    /// ```
    /// use co2_offsets::Serial;
    ///
    /// // As printed in a certificate on the web: it ends in a letter.
    /// let text = "15312-681393912-681394011-VCS-VCU-208-VER-CA-3-929-01012018-31122018-O";
    /// let (serial, repairs) = Serial::parse_lenient(text)?;
    /// assert_eq!(serial.units().count(), 100);
    /// assert_eq!(repairs[0].to_string(), "read 'O' at column 70 as '0'");
    /// # Ok::<(), co2_offsets::ParseSerialError>(())
    /// ```
    pub fn parse_lenient(text: &str) -> Result<(Self, Vec<Repair>), ParseSerialError> {
        if text.len() > super::MAX_LEN.saturating_mul(2) {
            let kind = ParseSerialErrorKind::TooLong { max: super::MAX_LEN };
            return Err(ParseSerialError { kind, column: 1 });
        }
        let mut repairs = Vec::new();
        let outside = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\u{feff}');
        let inner = text.trim_matches(outside);
        let start = text.chars().take_while(|&c| outside(c)).count();
        let inner_len = inner.chars().count();
        for (found, column) in text.chars().zip(1..) {
            if column <= start || column > start.saturating_add(inner_len) {
                repairs.push(Repair { column, found, read: None });
            }
        }
        let mut characters: Vec<char> = inner.chars().collect();
        for (character, column) in characters.iter_mut().zip(start.saturating_add(1)..) {
            if let Some(read) = plain(*character) {
                repairs.push(Repair { column, found: *character, read: Some(read) });
                *character = read;
            }
        }
        let mut mended = 0_usize;
        loop {
            let attempt: String = characters.iter().collect();
            let error = match attempt.parse() {
                Ok(serial) => {
                    repairs.sort_unstable();
                    return Ok((serial, repairs));
                }
                Err(error) => error,
            };
            let found = error.column.checked_sub(1).and_then(|at| characters.get_mut(at));
            let digit = found.as_deref().copied().and_then(digit_like);
            let (Some(found), Some(read)) = (found, digit.filter(|_| mended < MAX_REPAIRS)) else {
                let column = error.column.saturating_add(start);
                return Err(ParseSerialError { column, ..error });
            };
            let column = error.column.saturating_add(start);
            repairs.push(Repair { column, found: *found, read: Some(read) });
            *found = read;
            mended = mended.saturating_add(1);
        }
    }
}

/// The plain dash or blank that a character stands for.
fn plain(character: char) -> Option<char> {
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => Some('-'),
        ' ' => None,
        _ if character.is_whitespace() => Some(' '),
        _ => None,
    }
}

/// The digit for which a letter is often taken.
fn digit_like(character: char) -> Option<char> {
    match character {
        'O' | 'o' => Some('0'),
        'I' | 'l' => Some('1'),
        _ => None,
    }
}
