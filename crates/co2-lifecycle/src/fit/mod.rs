//! Fitting the statistical tier to published sheets: deterministic, so that the same rows give the
//! same coefficients on every machine.
//!
//! The table that this crate ships was written by `examples/fit.rs`, and is scored by
//! `examples/evaluate.rs`; a host with sheets of its own can do the same.
//!
//! For every maker and family of products with enough sheets there is one robust linear regression
//! of the logarithm of the published mean (Huber's loss by iteratively reweighted least squares, with
//! a small ridge penalty). Where the yearly energy is known, the use phase is computed rather than
//! fitted, and only the rest is. How good it is, is found by leaving groups of similar products out
//! ([`groups`]), never by looking at the rows that it was fitted to.

mod groups;
mod regression;
mod sheet_row;
mod train;
mod validate;

pub use self::groups::{group_name, groups};
pub use self::regression::weighted_median;
pub use self::sheet_row::SheetRow;
pub use self::train::fit;
pub use self::validate::{Prediction, Shuffle, cross_validate, folds};
