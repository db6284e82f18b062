//! Which equivalences can be used together.

use crate::{Basis, Boundary, Equivalence, EquivalenceId, Kind};

/// The error for two equivalences, or an equivalence and a question, that do not fit together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MisfitError {
    /// The kinds differ, for example emissions and uptake, whose sum would have no meaning.
    #[error("{id} is of kind {found}, not {expected}")]
    Kind {
        /// The equivalence.
        id: EquivalenceId,
        /// The kind that would fit.
        expected: Kind,
        /// The kind of the equivalence.
        found: Kind,
    },
    /// The bases differ, for example a year and a mile, or an aircraft and a passenger.
    #[error("{id} is {found}, not {expected}")]
    Basis {
        /// The equivalence.
        id: EquivalenceId,
        /// The basis that would fit, in words.
        expected: String,
        /// The basis of the equivalence.
        found: Basis,
    },
    /// The boundaries differ, for example a tailpipe and a life cycle.
    #[error("{id} counts {found}, not {expected}")]
    Boundary {
        /// The equivalence.
        id: EquivalenceId,
        /// The boundary that would fit.
        expected: Boundary,
        /// The boundary of the equivalence.
        found: Boundary,
    },
}

impl Equivalence {
    /// Checks that the other equivalence has the same kind.
    ///
    /// # Errors
    /// Returns an error if the kinds differ.
    pub fn check_kind(&self, other: &Self) -> Result<(), MisfitError> {
        if self.kind == other.kind {
            return Ok(());
        }
        let (id, expected, found) = (other.id.clone(), self.kind, other.kind);
        Err(MisfitError::Kind { id, expected, found })
    }

    /// Checks that the other equivalence has the same boundary.
    ///
    /// # Errors
    /// Returns an error if the boundaries differ.
    pub fn check_boundary(&self, other: &Self) -> Result<(), MisfitError> {
        if self.boundary == other.boundary {
            return Ok(());
        }
        let (id, expected, found) = (other.id.clone(), self.boundary, other.boundary);
        Err(MisfitError::Boundary { id, expected, found })
    }

    /// Checks that the two numbers can be compared: the same kind, basis and boundary.
    ///
    /// ```
    /// use co2_equiv::{MisfitError, editions};
    /// let tree = editions::get("tree-48-pounds").unwrap().require("tree_year")?;
    /// let seedling = editions::epa_2026().require("tree_seedling_10y")?;
    /// // 22 kg a year and 60 kg over ten years: a factor of ten depends on it.
    /// assert!(matches!(tree.check_comparable(seedling), Err(MisfitError::Basis { .. })));
    /// # Ok::<(), co2_equiv::UnknownEquivalence>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if one of them differs.
    pub fn check_comparable(&self, other: &Self) -> Result<(), MisfitError> {
        self.check_kind(other)?;
        if self.basis != other.basis {
            return Err(MisfitError::Basis {
                id: other.id.clone(),
                expected: self.basis.to_string(),
                found: other.basis,
            });
        }
        self.check_boundary(other)
    }

    /// Returns true if kind, basis and boundary are the same, so that the numbers can be compared.
    pub fn is_comparable_to(&self, other: &Self) -> bool {
        self.check_comparable(other).is_ok()
    }
}
