//! What a stranger checks with the issuer's public files, and what makes the check fail.

use crate::world::{
    CREDITS, LATER, ORDER, PAID, PLACED, SEED, SHIPPED, STATUS_KEY, all, at, config, config_with,
    host, laptop, ordered, retire, sold, stocked,
};
use co2::cert::did::ResolveError;
use co2::cert::log::{find_certificate, unlogged_grams};
use co2::cert::proof::ProofError;
use co2::cert::record::DocumentDigest;
use co2::cert::status::StatusError;
use co2::cert::verify::AuthenticityError;
use co2::cert::{Act, ActWord, VerifyError, VerifyOptions, verify};
use co2::journal::Memory;
use co2::ledger::command::{Invalidate, Invalidated, MakeGood, ReplaceCause, Units};
use co2::ledger::{Command, Replace, Request};
use co2::offsets::{Choice, Reference};
use co2::programme::PublishError;
use co2::render::{Logo, Look, PageError, Wording, unbake_png, unbake_svg};
use co2::units::ProductId;
use co2::{Config, Issued, Keys, Programme, PublicFolder};
use std::fs;
use std::path::Path;

const DID: &str = ".well-known/did.json";
const LIST: &str = "status/revocation-1.json";

/// A certificate, and the issuer's public files in a folder.
fn published() -> (tempfile::TempDir, Vec<u8>) {
    let programme = sold();
    let issued = programme.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    programme.publish(folder.path(), at(SHIPPED)).unwrap();
    (folder, issued[0].json.clone())
}

fn check(folder: &Path, json: &[u8]) -> Result<(), VerifyError> {
    let public = PublicFolder::new(folder);
    verify(json, &VerifyOptions::new(at(LATER), &public)).map(|_| ())
}

/// The public files of another issuer.
fn publish_as(config: &Config, seed: &[u8; 32]) -> tempfile::TempDir {
    let keys = Keys::from_seed(&config.issuer, seed, STATUS_KEY).unwrap();
    let ledger = co2::journal::Ledger::open(Memory::new(), None).unwrap();
    let programme = Programme::on_ledger(ledger, config.clone(), keys).unwrap();
    let folder = tempfile::tempdir().unwrap();
    programme.publish(folder.path(), at(SHIPPED)).unwrap();
    folder
}

#[test]
fn any_changed_byte_is_found() {
    let (folder, json) = published();
    check(folder.path(), &json).unwrap();
    // A prime step, so that names, values and the signature are all hit.
    for place in (0..json.len()).step_by(7) {
        let mut changed = json.clone();
        changed[place] ^= 1;
        assert!(check(folder.path(), &changed).is_err(), "byte {place}");
    }
    let text = String::from_utf8(json).unwrap();
    for (from, to) in [
        ("DEMO0001", "DEMO0009"),
        ("\"300\"", "\"301\""),
        ("2026-11-18T14:00:00Z", "2026-11-18T14:00:01Z"),
        ("GS990001", "GS990009"),
    ] {
        assert!(text.contains(from), "{from}");
        assert!(check(folder.path(), text.replace(from, to).as_bytes()).is_err(), "{from}");
    }
}

#[test]
fn without_the_public_files_nothing_is_verified() {
    let (folder, json) = published();
    fs::remove_file(folder.path().join(LIST)).unwrap();
    let error = check(folder.path(), &json).unwrap_err();
    assert!(matches!(error, VerifyError::Status(StatusError::Missing { .. })), "{error:?}");
    fs::remove_file(folder.path().join(DID)).unwrap();
    let error = check(folder.path(), &json).unwrap_err();
    let VerifyError::Authenticity(AuthenticityError::Resolve(error)) = error else {
        panic!("{error:?}");
    };
    assert!(matches!(error, ResolveError::NotFound { .. }), "{error:?}");

    fs::write(folder.path().join(DID), "{}").unwrap();
    let error = check(folder.path(), &json).unwrap_err();
    let VerifyError::Authenticity(AuthenticityError::Resolve(error)) = error else {
        panic!("{error:?}");
    };
    assert!(matches!(error, ResolveError::Malformed { .. }), "{error:?}");
}

