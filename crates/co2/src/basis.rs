//! How an amount came about: kept as a document of the ledger, so that a certificate can be built
//! from the ledger alone, years later.

use co2_cert::Text;
use co2_cert::record::{FootprintStatement, StageAmount};
use co2_lifecycle::Footprint;
use co2_units::doorway::Rounding;
use co2_units::product::Model;
use co2_units::{Co2e, Stage, Statistic};
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
    stages: Vec<BasisStage>,
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
        let sources = footprint.sources().iter().map(|source| Text::new(source.to_string()));
        Self::try_from(Parts {
            version: VERSION,
            name,
            model,
            statistic,
            total_kg: footprint.obligation(statistic)?,
            stages: stages
                .into_iter()
                .map(|(stage, amount_kg)| BasisStage { stage, amount_kg })
                .collect(),
            tier: Text::new(footprint.tier().to_string())?,
            method: Text::new(footprint.method())?,
            years: footprint.years().get().to_string(),
            location: Text::new(footprint.location().to_string())?,
            sources: sources.collect::<Result<_, _>>()?,
        })
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
        serde_json::from_slice::<Parts>(bytes)?.try_into()
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
            rounding: Rounding::Up,
            tier: parts.tier.clone(),
            method: parts.method.clone(),
            use_years: parts.years.parse().ok(),
            location: Some(parts.location.clone()),
            sources: parts.sources.clone(),
        }
    }
}
