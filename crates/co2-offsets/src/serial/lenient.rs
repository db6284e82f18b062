//! Reading serials that people or programs have damaged.
//!
//! A text is changed step by step, and each change is recorded with its place. The result is then read
//! strictly, so a repair never makes a serial that its registry could not have printed.

use super::fields::RANGE;
use super::{Grammar, ParseSerialError, ParseSerialErrorKind, Serial, detect};
use core::fmt;

/// A repair: what is in the given text, and what was read instead.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Repair {
    /// The place in the given text, counted in characters from 1.
    pub column: usize,
    /// The text found there; empty if something was inserted.
    pub found: String,
    /// The text read instead; empty if something was left out.
    pub read: String,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { column, found, read } = self;
        match (found.is_empty(), read.is_empty()) {
            (_, true) => write!(f, "left out {found:?} at column {column}"),
            (true, _) => write!(f, "put in {read:?} at column {column}"),
            _ => write!(f, "read {found:?} at column {column} as {read:?}"),
        }
    }
}

/// A serial that was read, and the repairs made for it.
pub type Mended = (Serial, Vec<Repair>);

/// If more letters than this would have to be read as digits, the text is not a serial.
const MAX_DIGITS_MENDED: usize = 16;

/// The greatest length of a cell that is read, in bytes.
const MAX_CELL: usize = 16_384;

impl Serial {
    /// Reads a serial that people or programs may have damaged, and states the repairs.
    ///
    /// These are left out: spaces, quotes, brackets, points and commas around the serial, a label before it,
    /// text after a tab, invisible characters, spaces around dashes, and commas that group digits. Other kinds
    /// of dashes and spaces are read as the plain ones, and small letters as capitals; in numbers the letters O
    /// and o are read as 0, and I and l as 1; a range is joined as its registry joins it.
    ///
    /// A repair is a guess, so show it to a person before units are booked under it. A text that
    /// can be read strictly is not changed.
    ///
    /// # Errors
    /// Returns the error of strict reading if repairs do not help; the column is that of the given text. For a
    /// text with several serials it is [`ParseSerialErrorKind::Several`]; see [`Serial::parse_cell`].
    ///
    /// ```
    /// use co2_offsets::Serial;
    ///
    /// // As printed in a certificate on the web: it ends in a letter.
    /// let text = "15312-681393912-681394011-VCS-VCU-208-VER-CA-3-929-01012018-31122018-O";
    /// let (serial, repairs) = Serial::parse_lenient(text)?;
    /// assert_eq!(serial.units().count(), 100);
    /// assert_eq!(repairs[0].to_string(), "read \"O\" at column 70 as \"0\"");
    /// # Ok::<(), co2_offsets::serial::ParseSerialError>(())
    /// ```
    pub fn parse_lenient(text: &str) -> Result<Mended, ParseSerialError> {
        let mut read = Self::parse_cell(text)?;
        match (read.pop(), read.is_empty()) {
            (Some(one), true) => Ok(one),
            _ => Err(ParseSerialError { kind: ParseSerialErrorKind::Several, column: 1 }),
        }
    }

