//! What happens to an order after its payment: late payments, returns, exchanges, lost units, earlier
//! purchases.

use crate::parcels::why;
use crate::world::{
    CREDITS, LATER, ORDER, PAID, PLACED, SHIPPED, all, at, buyer, cart, config, config_with,
    digest, host, laptop, ordered, position, quote, retire, server, sold, state, stocked, wind,
};
use co2::cert::record::State;
use co2::journal::{Memory, SubmitError};
use co2::ledger::command::{Invalidate, Invalidated, Part, Units};
use co2::ledger::error::{CoverageError, OrderError as Refusal, RetroactiveError};
use co2::ledger::{ClaimState, CommandError, CoverageStatus, OrderStatus};
use co2::programme::{AfterSaleError, Earlier, EarlierError, FulfilError, OrderError, Settled};
use co2::units::Co2e;
use co2::units::product::Model;
use co2::{Choice, Programme, Shipped};

/// Past the reservation's 900 seconds.
const LATE: &str = "2026-11-16T09:50:00Z";

fn kilograms(kilograms: u64) -> Co2e {
    Co2e::from_kilograms(kilograms).unwrap()
}

fn reserved() -> Programme {
    let programme = stocked();
    programme.reserve(ORDER, &quote(&programme), wind(), at(PLACED)).unwrap();
    programme
}

/// All units that the order needs are retired.
fn retired(programme: &Programme) {
    retire(programme, &["gs-wind", "verra-landfill", "cdm-biomass"]);
}

#[test]
fn a_payment_in_time_confirms() {
    let programme = reserved();
    let settled = programme.settle(ORDER, at(PAID)).unwrap();
    assert!(matches!(settled, Settled::Confirmed(_)), "{settled:?}");
    let before = digest(&programme);
    // Webhooks come twice.
    assert!(programme.settle(ORDER, at(LATE)).unwrap().committed().receipt.replayed);
    assert!(programme.confirm(ORDER, at(LATE)).unwrap().receipt.replayed);
    assert_eq!(digest(&programme), before);
}

/// Confirming such an order once more said "confirmed already", so a second webhook failed.
#[test]
fn a_late_payment_takes_the_same_again_and_says_so() {
    let programme = reserved();
    assert!(programme.confirm(ORDER, at(LATE)).is_err());
    let settled = programme.settle(ORDER, at(LATE)).unwrap();
    assert!(matches!(settled, Settled::Reallocated(_)), "{settled:?}");
    let before = (position(&programme), digest(&programme));
    for _ in 0..2 {
        let again = programme.settle(ORDER, at(SHIPPED)).unwrap();
        assert!(matches!(&again, Settled::Reallocated(answer) if answer.receipt.replayed));
        assert!(programme.confirm(ORDER, at(SHIPPED)).unwrap().receipt.replayed);
    }
    assert_eq!((position(&programme), digest(&programme)), before);
    assert_eq!(programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap().len(), 3);
}

#[test]
fn a_late_payment_goes_back_when_the_credits_are_gone() {
    let programme = reserved();
    let mut rest = cart();
    rest.lines[1].quantity = 9;
    let rest = programme.quote(&rest, &buyer(), at(LATE)).unwrap();
    programme.reserve("order-2", &rest, Choice::Any, at(LATE)).unwrap();
    let error = programme.settle(ORDER, at(LATE)).unwrap_err();
    let OrderError::Ledger(SubmitError::Refused(CommandError::Reserve(error))) = error else {
        panic!("{error:?}");
    };
    assert!(error.to_string().contains("available"), "{error}");
    // One that was given up is not taken again either, and an unknown one is none.
    programme.cancel("order-2", at(LATE)).unwrap();
    let error = programme.settle("order-2", at(LATE)).unwrap_err().to_string();
    assert_eq!(error, "order order-2 is cancelled");
    let error = programme.settle("order-3", at(LATE)).unwrap_err().to_string();
    assert_eq!(error, "order order-3 is not known");
}

