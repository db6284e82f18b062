//! Orders: reserved, paid or given up, fulfilled; and what comes after the sale.

use super::{Done, OfOrder};
use crate::answer::Json as Answered;
use crate::input::{Json, OptionalJson};
use crate::problem::{Kind, Problem};
use crate::route::{Call, Key, Nothing, Route, Table, note};
use crate::token::Who;
use co2::ledger::command::Part;
use co2::offsets::LotId;
use co2::programme::{OrderLook, Reservation, Settled};
use co2::units::text::ShortText;
use co2::units::{Country, Digest, Money, ProductId, Timestamp};
use co2::{Buyer, Cart, Choice, Issued, Shipped, Terms};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// What is to be reserved.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReserveRequest {
    /// The products, as they were quoted.
    cart: Cart,
    /// The buyer, as it was quoted.
    buyer: Buyer,
    /// Which credits.
    choice: Choice,
    /// Three fields of the quote.
    quote: Terms,
}

/// Some products of an order.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PartRequest {
    /// How many products of which lines; the whole order when it is left out.
    #[serde(default)]
    part: Option<Vec<Part>>,
}

/// For how long to hold.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ExtendRequest {
    /// For at least so many seconds from now.
    hold_seconds: NonZeroU32,
}

/// Until when an order is held.
#[derive(Serialize, JsonSchema)]
struct Held {
    /// Until then, if it is not paid.
    until: Timestamp,
}

/// What is to be added to an order that fell short.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FillRequest {
    /// The market, which decides on the price.
    market: Country,
    /// The most that is to be paid for what is added, before tax.
    cap: Money,
}

/// How an order was paid.
#[derive(Serialize, JsonSchema)]
struct Payment {
    /// Whether its reservation had expired, so that other credits were taken for it.
    reallocated: bool,
    /// The ledger's answer.
    #[serde(flatten)]
    done: Done,
}

/// The products of a parcel.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FulfilRequest {
    /// The products with their serial numbers.
    #[schemars(length(min = 1))]
    parcel: Vec<Shipped>,
}

/// A certificate that was issued.
#[derive(Serialize, JsonSchema)]
pub(super) struct CertificateLink {
    /// The product.
    product: ProductId,
    /// The SHA-256 of the certificate's bytes, by which it is fetched.
    digest: Digest,
    /// Its public address, once it is published.
    url: String,
}

impl From<&Issued> for CertificateLink {
    fn from(issued: &Issued) -> Self {
        let url = issued.certificate.id().to_string();
        Self { product: issued.product.clone(), digest: issued.digest, url }
    }
}

/// What became of a parcel.
#[derive(Serialize, JsonSchema)]
struct Fulfilled {
    /// The certificates, in the order of the parcel.
    issued: Vec<CertificateLink>,
    /// The products that have none, in the same order.
    unfulfilled: Vec<NotFulfilled>,
}

/// A product of a parcel that has no certificate.
#[derive(Serialize, JsonSchema)]
struct NotFulfilled {
    /// The product.
    product: Shipped,
    /// Why, as a problem document.
    #[schemars(with = "crate::problem::Document<'static>")]
    problem: serde_json::Value,
}

/// A product that came back.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReturnRequest {
    /// The product.
    product: Shipped,
}

/// A product and the one that takes its place.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ExchangeRequest {
    /// The product that is covered now.
    product: Shipped,
    /// The product that is covered from now on.
    by: Shipped,
}

/// A certificate that must not be accepted for the time being, or never again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RevokeRequest {
    /// The product whose certificate it is.
    product: Shipped,
    /// Why. It is not published, but events have it: no personal data.
    reason: ShortText,
}

/// A suspended certificate that is to be accepted again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReinstateRequest {
    /// The product whose certificate it is.
    product: Shipped,
}

/// What is to be replaced of grams that were lost.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MakeGoodRequest {
    /// The product that lacks them; when it is left out, those without a serial number.
    #[serde(default)]
    product: Option<Shipped>,
    /// The lot that the new grams come from.
    lot: LotId,
}