    /// Reads every serial in a cell of a table, as [`Serial::parse_lenient`] reads one.
    ///
    /// Serials are separated by semicolons, bars, commas, tabs or line breaks. A block given as the serials of its
    /// first and its last unit is one serial.
    ///
    /// # Errors
    /// Returns the error of the first serial that cannot be read.
    ///
    /// ```
    /// use co2_offsets::Serial;
    ///
    /// let cell = "ACR-FR-1129-2025-2917-1 to 10; acr-fr-1129-2025-2917-15 - 20";
    /// let serials: Vec<String> =
    ///     Serial::parse_cell(cell)?.iter().map(|(serial, _)| serial.to_string()).collect();
    /// assert_eq!(serials, ["ACR-FR-1129-2025-2917-1 to 10", "ACR-FR-1129-2025-2917-15-20"]);
    /// # Ok::<(), co2_offsets::serial::ParseSerialError>(())
    /// ```
    pub fn parse_cell(cell: &str) -> Result<Vec<Mended>, ParseSerialError> {
        if let Ok(serial) = cell.parse() {
            return Ok(vec![(serial, Vec::new())]);
        }
        if cell.len() > MAX_CELL {
            let kind = ParseSerialErrorKind::TooLong { max: MAX_CELL };
            return Err(ParseSerialError { kind, column: 1 });
        }
        let whole = Draft::new(cell);
        match whole.clone().read() {
            Ok(one) => Ok(vec![one]),
            Err(error) => {
                let parts = whole.parts();
                if parts.len() < 2 {
                    return whole.read_loose().ok_or(error);
                }
                let mut found = Vec::new();
                for part in parts {
                    match part.clone().read() {
                        Ok(one) => found.push(one),
                        Err(error) => found.extend(part.read_loose().ok_or(error)?),
                    }
                }
                Ok(found)
            }
        }
    }
}

/// A text being repaired: its characters with the columns they came from.
#[derive(Clone)]
struct Draft {
    text: Vec<(char, usize)>,
    repairs: Vec<Repair>,
}

impl Draft {
    fn new(text: &str) -> Self {
        Self { text: text.chars().zip(1..).collect(), repairs: Vec::new() }
    }

    /// Splits a cell into its serials.
    fn parts(&self) -> Vec<Self> {
        let digit = |at: Option<usize>| {
            at.and_then(|at| self.text.get(at)).is_some_and(|(c, _)| c.is_ascii_digit())
        };
        let mut parts = vec![Vec::new()];
        for (at, &(character, column)) in self.text.iter().enumerate() {
            // A comma between digits groups them.
            let groups = digit(at.checked_sub(1)) && digit(at.checked_add(1));
            let splits =
                matches!(character, ';' | '|' | '\t' | '\n' | '\r') || character == ',' && !groups;
            match parts.last_mut() {
                Some(part) if !splits => part.push((character, column)),
                _ => parts.push(Vec::new()),
            }
        }
        // A part without digits is a word between serials. A part with digits that is not a serial can be units
        // that would be lost, so it is read, and refused.
        let is_serial = |part: &Vec<(char, usize)>| part.iter().any(|(c, _)| c.is_ascii_digit());
        let draft = |text| Self { text, repairs: Vec::new() };
        parts.into_iter().filter(is_serial).map(draft).collect()
    }

    /// Several serials that only blanks, strokes or words stand between.
    fn read_loose(&self) -> Option<Vec<Mended>> {
        let several: Result<Vec<Mended>, _> =
            self.loose_parts().into_iter().map(Self::read).collect();
        several.ok().filter(|several| several.len() > 1)
    }

    /// The parts of a text that begins with a serial: each begins where a word has the mark of a registry.
    fn loose_parts(&self) -> Vec<Self> {
        let is_between = |c: char| c.is_whitespace() || matches!(c, '/' | '&' | '+');
        let mut starts = Vec::new();
        let mut after = true;
        for (at, &(character, _)) in self.text.iter().enumerate() {
            if after && !is_between(character) {
                let word = self.text.get(at..).unwrap_or_default().iter().map(|(c, _)| *c);
                let word: String = word.take_while(|c| !is_between(*c)).collect();
                match detect(&word.to_ascii_uppercase()) {
                    // Two of these are the ends of one block.
                    Some(Grammar::Cdm) => return Vec::new(),
                    Some(_) => starts.push(at),
                    None => {}
                }
            }
            after = is_between(character);
        }
        if starts.first() != Some(&0) {
            return Vec::new();
        }
        let ends = starts.iter().skip(1).copied().chain([self.text.len()]);
        let mut parts = Vec::new();
        for (start, end) in starts.iter().zip(ends) {
            let text = self.text.get(*start..end).unwrap_or_default().to_vec();
            // Words such as "and" before the next.
            let more = text.iter().rev().take_while(|(c, _)| !c.is_ascii_digit()).count();
            let kept = text.len().saturating_sub(more);
            let mut part = Self { text, repairs: Vec::new() };
            part.replace(kept..kept.saturating_add(more), "");
            parts.push(part);
        }
        parts
    }

