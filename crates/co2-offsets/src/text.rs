//! Texts that a document can print.

/// Whether a character can stand in a line of text, whatever the format of the document: no control
/// character, no separator of lines or paragraphs, and not U+FFFE or U+FFFF.
pub(crate) fn is_printable(character: char) -> bool {
    !character.is_control()
        && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}
