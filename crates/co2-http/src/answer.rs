//! What routes answer, and how that is described.

use crate::problem::Problem;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use co2::units::Digest;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Value, json};

/// An answer of status 200.
pub(crate) trait Answer: Send {
    /// The `content` of the answer, by media type.
    fn describe(generator: &mut SchemaGenerator) -> Value;

    /// The answer to a request with these headers.
    fn answer(self, headers: &HeaderMap) -> Result<Response, Problem>;
}

/// A value as JSON.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: Serialize + JsonSchema + Send> Answer for Json<T> {
    fn describe(generator: &mut SchemaGenerator) -> Value {
        let schema = generator.subschema_for::<T>();
        json!({ "application/json": { "schema": schema } })
    }

    fn answer(self, headers: &HeaderMap) -> Result<Response, Problem> {
        let bytes = serde_json::to_vec(&self.0)
            .map_err(|error| Problem::failure(crate::problem::Kind::Internal, &error))?;
        Ok(tagged(headers, "application/json", bytes.into()))
    }
}

/// Bytes with their entity tag, or that they have not changed.
pub(crate) fn tagged(headers: &HeaderMap, media: &'static str, bytes: Bytes) -> Response {
    let tag = format!("\"{:.32}\"", Digest::of(&bytes));
    let known = headers.get_all(header::IF_NONE_MATCH).iter();
    let known = known.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    // Weak comparison, as RFC 9110 has it for this header.
    let mut known = known.map(str::trim).map(|one| one.strip_prefix("W/").unwrap_or(one));
    let unchanged = known.any(|one| one == tag || one == "*");
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(bytes))
    };
    let answer = response.headers_mut();
    if !unchanged {
        answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(header::ETAG, tag);
    }
    response
}

/// The same for an answer that depends on the request's `Accept`.
pub(crate) fn varied(mut response: Response) -> Response {
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// The best of some media types for a request: the one that its `Accept` prefers, the first among equals.
pub(crate) fn negotiate(headers: &HeaderMap, types: &[&'static str]) -> Option<&'static str> {
    let accepts: Vec<&str> =
        headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    if accepts.is_empty() {
        return types.first().copied();
    }
    let ranges: Vec<(String, u16)> =
        accepts.iter().flat_map(|value| value.split(',')).filter_map(range).collect();
    let mut best: Option<(&'static str, u16)> = None;
    for media in types {
        let weight = weight(media, &ranges);
        if weight > best.map_or(0, |(_, weight)| weight) {
            best = Some((media, weight));
        }
    }
    best.map(|(media, _)| media)
}

/// A range of media types and its weight in thousandths.
fn range(text: &str) -> Option<(String, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let range = parts.next().filter(|range| range.contains('/'))?.to_ascii_lowercase();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    let Some(weight) = weight else { return Some((range, 1_000)) };
    let (whole, rest) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = format!("{rest:0<3}");
    let weight = match (whole, digits.get(..3)?.parse::<u16>().ok()?) {
        ("0", thousandths) => thousandths,
        ("1", _) => 1_000,
        _ => return None,
    };
    Some((range, weight))
}

/// The weight of a media type: that of the most exact range that has it.
fn weight(media: &str, ranges: &[(String, u16)]) -> u16 {
    let of = |wanted: &str| {
        ranges.iter().filter(|(range, _)| range == wanted).map(|(_, weight)| *weight).max()
    };
    let group = media.split('/').next().unwrap_or_default();
    of(media).or_else(|| of(&format!("{group}/*"))).or_else(|| of("*/*")).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(accept: &str) -> Option<&'static str> {
        let headers = [(header::ACCEPT, HeaderValue::from_str(accept).unwrap())];
        let headers: HeaderMap = headers.into_iter().collect();
        negotiate(&headers, &["application/vc", "text/html", "image/svg+xml", "image/png"])
    }

    #[test]
    fn the_preferred_media_type_is_taken() {
        assert_eq!(of("*/*"), Some("application/vc"));
        assert_eq!(of("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"), Some("text/html"));
        assert_eq!(of("image/*"), Some("image/svg+xml"));
        assert_eq!(of("image/*;q=0.5, image/png"), Some("image/png"));
        assert_eq!(of("*/*;q=0.1, text/html;q=0"), Some("application/vc"));
        assert_eq!(of("APPLICATION/VC;q=0.001"), Some("application/vc"));
        assert_eq!(of("text/plain"), None);
        assert_eq!(of("text/html;q=0"), None);
        assert_eq!(of("nonsense"), None);
        assert_eq!(of("text/html;q=x, image/png"), Some("image/png"));
        assert_eq!(negotiate(&HeaderMap::new(), &["a/b"]), Some("a/b"));
    }

    #[test]
    fn what_has_not_changed_is_not_sent_again() {
        let first = tagged(&HeaderMap::new(), "text/plain", Bytes::from_static(b"a"));
        let tag = first.headers().get(header::ETAG).unwrap().clone();
        assert_eq!(first.status(), StatusCode::OK);
        let asked = |tag: String, body: &'static [u8]| {
            let headers = [(header::IF_NONE_MATCH, HeaderValue::from_str(&tag).unwrap())];
            let headers: HeaderMap = headers.into_iter().collect();
            tagged(&headers, "text/plain", Bytes::from_static(body)).status()
        };
        let tag = tag.to_str().unwrap().to_owned();
        assert_eq!(asked(tag.clone(), b"a"), StatusCode::NOT_MODIFIED);
        assert_eq!(asked(format!("\"x\", W/{tag}"), b"a"), StatusCode::NOT_MODIFIED);
        assert_eq!(asked(tag, b"b"), StatusCode::OK);
    }
}
