//! The tables in a schema of a PostgreSQL database.

use super::TablesError;
use super::layout::{POSITION, VERSION, create, drop_all};
use super::rows::{Rows, Value};
use super::store::{Mark, Store, anchor, statements};
use co2_journal::tokio_postgres::types::{IsNull, ToSql, Type, private, to_sql_checked};
use co2_journal::{Anchor, PostgresClient, PostgresConnection, PostgresError};
use std::error::Error;

/// The schema's name in an SQL text: it was checked, so it needs no quotes.
#[derive(Debug)]
pub(super) struct PostgresTables {
    client: PostgresClient,
    schema: String,
}

impl PostgresTables {
    pub(super) fn open(address: &str, schema: &str) -> Result<Self, TablesError> {
        let first = |c: char| c.is_ascii_lowercase() || c == '_';
        let good = |c: char| first(c) || c.is_ascii_digit();
        if !schema.starts_with(first) || schema.len() > 63 || !schema.chars().all(good) {
            return Err(TablesError::Schema { schema: schema.to_owned() });
        }
        let client = PostgresClient::connect(address)?;
        let mut tables = Self { client, schema: schema.to_owned() };
        let found = tables.call(|connection| {
            if let Some(version) = version(connection)? {
                return Ok(version);
            }
            let made = make(connection, schema);
            // Another follower may have been faster; then there are tables now.
            match version(connection)? {
                Some(version) => Ok(version),
                None => made.map(|()| VERSION).map_err(TablesError::from),
            }
        })?;
        if found != VERSION {
            return Err(TablesError::Version { found, supported: VERSION });
        }
        Ok(tables)
    }

    /// Calls the server with the schema as the place of all names.
    fn call<R: Send>(
        &mut self,
        work: impl FnOnce(&mut PostgresConnection) -> Result<R, TablesError> + Send,
    ) -> Result<R, TablesError> {
        let schema = &self.schema;
        self.client.call(|connection| {
            connection.batch_execute(&format!("SET search_path TO {schema}"))?;
            work(connection)
        })?
    }
}

fn make(connection: &mut PostgresConnection, schema: &str) -> Result<(), PostgresError> {
    connection.transaction(|transaction| {
        let there = "SELECT FROM information_schema.schemata WHERE schema_name = $1";
        if transaction.query(there, &[&schema])?.is_empty() {
            transaction.batch_execute(&format!("CREATE SCHEMA {schema}"))?;
        }
        transaction.batch_execute(&create())
    })
}

/// The version of the tables that are there.
fn version(connection: &mut PostgresConnection) -> Result<Option<i64>, TablesError> {
    let there = "SELECT FROM information_schema.tables
        WHERE table_schema = current_schema() AND table_name = $1";
    if connection.query(there, &[&POSITION])?.is_empty() {
        return Ok(None);
    }
    let rows = connection.query(&format!("SELECT version FROM {POSITION}"), &[])?;
    let row = rows.first().ok_or(TablesError::Damaged)?;
    Ok(Some(row.try_get(0).map_err(PostgresError::from)?))
}

fn position(connection: &mut PostgresConnection, lock: &str) -> Result<Anchor, TablesError> {
    let rows = connection.query(&format!("SELECT batch, hash FROM {POSITION} {lock}"), &[])?;
    let row = rows.first().ok_or(TablesError::Damaged)?;
    let batch = row.try_get(0).map_err(PostgresError::from)?;
    anchor(batch, row.try_get(1).map_err(PostgresError::from)?)
}

fn execute(
    connection: &mut PostgresConnection,
    sql: &str,
    values: &[&Value],
) -> Result<(), PostgresError> {
    let mut parameters: Vec<&(dyn ToSql + Sync)> = Vec::with_capacity(values.len());
    for value in values {
        parameters.push(*value);
    }
    connection.query(sql, &parameters).map(drop)
}

impl Store for PostgresTables {
    fn position(&mut self) -> Result<Anchor, TablesError> {
        self.call(|connection| position(connection, ""))
    }

    fn write(
        &mut self,
        rows: &Rows,
        mark: Mark,
        lacks: &(dyn Fn(Anchor) -> bool + Sync),
    ) -> Result<(), TablesError> {
        self.call(|connection| {
            connection.transaction(|transaction| {
                if !lacks(position(transaction, "FOR UPDATE")?) {
                    return Ok(());
                }
                statements(rows, '$', |sql, values| execute(transaction, sql, values))?;
                let sql = format!(
                    "UPDATE {POSITION} SET batch = $1, hash = $2, events = $3, latest_event = $4"
                );
                Ok(execute(transaction, &sql, &mark.values().each_ref())?)
            })
        })
    }

    fn clear(&mut self) -> Result<(), TablesError> {
        self.call(|connection| {
            connection.transaction(|transaction| {
                transaction.batch_execute(&drop_all())?;
                Ok(transaction.batch_execute(&create())?)
            })
        })
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut private::BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Integer(number) => number.to_sql(ty, out),
            Self::Text(text) => text.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        <i64 as ToSql>::accepts(ty) || <&str as ToSql>::accepts(ty)
    }

    to_sql_checked!();
}