#[test]
fn a_file_that_is_far_too_large_is_not_read() {
    let (folder, json) = published();
    let file = fs::File::create(folder.path().join(LIST)).unwrap();
    file.set_len((16 << 20) + 1).unwrap();
    let error = check(folder.path(), &json).unwrap_err();
    assert!(matches!(error, VerifyError::Status(StatusError::Unavailable { .. })), "{error:?}");
    // One byte less is read, and is no status list.
    file.set_len(16 << 20).unwrap();
    let error = check(folder.path(), &json).unwrap_err();
    assert!(matches!(error, VerifyError::Status(StatusError::Json(_))), "{error:?}");
}

#[test]
fn the_files_of_another_issuer_do_not_count() {
    let (folder, json) = published();
    let other = publish_as(&config_with("offsets.example", "other.example"), &SEED);
    let impostor = publish_as(&config(), &[8; 32]);
    let swap = |file: &str, from: &Path| {
        let kept = fs::read(folder.path().join(file)).unwrap();
        fs::copy(from.join(file), folder.path().join(file)).unwrap();
        let error = check(folder.path(), &json).unwrap_err();
        fs::write(folder.path().join(file), kept).unwrap();
        check(folder.path(), &json).unwrap();
        error
    };
    let error = swap(DID, other.path());
    let VerifyError::Authenticity(AuthenticityError::Resolve(error)) = error else {
        panic!("{error:?}");
    };
    assert!(matches!(error, ResolveError::Other { .. }), "{error:?}");
    let error = swap(LIST, other.path());
    assert!(
        matches!(error, VerifyError::Status(StatusError::Member { member: "id" })),
        "{error:?}"
    );
    // The same host and key name, but another key.
    let error = swap(DID, impostor.path());
    assert!(
        matches!(error, VerifyError::Authenticity(AuthenticityError::Proof(ProofError::Signature))),
        "{error:?}"
    );
    let error = swap(LIST, impostor.path());
    assert!(matches!(error, VerifyError::Status(StatusError::Authenticity(_))), "{error:?}");
}

#[test]
fn the_un_registry_cancels_voluntarily() {
    let programme = stocked();
    let quote = crate::world::quote(&programme);
    let mill = Choice::Project("CDM990003".parse().unwrap());
    programme.reserve(ORDER, &quote, mill, at(PLACED)).unwrap();
    programme.confirm(ORDER, at(PAID)).unwrap();
    retire(&programme, &["cdm-biomass"]);
    let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    let record = issued[0].certificate.record();
    assert_eq!(record.summary().to_string(), "voluntary cancellation on 2026-11-17");
    let Act::Retired { word, serials, .. } = &record.lines()[0].act else {
        panic!("not retired");
    };
    assert_eq!(*word, ActWord::VoluntaryCancellation);
    // 2,100 kg lie in three units.
    let printed = "BR-5-990000001-2-2-0-990003 - BR-5-990000003-2-2-0-990003";
    assert_eq!(serials, &[printed.parse().unwrap()]);
}

/// Retires all units of the order, after the goods have shipped.
fn retire_later(programme: &Programme) {
    for units in programme.units_to_retire(ORDER).unwrap() {
        programme.request_retirement(units.lot.as_str(), &units, at(LATER)).unwrap();
    }
    for open in programme.open_retirements().unwrap() {
        let (operation, serial) = (open.operation.as_str(), open.serial.to_string());
        let date = at(LATER).date();
        programme.record_retirement(operation, "R-1", date, &serial, at(LATER)).unwrap();
    }
}

#[test]
fn a_certificate_is_valid_from_the_last_act_it_names() {
    // A crash after the product was assigned; its units are retired only then.
    let programme = sold();
    let shipped = laptop("DEMO0001");
    crate::parcels::assign(&programme, &shipped);
    retire_later(&programme);
    let issued = programme.fulfil(ORDER, &[shipped], at(LATER)).unwrap();
    assert_eq!(issued[0].certificate.valid_from(), at("2026-11-20T00:00:00Z"));
}