const SALE: &[Kind] = &[Kind::NotFound, Kind::Conflict, Kind::Refused, Kind::Expired];
const RESERVE: &[Kind] = &[Kind::Conflict, Kind::Refused, Kind::Stock, Kind::Outdated];
const SETTLE: &[Kind] =
    &[Kind::NotFound, Kind::Conflict, Kind::Refused, Kind::Stock, Kind::Outdated];
const FULFIL: &[Kind] =
    &[Kind::NotFound, Kind::Conflict, Kind::Refused, Kind::Value, Kind::Uncertified];
const AFTER: &[Kind] = &[Kind::NotFound, Kind::Conflict, Kind::Refused, Kind::Value];

pub(super) fn add(table: &mut Table) {
    sale(table);
    after_sale(table);
}

fn sale(table: &mut Table) {
    let post = |path, id| Route::post(path, id).tag("orders").by(Who::SHOP).problems(SALE);
    table.add(
        Route::get("/v1/orders/{order}", "order")
            .tag("orders")
            .by(Who::SHOP_OR_READER)
            .problems(&[Kind::NotFound])
            .does("How an order and its products stand.", ""),
        look,
    );
    table.add(
        post("/v1/orders/{order}/reserve", "reserve").problems(RESERVE).does(
            "Holds credits for an order, at most at the price that was quoted.",
            "Sent again, it gives the first answer, also when the quote has expired. After the reservation expired \
             it is a new attempt.",
        ),
        reserve,
    );
    table.add(
        post("/v1/orders/{order}/confirm", "confirm").does(
            "The order is paid, or a part of it.",
            "The credits of what is not paid are free again, for good.",
        ),
        confirm,
    );
    table.add(
        post("/v1/orders/{order}/settle", "settle").problems(SETTLE).does(
            "The order is paid, in time or late.",
            "When its reservation has expired, other credits are taken for it, at most for the same price.",
        ),
        settle,
    );
    table.add(
        post("/v1/orders/{order}/cancel", "cancel").key(Key::Optional).does(
            "Gives an order up, or products of it that have no serial number yet.",
            "A part needs an `Idempotency-Key`, such as the number of the refund.",
        ),
        cancel,
    );
    table.add(
        post("/v1/orders/{order}/extend", "extend").does(
            "Holds a reservation for longer.",
            "Nothing happens when it is held so long already.",
        ),
        extend,
    );
    table.add(
        post("/v1/orders/{order}/fill", "fill").key(Key::Needed).problems(SETTLE).does(
            "Takes credits for products of an order that fell short.",
            "Only rules that keep such an order open leave products to fill.",
        ),
        fill,
    );
    table.add(
        post("/v1/orders/{order}/fulfil", "fulfil").problems(FULFIL).does(
            "Covers the products of a parcel and issues their certificates.",
            "Send it for each parcel. What a product lacks is said beside the others' certificates; when no product \
             gets one, the answer is the problem of the first.",
        ),
        fulfil,
    );
}

fn after_sale(table: &mut Table) {
    let post = |path, id| Route::post(path, id).tag("orders").by(Who::SHOP).problems(AFTER);
    let keyed = |path, id| post(path, id).key(Key::Needed);
    table.add(
        post("/v1/orders/{order}/return", "return").does(
            "A product comes back, and its coverage ends.",
            "Its certificate is revoked with the next publication.",
        ),
        give_back,
    );
    table.add(
        keyed("/v1/orders/{order}/replace", "replace").does(
            "A product is exchanged under warranty: the new one takes its place.",
            "Fulfil it to give it its certificate.",
        ),
        replace,
    );
    table.add(
        keyed("/v1/orders/{order}/transfer", "transfer")
            .does(
                "The customer moves a coverage to another product of theirs.",
                "It shares its keys with the replacements of the order: one that was used there is refused here.",
            ),
        transfer,
    );
    table.add(
        keyed("/v1/orders/{order}/correct", "correct").does(
            "The wrong serial number was scanned: the right one takes its place.",
            "`product` is the wrong one, `by` the right one.",
        ),
        correct,
    );
    table.add(
        keyed("/v1/orders/{order}/suspend", "suspend").does(
            "A certificate must not be accepted for the time being.",
            "Whoever verifies it is told so from the next publication on. The programme's configuration must have said \
             that certificates can be suspended when it was issued.",
        ),
        suspend,
    );
    table.add(
        keyed("/v1/orders/{order}/reinstate", "reinstate")
            .does("A suspended certificate is to be accepted again.", ""),
        reinstate,
    );
    table.add(
        keyed("/v1/orders/{order}/revoke", "revoke").does(
            "A certificate must never be accepted again, and the product's coverage ends.",
            "Whoever verifies it is told so from the next publication on, whatever becomes of the certificates of \
             returned products.",
        ),
        revoke,
    );
    table.add(
        Route::post("/v1/orders/{order}/make-good", "makeGood")
            .tag("orders")
            .key(Key::Needed)
            .problems(&[Kind::NotFound, Kind::Conflict, Kind::Refused, Kind::Stock, Kind::Value])
            .does(
                "Gives products other grams for those that were lost in the registry.",
                "Fulfil them to give them certificates that name the new grams.",
            ),
        make_good,
    );
}

