//! Requests that are wrong, one way or another.

use crate::client::{Client, OPERATOR, READER, SHOP, request};
use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, StatusCode, header};
use co2_http::Kind;
use serde_json::{Value, json};
use std::time::Duration;

/// Every route of the document, with a path that has values in the place of parameters.
fn routes() -> Vec<(Method, String, Value)> {
    let document = co2_http::openapi();
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let path = path
                .replace("{order}", "order-1")
                .replace("{operation}", "retire-1")
                .replace("{digest}", &"0".repeat(64));
            let method = method.to_uppercase().parse().unwrap();
            routes.push((method, path, operation.clone()));
        }
    }
    assert!(routes.len() > 25, "{}", routes.len());
    routes
}

fn ask(method: &Method, path: &str, token: Option<&str>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    request.body(Body::empty()).unwrap()
}

#[tokio::test]
async fn each_route_asks_for_a_token_of_its_roles() {
    let client = Client::new();
    for (method, path, operation) in routes() {
        let scopes = operation["security"][0]["token"].as_array().cloned().unwrap_or_default();
        let without = client.send(ask(&method, &path, None)).await;
        if scopes.is_empty() {
            assert_ne!(without.status, StatusCode::UNAUTHORIZED, "{path}");
            continue;
        }
        assert_eq!(without.status, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(without.header(header::WWW_AUTHENTICATE), "Bearer");
        assert_eq!(without.problem().0, "/problems/unauthorized", "{path}");
        let wrong = client.send(ask(&method, &path, Some("another-token"))).await;
        assert_eq!(wrong.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(!String::from_utf8_lossy(&wrong.bytes).contains("another-token"));
        for (role, token) in [("shop", SHOP), ("operator", OPERATOR), ("reader", READER)] {
            if path.starts_with("/v1/retirements/plan") && role == "operator" {
                continue;
            }
            let answer = client.send(ask(&method, &path, Some(token))).await;
            let may = scopes.contains(&json!(role));
            assert_eq!(answer.status != StatusCode::FORBIDDEN, may, "{role} {method} {path}");
        }
    }
}

/// No request without a body, with another media type, or with JSON that is none, is answered with a failure of
/// the server, and all are problem documents.
#[tokio::test]
async fn what_cannot_be_read_is_a_problem_on_each_route() {
    let client = Client::new();
    for (method, path, operation) in routes() {
        let Some(body) = operation.get("requestBody") else { continue };
        assert_eq!(method, Method::POST);
        let media = body["content"].as_object().unwrap().keys().next().unwrap().clone();
        let send = async |media: &str, body: String| {
            client.post_as(OPERATOR, &path, Some("op-1"), media, body).await
        };
        let other = send("text/plain", "x".to_owned()).await;
        let media_type = ("/problems/unsupported-media-type".into(), Some("Content-Type".into()));
        assert_eq!(other.problem(), media_type, "{path}");
        let large = send(&media, "x".repeat((16 << 20) + 1)).await;
        assert_eq!(large.problem().0, "/problems/too-large", "{path}");
        // What is no certificate is verified all the same, with that result.
        if media != "application/json" || path == "/v1/verify" {
            continue;
        }
        for text in ["{", "nonsense", "\u{0}"] {
            let answer = send(&media, text.to_owned()).await;
            assert_eq!(answer.problem().0, "/problems/malformed", "{path} {text}");
        }
        for value in [json!({ "colour": "red" }), json!("text"), json!(7), json!([[]])] {
            let answer = send(&media, value.to_string()).await;
            assert_eq!(answer.problem().0, "/problems/unusable-value", "{path} {value}");
        }
        let deep = "[".repeat(100_000);
        assert!(send(&media, deep).await.status.is_client_error(), "{path}");
    }
}

#[tokio::test]
async fn a_fault_in_a_body_is_named_with_its_path() {
    let client = Client::new();
    client.import().await;
    for (pointer, value, field) in [
        ("/cart/lines/0/model/gtin", json!("1"), "cart.lines[0].model"),
        ("/buyer/country", json!("XX"), "buyer.country"),
        ("/cart/lines/0/quantity", json!(-1), "cart.lines[0].quantity"),
        ("/cart/lines/0/quantity", json!(0), "cart.lines"),
        ("/cart/lines", json!([]), "cart.lines"),
    ] {
        let mut body = request();
        *body.pointer_mut(pointer).unwrap() = value;
        let answer = client.post(SHOP, "/v1/quotes", body).await;
        let (kind, found) = answer.problem();
        assert_eq!(kind, "/problems/unusable-value", "{pointer}");
        assert!(
            found.as_ref().is_some_and(|found| found.starts_with(field)),
            "{pointer}: {found:?}"
        );
    }
    let table = "lot,serial\na,b\n";
    let answer = client.post_as(OPERATOR, "/v1/credits", None, "text/csv", table).await;
    assert!(answer.problem().1.is_some_and(|field| field.starts_with("line ")));
    let lenient = client
        .post_as(OPERATOR, "/v1/credits?lenient=true", None, "text/csv", crate::client::CREDITS)
        .await;
    assert_eq!(lenient.done()["held"], json!(["gs-1"]));
}

#[tokio::test]
async fn parameters_and_headers_that_cannot_be() {
    let client = Client::new();
    for path in [
        "/v1/figures?by=colour",
        "/v1/figures?by=day,project,day",
        "/v1/figures?colour=red",
        "/v1/figures/growth?by=project&measure=covered",
        "/v1/figures/growth?by=month",
        "/v1/events?after=x",
        "/v1/events?wait=61",
        "/v1/events?types=co2.none.v1",
        "/v1/events?after=42-0",
        "/v1/events?after=42.ledger",
        "/v1/orders/order%201",
        "/v1/certificates/xyz",
    ] {
        let answer = client.get(READER, path).await;
        let known = [StatusCode::BAD_REQUEST, StatusCode::UNPROCESSABLE_ENTITY];
        assert!(known.contains(&answer.status), "{path}: {}", answer.status);
        assert!(answer.problem().1.is_some(), "{path}");
    }
    let units = json!({ "lot": "gs-1", "first_unit": 1, "last_unit": 1 });
    for key in ["", "a b", "\"", &"x".repeat(65)] {
        let answer = client.post_key(OPERATOR, "/v1/retirements", key, units.clone()).await;
        assert_eq!(answer.problem().1.as_deref(), Some("Idempotency-Key"), "{key}");
    }
    let unknown = client.post_key(OPERATOR, "/v1/retirements", "retire-1", units).await;
    assert_eq!(unknown.problem(), ("/problems/unusable-value".into(), Some("lot".into())));
    let stream = client.get_with(
        READER,
        "/v1/events",
        &[("accept", "text/event-stream"), ("last-event-id", "x")],
    );
    assert_eq!(stream.await.problem().1.as_deref(), Some("Last-Event-ID"));
}

#[tokio::test]
async fn routes_and_methods_that_are_not_there() {
    let client = Client::new();
    for path in ["/v2/quotes", "/", "/nothing", "/v1/../etc/passwd", "/%2e%2e/x", "/problems/none"]
    {
        let answer = client.get(SHOP, path).await;
        assert_eq!(answer.problem().0, "/problems/not-found", "{path}");
    }
    for (method, path, allowed) in [
        (Method::GET, "/v1/quotes", "POST"),
        (Method::DELETE, "/v1/orders/order-1", "GET,HEAD"),
        (Method::POST, "/docs", "GET,HEAD"),
        (Method::POST, "/status/1", "GET,HEAD"),
    ] {
        let answer = client.send(ask(&method, path, Some(SHOP))).await;
        assert_eq!(answer.problem().0, "/problems/method-not-allowed", "{path}");
        assert_eq!(answer.header(header::ALLOW), allowed, "{path}");
    }
    for path in
        ["/v1/orders/order-1", "/v1/orders/order-1/certificates", "/v1/orders/order-1/units"]
    {
        let answer = client.get(OPERATOR, path).await;
        assert_eq!(
            answer.problem(),
            ("/problems/not-found".into(), Some("order".into())),
            "{path}"
        );
    }
    let part = json!({ "parcel": [{ "line": 1, "serial": "A1" }] });
    let answer = client.post(SHOP, "/v1/orders/order-1/fulfil", part).await;
    assert_eq!(answer.problem(), ("/problems/not-found".into(), Some("order".into())));
    for step in ["confirm", "settle", "cancel"] {
        let answer =
            client.post_as(SHOP, &format!("/v1/orders/order-1/{step}"), None, "", "").await;
        assert_eq!(answer.problem().0, "/problems/not-found", "{step}");
    }
}

#[tokio::test]
async fn the_server_shows_how_it_is() {
    let client = Client::new();
    assert_eq!(client.get("", "/health").await.done(), json!({ "status": "ok" }));
    assert_eq!(client.get("", "/ready").await.done()["status"], "ok");
    let metrics = client.get(READER, "/metrics").await;
    let text = String::from_utf8(metrics.bytes.to_vec()).unwrap();
    assert!(text.contains("co2_http_requests_total{route=\"health\",status=\"200\"} 1"), "{text}");
    assert!(text.contains("co2_http_answer_seconds_count{route=\"ready\"} 1"), "{text}");
    assert!(text.ends_with("# EOF\n"), "{text}");
    for path in ["/docs", "/openapi.json", "/problems/conflict"] {
        let answer = client.get("", path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.header(header::CONTENT_SECURITY_POLICY).starts_with("default-src 'none'"));
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    }
    assert!(text.contains("co2_ledger_readable 1\n"), "{text}");
    // A ledger that is closed, as while the server stops: another server may be asked, and what was counted is
    // still told.
    client.programme.clone().close().unwrap();
    for (path, token) in [("/ready", ""), ("/v1/orders/order-1", SHOP), ("/v1/events", READER)] {
        let closed = client.get(token, path).await;
        assert_eq!(closed.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(closed.problem().0, "/problems/unavailable", "{path}");
        assert_eq!(closed.json()["retry"], true);
        assert!(!String::from_utf8_lossy(&closed.bytes).contains("closed"));
    }
    let metrics = client.get(READER, "/metrics").await;
    assert_eq!(metrics.status, StatusCode::OK);
    let text = String::from_utf8(metrics.bytes.to_vec()).unwrap();
    assert!(text.contains("co2_ledger_readable 0\n"), "{text}");
    assert!(text.contains("co2_http_requests_total{route=\"health\",status=\"200\"} 1"), "{text}");
}

/// While tables are read, other requests are answered by the same thread.
#[test]
fn a_table_is_read_where_nobody_waits() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .max_blocking_threads(1)
        .build()
        .unwrap();
    runtime.block_on(async {
        let client = Client::new();
        client.import().await;
        for (path, table) in [
            ("/v1/credits", crate::client::CREDITS),
            ("/v1/credits?lenient=true", crate::client::CREDITS),
            ("/v1/retirements/reconcile", "serial\n"),
        ] {
            // The only thread for such work has other work.
            let (release, held) = std::sync::mpsc::channel::<()>();
            let busy = tokio::task::spawn_blocking(move || held.recv());
            let read = client.post_as(OPERATOR, path, None, "text/csv", table);
            let read = core::pin::pin!(read);
            let other = async {
                for _ in 0..100 {
                    assert_eq!(client.get("", "/health").await.status, StatusCode::OK);
                    assert_eq!(client.get("", "/ready").await.status, StatusCode::OK);
                }
            };
            let read = match futures_util::future::select(read, core::pin::pin!(other)).await {
                futures_util::future::Either::Left(_) => panic!("{path} was read by this thread"),
                futures_util::future::Either::Right(((), read)) => read,
            };
            release.send(()).unwrap();
            busy.await.unwrap().unwrap();
            assert_eq!(read.await.status, StatusCode::OK, "{path}");
        }
    });
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_not_waited_for() {
    let client = Client::with(|options| options.limits.time = Duration::from_millis(20));
    let never = futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>();
    let body = Body::from_stream(never);
    let answer = client.post_as(SHOP, "/v1/quotes", None, "application/json", body).await;
    assert_eq!(answer.problem().0, "/problems/slow-request");
    assert_eq!(answer.json()["retry"], true);
    let broken = futures_util::stream::iter([Err::<Vec<u8>, _>(std::io::Error::other("broken"))]);
    let body = Body::from_stream(broken);
    let answer = client.post_as(SHOP, "/v1/quotes", None, "application/json", body).await;
    assert_eq!(answer.problem().0, "/problems/malformed");
}

#[tokio::test]
async fn browsers_of_other_origins_read_nothing_by_default() {
    let origin = "https://shop.example";
    let allowed = |answer: &crate::client::Answer| {
        answer.headers.get(header::ACCESS_CONTROL_ALLOW_ORIGIN).cloned()
    };
    let client = Client::new();
    let answer = client.get_with("", "/health", &[("origin", origin)]).await;
    assert_eq!(allowed(&answer), None);
    let client = Client::with(|options| {
        options.origins = vec![HeaderValue::from_static("https://shop.example")];
    });
    let answer = client.get_with("", "/health", &[("origin", origin)]).await;
    assert_eq!(allowed(&answer), Some(HeaderValue::from_static("https://shop.example")));
    let answer = client.get_with("", "/health", &[("origin", "https://other.example")]).await;
    assert_eq!(allowed(&answer), None);
}

#[test]
fn the_types_of_problems_are_their_own() {
    let mut types: Vec<&str> = Kind::ALL.iter().map(|kind| kind.uri()).collect();
    types.sort_unstable();
    types.dedup();
    assert_eq!(types.len(), Kind::ALL.len());
    for kind in Kind::ALL {
        assert!(kind.status().is_client_error() || kind.status().is_server_error());
        assert!(kind.about().ends_with('.'), "{}", kind.about());
    }
}

/// What a client says is heeded or refused: once, `settle` with a part settled the whole order, and a refund whose
/// body was lost gave it up.
#[tokio::test]
async fn nothing_that_was_sent_is_left_out() {
    let client = Client::new();
    client.import().await;
    let part = json!({ "part": [{ "line": 1, "quantity": 1 }] });
    let answer = client.post(SHOP, "/v1/orders/order-1/settle", part).await;
    assert_eq!(answer.problem().0, "/problems/unusable-value");
    let answer = client.post_key(SHOP, "/v1/orders/order-1/cancel", "refund-7", json!({})).await;
    assert_eq!(answer.problem(), ("/problems/unusable-value".into(), Some("part".into())));
    // What was done is answered, whatever the client knows already.
    let quote = Request::post("/v1/quotes")
        .header("authorization", format!("Bearer {SHOP}"))
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::IF_NONE_MATCH, "*")
        .body(Body::from(request().to_string()));
    assert_eq!(client.send(quote.unwrap()).await.status, StatusCode::OK);
    // An empty object is no body, and a list is no object.
    let answer = client.post(SHOP, "/v1/orders/order-1/settle", json!({})).await;
    assert_eq!(answer.problem(), ("/problems/not-found".into(), Some("order".into())));
    for parcel in [json!([]), json!({ "parcel": [[1, "A1"]] })] {
        let answer = client.post(SHOP, "/v1/orders/order-1/fulfil", parcel.clone()).await;
        assert_eq!(answer.problem().0, "/problems/unusable-value", "{parcel}");
    }
}

/// The page that verifies certificates is served so that it works, and a folder is no failure of the server.
#[tokio::test]
async fn public_files_are_served_as_browsers_need_them() {
    let client = Client::new();
    client.import().await;
    client.programme.publish(client.public.path(), client.now()).unwrap();
    let page = client.get("", "/verify/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header(header::CONTENT_TYPE), "text/html; charset=utf-8");
    assert!(page.header(header::CONTENT_SECURITY_POLICY).contains("script-src 'self'"));
    for (path, media) in [
        ("/verify/page.js", "text/javascript; charset=utf-8"),
        ("/verify/style.css", "text/css; charset=utf-8"),
        ("/.well-known/did.json", "application/did+json"),
    ] {
        let file = client.get("", path).await;
        assert_eq!(file.status, StatusCode::OK, "{path}");
        assert_eq!(file.header(header::CONTENT_TYPE), media);
        assert_eq!(file.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    }
    let long = format!("/{}", "a".repeat(300));
    for path in ["/status", "/log", "/.well-known", "/verify", &long] {
        assert_eq!(client.get("", path).await.problem().0, "/problems/not-found", "{path}");
    }
}
