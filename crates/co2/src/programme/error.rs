//! Why a step of a programme fails: one type per step.

use crate::about::AboutError;
use crate::basis::BasisError;
use crate::catalogue::CatalogueFileError;
use crate::config::ConfigError;
use crate::files::FileError;
use crate::keys::{KeyFileError, KeysError};
#[cfg(feature = "sqlite")]
use crate::location::LocationError;
use crate::programme::Mode;
use crate::quote::QuoteError;
use co2_cert::certificate::{BuildError, IssuerError};
use co2_cert::did::{DidDocumentError, KeyEnd};
use co2_cert::log::{AppendError, LeafError, LogError};
use co2_cert::proof::SignError;
use co2_cert::record::{DocumentDigest, RecordError};
use co2_cert::status::{StatusIndexError, StatusListError};
use co2_cert::tlog::{OriginError, SignNoteError};
use co2_cert::url::UrlError;
use co2_cert::{Did, Host, HttpsUrl, TextError};
use co2_journal::SubmitError;
use co2_ledger::{LineId, OrderId};
use co2_offsets::import::ReadError;
use co2_offsets::{Digest, RulesId};
use co2_render::{Locale, PageError};
use co2_units::{DayError, IdError, Money, ProductId, Timestamp};
use std::path::PathBuf;

