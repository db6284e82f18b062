//! An invented shop: its configuration, stock and cart, and journals that misbehave on demand.

use co2::cert::KeySigner;
use co2::cert::did::DidDocument;
use co2::cert::proof::{Signer, SignerError};
use co2::journal::{
    AppendError, Batch, Freshness, Journal, JournalError, Ledger, Memory, Position, Sqlite,
};
use co2::ledger::{OrderId, State};
use co2::offsets::Digest;
use co2::units::Timestamp;
use co2::{Buyer, Cart, Choice, Config, Issued, Keys, Programme, Quote, Shipped};
use serde_json::Value;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex};

pub(crate) const CONFIG: &str = include_str!("../data/programme.toml");
pub(crate) const CREDITS: &str = include_str!("../data/credits.csv");
pub(crate) const SEED: [u8; 32] = [7; 32];
pub(crate) const STATUS_KEY: [u8; 32] = [9; 32];

pub(crate) const ORDER: &str = "order-1";
pub(crate) const PLACED: &str = "2026-11-16T09:30:00Z";
pub(crate) const PAID: &str = "2026-11-16T09:34:10Z";
pub(crate) const SHIPPED: &str = "2026-11-18T14:00:00Z";
pub(crate) const LATER: &str = "2026-11-20T14:00:00Z";

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn config() -> Config {
    Config::from_toml(CONFIG).unwrap()
}

/// The configuration with one piece of its text replaced.
pub(crate) fn config_with(from: &str, to: &str) -> Config {
    assert!(CONFIG.contains(from), "{from}");
    Config::from_toml(&CONFIG.replace(from, to)).unwrap()
}

pub(crate) fn keys() -> Keys {
    Keys::from_seed(&config().issuer, &SEED, STATUS_KEY).unwrap()
}

/// A host of the programme on a journal.
pub(crate) fn host(journal: impl Journal + 'static, config: Config) -> Programme {
    let keys = Keys::from_seed(&config.issuer, &SEED, STATUS_KEY).unwrap();
    Programme::on_ledger(Ledger::open(journal, None).unwrap(), config, keys).unwrap()
}

/// A key that is not in this process's memory.
struct Module(KeySigner);

impl Signer for Module {
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignerError> {
        self.0.sign(message)
    }

    fn verification_method(&self) -> &str {
        self.0.verification_method()
    }
}

/// A host of the programme with the same key in a module.
pub(crate) fn host_with_module(journal: impl Journal + 'static) -> Programme {
    let did = "did:web:offsets.example";
    let key = KeySigner::from_seed(&SEED, format!("{did}#key-2026"));
    let document = DidDocument::new(did.parse().unwrap());
    let document = document.with_key("key-2026", &key.public_key()).unwrap();
    let keys = Keys::new(Box::new(Module(key)), document, STATUS_KEY).unwrap();
    Programme::on_ledger(Ledger::open(journal, None).unwrap(), config(), keys).unwrap()
}

/// A host on a file whose times are not compared with the machine's clock: those of the tests are invented.
pub(crate) fn open_file(path: &Path) -> Programme {
    host(Sqlite::open(path).unwrap(), config())
}

/// A host of its own with stock.
pub(crate) fn stocked() -> Programme {
    let programme = host(Memory::new(), config());
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    programme
}

/// Two hosts of different configurations that share a journal with stock.
pub(crate) fn two_hosts(
    journal: impl Journal + 'static,
    memory: Memory,
    other: Config,
) -> [Programme; 2] {
    let one = host(journal, config());
    one.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    [one, host(memory, other)]
}

pub(crate) fn cart_json() -> Value {
    let sheets: Vec<Value> = serde_json::from_str(include_str!("../data/sheets.json")).unwrap();
    let mut cart: Value = serde_json::from_str(include_str!("../data/cart.json")).unwrap();
    for line in cart["lines"].as_array_mut().unwrap() {
        let sheet = sheets.iter().find(|sheet| sheet["product"] == line["sheet"]);
        line["sheet"] = sheet.unwrap().clone();
    }
    cart
}

/// Two laptops of 300 kg on line 1, a server of 1,500 kg on line 2.
pub(crate) fn cart() -> Cart {
    serde_json::from_value(cart_json()).unwrap()
}

pub(crate) fn buyer() -> Buyer {
    Buyer::business("SE".parse().unwrap())
}

pub(crate) fn wind() -> Choice {
    Choice::Project("GS990001".parse().unwrap())
}

pub(crate) fn quote(programme: &Programme) -> Quote {
    programme.quote(&cart(), &buyer(), at(PLACED)).unwrap()
}

/// Orders the cart and pays for it.
pub(crate) fn ordered(programme: &Programme) {
    let quote = quote(programme);
    programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    programme.confirm(ORDER, at(PAID)).unwrap();
}

/// A host of its own with stock and a paid order.
pub(crate) fn sold() -> Programme {
    let programme = stocked();
    ordered(&programme);
    programme
}

