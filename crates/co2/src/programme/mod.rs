//! An offsetting programme: every step in the life of an offset, from one handle.
//!
//! The files follow the life of an order: `stock` and `rules` before it, `offer`, `budget`, `reserve` and `pay`,
//! `fulfil`, `after_sale`, `suspend`, `earlier` (purchases from before), `retire` and `retire_policy`, `publish` and `show`; `look`,
//! `figures` and `events` read, `resume`, `archive` and `clock` keep house, and `step` has what all steps
//! share.

mod after_sale;
mod archive;
mod assigner;
mod bases;
mod budget;
mod clock;
mod earlier;
mod error;
mod events;
mod figures;
mod fulfil;
mod look;
mod mode;
mod offer;
mod page;
mod parcel;
mod pay;
mod publish;
mod reserve;
mod resume;
mod retire;
mod retire_policy;
mod rules;
mod show;
mod step;
mod stock;
mod suspend;

use crate::config::Config;
use crate::figures::Books;
use crate::keys::Keys;
use crate::projection::Projection;
#[cfg(feature = "sqlite")]
use crate::{files, keys::read_secret, location, location::Purpose};
use co2_cert::Did;
#[cfg(feature = "sqlite")]
use co2_cert::{KeySigner, did::DidDocument};
use co2_journal::{Anchor, CloseError, Ledger};
use co2_lifecycle::product::Catalogue;
use std::path::Path;
use std::sync::{Arc, Mutex};

use self::bases::Bases;
use self::rules::InForce;

pub use self::earlier::Earlier;
pub use self::error::{
    AfterSaleError, CertifyError, EarlierError, FulfilError, ImportCreditsError, OpenError,
    OrderError, PublishError, PutRulesError, ReserveError, RetireError,
};
pub use self::look::{OrderLook, ProductLook};
pub use self::mode::Mode;
pub use self::parcel::{Issued, ParcelError, Shipped, Unfulfilled};
pub use self::pay::Settled;
pub use self::reserve::Reservation;
pub use self::resume::{Resumed, Unfinished, can_be_made_again};
pub(crate) use self::retire::{Needs, promised};
pub use self::retire::{OpenRetirement, RetirementDuty, UnitsToRetire};
pub use self::stock::{LeftRow, TakenCredits, WhyLeft};

/// The largest configuration or DID document that is read, in bytes.
#[cfg(feature = "sqlite")]
const MAX_CONFIG: u64 = 4 << 20;

/// An offsetting programme of one issuer: one handle for a whole web host.
///
/// Clones are handles of the same programme, and any number of threads and tasks may use one at the
/// same time: what they ask of the ledger goes to disk together. Footprints are computed by the caller. With a key in
/// memory, the ledger's writer builds and signs the certificate of a product that it assigns, so that both are stored
/// with one sync; any other certificate, and every one whose key is elsewhere, is built and signed by the caller.
///
/// Every step may be repeated: it happens once, and the answer is the first one. With the feature
/// `async` each has a twin that is a future (`confirm_async`), with the feature `tracing` each runs
/// in a span that shows the order, the position in the journal and how it ended.
#[derive(Clone, Debug)]
pub struct Programme {
    ledger: Ledger,
    config: Arc<Config>,
    keys: Arc<Keys>,
    /// Where a cart's products are looked up.
    catalogue: Arc<Catalogue>,
    /// The issuer's public files, when the configuration's file says where they are.
    public: Option<Arc<Path>>,
    /// What is known of the rules in force.
    in_force: Arc<InForce>,
    /// How footprints came about, as read lately.
    bases: Arc<Bases>,
    /// What `publish` has read of the ledger.
    log: Arc<Mutex<Projection>>,
    /// What `figures` has read of the ledger.
    books: Arc<Mutex<Books>>,
}

