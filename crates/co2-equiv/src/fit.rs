//! Which equivalences can stand side by side.

use crate::{Basis, Boundary, Equivalence, EquivalenceId, Kind};

/// Why two equivalences, or an equivalence and a question, do not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MisfitError {
    /// Emissions beside uptake, say: the sum would be of nothing.
    #[error("{id} is of kind {found}, not {expected}")]
    Kind {
        /// The equivalence.
        id: EquivalenceId,
        /// What would fit.
        expected: Kind,
        /// What it is.
        found: Kind,
    },
    /// A year beside a mile, an aircraft beside a passenger.
    #[error("{id} is {found}, not {expected}")]
    Basis {
        /// The equivalence.
        id: EquivalenceId,
        /// What would fit, in words.
        expected: String,
        /// What it is.
        found: Basis,
    },
    /// A tailpipe beside a life cycle.
    #[error("{id} counts {found}, not {expected}")]
    Boundary {
        /// The equivalence.
        id: EquivalenceId,
        /// What would fit.
        expected: Boundary,
        /// What it is.
        found: Boundary,
    },
}

impl Equivalence {
    /// That the other is of the same kind.
    ///
    /// # Errors
    /// When it is not.
    pub fn check_kind(&self, other: &Self) -> Result<(), MisfitError> {
        if self.kind == other.kind {
            return Ok(());
        }
        let (id, expected, found) = (other.id.clone(), self.kind, other.kind);
        Err(MisfitError::Kind { id, expected, found })
    }

    /// That the other includes the same.
    ///
    /// # Errors
    /// When it does not.
    pub fn check_boundary(&self, other: &Self) -> Result<(), MisfitError> {
        if self.boundary == other.boundary {
            return Ok(());
        }
        let (id, expected, found) = (other.id.clone(), self.boundary, other.boundary);
        Err(MisfitError::Boundary { id, expected, found })
    }

    /// That the other's number can be compared with this one's: the same kind, basis and boundary.
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
    /// When one of them differs.
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

    /// Whether kind, basis and boundary are the same, so that the numbers can be compared.
    pub fn is_comparable_to(&self, other: &Self) -> bool {
        self.check_comparable(other).is_ok()
    }
}
