//! The record as JSON: the object `offset` of a certificate. Every value is a string.
//!
//! Members are declared in alphabetical order, so that what `serde_json` writes is already canonical.

mod words;

use self::words::{Count, Day, Years};
use super::act::{Act, ActWord, State};
use super::assurance::{Assurance, DocumentDigest};
use super::check::RecordError;
use super::footprint::{Coverage, FootprintInterval, FootprintStatement, StageAmount};
use super::{CreditLine, RecordParts, RetirementRecord};
use crate::url::HttpsUrl;
use co2_units::credit::{GramSlice, ProjectId, RegistryId, UnitRange, Vintage};
use co2_units::doorway::Rounding;
use co2_units::product::{Gtin, MakerId, Model, PartNumber, SerialNumber};
use co2_units::text::{LongText, Text};
use co2_units::{Co2e, Country, ProductId, Stage, Statistic};
#[cfg(feature = "schemars")]
use schemars::JsonSchema;
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Serialize, Serializer};

/// The credits retired for one product.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "RetirementRecord"))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Record {
    /// The grams taken for the product: the sum of its credit lines.
    #[serde(rename = "amount_kg")]
    amount: Co2e,
    /// Statements by third parties; absent if there are none.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1, max = 16)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    assurances: Option<Vec<Statement>>,
    /// Whether the amount covers the whole footprint.
    coverage: CoverageWord,
    /// The reason; present only if the amount covers a part.
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage_reason: Option<Text>,
    /// Where each gram comes from.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1, max = 256)))]
    credit_lines: Vec<Line>,
    /// The notice of a demonstration; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    demonstration: Option<Text>,
    footprint: Footprint,
    product: Product,
    /// `retired` if every credit line is retired, otherwise `allocated`.
    state: State,
    /// The terms under which the record is issued.
    terms: LongText,
}

#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
enum CoverageWord {
    Whole,
    Part,
}

/// One product, identified by its GTIN or its maker and part number, and by its serial number.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(extend("oneOf" = [
    {"required": ["gtin"], "not": {"anyOf": [{"required": ["maker"]}, {"required": ["partNumber"]}]}},
    {"required": ["maker", "partNumber"], "not": {"required": ["gtin"]}},
])))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "JSON members")]
struct Product {
    #[serde(skip_serializing_if = "Option::is_none")]
    gtin: Option<Gtin>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maker: Option<MakerId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part_number: Option<PartNumber>,
    /// The product's name.
    product_name: Text,
    serial_number: SerialNumber,
}

/// The estimated footprint, and the method of the estimate.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema), schemars(rename = "RecordFootprint"))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Footprint {
    /// The interval of the estimated total; absent if its spread is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    interval: Option<Interval>,
    /// The method and its version.
    method: Text,
    rounding: Rounding,
    /// The publications behind the numbers.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1, max = 256)))]
    sources: Vec<Text>,
    /// The stages, each given once, in the order of the life cycle.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1, max = 5)))]
    stages: Vec<Share>,
    statistic: Statistic,
    /// How the footprint was found, such as `published+configured`.
    tier: Text,
    /// The sum of the stages.
    #[serde(rename = "total_kg")]
    total: Co2e,
    /// Where the product is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    use_location: Option<Text>,
    /// The years for which the product is used; present only if there is a use stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    use_years: Option<Years>,
}

/// The two percentiles between which nine of ten such products lie.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema), schemars(rename = "RecordInterval"))]
#[serde(deny_unknown_fields)]
struct Interval {
    /// One product in twenty has less.
    #[serde(rename = "p5_kg")]
    p5: Co2e,
    /// One product in twenty has more.
    #[serde(rename = "p95_kg")]
    p95: Co2e,
}

/// A stage and how much it emits.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema), schemars(rename = "RecordStage"))]
#[serde(deny_unknown_fields)]
struct Share {
    #[serde(rename = "amount_kg")]
    amount: Co2e,
    stage: Stage,
}

/// Some grams of a block of units, and what happened to those units.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(extend("dependentRequired" = {
    "vintageFirst": ["vintageLast"], "vintageLast": ["vintageFirst"],
})))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Line {
    act: ActWire,
    /// The amount taken.
    #[serde(rename = "amount_kg")]
    amount: Co2e,
    /// The number of the block's first unit.
    block_first: Count,
    /// The number of the block's last unit.
    block_last: Count,
    /// The block's serial as the registry prints it.
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = "^[ -~]{1,256}$")))]
    block_serial: String,
    /// The number of the first unit from which grams are taken.
    first_unit: Count,
    /// The number of the last unit from which grams are taken.
    last_unit: Count,
    #[serde(skip_serializing_if = "Option::is_none")]
    project_country: Option<Country>,
    project_id: ProjectId,
    project_name: Text,
    registry: RegistryId,
    /// The gram after the last one taken, counted from the first gram of the block.
    #[serde(rename = "sliceEnd_g")]
    slice_end: Count,
    /// The first gram taken, counted from the first gram of the block.
    #[serde(rename = "sliceStart_g")]
    slice_start: Count,
    /// What the project does.
    technology: Text,
    /// The scope within which a unit number is unique.
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = "^[!-~]([ -~]{0,254}[!-~])?$")))]
    unit_scope: String,
    #[serde(rename = "unitSize_kg")]
    unit_size: Co2e,
    #[serde(skip_serializing_if = "Option::is_none")]
    vintage_first: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vintage_last: Option<Day>,
}

