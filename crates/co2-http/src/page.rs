//! The documentation that the server has of itself: the OpenAPI document, the same as a page, and what each
//! problem means. All of it is in the program: nothing is fetched from elsewhere.

use crate::problem::{Kind, Problem};
use crate::route::guarded;
use crate::routes::public::POLICY;
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use core::fmt::Write as _;
use serde_json::Value;
use std::sync::Arc;

const STYLE: &str = include_str!("../data/docs.css");

/// Adds the routes.
pub(crate) fn add(router: Router, document: &Value) -> Router {
    let page: Arc<str> = page(document).into();
    let json: Arc<str> = document.to_string().into();
    router
        .route(
            "/openapi.json",
            get(move |headers: HeaderMap| {
                let response = sent(&headers, "application/json", &json);
                async { response }
            }),
        )
        .route(
            "/docs",
            get(move |headers: HeaderMap| {
                let response = sent(&headers, "text/html; charset=utf-8", &page);
                async { response }
            }),
        )
        .route(
            "/problems/{name}",
            get(|headers: HeaderMap, Path(name): Path<String>| async move {
                let kind = Kind::ALL.iter().find(|kind| kind.uri().ends_with(&format!("/{name}")));
                match kind {
                    Some(kind) => sent(&headers, "text/html; charset=utf-8", &problem(*kind)),
                    None => Problem::not_found("the problem").into_response(),
                }
            }),
        )
}

fn sent(headers: &HeaderMap, media: &'static str, text: &str) -> Response {
    let mut response = crate::answer::tagged(headers, media, text.to_owned().into());
    let policy = HeaderValue::from_static(POLICY);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    guarded(response)
}

/// A text as HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn frame(title: &str, body: &str) -> String {
    let title = escaped(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\n\
         <style>{STYLE}</style></head>\n<body>\n<h1>{title}</h1>\n{body}</body>\n</html>\n"
    )
}

fn problem(kind: Kind) -> String {
    let status = kind.status();
    let about = escaped(kind.about());
    frame(kind.title(), &format!("<p><code>{}</code>, {status}</p>\n<p>{about}</p>\n", kind.uri()))
}

/// The members of an object of the document.
fn members<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.get(name).and_then(Value::as_object).into_iter().flatten()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The document as a page.
fn page(document: &Value) -> String {
    let mut body = String::new();
    let info = document.get("info").unwrap_or(&Value::Null);
    let about = escaped(text(info, "description"));
    // Writing into a text cannot fail.
    let _ = writeln!(body, "<p>{about}</p>\n<p><a href=\"openapi.json\">openapi.json</a></p>");
    let tags = document.get("tags").and_then(Value::as_array).into_iter().flatten();
    for tag in tags {
        let name = text(tag, "name");
        let _ = writeln!(body, "<h2>{}</h2>\n<p>{}</p>", escaped(name), text(tag, "description"));
        for (path, item) in members(document, "paths") {
            for (method, operation) in item.as_object().into_iter().flatten() {
                let tagged = operation.get("tags").and_then(Value::as_array);
                if tagged.is_some_and(|tags| tags.iter().any(|tag| tag == name)) {
                    write_operation(&mut body, path, method, operation);
                }
            }
        }
    }
    body.push_str("<h2>problems</h2>\n<dl>\n");
    for kind in Kind::ALL {
        let (uri, about) = (kind.uri(), escaped(kind.about()));
        let _ = writeln!(body, "<dt><code>{uri}</code> {}</dt><dd>{about}</dd>", kind.status());
    }
    body.push_str("</dl>\n<h2>schemas</h2>\n");
    let components = document.get("components").unwrap_or(&Value::Null);
    for (name, schema) in members(components, "schemas") {
        let shown = serde_json::to_string_pretty(schema).unwrap_or_default();
        let (name, shown) = (escaped(name), escaped(&shown));
        let _ = writeln!(
            body,
            "<details id=\"{name}\"><summary><code>{name}</code></summary><pre>{shown}</pre></details>"
        );
    }
    frame("co2 over HTTP", &body)
}

fn write_operation(body: &mut String, path: &str, method: &str, operation: &Value) {
    let (method, path) = (method.to_ascii_uppercase(), escaped(path));
    let summary = escaped(text(operation, "summary"));
    let about = escaped(text(operation, "description"));
    let _ = writeln!(
        body,
        "<details><summary><b>{method}</b> <code>{path}</code> {summary}</summary>\n<p>{about}</p>"
    );
    let parameters = operation.get("parameters").and_then(Value::as_array);
    if let Some(parameters) = parameters {
        body.push_str("<dl>\n");
        for one in parameters {
            let (name, place) = (escaped(text(one, "name")), text(one, "in"));
            let about = escaped(text(one, "description"));
            let _ = writeln!(body, "<dt><code>{name}</code> ({place})</dt><dd>{about}</dd>");
        }
        body.push_str("</dl>\n");
    }
    let request = operation.get("requestBody").map(|body| ("request", body));
    let answers = members(operation, "responses").map(|(status, answer)| (status.as_str(), answer));
    for (what, content) in request.into_iter().chain(answers) {
        let about = escaped(text(content, "description"));
        let _ = write!(body, "<p>{what}: {about}");
        for (media, content) in members(content, "content") {
            let schema = content.get("schema").map_or("", |schema| text(schema, "$ref"));
            let name = escaped(schema.rsplit('/').next().unwrap_or_default());
            let _ = write!(body, " <code>{media}</code> <a href=\"#{name}\">{name}</a>");
        }
        body.push_str("</p>\n");
    }
    body.push_str("</details>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_every_route_and_fetches_nothing() {
        let document = crate::openapi();
        let page = page(&document);
        for (path, _) in members(&document, "paths") {
            assert!(page.contains(&format!("<code>{path}</code>")), "{path}");
        }
        for kind in Kind::ALL {
            assert!(page.contains(kind.uri()));
        }
        for outside in ["<script", "src=", "@import", "url(", "href=\"http"] {
            assert!(!page.contains(outside), "{outside}");
        }
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(escaped("a<b>&\"c\""), "a&lt;b&gt;&amp;&quot;c&quot;");
    }
}
