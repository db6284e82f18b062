//! The bits of a status list.

use super::{MAX_ENTRIES, MIN_ENTRIES};
use core::fmt;
use data_encoding::BASE64URL_NOPAD;
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use std::io::{Read, Write};

/// A list of bits, one for each certificate. Index 0 is the left-most bit of the first byte.
///
/// ```
/// use co2_cert::status::{MIN_ENTRIES, StatusList};
/// let mut list = StatusList::new(MIN_ENTRIES)?;
/// list.set(42, true)?;
/// let read = StatusList::decode(&list.encode())?;
/// assert_eq!((read.get(42), read.get(43)), (Some(true), Some(false)));
/// # Ok::<(), co2_cert::status::StatusListError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct StatusList(Vec<u8>);

/// An error from making, reading or changing a [`StatusList`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatusListError {
    /// The list has fewer entries than the standard allows. A short list would reveal which certificate is checked.
    #[error("a status list has at least {min} entries, not {found}", min = MIN_ENTRIES)]
    TooShort {
        /// The number of entries found.
        found: u64,
    },
    /// The list has more entries than this crate unpacks, whatever its compressed size.
    #[error("a status list has at most {max} entries", max = MAX_ENTRIES)]
    TooLong,
    /// The entries do not fill whole bytes.
    #[error("a status list has a multiple of eight entries, not {found}")]
    Bytes {
        /// The number of entries given.
        found: u64,
    },
    /// The list is not multibase Base64url (`u...`).
    #[error("the encoded status list is not Base64url text that starts with u")]
    Encoding,
    /// The list is not GZIP, is damaged, or is followed by other bytes.
    #[error("the encoded status list is not exactly one GZIP file")]
    Compression,
    /// The index is outside the list.
    #[error("index {index} is outside a status list of {size} entries")]
    Index {
        /// The index given.
        index: u64,
        /// The number of entries of the list.
        size: u64,
    },
}

impl StatusList {
    /// Makes a list with a number of entries, none of them set.
    ///
    /// # Errors
    /// Returns an error if there are fewer than [`MIN_ENTRIES`] or more than [`MAX_ENTRIES`], or if they do not
    /// fill whole bytes.
    pub fn new(entries: u64) -> Result<Self, StatusListError> {
        if entries < MIN_ENTRIES {
            return Err(StatusListError::TooShort { found: entries });
        }
        if entries > MAX_ENTRIES {
            return Err(StatusListError::TooLong);
        }
        if entries & 7 != 0 {
            return Err(StatusListError::Bytes { found: entries });
        }
        let bytes = usize::try_from(entries >> 3).map_err(|_| StatusListError::TooLong)?;
        Ok(Self(vec![0; bytes]))
    }

    /// Returns the number of entries.
    pub fn entries(&self) -> u64 {
        // The list has at most MAX_ENTRIES, so the shift does not overflow.
        u64::try_from(self.0.len()).map_or(0, |bytes| bytes << 3)
    }

    /// Returns whether an entry is set, or `None` if the index is outside the list.
    pub fn get(&self, index: u64) -> Option<bool> {
        let byte = self.0.get(usize::try_from(index >> 3).ok()?)?;
        Some(byte & bit(index) != 0)
    }

    /// Sets or clears an entry.
    ///
    /// # Errors
    /// Returns an error if the index is outside the list.
    pub fn set(&mut self, index: u64, value: bool) -> Result<(), StatusListError> {
        let size = self.entries();
        let byte = usize::try_from(index >> 3)
            .ok()
            .and_then(|place| self.0.get_mut(place))
            .ok_or(StatusListError::Index { index, size })?;
        if value {
            *byte |= bit(index);
        } else {
            *byte &= !bit(index);
        }
        Ok(())
    }

    /// Returns the number of entries that are set.
    pub fn count_set(&self) -> u64 {
        self.0.iter().map(|byte| u64::from(byte.count_ones())).sum()
    }

    /// Compresses and encodes the list: `u`, then Base64url of GZIP (RFC 1952, without a time). The bits
    /// and their order are fixed; the compressed bytes may differ between versions of `flate2`.
    pub fn encode(&self) -> String {
        format!("u{}", BASE64URL_NOPAD.encode(&pack(&self.0)))
    }

