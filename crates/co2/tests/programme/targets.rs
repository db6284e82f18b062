//! Every door through which bytes of strangers come, as plain functions over bytes: each must hold for any input.
//! Here they run over a corpus and mutations of it that follow from a seed; a fuzzer can call the same functions.

use crate::world::*;
use co2::cert::did::DidDocument;
use co2::cert::log::{LogBuilder, Receipt, verify_log};
use co2::cert::tlog::{NoteKey, SignedCheckpoint};
use co2::cert::{Did, HttpsUrl};
use co2::claims::{ClaimPolicy, Evidence};
use co2::journal::export::{check, export, import};
use co2::journal::{Anchor, Journal, Ledger, Memory, Position};
use co2::lifecycle::PublishedSheet;
use co2::units::{Co2e, Region, Timestamp};
use co2::{Cart, Config};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::LazyLock;

/// Bytes in, and a panic if a promise is broken.
type Target = fn(&[u8]);

/// How many mutations each target gets.
const MUTATIONS: usize = 1_500;

/// What an issuer of these tests has published and stored.
struct Genuine {
    /// The files of its log, by name.
    log: BTreeMap<String, Vec<u8>>,
    keys: Vec<NoteKey>,
    did: Vec<u8>,
    receipt: String,
    journal: Memory,
    export: Vec<u8>,
    snapshot: Vec<u8>,
}

static GENUINE: LazyLock<Genuine> = LazyLock::new(|| {
    let mut journal = Memory::new();
    let programme = host(journal.clone(), config());
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&programme);
    let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    programme.publish(folder.path(), at(SHIPPED)).unwrap();
    let receipt = programme.receipt(folder.path(), issued[0].digest).unwrap().to_string();
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let names = ["checkpoint", "tile/0/000.p/3", "tile/entries/000.p/3"];
    let log = names.map(|name| (name.to_owned(), read(&format!("log/{name}"))));
    let did = read(".well-known/did.json");
    let document = DidDocument::from_json(&did).unwrap();
    let keys =
        co2::log::keys(&document, &co2::log::origin(&config().issuer.host).unwrap(), at(LATER));
    programme.close().unwrap();
    let mut lines = Vec::new();
    export(&mut journal, &mut lines, |_| ()).unwrap();
    let (_, snapshot) = journal.snapshot().unwrap().unwrap();
    Genuine { log: log.into(), keys, did, receipt, journal, export: lines, snapshot }
});

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

fn configuration(bytes: &[u8]) {
    match Config::from_toml(text(bytes)) {
        Ok(config) => config.check().unwrap(),
        // A field of the file is named in full by mistake only: no error is longer than a screen.
        Err(error) => assert!(error.to_string().len() < bytes.len() + 1_000),
    }
}

fn cart_of(bytes: &[u8]) {
    if let Ok(cart) = serde_json::from_slice::<Cart>(bytes) {
        let _ = host(Memory::new(), config()).quote(&cart, &buyer(), at(PLACED));
    }
}

fn catalogue(bytes: &[u8]) {
    let _ = serde_json::from_slice::<Vec<PublishedSheet>>(bytes);
}

fn policies(bytes: &[u8]) {
    let _ = serde_json::from_slice::<ClaimPolicy>(bytes);
    let _ = serde_json::from_slice::<Evidence>(bytes);
}

/// What has a text form has one: what is read is written again, to the byte.
fn words(bytes: &[u8]) {
    let text = text(bytes);
    let same = |written: Option<String>| {
        assert!(written.is_none_or(|written| written == text), "{text:?}");
    };
    same(text.parse::<Did>().ok().map(|one| one.to_string()));
    same(text.parse::<HttpsUrl>().ok().map(|one| one.to_string()));
    same(text.parse::<NoteKey>().ok().map(|one| one.to_string()));
    same(text.parse::<Region>().ok().map(|one| one.to_string()));
    same(text.parse::<Timestamp>().ok().map(|one| one.to_string()));
    same(
        text.trim()
            .parse::<Anchor>()
            .ok()
            .filter(|_| text.trim() == text)
            .map(|one| one.to_string()),
    );
    if let Ok(amount) = text.parse::<Co2e>() {
        assert_eq!(amount.to_string().parse(), Ok(amount));
    }
}

fn note(bytes: &[u8]) {
    if let Ok(signed) = SignedCheckpoint::from_bytes(bytes) {
        assert_eq!(signed.to_string().as_bytes(), bytes, "one spelling");
        if signed.verify(&GENUINE.keys).is_ok() {
            let genuine = SignedCheckpoint::from_bytes(&GENUINE.log["checkpoint"]).unwrap();
            assert_eq!(signed.unverified(), genuine.unverified(), "a forgery");
        }
    }
}

fn receipt(bytes: &[u8]) {
    if let Ok(receipt) = Receipt::from_bytes(bytes) {
        assert_eq!(receipt.to_string().as_bytes(), bytes, "one spelling");
    }
}

fn did_document(bytes: &[u8]) {
    if let Ok(document) = DidDocument::from_json(bytes) {
        let written = document.to_json();
        assert_eq!(DidDocument::from_json(&written).as_ref(), Ok(&document), "it reads back");
    }
}

/// A log with one file of a stranger is refused, or says what the genuine one says.
fn tiles(bytes: &[u8]) {
    for name in GENUINE.log.keys() {
        let mut files = GENUINE.log.clone();
        files.insert(name.clone(), bytes.to_vec());
        if let Ok(report) = verify_log(&files, &GENUINE.keys, &mut co2::serials::check_slice) {
            assert_eq!(report.checkpoint.size, 3, "{name}");
        }
        if let Ok(signed) = SignedCheckpoint::from_bytes(&files["checkpoint"]) {
            let _ = LogBuilder::resume(signed.unverified(), &files);
        }
    }
}

