#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(test),
    deny(clippy::float_arithmetic, clippy::arithmetic_side_effects, clippy::integer_division)
)]

pub mod serial;

mod command;
mod decide;
mod error;
mod event;
mod free;
mod ids;
mod import;
mod key;
mod lot;
mod project;
mod receipt;
mod rules;
mod slices;
mod state;
mod text;

pub use self::command::{
    Assign, Cancel, Command, Confirm, Day, Import, Line, PutRules, RecordCertificate,
    RecordRetirement, Reference, ReferenceError, Request, RequestRetirement, Reserve,
};
pub use self::decide::{MAX_LINES, MAX_PRODUCTS};
pub use self::error::{
    AssignError, CommandError, FoldError, ImportError, OrderError, ReserveError, RetirementError,
};
pub use self::event::{Change, Event, LotSlice};
pub use self::ids::{
    CoverageId, Digest, DigestError, LineId, LotId, LotIndex, OperationId, OrderId, kind,
};
pub use self::import::{ReadError, ReadErrorKind, read_csv};
pub use self::key::{CommandKind, Key};
pub use self::lot::{Custodian, Lot, Price, PriceError, PricePer};
pub use self::project::{
    AdjustmentDeclaration, AdjustmentStatus, CorrespondingAdjustment, CorsiaPhase, Label,
    LabelScope, Methodology, MethodologyId, Mitigation, Project, Sdg, SdgError, Technology,
    Validity, ValidityError,
};
pub use self::receipt::{Decision, OrderStatus, Present, Receipt};
pub use self::rules::{Choice, Eligibility, Rules, RulesId, SpillOver};
pub use self::serial::{Hint, ParseSerialError, ParseSerialErrorKind, Serial};
pub use self::state::{
    Audit, ClaimState, ClaimTotals, Coverage, Credit, Item, LotState, Order, OrderLine,
    RegistryTotals, Retirement, State, Totals, Undo, Violation,
};
pub use self::text::{Text, TextError};

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
