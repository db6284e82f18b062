//! Texts as people spell them.

/// Lower case, letters and digits only: `Part No.` and `part_no` are one text.
pub(crate) fn folded(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
