//! Certificates that must not be accepted for the time being, or never again.

use crate::world::{
    CONFIG, CREDITS, LATER, ORDER, PLACED, SHIPPED, all, at, config, config_with, digest, host,
    laptop, ordered, position, retire, sold,
};
use co2::cert::log::read_entries;
use co2::cert::{VerifyError, VerifyOptions, verify};
use co2::events::Data;
use co2::journal::{Memory, Position};
use co2::ledger::CoverageStatus;
use co2::programme::AfterSaleError;
use co2::render::{Look, Wording};
use co2::{Config, Issued, Programme, PublicFolder};
use std::fs;
use std::path::Path;

const REASON: &str = "the payment is disputed";

fn suspendable() -> Config {
    config_with("[certificate]\n", "[certificate]\ncan_be_suspended = true\n")
}

/// A shop whose order is shipped, and its certificates.
fn shipped(config: Config) -> (Memory, Programme, Vec<Issued>) {
    let memory = Memory::new();
    let programme = host(memory.clone(), config);
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&programme);
    let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    (memory, programme, issued)
}

fn check(folder: &Path, issued: &Issued) -> Result<(), VerifyError> {
    let public = PublicFolder::new(folder);
    verify(&issued.json, &VerifyOptions::new(at(LATER), &public)).map(drop)
}

/// The endings of the files that are there for a certificate.
fn files(folder: &Path, issued: &Issued) -> Vec<&'static str> {
    let name = issued.certificate.id().path().trim_start_matches('/').to_owned();
    let there = |ending: &&str| folder.join(format!("{name}{ending}")).is_file();
    ["", ".html", ".svg", ".png", ".sv.html", ".sv.svg"].into_iter().filter(there).collect()
}

#[track_caller]
fn is_suspended(programme: &Programme, serial: &str) -> bool {
    let order = programme.order(ORDER, at(LATER)).unwrap().unwrap();
    let product = order.products.iter().find(|one| one.product.serial.as_str() == serial);
    product.unwrap().suspended.is_some()
}

#[test]
fn a_suspended_certificate_is_refused_until_it_is_reinstated() {
    let (memory, programme, issued) = shipped(suspendable());
    let folder = tempfile::tempdir().unwrap();
    let (words, look) = (Wording::english(), Look::default());
    let show = || programme.publish_certificates(folder.path(), &issued, &words, &look).unwrap();
    let publish = |one: &Programme| one.publish(folder.path(), at(LATER)).unwrap();
    publish(&programme);
    show();
    for one in &issued {
        check(folder.path(), one).unwrap();
    }

    let product = laptop("DEMO0001");
    programme.suspend(ORDER, "dispute-7", &product, REASON, at(LATER)).unwrap();
    assert!(is_suspended(&programme, "DEMO0001") && !is_suspended(&programme, "DEMO0002"));
    check(folder.path(), &issued[0]).unwrap();
    // Any host of the ledger says so, whatever its own configuration says of later certificates.
    let other = host(memory, config());
    for one in [&programme, &other] {
        publish(one);
        let refused = check(folder.path(), &issued[0]);
        assert!(matches!(refused, Err(VerifyError::Suspended { .. })), "{refused:?}");
        for one in &issued[1..] {
            check(folder.path(), one).unwrap();
        }
    }
    assert_eq!(files(folder.path(), &issued[0]), [""], "the page did not say so");
    show();
    assert_eq!(files(folder.path(), &issued[0]), ["", ".html"]);
    let page = issued[0].certificate.id().path().trim_start_matches('/').to_owned() + ".html";
    let page = || fs::read_to_string(folder.path().join(&page)).unwrap();
    assert!(page().contains("The issuer has suspended this certificate."));
    publish(&programme);
    assert_eq!(files(folder.path(), &issued[0]), ["", ".html"], "it says so");
    let fresh = tempfile::tempdir().unwrap();
    let store = co2::store::Folder::new(fresh.path());
    programme.publish_everything(&store, &words, &look, at(LATER)).unwrap();
    assert_eq!(files(fresh.path(), &issued[0]), ["", ".html"]);
    assert_eq!(files(fresh.path(), &issued[1]), ["", ".html", ".svg", ".png"]);

    programme.reinstate(ORDER, "settled-7", &product, at(LATER)).unwrap();
    publish(&programme);
    check(folder.path(), &issued[0]).unwrap();
    show();
    assert_eq!(files(folder.path(), &issued[0]), ["", ".html", ".svg", ".png"]);
    assert!(!page().contains("has suspended this certificate"));
    // Messages that arrive twice, or late, change nothing.
    let before = digest(&programme);
    let late = programme.suspend(ORDER, "dispute-7", &product, REASON, at(LATER)).unwrap();
    assert!(late.receipt.replayed);
    assert!(!is_suspended(&programme, "DEMO0001"));
    assert!(programme.reinstate(ORDER, "settled-7", &product, at(LATER)).unwrap().receipt.replayed);
    assert_eq!(digest(&programme), before);
}

