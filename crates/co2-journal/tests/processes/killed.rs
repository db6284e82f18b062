//! Processes are killed by SIGKILL at random moments, again and again, on one file.
//!
//! The task of each follows from the seed, so the next process can ask for each answer again.

use crate::child::{Numbers, say, seed, start, wanted};
use crate::place::{Place, open, open_existing};
use crate::world::{confirm, request, reserve, rules};
use co2_journal::{Committed, Journal, Ledger, Position, SubmitError};
use co2_ledger::{
    Assign, Cancel, Change, Command, Import, OrderId, RecordCertificate, Request, Return,
};
use co2_offsets::{Digest, read_csv};
use co2_units::product::{Model, ProductId};
use libtest_mimic::Trial;
use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::Duration;

const THREADS: u64 = 4;

pub(crate) fn tests() -> Vec<Trial> {
    let run = |kills, place: fn() -> Option<Place>| {
        move || {
            if let Some(place) = place() {
                kill_at_random_moments(wanted("CO2_KILLS").unwrap_or(kills), &place);
            }
            Ok(())
        }
    };
    let file = || Some(Place::file());
    vec![
        Trial::test("a_killed_process_has_kept_every_promise", run(20, file)),
        Trial::test("a_killed_client_of_a_server_has_kept_every_promise", run(10, Place::server)),
        Trial::test("a_process_killed_two_hundred_times_has_kept_every_promise", run(200, file))
            .with_ignored_flag(true),
        Trial::test(
            "a_client_of_a_server_killed_two_hundred_times_has_kept_every_promise",
            run(200, Place::server),
        )
        .with_ignored_flag(true),
    ]
}

/// What one thread of one process does: an endless list of commands.
struct Script {
    seed: u64,
    round: u64,
    thread: u64,
}

impl Script {
    /// Returns the commands about the thread's n-th order.
    fn about(&self, n: u64) -> Vec<Step> {
        // Every fifth order is placed by all threads alike, and takes effect once.
        let shared = n.is_multiple_of(5);
        let (owner, salt) = if shared {
            ("all".to_owned(), 0)
        } else {
            (format!("t{}", self.thread), self.thread + 1)
        };
        let mixed = [self.round, salt, n].iter().fold(self.seed, |mixed, part| {
            Numbers(mixed ^ part.wrapping_mul(0xd6e8_feb8_6659_fd93)).below(u64::MAX)
        });
        let mut numbers = Numbers(mixed);
        let name = format!("r{}-{owner}-{n}", self.round);
        let order: OrderId = name.parse().unwrap();
        let reserved = reserve(&name, 1 + numbers.below(3_000));
        let model = Model::Gtin("09506000134352".parse().unwrap());
        let product = ProductId::new(model, name.parse().unwrap());
        let mut steps = vec![Step::Command(reserved)];
        let mut then = |command| steps.push(Step::Command(request(command)));
        match numbers.below(6) {
            0 => {}
            1 => then(Command::Cancel(Cancel { order })),
            2 => then(confirm(&name).command),
            kind => {
                then(confirm(&name).command);
                then(Command::Assign(Assign {
                    order: order.clone(),
                    product: product.clone(),
                    line: 1,
                }));
                if kind > 3 {
                    steps.push(Step::Certify(order.clone(), product.clone()));
                }
                if kind > 4 {
                    let operation = format!("back-{name}").parse().unwrap();
                    let back = Return { order, operation, product };
                    steps.push(Step::Command(request(Command::Return(back))));
                }
            }
        }
        if numbers.below(4) == 0 {
            // Errors are answers, too.
            steps.push(Step::Command(confirm(&format!("never-{name}"))));
        }
        steps
    }
}

enum Step {
    Command(Request),
    /// Stores a document and records it as the certificate of a product.
    Certify(OrderId, ProductId),
}

impl Step {
    /// Does it and returns the answer, which never changes.
    fn give(self, ledger: &Ledger) -> String {
        let request = match self {
            Self::Command(request) => request,
            Self::Certify(order, product) => certificate(ledger, order, product),
        };
        answer(&ledger.submit(request))
    }
}

