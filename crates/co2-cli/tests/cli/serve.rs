//! `co2 serve`, over a socket, killed and stopped in between.

use crate::common::co2;
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;

const TOKEN: &str = "a token of the operator";

/// A server that runs.
struct Server {
    child: Child,
    address: String,
    output: BufReader<std::process::ChildStdout>,
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that was stopped is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(dir: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_co2"))
            .args(["serve", dir.join("serve.toml").to_str().unwrap()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening on http://").unwrap().to_owned();
        Self { child, address, output }
    }

    /// Status and JSON of an answer.
    fn ask(&self, method: &str, path: &str, media: &str, body: &str) -> (u16, Value) {
        let answer = sent(&self.address, method, path, media, body).unwrap();
        read(&answer).unwrap()
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let (status, answer) = self.ask("POST", path, "application/json", &body.to_string());
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// Tells it to stop as a supervisor does.
    #[cfg(unix)]
    fn tell(&self, signal: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    /// Stops it as a supervisor does. Gives its exit code, and what else it has written.
    #[cfg(unix)]
    fn stop(self) -> (Option<i32>, String) {
        self.tell("-TERM");
        self.ended()
    }

    /// How it ends: its exit code, and what else it has written.
    #[cfg(unix)]
    fn ended(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }

    /// Kills it: nothing of it runs any more.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// What is answered to a request, as far as it comes.
fn sent(
    address: &str,
    method: &str,
    path: &str,
    media: &str,
    body: &str,
) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {media}\r\n\
         Content-Length: {length}\r\nAuthorization: Bearer {TOKEN}\r\nIdempotency-Key: op-1\r\n\r\n{body}"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// Status and JSON of an answer; `None` when it is not whole.
fn read(answer: &str) -> Option<(u16, Value)> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).ok()?))
}

/// A programme with a server's configuration beside it.
fn shop(dir: &Path) {
    assert_eq!(co2(&["init", dir.to_str().unwrap()]).0, 0);
    let hash = co2::units::Digest::of(TOKEN.as_bytes());
    let config = format!(
        "programme = \"programme.toml\"\nlisten = \"127.0.0.1:0\"\nstate = \"state\"\n\
         publish_seconds = 1\n[[tokens]]\nname = \"operator\"\nrole = \"operator\"\nsha256 = \"{hash}\"\n"
    );
    fs::write(dir.join("serve.toml"), config).unwrap();
}

/// What was answered before a kill is there after it, and every request may be sent again.
#[test]
#[cfg(unix)]
fn a_purchase_goes_on_after_each_kill() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("shop");
    shop(&dir);
    let file = |name: &str| fs::read_to_string(dir.join(name)).unwrap();

    let server = Server::start(&dir);
    let (status, answer) = server.ask("POST", "/v1/credits", "text/csv", &file("credits.csv"));
    assert_eq!((status, &answer["replayed"]), (200, &json!(false)));
    server.kill();

    let server = Server::start(&dir);
    let (_, answer) = server.ask("POST", "/v1/credits", "text/csv", &file("credits.csv"));
    assert_eq!(answer["replayed"], true);
    let cart: Value = serde_json::from_str(&file("cart.json")).unwrap();
    let mut body = json!({ "cart": cart, "buyer": { "country": "SE", "audience": "consumer" } });
    let quote = server.post("/v1/quotes", &body);
    body["choice"] = json!("any");
    body["quote"] = json!({
        "rules": quote["rules"], "price": quote["price"], "valid_until": quote["valid_until"],
    });
    let reserve = "/v1/orders/order-1/reserve";
    let held = server.post(reserve, &body);
    server.kill();

    // The double post of a shop that did not see the answer.
    let server = Server::start(&dir);
    let again = server.post(reserve, &body);
    assert_eq!((&again["until"], &again["replayed"]), (&held["until"], &json!(true)));
    server.post("/v1/orders/order-1/confirm", &json!({}));
    let parcel = json!({ "parcel": [{ "line": 1, "serial": "PF0ABC12" }] });
    let issued = server.post("/v1/orders/order-1/fulfil", &parcel);
    server.kill();

    let server = Server::start(&dir);
    assert_eq!(server.post("/v1/orders/order-1/fulfil", &parcel), issued);
    let url = issued["issued"][0]["url"].as_str().unwrap().to_owned();
    let (code, rest) = server.stop();
    assert_eq!(code, Some(0), "{rest}");
    assert!(rest.starts_with("stopped, anchor "), "{rest}");

    // The public files were written before it ended: a stranger verifies the certificate with them.
    let path = url.strip_prefix("https://offsets.example/").unwrap();
    let public = dir.join("public");
    let certificate = public.join(path);
    assert!(public.join(format!("{path}.html")).exists());
    let public = public.to_str().unwrap();
    let (code, out, _) = co2(&["verify", certificate.to_str().unwrap(), "--public", public]);
    assert_eq!(code, 0, "{out}");
    let anchor = rest.trim_end().strip_prefix("stopped, anchor ").unwrap();
    fs::write(dir.join("anchor"), anchor).unwrap();
    let ledger = dir.join("ledger.db");
    let (ledger, anchor) = (ledger.to_str().unwrap(), dir.join("anchor"));
    assert_eq!(co2(&["audit", ledger, "--anchor", anchor.to_str().unwrap()]).0, 0);
}

