//! What one writes first on PostgreSQL: tables of lots, orders and slices, the lots locked with `SELECT .. FOR UPDATE`,
//! and a transaction for each order and for each confirmation.

use crate::side_by_side;
use co2_benches::w1::{PlainOrder, W1};
use postgres::{Client, NoTls, Statement, Transaction};
use std::time::Duration;

const TABLES: &str = "
DROP TABLE IF EXISTS lots, orders, slices;
CREATE TABLE lots (id integer PRIMARY KEY, project integer, year integer, size bigint, taken bigint);
CREATE INDEX ON lots (project, year, id) WHERE taken < size;
CREATE TABLE orders (id bigint PRIMARY KEY, paid boolean NOT NULL);
CREATE TABLE slices (order_id bigint, line integer, lot integer, first bigint, amount bigint);
";

/// Sells orders on so many connections; how long that takes.
pub(crate) fn sell(
    address: &str,
    workload: &W1,
    orders: &[PlainOrder],
    connections: usize,
) -> Duration {
    // A parameter that only the ledger knows.
    let (address, _) = address.split_once("&stream=").expect("it names a stream");
    let connect = || Client::connect(address, NoTls).expect("a server");
    let mut client = connect();
    client.batch_execute(TABLES).expect("tables");
    let mut filling = client.transaction().expect("a transaction");
    let insert = filling.prepare("INSERT INTO lots VALUES ($1, $2, $3, $4, 0)").expect("sound");
    for (id, lot) in (0_i32..).zip(&workload.lots) {
        let size = i64::try_from(lot.tonnes).expect("small") * 1_000_000;
        let (project, year) = (i32::try_from(lot.project).expect("small"), i32::from(lot.year));
        filling.execute(&insert, &[&id, &project, &year, &size]).expect("a lot");
    }
    filling.commit().expect("stored");
    for statement in ["VACUUM ANALYZE", "CHECKPOINT"] {
        client.batch_execute(statement).expect("done");
    }
    let time = side_by_side(connections, |connection| {
        let mut shop = Shop::new(connect());
        let own: Vec<&PlainOrder> = orders.iter().skip(connection).step_by(connections).collect();
        move || {
            for order in own {
                shop.place(order);
                shop.confirm(order);
            }
        }
    });
    let sum = "SELECT (SELECT sum(taken) FROM lots) = (SELECT sum(amount) FROM slices)
        AND (SELECT count(*) FROM orders WHERE NOT paid) = 0";
    assert!(client.query_one(sum, &[]).expect("a sum").get::<_, bool>(0), "the books are wrong");
    time
}

/// A connection with its statements.
struct Shop {
    client: Client,
    statements: Statements,
}

struct Statements {
    order: Statement,
    lot: Statement,
    take: Statement,
    slice: Statement,
    confirm: Statement,
}

impl Shop {
    fn new(mut client: Client) -> Self {
        // A plan that was made while a table was empty would read all of it later.
        client.batch_execute("SET enable_seqscan = off").expect("a setting");
        let mut prepare = |sql: &str| client.prepare(sql).expect("sound");
        let statements = Statements {
            order: prepare("INSERT INTO orders VALUES ($1, false) ON CONFLICT DO NOTHING"),
            lot: prepare(
                "SELECT id, taken, size FROM lots WHERE project = $1 AND taken < size
                 ORDER BY year, id LIMIT 1 FOR UPDATE",
            ),
            take: prepare("UPDATE lots SET taken = taken + $1 WHERE id = $2"),
            slice: prepare("INSERT INTO slices VALUES ($1, $2, $3, $4, $5)"),
            confirm: prepare("UPDATE orders SET paid = true WHERE id = $1"),
        };
        Self { client, statements }
    }

    /// Takes each line's grams from the oldest lots of its project.
    fn place(&mut self, order: &PlainOrder) {
        let mut transaction = self.client.transaction().expect("a transaction");
        let id = i64::from(order.id);
        if transaction.execute(&self.statements.order, &[&id]).expect("stored") == 0 {
            // It was placed before.
            return;
        }
        let projects = order.shares.iter().cycle().map(|&(project, _)| project);
        let mut lines: Vec<(u32, i32, u64)> = projects
            .zip(0..)
            .zip(&order.lines)
            .map(|((p, line), &grams)| (p, line, grams))
            .collect();
        // In one order of all, or two of them could wait for each other.
        lines.sort_unstable();
        for (project, line, grams) in lines {
            take(&mut transaction, &self.statements, project, (id, line, grams));
        }
        transaction.commit().expect("stored");
    }

    fn confirm(&mut self, order: &PlainOrder) {
        let id = i64::from(order.id);
        assert_eq!(self.client.execute(&self.statements.confirm, &[&id]).expect("stored"), 1);
    }
}

/// Takes the grams of a line from the oldest lots of a project.
fn take(
    transaction: &mut Transaction<'_>,
    statements: &Statements,
    project: u32,
    (order, line, grams): (i64, i32, u64),
) {
    let project = i32::try_from(project).expect("small");
    let mut left = i64::try_from(grams).expect("small");
    while left > 0 {
        // If another order has emptied the lot while this one waited for it, there is no row, and another lot.
        let row = transaction.query_opt(&statements.lot, &[&project]).expect("it can be read");
        let Some(row) = row else { continue };
        let (lot, taken, size): (i32, i64, i64) = (row.get(0), row.get(1), row.get(2));
        let amount = left.min(size - taken);
        transaction.execute(&statements.take, &[&amount, &lot]).expect("stored");
        let slice: [&(dyn postgres::types::ToSql + Sync); 5] =
            [&order, &line, &lot, &taken, &amount];
        transaction.execute(&statements.slice, &slice).expect("stored");
        left -= amount;
    }
}
