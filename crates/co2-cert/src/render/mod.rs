//! What people see: badges (SVG, PNG), the certificate page and the summary of an order (HTML).
//!
//! A record badge and a page show what a certificate states and nothing else: no seal, no leaf, no
//! praise. None of them verifies anything: show only what was verified. Everything is text with its
//! language, in documents that fetch nothing (but a logo, where the host gives its address).
//!
//! | item | what it is |
//! | --- | --- |
//! | [`record_badge_svg`], [`record_badge`] | serial number, amount, act, date, issuer: three [`Size`]s, two [`Theme`]s |
//! | [`record_badge_png`] | a picture of the certificate's address as a QR code |
//! | [`label_badge`], [`Label`] | a claim, only where two verdicts allow it |
//! | [`certificate_page_html`], [`certificate_page`] | every fact, for a screen and one sheet of [`Paper`] |
//! | [`order_summary`] | the certificates of an order in one table |
//! | [`Wording`], [`Language`] | the words around the facts |
//! | [`Look`], [`Colours`], [`Logo`] | what a host adds |
//! | [`bake_png`], [`unbake_png`], [`unbake_svg`] | credentials in pictures, as Open Badges 3.0 has them |

mod badge;
mod bake;
mod look;
mod markup;
mod page;
mod qr;
mod wording;

pub use self::badge::{
    BadgeStyle, Label, LabelError, Size, Theme, label_badge, record_badge, record_badge_png,
    record_badge_svg,
};
pub use self::bake::{BakeError, PngError, UnbakeError, bake_png, unbake_png, unbake_svg};
pub use self::look::{Colour, ColourError, Colours, ContrastError, Logo, LogoError, Look, Paper};
pub use self::page::{
    PageError, SummaryError, certificate_page, certificate_page_html, order_summary,
};
pub use self::wording::{Language, UnknownLanguage, Wording, WordingError};
