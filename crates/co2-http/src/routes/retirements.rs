//! Units that are sent to registries, and what these answer.

use super::{Done, OfOperation, OfOrder};
use crate::answer::Json as Answered;
use crate::app::blocking;
use crate::input::{Csv, Json};
use crate::problem::{Kind, Problem};
use crate::route::{Call, Key, Nothing, Route, Table};
use crate::token::Who;
use co2::offsets::import::{
    BadRow, ExportTable, ReadError, ReadOptions, ReadTable, read_export_rows, read_retirement_rows,
};
use co2::offsets::{OwnRetirement, Reference, Serial, TheirRow, Whose, reconcile};
use co2::programme::{OpenRetirement, RetirementDuty, UnitsToRetire};
use co2::reconciled::{Reconciled, Unread};
use co2::units::Day;
use co2::units::error::chain;
use co2::units::table::Table as Rows;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Units that paid orders need and that nobody was asked to retire yet.
#[derive(Serialize, JsonSchema)]
struct Plan {
    /// Each unit once, by registry, custodian, project and unit.
    retire: Vec<RetirementDuty>,
}

/// Units of one order.
#[derive(Serialize, JsonSchema)]
struct Units {
    /// The whole units that the order's grams lie in.
    units: Vec<UnitsToRetire>,
}

/// Retirements that no registry has answered yet.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OpenRetirements")]
struct Open {
    /// In the order of their names.
    open: Vec<OpenRetirement>,
}

/// What a registry answered.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RecordRequest {
    /// The registry's reference.
    reference: Reference,
    /// The day of the retirement.
    date: Day,
    /// The serial of the retired units, exactly as the registry prints it.
    serial: Serial,
}

pub(super) fn add(table: &mut Table) {
    let get = |path, id| Route::get(path, id).tag("retirements");
    let post = |path, id| Route::post(path, id).tag("retirements");
    table.add(
        get("/v1/retirements/plan", "retirementPlan").does(
            "All units that paid orders need and whose retirement is not requested, with the day by which it is due.",
            "It takes as long as opening the ledger: ask for it once a day.",
        ),
        plan,
    );
    table.add(
        get("/v1/orders/{order}/units", "unitsToRetire")
            .by(Who::SHOP_OR_READER)
            .problems(&[Kind::NotFound])
            .does("The units of one order whose retirement is not requested.", ""),
        units,
    );
    table.add(
        get("/v1/retirements", "openRetirements")
            .by(Who::READER)
            .does("Retirements that were requested and are not recorded.", ""),
        open,
    );
    table.add(
        post("/v1/retirements", "requestRetirement")
            .key(Key::Needed)
            .problems(&[Kind::Conflict, Kind::Refused])
            .does(
                "Notes that units were sent to their registry to be retired.",
                "The `Idempotency-Key` is the name of the retirement, by which it is recorded.",
            ),
        request,
    );
    table.add(
        post("/v1/retirements/{operation}/record", "recordRetirement")
            .problems(&[Kind::NotFound, Kind::Conflict, Kind::Refused])
            .does("Records what the registry answered.", ""),
        record,
    );
    table.add(
        post("/v1/retirements/reconcile", "reconcileRetirements").does(
            "Compares the retirements that are recorded with a registry's or partner's table.",
            "CSV. Nothing is changed.",
        ),
        compare,
    );
}

async fn plan(call: Call<(), Nothing, ()>) -> Result<Answered<Plan>, Problem> {
    let retire = call.app.programme.retirement_plan_async().await?;
    Ok(Answered(Plan { retire }))
}

async fn units(call: Call<OfOrder, Nothing, ()>) -> Result<Answered<Units>, Problem> {
    let units = call.app.programme.units_to_retire_async(call.path.order.as_str()).await?;
    Ok(Answered(Units { units }))
}

async fn open(call: Call<(), Nothing, ()>) -> Result<Answered<Open>, Problem> {
    Ok(Answered(Open { open: call.app.programme.open_retirements_async().await? }))
}

async fn request(call: Call<(), Nothing, Json<UnitsToRetire>>) -> Result<Answered<Done>, Problem> {
    let operation = call.operation()?.as_str();
    let Json(units) = &call.body;
    let answer = call.app.programme.request_retirement_async(operation, units, call.now).await?;
    Ok(Answered(Done::from(&answer)))
}

async fn record(
    call: Call<OfOperation, Nothing, Json<RecordRequest>>,
) -> Result<Answered<Done>, Problem> {
    let Json(RecordRequest { reference, date, serial }) = &call.body;
    let (operation, serial) = (call.path.operation.as_str(), serial.to_string());
    let (reference, date) = (reference.as_str(), date.date());
    let programme = &call.app.programme;
    let answer =
        programme.record_retirement_async(operation, reference, date, &serial, call.now).await?;
    Ok(Answered(Done::from(&answer)))
}

async fn compare(call: Call<(), Nothing, Csv>) -> Result<Answered<Reconciled>, Problem> {
    let Csv(bytes) = call.body;
    let read = blocking(move || theirs(&bytes)).await?;
    let (theirs, bad, everybodys) = read.map_err(|error| {
        Problem::new(Kind::Value, chain(&error)).of(format!("line {}", error.line))
    })?;
    let read = |state: &co2::ledger::State, _| -> (Vec<OwnRetirement>, Vec<_>) {
        let ours = state.retirements().filter_map(co2::ledger::Retirement::reported).collect();
        (ours, state.lots().map(|(_, lot)| lot.lot().serial.units().clone()).collect())
    };
    let (ours, held) = call.app.programme.ledger().survey_async(None, read).await?;
    let compare = move || {
        let whose = if everybodys { Whose::Everybodys(&held) } else { Whose::Ours };
        let bad = bad.iter().map(|row| Unread {
            line: row.error.line,
            serial: row.serial.clone(),
            error: chain(&row.error),
        });
        Reconciled::new(&reconcile(&ours, &theirs, whose), bad.collect())
    };
    Ok(Answered(blocking(compare).await?))
}

/// The rows of a table, those that cannot be read, and whether it holds everybody's units: a registry's own
/// table does, and a partner's report does not.
fn theirs(bytes: &[u8]) -> Result<(Vec<TheirRow>, Vec<BadRow>, bool), ReadError> {
    let table = Rows::read(bytes)?;
    let options = ReadOptions::new();
    let Some(table) = ExportTable::of(&table) else {
        let ReadTable { good, bad, .. } = read_retirement_rows(bytes, options)?;
        return Ok((good, bad, false));
    };
    // The two tables have the same columns.
    let table = match table {
        ExportTable::GoldStandardIssuances => ExportTable::GoldStandardRetirements,
        table => table,
    };
    let ReadTable { good, bad, .. } = read_export_rows(table, bytes, options)?;
    Ok((good.into_iter().map(TheirRow::from).collect(), bad, true))
}
