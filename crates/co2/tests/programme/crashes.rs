//! The store is lost at one operation, whichever, and everything is begun anew.

use crate::world::{
    CREDITS, Failing, LATER, ORDER, PAID, PLACED, SHIPPED, all, at, buyer, cart, config, digest,
    keys, laptop, retire, wind,
};
use co2::journal::{Freshness, Ledger};
use co2::ledger::Totals;
use co2::{Issued, Programme};
use std::error::Error;

/// The main job from its start, by a host that knows nothing of earlier tries.
fn run(journal: Failing) -> Result<(Totals, Vec<Issued>), Box<dyn Error>> {
    let programme = Programme::on_ledger(Ledger::open(journal, None)?, config(), keys())?;
    programme.import_credits(CREDITS.as_bytes(), at(PLACED))?;
    let quote = programme.quote(&cart(), &buyer(), at(PLACED))?;
    programme.reserve(ORDER, &quote, wind(), at(PLACED))?;
    programme.confirm(ORDER, at(PAID))?;
    programme.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED))?;
    let issued = programme.fulfil(ORDER, &all(), at(LATER))?;
    let free = programme.free()?;
    assert_eq!(free.as_grams(), 12_900_000);
    let audit = programme.ledger().read(Freshness::Latest, |state, _| state.audit())?;
    assert_eq!(audit.violations, []);
    Ok((audit.totals, issued))
}

#[test]
fn whatever_operation_fails_calling_again_gives_the_same() {
    let expected = run(Failing::after(u64::MAX)).unwrap();
    let (mut operations, mut failed) = (0, 0);
    loop {
        let journal = Failing::after(operations);
        match run(journal.clone()) {
            // What was only read may be read again in the same step.
            Ok((totals, _)) => assert_eq!(totals, expected.0, "after {operations} operations"),
            Err(error) => {
                assert!(journal.has_failed(), "after {operations} operations: {error}");
                failed += 1;
            }
        }
        if !journal.has_failed() {
            break;
        }
        let (totals, issued) = run(journal).unwrap();
        assert_eq!(totals, expected.0, "after {operations} operations");
        // A product whose assignment failed may come after the others of its parcel.
        let products = |issued: &[Issued]| -> Vec<_> {
            issued
                .iter()
                .map(|one| (one.product.clone(), one.certificate.record().amount()))
                .collect()
        };
        assert_eq!(products(&issued), products(&expected.1), "after {operations} operations");
        operations += 1;
    }
    assert!(failed > 35, "{failed}");
    // Each command is a lock, a look and an append, and there are documents.
    assert!(operations > 40, "{operations}");
}

#[test]
fn a_retirement_is_repeated_without_harm() {
    let programme = crate::world::sold();
    let units = programme.units_to_retire(ORDER).unwrap();
    let operation = "retire-1";
    programme.request_retirement(operation, &units[0], at(PAID)).unwrap();
    let before = digest(&programme);
    assert!(
        programme.request_retirement(operation, &units[0], at(LATER)).unwrap().receipt.replayed
    );
    assert_eq!(digest(&programme), before);
    retire(&programme, &[]);
    assert_eq!(programme.units_to_retire(ORDER).unwrap(), []);
}
