//! A whole purchase, double posts, and what comes after the sale.

use crate::client::{Client, OPERATOR, READER, SHOP, request, reservation};
use axum::http::{StatusCode, header};
use co2::render::{Look, Wording};
use serde_json::json;

#[tokio::test]
async fn a_whole_purchase() {
    let client = Client::new();
    assert_eq!(client.import().await["replayed"], false);
    assert_eq!(client.import().await["replayed"], true);

    let offer = client.post(SHOP, "/v1/offers", request()).await.done();
    assert_eq!(offer["projects"][0]["project"], "GS990001");
    assert_eq!(offer["total_kg"], "600");
    let mut swedish = request();
    swedish["locale"] = json!("sv");
    let offer = client.post(SHOP, "/v1/offers", swedish).await.done();
    assert_eq!(offer["equivalences"][0]["locale"], "sv");

    let quote = client.post(SHOP, "/v1/quotes", request()).await.done();
    assert_eq!(quote["price"], json!({ "amount": "14.40", "currency": "EUR" }));
    assert_eq!(quote["lines"][0]["each_kg"], "300");
    let reserve = "/v1/orders/order-1/reserve";
    let held = client.post(SHOP, reserve, reservation(&quote)).await.done();
    assert_eq!((&held["status"], &held["replayed"]), (&json!("reserved"), &json!(false)));
    // The answer was lost: the same request is answered with the first, also after the quote has expired.
    client.post(SHOP, "/v1/orders/order-1/confirm", json!({})).await.done();
    client.wait(4_000);
    let again = client.post(SHOP, reserve, reservation(&quote)).await.done();
    assert_eq!((&again["status"], &again["replayed"]), (&json!("confirmed"), &json!(true)));
    assert_eq!(again["until"], held["until"]);

    let fulfil = "/v1/orders/order-1/fulfil";
    let parcel = json!({ "parcel": [{ "line": 1, "serial": "pf0abc12" }] });
    let first = client.post(SHOP, fulfil, parcel.clone()).await.done();
    assert_eq!(first["issued"][0]["product"]["serial"], "PF0ABC12");
    assert_eq!(client.post(SHOP, fulfil, parcel).await.done(), first);
    // One product of a parcel that has no place does not keep the other from its certificate.
    let parcel = json!({ "parcel": [
        { "line": 9, "serial": "PF0ABC98" }, { "line": 1, "serial": "PF0ABC13" }] });
    let second = client.post(SHOP, fulfil, parcel).await.done();
    assert_eq!(second["issued"].as_array().map(Vec::len), Some(1));
    assert_eq!(second["unfulfilled"][0]["problem"]["type"], "/problems/unusable-value");
    assert_eq!(second["unfulfilled"][0]["product"]["line"], 9);

    let order = client.get(READER, "/v1/orders/order-1").await.done();
    assert_eq!((&order["status"], &order["amount_kg"]), (&json!("confirmed"), &json!("600")));
    assert_eq!(order["products"].as_array().map(Vec::len), Some(2));
    let all = client.get(SHOP, "/v1/orders/order-1/certificates").await.done();
    assert_eq!(all["certificates"][0], first["issued"][0]);

    let figures = client.get(READER, "/v1/figures?by=month,project").await.done();
    assert_eq!(figures["total"]["certified_kg"], "600");
    assert_eq!(figures["rows"][0]["labels"], json!(["2026-11", "GS990001"]));
    let growth = client.get(READER, "/v1/figures/growth?by=month&measure=covered").await.done();
    assert_eq!(growth["periods"][0]["amount_kg"], "600");
}