#[test]
fn a_unit_may_be_due_in_many_years() {
    // Once counted in seconds of 32 bits, in which 49,711 days have no place.
    let config = config_with("allocation_due_days = 90", "allocation_due_days = 65535");
    let programme = host(Memory::new(), config);
    programme.import_credits(CREDITS.as_bytes(), at(PAID)).unwrap();
    ordered(&programme);
    let issued = programme.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
    let summary = issued[0].certificate.record().summary().to_string();
    assert_eq!(summary, "allocated, retirement due by 2206-04-24");
}

/// A copy of a list from before a revocation is genuine, so a list says itself how long it may be used.
#[test]
fn a_status_list_is_valid_for_as_long_as_configured() {
    let days = "allocation_due_days = 90\nstatus_valid_days = 30";
    let programme = host(Memory::new(), config_with("allocation_due_days = 90", days));
    programme.import_credits(CREDITS.as_bytes(), at(PAID)).unwrap();
    ordered(&programme);
    let issued = programme.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let verified = |time: &str| {
        let public = PublicFolder::new(folder.path());
        verify(&issued[0].json, &VerifyOptions::new(at(time), &public)).map(|_| ())
    };
    programme.publish(folder.path(), at("2026-12-01T12:00:00Z")).unwrap();
    assert!(verified("2026-12-31T12:00:00Z").is_ok());
    assert!(matches!(
        verified("2026-12-31T12:00:01Z"),
        Err(VerifyError::Status(StatusError::TooOld { .. }))
    ));
    programme.publish(folder.path(), at("2026-12-31T12:00:01Z")).unwrap();
    assert!(verified("2027-01-30T12:00:01Z").is_ok());
}

#[test]
fn what_cannot_be_published_is_named() {
    let programme = sold();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("status"), "a file where a folder belongs").unwrap();
    let error = programme.publish(folder.path(), at(SHIPPED)).unwrap_err();
    let PublishError::Io { path, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!(path, folder.path().join(LIST));
}

#[test]
fn pages_and_badges_stand_beside_their_certificate() {
    let programme = sold();
    let parcel = [laptop("DEMO0001"), laptop("DEMO0002")];
    let issued = programme.fulfil(ORDER, &parcel, at(SHIPPED)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let publish = |look: &Look| {
        programme.publish_certificates(folder.path(), &issued, &Wording::english(), look)
    };
    let written = publish(&Look::default()).unwrap();
    assert_eq!(written.len(), 8);
    programme.publish(folder.path(), at(SHIPPED)).unwrap();
    for issued in &issued {
        let place = folder.path().join(issued.certificate.id().path().trim_start_matches('/'));
        let beside = |ending| fs::read(place.with_extension(ending)).unwrap();
        let json = fs::read(&place).unwrap();
        assert_eq!(json, issued.json);
        check(folder.path(), &json).unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        assert!(text(beside("html")).contains(issued.product.serial.as_str()));
        assert_eq!(unbake_svg(&text(beside("svg"))).unwrap().as_bytes(), json);
        assert_eq!(unbake_png(&beside("png")).unwrap().as_bytes(), json);
    }
    let (again, first) = (publish(&Look::default()).unwrap(), fs::read(&written[1]).unwrap());
    assert_eq!((again, fs::read(&written[1]).unwrap()), (written.clone(), first));

    let foreign = Logo::hosted("https://b.example/l.png".parse().unwrap(), "b".parse().unwrap());
    let refused = publish(&Look { logo: Some(foreign), ..Look::default() });
    assert!(matches!(refused, Err(PublishError::Page(PageError::LogoHost { .. }))));
}

#[test]
fn publishing_leaves_whole_files_only() {
    let (folder, json) = published();
    // What a crash in the middle would leave is not what is served, and is replaced.
    fs::write(folder.path().join(format!("{LIST}.part")), "a half").unwrap();
    check(folder.path(), &json).unwrap();
    let programme = sold();
    programme.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
    programme.publish(folder.path(), at(LATER)).unwrap();
    check(folder.path(), &json).unwrap();
    let left = fs::read_dir(folder.path().join("status")).unwrap();
    let mut left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["revocation-1.json", "spent-1.json", "suspension-1.json"]);
}