#[test]
fn a_part_is_paid_and_the_rest_is_free() {
    let programme = reserved();
    let part = [Part { line: 1, quantity: 1 }];
    programme.confirm_part(ORDER, &part, at(PAID)).unwrap();
    assert_eq!(programme.free().unwrap(), kilograms(14_700));
    assert!(programme.confirm_part(ORDER, &part, at(PAID)).unwrap().receipt.replayed);
    let issued = programme.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
    assert_eq!(issued.len(), 1);
    assert!(programme.fulfil(ORDER, &[laptop("DEMO0002")], at(SHIPPED)).is_err());
}

#[test]
fn a_part_is_refunded_before_it_ships() {
    let programme = sold();
    let part = [Part { line: 1, quantity: 1 }];
    for _ in 0..2 {
        programme.cancel_part(ORDER, "refund-7", &part, at(PAID)).unwrap();
        assert_eq!(programme.free().unwrap(), kilograms(15_000 - 1_800));
    }
    let error = programme.cancel_part(ORDER, "refund-8", &[], at(PAID)).unwrap_err();
    assert!(matches!(error, OrderError::Ledger(SubmitError::Refused(_))), "{error:?}");
    let parcel = [laptop("DEMO0001"), server("DEMO0003")];
    assert_eq!(programme.fulfil(ORDER, &parcel, at(SHIPPED)).unwrap().len(), 2);
    assert!(programme.fulfil(ORDER, &[laptop("DEMO0002")], at(SHIPPED)).is_err());
}

#[test]
fn a_reservation_is_held_longer() {
    let programme = reserved();
    let until = programme.extend(ORDER, 3_600, at(PAID)).unwrap();
    assert_eq!(until, at("2026-11-16T10:34:10Z"));
    let before = digest(&programme);
    // It is held so long already.
    assert_eq!(programme.extend(ORDER, 3_600, at(PAID)).unwrap(), until);
    assert_eq!(programme.extend(ORDER, 60, at(PAID)).unwrap(), until);
    assert_eq!(digest(&programme), before);
    programme.confirm(ORDER, at(LATE)).unwrap();
    let error = programme.extend(ORDER, 7_200, at(LATE)).unwrap_err();
    let OrderError::Ledger(SubmitError::Refused(CommandError::Order(error))) = error else {
        panic!("{error:?}");
    };
    assert!(matches!(error, Refusal::Confirmed { .. }), "{error:?}");
}

#[test]
fn an_order_that_fell_short_is_filled_once_there_is_stock() {
    let backorder = config_with("[rules]", "[rules]\nshortfall = \"backorder\"");
    let programme = host(Memory::new(), backorder);
    let lines: Vec<&str> = CREDITS.lines().collect();
    // Two tonnes first: a laptop and a server at most.
    programme
        .import_credits(format!("{}\n{}\n", lines[0], lines[1]).as_bytes(), at(PLACED))
        .unwrap();
    let quote = quote(&programme);
    assert_eq!(quote.lines.iter().map(|line| line.covered).collect::<Vec<_>>(), [2, 0]);
    programme.reserve(ORDER, &quote, Choice::Any, at(PLACED)).unwrap();
    programme.confirm(ORDER, at(PAID)).unwrap();
    let euros = "EUR".parse().unwrap();
    let cap = co2::units::Money::new("36.00".parse().unwrap(), euros);
    let market = "SE".parse().unwrap();
    let fill = |operation: &str| programme.fill(ORDER, operation, market, cap, at(PAID));
    assert!(fill("delivery-1").is_err());
    programme.import_credits(format!("{}\n{}\n", lines[0], lines[2]).as_bytes(), at(PAID)).unwrap();
    assert!(!fill("delivery-1").unwrap().receipt.replayed);
    assert!(fill("delivery-1").unwrap().receipt.replayed, "its answer may have been lost");
    let error = fill("delivery-2").unwrap_err().to_string();
    assert_eq!(error, "no product of order order-1 waits for credits");
    assert_eq!(programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap().len(), 3);
}

