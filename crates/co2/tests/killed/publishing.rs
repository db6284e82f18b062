//! Several processes publish to one folder, and are killed while they do.

use crate::world::{CREDITS, LATER, ORDER, PLACED, SHIPPED, all, at, config, ordered};
use co2::cert::did::DidDocument;
use co2::cert::log::verify_log;
use co2::render::{Look, Wording};
use co2::store::Folder;
use co2::{Programme, PublicFolder};
use libtest_mimic::Trial;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// How often processes are killed.
const ROUNDS: usize = 6;

pub(crate) fn tests() -> Vec<Trial> {
    vec![Trial::test("a_public_folder_survives_its_publishers", || {
        publishers_are_killed();
        Ok(())
    })]
}

fn open(folder: &Path) -> Programme {
    crate::world::open_file(&folder.join("ledger.db"))
}

fn everything(programme: &Programme, public: &Path, time: &str) {
    let store = Folder::new(public);
    let (words, look) = (Wording::english(), Look::default());
    programme.publish_everything(&store, &words, &look, at(time)).unwrap();
}

/// A process that sells one more product, if there is one, and publishes until it is killed.
pub(crate) fn child(folder: &Path, round: u64) {
    let programme = open(folder);
    let products = all();
    let sold = usize::try_from(round).unwrap().min(products.len());
    programme.fulfil(ORDER, &products[..sold], at(SHIPPED)).unwrap();
    for published in 0.. {
        everything(
            &programme,
            &folder.join("public"),
            if published % 2 == 0 { SHIPPED } else { LATER },
        );
        writeln!(std::io::stdout(), "published").unwrap();
    }
}

fn start(folder: &Path, round: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["child-publish", folder.to_str().unwrap(), &round.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn publishers_are_killed() {
    let folder = tempfile::tempdir().unwrap();
    let public = folder.path().join("public");
    let programme = open(folder.path());
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&programme);
    programme.close().unwrap();
    let mut largest = 0;
    for round in 0..ROUNDS {
        let mut children: Vec<Child> =
            (0..2).map(|one| start(folder.path(), round + one)).collect();
        for (number, child) in children.iter_mut().enumerate() {
            let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
            // At another place each time: after so many times, and then somewhere in the next.
            for _ in 0..=(round + number) % 3 {
                assert_eq!(lines.next().unwrap().unwrap(), "published");
            }
            child.kill().unwrap();
            child.wait().unwrap();
        }
        // A stranger reads the log at any time: it is whole, and never becomes shorter.
        let size = verified(&public);
        assert!(size >= largest, "the checkpoint went back from {largest} to {size}");
        largest = size;
    }
    assert_eq!(largest, 3);
    let programme = open(folder.path());
    everything(&programme, &public, LATER);
    let fresh = folder.path().join("fresh");
    everything(&programme, &fresh, LATER);
    assert_eq!(files(&public), files(&fresh), "nothing is missing, and nothing is left over");
}

fn verified(public: &Path) -> u64 {
    let did = std::fs::read(public.join(".well-known/did.json")).unwrap();
    let document = DidDocument::from_json(&did).unwrap();
    let origin = co2::log::origin(&config().issuer.host).unwrap();
    let keys = co2::log::keys(&document, &origin, at(LATER));
    let report =
        verify_log(&PublicFolder::new(public).log(), &keys, &mut co2::serials::check_slice);
    report.unwrap().checkpoint.size
}

/// Everything below a folder but the log's partial tiles of earlier checkpoints, which stay for those who
/// hold one.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !name.ends_with("000.p/1") && !name.ends_with("000.p/2") {
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}
