//! The name of a public log.

use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};

/// The greatest length of an origin, in bytes.
const MAX_ORIGIN: usize = 255;

/// The name of a log in its checkpoints, and of its key: the log's address without the scheme, such as
/// `shop.example/log`. It has 1 to 255 visible ASCII characters, none of them `+`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin(Box<str>);

/// An error from parsing an [`Origin`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an origin has 1 to {max} visible ASCII characters without +", max = MAX_ORIGIN)]
#[non_exhaustive]
pub struct OriginError;

impl Origin {
    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (1..=MAX_ORIGIN).contains(&text.len());
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'+');
        if fits && visible { Ok(Self(text.into())) } else { Err(OriginError) }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for Origin {
    type Error = OriginError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.0.into()
    }
}