/// Once, the name of a filling was how many products had credits, which comes back when others are given up: the second
/// filling was answered with the first, and took nothing.
#[test]
fn an_order_is_filled_again_after_a_part_of_it_was_given_up() {
    let backorder = config_with("[rules]", "[rules]\nshortfall = \"backorder\"");
    let programme = host(Memory::new(), backorder);
    let lines: Vec<&str> = CREDITS.lines().collect();
    let wind = |name: &str, first: u32, last: u32| {
        let row = lines[1].replace("gs-wind", name).replace("-1-2,", &format!("-{first}-{last},"));
        let table = format!("{}\n{row}\n", lines[0]);
        programme.import_credits(table.as_bytes(), at(PLACED)).unwrap();
    };
    wind("w-1", 1, 1);
    let mut cart = cart();
    cart.lines[0].quantity = 2;
    cart.lines[1].quantity = 3;
    let quote = programme.quote(&cart, &buyer(), at(PLACED)).unwrap();
    assert_eq!(quote.lines.iter().map(|line| line.covered).collect::<Vec<_>>(), [2, 0]);
    programme.reserve(ORDER, &quote, Choice::Any, at(PLACED)).unwrap();
    programme.confirm(ORDER, at(PAID)).unwrap();
    let cap = co2::units::Money::new("100.00".parse().unwrap(), "EUR".parse().unwrap());
    let market = "SE".parse().unwrap();
    let fill = |operation: &str| programme.fill(ORDER, operation, market, cap, at(PAID)).unwrap();
    wind("w-2", 2, 3);
    assert!(!fill("delivery-1").receipt.replayed);
    let one = [Part { line: 1, quantity: 1 }];
    programme.cancel_part(ORDER, "refund-1", &one, at(PAID)).unwrap();
    wind("w-3", 4, 5);
    assert!(!fill("delivery-2").receipt.replayed);
    let held = state(&programme, |state| {
        let order = state.order(&crate::world::order_id()).unwrap();
        order.lines().map(|(_, line)| line.quantity()).collect::<Vec<_>>()
    });
    assert_eq!(held, [1, 3]);
}

/// The checkout's message arrives again after the late payment took the credits anew. Once, that was an error.
#[test]
fn a_reservation_that_is_repeated_after_a_late_payment_has_its_first_answer() {
    let programme = stocked();
    let quote = quote(&programme);
    let first = programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    let late = at("2026-11-17T09:30:00Z");
    assert!(matches!(programme.settle(ORDER, late).unwrap(), Settled::Reallocated(_)));
    let before = digest(&programme);
    let again = programme.reserve(ORDER, &quote, wind(), late).unwrap();
    assert!(again.replayed);
    assert_eq!((again.until, again.price), (first.until, first.price));
    assert_eq!(again.status, OrderStatus::Confirmed, "that is how it stands");
    assert_eq!(digest(&programme), before);
}

/// A certificate that promised a retirement keeps its word, and so the plan keeps the units. Once, an order whose
/// products had come back was archived before they were retired, and no plan listed them any more.
#[test]
fn what_a_returned_products_certificate_promised_is_planned_after_archiving() {
    let programme = sold();
    programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    for product in all() {
        programme.return_product(ORDER, &product, at(LATER)).unwrap();
    }
    let plan = programme.retirement_plan().unwrap();
    assert!(!plan.is_empty());
    let later = at("2027-01-20T14:00:00Z");
    programme.archive(later, later).unwrap();
    assert_eq!(programme.retirement_plan().unwrap(), plan);
    let head = position(&programme);
    let duties = |at| programme.duties(at, later).unwrap();
    assert_eq!(duties(None).retire, duties(Some(head)).retire);
    assert_eq!(duties(None).position, head);
}

