//! The JSON form of a footprint.

use super::Tier;
use crate::{Assumption, Category, UseScenario};
use co2_units::{Estimate, EstimateError, Source, Stage};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The footprint of one product for one buyer.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Footprint {
    /// Maker and product.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    subject: String,
    /// What kind of product it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    category: Option<Category>,
    /// How the footprint was found.
    tier: Tier,
    /// The scenario of use.
    scenario: UseScenario,
    /// What is counted.
    boundary: String,
    /// The stages in the order of life, each once.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1, max = 5)))]
    stages: Vec<StageEstimate>,
    /// What had to be assumed.
    assumptions: Vec<Assumption>,
    /// Where the numbers are from.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    sources: Vec<Source>,
}

/// The estimate of one stage.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct StageEstimate {
    /// The stage.
    stage: Stage,
    /// Its amount.
    estimate: Estimate,
}

/// The reason why what was read is no footprint.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReadError {
    #[error("a footprint names its subject")]
    Subject,
    #[error("a footprint has at least one stage")]
    NoStage,
    #[error("the stages of a footprint are in the order of life, each once: {stage}")]
    Order { stage: Stage },
    #[error("a footprint names at least one source")]
    NoSource,
    #[error(transparent)]
    Total(#[from] EstimateError),
}

impl From<super::Footprint> for Footprint {
    fn from(footprint: super::Footprint) -> Self {
        let stages = footprint.stages.into_iter();
        Self {
            subject: footprint.subject,
            category: footprint.category,
            tier: footprint.tier,
            scenario: footprint.scenario,
            boundary: footprint.boundary,
            stages: stages.map(|(stage, estimate)| StageEstimate { stage, estimate }).collect(),
            assumptions: footprint.assumptions,
            sources: footprint.sources,
        }
    }
}

impl TryFrom<Footprint> for super::Footprint {
    type Error = ReadError;

    fn try_from(wire: Footprint) -> Result<Self, Self::Error> {
        if wire.subject.is_empty() {
            return Err(ReadError::Subject);
        }
        if wire.sources.is_empty() {
            return Err(ReadError::NoSource);
        }
        let mut stages = BTreeMap::new();
        for StageEstimate { stage, estimate } in wire.stages {
            if stages.last_key_value().is_some_and(|(&last, _)| last >= stage) {
                return Err(ReadError::Order { stage });
            }
            stages.insert(stage, estimate);
        }
        if stages.is_empty() {
            return Err(ReadError::NoStage);
        }
        Ok(Self::new(
            wire.subject,
            wire.category,
            wire.tier,
            wire.scenario,
            wire.boundary,
            stages,
            wire.assumptions,
            wire.sources,
        )?)
    }
}
