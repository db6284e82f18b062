//! How an amount came about: kept as a document of the ledger, so that a certificate can be built
//! from the ledger alone, years later.

use co2_cert::Text;
use co2_cert::record::{FootprintInterval, FootprintStatement, StageAmount};
use co2_lifecycle::Footprint;
use co2_offsets::Percent;
use co2_units::doorway::Rounding;
use co2_units::product::Model;
use co2_units::{Co2e, Stage, StageSet, Statistic};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The version of the document's form.
const VERSION: u8 = 1;

/// What a line of an order is about: the model, and its footprint as it was offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Basis {
    parts: Parts,
}

/// The document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(rename = "Basis"))]
struct Parts {
    version: u8,
    name: Text,
    model: Model,
    statistic: Statistic,
    total_kg: Co2e,
    /// Absent if the spread is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    interval: Option<BasisInterval>,
    stages: Vec<BasisStage>,
    /// Which of the stages are covered, when not all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    covered_stages: Option<StageSet>,
    /// Which part of them is covered, when not all is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    covered_share: Option<Percent>,
    tier: Text,
    method: Text,
    years: String,
    location: Text,
    sources: Vec<Text>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
struct BasisStage {
    stage: Stage,
    amount_kg: Co2e,
}

/// The two percentiles between which nine of ten such products lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
struct BasisInterval {
    p5_kg: Co2e,
    p95_kg: Co2e,
}

/// Why a footprint makes no [`Basis`], or a document is none.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BasisError {
    /// The statistic cannot be taken of the footprint.
    #[error(transparent)]
    Footprint(#[from] co2_lifecycle::FootprintError),
    /// A text of the footprint is too long, or has a control character.
    #[error("a text of the footprint cannot be printed")]
    Text(#[from] co2_cert::TextError),
    /// Not a basis.
    #[error("the document is not the basis of a line")]
    Document(#[from] serde_json::Error),
    /// Of another version.
    #[error("the basis is of another version")]
    Version,
    /// A stage that is to be covered is not known by itself.
    #[error("the {stage} is not known by itself, so it cannot be covered by itself")]
    Stage {
        /// The stage.
        stage: Stage,
    },
    /// A part that is none.
    #[error("the part that is covered is above 0 and at most 100 percent: {share}")]
    Share {
        /// The part given.
        share: Percent,
    },
    /// The years of use cannot be stated on a certificate.
    #[error("the years of use are no decimal number above 0 and at most 100")]
    Years,
}

impl TryFrom<Parts> for Basis {
    type Error = BasisError;

    fn try_from(parts: Parts) -> Result<Self, BasisError> {
        if parts.version != VERSION {
            return Err(BasisError::Version);
        }
        let years: Option<Decimal> = parts.years.parse().ok();
        if !years.is_some_and(|years| years > Decimal::ZERO && years <= Decimal::ONE_HUNDRED) {
            return Err(BasisError::Years);
        }
        if let Some(share) = parts.covered_share
            && !(share > Percent::ZERO && share <= Percent::HUNDRED)
        {
            return Err(BasisError::Share { share });
        }
        let stated = |stage| parts.stages.iter().any(|part| part.stage == stage);
        let mut wanted = parts.covered_stages.iter().flat_map(|stages| stages.iter());
        if let Some(stage) = wanted.find(|&stage| !stated(stage)) {
            return Err(BasisError::Stage { stage });
        }
        Ok(Self { parts })
    }
}

impl From<Basis> for Parts {
    fn from(basis: Basis) -> Self {
        basis.parts
    }
}

impl Basis {
    /// What is kept of a product and its footprint.
    ///
    /// # Errors
    /// When the statistic cannot be taken, or a text or the years of use cannot be printed.
    pub fn new(
        name: Text,
        model: Model,
        footprint: &Footprint,
        statistic: Statistic,
    ) -> Result<Self, BasisError> {
        let stages = footprint.stage_amounts(statistic)?;
        let interval = if footprint.has_spread() {
            Some(BasisInterval {
                p5_kg: footprint.obligation(Statistic::P5)?,
                p95_kg: footprint.obligation(Statistic::P95)?,
            })
        } else {
            None
        };
        let sources = footprint.sources().iter().map(|source| Text::new(source.to_string()));
        Self::try_from(Parts {
            version: VERSION,
            name,
            model,
            statistic,
            total_kg: footprint.obligation(statistic)?,
            interval,
            stages: stages
                .into_iter()
                .map(|(stage, amount_kg)| BasisStage { stage, amount_kg })
                .collect(),
            covered_stages: None,
            covered_share: None,
            tier: Text::new(footprint.tier().to_string())?,
            method: Text::new(footprint.method())?,
            years: footprint.years().get().to_string(),
            location: Text::new(footprint.location().to_string())?,
            sources: sources.collect::<Result<_, _>>()?,
        })
    }

    /// The same when only these stages, or only a part of them, are covered.
    ///
    /// # Errors
    /// When one of the stages is not known by itself, or the part is not above 0 and at most 100 percent.
    pub fn of_part(
        self,
        stages: Option<StageSet>,
        share: Option<Percent>,
    ) -> Result<Self, BasisError> {
        let share = share.filter(|share| *share != Percent::HUNDRED);
        Self::try_from(Parts { covered_stages: stages, covered_share: share, ..self.parts })
    }

    /// Which stages are covered.
    pub fn stages(&self) -> StageSet {
        self.parts.covered_stages.unwrap_or(StageSet::ALL)
    }

    /// Which part of these stages is covered.
    pub fn share(&self) -> Percent {
        self.parts.covered_share.unwrap_or(Percent::HUNDRED)
    }

    /// The amount of these stages.
    pub fn of_stages(&self) -> Co2e {
        let of = self.parts.stages.iter().filter(|part| self.stages().contains(part.stage));
        // They are parts of the total.
        Co2e::checked_sum(of.map(|part| part.amount_kg)).unwrap_or(self.parts.total_kg)
    }

    /// What is to be covered: the share of the stages, rounded up to the gram.
    pub fn owed(&self) -> Co2e {
        let whole = self.of_stages();
        self.share().of_rounded_up(whole).unwrap_or(whole)
    }

    /// Why a certificate covers less than the footprint, in words.
    pub(crate) fn reason(&self) -> String {
        let stages: Vec<String> = self.stages().iter().map(|stage| stage.to_string()).collect();
        match (self.parts.covered_stages, self.parts.covered_share) {
            (None, None) => "the amount offered is a part of the footprint".to_owned(),
            (None, Some(share)) => format!("{share} of the footprint is offered"),
            (Some(_), None) => format!("only {} is offered", stages.join(", ")),
            (Some(_), Some(share)) => format!("{share} of {} is offered", stages.join(", ")),
        }
    }

    /// The document's bytes. Equal bases have equal bytes.
    ///
    /// # Errors
    /// Never in practice: plain data is written into memory.
    pub fn to_json(&self) -> Result<Vec<u8>, BasisError> {
        Ok(serde_json::to_vec(&self.parts)?)
    }

    /// Reads a document.
    ///
    /// # Errors
    /// When it is no basis of this version.
    pub fn from_json(bytes: &[u8]) -> Result<Self, BasisError> {
        crate::json::from_slice::<Parts>(bytes)?.try_into()
    }

    /// What people call the product.
    pub const fn name(&self) -> &Text {
        &self.parts.name
    }

    /// What the product is one of.
    pub const fn model(&self) -> &Model {
        &self.parts.model
    }

    /// What a certificate says of the footprint.
    pub(crate) fn statement(&self) -> FootprintStatement {
        let parts = &self.parts;
        let amounts = parts.stages.iter();
        FootprintStatement {
            stages: amounts
                .map(|part| StageAmount { stage: part.stage, amount: part.amount_kg })
                .collect(),
            total: parts.total_kg,
            statistic: parts.statistic,
            interval: parts
                .interval
                .map(|one| FootprintInterval { p5: one.p5_kg, p95: one.p95_kg }),
            rounding: Rounding::Up,
            tier: parts.tier.clone(),
            method: parts.method.clone(),
            use_years: parts.years.parse().ok(),
            location: Some(parts.location.clone()),
            sources: parts.sources.clone(),
        }
    }
}
