//! Numbers as people write them.

use super::TableErrorKind;
use rust_decimal::Decimal;

/// The character before the decimals of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecimalMark {
    /// As in `1.4`; a comma groups thousands.
    Point,
    /// As in `1,4`; a point groups thousands.
    Comma,
}

/// How the numbers of a table are written.
///
/// `4212`, `4212.0`, `4 212`, `4'212`, `4,212.50` and `4.212,50` are unambiguous. `4.212` and
/// `4,212` can each be two numbers; the other numbers in the table then decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Numbers {
    mark: Option<DecimalMark>,
    /// For measured values, where no number shows the decimal mark.
    usual: Option<DecimalMark>,
}

/// A number split into its parts.
struct Written {
    /// The digits with a sign, and with a point before the decimals.
    plain: String,
    mark: Mark,
}

/// What a number shows about the decimal mark.
#[derive(Clone, Copy)]
enum Mark {
    /// The number shows nothing.
    None,
    /// The number shows this decimal mark.
    Shown(DecimalMark),
    /// The number has one mark with three digits after it. `plain` has a point at this byte as if
    /// the mark were the decimal mark.
    Open(DecimalMark, usize),
}

impl Numbers {
    /// Makes a reader for numbers with this decimal mark, for a table whose format is known.
    pub const fn with(mark: DecimalMark) -> Self {
        Self { mark: Some(mark), usual: Some(mark) }
    }

    /// In a table separated by commas, no unquoted number has a decimal comma, so a single point is
    /// a decimal point: programs and English spreadsheets write such tables.
    pub(super) const fn new(mark: Option<DecimalMark>, delimiter: u8) -> Self {
        let usual = match (mark, delimiter) {
            (None, b',') => Some(DecimalMark::Point),
            (mark, _) => mark,
        };
        Self { mark, usual }
    }

    /// Returns the decimal mark, if a number in the table shows it.
    pub const fn mark(self) -> Option<DecimalMark> {
        self.mark
    }

    /// Reads a measured value. In a table separated by commas where no number shows the decimal
    /// mark, it is a point.
    ///
    /// # Errors
    /// Returns an error if the text is not a number, or can be two numbers.
    pub fn decimal(self, text: &str) -> Result<Decimal, TableErrorKind> {
        read(text, self.usual)
    }

    /// Reads a whole number. `4.212` is a whole number only if another number in the table shows a
    /// decimal comma.
    pub(super) fn count(self, text: &str) -> Result<u64, TableErrorKind> {
        let value = read(text, self.mark)?;
        let whole = value.is_integer().then(|| u64::try_from(value).ok()).flatten();
        whole.ok_or_else(|| TableErrorKind::Count(shortened(text)))
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

fn read(text: &str, mark: Option<DecimalMark>) -> Result<Decimal, TableErrorKind> {
    let no_number = || TableErrorKind::Number(shortened(text));
    let mut written = write_out(text).ok_or_else(no_number)?;
    match (written.mark, mark) {
        (Mark::Shown(shown), Some(mark)) if shown != mark => return Err(no_number()),
        (Mark::None | Mark::Shown(_), _) => {}
        (Mark::Open(..), None) => return Err(TableErrorKind::AmbiguousNumber(shortened(text))),
        (Mark::Open(open, at), Some(mark)) => {
            if open != mark {
                written.plain.remove(at);
            }
        }
    }
    Decimal::from_str_exact(&written.plain).map_err(|_| no_number())
}

/// Returns the decimal mark that a text shows, or `None` if it shows none or is not a number.
pub(super) fn shown(text: &str) -> Option<DecimalMark> {
    match write_out(text)?.mark {
        Mark::Shown(mark) => Some(mark),
        Mark::None | Mark::Open(..) => None,
    }
}

/// Splits a number into a sign, groups of digits, and the marks between them.
fn write_out(text: &str) -> Option<Written> {
    let (sign, body) = match text.chars().next()? {
        '-' | '\u{2212}' => ("-", text.chars().next().map(char::len_utf8)?),
        '+' => ("", 1),
        _ => ("", 0),
    };
    let body = text.get(body..)?;
    // The groups of digits, each with the mark before it; the first has none.
    let mut groups: Vec<(char, String)> = vec![('\0', String::new())];
    for character in body.chars() {
        match character {
            '0'..='9' => groups.last_mut()?.1.push(character),
            '.' | ',' => groups.push((character, String::new())),
            '\'' | '\u{2019}' => groups.push(('\'', String::new())),
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' => groups.push((' ', String::new())),
            _ => return None,
        }
    }
    let marks: Vec<char> = groups.iter().skip(1).map(|(mark, _)| *mark).collect();
    let last = marks.last().copied();
    let before: Vec<char> = marks.iter().take(marks.len().saturating_sub(1)).copied().collect();
    let named = |mark| match mark {
        ',' => DecimalMark::Comma,
        _ => DecimalMark::Point,
    };
    let other = |mark| match mark {
        ',' => DecimalMark::Point,
        _ => DecimalMark::Comma,
    };
    let (_, first_group) = groups.first()?;
    let (_, last_group) = groups.last()?;
    // Whether the last mark is followed by decimals, and what that shows.
    let (decimals, mark) = match last {
        Some(mark @ ('.' | ',')) => match before.first() {
            // `1.234.567`: grouping; `1'234.5` and `1,234.5`: decimals.
            Some(_) if before.contains(&mark) => (false, Mark::Shown(other(mark))),
            Some(_) => (true, Mark::Shown(named(mark))),
            None => {
                let leading = first_group.len();
                let open = last_group.len() == 3
                    && (1..=3).contains(&leading)
                    && !first_group.starts_with('0');
                let at = sign.len().saturating_add(leading);
                let open =
                    if open { Mark::Open(named(mark), at) } else { Mark::Shown(named(mark)) };
                (true, open)
            }
        },
        _ => (false, Mark::None),
    };
    // Only one mark groups thousands, and all groups have three digits.
    let grouping = if decimals { before.as_slice() } else { marks.as_slice() };
    if grouping.windows(2).any(|pair| pair.first() != pair.last()) {
        return None;
    }
    let whole = groups.len().saturating_sub(usize::from(decimals));
    if !grouping.is_empty() {
        let fits = |(index, (_, digits)): (usize, &(char, String))| {
            if index == 0 { (1..=3).contains(&digits.len()) } else { digits.len() == 3 }
        };
        if !groups.iter().take(whole).enumerate().all(fits) {
            return None;
        }
    }
    let mut plain = String::from(sign);
    plain.extend(groups.iter().take(whole).map(|(_, digits)| digits.as_str()));
    let digits = plain.len().saturating_sub(sign.len());
    if decimals && !last_group.is_empty() {
        // `.5` is one half.
        if digits == 0 {
            plain.push('0');
        }
        plain.push('.');
        plain.push_str(last_group);
    } else if digits == 0 {
        return None;
    }
    Some(Written { plain, mark })
}
