//! The choice that a customer makes.

use co2_units::credit::ProjectId;
use co2_units::{Id, IdKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The kind of [`FilterId`].
#[derive(Clone, Copy, Debug)]
pub enum FilterKind {}

impl IdKind for FilterKind {
    const NAME: &'static str = "filter name";
}

/// The name of a filter in a set of rules, such as `removals`.
pub type FilterId = Id<FilterKind>;

/// The greatest number of projects in one choice.
pub const MAX_CHOSEN: usize = 16;

/// What the customer chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
// Exhaustive, so that the ledger must handle each case.
pub enum Choice {
    /// Any eligible credits, in the order of the rules.
    Any,
    /// One project.
    Project(ProjectId),
    /// Several projects at once, by weight.
    Portfolio(Portfolio),
    /// Projects in order of preference: each is used as far as its credits go, then the next.
    FirstOf(ProjectList),
    /// The credits that pass a filter of the rules.
    Filter(FilterId),
}

impl Choice {
    /// Iterates over the projects that are named, in the order of the choice.
    pub fn projects(&self) -> impl Iterator<Item = &ProjectId> {
        let (one, several, list) = match self {
            Self::Any | Self::Filter(_) => (None, None, None),
            Self::Project(project) => (Some(project), None, None),
            Self::Portfolio(portfolio) => (None, Some(portfolio.shares()), None),
            Self::FirstOf(list) => (None, None, Some(list.projects())),
        };
        let several = several.unwrap_or_default().iter().map(|share| &share.project);
        one.into_iter().chain(several).chain(list.unwrap_or_default())
    }
}

/// A project and its weight in a [`Portfolio`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Share {
    /// The project.
    pub project: ProjectId,
    /// The weight relative to the others', at least 1.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1)))]
    pub weight: u32,
}

/// From 1 to [`MAX_CHOSEN`] different projects with weights.
///
/// Every product is covered by all of them: its grams are split by the weights with the
/// largest-remainder method, so the parts add up to the whole, and each is within one gram of its
/// exact share.
///
/// ```
/// use co2_offsets::Portfolio;
/// let portfolio = Portfolio::new([("GS11236".parse()?, 60), ("GS7566".parse()?, 40)])?;
/// assert_eq!(portfolio.shares().len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Share>", into = "Vec<Share>")]
pub struct Portfolio(Vec<Share>);

/// From 1 to [`MAX_CHOSEN`] different projects in order of preference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<ProjectId>", into = "Vec<ProjectId>")]
pub struct ProjectList(Vec<ProjectId>);

/// An error from making a [`Portfolio`] or a [`ProjectList`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChoiceError {
    /// There are no projects, or too many.
    #[error("a choice has from 1 to {max} projects, not {given}", max = MAX_CHOSEN)]
    Count {
        /// The number given.
        given: usize,
    },
    /// A project is given twice.
    #[error("project {project} is chosen twice")]
    Twice {
        /// The project.
        project: ProjectId,
    },
    /// The weight of a project is zero.
    #[error("the weight of project {project} is zero")]
    NoWeight {
        /// The project.
        project: ProjectId,
    },
}

fn check<'a>(projects: impl ExactSizeIterator<Item = &'a ProjectId>) -> Result<(), ChoiceError> {
    let given = projects.len();
    if !(1..=MAX_CHOSEN).contains(&given) {
        return Err(ChoiceError::Count { given });
    }
    let mut seen = BTreeSet::new();
    for project in projects {
        if !seen.insert(project) {
            return Err(ChoiceError::Twice { project: project.clone() });
        }
    }
    Ok(())
}

impl Portfolio {
    /// Makes a portfolio from projects and their weights.
    ///
    /// # Errors
    /// Returns an error if there are no projects or too many, if one is given twice, or if a weight is zero.
    pub fn new(shares: impl IntoIterator<Item = (ProjectId, u32)>) -> Result<Self, ChoiceError> {
        let shares = shares.into_iter().map(|(project, weight)| Share { project, weight });
        shares.collect::<Vec<_>>().try_into()
    }

    /// Returns the projects with their weights.
    pub fn shares(&self) -> &[Share] {
        &self.0
    }
}

impl TryFrom<Vec<Share>> for Portfolio {
    type Error = ChoiceError;

    fn try_from(shares: Vec<Share>) -> Result<Self, Self::Error> {
        check(shares.iter().map(|share| &share.project))?;
        match shares.iter().find(|share| share.weight == 0) {
            Some(share) => Err(ChoiceError::NoWeight { project: share.project.clone() }),
            None => Ok(Self(shares)),
        }
    }
}

impl From<Portfolio> for Vec<Share> {
    fn from(portfolio: Portfolio) -> Self {
        portfolio.0
    }
}

impl ProjectList {
    /// Makes a list of projects in order of preference.
    ///
    /// # Errors
    /// Returns an error if there are no projects or too many, or if one is given twice.
    pub fn new(projects: impl IntoIterator<Item = ProjectId>) -> Result<Self, ChoiceError> {
        projects.into_iter().collect::<Vec<_>>().try_into()
    }

    /// Returns the projects.
    pub fn projects(&self) -> &[ProjectId] {
        &self.0
    }
}

impl TryFrom<Vec<ProjectId>> for ProjectList {
    type Error = ChoiceError;

    fn try_from(projects: Vec<ProjectId>) -> Result<Self, Self::Error> {
        check(projects.iter())?;
        Ok(Self(projects))
    }
}

impl From<ProjectList> for Vec<ProjectId> {
    fn from(list: ProjectList) -> Self {
        list.0
    }
}

#[cfg(feature = "schemars")]
macro_rules! list_schema {
    ($($list:ident of $item:ty, $description:literal;)*) => {$(
        impl schemars::JsonSchema for $list {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($list).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "array",
                    "description": $description,
                    "items": generator.subschema_for::<$item>(),
                    "minItems": 1,
                    "maxItems": MAX_CHOSEN,
                    "uniqueItems": true,
                })
            }
        }
    )*};
}

#[cfg(feature = "schemars")]
list_schema! {
    Portfolio of Share, "different projects with weights";
    ProjectList of ProjectId, "different projects, the preferred one first";
}