    fn as_text(&self) -> String {
        self.text.iter().map(|(character, _)| character).collect()
    }

    /// Returns the column of a position in the draft, or of its end.
    fn column(&self, at: usize) -> usize {
        let after = || self.text.last().map_or(1, |(_, column)| column.saturating_add(1));
        self.text.get(at).map_or_else(after, |(_, column)| *column)
    }

    /// Replaces some characters by another text, and records that.
    fn replace(&mut self, range: core::ops::Range<usize>, read: &str) {
        let column = self.column(range.start);
        let end = range.end.min(self.text.len());
        let range = range.start.min(end)..end;
        let found: String =
            self.text.get(range.clone()).unwrap_or_default().iter().map(|(c, _)| c).collect();
        if found == read {
            return;
        }
        // A replacement of the same length keeps its columns.
        let columns: Vec<usize> =
            self.text.get(range.clone()).unwrap_or_default().iter().map(|(_, c)| *c).collect();
        let at =
            |index: usize| columns.get(index).or_else(|| columns.last()).copied().unwrap_or(column);
        let read_from = read.chars().enumerate().map(|(index, c)| (c, at(index)));
        drop(self.text.splice(range, read_from));
        self.repairs.push(Repair { column, found, read: read.to_owned() });
    }

    /// Replaces single characters; an empty text leaves one out.
    fn each(&mut self, change: impl Fn(char) -> Option<&'static str>) {
        let mut at = 0;
        while let Some(&(character, _)) = self.text.get(at) {
            let read = change(character);
            if let Some(read) = read {
                self.replace(at..at.saturating_add(1), read);
            }
            at = at.saturating_add(read.map_or(1, |read| read.chars().count()));
        }
    }

    /// Makes every repair that applies, and reads the result.
    fn read(mut self) -> Result<Mended, ParseSerialError> {
        self.each(plain_character);
        self.cut_ends();
        self.join_digits();
        self.mend_blanks();
        self.in_capitals();
        self.mend_range();
        self.read_with_digits()
    }