/// While eight clients reserve one order after another, the server is stopped, or killed. What it has answered is
/// there afterwards; when it is stopped, it answers what it has begun, and nothing else than that it is done.
#[test]
#[cfg(unix)]
fn nothing_that_was_answered_under_load_is_lost() {
    for signal in ["-TERM", "-KILL"] {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("shop");
        shop(&dir);
        let server = Server::start(&dir);
        let credits = fs::read_to_string(dir.join("credits.csv")).unwrap();
        let credits = credits.replace("990001-1-500,", "990001-1-500000,");
        assert_eq!(server.ask("POST", "/v1/credits", "text/csv", &credits).0, 200);
        let cart: Value =
            serde_json::from_str(&fs::read_to_string(dir.join("cart.json")).unwrap()).unwrap();
        let mut body =
            json!({ "cart": cart, "buyer": { "country": "SE", "audience": "consumer" } });
        let quote = server.post("/v1/quotes", &body);
        body["choice"] = json!("any");
        body["quote"] = json!({
            "rules": quote["rules"], "price": quote["price"], "valid_until": quote["valid_until"],
        });
        let (body, address) = (body.to_string(), server.address.clone());
        let (told, heard) = mpsc::channel();
        let answered: Vec<String> = thread::scope(|scope| {
            let client = |client: usize| {
                let (body, address, told) = (&body, &address, told.clone());
                scope.spawn(move || {
                    let mut answered = Vec::new();
                    for number in 0.. {
                        let order = format!("order-{client}-{number}");
                        let path = format!("/v1/orders/{order}/reserve");
                        // The connection is refused, or it ends without an answer: the server is gone.
                        let answer = sent(address, "POST", &path, "application/json", body);
                        let Some(answer) = answer.ok().filter(|answer| !answer.is_empty()) else {
                            break;
                        };
                        match read(&answer) {
                            Some((200, _)) => answered.push(order),
                            _ if signal == "-KILL" => break,
                            _ => panic!("{answer}"),
                        }
                        let _ = told.send(());
                    }
                    answered
                })
            };
            let clients: Vec<_> = (0..8).map(client).collect();
            for _ in 0..100 {
                heard.recv().unwrap();
            }
            server.tell(signal);
            clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
        });
        let (code, rest) = server.ended();
        assert_eq!(code, (signal == "-TERM").then_some(0), "{rest}");
        assert!(answered.len() >= 100, "{}", answered.len());
        let server = Server::start(&dir);
        for order in &answered {
            let (status, order) = server.ask("GET", &format!("/v1/orders/{order}"), "", "");
            assert_eq!((status, &order["status"]), (200, &json!("reserved")), "{signal}");
        }
        assert_eq!(server.stop().0, Some(0));
        assert_eq!(co2(&["audit", dir.join("ledger.db").to_str().unwrap()]).0, 0);
    }
}

#[test]
fn a_configuration_that_cannot_be_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("shop");
    shop(&dir);
    let path = dir.join("serve.toml");
    let run = |text: &str| {
        fs::write(&path, text).unwrap();
        let (code, out, errors) = co2(&["serve", path.to_str().unwrap()]);
        assert_eq!((code, out.as_str()), (2, ""), "{errors}");
        errors
    };
    let good = fs::read_to_string(&path).unwrap();
    assert!(
        run(&good.replace("role", "rule")).contains("line 7"),
        "{}",
        run(&good.replace("role", "rule"))
    );
    assert!(run(&good.replace("programme.toml", "none.toml")).contains("none.toml"));
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    assert!(run(&good.replace("127.0.0.1:0", &address)).contains("cannot listen on"));
}

/// The purchase of `docs/http.md`, as it stands there.
#[test]
#[cfg(unix)]
fn the_purchase_in_the_documentation_works() {
    // They are installed where the whole of the checks runs.
    let there = |tool: &str| Command::new(tool).arg("--version").output().is_ok();
    if !["bash", "curl", "jq", "sha256sum"].into_iter().all(there) {
        eprintln!("not run: it needs bash, curl, jq and sha256sum");
        return;
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/http.md");
    let page = fs::read_to_string(page).unwrap();
    let blocks: Vec<&str> = page
        .split("```sh\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("```").map(|(block, _)| block))
        .collect();
    assert!(blocks.len() > 7, "{blocks:?}");
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let script = blocks.concat().replace("127.0.0.1:8080", &free);
    let folder = tempfile::tempdir().unwrap();
    let command = Path::new(env!("CARGO_BIN_EXE_co2")).parent().unwrap();
    let path = format!("{}:{}", command.display(), std::env::var("PATH").unwrap());
    let done = Command::new("bash")
        .args([
            "-euo",
            "pipefail",
            "-c",
            &format!("trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{script}"),
        ])
        .current_dir(folder.path())
        .env("PATH", path)
        .output()
        .unwrap();
    let (out, errors) =
        (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    let log = fs::read_to_string(folder.path().join("shop/serve.log")).unwrap_or_default();
    assert!(done.status.success(), "{out}\n{errors}\n{log}");
    assert!(out.contains("order-1\n") && out.contains("VERIFIED at"), "{out}");
    assert!(out.trim_end().lines().last().is_some_and(|line| line.starts_with("OK")), "{out}");
    assert!(log.contains("stopped, anchor "), "{log}");
}
