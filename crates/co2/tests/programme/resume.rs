//! What crashes left half done is finished, and nothing else is.

use crate::parcels::{assign, product};
use crate::world::{
    CREDITS, LATER, ORDER, PLACED, SHIPPED, all, at, config, config_with, digest, host, json_of,
    laptop, order_id, ordered, position, retire, server, sold, state, two_hosts,
};
use co2::cert::log::verify_log;
use co2::cert::record::DocumentDigest;
use co2::journal::rusqlite::Connection;
use co2::journal::{DocumentAudit, Memory, Sqlite, SubmitError, audit_documents, verify};
use co2::ledger::command::{Invalidate, Invalidated, ReplaceCause, Units};
use co2::ledger::{Assign, Command, CoverageStatus, Replace, Request, Return};
use co2::offsets::Digest;
use co2::offsets::Reference;
use co2::programme::{CertifyError, FulfilError, Resumed, can_be_made_again};
use co2::units::product::ProductId;
use co2::{Programme, PublicFolder};
use std::collections::BTreeSet;
use std::path::Path;

fn submit(programme: &Programme, command: Command) {
    programme.ledger().submit(Request { now: at(LATER), command }).unwrap();
}

fn replace(programme: &Programme, by: &str) -> ProductId {
    let product = product(&laptop("DEMO0001"));
    let by = ProductId::new(product.model.clone(), by.parse().unwrap());
    let cause = ReplaceCause::Warranty;
    let operation = format!("swap-{}", by.serial).parse().unwrap();
    let replaced = Replace { order: order_id(), operation, product, by: by.clone(), cause };
    submit(programme, Command::Replace(replaced));
    by
}

/// That nothing was left to do, and nothing was done.
fn assert_idle(programme: &Programme) {
    let before = (position(programme), digest(programme));
    let Resumed { issued, unfinished, .. } = programme.resume(at(LATER)).unwrap();
    assert!(issued.is_empty() && unfinished.is_empty(), "{issued:?}, {unfinished:?}");
    assert_eq!((position(programme), digest(programme)), before);
}

#[test]
fn every_product_gets_the_certificate_that_fulfil_would_have_given() {
    let expected = sold().fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    for stored in 0..=3 {
        let programme = sold();
        for shipped in all() {
            assign(&programme, &shipped);
        }
        for issued in expected.iter().take(stored) {
            programme.ledger().put_document(issued.json.clone()).unwrap();
        }
        let resumed = programme.resume(at(LATER)).unwrap();
        assert_eq!(resumed.issued, expected, "in the order of their assignment");
        assert!(resumed.unfinished.is_empty());
        assert_idle(&programme);
        assert_eq!(programme.fulfil(ORDER, &all(), at(LATER)).unwrap(), expected);
    }
}

#[test]
fn what_is_done_stays_as_it_is() {
    let programme = sold();
    assert_idle(&programme);
    let allocated = programme.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
    assert_idle(&programme);
    assign(&programme, &laptop("DEMO0002"));
    let resumed = programme.resume(at(LATER)).unwrap();
    assert_eq!(resumed.issued.len(), 1);
    assert_eq!(resumed.issued[0].product, product(&laptop("DEMO0002")));
    // Its units are retired: to supersede it is fulfil's business.
    retire(&programme, &["gs-wind"]);
    assert_idle(&programme);
    let retired = programme.fulfil(ORDER, &[laptop("DEMO0001")], at(LATER)).unwrap();
    assert_ne!(json_of(&retired), json_of(&allocated));
    assert_idle(&programme);
}

