//! Products in lines of text, one field a line: the form in which a maker's sheet is typed in.

use super::record::Record;
use super::{ProductRow, columns, table};
use co2_units::table::TableError;
use core::fmt::Display;
use std::borrow::Cow;

/// A maker's sheet with invented numbers, in the form that [`read_lines`] reads: to be copied and filled in.
///
/// ```
/// use co2_lifecycle::product::{TEMPLATE, read_lines};
/// use co2_lifecycle::GridChoice;
///
/// let (line, product) = read_lines(TEMPLATE).remove(0);
/// let footprint = product?.footprint(GridChoice::AsPublished)?;
/// assert_eq!((line, footprint.tier().as_str()), (8, "published"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub const TEMPLATE: &str = include_str!("../../data/sheet_template.txt");

/// A line that ends one product, where another follows.
const BETWEEN: &str = "---";

/// Whether a text has products in lines: its first line with something in it is a field.
pub fn is_in_lines(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let first = lines.find(|line| !is_skipped(line)).and_then(|line| line.split_once(':'));
    first.is_some_and(|(name, _)| columns::meaning(name).is_some())
}

/// Reads products, one field a line, such as `weight: 1.46 kg`: those that can be read, each with the line where it
/// begins, and what is wrong with the others.
///
/// The fields are the columns of a table ([`COLUMNS`](super::COLUMNS)) with all their names and values; `id` may be left
/// out, and is then the model's name. A line `---` is between two products. Empty lines, and lines that begin with
/// `#`, are skipped. An error has the line of its field.
pub fn read_lines(text: &str) -> Vec<ProductRow> {
    let (mut products, mut seen) = (Vec::new(), table::Seen::new());
    let mut own = Lines::default();
    let mut wrong = None;
    let text = text.trim_start_matches('\u{feff}');
    for (line, content) in (1..).zip(text.lines().map(str::trim).chain([BETWEEN])) {
        if content == BETWEEN {
            let (done, wrong) = (core::mem::take(&mut own), wrong.take());
            match wrong {
                Some(error) => products.push((done.first.unwrap_or(line), Err(error))),
                None if done.fields.is_empty() => {}
                None => products.push((done.line(), table::product(&done, &mut seen))),
            }
        } else if !is_skipped(content) {
            own.first.get_or_insert(line);
            let added = own.add(line, content).err();
            wrong = wrong.or(added);
        }
    }
    products
}

fn is_skipped(line: &str) -> bool {
    line.is_empty() || line.starts_with('#')
}

/// The fields of one product, with their lines.
#[derive(Default)]
struct Lines<'t> {
    first: Option<u64>,
    fields: Vec<(&'static str, u64, &'t str)>,
}

impl<'t> Lines<'t> {
    fn add(&mut self, line: u64, content: &'t str) -> Result<(), TableError> {
        let fail = |name, message: &dyn Display| TableError::in_line(line, name, message);
        let (name, value) = content
            .split_once(':')
            .ok_or_else(|| fail(None, &"this is not a field such as `weight: 1.46 kg`"))?;
        let column = columns::meaning(name).ok_or_else(|| {
            let name: String = name.chars().take(40).collect();
            let known = columns::names().join(", ");
            fail(None, &format_args!("unknown field {name:?}; there are {known}"))
        })?;
        if let Some((_, first, _)) = self.fields.iter().find(|(own, ..)| *own == column) {
            return Err(fail(Some(column), &format_args!("this field is also in line {first}")));
        }
        self.fields.push((column, line, value.trim()));
        Ok(())
    }
}

impl Record for Lines<'_> {
    fn text(&self, column: &str) -> &str {
        let field = |wanted: &str| self.fields.iter().find(|(own, ..)| *own == wanted);
        let text = field(column).map_or("", |(.., value)| *value);
        // A sheet has a name, and not always a number.
        if column == "id" && text.is_empty() {
            field("model").map_or("", |(.., own)| *own)
        } else {
            text
        }
    }

    fn fail(&self, column: &str, message: &dyn Display) -> TableError {
        let field = self.fields.iter().find(|(own, ..)| *own == column);
        let line = field.map_or_else(|| self.line(), |(_, line, _)| *line);
        TableError::in_line(line, Some(column), message)
    }

    fn line(&self) -> u64 {
        self.first.unwrap_or(1)
    }

    fn plain(&self, _: &str) -> Option<Result<f64, TableError>> {
        None
    }

    /// Each value stands for itself.
    fn with_points<'t>(&self, _: &str, text: &'t str) -> Result<Cow<'t, str>, TableError> {
        Ok(text.into())
    }
}
