//! Badges: what a shop shows beside a product.

mod card;
mod fit;
mod picture;
mod record;
mod style;

pub use self::picture::record_badge_png;
pub use self::record::{record_badge, record_badge_svg};
pub use self::style::{BadgeStyle, Size, Theme};
