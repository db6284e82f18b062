//! The page on which a browser verifies certificates gives the same verdicts as `co2 verify`. It needs Chromium: where there is
//! none, nothing is tested and the output says so, or, with `CO2_BROWSER=required`, the test fails.

use crate::common::{json, sold, text};
use crate::verify::{AT, folder};
use co2::cert::{Certificate, KeySigner};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// The checks that both make. Serials are checked by the command alone, the log by the page alone.
const BOTH: [&str; 5] = ["form", "arithmetic", "time", "signature", "status"];

/// Returns the browser's program; says loudly when there is none.
fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|program| program.is_file());
    let required = std::env::var_os("CO2_BROWSER").is_some_and(|value| value == "required");
    assert!(found.is_some() || !required, "there is no Chromium, and CO2_BROWSER=required");
    if found.is_none() {
        eprintln!("SKIPPED: there is no Chromium, so the verifying page is not tested");
    }
    found
}

/// Shows the page in a frame, and hands in what it shows when it is done.
const FRAME: &str = "<!DOCTYPE html><iframe></iframe><script>\
    const frame = document.querySelector('iframe');\
    const handIn = root => root.dataset.done && fetch('/shown', {method: 'POST', body: root.outerHTML});\
    frame.addEventListener('load', () => {\
      const root = frame.contentDocument.documentElement;\
      handIn(root) || new MutationObserver((_, watch) => handIn(root) && watch.disconnect())\
        .observe(root, {attributes: true});\
    });\
    frame.src = `/verify/${location.hash.slice(1)}`;\
    </script>";

/// A server of the files of a folder, and what the page has shown.
struct Server {
    address: SocketAddr,
    shown: Receiver<String>,
}

fn serve(root: &Path) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let root = root.to_owned();
    let (hand_in, shown) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A browser that hangs up is no fault of the server.
            let _ = answer(stream, &root, &hand_in);
        }
    });
    Server { address, shown }
}

fn answer(mut stream: TcpStream, root: &Path, hand_in: &Sender<String>) -> std::io::Result<()> {
    // A connection that a browser opens ahead of a request keeps nobody waiting.
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut request, mut length) = (String::new(), 0);
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
        header.clear();
    }
    let target = request.split(' ').nth(1).unwrap_or("/");
    let path = target.split(['?', '#']).next().unwrap_or("/");
    let name = if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    let kind = match name.rsplit('.').next() {
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("html" | "/frame") => "text/html",
        _ => "application/octet-stream",
    };
    let file = match path {
        "/frame" => Ok(FRAME.into()),
        "/shown" => {
            let mut body = vec![0; length];
            reader.read_exact(&mut body)?;
            // The test may have ended.
            let _ = hand_in.send(String::from_utf8(body).unwrap());
            Ok(Vec::new())
        }
        _ => fs::read(root.join(name.trim_start_matches('/'))),
    };
    let (status, body) = file.map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

/// What the page says: whether the certificate is verified, and the outcome of each check.
#[derive(Debug, PartialEq)]
struct Verdict {
    verified: bool,
    outcomes: BTreeMap<String, String>,
}

