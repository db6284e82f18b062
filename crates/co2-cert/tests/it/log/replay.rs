//! What a replay refuses, checked against a plain map of grams.

use super::{cert, grams, issue};
use co2_cert::log::{Leaf, LeafFault, Replay, SerialCheck};
use co2_units::Co2e;
use co2_units::credit::{GramSlice, UnitRange, UnitSlice};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn take(number: u64, slices: Vec<UnitSlice>) -> Leaf {
    Leaf::Issue { cert: cert(number), slices }
}

#[test]
fn a_gram_used_twice_names_both_certificates() {
    let mut replay = Replay::new();
    replay.push(&take(1, vec![grams(0, 300_000)]), None).unwrap();
    replay.push(&take(2, vec![grams(300_000, 1_300_000)]), None).unwrap();
    let (before, second) =
        (replay.clone(), take(3, vec![grams(2_000_000, 2_000_001), grams(1_299_999, 1_400_000)]));
    let fault = replay.push(&second, None).unwrap_err();
    assert_eq!(
        fault,
        LeafFault::UsedTwice {
            scope: "gold-standard:GS1:1".to_owned(),
            unit: 2,
            gram: 299_999,
            first: cert(2),
            second: cert(3),
        }
    );
    assert_eq!(
        fault.to_string(),
        format!(
            "gram 299999 of unit 2 in gold-standard:GS1:1 is used twice: by certificate {} and by {}",
            cert(2),
            cert(3)
        )
    );
    // It changed nothing: what it would have used is free.
    assert_eq!((replay.grams(), replay.slices()), (before.grams(), before.slices()));
    replay.push(&take(3, vec![grams(2_000_000, 2_000_001)]), None).unwrap();
    // The same gram in another block of the same scope, as after a registry has split a block.
    let block = UnitRange::new("gold-standard:GS1:1", 2, 500, "GS1-1-UG-GS1-16-2024-1-2-500");
    let one = GramSlice::new(0, 1).unwrap();
    let split = UnitSlice::new(block.unwrap(), Co2e::TONNE, one).unwrap();
    let fault = replay.push(&take(4, vec![split]), None).unwrap_err();
    assert!(
        matches!(fault, LeafFault::UsedTwice { unit: 2, gram: 0, first, .. } if first == cert(2))
    );
    // The same gram twice within one certificate.
    let fault =
        replay.push(&take(5, vec![grams(5_000_000, 5_000_002), grams(5_000_001, 5_000_003)]), None);
    let fault = fault.unwrap_err();
    assert!(matches!(fault, LeafFault::UsedTwice { first, second, .. } if first == second));
    assert_eq!(replay.size(), 3);
}

#[test]
fn units_of_one_scope_have_one_size() {
    let mut replay = Replay::new();
    replay.push(&issue(0), None).unwrap();
    let one = grams(0, 1);
    let kilograms = UnitSlice::new(one.block().clone(), Co2e::KILOGRAM, one.grams()).unwrap();
    let fault = replay.push(&take(9, vec![kilograms]), None).unwrap_err();
    assert!(
        matches!(fault, LeafFault::UnitSize { first, second, .. } if (first, second) == (cert(0), cert(9)))
    );
}

#[test]
fn a_serial_is_checked_by_the_callers_grammar() {
    let mut replay = Replay::new();
    let mut seen = Vec::new();
    let mut check = |logged: &UnitSlice| {
        seen.push(logged.block().printed().to_owned());
        Err("it is another's".to_owned())
    };
    let fault = replay.push(&issue(0), Some(&mut check)).unwrap_err();
    assert!(matches!(fault, LeafFault::Serial { .. }));
    assert_eq!((seen.len(), replay.size()), (1, 0));
}

fn named(scope: &str, first: u64, last: u64, serial: &str) -> UnitSlice {
    let block = UnitRange::new(scope, first, last, serial).unwrap();
    UnitSlice::new(block, Co2e::TONNE, GramSlice::new(0, 10).unwrap()).unwrap()
}

/// The serial's format need not be known to see that one serial stands for two blocks.
#[test]
fn a_serial_stands_for_one_block() {
    const SERIAL: &str = "EX-7/1-100";
    let mut replay = Replay::new();
    replay.push(&take(1, vec![named("ex:7", 1, 100, SERIAL)]), None).unwrap();
    let spellings = [SERIAL, " EX-7/1-100", "ex-7/1-100", "EX-7-1-100", "EX 7/1/100 "];
    for (scope, first, last) in [("ex:8", 1, 100), ("ex:7", 2, 101), ("ex:7", 1, 99)] {
        for serial in spellings {
            let fault = replay.push(&take(2, vec![named(scope, first, last, serial)]), None);
            match fault.unwrap_err() {
                LeafFault::OtherUnits { block, before, first, second } => {
                    assert_eq!((block.printed(), before.printed()), (serial, SERIAL));
                    assert_eq!((first, second), (cert(1), cert(2)));
                }
                other => panic!("{serial:?} {scope}: {other:?}"),
            }
        }
    }
    // Two blocks in one leaf, of which nothing is kept.
    let both = take(3, vec![named("ex:9", 1, 5, "EX-9/1-5"), named("ex:9", 2, 6, "EX-9/1-5")]);
    assert!(matches!(replay.push(&both, None), Err(LeafFault::OtherUnits { .. })));
    replay.push(&take(3, vec![named("ex:9", 2, 6, "EX-9/1-5")]), None).unwrap();
    // The same block in another spelling is the same block: its grams are used.
    let again = take(4, vec![named("ex:7", 1, 100, "ex-7-1-100")]);
    assert!(matches!(replay.push(&again, None), Err(LeafFault::UsedTwice { .. })));
}

