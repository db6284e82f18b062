//! Dealing out grams that are laid end to end.

use crate::event::LotSlice;
use co2_units::credit::GramSlice;

/// Slices that are dealt out from their first gram on. Dealing all of them takes one pass, however
/// many pieces they are dealt out in.
pub(crate) struct Deal<'a> {
    /// What is left of the slice that was begun.
    begun: Option<LotSlice>,
    rest: core::slice::Iter<'a, LotSlice>,
}

impl<'a> Deal<'a> {
    pub(crate) fn new(slices: &'a [LotSlice]) -> Self {
        Self { begun: None, rest: slices.iter() }
    }

    /// Deals out the next so many grams, or as many as there are.
    pub(crate) fn next(&mut self, mut grams: u64, mut give: impl FnMut(LotSlice)) {
        while grams > 0 {
            let Some(slice) = self.begun.take().or_else(|| self.rest.next().copied()) else {
                return;
            };
            let (start, end) = (slice.grams.start(), slice.grams.end());
            let middle = start.saturating_add(grams).min(end);
            let lay = |start, end| {
                let grams = GramSlice::new(start, end).ok();
                grams.map(|grams| LotSlice { lot: slice.lot, grams })
            };
            grams = grams.saturating_sub(middle.saturating_sub(start));
            self.begun = lay(middle, end);
            lay(start, middle).into_iter().for_each(&mut give);
        }
    }
}

/// Slices of which those that touch and follow one another are one.
pub(crate) fn joined(
    slices: impl Iterator<Item = LotSlice> + Clone,
) -> impl Iterator<Item = LotSlice> + Clone {
    let mut slices = slices.peekable();
    core::iter::from_fn(move || {
        let mut slice = slices.next()?;
        while let Some(more) =
            slices.next_if(|next| next.lot == slice.lot && next.grams.start() == slice.grams.end())
        {
            // Both are no less than a gram.
            let Ok(grams) = GramSlice::new(slice.grams.start(), more.grams.end()) else { break };
            slice.grams = grams;
        }
        Some(slice)
    })
}

/// The grams from `from` up to `to`.
pub(crate) fn cut(slices: &[LotSlice], from: u64, to: u64) -> Vec<LotSlice> {
    let mut deal = Deal::new(slices);
    deal.next(from, |_| ());
    let mut cut = Vec::new();
    deal.next(to.saturating_sub(from), |slice| cut.push(slice));
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::LotIndex;
    use proptest::prelude::*;

    /// Every gram by itself.
    fn grams(slices: &[LotSlice]) -> Vec<(u32, u64)> {
        let each = |s: LotSlice| (s.grams.start()..s.grams.end()).map(move |gram| (s.lot.0, gram));
        slices.iter().copied().flat_map(each).collect()
    }

    proptest! {
        /// What is dealt out is what a plain list of grams gives, piece by piece.
        #[test]
        fn deals_as_a_list_does(
            slices in prop::collection::vec((0_u32..3, 0_u64..50, 1_u64..9), 0..6),
            pieces in prop::collection::vec(0_u64..12, 0..9),
            cuts in (0_u64..60, 0_u64..60),
        ) {
            let lay = |(lot, start, len)| {
                LotSlice { lot: LotIndex(lot), grams: GramSlice::new(start, start + len).unwrap() }
            };
            let slices: Vec<_> = slices.into_iter().map(lay).collect();
            let mut left = grams(&slices);
            let (from, to) = cuts;
            let within = |at: u64| usize::try_from(at).unwrap().min(left.len());
            let expected = left.get(within(from)..within(to)).unwrap_or_default();
            prop_assert_eq!(grams(&cut(&slices, from, to)), expected);
            let mut deal = Deal::new(&slices);
            for piece in pieces {
                let mut dealt = Vec::new();
                deal.next(piece, |slice| dealt.push(slice));
                let after = left.split_off(usize::try_from(piece).unwrap().min(left.len()));
                prop_assert_eq!(grams(&dealt), left);
                left = after;
            }
        }
    }
}
