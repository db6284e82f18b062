//! Several processes sell from one file at the same time.

use crate::child::{Numbers, Process, say, seed, start, wanted};
use crate::place::{Place, open, open_existing};
use crate::world::{request, reserve, rules};
use co2_journal::conformance::{Fault, Faulty};
use co2_journal::{Committed, Journal, Ledger, SubmitError};
use co2_ledger::{Change, Command, Import, Request};
use co2_offsets::read_csv;
use libtest_mimic::Trial;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// The least share of the total that each of four processes must get in a long run, as its reciprocal.
const LEAST_SHARE: u64 = 10;

const FOUR: &[&str] = &["a", "b", "c", "d"];
const EIGHT: &[&str] = &["a", "b", "c", "d", "e", "f", "g", "h"];
/// The answers of the second one's store get lost.
const LOSSY: &[&str] = &["a", "lossy"];

pub(crate) fn tests() -> Vec<Trial> {
    let run =
        |sellers: &'static [&'static str], seconds, batch, fair, place: fn() -> Option<Place>| {
            move || {
                if let Some(place) = place() {
                    sell(sellers, wanted("CO2_SECONDS").unwrap_or(seconds), batch, fair, &place);
                }
                Ok(())
            }
        };
    let long = |name: &str, run| Trial::test(name, run).with_ignored_flag(true);
    let (file, server): (fn() -> Option<Place>, _) = (|| Some(Place::file()), Place::server);
    vec![
        Trial::test("four_processes_sell_each_gram_once", run(FOUR, 3, 64, false, file)),
        Trial::test("four_hosts_of_a_server_sell_each_gram_once", run(FOUR, 3, 64, false, server)),
        Trial::test("lost_answers_are_found_out", run(LOSSY, 1, 16, false, file)),
        long("four_processes_for_a_minute", run(FOUR, 60, 64, true, file)),
        long("two_saturated_writers", run(&["a", "b"], 10, 1_024, true, file)),
        long("two_saturated_hosts_of_a_server", run(&["a", "b"], 10, 1_024, true, server)),
        long("four_hosts_of_a_server", run(FOUR, 10, 1_024, true, server)),
        long("eight_hosts_of_a_server", run(EIGHT, 10, 1_024, false, server)),
    ]
}

/// Of which store some answers get lost, and some requests.
fn lossy(inner: Box<dyn Journal>, seed: u64) -> Faulty<Box<dyn Journal>> {
    let mut numbers = Numbers(seed);
    let faults = std::iter::repeat_with(move || match numbers.below(12) {
        0 => Some(Fault::AnswerLost),
        1 => Some(Fault::RequestLost),
        2 => Some(Fault::NotWritten),
        3 => Some(Fault::Delayed),
        4 => Some(Fault::Overtaken),
        _ => None,
    });
    Faulty::new(inner, faults)
}

/// Submits commands until each has an answer.
fn give(ledger: &Ledger, mut requests: Vec<Request>) -> Vec<Committed> {
    let mut done = Vec::new();
    while !requests.is_empty() {
        let answers = ledger.submit_all(requests.iter().cloned());
        let mut again = Vec::new();
        for (request, answer) in requests.into_iter().zip(answers) {
            match answer {
                Ok(answer) => done.push(answer),
                Err(
                    SubmitError::NotWritten { .. }
                    | SubmitError::OutcomeUnknown { .. }
                    | SubmitError::Contended,
                ) => again.push(request),
                Err(error) => panic!("{error}"),
            }
        }
        requests = again;
    }
    done
}

/// One of the processes: sells as much as it can, and prints how much that was and the longest time that a
/// batch took.
#[expect(clippy::disallowed_methods, reason = "it reports how long a batch waited")]
pub(crate) fn child(address: &str, name: &str, seconds: &str, batch: &str) {
    let (seconds, batch): (u64, u64) = (seconds.parse().unwrap(), batch.parse().unwrap());
    let inner = open(address);
    let ledger = match name.strip_prefix("lossy-") {
        None => Ledger::open(inner, None),
        Some(seed) => Ledger::open(lossy(inner, seed.parse().unwrap()), None),
    };
    let ledger = ledger.unwrap();
    say("ready");
    std::io::stdin().read_line(&mut String::new()).unwrap();
    let (start, mut longest) = (Instant::now(), Duration::ZERO);
    let (mut orders, mut kilograms) = (0_u64, 0_u64);
    while start.elapsed() < Duration::from_secs(seconds) {
        let amounts = (orders..orders + batch).map(|n| 1 + n % 7);
        let requests = amounts.clone().zip(orders..);
        let requests = requests.map(|(amount, n)| reserve(&format!("{name}-{n}"), amount));
        let requests: Vec<Request> = requests.collect();
        let first = requests[0].clone();
        let begun = Instant::now();
        let answers = give(&ledger, requests);
        longest = longest.max(begun.elapsed());
        orders += batch;
        kilograms += amounts.sum::<u64>();
        // Asking again gives the first answer.
        let again = give(&ledger, vec![first]).remove(0).receipt;
        assert!(again.replayed);
        assert!(answers.iter().any(|answer| answer.receipt.first == again.first));
    }
    say(&format!("{orders} {kilograms} {}", longest.as_micros()));
}

