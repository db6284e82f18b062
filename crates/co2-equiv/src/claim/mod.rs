//! Published claims: a number of things and an amount of CO2e, in the wording of press releases.

mod amount;
mod number;
mod words;

pub use self::amount::{ClaimedAmount, ClaimedAmountError};

use self::number::{NumberError, Point};
use self::words::{Languages, Meaning, find, has};
use crate::{Bound, Count, DistanceUnit};
use core::fmt;
use core::str::FromStr;

/// The maximum length of a text that is read, in characters.
const MAX_LEN: usize = 300;

/// A published count, such as "more than 77,000 vehicles".
///
/// Parsing understands numbers and bounds in many languages and scripts; see
/// [`FromStr`](Claim#impl-FromStr-for-Claim). A number without a bound before or after it is
/// [`Bound::About`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Claim {
    /// The bound stated by the words before or after the number.
    pub bound: Bound,
    /// The number, from above zero to [`Count::MAX_SHOWN`].
    pub count: Count,
    /// The unit of distance after the number, as in "1.7 million miles".
    pub distance: Option<DistanceUnit>,
}

/// The error for a text that is not a valid [`Claim`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClaimError {
    /// The text is longer than 300 characters.
    #[error("a claim has at most {max} characters", max = MAX_LEN)]
    TooLong,
    /// The text has no number where one is expected.
    #[error("no number in {text:?}; write it such as \"more than 77,000\" or \"1.7 million\"")]
    Number {
        /// The text given, at most its first 40 characters.
        text: String,
    },
    /// The separators of a number could mean decimals or thousands, or no language uses them in
    /// this way.
    #[error("{text:?} can be read as two numbers; write digits without separators between them")]
    Ambiguous {
        /// The text given, at most its first 40 characters.
        text: String,
    },
    /// The number is zero or above [`Count::MAX_SHOWN`].
    #[error("a claimed count must be above zero and at most 10^15, not {count}")]
    OutOfRange {
        /// The number.
        count: Count,
    },
    /// There is one bound before the number and a different one after it.
    #[error("the claim says both \"{before}\" and \"{after}\"")]
    TwoBounds {
        /// The bound before the number.
        before: Bound,
        /// The bound after the number.
        after: Bound,
    },
    /// The text says that the count is not this one, in words that are not a bound: "not 77,000".
    #[error(
        "{text:?} says what the count is not; write a bound such as \"at most\" or \"at least\""
    )]
    Negated {
        /// The text given, at most its first 40 characters.
        text: String,
    },
    /// Things are counted for a year, and the text counts them for another time: "77,000 cars a day".
    #[error("{text:?} counts for another time than a year")]
    Period {
        /// The rest of the text, at most its first 40 characters.
        text: String,
    },
    /// The text has a second number, so it is unclear which one is claimed.
    #[error("unexpected number in {text:?}, after the count")]
    SecondNumber {
        /// The rest of the text, at most its first 40 characters.
        text: String,
    },
}

/// The bound and the number before a unit.
struct Quantity<'a> {
    bound: Option<Bound>,
    value: Count,
    rest: &'a str,
    languages: Languages,
}

impl Claim {
    /// Makes a claimed count, such as `Claim::new(Bound::MoreThan, 77_000)`.
    pub fn new(bound: Bound, count: impl Into<Count>) -> Self {
        Self { bound, count: count.into(), distance: None }
    }
}

