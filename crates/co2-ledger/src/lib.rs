#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(test),
    deny(clippy::float_arithmetic, clippy::arithmetic_side_effects, clippy::integer_division)
)]

pub mod command;
pub mod decide;
pub mod error;
pub mod event;
pub mod explain;
pub mod ids;
pub mod quote;
pub mod state;

mod arena;
mod chunks;
mod facts;
mod free;
mod price;
mod receipt;
mod slices;

pub use self::command::{
    Assign, Cancel, CancelPart, Command, CommandKind, Confirm, CorrectSerial, Extend, Fill, Import,
    Key, Line, Part, PutRules, Reallocate, RecordCertificate, RecordRetirement, Reinstate, Replace,
    Request, RequestRetirement, Reserve, Return, Revoke, Suspend,
};
pub use self::decide::{Importable, Tentative};
pub use self::error::{CommandError, FoldError};
pub use self::event::{Change, Event, LotSlice};
pub use self::explain::Explanation;
pub use self::ids::{CoverageId, LineId, LotIndex, OrderId, StreamId};
pub use self::price::{OrderPrice, UnitPrice};
pub use self::quote::{Quote, QuoteRequest};
pub use self::receipt::{Decision, OrderStatus, Present, Receipt};
pub use self::state::{
    Archived, Audit, ClaimState, Coverage, CoverageStatus, Credit, LotState, Order, OrderLine,
    RegistryState, Retirement, SnapshotError, State, Suspension, Totals, Undo, Violation,
};

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
