//! The range of units that an id prints at its end, in every form that is known.

use super::fields::{ParseSerialError, ParseSerialErrorKind};
use core::ops::Range;

/// Numbers have at most this many digits; with more, `u128` could overflow.
const MAX_DIGITS: usize = 38;

/// The digits that are counted; what stands before them belongs to the scope. A fixed number, so that
/// one unit has one scope and one number however it is printed.
const COUNTED: usize = 18;

/// What can join the first and the last unit, the longest first.
const JOINTS: [&str; 5] = [" to ", " - ", "..", "-", "/"];

/// Units with numbers of up to 38 digits: 18 of them are counted, and `high` is what all of them have
/// before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) high: String,
    pub(super) first: u64,
    pub(super) last: u64,
}

/// Where an id prints its first and its last unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Located {
    first: Range<usize>,
    last: Range<usize>,
}

/// The digits before those that are counted, without leading zeros, and the number of the rest.
fn number(digits: &str) -> Option<(&str, u64)> {
    let digits = digits.trim_start_matches('0');
    if digits.len() > MAX_DIGITS {
        return None;
    }
    let (high, low) = digits.split_at_checked(digits.len().saturating_sub(COUNTED))?;
    Some((high, if low.is_empty() { 0 } else { low.parse().ok()? }))
}

impl Block {
    /// The units from one number to another, both as they are printed.
    pub(super) fn new(first: &str, last: &str) -> Result<Self, ParseSerialErrorKind> {
        let long = || ParseSerialErrorKind::Field {
            field: "number of a unit",
            expected: "at most 38 digits",
        };
        let (high, first) = number(first).ok_or_else(long)?;
        let (last_high, last) = number(last).ok_or_else(long)?;
        if high != last_high {
            return Err(ParseSerialErrorKind::Crosses);
        }
        if first > last {
            return Err(ParseSerialErrorKind::Order { first, last });
        }
        Ok(Self { high: high.to_owned(), first, last })
    }

    /// The numbers in full.
    pub(super) fn in_full(&self) -> Option<(u128, u128)> {
        Some((full(&self.high, self.first)?, full(&self.high, self.last)?))
    }

    /// The scope with what all numbers have before the digits that are counted.
    pub(super) fn scope(&self, scope: &str) -> String {
        if self.high.is_empty() { scope.to_owned() } else { format!("{scope}:{}", self.high) }
    }
}

/// The whole number of a unit.
pub(super) fn full(high: &str, low: u64) -> Option<u128> {
    let high: u128 = if high.is_empty() { 0 } else { high.parse().ok()? };
    high.checked_mul(10_u128.pow(18))?.checked_add(low.into())
}

/// The digits of a unit's number, in as many as a pattern with leading zeros.
pub(super) fn print(high: &str, low: u64, pattern: &str) -> String {
    let plain = if high.is_empty() { low.to_string() } else { format!("{high}{low:018}") };
    let width = if pattern.starts_with('0') { pattern.len() } else { 0 };
    format!("{plain:0>width$}")
}

impl Located {
    /// Finds the range at the end of an id, or before the marks of a registry there (`-MER-1-P`).
    ///
    /// Two groups of digits that are joined and do not fall are a range, whatever stands before them:
    /// taking a range for a name would let a block and its part both be stock. A UUID is none.
    pub(super) fn find(text: &str, joints: &[&str]) -> Option<Self> {
        ends(text).find_map(|end| {
            let body = text.get(..end)?;
            if is_uuid(body) {
                return None;
            }
            let last = digits_before(body)?;
            let joint = joints
                .iter()
                .find(|joint| body.get(..last.start).is_some_and(|head| head.ends_with(**joint)))?;
            let before = body.get(..last.start.checked_sub(joint.len())?)?;
            let first = digits_before(before)?;
            let block = Block::new(text.get(first.clone())?, text.get(last.clone())?).ok()?;
            // Across a multiple of 10¹⁸ it is not read as a block, and no block is one then.
            block.in_full().map(|_| Self { first, last })
        })
    }

    /// The same with any joint.
    pub(super) fn any(text: &str) -> Option<Self> {
        Self::find(text, &JOINTS)
    }

    /// The units it names.
    pub(super) fn block(&self, text: &str) -> Option<Block> {
        let digits = |range: &Range<usize>| text.get(range.clone());
        Block::new(digits(&self.first)?, digits(&self.last)?).ok()
    }

