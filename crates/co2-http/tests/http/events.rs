//! Events: asked for, waited for, and as a stream.

use crate::client::{CREDITS, Client, OPERATOR, READER, SHOP};
use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode, header};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use std::time::Duration;

/// Nothing here takes so long, unless it never ends.
const NEVER: Duration = Duration::from_mins(1);

#[tokio::test]
async fn events_are_asked_for_waited_for_and_streamed() {
    let client = Client::new();
    client.import().await;
    client.reserve("order-1").await;
    let first = client.get(READER, "/v1/events").await.done();
    let names: Vec<Value> =
        first["events"].as_array().unwrap().iter().map(|e| e["type"].clone()).collect();
    assert_eq!(names, ["co2.stock.imported.v1", "co2.rules.put.v1", "co2.order.reserved.v1"]);
    let next = first["next"].as_str().unwrap().to_owned();
    let none = client.get(READER, &format!("/v1/events?after={next}")).await.done();
    assert_eq!((&none["events"], &none["next"]), (&json!([]), &json!(next)));

    // What is waited for comes when it happens.
    let types = "co2.order.confirmed.v1";
    let path = format!("/v1/events?after={next}&types={types}&wait=60");
    let (waited, confirmed) = tokio::join!(
        client.get(READER, &path),
        client.post(SHOP, "/v1/orders/order-1/confirm", json!({})),
    );
    confirmed.done();
    assert_eq!(waited.done()["events"][0]["type"], types);

    // A stream goes on after the last event that came.
    client.api.stop();
    let accept = ("accept", "text/event-stream");
    let stream = client.get_with(READER, "/v1/events", &[accept]).await;
    assert_eq!(stream.header(header::CONTENT_TYPE), "text/event-stream");
    let text = String::from_utf8(stream.bytes.to_vec()).unwrap();
    let ids: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("id: ")).collect();
    assert_eq!(ids.len(), 4, "{text}");
    assert!(
        text.contains("event: co2.order.reserved.v1\ndata: {\"specversion\":\"1.0\""),
        "{text}"
    );
    let rest = client.get_with(READER, "/v1/events", &[accept, ("last-event-id", ids[1])]).await;
    let rest = String::from_utf8(rest.bytes.to_vec()).unwrap();
    let rest: Vec<&str> = rest.lines().filter_map(|line| line.strip_prefix("id: ")).collect();
    assert_eq!(rest, &ids[2..]);
}

/// A stream, as its chunks come.
async fn stream(client: &Client, path: &str) -> BodyDataStream {
    let request = Request::get(path)
        .header("authorization", format!("Bearer {READER}"))
        .header("accept", "text/event-stream")
        .body(Body::empty());
    let response = client.begin(request.unwrap()).await;
    assert_eq!(response.status(), StatusCode::OK);
    response.into_body().into_data_stream()
}

/// The next chunk of a stream; `None` at its end.
async fn chunk(stream: &mut BodyDataStream) -> Option<String> {
    let chunk = tokio::time::timeout(NEVER, stream.next()).await.expect("something comes");
    chunk.map(|bytes| String::from_utf8(bytes.unwrap().to_vec()).unwrap())
}

#[tokio::test]
async fn a_stream_tells_what_happens_and_ends_when_the_server_stops() {
    let client = Client::new();
    client.import().await;
    let mut stream = stream(&client, "/v1/events").await;
    for kind in ["co2.stock.imported.v1", "co2.rules.put.v1"] {
        assert!(chunk(&mut stream).await.unwrap().contains(&format!("\nevent: {kind}\n")));
    }
    let (told, _) = tokio::join!(chunk(&mut stream), client.reserve("order-1"));
    assert!(told.unwrap().contains("\nevent: co2.order.reserved.v1\n"));
    // While it waits.
    let (end, ()) = tokio::join!(chunk(&mut stream), async {
        tokio::task::yield_now().await;
        client.api.stop();
    });
    assert_eq!(end, None);
}

/// A stream lasted for ever, whoever had gone.
#[tokio::test]
async fn a_stream_has_an_end_and_goes_on_from_there() {
    let client = Client::with(|options| options.limits.stream = Duration::ZERO);
    client.import().await;
    let accept = ("accept", "text/event-stream");
    let read = async |path: &str, last: Option<&str>| {
        let last = last.map(|last| ("last-event-id", last));
        let headers: Vec<_> = [Some(accept), last].into_iter().flatten().collect();
        let answer = client.get_with(READER, path, &headers);
        let answer = tokio::time::timeout(NEVER, answer).await.expect("it has an end");
        String::from_utf8(answer.bytes.to_vec()).unwrap()
    };
    let text = read("/v1/events", None).await;
    let last = text.lines().filter_map(|line| line.strip_prefix("id: ")).next_back().unwrap();
    client.reserve("order-1").await;
    let rest = read("/v1/events", Some(last)).await;
    assert_eq!(rest.matches("\nevent: ").count(), 1, "{rest}");
    assert!(rest.contains("co2.order.reserved.v1"), "{rest}");
    // What is passed over is not looked through again.
    let path = "/v1/events?types=co2.product.returned.v1";
    let passed = read(path, None).await;
    let next = client.get(READER, path).await.done()["next"].as_str().unwrap().to_owned();
    assert_eq!(passed, format!("id: {next}\n\n"));
    assert_eq!(read(path, Some(&next)).await, "");
}

