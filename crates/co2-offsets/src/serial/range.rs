//! The range of units at the end of an id, in every known form.

use super::fields::{ParseSerialError, ParseSerialErrorKind};
use core::ops::Range;

/// The greatest number of digits of a number; with more, `u128` could overflow.
const MAX_DIGITS: usize = 38;

/// The number of digits that are counted; those before them belong to the scope. It is fixed, so that
/// a unit has one scope and one number however it is printed.
const COUNTED: usize = 18;

/// The separators between the first and the last unit, the longest first.
const JOINTS: [&str; 5] = [" to ", " - ", "..", "-", "/"];

/// Units with numbers of up to 38 digits: the last 18 are counted, and `high` is what all of them have
/// before those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) high: String,
    pub(super) first: u64,
    pub(super) last: u64,
}

/// The places where an id prints its first and its last unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Located {
    first: Range<usize>,
    last: Range<usize>,
}

/// Splits digits into those before the counted ones, without leading zeros, and the number of the rest.
fn number(digits: &str) -> Option<(&str, u64)> {
    let digits = digits.trim_start_matches('0');
    if digits.len() > MAX_DIGITS {
        return None;
    }
    let (high, low) = digits.split_at_checked(digits.len().saturating_sub(COUNTED))?;
    Some((high, if low.is_empty() { 0 } else { low.parse().ok()? }))
}

impl Block {
    /// Makes the block of units from one number to another, both as printed.
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

    /// Returns the full numbers.
    pub(super) fn in_full(&self) -> Option<(u128, u128)> {
        Some((full(&self.high, self.first)?, full(&self.high, self.last)?))
    }

    /// Returns the scope, extended by what all numbers have before the counted digits.
    pub(super) fn scope(&self, scope: &str) -> String {
        if self.high.is_empty() { scope.to_owned() } else { format!("{scope}:{}", self.high) }
    }
}

/// Returns the full number of a unit.
pub(super) fn full(high: &str, low: u64) -> Option<u128> {
    let high: u128 = if high.is_empty() { 0 } else { high.parse().ok()? };
    high.checked_mul(10_u128.pow(18))?.checked_add(low.into())
}

/// Writes a unit number with as many digits as a pattern, if that has leading zeros.
pub(super) fn print(high: &str, low: u64, pattern: &str) -> String {
    let plain = if high.is_empty() { low.to_string() } else { format!("{high}{low:018}") };
    let width = if pattern.starts_with('0') { pattern.len() } else { 0 };
    format!("{plain:0>width$}")
}

impl Located {
    /// Finds the range at the end of an id, or before a registry's marks there (`-MER-1-P`).
    ///
    /// Two groups of digits that are joined, the second not below the first, are a range, whatever comes before
    /// them: reading a range as a name would let a block and a part of it both be in stock. A UUID is not a
    /// range.
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
            // A range across a multiple of 10¹⁸ is not read as a block, and is then no range.
            block.in_full().map(|_| Self { first, last })
        })
    }

    /// Does the same with any separator.
    pub(super) fn any(text: &str) -> Option<Self> {
        Self::find(text, &JOINTS)
    }

    /// Returns true if the first number can be the end of a longer one, as in `8,328-9400`.
    pub(super) fn is_cut(&self, text: &str) -> bool {
        let head = text.get(..self.first.start).unwrap_or_default();
        head.strip_suffix([',', '.', '\''])
            .is_some_and(|head| head.ends_with(|c: char| c.is_ascii_digit()))
            && !head.ends_with("..")
    }

    /// Returns the units that it names.
    pub(super) fn block(&self, text: &str) -> Option<Block> {
        let digits = |range: &Range<usize>| text.get(range.clone());
        Block::new(digits(&self.first)?, digits(&self.last)?).ok()
    }

    /// Returns what is before the range, without the separator between them.
    pub(super) fn head<'a>(&self, text: &'a str) -> &'a str {
        let head = text.get(..self.first.start).unwrap_or_default();
        head.trim_end_matches(|c: char| !c.is_ascii_alphanumeric())
    }

    /// Returns the text with other units.
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

