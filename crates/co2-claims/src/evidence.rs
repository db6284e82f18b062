//! What a host can show for a claim.

use super::kind;
use co2_units::Id;
use co2_units::text::LongText;
use std::collections::{BTreeMap, BTreeSet};

/// The name of something that is disclosed with a claim or proven for it, such as `vintage` or
/// `third_party_verification`: small letters, digits and `_`.
pub type Disclosure = Id<kind::Disclosure>;

/// The most disclosures in evidence.
pub const MAX_EVIDENCE: usize = 256;

/// What a host discloses with a claim or can prove for it: each by its name, with the text that is
/// shown or the address where it is found.
///
/// Whether a text is true and says enough is for people to judge; this is the list that they sign.
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

/// Why something is not taken as evidence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// The text has nothing but blanks.
    #[error("the evidence for {disclosure} is blank")]
    Blank {
        /// For what.
        disclosure: Disclosure,
    },
    /// More than [`MAX_EVIDENCE`].
    #[error("more than {max} disclosures in evidence", max = MAX_EVIDENCE)]
    TooMany,
}

impl Evidence {
    /// None.
    pub const fn new() -> Self {
        Self { held: BTreeMap::new() }
    }

    /// With one more, in place of an earlier one of the same name.
    ///
    /// # Errors
    /// When the text is blank, or there are too many.
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

    /// The text for a disclosure, when it is held.
    pub fn get(&self, disclosure: &Disclosure) -> Option<&LongText> {
        self.held.get(disclosure)
    }

    /// How many disclosures are held.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// All, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&Disclosure, &LongText)> {
        self.held.iter()
    }

    /// Those of some disclosures that are not held.
    pub(super) fn missing(&self, named: &BTreeSet<Disclosure>) -> BTreeSet<Disclosure> {
        named.iter().filter(|name| !self.held.contains_key(*name)).cloned().collect()
    }
}