    /// What stands before the range, without the mark between them.
    pub(super) fn head<'a>(&self, text: &'a str) -> &'a str {
        let head = text.get(..self.first.start).unwrap_or_default();
        head.trim_end_matches(|c: char| !c.is_ascii_alphanumeric())
    }

    /// The text with other units.
    pub(super) fn reprint(&self, text: &str, high: &str, first: u64, last: u64) -> Option<String> {
        let (head, middle, tail) = (
            text.get(..self.first.start)?,
            text.get(self.first.end..self.last.start)?,
            text.get(self.last.end..)?,
        );
        let first = print(high, first, text.get(self.first.clone())?);
        let last = print(high, last, text.get(self.last.clone())?);
        Some(format!("{head}{first}{middle}{last}{tail}"))
    }
}

/// The digits at the end of a text, if it has some there.
fn digits_before(text: &str) -> Option<Range<usize>> {
    let start = text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    (start < text.len()).then_some(start..text.len())
}

/// Where a range can end: at the end of the text, and before up to three marks such as `-MER-1-P` of
/// which the first is of capitals.
fn ends(text: &str) -> impl Iterator<Item = usize> {
    let mut end = text.len();
    let marks = (0..3).map_while(move |_| {
        let body = text.get(..end)?;
        let at = body.rfind(['-', '_'])?;
        let mark = body.get(at.saturating_add(1)..)?;
        let letters = (1..=5).contains(&mark.len()) && mark.bytes().all(|b| b.is_ascii_uppercase());
        let number = (1..=2).contains(&mark.len()) && mark.bytes().all(|b| b.is_ascii_digit());
        end = at;
        (letters || number).then_some((at, letters))
    });
    core::iter::once(text.len()).chain(marks.filter_map(|(at, letters)| letters.then_some(at)))
}

/// Whether a text ends in a UUID, whose last two groups can be digits.
fn is_uuid(text: &str) -> bool {
    let Some(start) = text.len().checked_sub(36) else { return false };
    let tail = text.as_bytes().get(start..).unwrap_or_default();
    let fits = |(at, byte): (usize, &u8)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    let apart = start == 0
        || !text.as_bytes().get(start.saturating_sub(1)).is_some_and(u8::is_ascii_alphanumeric);
    apart && tail.iter().enumerate().all(fits)
}

/// Where in a serial a block that cannot be stands: at the number that ends it.
pub(super) const fn fault(kind: ParseSerialErrorKind, column: usize) -> ParseSerialError {
    ParseSerialError { kind, column }
}

#[cfg(test)]
mod tests {
    use super::Located;

    #[test]
    fn ranges_are_found_at_the_end() {
        let found = |text: &str| {
            let located = Located::any(text)?;
            let block = located.block(text)?;
            Some((located.head(text).to_owned(), block.in_full()?))
        };
        for (text, head, first, last) in [
            ("A-1-50", "A", 1, 50),
            ("A_0266-0494", "A", 266, 494),
            ("A 1 to 50", "A", 1, 50),
            ("A-1 - 50", "A", 1, 50),
            ("A/1..50", "A", 1, 50),
            ("A-1-50-MER-1-P", "A", 1, 50),
            ("A-1-50-SPG", "A", 1, 50),
            ("block1-50", "block", 1, 50),
            ("1-50", "", 1, 50),
            ("A-7-7", "A", 7, 7),
            (
                "A_643002406555908610000000273330-643002406555908610000000273379",
                "A",
                643_002_406_555_908_610_000_000_273_330,
                643_002_406_555_908_610_000_000_273_379,
            ),
        ] {
            assert_eq!(found(text), Some((head.to_owned(), (first, last))), "{text}");
        }
        for text in [
            "",
            "iss_1KN4715T51S0BCKZ",
            "A-50-1",
            "A-2024-12",
            "A-50",
            "d4257227-d51e-4f45-8145-450086368965",
            "A-1-x",
            "CDC_7_3_1_323_14_CO_1_2_2019",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn other_units_are_printed_alike() {
        let reprint = |text: &str, high: &str, first, last| {
            Located::any(text).and_then(|located| located.reprint(text, high, first, last)).unwrap()
        };
        assert_eq!(reprint("A-0001-0050-SPG", "", 7, 12), "A-0007-0012-SPG");
        let text = "A_643002406555908610000000273330-643002406555908610000000273379";
        let part = "A_643002406555908610000000273331-643002406555908610000000273332";
        assert_eq!(
            reprint(text, "643002406555", 908_610_000_000_273_331, 908_610_000_000_273_332),
            part
        );
    }
}
