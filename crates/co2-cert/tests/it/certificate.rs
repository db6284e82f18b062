//! The form of a certificate, and what is needed to make one.

use crate::common::{assurance, certificate, day, draft, kg, parts, record};
use co2_cert::certificate::IssuerError;
use co2_cert::json::JsonErrorKind;
use co2_cert::record::{Coverage, DEMONSTRATION, StageAmount};
use co2_cert::status::StatusEntry;
use co2_cert::{
    Act, BuildError, Certificate, Host, Issuer, ReadError, RecordError, RetirementRecord, context,
};
use co2_units::product::Model;
use co2_units::{ProductId, Stage};
use serde_json::{Map, Value, json};

#[test]
fn the_same_facts_give_the_same_bytes() {
    assert_eq!(certificate().to_json(), certificate().to_json());
    let read = Certificate::from_json(&certificate().to_json()).unwrap();
    assert_eq!(read, certificate());
}

/// Every member that a certificate can have is written in its canonical place.
#[test]
fn its_bytes_are_canonical() {
    let mut all = draft();
    let mut facts = parts();
    facts.assurances = vec![assurance()];
    facts.coverage = Coverage::Part { reason: "use \u{e9} \u{1f600} \"x\\".parse().unwrap() };
    facts.footprint.total = kg("400");
    facts.footprint.stages.push(StageAmount { stage: Stage::EndOfLife, amount: kg("65") });
    facts.product.model =
        Model::Part { maker: "example".parse().unwrap(), part_number: "21AB-7".parse().unwrap() };
    facts.lines[1].act = Act::Allocated { due: day("2027-01-31") };
    all.record = RetirementRecord::new(facts).unwrap();
    let list = "https://shop.example/status/2.json".parse().unwrap();
    all.suspension = Some(StatusEntry { list, index: 3 });
    for certificate in [certificate(), all.build().unwrap()] {
        let library = serde_json_canonicalizer::to_vec(&certificate.to_value()).unwrap();
        assert_eq!(certificate.to_json(), library);
        assert_eq!(Certificate::from_json(&library).unwrap(), certificate);
        let spaced = serde_json::to_vec_pretty(&certificate.to_value()).unwrap();
        assert_eq!(Certificate::from_json(&spaced).unwrap(), certificate);
    }
}

