#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects, clippy::integer_division)]

mod base64;
pub mod certificate;
pub mod context;
pub mod did;
pub mod json;
pub mod log;
pub mod proof;
pub mod record;
pub mod status;
pub mod tlog;
pub mod url;
pub mod verify;

pub use self::certificate::{BuildError, Certificate, CertificateDraft, Issuer, ReadError};
pub use self::did::Did;
pub use self::proof::{KeySigner, Signer};
pub use self::record::{
    Act, ActWord, Assurance, CreditLine, RecordError, RecordParts, RetirementRecord,
};
pub use self::url::{Host, HttpsUrl};
pub use self::verify::{Documents, Verified, VerifyError, VerifyOptions, verify, verify_jwt};

pub use co2_units::text::{LongText, Text, TextError};
pub use serde_json;

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
