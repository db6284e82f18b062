//! A programme in memory, its API, and a client of it.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, header};
use co2::journal::{Ledger, Memory};
use co2::units::{Digest, Timestamp};
use co2::{Config, Keys, Programme};
use co2_http::{Api, Options, Role, Token};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;
use tower::ServiceExt as _;

pub(crate) const CONFIG: &str = r#"
    [issuer]
    host = "offsets.example"
    name = "Example Computers (invented)"
    key = "key-2026"

    [footprint]
    years = 4
    grid = "as_published"

    [offer]
    quote_seconds = 3600
    hold_seconds = 900

    [rules]
    coverage = { statistic = "mean", rule = "exact" }
    price = { tariff = { per_tonne = { price = { amount = "24.00", currency = "EUR" } } } }

    [certificate]
    subject_base = "https://id.example"
    allocation_due_days = 90
    can_be_suspended = true
    locales = ["en", "sv"]
    terms = "The units named here serve this product only."
    demonstration = "demonstration: no credits were retired"
"#;

pub(crate) const CREDITS: &str = "\
lot,serial,vintage,unit_size,project_name,country,technology
gs-1,GS1-1-UG-GS990001-16-2024-990001-1-500,2024-01-01/2024-12-31,1 t,Invented stoves,UG,cookstoves
";

pub(crate) const SHOP: &str = "shop-token";
pub(crate) const OPERATOR: &str = "operator-token";
pub(crate) const READER: &str = "reader-token";

pub(crate) struct Client {
    pub(crate) api: Api,
    pub(crate) programme: Programme,
    pub(crate) public: TempDir,
    router: Router,
    clock: Arc<AtomicI64>,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|_| panic!("{}: {:?}", self.status, self.bytes))
    }

    /// The JSON of an answer that must be one of success.
    pub(crate) fn done(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{:?}", self.bytes);
        self.json()
    }

    /// Type and field of a problem document.
    pub(crate) fn problem(&self) -> (String, Option<String>) {
        let problem = self.json();
        assert_eq!(self.header(header::CONTENT_TYPE), "application/problem+json");
        assert_eq!(problem["status"], self.status.as_u16());
        assert!(problem["title"].is_string() && problem["detail"].is_string());
        assert!(problem["retry"].is_boolean());
        let text = |name: &str| problem[name].as_str().map(str::to_owned);
        (text("type").unwrap(), text("field"))
    }

    pub(crate) fn header(&self, name: HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A token with its role.
fn token(role: Role, text: &str) -> Token {
    Token::new(role.to_string().parse().unwrap(), role, Digest::of(text.as_bytes()))
}

pub(crate) fn options(clock: &Arc<AtomicI64>) -> Options {
    let clock = Arc::clone(clock);
    let mut options =
        Options::new(move || Timestamp::from_unix_seconds(clock.load(Ordering::Relaxed)).unwrap());
    options.tokens =
        vec![token(Role::Shop, SHOP), token(Role::Operator, OPERATOR), token(Role::Reader, READER)];
    options
}

impl Client {
    pub(crate) fn new() -> Self {
        Self::with(|_| ())
    }

    pub(crate) fn with(change: impl FnOnce(&mut Options)) -> Self {
        let config = Config::from_toml(CONFIG).unwrap();
        let keys = Keys::from_seed(&config.issuer, &[7; 32], [9; 32]).unwrap();
        let ledger = Ledger::open(Memory::new(), None).unwrap();
        let programme = Programme::on_ledger(ledger, config, keys).unwrap();
        Self::of(programme, "2026-11-21T12:00:00Z".parse().unwrap(), change)
    }

    /// A client of a programme that is there.
    pub(crate) fn of(
        programme: Programme,
        start: Timestamp,
        change: impl FnOnce(&mut Options),
    ) -> Self {
        let clock = Arc::new(AtomicI64::new(start.as_unix_seconds()));
        let public = TempDir::new().unwrap();
        let mut options = options(&clock);
        options.public = Some(public.path().to_owned());
        change(&mut options);
        let api = Api::new(programme.clone(), options);
        Self { router: api.router(), api, programme, public, clock }
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_unix_seconds(self.clock.load(Ordering::Relaxed)).unwrap()
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// An answer whose body has not been read.
    pub(crate) async fn begin(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.begin(request).await.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    pub(crate) async fn get(&self, token: &str, path: &str) -> Answer {
        self.get_with(token, path, &[]).await
    }

    pub(crate) async fn get_with(
        &self,
        token: &str,
        path: &str,
        headers: &[(&'static str, &str)],
    ) -> Answer {
        let mut request = Request::get(path).header("authorization", format!("Bearer {token}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, token: &str, path: &str, body: Value) -> Answer {
        self.post_as(token, path, None, "application/json", body.to_string()).await
    }

    pub(crate) async fn post_key(&self, token: &str, path: &str, key: &str, body: Value) -> Answer {
        self.post_as(token, path, Some(key), "application/json", body.to_string()).await
    }

    pub(crate) async fn post_as(
        &self,
        token: &str,
        path: &str,
        key: Option<&str>,
        media: &str,
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::post(path)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", media);
        if let Some(key) = key {
            request = request.header("idempotency-key", HeaderValue::from_str(key).unwrap());
        }
        self.send(request.body(body.into()).unwrap()).await
    }

    pub(crate) async fn import(&self) -> Value {
        self.post_as(OPERATOR, "/v1/credits", None, "text/csv", CREDITS).await.done()
    }

    /// Reserves an order and says what was sent, to send it again.
    pub(crate) async fn reserve(&self, order: &str) -> Value {
        let quote = self.post(SHOP, "/v1/quotes", request()).await.done();
        let body = reservation(&quote);
        self.post(SHOP, &format!("/v1/orders/{order}/reserve"), body.clone()).await.done();
        body
    }

    /// An order with a certificate, and the certificate's digest.
    pub(crate) async fn sell(&self, order: &str, serial: &str) -> String {
        self.reserve(order).await;
        self.post(SHOP, &format!("/v1/orders/{order}/confirm"), json!({})).await.done();
        let parcel = json!({ "parcel": [{ "line": 1, "serial": serial }] });
        let issued = self.post(SHOP, &format!("/v1/orders/{order}/fulfil"), parcel).await.done();
        issued["issued"][0]["digest"].as_str().unwrap().to_owned()
    }
}

/// A cart of two laptops, and its buyer.
pub(crate) fn request() -> Value {
    json!({
        "cart": { "lines": [{
            "id": 1, "quantity": 2, "name": "Example Laptop 14",
            "model": { "gtin": "09506000134352" },
            "sheet": {
                "manufacturer": "Example", "product": "Laptop 14", "category": "laptop",
                "mean_kg": 300.0, "headline": "mean", "report_year": 2025, "lifetime_years": 4,
                "shares": { "manufacture": 0.8, "distribution": 0.04, "use": 0.15, "end_of_life": 0.01 },
                "source": {
                    "publisher": "Example (invented)", "edition": "Laptop 14", "year": 2025, "region": "EU",
                    "boundary": "CO2e, life cycle", "licence": "invented", "status": "transcribed",
                    "locator": "https://maker.example/laptop-14.pdf"
                }
            }
        }] },
        "buyer": { "country": "SE", "audience": "business" }
    })
}

/// What reserves a quote.
pub(crate) fn reservation(quote: &Value) -> Value {
    let mut body = request();
    body["choice"] = json!({ "project": "GS990001" });
    body["quote"] = json!({
        "rules": quote["rules"], "price": quote["price"], "valid_until": quote["valid_until"],
    });
    body
}
