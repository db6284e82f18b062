//! The tables of a ledger in PostgreSQL, and the migration of older databases.
//!
//! The statements are plain SQL, so that other databases with PostgreSQL's protocol accept them too.

use postgres::{Client, Error, Transaction};

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
pub(super) fn version(client: &mut Client) -> Result<Option<i32>, Error> {
    let there = "SELECT to_regclass('co2_schema') IS NOT NULL";
    if !client.query_typed_one(there, &[])?.try_get::<_, bool>(0)? {
        return Ok(None);
    }
    client.query_typed_one("SELECT max(version) FROM co2_schema", &[])?.try_get(0)
}

/// Creates the tables, or migrates them to [`VERSION`], in one transaction. If several processes try at the
/// same time, one does it, and the others find it done.
pub(super) fn migrate(client: &mut Client) -> Result<(), Error> {
    // Creating a table "if it does not exist" fails if another process creates it at the same moment.
    let mut result = try_migrate(client);
    for _ in 0..2 {
        if result.is_err() && version(client)? != Some(VERSION) {
            result = try_migrate(client);
        }
    }
    if version(client)? == Some(VERSION) { Ok(()) } else { result }
}

fn try_migrate(client: &mut Client) -> Result<(), Error> {
    let mut transaction = client.transaction()?;
    transaction
        .batch_execute("CREATE TABLE IF NOT EXISTS co2_schema (version integer PRIMARY KEY)")?;
    if_known(&mut transaction, "LOCK TABLE co2_schema IN ACCESS EXCLUSIVE MODE")?;
    let found = "SELECT coalesce(max(version), 0) FROM co2_schema";
    let found: i32 = transaction.query_typed_one(found, &[])?.try_get(0)?;
    for (version, migration) in (1..).zip(MIGRATIONS).filter(|(version, _)| *version > found) {
        transaction.batch_execute(migration)?;
        if_known(&mut transaction, STORAGE)?;
        let note = format!("INSERT INTO co2_schema (version) VALUES ({version})");
        transaction.batch_execute(&note)?;
    }
    transaction.commit()
}

/// Executes statements that only make things faster, if the database supports them.
fn if_known(transaction: &mut Transaction<'_>, statements: &str) -> Result<(), Error> {
    let mut attempt = transaction.transaction()?;
    // If it is dropped without a commit, it is rolled back to where it began.
    if attempt.batch_execute(statements).is_ok() { attempt.commit() } else { Ok(()) }
}
