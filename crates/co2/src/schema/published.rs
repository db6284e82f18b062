//! What an issuer publishes in the forms of other standards: certificates, status lists and DID documents.
//!
//! These schemas describe what is written here. A reader of certificates also checks signatures, and of status lists
//! and DID documents it accepts what the standards allow beyond this.

use co2_cert::{HttpsUrl, LongText, RetirementRecord, Text};
use co2_units::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};
use std::borrow::Cow;

/// Types that stand for a document, each with its schema.
macro_rules! documents {
    ($($name:ident = $schema:ident;)*) => {$(
        pub(super) enum $name {}

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                $schema(generator)
            }
        }
    )*};
}

documents! {
    Certificate = certificate;
    StatusList = status_list;
    DidDocument = did_document;
}

/// An object of these members, all of which are required but for those named.
#[expect(clippy::needless_pass_by_value, reason = "objects are written inside of each other")]
fn object(description: &str, properties: Value, optional: &[&str]) -> Value {
    let names = properties.as_object().into_iter().flat_map(|members| members.keys());
    let required: Vec<&String> = names.filter(|name| !optional.contains(&name.as_str())).collect();
    json!({
        "type": "object",
        "description": description,
        "required": required,
        "properties": properties,
        "additionalProperties": false,
    })
}

/// A list of these texts. Their order is not stated: generators of types understand no list of constants.
fn exactly(texts: &[&str]) -> Value {
    let length = texts.len();
    json!({
        "type": "array",
        "items": { "type": "string", "enum": texts },
        "uniqueItems": true,
        "minItems": length,
        "maxItems": length,
    })
}

fn context(least: usize, most: usize) -> Value {
    json!({
        "type": "array",
        "description": "The vocabularies, by their addresses.",
        "items": { "type": "string" },
        "minItems": least,
        "maxItems": most,
    })
}

fn did() -> Value {
    json!({ "type": "string", "pattern": "^did:[a-z0-9]+:[A-Za-z0-9._:%-]+$", "description": "The issuer." })
}

fn method() -> Value {
    json!({
        "type": "string",
        "pattern": "^did:[a-z0-9]+:[A-Za-z0-9._:%-]+#[A-Za-z0-9._-]+$",
        "description": "The key, by its name in the issuer's DID document.",
    })
}

fn purpose() -> Value {
    json!({
        "type": "string",
        "enum": ["revocation", "suspension", "message"],
        "description": "What a set bit means; of `message`, that the product came back and its certificate is spent.",
    })
}

fn multibase(what: &str) -> Value {
    json!({ "type": "string", "pattern": "^z[1-9A-HJ-NP-Za-km-z]+$", "description": what })
}

fn proof(generator: &mut SchemaGenerator) -> Value {
    let properties = json!({
        "@context": context(1, 3),
        "created": Timestamp::json_schema(generator),
        "cryptosuite": { "const": "eddsa-jcs-2022" },
        "proofPurpose": { "const": "assertionMethod" },
        "proofValue": multibase("The signature, in base 58."),
        "type": { "const": "DataIntegrityProof" },
        "verificationMethod": method(),
    });
    object("The signature over everything else in the document.", properties, &[])
}

