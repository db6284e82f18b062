//! What kind of thing a product is.

use core::fmt;

/// A category of products.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Category {
    /// A notebook, also one with a detachable screen.
    Laptop,
    /// A computer without screen, of any size.
    Desktop,
    /// A computer built into its screen.
    AllInOne,
    /// A computer for heavy work, mobile or not.
    Workstation,
    /// A screen.
    Monitor,
    /// A tablet.
    Tablet,
    /// A mobile telephone.
    Smartphone,
    /// A computer for a data centre.
    Server,
    /// Storage for a data centre.
    Storage,
    /// Docks, keyboards, cables and the like.
    Accessory,
}

impl Category {
    /// All categories.
    pub const ALL: [Self; 10] = [
        Self::Laptop,
        Self::Desktop,
        Self::AllInOne,
        Self::Workstation,
        Self::Monitor,
        Self::Tablet,
        Self::Smartphone,
        Self::Server,
        Self::Storage,
        Self::Accessory,
    ];

    /// The wire name, such as `all_in_one`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Laptop => "laptop",
            Self::Desktop => "desktop",
            Self::AllInOne => "all_in_one",
            Self::Workstation => "workstation",
            Self::Monitor => "monitor",
            Self::Tablet => "tablet",
            Self::Smartphone => "smartphone",
            Self::Server => "server",
            Self::Storage => "storage",
            Self::Accessory => "accessory",
        }
    }

    /// Whether it runs in a data centre, whose cooling and power supply use energy too.
    pub const fn is_for_data_centre(self) -> bool {
        matches!(self, Self::Server | Self::Storage)
    }
}

/// In words, such as `all in one`.
impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.as_str().replace('_', " "))
    }
}
