//! Mapping a certificate's ordinal to its index with a keyed permutation.

use sha2::{Digest, Sha256};

/// The rounds of the Feistel network. NIST SP 800-38G has ten for FF1, which this resembles.
const ROUNDS: u8 = 10;
const DOMAIN: &[u8] = b"co2-cert status index v1";

/// An error from an ordinal that is too large for its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("ordinal {ordinal} is not below the size {size} of the status list")]
#[non_exhaustive]
pub struct StatusIndexError {
    /// The ordinal given.
    pub ordinal: u64,
    /// The size given.
    pub size: u64,
}

/// Returns the index of the `ordinal`-th certificate, counted from 0, in a list of `size` entries.
///
/// For one key and size this is a permutation of `0..size`: no two ordinals share an index, nothing has to be
/// stored, and without the key the indexes look random. Method: a Feistel network of ten rounds, in which each
/// half is mixed with the SHA-256 of the key, the size, the round and the other half, over the smallest even
/// number of bits that holds `size`, repeated until the result is below `size`.
///
/// # Errors
/// Returns an error if the ordinal is not below the size.
///
/// ```
/// use co2_cert::status::{MIN_ENTRIES, status_index};
/// let (first, second) = (status_index(&[1; 32], 0, MIN_ENTRIES)?, status_index(&[1; 32], 1, MIN_ENTRIES)?);
/// assert_ne!(first, second);
/// assert!(status_index(&[1; 32], MIN_ENTRIES, MIN_ENTRIES).is_err());
/// # Ok::<(), co2_cert::status::StatusIndexError>(())
/// ```
pub fn status_index(key: &[u8; 32], ordinal: u64, size: u64) -> Result<u64, StatusIndexError> {
    if ordinal >= size {
        return Err(StatusIndexError { ordinal, size });
    }
    // Half of the bits of the largest index, rounded up: 1 to 32.
    let bits = u64::BITS.saturating_sub(size.saturating_sub(1).leading_zeros());
    let half = bits.div_ceil(2).max(1);
    let network = Network { key, size, half };
    let mut value = network.permute(ordinal);
    // The iteration would return to its start, which is below the size, so it ends.
    while value >= size {
        value = network.permute(value);
    }
    Ok(value)
}

struct Network<'a> {
    key: &'a [u8; 32],
    size: u64,
    /// The number of bits of a half, 1 to 32.
    half: u32,
}

impl Network<'_> {
    fn mask(&self) -> u64 {
        u64::MAX >> u64::BITS.saturating_sub(self.half)
    }

    fn permute(&self, value: u64) -> u64 {
        let (mut left, mut right) = (value >> self.half, value & self.mask());
        for round in 0..ROUNDS {
            (left, right) = (right, left ^ (self.mix(round, right) & self.mask()));
        }
        (left << self.half) | right
    }

    fn mix(&self, round: u8, half: u64) -> u64 {
        let hash: [u8; 32] = Sha256::new()
            .chain_update(self.key)
            .chain_update(DOMAIN)
            .chain_update(self.size.to_be_bytes())
            .chain_update([round])
            .chain_update(half.to_be_bytes())
            .finalize()
            .into();
        hash.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::status_index;
    use proptest::prelude::*;

    proptest! {
        /// Every index of a whole list is used exactly once.
        #[test]
        fn it_is_a_bijection(key: [u8; 32], size in 1_u64..600) {
            let mut seen: Vec<u64> = (0..size)
                .map(|ordinal| status_index(&key, ordinal, size).unwrap())
                .collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..size).collect::<Vec<_>>());
        }

        /// At any size, two ordinals never have the same index.
        #[test]
        fn two_ordinals_never_meet(key: [u8; 32], size in 2_u64.., a: u64, b: u64) {
            let (a, b) = (a.checked_rem(size).unwrap(), b.checked_rem(size).unwrap());
            let (index_a, index_b) = (status_index(&key, a, size).unwrap(), status_index(&key, b, size).unwrap());
            prop_assert!(index_a < size && index_b < size);
            prop_assert_eq!(a == b, index_a == index_b);
        }
    }

    #[test]
    fn the_permutation_is_fixed_for_all_time() {
        // Issued certificates have these indexes; after a change, two certificates could share one.
        let indexes: Vec<u64> =
            (0..4).map(|ordinal| status_index(&[7; 32], ordinal, 131_072).unwrap()).collect();
        // These values were computed by a second implementation, in Python.
        assert_eq!(indexes, [70_562, 7_623, 6_191, 113_919]);
        assert!(status_index(&[7; 32], 0, 0).is_err());
    }

    #[test]
    fn keys_and_sizes_give_different_permutations() {
        let take = |key: u8, size: u64| -> Vec<u64> {
            (0..8).map(|n| status_index(&[key; 32], n, size).unwrap()).collect()
        };
        assert_ne!(take(1, 131_072), take(2, 131_072));
        assert_ne!(take(1, 131_072), take(1, 131_073));
    }
}
