//! Connections with TLS, to a server whose certificate is of an authority of the test's own.

use crate::timeless::Timeless;
use crate::world::{reserve, stocked};
use co2_journal::Postgres;
use std::path::Path;
use std::process::Command;

/// The settings of a certificate for a name.
const NAMED: &str = "basicConstraints = CA:FALSE\nsubjectAltName = DNS:localhost\n";

fn openssl(folder: &Path, line: &str) {
    let output = Command::new("openssl").current_dir(folder).args(line.split(' ')).output();
    let output = output.expect("openssl, which comes with Debian's PostgreSQL");
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
}

/// An authority in a folder: the file of its certificate is `NAME.pem`.
fn authority(folder: &Path, name: &str) {
    openssl(
        folder,
        &format!(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
             -subj /CN={name} -keyout {name}.key -out {name}.pem"
        ),
    );
}

#[test]
fn only_the_server_that_was_meant_is_trusted() {
    let Some(mut cluster) = crate::server() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let address = |host: &str, roots: &str| {
        format!(
            "postgres://shop@{host}:{}/postgres?sslmode=require&sslrootcert={}",
            cluster.port(),
            path(roots)
        )
    };
    authority(folder.path(), "ours");
    authority(folder.path(), "other");
    let (ours, other, elsewhere) = (
        address("localhost", "ours.pem"),
        address("localhost", "other.pem"),
        address("127.0.0.1", "ours.pem"),
    );
    let refused = |address: &str| {
        let error = Postgres::open(address).unwrap_err();
        co2_units::error::chain(&error)
    };
    // The server has no TLS yet.
    assert!(refused(&ours).contains("TLS"), "{}", refused(&ours));

    std::fs::write(path("named"), NAMED).unwrap();
    openssl(
        folder.path(),
        "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost \
         -keyout server.key -out server.csr",
    );
    openssl(
        folder.path(),
        "x509 -req -in server.csr -CA ours.pem -CAkey ours.key -CAcreateserial -days 3650 \
         -extfile named -out server.pem",
    );
    for name in ["server.key", "server.pem"] {
        cluster.put(name, &std::fs::read(path(name)).unwrap());
    }
    cluster.set("ssl = on\nssl_cert_file = '../server.pem'\nssl_key_file = '../server.key'");
    cluster.kill();
    cluster.up();
    let ledger = stocked(Timeless(Postgres::open(&ours).unwrap()));
    ledger.submit(reserve("o-1", 1)).unwrap();
    let encrypted = cluster.sql(
        "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
         WHERE application_name = 'co2-journal'",
    );
    assert_eq!(encrypted, "t");
    // A certificate of another authority, or for another name, may be that of somebody on the way.
    for address in [other, elsewhere] {
        let error = refused(&address);
        assert!(error.contains("certificate"), "{error}");
    }
}
