//! What the ledger promises, one test each, in seeded worlds of all commands. The naive books in
//! `books` check most of it once more and more closely.

use crate::auditor::{Audited, Numbers, SMALL};
use crate::world::*;
use co2_ledger::error::ReserveError;
use co2_ledger::{ClaimState, CommandError, CoverageStatus, OrderStatus, RegistryState, State};
use std::collections::{BTreeMap, BTreeSet};

/// Worlds in which all commands are given at random; each is looked at after each command.
fn worlds(seed: u64, mut look: impl FnMut(&Audited)) {
    let mut numbers = Numbers(seed);
    for _ in 0..60 {
        let mut audited = Audited::small();
        for _ in 0..100 {
            audited.act(numbers.raw(), SMALL);
            look(&audited);
        }
    }
}

#[test]
fn in_each_lot_both_sums_are_what_was_issued() {
    worlds(1, |audited| {
        for (_, lot) in audited.world.state.lots() {
            let issued = u128::from(lot.size().as_grams());
            assert_eq!(lot.registry().sum(), issued);
            assert_eq!(lot.claims().sum(), issued - u128::from(lot.registry().buffer));
        }
    });
}

#[test]
fn a_gram_belongs_to_one_order_or_coverage() {
    worlds(2, |audited| {
        let mut seen = BTreeSet::new();
        let state = &audited.world.state;
        let open = state.orders().flat_map(|(_, order)| {
            order.lines().flat_map(|(_, line)| line.slices().to_vec()).collect::<Vec<_>>()
        });
        let covered = state.coverages().flat_map(|c| [c.slices, c.spent].concat());
        for slice in open.chain(covered) {
            let lot = state.lot(slice.lot).unwrap();
            assert!(slice.grams.end() <= lot.size().as_grams());
            let (start, end) = in_grains(slice.grams);
            for grain in start..end {
                assert!(seen.insert((slice.lot, grain)), "{slice:?}");
            }
        }
    });
}

/// Also across imports, conversions and transfers.
#[test]
fn a_unit_is_known_once_in_its_scope() {
    worlds(3, |audited| {
        let mut seen = BTreeSet::new();
        for (_, lot) in audited.world.state.lots() {
            let units = lot.lot().serial.units();
            for unit in units.first()..=units.last() {
                if lot.registry_state(unit) != Some(RegistryState::Transferred) {
                    assert!(seen.insert((units.scope().to_owned(), unit)));
                }
            }
        }
    });
}

#[test]
fn lives_have_no_way_back_from_their_ends() {
    let after =
        |from| ClaimState::ALL.into_iter().filter(move |&to| ClaimState::may_become(from, to));
    assert!(after(ClaimState::Certified).eq([ClaimState::Spent]));
    assert_eq!(after(ClaimState::Spent).count(), 0);
    let after = |from| {
        RegistryState::ALL.into_iter().filter(move |&to| RegistryState::may_become(from, to))
    };
    assert!(after(RegistryState::Retired).eq([RegistryState::Invalidated]));
    for end in RegistryState::ALL.into_iter().filter(|state| state.is_lost()) {
        assert_eq!(after(end).count(), 0);
    }
    assert_eq!(after(RegistryState::Buffer).count(), 0);
}

#[test]
fn a_certificates_grams_sum_to_its_amount() {
    let mut certificates = 0;
    worlds(4, |audited| {
        let live = audited.world.state.coverages().filter(|c| c.status == CoverageStatus::Live);
        for covered in live.filter(|covered| covered.certificate.is_some()) {
            let sum: u64 = covered.slices.iter().map(|slice| slice.grams.grams()).sum();
            assert_eq!(sum, covered.amount.as_grams());
            certificates += 1;
        }
    });
    assert!(certificates > 300, "{certificates}");
}

/// Each command that was accepted, given again at the end: the same answer, and nothing happens.
/// With another order's content it would be a conflict; see `scenarios`.
#[test]
fn the_same_key_gets_the_same_answer_for_ever() {
    let mut numbers = Numbers(5);
    let mut audited = Audited::small();
    let mut answers = Vec::new();
    for _ in 0..300 {
        let given = audited.requests.len();
        audited.act(numbers.raw(), SMALL);
        let state = &audited.world.state;
        for request in audited.requests.iter().skip(given).filter(|r| r.command.key().is_some()) {
            // It was given a moment ago, so this is its answer.
            answers.extend(state.decide(request).ok().filter(|d| d.receipt.replayed));
        }
    }
    let state = &audited.world.state;
    let before = state.digest();
    let mut repeated = 0;
    for request in audited.requests.iter().filter(|request| request.command.key().is_some()) {
        if let Ok(decision) = state.decide(request) {
            let first = answers.iter().find(|a| a.receipt.first == decision.receipt.first);
            repeated += u32::from(decision.receipt.replayed && first.is_some());
        }
    }
    assert!(repeated > 50, "{repeated}");
    assert_eq!(state.digest(), before);
}

#[test]
fn no_reservation_is_used_at_or_after_its_end() {
    worlds(6, |audited| {
        let state = &audited.world.state;
        for (id, order) in state.orders() {
            if order.status() == OrderStatus::Reserved {
                assert!(order.until() > state.time(), "{id}");
            }
            if matches!(order.status(), OrderStatus::Expired | OrderStatus::Cancelled) {
                assert!(state.slices_of(&id).is_empty(), "it returned exactly what it held");
            }
        }
    });
}

#[test]
fn an_order_gets_all_or_nothing() {
    worlds(7, |audited| {
        for (_, order) in audited.world.state.orders() {
            if order.status() != OrderStatus::Reserved {
                continue;
            }
            for (line, held) in order.lines() {
                let sum: u64 = held.slices().iter().map(|slice| slice.grams.grams()).sum();
                let products = line.quantity - held.cancelled();
                assert_eq!(sum, line.each.as_grams() * u64::from(products));
            }
        }
    });
    let mut world = World::small();
    let error = world.refused(reserve("o", 1, co2_offsets::Choice::Any, vec![line(1, 1, 51)]));
    assert!(matches!(error, CommandError::Reserve(ReserveError::InsufficientStock { .. })));
}

#[test]
fn the_state_of_any_time_is_the_replay_of_what_was_before() {
    let mut audited = Audited::small();
    let mut numbers = Numbers(8);
    let mut then: BTreeMap<u64, co2_offsets::Digest> = BTreeMap::new();
    for _ in 0..200 {
        audited.act(numbers.raw(), SMALL);
        then.insert(audited.world.state.revision(), audited.world.state.digest());
    }
    for (revision, digest) in then {
        let state = State::state_at(&audited.world.events, revision).unwrap();
        assert_eq!(state.digest(), digest);
    }
}

#[test]
fn a_product_has_one_live_coverage_for_a_stage() {
    worlds(9, |audited| {
        let mut live = BTreeSet::new();
        for covered in audited.world.state.coverages() {
            if covered.status == CoverageStatus::Live {
                assert!(live.insert(covered.product), "all stages are covered here");
            }
        }
    });
}
