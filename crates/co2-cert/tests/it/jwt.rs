//! The certificate in an envelope: `vc+jwt`.

use crate::common::{at, certificate, list_url, now, signed};
use co2_cert::did::DidDocument;
use co2_cert::json::JsonErrorKind;
use co2_cert::proof::{JwtError, MAX_JWT, SignError};
use co2_cert::verify::{AuthenticityError, Check};
use co2_cert::{
    Certificate, Documents, KeySigner, ReadError, Signer, Verified, VerifyError, VerifyOptions,
    verify_jwt,
};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde_json::{Value, json};

fn token() -> String {
    certificate().to_jwt(&signed::signer()).unwrap()
}

fn check(token: impl AsRef<[u8]>) -> Result<Verified, VerifyError> {
    verify_jwt(token.as_ref(), &VerifyOptions::new(now(), &signed::documents()))
}

fn refused(token: impl AsRef<[u8]>) -> JwtError {
    match check(token) {
        Err(
            VerifyError::Token(error) | VerifyError::Authenticity(AuthenticityError::Jwt(error)),
        ) => error,
        other => panic!("{other:?}"),
    }
}

/// A token with any header and payload, and a valid signature.
fn signed_over(header: &str, payload: &[u8]) -> String {
    let header = BASE64URL_NOPAD.encode(header.as_bytes());
    let signed = format!("{header}.{}", BASE64URL_NOPAD.encode(payload));
    let signature = signed::signer().sign(signed.as_bytes()).unwrap();
    format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature))
}

fn header() -> Value {
    json!({"alg": "EdDSA", "cty": "vc", "kid": signed::METHOD, "typ": "vc+jwt"})
}

#[test]
fn a_token_passes_every_check() {
    let verified = check(token()).unwrap();
    assert_eq!(verified.checks, Check::ALL);
    assert_eq!(verified.certificate, certificate());
    assert!(!verified.certificate.is_signed());
    assert_eq!(token(), token(), "the same bytes again");
}

#[test]
fn the_envelope_is_that_of_the_standard() {
    let token = token();
    let parts: Vec<&str> = token.split('.').collect();
    let decode = |part: &str| BASE64URL_NOPAD.decode(part.as_bytes()).unwrap();
    let read: Value = serde_json::from_slice(&decode(parts[0])).unwrap();
    assert_eq!(read, header());
    assert_eq!(decode(parts[1]), certificate().to_json());
    assert_eq!((parts.len(), decode(parts[2]).len()), (3, 64));
}

#[test]
fn a_proof_inside_is_left_out_and_never_accepted() {
    let signed = signed::certificate();
    assert_eq!(signed.to_jwt(&signed::signer()).unwrap(), token());
    let twice = signed_over(&header().to_string(), &signed.to_json());
    assert_eq!(refused(twice), JwtError::SecuredTwice);
}

