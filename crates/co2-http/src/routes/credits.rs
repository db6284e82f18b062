//! Credits that come into stock.

use super::text;
use crate::answer::Json as Answered;
use crate::app::blocking;
use crate::input::Csv;
use crate::problem::{Kind, Problem};
use crate::route::{Call, Route, Table};
use co2::offsets::LotId;
use co2::offsets::import::ReadOptions;
use co2::programme::LeftRow;
use co2::units::error::chain;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a table is taken.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct How {
    /// Whether rows that cannot be taken are left, each with its reason. Without it a table is taken as a whole
    /// or not at all.
    #[serde(default)]
    lenient: bool,
}

/// What was taken of a table.
#[derive(Serialize, JsonSchema)]
struct ImportedCredits {
    /// The position of the journal, as a text of digits; `null` when nothing was taken.
    position: Option<String>,
    /// Whether the same table was taken before.
    replayed: bool,
    /// The lots that came into stock, of a lenient import.
    taken: Vec<LotId>,
    /// The lots that were in stock already, of a lenient import.
    held: Vec<LotId>,
    /// The rows that were left, of a lenient import.
    left: Vec<Left>,
    /// The columns that were not looked at, of a lenient import. A misspelt one is among them.
    ignored: Vec<String>,
}

/// A row that was left.
#[derive(Serialize, JsonSchema)]
struct Left {
    /// Its line in the table, from 1.
    line: u64,
    /// What stands in its column of serials.
    serial: Option<String>,
    /// Why it was left.
    reason: String,
}

impl From<&LeftRow> for Left {
    fn from(row: &LeftRow) -> Self {
        Self { line: row.line, serial: row.serial.clone(), reason: chain(&row.reason) }
    }
}

pub(super) fn add(table: &mut Table) {
    table.add(
        Route::post("/v1/credits", "importCredits")
            .tag("credits")
            .problems(&[Kind::Conflict, Kind::Refused])
            .does(
                "Takes a table of credits into stock.",
                "CSV with a header: `lot`, `serial`, `vintage`, `unit_size`, `project_name`, `country`, \
                 `technology` and others. The same table a second time does nothing.",
            ),
        import,
    );
}

async fn import(call: Call<(), How, Csv>) -> Result<Answered<ImportedCredits>, Problem> {
    // A large table takes a while to be read.
    let (programme, Csv(bytes), now) = (call.app.programme.clone(), call.body, call.now);
    if !call.query.lenient {
        let answer = blocking(move || programme.import_credits(&*bytes, now)).await??;
        return Ok(Answered(ImportedCredits {
            position: Some(text(answer.position)),
            replayed: answer.receipt.replayed,
            taken: Vec::new(),
            held: Vec::new(),
            left: Vec::new(),
            ignored: Vec::new(),
        }));
    }
    let take = move || programme.import_good_credits(&*bytes, ReadOptions::new(), now);
    let taken = blocking(take).await??;
    Ok(Answered(ImportedCredits {
        position: taken.committed.as_ref().map(|answer| text(answer.position)),
        replayed: taken.committed.as_ref().is_some_and(|answer| answer.receipt.replayed),
        left: taken.left.iter().map(Left::from).collect(),
        taken: taken.taken,
        held: taken.held,
        ignored: taken.ignored,
    }))
}