/// What happened to the units.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Act"))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum ActWire {
    Retired {
        /// The registry's own term for the retirement.
        word: ActWord,
        date: Day,
        /// The registry's or partner's reference for the retirement.
        reference: Text,
        /// The serials of the retired units, as the registry prints them.
        #[cfg_attr(feature = "schemars", schemars(length(min = 1, max = 256)))]
        serials: Vec<Text>,
    },
    Allocated {
        /// The last day on which they may be retired.
        due: Day,
    },
}

/// Written by hand, because a derived implementation would write `kind` first.
impl Serialize for ActWire {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Retired { word, date, reference, serials } => {
                let mut members = serializer.serialize_struct("Act", 5)?;
                members.serialize_field("date", date)?;
                members.serialize_field("kind", "retired")?;
                members.serialize_field("reference", reference)?;
                members.serialize_field("serials", serials)?;
                members.serialize_field("word", word)?;
                members.end()
            }
            Self::Allocated { due } => {
                let mut members = serializer.serialize_struct("Act", 2)?;
                members.serialize_field("due", due)?;
                members.serialize_field("kind", "allocated")?;
                members.end()
            }
        }
    }
}

/// A statement by a third party.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Assurance"))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "JSON members")]
struct Statement {
    /// The body that made the statement.
    body: Text,
    /// The first day on which it is valid.
    first_day: Day,
    /// The last day on which it is valid.
    last_day: Day,
    /// The address of the statement.
    link: HttpsUrl,
    /// What it covers, and at which level of assurance.
    scope: Text,
    /// SHA-256 of the statement's bytes.
    sha256: DocumentDigest,
    /// The standard against which it was made.
    standard: Text,
    /// The body's own identifier for it.
    statement_id: Text,
}

impl From<RetirementRecord> for Record {
    fn from(record: RetirementRecord) -> Self {
        let state = record.state();
        let parts = record.parts;
        let (coverage, coverage_reason) = match parts.coverage {
            Coverage::Whole => (CoverageWord::Whole, None),
            Coverage::Part { reason } => (CoverageWord::Part, Some(reason)),
        };
        let (gtin, maker, part_number) = match parts.product.model {
            Model::Gtin(gtin) => (Some(gtin), None, None),
            Model::Part { maker, part_number } => (None, Some(maker), Some(part_number)),
            // The check of a record allows no other kind of model.
            _ => (None, None, None),
        };
        Self {
            product: Product {
                product_name: parts.product_name,
                gtin,
                maker,
                part_number,
                serial_number: parts.product.serial,
            },
            amount: parts.amount,
            state,
            coverage,
            coverage_reason,
            footprint: parts.footprint.into(),
            credit_lines: parts.lines.into_iter().map(Line::from).collect(),
            assurances: (!parts.assurances.is_empty())
                .then(|| parts.assurances.into_iter().map(Statement::from).collect()),
            terms: parts.terms,
            demonstration: parts.demonstration,
        }
    }
}

impl From<FootprintStatement> for Footprint {
    fn from(footprint: FootprintStatement) -> Self {
        let share = |StageAmount { stage, amount }| Share { amount, stage };
        Self {
            stages: footprint.stages.into_iter().map(share).collect(),
            total: footprint.total,
            statistic: footprint.statistic,
            interval: footprint.interval.map(|FootprintInterval { p5, p95 }| Interval { p5, p95 }),
            rounding: footprint.rounding,
            tier: footprint.tier,
            method: footprint.method,
            use_years: footprint.use_years.map(Years),
            use_location: footprint.location,
            sources: footprint.sources,
        }
    }
}

impl From<CreditLine> for Line {
    fn from(line: CreditLine) -> Self {
        // The record was checked, so both units are in the block.
        let first_unit = Count(line.first_unit().unwrap_or_default());
        let last_unit = Count(line.last_unit().unwrap_or_default());
        Self {
            amount: line.amount(),
            first_unit,
            last_unit,
            registry: line.registry,
            project_id: line.project,
            project_name: line.project_name,
            project_country: line.country,
            technology: line.technology,
            vintage_first: line.vintage.map(|vintage| Day(vintage.first())),
            vintage_last: line.vintage.map(|vintage| Day(vintage.last())),
            unit_scope: line.block.scope().to_owned(),
            block_serial: line.block.printed().to_owned(),
            block_first: Count(line.block.first()),
            block_last: Count(line.block.last()),
            unit_size: line.unit_size,
            slice_start: Count(line.slice.start()),
            slice_end: Count(line.slice.end()),
            act: match line.act {
                Act::Retired { word, date, reference, serials } => {
                    ActWire::Retired { word, date: Day(date), reference, serials }
                }
                Act::Allocated { due } => ActWire::Allocated { due: Day(due) },
            },
        }
    }
}

