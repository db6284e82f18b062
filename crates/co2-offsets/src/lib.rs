#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(test),
    deny(clippy::float_arithmetic, clippy::arithmetic_side_effects, clippy::integer_division)
)]

pub mod serial;

mod chunks;
mod command;
mod decide;
mod disclosure;
mod error;
mod event;
mod explain;
mod free;
mod ids;
mod import;
mod key;
mod lot;
mod project;
mod quote;
mod receipt;
mod reconcile;
mod rules;
mod slices;
mod state;
mod table;

pub use self::command::{
    Assign, Cancel, CancelUnits, Command, CommandKind, Confirm, Convert, CoverRetroactively,
    EarlierProduct, Extend, Fill, Import, Invalidate, Invalidated, Line, MakeGood, OnDifference,
    Part, PutRules, Reallocate, RecordBuffer, RecordCertificate, RecordRetirement, Replace,
    ReplaceCause, Request, RequestRetirement, Reserve, Return, TransferIn, TransferOut, Units,
};
pub use self::decide::{MAX_LINES, MAX_PRODUCTS, MAX_SLICES, Tentative};
pub use self::disclosure::{
    ClaimFacts, Disclosure, ProjectFacts, Provision, RetiredUnits, disclosure_csv,
};
pub use self::error::{
    AssignError, CertificateError, CommandError, CoverageError, FoldError, ImportError,
    MakeGoodError, OrderError, ReserveError, RetirementError, RetroactiveError, UnitsError,
};
pub use self::event::{Change, Event, LotSlice, UnitMove};
pub use self::explain::{Explained, Explanation, Fate};
pub use self::ids::{CoverageId, LineId, LotId, LotIndex, OperationId, OrderId, StreamId, kind};
pub use self::import::{
    ExportRow, ExportTable, ReadError, ReadErrorKind, RegistryAct, Stock, import_issued, read_csv,
    read_export, read_json, read_retirements,
};
pub use self::key::Key;
pub use self::lot::{Custodian, Lot, Price, PriceError, PricePer};
pub use self::project::{
    AdjustmentDeclaration, AdjustmentStatus, CorrespondingAdjustment, CorsiaPhase, Label,
    LabelScope, Methodology, MethodologyId, Mitigation, Project, Sdg, SdgError, Technology,
    Validity, ValidityError,
};
pub use self::quote::{Affordable, Quote, QuoteRequest, QuotedLine};
pub use self::receipt::{Decision, OrderStatus, Present, Receipt};
pub use self::reconcile::{
    Ambiguous, Difference, Differing, Matched, OwnRetirement, Reconciliation, Surplus, TheirRow,
    Whose, reconcile,
};
pub use self::rules::{
    Candidate, Choice, ChoiceError, Continent, CoverageRule, Custody, Eligibility, FilterId,
    FilterKind, LotOrder, MAX_CHOSEN, MAX_FILTERS, Market, Obligation, ObligationError, Percent,
    PercentError, Pooling, Portfolio, PriceCap, PriceRule, ProjectList, Refusal, Rules, RulesError,
    RulesId, Share, Shortfall, SpillOver, Tariff,
};
pub use self::serial::{Hint, ParseSerialError, ParseSerialErrorKind, Serial};
pub use self::state::{
    Archived, Audit, ClaimState, ClaimTotals, Coverage, CoverageStatus, Credit, Lack, LotState,
    Order, OrderLine, Pair, RegistryState, RegistryTotals, Retirement, SNAPSHOT, SnapshotError,
    State, Totals, Undo, Violation,
};

// The small types of the ledger's vocabulary that other crates have as well.
pub use co2_units::text::{Reference, ShortText as Text, TextError};
pub use co2_units::{Day, DayError, Digest, DigestError};

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
