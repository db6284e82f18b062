//! Editions as constant tables of plain texts, built through the same checks as a host's own set.

use crate::{
    Basis, Boundary, Edition, Equivalence, FactorSet, FactorSetError, Gases, Kind, Label,
    LabelError, Noun, Scope, Value, ValueError,
};
use co2_units::{IdError, PlaceError, Region, Source, Status};

/// An edition and its rows.
pub(super) struct Table {
    pub(super) id: &'static str,
    pub(super) publisher: &'static str,
    pub(super) publication: &'static str,
    pub(super) label: &'static str,
    pub(super) region: &'static str,
    pub(super) licence: &'static str,
    /// The year from which the edition is known.
    pub(super) year: u16,
    /// Where the rows were read, unless a row says otherwise.
    pub(super) locator: &'static str,
    pub(super) rows: &'static [Row],
}

/// One equivalence: `tonnes` for `units`, in the digits that were printed.
pub(super) struct Row {
    pub(super) id: &'static str,
    pub(super) one: &'static str,
    pub(super) other: &'static str,
    pub(super) kind: Kind,
    pub(super) basis: Basis,
    pub(super) gases: Gases,
    pub(super) scope: Scope,
    pub(super) tonnes: &'static str,
    pub(super) units: &'static str,
    pub(super) status: Status,
    pub(super) locator: Option<&'static str>,
    pub(super) note: Option<&'static str>,
}

/// What can be wrong in a table.
#[derive(Debug, thiserror::Error)]
pub(super) enum TableError {
    #[error(transparent)]
    Id(#[from] IdError),
    #[error(transparent)]
    Label(#[from] LabelError),
    #[error(transparent)]
    Value(#[from] ValueError),
    #[error(transparent)]
    Region(#[from] PlaceError),
    #[error(transparent)]
    Set(#[from] FactorSetError),
}

impl Table {
    pub(super) fn build(&self) -> Result<FactorSet, TableError> {
        let edition = Edition {
            id: self.id.parse()?,
            publisher: Label::new(self.publisher)?,
            label: Label::new(self.label)?,
            region: self.region.parse::<Region>()?,
            licence: Label::new(self.licence)?,
        };
        let rows =
            self.rows.iter().map(|row| self.equivalence(row)).collect::<Result<Vec<_>, _>>()?;
        Ok(FactorSet::new(edition, rows)?)
    }

    fn equivalence(&self, row: &Row) -> Result<Equivalence, TableError> {
        let boundary = Boundary { gases: row.gases, scope: row.scope };
        Ok(Equivalence {
            id: row.id.parse()?,
            noun: Noun { one: Label::new(row.one)?, other: Label::new(row.other)? },
            kind: row.kind,
            basis: row.basis,
            boundary,
            value: Value::from_texts(row.tonnes, row.units)?,
            source: Source {
                publisher: self.publisher.into(),
                edition: format!("{}, {}", self.publication, self.label).into(),
                year: self.year,
                region: self.region.into(),
                boundary: boundary.to_string().into(),
                licence: self.licence.into(),
                locator: row.locator.unwrap_or(self.locator).into(),
                status: row.status,
            },
            note: row.note.map(Label::new).transpose()?,
        })
    }
}
