//! A product as fields with names: a row of a table, or lines of text.

use super::shop::ShopError;
use co2_units::table::{Numbers, Row, TableError, TableErrorKind};
use core::fmt::Display;
use core::str::FromStr;
use rust_decimal::prelude::ToPrimitive;
use std::borrow::Cow;

/// The fields of one product, by the names of their columns.
pub(super) trait Record {
    /// The value without surrounding whitespace, empty where there is none.
    fn text(&self, column: &str) -> &str;
    /// What is wrong with a field.
    fn fail(&self, column: &str, message: &dyn Display) -> TableError;
    /// The line where the product begins.
    fn line(&self) -> u64;
    /// A number without a unit, where the whole table says how it is written.
    fn plain(&self, column: &str) -> Option<Result<f64, TableError>>;

    /// A text in which numbers between words have a decimal point, if they have decimals.
    fn with_points<'t>(&self, column: &str, text: &'t str) -> Result<Cow<'t, str>, TableError>;

    /// The value, if there is one; shops also write that there is none.
    fn given(&self, column: &str) -> Option<&str> {
        let is_none = |text: &str| NOTHING.iter().any(|own| own.eq_ignore_ascii_case(text));
        Some(self.text(column)).filter(|text| !text.is_empty() && !is_none(text))
    }

    /// A value, if there is one.
    fn optional<T: FromStr<Err: Display>>(&self, column: &str) -> Result<Option<T>, TableError> {
        self.read(column, str::parse)
    }

    /// A value, if there is one.
    fn read<T, E: Display>(
        &self,
        column: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, TableError> {
        let value = self.given(column).map(read).transpose();
        value.map_err(|error| self.fail(column, &error))
    }

    /// A number, plain or with a unit.
    fn number(
        &self,
        column: &str,
        with_unit: impl FnOnce(&str) -> Result<f64, ShopError>,
    ) -> Result<Option<f64>, TableError> {
        let Some(text) = self.given(column) else { return Ok(None) };
        if let Some(value) = self.plain(column) {
            return value.map(Some);
        }
        let text = self.with_points(column, text)?;
        with_unit(&text).map(Some).map_err(|error| self.fail(column, &error))
    }
}

/// What shops write where nothing is known.
const NOTHING: [&str; 5] = ["-", "\u{2013}", "--", "n/a", "n.a."];

/// A row of a table.
pub(super) struct Cells<'r> {
    pub(super) row: &'r Row<'r>,
    pub(super) numbers: Numbers,
}

impl Record for Cells<'_> {
    fn text(&self, column: &str) -> &str {
        self.row.text(column)
    }

    fn fail(&self, column: &str, message: &dyn Display) -> TableError {
        self.row.fail(column, message)
    }

    fn line(&self) -> u64 {
        self.row.line()
    }

    fn plain(&self, column: &str) -> Option<Result<f64, TableError>> {
        let text = self.row.text(column);
        let is_plain = text.chars().all(|c| c.is_ascii_digit() || "+-.,' ".contains(c));
        // Two apostrophes at the end are inches.
        if text.is_empty() || !is_plain || text.ends_with('\'') {
            return None;
        }
        let value = self.row.decimal(column, self.numbers).transpose()?;
        value.map(|value| value.to_f64()).transpose()
    }

    /// `1.024 GB` is a thousand gigabytes in a table whose decimal mark is a comma.
    fn with_points<'t>(&self, column: &str, text: &'t str) -> Result<Cow<'t, str>, TableError> {
        if !text.contains(['.', ',']) {
            return Ok(text.into());
        }
        let is_of_number = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
        let (mut own, mut rest) = (String::new(), text);
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            let (before, from) = rest.split_at_checked(start).unwrap_or((rest, ""));
            let end = from.find(|c| !is_of_number(c)).unwrap_or(from.len());
            let (number, after) = from.split_at_checked(end).unwrap_or((from, ""));
            own.push_str(before);
            match number.split_once(['.', ',']) {
                // Only such a number can be two.
                Some((_, decimals)) if decimals.len() == 3 => {
                    let value = self.numbers.decimal(number).map_err(|kind| match kind {
                        kind @ TableErrorKind::AmbiguousNumber(_) => self.row.error(column, kind),
                        _ => self.fail(column, &format_args!("{number:?} is not a number")),
                    })?;
                    own.push_str(&value.to_string());
                }
                _ => own.push_str(number),
            }
            rest = after;
        }
        own.push_str(rest);
        Ok(own.into())
    }
}