#[test]
fn what_one_product_lacks_does_not_keep_the_others_waiting() {
    let programme = sold();
    for shipped in [laptop("DEMO0001"), server("DEMO0003"), laptop("DEMO0002")] {
        assign(&programme, &shipped);
    }
    // A unit that only the server has is lost in the registry before its certificate is made.
    let asked = product(&server("DEMO0003"));
    let units = state(&programme, move |state| {
        let coverage = state.coverage(&order_id(), &asked).unwrap();
        let last = state.credits(&coverage.slices).pop().unwrap();
        let unit = last.last_unit;
        Units { lot: last.lot.lot().id.clone(), first_unit: unit, last_unit: unit }
    });
    let reference = Reference::new("WITHDRAWN-1").unwrap();
    let (operation, what) = ("loss-1".parse().unwrap(), Invalidated::Units(units));
    submit(&programme, Command::Invalidate(Invalidate { operation, what, reference }));
    let Resumed { issued, unfinished, .. } = programme.resume(at(LATER)).unwrap();
    let serials: Vec<&str> = issued.iter().map(|issued| issued.product.serial.as_str()).collect();
    let left: Vec<&str> = unfinished.iter().map(|one| one.product.serial.as_str()).collect();
    assert_eq!((&*serials, &*left), (&["DEMO0001", "DEMO0002"][..], &["DEMO0003"][..]));
    for one in unfinished {
        assert_eq!(one.order, order_id());
        let FulfilError::Certify { source, .. } = one.error else { panic!("{:?}", one.error) };
        assert!(matches!(source, CertifyError::Lost), "{source:?}");
    }
}

#[test]
fn without_its_basis_a_product_is_left_and_named() {
    let programme = sold();
    assign(&programme, &laptop("DEMO0001"));
    crate::parcels::foreign_order(programme.ledger(), "other", None);
    let (order, product) = ("other".parse().unwrap(), product(&laptop("DEMO0009")));
    submit(&programme, Command::Assign(Assign { order, product: product.clone(), line: 1 }));
    let resumed = programme.resume(at(LATER)).unwrap();
    assert_eq!(resumed.issued.len(), 1);
    let [left] = &*resumed.unfinished else { panic!("{resumed:?}") };
    assert_eq!((left.order.as_str(), &left.product), ("other", &product));
    assert!(matches!(left.error, FulfilError::NoBasis { line: 1, .. }), "{:?}", left.error);
}

#[test]
fn what_came_back_or_was_replaced_gets_none() {
    let programme = sold();
    assign(&programme, &laptop("DEMO0001"));
    assign(&programme, &laptop("DEMO0002"));
    let (order, operation) = (order_id(), "return-1".parse().unwrap());
    let back = Return { order, operation, product: product(&laptop("DEMO0002")) };
    submit(&programme, Command::Return(back));
    let by = replace(&programme, "DEMO0009");
    let resumed = programme.resume(at(LATER)).unwrap();
    assert!(resumed.unfinished.is_empty());
    // The product that took the other's place has the certificate, and the others have none.
    let [issued] = &*resumed.issued else { panic!("{resumed:?}") };
    assert_eq!(issued.product, by);
    let certificates = state(&programme, |state| {
        state.coverages().map(|c| (c.status, c.certificate.is_some())).collect::<Vec<_>>()
    });
    let live = certificates.iter().filter(|(status, _)| *status == CoverageStatus::Live);
    assert!(live.into_iter().all(|(_, certified)| *certified));
    assert_eq!(certificates.iter().filter(|(_, certified)| *certified).count(), 1);
    assert_idle(&programme);
}

/// Then the public log has it, too, and says that it replaces the other.
#[test]
fn a_replacement_of_a_certified_product_supersedes_its_certificate() {
    let programme = sold();
    let before = programme.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
    let by = replace(&programme, "DEMO0009");
    let resumed = programme.resume(at(LATER)).unwrap();
    assert_eq!(resumed.issued[0].product, by);
    let folder = tempfile::tempdir().unwrap();
    programme.publish(folder.path(), at(LATER)).unwrap();
    let log = PublicFolder::new(folder.path()).log();
    let document = co2::cert::did::DidDocument::from_json(
        &std::fs::read(folder.path().join(".well-known/did.json")).unwrap(),
    );
    let origin = co2::log::origin(&config().issuer.host).unwrap();
    let keys = co2::log::keys(&document.unwrap(), &origin, at(LATER));
    let report = verify_log(&log, &keys, &mut co2::serials::check_slice).unwrap();
    assert_eq!((report.checkpoint.size, report.replay.reissued()), (2, 1));
    let receipt = programme.receipt(folder.path(), resumed.issued[0].digest).unwrap();
    let (leaf, _) = receipt.verify(&resumed.issued[0].json, &keys).unwrap();
    let replaced = DocumentDigest::of(&before[0].json);
    assert!(matches!(leaf, co2::cert::log::Leaf::Reissue { replaces, .. } if replaces == replaced));
}

