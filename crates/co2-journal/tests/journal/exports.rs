//! A journal as lines of JSON, and back.

use crate::world::*;
use co2_journal::conformance::{Fault, Faulty};
use co2_journal::export::{self, ImportError, ImportFault, Line};
use co2_journal::rusqlite::Connection;
use co2_journal::{
    Anchor, Batch, BatchFault, Freshness, Header, Journal, Ledger, Memory, Position, Sqlite,
};
use co2_ledger::{Assign, Cancel, Command, Present, RecordCertificate, Request};
use co2_offsets::Digest;
use co2_units::product::{Model, ProductId};
use std::io::Cursor;

const CERTIFICATE: &[u8] = b"{\"a\": \"certificate\"}";

/// A journal with orders, documents, and a certificate that was recorded and never stored.
fn sold() -> Memory {
    let journal = Memory::new();
    let ledger = stocked(journal.clone());
    let basis = ledger.put_document(b"how it came about".to_vec()).unwrap();
    ledger.put_document(b"named by nobody".to_vec()).unwrap();
    for n in 0..5 {
        let name = format!("o-{n}");
        let mut order = reserve(&name, 1);
        let Command::Reserve(content) = &mut order.command else { unreachable!() };
        content.lines[0].basis = Some(basis);
        ledger.submit(order).unwrap();
        ledger.submit(confirm(&name)).unwrap();
    }
    for (n, stored) in [(0, true), (1, false)] {
        let order: co2_ledger::OrderId = format!("o-{n}").parse().unwrap();
        let model = Model::Gtin("09506000134352".parse().unwrap());
        let product = ProductId::new(model, format!("S{n}").parse().unwrap());
        let assign = Assign { order: order.clone(), product: product.clone(), line: 1 };
        ledger.submit(request(Command::Assign(assign))).unwrap();
        let (of, about) = (order.clone(), product.clone());
        let read = ledger.read(Freshness::Cached, move |state, _| state.coverage(&of, &about));
        let coverage = read.unwrap().unwrap();
        let digest = if stored {
            ledger.put_document(CERTIFICATE.to_vec()).unwrap()
        } else {
            Digest::of(b"never stored")
        };
        let record = RecordCertificate {
            order,
            product,
            coverage: coverage.id,
            edition: coverage.edition,
            replaces: coverage.replaces,
            digest,
        };
        ledger.submit(request(Command::RecordCertificate(record))).unwrap();
    }
    // An order that is over, of which the ledger keeps less.
    let cancel = Cancel { order: "o-4".parse().unwrap() };
    ledger.submit(request(Command::Cancel(cancel))).unwrap();
    let before = "2026-12-24T12:00:00Z".parse().unwrap();
    let command = Command::Archive { before, most: u32::MAX };
    let archived = ledger.submit(Request { now: before, command }).unwrap();
    assert_eq!(archived.receipt.present, Present::Archived { orders: 1 });
    ledger.close().unwrap();
    journal
}

fn exported(journal: &mut dyn Journal) -> Vec<u8> {
    let mut file = Vec::new();
    export::export(journal, &mut file, |_| ()).unwrap();
    file
}

fn import(file: &[u8], journal: &mut dyn Journal) -> Result<export::Imported, ImportError> {
    export::import(&mut Cursor::new(file), journal, |_| ())
}

fn end(journal: &mut dyn Journal) -> Anchor {
    co2_journal::replay(journal, None, |_| ()).unwrap().1
}

fn lines(file: &[u8]) -> Vec<String> {
    String::from_utf8(file.to_vec()).unwrap().lines().map(str::to_owned).collect()
}

fn joined(lines: &[String]) -> Vec<u8> {
    lines.iter().flat_map(|line| format!("{line}\n").into_bytes()).collect()
}

