//! An offsetting programme: quote, reserve, confirm, retire, fulfil, publish.

mod archive;
mod error;
mod fulfil;
mod offer;
mod publish;
mod reserve;
mod resume;
mod retire;
mod rules;
mod show;

use crate::config::Config;
use crate::keys::Keys;
use crate::log::Projection;
use co2_cert::Did;
#[cfg(feature = "sqlite")]
use co2_journal::Sqlite;
use co2_journal::{Anchor, CloseError, Committed, Freshness, Ledger};
use co2_ledger::{Cancel, Command, Confirm, Import, Request};
use co2_offsets::{Digest, read_csv};
use co2_units::{Co2e, Timestamp};
use std::io::Read;
#[cfg(feature = "sqlite")]
use std::path::Path;
use std::sync::Mutex;

use self::rules::InForce;

pub use self::error::{
    CertifyError, FulfilError, ImportCreditsError, OpenError, OrderError, PublishError,
    PutRulesError, ReserveError, RetireError,
};
pub use self::fulfil::{Issued, Shipped};
pub use self::reserve::Reservation;
pub use self::resume::{Resumed, Unfinished};
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
    /// What is known of the rules in force.
    in_force: InForce,
    /// What `publish` has read of the ledger.
    log: Mutex<Projection>,
}

impl Programme {
    /// Opens a programme on a SQLite file, which is created when missing.
    ///
    /// # Errors
    /// When a value of the configuration cannot be, the keys are not the issuer's, the file cannot be
    /// opened, or its journal is damaged.
    #[cfg(feature = "sqlite")]
    pub fn open(path: impl AsRef<Path>, config: Config, keys: Keys) -> Result<Self, OpenError> {
        // Checked first: a file that cannot be used is not created.
        check(&config, &keys)?;
        let ledger = Ledger::open(Sqlite::open(path)?, None)?;
        Self::on_ledger(ledger, config, keys)
    }

    /// Opens a programme on a SQLite file that exists and has this anchor: one that `co2 audit` printed
    /// earlier and that was kept elsewhere. So a ledger that was cut or rewritten since, or restored
    /// from an older backup, is refused before it sells a gram twice.
    ///
    /// # Errors
    /// As [`open`](Self::open); also when there is no such file, or it does not have the anchor.
    #[cfg(feature = "sqlite")]
    pub fn open_at(
        path: impl AsRef<Path>,
        anchor: Anchor,
        config: Config,
        keys: Keys,
    ) -> Result<Self, OpenError> {
        check(&config, &keys)?;
        let ledger = Ledger::open(Sqlite::open_existing(path)?, Some(anchor))?;
        Self::on_ledger(ledger, config, keys)
    }

    /// A programme on a ledger that is open already.
    ///
    /// # Errors
    /// When a value of the configuration cannot be, or the keys are not the issuer's.
    pub fn on_ledger(ledger: Ledger, config: Config, keys: Keys) -> Result<Self, OpenError> {
        check(&config, &keys)?;
        let (in_force, log) = (InForce::default(), Mutex::new(Projection::new()));
        Ok(Self { ledger, config, keys, in_force, log })
    }

    /// Closes the ledger for all its handles: what waits is answered, and a snapshot is written that
    /// makes opening it faster. Gives the anchor at its end; kept elsewhere, it shows later whether the
    /// file was cut or rewritten ([`open_at`](Self::open_at), `co2 audit --anchor`).
    ///
    /// A programme that is dropped loses nothing either; it writes no snapshot.
    ///
    /// # Errors
    /// When the ledger is closed already, its journal is damaged, or the snapshot could not be stored.
    pub fn close(self) -> Result<Anchor, CloseError> {
        self.ledger.close()
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
    /// time does nothing. The first import or quote after opening puts the rules of the configuration
    /// in force, as [`put_rules`](Self::put_rules) does.
    ///
    /// # Errors
    /// When the table cannot be read, with line and column, or the ledger refuses it; nothing of it
    /// is kept then.
    pub fn import_credits(
        &mut self,
        table: impl Read,
        now: Timestamp,
    ) -> Result<Committed, ImportCreditsError> {
        let mut bytes = Vec::new();
        // One byte more than allowed tells that there is more.
        let read = table.take(MAX_TABLE.saturating_add(1)).read_to_end(&mut bytes)?;
        if u64::try_from(read).is_ok_and(|read| read > MAX_TABLE) {
            return Err(ImportCreditsError::TooLarge { max: MAX_TABLE });
        }
        // An id has at most 64 bytes: 192 bits of the digest.
        let name = format!("import-{:.48}", Digest::of(&bytes));
        let operation = name.parse()?;
        let import = Import::new(operation, read_csv(&bytes)?);
        let answer = self.ledger.submit(Request { now, command: Command::Import(import) })?;
        self.adopt_rules(now)?;
        Ok(answer)
    }

    /// The order is paid: its credits are kept for it.
    ///
    /// # Errors
    /// When the order is not known, or its reservation has expired.
    pub fn confirm(&mut self, order: &str, now: Timestamp) -> Result<Committed, OrderError> {
        let command = Command::Confirm(Confirm::whole(order.parse()?));
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
}

/// Whether a programme can be run so: what is wrong here would show only when goods ship.
fn check(config: &Config, keys: &Keys) -> Result<(), OpenError> {
    config.check()?;
    let did = keys.document.did();
    if Did::web(&config.issuer.host).as_ref() == Ok(did) {
        return Ok(());
    }
    Err(OpenError::Issuer { did: did.clone(), host: config.issuer.host.clone() })
}

/// What a ledger has in all.
impl Programme {
    /// How much of the stock is free. What an expired reservation held becomes free with the next
    /// command.
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