/// `serde` would accept a list where an object belongs.
#[test]
fn a_list_is_no_object() {
    let text = String::from_utf8(certificate().to_json()).unwrap();
    let object = r#"{"amount_kg":"250.5","stage":"manufacture"}"#;
    assert!(text.contains(object));
    let list = text.replace(object, r#"["250.5","manufacture"]"#);
    let pointer = "/credentialSubject/offset/footprint/stages/0".to_owned();
    assert_eq!(Certificate::from_json(list.as_bytes()), Err(ReadError::Form { pointer }));
}

/// The W3C's own schema asks for these members, and pins the first context and type.
#[test]
fn it_has_what_the_w3c_schema_requires() {
    let schema: Value =
        serde_json::from_str(include_str!("../data/w3c/verifiable-credential-schema.json"))
            .unwrap();
    let value = certificate().to_value();
    for member in schema["required"].as_array().unwrap() {
        assert!(value.get(member.as_str().unwrap()).is_some(), "{member}");
    }
    let properties = &schema["properties"];
    assert_eq!(value["@context"][0], properties["@context"]["prefixItems"][0]["const"]);
    let types = value["type"].as_array().unwrap();
    assert!(types.contains(&properties["type"]["oneOf"][0]["contains"]["const"]));
    for part in ["credentialStatus", "credentialSubject"] {
        for member in schema["$defs"][part]["required"].as_array().into_iter().flatten() {
            assert!(value[part].get(member.as_str().unwrap()).is_some(), "{part} {member}");
        }
    }
}

/// Open Badges 3.0 (`AchievementCredential`) requires these members.
#[test]
fn it_has_what_open_badges_require() {
    let value = certificate().to_value();
    for member in ["@context", "id", "type", "credentialSubject", "issuer", "validFrom"] {
        assert!(value.get(member).is_some(), "{member}");
    }
    assert_eq!(value["@context"][1], context::OPEN_BADGES);
    let types = ["VerifiableCredential", "OpenBadgeCredential", "ProductOffsetCertificate"];
    assert_eq!(value["type"], json!(types));
    let achievement = &value["credentialSubject"]["achievement"];
    for member in ["id", "type", "criteria", "description", "name"] {
        assert!(achievement.get(member).is_some(), "{member}");
    }
    assert_eq!(value["issuer"]["type"], json!(["Profile"]));
    assert!(value["credentialStatus"]["statusListIndex"].is_string());
}

#[test]
fn the_subject_is_a_digital_link_or_an_address_of_the_part() {
    assert_eq!(
        certificate().subject().as_str(),
        "https://id.shop.example/01/09506000134352/21/PF0ABC12"
    );
    let mut parts = parts();
    parts.product = ProductId::new(
        Model::Part { maker: "acme".parse().unwrap(), part_number: "A:1".parse().unwrap() },
        "A/B%".parse().unwrap(),
    );
    let mut draft = draft();
    draft.record = RetirementRecord::new(parts).unwrap();
    draft.subject_base = "https://id.shop.example/p/".parse().unwrap();
    let certificate = draft.build().unwrap();
    assert_eq!(
        certificate.subject().as_str(),
        "https://id.shop.example/p/maker/acme/part/A%3A1/serial/A%2FB%25"
    );
    assert_eq!(Certificate::from_json(&certificate.to_json()).unwrap(), certificate);
}

#[test]
fn each_misfit_has_its_error() {
    let with = |change: &dyn Fn(&mut co2_cert::RecordParts)| {
        let mut parts = parts();
        change(&mut parts);
        let mut draft = draft();
        draft.record = RetirementRecord::new(parts).unwrap();
        draft.build().map(|_| ())
    };
    let host: Host = "shop.example".parse().unwrap();
    assert_eq!(with(&|p| p.demonstration = None), Err(BuildError::NotADemonstration { host }));

    let retire_on = |text: &'static str| {
        with(&move |p: &mut co2_cert::RecordParts| {
            if let Act::Retired { date, .. } = &mut p.lines[1].act {
                *date = day(text);
            }
        })
    };
    assert_eq!(retire_on("2026-11-22"), Ok(()), "a registry's day may be ahead of UTC");
    assert_eq!(
        retire_on("2026-11-23"),
        Err(BuildError::RetiredLater { line: 1, date: day("2026-11-23") })
    );
    let due = |text| with(&move |p| p.lines[0].act = Act::Allocated { due: day(text) });
    assert_eq!(due("2026-11-21"), Ok(()));
    assert_eq!(due("2026-11-20"), Err(BuildError::Overdue { line: 0, due: day("2026-11-20") }));
    assert!(matches!(
        with(&|p| p.product.serial = "..".parse().unwrap()),
        Err(BuildError::Subject(_))
    ));

    let mut bad = draft();
    bad.subject_base = "https://id.shop.example/?a".parse().unwrap();
    assert_eq!(bad.build().unwrap_err(), BuildError::SubjectBase);
    let mut bad = draft();
    bad.status.list = "https://shop.example/status/1.json#a".parse().unwrap();
    assert_eq!(bad.build().unwrap_err(), BuildError::StatusFragment);
    let mut bad = draft();
    bad.status.index = 16_777_216;
    assert_eq!(bad.build().unwrap_err(), BuildError::StatusIndex { index: 16_777_216 });
}

#[test]
fn an_issuer_has_one_host() {
    let name = || "Example Shop".parse().unwrap();
    let did: co2_cert::Did = "did:web:other.example".parse().unwrap();
    let host: Host = "shop.example".parse().unwrap();
    assert_eq!(
        Issuer::new(did.clone(), host.clone(), name()),
        Err(IssuerError::Host { did, host: host.clone() })
    );
    let path = "did:web:shop.example:climate".parse().unwrap();
    assert!(Issuer::new(path, host, name()).is_ok());
    let long: Host = ["a".repeat(63).as_str(); 3].join(".").parse().unwrap();
    assert!(Issuer::web(long, name()).is_ok(), "the longest hosts make identifiers");
}

/// Reads the certificate with one value replaced.
fn read(pointer: &str, value: Value) -> ReadError {
    let mut json = certificate().to_value();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = json.pointer_mut(parent).unwrap();
    match (parent, name.parse::<usize>()) {
        (Value::Array(items), Ok(index)) => items[index] = value,
        (parent, _) => parent[name] = value,
    }
    Certificate::from_json(json.to_string().as_bytes()).unwrap_err()
}

