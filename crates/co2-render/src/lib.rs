#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects, clippy::integer_division)]

mod badge;
mod bake;
mod evidence;
mod look;
mod markup;
mod page;
mod qr;
mod verify_page;
mod wording;

pub use self::badge::{
    BadgeStyle, Label, LabelError, Size, Theme, label_badge, record_badge, record_badge_png,
    record_badge_svg,
};
pub use self::bake::{BakeError, PngError, UnbakeError, bake_png, unbake_png, unbake_svg};
pub use self::evidence::record_evidence;
pub use self::look::{Colour, ColourError, Colours, ContrastError, Logo, LogoError, Look, Paper};
pub use self::markup::escaped;
pub use self::page::{
    PageError, SummaryError, certificate_page, certificate_page_html, is_spent_page,
    is_suspended_page, order_summary, spent_page, suspended_page,
};
pub use self::verify_page::verify_page;
pub use self::wording::{Locale, UnknownLocale, Wording, WordingError};

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
