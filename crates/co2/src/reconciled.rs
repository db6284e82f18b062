//! How a ledger's retirements and a registry's or partner's table agree, in the form in which it is written.

use co2_offsets::reconcile::Difference;
use co2_offsets::{OperationId, Reconciliation, Serial};
use co2_units::Date;
use serde::Serialize;

/// How a ledger's retirements and a registry's or partner's table agree.
///
/// ```
/// use co2::offsets::{Whose, reconcile};
/// use co2::reconciled::Reconciled;
///
/// let both = Reconciled::new(&reconcile(&[], &[], Whose::Ours), vec![]);
/// assert!(both.agrees);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Reconciled {
    /// Whether both say the same and every row could be read.
    pub agrees: bool,
    /// Retirements that both have.
    pub matched: Vec<Matched>,
    /// Retirements that the table does not have.
    pub missing: Vec<OperationId>,
    /// Retirements of which the table says something else.
    pub differing: Vec<Differing>,
    /// Retirements whose units are named twice.
    pub ambiguous: Vec<Ambiguous>,
    /// Units that the table has and the ledger has not retired.
    pub surplus: Vec<Surplus>,
    /// Rows that cannot be read.
    pub bad: Vec<Unread>,
}

/// A retirement that both have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Matched {
    /// The host's name of it.
    pub operation: OperationId,
    /// Lines of the table, counted from 1.
    pub lines: Vec<u64>,
    /// Whether the table says that the units are retired, and not perhaps cancelled.
    pub confirmed: bool,
    /// The day in the table, when it is another than the ledger's.
    #[serde(serialize_with = "crate::wire::date")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<co2_units::Day>"))]
    pub other_date: Option<Date>,
}

/// What a difference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum What {
    /// The table has its reference for other units.
    OtherUnits,
    /// The table does not have all of its units.
    UnitsMissing,
    /// The table says that its units are not retired.
    NotRetired,
    /// Something else.
    Other,
}

/// A retirement of which the table says something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Differing {
    /// The host's name of it.
    pub operation: OperationId,
    /// Lines of the table, counted from 1.
    pub lines: Vec<u64>,
    /// What differs.
    pub difference: What,
    /// The units that it is about, as the registry would print them.
    pub serials: Vec<String>,
}

/// A retirement whose units are named twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Ambiguous {
    /// The host's name of it.
    pub operation: OperationId,
    /// Lines of the table, counted from 1.
    pub lines: Vec<u64>,
}

/// Units that only the table has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Surplus {
    /// The line of the table, counted from 1.
    pub line: u64,
    /// The units, as the registry would print them.
    pub serial: String,
}

/// A row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Unread {
    /// Its line, counted from 1.
    pub line: u64,
    /// What its column of serials contains.
    pub serial: Option<String>,
    /// Why it cannot be read.
    pub error: String,
}

impl Reconciled {
    /// What was found, and the rows that could not be read.
    pub fn new(found: &Reconciliation, bad: Vec<Unread>) -> Self {
        let matched = found.matched.iter().map(|one| Matched {
            operation: one.operation.clone(),
            lines: one.lines.clone(),
            confirmed: one.confirmed,
            other_date: one.other_date,
        });
        let ambiguous = found
            .ambiguous
            .iter()
            .map(|one| Ambiguous { operation: one.operation.clone(), lines: one.lines.clone() });
        let surplus = found
            .surplus
            .iter()
            .map(|one| Surplus { line: one.line, serial: one.units.to_string() });
        Self {
            agrees: found.agrees() && bad.is_empty(),
            matched: matched.collect(),
            missing: found.missing.clone(),
            differing: found.differing.iter().map(differing).collect(),
            ambiguous: ambiguous.collect(),
            surplus: surplus.collect(),
            bad,
        }
    }
}

fn differing(one: &co2_offsets::reconcile::Differing) -> Differing {
    let texts = |serials: &[Serial]| serials.iter().map(ToString::to_string).collect();
    let (difference, serials) = match &one.difference {
        Difference::Serials { theirs } => (What::OtherUnits, texts(theirs)),
        Difference::Units { lacking } => (What::UnitsMissing, texts(lacking)),
        Difference::NotRetired { .. } => (What::NotRetired, Vec::new()),
        _ => (What::Other, Vec::new()),
    };
    Differing { operation: one.operation.clone(), lines: one.lines.clone(), difference, serials }
}
