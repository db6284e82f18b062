//! Comparing the ledger's retirements with what a registry or a partner reports.
//!
//! Units are compared, not rows: one of our retirements may be in several rows, and a row may cover
//! several of ours. Cancelled and converted units are not retired.

mod blocks;

use self::blocks::Blocks;
use crate::ids::OperationId;
use crate::import::{ExportRow, RegistryAct};
use crate::serial::Serial;
use co2_units::Date;
use co2_units::credit::UnitRange;
use co2_units::text::Reference;
use std::collections::{BTreeMap, BTreeSet};

/// A retirement as recorded in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRetirement {
    /// The host's id of the operation.
    pub operation: OperationId,
    /// The units.
    pub serials: Vec<Serial>,
    /// The day of the retirement.
    pub date: Option<Date>,
    /// The registry's or partner's reference for it.
    pub reference: Option<Reference>,
}

/// What a registry or partner reports about some units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TheirRow {
    /// The line of their table, counted from 1.
    pub line: u64,
    /// What happened to the units.
    pub act: RegistryAct,
    /// The units.
    pub serial: Serial,
    /// The day on which it happened.
    pub date: Option<Date>,
    /// Their reference for it.
    pub reference: Option<Reference>,
}

impl From<ExportRow> for TheirRow {
    fn from(row: ExportRow) -> Self {
        let ExportRow { line, act, serial, date, .. } = row;
        Self { line, act, serial, date, reference: None }
    }
}

/// The holders of the units in their table.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// Only we: a partner's report, or the export of our account.
    Ours,
    /// All holders: only what it states about these units, those that we hold or held, is compared.
    Everybodys(&'a [UnitRange]),
}

/// The result of a comparison. Each of our retirements is in exactly one of the first four lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reconciliation {
    /// Retirements on which their table agrees.
    pub matched: Vec<Matched>,
    /// Retirements that their table does not have.
    pub missing: Vec<OperationId>,
    /// Retirements on which their table differs.
    pub differing: Vec<Differing>,
    /// Retirements with units that are named twice, by them or by us.
    pub ambiguous: Vec<Ambiguous>,
    /// Units that their table has and ours does not.
    pub surplus: Vec<Surplus>,
}

/// A retirement on which their table agrees.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Matched {
    /// Our operation.
    pub operation: OperationId,
    /// Their lines.
    pub lines: Vec<u64>,
    /// Whether they state that it is a retirement; some tables do not distinguish it from a cancellation.
    pub confirmed: bool,
    /// The day that they state, if it differs from ours.
    pub other_date: Option<Date>,
}

/// A retirement on which their table differs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Differing {
    /// Our operation.
    pub operation: OperationId,
    /// Their lines.
    pub lines: Vec<u64>,
    /// What differs.
    pub difference: Difference,
}

/// How their table differs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// They have our reference, but for other units.
    Serials {
        /// The units that they name under it.
        theirs: Vec<Serial>,
    },
    /// They have only some of the units.
    Units {
        /// The units that they do not have, as the registry would print them.
        lacking: Vec<Serial>,
    },
    /// They have the units, but as given up without use or for others, not as retired.
    NotRetired {
        /// What they state happened.
        act: RegistryAct,
    },
}

/// A retirement with units that are named twice.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ambiguous {
    /// Our operation.
    pub operation: OperationId,
    /// Their lines.
    pub lines: Vec<u64>,
}

/// Units that their table has and ours does not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Surplus {
    /// Their line.
    pub line: u64,
    /// What they state happened.
    pub act: RegistryAct,
    /// The units, as the registry would print them.
    pub units: Serial,
}

impl Reconciliation {
    /// Returns true if both agree, as far as their table states.
    pub fn agrees(&self) -> bool {
        self.missing.is_empty()
            && self.differing.is_empty()
            && self.ambiguous.is_empty()
            && self.surplus.is_empty()
    }
}

