//! The audience and the content of a claim.

use core::fmt;
use core::str::FromStr;

/// An error from parsing a word that is not one of those expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no {what} {word:?}; write one of: {known}")]
#[non_exhaustive]
pub struct UnknownWord {
    /// What the word should name, such as `audience`.
    pub what: &'static str,
    /// The word given, at most its first 64 characters.
    pub word: String,
    /// The words that are accepted.
    pub known: String,
}

/// Implements an enum whose values are written as lower-case words: `as_str`, `ALL`, parsing and printing.
macro_rules! words {
    ($type:ident, $what:literal, $($value:ident = $word:literal),+ $(,)?) => {
        impl $type {
            /// All values, in their order.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// Returns the word with which the value is written.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$value => $word),+
                }
            }
        }

        impl FromStr for $type {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let found = Self::ALL.iter().copied().find(|one| one.as_str() == text);
                found.ok_or_else(|| {
                    let known: Vec<&str> = Self::ALL.iter().map(|one| one.as_str()).collect();
                    let word = text.chars().take(64).collect();
                    UnknownWord { what: $what, word, known: known.join(", ") }
                })
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string", "enum": [$($word),+], "description": $what,
                })
            }
        }
    };
}
pub(super) use words;

/// The audience of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// People who buy for themselves. A page that anybody can see counts as addressed to them.
    Consumer,
    /// People who buy for a trade or profession.
    Business,
}

words! { Audience, "audience", Consumer = "consumer", Business = "business" }

/// The content of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ClaimForm {
    /// The product has no climate impact on balance: "climate neutral", "net zero".
    ProductNeutral,
    /// The product's emissions are compensated or offset.
    ProductCompensated,
    /// The product's impact is reduced, because of credits.
    ProductReducedByOffset,
    /// The product does more good than harm: "climate positive".
    ProductPositive,
    /// The purchase financed a project's credits, and the product itself is unchanged.
    Contribution,
    /// The size of the product's footprint.
    FootprintStatement,
    /// A label, seal or badge that signals sustainability.
    SustainabilityLabel,
    /// Credits are offered for sale, for example at the checkout.
    OffsetSale,
    /// A company finances climate projects, or has a tier for doing so.
    OrgContribution,
    /// Something will be neutral in the future: "net zero by 2040".
    FutureNeutral,
    /// Praise without a measurement: "green", "climate friendly".
    GenericGreen,
    /// The logo of a United Nations initiative, or participation in it.
    UnLogo,
    /// The project or credit is approved by the United Nations.
    UnApprovedCredit,
    /// Any explicit environmental claim.
    AnyExplicit,
}

words! {
    ClaimForm, "form of a claim",
    ProductNeutral = "product_neutral",
    ProductCompensated = "product_compensated",
    ProductReducedByOffset = "product_reduced_by_offset",
    ProductPositive = "product_positive",
    Contribution = "contribution",
    FootprintStatement = "footprint_statement",
    SustainabilityLabel = "sustainability_label",
    OffsetSale = "offset_sale",
    OrgContribution = "org_contribution",
    FutureNeutral = "future_neutral",
    GenericGreen = "generic_green",
    UnLogo = "un_logo",
    UnApprovedCredit = "un_approved_credit",
    AnyExplicit = "any_explicit",
}

impl ClaimForm {
    /// Describes in words what a claim of this form says.
    pub const fn about(self) -> &'static str {
        match self {
            Self::ProductNeutral => "the product has no climate impact on balance",
            Self::ProductCompensated => "the product's emissions are compensated or offset",
            Self::ProductReducedByOffset => "the product's impact is reduced, because of credits",
            Self::ProductPositive => "the product does more good than harm to the climate",
            Self::Contribution => {
                "the purchase financed credits of a project; the product is as it was"
            }
            Self::FootprintStatement => "how large the product's footprint is",
            Self::SustainabilityLabel => "a label, seal or badge that stands for sustainability",
            Self::OffsetSale => "credits are offered for sale, such as at the checkout",
            Self::OrgContribution => "a company finances climate projects or has a tier for it",
            Self::FutureNeutral => "something will be neutral in the future",
            Self::GenericGreen => "praise without a measure, such as `climate friendly`",
            Self::UnLogo => "the logo of a United Nations initiative, or participation in it",
            Self::UnApprovedCredit => "the project or credit is approved by the United Nations",
            Self::AnyExplicit => "any explicit environmental claim",
        }
    }
}