#[test]
fn what_rests_on_the_issuers_word_is_counted() {
    let mut replay = Replay::new();
    let mut calls = 0;
    let mut check = |logged: &UnitSlice| {
        calls += 1;
        let read = logged.block().printed().starts_with("GS1");
        Ok(if read { SerialCheck::Read } else { SerialCheck::IssuersWord })
    };
    let leaves = [
        take(1, vec![grams(0, 300)]),
        take(2, vec![grams(300, 600), named("ex:7", 1, 100, "EX-7/1-100")]),
        take(
            3,
            vec![
                UnitSlice::new(
                    named("ex:7", 1, 100, "EX-7/1-100").block().clone(),
                    Co2e::TONNE,
                    GramSlice::new(10, 15).unwrap(),
                )
                .unwrap(),
            ],
        ),
    ];
    for leaf in &leaves {
        replay.push(leaf, Some(&mut check)).unwrap();
    }
    assert_eq!(calls, 2, "a serial is judged once");
    assert_eq!((replay.blocks_read(), replay.blocks_on_issuers_word()), (1, 1));
    assert_eq!((replay.grams(), replay.grams_on_issuers_word()), (615, 15));
    // Without a check of serials, all of it does.
    let mut unread = Replay::new();
    unread.push(&leaves[0], None).unwrap();
    assert_eq!((unread.blocks_on_issuers_word(), unread.grams_on_issuers_word()), (1, 300));
}

/// A certificate whose product was returned ends like a revoked one, and is counted by itself.
#[test]
fn a_spent_certificate_ends_once() {
    let mut replay = Replay::new();
    let spend = |number| Leaf::Spend { cert: cert(number) };
    assert_eq!(replay.push(&spend(0), None), Err(LeafFault::NotIssued { cert: cert(0) }));
    replay.push(&issue(0), None).unwrap();
    replay.push(&spend(0), None).unwrap();
    let over = Err(LeafFault::NotLive { cert: cert(0), since: 1 });
    assert_eq!(replay.push(&spend(0), None), over);
    assert_eq!(replay.push(&Leaf::Revoke { cert: cert(0) }, None), over);
    assert_eq!((replay.live(), replay.spent(), replay.revoked()), (0, 1, 0));
    assert_eq!(replay.holds(cert(0)), Some(false));
    let again = Leaf::Issue { cert: cert(7), slices: vec![grams(0, 1)] };
    let fault = replay.push(&again, None).unwrap_err();
    assert!(matches!(fault, LeafFault::UsedTwice { first, .. } if first == cert(0)), "{fault:?}");
}

#[test]
fn certificates_are_issued_once_and_end_once() {
    let mut replay = Replay::new();
    let (reissue, revoke) = (
        |number, replaced| Leaf::Reissue {
            cert: cert(number),
            replaces: cert(replaced),
            added: Vec::new(),
        },
        |number| Leaf::Revoke { cert: cert(number) },
    );
    let mut push = |leaf: Leaf| replay.push(&leaf, None);
    push(issue(0)).unwrap();
    assert_eq!(push(issue(0)), Err(LeafFault::Known { cert: cert(0), index: 0 }));
    assert_eq!(push(revoke(1)), Err(LeafFault::NotIssued { cert: cert(1) }));
    assert_eq!(push(reissue(2, 1)), Err(LeafFault::NotIssued { cert: cert(1) }));
    assert_eq!(push(reissue(0, 0)), Err(LeafFault::Known { cert: cert(0), index: 0 }));
    push(reissue(2, 0)).unwrap();
    assert_eq!(push(revoke(0)), Err(LeafFault::NotLive { cert: cert(0), since: 1 }));
    assert_eq!(push(reissue(3, 0)), Err(LeafFault::NotLive { cert: cert(0), since: 1 }));
    push(revoke(2)).unwrap();
    assert_eq!(push(revoke(2)), Err(LeafFault::NotLive { cert: cert(2), since: 2 }));
    // Used grams stay used, whatever happens to the certificate.
    let again = Leaf::Issue { cert: cert(7), slices: vec![grams(0, 1)] };
    assert!(matches!(push(again), Err(LeafFault::UsedTwice { first, .. }) if first == cert(0)));
    assert_eq!((replay.live(), replay.revoked(), replay.reissued()), (0, 1, 1));
    let holds = [0, 2, 7].map(|number| replay.holds(cert(number)));
    assert_eq!(holds, [Some(false), Some(false), None]);
}

