//! The statement of fact: which grams of which units were retired for which product.
//!
//! A [`RetirementRecord`] may be printed everywhere. It makes no claim about the product beyond what
//! was done: its footprint as estimated, the units and grams taken, and the registries' acts.

mod act;
mod assurance;
mod check;
mod footprint;
mod line;
mod wire;

pub use self::act::{Act, ActWord, State, Summary};
pub use self::assurance::{Assurance, DocumentDigest};
pub use self::check::RecordError;
pub use self::footprint::{Coverage, FootprintStatement, StageAmount};
pub use self::line::{CreditLine, UnitTaken};
pub(crate) use self::wire::Record as Wire;

use co2_units::text::{LongText, Text};
use co2_units::{Co2e, ProductId};
use serde::{Deserialize, Serialize};

/// The notice of a demonstration, in English.
pub const DEMONSTRATION: &str = "demonstration: no credits were retired";

/// The most credit lines of one record.
pub const MAX_LINES: usize = 256;

/// The most third parties' statements of one record.
pub const MAX_ASSURANCES: usize = 16;

/// The facts of a [`RetirementRecord`], not yet checked against each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordParts {
    /// The one product.
    pub product: ProductId,
    /// What people call it, such as `Example Book 14`.
    pub product_name: Text,
    /// The grams taken for it: the sum of all lines.
    pub amount: Co2e,
    /// Whether the amount covers the whole footprint.
    pub coverage: Coverage,
    /// The product's footprint as estimated.
    pub footprint: FootprintStatement,
    /// Where each gram comes from, at least one line.
    pub lines: Vec<CreditLine>,
    /// What third parties stated, such as a validation of the method; often none.
    pub assurances: Vec<Assurance>,
    /// Under which terms the record is given out.
    pub terms: LongText,
    /// For a demonstration, the notice that every artefact prints, such as [`DEMONSTRATION`].
    pub demonstration: Option<Text>,
}

/// A statement of fact about one product: the grams, their units, and the registries' acts.
///
/// Its facts agree with each other, however it was made: see [`RecordError`]. In JSON it is the
/// object `offset` of a certificate, in which every amount, count and date is a string.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "wire::Record", into = "wire::Record")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(with = "wire::Record"))]
pub struct RetirementRecord {
    parts: RecordParts,
}

impl RetirementRecord {
    /// Checks that the facts agree with each other.
    ///
    /// # Errors
    /// With the first disagreement found; see [`RecordError`].
    pub fn new(parts: RecordParts) -> Result<Self, RecordError> {
        check::check(&parts)?;
        Ok(Self { parts })
    }

    /// The product.
    pub fn product(&self) -> &ProductId {
        &self.parts.product
    }

    /// What people call the product.
    pub fn product_name(&self) -> &Text {
        &self.parts.product_name
    }

    /// The grams taken for the product.
    pub fn amount(&self) -> Co2e {
        self.parts.amount
    }

    /// Whether the amount covers the whole footprint.
    pub fn coverage(&self) -> &Coverage {
        &self.parts.coverage
    }

    /// The product's footprint as estimated.
    pub fn footprint(&self) -> &FootprintStatement {
        &self.parts.footprint
    }

    /// Where each gram comes from.
    pub fn lines(&self) -> &[CreditLine] {
        &self.parts.lines
    }

    /// What third parties stated.
    pub fn assurances(&self) -> &[Assurance] {
        &self.parts.assurances
    }

    /// Under which terms the record is given out.
    pub fn terms(&self) -> &LongText {
        &self.parts.terms
    }

    /// The notice, when this is a demonstration.
    pub fn demonstration(&self) -> Option<&Text> {
        self.parts.demonstration.as_ref()
    }

    /// Whether every unit is retired, or some are only allocated.
    pub fn state(&self) -> State {
        self.summary().state()
    }

    /// The registries' acts of all lines in one.
    pub fn summary(&self) -> Summary {
        act::summary(self.parts.lines.iter().map(|line| &line.act))
    }

    /// All facts, to build a changed record from.
    pub fn into_parts(self) -> RecordParts {
        self.parts
    }
}
