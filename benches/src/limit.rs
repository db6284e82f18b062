//! The limit: what W1 costs when nothing but W1 is done. Numbers in arrays, one hash map of order
//! numbers, nothing returned, nothing undone, nothing named, no event kept.

#![expect(clippy::indexing_slicing, reason = "arrays side by side, which is the point")]

use crate::w1::{PROJECTS, W1};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Numbers are spread by one multiplication.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("only numbers are hashed")
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (u64::from(number) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }
}

/// A slice of a lot.
#[derive(Clone, Copy, Debug)]
struct Piece {
    lot: u32,
    start: u64,
    end: u64,
}

/// Everything in arrays.
#[derive(Debug)]
pub struct Limit {
    sizes: Vec<u64>,
    next: Vec<u64>,
    /// Lots of each project, oldest vintage first, and then all lots.
    shelves: Vec<Vec<u32>>,
    /// The first lot of each shelf that has something left.
    heads: Vec<usize>,
    left: Vec<u64>,
    owners: Vec<u32>,
    numbers: HashMap<u32, u32, BuildHasherDefault<Spread>>,
    confirmed: Vec<bool>,
    /// Where each order's lines begin, where each line's pieces begin, and the pieces.
    orders: Vec<u32>,
    lines: Vec<(u32, u64)>,
    pieces: Vec<Piece>,
}

fn at(number: u32) -> usize {
    usize::try_from(number).expect("32 bits fit")
}

impl Limit {
    /// The stock of a workload.
    ///
    /// # Panics
    /// Never: counts are small.
    pub fn new(workload: &W1) -> Self {
        let sizes: Vec<u64> = workload.lots.iter().map(|lot| lot.tonnes * 1_000_000).collect();
        let owners: Vec<u32> = workload.lots.iter().map(|lot| lot.project).collect();
        let mut all: Vec<u32> = (0..u32::try_from(sizes.len()).expect("a count")).collect();
        all.sort_by_key(|&lot| workload.lots[at(lot)].year);
        let mut shelves: Vec<Vec<u32>> = (0..PROJECTS)
            .map(|project| all.iter().copied().filter(|&lot| owners[at(lot)] == project).collect())
            .collect();
        shelves.push(all);
        let left =
            shelves.iter().map(|lots| lots.iter().map(|&lot| sizes[at(lot)]).sum()).collect();
        Self {
            next: vec![0; sizes.len()],
            heads: vec![0; shelves.len()],
            sizes,
            shelves,
            left,
            owners,
            numbers: HashMap::default(),
            confirmed: Vec::new(),
            orders: Vec::new(),
            lines: Vec::new(),
            pieces: Vec::new(),
        }
    }

    /// Places an order; whether it is placed now or was before.
    ///
    /// # Panics
    /// Never: counts are small.
    pub fn place(&mut self, id: u32, shares: &[(u32, u32)], lines: &[u64]) -> bool {
        if self.numbers.contains_key(&id) {
            return true;
        }
        let total: u64 = lines.iter().sum();
        if self.left[at(PROJECTS)] < total {
            return false;
        }
        self.numbers.insert(id, u32::try_from(self.orders.len()).expect("a count"));
        self.confirmed.push(false);
        self.orders.push(u32::try_from(self.lines.len()).expect("a count"));
        let weights: u64 = shares.iter().map(|&(_, weight)| u64::from(weight)).sum();
        for &grams in lines {
            self.lines.push((u32::try_from(self.pieces.len()).expect("a count"), grams));
            let mut before = 0;
            let mut sum = 0;
            for &(project, weight) in shares {
                sum += u64::from(weight);
                let upto = grams * sum / weights;
                let missing = self.take(at(project), upto - before);
                let missing = self.take(at(PROJECTS), missing);
                debug_assert_eq!(missing, 0, "the total said that there is enough");
                before = upto;
            }
        }
        true
    }

    fn take(&mut self, shelf: usize, mut missing: u64) -> u64 {
        while missing > 0 {
            let Some(&lot) = self.shelves[shelf].get(self.heads[shelf]) else { break };
            let (start, size) = (self.next[at(lot)], self.sizes[at(lot)]);
            let end = size.min(start + missing);
            if start == end {
                self.heads[shelf] += 1;
                continue;
            }
            self.next[at(lot)] = end;
            self.left[at(self.owners[at(lot)])] -= end - start;
            self.left[at(PROJECTS)] -= end - start;
            self.pieces.push(Piece { lot, start, end });
            missing -= end - start;
        }
        missing
    }

    /// Confirms an order; whether it is known.
    pub fn confirm(&mut self, id: u32) -> bool {
        let Some(&order) = self.numbers.get(&id) else { return false };
        self.confirmed[at(order)] = true;
        true
    }

    /// Proves that issued = left + allocated, without gap or overlap, and every line is its pieces.
    ///
    /// # Panics
    /// When it is not so.
    pub fn audit(&self) {
        let mut pieces = self.pieces.clone();
        pieces.sort_by_key(|piece| (piece.lot, piece.start));
        let mut ends = vec![0; self.sizes.len()];
        for piece in &pieces {
            assert_eq!(ends[at(piece.lot)], piece.start, "no gap and no overlap");
            ends[at(piece.lot)] = piece.end;
        }
        assert_eq!(ends, self.next);
        let issued: u64 = self.sizes.iter().sum();
        let allocated: u64 = pieces.iter().map(|piece| piece.end - piece.start).sum();
        assert_eq!(issued, allocated + self.left[at(PROJECTS)]);
        let ends = self.lines.iter().skip(1).map(|&(start, _)| at(start));
        let ends = ends.chain([self.pieces.len()]);
        for (&(start, grams), end) in self.lines.iter().zip(ends) {
            let sum: u64 = self.pieces[at(start)..end].iter().map(|p| p.end - p.start).sum();
            assert_eq!(sum, grams);
        }
    }
}
