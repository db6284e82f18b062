//! Ledgers in PostgreSQL, audited, exported and imported by the command.

#[cfg(test)]
#[cfg(unix)]
#[path = "../../co2-journal/tests/servers/cluster.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod cluster;

#[cfg(test)]
#[cfg(unix)]
#[path = "../../../examples/checkout/main.rs"]
#[expect(dead_code, reason = "the program's own entry is not called")]
mod example;

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::cluster::Cluster;
    use co2::journal::rusqlite::Connection;
    use co2::location::{self, Purpose};
    use co2::tables::Tables;
    use co2::{Config, Keys, Programme};
    use std::path::Path;
    use std::process::Command;

    const CONFIG: &str = include_str!("../../co2/tests/data/programme.toml");
    const CREDITS: &str = include_str!("../../co2/tests/data/credits.csv");

    fn co2(arguments: &[&str]) -> (i32, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_co2")).args(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    /// A programme on a server, then its audit, its export, and its way into a file.
    #[test]
    fn a_ledger_moves_from_a_server_to_a_file() {
        let Some(cluster) = Cluster::start() else {
            eprintln!("SKIPPED: no PostgreSQL on the path or in /usr/lib/postgresql");
            return;
        };
        let address = cluster.address("shop");
        let config = Config::from_toml(CONFIG).unwrap();
        let keys = Keys::from_seed(&config.issuer, &[7; 32], [9; 32]).unwrap();
        let programme = Programme::open(&address, config, keys).unwrap();
        let at = |time: &str| time.parse().unwrap();
        programme.import_credits(CREDITS.as_bytes(), at("2026-11-16T09:30:00Z")).unwrap();
        programme.close().unwrap();

        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let (code, out, errors) = co2(&["audit", &address]);
        assert_eq!((code, &*errors), (0, ""), "{out}");
        assert!(out.contains("\nOK "), "{out}");
        let (code, _, errors) = co2(&["export", &address, "--out", &path("server.jsonl")]);
        assert_eq!(code, 0, "{errors}");
        let (code, _, errors) = co2(&["import", &path("server.jsonl"), &path("ledger.db")]);
        assert_eq!(code, 0, "{errors}");
        let (code, in_file, _) = co2(&["audit", &path("ledger.db")]);
        // All but the snapshot, which an export does not have.
        let found = |out: &str| {
            let lines = out.lines().filter(|line| !line.starts_with("snapshot"));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!((code, found(&in_file)), (0, found(&out)), "the file has what the server has");
        let copy = cluster.address("copy");
        let (code, _, errors) = co2(&["import", &path("server.jsonl"), &copy]);
        assert_eq!(code, 0, "{errors}");
        let (code, _, _) = co2(&["export", &copy, "--out", &path("copy.jsonl")]);
        assert_eq!(code, 0);
        let read = |name: &str| std::fs::read(path(name)).unwrap();
        assert_eq!(read("server.jsonl"), read("copy.jsonl"));

        // What is not there is not made by reading it, and no message has a password.
        let missing = cluster.address("missing").replace("shop@", "shop:hunter2@");
        let (code, out, errors) = co2(&["audit", &missing]);
        assert_eq!((code, &*out), (2, ""));
        assert!(
            errors.contains("no stream \"missing\"") && !errors.contains("hunter2"),
            "{errors}"
        );
    }

    /// Tables on a server have the rows that tables in a file have, whoever writes them, and go on after a
    /// connection was lost.
    #[test]
    fn tables_on_a_server_are_those_in_a_file() {
        let Some(mut cluster) = Cluster::start() else {
            eprintln!("SKIPPED: no PostgreSQL on the path or in /usr/lib/postgresql");
            return;
        };
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        super::example::checkout(folder.path()).unwrap();
        let (ledger, file) = (path("ledger.db"), path("tables.db"));
        let server = cluster.address("any");
        let mut followers = [(); 2].map(|()| Tables::open(Path::new(&server)).unwrap());
        let mut in_file = Tables::open(&file).unwrap();
        let open = || location::open(&ledger, Purpose::Read).unwrap().journal;
        for follower in &mut followers {
            follower.follow(&mut *open()).unwrap();
        }
        in_file.follow(&mut *open()).unwrap();
        let connection = Connection::open(&file).unwrap();
        for (table, columns) in [
            ("lots", "lot, free_g, certified_g, retired_g"),
            ("orders", "order_id, status, price, country"),
            ("coverages", "coverage, serial, amount_g, certificate"),
            ("coverage_slices", "coverage, lot, first_g, grams"),
            ("totals_by_month", "month, covered_g, certified_g, retired_g"),
            ("events", "event, at, type, subject"),
            ("journal_position", "batch, hash, events, latest_event"),
        ] {
            let columns: Vec<String> =
                columns.split(", ").map(|c| format!("CAST({c} AS TEXT)")).collect();
            let row = columns.join(" || '|' || ");
            let mut statement = connection.prepare(&format!("SELECT {row} FROM {table}")).unwrap();
            let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
            let mut own: Vec<String> = rows.collect::<Result<_, _>>().unwrap();
            let found = cluster.sql(&format!("SELECT {row} FROM co2.{table}"));
            let mut found: Vec<&str> = found.lines().collect();
            own.sort();
            found.sort_unstable();
            assert!(!own.is_empty(), "{table}");
            assert_eq!(found, own, "{table}");
        }
        // The server goes away and comes back.
        cluster.kill();
        assert!(followers[0].follow(&mut *open()).is_err());
        cluster.up();
        let [one, two] = &mut followers;
        one.clear().unwrap();
        assert_eq!(two.follow(&mut *open()).unwrap(), in_file.position().unwrap());
        let (code, out, _) =
            co2(&["tables", ledger.to_str().unwrap(), &server, "--schema", "other"]);
        assert_eq!(code, 0, "{out}");
        let counts =
            "SELECT (SELECT count(*) FROM co2.products), (SELECT count(*) FROM other.products)";
        assert_eq!(cluster.sql(counts).trim(), "5|5");
        let (code, _, errors) =
            co2(&["tables", ledger.to_str().unwrap(), &server, "--schema", "Bad;"]);
        assert_eq!(code, 2);
        assert!(errors.contains("is not a schema's name"), "{errors}");
    }
}