/// Opens the page on a certificate and reads what it shows.
fn in_browser(chromium: &Path, server: &Server, given: &str, at: &str) -> Verdict {
    let profile = tempfile::tempdir().unwrap();
    let mut browser = Command::new(chromium)
        .args(["--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
        // As root, for example in a container, Chromium starts only without its sandbox; it opens only our own page.
        .arg("--no-sandbox")
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("http://{}/frame#?at={at}#{given}", server.address))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let shown = server.shown.recv_timeout(Duration::from_mins(5));
    browser.kill().unwrap();
    browser.wait().unwrap();
    let page = shown.unwrap_or_else(|error| panic!("{given}: {error}"));
    let value = |text: &str, name: &str| {
        let (_, rest) = text.split_once(&format!("{name}=\""))?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    let verified = value(&page, "data-verified").unwrap_or_else(|| panic!("{given}: {page}"));
    let steps = page.split("<li ").skip(1);
    let step = |step: &str| Some((value(step, "data-check")?, value(step, "data-outcome")?));
    Verdict { verified: verified == "true", outcomes: steps.filter_map(step).collect() }
}

/// What `co2 verify` says of the same file, with the same public files.
fn by_command(public: &Path, file: &Path, at: &str) -> Verdict {
    let (_, answer) = json(&["verify", text(file), "--public", text(public), "--at", at, "--json"]);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let checks = answer["checks"].as_array().unwrap().iter();
    let outcomes = checks.map(|one| (text(&one["check"]), text(&one["outcome"])));
    Verdict {
        verified: answer["verified"].as_bool().unwrap(),
        outcomes: outcomes.filter(|(check, _)| BOTH.contains(&&**check)).collect(),
    }
}

/// Asks both about a file in a public folder, and returns what they agree on and what the page says of the log.
fn both(chromium: &Path, public: &Path, server: &Server, name: &str, at: &str) -> (bool, String) {
    let by_command = by_command(public, &public.join(name), at);
    let mut shown = in_browser(chromium, server, &format!("/{name}"), at);
    let log = shown.outcomes.remove("log").unwrap();
    assert_eq!(shown, by_command, "{name}");
    (shown.verified, log)
}

fn unsigned(certificate: &Certificate) -> Certificate {
    let mut value = certificate.to_value();
    value.as_object_mut().unwrap().remove("proof");
    Certificate::from_json(value.to_string().as_bytes()).unwrap()
}

#[test]
fn a_browser_gives_the_same_verdicts_on_what_a_shop_published() {
    let Some(chromium) = chromium() else { return };
    let (folder, _) = sold();
    let public = folder.path().join("public");
    let server = serve(&public);
    let case = |name: &str, bytes: &[u8]| fs::write(public.join(name), bytes).unwrap();
    let good = fs::read_to_string(folder.path().join("certificates/DEMO0001.json")).unwrap();
    case("good.json", good.as_bytes());
    let both = |name: &str, at: &str| both(&chromium, &public, &server, name, at);
    let passed = || (true, "passed".to_owned());
    let not_reached = || (false, "notReached".to_owned());
    assert_eq!(both("good.json", AT), passed());
    assert_eq!(both("good.json", "2026-11-18T13:59:59Z"), not_reached());

    // The address in the QR code, and the badges beside it.
    let certificate = Certificate::from_json(good.as_bytes()).unwrap();
    let by_address = in_browser(&chromium, &server, certificate.id().as_str(), AT);
    assert!(by_address.verified, "{by_address:?}");
    let path = certificate.id().path().trim_start_matches('/').to_owned();
    for ending in ["svg", "png"] {
        assert_eq!(both(&format!("{path}.{ending}"), AT), passed(), "{ending}");
    }

    // Changed, each in a way that another check notices.
    let amount = certificate.record().amount().to_decimal_kilograms().normalize().to_string();
    let amount = format!("\"amount_kg\":\"{amount}\"");
    assert!(good.contains(&amount), "{good}");
    for (name, changed) in [
        ("name.json", good.replace("\"productName\":\"", "\"productName\":\"X")),
        ("amount.json", good.replacen(&amount, "\"amount_kg\":\"1\"", 1)),
        ("twice.json", good.replacen("\"id\":", "\"name\":\"a\",\"name\":\"b\",\"id\":", 1)),
        ("number.json", good.replacen("\"terms\":\"", "\"terms\":1.5,\"x\":\"", 1)),
        ("unsigned.json", unsigned(&certificate).to_value().to_string()),
        ("nothing.json", String::new()),
    ] {
        assert_ne!(changed, good, "{name}");
        case(name, changed.as_bytes());
        assert_eq!(both(name, AT), not_reached(), "{name}");
    }

    // Genuine, but not in the log: the command looks at the log only when asked to.
    fs::remove_file(public.join("log/checkpoint")).unwrap();
    assert_eq!(both("good.json", AT), (true, "failed".to_owned()));
}

#[test]
fn a_browser_refuses_what_is_revoked_suspended_or_foreign() {
    let Some(chromium) = chromium() else { return };
    let folder = folder();
    let public = folder.path();
    for (file, bytes) in co2::render::verify_page() {
        fs::create_dir_all(public.join("verify")).unwrap();
        fs::write(public.join("verify").join(file), bytes).unwrap();
    }
    let server = serve(public);
    let put = |from: &str, to: &str| {
        let to = public.join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(public.join(from), to).unwrap();
    };
    put("did.json", ".well-known/did.json");
    put("r.json", "status/r.json");
    put("s.json", "status/s.json");
    let both = |name: &str| both(&chromium, public, &server, name, AT);
    // There is no log at all, which the command does not ask for.
    assert_eq!(both("cert.json"), (true, "failed".to_owned()));
    // A token is in no log.
    assert_eq!(both("cert.jwt"), (true, "notReached".to_owned()));

    let refused = || (false, "notReached".to_owned());
    put("revoked.json", "status/r.json");
    assert_eq!(both("cert.json"), refused());
    put("r.json", "status/r.json");
    put("suspended.json", "status/s.json");
    assert_eq!(both("badge.svg"), refused());
    fs::remove_file(public.join("status/s.json")).unwrap();
    assert_eq!(both("cert.json"), refused());
    put("s.json", "status/s.json");

    // Signed by somebody else, under the issuer's name.
    let certificate = Certificate::from_json(&fs::read(public.join("cert.json")).unwrap()).unwrap();
    let thief = KeySigner::from_seed(&[8; 32], "did:web:shop.example#2026");
    let stolen = unsigned(&certificate).sign(&thief, AT.parse().unwrap()).unwrap();
    fs::write(public.join("stolen.json"), stolen.to_json()).unwrap();
    assert_eq!(both("stolen.json"), refused());

    // Of an issuer whose files are not here, and whose host nobody can have.
    let (other, _) = sold();
    fs::copy(other.path().join("certificates/DEMO0001.json"), public.join("foreign.json")).unwrap();
    assert_eq!(both("foreign.json"), refused());
}
