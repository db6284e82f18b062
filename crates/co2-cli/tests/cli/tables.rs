//! `co2 tables`.

use crate::common::{co2, json, sold, text};
use co2::journal::rusqlite::Connection;
use std::fs;

#[test]
fn tables_follow_a_ledger() {
    let (folder, ledger) = sold();
    let to = folder.path().join("tables.db");
    let before = fs::read(&ledger).unwrap();
    let (code, out, errors) = co2(&["tables", text(&ledger), text(&to)]);
    assert_eq!((code, &*errors), (0, ""), "{out}");
    let batches = json(&["audit", text(&ledger), "--json"]).1["batches"].as_u64().unwrap();
    assert!(out.starts_with("OK ") && out.contains(&format!("has batch {batches} of")), "{out}");
    assert_eq!(fs::read(&ledger).unwrap(), before);
    // Five products in one order, with one certificate each.
    let counted = || {
        let tables = Connection::open(&to).unwrap();
        let sql = "SELECT count(*), sum(amount_g) FROM products WHERE certificate IS NOT NULL";
        tables.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
    };
    assert_eq!(counted(), (5_i64, 5_344_857_i64));
    for more in [&[][..], &["--rebuild"]] {
        let (code, answer) =
            json(&[&["tables", text(&ledger), text(&to), "--json"], more].concat());
        assert_eq!((code, &answer["batch"]), (0, &batches.into()));
        assert_eq!(counted(), (5, 5_344_857));
    }
}

#[test]
fn what_is_not_ours_is_refused() {
    let (folder, ledger) = sold();
    let path = |name: &str| folder.path().join(name);
    let (code, out, errors) = co2(&["tables", text(&ledger), text(&ledger)]);
    assert_eq!((code, &*out), (2, ""));
    assert!(errors.contains("the file holds other tables"), "{errors}");
    let (code, _, errors) = co2(&["tables", text(&path("no.db")), text(&path("tables.db"))]);
    assert_eq!(code, 2, "{errors}");
    let (code, _, _) = co2(&["tables", text(&ledger), text(&path("t.db")), "--every", "0"]);
    assert_eq!(code, 2);
    // Tables of another ledger.
    let (other, another) = sold();
    let configured = other.path().join("tables.db");
    assert_eq!(co2(&["tables", text(&another), text(&configured)]).0, 0);
    Connection::open(&configured)
        .unwrap()
        .execute("UPDATE journal_position SET batch = 99", [])
        .unwrap();
    let (code, out, _) = co2(&["tables", text(&another), text(&configured)]);
    assert_eq!(code, 1, "{out}");
    assert!(out.starts_with("REFUSED ") && out.contains("of another ledger"), "{out}");
}
