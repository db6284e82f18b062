//! The tables in a schema of a PostgreSQL database.

use super::TablesError;
use super::layout::{POSITION, VERSION, create, drop_all};
use super::rows::{Rows, Value};
use super::store::{Mark, Store, anchor, statements};
use co2_journal::{Anchor, PostgresClient};
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, GenericClient, Transaction};
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
        let found = tables.call(|client| {
            if let Some(version) = version(client)? {
                return Ok(version);
            }
            let made = make(client, schema);
            // Another follower may have been faster; then there are tables now.
            match version(client)? {
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
        work: impl FnOnce(&mut Client) -> Result<R, TablesError> + Send,
    ) -> Result<R, TablesError> {
        let schema = &self.schema;
        self.client.call(|client| {
            client.batch_execute(&format!("SET search_path TO {schema}"))?;
            work(client)
        })?
    }
}

fn make(client: &mut Client, schema: &str) -> Result<(), postgres::Error> {
    let mut transaction = client.transaction()?;
    let there = "SELECT count(*) FROM information_schema.schemata WHERE schema_name = $1";
    if transaction.query_one(there, &[&schema])?.try_get::<_, i64>(0)? == 0 {
        transaction.batch_execute(&format!("CREATE SCHEMA {schema}"))?;
    }
    transaction.batch_execute(&create())?;
    transaction.commit()
}

/// The version of the tables that are there.
fn version(client: &mut Client) -> Result<Option<i64>, TablesError> {
    let sql = "SELECT count(*) FROM information_schema.tables
        WHERE table_schema = current_schema() AND table_name = $1";
    let count: i64 = client.query_one(sql, &[&POSITION])?.try_get(0)?;
    if count == 0 {
        return Ok(None);
    }
    let row = client.query_one(&format!("SELECT version FROM {POSITION}"), &[])?;
    Ok(Some(row.try_get(0)?))
}

fn position(client: &mut impl GenericClient, lock: &str) -> Result<Anchor, TablesError> {
    let row = client.query_one(&format!("SELECT batch, hash FROM {POSITION} {lock}"), &[])?;
    anchor(row.try_get(0)?, row.try_get(1)?)
}

fn execute(
    transaction: &mut Transaction<'_>,
    sql: &str,
    values: &[&Value],
) -> Result<(), postgres::Error> {
    let mut parameters: Vec<&(dyn ToSql + Sync)> = Vec::with_capacity(values.len());
    for value in values {
        parameters.push(*value);
    }
    transaction.execute(sql, &parameters).map(drop)
}

impl Store for PostgresTables {
    fn position(&mut self) -> Result<Anchor, TablesError> {
        self.call(|client| position(client, ""))
    }

    fn write(
        &mut self,
        rows: &Rows,
        mark: Mark,
        lacks: &(dyn Fn(Anchor) -> bool + Sync),
    ) -> Result<(), TablesError> {
        self.call(|client| {
            let mut transaction = client.transaction()?;
            if !lacks(position(&mut transaction, "FOR UPDATE")?) {
                return Ok(());
            }
            statements(rows, '$', |sql, values| execute(&mut transaction, sql, values))?;
            let sql = format!(
                "UPDATE {POSITION} SET batch = $1, hash = $2, events = $3, latest_event = $4"
            );
            execute(&mut transaction, &sql, &mark.values().each_ref())?;
            Ok(transaction.commit()?)
        })
    }

    fn clear(&mut self) -> Result<(), TablesError> {
        self.call(|client| {
            let mut transaction = client.transaction()?;
            transaction.batch_execute(&drop_all())?;
            transaction.batch_execute(&create())?;
            Ok(transaction.commit()?)
        })
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut postgres::types::private::BytesMut,
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