    /// Leaves out what is around a serial: a label before it, punctuation, a number after a tab.
    fn cut_ends(&mut self) {
        let text = self.as_text();
        if let Some(at) = text.chars().position(|c| c == '\t') {
            let more: String = text.chars().skip(at).collect();
            let is_number =
                |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '\'') || c.is_whitespace();
            if at > 0 && more.chars().all(is_number) {
                self.replace(at..self.text.len(), "");
            }
        }
        self.cut_amount();
        let outside = |c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    '"' | '\'' | '=' | '(' | ')' | '[' | ']' | '.' | ',' | ';' | ':' | '<' | '>'
                )
                || matches!(
                    c,
                    '\u{201c}'
                        | '\u{201d}'
                        | '\u{201e}'
                        | '\u{2018}'
                        | '\u{2019}'
                        | '\u{ab}'
                        | '\u{bb}'
                )
        };
        let marked = |draft: &Self, at: usize| draft.text.get(at).is_some_and(|(c, _)| outside(*c));
        while marked(self, self.text.len().saturating_sub(1)) {
            let last = self.text.len().saturating_sub(1);
            self.replace(last..self.text.len(), "");
        }
        while marked(self, 0) {
            self.replace(0..1, "");
        }
        // `Serial: ` and `Serial No. ` before it: words up to a colon, or up to the serial's own prefix.
        let text = self.as_text();
        let label = text.char_indices().zip(0_usize..).find_map(|((byte, c), at)| {
            let rest = text.get(byte.saturating_add(c.len_utf8())..)?.trim_start();
            let starts =
                matches!(c, ':' | '#') || c == ' ' && detect(&rest.to_ascii_uppercase()).is_some();
            let head = text.get(..byte)?;
            let words =
                !head.is_empty() && !head.contains(|c: char| c.is_ascii_digit() || c == '-');
            (starts && words && !rest.is_empty()).then_some(at)
        });
        if let Some(at) = label {
            self.replace(0..at.saturating_add(1), "");
            while marked(self, 0) {
                self.replace(0..1, "");
            }
        }
    }

    /// ` 425 t` or ` (425 tCO2e)` after a serial: an amount with its unit.
    fn cut_amount(&mut self) {
        const UNITS: [&str; 9] =
            ["t", "tco2", "tco2e", "tonnes", "tons", "credits", "units", "vcus", "vers"];
        let text = self.as_text();
        let plain = text.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let unit = plain.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).len();
        let (before, unit) = plain.split_at_checked(unit).unwrap_or((plain, ""));
        let number = before.trim_end();
        let head = number.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.'));
        let apart = head.ends_with(|c: char| c.is_whitespace() || c == '(');
        let is_amount = head.len() < number.len() && apart;
        if is_amount && UNITS.iter().any(|one| one.eq_ignore_ascii_case(unit)) {
            let kept = head.trim_end_matches(|c: char| c.is_whitespace() || c == '(');
            // `1 to 500 t`: the number is the last unit's.
            let is_unit = kept.ends_with('-') || kept.to_ascii_lowercase().ends_with(" to");
            let kept = if is_unit { number } else { kept };
            self.replace(kept.chars().count()..self.text.len(), "");
        }
    }

    /// Joins `941,467,007` and `58'384`: removes marks between groups of three digits.
    fn join_digits(&mut self) {
        let mut at = 1;
        while at < self.text.len() {
            let digits = |from: usize| {
                let run = self.text.get(from..).unwrap_or_default();
                run.iter().take_while(|(c, _)| c.is_ascii_digit()).count()
            };
            let mark = self.text.get(at).is_some_and(|(c, _)| matches!(c, ',' | '\'' | '\u{2019}'));
            let before = at.checked_sub(1).and_then(|at| self.text.get(at));
            let groups = before.is_some_and(|(c, _)| c.is_ascii_digit())
                && digits(at.saturating_add(1)) == 3;
            if mark && groups {
                self.replace(at..at.saturating_add(1), "");
            } else {
                at = at.saturating_add(1);
            }
        }
    }

    /// Keeps single spaces around `to`, and removes all others.
    fn mend_blanks(&mut self) {
        let digit: fn(char) -> bool = |c| c.is_ascii_digit();
        let mut at = 0;
        while at < self.text.len() {
            let is = |at: usize, wanted: fn(char) -> bool| {
                self.text.get(at).is_some_and(|(c, _)| wanted(*c))
            };
            if !is(at, |c| c == ' ') {
                at = at.saturating_add(1);
                continue;
            }
            let mut end = at;
            while is(end, |c| c == ' ') {
                end = end.saturating_add(1);
            }
            let word: String = self
                .text
                .get(end..end.saturating_add(2))
                .unwrap_or_default()
                .iter()
                .map(|(c, _)| c.to_ascii_lowercase())
                .collect();
            let after = end.saturating_add(2);
            if word == "to" && is(after, |c| c == ' ') {
                let mut last = after;
                while is(last, |c| c == ' ') {
                    last = last.saturating_add(1);
                }
                self.replace(at..last, RANGE);
                at = at.saturating_add(RANGE.len());
            } else if at > 0 && is(at.saturating_sub(1), digit) && is(end, digit) {
                let groups = self.groups_of_three(at);
                for _ in 0..groups {
                    self.replace(at..at.saturating_add(1), "");
                    at = at.saturating_add(3);
                }
                if groups == 0 {
                    at = end;
                }
            } else {
                self.replace(at..end, "");
            }
        }
    }

    /// Counts the groups of three digits that continue a number after single spaces, as in `941 467 007`. Any
    /// other digits after a space are a number of their own: `500 50` is not 50050. So can be a single group at the
    /// end of the text, as in `149 149`.
    fn groups_of_three(&self, blank: usize) -> usize {
        let digits = |from: usize| {
            let run = self.text.get(from..).unwrap_or_default();
            run.iter().take_while(|(c, _)| c.is_ascii_digit()).count()
        };
        let head = self.text.get(..blank).unwrap_or_default();
        let leading = head.iter().rev().take_while(|(c, _)| c.is_ascii_digit()).count();
        let (mut groups, mut at) = (0_usize, blank);
        while self.text.get(at).is_some_and(|(c, _)| *c == ' ') && digits(at.saturating_add(1)) == 3
        {
            groups = groups.saturating_add(1);
            at = at.saturating_add(4);
        }
        let is_beside = groups == 1 && at >= self.text.len();
        if (1..=3).contains(&leading) && !is_beside { groups } else { 0 }
    }

    /// Writes capitals and small letters as the registry does.
    fn in_capitals(&mut self) {
        let text = self.as_text();
        let Some(grammar) = detect(&text.to_ascii_uppercase()) else { return };
        let mut start = 0;
        let mut word_of = 0_usize;
        for end in 0..=self.text.len() {
            let is_end = self.text.get(end).is_none_or(|(c, _)| !c.is_ascii_alphanumeric());
            if !is_end {
                continue;
            }
            let word: String =
                self.text.get(start..end).unwrap_or_default().iter().map(|(c, _)| c).collect();
            if !word.is_empty() {
                let read = in_case(grammar, word_of, &word);
                self.replace(start..end, &read);
                word_of = word_of.saturating_add(1);
            }
            start = end.saturating_add(1);
        }
    }

    /// `1..500` and `1to500`: the joint as most registries write it.
    fn mend_joint(&mut self) {
        let text = self.as_text();
        for joint in ["..", "to", "TO", "To"] {
            let between = text.match_indices(joint).find(|(at, _)| {
                let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
                let (before, after) = text.split_at_checked(*at).unwrap_or_default();
                digit(before.chars().next_back()) && digit(after.chars().nth(2))
            });
            if let Some((at, _)) = between {
                let at = text.get(..at).map_or(0, |head| head.chars().count());
                return self.replace(at..at.saturating_add(2), RANGE);
            }
        }
    }

    /// Joins a range as its registry does: two full halves, or another separator.
    fn mend_range(&mut self) {
        self.mend_joint();
        let text = self.as_text();
        let chars = |bytes: usize| text.get(..bytes).map_or(0, |head| head.chars().count());
        match detect(&text) {
            Some(Grammar::Cdm) => {
                // `RW-5-1-2-2-0-7014` twice, however the two are joined.
                let joint = [" to ", ";", ",", "|"]
                    .into_iter()
                    .find_map(|joint| text.find(joint).map(|at| (at, joint.len())));
                let dash = || text.match_indices('-').nth(6).map(|(at, joint)| (at, joint.len()));
                if let Some((at, len)) = joint.or_else(dash) {
                    let rest = text.get(at.saturating_add(len)..).unwrap_or_default();
                    if rest.get(2..5) == Some("-5-") {
                        self.replace(chars(at)..chars(at.saturating_add(len)), " - ");
                    }
                }
            }
            Some(grammar) => {
                if let Some((head, tail)) = text.split_once(RANGE) {
                    let dashed = !matches!(grammar, Grammar::Acr | Grammar::Car | Grammar::Art)
                        && head.ends_with(|c: char| c.is_ascii_digit())
                        && tail.starts_with(|c: char| c.is_ascii_digit());
                    if head == tail {
                        // The same block twice, as "from" and "to".
                        self.replace(chars(head.len())..self.text.len(), "");
                    } else if let Some((block, _)) = head.rsplit_once('-') {
                        let more = tail.strip_prefix(block).and_then(|rest| rest.strip_prefix('-'));
                        if let Some(last) = more {
                            // `ACR-…-58384 to ACR-…-58673`
                            let from = head.len().saturating_add(RANGE.len());
                            let to = text.len().saturating_sub(last.len());
                            self.replace(chars(from)..chars(to), "");
                        } else if dashed {
                            // These join units by a dash.
                            let from = chars(head.len());
                            self.replace(from..from.saturating_add(RANGE.len()), "-");
                        }
                    }
                } else if text.starts_with("CAR-")
                    || text.starts_with("ART-")
                    || text.starts_with("FCPF-")
                {
                    // These registries never join units by a dash.
                    if let Some(at) = text.rfind('-') {
                        self.replace(chars(at)..chars(at).saturating_add(1), RANGE);
                    }
                }
            }
            None => {}
        }
    }

    /// Reads the serial, and replaces a letter by the digit it looks like where a digit is required.
    fn read_with_digits(mut self) -> Result<Mended, ParseSerialError> {
        let mut mended = 0_usize;
        loop {
            let error = match self.as_text().parse() {
                Ok(serial) => {
                    self.repairs.sort();
                    return Ok((serial, self.repairs));
                }
                Err(error) => error,
            };
            let at = error.column.saturating_sub(1);
            let digit = self.text.get(at).and_then(|(character, _)| digit_like(*character));
            let Some(read) = digit.filter(|_| mended < MAX_DIGITS_MENDED) else {
                return Err(ParseSerialError { column: self.column(at), ..error });
            };
            self.replace(at..at.saturating_add(1), read);
            mended = mended.saturating_add(1);
        }
    }
}

