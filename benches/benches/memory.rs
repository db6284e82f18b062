//! How much memory a ledger takes for an order: open, confirmed, and archived.
//!
//! `cargo bench -p co2-benches --bench memory [-- ORDERS]`. The allocator counts what is asked for; what
//! the system adds is not in it. It is slow, so times are measured elsewhere.

#![expect(clippy::print_stdout, reason = "a table for people")]

use co2_benches::run;
use co2_benches::w1::W1;
use co2_ledger::{Assign, Cancel, Command, Present, Request, Return, State};
use co2_units::Timestamp;
use co2_units::product::{Model, ProductId};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn main() {
    let number = std::env::args().skip(1).find_map(|text| text.parse().ok());
    let real = std::env::args().any(|argument| argument == "--bench");
    let orders: u32 = number.unwrap_or(if real { 200_000 } else { 500 });
    // Of W1's orders those that are not sent twice, so that each one counts.
    let workload = W1::new(orders, false);
    let (mut seen, requests) = (0, workload.requests());
    let once = workload.orders.iter().zip(&requests).filter(|(order, _)| {
        let new = order.id == seen;
        seen += u32::from(new);
        new
    });
    let once: Vec<(Request, Request)> = once.map(|(_, requests)| requests.clone()).collect();
    assert_eq!(once.len(), usize::try_from(orders).expect("a count"));

    println!("{orders} orders of W1, mean 3 lines; bytes per order\n");
    let start = MEMORY.current_usage();
    let mut state = workload.ledger();
    let empty = MEMORY.current_usage();
    let per_order = |what: &str, since: usize| {
        let grown = MEMORY.current_usage().saturating_sub(since);
        println!("{what:<52} {:>8}", grown / once.len());
    };
    for (reserve, _) in &once {
        run(&mut state, reserve);
    }
    per_order("reserved", empty);
    for (_, confirm) in &once {
        run(&mut state, confirm);
    }
    per_order("confirmed", empty);
    drop(state);
    println!("{:<52} {:>8} in all", "stock of 1,000 lots and rules", empty.saturating_sub(start));

    let mut state = workload.ledger();
    let empty = MEMORY.current_usage();
    for (reserve, _) in &once {
        run(&mut state, reserve);
        let Command::Reserve(content) = &reserve.command else { unreachable!() };
        run(&mut state, &at(reserve.now, Command::Cancel(Cancel { order: content.order.clone() })));
    }
    per_order("cancelled", empty);
    archive(&mut state, once.len());
    per_order("cancelled, archived", empty);
    drop(state);

    // All products of each order have a serial number, and came back.
    let mut state = workload.ledger();
    let empty = MEMORY.current_usage();
    let model = Model::Gtin("09506000134352".parse().expect("a GTIN"));
    let mut products = 0_u32;
    for (reserve, confirm) in &once {
        run(&mut state, reserve);
        run(&mut state, confirm);
        let Command::Reserve(content) = &reserve.command else { unreachable!() };
        for line in &content.lines {
            let serial = format!("S{products:010}").parse().expect("a serial number");
            let product = ProductId::new(model.clone(), serial);
            let order = content.order.clone();
            let assign = Assign { order: order.clone(), product: product.clone(), line: line.id };
            run(&mut state, &at(reserve.now, Command::Assign(assign)));
            let operation = format!("back-{products}").parse().expect("a name");
            let back = Return { order, operation, product };
            run(&mut state, &at(reserve.now, Command::Return(back)));
            products += 1;
        }
    }
    println!("{products} products");
    per_order("with all products assigned and returned", empty);
    archive(&mut state, once.len());
    per_order("the same, archived", empty);
}

fn at(now: Timestamp, command: Command) -> Request {
    Request { now, command }
}

/// Archives all orders that are over: these.
fn archive(state: &mut State, orders: usize) {
    let before = Timestamp::from_unix_seconds(state.time().as_unix_seconds() + 86_400);
    let before = before.expect("in range");
    let mut archived = 0;
    loop {
        let request = at(before, Command::Archive { before, most: u32::MAX });
        let decision = state.decide(&request).expect("it is never refused");
        for event in &decision.events {
            drop(state.fold(event).expect("decided events fold"));
        }
        match decision.receipt.present {
            Present::Archived { orders } if orders > 0 => archived += orders,
            _ => break,
        }
    }
    assert_eq!(usize::try_from(archived).expect("a count"), orders);
    assert_eq!(state.audit().violations, []);
}
