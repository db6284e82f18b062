//! What a ledger keeps of an order beside its products: who bought, and what the host adds. A document
//! that the order names by its digest.
//!
//! It is not a part of the journal, on purpose. The journal is chained and nothing of it can be taken
//! back, while a document can be removed from the store: figures then count the order under no country
//! and no channel, and the audit lists the document as missing. Orders with the same content share one
//! document, so that a shop that gives neither reference nor metadata keeps a handful of them.

use crate::cart::{Audience, Buyer};
use co2_ledger::LineId;
use co2_units::text::{ShortText, Text};
use co2_units::{Country, Subdivision};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the document's form.
const VERSION: u8 = 1;

/// The buyer of an order, and what each of its lines counts as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct About {
    /// The version of this form: 1.
    pub version: u8,
    /// Where the products will be used.
    pub country: Country,
    /// The part of that country, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Subdivision>,
    /// Whether the buyer is a consumer.
    pub audience: Audience,
    /// The host's own reference of the buyer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<ShortText>,
    /// What the host keeps with the order.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<ShortText, Text>,
    /// The product line of each line of the order.
    pub product_lines: BTreeMap<LineId, ShortText>,
}

/// Why a document is no [`About`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AboutError {
    /// Not of this form.
    #[error("the document is not about an order")]
    Document(#[from] serde_json::Error),
    /// Of another version.
    #[error("the document is of version {found}, not {VERSION}")]
    Version {
        /// Its version.
        found: u8,
    },
}

impl About {
    /// What is kept of an order.
    pub fn new(
        buyer: &Buyer,
        product_lines: impl IntoIterator<Item = (LineId, ShortText)>,
    ) -> Self {
        let Buyer { country, part, audience, reference, metadata } = buyer.clone();
        let product_lines = product_lines.into_iter().collect();
        Self { version: VERSION, country, part, audience, reference, metadata, product_lines }
    }

    /// The document's bytes. Equal contents have equal bytes.
    ///
    /// # Errors
    /// Never in practice: plain data is written into memory.
    pub fn to_json(&self) -> Result<Vec<u8>, AboutError> {
        Ok(serde_json::to_vec(self)?)
    }

    /// Reads a document.
    ///
    /// # Errors
    /// When it is none of this form and version.
    pub fn from_json(bytes: &[u8]) -> Result<Self, AboutError> {
        let about: Self = crate::json::from_slice(bytes)?;
        match about.version {
            VERSION => Ok(about),
            found => Err(AboutError::Version { found }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_it_was_written() {
        let buyer = Buyer::consumer("US".parse().unwrap())
            .in_part("US-CA".parse().unwrap())
            .unwrap()
            .with_reference("customer-77".parse().unwrap())
            .with_metadata("channel".parse().unwrap(), "web".parse().unwrap())
            .unwrap();
        let about = About::new(&buyer, [(1, "laptop".parse().unwrap())]);
        let bytes = about.to_json().unwrap();
        assert_eq!(About::from_json(&bytes).unwrap(), about);
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(
            text,
            r#"{"version":1,"country":"US","part":"US-CA","audience":"consumer","reference":"customer-77","metadata":{"channel":"web"},"product_lines":{"1":"laptop"}}"#
        );
        let other = text.replace("\"version\":1", "\"version\":2");
        let error = About::from_json(other.as_bytes()).unwrap_err();
        assert!(matches!(error, AboutError::Version { found: 2 }), "{error}");
        let more = text.replace("\"version\"", "\"colour\":\"red\",\"version\"");
        assert!(About::from_json(more.as_bytes()).is_err());
    }
}
