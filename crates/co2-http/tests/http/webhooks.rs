//! A server with a receiver of events that refuses, is away, and comes back.

use crate::client::CONFIG;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use co2::units::Timestamp;
use co2_http::serve::Server;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

const FILES: &str = r#"
    [files]
    ledger = "ledger.db"
    public = "public"
    seed = "seed"
    status_key = "status-key"
"#;

fn secret(path: &Path, digit: &str) {
    fs::write(path, digit.repeat(64)).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }
}

/// What a receiver got.
type Message = (HeaderMap, Value);

/// A receiver: the first answer that is not yet given is given, and then it takes everything.
#[derive(Clone)]
struct Receiver {
    answers: Arc<Mutex<Vec<StatusCode>>>,
    got: mpsc::UnboundedSender<Message>,
}

async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: String) -> StatusCode {
    let answer = receiver.answers.lock().unwrap().pop().unwrap_or(StatusCode::NO_CONTENT);
    receiver.got.send((headers, serde_json::from_str(&body).unwrap())).unwrap();
    answer
}

/// Runs the server of a folder until it is told to stop.
async fn run(folder: &Path) -> (oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
    let clock = Arc::new(now);
    let server = Server::bind(&folder.join("serve.toml"), clock).await.unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(async move {
        server.run(async { drop(stopped.await) }).await.unwrap();
    });
    (stop, running)
}

#[expect(clippy::disallowed_methods, reason = "the ledger compares times with the machine's clock")]
fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Timestamp::from_unix_seconds(i64::try_from(since.as_secs()).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_event_is_taken_in_order_and_none_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (name, digit) in [("seed", "7"), ("status-key", "9"), ("new", "a"), ("old", "b")] {
        secret(&folder.join(name), digit);
    }
    fs::write(folder.join("programme.toml"), [CONFIG, FILES].concat()).unwrap();
    let (got, mut messages) = mpsc::unbounded_channel();
    let failed = vec![StatusCode::INTERNAL_SERVER_ERROR];
    let receiver = Receiver { answers: Arc::new(Mutex::new(failed)), got };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/hooks", post(receive)).with_state(receiver);
    tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
    let config = format!(
        "programme = \"programme.toml\"\nlisten = \"127.0.0.1:0\"\nstate = \"state\"\n\
         publish_seconds = 1\n\
         [[webhooks]]\nname = \"taker\"\nurl = \"http://{address}/hooks\"\nsecrets = [\"new\", \"old\"]\n\
         allow_private = true\n"
    );
    fs::write(folder.join("serve.toml"), config).unwrap();

    // Credits come in while no server runs: they are events all the same.
    let open = || co2::Programme::open_file(folder.join("programme.toml")).unwrap();
    open().import_credits(crate::client::CREDITS.as_bytes(), now()).unwrap();

    let (stop, running) = run(folder).await;
    let first = messages.recv().await.unwrap();
    // It was refused, and comes again with the same id and body.
    let again = messages.recv().await.unwrap();
    let second = messages.recv().await.unwrap();
    assert_eq!(first.1["type"], "co2.stock.imported.v1");
    assert_eq!(first.1, again.1);
    assert_eq!(first.0["webhook-id"], again.0["webhook-id"]);
    assert_ne!(first.0["webhook-id"], second.0["webhook-id"]);
    assert_eq!(second.1["type"], "co2.rules.put.v1");
    // Each secret has signed it.
    let signatures = first.0["webhook-signature"].to_str().unwrap();
    let signatures: Vec<&str> = signatures.split(' ').collect();
    assert_eq!(signatures.len(), 2);
    assert!(signatures.iter().all(|one| one.starts_with("v1,")) && signatures[0] != signatures[1]);
    assert!(first.0["webhook-timestamp"].to_str().unwrap().parse::<i64>().is_ok());
    stop.send(()).unwrap();
    running.await.unwrap();
    assert!(folder.join("public/.well-known/did.json").exists());

    // Nothing that was taken is sent again after a restart, and what happened meanwhile is.
    let more =
        crate::client::CREDITS.replace("gs-1", "gs-2").replace("990001-1-500", "990001-501-600");
    open().import_credits(more.as_bytes(), now()).unwrap();
    let (stop, running) = run(folder).await;
    let third = messages.recv().await.unwrap();
    assert_eq!(third.1["data"]["lots"][0]["lot"], "gs-2");
    stop.send(()).unwrap();
    running.await.unwrap();
    assert!(messages.try_recv().is_err());
}

#[tokio::test]
async fn what_a_server_cannot_use_is_said_before_it_listens() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("serve.toml");
    let bind = async || Server::bind(&path, Arc::new(now)).await.unwrap_err().to_string();
    assert!(bind().await.contains("serve.toml"));
    let config = "programme = \"programme.toml\"\nlisten = \"127.0.0.1:0\"\nstate = \"b\"\n";
    fs::write(&path, config).unwrap();
    assert!(bind().await.contains("programme.toml"));
    let hook = "[[webhooks]]\nname = \"a\"\nurl = \"http://127.0.0.1/\"\nsecrets = [\"none\"]\nallow_private = true\n";
    fs::write(&path, format!("{config}{hook}")).unwrap();
    assert!(bind().await.contains("none"));
}