type Of<B> = Call<OfOrder, Nothing, B>;

async fn look(call: Of<()>) -> Result<Answered<OrderLook>, Problem> {
    let order = call.path.order.as_str();
    let found = call.app.programme.order_async(order, call.now).await?;
    found.map(Answered).ok_or_else(|| Problem::not_found("the order").of("order"))
}

async fn reserve(call: Of<Json<ReserveRequest>>) -> Result<Answered<Reservation>, Problem> {
    let Json(ReserveRequest { cart, buyer, choice, quote }) = call.body;
    let (programme, order) = (&call.app.programme, call.path.order.as_str());
    let held = programme.reserve_quoted_async(order, &cart, &buyer, &quote, choice, call.now).await;
    Ok(Answered(held?))
}

async fn confirm(call: Of<OptionalJson<PartRequest>>) -> Result<Answered<Done>, Problem> {
    let (programme, order) = (&call.app.programme, call.path.order.as_str());
    let answer = match &call.body.0.part {
        None => programme.confirm_async(order, call.now).await?,
        Some(part) => programme.confirm_part_async(order, part, call.now).await?,
    };
    Ok(Answered(Done::from(&answer)))
}

async fn settle(call: Of<()>) -> Result<Answered<Payment>, Problem> {
    let settled = call.app.programme.settle_async(call.path.order.as_str(), call.now).await?;
    let reallocated = matches!(settled, Settled::Reallocated(_));
    Ok(Answered(Payment { reallocated, done: Done::from(settled.committed()) }))
}

async fn cancel(call: Of<OptionalJson<PartRequest>>) -> Result<Answered<Done>, Problem> {
    let (programme, order) = (&call.app.programme, call.path.order.as_str());
    let answer = match &call.body.0.part {
        // A refund whose body was lost must not give up the whole order.
        None if call.key.is_some() => {
            let detail = "a key belongs to the cancellation of a part, and there is no part";
            return Err(Problem::new(Kind::Value, detail).of("part"));
        }
        None => programme.cancel_async(order, call.now).await?,
        Some(part) => {
            let operation = call.operation()?.as_str();
            programme.cancel_part_async(order, operation, part, call.now).await?
        }
    };
    Ok(Answered(Done::from(&answer)))
}

async fn extend(call: Of<Json<ExtendRequest>>) -> Result<Answered<Held>, Problem> {
    let (programme, order) = (&call.app.programme, call.path.order.as_str());
    let until = programme.extend_async(order, call.body.0.hold_seconds.get(), call.now).await?;
    Ok(Answered(Held { until }))
}

async fn fill(call: Of<Json<FillRequest>>) -> Result<Answered<Done>, Problem> {
    let operation = call.operation()?.as_str();
    let FillRequest { market, cap } = call.body.0;
    let (programme, order) = (&call.app.programme, call.path.order.as_str());
    let answer = programme.fill_async(order, operation, market, cap, call.now).await?;
    Ok(Answered(Done::from(&answer)))
}