fn sell(sellers: &[&str], seconds: u64, batch: u64, fair: bool, place: &Place) {
    let seed = seed();
    let address = place.address();
    let ledger = Ledger::open(open(&address), None).unwrap();
    let mut table = "lot,serial,vintage,unit_size,project_name,country,technology\n".to_owned();
    for lot in 0..10 {
        use std::fmt::Write;
        writeln!(
            table,
            "gs-{lot},GS1-1-UG-GS99999-16-2024-{lot}9999-1-1000000,2024-01-01/2024-12-31,1 t,Stoves,UG,cookstoves"
        )
        .unwrap();
    }
    let import = Import::new("stock".parse().unwrap(), read_csv(&table).unwrap());
    ledger.submit(request(Command::Import(import))).unwrap();
    ledger.submit(rules()).unwrap();
    drop(ledger);
    let seller = |name: &&str| {
        let name = if *name == "lossy" { format!("lossy-{seed}") } else { (*name).to_owned() };
        let (seconds, batch) = (seconds.to_string(), batch.to_string());
        let mut process = start(&["child-sales", &address, &name, &seconds, &batch]);
        assert_eq!(process.hear(), "ready");
        process
    };
    let mut processes: Vec<Process> = sellers.iter().map(seller).collect();
    for process in &mut processes {
        process.tell("go");
    }
    let (mut orders, mut kilograms) = (Vec::new(), 0);
    for (mut process, name) in processes.into_iter().zip(sellers) {
        let line = process.hear();
        process.end();
        let mut numbers = line.split(' ').map(|number| number.parse::<u64>().unwrap());
        let mut number = || numbers.next().unwrap();
        let (sold, amount, longest) = (number(), number(), number());
        println!("{name}: {sold} orders in {seconds} s; longest wait of a batch {longest} us");
        orders.push(sold);
        kilograms += amount;
    }
    let total: u64 = orders.iter().sum();
    println!("{} processes, batches of {batch}: {total} orders", sellers.len());
    check(&address, total, kilograms);
    if fair {
        assert!(orders.iter().all(|sold| sold * LEAST_SHARE >= total), "{orders:?}");
    }
}

/// What the file has is what was sold, and no gram was sold twice: counted from the events, beside
/// what the ledger says of itself.
fn check(address: &str, orders: u64, kilograms: u64) {
    let mut journal = open_existing(address);
    let (state, head) = co2_journal::replay(&mut journal, None, |_| ()).unwrap();
    let audit = state.audit();
    assert_eq!(audit.violations, []);
    let grams = u128::from(kilograms) * 1_000;
    assert_eq!((audit.totals.orders, audit.totals.reserved), (orders, grams));
    let (mut at, mut slices) = (co2_journal::Anchor::START, BTreeMap::<_, Vec<_>>::new());
    while at != head {
        for batch in journal.read_after(at.position, 64).unwrap() {
            for event in batch.decode(at).unwrap() {
                if let Change::Reserved { slices: lines, .. } = &event.change {
                    for slice in lines.iter().flatten() {
                        let (start, end) = (slice.grams.start(), slice.grams.end());
                        slices.entry(slice.lot).or_default().push((start, end));
                    }
                }
            }
            at = batch.anchor();
        }
    }
    let mut sum = 0;
    for taken in slices.values_mut() {
        taken.sort_unstable();
        assert!(taken.windows(2).all(|pair| pair[0].1 <= pair[1].0), "a gram was sold twice");
        sum += taken.iter().map(|(start, end)| u128::from(end - start)).sum::<u128>();
    }
    assert_eq!(sum, grams);
}
