//! The procedure of `docs/guides/backup.md`, step by step.

use crate::world::{
    CREDITS, LATER, ORDER, PAID, PLACED, SHIPPED, all, at, config, keys, laptop, ordered, quote,
    state, wind,
};
use co2::journal::rusqlite::Connection;
use co2::journal::{Anchor, Freshness, ReplayError, SnapshotFinding, Sqlite, export, verify};
use co2::programme::{OpenError, PublishError};
use co2::{Issued, Programme};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

fn open(path: &Path) -> Programme {
    crate::world::open_file(path)
}

fn anchor(programme: &Programme) -> Anchor {
    programme.ledger().read(Freshness::Latest, |_, head| head).unwrap()
}

/// A backup of a ledger that is in use, and its anchor.
fn back_up(from: &Path, to: &Path) -> Anchor {
    let connection = Connection::open(from).unwrap();
    connection.execute("VACUUM INTO ?1", [to.to_str().unwrap()]).unwrap();
    verify(&mut Sqlite::open_read_only(to).unwrap(), None, |_| ()).unwrap().head
}

/// What the shop sells after the backup was made: the same, whenever it is done again.
fn go_on(programme: &Programme) -> Vec<Issued> {
    let quote = quote(programme);
    programme.reserve("order-2", &quote, wind(), at(PLACED)).unwrap();
    programme.confirm("order-2", at(PAID)).unwrap();
    let mut issued = programme.fulfil(ORDER, &all()[1..], at(SHIPPED)).unwrap();
    issued.extend(programme.fulfil("order-2", &[laptop("DEMO0011")], at(LATER)).unwrap());
    issued
}

#[test]
fn a_backup_is_made_while_others_sell() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let programme = open(&path);
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    let selling = std::thread::spawn(move || {
        ordered(&programme);
        for n in 0..50 {
            let order = format!("more-{n}");
            // Until the stock is sold.
            let quote = programme.quote(&crate::world::cart(), &crate::world::buyer(), at(PLACED));
            if let Ok(quote) = quote {
                programme.reserve(&order, &quote, co2::Choice::Any, at(PLACED)).unwrap();
            }
        }
        programme
    });
    let anchors: Vec<(Anchor, std::path::PathBuf)> = (0..5)
        .map(|n| {
            let backup = folder.path().join(format!("backup-{n}.db"));
            (back_up(&path, &backup), backup)
        })
        .collect();
    let programme = selling.join().unwrap();
    drop(programme);
    // Each is a whole ledger, and the ledger has its anchor still.
    for (anchor, backup) in anchors {
        let mut journal = Sqlite::open_existing(&backup).unwrap();
        let verified = verify(&mut journal, Some(anchor), |_| ()).unwrap();
        assert_eq!(verified.state.audit().violations, []);
        drop(Programme::open_at(&path, anchor, config(), keys()).unwrap());
        drop(Programme::open_at(&backup, anchor, config(), keys()).unwrap());
    }
}

/// The ledger is lost, and its backup is some orders old.
#[test]
fn a_restored_ledger_is_not_sold_from_before_it_has_caught_up() {
    let folder = tempfile::tempdir().unwrap();
    let (path, backup) = (folder.path().join("ledger.db"), folder.path().join("backup.db"));
    let public = folder.path().join("public");
    let programme = open(&path);
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&programme);
    programme.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
    let kept = back_up(&path, &backup);
    let lost = go_on(&programme);
    programme.publish(&public, at(LATER)).unwrap();
    let newest = anchor(&programme);
    programme.ledger().clone().close().unwrap();
    drop(programme);

    // The newest anchor shows that something is missing; that of the backup is there.
    let refused = Programme::open_at(&backup, newest, config(), keys()).unwrap_err();
    let OpenError::Ledger(co2::journal::OpenError::Replay(error)) = refused else {
        panic!("{refused:?}");
    };
    let both = matches!(error, ReplayError::Anchor { expected, found } if expected == newest && found == kept);
    assert!(both, "{error:?}");
    let restored = Programme::open_at(&backup, kept, config(), keys()).unwrap();
    // The log that is published is ahead: nothing is signed beside it.
    let before = std::fs::read(public.join("log/checkpoint")).unwrap();
    let error = restored.publish(&public, at(LATER)).unwrap_err();
    assert!(matches!(error, PublishError::LogAhead { published: 4, ledger: 1 }), "{error:?}");
    // The same orders, done again in their order, use the same grams: the log says so.
    assert_eq!(go_on(&restored), lost);
    assert!(restored.resume(at(LATER)).unwrap().issued.is_empty());
    restored.publish(&public, at(LATER)).unwrap();
    assert_eq!(std::fs::read(public.join("log/checkpoint")).unwrap(), before);
    assert_eq!(state(&restored, |state| state.audit().violations), []);
}

