//! Our retirements compared with what a registry or a partner reports.

use co2_offsets::reconcile::Difference;
use co2_offsets::{
    OwnRetirement, Reconciliation, Reference, RegistryAct, Serial, TheirRow, Whose,
    read_retirements, reconcile,
};
use proptest::prelude::*;

fn block(first: u64, last: u64) -> Serial {
    format!("ACR-FR-99999-2025-99999-{first} to {last}").parse().unwrap()
}

fn own(name: &str, blocks: &[(u64, u64)]) -> OwnRetirement {
    OwnRetirement {
        operation: name.parse().unwrap(),
        serials: blocks.iter().map(|&(first, last)| block(first, last)).collect(),
        date: Some("2026-04-13".parse().unwrap()),
        reference: Some(Reference::new(format!("ref-{name}")).unwrap()),
    }
}

fn row(line: u64, act: RegistryAct, first: u64, last: u64) -> TheirRow {
    TheirRow { line, act, serial: block(first, last), date: None, reference: None }
}

fn retired(line: u64, first: u64, last: u64) -> TheirRow {
    row(line, RegistryAct::Retirement, first, last)
}

fn matched(found: &Reconciliation) -> Vec<(&str, &[u64])> {
    found.matched.iter().map(|m| (m.operation.as_str(), m.lines.as_slice())).collect()
}

#[test]
fn a_retirement_may_stand_in_several_rows_and_a_row_be_of_several() {
    let ours = [own("a", &[(1, 10)]), own("b", &[(11, 20), (31, 40)])];
    let rows = [retired(2, 1, 4), retired(3, 5, 20), retired(4, 31, 40)];
    let found = reconcile(&ours, &rows, Whose::Ours);
    assert!(found.agrees(), "{found:?}");
    assert_eq!(matched(&found), [("a", &[2, 3][..]), ("b", &[3, 4][..])]);
    assert!(found.matched.iter().all(|m| m.confirmed && m.other_date.is_none()));
}

#[test]
fn what_they_do_not_have_is_missing_and_what_we_do_not_is_surplus() {
    let ours = [own("a", &[(1, 10)]), own("b", &[(21, 30)])];
    let found = reconcile(&ours, &[retired(2, 1, 12)], Whose::Ours);
    assert_eq!(matched(&found), [("a", &[2][..])]);
    assert_eq!(found.missing, ["b".parse().unwrap()]);
    assert_eq!((found.surplus[0].line, &found.surplus[0].units), (2, &block(11, 12)));
    assert!(!found.agrees());
    // In a table of all holders, only the units that we hold or held concern us.
    let held = [block(1, 11).units().clone()];
    let rows = [retired(2, 1, 12), retired(3, 500, 600)];
    let found = reconcile(&ours[..1], &rows, Whose::Everybodys(&held));
    assert_eq!(found.surplus.len(), 1);
    assert_eq!(found.surplus[0].units, block(11, 11));
}

#[test]
fn cancelled_or_converted_is_not_retired() {
    for act in [RegistryAct::Cancellation, RegistryAct::Conversion] {
        let rows = [retired(2, 1, 5), row(3, act, 6, 10)];
        let found = reconcile(&[own("a", &[(1, 10)])], &rows, Whose::Ours);
        assert_eq!(found.differing[0].difference, Difference::NotRetired { act });
        assert_eq!(found.differing[0].lines, [2, 3]);
    }
    // This registry's table does not distinguish the two: it agrees, but does not confirm.
    let rows = [row(2, RegistryAct::RetirementOrCancellation, 1, 10)];
    let found = reconcile(&[own("a", &[(1, 10)])], &rows, Whose::Ours);
    assert!(found.agrees() && !found.matched[0].confirmed);
    // An issuance also names the units, but does not use them a second time.
    let rows = [row(2, RegistryAct::Issuance, 1, 100), retired(3, 1, 10)];
    assert!(reconcile(&[own("a", &[(1, 10)])], &rows, Whose::Ours).agrees());
}

#[test]
fn units_named_twice_are_ambiguous() {
    let rows = [retired(2, 1, 10), retired(3, 10, 12)];
    let found = reconcile(&[own("a", &[(1, 10)]), own("b", &[(11, 12)])], &rows, Whose::Ours);
    assert_eq!((found.ambiguous.len(), &found.ambiguous[0].lines[..]), (1, &[2, 3][..]));
    assert_eq!(matched(&found), [("b", &[3][..])]);
    let twice = [own("a", &[(1, 5)]), own("b", &[(5, 9)])];
    let found = reconcile(&twice, &[retired(2, 1, 9)], Whose::Ours);
    assert_eq!(found.ambiguous.len(), 2, "{found:?}");
}

#[test]
fn other_units_other_days() {
    let rows =
        [TheirRow { reference: Some(Reference::new("ref-a").unwrap()), ..retired(2, 101, 110) }];
    let found = reconcile(&[own("a", &[(1, 10)])], &rows, Whose::Ours);
    assert_eq!(
        found.differing[0].difference,
        Difference::Serials { theirs: vec![block(101, 110)] }
    );
    assert!(found.surplus.is_empty(), "already reported");
    let found = reconcile(&[own("a", &[(1, 10)])], &[retired(2, 3, 8)], Whose::Ours);
    let lacking = vec![block(1, 2), block(9, 10)];
    assert_eq!(found.differing[0].difference, Difference::Units { lacking });
    let day = "2026-04-14".parse().unwrap();
    let rows = [TheirRow { date: Some(day), ..retired(2, 1, 10) }];
    let found = reconcile(&[own("a", &[(1, 10)])], &rows, Whose::Ours);
    assert_eq!(found.matched[0].other_date, Some(day));
}

