//! The words used in published claims, in many languages, and their meanings.

use crate::{Bound, Count, DistanceUnit};
use core::num::NonZeroU64;
use std::sync::LazyLock;

const TEXT: &str = include_str!("../../data/claim_words.txt");

/// The languages of the table. The position in the list is the bit in [`Languages`].
const LANGUAGES: [&str; 23] = [
    "en", "de", "fr", "nl", "sv", "da", "no", "fi", "es", "pt", "it", "pl", "cs", "bg", "ru", "uk",
    "el", "hu", "ro", "tr", "zh", "ja", "ko",
];
/// Languages written in other scripts, after those in the list.
const OTHERS: [&str; 2] = ["hi", "ar"];

/// A set of languages: those in which all words read so far exist.
///
/// A separator in a number, or a word such as `billion`, can have different meanings in different
/// languages. The words around it decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Languages(u32);

impl Languages {
    pub(super) const ALL: Self = Self(u32::MAX);

    fn one(code: &str) -> Option<Self> {
        let bit = LANGUAGES.iter().chain(&OTHERS).position(|known| *known == code)?;
        Some(Self(1_u32.checked_shl(u32::try_from(bit).ok()?)?))
    }

    /// Reads codes separated by spaces, or `*`.
    fn read(codes: &str) -> Option<Self> {
        if codes == "*" {
            return Some(Self::ALL);
        }
        codes.split(' ').try_fold(Self(0), |all, code| Some(Self(all.0 | Self::one(code)?.0)))
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns true if no word read so far is limited to some languages.
    pub(super) fn is_open(self) -> bool {
        self == Self::ALL
    }

    pub(super) fn has_english(self) -> bool {
        Self::one("en").is_some_and(|english| !self.and(english).is_empty())
    }

    /// Returns English if it is among the languages, and else the languages.
    pub(super) fn likely(self) -> Self {
        Self::one("en").filter(|english| !self.and(*english).is_empty()).unwrap_or(self)
    }

    /// Returns true if all of the languages use a decimal comma, so that English and Asian
    /// languages are excluded.
    pub(super) fn write_decimals_with_a_comma(self) -> bool {
        let others = Self::read("en zh ja ko hi ar");
        others.is_some_and(|others| !self.is_empty() && self.and(others).is_empty())
    }

    /// Returns true if none of the languages uses a decimal comma.
    pub(super) fn write_decimals_with_a_point(self) -> bool {
        let own = Self::read("en zh ja ko hi ar");
        own.is_some_and(|own| !self.is_empty() && self.and(own) == self)
    }
}

/// The meaning of a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Meaning {
    /// A bound that stands before its number.
    Before(Bound),
    /// A bound that stands after its number.
    After(Bound),
    /// A word without meaning for the number, such as `equal to`.
    Filler,
    /// A power of ten.
    Scale(u32),
    /// A number in words, or a fraction.
    Number(Count),
    /// The number one, before a power of ten only: `a million`.
    Article,
    /// The number of grams in one unit of mass.
    Mass(Count),
    /// A unit of distance.
    Distance(DistanceUnit),
    /// A word with two meanings, and what to write instead.
    Refused(&'static str),
    /// A word that turns what follows into its opposite.
    Not,
    /// Another time than the year for which things are counted.
    Period,
}

/// One word of a line in the table; a line has an entry for each of its words.
#[derive(Clone, Copy, Debug)]
struct Entry {
    meaning: Meaning,
    languages: Languages,
    word: &'static str,
}

/// All words, the longest first, so that `more than` is found before `more`.
static ENTRIES: LazyLock<Vec<Entry>> =
    LazyLock::new(|| read(TEXT).expect("a test reads the table, and it is constant"));

/// Reads every line of the table; returns `None` if a line is not understood.
fn read(text: &'static str) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut cells = line.splitn(4, '|').map(str::trim);
        let (kind, meaning) = (cells.next()?, cells.next()?);
        let languages = Languages::read(cells.next()?)?;
        let meaning = match kind {
            "before" => Meaning::Before(bound(meaning)?),
            "after" => Meaning::After(bound(meaning)?),
            "filler" => Meaning::Filler,
            "article" => Meaning::Article,
            "scale" => Meaning::Scale(meaning.parse().ok()?),
            "fraction" | "number" => Meaning::Number(ratio(meaning)?),
            "mass" => Meaning::Mass(ratio(meaning)?),
            "distance" => Meaning::Distance(distance(meaning)?),
            "refused" => Meaning::Refused(meaning),
            "not" => Meaning::Not,
            "period" => Meaning::Period,
            _ => return None,
        };
        let words = cells.next()?.split(';').map(str::trim).filter(|word| !word.is_empty());
        entries.extend(words.map(|word| Entry { meaning, languages, word }));
    }
    entries.sort_by_key(|entry| core::cmp::Reverse(entry.word.len()));
    Some(entries)
}

