//! What routes read: how a body is read, and how that is described.

use crate::app::Limits;
use crate::problem::{Kind, Problem};
use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use co2::units::serde::Strict;
use schemars::{JsonSchema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A body.
pub(crate) trait Input: Sized + Send + 'static {
    /// How many bytes it has at most; none when the route has no body.
    fn limit(limits: &Limits) -> usize;

    /// The `requestBody` of the route.
    fn describe(generator: &mut SchemaGenerator) -> Option<Value>;

    fn read(headers: &HeaderMap, bytes: Bytes) -> Result<Self, Problem>;
}

/// No body; some clients send `null` or an empty object. Anything else is refused rather than not heeded.
impl Input for () {
    fn limit(_: &Limits) -> usize {
        64
    }

    fn describe(_: &mut SchemaGenerator) -> Option<Value> {
        None
    }

    fn read(_: &HeaderMap, bytes: Bytes) -> Result<Self, Problem> {
        let empty = |value: &Value| {
            value.is_null() || value.as_object().is_some_and(serde_json::Map::is_empty)
        };
        if bytes.trim_ascii().is_empty() || serde_json::from_slice(&bytes).is_ok_and(|v| empty(&v))
        {
            return Ok(());
        }
        Err(Problem::new(Kind::Value, "this route takes no body"))
    }
}

/// A value as JSON.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned + JsonSchema + Send + 'static> Input for Json<T> {
    fn limit(limits: &Limits) -> usize {
        limits.body
    }

    fn describe(generator: &mut SchemaGenerator) -> Option<Value> {
        let schema = generator.subschema_for::<T>();
        Some(json!({ "required": true, "content": { "application/json": { "schema": schema } } }))
    }

    fn read(headers: &HeaderMap, bytes: Bytes) -> Result<Self, Problem> {
        expect(headers, &["application/json"])?;
        read_json(&bytes).map(Self)
    }
}

/// A value as JSON that has a default: the body may be left out.
pub(crate) struct OptionalJson<T>(pub(crate) T);

impl<T: DeserializeOwned + Default + JsonSchema + Send + 'static> Input for OptionalJson<T> {
    fn limit(limits: &Limits) -> usize {
        limits.body
    }

    fn describe(generator: &mut SchemaGenerator) -> Option<Value> {
        let schema = generator.subschema_for::<T>();
        Some(json!({ "required": false, "content": { "application/json": { "schema": schema } } }))
    }

    fn read(headers: &HeaderMap, bytes: Bytes) -> Result<Self, Problem> {
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        Json::read(headers, bytes).map(|Json(value)| Self(value))
    }
}

/// A table as CSV.
pub(crate) struct Csv(pub(crate) Bytes);

impl Input for Csv {
    fn limit(limits: &Limits) -> usize {
        limits.table
    }

    fn describe(_: &mut SchemaGenerator) -> Option<Value> {
        let schema = json!({ "type": "string" });
        Some(json!({ "required": true, "content": { "text/csv": { "schema": schema } } }))
    }

    fn read(headers: &HeaderMap, bytes: Bytes) -> Result<Self, Problem> {
        expect(headers, &["text/csv"])?;
        Ok(Self(bytes))
    }
}

/// A certificate: JSON, a token, or a badge with one in it.
pub(crate) struct Credential(pub(crate) Bytes);

const CREDENTIALS: [&str; 5] =
    ["application/vc", "application/json", "application/vc+jwt", "image/svg+xml", "image/png"];

impl Input for Credential {
    fn limit(limits: &Limits) -> usize {
        limits.body
    }

    fn describe(_: &mut SchemaGenerator) -> Option<Value> {
        let content = |media: &str| match media {
            "application/vc" | "application/json" => (media.to_owned(), json!({ "schema": {} })),
            media => (media.to_owned(), json!({ "schema": { "type": "string" } })),
        };
        let content: serde_json::Map<_, _> = CREDENTIALS.into_iter().map(content).collect();
        Some(json!({ "required": true, "content": content }))
    }

    fn read(headers: &HeaderMap, bytes: Bytes) -> Result<Self, Problem> {
        expect(headers, &CREDENTIALS)?;
        Ok(Self(bytes))
    }
}

/// Whether the body has one of these media types; parameters such as a charset are not looked at.
fn expect(headers: &HeaderMap, types: &[&str]) -> Result<(), Problem> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    if types.iter().any(|media| given.eq_ignore_ascii_case(media)) {
        return Ok(());
    }
    let detail = format!("the body must be {}", types.join(", or "));
    Err(Problem::new(Kind::MediaType, detail).of("Content-Type"))
}

/// Reads JSON. What is wrong is told with its path.
fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    // As the schemas say: no object from a list, and `2.0` is an integer.
    let value = serde_path_to_error::deserialize(Strict(&mut reader)).map_err(|error| {
        let (path, error) = (error.path().to_string(), error.into_inner());
        // A value that can be read and not used is another fault than a text that is no JSON.
        let kind = if error.is_data() { Kind::Value } else { Kind::Malformed };
        let problem = Problem::new(kind, error.to_string());
        if path == "." { problem } else { problem.of(path) }
    })?;
    reader.end().map_err(|error| Problem::new(Kind::Malformed, error.to_string()))?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use co2::Shipped;

    #[test]
    fn a_fault_is_named_with_its_path() {
        let fault = |text: &str| {
            let read = read_json::<Vec<Shipped>>(text.as_bytes());
            read.map_err(|problem| (problem.kind, problem.field))
        };
        assert_eq!(
            fault(r#"[{"line":1,"serial":"A"},{"line":1,"serial":""}]"#),
            Err((Kind::Value, Some("[1].serial".to_owned())))
        );
        assert_eq!(fault(r#"[{"line":1}"#), Err((Kind::Value, Some("[0]".to_owned()))));
        assert_eq!(fault("[] x"), Err((Kind::Malformed, None)));
        assert_eq!(fault("").map_err(|(kind, _)| kind), Err(Kind::Malformed));
        assert_eq!(fault("[]"), Ok(vec![]));
    }

    #[test]
    fn the_media_type_is_looked_at_without_its_parameters() {
        let of = |value: &'static str| {
            let value = HeaderValue::from_static(value);
            [(header::CONTENT_TYPE, value)].into_iter().collect::<HeaderMap>()
        };
        let csv = |headers: &HeaderMap| {
            Csv::read(headers, Bytes::new()).map(drop).map_err(|problem| problem.kind)
        };
        assert_eq!(csv(&of("text/csv")), Ok(()));
        assert_eq!(csv(&of("Text/CSV; charset=utf-8")), Ok(()));
        for other in ["text/plain", "text/csvx", ""] {
            assert_eq!(csv(&of(other)), Err(Kind::MediaType), "{other}");
        }
        assert_eq!(csv(&HeaderMap::new()), Err(Kind::MediaType));
    }
}
