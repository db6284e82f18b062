//! Checking that the facts of a record agree.

use super::act::Act;
use super::assurance::Assurance;
use super::footprint::{Coverage, FootprintInterval, FootprintStatement};
use super::{CreditLine, MAX_ASSURANCES, MAX_LINES, RecordParts};
use co2_units::credit::{UnitSlice, Vintage};
use co2_units::product::Model;
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Date, Stage, Statistic, Timestamp};

/// The greatest number of serials of one act, and of sources of one footprint.
const MAX_LIST: usize = 256;

/// An error from making a [`RetirementRecord`](super::RetirementRecord). Lines are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The record has no credit line, so nothing says where the grams come from.
    #[error("the record has no credit line")]
    NoLines,
    /// There are too many lines, serials of one act, sources or assurances.
    #[error("the record has more than {max} {what}")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// The greatest number allowed.
        max: usize,
    },
    /// The unit size of a line is zero.
    #[error("the unit size of credit line {line} is zero")]
    NoUnitSize {
        /// The line's index.
        line: usize,
    },
    /// The slice of a line is not inside its block of units.
    #[error("the slice of credit line {line} exceeds its block of units")]
    OutsideBlock {
        /// The line's index.
        line: usize,
    },
    /// Two lines with the same unit scope have different unit sizes.
    #[error("credit lines {first} and {second} have different sizes for units of one scope")]
    UnitSizesDiffer {
        /// The index of a line.
        first: usize,
        /// The index of a later line.
        second: usize,
    },
    /// Two lines take the same gram.
    #[error("credit lines {first} and {second} take the same gram")]
    Overlap {
        /// The index of a line.
        first: usize,
        /// The index of a later line.
        second: usize,
    },
    /// The amounts of the lines do not add up to the stated amount.
    #[error("the record states {stated}, but its credit lines add up to {sum} g")]
    AmountDiffers {
        /// The amount stated.
        stated: Co2e,
        /// The sum of the lines, in grams.
        sum: u128,
    },
    /// The units of a line are called retired, but the serials of what was retired are missing.
    #[error("credit line {line} is retired but has no serials of the retired units")]
    RetiredWithoutSerials {
        /// The line's index.
        line: usize,
    },
    /// The units of a line were retired before the period of their emission reduction.
    #[error("credit line {line} was retired on {date}, before its vintage began on {vintage}")]
    RetiredBeforeVintage {
        /// The line's index.
        line: usize,
        /// The day of the retirement.
        date: Date,
        /// The first day of the vintage.
        vintage: Date,
    },
    /// The footprint has no stages, has a stage twice, or has them in another order than that of the life cycle.
    #[error("the stages of the footprint are not each given once, in the order of the life cycle")]
    Stages,
    /// The amounts of the stages do not add up to the total.
    #[error("the footprint states {stated}, but its stages add up to {sum} g")]
    FootprintDiffers {
        /// The total stated.
        stated: Co2e,
        /// The sum of the stages, in grams.
        sum: u128,
    },
    /// The 5th percentile is above the 95th, or the total is not the percentile that it is said to be.
    #[error("the interval of the footprint, {p5} to {p95}, does not match its total of {total}")]
    Interval {
        /// The lower end stated.
        p5: Co2e,
        /// The upper end stated.
        p95: Co2e,
        /// The total stated.
        total: Co2e,
    },
    /// The footprint names no source.
    #[error("the footprint names no source")]
    NoSource,
    /// The years of use are not above 0 and at most 100, are stated without a use stage, or are missing
    /// although there is one.
    #[error("the years of use do not match the footprint")]
    UseYears,
    /// The amount is below the footprint, but the record does not say that it covers only a part.
    #[error("{amount} is below the footprint of {footprint}; state that the record covers a part")]
    BelowFootprint {
        /// The amount.
        amount: Co2e,
        /// The footprint's total.
        footprint: Co2e,
    },
    /// The record says that it covers only a part, but the amount is the whole footprint or more.
    #[error("{amount} is not below the footprint of {footprint}, so it covers more than a part")]
    NotAPart {
        /// The amount.
        amount: Co2e,
        /// The footprint's total.
        footprint: Co2e,
    },
    /// In JSON, the list of assurances is empty; a record without assurances must not have the list.
    #[error("the list of assurances is empty; a record without assurances has no such list")]
    NoAssurances,
    /// A third party's statement ends before it starts.
    #[error("assurance {assurance} ends before it starts")]
    AssuranceEnds {
        /// The assurance's index, counted from 0.
        assurance: usize,
    },
    /// A third party's statement is listed twice.
    #[error("assurances {first} and {second} are the same statement by the same body")]
    SameAssurance {
        /// An assurance's index, counted from 0.
        first: usize,
        /// The index of a later one.
        second: usize,
    },
    /// A day is not in the years 1 to 9999.
    #[error("not a day of the years 1 to 9999: {date}")]
    Date {
        /// The day.
        date: Date,
    },
    /// In JSON, a vintage has only one of its two days.
    #[error("the vintage of credit line {line} has only one of its two days")]
    HalfVintage {
        /// The line's index.
        line: usize,
    },
    /// In JSON, a vintage ends before it starts.
    #[error("the vintage of credit line {line} ends before it starts")]
    Vintage {
        /// The line's index.
        line: usize,
    },
    /// In JSON, a block of units or a slice is not valid.
    #[error("the block of units or the slice of credit line {line} is not valid: {reason}")]
    Block {
        /// The line's index.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A product has neither a GTIN nor a maker and part number, or, in JSON, has both.
    #[error("a product has either a GTIN or a maker and part number")]
    Product,
    /// In JSON, the reason of a coverage is missing although it is a part, or given although it is whole.
    #[error("a reason is given if and only if the record covers a part")]
    CoverageReason,
    /// In JSON, a stated value contradicts the other facts.
    #[error("the stated {member} does not follow from the other facts")]
    Stated {
        /// The member's name.
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
    if let Some(interval) = footprint.interval {
        check_interval(interval, footprint)?;
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

fn check_interval(
    FootprintInterval { p5, p95 }: FootprintInterval,
    footprint: &FootprintStatement,
) -> Result<(), RecordError> {
    let total = footprint.total;
    let fits = match footprint.statistic {
        Statistic::P5 => total == p5,
        Statistic::P50 => (p5..=p95).contains(&total),
        Statistic::P95 => total == p95,
        // The mean of a distribution with a long tail can be above its 95th percentile.
        _ => true,
    };
    if p5 <= p95 && fits { Ok(()) } else { Err(RecordError::Interval { p5, p95, total }) }
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
    // Sorted by address, slices that overlap are found between neighbours.
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

/// Checks one line and returns its grams with their address.
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