/// Compares our retirements with their table. Rows of issuances are ignored.
///
/// The result depends only on the content: lists are in the order in which our retirements, or their rows, were
/// given.
///
/// ```
/// use co2_offsets::{OwnRetirement, RegistryAct, TheirRow, Whose, reconcile};
///
/// let ours = OwnRetirement {
///     operation: "retire-7".parse()?,
///     serials: vec!["ACR-FR-99999-2025-99999-1 to 5".parse()?],
///     date: None,
///     reference: None,
/// };
/// let theirs = |line, serial: &str| {
///     Ok::<_, co2_offsets::serial::ParseSerialError>(TheirRow {
///         line,
///         act: RegistryAct::Retirement,
///         serial: serial.parse()?,
///         date: None,
///         reference: None,
///     })
/// };
/// let rows = [
///     theirs(2, "ACR-FR-99999-2025-99999-1 to 2")?,
///     theirs(3, "ACR-FR-99999-2025-99999-3 to 6")?,
/// ];
/// let found = reconcile(&[ours], &rows, Whose::Ours);
/// assert_eq!(found.matched[0].lines, [2, 3]);
/// assert_eq!(found.surplus[0].units.to_string(), "ACR-FR-99999-2025-99999-6 to 6");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn reconcile(ours: &[OwnRetirement], theirs: &[TheirRow], whose: Whose<'_>) -> Reconciliation {
    let rows: Vec<&TheirRow> =
        theirs.iter().filter(|row| row.act != RegistryAct::Issuance).collect();
    let their_units = Blocks::new(rows.iter().map(|row| row.serial.units()));
    let our_units = Blocks::new(ours.iter().flat_map(|own| &own.serials).map(Serial::units));
    let mut by_reference: BTreeMap<&Reference, Vec<&TheirRow>> = BTreeMap::new();
    for &row in &rows {
        if let Some(reference) = &row.reference {
            by_reference.entry(reference).or_default().push(row);
        }
    }
    let mut found = Reconciliation::default();
    let mut explained = BTreeSet::new();
    for own in ours {
        let operation = own.operation.clone();
        let mut places: Vec<usize> =
            own.serials.iter().flat_map(|serial| their_units.touching(serial.units())).collect();
        places.sort_unstable();
        places.dedup();
        let touching: Vec<&TheirRow> =
            places.iter().filter_map(|&at| rows.get(at)).copied().collect();
        let lines = touching.iter().map(|row| row.line).collect();
        let doubled = |serial: &Serial| {
            their_units.names_twice(serial.units()) || our_units.names_twice(serial.units())
        };
        if own.serials.iter().any(doubled) {
            found.ambiguous.push(Ambiguous { operation, lines });
            continue;
        }
        if touching.is_empty() {
            let named = own.reference.as_ref().and_then(|reference| by_reference.get(reference));
            let Some(named) = named else {
                found.missing.push(operation);
                continue;
            };
            explained.extend(named.iter().map(|row| row.line));
            let theirs = named.iter().map(|row| row.serial.clone()).collect();
            let lines = named.iter().map(|row| row.line).collect();
            let difference = Difference::Serials { theirs };
            found.differing.push(Differing { operation, lines, difference });
            continue;
        }
        let given_up = touching.iter().find(|row| !row.act.may_be_retirement());
        let difference =
            given_up.map(|row| Difference::NotRetired { act: row.act }).or_else(|| {
                let lacking: Vec<Serial> =
                    own.serials.iter().flat_map(|serial| their_units.lacking(serial)).collect();
                (!lacking.is_empty()).then_some(Difference::Units { lacking })
            });
        match difference {
            Some(difference) => found.differing.push(Differing { operation, lines, difference }),
            None => found.matched.push(Matched {
                operation,
                lines,
                confirmed: touching.iter().all(|row| row.act == RegistryAct::Retirement),
                other_date: own.date.and_then(|date| {
                    touching.iter().filter_map(|row| row.date).find(|theirs| *theirs != date)
                }),
            }),
        }
    }
    for row in rows.iter().filter(|row| !explained.contains(&row.line)) {
        let looked_at = match whose {
            Whose::Ours => vec![(row.serial.units().first(), row.serial.units().last())],
            Whose::Everybodys(held) => blocks::common(row.serial.units(), held),
        };
        for (first, last) in looked_at {
            let Ok(part) = row.serial.part(first, last) else { continue };
            for units in our_units.lacking(&part) {
                found.surplus.push(Surplus { line: row.line, act: row.act, units });
            }
        }
    }
    found
}
