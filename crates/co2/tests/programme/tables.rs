//! Tables for SQL beside the ledger that they follow.

use crate::figures::Shop;
use crate::world::{CREDITS, PLACED, at, config, host};
use co2::figures::By;
use co2::journal::rusqlite::{Connection, types::Value};
use co2::journal::{Anchor, Memory, Sqlite};
use co2::tables::{Tables, TablesError};
use std::collections::BTreeMap;
use std::path::Path;

const NAMES: [&str; 12] = [
    "projects",
    "lots",
    "orders",
    "order_lines",
    "order_slices",
    "coverages",
    "coverage_slices",
    "retirements",
    "certificates",
    "totals",
    "events",
    "journal_position",
];

fn query(path: &Path, sql: &str) -> Vec<Vec<Value>> {
    let connection = Connection::open(path).unwrap();
    let mut statement = connection.prepare(sql).unwrap();
    let width = statement.column_count();
    let rows = statement.query_map([], |row| (0..width).map(|column| row.get(column)).collect());
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

fn number(path: &Path, sql: &str) -> i64 {
    match query(path, sql)[0][0] {
        Value::Integer(number) => number,
        ref other => panic!("{sql}: {other:?}"),
    }
}

fn follow(tables: &mut Tables, memory: &Memory) -> Anchor {
    tables.follow(&mut memory.clone()).unwrap()
}

/// Everything that tables hold, in an order of their own.
fn contents(path: &Path) -> BTreeMap<&'static str, Vec<String>> {
    let of = |name: &'static str| {
        let rows = query(path, &format!("SELECT * FROM {name}"));
        let mut rows: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
        rows.sort();
        (name, rows)
    };
    NAMES.map(of).into()
}

/// Orders of all kinds, with returns, refunds, replacements, losses, retirements and archived ones.
fn lived(memory: &Memory) -> Shop {
    let mut shop = Shop::open(memory.clone());
    shop.begin();
    for number in 1..90 {
        shop.serve(number);
        if number % 30 == 0 {
            shop.archive();
        }
    }
    shop.cover_earlier();
    shop
}

#[test]
fn rows_are_what_the_ledger_has() {
    let memory = Memory::new();
    let shop = lived(&memory);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tables.db");
    let mut tables = Tables::open(&path).unwrap();
    let end = follow(&mut tables, &memory);
    assert_eq!(tables.position().unwrap(), end);
    assert_eq!(
        number(&path, "SELECT batch FROM journal_position"),
        i64::try_from(end.position.as_u64()).unwrap()
    );

    // Every gram of a lot is where its claims say, whatever was archived.
    let held = "SELECT SUM(s.grams) FROM order_slices s JOIN orders o USING (order_id)
        WHERE s.lot = lots.lot AND o.status";
    let covering = "SELECT SUM(s.grams) FROM coverage_slices s JOIN coverages c USING (coverage)
        WHERE s.lot = lots.lot";
    let sums = format!(
        "SELECT count(*) FROM lots WHERE
            reserved_g <> coalesce(({held} = 'reserved'), 0)
            OR committed_g <> coalesce(({held} = 'confirmed'), 0)
            OR assigned_g + certified_g + spent_g <> coalesce(({covering}), 0)
            OR size_g <> free_g + reserved_g + committed_g + assigned_g + certified_g + spent_g
            OR size_g <> held_g + requested_g + retired_g + converted_g + cancelled_g
                + transferred_g + invalidated_g + buffer_g"
    );
    assert_eq!(number(&path, &sums), 0);
    assert_eq!(number(&path, "SELECT count(*) FROM lots"), 2);
    // No gram is in two places.
    let twice = "WITH all_slices AS (
            SELECT lot, first_g, grams FROM order_slices
            UNION ALL SELECT lot, first_g, grams FROM coverage_slices)
        SELECT count(*) FROM all_slices a JOIN all_slices b
        ON a.lot = b.lot AND a.first_g < b.first_g AND a.first_g + a.grams > b.first_g";
    assert_eq!(number(&path, twice), 0);
    // The live products of every order are those with a certificate that the programme hands out.
    for row in
        query(&path, "SELECT order_id, count(*) FROM coverages WHERE status = 'live' GROUP BY 1")
    {
        let [Value::Text(order), Value::Integer(count)] = &*row else { panic!("{row:?}") };
        let certificates = shop.programme.certificates(order).unwrap();
        assert_eq!(certificates.len(), usize::try_from(*count).unwrap(), "{order}");
        for issued in certificates {
            let serial = issued.product.serial.as_str();
            let sql = format!(
                "SELECT certificate FROM products WHERE serial = '{serial}' AND status = 'live'"
            );
            assert_eq!(query(&path, &sql), [[Value::Text(issued.digest.to_string())]]);
        }
    }
    for (table, least) in
        [("orders", 80), ("retirements", 10), ("certificates", 100), ("events", 400)]
    {
        assert!(number(&path, &format!("SELECT count(*) FROM {table}")) >= least, "{table}");
    }
}