/// Why a programme is not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// A value of the configuration cannot be.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The file or database cannot be opened.
    #[cfg(feature = "sqlite")]
    #[error(transparent)]
    Location(#[from] LocationError),
    /// The journal cannot be replayed.
    #[error(transparent)]
    Ledger(#[from] co2_journal::OpenError),
    /// A file that the configuration names, or the configuration itself, cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The catalogue cannot be read.
    #[error(transparent)]
    Catalogue(#[from] CatalogueFileError),
    /// A secret's file is none.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// The keys do not fit the issuer.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The issuer's DID document cannot be read.
    #[error("{path} is no DID document", path = path.display())]
    Did {
        /// The file.
        path: PathBuf,
        /// Why.
        source: DidDocumentError,
    },
    /// A configuration is no text.
    #[error("{path}: the text is not UTF-8", path = path.display())]
    Utf8 {
        /// The file.
        path: PathBuf,
    },
    /// A configuration does not say where the programme's files are.
    #[error("{path}: a programme is opened by its file when the table files says where its ledger is", path = path.display())]
    NoFiles {
        /// The file.
        path: PathBuf,
    },
    /// The ledger cannot be read.
    #[error(transparent)]
    Read(#[from] SubmitError),
    /// The ledger is a test and the configuration is not, or the reverse.
    #[error("the ledger is {ledger}, and the configuration {} a demonstration notice", if *ledger == Mode::Test { "has not" } else { "has" })]
    Mode {
        /// What the ledger is.
        ledger: Mode,
    },
    /// The keys are those of another issuer.
    #[error("the keys are those of {did}, not of {host}")]
    Issuer {
        /// Whose keys they are.
        did: Did,
        /// The issuer of the configuration.
        host: Host,
    },
}

/// Why the configuration's rules are not put in force.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PutRulesError {
    /// The operation's name: never in practice.
    #[error(transparent)]
    Name(#[from] IdError),
    /// Meanwhile another host has begun the ledger: it is a test and the configuration is not, or the reverse.
    #[error("the ledger is {ledger}, and the configuration is not")]
    Mode {
        /// What the ledger is.
        ledger: Mode,
    },
    /// The ledger refuses them, or cannot store them.
    #[error(transparent)]
    Ledger(#[from] SubmitError),
}

/// Why a table of credits is not taken into stock.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportCreditsError {
    /// The table cannot be read from where it is.
    #[error("the table of credits cannot be read")]
    Io(#[from] std::io::Error),
    /// The table is too large.
    #[error("the table of credits has more than {max} bytes")]
    TooLarge {
        /// The most that is read.
        max: u64,
    },
    /// The table is not what it must be; with line and column.
    #[error(transparent)]
    Table(#[from] ReadError),
    /// The operation's name: never in practice.
    #[error(transparent)]
    Name(#[from] IdError),
    /// The configuration's rules cannot be put in force.
    #[error(transparent)]
    Rules(#[from] PutRulesError),
    /// The ledger refuses it, or cannot store it.
    #[error(transparent)]
    Ledger(#[from] SubmitError),
}

/// Why credits are not reserved.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReserveError {
    /// The order's name is none.
    #[error(transparent)]
    Order(#[from] IdError),
    /// The quote is no longer valid.
    #[error("the quote was valid until {valid_until}")]
    QuoteExpired {
        /// Until when it was.
        valid_until: Timestamp,
    },
    /// The price has risen since it was quoted.
    #[error("the price is {now} now, but {quoted} was quoted")]
    PriceChanged {
        /// What was quoted.
        quoted: Money,
        /// What it would be now.
        now: Money,
    },
    /// The rules by which credits are chosen have changed since it was quoted.
    #[error("the rules {quoted} were quoted, but the rules are {now} now")]
    RulesChanged {
        /// The rules that were quoted.
        quoted: RulesId,
        /// The rules in force.
        now: RulesId,
    },
    /// The cart's footprints cannot be computed again.
    #[error(transparent)]
    Quote(#[from] QuoteError),
    /// What is kept of a footprint cannot be written.
    #[error(transparent)]
    Basis(#[from] BasisError),
    /// What is kept of the order cannot be written.
    #[error(transparent)]
    About(#[from] AboutError),
    /// The ledger refuses it, or cannot store it.
    #[error(transparent)]
    Ledger(#[from] SubmitError),
    /// The ledger answered something else: never in practice.
    #[error("the ledger answered something else")]
    Answer,
}

/// Why an order is not confirmed or cancelled, or not known.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OrderError {
    /// The order's name is none.
    #[error(transparent)]
    Order(#[from] IdError),
    /// The configuration's rules cannot be put in force.
    #[error(transparent)]
    Rules(#[from] PutRulesError),
    /// The ledger refuses it, or cannot store it.
    #[error(transparent)]
    Ledger(#[from] SubmitError),
}

/// Why units are not retired.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RetireError {
    /// A name is none.
    #[error(transparent)]
    Name(#[from] IdError),
    /// The order is not known.
    #[error("order {order} is not known")]
    UnknownOrder {
        /// The order.
        order: OrderId,
    },
    /// The serial is none.
    #[error("the registry's serial cannot be read")]
    Serial(#[from] co2_offsets::serial::ParseSerialError),
    /// The reference is not a printable line of 1 to 200 characters.
    #[error("the registry's reference cannot be used")]
    Reference(#[from] TextError),
    /// The day is outside the years 1 to 9999.
    #[error(transparent)]
    Day(#[from] DayError),
    /// The ledger refuses it, or cannot store it.
    #[error(transparent)]
    Ledger(#[from] SubmitError),
}

/// Why a product that came back or was exchanged, or a shortfall, is not put right.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AfterSaleError {
    /// The order's name or a serial number is none.
    #[error(transparent)]
    Name(#[from] IdError),
    /// Which product is meant cannot be read.
    #[error(transparent)]
    Product(#[from] FulfilError),
    /// The reason of a suspension is none.
    #[error("the reason is not a line of 1 to 200 characters without space at either end")]
    Reason(#[source] TextError),
    /// The certificate cannot be suspended: it was issued while the configuration had no
    /// `certificate.can_be_suspended`, or another host, and names no entry in a suspension list of this host.
    #[error(
        "the certificate {digest} names no suspension list of this host, so it can only be revoked"
    )]
    NoSuspensionList {
        /// The certificate.
        digest: Digest,
    },
    /// The ledger refuses it, or cannot store it.
    #[error(transparent)]
    Ledger(#[from] SubmitError),
}

/// Why products that were sold earlier are not covered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EarlierError {
    /// The order's name is none.
    #[error(transparent)]
    Name(#[from] IdError),
    /// A product is of a line that the cart does not have.
    #[error("the cart has no line {line}")]
    UnknownLine {
        /// The line.
        line: LineId,
    },
    /// The day is none of the years 1 to 9999.
    #[error(transparent)]
    Day(#[from] DayError),
    /// A footprint cannot be computed.
    #[error(transparent)]
    Quote(#[from] QuoteError),
    /// What is kept of a footprint cannot be written.
    #[error(transparent)]
    Basis(#[from] BasisError),
    /// What is kept of the order cannot be written.
    #[error(transparent)]
    About(#[from] AboutError),
    /// The ledger refuses it, or cannot store it.
    #[error(transparent)]
    Ledger(#[from] SubmitError),
}

/// Why a product is not covered, or gets no certificate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FulfilError {
    /// The order's name or a serial number is none.
    #[error(transparent)]
    Name(#[from] IdError),
    /// The order is not known.
    #[error("order {order} is not known")]
    UnknownOrder {
        /// The order.
        order: OrderId,
    },
    /// The order has no such line.
    #[error("order {order} has no line {line}")]
    UnknownLine {
        /// The order.
        order: OrderId,
        /// The line.
        line: LineId,
    },
    /// The product came back, or its certificate was revoked: its coverage is over.
    #[error("product {} came back, or its certificate was revoked", product.serial)]
    Returned {
        /// The product.
        product: Box<ProductId>,
    },
    /// Another product took its place, and with it the coverage.
    #[error("product {} was replaced{}", product.serial, by.as_ref().map_or_else(String::new, |by| format!(" by {}", by.serial)))]
    Replaced {
        /// The product.
        product: Box<ProductId>,
        /// The product that is covered in its place.
        by: Option<Box<ProductId>>,
    },
    /// The product is covered as one of another line of the order.
    #[error("product {} is of line {line}, not of line {given}", product.serial)]
    OtherLine {
        /// The product.
        product: Box<ProductId>,
        /// The line that was given.
        given: LineId,
        /// The line that it is of.
        line: LineId,
    },
    /// The document that says how the line's amount came about is missing.
    #[error("line {line} of order {order} has no readable basis")]
    NoBasis {
        /// The order.
        order: OrderId,
        /// The line.
        line: LineId,
    },
    /// That document cannot be read.
    #[error(transparent)]
    Basis(#[from] BasisError),
    /// The certificate cannot be made.
    #[error("the certificate of product {serial} cannot be made")]
    Certify {
        /// The product's serial number.
        serial: String,
        /// Why.
        source: CertifyError,
    },
    /// A certificate was recorded, but its bytes are not there.
    #[error("the certificate {digest} is recorded, but not stored")]
    Lost {
        /// The digest of its bytes.
        digest: Digest,
    },
    /// The ledger refuses it, or cannot store it.
    #[error(transparent)]
    Ledger(#[from] SubmitError),
}

/// Why a coverage makes no certificate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CertifyError {
    /// The project of a lot is not known: never in a sound ledger.
    #[error("the project of a credit is not known")]
    Project,
    /// Units that cover the product are lost in the registry, and not yet made good.
    #[error("units that cover the product are lost in the registry, and not yet made good")]
    Lost,
    /// The day by which units will be retired is after the year 9999.
    #[error("the day by which units will be retired is out of range")]
    Due,
    /// A text cannot be printed.
    #[error(transparent)]
    Text(#[from] TextError),
    /// An address is none.
    #[error(transparent)]
    Url(#[from] UrlError),
    /// The facts disagree.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The issuer is none.
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    /// The issuer's host is too long for a log's name.
    #[error(transparent)]
    Log(#[from] OriginError),
    /// There is no place in a status list.
    #[error(transparent)]
    Status(#[from] StatusIndexError),
    /// The certificate is inconsistent.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The signer does not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
}

/// Why the public files are not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// A file cannot be written.
    #[error("{path} cannot be written", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// An address is none.
    #[error(transparent)]
    Url(#[from] UrlError),
    /// An address has no file: never in practice.
    #[error("{url} is not a path of plain names")]
    Path {
        /// The address.
        url: HttpsUrl,
    },
    /// A page cannot be written.
    #[error(transparent)]
    Page(#[from] PageError),
    /// Pages are not published in this language.
    #[error(
        "pages are not published in {locale}, but in {}",
        locales.iter().map(|locale| locale.as_str()).collect::<Vec<_>>().join(", ")
    )]
    Locale {
        /// The language.
        locale: Locale,
        /// Those of the configuration ([`Config::locales`](crate::Config::locales)).
        locales: Vec<Locale>,
    },
    /// There is no place in a status list.
    #[error(transparent)]
    Status(#[from] StatusIndexError),
    /// A status list cannot be made.
    #[error(transparent)]
    List(#[from] StatusListError),
    /// The signer's key has ended in the issuer's DID document: nobody would verify what it signs.
    #[error("the key {method} {end}, so nobody would verify what it signs")]
    KeyEnded {
        /// The signer's key.
        method: String,
        /// How it ended.
        end: KeyEnd,
    },
    /// The signer does not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] SubmitError),
    /// A recorded certificate is not in the ledger's store.
    #[error("the certificate {digest} is recorded, but not stored")]
    Lost {
        /// The digest that is recorded.
        digest: Digest,
    },
    /// The log in the folder cannot be read, or it is damaged.
    #[error("the public log in the folder is refused")]
    Log(#[from] LogError),
    /// The log in the folder has more leaves than the ledger has certificate events: the ledger was
    /// restored from an old copy, or the folder is another ledger's. Nothing of the log was written.
    #[error(
        "the published log has {published} leaves and the ledger {ledger}: the ledger was cut, or \
         this is another ledger's folder"
    )]
    LogAhead {
        /// How many leaves are published.
        published: u64,
        /// How many the ledger leads to.
        ledger: u64,
    },
    /// The log in the folder has another certificate than the ledger. Nothing of the log was written.
    #[error("leaf {index} of the published log is {published}, which is not what the ledger has")]
    LogDiffers {
        /// Which leaf.
        index: u64,
        /// The certificate that is published.
        published: DocumentDigest,
    },
    /// The log in the folder is signed with another tree, though its entries name the same certificates.
    /// Nothing was written.
    #[error("the published log of {size} leaves is signed with another tree than the ledger's")]
    LogRoot {
        /// How many leaves are published.
        size: u64,
    },
    /// A certificate has no leaf.
    #[error(transparent)]
    Leaf(#[from] LeafError),
    /// A leaf is not appended.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// The log's name is none.
    #[error(transparent)]
    Origin(#[from] OriginError),
    /// The checkpoint is not signed.
    #[error(transparent)]
    Checkpoint(#[from] SignNoteError),
    /// The certificate is not in the published log: publish first.
    #[error("the certificate {digest} is not in the published log")]
    NotPublished {
        /// The certificate.
        digest: Digest,
    },
}