/// It would be verified as long as nobody looks into the ledger.
#[test]
fn a_certificate_without_an_entry_in_a_suspension_list_is_not_suspended() {
    let (memory, programme, issued) = shipped(config());
    let before = digest(&programme);
    let product = laptop("DEMO0001");
    for one in [&programme, &host(memory, suspendable())] {
        let error = one.suspend(ORDER, "dispute-7", &product, REASON, at(LATER)).unwrap_err();
        let AfterSaleError::NoSuspensionList { digest } = error else { panic!("{error:?}") };
        assert_eq!(digest, issued[0].digest);
    }
    assert_eq!(digest(&programme), before);
}

/// A newer certificate of the coverage stands in the same list, also when a host issues it whose configuration has
/// no suspension any more.
#[test]
fn a_newer_certificate_of_a_suspended_one_is_suspended() {
    let (memory, programme, issued) = shipped(suspendable());
    programme.suspend(ORDER, "dispute-7", &laptop("DEMO0001"), REASON, at(SHIPPED)).unwrap();
    let other = host(memory, config());
    retire(&other, &["gs-wind", "verra-landfill", "cdm-biomass"]);
    let newer = other.fulfil(ORDER, &all(), at(LATER)).unwrap();
    assert_ne!(newer[0].digest, issued[0].digest);
    assert_eq!(newer[0].certificate.suspension(), issued[0].certificate.suspension());
    assert_eq!(newer[1].certificate.suspension(), None, "as the configuration says");
    let folder = tempfile::tempdir().unwrap();
    other.publish(folder.path(), at(LATER)).unwrap();
    let refused = check(folder.path(), &newer[0]);
    assert!(matches!(refused, Err(VerifyError::Suspended { .. })), "{refused:?}");
    check(folder.path(), &newer[1]).unwrap();
    programme.reinstate(ORDER, "settled-7", &laptop("DEMO0001"), at(LATER)).unwrap();
    other.publish(folder.path(), at(LATER)).unwrap();
    check(folder.path(), &newer[0]).unwrap();
}

