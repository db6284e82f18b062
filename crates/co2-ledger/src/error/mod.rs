//! Why a command is refused: one type per operation, and [`CommandError`] for all.
//!
//! A refused command has changed nothing and has not used its key up.

mod coverage;
mod time;
mod units;

use crate::command::Key;
use crate::ids::{LineId, OrderId};
use crate::state::RegistryState;
use co2_offsets::rules::FilterId;
use co2_offsets::{LotId, OperationId, RulesId};
use co2_units::credit::{ProjectId, Vintage};
use co2_units::{Co2e, Country, Currency, Money, ProductId, Timestamp};

pub use self::coverage::{CertificateError, CoverageError, MakeGoodError, RetroactiveError};
pub use self::time::TimeError;
pub use self::units::UnitsError;

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// The same key was used before with other content.
    #[error("{key} was given before with other content ({field})")]
    Conflict {
        /// The key.
        key: Key,
        /// The first field that differs.
        field: &'static str,
    },
    /// It is about an order that was archived, or about a product that such an order may cover. Nothing
    /// is decided: whoever has the events reads the records and decides anew, as
    /// [`State::decide_recalling`](crate::State::decide_recalling) does.
    #[error(
        "it is about an archived order: its record is in the journal, after {} events",
        in_words(records)
    )]
    Earlier {
        /// How many events were folded before each of those that have the records, in ascending order.
        records: Vec<u64>,
    },
    /// The time of the command is not accepted.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// An import is refused.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A set of rules is refused.
    #[error(transparent)]
    Rules(#[from] co2_offsets::rules::RulesError),
    /// A reservation is refused.
    #[error(transparent)]
    Reserve(#[from] ReserveError),
    /// A change of an order is refused.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// An assignment is refused.
    #[error(transparent)]
    Assign(#[from] AssignError),
    /// A retirement is refused.
    #[error(transparent)]
    Retirement(#[from] RetirementError),
    /// A return or replacement is refused, or what it is about is not covered.
    #[error(transparent)]
    Coverage(#[from] CoverageError),
    /// A certificate is not recorded.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// Earlier purchases are not covered.
    #[error(transparent)]
    Retroactive(#[from] RetroactiveError),
    /// A shortfall is not made good.
    #[error(transparent)]
    MakeGood(#[from] MakeGoodError),
    /// Units do not change their registry state.
    #[error(transparent)]
    Units(#[from] UnitsError),
}

fn in_words(records: &[u64]) -> String {
    records.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
}

impl CommandError {
    /// Whether the same command can succeed later without any other change by its sender: when
    /// stock comes in or is freed, or when time passes.
    pub const fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Reserve(ReserveError::InsufficientStock { .. } | ReserveError::Fragmented { .. })
                | Self::Retirement(RetirementError::InFuture { .. })
                | Self::Retroactive(RetroactiveError::InFuture { .. })
                | Self::MakeGood(
                    MakeGoodError::InsufficientStock { .. } | MakeGoodError::Fragmented { .. }
                )
                | Self::Certificate(CertificateError::Shortfall { .. })
                | Self::Units(UnitsError::Claimed { .. })
        )
    }
}

/// Why credits are not taken into stock. Nothing of the import is kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// There is no lot in it.
    #[error("an import has at least one lot")]
    Empty,
    /// A lot's name is taken.
    #[error("lot {lot} is known already")]
    LotKnown {
        /// The lot.
        lot: LotId,
    },
    /// Units of the lot are held already, or stand twice in the import.
    #[error("lot {lot} ({serial}) overlaps the units of lot {other} ({other_serial})")]
    Overlap {
        /// The lot.
        lot: LotId,
        /// Its serial.
        serial: String,
        /// The lot that has the units.
        other: LotId,
        /// Its serial.
        other_serial: String,
    },
    /// The project of a lot's serial is neither known nor part of the import.
    #[error("lot {lot} is of project {project}, which is not known")]
    UnknownProject {
        /// The lot.
        lot: LotId,
        /// The project its serial names.
        project: ProjectId,
    },
    /// A project is known with other content.
    #[error("project {project} is known with another {field}")]
    ProjectDiffers {
        /// The project.
        project: ProjectId,
        /// The first field that differs.
        field: &'static str,
    },
    /// A lot's serial is of another registry than its project, or no lot of a new project is in its
    /// country.
    #[error("lot {lot} has a serial with another {field} than its project {project}")]
    ProjectMismatch {
        /// The lot.
        lot: LotId,
        /// The project its serial names.
        project: ProjectId,
        /// The field that differs.
        field: &'static str,
    },
    /// A lot's vintage is not the one in its serial.
    #[error("lot {lot} has vintage {vintage}, but its serial says {serial}")]
    VintageDiffers {
        /// The lot.
        lot: LotId,
        /// The vintage given.
        vintage: Vintage,
        /// The vintage in the serial.
        serial: Vintage,
    },
    /// A project's name is empty, too long, or has a character that no document can print.
    #[error("the name of project {project} is not a printable line of 1 to 200 bytes")]
    ProjectName {
        /// The project.
        project: ProjectId,
    },
    /// A lot's units are not as large as its registry's are.
    #[error("lot {lot} has units of {given}, but its registry's are of {expected}")]
    UnitSize {
        /// The lot.
        lot: LotId,
        /// The size given.
        given: Co2e,
        /// The size of the registry's units.
        expected: Co2e,
    },
    /// A lot's units are of no size.
    #[error("lot {lot} has units of nothing")]
    NoUnitSize {
        /// The lot.
        lot: LotId,
    },
    /// More units stand in the buffer than the lot has.
    #[error("lot {lot} has {units} units, but {buffer} of them in the buffer")]
    Buffer {
        /// The lot.
        lot: LotId,
        /// The units of the buffer.
        buffer: u64,
        /// All its units.
        units: u64,
    },
    /// The serial says that the units stand in the buffer, but not all are recorded as such.
    #[error("lot {lot} has a serial of the buffer: all its units stand in it")]
    BufferSerial {
        /// The lot.
        lot: LotId,
    },
    /// A lot is said to be converted from units that are still held, so that both would count.
    #[error("lot {lot} was converted from {origin}, of which lot {other} holds units")]
    ConvertedHeld {
        /// The lot.
        lot: LotId,
        /// The units it was converted from.
        origin: String,
        /// The lot that holds some of them.
        other: LotId,
    },
    /// Two lots are said to be converted from the same units.
    #[error("lots {lot} and {other} were both converted from units of {origin}")]
    ConvertedTwice {
        /// The lot.
        lot: LotId,
        /// The units it was converted from.
        origin: String,
        /// The other lot.
        other: LotId,
    },
    /// A lot's units were given up when another lot was converted from them.
    #[error("units of lot {lot} were given up for lot {other}")]
    ConvertedAway {
        /// The lot.
        lot: LotId,
        /// The lot that took their place.
        other: LotId,
    },
    /// A lot's units are too much to count in grams.
    #[error("lot {lot} is more than {max}", max = Co2e::MAX)]
    Size {
        /// The lot.
        lot: LotId,
    },
    /// More lots than a ledger can number.
    #[error("a ledger has at most {max} lots", max = u32::MAX)]
    TooManyLots,
}

/// Why credits are not reserved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReserveError {
    /// No line, or more than [`crate::decide::MAX_LINES`].
    #[error("an order has from 1 to {max} lines", max = crate::decide::MAX_LINES)]
    Lines,
    /// Two lines with one number.
    #[error("line {line} stands twice")]
    LineTwice {
        /// The line.
        line: LineId,
    },
    /// A line without products, products without an amount, or without stages.
    #[error("line {line} has no {what}")]
    EmptyLine {
        /// The line.
        line: LineId,
        /// What it has none of.
        what: &'static str,
    },
    /// More products than [`crate::decide::MAX_PRODUCTS`].
    #[error("an order has at most {max} products", max = crate::decide::MAX_PRODUCTS)]
    TooManyProducts,
    /// The lines sum to more than [`Co2e::MAX`].
    #[error("the lines sum to more than {max}", max = Co2e::MAX)]
    TooLarge,
    /// A hold of no time, or one that ends after the year 9999.
    #[error("a reservation is held for at least one second and ends before the year 10000")]
    Hold,
    /// Another set of rules is in force than the one that was quoted.
    #[error("the rules {quoted} are not in force")]
    RulesNotInForce {
        /// The rules named.
        quoted: RulesId,
        /// The rules in force, if any.
        in_force: Option<RulesId>,
    },
    /// No rules are in force yet.
    #[error("no rules are in force")]
    NoRules,
    /// The project chosen is not known.
    #[error("project {project} is not known")]
    UnknownProject {
        /// The project.
        project: ProjectId,
    },
    /// The rules exclude the project chosen.
    #[error("the rules in force exclude project {project}")]
    NotEligible {
        /// The project.
        project: ProjectId,
    },
    /// Not enough free credits.
    #[error("{requested} requested, but {available} available")]
    InsufficientStock {
        /// What was asked for.
        requested: Co2e,
        /// What could be had under the choice and the rules.
        available: Co2e,
    },
    /// The rules have no filter of this name.
    #[error("the rules have no filter {filter}")]
    UnknownFilter {
        /// The filter.
        filter: FilterId,
    },
    /// The free credits are in so many small pieces that no certificate could name those of one
    /// product.
    #[error("a product of line {line} would lie in {pieces} pieces, but {max} are the most", max = crate::decide::MAX_SLICES)]
    Fragmented {
        /// The line.
        line: LineId,
        /// In how many pieces.
        pieces: usize,
    },
    /// The rules do not say what is charged.
    #[error("the rules have no price for {}", market.name())]
    NoPrice {
        /// The buyer's country.
        market: Country,
    },
    /// The most to be paid is in another currency than the market's price.
    #[error("at most {cap} is to be paid, but the price is in {}", expected.code())]
    CapCurrency {
        /// The most to be paid.
        cap: Money,
        /// The market's currency.
        expected: Currency,
    },
    /// It would cost more than the most that is to be paid.
    #[error("the price is {now} now, but at most {cap} is to be paid")]
    PriceChanged {
        /// The most to be paid.
        cap: Money,
        /// What it would cost now.
        now: Money,
    },
    /// The attempt is not the next one.
    #[error("the next attempt of order {order} is {expected}, not {given}")]
    Attempt {
        /// The order.
        order: OrderId,
        /// The attempt given.
        given: u32,
        /// The attempt that would be next.
        expected: u32,
    },
    /// The order holds credits already, or is closed.
    #[error("order {order} is {status} already")]
    OrderKnown {
        /// The order.
        order: OrderId,
        /// What it is.
        status: crate::OrderStatus,
    },
}

/// Why an order is not extended, confirmed, reallocated or cancelled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OrderError {
    /// The order is not known.
    #[error("order {order} is not known")]
    UnknownOrder {
        /// The order.
        order: OrderId,
    },
    /// The reservation has expired.
    #[error("the reservation of order {order} for {held} expired at {until}")]
    ReservationExpired {
        /// The order.
        order: OrderId,
        /// What it held.
        held: Co2e,
        /// When it expired.
        until: Timestamp,
    },
    /// The order has been given up.
    #[error("order {order} is cancelled")]
    Cancelled {
        /// The order.
        order: OrderId,
    },
    /// The order is paid already, in another way.
    #[error("order {order} is confirmed already")]
    Confirmed {
        /// The order.
        order: OrderId,
    },
    /// None of its products waits for credits: all have them, its rules did not keep it open, or a part
    /// of it was paid and the rest given up.
    #[error("no product of order {order} waits for credits")]
    NothingOpen {
        /// The order.
        order: OrderId,
    },
    /// The reservation has not expired, so there is nothing to take anew.
    #[error("order {order} has not expired")]
    NotExpired {
        /// The order.
        order: OrderId,
    },
    /// The reservation would not be held longer, or beyond the year 9999.
    #[error("order {order} is held until {until} already, or would be held beyond the year 9999")]
    NotLonger {
        /// The order.
        order: OrderId,
        /// Until when it is held.
        until: Timestamp,
    },
    /// The part that is paid has no lines.
    #[error("no part of order {order} is named")]
    EmptyPart {
        /// The order.
        order: OrderId,
    },
    /// The part that is paid is none of the order: a line that it has not or that stands twice, no
    /// product, or more than were reserved.
    #[error(
        "{asked} products of line {line} asked for, but order {order} has {reserved} of it, once"
    )]
    Part {
        /// The order.
        order: OrderId,
        /// The line.
        line: LineId,
        /// How many were asked for.
        asked: u32,
        /// How many were reserved.
        reserved: u32,
    },
    /// The products to give up are none of the order: a line that it has not or that stands twice, no
    /// product, or more than are without a serial number.
    #[error(
        "{asked} products of line {line} to be given up, but order {order} has {open} of it \
         without a serial number"
    )]
    PartOpen {
        /// The order.
        order: OrderId,
        /// The line.
        line: LineId,
        /// How many were asked for.
        asked: u32,
        /// How many can be given up.
        open: u32,
    },
    /// A cap of what is added is of another market or currency than that of the reservation, only one of
    /// the two has a cap, or both are too much together.
    #[error("order {order} needs a cap in the market and currency of its reservation, or none")]
    OtherCap {
        /// The order.
        order: OrderId,
    },
    /// The order would have no product with credits any more. Cancel it instead.
    #[error("no product with credits would be left of order {order}: cancel the whole order")]
    NothingLeft {
        /// The order.
        order: OrderId,
    },
    /// Products of the order are assigned.
    #[error("order {order} has {products} assigned products")]
    ProductsAssigned {
        /// The order.
        order: OrderId,
        /// How many.
        products: usize,
    },
}

