//! The guide for whoever runs the database: its queries work, and find what they are to find.

use crate::timeless::Timeless;
use crate::world::{reserve, stocked};
use co2_journal::Postgres;

const GUIDE: &str = include_str!("../../../../docs/operations.md");

/// The queries of the guide: in code, in a line or a block.
fn queries() -> Vec<String> {
    let (mut found, mut block) = (Vec::new(), None::<String>);
    for line in GUIDE.lines() {
        match (&mut block, line) {
            (None, "```sql") => block = Some(String::new()),
            (Some(query), "```") => {
                found.push(std::mem::take(query));
                block = None;
            }
            (Some(query), line) => *query = format!("{query}{line}\n"),
            (None, line) => {
                let code = line.split('`').skip(1).step_by(2);
                found.extend(code.filter(|code| code.starts_with("SELECT ")).map(str::to_owned));
            }
        }
    }
    found
}

#[test]
fn the_queries_of_the_guide_work() {
    let Some(cluster) = crate::server() else { return };
    let ledger = stocked(Timeless(Postgres::open(&cluster.address("main")).unwrap()));
    ledger.submit(reserve("o-1", 1)).unwrap();
    let queries = queries();
    assert!(queries.len() >= 4, "{queries:?}");
    for query in &queries {
        cluster.sql(query);
    }
    let of_streams = queries.iter().find(|query| query.contains("FROM co2_streams")).unwrap();
    // Connections that only read are not counted.
    ledger.survey(None, |_, _| ()).unwrap();
    assert_eq!(cluster.sql(of_streams), "main|3|1");
}