/// A certificate that says that units will be retired is superseded once they are; the first is
/// revoked then.
#[test]
fn an_allocated_certificate_is_superseded_once_its_units_are_retired() {
    let programme = sold();
    let shipped = [laptop("DEMO0001")];
    let folder = tempfile::tempdir().unwrap();
    let check = |programme: &Programme, issued: &[Issued]| {
        programme.publish(folder.path(), at(LATER)).unwrap();
        check(folder.path(), &issued[0].json)
    };
    let summary = |issued: &[Issued]| issued[0].certificate.record().summary().to_string();
    let allocated = programme.fulfil(ORDER, &shipped, at(SHIPPED)).unwrap();
    assert!(summary(&allocated).starts_with("allocated"), "{}", summary(&allocated));
    assert_eq!(programme.fulfil(ORDER, &shipped, at(LATER)).unwrap(), allocated);
    check(&programme, &allocated).unwrap();
    retire_later(&programme);
    let retired = programme.fulfil(ORDER, &shipped, at(LATER)).unwrap();
    assert_eq!(summary(&retired), "retirement on 2026-11-20");
    assert_ne!(retired[0].digest, allocated[0].digest);
    assert_eq!(retired[0].certificate.id(), allocated[0].certificate.id());
    assert_eq!(programme.fulfil(ORDER, &shipped, at(LATER)).unwrap(), retired);
    let refused = check(&programme, &allocated);
    assert!(matches!(refused, Err(VerifyError::Revoked { .. })), "{refused:?}");
    check(&programme, &retired).unwrap();
    // Another process that publishes, which has read nothing of the ledger yet, says the same.
    let config = config();
    let keys = Keys::from_seed(&config.issuer, &SEED, STATUS_KEY).unwrap();
    let other = Programme::on_ledger(programme.ledger().clone(), config, keys).unwrap();
    let refused = check(&other, &allocated);
    assert!(matches!(refused, Err(VerifyError::Revoked { .. })), "{refused:?}");
    check(&other, &retired).unwrap();
    // Its grams are certified once.
    let totals = crate::world::state(&programme, |state| state.audit().totals);
    assert_eq!((totals.coverages, totals.certificates), (1, 1));
}

/// The ledger covers a product with at most as many slices as a certificate can name.
#[test]
fn a_product_has_at_most_the_slices_that_a_certificate_names() {
    assert_eq!(co2::ledger::decide::MAX_SLICES, co2::cert::record::MAX_LINES);
}

/// Its grams serve another product: were it still verified, two certificates would name them.
#[test]
fn the_certificate_of_a_replaced_product_is_revoked() {
    let programme = sold();
    let parcel = [laptop("DEMO0001"), laptop("DEMO0002")];
    let issued = programme.fulfil(ORDER, &parcel, at(SHIPPED)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let publish = |programme: &Programme| programme.publish(folder.path(), at(LATER)).map(|_| ());
    publish(&programme).unwrap();
    check(folder.path(), &issued[0].json).unwrap();
    let product = issued[0].product.clone();
    let command = Command::Replace(Replace {
        order: ORDER.parse().unwrap(),
        operation: "swap-1".parse().unwrap(),
        by: ProductId::new(product.model.clone(), "DEMO0009".parse().unwrap()),
        product,
        cause: ReplaceCause::Warranty,
    });
    programme.ledger().submit(Request { now: at(LATER), command }).unwrap();
    publish(&programme).unwrap();
    let refused = check(folder.path(), &issued[0].json);
    assert!(matches!(refused, Err(VerifyError::Revoked { .. })), "{refused:?}");
    check(folder.path(), &issued[1].json).unwrap();
}

/// Everything below a folder that belongs to a certificate, by its ending.
fn files_of(folder: &Path, issued: &Issued) -> Vec<&'static str> {
    let path = issued.certificate.id().path().trim_start_matches('/').to_owned();
    let is_there = |ending: &&str| folder.join(format!("{path}{ending}")).exists();
    ["", ".html", ".svg", ".png"].into_iter().filter(is_there).collect()
}

