//! Coverages: assign, certify, return, replace, cover retroactively, make good, suspend, revoke.

use crate::command::{
    Assign, CoverRetroactively, Line, MakeGood, RecordCertificate, Reinstate, Reserve, Revoke,
    Suspend,
};
use crate::event::LotSlice;
use crate::ids::{CoverageId, OrderId};
use crate::receipt::OrderStatus;
use crate::slices::Deal;
use crate::state::coverages::{CoverageStatus, Covered, Share, place};
use crate::state::orders::Taken;
use crate::state::steps::{Folded, Log};
use crate::state::{ClaimState, Order, State, Suspension};
use co2_units::{ProductId, Timestamp};

impl State {
    pub(super) fn apply_assigned(
        &mut self,
        log: &mut Log,
        assign: &Assign,
        item: u32,
        coverage: CoverageId,
        at: Timestamp,
    ) -> Folded {
        if coverage != self.next_coverage() {
            return Err("the coverage is not the next");
        }
        let order = self.orders.get(&assign.order).ok_or("the order is not known")?;
        if order.status != OrderStatus::Confirmed {
            return Err("the order is not confirmed");
        }
        let (number, line, held) = order.line(assign.line).ok_or("the line is not known")?;
        if held.assigned != item || item >= held.quantity {
            return Err("the product is not the line's next");
        }
        let there = self.live(&assign.order, &assign.product).is_ok();
        if there || self.cover_of(&assign.product, line.stages).is_some() {
            return Err("the product is covered already");
        }
        let each = line.each.as_grams();
        let share = self.deal(log, &assign.order, number, each)?;
        self.claim(log, &share, ClaimState::Committed, ClaimState::Assigned)?;
        let covered = Covered {
            order: assign.order.clone(),
            item,
            line: u32::try_from(number).map_err(|_| "too many lines")?,
            product: assign.product.clone(),
            assigned_at: at,
            status: CoverageStatus::Live,
            shares: share.into_iter().map(|slice| Share { slice, named: false }).collect(),
            lost: Vec::new(),
            edition: 0,
            certificate: None,
            supersedes: None,
        };
        self.begin_coverage(log, &covered)
    }

    pub(super) fn apply_certificate(
        &mut self,
        log: &mut Log,
        record: &RecordCertificate,
    ) -> Folded {
        let covered = self.covered(record.coverage).ok_or("the coverage is not known")?;
        if covered.order != record.order
            || covered.product != record.product
            || covered.status != CoverageStatus::Live
        {
            return Err("the product is not covered so");
        }
        if covered.edition != record.edition || covered.replaces() != record.replaces {
            return Err("the certificate is of another edition, or replaces another");
        }
        if record.replaces == Some(record.digest) {
            return Err("the certificate replaces itself");
        }
        if !self.lost(covered.shares.iter().map(|share| &share.slice)).is_empty() {
            return Err("the coverage lacks grams");
        }
        let unnamed = covered.shares.iter().filter(|share| !share.named);
        let unnamed: Vec<LotSlice> = unnamed.map(|share| share.slice).collect();
        self.claim(log, &unnamed, ClaimState::Assigned, ClaimState::Certified)?;
        self.change_covered(log, record.coverage, |covered| {
            covered.certificate = Some(record.digest);
            covered.shares.iter_mut().for_each(|share| share.named = true);
        })
    }

    /// The coverage of a product ends: what a published certificate names is spent, the rest is free.
    pub(super) fn end_coverage_of(
        &mut self,
        log: &mut Log,
        order: &OrderId,
        product: &ProductId,
    ) -> Folded {
        let id = self.live(order, product)?;
        let covered = self.covered(id).ok_or("the coverage is not known")?;
        let of = |named| {
            let shares = covered.shares.iter().filter(move |share| share.named == named);
            shares.map(|share| share.slice).collect::<Vec<_>>()
        };
        let (named, free) = (of(true), of(false));
        self.claim(log, &named, ClaimState::Certified, ClaimState::Spent)?;
        self.claim(log, &free, ClaimState::Assigned, ClaimState::Free)?;
        // Its certificate holds no longer in any case.
        if self.suspension(id).is_some() {
            self.set_suspension(log, id, None);
        }
        self.change_covered(log, id, |covered| {
            covered.shares.retain(|share| share.named);
            covered.status = if covered.shares.is_empty() {
                CoverageStatus::Returned
            } else {
                CoverageStatus::Spent
            };
        })
    }

