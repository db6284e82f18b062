//! Signatures of messages to webhooks, as *Standard Webhooks* has them.

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The value of `webhook-signature`: one signature by each secret, separated by spaces.
pub(super) fn signatures<'a>(
    secrets: impl IntoIterator<Item = &'a [u8]>,
    id: &str,
    timestamp: i64,
    body: &[u8],
) -> String {
    let signed = |secret: &[u8]| {
        // Every length is a key.
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body);
        Some(format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes())))
    };
    let all: Vec<String> = secrets.into_iter().filter_map(signed).collect();
    all.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification, version 1.0.0.
    #[test]
    fn a_signature_is_that_of_the_specification() {
        let secret = BASE64.decode(b"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = br#"{"test": 2432232314}"#;
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signatures([&*secret], id, 1_614_265_330, body), signature);
        let two = signatures([&*secret, b"other"], id, 1_614_265_330, body);
        assert!(two.starts_with(&format!("{signature} v1,")), "{two}");
    }
}