impl TryFrom<Record> for RetirementRecord {
    type Error = RecordError;

    fn try_from(wire: Record) -> Result<Self, Self::Error> {
        let stated = wire.state;
        let lines = wire.credit_lines.into_iter().enumerate();
        let record = Self::new(RecordParts {
            product_name: wire.product.product_name.clone(),
            product: wire.product.try_into()?,
            amount: wire.amount,
            coverage: match (wire.coverage, wire.coverage_reason) {
                (CoverageWord::Whole, None) => Coverage::Whole,
                (CoverageWord::Part, Some(reason)) => Coverage::Part { reason },
                _ => return Err(RecordError::CoverageReason),
            },
            footprint: wire.footprint.into(),
            lines: lines.map(|(index, line)| line.read(index)).collect::<Result<_, _>>()?,
            assurances: match wire.assurances {
                None => Vec::new(),
                // A record has one spelling: an empty list is written by leaving it out.
                Some(none) if none.is_empty() => return Err(RecordError::NoAssurances),
                Some(some) => some.into_iter().map(Assurance::from).collect(),
            },
            terms: wire.terms,
            demonstration: wire.demonstration,
        })?;
        if record.state() != stated {
            return Err(RecordError::Stated { member: "state" });
        }
        Ok(record)
    }
}

impl From<Assurance> for Statement {
    fn from(assurance: Assurance) -> Self {
        Self {
            body: assurance.body,
            standard: assurance.standard,
            scope: assurance.scope,
            statement_id: assurance.statement_id,
            first_day: Day(assurance.first),
            last_day: Day(assurance.last),
            link: assurance.link,
            sha256: assurance.digest,
        }
    }
}

impl From<Statement> for Assurance {
    fn from(wire: Statement) -> Self {
        Self {
            body: wire.body,
            standard: wire.standard,
            scope: wire.scope,
            statement_id: wire.statement_id,
            first: wire.first_day.0,
            last: wire.last_day.0,
            link: wire.link,
            digest: wire.sha256,
        }
    }
}

impl TryFrom<Product> for ProductId {
    type Error = RecordError;

    fn try_from(wire: Product) -> Result<Self, Self::Error> {
        let model = match (wire.gtin, wire.maker, wire.part_number) {
            (Some(gtin), None, None) => Model::Gtin(gtin),
            (None, Some(maker), Some(part_number)) => Model::Part { maker, part_number },
            _ => return Err(RecordError::Product),
        };
        Ok(Self::new(model, wire.serial_number))
    }
}

impl From<Footprint> for FootprintStatement {
    fn from(wire: Footprint) -> Self {
        let share = |Share { stage, amount }| StageAmount { stage, amount };
        Self {
            stages: wire.stages.into_iter().map(share).collect(),
            total: wire.total,
            statistic: wire.statistic,
            interval: wire.interval.map(|Interval { p5, p95 }| FootprintInterval { p5, p95 }),
            rounding: wire.rounding,
            tier: wire.tier,
            method: wire.method,
            use_years: wire.use_years.map(|years| years.0),
            location: wire.use_location,
            sources: wire.sources,
        }
    }
}

impl Line {
    fn read(self, line: usize) -> Result<CreditLine, RecordError> {
        let block = |reason: String| RecordError::Block { line, reason };
        let stated = (self.amount, self.first_unit.0, self.last_unit.0);
        let read = CreditLine {
            registry: self.registry,
            project: self.project_id,
            project_name: self.project_name,
            country: self.project_country,
            technology: self.technology,
            vintage: match (self.vintage_first, self.vintage_last) {
                (None, None) => None,
                (Some(first), Some(last)) => {
                    let vintage = Vintage::new(first.0, last.0);
                    Some(vintage.map_err(|_| RecordError::Vintage { line })?)
                }
                _ => return Err(RecordError::HalfVintage { line }),
            },
            block: UnitRange::new(
                self.unit_scope,
                self.block_first.0,
                self.block_last.0,
                self.block_serial,
            )
            .map_err(|error| block(error.to_string()))?,
            unit_size: self.unit_size,
            slice: GramSlice::new(self.slice_start.0, self.slice_end.0)
                .map_err(|error| block(error.to_string()))?,
            act: match self.act {
                ActWire::Retired { word, date, reference, serials } => {
                    Act::Retired { word, date: date.0, reference, serials }
                }
                ActWire::Allocated { due } => Act::Allocated { due: due.0 },
            },
        };
        // A slice outside its block has no last unit; report the slice first.
        if read.unit_size.is_zero() {
            return Err(RecordError::NoUnitSize { line });
        }
        if read.unit_slice().is_none() {
            return Err(RecordError::OutsideBlock { line });
        }
        let stated_members = [
            (stated.0 == read.amount(), "amount_kg"),
            (Some(stated.1) == read.first_unit(), "firstUnit"),
            (Some(stated.2) == read.last_unit(), "lastUnit"),
        ];
        for (agrees, member) in stated_members {
            if !agrees {
                return Err(RecordError::Stated { member });
            }
        }
        Ok(read)
    }
}