/// Replacements for invalidated grams are used from the reissue on; a gram that another certificate uses is
/// refused, and the previous certificate is then still valid.
#[test]
fn a_reissue_may_name_more_grams() {
    let mut replay = Replay::new();
    replay.push(&issue(0), None).unwrap();
    replay.push(&issue(1), None).unwrap();
    let reissue = |added| Leaf::Reissue { cert: cert(2), replaces: cert(0), added: vec![added] };
    let fault = replay.push(&reissue(grams(599_999, 700_000)), None).unwrap_err();
    assert!(matches!(fault, LeafFault::UsedTwice { first, .. } if first == cert(1)), "{fault:?}");
    assert_eq!((replay.holds(cert(0)), replay.size()), (Some(true), 2));
    replay.push(&reissue(grams(600_000, 700_000)), None).unwrap();
    assert_eq!((replay.holds(cert(0)), replay.holds(cert(2))), (Some(false), Some(true)));
    let again = Leaf::Issue { cert: cert(7), slices: vec![grams(699_999, 700_001)] };
    let fault = replay.push(&again, None).unwrap_err();
    assert!(matches!(fault, LeafFault::UsedTwice { first, .. } if first == cert(2)), "{fault:?}");
}

/// A reissue adds only what the previous certificate did not name.
#[test]
fn a_reissue_adds_what_is_new() {
    let certificate = |slice: (u64, u64)| {
        let mut parts = crate::common::parts();
        parts.lines.truncate(1);
        parts.lines[0].slice = GramSlice::new(slice.0, slice.1).unwrap();
        parts.amount = parts.lines[0].amount();
        parts.coverage = co2_cert::record::Coverage::Part { reason: "a test".parse().unwrap() };
        let mut draft = crate::common::draft();
        draft.record = co2_cert::RetirementRecord::new(parts).unwrap();
        draft.build().unwrap()
    };
    let before = certificate((6_900_000, 7_200_000));
    for (now, added) in [
        ((6_900_000, 7_200_000), vec![]),
        ((7_000_000, 7_300_000), vec![(7_200_000, 7_300_000)]),
        ((6_890_000, 7_210_000), vec![(6_890_000, 6_900_000), (7_200_000, 7_210_000)]),
        ((5_000_000, 5_300_000), vec![(5_000_000, 5_300_000)]),
    ] {
        let now = certificate(now);
        let (bytes, bytes_before) = (now.to_json(), before.to_json());
        let leaf = Leaf::reissue((&now, &bytes), (&before, &bytes_before)).unwrap();
        let slices =
            leaf.slices().iter().map(|logged| (logged.grams().start(), logged.grams().end()));
        assert_eq!(slices.collect::<Vec<_>>(), added);
        assert_eq!(Leaf::from_bytes(&leaf.to_bytes().unwrap()), Ok(leaf));
    }
}

proptest! {
    /// A world of 3 blocks in 2 scopes with units of 4 grams, checked against a map of grams.
    #[test]
    fn the_same_as_a_map_of_grams(
        issues in prop::collection::vec(prop::collection::vec((0_u64..3, 0_u64..12, 1_u64..6), 1..4), 1..30)
    ) {
        let block = |number| match number {
            0 => UnitRange::new("a", 1, 3, "a-1-3"),
            1 => UnitRange::new("a", 2, 4, "a-2-4"),
            _ => UnitRange::new("b", 1, 3, "b-1-3"),
        };
        let (mut replay, mut map) = (Replay::new(), BTreeMap::new());
        for (number, issue) in (0_u64..).zip(issues) {
            let slices: Vec<UnitSlice> = issue.iter().map(|&(which, start, length)| {
                let slice = GramSlice::new(start.min(11), (start + length).min(12)).unwrap();
                UnitSlice::new(block(which).unwrap(), Co2e::from_grams(4), slice).unwrap()
            }).collect();
            // Each gram by its scope, unit and position.
            let mut used = Vec::new();
            for logged in &slices {
                for gram in logged.grams().start()..logged.grams().end() {
                    let unit = logged.block().first() + gram / 4;
                    used.push((logged.block().scope().to_owned(), unit, gram % 4));
                }
            }
            let mut sorted = used.clone();
            sorted.sort();
            sorted.dedup();
            let first = used.iter().find_map(|gram| map.get(gram).copied());
            let pushed = replay.push(&take(number, slices), None);
            if first.is_none() && sorted.len() == used.len() {
                prop_assert_eq!(pushed, Ok(()));
                map.extend(used.into_iter().map(|gram| (gram, number)));
            } else {
                let Err(LeafFault::UsedTwice { scope, unit, gram, first, second }) = pushed else {
                    return Err(TestCaseError::fail("a gram used twice was taken"));
                };
                let place = (scope, unit, gram);
                let owner = map.get(&place).copied().unwrap_or(number);
                prop_assert_eq!((first, second), (cert(owner), cert(number)));
                prop_assert!(used.contains(&place));
            }
            prop_assert_eq!(replay.grams(), u128::try_from(map.len()).unwrap());
        }
    }
}
