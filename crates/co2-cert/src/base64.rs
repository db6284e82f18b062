//! Base64 with padding, accepted only in its canonical form.

use data_encoding::BASE64;

/// Decodes padded Base64. Returns `None` if the text is not Base64 or is not in canonical form.
///
/// The library's decoder accepts several padded texts one after another as one text: `AA==AA==` would be
/// another way to write `AAA=`, and a note with its signature written so would be a different note that verifies.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let is_whole = !text.trim_end_matches('=').contains('=');
    is_whole.then(|| BASE64.decode(text.as_bytes()).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::{BASE64, decode};

    #[test]
    fn bytes_have_one_spelling() {
        for bytes in [&b""[..], b"a", b"ab", b"abc", b"abcd"] {
            assert_eq!(decode(&BASE64.encode(bytes)).as_deref(), Some(bytes));
        }
        for other in
            ["AA==AA==", "AAA=AAA=", "AA==AAAA", "AAA", "AAB=", "AAA=\n", " AAA=", "====", "AA=A"]
        {
            assert_eq!(decode(other), None, "{other}");
        }
    }
}