/// Figures by the facade and by SQL are the same sums.
#[test]
fn figures_and_queries_agree() {
    let memory = Memory::new();
    let shop = lived(&memory);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tables.db");
    follow(&mut Tables::open(&path).unwrap(), &memory);
    let figures = shop.programme.figures(None).unwrap();
    for (by, column) in [
        (By::Day, "day"),
        (By::Month, "substr(day, 1, 7)"),
        (By::Project, "project"),
        (By::Technology, "technology"),
        (By::ProjectCountry, "project_country"),
        (By::BuyerCountry, "buyer_country"),
        (By::ProductLine, "product_line"),
        (By::Audience, "audience"),
    ] {
        let sql = format!(
            "SELECT {column}, SUM(covered_g), SUM(released_g), SUM(certified_g), SUM(retired_g)
            FROM totals GROUP BY 1 ORDER BY 1"
        );
        let own = figures.by(&[by]).into_iter().map(|row| {
            let label = row.labels[0].clone().map_or(Value::Null, Value::Text);
            let amounts = row.amounts;
            let sums = [amounts.covered, amounts.released, amounts.certified, amounts.retired];
            let sums = sums.map(|sum| Value::Integer(i64::try_from(sum.as_grams()).unwrap()));
            [vec![label], sums.to_vec()].concat()
        });
        assert_eq!(query(&path, &sql), own.collect::<Vec<_>>(), "{by:?}");
    }
    let views = "SELECT (SELECT SUM(covered_g) FROM totals_by_day), (SELECT SUM(covered_g) FROM totals_by_month)";
    let covered = Value::Integer(i64::try_from(figures.total().covered.as_grams()).unwrap());
    assert_eq!(query(&path, views), [[covered.clone(), covered]]);
}

/// Followers that take turns, stop and start leave what one follower leaves, and so does a rebuild.
#[test]
fn any_number_of_followers_write_the_same() {
    let memory = Memory::new();
    let mut shop = Shop::open(memory.clone());
    let folder = tempfile::tempdir().unwrap();
    let (shared, whole) = (folder.path().join("shared.db"), folder.path().join("whole.db"));
    let [mut one, mut two] = [(); 2].map(|()| Tables::open(&shared).unwrap());
    shop.begin();
    for number in 1..60 {
        shop.serve(number);
        match number % 7 {
            0 => drop(follow(&mut one, &memory)),
            2 => drop(follow(&mut two, &memory)),
            5 => drop(follow(&mut Tables::open(&shared).unwrap(), &memory)),
            _ => {}
        }
        if number % 20 == 0 {
            shop.archive();
        }
    }
    let end = follow(&mut two, &memory);
    assert_eq!(follow(&mut one, &memory), end);
    follow(&mut Tables::open(&whole).unwrap(), &memory);
    let expected = contents(&whole);
    assert_eq!(contents(&shared), expected);
    one.clear().unwrap();
    assert_eq!(number(&shared, "SELECT count(*) FROM orders"), 0);
    follow(&mut one, &memory);
    assert_eq!(contents(&shared), expected);
    // The other one goes on where the rebuilt tables are.
    shop.serve(60);
    follow(&mut two, &memory);
    follow(&mut Tables::open(&whole).unwrap(), &memory);
    assert_eq!(contents(&shared), contents(&whole));
}

#[test]
fn tables_of_something_else_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    // A ledger is never written to.
    drop(host(Sqlite::open(path("ledger.db")).unwrap(), config()));
    let before = std::fs::read(path("ledger.db")).unwrap();
    let error = Tables::open(&path("ledger.db")).unwrap_err();
    assert!(matches!(error, TablesError::Foreign { .. }), "{error}");
    assert_eq!(std::fs::read(path("ledger.db")).unwrap(), before);
    Connection::open(path("other.db")).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    assert!(matches!(Tables::open(&path("other.db")), Err(TablesError::Foreign { .. })));
    std::fs::write(path("text"), "not a database, but long enough to be looked at as one").unwrap();
    assert!(matches!(Tables::open(&path("text")), Err(TablesError::Sqlite(_))));

    // Another ledger, whose beginning is another, and one that is shorter.
    let stocked = |when: &str| {
        let memory = Memory::new();
        let programme = host(memory.clone(), config());
        programme.import_credits(CREDITS.as_bytes(), at(when)).unwrap();
        memory
    };
    let (mut ours, mut other) = (stocked(PLACED), stocked("2026-11-15T09:30:00Z"));
    let mut tables = Tables::open(&path("tables.db")).unwrap();
    tables.follow(&mut ours).unwrap();
    let rows = contents(&path("tables.db"));
    for journal in [&mut other, &mut Memory::new()] {
        let mut again = Tables::open(&path("tables.db")).unwrap();
        let error = again.follow(journal).unwrap_err();
        assert!(matches!(error, TablesError::OtherLedger { .. }), "{error}");
    }
    assert_eq!(contents(&path("tables.db")), rows);

    // Tables of another version, and a position that nobody could have written.
    let change =
        |sql: &str| Connection::open(path("tables.db")).unwrap().execute_batch(sql).unwrap();
    change("UPDATE journal_position SET hash = 'x'");
    assert!(matches!(tables.follow(&mut ours), Err(TablesError::Damaged)));
    change("PRAGMA user_version = 77");
    let error = Tables::open(&path("tables.db")).unwrap_err();
    assert!(matches!(error, TablesError::Version { found: 77, supported: 2 }), "{error}");
}

/// The guide lists every table, column and view, and its queries run.
#[test]
fn the_guide_is_right() {
    let guide = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guides/sql.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    let listed = guide.split_once("\n## Tables\n\n").unwrap().1;
    assert!(
        listed == co2::tables::page(),
        "write this below `## Tables`:\n{}",
        co2::tables::page()
    );
    let memory = Memory::new();
    let shop = lived(&memory);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tables.db");
    follow(&mut Tables::open(&path).unwrap(), &memory);
    let queries: Vec<&str> =
        guide.split("```sql\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(queries.len() >= 7);
    let mut found = 0;
    for sql in queries {
        found += usize::from(!query(&path, &sql.replace("DEMO0001", "OLD1")).is_empty());
    }
    assert!(found >= 5, "{found}");
    drop(shop);
}
