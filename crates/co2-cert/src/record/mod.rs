//! The statement of fact: which grams of which units were retired for which product.
//!
//! A [`RetirementRecord`] may be shown everywhere. It makes no claim about the product beyond what
//! was done: the estimated footprint, the units and grams taken, and what the registries did with them.

mod act;
mod assurance;
mod check;
mod footprint;
mod line;
mod wire;

pub use self::act::{Act, ActWord, State, Summary};
pub use self::assurance::{Assurance, DocumentDigest};
pub use self::check::RecordError;
pub use self::footprint::{Coverage, FootprintInterval, FootprintStatement, StageAmount};
pub use self::line::{CreditLine, UnitTaken};
pub(crate) use self::wire::Record as Wire;

use co2_units::text::{LongText, Text};
use co2_units::{Co2e, ProductId};
use serde::{Deserialize, Serialize};

/// The notice of a demonstration record, in English.
pub const DEMONSTRATION: &str = "demonstration: no credits were retired";

/// The greatest number of credit lines of one record.
pub const MAX_LINES: usize = 256;

/// The greatest number of third parties' statements of one record.
pub const MAX_ASSURANCES: usize = 16;

/// The facts of a [`RetirementRecord`] before they are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordParts {
    /// The one product that the record is about.
    pub product: ProductId,
    /// The product's name, such as `Example Book 14`.
    pub product_name: Text,
    /// The grams taken for it, which is the sum of all lines.
    pub amount: Co2e,
    /// Whether the amount covers the whole footprint.
    pub coverage: Coverage,
    /// The product's estimated footprint.
    pub footprint: FootprintStatement,
    /// Where each gram comes from; at least one line.
    pub lines: Vec<CreditLine>,
    /// Statements by third parties, such as a validation of the method; often there are none.
    pub assurances: Vec<Assurance>,
    /// The terms under which the record is issued.
    pub terms: LongText,
    /// The notice that everything shown prints if this is a demonstration, such as [`DEMONSTRATION`].
    pub demonstration: Option<Text>,
}

/// A statement of fact about one product: the grams, their units, and what the registries did with them.
///
/// Its facts always agree; see [`RecordError`] for what is checked. In JSON it is the object `offset` of a
/// certificate, in which every amount, count and date is a string.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "wire::Record", into = "wire::Record")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(with = "wire::Record"))]
pub struct RetirementRecord {
    parts: RecordParts,
}

impl RetirementRecord {
    /// Makes a record after checking that its facts agree.
    ///
    /// # Errors
    /// Returns the first contradiction found; see [`RecordError`].
    pub fn new(parts: RecordParts) -> Result<Self, RecordError> {
        check::check(&parts)?;
        Ok(Self { parts })
    }

    /// Returns the product.
    pub fn product(&self) -> &ProductId {
        &self.parts.product
    }

    /// Returns the product's name.
    pub fn product_name(&self) -> &Text {
        &self.parts.product_name
    }

    /// Returns the grams taken for the product.
    pub fn amount(&self) -> Co2e {
        self.parts.amount
    }

    /// Returns whether the amount covers the whole footprint.
    pub fn coverage(&self) -> &Coverage {
        &self.parts.coverage
    }

    /// Returns the product's estimated footprint.
    pub fn footprint(&self) -> &FootprintStatement {
        &self.parts.footprint
    }

    /// Returns the credit lines, which say where each gram comes from.
    pub fn lines(&self) -> &[CreditLine] {
        &self.parts.lines
    }

    /// Returns the statements by third parties.
    pub fn assurances(&self) -> &[Assurance] {
        &self.parts.assurances
    }

    /// Returns the terms under which the record is issued.
    pub fn terms(&self) -> &LongText {
        &self.parts.terms
    }

    /// Returns the notice, if this is a demonstration.
    pub fn demonstration(&self) -> Option<&Text> {
        self.parts.demonstration.as_ref()
    }

    /// Returns whether every unit is retired, or some are only allocated.
    pub fn state(&self) -> State {
        self.summary().state()
    }

    /// Summarises what happened to the units of all lines.
    pub fn summary(&self) -> Summary {
        act::summary(self.parts.lines.iter().map(|line| &line.act))
    }

    /// Returns all facts, so that a changed record can be made from them.
    pub fn into_parts(self) -> RecordParts {
        self.parts
    }
}