async fn fulfil(call: Of<Json<FulfilRequest>>) -> Result<Answered<Fulfilled>, Problem> {
    let (programme, order) = (&call.app.programme, call.path.order.as_str());
    let parcel = &call.body.0.parcel;
    if parcel.is_empty() {
        return Err(Problem::new(Kind::Value, "the parcel has no products").of("parcel"));
    }
    let (issued, unfulfilled) = match programme.fulfil_async(order, parcel, call.now).await {
        Ok(issued) => (issued, Vec::new()),
        Err(error) => (error.issued, error.unfulfilled),
    };
    let issued: Vec<_> = issued.iter().map(CertificateLink::from).collect();
    let mut problems = Vec::new();
    for one in unfulfilled {
        let problem = Problem::from(one.error);
        if issued.is_empty() {
            return Err(problem);
        }
        note("fulfil", &problem);
        problems.push(NotFulfilled { product: one.shipped, problem: problem.to_json() });
    }
    Ok(Answered(Fulfilled { issued, unfulfilled: problems }))
}

async fn give_back(call: Of<Json<ReturnRequest>>) -> Result<Answered<Done>, Problem> {
    let (programme, order) = (&call.app.programme, call.path.order.as_str());
    let answer = programme.return_product_async(order, &call.body.0.product, call.now).await?;
    Ok(Answered(Done::from(&answer)))
}

async fn replace(call: Of<Json<ExchangeRequest>>) -> Result<Answered<Done>, Problem> {
    let operation = call.operation()?.as_str();
    let Json(ExchangeRequest { product, by }) = &call.body;
    let (programme, order) = (&call.app.programme, call.path.order.as_str());
    Ok(Answered(Done::from(
        &programme.replace_async(order, operation, product, by, call.now).await?,
    )))
}

async fn transfer(call: Of<Json<ExchangeRequest>>) -> Result<Answered<Done>, Problem> {
    let operation = call.operation()?.as_str();
    let Json(ExchangeRequest { product, by }) = &call.body;
    let (programme, order) = (&call.app.programme, call.path.order.as_str());
    Ok(Answered(Done::from(
        &programme.transfer_async(order, operation, product, by, call.now).await?,
    )))
}

async fn correct(call: Of<Json<ExchangeRequest>>) -> Result<Answered<Done>, Problem> {
    let operation = call.operation()?.as_str();
    let Json(ExchangeRequest { product, by }) = &call.body;
    let (programme, order) = (&call.app.programme, call.path.order.as_str());
    Ok(Answered(Done::from(
        &programme.correct_serial_async(order, operation, product, by, call.now).await?,
    )))
}

async fn suspend(call: Of<Json<RevokeRequest>>) -> Result<Answered<Done>, Problem> {
    let operation = call.operation()?.as_str();
    let Json(RevokeRequest { product, reason }) = &call.body;
    let (programme, order) = (&call.app.programme, call.path.order.as_str());
    let answer =
        programme.suspend_async(order, operation, product, reason.as_str(), call.now).await;
    Ok(Answered(Done::from(&answer?)))
}

async fn reinstate(call: Of<Json<ReinstateRequest>>) -> Result<Answered<Done>, Problem> {
    let operation = call.operation()?.as_str();
    let (programme, order) = (&call.app.programme, call.path.order.as_str());
    let answer = programme.reinstate_async(order, operation, &call.body.0.product, call.now).await;
    Ok(Answered(Done::from(&answer?)))
}

async fn revoke(call: Of<Json<RevokeRequest>>) -> Result<Answered<Done>, Problem> {
    let operation = call.operation()?.as_str();
    let Json(RevokeRequest { product, reason }) = &call.body;
    let (programme, order) = (&call.app.programme, call.path.order.as_str());
    let answer = programme.revoke_async(order, operation, product, reason.as_str(), call.now).await;
    Ok(Answered(Done::from(&answer?)))
}

async fn make_good(call: Of<Json<MakeGoodRequest>>) -> Result<Answered<Done>, Problem> {
    let operation = call.operation()?.as_str();
    let Json(MakeGoodRequest { product, lot }) = &call.body;
    let (programme, order) = (&call.app.programme, call.path.order.as_str());
    let product = product.as_ref();
    let answer = programme.make_good_async(operation, order, product, lot, call.now).await?;
    Ok(Answered(Done::from(&answer)))
}
