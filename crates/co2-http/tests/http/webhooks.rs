//! A server with a receiver of events that refuses, is away, and comes back.

use crate::client::CREDITS;
use crate::server::{Shop, now};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use co2_http::serve::{CursorError, ServeError, Server};
use serde_json::Value;
use std::fs;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

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

/// The configuration of a receiver.
fn hook(address: SocketAddr) -> String {
    format!(
        "[[webhooks]]\nname = \"taker\"\nurl = \"http://{address}/hooks\"\nsecrets = [\"new\", \"old\"]\n\
         allow_private = true\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn each_event_is_taken_in_order_and_none_is_lost() {
    let (got, mut messages) = mpsc::unbounded_channel();
    let failed = vec![StatusCode::INTERNAL_SERVER_ERROR];
    let receiver = Receiver { answers: Arc::new(Mutex::new(failed)), got };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let shop = Shop::new(&hook(listener.local_addr().unwrap()));
    let router = Router::new().route("/hooks", post(receive)).with_state(receiver);
    tokio::spawn(async { axum::serve(listener, router).await.unwrap() });

    // Credits come in while no server runs: they are events all the same.
    shop.open().import_credits(CREDITS.as_bytes(), now()).unwrap();

    let server = shop.run().await;
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
    server.stop().await;
    assert!(shop.path("public/.well-known/did.json").exists());

    // Nothing that was taken is sent again after a restart, and what happened meanwhile is.
    let more = CREDITS.replace("gs-1", "gs-2").replace("990001-1-500", "990001-501-600");
    shop.open().import_credits(more.as_bytes(), now()).unwrap();
    let server = shop.run().await;
    let third = messages.recv().await.unwrap();
    assert_eq!(third.1["data"]["lots"][0]["lot"], "gs-2");
    server.stop().await;
    assert!(messages.try_recv().is_err());
}

/// With the position of another ledger, as many events as that one had had were never sent.
#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_goes_on_in_its_own_ledger_only() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let shop = Shop::new(&hook(listener.local_addr().unwrap()));
    let (got, mut messages) = mpsc::unbounded_channel();
    let receiver = Receiver { answers: Arc::default(), got };
    let router = Router::new().route("/hooks", post(receive)).with_state(receiver);
    tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
    shop.open().import_credits(CREDITS.as_bytes(), now()).unwrap();
    let server = shop.run().await;
    for _ in 0..2 {
        messages.recv().await.unwrap();
    }
    server.stop().await;
    let kept = fs::read_to_string(shop.path("state/webhook-taker")).unwrap();

    // The ledger is an older copy of itself.
    fs::write(shop.path("state/webhook-taker"), format!("9{kept}")).unwrap();
    let refused = shop.refused().await;
    assert!(matches!(refused, ServeError::Cursor(CursorError::Ahead { .. })), "{refused}");
    // It is another one.
    fs::write(shop.path("state/webhook-taker"), &kept).unwrap();
    shop.change("ledger.db", "other.db");
    let other = CREDITS.replace("gs-1,", "gs-2,");
    shop.open().import_credits(other.as_bytes(), now()).unwrap();
    let refused = shop.refused().await;
    assert!(matches!(refused, ServeError::Cursor(CursorError::Ledger { .. })), "{refused}");
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
