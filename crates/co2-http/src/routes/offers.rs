//! Quotes, and what a checkout shows of them.

use crate::answer::Json as Answered;
use crate::input::Json;
use crate::problem::{Kind, Problem};
use crate::route::{Call, Nothing, Route, Table};
use crate::token::Who;
use co2::claims::Evidence;
use co2::equiv::l10n::Locale;
use co2::page::QuotePage;
use co2::{Buyer, Cart, Choice, Quote};
use schemars::JsonSchema;
use serde::Deserialize;

/// What is to be quoted.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct QuoteRequest {
    /// The products.
    cart: Cart,
    /// Who buys them.
    buyer: Buyer,
    /// Which credits; any that the rules allow when it is left out.
    #[serde(default = "any")]
    choice: Choice,
}

const fn any() -> Choice {
    Choice::Any
}

/// What is to be shown.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OfferRequest {
    /// The products.
    cart: Cart,
    /// Who buys them.
    buyer: Buyer,
    /// What is disclosed with claims.
    #[serde(default)]
    evidence: Evidence,
    /// The language of sentences, such as `sv`; English when it is left out.
    #[serde(default)]
    locale: Option<String>,
}

const PROBLEMS: &[Kind] = &[Kind::Stock, Kind::Refused];

pub(super) fn add(table: &mut Table) {
    let route = Route::post("/v1/quotes", "quote").tag("offers").by(Who::SHOP).problems(PROBLEMS);
    table.add(
        route.does(
            "What it costs to cover a cart.",
            "It holds no stock. To reserve it, send `rules`, `price` and `valid_until` back with the cart.",
        ),
        quote,
    );
    let route = Route::post("/v1/offers", "offer").tag("offers").by(Who::SHOP).problems(PROBLEMS);
    table.add(
        route.does(
            "What a checkout shows of a cart.",
            "Per line the footprint, the projects to choose from with what each costs, equivalences in words, and \
             which claims may be made to this buyer. It binds nothing.",
        ),
        offer,
    );
}

async fn quote(call: Call<(), Nothing, Json<QuoteRequest>>) -> Result<Answered<Quote>, Problem> {
    let Json(QuoteRequest { cart, buyer, choice }) = call.body;
    let programme = &call.app.programme;
    Ok(Answered(programme.quote_for_async(&cart, &buyer, choice, call.now).await?))
}

async fn offer(
    call: Call<(), Nothing, Json<OfferRequest>>,
) -> Result<Answered<QuotePage>, Problem> {
    let Json(OfferRequest { cart, buyer, evidence, locale }) = call.body;
    let programme = &call.app.programme;
    let page = match locale {
        None => programme.page_async(&cart, &buyer, &evidence, call.now).await?,
        Some(locale) => {
            let locale: Locale =
                locale.parse().map_err(|error| Problem::value(&error, "locale"))?;
            programme.page_in_async(locale, &cart, &buyer, &evidence, call.now).await?
        }
    };
    Ok(Answered(page))
}
