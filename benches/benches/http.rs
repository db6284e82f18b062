//! What orders take over HTTP while others come in: a server in a process of its own, and orders that arrive at
//! 25, 50, 75 and 90 per cent of the rate at which it is saturated.
//!
//! `cargo bench -p co2-benches --bench http [-- SECONDS [public]]`; with `public`, the server also writes the pages
//! and badges of all certificates. The folder is below `TMPDIR`, which should be on the disk that is meant.
//!
//! An order is three requests: it is reserved when it arrives, confirmed half a second later, and fulfilled another
//! half second later, whatever the server does meanwhile. Each time counts from when its request was due, not from
//! when it could be sent, so that no request that had to wait is left out of the figures. The rate of saturation is
//! that of 64 clients that send one request after another. Under `cargo test` each measurement is short.

#![expect(clippy::print_stdout, reason = "a table for people")]
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]

use co2::units::{Digest, Timestamp};
use co2_benches::Numbers;
use co2_benches::shop::{CART, CREDITS, PROGRAMME};
use co2_http::axum::body::{Body, to_bytes};
use co2_http::axum::http::{Request, StatusCode, header};
use co2_http::serve::Server;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::sync::watch;

/// Where the server has its files, as the end of its programme.
const FILES: &str = r#"
    [files]
    ledger = "ledger.db"
    seed = "seed"
    status_key = "status-key"
"#;

const TOKEN: &str = "the token of the bench";
/// How many clients saturate the server.
const CLIENTS: usize = 64;
/// How long after an order arrives it is paid, and how long after that it is shipped.
const GAP: Duration = Duration::from_millis(500);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [mode, folder, ..] = &*arguments
        && mode == "serve"
    {
        return serve(Path::new(folder));
    }
    let real = arguments.iter().any(|argument| argument == "--bench");
    let public = arguments.iter().any(|argument| argument == "public");
    let seconds = arguments.iter().find_map(|argument| argument.parse().ok());
    let usual = Duration::from_millis(if real { 30_000 } else { 200 });
    let lasts = seconds.map_or(usual, Duration::from_secs);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = start(folder.path(), public);
    let runtime = Runtime::new().expect("a runtime");
    let shop = Arc::new(runtime.block_on(Shop::open(server.address.clone())));
    println!("orders of 1 product, {lasts:?} each; a request's time from when it was due, in ms\n");
    println!("{:<10} {:>9} {:>8} {:>29}   {:>29} {:>9}", "", "", "", "reserve", "fulfil", "server");
    println!(
        "{:<10} {:>9} {:>8} {:>6} {:>6} {:>7} {:>7}   {:>6} {:>6} {:>7} {:>7} {:>9} {:>7}",
        "load",
        "orders/s",
        "orders",
        "p50",
        "p99",
        "p99.9",
        "max",
        "p50",
        "p99",
        "p99.9",
        "max",
        "MiB",
        "failed"
    );
    let most = runtime.block_on(saturate(&shop, lasts));
    println!("{:<10} {most:>9} {:>8} {:>61} {:>9}", "100 %", shop.orders(), "", server.memory());
    for share in [25, 50, 75, 90] {
        let rate = (most * share / 100).max(1);
        let mut times = arrive(&runtime, &shop, rate, lasts);
        assert!(real || times.failed == 0, "all of {} orders are answered", shop.orders());
        let (reserve, fulfil) = (shown(&mut times.reserve), shown(&mut times.fulfil));
        println!(
            "{:<10} {rate:>9} {:>8} {reserve}   {fulfil} {:>9} {:>7}",
            format!("{share} %"),
            shop.orders(),
            server.memory(),
            times.failed
        );
    }
    server.stop();
}

/// The server, until its input ends.
fn serve(folder: &Path) {
    let clock = || {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970");
        let seconds = i64::try_from(since.as_secs()).expect("a time");
        Timestamp::from_unix_seconds(seconds).expect("a time")
    };
    Runtime::new().expect("a runtime").block_on(async {
        let server = Server::bind(&folder.join("serve.toml"), Arc::new(clock)).await;
        let server = server.expect("a server");
        println!("{}", server.address());
        let (stop, stopped) = tokio::sync::oneshot::channel();
        thread::spawn(move || {
            let _ = std::io::stdin().read_to_end(&mut Vec::new());
            stop.send(())
        });
        let ended = server.run(async { drop(stopped.await) }).await;
        ended.expect("the ledger is closed");
    });
}

