//! Whether the facts of a record agree with each other.

use super::act::Act;
use super::assurance::Assurance;
use super::footprint::{Coverage, FootprintStatement};
use super::{CreditLine, MAX_ASSURANCES, MAX_LINES, RecordParts};
use co2_units::credit::{UnitSlice, Vintage};
use co2_units::product::Model;
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Date, Stage, Timestamp};

/// The most serials of one act and sources of one footprint.
const MAX_LIST: usize = 256;

/// Why facts make no [`RetirementRecord`](super::RetirementRecord). Lines are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// No line says where the grams come from.
    #[error("the record has no credit line")]
    NoLines,
    /// Too many lines, serials of one act, sources or assurances.
    #[error("the record has more than {max} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The most allowed.
        max: usize,
    },
    /// A unit of a line has no gram.
    #[error("the unit size of credit line {line} is zero")]
    NoUnitSize {
        /// The line.
        line: usize,
    },
    /// A slice does not lie inside its block of units.
    #[error("the slice of credit line {line} leaves its block of units")]
    OutsideBlock {
        /// The line.
        line: usize,
    },
    /// Two lines of one uniqueness scope count units of different sizes.
    #[error("credit lines {first} and {second} give units of one scope different sizes")]
    UnitSizesDiffer {
        /// A line.
        first: usize,
        /// A later line.
        second: usize,
    },
    /// Two lines take the same gram.
    #[error("credit lines {first} and {second} take the same gram")]
    Overlap {
        /// A line.
        first: usize,
        /// A later line.
        second: usize,
    },
    /// The lines do not sum to the amount.
    #[error("the record states {stated}, but its credit lines sum to {sum} g")]
    AmountDiffers {
        /// The amount stated.
        stated: Co2e,
        /// The sum of the lines, in grams.
        sum: u128,
    },
    /// Units are called retired without the serials that the registry printed for it.
    #[error("credit line {line} is retired without a serial of what was retired")]
    RetiredWithoutSerials {
        /// The line.
        line: usize,
    },
    /// Units are called retired before the period in which their reduction happened.
    #[error("credit line {line} was retired on {date}, before its vintage began on {vintage}")]
    RetiredBeforeVintage {
        /// The line.
        line: usize,
        /// The day of the act.
        date: Date,
        /// The first day of the vintage.
        vintage: Date,
    },
    /// The footprint has no stage, a stage twice, or stages not in the order of life.
    #[error("the stages of the footprint are not each once and in the order of life")]
    Stages,
    /// The stages do not sum to the total.
    #[error("the footprint states {stated}, but its stages sum to {sum} g")]
    FootprintDiffers {
        /// The total stated.
        stated: Co2e,
        /// The sum of the stages, in grams.
        sum: u128,
    },
    /// The footprint names no source.
    #[error("the footprint names no source")]
    NoSource,
    /// The years of use are not above 0 and at most 100, or are stated without a use stage, or not
    /// stated with one.
    #[error("the years of use do not fit the footprint")]
    UseYears,
    /// The amount is below the footprint, and the record does not say that it covers a part.
    #[error("{amount} is below the footprint of {footprint}; say that the record covers a part")]
    BelowFootprint {
        /// The amount.
        amount: Co2e,
        /// The footprint's total.
        footprint: Co2e,
    },
    /// The record says that it covers a part, but the amount is the whole footprint or more.
    #[error("{amount} is not below the footprint of {footprint}, so it covers not only a part")]
    NotAPart {
        /// The amount.
        amount: Co2e,
        /// The footprint's total.
        footprint: Co2e,
    },
    /// A list of assurances, in JSON, that is empty; a record without any has no list.
    #[error("a record without assurances has no list of them")]
    NoAssurances,
    /// A third party's statement ends before it starts.
    #[error("assurance {assurance} ends before it starts")]
    AssuranceEnds {
        /// The assurance, counted from 0.
        assurance: usize,
    },
    /// A third party's statement is named twice.
    #[error("assurances {first} and {second} are the same statement of the same body")]
    SameAssurance {
        /// An assurance, counted from 0.
        first: usize,
        /// A later one.
        second: usize,
    },
    /// A day outside the years 1 to 9999.
    #[error("not a day of the years 1 to 9999: {date}")]
    Date {
        /// The day.
        date: Date,
    },
    /// A vintage, in JSON, with only one of its days.
    #[error("the vintage of credit line {line} has only one of its days")]
    HalfVintage {
        /// The line.
        line: usize,
    },
    /// A vintage, in JSON, that ends before it starts.
    #[error("the vintage of credit line {line} ends before it starts")]
    Vintage {
        /// The line.
        line: usize,
    },
    /// A block of units or a slice, in JSON, that is none.
    #[error("credit line {line} has no valid block of units or slice: {reason}")]
    Block {
        /// The line.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A product without GTIN and without maker and part number, or, in JSON, with both.
    #[error("a product has either a GTIN or a maker and part number")]
    Product,
    /// A coverage, in JSON, whose reason does not fit: only a part has one.
    #[error("a reason is given exactly when the record covers a part")]
    CoverageReason,
    /// A stated value, in JSON, that the other facts contradict.
    #[error("the stated {member} is not what the other facts give")]
    Stated {
        /// The member.
        member: &'static str,
    },
}

