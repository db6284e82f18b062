//! The OpenAPI document: written from the routes as they are added, with the schemas of their types.

use crate::answer::Answer;
use crate::app::Limits;
use crate::input::Input;
use crate::problem::{self, Kind, PROBLEM};
use crate::route::{Key, Route};
use crate::token::Who;
use co2::offsets::OperationId;
use co2::schema::{portable, written};
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const DESCRIPTION: &str = "Offset one individual product at the point of purchase: quotes, orders, certificates, \
    retirements, figures and events. Amounts are texts in kilograms of CO2e, times are in UTC. Every step may be \
    repeated: it happens once, and the answer is the first one. Refusals are problem documents (RFC 9457), whose \
    `type` never changes.";

/// The tags, in the order of a purchase.
const TAGS: [(&str, &str); 8] = [
    ("offers", "What the products of a cart cost to cover."),
    ("orders", "An order from its reservation to its goods, and what comes after the sale."),
    ("certificates", "Certificates, and their verification by anybody."),
    ("credits", "Credits that come into stock."),
    ("retirements", "Units that are sent to registries, and what these answer."),
    ("figures", "What the programme has done, and what is open."),
    ("events", "What happened, for other systems."),
    ("server", "How the server is, and what it is."),
];

/// The document as it grows.
pub(crate) struct Document {
    /// Of what requests have, as it is read.
    requests: SchemaGenerator,
    /// Of what answers have, as it is written.
    answers: SchemaGenerator,
    /// By path and method.
    paths: BTreeMap<&'static str, Map<String, Value>>,
}

impl Document {
    pub(crate) fn new() -> Self {
        let generator = |settings: SchemaSettings| {
            let path = "/components/schemas".into();
            settings.with(|settings| settings.definitions_path = path).into_generator()
        };
        let requests = generator(SchemaSettings::draft2020_12());
        Self { requests, answers: generator(written()), paths: BTreeMap::new() }
    }

    /// Adds a route.
    pub(crate) fn add<P: JsonSchema, Q: JsonSchema, B: Input, A: Answer>(&mut self, route: &Route) {
        let generator = &mut self.requests;
        let mut parameters = properties::<P>(generator, "path");
        parameters.extend(properties::<Q>(generator, "query"));
        let has_parameters = !parameters.is_empty();
        if route.key != Key::None {
            parameters.push(json!({
                "name": "Idempotency-Key",
                "in": "header",
                "required": route.key == Key::Needed,
                "description": "The client's own name of the operation. The same one with other content is a \
                    conflict.",
                "schema": portable(generator.subschema_for::<OperationId>()),
            }));
        }
        let body = B::describe(generator);
        let mut operation = json!({
            "operationId": route.id,
            "tags": [route.tag],
            "summary": route.summary,
            "responses": {
                "200": { "description": "It is done.", "content": A::describe(&mut self.answers) },
                "default": { "$ref": "#/components/responses/Problem" },
            },
        });
        let mut kinds = route.problems.to_vec();
        kinds.extend([Kind::Internal, Kind::Unavailable]);
        if has_parameters || route.key != Key::None || body.is_some() {
            kinds.push(Kind::Malformed);
        }
        if body.is_some() {
            kinds.extend([Kind::Slow, Kind::TooLarge, Kind::MediaType, Kind::Value]);
        }
        if let Who::Roles(_) = route.who {
            kinds.extend([Kind::Unauthorized, Kind::Forbidden]);
        }
        let mut about = route.about.to_owned();
        let roles = route.who.roles();
        if !roles.is_empty() {
            let names: Vec<String> = roles.iter().map(ToString::to_string).collect();
            about = [about, format!("Roles: {}.", names.join(", "))].join(" ");
        }
        if let Some(members) = operation.as_object_mut() {
            if !about.is_empty() {
                members.insert("description".to_owned(), about.trim().into());
            }
            if !parameters.is_empty() {
                members.insert("parameters".to_owned(), parameters.into());
            }
            if let Some(body) = body {
                members.insert("requestBody".to_owned(), body);
            }
            let security = if roles.is_empty() { json!([]) } else { json!([{ "token": roles }]) };
            members.insert("security".to_owned(), security);
            if let Some(responses) = members.get_mut("responses").and_then(Value::as_object_mut) {
                responses.extend(refusals(&kinds));
            }
        }
        let method = route.method.as_str().to_ascii_lowercase();
        self.paths.entry(route.path).or_default().insert(method, operation);
    }

