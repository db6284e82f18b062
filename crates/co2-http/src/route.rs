//! A route is described once: what it reads and answers, who may use it, and what it does. From that follow
//! the router and the OpenAPI document.

use crate::answer::Answer;
use crate::app::App;
use crate::input::Input;
use crate::openapi::Document;
use crate::problem::{Kind, Problem};
use crate::token::Who;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path, Query, Request};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};
use co2::offsets::OperationId;
use co2::units::Timestamp;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use std::future::Future;
use std::sync::Arc;
use tracing::{Instrument as _, Span, field};

/// The header that names an operation.
pub(crate) const KEY: &str = "idempotency-key";

/// Whether a route is about an operation that the client names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    None,
    /// Only in some cases, which the route says.
    Optional,
    Needed,
}

/// What a route is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Route {
    pub(crate) method: &'static Method,
    pub(crate) path: &'static str,
    /// Its name in generated clients and in metrics.
    pub(crate) id: &'static str,
    pub(crate) tag: &'static str,
    pub(crate) who: Who,
    /// A sentence.
    pub(crate) summary: &'static str,
    /// More of them.
    pub(crate) about: &'static str,
    pub(crate) key: Key,
    /// The problems of its own, beside those that follow from its shape.
    pub(crate) problems: &'static [Kind],
    /// Whether it waits for something: it ends that itself.
    pub(crate) waits: bool,
}

impl Route {
    const fn new(method: &'static Method, path: &'static str, id: &'static str) -> Self {
        Self {
            method,
            path,
            id,
            tag: "",
            who: Who::OPERATOR,
            summary: "",
            about: "",
            key: Key::None,
            problems: &[],
            waits: false,
        }
    }

    pub(crate) const fn get(path: &'static str, id: &'static str) -> Self {
        Self::new(&Method::GET, path, id)
    }

    pub(crate) const fn post(path: &'static str, id: &'static str) -> Self {
        Self::new(&Method::POST, path, id)
    }

    pub(crate) const fn tag(self, tag: &'static str) -> Self {
        Self { tag, ..self }
    }

    pub(crate) const fn by(self, who: Who) -> Self {
        Self { who, ..self }
    }

    pub(crate) const fn does(self, summary: &'static str, about: &'static str) -> Self {
        Self { summary, about, ..self }
    }

    pub(crate) const fn key(self, key: Key) -> Self {
        Self { key, ..self }
    }

    pub(crate) const fn problems(self, problems: &'static [Kind]) -> Self {
        Self { problems, ..self }
    }

    pub(crate) const fn waits(self) -> Self {
        Self { waits: true, ..self }
    }
}

/// A request that may be served and could be read.
pub(crate) struct Call<P, Q, B> {
    pub(crate) app: Arc<App>,
    pub(crate) path: P,
    pub(crate) query: Q,
    pub(crate) body: B,
    pub(crate) headers: HeaderMap,
    pub(crate) key: Option<OperationId>,
    pub(crate) now: Timestamp,
}

impl<P, Q, B> Call<P, Q, B> {
    /// The operation that the client named.
    pub(crate) fn operation(&self) -> Result<&OperationId, Problem> {
        self.key.as_ref().ok_or_else(no_key)
    }
}

fn no_key() -> Problem {
    let detail = "name the operation, so that the same request twice has one effect";
    Problem::new(Kind::Malformed, detail).of("Idempotency-Key")
}

/// No parameters; one that is given is refused.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// The router and its description, as they grow.
pub(crate) struct Table {
    /// None when the routes are only described.
    pub(crate) app: Option<Arc<App>>,
    pub(crate) router: Router,
    pub(crate) document: Document,
}

impl Table {
    pub(crate) fn add<P, Q, B, A, H, F>(&mut self, route: Route, handler: H)
    where
        P: DeserializeOwned + JsonSchema + Send + 'static,
        Q: DeserializeOwned + JsonSchema + Send + 'static,
        B: Input,
        A: Answer + 'static,
        H: Fn(Call<P, Q, B>) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<A, Problem>> + Send + 'static,
    {
        self.document.add::<P, Q, B, A>(&route);
        let Some(app) = self.app.clone() else { return };
        let serve = move |request: Request| {
            let (app, handler) = (Arc::clone(&app), handler.clone());
            let span = tracing::info_span!("request", route = route.id, token = field::Empty);
            let answer = async move {
                let asked = tokio::time::Instant::now();
                let answer = run(Arc::clone(&app), &route, handler, request).await;
                let response = answer.unwrap_or_else(|problem| {
                    note(route.id, &problem);
                    problem.into_response()
                });
                app.metrics.answered(route.id, response.status(), asked.elapsed());
                guarded(response)
            };
            answer.instrument(span)
        };
        // Routes have methods that are known.
        let filter = MethodFilter::try_from(route.method.clone()).unwrap_or(MethodFilter::GET);
        let router = core::mem::take(&mut self.router);
        self.router = router.route(route.path, on(filter, serve));
    }
}

