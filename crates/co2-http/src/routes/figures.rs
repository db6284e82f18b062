//! What the programme has done, and what is open.

use super::text;
use crate::answer::Json as Answered;
use crate::app::blocking;
use crate::problem::{Kind, Problem};
use crate::route::{Call, Nothing, Route, Table};
use crate::token::Who;
use co2::figures::{Amounts, By, Growth, LowStock, Measure, Row};
use co2::ledger::OrderId;
use co2::programme::RetirementDuty;
use co2::units::{Co2e, ProductId};
use schemars::JsonSchema;
use serde::de::IntoDeserializer;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// By what figures are broken down.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Labels {
    /// Labels, separated by commas: `day`, `month`, `quarter`, `fiscal_year`, `project`, `technology`,
    /// `project_country`, `buyer_country`, `product_line`, `audience`.
    #[serde(default)]
    by: String,
}

/// What grew.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Grown {
    /// A period of time: `day`, `month`, `quarter` or `fiscal_year`.
    by: By,
    /// What is counted.
    measure: Measure,
}

/// Figures at a position of the journal.
#[derive(Serialize, JsonSchema)]
struct Sums {
    /// The position up to which they count, as a text of digits.
    position: String,
    /// All of it.
    total: Amounts,
    /// By the labels that were asked for, in their order.
    rows: Vec<Row>,
}

/// How a measure grew.
#[derive(Serialize, JsonSchema)]
struct Growths {
    /// Every period from the first in which there was something.
    periods: Vec<Growth>,
}

/// What is open at a position of the journal.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Duties")]
struct Open {
    /// The position, as a text of digits.
    position: String,
    /// Units to be retired, the earliest day first.
    retire: Vec<RetirementDuty>,
    /// Grams that are claimed and lost in the registry.
    shortfalls: Vec<Lacking>,
    /// Projects whose stock is short at the rate at which they were sold, the shortest first.
    low_stock: Vec<LowStock>,
}

/// Grams that are claimed and lost in the registry.
#[derive(Serialize, JsonSchema)]
struct Lacking {
    /// The order that lacks them.
    order: OrderId,
    /// The product that lacks them; `null` when they are kept for products without a serial number.
    product: Option<ProductId>,
    /// How much.
    amount_kg: Co2e,
}

pub(super) fn add(table: &mut Table) {
    let get = |path, id| Route::get(path, id).tag("figures").by(Who::READER);
    table.add(
        get("/v1/figures", "figures").problems(&[Kind::Value]).does(
            "The sums of everything that has happened, in exact amounts.",
            "What is covered, released, certified and retired never sum to each other.",
        ),
        figures,
    );
    table.add(
        get("/v1/figures/growth", "growth")
            .problems(&[Kind::Value])
            .does("How a measure grew from one period to the next.", ""),
        growth,
    );
    table.add(
        get("/v1/duties", "duties").does(
            "What is open: units to retire, shortfalls to make good, projects whose stock is short.",
            "",
        ),
        duties,
    );
}

async fn figures(call: Call<(), Labels, ()>) -> Result<Answered<Sums>, Problem> {
    let by = labels(&call.query.by)?;
    let programme = call.app.programme.clone();
    // The first time, the whole journal is read.
    let count = move || {
        let figures = programme.figures(None)?;
        let rows = if by.is_empty() { Vec::new() } else { figures.by(&by) };
        Ok::<_, Problem>(Sums { position: text(figures.position()), total: figures.total(), rows })
    };
    Ok(Answered(blocking(count).await??))
}

fn labels(text: &str) -> Result<Vec<By>, Problem> {
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    let label = |name: &str| {
        let read = By::deserialize(name.into_deserializer());
        read.map_err(|error: serde::de::value::Error| Problem::value(&error, "by"))
    };
    let labels: Vec<By> = names.map(label).collect::<Result<_, _>>()?;
    let distinct: BTreeSet<By> = labels.iter().copied().collect();
    if distinct.len() < labels.len() {
        return Err(Problem::new(Kind::Value, "a label stands there twice").of("by"));
    }
    Ok(labels)
}

async fn growth(call: Call<(), Grown, ()>) -> Result<Answered<Growths>, Problem> {
    let Grown { by, measure } = call.query;
    if !matches!(by, By::Day | By::Month | By::Quarter | By::FiscalYear) {
        return Err(Problem::new(Kind::Value, "not a period of time").of("by"));
    }
    let programme = call.app.programme.clone();
    let count = move || Ok::<_, Problem>(programme.figures(None)?.growth(by, measure));
    Ok(Answered(Growths { periods: blocking(count).await?? }))
}

async fn duties(call: Call<(), Nothing, ()>) -> Result<Answered<Open>, Problem> {
    let (programme, now) = (call.app.programme.clone(), call.now);
    let duties = blocking(move || programme.duties(None, now)).await??;
    let shortfalls = duties.shortfalls.into_iter().map(|lack| Lacking {
        amount_kg: lack.amount(),
        order: lack.order,
        product: lack.product,
    });
    Ok(Answered(Open {
        position: text(duties.position),
        retire: duties.retire,
        shortfalls: shortfalls.collect(),
        low_stock: duties.low_stock,
    }))
}