pub(crate) fn laptop(serial: &str) -> Shipped {
    Shipped::line(1, serial).unwrap()
}

pub(crate) fn server(serial: &str) -> Shipped {
    Shipped::line(2, serial).unwrap()
}

/// The cart's three products.
pub(crate) fn all() -> [Shipped; 3] {
    [laptop("DEMO0001"), laptop("DEMO0002"), server("DEMO0003")]
}

/// Sends all units of the order to their registries; those of these lots are retired.
pub(crate) fn retire(programme: &Programme, lots: &[&str]) {
    for units in programme.units_to_retire(ORDER).unwrap() {
        let operation = format!("retire-{}-{}", units.lot, units.first_unit);
        programme.request_retirement(&operation, &units, at(PAID)).unwrap();
    }
    for open in programme.open_retirements().unwrap() {
        if lots.contains(&open.lot.as_str()) {
            let reference = format!("DEMO-{}", open.lot);
            let date = at("2026-11-17T00:00:00Z").date();
            let (operation, serial) = (open.operation.as_str(), open.serial.to_string());
            let now = at("2026-11-17T08:00:00Z");
            programme.record_retirement(operation, &reference, date, &serial, now).unwrap();
        }
    }
}

pub(crate) fn json_of(issued: &[Issued]) -> Vec<&[u8]> {
    issued.iter().map(|issued| &*issued.json).collect()
}

/// Something of the ledger's state.
pub(crate) fn state<R: Send + 'static>(
    programme: &Programme,
    read: impl FnOnce(&State) -> R + Send + 'static,
) -> R {
    programme.ledger().read(Freshness::Latest, |state, _| read(state)).unwrap()
}

pub(crate) fn digest(programme: &Programme) -> Digest {
    state(programme, State::digest)
}

/// How many batches the journal has.
pub(crate) fn position(programme: &Programme) -> Position {
    programme.ledger().read(Freshness::Latest, |_, head| head.position).unwrap()
}

pub(crate) fn order_id() -> OrderId {
    ORDER.parse().unwrap()
}

type Deed = Box<dyn FnOnce() + Send>;

/// A shared journal in which other hosts do something at the moment when a command of this host is
/// about to be decided: after it has looked, before it acts.
#[derive(Clone)]
pub(crate) struct Meddled {
    pub(crate) memory: Memory,
    deeds: Arc<Mutex<VecDeque<Option<Deed>>>>,
}

impl Meddled {
    pub(crate) fn new() -> Self {
        Self { memory: Memory::new(), deeds: Arc::default() }
    }

    /// Lets this many commands pass, then does something before the next.
    pub(crate) fn after(&self, commands: usize, deed: impl FnOnce() + Send + 'static) {
        let mut deeds = self.deeds.lock().unwrap();
        deeds.clear();
        deeds.extend((0..commands).map(|_| None));
        deeds.push_back(Some(Box::new(deed)));
    }

    /// Whether everything was done.
    pub(crate) fn is_done(&self) -> bool {
        self.deeds.lock().unwrap().is_empty()
    }
}

impl Journal for Meddled {
    fn lock(&mut self) -> Result<(), JournalError> {
        let deed = self.deeds.lock().unwrap().pop_front().flatten();
        if let Some(deed) = deed {
            deed();
        }
        Ok(())
    }

    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        self.memory.read_after(position, limit)
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        self.memory.append(batch)
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        self.memory.put_document(digest, bytes)
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        self.memory.document(digest)
    }
}

/// A shared journal that is lost at one operation and back at the next.
#[derive(Clone)]
pub(crate) struct Failing {
    memory: Memory,
    /// How many operations succeed before one fails.
    left: Arc<Mutex<Option<u64>>>,
}

impl Failing {
    pub(crate) fn after(operations: u64) -> Self {
        Self { memory: Memory::new(), left: Arc::new(Mutex::new(Some(operations))) }
    }

    /// Whether the operation that fails has come.
    pub(crate) fn has_failed(&self) -> bool {
        self.left.lock().unwrap().is_none()
    }

    fn operate(&self) -> Result<(), String> {
        let mut left = self.left.lock().unwrap();
        match *left {
            Some(0) => {
                *left = None;
                Err("the store is lost".to_owned())
            }
            Some(operations) => {
                *left = Some(operations - 1);
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl Journal for Failing {
    fn lock(&mut self) -> Result<(), JournalError> {
        self.operate().map_err(|error| JournalError::new("lock", error))
    }

    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        self.operate().map_err(|error| JournalError::new("read", error))?;
        self.memory.read_after(position, limit)
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        self.operate().map_err(|error| AppendError::NotWritten(error.into()))?;
        self.memory.append(batch)
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        self.operate().map_err(|error| JournalError::new("store", error))?;
        self.memory.put_document(digest, bytes)
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        self.operate().map_err(|error| JournalError::new("find", error))?;
        self.memory.document(digest)
    }
}
