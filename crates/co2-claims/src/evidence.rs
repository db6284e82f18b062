//! The evidence that a host has for a claim.

use super::kind;
use co2_units::Id;
use co2_units::text::LongText;
use std::collections::{BTreeMap, BTreeSet};

/// The name of something that is disclosed with a claim or proven for it, such as `vintage` or
/// `third_party_verification`: lower-case letters, digits and `_`.
pub type Disclosure = Id<kind::Disclosure>;

/// The greatest number of disclosures in evidence.
pub const MAX_EVIDENCE: usize = 256;

/// What a host discloses with a claim or can prove for it: each item by its name, with the text that is
/// shown or the address where it is found.
///
/// People must judge whether a text is true and sufficient; this is the list that they sign.
///
/// ```
/// use co2_claims::Evidence;
/// let evidence = Evidence::new()
///     .with("scheme_owner".parse()?, "An Accredited Body".parse()?)?
///     .with("scheme_terms_url".parse()?, "https://scheme.example/terms".parse()?)?;
/// assert_eq!(evidence.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    held: BTreeMap<Disclosure, LongText>,
}

/// An error from adding a disclosure to [`Evidence`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// The text is blank.
    #[error("the evidence for {disclosure} is blank")]
    Blank {
        /// The disclosure that the text is for.
        disclosure: Disclosure,
    },
    /// There are more than [`MAX_EVIDENCE`] disclosures.
    #[error("more than {max} disclosures in evidence", max = MAX_EVIDENCE)]
    TooMany,
}

impl Evidence {
    /// Makes evidence without any disclosure.
    pub const fn new() -> Self {
        Self { held: BTreeMap::new() }
    }

    /// Adds a disclosure, replacing an earlier one with the same name.
    ///
    /// # Errors
    /// Returns an error if the text is blank, or if there are too many disclosures.
    pub fn with(mut self, disclosure: Disclosure, text: LongText) -> Result<Self, EvidenceError> {
        if text.as_str().trim().is_empty() {
            return Err(EvidenceError::Blank { disclosure });
        }
        self.held.insert(disclosure, text);
        if self.held.len() > MAX_EVIDENCE {
            return Err(EvidenceError::TooMany);
        }
        Ok(self)
    }

    /// Returns the text of a disclosure, if it is in evidence.
    pub fn get(&self, disclosure: &Disclosure) -> Option<&LongText> {
        self.held.get(disclosure)
    }

    /// Returns the number of disclosures.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Returns true if there are no disclosures.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Iterates over the disclosures, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&Disclosure, &LongText)> {
        self.held.iter()
    }

    /// Returns those of the named disclosures that are not in evidence.
    pub(super) fn missing(&self, named: &BTreeSet<Disclosure>) -> BTreeSet<Disclosure> {
        named.iter().filter(|name| !self.held.contains_key(*name)).cloned().collect()
    }
}