    /// Decodes a list. It unpacks no more than [`MAX_ENTRIES`].
    ///
    /// # Errors
    /// Returns an error if the text is not encoded in this way, or if the list is too short or too long.
    pub fn decode(text: &str) -> Result<Self, StatusListError> {
        let packed = text
            .strip_prefix('u')
            .and_then(|text| BASE64URL_NOPAD.decode(text.as_bytes()).ok())
            .ok_or(StatusListError::Encoding)?;
        let max = MAX_ENTRIES >> 3;
        let mut bytes = Vec::new();
        let mut gzip = GzDecoder::new(&*packed);
        gzip.by_ref()
            .take(max.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|_| StatusListError::Compression)?;
        let list = Self(bytes);
        if list.entries() > MAX_ENTRIES {
            return Err(StatusListError::TooLong);
        }
        if !gzip.into_inner().is_empty() {
            return Err(StatusListError::Compression);
        }
        if list.entries() < MIN_ENTRIES {
            let found = list.entries();
            return Err(StatusListError::TooShort { found });
        }
        Ok(list)
    }
}

fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(bytes).and_then(|()| gzip.finish()).expect("writing to memory does not fail")
}

/// Returns the mask of an index's bit in its byte; index 0 is the left-most bit.
const fn bit(index: u64) -> u8 {
    match index & 7 {
        0 => 0b1000_0000,
        1 => 0b0100_0000,
        2 => 0b0010_0000,
        3 => 0b0001_0000,
        4 => 0b0000_1000,
        5 => 0b0000_0100,
        6 => 0b0000_0010,
        _ => 0b0000_0001,
    }
}

impl fmt::Debug for StatusList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusList")
            .field("entries", &self.entries())
            .field("set", &self.count_set())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{BASE64URL_NOPAD, MAX_ENTRIES, MIN_ENTRIES, StatusList, StatusListError, pack};
    use proptest::prelude::*;

    fn text(packed: &[u8]) -> String {
        format!("u{}", BASE64URL_NOPAD.encode(packed))
    }

    #[test]
    fn index_0_is_the_left_most_bit() {
        let mut list = StatusList::new(MIN_ENTRIES).unwrap();
        list.set(0, true).unwrap();
        list.set(15, true).unwrap();
        assert_eq!(&list.0[..2], [0b1000_0000, 0b0000_0001]);
        list.set(0, false).unwrap();
        assert_eq!((list.get(0), list.count_set()), (Some(false), 1));
    }

    #[test]
    fn each_fault_has_its_error() {
        let new = |entries| StatusList::new(entries).unwrap_err();
        assert_eq!(new(MIN_ENTRIES - 8), StatusListError::TooShort { found: MIN_ENTRIES - 8 });
        assert_eq!(new(MAX_ENTRIES + 8), StatusListError::TooLong);
        assert_eq!(new(MIN_ENTRIES + 1), StatusListError::Bytes { found: MIN_ENTRIES + 1 });
        let mut list = StatusList::new(MIN_ENTRIES).unwrap();
        let outside = StatusListError::Index { index: MIN_ENTRIES, size: MIN_ENTRIES };
        assert_eq!(list.set(MIN_ENTRIES, true), Err(outside));
        assert_eq!(list.get(MIN_ENTRIES), None);
        assert_eq!(list.get(u64::MAX), None);
    }

    #[test]
    fn damaged_lists_are_refused() {
        let decode = |text: &str| StatusList::decode(text).unwrap_err();
        let good = pack(&[0; 16_384]);
        assert!(StatusList::decode(&text(&good)).is_ok());
        assert_eq!(decode(text(&good).trim_start_matches('u')), StatusListError::Encoding);
        assert_eq!(decode(&format!("{}=", text(&good))), StatusListError::Encoding);
        assert_eq!(decode(&text(&good[..good.len() - 1])), StatusListError::Compression);
        assert_eq!(decode(&text(&[&*good, b"x"].concat())), StatusListError::Compression);
        assert_eq!(decode(&text(&[0; 16_384])), StatusListError::Compression);
        assert_eq!(
            decode(&text(&pack(&[0; 16_383]))),
            StatusListError::TooShort { found: 131_064 }
        );
        // A decompression bomb: 64 MiB of zeros in about 64 KiB.
        assert_eq!(decode(&text(&pack(&vec![0; 64 << 20]))), StatusListError::TooLong);
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(set in proptest::collection::btree_set(0..MIN_ENTRIES, 0..50)) {
            let mut list = StatusList::new(MIN_ENTRIES).unwrap();
            for &index in &set {
                list.set(index, true).unwrap();
            }
            let read = StatusList::decode(&list.encode()).unwrap();
            prop_assert!((0..MIN_ENTRIES).all(|index| read.get(index) == Some(set.contains(&index))));
        }
    }
}
