//! Finding the names of methodologies in what registries print.

use super::MethodologyId;
use super::table::TITLES;
use std::collections::BTreeSet;

/// Finds the names in a text: codes by their form, otherwise titles of methodologies without a code.
pub(super) fn find(text: &str) -> BTreeSet<MethodologyId> {
    let capitals: Vec<char> = text.chars().map(|c| c.to_ascii_uppercase()).collect();
    let mut ids = BTreeSet::new();
    let mut rest = capitals.as_slice();
    let mut in_word = false;
    while let Some((&first, tail)) = rest.split_first() {
        if !in_word && let Some((code, after)) = code(rest) {
            ids.extend(MethodologyId::new(code));
            (rest, in_word) = (after, true);
            continue;
        }
        (rest, in_word) = (tail, first.is_alphanumeric());
    }
    if ids.is_empty() {
        let words = text.to_lowercase();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let title = TITLES.iter().find(|(title, _)| match title.strip_prefix('=') {
            Some(whole) => words == whole,
            None => words.contains(title),
        });
        ids.extend(title.and_then(|(_, id)| MethodologyId::new(*id).ok()));
    }
    ids
}

/// Reads a code at the start of a text, and returns it with what follows.
fn code(text: &[char]) -> Option<(String, &[char])> {
    if let Some(rest) = after(text, "AR") {
        for family in ["ACM", "AMS", "AM"] {
            if let Some((digits, rest)) = after(rest, family).and_then(four_digits) {
                return Some((format!("AR-{family}{digits}"), rest));
            }
        }
        return None;
    }
    if let Some(rest) = after(text, "AMS") {
        return small_scale(rest);
    }
    for family in ["ACM", "AM", "VMR", "VMD", "VM"] {
        if let Some((digits, rest)) = after(text, family).and_then(four_digits) {
            return Some((format!("{family}{digits}"), rest));
        }
    }
    None
}

/// Returns what follows a word and the marks after it.
fn after<'a>(text: &'a [char], word: &str) -> Option<&'a [char]> {
    let mut rest = text;
    for expected in word.chars() {
        let (&first, tail) = rest.split_first()?;
        rest = (first == expected).then_some(tail)?;
    }
    Some(skip_marks(rest))
}

/// Skips at most three spaces, points or dashes between the parts of a code.
fn skip_marks(text: &[char]) -> &[char] {
    let mark = |c: &char| matches!(c, ' ' | '.' | '-' | '_' | '\u{a0}' | '\u{2010}'..='\u{2014}');
    let marks = text.iter().take(3).take_while(|c| mark(c)).count();
    text.get(marks..).unwrap_or_default()
}

fn four_digits(text: &[char]) -> Option<(String, &[char])> {
    let digits = text.iter().take_while(|c| c.is_ascii_digit()).count();
    let (number, rest) = text.split_at_checked(digits).filter(|_| digits == 4)?;
    Some((number.iter().collect(), rest))
}

/// Reads `I.D`, ` I D`, `III.AO.`, `-II. L` or `I.J1` after `AMS`: a type and one or two letters.
fn small_scale(text: &[char]) -> Option<(String, &[char])> {
    let run =
        |text: &[char], class: fn(&char) -> bool| text.iter().take_while(|c| class(c)).count();
    let letters = run(text, char::is_ascii_uppercase);
    let (head, rest) = text.split_at_checked(letters)?;
    let ones = head.iter().take(3).take_while(|c| **c == 'I').count();
    let (_, glued) = head.split_at_checked(ones)?;
    // Some registries write the type as a digit.
    let (kind, glued, rest) = match (ones, rest.split_first()) {
        (1, _) => ("I", glued, rest),
        (2, _) => ("II", glued, rest),
        (3, _) => ("III", glued, rest),
        (_, Some((digit, rest))) if letters == 0 => (
            *["I", "II", "III"]
                .get(digit.to_digit(4)?.checked_sub(1).and_then(|at| usize::try_from(at).ok())?)?,
            glued,
            rest,
        ),
        _ => return None,
    };
    let (group, rest) = if glued.is_empty() {
        let rest = skip_marks(rest);
        rest.split_at_checked(run(rest, char::is_ascii_uppercase))?
    } else {
        (glued, rest)
    };
    let (version, rest) = rest.split_at_checked(run(rest, char::is_ascii_digit))?;
    if !matches!(group.len(), 1 | 2) || version.len() > 1 {
        return None;
    }
    let mut code = String::from("AMS-");
    code.push_str(kind);
    code.push('.');
    code.extend(group.iter().chain(version));
    Some((code, rest))
}
