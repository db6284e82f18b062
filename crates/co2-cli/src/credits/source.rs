//! Which reader a table of credits needs.

use crate::output::Failure;
use co2::offsets::import::{ReadError, ReadErrorKind, ReadOptions, is_report};
use co2::offsets::{ExportTable, Serial};
use co2::units::credit::RegistryId;
use co2::units::table::{DayOrder, Table, TableErrorKind};
use std::path::Path;

/// How a table is read.
#[derive(Default, clap::Args)]
pub(super) struct Reading {
    /// The registry that published the table, such as verra [default: as its columns tell].
    #[arg(long, value_name = "ID")]
    registry: Option<RegistryId>,
    /// The order of day and month in dates such as 11/09/2022, where the table does not show it.
    #[arg(long, value_name = "dmy|mdy", value_parser = read_order)]
    dates: Option<DayOrder>,
    /// Refuse columns that are not known.
    #[arg(long)]
    strict: bool,
}

/// What a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Kind {
    /// The host's own table of credits.
    Stock,
    /// Units that a registry issued.
    Issued,
    /// Units that were retired, cancelled or converted.
    Retired,
}

/// The reader of a table.
pub(super) enum Reader {
    Stock,
    Export(ExportTable),
    /// A partner's report.
    Report,
}

fn read_order(text: &str) -> Result<DayOrder, &'static str> {
    text.parse()
}

impl Reading {
    pub(super) fn options(&self) -> ReadOptions {
        ReadOptions::new().with_dates(self.dates).with_strict(self.strict)
    }

    /// What is wrong with a serial in a table of the host's own: it is of another registry than stated.
    pub(super) fn is_of_another(&self, serial: &Serial) -> Option<String> {
        let stated = self.registry.as_ref().filter(|stated| *stated != serial.registry())?;
        Some(format!("serial: this is a serial of {}, not of {stated}", serial.registry()))
    }

    /// The reader that a table's columns ask for, or the one that is stated.
    ///
    /// # Errors
    /// When the header is none, or not that of a table that is known.
    pub(super) fn reader(&self, bytes: &[u8], kind: Option<Kind>) -> Result<Reader, Whole> {
        let table = Table::read(bytes).map_err(ReadError::from)?;
        let export = ExportTable::of(&table);
        if let (Some(registry), Some(export)) = (&self.registry, export)
            && export.registry() != registry.as_str()
        {
            return Err(Whole::new(format!(
                "the columns are those of a table of {}, not of {registry}",
                export.registry()
            )));
        }
        match (kind, export) {
            (Some(Kind::Issued), Some(export)) => match issued(export) {
                Some(export) => Ok(Reader::Export(export)),
                None => Err(Whole::new(format!(
                    "{} publishes issuances without serials; this is its table of what is retired or \
                     cancelled",
                    export.registry()
                ))),
            },
            (Some(Kind::Retired), Some(ExportTable::GoldStandardIssuances)) => {
                Ok(Reader::Export(ExportTable::GoldStandardRetirements))
            }
            (None | Some(Kind::Retired), Some(export)) => Ok(Reader::Export(export)),
            (Some(Kind::Stock), _) => Ok(Reader::Stock),
            (Some(Kind::Retired), None) => Ok(Reader::Report),
            (None, None) if table.has("lot") => Ok(Reader::Stock),
            (None, None) if is_report(&table) => Ok(Reader::Report),
            (None | Some(Kind::Issued), None) => {
                let what = "the columns are not those of a table that is known: state its --kind";
                Err(Whole::new(what.to_owned()))
            }
        }
    }
}

/// Why a table cannot be read as a whole.
pub(super) struct Whole {
    /// The line at fault: that of the header, mostly.
    pub(super) line: u64,
    pub(super) reason: String,
}

impl Whole {
    /// The header does not fit.
    pub(super) fn new(reason: String) -> Self {
        Self { line: 1, reason }
    }

    pub(super) fn refused(&self, path: &Path) -> Failure {
        Failure::Refused(format!("{}: line {}: {}", path.display(), self.line, self.reason))
    }
}

impl From<ReadError> for Whole {
    fn from(error: ReadError) -> Self {
        Self { line: error.line, reason: reason(&error) }
    }
}

/// The table of issuances of a registry.
fn issued(table: ExportTable) -> Option<ExportTable> {
    match table {
        ExportTable::VerraUnits => Some(table),
        ExportTable::GoldStandardIssuances | ExportTable::GoldStandardRetirements => {
            Some(ExportTable::GoldStandardIssuances)
        }
        _ => None,
    }
}

/// The largest table that is read, in bytes: the public tables of registries have some hundred million.
const MAX_TABLE: u64 = 1 << 30;

pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    crate::io::read_at_most(path, MAX_TABLE)
}

/// Why a row is bad, with its column, and what can be done.
pub(super) fn reason(error: &ReadError) -> String {
    let column = error.column.as_deref().map_or(String::new(), |column| format!("{column}: "));
    let option = match &error.kind {
        ReadErrorKind::Table(
            TableErrorKind::AmbiguousDate(_) | TableErrorKind::TwoOrders { .. },
        ) => " (--dates dmy or --dates mdy)",
        _ => "",
    };
    format!("{column}{}{option}", error.kind)
}