/// The certificate of a refunded product was verified for ever, and its page and badge were shown.
#[test]
fn the_certificate_of_a_returned_product_is_revoked() {
    let programme = sold();
    let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (words, look) = (Wording::english(), Look::default());
    let show = || programme.publish_certificates(folder.path(), &issued, &words, &look).unwrap();
    programme.publish(folder.path(), at(SHIPPED)).unwrap();
    show();
    check(folder.path(), &issued[0].json).unwrap();
    let units = programme.units_to_retire(ORDER).unwrap();

    programme.return_product(ORDER, &laptop("DEMO0001"), at(LATER)).unwrap();
    programme.publish(folder.path(), at(LATER)).unwrap();
    let refused = |folder: &Path| {
        let refused = check(folder, &issued[0].json);
        assert!(matches!(refused, Err(VerifyError::Revoked { .. })), "{refused:?}");
        assert!(issued[1..].iter().all(|one| check(folder, &one.json).is_ok()));
    };
    refused(folder.path());
    assert_eq!(files_of(folder.path(), &issued[0]), [""], "whoever has it sees that it is revoked");
    assert_eq!(files_of(folder.path(), &issued[1]), ["", ".html", ".svg", ".png"]);
    // Neither a late call for its page nor another folder brings it back.
    show();
    assert_eq!(files_of(folder.path(), &issued[0]), [""]);
    let fresh = tempfile::tempdir().unwrap();
    let store = co2::store::Folder::new(fresh.path());
    programme.publish_everything(&store, &words, &look, at(LATER)).unwrap();
    refused(fresh.path());
    assert_eq!(files_of(fresh.path(), &issued[0]), [""]);
    assert_eq!(files_of(fresh.path(), &issued[2]), ["", ".html", ".svg", ".png"]);
    // What it promised to retire is retired all the same, and it is not answered.
    assert_eq!(programme.units_to_retire(ORDER).unwrap(), units);
    assert_eq!(programme.certificate(ORDER, &laptop("DEMO0001")).unwrap(), None);
    assert_eq!(programme.certificates(ORDER).unwrap(), issued[1..]);
    // After the retirement, too: the others get their final certificates, and it gets none.
    retire(&programme, &["gs-wind", "verra-landfill", "cdm-biomass"]);
    assert_eq!(programme.fulfil(ORDER, &all(), at(LATER)).unwrap_err().issued.len(), 2);
    programme.publish(folder.path(), at(LATER)).unwrap();
    assert!(matches!(check(folder.path(), &issued[0].json), Err(VerifyError::Revoked { .. })));
}

