//! The tables of a ledger in PostgreSQL, and the migration of older databases.
//!
//! The statements are plain SQL, so that other databases with PostgreSQL's protocol accept them too.

use super::connection::PostgresConnection;
use super::error::PostgresError;

/// The version of the tables that this code reads and writes, which is the number of migrations.
pub(super) const VERSION: i32 = 1;

/// The migrations from each version to the next. A migration that was released never changes.
const MIGRATIONS: &[&str] = &["
CREATE TABLE co2_streams (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    opened bigint NOT NULL DEFAULT 0
);
CREATE TABLE co2_batches (
    stream integer NOT NULL,
    position bigint NOT NULL CHECK (position > 0),
    previous bytea NOT NULL CHECK (octet_length(previous) = 32),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    body bytea NOT NULL,
    PRIMARY KEY (stream, position)
);
CREATE TABLE co2_documents (
    stream integer NOT NULL,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    bytes bytea NOT NULL,
    PRIMARY KEY (stream, digest)
);
CREATE TABLE co2_snapshots (
    stream integer NOT NULL,
    position bigint NOT NULL,
    part integer NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    bytes bytea NOT NULL,
    PRIMARY KEY (stream, position, part)
);
"];

/// Batches and snapshots are compact already, and trying to compress them takes most of the time of an append. A
/// database without this setting also works, only more slowly.
const STORAGE: &str = "
ALTER TABLE co2_batches ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE co2_snapshots ALTER COLUMN bytes SET STORAGE EXTERNAL;
";

/// Returns the version of the tables; `None` if there are none.
pub(super) fn version(connection: &mut PostgresConnection) -> Result<Option<i32>, PostgresError> {
    let there = "SELECT to_regclass('co2_schema') IS NOT NULL";
    if connection.value(there, &[])? != Some(true) {
        return Ok(None);
    }
    Ok(connection.value("SELECT max(version) FROM co2_schema", &[])?.flatten())
}

/// Creates the tables, or migrates them to [`VERSION`], in one transaction. If several processes try at the
/// same time, one does it, and the others find it done.
pub(super) fn migrate(connection: &mut PostgresConnection) -> Result<(), PostgresError> {
    // Creating a table "if it does not exist" fails if another process creates it at the same moment.
    let mut result = connection.transaction(try_migrate);
    for _ in 0..2 {
        if result.is_err() && version(connection)? != Some(VERSION) {
            result = connection.transaction(try_migrate);
        }
    }
    if version(connection)? == Some(VERSION) { Ok(()) } else { result }
}

fn try_migrate(connection: &mut PostgresConnection) -> Result<(), PostgresError> {
    connection
        .batch_execute("CREATE TABLE IF NOT EXISTS co2_schema (version integer PRIMARY KEY)")?;
    if_known(connection, "LOCK TABLE co2_schema IN ACCESS EXCLUSIVE MODE")?;
    let found = "SELECT coalesce(max(version), 0) FROM co2_schema";
    let found: i32 = connection.value(found, &[])?.unwrap_or_default();
    for (version, migration) in (1..).zip(MIGRATIONS).filter(|(version, _)| *version > found) {
        connection.batch_execute(migration)?;
        if_known(connection, STORAGE)?;
        let note = format!("INSERT INTO co2_schema (version) VALUES ({version})");
        connection.batch_execute(&note)?;
    }
    Ok(())
}

/// Executes statements that only make things faster, if the database supports them.
fn if_known(connection: &mut PostgresConnection, statements: &str) -> Result<(), PostgresError> {
    connection.batch_execute("SAVEPOINT attempt")?;
    let end = match connection.batch_execute(statements) {
        Ok(()) => "RELEASE SAVEPOINT attempt",
        Err(_) => "ROLLBACK TO SAVEPOINT attempt",
    };
    connection.batch_execute(end)
}
