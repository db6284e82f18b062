//! Writing rows into a database, the same for all of them.

use super::TablesError;
use super::layout::Of;
use super::rows::{Row, Rows, Value};
use co2_journal::{Anchor, Position};

/// How far the tables have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) anchor: Anchor,
    /// How many events there were.
    pub(super) events: u64,
    /// The ledger's time.
    pub(super) latest: co2_units::Timestamp,
}

impl Mark {
    /// The columns of [`POSITION`](super::layout::POSITION) that change, in their order.
    pub(super) fn values(self) -> [Value; 4] {
        let Self { anchor, events, latest } = self;
        [
            anchor.position.as_u64().into(),
            anchor.hash.to_string().into(),
            events.into(),
            latest.to_string().into(),
        ]
    }
}

/// A database that holds the tables.
pub(super) trait Store: std::fmt::Debug + Send {
    /// How far the tables have come.
    fn position(&mut self) -> Result<Anchor, TablesError>;

    /// Writes rows and the new position in one transaction, if the tables lack them where they stand by then.
    fn write(
        &mut self,
        rows: &Rows,
        mark: Mark,
        lacks: &(dyn Fn(Anchor) -> bool + Sync),
    ) -> Result<(), TablesError>;

    /// Makes all tables and views anew, and empty.
    fn clear(&mut self) -> Result<(), TablesError>;
}

/// How many values one statement has at most. SQLite allows 32,766, and PostgreSQL 65,535.
const VALUES: usize = 16_000;

/// Calls a database with statements that replace groups of rows. `sign` marks a place for a value: `?` or `$`.
pub(super) fn statements<E>(
    rows: &Rows,
    sign: char,
    mut execute: impl FnMut(&str, &[&Value]) -> Result<(), E>,
) -> Result<(), E> {
    for of in Of::ALL {
        let table = of.table();
        let Some(group) = table.columns.first() else { continue };
        let groups = || rows.0.iter().filter(move |((table, _), _)| *table == of);
        let keys: Vec<&Value> = groups().map(|((_, key), _)| key).collect();
        for keys in keys.chunks(VALUES) {
            let places = places(sign, 0, keys.len());
            let sql = format!("DELETE FROM {} WHERE {} IN ({places})", table.name, group.name);
            execute(&sql, keys)?;
        }
        let all: Vec<&Row> = groups().flat_map(|(_, rows)| rows).collect();
        let width = table.columns.len();
        for some in all.chunks(VALUES.checked_div(width).unwrap_or(1)) {
            let row =
                |place: usize| format!("({})", places(sign, place.saturating_mul(width), width));
            let list: Vec<String> = (0..some.len()).map(row).collect();
            let values: Vec<&Value> = some.iter().flat_map(|row| row.iter()).collect();
            execute(&format!("INSERT INTO {} VALUES {}", table.name, list.join(", ")), &values)?;
        }
    }
    Ok(())
}

/// `$1, $2, …`, from a number on.
fn places(sign: char, before: usize, count: usize) -> String {
    let numbers = (before..).take(count).map(|place| format!("{sign}{}", place.saturating_add(1)));
    numbers.collect::<Vec<_>>().join(", ")
}

/// The place that a row says.
pub(super) fn anchor(batch: i64, hash: &str) -> Result<Anchor, TablesError> {
    let position = u64::try_from(batch).map_err(|_| TablesError::Damaged)?;
    if position == 0 {
        return Ok(Anchor::START);
    }
    let hash = hash.parse().map_err(|_| TablesError::Damaged)?;
    Ok(Anchor { position: Position::new(position), hash })
}