/// RFC 8037, appendix A.4: a signature that other software made of other bytes, as a check of the
/// primitive.
#[test]
fn ed25519_is_that_of_the_rfc() {
    let seed = BASE64URL_NOPAD.decode(b"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
    let signer = KeySigner::from_seed(seed.as_slice().try_into().unwrap(), "did:key:z6Mk#z6Mk");
    let key = BASE64URL_NOPAD.decode(b"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").unwrap();
    assert_eq!(signer.public_key().to_bytes().to_vec(), key, "{}", HEXLOWER.encode(&key));
    let message = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let signature = signer.sign(message).unwrap();
    assert_eq!(
        BASE64URL_NOPAD.encode(&signature),
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    );
}

#[test]
fn one_changed_byte_anywhere_is_refused() {
    let token = token().into_bytes();
    for index in 0..token.len() {
        let mut changed = token.clone();
        changed[index] = match changed[index] {
            b'A' => b'B',
            b'.' => b'a',
            _ => b'A',
        };
        assert!(check(&changed).is_err(), "byte {index}");
    }
    for index in 0..token.len() {
        assert!(check(&token[..index]).is_err(), "cut at {index}");
    }
}

#[test]
fn each_fault_of_the_envelope_has_its_error() {
    let token = token();
    let mut parts = token.split('.');
    let (head, payload, signature) =
        (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());

    let max = MAX_JWT;
    assert_eq!(refused("a".repeat(max + 1)), JwtError::TooLarge { bytes: max + 1, max });
    assert_eq!(refused(format!("{head}.{payload}")), JwtError::Parts);
    assert_eq!(refused(format!("{token}.")), JwtError::Parts);
    assert_eq!(refused(""), JwtError::Parts);

    let encoding = |part| JwtError::Encoding { part };
    assert_eq!(refused(format!("{head}=.{payload}.{signature}")), encoding("header"));
    assert_eq!(refused(format!("{head}.{payload}+.{signature}")), encoding("payload"));
    assert_eq!(refused(format!("{token}\n")), encoding("signature"));
    // A second encoding of the same bytes, in which unused bits are set.
    let spelled = signature.strip_suffix(signature.chars().last().unwrap()).unwrap();
    assert_eq!(refused(format!("{head}.{payload}.{spelled}_")), encoding("signature"));
    assert_eq!(refused(format!("{head}.{payload}.AAAA")), JwtError::SignatureLength { found: 3 });
    let zeros = BASE64URL_NOPAD.encode(&[0; 64]);
    assert_eq!(refused(format!("{head}.{payload}.{zeros}")), JwtError::Signature);
}

#[test]
fn the_header_must_be_the_one_kind() {
    let payload = certificate().to_json();
    let with = |header: &str| refused(signed_over(header, &payload));
    for (member, value) in [
        ("alg", json!("none")),
        ("alg", json!("ES256")),
        ("alg", Value::Null),
        ("typ", json!("JWT")),
        ("cty", json!("vp")),
        ("kid", json!(1)),
    ] {
        let mut changed = header();
        changed[member] = value;
        assert_eq!(with(&changed.to_string()), JwtError::Member { member });
        changed.as_object_mut().unwrap().remove(member);
        assert_eq!(with(&changed.to_string()), JwtError::Member { member });
    }
    assert_eq!(with("[]"), JwtError::Member { member: "alg" });
    for member in ["crit", "b64", "jwk", "iss"] {
        let mut changed = header();
        changed[member] = json!(["exp"]);
        assert_eq!(with(&changed.to_string()), JwtError::UnknownMember { member: member.into() });
    }
    let twice = header().to_string().replacen('{', r#"{"alg":"none","#, 1);
    match with(&twice) {
        JwtError::Header(error) => {
            assert_eq!(error.kind, JsonErrorKind::DuplicateKey { name: "alg".into() });
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_payload_is_read_as_strictly_as_a_file() {
    let text = String::from_utf8(certificate().to_json()).unwrap();
    let twice = text.replacen("\"terms\":", "\"terms\":\"other\",\"terms\":", 1);
    let header = header().to_string();
    assert!(matches!(
        check(signed_over(&header, twice.as_bytes())),
        Err(VerifyError::Read(ReadError::Json(_)))
    ));
    let spaced = serde_json::to_vec_pretty(&certificate().to_value()).unwrap();
    assert!(check(signed_over(&header, &spaced)).is_ok());
}

#[test]
fn keys_time_and_status_count_as_for_a_file() {
    let stranger = KeySigner::did_key(&[8; 32]);
    assert!(matches!(certificate().to_jwt(&stranger), Err(SignError::MethodNotOfIssuer { .. })));
    let kid = stranger.verification_method();
    let foreign = json!({"alg": "EdDSA", "cty": "vc", "kid": kid, "typ": "vc+jwt"});
    assert!(matches!(
        check(signed_over(&foreign.to_string(), &certificate().to_json())),
        Err(VerifyError::Authenticity(AuthenticityError::MethodNotOfIssuer { .. }))
    ));

    let documents = signed::documents();
    let early = VerifyOptions::new(at("2026-11-21T11:59:59Z"), &documents);
    assert!(matches!(verify_jwt(token().as_bytes(), &early), Err(VerifyError::NotYetValid { .. })));

    let key = signed::signer().public_key();
    let withdrawn = DidDocument::new(signed::did()).with_key("2026", &key).unwrap();
    let withdrawn = withdrawn.revoke("2026", now()).unwrap();
    let with = |documents: Documents| {
        verify_jwt(token().as_bytes(), &VerifyOptions::new(now(), &documents))
    };
    assert!(matches!(
        with(signed::documents().with_did(withdrawn)),
        Err(VerifyError::Authenticity(AuthenticityError::KeyEnded { .. }))
    ));

    let mut list = signed::status_list();
    list.list.set(crate::common::INDEX, true).unwrap();
    let list = list.sign(&signed::signer()).unwrap();
    assert!(matches!(
        with(signed::documents().with_status_list(list_url(), list)),
        Err(VerifyError::Revoked { .. })
    ));
}

#[test]
fn a_token_is_no_file_and_a_file_no_token() {
    assert!(Certificate::from_json(token().as_bytes()).is_err());
    // The addresses in a file have enough full stops to look like many parts.
    assert_eq!(refused(signed::certificate().to_json()), JwtError::Parts);
}
