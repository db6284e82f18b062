//! Credentials baked into pictures, as Open Badges 3.0 specifies.

mod error;
pub(super) mod png;
mod svg;

pub use self::error::{BakeError, PngError, UnbakeError};
pub use self::png::{bake_png, unbake_png};
pub use self::svg::unbake_svg;

pub(super) use self::svg::{Cdata, NAMESPACE, cdata};