#[test]
fn a_journal_comes_back_as_it_was() {
    let mut journal = sold();
    let mut file = Vec::new();
    let exported_ = export::export(&mut journal, &mut file, |_| ()).unwrap();
    assert_eq!((exported_.documents, exported_.missing), (2, 1));
    let (state, head) = co2_journal::replay(&mut journal, None, |_| ()).unwrap();
    assert_eq!(exported_.anchor, head);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let mut other = Sqlite::open(&path).unwrap();
    let imported = import(&file, &mut other).unwrap();
    assert_eq!((imported.contents.anchor, imported.contents.documents), (head, 2));
    assert_eq!((imported.contents.digest, imported.before), (state.digest(), Anchor::START));
    assert_eq!(co2_journal::replay(&mut other, Some(head), |_| ()).unwrap().0, state);
    assert_eq!(other.document(&Digest::of(CERTIFICATE)).unwrap().as_deref(), Some(CERTIFICATE));
    assert_eq!(other.document(&Digest::of(b"named by nobody")).unwrap(), None);
    assert_eq!(exported(&mut other), file, "a second export is the same, byte for byte");

    // It continues as if nothing had happened.
    let ledger = Ledger::open(other, Some(head)).unwrap();
    assert!(ledger.submit(confirm("o-3")).unwrap().receipt.replayed);
    assert!(ledger.submit(confirm("o-4")).unwrap().receipt.replayed, "from the archive");
    ledger.submit(reserve("o-9", 1)).unwrap();
}

#[test]
fn a_later_export_begins_with_an_earlier_one() {
    let mut journal = sold();
    let before = lines(&exported(&mut journal));
    let ledger = Ledger::open(journal.clone(), None).unwrap();
    ledger.submit(reserve("later", 1)).unwrap();
    let after = lines(&exported(&mut journal));
    assert_eq!(after.len(), before.len() + 1);
    assert_eq!(after[..before.len() - 1], before[..before.len() - 1]);
}