/// Of two hosts that finish the same work, the first certificate is the one, for both.
#[test]
fn two_hosts_that_resume_agree() {
    let memory = Memory::new();
    let renamed = config_with("Example Computers", "Another Name");
    let [one, other] = two_hosts(memory.clone(), memory, renamed);
    ordered(&one);
    for shipped in all() {
        assign(&one, &shipped);
    }
    let issued = one.resume(at(LATER)).unwrap().issued;
    assert_idle(&other);
    assert_eq!(other.fulfil(ORDER, &all(), at(LATER)).unwrap(), issued);
}

#[test]
fn a_closed_ledger_is_said_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let programme = crate::world::open_file(&path);
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    let database = Connection::open(&path).unwrap();
    database.execute("UPDATE batches SET hash = zeroblob(32)", []).unwrap();
    database
        .execute(
            "INSERT INTO batches SELECT 3, hash, hash, body FROM batches WHERE position = 2",
            [],
        )
        .unwrap();
    let error = programme.resume(at(LATER)).unwrap_err();
    assert!(matches!(error, SubmitError::Broken { .. }), "{error:?}");
}

/// What an audit finds in a file, and which of it it says can be made again.
fn audited(path: &Path) -> (DocumentAudit, BTreeSet<Digest>) {
    let mut journal = Sqlite::open_read_only(path).unwrap();
    let state = verify(&mut journal, None, |_| ()).unwrap().state;
    let documents = audit_documents(&mut journal, |_| ()).unwrap();
    let again = can_be_made_again(&state, &documents);
    (documents, again)
}

/// Nine certificates that somebody had deleted were lost for ever.
#[test]
fn certificates_that_are_missing_are_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let open = |config| host(Sqlite::open(&path).unwrap(), config);
    let programme = open(config());
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&programme);
    let allocated = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    retire(&programme, &["gs-wind"]);
    // Two are superseded, and the third stays as it was.
    let newest = programme.fulfil(ORDER, &all(), at(LATER)).unwrap();
    let superseded: Vec<Digest> = allocated
        .iter()
        .map(|issued| issued.digest)
        .filter(|digest| newest.iter().all(|issued| issued.digest != *digest))
        .collect();
    assert_eq!((superseded.len(), newest.len()), (2, 3));
    drop(programme);
    let lose = |digests: &[Digest]| {
        let connection = Connection::open(&path).unwrap();
        for digest in digests {
            let sql = "DELETE FROM documents WHERE digest = ?1";
            assert_eq!(connection.execute(sql, [digest.as_bytes()]).unwrap(), 1);
        }
    };
    let wanted: Vec<Digest> = newest.iter().map(|issued| issued.digest).collect();
    lose(&[&wanted[..], &superseded[..1]].concat());
    let (documents, again) = audited(&path);
    assert_eq!(documents.faults.len(), 4);
    assert_eq!(again, wanted.iter().copied().collect(), "not one that was superseded");

    let programme = open(config());
    let resumed = programme.resume(at(LATER)).unwrap();
    let mut remade = resumed.remade.clone();
    remade.sort_by_key(|issued| wanted.iter().position(|one| *one == issued.digest));
    assert_eq!(remade, newest, "byte for byte");
    assert!(resumed.lost.is_empty() && resumed.issued.is_empty(), "{resumed:?}");
    assert_idle(&programme);
    assert_eq!(programme.fulfil(ORDER, &all(), at(LATER)).unwrap(), newest);
    drop(programme);
    let (documents, again) = audited(&path);
    assert_eq!((documents.faults.len(), again.len()), (1, 0));
    assert_eq!(documents.faults[0].digest, superseded[0]);

    // Other terms make another certificate, which is not the one that was recorded.
    lose(&wanted[..1]);
    let programme = open(config_with("terms = \"", "terms = \"Other. "));
    let resumed = programme.resume(at(LATER)).unwrap();
    assert_eq!((resumed.remade.len(), resumed.lost), (0, vec![wanted[0]]));
}