/// Why a product is not covered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AssignError {
    /// The order is not known.
    #[error("order {order} is not known")]
    UnknownOrder {
        /// The order.
        order: OrderId,
    },
    /// The order is not paid.
    #[error("order {order} is {status}, not confirmed")]
    NotConfirmed {
        /// The order.
        order: OrderId,
        /// What it is.
        status: crate::OrderStatus,
    },
    /// The order has no such line.
    #[error("order {order} has no line {line}")]
    UnknownLine {
        /// The order.
        order: OrderId,
        /// The line.
        line: LineId,
    },
    /// Every product of the line has its serial number.
    #[error("line {line} of order {order} has {quantity} products, and all are assigned")]
    LineFull {
        /// The order.
        order: OrderId,
        /// The line.
        line: LineId,
        /// How many products it has.
        quantity: u32,
    },
    /// The product is covered already for one of the stages.
    #[error("product {product} is covered already by order {order}")]
    AlreadyCovered {
        /// The product.
        product: Box<ProductId>,
        /// The order that covers it.
        order: OrderId,
    },
}

/// Why a retirement is not requested or recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RetirementError {
    /// The lot is not known.
    #[error("lot {lot} is not known")]
    UnknownLot {
        /// The lot.
        lot: LotId,
    },
    /// The units are not the lot's.
    #[error("units {first} to {last} are not in lot {lot}")]
    NotInLot {
        /// The lot.
        lot: LotId,
        /// The first unit asked for.
        first: u64,
        /// The last unit asked for.
        last: u64,
    },
    /// Some of the units are part of an earlier retirement.
    #[error("units of lot {lot} are part of retirement {operation} already")]
    AlreadyRequested {
        /// The lot.
        lot: LotId,
        /// The earlier retirement.
        operation: OperationId,
    },
    /// Some of the units are not held any more.
    #[error("units of lot {lot} are {state} by {operation}")]
    NotHeld {
        /// The lot.
        lot: LotId,
        /// What they are.
        state: RegistryState,
        /// By which operation.
        operation: OperationId,
    },
    /// The registry reports no serial, or too many.
    #[error("a retirement is of 1 to {max} serials")]
    Serials {
        /// The most.
        max: usize,
    },
    /// The registry retired units that are not in stock.
    #[error("retirement {operation} is of {serial}, which is not in stock")]
    UnknownUnits {
        /// The retirement.
        operation: OperationId,
        /// The serial.
        serial: String,
    },
    /// The registry retired units that are something else here, or reports them twice.
    #[error("retirement {operation} is of {serial}, of which units are {state} already")]
    UnitsTaken {
        /// The retirement.
        operation: OperationId,
        /// The serial.
        serial: String,
        /// What the units are.
        state: RegistryState,
    },
    /// So many units were retired in place of others that they cannot be moved at once. Record it
    /// in parts.
    #[error("retirement {operation} is of more than {max} other units than those asked for")]
    TooManyMoves {
        /// The retirement.
        operation: OperationId,
        /// The most.
        max: usize,
    },
    /// The retirement was not requested.
    #[error("retirement {operation} was not requested")]
    UnknownRetirement {
        /// The retirement.
        operation: OperationId,
    },
    /// The registry retired other units than those requested.
    #[error("retirement {operation} was requested for {expected}, but recorded for {given}")]
    SerialsDiffer {
        /// The retirement.
        operation: OperationId,
        /// The serial requested.
        expected: String,
        /// The serials given.
        given: String,
    },
    /// The retirement is dated after the ledger's time.
    #[error("retirement {operation} is dated {date}, in the future")]
    InFuture {
        /// The retirement.
        operation: OperationId,
        /// The date given.
        date: co2_units::Date,
    },
    /// The retirement is dated before the vintage of its units begins.
    #[error("retirement {operation} is dated {date}, before the vintage {vintage}")]
    BeforeVintage {
        /// The retirement.
        operation: OperationId,
        /// The date given.
        date: co2_units::Date,
        /// The vintage of the units.
        vintage: Vintage,
    },
}

/// Why an event does not follow from a state: it was not decided on it, or is damaged. The state
/// has not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event {revision} does not follow from the state before it: {reason}")]
#[non_exhaustive]
pub struct FoldError {
    /// How many events were folded before.
    pub revision: u64,
    /// What does not fit.
    pub reason: &'static str,
}