/// A position means nothing in another ledger: what happened there before it was never told.
#[tokio::test]
async fn a_position_is_one_of_its_ledger() {
    let (ours, theirs) = (Client::new(), Client::new());
    ours.import().await;
    let other = CREDITS.replace("gs-1,", "gs-2,");
    theirs.post_as(OPERATOR, "/v1/credits", None, "text/csv", other).await.done();
    let answer = ours.get(READER, "/v1/events").await.done();
    let next = answer["next"].as_str().unwrap();
    let path = format!("/v1/events?after={next}");
    assert_eq!(ours.get(READER, &path).await.done(), json!({ "events": [], "next": next }));
    let unknown = |field: &str| ("/problems/unknown-position".to_owned(), Some(field.to_owned()));
    let refused = theirs.get(READER, &path).await;
    assert_eq!((refused.status, refused.problem()), (StatusCode::CONFLICT, unknown("after")));
    assert_eq!(refused.json()["retry"], false);
    // The stream's positions as well.
    ours.api.stop();
    let accept = ("accept", "text/event-stream");
    let stream = ours.get_with(READER, "/v1/events", &[accept]).await;
    let text = String::from_utf8(stream.bytes.to_vec()).unwrap();
    let last = text.lines().find_map(|line| line.strip_prefix("id: ")).unwrap();
    let headers = [accept, ("last-event-id", last)];
    assert_eq!(
        theirs.get_with(READER, "/v1/events", &headers).await.problem(),
        unknown("Last-Event-ID")
    );
    assert_eq!(ours.get_with(READER, "/v1/events", &headers).await.status, StatusCode::OK);
    // Beyond the end.
    assert_eq!(ours.get(READER, "/v1/events?after=999").await.problem(), unknown("after"));
    // The start is one of every ledger, and of one that has not begun.
    let none = json!({ "events": [], "next": "0" });
    assert_eq!(Client::new().get(READER, "/v1/events?after=0").await.done(), none);
    assert_eq!(Client::new().get(READER, &path).await.problem(), unknown("after"));
}

#[tokio::test]
async fn only_so_many_wait() {
    let client = Client::with(|options| options.limits.waiting = 1);
    client.import().await;
    let held = stream(&client, "/v1/events").await;
    for headers in [&[][..], &[("accept", "text/event-stream")]] {
        let refused = client.get_with(READER, "/v1/events?wait=1", headers).await;
        assert_eq!(refused.problem(), ("/problems/busy".into(), None));
        assert_eq!(refused.json()["retry"], true);
        assert_eq!(refused.header(header::RETRY_AFTER), "1");
    }
    // What is there already is told at once.
    client.get(READER, "/v1/events").await.done();
    drop(held);
    drop(stream(&client, "/v1/events").await);
}

/// A request looked through the whole journal, for as long as it was allowed to wait.
#[tokio::test]
async fn a_request_looks_through_a_part_of_the_journal() {
    let client = Client::new();
    client.import().await;
    client.reserve("order-1").await;
    for more in 1..=17_000 {
        client.programme.extend("order-1", 1_000 + more, client.now()).unwrap();
    }
    let head: u64 =
        client.get("", "/ready").await.done()["position"].as_str().unwrap().parse().unwrap();
    let path = "/v1/events?types=co2.product.returned.v1&wait=60&after=";
    let first = client.get(READER, &format!("{path}0")).await.done();
    assert_eq!(first["events"], json!([]));
    let next = first["next"].as_str().unwrap();
    let position: u64 = next.split('.').next().unwrap().parse().unwrap();
    assert!((10_000..head).contains(&position), "{position} of {head}");
    // It goes on, and then waits until the server stops.
    let path = format!("{path}{next}");
    let rest = async {
        tokio::join!(client.get(READER, &path), async {
            tokio::task::yield_now().await;
            client.api.stop();
        })
    };
    let (rest, ()) = tokio::time::timeout(NEVER, rest).await.expect("it ends");
    assert_eq!(rest.done()["events"], json!([]));
}

#[tokio::test]
async fn answers_say_on_what_they_depend() {
    let client = Client::new();
    client.import().await;
    client.api.stop();
    for accept in ["application/json", "text/event-stream"] {
        let answer = client.get_with(READER, "/v1/events", &[("accept", accept)]).await;
        assert_eq!(answer.header(header::VARY), "accept", "{accept}");
    }
    let digest = client.sell("order-1", "A1").await;
    let path = format!("/v1/orders/order-1/certificates/{digest}");
    assert_eq!(client.get(SHOP, &path).await.header(header::VARY), "accept");
    // Beside what browsers ask for.
    let other =
        Client::with(|options| options.origins = vec!["https://shop.example".parse().unwrap()]);
    let answer = other.get_with(READER, "/v1/events", &[("origin", "https://shop.example")]).await;
    let vary: Vec<_> = answer.headers.get_all(header::VARY).iter().collect();
    assert!(vary.iter().any(|value| *value == "accept"), "{vary:?}");
    assert!(vary.iter().any(|value| value.to_str().unwrap().contains("origin")), "{vary:?}");
}