#[test]
fn each_line_is_what_is_documented() {
    let mut journal = sold();
    let file = lines(&exported(&mut journal));
    let parse = |line: &String| serde_json::from_str::<Line>(line).unwrap();
    let header = Line::Header { format: export::FORMAT.to_owned(), version: export::VERSION };
    assert_eq!(parse(&file[0]), header);
    let (mut batches, mut events) = (0, Vec::new());
    for line in &file[1..] {
        match parse(line) {
            Line::Batch { position, events: some, .. } => {
                batches += 1;
                assert_eq!(position, batches);
                events.extend(some);
            }
            Line::Document { digest, bytes } => assert_eq!(digest, Digest::of(&bytes.0)),
            Line::End { position, documents, .. } => {
                assert_eq!((position, documents), (batches, 2));
            }
            Line::Header { .. } => panic!("a second header"),
        }
    }
    let confirmed = events.iter().find(|event| event["change"].get("Confirmed").is_some());
    assert_eq!(confirmed.unwrap()["at"], "2026-11-21T12:00:00Z");
    assert!(
        serde_json::from_str::<Line>(r#"{"header":{"format":"x","version":1,"y":2}}"#).is_err()
    );
}

#[test]
fn an_empty_journal_is_one_too() {
    let file = exported(&mut Memory::new());
    assert_eq!(lines(&file).len(), 2);
    let imported = import(&file, &mut Memory::new()).unwrap();
    assert_eq!(imported.contents.anchor, Anchor::START);
}

#[test]
fn an_interrupted_import_goes_on_where_it_was() {
    let mut journal = sold();
    let (file, head) = (exported(&mut journal), end(&mut journal));
    for stored in 0..head.position.as_u64() {
        let inner = Memory::new();
        // The disk is full for a moment, or the process is gone.
        let script = (0..=stored).map(move |n| (n == stored).then_some(Fault::NotWritten));
        let mut first = Faulty::new(inner.clone(), script);
        let error = import(&file, &mut first).unwrap_err();
        assert!(matches!(error.fault, ImportFault::Append(_)), "{error}");
        let (_, found) = co2_journal::replay(&mut inner.clone(), None, |_| ()).unwrap();
        assert_eq!(found.position.as_u64(), stored);
        let imported = import(&file, &mut inner.clone()).unwrap();
        assert_eq!(imported.before, found);
        assert_eq!(exported(&mut inner.clone()), file);
        // And once more, without effect.
        assert_eq!(import(&file, &mut inner.clone()).unwrap().before, head);
    }
}

#[test]
fn only_the_beginning_of_the_file_may_be_there() {
    let file = exported(&mut sold());
    // Another ledger with the same stock: its first batch was written by another writer.
    let mut other = Memory::new();
    drop(stocked(other.clone()));
    let error = import(&file, &mut other).unwrap_err();
    assert!(matches!(error.fault, ImportFault::Other { .. }), "{error}");
    assert_eq!((error.line, end(&mut other).position.as_u64()), (2, 2));

    // The ledger has continued, so an older export is no longer its whole history.
    let mut longer = sold();
    let file = exported(&mut longer);
    let ledger = Ledger::open(longer.clone(), None).unwrap();
    ledger.submit(reserve("later", 1)).unwrap();
    let before = end(&mut longer);
    let error = import(&file, &mut longer).unwrap_err();
    assert!(
        matches!(error.fault, ImportFault::Longer { found } if found == before),
        "{error}: {:?}",
        error.fault
    );
    assert_eq!(end(&mut longer), before);
}

#[test]
fn a_damaged_file_is_refused_with_the_line() {
    let good = lines(&exported(&mut sold()));
    let (last, place) = (good.len() - 1, |what: &str| {
        good.iter().position(|line| line.starts_with(&format!("{{\"{what}\""))).unwrap()
    });
    let document = place("document");
    let refused = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines = good.clone();
        change(&mut lines);
        let mut journal = Memory::new();
        let error = import(&joined(&lines), &mut journal).unwrap_err();
        assert_eq!(end(&mut journal), Anchor::START, "nothing is written: {error}");
        let (line, fault) = (error.line, error.fault);
        (usize::try_from(line).unwrap(), fault)
    };
    let batch = |fault: &ImportFault| match fault {
        ImportFault::Batch(error) => Some((error.position.as_u64(), error.fault.clone())),
        _ => None,
    };
    for cut in 1..=last {
        let (line, fault) = refused(&|lines| lines.truncate(cut));
        assert!(matches!(fault, ImportFault::Cut), "{fault:?}");
        assert_eq!(line, cut + 1);
    }
    assert!(matches!(refused(&Vec::clear).1, ImportFault::NoHeader));
    let (line, fault) = refused(&|lines| drop(lines.remove(0)));
    assert!(line == 1 && matches!(fault, ImportFault::NoHeader), "{fault:?}");
    let (line, fault) = refused(&|lines| lines[0] = lines[0].replace(":1}", ":9}"));
    assert!(line == 1 && matches!(fault, ImportFault::Version { found: 9, .. }), "{fault:?}");
    let (line, fault) = refused(&|lines| lines.insert(3, lines[0].clone()));
    assert!(line == 4 && matches!(fault, ImportFault::Header), "{fault:?}");
    let (line, fault) = refused(&|lines| lines[2] = "{}".to_owned());
    assert!(line == 3 && matches!(fault, ImportFault::Json(_)), "{fault:?}");
    let (line, fault) = refused(&|lines| lines.push(String::new()));
    assert!(line == last + 2, "{line} {fault:?}");
    let (line, fault) = refused(&|lines| lines.push(lines[1].clone()));
    assert!(line == last + 2 && matches!(fault, ImportFault::AfterEnd), "{fault:?}");
    // Batches: removed, swapped, changed.
    let (line, fault) = refused(&|lines| drop(lines.remove(2)));
    assert_eq!((line, batch(&fault)), (4, Some((2, BatchFault::Missing))));
    let (line, fault) = refused(&|lines| drop(lines.remove(1)));
    assert_eq!((line, batch(&fault)), (2, Some((1, BatchFault::Missing))));
    let (line, fault) = refused(&|lines| lines[2] = change_base64(&lines[2], "body"));
    assert_eq!((line, batch(&fault)), (3, Some((2, BatchFault::Hash))));
    // Documents: changed, removed, moved, invented.
    let (line, fault) =
        refused(&|lines| lines[document] = change_base64(&lines[document], "bytes"));
    assert!(line == document + 1 && matches!(fault, ImportFault::Document { .. }), "{fault:?}");
    let (line, fault) = refused(&|lines| drop(lines.remove(document)));
    assert!(line == last && matches!(fault, ImportFault::End { documents: 1, .. }), "{fault:?}");
    let (line, fault) = refused(&|lines| {
        let moved = lines.remove(document);
        lines.insert(1, moved);
    });
    assert!(line == 2 && matches!(fault, ImportFault::Stray { .. }), "{fault:?}");
    let (line, fault) = refused(&|lines| {
        let moved = lines.remove(document);
        lines.insert(last - 1, moved);
    });
    assert!(line == last && matches!(fault, ImportFault::Stray { .. }), "{fault:?}");
}