/// An export is refused, or comes back whole.
fn journal_lines(bytes: &[u8]) {
    let Ok(contents) = check(&mut Cursor::new(bytes), |_| ()) else { return };
    let mut journal = Memory::new();
    let imported = import(&mut Cursor::new(bytes), &mut journal, |_| ()).unwrap();
    assert_eq!(imported.contents, contents);
    let (state, head) = co2::journal::replay(&mut journal, None, |_| ()).unwrap();
    assert_eq!((head, state.digest()), (contents.anchor, contents.digest));
    assert_eq!(state.audit().violations, []);
}

/// Whatever a snapshot says, the ledger is what its journal says.
fn snapshot(bytes: &[u8]) {
    let mut genuine = GENUINE.journal.clone();
    let mut journal = Memory::new();
    for batch in genuine.read_after(Position::START, 1_000).unwrap() {
        journal.append(&batch).unwrap();
    }
    let (state, head) = co2::journal::replay(&mut journal, None, |_| ()).unwrap();
    journal.put_snapshot(head, bytes).unwrap();
    let ledger = Ledger::open(journal, None).unwrap();
    let digest = ledger.read(co2::journal::Freshness::Cached, |state, _| state.digest()).unwrap();
    assert_eq!(digest, state.digest());
}

/// A batch of a stranger is refused, or its events follow.
fn events(bytes: &[u8]) {
    let mut journal = GENUINE.journal.clone();
    for genuine in journal.read_after(Position::START, 1_000).unwrap() {
        let before = Anchor {
            position: Position::new(genuine.position.as_u64() - 1),
            hash: genuine.previous,
        };
        let mut forged = genuine.clone();
        forged.body = bytes.to_vec();
        assert!(forged.decode(before).is_err() || forged == genuine, "the hash covers the body");
        let _ = forged.header();
    }
}

/// Each target, and what it starts from.
fn targets() -> Vec<(&'static str, Target, Vec<Vec<u8>>)> {
    let genuine = &*GENUINE;
    let log = || genuine.log.values().cloned().collect::<Vec<_>>();
    let batches = genuine.journal.clone().read_after(Position::START, 1_000).unwrap();
    let words_of = [
        "did:web:offsets.example",
        "https://offsets.example/a?b#c",
        "US-CA",
        "371.096 kg CO2e",
        "2026-11-21T12:00:00Z",
        "1:0000000000000000000000000000000000000000000000000000000000000000",
    ];
    let mut words_of: Vec<Vec<u8>> = words_of.iter().map(|word| word.as_bytes().to_vec()).collect();
    words_of.push(genuine.keys[0].to_string().into_bytes());
    vec![
        ("configuration", configuration, vec![CONFIG.into()]),
        ("cart", cart_of, vec![cart_json().to_string().into()]),
        ("catalogue", catalogue, vec![include_bytes!("../data/sheets.json").to_vec()]),
        ("policies", policies, vec![serde_json::to_vec(ClaimPolicy::builtin()).unwrap()]),
        ("words", words, words_of),
        ("note", note, log()),
        ("receipt", receipt, vec![genuine.receipt.clone().into()]),
        ("did_document", did_document, vec![genuine.did.clone()]),
        ("tiles", tiles, log()),
        ("journal_lines", journal_lines, vec![genuine.export.clone()]),
        ("snapshot", snapshot, vec![genuine.snapshot.clone()]),
        ("events", events, batches.into_iter().map(|batch| batch.body).collect()),
    ]
}

/// A generator of numbers that follow from a seed (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

/// What readers mind: marks of JSON, TOML and notes, ends of numbers, and letters that are none.
const PIECES: [&[u8]; 20] = [
    b"\"",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\\u0000",
    b"\n",
    b"\n\n",
    b"0",
    b"-1",
    b"1e999",
    b"18446744073709551616",
    b"=",
    b"\xe2\x80\xae",
    b"\xff",
    b"\0",
    b"null",
    "— ".as_bytes(),
];

fn mutate(bytes: &mut Vec<u8>, other: &[u8], numbers: &mut Numbers) {
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(bytes.len());
        let end = (at + numbers.below(64)).min(bytes.len());
        match numbers.below(6) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << numbers.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            3 => {
                let piece = PIECES[numbers.below(PIECES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
            4 => bytes.truncate(at),
            _ => {
                let from = numbers.below(other.len());
                let to = (from + numbers.below(256)).min(other.len());
                bytes.splice(at..at, other[from..to].iter().copied());
            }
        }
    }
}

#[test]
fn no_bytes_break_a_promise() {
    for (number, (name, target, corpus)) in (1..).zip(targets()) {
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(number));
        let mut inputs = corpus.clone();
        inputs.extend([Vec::new(), b"{}".to_vec(), vec![0; 100], vec![b'['; 10_000]]);
        for input in &inputs {
            target(input);
        }
        for round in 0..MUTATIONS {
            let mut bytes = corpus[numbers.below(corpus.len())].clone();
            let other = &corpus[numbers.below(corpus.len())];
            mutate(&mut bytes, other, &mut numbers);
            let held = std::panic::catch_unwind(|| target(&bytes));
            assert!(held.is_ok(), "{name}, round {round}: {}", bytes.escape_ascii());
        }
    }
}
