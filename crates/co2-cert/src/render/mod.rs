//! What people see: the record badge (SVG) and the certificate page (HTML).
//!
//! Both show what a certificate states and nothing else: no seal, no leaf, no praise. Neither
//! verifies anything: show only what was verified.

mod badge;
mod bake;
mod markup;
mod page;

pub use self::badge::record_badge_svg;
pub use self::page::certificate_page_html;