    pub(super) fn apply_revoked(&mut self, log: &mut Log, content: &Revoke) -> Folded {
        let id = self.live(&content.order, &content.product)?;
        if self.covered(id).is_none_or(|covered| covered.certificate.is_none()) {
            return Err("the coverage has no certificate");
        }
        self.end_coverage_of(log, &content.order, &content.product)
    }

    /// A product took the place, and the grams, of another one of its order.
    pub(super) fn apply_moved(
        &mut self,
        log: &mut Log,
        order: &OrderId,
        (from, to): (&ProductId, &ProductId),
        (coverage, at): (CoverageId, Timestamp),
    ) -> Folded {
        if coverage != self.next_coverage() {
            return Err("the coverage is not the next");
        }
        let id = self.live(order, from)?;
        if self.suspension(id).is_some() {
            return Err("the certificate is suspended");
        }
        let old = self.covered(id).ok_or("the coverage is not known")?;
        let supersedes = old.replaces();
        let known = self.orders.get(&old.order).ok_or("the order is not known")?;
        let line = known.reserve.lines.get(place(old.line));
        let stages = line.ok_or("the line is not known")?.stages;
        let there = self.live(order, to).is_ok();
        if there || self.cover_of(to, stages).is_some() {
            return Err("the product is covered already");
        }
        let mut new = old;
        self.change_covered(log, id, |old| {
            old.status = CoverageStatus::Replaced(coverage);
            old.shares.clear();
        })?;
        // What was lost and is spent stays with the coverage whose certificate named it.
        new.lost.clear();
        new.product = to.clone();
        new.assigned_at = at;
        new.edition = 0;
        new.certificate = None;
        new.supersedes = supersedes;
        self.begin_coverage(log, &new)
    }

    pub(super) fn apply_suspended(
        &mut self,
        log: &mut Log,
        content: &Suspend,
        at: Timestamp,
    ) -> Folded {
        let id = self.live(&content.order, &content.product)?;
        if self.covered(id).is_none_or(|covered| covered.certificate.is_none()) {
            return Err("the coverage has no certificate");
        }
        if self.suspension(id).is_some() {
            return Err("the certificate is suspended already");
        }
        self.set_suspension(log, id, Some(Suspension::new(at, content.reason.clone())));
        Ok(())
    }

    pub(super) fn apply_reinstated(&mut self, log: &mut Log, content: &Reinstate) -> Folded {
        let id = self.live(&content.order, &content.product)?;
        self.suspension(id).ok_or("the certificate is not suspended")?;
        self.set_suspension(log, id, None);
        Ok(())
    }

    pub(super) fn apply_retroactive(
        &mut self,
        log: &mut Log,
        cover: &CoverRetroactively,
        slices: &[Vec<LotSlice>],
        first: CoverageId,
        at: Timestamp,
    ) -> Folded {
        if first != self.next_coverage() {
            return Err("the coverage is not the next");
        }
        let all = vec![1; cover.products.len()];
        let taken = Taken { slices, covered: &all, price: None };
        let order = Order::new(cover.reserve(), at, OrderStatus::Confirmed, &taken);
        self.take_order(log, order, ClaimState::Committed)?;
        for (line, earlier) in (1..).zip(&cover.products) {
            let product = earlier.product.clone();
            let assign = Assign { order: cover.order.clone(), product, line };
            self.apply_assigned(log, &assign, 0, self.next_coverage(), at)?;
        }
        Ok(())
    }