/// By the host's rule, the certificate of a returned product remains a genuine record that says so.
#[test]
fn the_certificate_of_a_returned_product_may_be_marked_as_spent() {
    let memory = Memory::new();
    let rule = config_with("[certificate]\n", "[certificate]\nafter_return = \"spent\"\n");
    let programme = host(memory.clone(), rule);
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&programme);
    let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (words, look) = (Wording::english(), Look::default());
    let show =
        |one: &Programme| one.publish_certificates(folder.path(), &issued, &words, &look).unwrap();
    programme.publish(folder.path(), at(SHIPPED)).unwrap();
    show(&programme);
    let is_spent = |folder: &Path, one: &Issued| {
        let public = PublicFolder::new(folder);
        verify(&one.json, &VerifyOptions::new(at(LATER), &public)).unwrap().spent
    };
    assert!(issued.iter().all(|one| !is_spent(folder.path(), one)));

    // The rule is the certificate's: a host that has another one by now marks it in the same way.
    let other = host(memory, config());
    other.return_product(ORDER, &laptop("DEMO0001"), at(LATER)).unwrap();
    for one in [&other, &programme] {
        one.publish(folder.path(), at(LATER)).unwrap();
        assert!(is_spent(folder.path(), &issued[0]));
        assert!(issued[1..].iter().all(|one| !is_spent(folder.path(), one)));
    }
    assert_eq!(files_of(folder.path(), &issued[0]), [""], "the page did not say so");
    show(&programme);
    assert_eq!(files_of(folder.path(), &issued[0]), ["", ".html"], "this one does");
    let path = issued[0].certificate.id().path().trim_start_matches('/').to_owned() + ".html";
    let page = fs::read_to_string(folder.path().join(path)).unwrap();
    assert!(page.contains("The product was returned."), "{page}");
    // Every host leaves that page where it is, and makes it again for another folder.
    other.publish(folder.path(), at(LATER)).unwrap();
    assert_eq!(files_of(folder.path(), &issued[0]), ["", ".html"]);
    let fresh = tempfile::tempdir().unwrap();
    let store = co2::store::Folder::new(fresh.path());
    other.publish_everything(&store, &words, &look, at(LATER)).unwrap();
    assert_eq!(files_of(fresh.path(), &issued[0]), ["", ".html"]);
    assert_eq!(files_of(fresh.path(), &issued[1]), ["", ".html", ".svg", ".png"]);
    // One whose product was replaced is revoked under either rule, whatever happens to the replacement.
    programme.replace(ORDER, "rma-1", &laptop("DEMO0002"), &laptop("NEW00002"), at(LATER)).unwrap();
    programme.return_product(ORDER, &laptop("NEW00002"), at(LATER)).unwrap();
    programme.publish(folder.path(), at(LATER)).unwrap();
    let refused = check(folder.path(), &issued[1].json);
    assert!(matches!(refused, Err(VerifyError::Revoked { .. })), "{refused:?}");
    // Neither is answered any more.
    assert_eq!(programme.certificates(ORDER).unwrap(), issued[2..]);
}

/// A certificate that names lost grams is not handed out again once they were made good.
#[test]
fn grams_that_made_lost_ones_good_get_a_certificate() {
    let programme = sold();
    let shipped = [laptop("DEMO0001")];
    let before = programme.fulfil(ORDER, &shipped, at(SHIPPED)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    programme.publish(folder.path(), at(SHIPPED)).unwrap();
    let named = &before[0].certificate.record().lines()[0];
    let submit = |command| programme.ledger().submit(Request { now: at(LATER), command });
    let reference = Reference::new("WITHDRAWN-1").unwrap();
    let (operation, what) = (
        "loss-1".parse().unwrap(),
        Invalidated::Units(Units {
            lot: "gs-wind".parse().unwrap(),
            first_unit: named.first_unit().unwrap(),
            last_unit: named.last_unit().unwrap(),
        }),
    );
    submit(Command::Invalidate(Invalidate { operation, what, reference })).unwrap();
    submit(Command::MakeGood(MakeGood {
        operation: "mend-1".parse().unwrap(),
        order: ORDER.parse().unwrap(),
        product: Some(before[0].product.clone()),
        from: "cdm-biomass".parse().unwrap(),
    }))
    .unwrap();
    let after = programme.fulfil(ORDER, &shipped, at(LATER)).unwrap();
    assert_ne!(after[0].digest, before[0].digest);
    assert_ne!(after[0].certificate.record().lines(), before[0].certificate.record().lines());
    assert_eq!(programme.fulfil(ORDER, &shipped, at(LATER)).unwrap(), after);
    // The log says which grams are new, and a stranger's replay takes them.
    programme.publish(folder.path(), at(LATER)).unwrap();
    let (receipt, files) =
        (programme.receipt(folder.path(), after[0].digest), PublicFolder::new(folder.path()).log());
    let checkpoint = receipt.unwrap().checkpoint().unverified().clone();
    let entry = find_certificate(&files, 2, DocumentDigest::of(&after[0].json));
    let (index, leaf) = entry.unwrap().unwrap();
    assert_eq!((checkpoint.size, index, leaf.slices().is_empty()), (2, 1, false));
    assert_eq!(unlogged_grams(&files, 2, &after[0].certificate, &leaf).unwrap(), None);
    let refused = check(folder.path(), &before[0].json);
    assert!(matches!(refused, Err(VerifyError::Revoked { .. })), "{refused:?}");
    check(folder.path(), &after[0].json).unwrap();
}