impl Programme {
    /// Opens a programme on a SQLite file, which is created when missing, or, with the feature `postgres`, on a
    /// PostgreSQL database whose address begins with `postgres://`.
    ///
    /// The times that steps are given are compared with the machine's clock and the ledger's time: one
    /// that is far ahead of both is refused, by more than `rules.clock_ahead_seconds` of the configuration
    /// or five minutes, since it would expire the reservations of others
    /// ([`accept_time`](Self::accept_time)). A programme with another clock, or none, such as of a
    /// simulation, is opened with [`on_ledger`](Self::on_ledger).
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// use co2::Programme;
    /// let folder = tempfile::tempdir()?;
    /// let programme = Programme::open(folder.path().join("offsets.db"), config(), keys())?;
    /// assert_eq!(programme.config(), &config());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When a value of the configuration cannot be, the keys are not the issuer's, the file cannot be
    /// opened, or its journal is damaged.
    #[cfg(feature = "sqlite")]
    pub fn open(location: impl AsRef<Path>, config: Config, keys: Keys) -> Result<Self, OpenError> {
        // Checked first: a file that cannot be used is not created.
        check(&config, &keys)?;
        let opened = location::open(location.as_ref(), Purpose::Create)?;
        let ledger = by_clock().open(opened.journal)?;
        Self::on_ledger(ledger, config, keys)
    }

    /// Opens a programme on a file or database that exists and has this anchor: one that `co2 audit` printed
    /// earlier and that was kept elsewhere. So a ledger that was cut or rewritten since, or restored
    /// from an older backup, is refused before it sells a gram twice.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// use co2::Programme;
    /// let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("offsets.db");
    /// let ledger = co2::journal::Ledger::open(co2::journal::Sqlite::open(&path)?, None)?;
    /// let programme = Programme::on_ledger(ledger, config(), keys())?;
    /// programme.import_credits(CREDITS.as_bytes(), now())?;
    /// let anchor = programme.close()?;
    /// // The file that was closed, and no older copy of it.
    /// drop(Programme::open_at(&path, anchor, config(), keys())?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`open`](Self::open); also when there is no such file, or it does not have the anchor.
    #[cfg(feature = "sqlite")]
    pub fn open_at(
        location: impl AsRef<Path>,
        anchor: Anchor,
        config: Config,
        keys: Keys,
    ) -> Result<Self, OpenError> {
        check(&config, &keys)?;
        let opened = location::open(location.as_ref(), Purpose::Write)?;
        let ledger = by_clock().anchor(Some(anchor)).open(opened.journal)?;
        Self::on_ledger(ledger, config, keys)
    }

    /// Opens the programme that a configuration's file describes, TOML or, when its name ends in `.json`,
    /// JSON: reads its secrets and its catalogue, and opens its ledger, which is created when missing. `co2 init` writes
    /// such a file with all that it names.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// use co2::Programme;
    /// let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("programme.toml");
    /// // `co2 init` writes the configuration and the secrets that it names.
    /// std::fs::write(&path, CONFIG)?;
    /// let error = Programme::open_file(&path).unwrap_err();
    /// assert!(error.to_string().contains("the table files"), "{error}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`open`](Self::open); also when a file cannot be read or is not what it must be, or the
    /// configuration has no table `files`.
    #[cfg(feature = "sqlite")]
    pub fn open_file(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        let path = path.as_ref();
        let text = String::from_utf8(files::read_at_most(path, MAX_CONFIG)?)
            .map_err(|_| OpenError::Utf8 { path: path.to_owned() })?;
        let is_json = path.extension().is_some_and(|extension| extension == "json");
        let config = if is_json { Config::from_json(&text) } else { Config::from_toml(&text) }?;
        let Some(own) = &config.files else {
            return Err(OpenError::NoFiles { path: path.to_owned() });
        };
        let folder = path.parent().unwrap_or_else(|| Path::new(""));
        let (seed, status_key) =
            (read_secret(&folder.join(&own.seed))?, read_secret(&folder.join(&own.status_key))?);
        let ledger = location::named_in(folder, &own.ledger);
        let keys = match own.did.as_ref().map(|did| folder.join(did)) {
            None => Keys::from_seed(&config.issuer, &seed, *status_key)?,
            Some(path) => {
                let document = DidDocument::from_json(&files::read_at_most(&path, MAX_CONFIG)?);
                let document = document.map_err(|source| OpenError::Did { path, source })?;
                let method = format!("{}#{}", document.did(), config.issuer.key);
                let signer = KeySigner::from_seed(&seed, method);
                Keys::new(Box::new(signer), document, *status_key)?
            }
        };
        let below = |path: &std::path::PathBuf| folder.join(path);
        let public = own.public.as_ref().map(|public| below(public).into());
        let catalogue = own.catalogue.as_ref().map(|path| crate::catalogue::read(&below(path)));
        let catalogue = catalogue.transpose()?.unwrap_or_default();
        let programme = Self::open(ledger, config, keys)?;
        Ok(Self { public, ..programme.with_catalogue(catalogue) })
    }