#[tokio::test]
async fn units_are_retired_and_compared() {
    let client = Client::new();
    client.import().await;
    client.sell("order-1", "A1").await;
    let plan = client.get(OPERATOR, "/v1/retirements/plan").await.done();
    assert_eq!(plan["retire"][0]["due"], "2027-02-19");
    let units = plan["retire"][0]["units"].clone();
    let of_order = client.get(SHOP, "/v1/orders/order-1/units").await.done();
    assert_eq!(of_order["units"], json!([units]));
    assert_eq!(client.get(READER, "/v1/duties").await.done()["retire"], plan["retire"]);

    let path = "/v1/retirements";
    let asked = client.post_key(OPERATOR, path, "retire-1", units.clone()).await.done();
    assert_eq!((&asked["recorded"], &asked["replayed"]), (&json!(false), &json!(false)));
    let again = client.post_key(OPERATOR, path, "\"retire-1\"", units.clone()).await.done();
    assert_eq!(again["replayed"], true);
    let mut other = units;
    other["last_unit"] = json!(5);
    let conflict = client.post_key(OPERATOR, path, "retire-1", other).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert_eq!(conflict.problem(), ("/problems/conflict".into(), Some("last_unit".into())));

    let open = client.get(READER, path).await.done();
    let serial = open["open"][0]["serial"].clone();
    let answer = json!({ "reference": "GS-77", "date": "2026-11-21", "serial": serial });
    let recorded = client.post(OPERATOR, "/v1/retirements/retire-1/record", answer).await.done();
    assert_eq!(recorded["recorded"], true);
    let table = format!("serial,date,reference\n{},2026-11-21,GS-77\n", serial.as_str().unwrap());
    let path = "/v1/retirements/reconcile";
    let same = client.post_as(OPERATOR, path, None, "text/csv", table).await.done();
    assert_eq!(
        (&same["agrees"], &same["matched"][0]["operation"]),
        (&json!(true), &json!("retire-1"))
    );
    let none = client.post_as(OPERATOR, path, None, "text/csv", "serial\n").await.done();
    assert_eq!(none["missing"], json!(["retire-1"]));
}

#[tokio::test]
async fn a_certificate_has_the_form_that_is_asked_for() {
    let client = Client::new();
    client.import().await;
    let digest = client.sell("order-1", "A1").await;
    let path = format!("/v1/orders/order-1/certificates/{digest}");
    let form = async |accept: &str| client.get_with(SHOP, &path, &[("accept", accept)]).await;

    let json = form("*/*").await;
    assert_eq!(json.header(header::CONTENT_TYPE), "application/vc");
    assert_eq!(co2::units::Digest::of(&json.bytes).to_string(), digest);
    let tag = json.header(header::ETAG).to_owned();
    let same = client.get_with(SHOP, &path, &[("if-none-match", &tag)]).await;
    assert_eq!((same.status, same.bytes.len()), (StatusCode::NOT_MODIFIED, 0));

    let page = form("text/html,*/*;q=0.8").await;
    assert_eq!(page.header(header::CONTENT_TYPE), "text/html; charset=utf-8");
    assert!(page.bytes.starts_with(b"<!DOCTYPE html>"), "{:?}", page.bytes.get(..40));
    let swedish =
        client.get_with(SHOP, &format!("{path}?locale=sv"), &[("accept", "text/html")]).await;
    assert_ne!(swedish.bytes, page.bytes);
    assert!(form("image/svg+xml").await.bytes.windows(4).any(|text| text == b"<svg"));
    assert!(form("image/png").await.bytes.starts_with(b"\x89PNG"));
    let token = form("application/vc+jwt").await;
    assert_eq!(token.header(header::CONTENT_TYPE), "application/vc+jwt");
    let refused = form("application/pdf").await;
    assert_eq!(refused.problem(), ("/problems/not-acceptable".into(), Some("Accept".into())));

    // Each of them is verified by anybody, once the issuer's files are public.
    client.programme.publish(client.public.path(), client.now()).unwrap();
    let certificates = client.programme.certificates("order-1").unwrap();
    let (wording, look) = (Wording::english(), Look::default());
    let folder = client.public.path();
    client.programme.publish_certificates(folder, &certificates, &wording, &look).unwrap();
    for (media, bytes) in [
        ("application/vc", &json.bytes),
        ("application/vc+jwt", &token.bytes),
        ("image/png", &form("image/png").await.bytes),
        ("image/svg+xml", &form("image/svg+xml").await.bytes),
    ] {
        let verdict = client.post_as("", "/v1/verify", None, media, bytes.clone()).await.done();
        assert_eq!(verdict["verified"], true, "{media}: {verdict}");
        assert_eq!(verdict["record"]["product"]["serialNumber"], "A1", "{verdict}");
    }
    let forged = String::from_utf8(json.bytes.to_vec()).unwrap().replace("Laptop 14", "Laptop 15");
    let verdict = client.post_as("", "/v1/verify", None, "application/vc", forged).await.done();
    assert_eq!(verdict["verified"], false);
    assert_eq!(verdict["checks"][3], json!({ "check": "signature", "outcome": "failed" }));

    // At its public address, a browser gets the page and a program the certificate.
    let address = certificates[0].certificate.id().path().to_owned();
    let seen = client.get_with("", &address, &[("accept", "text/html")]).await;
    assert_eq!(seen.header(header::CONTENT_TYPE), "text/html; charset=utf-8");
    assert_eq!(seen.header(header::VARY), "accept");
    assert_eq!(client.get("", &address).await.bytes, json.bytes);
    let did = client.get("", "/.well-known/did.json").await;
    assert_eq!(did.header(header::CONTENT_TYPE), "application/did+json");
    assert_eq!(client.get("", "/log/checkpoint").await.status, StatusCode::OK);
}