/// Writes what the client is not told to the log.
pub(crate) fn note(route: &str, problem: &Problem) {
    if let Some(cause) = &problem.cause {
        tracing::error!(route, problem = problem.kind.uri(), "{cause}");
    }
}

/// An answer that is kept by nobody who is not asked to, and taken for nothing else.
pub(crate) fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache, private"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

async fn run<P, Q, B, A, H, F>(
    app: Arc<App>,
    route: &Route,
    handler: H,
    request: Request,
) -> Result<Response, Problem>
where
    P: DeserializeOwned + Send,
    Q: DeserializeOwned,
    B: Input,
    A: Answer,
    H: Fn(Call<P, Q, B>) -> F,
    F: Future<Output = Result<A, Problem>>,
{
    let limits = app.options.limits;
    let (mut parts, body) = request.into_parts();
    if let Some(token) = route.who.check(&parts.headers, &app.options.tokens)? {
        Span::current().record("token", field::display(token.name()));
    }
    let path = Path::<P>::from_request_parts(&mut parts, &()).await;
    let Path(path) =
        path.map_err(|error| Problem::new(Kind::Malformed, error.body_text()).of("path"))?;
    let query = Query::<Q>::try_from_uri(&parts.uri);
    let Query(query) =
        query.map_err(|error| Problem::new(Kind::Malformed, error.body_text()).of("query"))?;
    let key = operation(route.key, &parts.headers)?;
    let most = B::limit(&limits);
    let bytes = if most == 0 {
        Bytes::new()
    } else {
        let arrives = axum::body::to_bytes(body, most);
        let arrived = tokio::time::timeout(limits.time, arrives).await;
        let arrived = arrived.map_err(|_| Problem::new(Kind::Slow, Kind::Slow.about()))?;
        arrived.map_err(|error| unread(&error, most))?
    };
    let body = B::read(&parts.headers, bytes)?;
    let now = app.now();
    let headers = parts.headers.clone();
    let answer = handler(Call { app: Arc::clone(&app), path, query, body, headers, key, now });
    let answer = if route.waits {
        answer.await
    } else {
        let late = |_| Problem::new(Kind::Timeout, Kind::Timeout.about());
        tokio::time::timeout(limits.time, answer).await.unwrap_or_else(|error| Err(late(error)))
    };
    // Also one that was refused in the end may have had an effect.
    if *route.method == Method::POST && route.who != Who::Public {
        app.did();
    }
    let answer = answer?;
    if *route.method == Method::POST {
        // What was done is answered whole: this header is for reads.
        parts.headers.remove(header::IF_NONE_MATCH);
    }
    answer.answer(&parts.headers)
}

/// Why a body did not come: it is too large, or the connection broke.
fn unread(error: &axum::Error, most: usize) -> Problem {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.to_string().contains("length limit exceeded") {
            let detail = format!("the body has more than {most} bytes");
            return Problem::new(Kind::TooLarge, detail);
        }
        cause = error.source();
    }
    Problem::new(Kind::Malformed, "the body did not arrive whole")
}

/// The operation that a request names. The header's value may stand in quotation marks.
fn operation(key: Key, headers: &HeaderMap) -> Result<Option<OperationId>, Problem> {
    if key == Key::None {
        return Ok(None);
    }
    let Some(value) = headers.get(KEY) else {
        return if key == Key::Needed { Err(no_key()) } else { Ok(None) };
    };
    let wrong = |detail: String| Problem::new(Kind::Malformed, detail).of("Idempotency-Key");
    let text =
        value.to_str().map_err(|_| wrong("the key has other characters than ASCII".to_owned()))?;
    let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    bare.parse().map(Some).map_err(|error: co2::units::IdError| wrong(error.to_string()))
}