fn bound(word: &str) -> Option<Bound> {
    Some(match word {
        "more_than" => Bound::MoreThan,
        "at_least" => Bound::AtLeast,
        "about" => Bound::About,
        "exactly" => Bound::Exactly,
        "up_to" => Bound::UpTo,
        "less_than" => Bound::LessThan,
        "nearly" => Bound::Nearly,
        _ => return None,
    })
}

fn distance(word: &str) -> Option<DistanceUnit> {
    Some(match word {
        "kilometre" => DistanceUnit::Kilometre,
        "mile" => DistanceUnit::Mile,
        "nautical_mile" => DistanceUnit::NauticalMile,
        "swedish_mil" => DistanceUnit::SwedishMil,
        _ => return None,
    })
}

fn ratio(text: &str) -> Option<Count> {
    let (above, below) = text.split_once('/').unwrap_or((text, "1"));
    Some(Count::ratio(above.parse().ok()?, below.parse::<NonZeroU64>().ok()?))
}

/// A word at the start of a text, the text after it, and the languages that it allows.
pub(super) struct Found<'a, T> {
    pub(super) what: T,
    pub(super) rest: &'a str,
    pub(super) languages: Languages,
}

/// Finds the longest word at the start of the text that exists in one of the languages and is
/// accepted by `pick`.
pub(super) fn find<T>(
    text: &str,
    languages: Languages,
    pick: impl Fn(Meaning) -> Option<T>,
) -> Option<Found<'_, T>> {
    ENTRIES.iter().find_map(|entry| {
        let common = entry.languages.and(languages);
        if common.is_empty() {
            return None;
        }
        let what = pick(entry.meaning)?;
        let rest = strip_word(text, entry.word)?;
        // Another entry can have the same word in other languages: `million` is English and French.
        let same = |other: &&Entry| other.word == entry.word && other.meaning == entry.meaning;
        let common = ENTRIES
            .iter()
            .filter(same)
            .fold(Languages(0), |all, other| Languages(all.0 | other.languages.and(languages).0));
        Some(Found { what, rest: rest.trim_start(), languages: common })
    })
}

/// Returns true if a word of the text, wherever it stands, has a meaning that `pick` accepts.
pub(super) fn has<T>(
    text: &str,
    languages: Languages,
    pick: impl Fn(Meaning) -> Option<T> + Copy,
) -> bool {
    let mut before = ' ';
    text.char_indices().any(|(at, letter)| {
        let starts = letter.is_alphabetic() && !before.is_alphanumeric();
        before = letter;
        starts && text.get(at..).is_some_and(|rest| find(rest, languages, pick).is_some())
    })
}

/// Returns the text after a word at its start, ignoring case. A word of letters ends where the
/// letters end; in scripts without spaces it ends after its last character.
fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for expected in word.chars() {
        let mut lower = rest.next()?.to_lowercase();
        if lower.next()? != expected || lower.next().is_some() {
            return None;
        }
    }
    let rest = rest.as_str();
    let inside = |last: char, next: char| {
        (has_word_ends(last) && has_word_ends(next))
            || (last.is_ascii_digit() && next.is_ascii_digit())
    };
    match (word.chars().next_back(), rest.chars().next()) {
        (Some(last), Some(next)) if inside(last, next) => None,
        _ => Some(rest),
    }
}

/// Returns true if a letter belongs to a script that puts spaces between words.
fn has_word_ends(letter: char) -> bool {
    let asian = matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    letter.is_alphabetic() && !asian
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        let entries = read(TEXT).unwrap();
        assert!(entries.len() > 500, "{}", entries.len());
        for Entry { word, languages, .. } in &entries {
            assert_eq!(*word, word.to_lowercase(), "words are compared in lower case");
            assert!(!languages.is_empty(), "{word}");
        }
        assert!(read("before | many | en | lots of").is_none());
        assert!(read("before | about | xx | lots of").is_none());
    }

    /// A word of one kind has one meaning in each language.
    #[test]
    fn no_word_means_two_things_in_one_language() {
        let entries = read(TEXT).unwrap();
        let kind = |meaning: &Meaning| core::mem::discriminant(meaning);
        for (place, one) in entries.iter().enumerate() {
            for other in entries.iter().skip(place + 1) {
                let same = one.word == other.word && kind(&one.meaning) == kind(&other.meaning);
                let common = one.languages.and(other.languages);
                if same && one.meaning != other.meaning {
                    assert!(common.is_empty(), "{one:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn a_word_ends_where_its_letters_end() {
        assert_eq!(strip_word("Over 77", "over"), Some(" 77"));
        assert_eq!(strip_word("overall 77", "over"), None);
        assert_eq!(strip_word("约77", "约"), Some("77"));
        assert_eq!(strip_word("k tonnes", "k"), Some(" tonnes"));
        assert_eq!(strip_word("kt", "k"), None);
    }
}