pub(super) fn check(parts: &RecordParts) -> Result<(), RecordError> {
    if !matches!(parts.product.model, Model::Gtin(_) | Model::Part { .. }) {
        return Err(RecordError::Product);
    }
    check_footprint(&parts.footprint)?;
    check_lines(&parts.lines)?;
    check_assurances(&parts.assurances)?;
    let sum = sum(parts.lines.iter().map(CreditLine::amount));
    if sum != u128::from(parts.amount.as_grams()) {
        return Err(RecordError::AmountDiffers { stated: parts.amount, sum });
    }
    let (amount, footprint) = (parts.amount, parts.footprint.total);
    match parts.coverage {
        Coverage::Whole if amount < footprint => {
            Err(RecordError::BelowFootprint { amount, footprint })
        }
        Coverage::Part { .. } if amount >= footprint => {
            Err(RecordError::NotAPart { amount, footprint })
        }
        _ => Ok(()),
    }
}

fn sum(amounts: impl Iterator<Item = Co2e>) -> u128 {
    // Lists are short, so a u128 always holds the sum.
    amounts.fold(0, |sum, amount| sum.saturating_add(u128::from(amount.as_grams())))
}

fn check_footprint(footprint: &FootprintStatement) -> Result<(), RecordError> {
    let stages = footprint.stages.iter().map(|share| share.stage);
    if footprint.stages.is_empty() || !stages.is_sorted_by(|a, b| a < b) {
        return Err(RecordError::Stages);
    }
    let sum = sum(footprint.stages.iter().map(|share| share.amount));
    if sum != u128::from(footprint.total.as_grams()) {
        return Err(RecordError::FootprintDiffers { stated: footprint.total, sum });
    }
    if footprint.sources.is_empty() {
        return Err(RecordError::NoSource);
    }
    at_most(MAX_LIST, footprint.sources.len(), "sources")?;
    let used = footprint.stages.iter().any(|s| s.stage == Stage::Use);
    let years_fit = match footprint.use_years {
        Some(years) => used && years > Decimal::ZERO && years <= Decimal::ONE_HUNDRED,
        None => !used,
    };
    if years_fit { Ok(()) } else { Err(RecordError::UseYears) }
}

fn check_lines(lines: &[CreditLine]) -> Result<(), RecordError> {
    if lines.is_empty() {
        return Err(RecordError::NoLines);
    }
    at_most(MAX_LINES, lines.len(), "credit lines")?;
    let mut order = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        order.push((index, check_line(index, line)?));
    }
    // Sorted by address, neighbours are the first to overlap.
    order.sort_by(|(a, left), (b, right)| {
        let key = |slice: &UnitSlice| (slice.block().scope().to_owned(), slice.address());
        key(left).cmp(&key(right)).then(a.cmp(b))
    });
    for pair in order.windows(2) {
        let [(a, left), (b, right)] = pair else { continue };
        if left.block().scope() != right.block().scope() {
            continue;
        }
        let (first, second) = (*a.min(b), *a.max(b));
        if left.unit_size() != right.unit_size() {
            return Err(RecordError::UnitSizesDiffer { first, second });
        }
        if left.overlaps(right) {
            return Err(RecordError::Overlap { first, second });
        }
    }
    Ok(())
}

/// Checks one line, and gives its grams with their address.
fn check_line(index: usize, line: &CreditLine) -> Result<UnitSlice, RecordError> {
    if line.unit_size.is_zero() {
        return Err(RecordError::NoUnitSize { line: index });
    }
    let slice = line.unit_slice().ok_or(RecordError::OutsideBlock { line: index })?;
    match &line.act {
        Act::Retired { date, serials, .. } => {
            if serials.is_empty() {
                return Err(RecordError::RetiredWithoutSerials { line: index });
            }
            at_most(MAX_LIST, serials.len(), "serials of one act")?;
            check_date(*date)?;
            if let Some(vintage) = line.vintage.map(Vintage::first).filter(|first| date < first) {
                let (line, date) = (index, *date);
                return Err(RecordError::RetiredBeforeVintage { line, date, vintage });
            }
        }
        Act::Allocated { due } => check_date(*due)?,
    }
    Ok(slice)
}

fn check_assurances(assurances: &[Assurance]) -> Result<(), RecordError> {
    at_most(MAX_ASSURANCES, assurances.len(), "assurances")?;
    for (second, assurance) in assurances.iter().enumerate() {
        check_date(assurance.first)?;
        check_date(assurance.last)?;
        if assurance.last < assurance.first {
            return Err(RecordError::AssuranceEnds { assurance: second });
        }
        let same = |earlier: &Assurance| {
            (&earlier.body, &earlier.statement_id) == (&assurance.body, &assurance.statement_id)
        };
        if let Some(first) = assurances.iter().take(second).position(same) {
            return Err(RecordError::SameAssurance { first, second });
        }
    }
    Ok(())
}

fn at_most(max: usize, count: usize, what: &'static str) -> Result<(), RecordError> {
    if count > max {
        return Err(RecordError::TooMany { what, max });
    }
    Ok(())
}

fn check_date(date: Date) -> Result<(), RecordError> {
    if (Timestamp::MIN.date()..=Timestamp::MAX.date()).contains(&date) {
        Ok(())
    } else {
        Err(RecordError::Date { date })
    }
}