#[test]
fn what_is_read_has_the_one_form_of_a_certificate() {
    let form = |pointer: &str| ReadError::Form { pointer: pointer.to_owned() };
    for (pointer, value) in [
        ("/@context/0", "https://www.w3.org/2018/credentials/v1"),
        ("/@context/1", "https://purl.imsglobal.org/spec/ob/v3p0/context.json"),
        ("/type/2", "Certificate"),
        ("/issuer/type/0", "Person"),
        ("/credentialSubject/type/0", "Profile"),
        ("/credentialSubject/achievement/id", "https://shop.example/else"),
        ("/credentialStatus/type", "StatusList2021Entry"),
        ("/credentialStatus/statusPurpose", "suspension"),
        ("/credentialStatus/id", "https://shop.example/status/1.json#1"),
        ("/credentialStatus/statusListIndex", "070562"),
        ("/credentialStatus/statusListIndex", "+70562"),
        ("/credentialSubject/offset/product/serialNumber", "pf0abc12"),
        ("/credentialSubject/offset/product/gtin", "9506000134352"),
    ] {
        // A different spelling first shows in the entry's id, which is made from the index.
        let error = read(pointer, json!(value));
        assert_eq!(error, form(pointer), "{pointer}");
    }
    assert_eq!(
        read("/credentialStatus/statusListIndex", json!("x")),
        form("/credentialStatus/statusListIndex")
    );
    assert_eq!(read("/@context/2", json!("https://shop.example/ns/other")), ReadError::Context);
    assert!(matches!(read("/@context/2", json!({})), ReadError::Member { .. }));
    assert!(matches!(read("/extra", json!("1")), ReadError::Member { .. }));
    assert!(matches!(read("/issuer/id", json!("did:web:other.example")), ReadError::Issuer(_)));
    assert_eq!(
        read("/credentialSubject/id", json!("https://id.shop.example/01/09506000134352/21/OTHER")),
        ReadError::Subject
    );
    assert!(matches!(
        read("/credentialSubject/offset/amount_kg", json!("334")),
        ReadError::Record(RecordError::AmountDiffers { .. })
    ));
    assert!(matches!(
        read("/validFrom", json!("2026-11-18T12:00:00Z")),
        ReadError::Build(BuildError::RetiredLater { line: 0, .. })
    ));
}

#[test]
fn a_text_that_reads_in_two_ways_is_refused() {
    let text = String::from_utf8(certificate().to_json()).unwrap();
    let kind = |text: String| match Certificate::from_json(text.as_bytes()) {
        Err(ReadError::Json(error)) => error.kind,
        other => panic!("{other:?}"),
    };
    let twice =
        text.replacen("\"amount_kg\":\"335\"", "\"amount_kg\":\"1\",\"amount_kg\":\"335\"", 1);
    assert_eq!(kind(twice), JsonErrorKind::DuplicateKey { name: "amount_kg".into() });
    let float = text.replacen("\"335\"", "335.0", 1);
    assert_eq!(kind(float), JsonErrorKind::Float);
    let unsafe_integer = text.replacen("\"335\"", "9007199254740993", 1);
    assert_eq!(kind(unsafe_integer), JsonErrorKind::UnsafeInteger);
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(20_000));
    assert_eq!(kind(deep), JsonErrorKind::TooDeep { max: 16 });
    let large = format!("{text}{}", " ".repeat(300_000));
    assert!(matches!(kind(large), JsonErrorKind::TooLarge { .. }));
}

/// Every member of `value` is a term of the context, down to the leaves.
fn assert_defined(value: &Value, terms: &Map<String, Value>, path: &str) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let term =
                    terms.get(name).unwrap_or_else(|| panic!("{path}/{name} is not defined"));
                let inner = term.get("@context").and_then(Value::as_object).unwrap_or(terms);
                assert_defined(member, inner, &format!("{path}/{name}"));
            }
        }
        Value::Array(items) => {
            for item in items {
                assert_defined(item, terms, path);
            }
        }
        _ => {}
    }
}