#[test]
fn a_partners_report_is_read() {
    let table = "serial,date,reference,act\n\
        ACR-FR-99999-2025-99999-1 to 10,2026-04-13,ref-a,\n\
        ACR-FR-99999-2025-99999-11 to 12,4/13/2026,,conversion\n";
    let rows = read_retirements(table).unwrap();
    assert_eq!((rows[0].line, rows[0].act), (2, RegistryAct::Retirement));
    assert_eq!((rows[1].act, rows[1].date), (RegistryAct::Conversion, rows[0].date));
    assert!(matched(&reconcile(&[own("a", &[(1, 10)])], &rows, Whose::Ours)).len() == 1);
    for (from, to, column) in [
        ("conversion", "gone", "act"),
        ("2026-04-13", "32.4.2026", "date"),
        ("-1 to 10", "-10 to 1", "serial"),
        ("ref-a", "\"a\tb\"", "reference"),
    ] {
        let error = read_retirements(table.replacen(from, to, 1)).unwrap_err();
        assert_eq!(error.column.as_deref(), Some(column), "{error}");
    }
}

/// A retirement out of a block is one of the block's units, in every registry that prints ranges.
#[test]
fn a_retirement_out_of_a_block_reconciles() {
    for (_, text) in crate::ranges::BLOCKS {
        let hint = co2_offsets::Hint {
            project: Some("P1".parse().unwrap()),
            ..co2_offsets::Hint::registry("my-registry".parse().unwrap())
        };
        let block: Serial = text.parse().or_else(|_| Serial::parse_with(text, &hint)).unwrap();
        let (first, last) = (block.units().first(), block.units().last());
        let whole = OwnRetirement { serials: vec![block.clone()], ..own("a", &[]) };
        let theirs = |first, last, line| TheirRow {
            line,
            act: RegistryAct::Retirement,
            serial: block.part(first, last).unwrap(),
            date: None,
            reference: None,
        };
        // In two rows it is all of it; in one it is that part, and the rest is lacking.
        let rows = [theirs(first, first, 2), theirs(first + 1, last, 3)];
        let found = reconcile(core::slice::from_ref(&whole), &rows, Whose::Ours);
        assert_eq!(matched(&found), [("a", &[2, 3][..])], "{text}");
        let found = reconcile(&[whole], &rows[..1], Whose::Ours);
        let lacking = vec![block.part(first + 1, last).unwrap()];
        assert_eq!(found.differing[0].difference, Difference::Units { lacking }, "{text}");
        // Ours is the part, and theirs the block: the rest is theirs alone.
        let part =
            OwnRetirement { serials: vec![block.part(first, first).unwrap()], ..own("a", &[]) };
        let found = reconcile(&[part], &[theirs(first, last, 2)], Whose::Ours);
        assert_eq!(matched(&found), [("a", &[2][..])], "{text}");
        assert_eq!(found.surplus[0].units, block.part(first + 1, last).unwrap(), "{text}");
    }
}

/// Computes the same by comparing units one by one.
fn naively(ours: &[(u64, u64)], rows: &[(u64, u64)]) -> (usize, usize, usize, u64) {
    let count = |blocks: &[(u64, u64)], unit| {
        blocks.iter().filter(|(first, last)| (first..=last).contains(&&unit)).count()
    };
    let (mut same, mut missing, mut doubled) = (0, 0, 0);
    for &(first, last) in ours {
        let units: Vec<(usize, usize)> =
            (first..=last).map(|unit| (count(ours, unit), count(rows, unit))).collect();
        if units.iter().any(|&(own, their)| own > 1 || their > 1) {
            doubled += 1;
        } else if units.iter().all(|&(_, their)| their == 1) {
            same += 1;
        } else if units.iter().all(|&(_, their)| their == 0) {
            missing += 1;
        }
    }
    let surplus = (0..60).map(|unit| match count(ours, unit) {
        0 => u64::try_from(count(rows, unit)).unwrap(),
        _ => 0,
    });
    (same, missing, doubled, surplus.sum())
}

proptest! {
    #[test]
    fn counting_unit_by_unit_gives_the_same(
        ours in prop::collection::vec((0_u64..40, 0_u64..9), 0..5),
        rows in prop::collection::vec((0_u64..40, 0_u64..9), 0..7),
    ) {
        let range = |&(first, more): &(u64, u64)| (first, first + more);
        let (ours, rows): (Vec<_>, Vec<_>) =
            (ours.iter().map(range).collect(), rows.iter().map(range).collect());
        let own: Vec<OwnRetirement> =
            ours.iter().enumerate().map(|(n, block)| own(&format!("r{n}"), &[*block])).collect();
        let theirs: Vec<TheirRow> =
            rows.iter().zip(2..).map(|(&(first, last), line)| retired(line, first, last)).collect();
        let found = reconcile(&own, &theirs, Whose::Ours);
        let surplus: u64 = found.surplus.iter().map(|s| s.units.units().count()).sum();
        let lists = (found.matched.len(), found.missing.len(), found.ambiguous.len(), surplus);
        prop_assert_eq!(lists, naively(&ours, &rows));
        let all = found.matched.len() + found.missing.len() + found.ambiguous.len();
        prop_assert_eq!(all + found.differing.len(), own.len());
    }
}