    /// A programme on a ledger that is open already. The times that steps are given are compared with the
    /// clock that the ledger was opened with ([`Options::clock`](co2_journal::Options::clock)), such as that
    /// of a database server; without one they are taken as they are.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// use co2::Programme;
    /// use co2::journal::{Ledger, Memory};
    /// let programme = Programme::on_ledger(Ledger::open(Memory::new(), None)?, config(), keys())?;
    /// assert!(programme.free()?.is_zero());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When a value of the configuration cannot be, the keys are not the issuer's, the ledger cannot be read, or
    /// it is a test and the configuration is not, or the reverse.
    pub fn on_ledger(ledger: Ledger, config: Config, keys: Keys) -> Result<Self, OpenError> {
        check(&config, &keys)?;
        let (first, _) = ledger.events_after(Anchor::START)?;
        mode::check(&first, &config).map_err(|ledger| OpenError::Mode { ledger })?;
        Ok(Self {
            ledger,
            config: Arc::new(config),
            keys: Arc::new(keys),
            catalogue: Arc::default(),
            public: None,
            in_force: Arc::default(),
            bases: Arc::default(),
            log: Arc::new(Mutex::new(Projection::new())),
            books: Arc::new(Mutex::new(Books::new(false))),
        })
    }

    /// The same with a catalogue, in which the products of a cart's lines are found by their GTIN, part number or
    /// model name ([`FootprintSource::Catalogue`](crate::FootprintSource::Catalogue)). Handles that were cloned
    /// before keep theirs.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shop()?;
    /// let product = serde_json::from_str(r#"{
    ///     "id": "nb-1", "gtin": "09506000134352", "facts": { "category": "laptop", "screen_in": 14 }
    /// }"#)?;
    /// let programme = programme.with_catalogue(co2::Catalogue::new(vec![product])?);
    /// let cart = serde_json::from_str(r#"{ "lines": [{
    ///     "id": 1, "quantity": 1, "name": "Laptop", "model": { "gtin": "09506000134352" },
    ///     "catalogue": "9506000134352"
    /// }] }"#)?;
    /// assert_eq!(programme.quote(&cart, &buyer(), now())?.lines[0].covered, 1);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_catalogue(self, catalogue: Catalogue) -> Self {
        Self { catalogue: Arc::new(catalogue), ..self }
    }

    /// Closes the ledger for all its handles: what waits is answered, and a snapshot is written that
    /// makes opening it faster. Gives the anchor at its end; kept elsewhere, it shows later whether the
    /// file was cut or rewritten ([`open_at`](Self::open_at), `co2 audit --anchor`).
    ///
    /// A programme that is dropped loses nothing either; it writes no snapshot.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shop()?;
    /// let anchor = programme.close()?;
    /// // To be kept elsewhere than the ledger.
    /// println!("{anchor}");
    /// # Ok(())
    /// # }
    /// ```
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

    /// The folder of the issuer's public files, where the configuration's file names one
    /// ([`open_file`](Self::open_file)).
    pub fn public_folder(&self) -> Option<&Path> {
        self.public.as_deref()
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }
}

/// How a ledger is opened whose times come from hosts of this machine.
#[cfg(feature = "sqlite")]
fn by_clock() -> co2_journal::Options {
    Ledger::options().clock(Some(clock::machine))
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
