//! Why each lot would be taken or not. Pure, and looks at every lot: for people, not for the till.

use crate::decide::{Need, Overlay, Plan, check_lines};
use crate::error::ReserveError;
use crate::ids::LotIndex;
use crate::quote::QuoteRequest;
use crate::state::{LotState, State};
use co2_offsets::rules::Refusal;
use co2_offsets::{Choice, Pooling, Rules, SpillOver};
use co2_units::{Co2e, Timestamp};
use std::collections::BTreeMap;

/// What would become of a reservation, and of each lot in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// How many products of each line would be covered, or why nothing would be reserved.
    pub outcome: Result<Vec<u32>, ReserveError>,
    /// Every lot, in the order in which they came in.
    pub lots: Vec<Explained>,
}

/// What would become of a lot.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explained {
    /// The lot.
    pub lot: LotIndex,
    /// What is free of it, reservations that are due by then counted as expired.
    pub free: Co2e,
    /// What would become of it, and why.
    pub fate: Fate,
}

/// What would become of a lot, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fate {
    /// So much would be taken.
    Taken {
        /// How much.
        amount: Co2e,
    },
    /// It could be taken, but is not needed: others come first, or the whole is refused.
    Spare,
    /// It may be used, but is not among what was chosen.
    NotChosen,
    /// The filter that was chosen refuses it, by these rules.
    Filtered(Vec<Refusal>),
    /// The rules refuse it for anybody.
    Refused(Vec<Refusal>),
    /// Nothing of it is free, or, where units are not shared, no whole unit.
    NothingFree,
}

impl State {
    /// Why each lot would be taken or not, for a reservation at a time.
    ///
    /// Each lot is judged by itself, from the rules and its data; only what is taken comes from the
    /// allocation.
    ///
    /// # Errors
    /// When there are no rules, or the lines or the choice are not as they must be.
    pub fn explain(
        &self,
        request: &QuoteRequest,
        now: Timestamp,
    ) -> Result<Explanation, ReserveError> {
        check_lines(&request.lines)?;
        let view = self.view(now);
        let (_, rules) = view.current()?;
        let needs: Vec<Need> = request.lines.iter().map(Need::of).collect();
        let plan = match view.plan(rules, rules.shortfall, &request.choice, &needs) {
            Ok(plan) => Ok(plan),
            Err(
                error @ (ReserveError::InsufficientStock { .. } | ReserveError::Fragmented { .. }),
            ) => Err(error),
            Err(error) => return Err(error),
        };
        let taken = plan.as_ref().map(taken).unwrap_or_default();
        let day = view.at.date();
        let (free, takeable) =
            (view.overlay(false), view.overlay(rules.pooling == Pooling::UnitsPerOrder));
        let lots = self.lots().map(|(index, lot)| {
            let fate = match taken.get(&index) {
                Some(&grams) => Fate::Taken { amount: Co2e::from_grams(grams) },
                None => self.fate(rules, &request.choice, lot, day),
            };
            let grams = |of: &Option<Overlay<'_>>| of.as_ref().map_or(0, |of| of.grams(index, lot));
            let nothing = fate == Fate::Spare && grams(&takeable) == 0;
            let fate = if nothing { Fate::NothingFree } else { fate };
            Explained { lot: index, free: Co2e::from_grams(grams(&free)), fate }
        });
        let lots = lots.collect();
        Ok(Explanation { outcome: plan.map(|plan| plan.covered), lots })
    }

    /// What would become of a lot of which nothing is taken.
    fn fate(&self, rules: &Rules, choice: &Choice, lot: &LotState, day: co2_units::Date) -> Fate {
        let content = lot.lot();
        let Some(project) = self.project(content.project()) else { return Fate::NotChosen };
        let candidate = rules.candidate(project, content, day);
        let refused: Vec<Refusal> = rules.refusals(&candidate).collect();
        if !refused.is_empty() {
            return Fate::Refused(refused);
        }
        if rules.spill_over == SpillOver::AnyEligible {
            return Fate::Spare;
        }
        match choice {
            Choice::Any => Fate::Spare,
            Choice::Filter(name) => {
                let filter = rules.filters.get(name);
                let refused: Option<Vec<Refusal>> =
                    filter.map(|filter| filter.refusals(&candidate).collect());
                match refused {
                    Some(refused) if !refused.is_empty() => Fate::Filtered(refused),
                    _ => Fate::Spare,
                }
            }
            _ if choice.projects().any(|chosen| chosen == content.project()) => Fate::Spare,
            _ => Fate::NotChosen,
        }
    }
}

/// How much of each lot a plan takes.
fn taken(plan: &Plan) -> BTreeMap<LotIndex, u64> {
    let mut taken = BTreeMap::new();
    for slice in plan.slices.iter().flatten() {
        let sum: &mut u64 = taken.entry(slice.lot).or_default();
        *sum = sum.saturating_add(slice.grams.grams());
    }
    taken
}