/// Every context inside a context.
fn contexts(value: &Value, found: &mut Vec<Value>) {
    for (name, member) in value.as_object().into_iter().flatten() {
        if name == "@context" {
            found.push(member.clone());
        }
        contexts(member, found);
    }
}
#[test]
fn the_context_defines_every_term_and_protects_it() {
    let host: Host = "shop.example".parse().unwrap();
    let document: Value = serde_json::from_str(&context::document(&host)).unwrap();
    let top = document["@context"].as_object().unwrap();
    assert!(top.contains_key("ProductOffsetCertificate") && top.contains_key("logOrigin"));

    // Both kinds of product, act and coverage, so that every optional member occurs once.
    let mut full = parts();
    full.lines[1].act = Act::Allocated { due: day("2026-12-31") };
    full.lines[1].slice = co2_units::credit::GramSlice::new(0, 1).unwrap();
    full.amount = kg("300.001");
    full.assurances.push(assurance());
    full.coverage = Coverage::Part { reason: "a pilot".parse().unwrap() };
    full.product.model =
        Model::Part { maker: "acme".parse().unwrap(), part_number: "A1".parse().unwrap() };
    for record in [record(), RetirementRecord::new(full).unwrap()] {
        let offset = json!({"offset": serde_json::to_value(record).unwrap()});
        assert_defined(&offset, top, "");
    }

    let mut all = Vec::new();
    contexts(&document, &mut all);
    assert!(all.len() > 5);
    for one in &all {
        assert_eq!(one["@protected"], true, "{one}");
    }
    let amount = "/@context/offset/@context/amount_kg/@type";
    assert_eq!(document.pointer(amount).unwrap(), "http://www.w3.org/2001/XMLSchema#decimal");

    // The context does not redefine a protected term of the W3C's context.
    let w3c: Value =
        serde_json::from_str(include_str!("../data/w3c/credentials-v2.jsonld")).unwrap();
    for name in top.keys().filter(|name| !name.starts_with('@')) {
        assert!(w3c["@context"].get(name).is_none(), "{name}");
    }
    // Nothing of the template's placeholder remains.
    assert!(!document.to_string().contains("issuer.invalid"));
    assert_eq!(context::url(&host), certificate().to_value()["@context"][2]);
}

#[test]
fn a_demonstration_says_so_in_its_badge_text() {
    let value = certificate().to_value();
    let achievement = &value["credentialSubject"]["achievement"];
    assert!(achievement["name"].as_str().unwrap().starts_with("Demonstration"));
    assert!(achievement["description"].as_str().unwrap().starts_with(DEMONSTRATION));
    assert!(
        achievement["criteria"]["narrative"].as_str().unwrap().contains("no credits were retired")
    );

    let mut parts = parts();
    parts.demonstration = None;
    let mut real = draft();
    real.record = RetirementRecord::new(parts).unwrap();
    real.issuer = Issuer::web("shop.se".parse().unwrap(), "Shop".parse().unwrap()).unwrap();
    real.id = "https://shop.se/certificates/42".parse().unwrap();
    real.log = Some("shop.se/log".parse().unwrap());
    let value = real.build().unwrap().to_value();
    let achievement = &value["credentialSubject"]["achievement"];
    assert_eq!(achievement["name"], "Credits retired for one product");
    assert_eq!(
        achievement["description"],
        "335 kg CO2e of credits were retired for the product with serial number PF0ABC12."
    );
}

/// A name on another host would be read as a statement by that host.
#[test]
fn a_certificate_and_its_log_are_on_the_issuers_host() {
    let foreign = |member, found: &str| BuildError::ForeignHost {
        member,
        found: found.into(),
        host: "shop.example".parse().unwrap(),
    };
    for found in ["other.example", "shop.example:8443", "www.shop.example"] {
        let mut elsewhere = draft();
        elsewhere.id = format!("https://{found}/certificates/42").parse().unwrap();
        assert_eq!(elsewhere.build(), Err(foreign("id", found)));
        let mut elsewhere = draft();
        elsewhere.log = Some(format!("{found}/log").parse().unwrap());
        assert_eq!(elsewhere.build(), Err(foreign("logOrigin", found)));
    }
    // The same holds for a certificate that is read.
    let text = String::from_utf8(certificate().to_json()).unwrap();
    let text = text.replace("\"shop.example/log\"", "\"shop.example.evil.example/log\"");
    let read = Certificate::from_json(text.as_bytes());
    let error = foreign("logOrigin", "shop.example.evil.example");
    assert_eq!(read, Err(ReadError::Build(error)));
}
