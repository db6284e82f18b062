//! Badges that a shop shows beside a product.

mod card;
mod fit;
mod label;
mod picture;
mod record;
mod style;

pub use self::label::{Label, LabelError, label_badge};
pub use self::picture::record_badge_png;
pub use self::record::{record_badge, record_badge_svg};
pub use self::style::{BadgeStyle, Size, Theme};
