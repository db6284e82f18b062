//! Which units are to be sent to their registries now, by the programme's policy.

use super::retire::{Needs, RetirementDuty, UnitsToRetire, partner};
use super::step::steps;
use super::{Programme, RetireError};
use crate::config::RetirementConfig;
use co2_ledger::{LotIndex, LotSlice, LotState, RegistryState, State};
use co2_units::credit::{ProjectId, RegistryId};
use co2_units::{Co2e, Date, Timestamp};
use std::collections::BTreeMap;

steps! {
    /// The units to send to registries and partners now, by the policy in the table `retirement` of the
    /// configuration: those of [`retirement_plan`](Self::retirement_plan) of whose project enough is
    /// needed or whose day is near, and whole free units to retire ahead of their sale. Once they are
    /// [requested](Self::request_retirement) they are not listed again.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = paid()?;
    /// for duty in programme.retirements_due(now())? {
    ///     let operation = format!("retire-{}-{}", duty.units.lot, duty.units.first_unit);
    ///     programme.request_retirement(&operation, &duty.units, now())?;
    /// }
    /// assert!(programme.retirements_due(now())?.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the journal cannot be read.
    retirements_due, retirements_due_async
        = selecting_due(now: Timestamp) -> Vec<RetirementDuty>, RetireError;
}

impl Programme {
    async fn selecting_due(&self, now: Timestamp) -> Result<Vec<RetirementDuty>, RetireError> {
        let policy = self.config.retirement;
        let read =
            move |state: &State, _| (Needs::of(state), ahead(state, policy.ahead_kg, now.date()));
        let (needs, ahead) = self.ledger.survey_async(None, read).await?;
        let days = self.days_of(&needs).await?;
        let mut due = needed(needs.duties(&days), policy, now);
        due.extend(ahead);
        Ok(due)
    }
}

/// What is sent together.
type Sent = (RegistryId, Option<String>, ProjectId);

fn sent(duty: &RetirementDuty) -> Sent {
    (duty.registry.clone(), partner(&duty.custodian), duty.project.clone())
}

/// The duties of which there are enough, or whose day is near.
fn needed(
    duties: Vec<RetirementDuty>,
    policy: RetirementConfig,
    now: Timestamp,
) -> Vec<RetirementDuty> {
    let mut sums: BTreeMap<Sent, Co2e> = BTreeMap::new();
    for duty in &duties {
        let sum = sums.entry(sent(duty)).or_default();
        *sum = sum.checked_add(duty.amount).unwrap_or(Co2e::MAX);
    }
    let near = now.checked_add_seconds(u32::from(policy.within_days).saturating_mul(86_400));
    let near = near.unwrap_or(Timestamp::MAX).date();
    let is_due = |duty: &RetirementDuty| {
        let enough = sums.get(&sent(duty)).is_some_and(|sum| *sum >= policy.at_least_kg);
        enough || duty.due.is_some_and(|due| due <= near)
    };
    duties.into_iter().filter(is_due).collect()
}

/// Whole free units that are still missing in what each project has retired ahead.
fn ahead(state: &State, wanted: Co2e, day: Date) -> Vec<RetirementDuty> {
    let rules = state.rules_in_force().and_then(|id| state.rules(&id));
    let Some(rules) = rules.filter(|_| !wanted.is_zero()) else { return Vec::new() };
    let mut missing: BTreeMap<&ProjectId, u64> = BTreeMap::new();
    let mut free: Vec<(&LotState, LotSlice, RegistryState)> = Vec::new();
    for (index, lot) in state.lots() {
        let Some(project) = state.project(lot.lot().project()) else { continue };
        if rules.refusals(&rules.candidate(project, lot.lot(), day)).next().is_some() {
            continue;
        }
        let missing = missing.entry(&project.id).or_insert(wanted.as_grams());
        for (slice, registry) in pieces(state, index, lot) {
            match registry {
                RegistryState::Retired | RegistryState::Requested => {
                    *missing = missing.saturating_sub(slice.grams.grams());
                }
                other => free.push((lot, slice, other)),
            }
        }
    }
    let mut duties = Vec::new();
    for (lot, slice, registry) in free {
        let Some(missing) = missing.get_mut(lot.lot().project()) else { continue };
        let unit = lot.lot().unit_size.as_grams();
        if registry != RegistryState::Held || *missing == 0 || unit == 0 {
            continue;
        }
        // Units of which something is taken are in the plan.
        let (first, end) = (slice.grams.start().div_ceil(unit), slice.grams.end() / unit);
        let count = end.saturating_sub(first).min(missing.div_ceil(unit));
        if count == 0 {
            continue;
        }
        let amount = count.saturating_mul(unit);
        *missing = missing.saturating_sub(amount);
        let of_lot = lot.lot();
        let first_unit = of_lot.serial.units().first().saturating_add(first);
        let last_unit = first_unit.saturating_add(count).saturating_sub(1);
        duties.push(RetirementDuty {
            registry: of_lot.serial.registry().clone(),
            custodian: of_lot.custodian.clone(),
            project: of_lot.project().clone(),
            units: UnitsToRetire { lot: of_lot.id.clone(), first_unit, last_unit },
            amount: Co2e::from_grams(amount),
            due: None,
        });
    }
    duties
}

/// The free grams of a lot, cut by what their units are in the registry.
fn pieces(state: &State, index: LotIndex, lot: &LotState) -> Vec<(LotSlice, RegistryState)> {
    let slices: Vec<LotSlice> = lot.free().map(|grams| LotSlice { lot: index, grams }).collect();
    let credits = state.credits(&slices).into_iter();
    credits.map(|credit| (LotSlice { lot: index, grams: credit.grams }, credit.state)).collect()
}
