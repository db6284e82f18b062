//! The shares of the stages, and what a missing one means.

use super::{SHARE_TOLERANCE, SheetError};
use crate::Assumption;
use co2_units::{Stage, StageSet};
use std::collections::BTreeMap;

/// Shares of the mean, by stage; a stage that is not stated is not there.
pub(crate) type Shares = BTreeMap<Stage, f64>;

/// The stages of makers' sheets.
const ON_SHEETS: [Stage; 4] =
    [Stage::Manufacture, Stage::Distribution, Stage::Use, Stage::EndOfLife];

/// A difference to 1 that comes from floating-point rounding.
const DUST: f64 = 1e-9;

pub(super) fn check(shares: &Shares) -> Result<(), SheetError> {
    for (&stage, &value) in shares {
        if !ON_SHEETS.contains(&stage) {
            return Err(SheetError::Stage { stage });
        }
        if !(0.0..=1.0 + SHARE_TOLERANCE).contains(&value) {
            return Err(SheetError::Share { stage, value });
        }
    }
    let sum: f64 = shares.values().sum();
    let tolerance = SHARE_TOLERANCE + DUST;
    let complete = shares.len() == ON_SHEETS.len();
    if sum > 1.0 + tolerance || (complete && sum < 1.0 - tolerance) {
        return Err(SheetError::ShareSum { sum });
    }
    Ok(())
}

/// Checked shares, completed so that they sum to 1, with what had to be assumed for it.
///
/// What the stated shares leave of 1 belongs to the missing stages together; no sheet says how they
/// divide it, so it is kept undivided under the first of them in the order of life. The use phase
/// is never guessed in this way: it must be stated, or be the only one missing and leave more than
/// rounding could. `None` means that the share of use is not known.
pub(crate) fn resolve(stated: &Shares) -> Option<(Shares, Vec<Assumption>)> {
    let mut assumptions = Vec::new();
    let mut shares = stated.clone();
    let sum: f64 = stated.values().sum();
    let remainder = 1.0 - sum;
    let is_missing = |stage: &Stage| !stated.contains_key(stage);
    let missing: StageSet = ON_SHEETS.into_iter().filter(is_missing).collect();
    if missing.contains(Stage::Use) && (missing.iter().count() > 1 || remainder <= SHARE_TOLERANCE)
    {
        return None;
    }
    if let Some(held_by) = missing.iter().next() {
        if remainder > DUST {
            shares.insert(held_by, remainder);
            assumptions.push(Assumption::RemainderOfShares { share: remainder, missing, held_by });
        } else {
            assumptions.push(Assumption::NoRemainderOfShares { missing });
        }
    }
    let whole: f64 = shares.values().sum();
    if !(1.0 - DUST..=1.0 + DUST).contains(&whole) {
        for share in shares.values_mut() {
            *share /= whole;
        }
        assumptions.push(Assumption::SharesScaled { sum: whole });
    }
    Some((shares, assumptions))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(stated: [Option<f64>; 4]) -> Shares {
        ON_SHEETS
            .into_iter()
            .zip(stated)
            .filter_map(|(stage, share)| Some((stage, share?)))
            .collect()
    }

    fn sum(shares: &Shares) -> f64 {
        shares.values().sum()
    }

    #[test]
    fn complete_shares_stay_as_they_are() {
        let stated = shares([Some(0.8), Some(0.05), Some(0.14), Some(0.01)]);
        assert_eq!(resolve(&stated), Some((stated, Vec::new())));
    }

    #[test]
    fn rounded_shares_are_scaled_to_one() {
        let stated = shares([Some(0.828), Some(0.034), Some(0.136), Some(0.0)]);
        let (resolved, assumptions) = resolve(&stated).unwrap();
        assert!((sum(&resolved) - 1.0).abs() < 1e-12);
        assert!((resolved[&Stage::Use] - 0.136 / 0.998).abs() < 1e-12);
        assert!(
            matches!(assumptions[..], [Assumption::SharesScaled { sum }] if (sum - 0.998).abs() < 1e-12)
        );
    }

    #[test]
    fn what_use_leaves_is_kept_together() {
        let (resolved, assumptions) = resolve(&shares([None, None, Some(0.26), None])).unwrap();
        assert_eq!(resolved.keys().count(), 2);
        assert!((resolved[&Stage::Manufacture] - 0.74).abs() < 1e-12);
        let [Assumption::RemainderOfShares { missing, held_by, .. }] = assumptions[..] else {
            panic!("{assumptions:?}");
        };
        assert_eq!(held_by, Stage::Manufacture);
        assert_eq!(missing.iter().count(), 3);
    }

    #[test]
    fn the_remainder_of_transport_and_end_of_life_is_not_manufacture() {
        let (resolved, _) = resolve(&shares([Some(0.804), None, Some(0.15), None])).unwrap();
        assert!((resolved[&Stage::Distribution] - 0.046).abs() < 1e-12);
        assert!(!resolved.contains_key(&Stage::EndOfLife));
    }

    #[test]
    fn when_nothing_is_left_the_missing_stage_is_named_not_zero() {
        let (resolved, assumptions) =
            resolve(&shares([Some(0.85), Some(0.02), Some(0.14), None])).unwrap();
        assert!(!resolved.contains_key(&Stage::EndOfLife));
        assert!((sum(&resolved) - 1.0).abs() < 1e-12);
        assert_eq!(
            assumptions[0],
            Assumption::NoRemainderOfShares { missing: StageSet::from_iter([Stage::EndOfLife]) }
        );
        assert!(matches!(assumptions[1], Assumption::SharesScaled { .. }));
    }

    #[test]
    fn use_alone_may_be_the_remainder_but_not_one_of_several_nor_rounding() {
        let (resolved, _) = resolve(&shares([Some(0.7), Some(0.05), None, Some(0.0)])).unwrap();
        assert!((resolved[&Stage::Use] - 0.25).abs() < 1e-12);
        assert_eq!(resolve(&shares([Some(0.7), None, None, Some(0.0)])), None);
        assert_eq!(resolve(&shares([Some(0.95), Some(0.03), None, Some(0.0)])), None);
        assert_eq!(resolve(&Shares::new()), None);
    }
}