/// A server that runs.
struct Running {
    child: Child,
    address: String,
}

fn start(folder: &Path, public: bool) -> Running {
    let public = if public { "public = \"public\"\n" } else { "" };
    let hash = Digest::of(TOKEN.as_bytes());
    for (name, text) in [
        ("seed", "7".repeat(64)),
        ("status-key", "9".repeat(64)),
        ("programme.toml", format!("{PROGRAMME}{FILES}{public}")),
        (
            "serve.toml",
            format!(
                "programme = \"programme.toml\"\nlisten = \"127.0.0.1:0\"\nstate = \"state\"\n\
                 connections = 4096\n[[tokens]]\nname = \"bench\"\nrole = \"operator\"\nsha256 = \"{hash}\"\n"
            ),
        ),
    ] {
        let path = folder.join(name);
        fs::write(&path, text).expect("a file");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a file");
        }
    }
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .arg("serve")
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program as a server");
    let mut address = String::new();
    let output = child.stdout.take().expect("its output");
    BufReader::new(output).read_line(&mut address).expect("its address");
    Running { child, address: address.trim_end().to_owned() }
}

impl Running {
    /// The memory that it has, in MiB.
    fn memory(&self) -> String {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let kib = status.ok().and_then(|status| {
            let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.to_owned();
            line.split_whitespace().next()?.parse::<u64>().ok()
        });
        kib.map_or_else(|| "?".to_owned(), |kib| (kib / 1024).to_string())
    }

    fn stop(mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().expect("the server").success(), "it ends in order");
    }
}

/// A client with as many connections as it needs, and what it sends.
struct Shop {
    address: String,
    idle: Mutex<Vec<SendRequest<Body>>>,
    /// What reserves an order.
    reserve: String,
    orders: AtomicUsize,
}

impl Shop {
    async fn open(address: String) -> Self {
        let (idle, reserve, orders) = (Mutex::default(), String::new(), AtomicUsize::new(0));
        let mut shop = Self { address, idle, reserve, orders };
        shop.post("/v1/credits", "text/csv", CREDITS.to_owned()).await.expect("credits in stock");
        let cart: Value = serde_json::from_str(CART).expect("a cart");
        let mut body = json!({
            "cart": cart,
            "buyer": { "country": "SE", "audience": "business" }
        });
        let quote = shop.json("/v1/quotes", &body).await.expect("a quote");
        let of = |name: &str| quote.get(name).cloned().unwrap_or_default();
        let terms = json!({
            "rules": of("rules"), "price": of("price"), "valid_until": of("valid_until")
        });
        let members = body.as_object_mut().expect("an object");
        members.insert("choice".to_owned(), json!("any"));
        members.insert("quote".to_owned(), terms);
        shop.reserve = body.to_string();
        shop
    }

    /// How many orders there were.
    fn orders(&self) -> usize {
        self.orders.load(Ordering::Relaxed)
    }

    /// A new order.
    fn next(&self) -> usize {
        self.orders.fetch_add(1, Ordering::Relaxed)
    }

    async fn connect(&self) -> Option<SendRequest<Body>> {
        let known = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(mut sender) = known
            && sender.ready().await.is_ok()
        {
            return Some(sender);
        }
        let stream = TcpStream::connect(&self.address).await.ok()?;
        stream.set_nodelay(true).ok()?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await.ok()?;
        tokio::spawn(connection);
        Some(sender)
    }

    /// What is answered; `None` when it is not done.
    async fn post(&self, path: &str, media: &'static str, body: String) -> Option<Vec<u8>> {
        let mut sender = self.connect().await?;
        let request = Request::post(path)
            .header(header::HOST, "localhost")
            .header(header::AUTHORIZATION, format!("Bearer {TOKEN}"))
            .header(header::CONTENT_TYPE, media)
            .body(Body::from(body))
            .expect("a request");
        let (parts, body) = sender.send_request(request).await.ok()?.into_parts();
        let bytes = to_bytes(Body::new(body), usize::MAX).await.ok()?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
        (parts.status == StatusCode::OK).then(|| bytes.to_vec())
    }

    async fn json(&self, path: &str, body: &Value) -> Option<Value> {
        let answer = self.post(path, "application/json", body.to_string()).await?;
        serde_json::from_slice(&answer).ok()
    }