fn certificate(ledger: &Ledger, order: OrderId, product: ProductId) -> Request {
    let digest = ledger.put_document(document(&product)).unwrap();
    let (of, about) = (order.clone(), product.clone());
    let known = ledger.read(co2_journal::Freshness::Cached, move |state, _| {
        state.coverage(&of, &about).map(|coverage| (coverage.id, coverage.edition))
    });
    let (coverage, edition) = known.unwrap().expect("it was assigned");
    let record = RecordCertificate { order, product, coverage, edition, replaces: None, digest };
    request(Command::RecordCertificate(record))
}

fn document(product: &ProductId) -> Vec<u8> {
    format!("certificate of {product:?}").into_bytes()
}

/// Returns an answer as a word: the digest of the first event, or the reason of the refusal.
fn answer(answer: &Result<Committed, SubmitError>) -> String {
    match answer {
        Ok(committed) => {
            Digest::of(format!("{:?}", committed.receipt.first).as_bytes()).to_string()
        }
        Err(SubmitError::Refused(error)) => format!("refused: {error}"),
        Err(error) => panic!("{error}"),
    }
}

/// The process that is killed: after each answer it says so.
pub(crate) fn child(address: &str, seed: &str, round: &str) {
    let ledger = Ledger::open(open(address), None).unwrap();
    let (seed, round) = (seed.parse().unwrap(), round.parse().unwrap());
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (ledger, script) = (ledger.clone(), Script { seed, round, thread });
            scope.spawn(move || {
                for n in 0.. {
                    for (step, asked) in script.about(n).into_iter().enumerate() {
                        say(&format!("{thread} {n} {step} {}", asked.give(&ledger)));
                    }
                }
            });
        }
    });
}

/// The answers, by round, thread, order and step.
type Answers = BTreeMap<(u64, u64, u64, usize), String>;

fn kill_at_random_moments(kills: u64, place: &Place) {
    let seed = seed();
    let mut numbers = Numbers(seed);
    let address = place.address();
    let ledger = Ledger::open(open(&address), None).unwrap();
    let table = "\
lot,serial,vintage,unit_size,project_name,country,technology
gs-1,GS1-1-UG-GS99999-16-2024-99999-1-9000000,2024-01-01/2024-12-31,1 t,Example stoves,UG,cookstoves
";
    let stock = Import::new("stock".parse().unwrap(), read_csv(table).unwrap());
    ledger.submit(request(Command::Import(stock))).unwrap();
    ledger.submit(rules()).unwrap();
    drop(ledger);
    let mut all = Answers::new();
    for round in 0..kills {
        // Some processes are killed while they open the ledger.
        let longest = if round.is_multiple_of(5) { 30 } else { 250 };
        let pause = Duration::from_micros(numbers.below(longest * 1_000));
        let answered = killed_after(pause, &address, seed, round);
        let ledger = Ledger::open(open_existing(&address), None).unwrap();
        check_journal(&address, &all, &answered, round);
        check_answers(&ledger, seed, &answered);
        all.extend(answered);
    }
    println!("{kills} kills, {} answers", all.len());
    assert!(
        u64::try_from(all.len()).unwrap() > kills,
        "hardly anything was answered: {}",
        all.len()
    );
    let ledger = Ledger::open(open_existing(&address), None).unwrap();
    check_answers(&ledger, seed, &all);
}

fn killed_after(pause: Duration, address: &str, seed: u64, round: u64) -> Answers {
    let arguments = ["child-killed", address, &seed.to_string(), &round.to_string()];
    let (mut process, lines) = start(&arguments).parts();
    let heard = thread::spawn(move || lines.map_while(Result::ok).collect::<Vec<_>>());
    thread::sleep(pause);
    process.kill().unwrap();
    assert!(!process.wait().unwrap().success(), "it was killed");
    let parse = |line: String| {
        let mut words = line.splitn(4, ' ').map(str::to_owned);
        let mut word = || words.next().unwrap();
        let (thread, n, step) = (word().parse(), word().parse(), word().parse());
        ((round, thread.unwrap(), n.unwrap(), step.unwrap()), word())
    };
    heard.join().unwrap().into_iter().map(parse).collect()
}