#[test]
fn a_return_before_the_certificate_frees_the_grams() {
    let programme = sold();
    crate::parcels::assign(&programme, &laptop("DEMO0001"));
    let free = programme.free().unwrap();
    programme.return_product(ORDER, &laptop("DEMO0001"), at(SHIPPED)).unwrap();
    assert_eq!(programme.free().unwrap(), free.checked_add(kilograms(300)).unwrap());
    let error = why(programme.fulfil(ORDER, &[laptop("DEMO0001")], at(LATER)));
    assert!(matches!(error, FulfilError::Returned { .. }), "{error:?}");
}

/// A retried parcel was answered with the certificate of the product that had come back.
#[test]
fn a_returned_product_is_never_answered_with_a_dead_certificate() {
    let programme = sold();
    let parcel = [laptop("DEMO0001"), laptop("DEMO0002")];
    let issued = programme.fulfil(ORDER, &parcel, at(SHIPPED)).unwrap();
    let free = programme.free().unwrap();
    programme.return_product(ORDER, &laptop("DEMO0001"), at(LATER)).unwrap();
    let before = (position(&programme), digest(&programme));
    let again = programme.return_product(ORDER, &laptop("DEMO0001"), at(LATER)).unwrap();
    assert!(again.receipt.replayed);
    let error = programme.fulfil(ORDER, &parcel, at(LATER)).unwrap_err();
    assert_eq!(error.issued, issued[1..]);
    assert_eq!(
        error.unfulfilled[0].error.to_string(),
        "product DEMO0001 came back, or its certificate was revoked"
    );
    assert_eq!(programme.certificate(ORDER, &laptop("DEMO0001")).unwrap(), None);
    assert_eq!(programme.certificates(ORDER).unwrap(), issued[1..]);
    assert_eq!((position(&programme), digest(&programme)), before);
    // Its grams are spent: they serve no other product.
    assert_eq!(programme.free().unwrap(), free);
    let spent = state(&programme, |state| state.audit().totals.spent);
    assert_eq!(spent, 300_000);
    let look = programme.order(ORDER, at(LATER)).unwrap().unwrap();
    assert_eq!(look.status, OrderStatus::Confirmed);
    let stands: Vec<_> = look.products.iter().map(|product| product.status).collect();
    assert_eq!(stands, [CoverageStatus::Spent, CoverageStatus::Live]);
    assert_eq!(look.products[0].certificate, Some(issued[0].digest));
}

#[test]
fn what_a_certificate_promised_to_retire_stays_to_be_retired_after_a_return() {
    let programme = sold();
    programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    let all_units = programme.units_to_retire(ORDER).unwrap();
    for product in all() {
        programme.return_product(ORDER, &product, at(LATER)).unwrap();
    }
    assert_eq!(programme.units_to_retire(ORDER).unwrap(), all_units);
    let plan = programme.retirement_plan().unwrap();
    assert_eq!(plan.iter().map(|duty| duty.units.clone()).collect::<Vec<_>>(), all_units);
    let due = at(SHIPPED).checked_add_seconds(90 * 86_400).unwrap().date();
    assert!(plan.iter().all(|duty| duty.due == Some(due)), "{plan:?}");
}