fn certificate(generator: &mut SchemaGenerator) -> Schema {
    let url = HttpsUrl::json_schema(generator);
    let text = Text::json_schema(generator);
    let status = object(
        "The place of the certificate in a status list.",
        json!({
            "id": { "type": "string", "description": "The address of the list, with the place behind `#`." },
            "statusListCredential": url,
            "statusListIndex": { "type": "string", "pattern": "^(0|[1-9][0-9]{0,9})$" },
            "statusMessage": {
                "type": "array",
                "items": object(
                    "What a value of the list means.",
                    json!({ "message": { "type": "string" }, "status": { "type": "string" } }),
                    &[],
                ),
            },
            "statusPurpose": purpose(),
            "type": { "const": "BitstringStatusListEntry" },
        }),
        &["statusMessage"],
    );
    let achievement = object(
        "The words that wallets show.",
        json!({
            "criteria": object("What the certificate says.", json!({ "narrative": text }), &[]),
            "description": LongText::json_schema(generator),
            "id": { "type": "string" },
            "name": text,
            "type": exactly(&["Achievement"]),
        }),
        &[],
    );
    let subject = object(
        "The product, and what was retired for it.",
        json!({
            "achievement": achievement,
            "id": url,
            "offset": generator.subschema_for::<RetirementRecord>(),
            "type": exactly(&["AchievementSubject"]),
        }),
        &[],
    );
    let issuer = object(
        "Who issued it.",
        json!({ "id": did(), "name": text, "type": exactly(&["Profile"]) }),
        &[],
    );
    let types = ["VerifiableCredential", "OpenBadgeCredential", "ProductOffsetCertificate"];
    let certificate = object(
        "A certificate: a verifiable credential (W3C, version 2.0) and an open badge (version 3.0) in canonical form. \
         Amounts are texts: kilograms of CO2e in members that end in _kg, grams in those that end in _g.",
        json!({
            "@context": context(3, 3),
            "credentialStatus": {
                "anyOf": [status, { "type": "array", "items": status, "minItems": 2 }],
            },
            "credentialSubject": subject,
            "id": url,
            "issuer": issuer,
            "logOrigin": { "type": "string", "description": "The public log in which it is entered." },
            "proof": proof(generator),
            "type": exactly(&types),
            "validFrom": Timestamp::json_schema(generator),
        }),
        &["logOrigin", "proof"],
    );
    schema(certificate)
}

fn status_list(generator: &mut SchemaGenerator) -> Schema {
    let subject = object(
        "The list.",
        json!({
            "encodedList": {
                "type": "string",
                "pattern": "^u[A-Za-z0-9_-]+$",
                "description": "The bits, compressed by GZIP, in base 64 for addresses.",
            },
            "id": { "type": "string" },
            "statusPurpose": purpose(),
            "ttl": {
                "type": "integer",
                "minimum": 0,
                "maximum": co2_units::serde::MAX_INTEGER,
                "description": "The time in milliseconds after which a newer list should be fetched.",
            },
            "type": { "const": "BitstringStatusList" },
        }),
        &["ttl"],
    );
    let list = object(
        "Which certificates of an issuer are revoked (W3C Bitstring Status List, version 1.0).",
        json!({
            "@context": context(1, 1),
            "credentialSubject": subject,
            "id": HttpsUrl::json_schema(generator),
            "issuer": did(),
            "proof": proof(generator),
            "type": exactly(&["VerifiableCredential", "BitstringStatusListCredential"]),
            "validFrom": Timestamp::json_schema(generator),
            "validUntil": Timestamp::json_schema(generator),
        }),
        &["validUntil"],
    );
    schema(list)
}

fn did_document(generator: &mut SchemaGenerator) -> Schema {
    let key = object(
        "A key.",
        json!({
            "controller": did(),
            "expires": Timestamp::json_schema(generator),
            "id": method(),
            "publicKeyMultibase": multibase("The public key, with the prefix of its kind, in base 58."),
            "revoked": Timestamp::json_schema(generator),
            "type": { "const": "Multikey" },
        }),
        &["expires", "revoked"],
    );
    let document = object(
        "The keys of an issuer (W3C Controlled Identifiers, version 1.0).",
        json!({
            "@context": context(1, 3),
            "assertionMethod": {
                "type": "array",
                "items": method(),
                "description": "The keys that sign certificates.",
            },
            "id": did(),
            "verificationMethod": { "type": "array", "items": key, "description": "The keys." },
        }),
        &[],
    );
    schema(document)
}

fn schema(value: Value) -> Schema {
    // An object is a schema.
    Schema::try_from(value).unwrap_or_default()
}