/// Reads an optional bound in words or as a sign, a number, and then the name of the thing, in
/// which only a unit of distance is recognised.
///
/// Numbers can have separators of any kind, words such as `million`, `crore` or `万`, or fractions,
/// or be words themselves up to twelve. The language of the words around a separator decides what
/// it means; if they allow two readings, the text is refused.
///
/// ```
/// use co2_equiv::{Bound, Claim};
/// let claim = Claim::new(Bound::MoreThan, 77_000);
/// for text in ["more than 77,000", "over 77 000 passenger vehicles", "超过7.7万辆", "mehr als 77.000 Autos",
///     "mer än 77 000 bilar", "plus de 77 000 voitures", "77,000台超", "> 77k cars"] {
///     assert_eq!(text.parse(), Ok(claim), "{text}");
/// }
/// assert_eq!("nearly half a million cars".parse(), Ok(Claim::new(Bound::Nearly, 500_000)));
/// assert_eq!("77,000".parse(), Ok(Claim::new(Bound::About, 77_000)));
/// assert!("77.000 cars".parse::<Claim>().is_err(), "77 thousand, or 77");
/// assert_eq!(claim.to_string(), "more than 77000");
/// ```
impl FromStr for Claim {
    type Err = ClaimError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.chars().nth(MAX_LEN).is_some() {
            return Err(ClaimError::TooLong);
        }
        let normal = normal(text);
        let start = |text: &str| -> String { text.chars().take(40).collect() };
        let Quantity { bound, value: count, rest, languages } = quantity(&normal, Point::Refused)
            .map_err(|error| match error {
            NumberError::Missing => ClaimError::Number { text: start(text) },
            NumberError::Negated => ClaimError::Negated { text: start(text) },
            _ => ClaimError::Ambiguous { text: start(text) },
        })?;
        if count == Count::whole(0) || count > Count::whole(Count::MAX_SHOWN) {
            return Err(ClaimError::OutOfRange { count });
        }
        let after = |text| find(text, languages, after_bound);
        // A bound can follow the number or the counter word of a thing, as in 7.7万辆以上.
        let later = after(rest).or_else(|| {
            rest.char_indices().skip(1).take(3).find_map(|(at, _)| after(rest.get(at..)?))
        });
        let distance = find(later.as_ref().map_or(rest, |found| found.rest), languages, distance);
        let distance = distance.or_else(|| find(rest, languages, self::distance));
        if !is_without_number(rest, languages) {
            return Err(ClaimError::SecondNumber { text: start(rest) });
        }
        if has_period(rest, languages) {
            return Err(ClaimError::Period { text: start(rest) });
        }
        let bound = match (bound, later.map(|found| found.what)) {
            (Some(before), Some(after)) if before != after => {
                return Err(ClaimError::TwoBounds { before, after });
            }
            (Some(bound), _) | (None, Some(bound)) => bound,
            (None, None) => Bound::About,
        };
        Ok(Self { bound, count, distance: distance.map(|found| found.what) })
    }
}

/// Reads the words and signs of a bound, a number, and its powers of ten.
fn quantity(text: &str, point: Point) -> Result<Quantity<'_>, NumberError> {
    let (mut rest, mut languages, mut bound) = (text, Languages::ALL, None);
    let filler = |meaning| (meaning == Meaning::Filler).then_some(());
    loop {
        let before = |meaning| match meaning {
            Meaning::Before(bound) => Some(bound),
            _ => None,
        };
        if let Some(found) = find(rest, languages, before) {
            // "More than about 5" is neither.
            if bound.is_some_and(|bound| bound != found.what) {
                return Err(NumberError::Malformed);
            }
            bound = Some(found.what);
            (rest, languages) = (found.rest, found.languages);
        } else if let Some(found) = find(rest, languages, filler) {
            (rest, languages) = (found.rest, found.languages);
        } else if find(rest, languages, |meaning| (meaning == Meaning::Not).then_some(())).is_some()
        {
            return Err(NumberError::Negated);
        } else if number::starts(rest, languages) {
            break;
        } else {
            // Words such as "burning" say what is counted, not how many.
            let (_, after) = rest.split_once(' ').ok_or(NumberError::Missing)?;
            rest = after;
        }
    }
    // The unit or a bound after the number can show the language of its separators.
    let hint = |rest, languages: Languages| {
        let unit = find(rest, languages, |meaning| match meaning {
            Meaning::Mass(_) | Meaning::After(_) | Meaning::Distance(_) => Some(()),
            _ => None,
        });
        unit.map_or(languages, |found| found.languages)
    };
    let number = number::read(rest, languages, point, hint)?;
    Ok(Quantity { bound, value: number.value, rest: number.rest, languages: number.languages })
}