#[tokio::test]
async fn after_the_sale() {
    let client = Client::new();
    client.import().await;
    let digest = client.sell("order-1", "A1").await;
    let product = json!({ "line": 1, "serial": "A1" });
    let wrong = json!({ "product": product, "by": { "line": 1, "serial": "A2" } });
    let correct = "/v1/orders/order-1/correct";
    let corrected = client.post_key(SHOP, correct, "scan-1", wrong.clone()).await.done();
    assert_eq!(corrected["replayed"], false);
    let again = client.post_key(SHOP, correct, "scan-1", wrong.clone()).await.done();
    assert_eq!(again["replayed"], true);
    assert_eq!(client.post(SHOP, correct, wrong).await.status, StatusCode::BAD_REQUEST);
    let exchange =
        json!({ "product": { "line": 1, "serial": "A2" }, "by": { "line": 1, "serial": "A3" } });
    client.post_key(SHOP, "/v1/orders/order-1/replace", "rma-1", exchange).await.done();
    let moved =
        json!({ "product": { "line": 1, "serial": "A3" }, "by": { "line": 1, "serial": "A4" } });
    client.post_key(SHOP, "/v1/orders/order-1/transfer", "move-1", moved).await.done();
    let back = json!({ "product": { "line": 1, "serial": "A4" } });
    let ended = client.post(SHOP, "/v1/orders/order-1/return", back.clone()).await.done();
    let again = client.post(SHOP, "/v1/orders/order-1/return", back).await.done();
    assert_eq!((&ended["replayed"], &again["replayed"]), (&json!(false), &json!(true)));
    assert_eq!(again["coverage"], ended["coverage"]);

    // The first certificate holds no longer: it has no page, and its bytes are there for whoever has it.
    let page = client.get(SHOP, &format!("/v1/orders/order-1/certificates/{digest}")).await;
    assert_eq!(page.problem(), ("/problems/not-found".into(), Some("digest".into())));
    let bytes = client.get(READER, &format!("/v1/certificates/{digest}")).await;
    assert_eq!(co2::units::Digest::of(&bytes.bytes).to_string(), digest);

    // One of two products is refunded before it ships, once.
    let part = json!({ "part": [{ "line": 1, "quantity": 1 }] });
    client.reserve("order-2").await;
    client.post(SHOP, "/v1/orders/order-2/settle", json!(null)).await.done();
    let path = "/v1/orders/order-2/cancel";
    let unnamed = client.post(SHOP, path, part.clone()).await;
    assert_eq!(unnamed.problem(), ("/problems/malformed".into(), Some("Idempotency-Key".into())));
    let refund = client.post_key(SHOP, path, "refund-1", part.clone()).await.done();
    assert_eq!((&refund["replayed"], &refund["order"]), (&json!(false), &json!("confirmed")));
    assert_eq!(client.post_key(SHOP, path, "refund-1", part).await.done()["replayed"], true);
    let other = json!({ "part": [{ "line": 1, "quantity": 2 }] });
    let conflict = client.post_key(SHOP, path, "refund-1", other).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert_eq!(conflict.problem(), ("/problems/conflict".into(), Some("part".into())));
}

