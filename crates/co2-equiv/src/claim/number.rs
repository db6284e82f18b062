//! Numbers as printed in texts: `77,000`, `77 000`, `1.7 million`, `7.7万`, `1½`.
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

use super::words::{Found, Languages, Meaning, find};
use crate::Count;
use core::num::NonZeroU64;

/// What can be wrong with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberError {
    /// There is no number.
    Missing,
    /// `77.000` means 77 thousand to some readers and 77 to others.
    Ambiguous,
    /// A word before the number says that it is not this many.
    Negated,
    /// The groups of digits are not used in any language, such as `7,70`, or there are too many
    /// digits.
    Malformed,
}

/// A number at the start of a text.
pub(super) struct Number<'a> {
    pub(super) value: Count,
    pub(super) rest: &'a str,
    pub(super) languages: Languages,
}

/// How a point before exactly three digits is read if no word decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Point {
    /// Refused: nobody counts cars to three decimals, so the point more likely separates thousands.
    Refused,
    /// A decimal point: amounts in tonnes have decimals.
    Decimal,
}

/// Returns true if a number starts here, in digits or in words.
pub(super) fn starts(text: &str, languages: Languages) -> bool {
    let has_digit = text.starts_with(|first: char| first.is_ascii_digit());
    has_digit || vulgar_fraction(text).0.is_some() || word(text, languages).is_some()
}

/// Finds a number in words at the start of a text.
fn word(text: &str, languages: Languages) -> Option<Found<'_, Count>> {
    let number = |meaning| match meaning {
        Meaning::Number(number) => Some(number),
        _ => None,
    };
    let article = |meaning| (meaning == Meaning::Article).then_some(Count::whole(1));
    find(text, languages, number).or_else(|| {
        let found = find(text, languages, article)?;
        (scales(found.rest, found.languages).0 > 0).then_some(found)
    })
}

/// Reads a number with its words, such as `1.7 million`. The words that follow, such as the name of
/// a unit, help to determine the language, so `hint` returns the languages that the rest of the
/// text allows.
pub(super) fn read<'a>(
    text: &'a str,
    languages: Languages,
    point: Point,
    hint: impl Fn(&'a str, Languages) -> Languages,
) -> Result<Number<'a>, NumberError> {
    let (digits, rest) = split_digits(text);
    // A fraction alone, such as 1/3, is read together with the words.
    if digits.is_empty() || rest.starts_with(['/']) {
        return in_words(text, languages);
    }
    let (fraction, rest) = vulgar_fraction(rest);
    let (scale, rest, languages) = scales(rest, languages);
    let value = digits_of(digits, hint(rest, languages), point, scale > 0)?;
    let value = match fraction {
        None => value,
        Some(fraction) => value.plus(fraction).ok_or(NumberError::Malformed)?,
    };
    let value = scaled(value, scale).ok_or(NumberError::Malformed)?;
    with_smaller_parts(Number { value, rest, languages }, scale)
}

/// Adds the parts that follow in smaller powers of ten, as in `7万7千`.
fn with_smaller_parts(number: Number<'_>, scale: u32) -> Result<Number<'_>, NumberError> {
    let (mut number, mut scale) = (number, scale);
    while scale > 0 && number.rest.starts_with(|next: char| next.is_ascii_digit()) {
        let digits = number.rest.chars().take_while(char::is_ascii_digit).count();
        let (digits, rest) = number.rest.split_at_checked(digits).ok_or(NumberError::Malformed)?;
        let (smaller, rest, languages) = scales(rest, number.languages);
        if smaller >= scale {
            return Err(NumberError::Malformed);
        }
        let part: u64 = digits.parse().map_err(|_| NumberError::Malformed)?;
        let value = scaled(Count::whole(part), smaller).and_then(|part| number.value.plus(part));
        number = Number { value: value.ok_or(NumberError::Malformed)?, rest, languages };
        scale = smaller;
    }
    Ok(number)
}

/// Reads `half a million`, `two million` or `½`.
fn in_words(text: &str, languages: Languages) -> Result<Number<'_>, NumberError> {
    let (fraction, rest) = vulgar_fraction(text);
    let (value, rest, languages) = if let Some(value) = fraction {
        (value, rest, languages)
    } else {
        let Found { what, rest, languages } = word(text, languages).ok_or(NumberError::Missing)?;
        (what, rest, languages)
    };
    let (scale, rest, languages) = scales(rest, languages);
    let value = scaled(value, scale).ok_or(NumberError::Malformed)?;
    Ok(Number { value, rest, languages })
}

/// Adds the powers of ten at the start of a text: `lakh crore` is 12.
fn scales(text: &str, languages: Languages) -> (u32, &str, Languages) {
    let (mut power, mut rest, mut languages) = (0_u32, text.trim_start(), languages);
    let scale = |meaning| match meaning {
        Meaning::Scale(power) => Some(power),
        _ => None,
    };
    // More than three of these words do not form a number.
    for _ in 0..3 {
        let Some(found) = find(rest, languages, scale) else { break };
        power = power.saturating_add(found.what);
        (rest, languages) = (found.rest, found.languages);
    }
    (power, rest, languages)
}

fn scaled(value: Count, power: u32) -> Option<Count> {
    value.times(10_u64.checked_pow(power)?, NonZeroU64::MIN)
}

