#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod catalogue;
mod locale;
#[cfg(feature = "icu")]
#[cfg_attr(docsrs, doc(cfg(feature = "icu")))]
mod numbers;

pub use self::catalogue::{Catalogue, CatalogueError, Piece};
pub use self::locale::{Locale, UnknownLocale};
#[cfg(feature = "icu")]
pub use self::numbers::{NoLocaleData, Numbers};

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
