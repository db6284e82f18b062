//! The tables in a SQLite file of their own.

use super::TablesError;
use super::layout::{POSITION, VERSION, create, drop_all};
use super::rows::{Rows, Value};
use super::store::{Mark, Store, anchor, statements};
use co2_journal::Anchor;
use co2_journal::rusqlite::types::{ToSqlOutput, ValueRef};
use co2_journal::rusqlite::{Connection, Error, ToSql, TransactionBehavior, params_from_iter};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// `co2t` in ASCII: tells our files from others'.
const APPLICATION_ID: i64 = 0x63_6f_32_74;
/// How long another follower is waited for.
const WAIT: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub(super) struct SqliteTables {
    connection: Connection,
}

impl SqliteTables {
    pub(super) fn open(path: &Path) -> Result<Self, TablesError> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(WAIT)?;
        let mut tables = Self { connection };
        let pragma = |connection: &Connection, name: &str| {
            connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0))
        };
        if pragma(&tables.connection, "application_id")? == 0 {
            // Not even a table of somebody else's, or nothing of ours may be put there.
            let count = "SELECT count(*) FROM sqlite_schema";
            let found: i64 = tables.connection.query_row(count, [], |row| row.get(0))?;
            if found > 0 {
                return Err(TablesError::Foreign { path: path.to_owned() });
            }
            // Readers do not wait for the writer, nor it for them.
            let _: String =
                tables
                    .connection
                    .pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
            tables.make()?;
        }
        if pragma(&tables.connection, "application_id")? != APPLICATION_ID {
            return Err(TablesError::Foreign { path: PathBuf::from(path) });
        }
        let found = pragma(&tables.connection, "user_version")?;
        if found != VERSION {
            return Err(TablesError::Version { found, supported: VERSION });
        }
        Ok(tables)
    }

    fn make(&mut self) -> Result<(), Error> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        let id: i64 = transaction.pragma_query_value(None, "application_id", |row| row.get(0))?;
        // Another follower may have been faster.
        if id == 0 {
            transaction.execute_batch(&create())?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
        }
        transaction.commit()
    }
}

fn position(connection: &Connection) -> Result<Anchor, TablesError> {
    let sql = format!("SELECT batch, hash FROM {POSITION}");
    let row = connection.query_row(&sql, [], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)));
    let (batch, hash) = row?;
    anchor(batch, &hash)
}

impl Store for SqliteTables {
    fn position(&mut self) -> Result<Anchor, TablesError> {
        position(&self.connection)
    }

    fn write(
        &mut self,
        rows: &Rows,
        mark: Mark,
        lacks: &(dyn Fn(Anchor) -> bool + Sync),
    ) -> Result<(), TablesError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if !lacks(position(&transaction)?) {
            return Ok(());
        }
        statements(rows, '?', |sql, values| {
            transaction.prepare_cached(sql)?.execute(params_from_iter(values)).map(drop)
        })?;
        let sql =
            format!("UPDATE {POSITION} SET batch = ?1, hash = ?2, events = ?3, latest_event = ?4");
        transaction.execute(&sql, params_from_iter(&mark.values()))?;
        Ok(transaction.commit()?)
    }

    fn clear(&mut self) -> Result<(), TablesError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(&drop_all())?;
        transaction.execute_batch(&create())?;
        Ok(transaction.commit()?)
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>, Error> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}
