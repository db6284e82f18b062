//! Base58 for keys and signatures, with Bitcoin's alphabet (draft-msporny-base58-03).
//!
//! Keys and signatures have only a few dozen bytes, and a general library would take a considerable
//! part of the time of signing for them. Tests compare this code with such a library.

use core::iter::repeat_n;

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// The number of digits that are processed together.
const GROUP: usize = 5;
/// 58 to the power of [`GROUP`], which is below 2³⁰, so its product with 32 bits fits in 64.
const GROUP_VALUE: u64 = 656_356_768;
const WORD_BITS: u32 = 32;
const WORD_MASK: u64 = 0xffff_ffff;

/// Writes bytes as digits; each leading zero byte is a leading `1`.
#[expect(
    clippy::arithmetic_side_effects,
    clippy::integer_division,
    reason = "a value below 2³⁰, shifted by 32 bits, plus one below 2³² is below 2⁶²"
)]
pub(super) fn encode(bytes: &[u8]) -> String {
    // The digits in base 58⁵, least significant first.
    let mut groups: Vec<u64> = Vec::with_capacity(20);
    for word in bytes.rchunks(4).rev() {
        // Only the first chunk can be short, and nothing precedes it.
        let mut carry = word.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte));
        for group in &mut groups {
            let value = (*group << WORD_BITS) + carry;
            *group = value % GROUP_VALUE;
            carry = value / GROUP_VALUE;
        }
        while carry > 0 {
            groups.push(carry % GROUP_VALUE);
            carry /= GROUP_VALUE;
        }
    }
    let mut digits: Vec<u8> = Vec::with_capacity(100);
    for mut group in groups {
        for _ in 0..GROUP {
            let digit = usize::try_from(group % 58).ok();
            digits.extend(digit.and_then(|digit| ALPHABET.get(digit)));
            group /= 58;
        }
    }
    while digits.last() == Some(&b'1') {
        digits.pop();
    }
    digits.extend(repeat_n(b'1', bytes.iter().take_while(|byte| **byte == 0).count()));
    digits.iter().rev().map(|digit| char::from(*digit)).collect()
}

/// Reads at most `max` digits. There is a limit because the time of decoding grows with the square of their number.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "a word below 2³² times 58⁵ plus one below 58⁵ is below 2⁶²"
)]
pub(super) fn decode(digits: &str, max: usize) -> Option<Vec<u8>> {
    if digits.len() > max {
        return None;
    }
    // The value in base 2³², least significant word first.
    let mut words: Vec<u64> = Vec::with_capacity(20);
    for group in digits.as_bytes().chunks(GROUP) {
        let (mut carry, mut factor) = (0, 1);
        for digit in group {
            carry = carry * 58 + u64::from(value(*digit)?);
            factor *= 58;
        }
        for word in &mut words {
            let value = *word * factor + carry;
            *word = value & WORD_MASK;
            carry = value >> WORD_BITS;
        }
        if carry > 0 {
            words.push(carry);
        }
    }
    let zeros = digits.bytes().take_while(|digit| *digit == b'1').count();
    let number = words.iter().rev().flat_map(|word| {
        let [.., a, b, c, d] = word.to_be_bytes();
        [a, b, c, d]
    });
    Some(repeat_n(0, zeros).chain(number.skip_while(|byte| *byte == 0)).collect())
}

/// Returns the value of a digit, 0 to 57.
fn value(digit: u8) -> Option<u8> {
    // The value of each ASCII character, computed at compile time.
    const VALUES: [Option<u8>; 128] = {
        let mut values = [None; 128];
        let mut rest: &[u8] = ALPHABET;
        let mut value = 0;
        while let Some((digit, after)) = rest.split_first() {
            #[expect(
                clippy::as_conversions,
                clippy::indexing_slicing,
                reason = "at compile time: an ASCII character is below 128"
            )]
            {
                values[*digit as usize] = Some(value);
            }
            value += 1;
            rest = after;
        }
        values
    };
    VALUES.get(usize::from(digit)).copied().flatten()
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};
    use proptest::collection::vec;
    use proptest::prelude::*;

    const MAX: usize = 128;

    #[test]
    fn zeros_and_single_bytes() {
        for bytes in [&b""[..], b"\0", b"\0\0\0\0\0", b"\x01", b"\0\x39", b"\x3a", b"\xff"] {
            let text = bs58::encode(bytes).into_string();
            assert_eq!(encode(bytes), text);
            assert_eq!(decode(&text, MAX), Some(bytes.to_vec()));
        }
    }

    #[test]
    fn other_characters_and_long_texts_are_refused() {
        for text in ["0", "O", "I", "l", "+", " ", "1 ", "\u{e9}", "\u{ff11}", "\0"] {
            assert_eq!(decode(text, MAX), None, "{text:?}");
        }
        assert!(decode("11", 2).is_some());
        assert_eq!(decode("111", 2), None);
    }

    proptest! {
        #[test]
        fn it_equals_the_library(zeros in 0_usize..4, bytes in vec(any::<u8>(), 0..80)) {
            let bytes = [vec![0; zeros], bytes].concat();
            let text = bs58::encode(&bytes).into_string();
            prop_assert_eq!(&encode(&bytes), &text);
            prop_assert_eq!(decode(&text, MAX), Some(bytes));
        }

        #[test]
        fn any_text_is_read_as_the_library_reads_it(text in "[1-9A-HJ-NP-Za-km-z0OIl]{0,90}") {
            prop_assert_eq!(decode(&text, MAX), bs58::decode(&text).into_vec().ok());
        }
    }
}