#[tokio::test]
async fn a_certificate_is_suspended_reinstated_and_revoked() {
    let client = Client::new();
    client.import().await;
    let digest = client.sell("order-1", "A1").await;
    let product = json!({ "line": 1, "serial": "A1" });
    let why = json!({ "product": product, "reason": "the payment is disputed" });
    let path = |step: &str| format!("/v1/orders/order-1/{step}");
    let unnamed = client.post(SHOP, &path("suspend"), why.clone()).await;
    assert_eq!(unnamed.problem(), ("/problems/malformed".into(), Some("Idempotency-Key".into())));
    let suspended = client.post_key(SHOP, &path("suspend"), "dispute-7", why.clone()).await.done();
    assert_eq!((&suspended["coverage"], &suspended["suspended"]), (&json!("live"), &json!(true)));
    let look = client.get(SHOP, "/v1/orders/order-1").await.done();
    assert_eq!(look["products"][0]["suspended"]["reason"], "the payment is disputed");
    let twice = client.post_key(SHOP, &path("suspend"), "dispute-8", why.clone()).await;
    assert_eq!(twice.problem().0, "/problems/refused");

    // Its page says so, and it has no badge.
    let certificate = format!("/v1/orders/order-1/certificates/{digest}");
    let page = |language: &str| {
        let path = format!("{certificate}?locale={language}");
        let client = &client;
        async move { client.get_with(SHOP, &path, &[("accept", "text/html")]).await }
    };
    let says = |answer: &crate::client::Answer, text: &str| {
        String::from_utf8_lossy(&answer.bytes).contains(text)
    };
    assert!(says(&page("en").await, "The issuer has suspended this certificate."));
    assert!(says(&page("sv").await, "vilande"));
    assert_eq!(
        page("de").await.problem(),
        ("/problems/unusable-value".into(), Some("locale".into()))
    );
    let badge = client.get_with(SHOP, &certificate, &[("accept", "image/svg+xml")]).await;
    assert_eq!(badge.status, StatusCode::NOT_FOUND);

    let again = json!({ "product": product });
    let lifted = client.post_key(SHOP, &path("reinstate"), "settled-7", again).await.done();
    assert_eq!(lifted["suspended"], false);
    assert!(!says(&page("en").await, "has suspended"));
    let badge = client.get_with(SHOP, &certificate, &[("accept", "image/svg+xml")]).await;
    assert_eq!(badge.status, StatusCode::OK);
    let late = client.post_key(SHOP, &path("suspend"), "dispute-7", why.clone()).await.done();
    assert_eq!((&late["replayed"], &late["suspended"]), (&json!(true), &json!(false)));

    let ended = client.post_key(SHOP, &path("revoke"), "wrong-7", why).await.done();
    assert_eq!(ended["coverage"], "spent");
    assert_eq!(page("en").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_order_that_is_late_or_given_up() {
    let client = Client::new();
    client.import().await;
    let body = client.reserve("order-1").await;
    // The same order with another cart is a conflict, which names the field.
    let mut other = body.clone();
    other["cart"]["lines"][0]["quantity"] = json!(1);
    let conflict = client.post(SHOP, "/v1/orders/order-1/reserve", other).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert_eq!(conflict.problem(), ("/problems/conflict".into(), Some("lines".into())));

    let held =
        client.post(SHOP, "/v1/orders/order-1/extend", json!({ "hold_seconds": 1000 })).await;
    assert_eq!(held.done()["until"], "2026-11-21T12:16:40Z");
    client.wait(1_001);
    let late = client.post(SHOP, "/v1/orders/order-1/confirm", json!({})).await;
    assert_eq!(late.problem().0, "/problems/reservation-expired");
    let settled = client.post_as(SHOP, "/v1/orders/order-1/settle", None, "", "").await.done();
    assert_eq!((&settled["reallocated"], &settled["order"]), (&json!(true), &json!("confirmed")));

    client.reserve("order-2").await;
    let given_up = client.post_as(SHOP, "/v1/orders/order-2/cancel", None, "", "").await.done();
    assert_eq!(given_up["order"], "cancelled");

    // A quote that is no longer valid, for a new order.
    client.wait(3_600);
    let outdated = client.post(SHOP, "/v1/orders/order-3/reserve", body.clone()).await;
    assert_eq!(
        outdated.problem(),
        ("/problems/quote-outdated".into(), Some("quote.valid_until".into()))
    );
    // A price below that of the rules.
    let quote = client.post(SHOP, "/v1/quotes", request()).await.done();
    let mut cheap = reservation(&quote);
    cheap["quote"]["price"]["amount"] = json!("14.39");
    let refused = client.post(SHOP, "/v1/orders/order-3/reserve", cheap).await;
    assert_eq!(refused.problem(), ("/problems/quote-outdated".into(), Some("quote.price".into())));
    let mut other_rules = reservation(&quote);
    other_rules["quote"]["rules"] = json!("0".repeat(64));
    let refused = client.post(SHOP, "/v1/orders/order-3/reserve", other_rules).await;
    assert_eq!(refused.problem(), ("/problems/quote-outdated".into(), Some("quote.rules".into())));
    // More than there is: the same request may succeed when credits come in.
    let mut many = request();
    many["cart"]["lines"][0]["quantity"] = json!(9_999);
    let refused = client.post(SHOP, "/v1/quotes", many).await;
    assert_eq!(refused.problem().0, "/problems/insufficient-stock");
    assert_eq!(refused.json()["retry"], true);
}
