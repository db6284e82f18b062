//! Editions of factors, as publishers release them.

use crate::{Count, Equivalence, EquivalenceId, Label, kind};
use co2_units::{Co2e, Id, Region, SourceError};
use core::fmt;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The short name of an edition, such as `epa-2020`; its meaning never changes.
pub type EditionId = Id<kind::Edition>;

/// Who published a set of factors, and when.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(rename = "FactorEdition"))]
pub struct Edition {
    /// The short name.
    pub id: EditionId,
    /// The publisher as named in sentences: `US EPA`.
    pub publisher: Label,
    /// Which of the publisher's editions it is: a date, a version or another mark.
    pub label: Label,
    /// The place the factors describe.
    pub region: Region,
    /// The licence under which the factors may be used.
    pub licence: Label,
}

/// Written as sentences cite it: publisher, label and region.
impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { publisher, label, region, .. } = self;
        write!(f, "{publisher}, {label}; region {region}")
    }
}

/// The equivalences of one edition: at least one, with unique ids, each with a source.
///
/// The sets that come with the crate are in [`crate::editions`]. A host can make its own, or read
/// one with the feature `serde`; every set is checked.
///
/// ```
/// use co2_equiv::{
///     Audience, Basis, Boundary, Edition, Equivalence, FactorSet, Gases, Kind, Label, Noun,
///     RadiativeForcing, Scope, Value,
/// };
/// use co2_units::rust_decimal::Decimal;
/// use co2_units::{Region, Source, Status};
///
/// let edition = Edition {
///     id: "tea-2026".parse()?,
///     publisher: Label::new("A Tea Board")?,
///     label: Label::new("2026 yearbook")?,
///     region: Region::World,
///     licence: Label::new("CC0 1.0")?,
/// };
/// let cup = Equivalence {
///     id: "tea_cup".parse()?,
///     noun: Noun { one: Label::new("cup of tea")?, other: Label::new("cups of tea")? },
///     kind: Kind::Emission,
///     basis: Basis::Event,
///     boundary: Boundary {
///         gases: Gases::Co2e,
///         scope: Scope::LifeCycle,
///         forcing: RadiativeForcing::Excluded,
///     },
///     value: Value::tonnes_per_unit(Decimal::new(21, 6))?,
///     inputs: None,
///     digits: None,
///     known_to: Audience::Everyone,
///     source: Source {
///         publisher: "A Tea Board".into(),
///         edition: "Yearbook 2026".into(),
///         year: 2025,
///         region: "WW".into(),
///         boundary: "CO2e, life cycle".into(),
///         licence: "CC0 1.0".into(),
///         locator: "table 2".into(),
///         status: Status::Published,
///     },
///     note: None,
/// };
/// let set = FactorSet::new(edition, [cup])?;
/// assert!(set.get("tea_cup").is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "wire::FactorSet", into = "wire::FactorSet"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(with = "wire::FactorSet"))]
pub struct FactorSet {
    edition: Edition,
    equivalences: BTreeMap<EquivalenceId, Equivalence>,
}

/// The error for equivalences that do not form a valid [`FactorSet`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FactorSetError {
    /// There are no equivalences.
    #[error("an edition has at least one equivalence")]
    Empty,
    /// Two equivalences have the same id.
    #[error("{id} is given twice")]
    Twice {
        /// The id.
        id: EquivalenceId,
    },
    /// A text of a source is blank or too long, so that the set could not be read back.
    #[error("the source of {id} is incomplete")]
    Source {
        /// The equivalence.
        id: EquivalenceId,
        /// The text of the source that is blank or too long.
        source: SourceError,
    },
}

/// The error for an id that an edition does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("edition {edition} has no equivalence {id:?}")]
#[non_exhaustive]
pub struct UnknownEquivalence {
    /// The edition.
    pub edition: EditionId,
    /// The id asked for, at most its first 64 characters.
    pub id: String,
}

impl FactorSet {
    /// Makes a set from the equivalences of an edition, in any order.
    ///
    /// # Errors
    /// Returns an error if there are no equivalences, an id appears twice, or a source fails
    /// [`Source::check`] because a text is blank or too long.
    ///
    /// [`Source::check`]: co2_units::Source::check
    pub fn new(
        edition: Edition,
        equivalences: impl IntoIterator<Item = Equivalence>,
    ) -> Result<Self, FactorSetError> {
        let mut by_id = BTreeMap::new();
        for equivalence in equivalences {
            if let Err(source) = equivalence.source.check() {
                return Err(FactorSetError::Source { id: equivalence.id, source });
            }
            match by_id.entry(equivalence.id.clone()) {
                Entry::Vacant(place) => place.insert(equivalence),
                Entry::Occupied(_) => {
                    return Err(FactorSetError::Twice { id: equivalence.id });
                }
            };
        }
        if by_id.is_empty() {
            return Err(FactorSetError::Empty);
        }
        Ok(Self { edition, equivalences: by_id })
    }