/// Returns the place of the digits at the end of a text, if there are any.
fn digits_before(text: &str) -> Option<Range<usize>> {
    let start = text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    (start < text.len()).then_some(start..text.len())
}

/// Returns the places where a range can end: at the end of the text, and before up to three marks such as
/// `-MER-1-P`, the first of which consists of capitals.
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

/// Returns true if a text ends in a UUID, whose last two groups can be digits.
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

/// Classifies a byte of an id: 0 for a mark, 1 for a digit, 2 for a letter.
const fn class(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => 1,
        b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => 2,
        _ => 0,
    }
}

/// Writes a name in one spelling, so that one name has one scope: in lower case, with numbers without leading
/// zeros, and with no marks except a dash between two numbers or two words.
pub(super) fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut before = 0;
    for run in name.as_bytes().chunk_by(|one, next| class(*one) == class(*next)) {
        let kind = run.first().map_or(0, |byte| class(*byte));
        if kind == 0 {
            continue;
        }
        if kind == before {
            plain.push('-');
        }
        let run = core::str::from_utf8(run).unwrap_or_default();
        match kind {
            1 => plain.push_str(without_zeros(run)),
            _ => plain.extend(run.chars().map(|letter| letter.to_ascii_lowercase())),
        }
        before = kind;
    }
    plain
}

/// Removes leading zeros from a number; zero keeps one digit.
fn without_zeros(digits: &str) -> &str {
    match digits.trim_start_matches('0') {
        "" => digits.get(..1).unwrap_or_default(),
        digits => digits,
    }
}

/// Finds two numbers of an id without a range at its end that can still be the first and the last unit, and
/// returns the place of the second, which is not below the first.
///
/// Only the form of the id decides, not the units stated beside it, because parts of a block have the same id. The
/// digits of UUIDs and of other long codes are not numbers, unless another number stands beside the code.
pub(super) fn unclear(text: &str) -> Option<usize> {
    let mut numbers: Vec<(usize, &str)> = Vec::new();
    let mut has_code = false;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let word = rest.bytes().take_while(|byte| class(*byte) != 0).count();
        if rest.get(..36).is_some_and(is_uuid)
            && rest.as_bytes().get(36).is_none_or(|byte| class(*byte) == 0)
        {
            at = at.saturating_add(36);
            continue;
        }
        let bytes = rest.as_bytes().get(..word).unwrap_or_default();
        let runs = bytes.chunk_by(|one, next| class(*one) == class(*next));
        let digits = |run: &[u8]| run.first().is_some_and(u8::is_ascii_digit);
        if word >= 16 && runs.clone().filter(|run| digits(run)).count() >= 4 {
            has_code = true;
        } else {
            let mut start = at;
            for run in runs {
                let end = start.saturating_add(run.len());
                if digits(run) {
                    numbers.push((start, text.get(start..end)?));
                }
                start = end;
            }
        }
        at = at.saturating_add(word.max(1));
    }
    let size = |digits: &str| {
        let digits = without_zeros(digits);
        (digits.len(), digits.to_owned())
    };
    if has_code {
        return numbers.first().map(|(at, _)| *at);
    }
    let mut least: Option<(usize, String)> = None;
    for &(at, digits) in &numbers {
        // `1,000` is 1000 as well.
        let grouped = size(&grouped(text.get(at..)?, digits));
        if least.as_ref().is_some_and(|least| *least <= grouped) {
            return Some(at);
        }
        let plain = size(digits);
        least = least.filter(|least| *least < plain).or(Some(plain));
    }
    None
}

/// Appends the groups of three digits that follow the digits at the start of a text.
fn grouped(text: &str, digits: &str) -> String {
    let mut number = digits.to_owned();
    let mut rest = text.get(digits.len()..).unwrap_or_default();
    while let Some(after) = rest.strip_prefix([',', '.', '\'', ' ', '_']) {
        let group = after.bytes().take_while(u8::is_ascii_digit).count();
        let Some((group, more)) = after.split_at_checked(group).filter(|_| group == 3) else {
            break;
        };
        number.push_str(group);
        rest = more;
    }
    number
}

/// Makes the error for an impossible block, at the number that ends it.
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
