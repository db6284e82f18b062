//! Breaking lines without knowing the font.

use core::iter::Peekable;

/// Breaks a text into lines of a given width in pixels, at a font size in pixels.
///
/// The reader's font is not known, so each character is taken to be as wide as in the widest of the usual
/// fonts. Lines break at spaces, beside characters of scripts without spaces, and anywhere in a word
/// that is too long for a line.
pub(super) fn wrap(text: &str, width: u32, size: u32, bold: bool) -> Vec<String> {
    // In hundredths of the font size; bold is up to a tenth wider.
    let per_size = size.saturating_mul(if bold { 110 } else { 100 });
    let limit = width.saturating_mul(10_000).checked_div(per_size).unwrap_or_default();
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0_u32);
    for token in Tokens::of(text) {
        let blank = if token.after_blank && !line.is_empty() { advance(' ') } else { 0 };
        let wide = measure(&token.text);
        if !line.is_empty() && used.saturating_add(blank).saturating_add(wide) > limit {
            lines.push(core::mem::take(&mut line));
            used = 0;
        } else if blank > 0 {
            line.push(' ');
            used = used.saturating_add(blank);
        }
        for character in token.text.chars() {
            let wide = advance(character);
            // A combining mark stays with the letter before it.
            if wide > 0 && !line.is_empty() && used.saturating_add(wide) > limit {
                lines.push(core::mem::take(&mut line));
                used = 0;
            }
            line.push(character);
            used = used.saturating_add(wide);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// A piece of text that is not broken if it fits on a line.
struct Token {
    text: String,
    after_blank: bool,
}

struct Tokens<I: Iterator<Item = char>> {
    characters: Peekable<I>,
}

impl<'a> Tokens<core::str::Chars<'a>> {
    fn of(text: &'a str) -> Self {
        Self { characters: text.chars().peekable() }
    }
}

impl<I: Iterator<Item = char>> Iterator for Tokens<I> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let mut after_blank = false;
        while self.characters.next_if(|c| c.is_whitespace()).is_some() {
            after_blank = true;
        }
        let first = self.characters.next()?;
        let mut text = String::from(first);
        let mut ideograph = is_ideograph(first);
        while let Some(next) = self.characters.peek().copied() {
            let together =
                !next.is_whitespace() && (closes(next) || !(ideograph || is_ideograph(next)));
            if !together {
                break;
            }
            ideograph = ideograph || is_ideograph(next);
            text.push(next);
            self.characters.next();
        }
        Some(Token { text, after_blank })
    }
}

/// Returns true for characters beside which a line may break: those of Chinese and Japanese, and their punctuation.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

/// Returns true for punctuation that must not begin a line.
fn closes(c: char) -> bool {
    matches!(c, '。' | '，' | '、' | '：' | '；' | '）' | '！' | '？' | '」' | '』' | '》')
}

fn measure(text: &str) -> u32 {
    text.chars().fold(0, |sum, c| sum.saturating_add(advance(c)))
}

/// Returns the width of a character in hundredths of the font size, an upper bound for the usual fonts.
fn advance(c: char) -> u32 {
    match c {
        ' ' | '\u{a0}' => 35,
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '|' | '\'' | '!' | '(' | ')' | '/' => 45,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 105,
        'A'..='Z' => 80,
        '!'..='~' => 66,
        // Marks above and below Devanagari letters.
        '\u{900}'..='\u{902}'
        | '\u{93c}'
        | '\u{941}'..='\u{948}'
        | '\u{94d}'
        | '\u{951}'..='\u{957}'
        | '\u{962}'
        | '\u{963}' => 0,
        '\u{900}'..='\u{97f}' => 85,
        // Wide Cyrillic letters.
        'Ж' | 'М' | 'Ф' | 'Ш' | 'Щ' | 'Ю' | 'ж' | 'м' | 'ф' | 'ш' | 'щ' | 'ю' => 115,
        '\u{430}'..='\u{45f}' => 70,
        '\u{a1}'..='\u{4ff}' => 90,
        _ => 110,
    }
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(wrap("one two three", 60, 10, false), ["one two", "three"]);
        assert!(wrap("  ", 60, 10, false).is_empty());
    }

    #[test]
    fn long_words_break_anywhere_but_not_before_a_mark() {
        assert_eq!(wrap("abcdefgh ijk", 35, 10, false), ["abcde", "fgh", "ijk"]);
        // Two letters fit; the marks between them take no space.
        assert_eq!(wrap("क्कुक्कु", 17, 10, false), ["क्कु", "क्कु"]);
    }

    #[test]
    fn chinese_breaks_between_characters_and_keeps_its_full_stops() {
        assert_eq!(wrap("演示演示", 25, 10, false), ["演示", "演示"]);
        assert_eq!(wrap("2026年演示。", 48, 10, false), ["2026年", "演示。"]);
    }

    #[test]
    fn bold_and_larger_letters_need_more_room() {
        let lines = |size, bold| wrap("aaaa aaaa aaaa aaaa", 120, size, bold).len();
        assert_eq!((lines(10, false), lines(10, true), lines(20, false)), (1, 2, 2));
    }
}
