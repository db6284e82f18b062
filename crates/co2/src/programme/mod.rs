//! An offsetting programme: quote, reserve, confirm, retire, fulfil, publish.

mod error;
mod fulfil;
mod publish;
mod retire;

use crate::cart::{Buyer, Cart};
use crate::config::Config;
use crate::keys::Keys;
use crate::quote::{Quote, QuoteError, line_price};
use co2_journal::{Committed, Freshness, Ledger, Position, Sqlite};
use co2_offsets::{
    Cancel, Change, Choice, Command, Confirm, Digest, Line, LineId, LotSlice, OperationId, OrderId,
    OrderStatus, PutRules, Request, Reserve, read_csv,
};
use co2_units::{Co2e, Money, StageSet, Timestamp};
use std::io::Read;
use std::path::Path;

pub use self::error::{
    CertifyError, FulfilError, ImportCreditsError, OpenError, OrderError, PublishError,
    ReserveError, RetireError,
};
pub use self::fulfil::{Issued, Shipped};
pub use self::retire::{OpenRetirement, UnitsToRetire};

/// The largest table of credits that is read, in bytes.
const MAX_TABLE: u64 = 64 << 20;

/// An offsetting programme of one issuer.
///
/// Every step may be repeated: it happens once, and the answer is the first one.
#[derive(Debug)]
pub struct Programme {
    ledger: Ledger,
    config: Config,
    keys: Keys,
}

/// Credits that are held for an order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reservation {
    /// The order.
    pub order: OrderId,
    /// Whether the same reservation was made before.
    pub replayed: bool,
    /// Where the order stands now.
    pub status: OrderStatus,
    /// Until when the credits are held if the order is not paid.
    pub until: Timestamp,
    /// Which grams, line by line.
    pub slices: Vec<(LineId, Vec<LotSlice>)>,
    /// Where this stands in the journal.
    pub position: Position,
}

impl Programme {
    /// Opens a programme on a SQLite file, which is created when missing.
    ///
    /// # Errors
    /// When the file cannot be opened or its journal is damaged, or when the keys are not the
    /// issuer's.
    pub fn open(path: impl AsRef<Path>, config: Config, keys: Keys) -> Result<Self, OpenError> {
        let ledger = Ledger::open(Sqlite::open(path)?, None)?;
        Self::on_ledger(ledger, config, keys)
    }

    /// A programme on a ledger that is open already.
    ///
    /// # Errors
    /// When the keys are not the issuer's.
    pub fn on_ledger(ledger: Ledger, config: Config, keys: Keys) -> Result<Self, OpenError> {
        let host = keys.document.did().host();
        if host.as_ref() != Some(&config.issuer.host) {
            let did = keys.document.did().clone();
            return Err(OpenError::Issuer { did, host: config.issuer.host });
        }
        Ok(Self { ledger, config, keys })
    }

    /// The ledger.
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The configuration.
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Takes a table of credits into stock; see [`read_csv`] for its columns. The same table a second
    /// time does nothing.
    ///
    /// # Errors
    /// When the table cannot be read, with line and column, or the ledger refuses it; nothing of it
    /// is kept then.
    pub fn import_credits(
        &mut self,
        table: impl Read,
        now: Timestamp,
    ) -> Result<Committed, ImportCreditsError> {
        let mut text = String::new();
        // One byte more than allowed tells that there is more.
        let read = table.take(MAX_TABLE.saturating_add(1)).read_to_string(&mut text)?;
        if u64::try_from(read).is_ok_and(|read| read > MAX_TABLE) {
            return Err(ImportCreditsError::TooLarge { max: MAX_TABLE });
        }
        // An id has at most 64 bytes: 192 bits of the digest.
        let name = format!("import-{:.48}", Digest::of(text.as_bytes()));
        let operation = name.parse().map_err(ImportCreditsError::Name)?;
        let import = read_csv(operation, &text)?;
        Ok(self.ledger.submit(Request { now, command: Command::Import(import) })?)
    }

    /// Makes an offer for a cart. It holds no stock and changes nothing.
    ///
    /// # Errors
    /// When a footprint or price cannot be computed; with the line.
    pub fn quote(&self, cart: &Cart, buyer: &Buyer, now: Timestamp) -> Result<Quote, QuoteError> {
        Quote::new(&self.config, cart, buyer, now)
    }