fn after_bound(meaning: Meaning) -> Option<Bound> {
    match meaning {
        Meaning::After(bound) => Some(bound),
        _ => None,
    }
}

fn distance(meaning: Meaning) -> Option<DistanceUnit> {
    match meaning {
        Meaning::Distance(unit) => Some(unit),
        _ => None,
    }
}

/// Returns true if no word of a text is a second number. Words with digits may be a gas, `CO2`, or
/// a year, and "for one year" is no other number.
fn is_without_number(text: &str, languages: Languages) -> bool {
    let number = |meaning| match meaning {
        Meaning::Number(number) if number != Count::whole(1) => Some(()),
        _ => None,
    };
    if has(text, languages.likely(), number) {
        return false;
    }
    let without = text.replace("CO2", "").replace("co2", "");
    let has_digit = |word: &&str| word.contains(|letter: char| letter.is_ascii_digit());
    without.split(|letter: char| !letter.is_alphanumeric()).filter(has_digit).all(is_year)
}

/// Returns true if a text counts for another time than a year.
fn has_period(text: &str, languages: Languages) -> bool {
    has(text, languages.likely(), |meaning| (meaning == Meaning::Period).then_some(()))
}

/// Returns true for a year of the twentieth or twenty-first century, or a fiscal year such as
/// `FY2023`.
fn is_year(word: &str) -> bool {
    let word = word.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    word.len() == 4
        && (word.starts_with("19") || word.starts_with("20"))
        && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Replaces digits, spaces and apostrophes of any script by ASCII digits, plain spaces and one
/// apostrophe.
fn normal(text: &str) -> String {
    let character = |letter: char| match letter {
        '\u{ff10}'..='\u{ff19}' => digit(letter, '\u{ff10}'),
        '\u{660}'..='\u{669}' => digit(letter, '\u{660}'),
        '\u{6f0}'..='\u{6f9}' => digit(letter, '\u{6f0}'),
        '\u{966}'..='\u{96f}' => digit(letter, '\u{966}'),
        '\u{9e6}'..='\u{9ef}' => digit(letter, '\u{9e6}'),
        '，' | '\u{66c}' | '、' => ',',
        '．' | '\u{66b}' => '.',
        '’' | '‘' | 'ʼ' | '´' => '\'',
        '＋' => '+',
        '₂' => '2',
        '⁄' => '/',
        blank if blank.is_whitespace() => ' ',
        other => other,
    };
    let text: String = text.chars().map(character).collect();
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").trim_matches(['"', '“', '”', '„', '«', '»', '「', '」']).to_owned()
}

/// Returns the ASCII digit for a digit of another script.
fn digit(letter: char, zero: char) -> char {
    let value = u32::from(letter).saturating_sub(u32::from(zero));
    char::from_digit(value, 10).unwrap_or(letter)
}

impl TryFrom<String> for Claim {
    type Error = ClaimError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Claim> for String {
    fn from(claim: Claim) -> Self {
        claim.to_string()
    }
}

/// Written in English: `more than 77000`, `about 2.5`, `nearly 1/3`, `about 1700000 miles`. It
/// parses back to the same claim.
impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.bound, Exact(self.count))?;
        match self.distance {
            Some(unit) => write!(f, " {}", unit.words().1),
            None => Ok(()),
        }
    }
}

/// A count with all its decimals, or as a fraction if they do not end.
struct Exact(Count);

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (above, below) = self.0.terms();
        let decimals = format!("{:.18}", self.0);
        if decimals.ends_with("...") {
            write!(f, "{above}/{below}")
        } else {
            f.write_str(&decimals)
        }
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Claim {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Claim".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "maxLength": MAX_LEN,
            "description": "a count as it was published, such as `more than 77000`",
        })
    }
}