    /// The whole document.
    pub(crate) fn finish(mut self) -> Value {
        let problem = self.answers.subschema_for::<problem::Document<'static>>();
        let mut schemas = self.answers.take_definitions(true);
        schemas.values_mut().for_each(open);
        // What requests have stays closed, also where answers have it as well.
        schemas.extend(self.requests.take_definitions(true));
        schemas.values_mut().for_each(make_portable);
        let tags = TAGS.map(|(name, about)| json!({ "name": name, "description": about }));
        let limits = Limits::default();
        json!({
            "openapi": "3.1.0",
            "info": {
                "title": "co2",
                "version": env!("CARGO_PKG_VERSION"),
                "summary": "An offsetting programme over HTTP",
                "description": format!(
                    "{DESCRIPTION} A body has at most {} bytes and a table {}, where the server says nothing else.",
                    limits.body, limits.table
                ),
                "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
            },
            "servers": [{ "url": "/" }],
            "tags": tags,
            "paths": self.paths,
            "components": {
                "schemas": schemas,
                "responses": {
                    "Problem": {
                        "description": "It is not done: see `type` and `detail`.",
                        "content": { PROBLEM: { "schema": problem } },
                    },
                },
                "securitySchemes": {
                    "token": {
                        "type": "http",
                        "scheme": "bearer",
                        "description": "A token of the server's configuration, with a role: shop, operator or reader.",
                    },
                },
            },
        })
    }
}

/// The parameters that a type has as its properties.
fn properties<T: JsonSchema>(generator: &mut SchemaGenerator, place: &str) -> Vec<Value> {
    let schema = T::json_schema(generator);
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .map_or_else(Vec::new, |names| names.iter().filter_map(Value::as_str).collect());
    let properties = schema.get("properties").and_then(Value::as_object);
    let parameter = |(name, schema): (&String, &Value)| {
        let mut schema = schema.clone();
        make_portable(&mut schema);
        let about = schema.as_object_mut().and_then(|schema| schema.remove("description"));
        json!({
            "name": name,
            "in": place,
            "required": place == "path" || required.contains(&name.as_str()),
            "description": about.unwrap_or_default(),
            "schema": schema,
        })
    };
    properties.into_iter().flatten().map(parameter).collect()
}

/// As the schemas in `docs/schemas` are: clients are generated from the document.
fn make_portable(schema: &mut Value) {
    if let Ok(made) = Schema::try_from(schema.take()) {
        *schema = portable(made).to_value();
    }
}

/// Lets every object in a schema have members that are not described: later versions of a server may add some to their
/// answers, and a client that is generated today must read them.
fn open(schema: &mut Value) {
    let mut open = RecursiveTransform(|schema: &mut Schema| {
        for word in ["additionalProperties", "unevaluatedProperties"] {
            if schema.get(word).is_some_and(|allowed| *allowed == false) {
                schema.remove(word);
            }
        }
    });
    if let Ok(schema) = schema.try_into() {
        open.transform(schema);
    }
}

/// The answers of some kinds of problems, by status.
fn refusals(kinds: &[Kind]) -> Map<String, Value> {
    let mut by_status: BTreeMap<u16, Vec<Kind>> = BTreeMap::new();
    for kind in kinds {
        let same = by_status.entry(kind.status().as_u16()).or_default();
        if !same.contains(kind) {
            same.push(*kind);
        }
    }
    let answer = |(status, kinds): (u16, Vec<Kind>)| {
        let about: Vec<String> =
            kinds.iter().map(|kind| format!("`{}`: {}", kind.uri(), kind.about())).collect();
        let content = json!({ PROBLEM: { "schema": { "$ref": "#/components/schemas/Problem" } } });
        (status.to_string(), json!({ "description": about.join(" "), "content": content }))
    };
    by_status.into_iter().map(answer).collect()
}
