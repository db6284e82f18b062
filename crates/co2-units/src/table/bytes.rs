//! Decoding bytes to text.

use encoding_rs::{Encoding as Coding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// The encoding in which a table's bytes were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// Windows-1252: the bytes are not UTF-8, and no part of them looks like UTF-8.
    Windows1252,
}

/// Returns the decoded text, its encoding, and whether some bytes were not valid characters; these
/// are U+FFFD in the text.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Encoding, bool) {
    if let Some((coding, mark)) = Coding::for_bom(bytes) {
        return named(coding, bytes.get(mark..).unwrap_or_default());
    }
    // In text that begins with characters up to U+00FF, every other byte is zero.
    let head = bytes.get(..bytes.len().min(64)).unwrap_or_default();
    let (pairs, _) = head.as_chunks::<2>();
    if !pairs.is_empty() && pairs.iter().all(|[low, high]| *low != 0 && *high == 0) {
        return named(UTF_16LE, bytes);
    }
    if !pairs.is_empty() && pairs.iter().all(|[high, low]| *low != 0 && *high == 0) {
        return named(UTF_16BE, bytes);
    }
    if let Ok(text) = core::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), Encoding::Utf8, false);
    }
    // Two bytes that happen to be one UTF-8 character are rare in Windows-1252 ("Ã©"). If there is
    // such a pair, the text is damaged UTF-8, and reading all of it as Windows-1252 would garble
    // every name.
    let is_utf8 = bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii());
    named(if is_utf8 { UTF_8 } else { WINDOWS_1252 }, bytes)
}

fn named<'a>(coding: &'static Coding, bytes: &'a [u8]) -> (Cow<'a, str>, Encoding, bool) {
    let (text, damaged) = coding.decode_without_bom_handling(bytes);
    let encoding = match coding {
        _ if coding == UTF_16LE => Encoding::Utf16Le,
        _ if coding == UTF_16BE => Encoding::Utf16Be,
        _ if coding == WINDOWS_1252 => Encoding::Windows1252,
        _ => Encoding::Utf8,
    };
    (text, encoding, damaged)
}

#[cfg(test)]
mod tests {
    use super::{Encoding, decode};

    #[test]
    fn each_encoding_is_seen() {
        let utf16 = |mark: bool, le: bool| -> Vec<u8> {
            let text = if mark { "\u{feff}a,é\n" } else { "a,é\n" };
            let bytes = |unit: u16| if le { unit.to_le_bytes() } else { unit.to_be_bytes() };
            text.encode_utf16().flat_map(bytes).collect()
        };
        for (bytes, encoding) in [
            ("a,é\n".as_bytes().to_vec(), Encoding::Utf8),
            ("\u{feff}a,é\n".as_bytes().to_vec(), Encoding::Utf8),
            (utf16(true, true), Encoding::Utf16Le),
            (utf16(true, false), Encoding::Utf16Be),
            (utf16(false, true), Encoding::Utf16Le),
            (utf16(false, false), Encoding::Utf16Be),
            (b"a,\xe9\n".to_vec(), Encoding::Windows1252),
        ] {
            let (text, found, damaged) = decode(&bytes);
            assert_eq!((text.as_ref(), found, damaged), ("a,é\n", encoding, false));
        }
        assert_eq!(decode(b"").0, "");
    }

    /// One damaged byte must not turn every other name into "Ã©".
    #[test]
    fn damaged_utf8_stays_utf8() {
        let (text, encoding, damaged) = decode(b"\xc3\xa9,\xe9\n");
        assert_eq!((text.as_ref(), encoding, damaged), ("é,\u{fffd}\n", Encoding::Utf8, true));
    }
}