/// A word of a serial in the letters in which its registry writes it, by its place among the words.
fn in_case(grammar: Grammar, place: usize, word: &str) -> String {
    // The word between two units stays.
    if word.eq_ignore_ascii_case("to") {
        return "to".to_owned();
    }
    let title = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(letters.map(|c| c.to_ascii_lowercase())).collect()
    };
    match (grammar, place) {
        // `PURO_PR_CORC100+_NA_999695_2025_` and a UUID.
        (Grammar::Puro, 6..=10) => word.to_ascii_lowercase(),
        // The country's name.
        (Grammar::SocialCarbon, 3..) if word.chars().all(|c| c.is_ascii_alphabetic()) => {
            title(word)
        }
        // `rPVC`
        (Grammar::PlanVivo, 1) if word.len() == 4 => {
            let (kind, unit) = word.split_at_checked(1).unwrap_or((word, ""));
            kind.to_ascii_lowercase() + &unit.to_ascii_uppercase()
        }
        // Their letters are no digits.
        (Grammar::Puro, 2) | (Grammar::Isometric, 2 | 4) => word.to_ascii_uppercase(),
        // Names that a project may write as it likes.
        (Grammar::Ers, 1 | 2 | 4..) => word.to_owned(),
        _ => {
            // A letter among digits can be a digit: see the last step.
            let digits = word.contains(|c: char| c.is_ascii_digit()) || word.len() == 1;
            let capital = |c: char| match c {
                'o' | 'l' if digits => c,
                _ => c.to_ascii_uppercase(),
            };
            word.chars().map(capital).collect()
        }
    }
}

/// Returns the plain character that another one stands for; empty for an invisible one.
fn plain_character(character: char) -> Option<&'static str> {
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => Some("-"),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => Some(""),
        // A tab ends a cell.
        ' ' | '\t' => None,
        _ if character.is_whitespace() => Some(" "),
        _ if character.is_control() => Some(""),
        _ => None,
    }
}

/// Returns the digit that a letter is often mistaken for.
fn digit_like(character: char) -> Option<&'static str> {
    match character {
        'O' | 'o' => Some("0"),
        'I' | 'l' => Some("1"),
        _ => None,
    }
}