/// Splits off the digits and separators at the start of a text. A space belongs to them if exactly
/// three digits follow.
fn split_digits(text: &str) -> (&str, &str) {
    let mut end = 0_usize;
    for (at, character) in text.char_indices() {
        let after = text.get(at..).unwrap_or_default();
        let digits_after = after.chars().skip(1).take_while(char::is_ascii_digit).count();
        let next = after.chars().nth(digits_after.saturating_add(1));
        let belongs = match character {
            '0'..='9' => true,
            ',' | '.' | '\'' | '_' => end > 0 && digits_after > 0,
            ' ' => end > 0 && digits_after == 3 && next != Some('/'),
            _ => false,
        };
        if !belongs {
            break;
        }
        end = at.saturating_add(character.len_utf8());
    }
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Reads `½`, `1/2`, or a space and one of these, after a whole number or on its own.
fn vulgar_fraction(text: &str) -> (Option<Count>, &str) {
    const SIGNS: [(char, u64, u64); 9] = [
        ('½', 1, 2),
        ('⅓', 1, 3),
        ('⅔', 2, 3),
        ('¼', 1, 4),
        ('¾', 3, 4),
        ('⅕', 1, 5),
        ('⅛', 1, 8),
        ('⅜', 3, 8),
        ('⅗', 3, 5),
    ];
    let start = text.trim_start();
    for (sign, above, below) in SIGNS {
        if let (Some(rest), Some(below)) = (start.strip_prefix(sign), NonZeroU64::new(below)) {
            return (Some(Count::ratio(above, below)), rest.trim_start());
        }
    }
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    let read = || {
        let (above, rest) = start.split_at_checked(digits(start))?;
        let rest = rest.strip_prefix('/')?;
        let (below, rest) = rest.split_at_checked(digits(rest))?;
        // A claim with many digits is printed with an `above` beyond 64 bits.
        let fraction = Count::lowest(above.parse().ok()?, below.parse().ok()?);
        Some((fraction, rest.trim_start()))
    };
    match read() {
        Some((fraction, rest)) => (Some(fraction), rest),
        None => (None, text),
    }
}

/// Returns the value of digits with separators.
fn digits_of(
    text: &str,
    languages: Languages,
    point: Point,
    has_scale: bool,
) -> Result<Count, NumberError> {
    let decimal = decimal_separator(text, languages, point, has_scale)?;
    let (whole, fraction) = decimal.and_then(|mark| text.rsplit_once(mark)).unwrap_or((text, ""));
    let whole = without_groups(whole)?;
    let digits: String = whole.chars().chain(fraction.chars()).collect();
    let above: u128 = digits.parse().map_err(|_| NumberError::Malformed)?;
    let below = u32::try_from(fraction.len()).ok().and_then(|power| 10_u64.checked_pow(power));
    let below = below.and_then(NonZeroU64::new).ok_or(NumberError::Malformed)?;
    Ok(Count::lowest(above, below))
}

/// Returns the decimal separator, if there is one.
fn decimal_separator(
    text: &str,
    languages: Languages,
    point: Point,
    has_scale: bool,
) -> Result<Option<char>, NumberError> {
    let marks: Vec<char> = text.chars().filter(|mark| matches!(mark, ',' | '.')).collect();
    let has_other_groups = text.contains([' ', '\'', '_']);
    let (Some(&last), Some(&first)) = (marks.last(), marks.first()) else { return Ok(None) };
    let count = |mark: char| marks.iter().filter(|other| **other == mark).count();
    if first != last {
        // In 130,728.494 or 130.728,494, the last separator occurs once.
        return if count(last) == 1 { Ok(Some(last)) } else { Err(NumberError::Malformed) };
    }
    if marks.len() > 1 {
        return Ok(None);
    }
    let after = text.rsplit_once(last).map_or("", |(_, after)| after);
    let before = text.split_once(last).map_or("", |(before, _)| before);
    // If there are not three digits after it, more than three before it, or a leading zero, it does
    // not separate thousands. Neither does a separator after groups of another kind.
    let is_group = after.len() == 3 && before.len() <= 3 && !before.starts_with('0');
    if !is_group || has_other_groups {
        return Ok(Some(last));
    }
    let comma_languages = languages.write_decimals_with_a_comma();
    if has_scale {
        // "1,456 million" is a thousand times more in English than in French.
        return match (last, comma_languages, languages.write_decimals_with_a_point()) {
            (',', true, _) | ('.', false, _) => Ok(Some(last)),
            (',', false, true) | ('.', true, _) => Ok(None),
            _ => Err(NumberError::Ambiguous),
        };
    }
    match (last, comma_languages, point) {
        (',', true, _) => Ok(Some(',')),
        (',', false, _) | (_, true, _) => Ok(None),
        (_, false, Point::Decimal) => Ok(Some('.')),
        (_, false, Point::Refused) => Err(NumberError::Ambiguous),
    }
}

/// Removes the separators between groups of three digits; in India all groups before the last have
/// two.
fn without_groups(text: &str) -> Result<String, NumberError> {
    let groups: Vec<&str> = text.split([',', '.', '\'', '_', ' ']).collect();
    let Some((last, others)) = groups.split_last() else { return Err(NumberError::Malformed) };
    let Some((first, middle)) = others.split_first() else { return Ok(text.to_owned()) };
    let even = |size: usize| middle.iter().all(|group| group.len() == size);
    let longest = if even(3) {
        3
    } else if even(2) {
        2
    } else {
        return Err(NumberError::Malformed);
    };
    if last.len() != 3 || first.is_empty() || first.len() > longest {
        return Err(NumberError::Malformed);
    }
    Ok(groups.concat())
}
