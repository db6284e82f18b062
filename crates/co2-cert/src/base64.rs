//! Base64 with padding, in one spelling.

use data_encoding::BASE64;

/// The bytes of a text in Base64; `None` for one that is no Base64 or has another spelling.
///
/// The library's decoder takes texts with padding, one after the other, for one text: `AA==AA==` would be
/// another way to write `AAA=`, and a signature in it another note that verifies.
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