#[test]
fn a_suspended_product_comes_back_and_is_not_exchanged() {
    let (_, programme, issued) = shipped(suspendable());
    let product = laptop("DEMO0001");
    programme.suspend(ORDER, "dispute-7", &product, REASON, at(SHIPPED)).unwrap();
    let error =
        programme.replace(ORDER, "rma-1", &product, &laptop("NEW00001"), at(LATER)).unwrap_err();
    assert!(error.to_string().contains("is suspended since 2026-11-18T14:00:00Z"), "{error}");
    programme.return_product(ORDER, &product, at(LATER)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    programme.publish(folder.path(), at(LATER)).unwrap();
    let refused = check(folder.path(), &issued[0]);
    assert!(matches!(refused, Err(VerifyError::Revoked { .. })), "{refused:?}");
    assert!(!is_suspended(&programme, "DEMO0001"));
}

/// Once, the only way to revoke was a return, which does not revoke where returned products' certificates are marked
/// as spent.
#[test]
fn a_wrong_certificate_is_revoked_under_either_rule() {
    for after_return in ["revoked", "spent"] {
        let rule = format!("[certificate]\nafter_return = \"{after_return}\"\n");
        let (memory, programme, issued) = shipped(config_with("[certificate]\n", &rule));
        let folder = tempfile::tempdir().unwrap();
        let (words, look) = (Wording::english(), Look::default());
        programme.publish(folder.path(), at(LATER)).unwrap();
        programme.publish_certificates(folder.path(), &issued, &words, &look).unwrap();
        let wrong = |one: &Programme, operation: &str| {
            one.revoke(ORDER, operation, &laptop("DEMO0001"), "a wrong footprint", at(LATER))
        };
        wrong(&programme, "wrong-1").unwrap();
        let other = host(memory, config());
        assert!(wrong(&other, "wrong-1").unwrap().receipt.replayed);
        let error = wrong(&other, "wrong-2").unwrap_err().to_string();
        assert!(error.contains("is over"), "{error}");
        for one in [&other, &programme] {
            one.publish(folder.path(), at(LATER)).unwrap();
            one.publish_certificates(folder.path(), &issued, &words, &look).unwrap();
            let refused = check(folder.path(), &issued[0]);
            assert!(matches!(refused, Err(VerifyError::Revoked { .. })), "{refused:?}");
            assert_eq!(files(folder.path(), &issued[0]), [""]);
            check(folder.path(), &issued[1]).unwrap();
        }
        assert_eq!(programme.certificates(ORDER).unwrap(), issued[1..]);
        let error = programme.fulfil(ORDER, &[laptop("DEMO0001")], at(LATER)).unwrap_err();
        assert_eq!(error.issued.len(), 0);
        // The log has four entries: three certificates, and the revocation of one.
        let log = PublicFolder::new(folder.path()).log();
        let mut last = String::new();
        read_entries(&log, 0, 4, |_, entry| -> Result<(), co2::cert::log::LogError> {
            last = String::from_utf8_lossy(entry).into_owned();
            Ok(())
        })
        .unwrap();
        assert!(last.contains("\"revoke\""), "{last}");
        let order = programme.order(ORDER, at(LATER)).unwrap().unwrap();
        assert_eq!(order.products[0].status, CoverageStatus::Spent);
    }
}

#[test]
fn other_systems_are_told_and_figures_do_not_move() {
    let (_, programme, _) = shipped(suspendable());
    let from = position(&programme);
    let figures = || programme.figures(None).unwrap().total();
    let before = figures();
    let product = laptop("DEMO0001");
    programme.suspend(ORDER, "dispute-7", &product, REASON, at(LATER)).unwrap();
    programme.reinstate(ORDER, "settled-7", &product, at(LATER)).unwrap();
    assert_eq!(figures(), before);
    programme.revoke(ORDER, "wrong-7", &product, "a wrong footprint", at(LATER)).unwrap();
    let events = |from: Position| programme.events_since(from, &[]).unwrap().events;
    let events = events(from);
    let [one, two, three] = &events[..] else { panic!("{events:?}") };
    let Data::CertificateSuspended(suspended) = &one.data else { panic!("{one:?}") };
    assert_eq!((suspended.operation.as_str(), suspended.reason.as_str()), ("dispute-7", REASON));
    assert_eq!(suspended.product.serial.as_str(), "DEMO0001");
    assert!(matches!(two.data, Data::CertificateReinstated(_)), "{two:?}");
    assert!(matches!(three.data, Data::CertificateRevoked(_)), "{three:?}");
    assert!(events.iter().all(|event| event.subject == ORDER));
    // A revoked product's grams are given up, as a returned one's are.
    let returned = sold();
    let issued = returned.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    assert_eq!(issued.len(), 3);
    returned.return_product(ORDER, &product, at(LATER)).unwrap();
    assert_eq!(figures(), returned.figures(None).unwrap().total());
}

/// It was committed, and shown as suspended, although no list would ever say so.
#[test]
fn a_certificate_of_another_host_is_not_suspended() {
    let (memory, first, issued) = shipped(suspendable());
    drop(first);
    let config = Config::from_toml(&CONFIG.replace("offsets.example", "other.example")).unwrap();
    let other = host(memory, config);
    let error = other.suspend(ORDER, "op-1", &laptop("DEMO0001"), REASON, at(LATER)).unwrap_err();
    let digest = issued[0].digest;
    assert!(
        matches!(error, AfterSaleError::NoSuspensionList { digest: of } if of == digest),
        "{error:?}"
    );
    assert!(!is_suspended(&other, "DEMO0001"));
}