    /// Holds credits for an order, at most at the price that was quoted.
    ///
    /// After a reservation expired, calling this again makes a new attempt.
    ///
    /// # Errors
    /// When the quote is no longer valid, the price would be higher, or there are not enough credits.
    pub fn reserve(
        &mut self,
        order: &str,
        quote: &Quote,
        choice: Choice,
        now: Timestamp,
    ) -> Result<Reservation, ReserveError> {
        let order: OrderId = order.parse()?;
        if now >= quote.valid_until {
            return Err(ReserveError::QuoteExpired { valid_until: quote.valid_until });
        }
        let price = self.price_now(quote)?;
        if price.currency() != quote.price.currency() || price.amount() > quote.price.amount() {
            return Err(ReserveError::PriceChanged { quoted: quote.price, now: price });
        }
        self.put_rules(now)?;
        let mut lines = Vec::with_capacity(quote.lines.len());
        for line in &quote.lines {
            // Stored first: an order never names a document that is not there.
            let basis = self.ledger.put_document(line.basis.to_json()?)?;
            lines.push(Line {
                id: line.id,
                quantity: line.quantity,
                each: line.each,
                stages: StageSet::ALL,
                basis: Some(basis),
            });
        }
        let attempt = self.attempt(order.clone(), now)?;
        let reserve = Reserve {
            order: order.clone(),
            attempt,
            rules: quote.rules,
            choice,
            lines,
            hold_seconds: self.config.offer.hold_seconds,
        };
        let command = Command::Reserve(reserve);
        let answer = self.ledger.submit(Request { now, command })?;
        let receipt = answer.receipt;
        let co2_offsets::Present::Order(status) = receipt.present else {
            return Err(ReserveError::Answer);
        };
        let Change::Reserved { reserve, until, slices } = &receipt.first.change else {
            return Err(ReserveError::Answer);
        };
        let ids = reserve.lines.iter().map(|line| line.id);
        Ok(Reservation {
            order,
            replayed: receipt.replayed,
            status,
            until: *until,
            slices: ids.zip(slices.iter().cloned()).collect(),
            position: answer.position,
        })
    }

    /// The order is paid: its credits are kept for it.
    ///
    /// # Errors
    /// When the order is not known, or its reservation has expired.
    pub fn confirm(&mut self, order: &str, now: Timestamp) -> Result<Committed, OrderError> {
        let command = Command::Confirm(Confirm { order: order.parse()? });
        Ok(self.ledger.submit(Request { now, command })?)
    }

    /// Gives an order up of which no product is assigned yet.
    ///
    /// # Errors
    /// When the order is not known, has expired, or has assigned products.
    pub fn cancel(&mut self, order: &str, now: Timestamp) -> Result<Committed, OrderError> {
        let command = Command::Cancel(Cancel { order: order.parse()? });
        Ok(self.ledger.submit(Request { now, command })?)
    }

    /// The price of a quote's amounts under the configuration of now.
    fn price_now(&self, quote: &Quote) -> Result<Money, ReserveError> {
        let mut sum: Option<Money> = None;
        for line in &quote.lines {
            let price = line_price(&self.config, line.each, line.quantity)?;
            sum = Some(match sum {
                Some(sum) => sum.checked_add(price).map_err(QuoteError::from)?,
                None => price,
            });
        }
        sum.ok_or(ReserveError::Quote(QuoteError::EmptyCart))
    }

    /// Puts the configured rules in force, if others are.
    fn put_rules(&self, now: Timestamp) -> Result<(), ReserveError> {
        let wanted = self.config.rules.id();
        let read = self
            .ledger
            .read(Freshness::Latest, |state, _| (state.rules_in_force(), state.revision()));
        let (in_force, revision) = read?;
        if in_force == Some(wanted) {
            return Ok(());
        }
        let operation: OperationId = format!("rules-{revision}").parse()?;
        let rules = self.config.rules.clone();
        let command = Command::PutRules(PutRules { operation, rules });
        self.ledger.submit(Request { now, command })?;
        Ok(())
    }

    /// Which attempt to reserve an order this is: the one that was made, or after its expiry the
    /// next.
    fn attempt(&self, order: OrderId, now: Timestamp) -> Result<u32, ReserveError> {
        Ok(self.ledger.read(Freshness::Latest, move |state, _| {
            let Some(known) = state.order(&order) else { return 1 };
            let attempt = known.reserve().attempt;
            let at = state.time().max(now);
            match known.status() {
                OrderStatus::Expired => attempt.saturating_add(1),
                OrderStatus::Reserved if known.until() <= at => attempt.saturating_add(1),
                _ => attempt,
            }
        })?)
    }
}

/// What a ledger has in all.
impl Programme {
    /// How much of the stock is free.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn free(&self) -> Result<Co2e, OrderError> {
        let read = self.ledger.read(Freshness::Latest, |state, _| {
            let projects = state.projects().map(|project| state.free_of(&project.id));
            Co2e::checked_sum(projects)
        });
        Ok(read?.unwrap_or(Co2e::MAX))
    }
}