/// `fulfil` assigned before it looked, so a replacement never got a certificate, and a parcel with the
/// replaced product failed as a whole.
#[test]
fn a_replacement_gets_its_certificate_and_its_final_one() {
    let programme = sold();
    let parcel = [laptop("DEMO0001"), laptop("DEMO0002")];
    let first = programme.fulfil(ORDER, &parcel, at(SHIPPED)).unwrap();
    let free = programme.free().unwrap();
    programme.replace(ORDER, "rma-1", &laptop("DEMO0001"), &laptop("NEW00001"), at(LATER)).unwrap();
    assert_eq!(programme.free().unwrap(), free, "an exchange takes no grams");
    let again =
        programme.replace(ORDER, "rma-1", &laptop("DEMO0001"), &laptop("NEW00001"), at(LATER));
    assert!(again.unwrap().receipt.replayed);
    let error =
        programme.replace(ORDER, "rma-1", &laptop("DEMO0001"), &laptop("NEW00002"), at(LATER));
    let AfterSaleError::Ledger(SubmitError::Refused(error)) = error.unwrap_err() else { panic!() };
    assert!(matches!(error, CommandError::Conflict { field: "by", .. }), "{error:?}");

    let error = programme.fulfil(ORDER, &parcel, at(LATER)).unwrap_err();
    assert_eq!(error.issued, first[1..]);
    let replaced = &error.unfulfilled[0].error;
    assert_eq!(replaced.to_string(), "product DEMO0001 was replaced by NEW00001");

    let allocated = programme.fulfil(ORDER, &[laptop("NEW00001")], at(LATER)).unwrap();
    assert_eq!(allocated[0].certificate.record().state(), State::Allocated);
    assert_eq!(programme.fulfil(ORDER, &[laptop("NEW00001")], at(LATER)).unwrap(), allocated);
    retired(&programme);
    let last = programme.fulfil(ORDER, &[laptop("NEW00001")], at(LATER)).unwrap();
    assert_eq!(last[0].certificate.record().state(), State::Retired);
    assert_eq!(last[0].product.serial.as_str(), "NEW00001");
    assert_ne!(last[0].digest, allocated[0].digest);
}

