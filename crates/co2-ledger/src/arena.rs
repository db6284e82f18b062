//! Records of bytes one behind the other, in pages that never move: an allocation for some thousand
//! records instead of one for each, and no room between them.

use core::ops::Range;

/// How many bytes a page has, at least.
const PAGE: usize = 1 << 18;

/// Where a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    page: u32,
    offset: u32,
}

impl Place {
    /// No place comes before it.
    pub(crate) const FIRST: Self = Self { page: 0, offset: 0 };
}

/// How many bytes stand before a record: its length, with the highest bit set once it is gone.
const HEAD: usize = 4;
const GONE: u32 = 1 << 31;

/// Records of bytes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arena {
    pages: Vec<Vec<u8>>,
    /// How many bytes are of records that are there, and of those that are gone.
    kept: usize,
    gone: usize,
}

impl Arena {
    /// Keeps a record; `None` when it has 2 GiB or more.
    pub(crate) fn push(&mut self, record: &[u8]) -> Option<Place> {
        let length = u32::try_from(record.len()).ok().filter(|&length| length < GONE)?;
        let more = HEAD.checked_add(record.len())?;
        let full = |page: &Vec<u8>| page.capacity().saturating_sub(page.len()) < more;
        if self.pages.last().is_none_or(full) {
            self.pages.push(Vec::with_capacity(PAGE.max(more)));
        }
        let number = u32::try_from(self.pages.len().checked_sub(1)?).ok()?;
        let page = self.pages.last_mut()?;
        let offset = u32::try_from(page.len()).ok()?;
        page.extend_from_slice(&length.to_le_bytes());
        page.extend_from_slice(record);
        self.kept = self.kept.saturating_add(more);
        Some(Place { page: number, offset })
    }

    fn range(&self, place: Place) -> Option<(usize, Range<usize>)> {
        let (page, offset) = (place.page.try_into().ok()?, place.offset.try_into().ok()?);
        let (_, range) = record_at(self.pages.get::<usize>(page)?, offset)?;
        Some((page, range))
    }

    /// All records, in the order in which they came.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let records = self.pages.iter().flat_map(|page| {
            let mut next = 0;
            core::iter::from_fn(move || {
                let (gone, range) = record_at(page, next)?;
                next = range.end;
                Some((gone, page.get(range)?))
            })
        });
        records.filter_map(|(gone, record)| (!gone).then_some(record))
    }

    /// A record; nothing, which no record is, when the place is none.
    pub(crate) fn get(&self, place: Place) -> &[u8] {
        let found = self.range(place).and_then(|(page, range)| self.pages.get(page)?.get(range));
        debug_assert!(found.is_some(), "a place is that of a record");
        found.unwrap_or_default()
    }

    pub(crate) fn get_mut(&mut self, place: Place) -> &mut [u8] {
        let range = self.range(place);
        debug_assert!(range.is_some(), "a place is that of a record");
        let found = range.and_then(|(page, range)| self.pages.get_mut(page)?.get_mut(range));
        found.unwrap_or_default()
    }

    /// Forgets a record. Its room is free at once when it came last, as when commands are undone.
    pub(crate) fn remove(&mut self, place: Place) {
        let Some((number, range)) = self.range(place) else { return };
        let last = number.checked_add(1) == Some(self.pages.len());
        let Some(page) = self.pages.get_mut(number) else { return };
        let start = range.start.saturating_sub(HEAD);
        let length = range.end.saturating_sub(start);
        self.kept = self.kept.saturating_sub(length);
        if last && page.len() == range.end {
            page.truncate(start);
            return;
        }
        self.gone = self.gone.saturating_add(length);
        if let Some(head) = page.get_mut(start..).and_then(<[u8]>::first_chunk_mut) {
            *head = (u32::from_le_bytes(*head) | GONE).to_le_bytes();
        }
    }

    /// Whether more than half of a large arena is of records that are gone.
    pub(crate) const fn is_wasteful(&self) -> bool {
        self.gone > self.kept && self.gone > PAGE
    }
}

/// Whether the record that begins at an offset is gone, and where it is.
fn record_at(page: &[u8], offset: usize) -> Option<(bool, Range<usize>)> {
    let head = u32::from_le_bytes(*page.get(offset..)?.first_chunk::<HEAD>()?);
    let start = offset.checked_add(HEAD)?;
    let length = usize::try_from(head & !GONE).ok()?;
    Some((head & GONE != 0, start..start.checked_add(length)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

        /// Every record is what was kept, however others come and go.
        #[test]
        fn records_stay_as_they_are(
            steps in prop::collection::vec((0_u8..3, 0_usize..40_000, any::<u8>()), 1..120)
        ) {
            let (mut arena, mut plain) = (Arena::default(), Vec::new());
            for (step, length, byte) in steps {
                match step {
                    0 if !plain.is_empty() => {
                        let (place, _): (Place, Vec<u8>) = plain.remove(length % plain.len());
                        arena.remove(place);
                    }
                    1 if !plain.is_empty() => {
                        let at = length % plain.len();
                        arena.get_mut(plain[at].0).fill(byte);
                        plain[at].1.fill(byte);
                    }
                    _ => {
                        let record = vec![byte; length];
                        plain.push((arena.push(&record).unwrap(), record));
                    }
                }
                for (place, record) in &plain {
                    prop_assert_eq!(arena.get(*place), record);
                }
                let kept: usize = plain.iter().map(|(_, record)| record.len() + 4).sum();
                prop_assert_eq!(arena.kept, kept);
                let there: Vec<&[u8]> = plain.iter().map(|(_, record)| record.as_slice()).collect();
                prop_assert_eq!(arena.iter().collect::<Vec<_>>(), there);
            }
        }
    }
}