/// Whoever sells something else first gives grams away that a published certificate names.
#[test]
fn a_second_history_is_not_published() {
    let folder = tempfile::tempdir().unwrap();
    let (path, backup) = (folder.path().join("ledger.db"), folder.path().join("backup.db"));
    let public = folder.path().join("public");
    let programme = open(&path);
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&programme);
    back_up(&path, &backup);
    go_on(&programme);
    programme.publish(&public, at(LATER)).unwrap();
    let restored = open(&backup);
    restored.fulfil(ORDER, &[laptop("DEMO0012"), laptop("DEMO0013")], at(SHIPPED)).unwrap();
    let ahead = restored.publish(&public, at(LATER)).unwrap_err();
    assert!(matches!(ahead, PublishError::LogAhead { .. }), "{ahead:?}");
    restored.fulfil(ORDER, &all()[2..], at(LATER)).unwrap();
    let differs = restored.publish(&public, at(LATER)).unwrap_err();
    assert!(matches!(differs, PublishError::LogDiffers { index: 0, .. }), "{differs:?}");
}

/// An export is a backup, too: it is text, and goes into any store.
#[test]
fn an_export_is_a_backup() {
    let folder = tempfile::tempdir().unwrap();
    let (path, file) = (folder.path().join("ledger.db"), folder.path().join("ledger.jsonl"));
    let programme = open(&path);
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&programme);
    let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    let kept = anchor(&programme);
    let mut out = File::create(&file).unwrap();
    let exported =
        export::export(&mut Sqlite::open_existing(&path).unwrap(), &mut out, |_| ()).unwrap();
    assert_eq!((exported.anchor, exported.missing), (kept, 0));
    drop(programme);

    let restored = folder.path().join("restored.db");
    let mut input = BufReader::new(File::open(&file).unwrap());
    export::import(&mut input, &mut Sqlite::open(&restored).unwrap(), |_| ()).unwrap();
    let programme = Programme::open_at(&restored, kept, config(), keys()).unwrap();
    // With its certificates: they are answered, not made anew.
    assert_eq!(programme.fulfil(ORDER, &all(), at(LATER)).unwrap(), issued);
    assert_eq!(anchor(&programme), kept);
}

#[test]
fn with_an_anchor_no_file_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing.db");
    let error = Programme::open_at(&path, Anchor::START, config(), keys()).unwrap_err();
    assert!(matches!(error, OpenError::Location(_)), "{error:?}");
    assert!(!path.exists());
}

/// A closed programme leaves a snapshot and an anchor, and opens at it.
#[test]
fn a_closed_programme_opens_at_its_anchor() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let programme = open(&path);
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&programme);
    let digest = state(&programme, co2::ledger::State::digest);
    let handle = programme.ledger().clone();
    let anchor = programme.close().unwrap();
    assert!(handle.close().is_err(), "it is closed for all");
    let found = verify(&mut Sqlite::open_read_only(&path).unwrap(), Some(anchor), |_| ()).unwrap();
    assert_eq!((found.head, found.snapshot), (anchor, SnapshotFinding::Right(anchor)));
    let programme = Programme::open_at(&path, anchor, config(), keys()).unwrap();
    assert_eq!(state(&programme, co2::ledger::State::digest), digest);
}
