//! Covering products, recording their certificates, and what comes after.

use super::View;
use super::reserve::{Extent, MAX_SLICES, check_lines};
use crate::command::{
    Assign, CorrectSerial, CoverRetroactively, MakeGood, RecordCertificate, Reinstate, Replace,
    Return, Revoke, Suspend,
};
use crate::error::{
    AssignError, CertificateError, CommandError, CoverageError, MakeGoodError, RetroactiveError,
};
use crate::event::{Change, LotSlice};
use crate::free::{FreeSet, whole_units};
use crate::ids::{CoverageId, LotIndex, OrderId};
use crate::receipt::{OrderStatus, Present};
use crate::state::{Coverage, CoverageStatus, Suspension};
use co2_offsets::Pooling;
use co2_units::credit::GramSlice;
use co2_units::{Co2e, ProductId, StageSet};
use std::borrow::Cow;
use std::collections::BTreeSet;

impl View<'_> {
    pub(super) fn assign(&self, assign: &Assign) -> Result<Change, AssignError> {
        let order = self.state.order(&assign.order);
        let order =
            order.ok_or_else(|| AssignError::UnknownOrder { order: assign.order.clone() })?;
        let status = order.status_at(self.at);
        if status != OrderStatus::Confirmed {
            return Err(AssignError::NotConfirmed { order: assign.order.clone(), status });
        }
        let Some((_, line, held)) = order.line(assign.line) else {
            let (order, line) = (assign.order.clone(), assign.line);
            return Err(AssignError::UnknownLine { order, line });
        };
        if held.assigned() >= held.quantity() {
            return Err(AssignError::LineFull {
                order: assign.order.clone(),
                line: assign.line,
                quantity: held.quantity(),
            });
        }
        if let Some(other) = self.covered_by(&assign.order, &assign.product, line.stages) {
            let product = Box::new(assign.product.clone());
            return Err(AssignError::AlreadyCovered { product, order: other });
        }
        let (item, coverage) = (held.assigned(), self.state.next_coverage());
        Ok(Change::Assigned { assign: assign.clone(), item, coverage })
    }

    pub(super) fn record_certificate(
        &self,
        record: &RecordCertificate,
    ) -> Result<(), CommandError> {
        let covered = self.live(&record.order, &record.product)?;
        let coverage = covered.id;
        if coverage != record.coverage {
            let given = record.coverage;
            return Err(CertificateError::OtherCoverage { coverage, given }.into());
        }
        if covered.replaces != record.replaces {
            let expected = covered.replaces;
            return Err(CertificateError::Superseded { coverage, expected }.into());
        }
        if covered.edition != record.edition {
            let (edition, given) = (covered.edition, record.edition);
            return Err(CertificateError::Stale { coverage, edition, given }.into());
        }
        if record.replaces == Some(record.digest) {
            return Err(CertificateError::Same { coverage }.into());
        }
        let lacking = total(&self.state.lost(covered.slices.iter()));
        if !lacking.is_zero() {
            return Err(CertificateError::Shortfall { coverage, lacking }.into());
        }
        Ok(())
    }

    /// A product comes back.
    pub(super) fn take_back(&self, content: &Return) -> Result<(Change, Present), CoverageError> {
        let covered = self.live(&content.order, &content.product)?;
        Ok((Change::Returned(content.clone()), self.ended(&covered)))
    }

    /// A certificate must never be accepted again.
    pub(super) fn revoke(&self, content: &Revoke) -> Result<(Change, Present), CoverageError> {
        let covered = self.live(&content.order, &content.product)?;
        let present = self.ended(&covered);
        if covered.certificate.is_none() {
            let (product, order) = (Box::new(covered.product), covered.order);
            return Err(CoverageError::NotCertified { product, order });
        }
        Ok((Change::Revoked(content.clone()), present))
    }

    /// How a coverage stands once it is over and no other product takes its place.
    fn ended(&self, covered: &Coverage) -> Present {
        // A certificate, its own or one that it replaces, has named its grams.
        let status = match self.state.covered(covered.id) {
            Some(covered) if covered.is_named() => CoverageStatus::Spent,
            _ => CoverageStatus::Returned,
        };
        Present::Coverage { status, certificate: covered.certificate, suspended: false }
    }

    /// A certificate must not be accepted for the time being.
    pub(super) fn suspend(&self, content: &Suspend) -> Result<(Change, Present), CoverageError> {
        let covered = self.live_unsuspended(&content.order, &content.product)?;
        let Coverage { status, certificate, product, order, .. } = covered;
        if certificate.is_none() {
            return Err(CoverageError::NotCertified { product: product.into(), order });
        }
        let present = Present::Coverage { status, certificate, suspended: true };
        Ok((Change::Suspended(content.clone()), present))
    }

    /// It is to be accepted again.
    pub(super) fn reinstate(
        &self,
        content: &Reinstate,
    ) -> Result<(Change, Present), CoverageError> {
        let covered = self.live(&content.order, &content.product)?;
        let Coverage { status, certificate, product, order, .. } = covered;
        if covered.suspended.is_none() {
            return Err(CoverageError::NotSuspended { product: product.into(), order });
        }
        let present = Present::Coverage { status, certificate, suspended: false };
        Ok((Change::Reinstated(content.clone()), present))
    }

    pub(super) fn replace(&self, replace: &Replace) -> Result<Change, CoverageError> {
        let coverage = self.moved(&replace.order, &replace.product, &replace.by)?;
        Ok(Change::Replaced { replace: replace.clone(), coverage })
    }

    /// A wrong serial number was assigned.
    pub(super) fn correct_serial(&self, correct: &CorrectSerial) -> Result<Change, CoverageError> {
        let coverage = self.moved(&correct.order, &correct.product, &correct.by)?;
        Ok(Change::SerialCorrected { correct: correct.clone(), coverage })
    }

    /// The coverage that a product takes over from another one.
    fn moved(
        &self,
        order: &OrderId,
        from: &ProductId,
        to: &ProductId,
    ) -> Result<CoverageId, CoverageError> {
        let covered = self.live_unsuspended(order, from)?;
        if let Some(other) = self.covered_by(order, to, covered.stages) {
            let product = Box::new(to.clone());
            return Err(CoverageError::AlreadyCovered { product, order: other });
        }
        Ok(self.state.next_coverage())
    }

    pub(super) fn cover_retroactively(
        &self,
        cover: &CoverRetroactively,
    ) -> Result<Change, CommandError> {
        let purchased = cover.purchased.date();
        let today = self.at.date();
        if purchased > today {
            return Err(RetroactiveError::InFuture { purchased }.into());
        }
        let limit = self.state.rules(&cover.rules).and_then(|rules| rules.retroactive_days);
        // That the rules are in force is seen when credits are reserved.
        let Some(limit_days) = limit else {
            let known = self.state.rules(&cover.rules).is_some();
            if known {
                return Err(RetroactiveError::NotAllowed.into());
            }
            self.reserve(&cover.reserve())?;
            return Err(RetroactiveError::NotAllowed.into());
        };
        let days = today.signed_duration_since(purchased).num_days();
        if days > i64::from(limit_days) {
            return Err(RetroactiveError::TooOld { purchased, limit_days }.into());
        }
        let mut seen = BTreeSet::new();
        for earlier in &cover.products {
            let other = self.state.cover_of(&earlier.product, earlier.stages);
            let product = || Box::new(earlier.product.clone());
            if let Some(order) = other {
                let product = product();
                return Err(CoverageError::AlreadyCovered { product, order }.into());
            }
            if !seen.insert(&earlier.product) {
                return Err(RetroactiveError::Twice { product: product() }.into());
            }
        }
        // What is covered now was bought long ago: all of it, or nothing.
        let reserve = cover.reserve();
        check_lines(&reserve.lines)?;
        self.check_order(&reserve)?;
        let (plan, _) = self.plan_priced(&reserve, &reserve.lines, Extent::All)?;
        let (slices, first) = (plan.slices, self.state.next_coverage());
        Ok(Change::CoveredRetroactively { cover: cover.clone(), slices, first })
    }

    pub(super) fn make_good(&self, content: &MakeGood) -> Result<(Change, Present), CommandError> {
        let (held, present, max) = if let Some(product) = &content.product {
            let covered = self.live(&content.order, product)?;
            let Coverage { status, certificate, suspended, slices, .. } = covered;
            let suspended = suspended.is_some();
            (slices, Present::Coverage { status, certificate, suspended }, MAX_SLICES)
        } else {
            let order = self.held(&content.order)?;
            (order.slices(), Present::Order(order.status()), usize::MAX)
        };
        let lacking = self.state.lost(held.iter());
        let requested = total(&lacking);
        if requested.is_zero() {
            let (order, product) = (content.order.clone(), content.product.clone().map(Box::new));
            return Err(MakeGoodError::NothingLacks { order, product }.into());
        }
        let Some((from, lot)) = self.state.lot_by_id(&content.from) else {
            return Err(MakeGoodError::UnknownLot { lot: content.from.clone() }.into());
        };
        let free = self.free_at(from, lot.free_set());
        let whole = self.has_units_alone(&content.order);
        let available = Co2e::from_grams(if whole { free.whole() } else { free.grams() });
        let (mut slices, mut missing) = (Vec::new(), requested.as_grams());
        for interval in free.intervals() {
            let (start, end) = if whole { whole_units(interval, free.unit()) } else { interval };
            if start >= end {
                continue;
            }
            let Ok(grams) = GramSlice::new(start, end.min(start.saturating_add(missing))) else {
                break;
            };
            missing = missing.saturating_sub(grams.grams());
            slices.push(LotSlice { lot: from, grams });
        }
        if missing > 0 {
            let lot = content.from.clone();
            return Err(MakeGoodError::InsufficientStock { lot, requested, available }.into());
        }
        let pieces = held.len().saturating_add(lacking.len()).saturating_add(slices.len());
        if pieces > max {
            let lot = content.from.clone();
            return Err(MakeGoodError::Fragmented { lot, pieces, max }.into());
        }
        Ok((Change::MadeGood { make_good: content.clone(), slices }, present))
    }

    /// Whether an order gets units of which nothing is taken: under the rules that it was reserved under,
    /// or under those in force.
    fn has_units_alone(&self, order: &OrderId) -> bool {
        let quoted = self.state.order(order).and_then(|o| self.state.rules(&o.reserve().rules));
        let in_force = self.state.current_rules().map(|(_, rules)| rules);
        let mut both = quoted.into_iter().chain(in_force);
        both.any(|rules| rules.pooling == Pooling::UnitsPerOrder)
    }

    /// The order by which a product is covered for one of these stages, or for whatever in this
    /// order: there it has one coverage at most.
    fn covered_by(
        &self,
        order: &OrderId,
        product: &ProductId,
        stages: StageSet,
    ) -> Option<OrderId> {
        match self.state.live(order, product) {
            Ok(_) => Some(order.clone()),
            Err(_) => self.state.cover_of(product, stages),
        }
    }

    /// The live coverage of a product in an order.
    fn live(&self, order: &OrderId, product: &ProductId) -> Result<Coverage, CoverageError> {
        let Some(covered) = self.state.coverage(order, product) else {
            let (product, order) = (Box::new(product.clone()), order.clone());
            return Err(CoverageError::NotAssigned { product, order });
        };
        if covered.status == CoverageStatus::Live {
            return Ok(covered);
        }
        let (product, order, status) = (Box::new(product.clone()), order.clone(), covered.status);
        Err(CoverageError::Over { product, order, status })
    }

    /// The same, unless its certificate is suspended.
    fn live_unsuspended(
        &self,
        order: &OrderId,
        product: &ProductId,
    ) -> Result<Coverage, CoverageError> {
        let covered = self.live(order, product)?;
        match covered.suspended {
            None => Ok(covered),
            Some(Suspension { since, .. }) => {
                let (product, order) = (Box::new(covered.product), covered.order);
                Err(CoverageError::Suspended { product, order, since })
            }
        }
    }

    /// What of a lot can be allocated, with what reservations that are due have held of it.
    pub(super) fn free_at<'b>(&self, index: LotIndex, free: &'b FreeSet) -> Cow<'b, FreeSet> {
        let mut free = Cow::Borrowed(free);
        for order in self.state.index().deadlines.due(self.at).filter_map(|id| self.state.order(id))
        {
            let slices = order.slices().into_iter().filter(|slice| slice.lot == index);
            for slice in slices.flat_map(|slice| self.state.usable(slice)) {
                // Reserved grams are not free, so each can be given back once.
                let _ = free.to_mut().give(slice.grams);
            }
        }
        free
    }
}

fn total(slices: &[LotSlice]) -> Co2e {
    let grams = slices.iter().map(|slice| Co2e::from_grams(slice.grams.grams()));
    Co2e::checked_sum(grams).unwrap_or(Co2e::MAX)
}
