//! `co2 init`, and what comes after it.

use crate::common::co2;
use co2::programme::OpenError;
use co2::{Buyer, Cart, Choice, Programme, Shipped};
use std::fs;
use std::path::Path;

fn init(dir: &Path, more: &[&str]) -> (i32, String, String) {
    co2(&[&["init", dir.to_str().unwrap()], more].concat())
}

/// The commands that the output names, run as they stand there.
fn run_next(out: &str) -> usize {
    let commands = out.lines().filter_map(|line| line.strip_prefix("  co2 "));
    let mut count = 0;
    for command in commands {
        let arguments: Vec<&str> = command.split_whitespace().collect();
        let (code, out, errors) = co2(&arguments);
        assert_eq!((code, errors.as_str()), (0, ""), "{command}: {out}");
        count += 1;
    }
    count
}

/// What is written is a programme: the commands that are named next work, and an order goes through.
#[test]
fn what_is_written_is_a_programme() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("new/shop");
    let (code, out, errors) = init(&dir, &[]);
    assert_eq!((code, errors.as_str()), (0, ""), "{out}");
    assert_eq!(run_next(&out), 4, "{out}");

    let programme = Programme::open_file(dir.join("programme.toml")).unwrap();
    let now = "2026-11-21T12:00:00Z".parse().unwrap();
    let credits = fs::read(dir.join("credits.csv")).unwrap();
    programme.import_credits(credits.as_slice(), now).unwrap();
    let cart: Cart = serde_json::from_slice(&fs::read(dir.join("cart.json")).unwrap()).unwrap();
    let buyer = Buyer::business("SE".parse().unwrap());
    let quote = programme.quote(&cart, &buyer, now).unwrap();
    programme.reserve("order-1", &quote, Choice::Any, now).unwrap();
    programme.confirm("order-1", now).unwrap();
    let parcel = [Shipped::line(1, "DEMO0001").unwrap()];
    assert_eq!(programme.fulfil("order-1", &parcel, now).unwrap().len(), 1);
    drop(programme);
    // The ledger is where the configuration says.
    let ledger = dir.join("ledger.db");
    assert_eq!(co2(&["audit", ledger.to_str().unwrap()]).0, 0);
}

#[test]
fn a_host_and_a_name_are_put_in() {
    let folder = tempfile::tempdir().unwrap();
    let name = "Ex \"and\" Söhne \\ Co";
    let (code, out, _) =
        init(folder.path(), &["--host", "offsets.shop-of-ours.org", "--name", name]);
    assert_eq!(code, 0, "{out}");
    assert_eq!(run_next(&out), 4, "{out}");
    let programme = Programme::open_file(folder.path().join("programme.toml")).unwrap();
    let config = programme.config();
    assert_eq!(config.issuer.host.to_string(), "offsets.shop-of-ours.org");
    assert_eq!(config.issuer.name.as_str(), name);
    assert!(config.certificate.subject_base.as_str().ends_with("offsets.shop-of-ours.org"));
}

#[cfg(unix)]
#[test]
fn secrets_are_their_owners_and_each_is_another() {
    use std::os::unix::fs::PermissionsExt as _;
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut secrets = Vec::new();
    for folder in [&one, &two] {
        assert_eq!(init(folder.path(), &[]).0, 0);
        for name in ["seed", "status-key"] {
            let path = folder.path().join(name);
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o7777, 0o600);
            secrets.push(fs::read_to_string(path).unwrap());
        }
    }
    secrets.sort();
    secrets.dedup();
    assert_eq!(secrets.len(), 4);
    assert!(secrets.iter().all(|secret| secret.len() == 65));
}

#[test]
fn nothing_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("credits.csv"), "mine").unwrap();
    let (code, out, errors) = init(folder.path(), &[]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(errors.contains("credits.csv: is there already; nothing was written"), "{errors}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(init(&folder.path().join("credits.csv"), &[]).0, 2, "a file is no folder");
}

#[test]
fn what_a_configuration_names_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(init(folder.path(), &[]).0, 0);
    let path = folder.path().join("programme.toml");
    let text = fs::read_to_string(&path).unwrap();
    let open = |text: &str| {
        fs::write(&path, text).unwrap();
        Programme::open_file(&path).unwrap_err()
    };
    let error = open(&text.replace("\"seed\"", "\"no-seed\""));
    assert!(matches!(error, OpenError::KeyFile(_)), "{error}");
    let error = open(&text.replace("\"status-key\"", "\"seed\""));
    assert!(matches!(error, OpenError::Keys(_)), "one secret for both: {error}");
    let without = text.split("[files]").next().unwrap();
    assert!(matches!(open(without), OpenError::NoFiles { .. }));
    let error = open(&text.replace("stock_days = 30", "stock_days = -1"));
    let line = text.lines().position(|line| line.starts_with("stock_days")).unwrap() + 1;
    assert!(error.to_string().starts_with(&format!("line {line}, column 14: ")), "{error}");
    let error = open(&text.replace("rate_days = 28", "rate_days = 0"));
    let expected = format!("line {}, column 1: figures.rate_days must be at least 1", line + 1);
    assert_eq!(error.to_string(), expected);
    let with_did = text.replace("ledger = ", "did = \"did.json\"\nledger = ");
    assert!(matches!(open(&with_did), OpenError::File(_)));
    fs::write(folder.path().join("did.json"), "{}").unwrap();
    assert!(matches!(open(&with_did), OpenError::Did { .. }));
    assert!(!folder.path().join("ledger.db").exists(), "nothing was opened");
}