/// Returns the line with the first letter of a field's Base64 replaced.
fn change_base64(line: &str, field: &str) -> String {
    let start = line.find(&format!("\"{field}\":\"")).unwrap() + field.len() + 4;
    let (before, rest) = line.split_at(start);
    let mut letters = rest.chars();
    let other = if letters.next() == Some('A') { 'B' } else { 'A' };
    format!("{before}{other}{}", letters.as_str())
}

/// If any bit of the file is flipped, the file is refused, or the result is the same ledger. The events
/// in readable form are not read.
#[test]
fn any_flipped_bit_is_refused_or_harmless() {
    let mut journal = sold();
    let (file, head) = (exported(&mut journal), end(&mut journal));
    let (mut refused, mut harmless) = (0, 0);
    for place in (0..file.len()).step_by(7) {
        let mut changed = file.clone();
        changed[place] ^= 1 << (place % 8);
        let mut journal = Memory::new();
        let imported = import(&changed, &mut journal);
        let end = end(&mut journal);
        if let Ok(imported) = imported {
            assert_eq!((imported.contents.anchor, end), (head, head));
            harmless += 1;
        } else {
            assert_eq!(end, Anchor::START);
            refused += 1;
        }
    }
    assert!(refused > 100 && harmless > 100, "{refused} refused, {harmless} harmless");
}

#[test]
fn a_damaged_journal_is_not_exported() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let mut journal = Sqlite::open(&path).unwrap();
    import(&exported(&mut sold()), &mut journal).unwrap();
    let mut fail = |sql: &str| {
        let connection = Connection::open(&path).unwrap();
        assert!(connection.execute(sql, []).unwrap() > 0);
        export::export(&mut journal, &mut Vec::new(), |_| ()).unwrap_err().to_string()
    };
    let error = fail("UPDATE documents SET bytes = x'00' WHERE length(bytes) = 17");
    assert!(error.starts_with("the document ") && error.contains("batch 2"), "{error}");
    let error = fail("UPDATE batches SET body = x'00' WHERE position = 3");
    assert!(error.starts_with("batch 3 is damaged"), "{error}");
}

/// A batch with a wrong count of the events before it belongs to no journal, even if its hash is right. Once
/// it was imported, and then nobody could open the ledger.
#[test]
fn a_batch_with_another_revision_is_not_imported() {
    let mut wrong = Memory::new();
    let event = co2_ledger::State::new().decide(&rules()).unwrap().receipt.first;
    let header = Header { writer: 7, revision: 1 };
    wrong.append(&Batch::encode(Anchor::START, header, &[event]).unwrap()).unwrap();
    let file = exported(&mut wrong);
    let mut journal = Memory::new();
    let error = import(&file, &mut journal).unwrap_err();
    let ImportFault::Batch(fault) = error.fault else { panic!("{error}") };
    assert_eq!((error.line, fault.position), (2, Position::new(1)));
    assert_eq!(fault.fault, BatchFault::Revision { found: 1, expected: 0 });
    assert_eq!(end(&mut journal), Anchor::START, "nothing is written");
}
