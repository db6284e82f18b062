#![cfg_attr(all(feature = "proof", feature = "render"), doc = include_str!("../README.md"))]
#![cfg_attr(
    not(all(feature = "proof", feature = "render")),
    doc = "Certificates that credits were retired for one serial number; its guide needs the default features."
)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects, clippy::integer_division)]

pub mod certificate;
pub mod claim;
pub mod context;
pub mod did;
pub mod json;
#[cfg(feature = "proof")]
pub mod log;
#[cfg(feature = "proof")]
pub mod proof;
pub mod record;
#[cfg(feature = "render")]
pub mod render;
pub mod status;
pub mod url;
#[cfg(feature = "proof")]
pub mod verify;

mod origin;

pub use self::certificate::{BuildError, Certificate, CertificateDraft, Issuer, ReadError};
pub use self::did::Did;
#[cfg(feature = "proof")]
pub use self::proof::{KeySigner, Signer};
pub use self::record::{
    Act, ActWord, Assurance, CreditLine, RecordError, RecordParts, RetirementRecord,
};
#[cfg(feature = "render")]
pub use self::render::{certificate_page_html, record_badge_svg};
pub use self::url::{Host, HttpsUrl};
#[cfg(feature = "proof")]
pub use self::verify::{Documents, Verified, VerifyError, VerifyOptions, verify, verify_jwt};

pub use co2_units::text::{LongText, Text, TextError};
pub use serde_json;

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
