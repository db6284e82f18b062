//! What a customer is about to buy, and who the customer is.

pub use crate::line::{CartLine, FootprintSource};
pub use co2_claims::Audience;

use co2_cert::Text;
use co2_units::serde::Strict;
use co2_units::text::ShortText;
use co2_units::{Country, Region, Subdivision};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::collections::BTreeMap;

/// The products in a cart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Cart {
    /// The lines of the order.
    pub lines: Vec<CartLine>,
}

/// Who buys.
///
/// `reference` and `metadata` are the host's own, and nothing here looks into them. They are kept in the
/// ledger's store, so give no names and no addresses: a reference that only the host can resolve
/// is enough to find a customer's certificates again.
///
/// ```
/// use co2::Buyer;
/// let buyer = Buyer::business("US".parse()?)
///     .in_part("US-CA".parse()?)?
///     .with_reference("customer-77".parse()?)
///     .with_metadata("channel".parse()?, "web".parse()?)?;
/// assert_eq!(buyer.region().to_string(), "US-CA");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schemars",
    derive(schemars::JsonSchema),
    schemars(deny_unknown_fields, description = "Who buys.")
)]
#[non_exhaustive]
pub struct Buyer {
    /// Where the products will be used.
    pub country: Country,
    /// The part of that country, where its law differs: a state of the United States, say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(default))]
    pub part: Option<Subdivision>,
    /// Whether the buyer is a consumer: law treats claims towards them differently.
    pub audience: Audience,
    /// The host's own reference of the buyer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(default))]
    pub reference: Option<ShortText>,
    /// What the host keeps with the order, at most 32 entries.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(
        feature = "schemars",
        schemars(default, extend("maxProperties" = Buyer::MAX_METADATA))
    )]
    pub metadata: BTreeMap<ShortText, Text>,
}

/// Why somebody cannot be a buyer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuyerError {
    /// The part is one of another country.
    #[error("{part} is no part of {country}")]
    Part {
        /// The country.
        country: Country,
        /// The part.
        part: Subdivision,
    },
    /// Too much metadata.
    #[error("metadata has more than {max} entries", max = Buyer::MAX_METADATA)]
    Metadata,
}

impl Buyer {
    /// The most entries of metadata.
    pub const MAX_METADATA: usize = 32;

    const fn new(country: Country, audience: Audience) -> Self {
        Self { country, part: None, audience, reference: None, metadata: BTreeMap::new() }
    }

    /// A company, a school or an authority in a country.
    pub const fn business(country: Country) -> Self {
        Self::new(country, Audience::Business)
    }

    /// A person in a country who buys for private use.
    pub const fn consumer(country: Country) -> Self {
        Self::new(country, Audience::Consumer)
    }

    /// The same in a part of the country.
    ///
    /// # Errors
    /// When it is a part of another country.
    pub fn in_part(self, part: Subdivision) -> Result<Self, BuyerError> {
        Self { part: Some(part), ..self }.checked()
    }

    /// The same with the host's own reference of the buyer.
    #[must_use]
    pub fn with_reference(self, reference: ShortText) -> Self {
        Self { reference: Some(reference), ..self }
    }

    /// The same with one more entry of metadata, in place of an earlier one of the same name.
    ///
    /// # Errors
    /// When there are too many.
    pub fn with_metadata(mut self, name: ShortText, value: Text) -> Result<Self, BuyerError> {
        self.metadata.insert(name, value);
        self.checked()
    }

    /// The smallest place that is known: whose law decides what may be claimed.
    pub fn region(&self) -> Region {
        self.part.map_or_else(|| self.country.region(), Region::Subdivision)
    }

    /// Whether all values are what they must be; the fields are public.
    pub(crate) fn checked(self) -> Result<Self, BuyerError> {
        if let Some(part) = self.part.filter(|part| part.country() != self.country) {
            return Err(BuyerError::Part { country: self.country, part });
        }
        if self.metadata.len() > Self::MAX_METADATA {
            return Err(BuyerError::Metadata);
        }
        Ok(self)
    }
}

impl<'de> Deserialize<'de> for Buyer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Read {
            country: Country,
            #[serde(default)]
            part: Option<Subdivision>,
            audience: Audience,
            #[serde(default)]
            reference: Option<ShortText>,
            #[serde(default)]
            metadata: BTreeMap<ShortText, Text>,
        }
        let Read { country, part, audience, reference, metadata } =
            Read::deserialize(Strict(deserializer))?;
        let buyer = Self { country, part, audience, reference, metadata };
        buyer.checked().map_err(de::Error::custom)
    }
}
