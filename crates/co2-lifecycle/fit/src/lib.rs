#![doc = include_str!("../README.md")]

mod groups;
mod regression;
mod sheet_row;
pub mod sheets;
mod spread;
mod train;
mod validate;

pub use self::groups::{group_name, groups};
pub use self::regression::weighted_median;
pub use self::sheet_row::SheetRow;
pub use self::train::fit;
pub use self::validate::{Left, Prediction, Shuffle, cross_validate, folds, later_years, predict};