    /// A step of an order. Says whether it is done.
    async fn step(&self, order: usize, step: Step) -> bool {
        let (name, body) = match step {
            Step::Reserve => ("reserve", self.reserve.clone()),
            Step::Confirm => ("confirm", "{}".to_owned()),
            Step::Fulfil => {
                let serial = format!("S{order:010}");
                let parcel = json!({ "parcel": [{ "line": 1, "serial": serial }] });
                ("fulfil", parcel.to_string())
            }
        };
        let path = format!("/v1/orders/order-{order}/{name}");
        self.post(&path, "application/json", body).await.is_some()
    }
}

/// The steps of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Reserve,
    Confirm,
    Fulfil,
}

/// How many orders a second are done when clients send one request after another.
async fn saturate(shop: &Arc<Shop>, lasts: Duration) -> u64 {
    let (start, before) = (Instant::now(), shop.orders());
    let client = |_| {
        let shop = Arc::clone(shop);
        tokio::spawn(async move {
            while start.elapsed() < lasts {
                let order = shop.next();
                for step in [Step::Reserve, Step::Confirm, Step::Fulfil] {
                    assert!(shop.step(order, step).await, "{step:?} of order {order} is done");
                }
            }
        })
    };
    for client in (0..CLIENTS).map(client).collect::<Vec<_>>() {
        client.await.expect("a client");
    }
    let done = u128::try_from(shop.orders() - before).expect("a count");
    u64::try_from(done * 1_000 / start.elapsed().as_millis().max(1)).expect("a rate")
}

/// How long requests took from when they were due.
#[derive(Debug, Default)]
struct Times {
    reserve: Vec<Duration>,
    fulfil: Vec<Duration>,
    failed: usize,
}

/// Lets orders arrive at a rate, and sends the requests of each when they are due.
fn arrive(runtime: &Runtime, shop: &Arc<Shop>, rate: u64, lasts: Duration) -> Times {
    let (mut numbers, mut at) = (Numbers::new(rate), Duration::ZERO);
    let mut due = Vec::new();
    while at < lasts {
        // The time between two is anything up to twice the mean.
        at += Duration::from_nanos(numbers.between(0, 2_000_000_000 / rate));
        let (order, done) = (shop.next(), Arc::new(watch::Sender::new(Some(Step::Reserve))));
        for (step, after) in
            [(Step::Reserve, Duration::ZERO), (Step::Confirm, GAP), (Step::Fulfil, GAP * 2)]
        {
            due.push((at + after, order, step, Arc::clone(&done)));
        }
    }
    due.sort_by_key(|(at, order, step, _)| (*at, *order, *step));
    let times = Arc::new(Mutex::new(Times::default()));
    let start = Instant::now() + Duration::from_millis(10);
    let mut sent = Vec::with_capacity(due.len());
    for (at, order, step, next) in due {
        let due = start + at;
        // This thread does nothing else: a runtime's timer would be late by up to a millisecond.
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let (shop, times) = (Arc::clone(shop), Arc::clone(&times));
        sent.push(runtime.spawn(async move {
            // The step before may still be under way. After one that failed there is none.
            let mut turn = next.subscribe();
            let turn = turn.wait_for(|next| next.is_none_or(|next| next >= step)).await;
            if turn.map_or(true, |next| next.is_none()) {
                return;
            }
            let done = shop.step(order, step).await;
            let took = due.elapsed();
            let mut times = times.lock().unwrap_or_else(PoisonError::into_inner);
            let following = match step {
                _ if !done => {
                    times.failed += 1;
                    None
                }
                Step::Reserve => {
                    times.reserve.push(took);
                    Some(Step::Confirm)
                }
                Step::Confirm => Some(Step::Fulfil),
                Step::Fulfil => {
                    times.fulfil.push(took);
                    None
                }
            };
            next.send_replace(following);
        }));
    }
    runtime.block_on(async {
        for sent in sent {
            sent.await.expect("a request");
        }
    });
    std::mem::take(&mut *times.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Percentiles in milliseconds.
fn shown(times: &mut [Duration]) -> String {
    times.sort_unstable();
    let at = |thousandths: usize| {
        let place = (times.len() * thousandths).div_ceil(1_000).saturating_sub(1);
        let time = times.get(place).copied().unwrap_or_default();
        format!("{}.{}", time.as_millis(), time.subsec_micros() / 100 % 10)
    };
    format!("{:>6} {:>6} {:>7} {:>7}", at(500), at(990), at(999), at(1_000))
}
