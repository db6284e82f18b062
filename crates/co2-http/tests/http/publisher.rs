//! The public files that a server writes.

use crate::client::{OPERATOR, SHOP};
use crate::server::Shop;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// Sells a product, and gives its certificate's address below the public folder.
async fn sell(shop: &Shop) -> PathBuf {
    let client = shop.client();
    client.import().await;
    client.sell("order-1", "A1").await;
    let issued = client.get(SHOP, "/v1/orders/order-1/certificates").await.done();
    let url = issued["certificates"][0]["url"].as_str().unwrap();
    client.programme.close().unwrap();
    url.strip_prefix("https://offsets.example/").unwrap().into()
}

/// Asks for something while no server runs.
async fn ask(shop: &Shop, path: &str, body: Value) {
    let client = shop.client();
    let answer = client.post(OPERATOR, path, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.bytes);
    client.programme.close().unwrap();
}

/// The page of a returned product was taken down, and the one that says so was never written.
#[tokio::test(flavor = "multi_thread")]
async fn pages_say_how_their_certificates_stand() {
    let shop = Shop::new("");
    shop.change("[certificate]\n", "[certificate]\n    after_return = \"spent\"\n");
    let certificate = sell(&shop).await;
    let page = shop.path("public").join(&certificate).with_extension("html");
    shop.run().await.stop().await;
    assert!(!fs::read_to_string(&page).unwrap().contains("The product was returned."));
    let product = json!({ "product": { "line": 1, "serial": "A1" } });
    ask(&shop, "/v1/orders/order-1/return", product).await;
    shop.run().await.stop().await;
    assert!(fs::read_to_string(&page).unwrap().contains("The product was returned."));
    assert!(!page.with_extension("svg").exists());
    // Also in a folder in which nothing was before.
    fs::remove_dir_all(shop.path("public")).unwrap();
    shop.run().await.stop().await;
    assert!(fs::read_to_string(&page).unwrap().contains("The product was returned."));
}

/// How far the publisher had come was taken for another folder's, another language's and another ledger's, so that
/// their pages were not written.
#[tokio::test(flavor = "multi_thread")]
async fn pages_are_written_for_another_folder_and_language() {
    let shop = Shop::new("");
    let certificate = sell(&shop).await;
    let page = |folder: &str| shop.path(folder).join(&certificate).with_extension("html");
    shop.run().await.stop().await;
    let english = fs::read_to_string(page("public")).unwrap();
    shop.change("[\"en\", \"sv\"]", "[\"sv\"]");
    shop.run().await.stop().await;
    let swedish = fs::read_to_string(page("public")).unwrap();
    assert!(english.contains("lang=\"en\"") && swedish.contains("lang=\"sv\""), "{swedish}");
    shop.change("\"public\"", "\"other\"");
    shop.run().await.stop().await;
    assert_eq!(fs::read_to_string(page("other")).unwrap(), swedish);
    // Another ledger, whose public files are its own.
    shop.change("\"other\"", "\"third\"");
    shop.change("ledger.db", "third.db");
    let certificate = sell(&shop).await;
    shop.run().await.stop().await;
    assert!(shop.path("third").join(certificate).with_extension("html").exists());
}