#[test]
fn a_replacement_may_be_of_another_model() {
    let programme = sold();
    programme.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
    let model: Model = serde_json::from_str(r#"{ "gtin": "09506000134369" }"#).unwrap();
    let other = laptop("NEW00001").of_model(model.clone());
    programme.replace(ORDER, "rma-1", &laptop("DEMO0001"), &other, at(LATER)).unwrap();
    let issued = programme.fulfil(ORDER, std::slice::from_ref(&other), at(LATER)).unwrap();
    assert_eq!(issued[0].product.model, model);
    // It is exchanged once more, for one like it.
    programme.replace(ORDER, "rma-2", &other, &laptop("NEW00002"), at(LATER)).unwrap();
    let newest = laptop("NEW00002").of_model(model.clone());
    let issued = programme.fulfil(ORDER, &[newest], at(LATER)).unwrap();
    assert_eq!(issued[0].product.model, model);
}

#[test]
fn a_serial_number_is_corrected_and_put_back() {
    let programme = sold();
    programme.fulfil(ORDER, &[laptop("WRONG")], at(SHIPPED)).unwrap();
    for (scan, wrong, right) in
        [("1", "WRONG", "RIGHT"), ("2", "RIGHT", "WRONG"), ("3", "WRONG", "RIGHT")]
    {
        let correct = |scan: &str, wrong: &str, right: &str| {
            programme.correct_serial(ORDER, scan, &laptop(wrong), &laptop(right), at(LATER))
        };
        assert!(!correct(scan, wrong, right).unwrap().receipt.replayed);
        let issued = programme.fulfil(ORDER, &[laptop(right)], at(LATER)).unwrap();
        assert_eq!(issued[0].product.serial.as_str(), right);
        let error = why(programme.fulfil(ORDER, &[laptop(wrong)], at(LATER)));
        assert!(matches!(error, FulfilError::Replaced { .. }), "{error:?}");
        // The first message arrives again. Once, it moved the coverage back and revoked the right certificate.
        let before = digest(&programme);
        assert!(correct("1", "WRONG", "RIGHT").unwrap().receipt.replayed);
        assert_eq!(digest(&programme), before);
    }
    programme.transfer(ORDER, "move-1", &laptop("RIGHT"), &laptop("OTHER"), at(LATER)).unwrap();
    assert_eq!(state(&programme, |state| state.audit().violations), []);
}

#[test]
fn what_is_not_covered_cannot_come_back() {
    let programme = sold();
    let error = programme.return_product(ORDER, &laptop("DEMO0001"), at(SHIPPED)).unwrap_err();
    let AfterSaleError::Ledger(SubmitError::Refused(error)) = error else { panic!("{error:?}") };
    assert!(
        matches!(error, CommandError::Coverage(CoverageError::NotAssigned { .. })),
        "{error:?}"
    );
    let error = programme.return_product("order-2", &laptop("A"), at(SHIPPED)).unwrap_err();
    assert!(matches!(error, AfterSaleError::Product(FulfilError::UnknownOrder { .. })));
    let error = programme.return_product("", &laptop("A"), at(SHIPPED)).unwrap_err();
    assert!(matches!(error, AfterSaleError::Name(_)), "{error:?}");
}

#[test]
fn the_line_of_a_product_is_the_one_it_was_sold_on() {
    let programme = sold();
    programme.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
    let mistaken = server("DEMO0001").of_model(cart().lines[0].model.clone());
    let error = why(programme.fulfil(ORDER, &[mistaken], at(LATER)));
    assert_eq!(error.to_string(), "product DEMO0001 is of line 1, not of line 2");
}

#[test]
fn lost_units_are_listed_and_replaced() {
    let programme = sold();
    let first = programme.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
    let units = Units { lot: "gs-wind".parse().unwrap(), first_unit: 1, last_unit: 2 };
    let invalidate = Invalidate {
        operation: "reversal-1".parse().unwrap(),
        what: Invalidated::Units(units),
        reference: "R-1".parse().unwrap(),
    };
    programme.invalidate(invalidate, at(LATER)).unwrap();
    let lacking = programme.shortfalls().unwrap();
    assert_eq!(lacking.len(), 2);
    assert!(lacking.iter().any(|lack| lack.claim == ClaimState::Certified));
    let from = "cdm-biomass".parse().unwrap();
    let product = laptop("DEMO0001");
    programme.make_good("mend-1", ORDER, Some(&product), &from, at(LATER)).unwrap();
    programme.make_good("mend-2", ORDER, None, &from, at(LATER)).unwrap();
    assert_eq!(programme.shortfalls().unwrap(), []);
    let mended = programme.fulfil(ORDER, &[product], at(LATER)).unwrap();
    assert_ne!(mended[0].digest, first[0].digest);
}

/// A product that was covered after its purchase never got a certificate.
#[test]
fn earlier_purchases_are_covered_and_certified() {
    let config = config_with("[rules]", "[rules]\nretroactive_days = 1095");
    let programme = host(Memory::new(), config);
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    let (cart, buyer) = (cart(), buyer());
    let products = [server("OLD00001"), laptop("OLD00002")];
    let purchased = at("2025-02-03T00:00:00Z").date();
    let earlier =
        Earlier { cart: &cart, products: &products, buyer: &buyer, purchased, choice: wind() };
    programme.cover_earlier(ORDER, &earlier, at(PLACED)).unwrap();
    let again = programme.cover_earlier(ORDER, &earlier, at(PAID)).unwrap();
    assert!(again.receipt.replayed);
    assert_eq!(programme.free().unwrap(), kilograms(15_000 - 1_800));
    // In the order each is a line of its own.
    let parcel = [Shipped::line(1, "OLD00001").unwrap(), Shipped::line(2, "OLD00002").unwrap()];
    let issued = programme.fulfil(ORDER, &parcel, at(SHIPPED)).unwrap();
    let amounts: Vec<String> =
        issued.iter().map(|one| one.certificate.record().amount().to_string()).collect();
    assert_eq!(amounts, ["1500 kg CO2e", "300 kg CO2e"]);
    retired(&programme);
    for one in programme.fulfil(ORDER, &parcel, at(LATER)).unwrap() {
        assert_eq!(one.certificate.record().state(), State::Retired);
    }

    let refuse = |programme: &Programme, earlier: &Earlier<'_>| match programme
        .cover_earlier("order-2", earlier, at(PLACED))
        .unwrap_err()
    {
        EarlierError::Ledger(SubmitError::Refused(error)) => error,
        error => panic!("{error:?}"),
    };
    let error = refuse(&programme, &earlier);
    assert!(matches!(error, CommandError::Coverage(CoverageError::AlreadyCovered { .. })));
    let purchased = at("2022-02-03T00:00:00Z").date();
    let error = refuse(&programme, &Earlier { purchased, ..earlier.clone() });
    assert!(matches!(error, CommandError::Retroactive(RetroactiveError::TooOld { .. })));
    let error = refuse(&stocked(), &earlier);
    assert!(matches!(error, CommandError::Retroactive(RetroactiveError::NotAllowed)));
    let stranger = [Shipped::line(7, "X").unwrap()];
    let error = programme
        .cover_earlier("order-2", &Earlier { products: &stranger, ..earlier }, at(PLACED))
        .unwrap_err();
    assert!(matches!(error, EarlierError::UnknownLine { line: 7 }), "{error:?}");
}

/// Two orders that share a unit both listed it for retirement.
#[test]
fn a_unit_that_two_orders_share_is_planned_once() {
    let programme = stocked();
    let mut small = cart();
    small.lines.pop();
    for order in ["order-2", "order-3"] {
        let quote = programme.quote(&small, &buyer(), at(PLACED)).unwrap();
        programme.reserve(order, &quote, wind(), at(PLACED)).unwrap();
        // An order that is not paid needs nothing.
        assert_eq!(programme.retirement_plan().unwrap().len(), usize::from(order == "order-3"));
        programme.confirm(order, at(PAID)).unwrap();
    }
    let each: Vec<_> =
        ["order-2", "order-3"].map(|order| programme.units_to_retire(order).unwrap()).into();
    assert_eq!(each[0][0].last_unit, 1);
    assert_eq!((each[1][0].first_unit, each[1][0].last_unit), (1, 2));
    let plan = programme.retirement_plan().unwrap();
    assert_eq!(plan.len(), 1, "{plan:?}");
    let duty = &plan[0];
    assert_eq!((duty.units.first_unit, duty.units.last_unit), (1, 2));
    assert_eq!((duty.amount, duty.due), (kilograms(2_000), None));
    programme.request_retirement("all", &duty.units, at(PAID)).unwrap();
    assert_eq!(programme.retirement_plan().unwrap(), []);
    for order in ["order-2", "order-3"] {
        assert_eq!(programme.units_to_retire(order).unwrap(), []);
    }
    let found = programme.reconcile_retirements(&[]).unwrap();
    assert_eq!(found.missing.len(), 0, "nothing is recorded yet");
}

#[test]
fn orders_and_certificates_are_looked_up() {
    let programme = stocked();
    assert_eq!(programme.order(ORDER, at(PLACED)).unwrap(), None);
    assert!(programme.certificates(ORDER).is_err());
    ordered(&programme);
    let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    assert_eq!(programme.certificates(ORDER).unwrap(), issued);
    let one = programme.certificate(ORDER, &laptop("DEMO0002")).unwrap();
    assert_eq!(one.as_ref(), Some(&issued[1]));
    assert_eq!(programme.certificate(ORDER, &laptop("DEMO0009")).unwrap(), None);
    let by_digest = programme.certificate_with(issued[2].digest).unwrap();
    assert_eq!(by_digest.as_ref(), Some(&issued[2].certificate));
    let basis = quote(&programme).lines[0].basis.to_json().unwrap();
    let other = co2::offsets::Digest::of(&basis);
    assert_eq!(programme.certificate_with(other).unwrap(), None, "a basis is no certificate");
    let look = programme.order(ORDER, at(SHIPPED)).unwrap().unwrap();
    assert_eq!((look.status, look.amount), (OrderStatus::Confirmed, kilograms(2_100)));
    assert_eq!(look.products.len(), 3);
    // All of it also of an order that is archived.
    retired(&programme);
    let finals = programme.fulfil(ORDER, &all(), at(LATER)).unwrap();
    assert_eq!(programme.archive(at("2027-01-01T00:00:00Z"), at(LATER)).unwrap(), 1);
    assert_eq!(programme.certificates(ORDER).unwrap(), finals);
    assert_eq!(programme.order(ORDER, at(LATER)).unwrap().unwrap().products.len(), 3);
    let _ = config();
}
