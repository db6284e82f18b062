//! Documents that come with the command that names them.

use crate::world::*;
use co2_journal::{Freshness, Journal, Ledger, Memory, Sqlite, Submission, SubmitError};
use co2_offsets::Digest;
use std::sync::{Arc, Mutex};

fn with(order: &str, document: &[u8]) -> Submission {
    Submission::new(reserve_with(order, Digest::of(document))).document(document)
}

#[test]
fn a_document_is_stored_with_its_command() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let ledger = stocked(Sqlite::open(&path).unwrap());
    ledger.submit(with("o-1", b"one")).unwrap();
    let answers =
        ledger.submit_all([with("o-2", b"two"), with("o-3", b"three"), with("o-3", b"three")]);
    assert!(answers.iter().all(Result::is_ok) && answers[2].as_ref().unwrap().receipt.replayed);
    for document in [&b"one"[..], b"two", b"three"] {
        assert_eq!(ledger.document(Digest::of(document)).unwrap().as_deref(), Some(document));
    }
    let end = ledger.close().unwrap();
    let mut file = Sqlite::open_read_only(&path).unwrap();
    let audit = co2_journal::audit_documents(&mut file, |_| ()).unwrap();
    assert_eq!((audit.named, audit.faults.len()), (3, 0));
    assert!(end.position.as_u64() >= 4);
}

#[test]
fn a_refused_command_stores_nothing() {
    let mut memory = Memory::new();
    let ledger = stocked(memory.clone());
    let refused = Submission::new(confirm("nobody")).document(b"never".as_slice());
    assert!(matches!(ledger.submit(refused), Err(SubmitError::Refused(_))));
    // Also beside a command that is not refused.
    let refused = Submission::new(confirm("nobody")).document(b"never".as_slice());
    let answers = ledger.submit_all([refused, with("o-1", b"one")]);
    assert!(answers[0].is_err() && answers[1].is_ok());
    assert_eq!(memory.document(&Digest::of(b"never")).unwrap(), None);
    assert!(memory.document(&Digest::of(b"one")).unwrap().is_some());
}

/// Whatever fails, an event never names a document that is not there.
#[test]
fn no_event_is_stored_without_its_document() {
    for failing in [Call::PutDocument, Call::Append] {
        let (memory, fails) = (Memory::new(), Arc::new(Mutex::new(false)));
        let told = Arc::clone(&fails);
        let journal = Told::new(memory.clone(), move |call| {
            if *told.lock().unwrap() && call == failing { Err("full".into()) } else { Ok(()) }
        });
        let ledger = stocked(journal);
        *fails.lock().unwrap() = true;
        let error = ledger.submit(with("o-1", b"one")).unwrap_err();
        assert!(matches!(error, SubmitError::NotWritten { .. }), "{error}");
        assert_eq!(orders_in(&memory), 0);
        *fails.lock().unwrap() = false;
        ledger.submit(with("o-1", b"one")).unwrap();
        assert!(memory.clone().document(&Digest::of(b"one")).unwrap().is_some());
        let orders = ledger.read(Freshness::Cached, |state, _| state.orders().count()).unwrap();
        assert_eq!((orders, orders_in(&memory)), (1, 1));
        drop(ledger);
        assert!(Ledger::open(memory, None).is_ok());
    }
}

/// Measures what a document costs: `cargo test --release -p co2-journal --all-features --test journal --
/// --ignored --nocapture documents_a_second`.
#[test]
#[ignore = "it measures, and checks only that nothing is lost"]
#[expect(clippy::disallowed_methods, reason = "it reports how long it took")]
fn documents_a_second() {
    const CALLERS: usize = 8;
    const EACH: usize = 1_000;
    for together in [false, true] {
        let folder = tempfile::tempdir_in(".").unwrap();
        let ledger = stocked(Sqlite::open(folder.path().join("ledger.db")).unwrap());
        let begun = std::time::Instant::now();
        let mut times: Vec<_> = std::thread::scope(|scope| {
            let callers: Vec<_> = (0..CALLERS)
                .map(|caller| {
                    let ledger = ledger.clone();
                    scope.spawn(move || {
                        let submit = |number: usize| {
                            let order = format!("o-{caller}-{number}");
                            // As long as a certificate.
                            let document = order.repeat(500);
                            let since = std::time::Instant::now();
                            if together {
                                ledger.submit(with(&order, document.as_bytes())).unwrap();
                            } else {
                                let digest = ledger.put_document(document.into_bytes()).unwrap();
                                ledger.submit(reserve_with(&order, digest)).unwrap();
                            }
                            since.elapsed()
                        };
                        (0..EACH).map(submit).collect::<Vec<_>>()
                    })
                })
                .collect();
            callers.into_iter().flat_map(|caller| caller.join().unwrap()).collect()
        });
        let seconds = begun.elapsed().as_secs_f64();
        times.sort_unstable();
        let count = times.len();
        println!(
            "{}: {:.0} a second, p50 {:?}, p99.9 {:?}",
            if together { "with its command" } else { "by itself" },
            f64::from(u32::try_from(count).unwrap()) / seconds,
            times[count / 2],
            times[count * 999 / 1_000],
        );
        let orders = ledger.read(Freshness::Latest, |state, _| state.orders().count()).unwrap();
        assert_eq!(orders, CALLERS * EACH);
    }
}
