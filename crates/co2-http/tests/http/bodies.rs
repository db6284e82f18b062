//! No request is read that the OpenAPI document refuses.
//!
//! An example of each body is broken in many ways, one at a time. What a document cannot state, and is refused all the
//! same, is tested for the types themselves, in `co2`.

#[path = "../../../co2/tests/programme/broken.rs"]
mod broken;

use crate::client::{Client, OPERATOR, SHOP, request, reservation};
use axum::http::StatusCode;
use broken::broken;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The schema of the JSON that a route reads.
fn schema_of(item: &Value) -> Option<&Value> {
    item.pointer("/post/requestBody/content/application~1json/schema")
}

#[tokio::test]
async fn what_the_document_refuses_is_not_read() {
    let client = Client::new();
    client.import().await;
    let quote = client.post(SHOP, "/v1/quotes", request()).await.done();
    let part = json!({ "part": [{ "line": 1, "quantity": 1 }] });
    let product = json!({ "line": 1, "serial": "A1", "model": { "gtin": "09506000134352" } });
    let exchange = json!({ "product": product, "by": { "line": 1, "serial": "A2" } });
    let serial = "GS1-1-UG-GS990001-16-2024-990001-1-2";
    let examples = BTreeMap::from([
        ("/v1/offers", request()),
        ("/v1/orders/{order}/cancel", part.clone()),
        ("/v1/orders/{order}/confirm", part),
        ("/v1/orders/{order}/correct", exchange.clone()),
        ("/v1/orders/{order}/extend", json!({ "hold_seconds": 60 })),
        ("/v1/orders/{order}/fill", json!({ "market": "SE", "cap": quote["price"] })),
        ("/v1/orders/{order}/fulfil", json!({ "parcel": [product] })),
        ("/v1/orders/{order}/make-good", json!({ "product": product, "lot": "gs-1" })),
        ("/v1/orders/{order}/reinstate", json!({ "product": product })),
        ("/v1/orders/{order}/replace", exchange.clone()),
        ("/v1/orders/{order}/reserve", reservation(&quote)),
        ("/v1/orders/{order}/return", json!({ "product": product })),
        ("/v1/orders/{order}/revoke", json!({ "product": product, "reason": "by mistake" })),
        ("/v1/orders/{order}/suspend", json!({ "product": product, "reason": "under review" })),
        ("/v1/orders/{order}/transfer", exchange),
        ("/v1/quotes", request()),
        ("/v1/retirements", json!({ "lot": "gs-1", "first_unit": 1, "last_unit": 2 })),
        (
            "/v1/retirements/{operation}/record",
            json!({ "reference": "GS-77", "date": "2026-11-21", "serial": serial }),
        ),
    ]);
    let document = co2_http::openapi();
    let mut refused = 0_u32;
    for (path, item) in document["paths"].as_object().unwrap() {
        // A certificate is any JSON here.
        let Some(schema) = schema_of(item).filter(|schema| **schema != json!({})) else { continue };
        let good = examples.get(path.as_str()).unwrap_or_else(|| panic!("{path} has no example"));
        let mut schema = schema.clone();
        schema["components"] = document["components"].clone();
        let validator = jsonschema::validator_for(&schema).unwrap();
        assert!(validator.is_valid(good), "{path}: {good}");
        let path = path.replace("{order}", "order-1").replace("{operation}", "retire-1");
        for (place, other) in broken(good).filter(|(_, other)| !validator.is_valid(other)) {
            let answer = client.post_key(OPERATOR, &path, "key-1", other.clone()).await;
            let fault = [StatusCode::UNPROCESSABLE_ENTITY, StatusCode::BAD_REQUEST];
            assert!(
                fault.contains(&answer.status),
                "{path} reads {place}: {other:.300}: {answer:?}"
            );
            refused += 1;
        }
        let answer = client.post_key(OPERATOR, &path, "key-1", good.clone()).await;
        assert_ne!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {answer:?}");
    }
    assert!(refused > 10_000, "{refused}");
}