/// Checks that every answer is given again unchanged, so nothing that was answered is lost.
fn check_answers(ledger: &Ledger, seed: u64, answered: &Answers) {
    let mut orders: BTreeMap<(u64, u64, u64), usize> = BTreeMap::new();
    for &(round, thread, n, step) in answered.keys() {
        // A thread asks for one thing after the other.
        let next = orders.entry((round, thread, n)).or_default();
        assert_eq!(*next, step);
        *next += 1;
    }
    let before = position(ledger);
    for (&(round, thread, n), &count) in &orders {
        let script = Script { seed, round, thread };
        for (step, asked) in script.about(n).into_iter().take(count).enumerate() {
            if let Step::Certify(_, product) = &asked {
                let digest = Digest::of(&document(product));
                assert!(ledger.document(digest).unwrap().is_some(), "a document is lost");
            }
            let place = (round, thread, n, step);
            assert_eq!(asked.give(ledger), answered[&place], "{place:?}");
        }
    }
    assert_eq!(position(ledger), before, "all of it was there: nothing happened anew");
}

fn position(ledger: &Ledger) -> Position {
    ledger.read(co2_journal::Freshness::Latest, |_, head| head.position).unwrap()
}

/// The journal is whole, nothing stands in it twice, and nothing that was not asked for.
fn check_journal(address: &str, earlier: &Answers, answered: &Answers, round: u64) {
    let mut journal = open_existing(address);
    let (state, _) = co2_journal::replay(&mut journal, None, |_| ()).unwrap();
    assert_eq!(state.audit().violations, []);
    let (mut head, mut seen) = (co2_journal::Anchor::START, BTreeSet::new());
    let mut happened: BTreeMap<u64, usize> = BTreeMap::new();
    loop {
        let batches = journal.read_after(head.position, 64).unwrap();
        if batches.is_empty() {
            break;
        }
        for batch in batches {
            for event in batch.decode(head).unwrap() {
                let (what, order) = key(&event.change);
                assert!(seen.insert(what.clone()), "{what} happened twice");
                let prefix = format!("r{round}-t");
                if let Some(rest) = order.strip_prefix(&prefix) {
                    let thread = rest.split('-').next().unwrap().parse().unwrap();
                    *happened.entry(thread).or_default() += 1;
                }
            }
            head = batch.anchor();
        }
    }
    // At most one command of each thread was under way.
    for thread in 0..THREADS {
        let own = |(&(_, of, n, _), answer): (&(u64, u64, u64, usize), &String)| {
            of == thread && !n.is_multiple_of(5) && !answer.starts_with("refused")
        };
        let answers = answered.iter().filter(|entry| own(*entry)).count();
        let events = happened.remove(&thread).unwrap_or_default();
        assert!(events == answers || events == answers + 1, "{events} events, {answers} answers");
    }
    assert!(earlier.keys().all(|(of, ..)| *of < round));
}

/// Returns what must not happen twice, and the order it is about.
fn key(change: &Change) -> (String, String) {
    let (what, order) = match change {
        Change::Reserved { reserve, .. } => {
            (format!("reserved {}", reserve.attempt), &reserve.order)
        }
        Change::Confirmed(confirm) => ("confirmed".to_owned(), &confirm.order),
        Change::Cancelled(cancel) => ("cancelled".to_owned(), &cancel.order),
        Change::Assigned { assign, .. } => ("assigned".to_owned(), &assign.order),
        Change::CertificateRecorded(record) => ("certified".to_owned(), &record.order),
        Change::Returned(back) => ("returned".to_owned(), &back.order),
        other => return (format!("{other:?}"), String::new()),
    };
    (format!("{order} {what}"), order.to_string())
}