    pub(super) fn apply_made_good(
        &mut self,
        log: &mut Log,
        content: &MakeGood,
        slices: &[LotSlice],
    ) -> Folded {
        let (from, _) = self.lot_by_id(&content.from).ok_or("the lot is not known")?;
        if slices.iter().any(|slice| slice.lot != from) {
            return Err("a gram is of another lot");
        }
        let lacking = if let Some(product) = &content.product {
            let id = self.live(&content.order, product)?;
            let covered = self.covered(id).ok_or("the coverage is not known")?;
            self.lost(covered.shares.iter().map(|share| &share.slice))
        } else {
            let order = self.orders.get(&content.order).ok_or("the order is not known")?;
            self.lost(order.slices().iter())
        };
        let sum = |slices: &[LotSlice]| {
            slices.iter().fold(0_u128, |sum, s| sum.saturating_add(s.grams.grams().into()))
        };
        if lacking.is_empty() || sum(&lacking) != sum(slices) {
            return Err("the grams are not as many as are lacking");
        }
        match &content.product {
            Some(product) => {
                let id = self.live(&content.order, product)?;
                self.mend_coverage(log, id, slices)
            }
            None => self.mend_order(log, content, slices),
        }
    }

    fn mend_coverage(&mut self, log: &mut Log, id: CoverageId, slices: &[LotSlice]) -> Folded {
        let covered = self.covered(id).ok_or("the coverage is not known")?;
        let (mut shares, mut named, mut unnamed) = (Vec::new(), Vec::new(), Vec::new());
        let mut deal = Deal::new(slices);
        for share in &covered.shares {
            for (slice, lost) in self.halves(share.slice) {
                if !lost {
                    shares.push(Share { slice, ..*share });
                    continue;
                }
                let gone = if share.named { &mut named } else { &mut unnamed };
                gone.push(slice);
                deal.next(slice.grams.grams(), |slice| shares.push(Share { slice, named: false }));
            }
        }
        self.claim(log, slices, ClaimState::Free, ClaimState::Assigned)?;
        self.claim(log, &named, ClaimState::Certified, ClaimState::Spent)?;
        self.claim(log, &unnamed, ClaimState::Assigned, ClaimState::Free)?;
        self.change_covered(log, id, |covered| {
            covered.shares = shares;
            covered.lost.extend(named);
            covered.edition = covered.edition.saturating_add(1);
        })
    }

    fn mend_order(&mut self, log: &mut Log, content: &MakeGood, slices: &[LotSlice]) -> Folded {
        let order = self.orders.get(&content.order).ok_or("the order is not known")?;
        let claim = order.claim().ok_or("the order has no grams")?;
        let (mut mended, mut gone) = (Order::clone(&order), Vec::new());
        let mut deal = Deal::new(slices);
        for line in &mut mended.lines {
            let mut kept = Vec::new();
            for (slice, lost) in line.slices.iter().flat_map(|&slice| self.halves(slice)) {
                if lost {
                    gone.push(slice);
                    deal.next(slice.grams.grams(), |slice| kept.push(slice));
                } else {
                    kept.push(slice);
                }
            }
            line.slices = kept;
        }
        self.claim(log, slices, ClaimState::Free, claim)?;
        self.claim(log, &gone, claim, ClaimState::Free)?;
        self.put_order(log, mended)
    }

    /// A slice cut where its units begin or cease to be lost.
    fn halves(&self, slice: LotSlice) -> Vec<(LotSlice, bool)> {
        let pieces = self.lot(slice.lot).map(|lot| lot.pieces(slice.grams)).unwrap_or_default();
        let lay = |(grams, lost)| (LotSlice { lot: slice.lot, grams }, lost);
        pieces.into_iter().map(lay).collect()
    }

    /// The live coverage of a product in an order.
    pub(crate) fn live(&self, order: &OrderId, product: &ProductId) -> Folded<CoverageId> {
        let id = self.newest(order, product).ok_or("the product is not covered")?;
        let live = self.covered(id).is_some_and(|c| c.status == CoverageStatus::Live);
        live.then_some(id).ok_or("the coverage is over")
    }
}

impl CoverRetroactively {
    /// The same, as an order: each product is a line.
    pub(crate) fn reserve(&self) -> Reserve {
        let lines = (1..).zip(&self.products).map(|(id, earlier)| Line {
            id,
            quantity: 1,
            each: earlier.each,
            stages: earlier.stages,
            basis: earlier.basis,
        });
        Reserve {
            order: self.order.clone(),
            attempt: 1,
            rules: self.rules,
            choice: self.choice.clone(),
            lines: lines.collect(),
            hold_seconds: 1,
            price: None,
            about: self.about,
        }
    }
}