    /// Returns the edition.
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// Returns the equivalence with this id, or `None` if the edition does not have it.
    pub fn get(&self, id: &str) -> Option<&Equivalence> {
        // An id is short, so parsing it costs little; a text that is not a valid id matches
        // nothing.
        self.equivalences.get(&id.parse::<EquivalenceId>().ok()?)
    }

    /// Returns the equivalence with this id.
    ///
    /// # Errors
    /// Returns an error if the edition does not have it.
    pub fn require(&self, id: &str) -> Result<&Equivalence, UnknownEquivalence> {
        self.get(id).ok_or_else(|| UnknownEquivalence {
            edition: self.edition.id.clone(),
            id: id.chars().take(64).collect(),
        })
    }

    /// Returns the count that an amount equals for every equivalence of the edition, ordered by id.
    ///
    /// ```
    /// use co2_equiv::{Count, editions};
    /// use co2_units::Co2e;
    /// let amount: Co2e = "371.096 kg".parse()?;
    /// let above_one =
    ///     editions::epa_2026().counts(amount).filter(|(_, count)| *count >= Count::whole(1));
    /// assert_eq!(above_one.count(), 8);
    /// # Ok::<(), co2_units::ParseCo2eError>(())
    /// ```
    pub fn counts(&self, amount: Co2e) -> impl Iterator<Item = (&Equivalence, Count)> {
        self.iter().map(move |equivalence| (equivalence, equivalence.count(amount)))
    }

    /// Returns the factor by which radiative forcing multiplies the number for a flight: the value
    /// of the row `..._rf` divided by that of `..._norf`. It differs between editions.
    ///
    /// ```
    /// use co2_equiv::editions;
    /// let multiplier = |edition: &str| {
    ///     let multiplier = editions::get(edition)?.forcing_multiplier("flight_long_haul_economy")?;
    ///     Some(format!("{multiplier:.3}"))
    /// };
    /// assert_eq!(multiplier("desnz-2022").unwrap(), "1.891...");
    /// assert_eq!(multiplier("desnz-2023").unwrap(), "1.694...");
    /// ```
    pub fn forcing_multiplier(&self, flight: &str) -> Option<Count> {
        let with = self.get(&format!("{flight}_rf"))?.value.grams_per_unit();
        let without = self.get(&format!("{flight}_norf"))?.value.grams_per_unit();
        Count::ratio(with.0.get(), with.1).times(without.1.get(), without.0)
    }

    /// Returns all equivalences, ordered by id.
    pub fn iter(&self) -> impl Iterator<Item = &Equivalence> {
        self.equivalences.values()
    }
}

#[cfg(feature = "serde")]
mod wire {
    use super::{Edition, Equivalence, FactorSetError};
    use serde::{Deserialize, Serialize};

    /// An edition and its equivalences, with unique ids, each with its source.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct FactorSet {
        /// The publisher and the date or version.
        edition: Edition,
        /// At least one equivalence.
        #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
        equivalences: Vec<Equivalence>,
    }

    impl From<super::FactorSet> for FactorSet {
        fn from(set: super::FactorSet) -> Self {
            Self { edition: set.edition, equivalences: set.equivalences.into_values().collect() }
        }
    }

    impl TryFrom<FactorSet> for super::FactorSet {
        type Error = FactorSetError;

        fn try_from(wire: FactorSet) -> Result<Self, Self::Error> {
            Self::new(wire.edition, wire.equivalences)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editions;

    #[test]
    fn each_refusal_is_reached() {
        let set = editions::epa_2020();
        let edition = set.edition().clone();
        assert_eq!(FactorSet::new(edition.clone(), []), Err(FactorSetError::Empty));
        let car = set.get("gasoline_car_year").unwrap().clone();
        assert_eq!(
            FactorSet::new(edition.clone(), [car.clone(), car.clone()]),
            Err(FactorSetError::Twice { id: car.id.clone() })
        );
        let blank = || " ".into();
        let mut sources = vec![car.source.clone(); 7];
        sources[0].publisher = blank();
        sources[1].edition = blank();
        sources[2].region = blank();
        sources[3].boundary = blank();
        sources[4].licence = blank();
        sources[5].locator = blank();
        sources[6].locator = "x".repeat(co2_units::Source::MAX_LEN + 1).into();
        let fields =
            ["publisher", "edition", "region", "boundary", "licence", "locator", "locator"];
        for (source, field) in sources.into_iter().zip(fields) {
            let row = Equivalence { source, ..car.clone() };
            let refused = FactorSet::new(edition.clone(), [row]);
            let Err(FactorSetError::Source { id, source }) = refused else {
                panic!("{field}: {refused:?}");
            };
            assert_eq!((id, source.field), (car.id.clone(), field));
        }
        let unknown = set.require("moped_year").unwrap_err();
        assert_eq!(unknown.to_string(), "edition epa-2020 has no equivalence \"moped_year\"");
        assert_eq!(set.get("not an id"), None);
    }
}
