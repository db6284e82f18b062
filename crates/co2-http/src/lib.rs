#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
mod app;
mod cursor;
mod input;
mod metrics;
mod openapi;
mod page;
mod problem;
mod route;
mod routes;
#[cfg(feature = "serve")]
pub mod serve;
mod token;

use self::app::App;
use self::openapi::Document;
use self::route::{Table, note};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use co2::Programme;
use core::any::Any;
use core::fmt;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::CorsLayer;

pub use self::app::{Clock, Limits, Options};
pub use self::problem::{Kind, PROBLEM, Problem};
pub use self::token::{Role, Token};

pub use {axum, co2};

/// A programme's API. Clones are handles of the same one.
#[derive(Clone)]
pub struct Api {
    app: Arc<App>,
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").field("options", &self.app.options).finish_non_exhaustive()
    }
}

impl Api {
    /// The API of a programme.
    pub fn new(programme: Programme, options: Options) -> Self {
        Self { app: Arc::new(App::new(programme, options)) }
    }

    /// The router, to be served as it is or nested into another one.
    pub fn router(&self) -> Router {
        let document = Document::new();
        let app = Arc::clone(&self.app);
        let mut table = Table { app: Some(Arc::clone(&app)), router: Router::new(), document };
        routes::add(&mut table);
        let Table { router, document, .. } = table;
        let router = page::add(router, &document.finish());
        let files = Arc::clone(&app);
        let router = router
            .fallback(move |request: Request| routes::public::file(Arc::clone(&files), request))
            .method_not_allowed_fallback(|| async {
                let detail = "see /docs for the methods of each route";
                Problem::new(Kind::Method, detail).into_response()
            })
            .layer(DefaultBodyLimit::disable())
            .layer(CatchPanicLayer::custom(panicked));
        if app.options.origins.is_empty() {
            return router;
        }
        let headers = [header::AUTHORIZATION, header::CONTENT_TYPE, header::IF_NONE_MATCH];
        let headers = headers.into_iter().chain(axum::http::HeaderName::try_from(route::KEY));
        router.layer(
            CorsLayer::new()
                .allow_origin(app.options.origins.clone())
                .allow_methods([Method::GET, Method::POST])
                .allow_headers(headers.collect::<Vec<_>>())
                .expose_headers([header::ETAG]),
        )
    }

    /// Ends what waits (requests for events, streams of them), so that a server can stop. What is being
    /// done is done and answered.
    pub fn stop(&self) {
        self.app.stopping.send_replace(true);
    }
}

/// The OpenAPI document of the API, as `docs/openapi.json` has it.
pub fn openapi() -> serde_json::Value {
    routes::document()
}

/// A fault of the program: it is answered like any other failure, and says nothing to the client.
#[expect(clippy::needless_pass_by_value, reason = "the form that the layer asks for")]
fn panicked(error: Box<dyn Any + Send + 'static>) -> Response {
    let text = error.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| error.downcast_ref::<String>().cloned());
    let mut problem = Problem::new(Kind::Internal, Kind::Internal.about());
    problem.cause = Some(format!("panicked: {}", text.unwrap_or_default()));
    note("panic", &problem);
    problem.into_response()
}

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
