//! One handle for a whole host: clones, threads, futures that are dropped.

use crate::world::{
    CREDITS, LATER, ORDER, PAID, PLACED, SHIPPED, all, at, buyer, cart, config, digest, host,
    json_of, laptop, quote, sold, state, stocked, wind,
};
use co2::Choice;
use co2::journal::Memory;
use core::future::Future;
use core::pin::pin;
use core::task::{Context, Waker};
use std::thread;

#[test]
fn a_handle_is_shared_by_threads_and_its_futures_are_sent() {
    fn shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    fn sent<T: Send>(_: T) {}
    let programme = stocked();
    shared(&programme);
    let (cart, buyer, quote) = (cart(), buyer(), quote(&programme));
    sent(programme.quote_async(&cart, &buyer, at(PLACED)));
    sent(programme.reserve_async(ORDER, &quote, wind(), at(PLACED)));
    sent(programme.settle_async(ORDER, at(PAID)));
    sent(programme.fulfil_async(ORDER, &all(), at(SHIPPED)));
    sent(programme.resume_async(at(LATER)));
    sent(programme.import_credits_async(CREDITS.as_bytes(), at(PLACED)));
}

/// Eight threads sell on one handle: every gram once, every certificate right.
#[test]
fn eight_threads_sell_on_one_handle() {
    let programme = host(Memory::new(), config());
    let credits = CREDITS.replace("990001-1-2,", "990001-1-500,");
    programme.import_credits(credits.as_bytes(), at(PLACED)).unwrap();
    let handles: Vec<_> = (0..8)
        .map(|thread| {
            let programme = programme.clone();
            thread::spawn(move || {
                for number in 0..6 {
                    let order = format!("order-{thread}-{number}");
                    let quote = quote(&programme);
                    programme.reserve(&order, &quote, Choice::Any, at(PLACED)).unwrap();
                    programme.settle(&order, at(PAID)).unwrap();
                    let serial = format!("T{thread}N{number}");
                    let issued = programme.fulfil(&order, &[laptop(&serial)], at(SHIPPED)).unwrap();
                    assert_eq!(issued[0].product.serial.as_str(), serial);
                }
            })
        })
        .collect();
    for handle in handles {
        handle.join().unwrap();
    }
    let audit = state(&programme, co2::ledger::State::audit);
    assert_eq!(audit.violations, []);
    assert_eq!((audit.totals.coverages, audit.totals.certificates), (48, 48));
    assert_eq!(audit.totals.certified, 48 * 300_000);
}

/// Polls a future so many times, then drops it. Whether it was done by then.
fn dropped_after<T>(polls: usize, future: impl Future<Output = T>) -> bool {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..polls {
        // Between two polls the writer answers.
        if future.as_mut().poll(&mut context).is_ready() {
            return true;
        }
        thread::sleep(core::time::Duration::from_millis(2));
    }
    false
}

/// Each step is dropped at each of its awaits and given again: nothing happens twice, nothing is
/// missing, and the result is the one without a fault.
#[test]
fn a_future_may_be_dropped_anywhere() {
    let expected = {
        let programme = sold();
        let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
        (json_of(&issued).concat(), digest(&programme))
    };
    let mut polls = 0;
    loop {
        let programme = host(Memory::new(), config());
        let (cart, buyer) = (cart(), buyer());
        let mut done = vec![dropped_after(
            polls,
            programme.import_credits_async(CREDITS.as_bytes(), at(PLACED)),
        )];
        programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
        done.push(dropped_after(polls, programme.quote_async(&cart, &buyer, at(PLACED))));
        let quote = programme.quote(&cart, &buyer, at(PLACED)).unwrap();
        done.push(dropped_after(polls, programme.reserve_async(ORDER, &quote, wind(), at(PLACED))));
        programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
        done.push(dropped_after(polls, programme.settle_async(ORDER, at(PAID))));
        programme.settle(ORDER, at(PAID)).unwrap();
        let parcel = all();
        done.push(dropped_after(polls, programme.fulfil_async(ORDER, &parcel, at(SHIPPED))));
        let issued = programme.fulfil(ORDER, &parcel, at(SHIPPED)).unwrap();
        assert_eq!((json_of(&issued).concat(), digest(&programme)), expected, "{polls} polls");
        if done.iter().all(|done| *done) {
            break;
        }
        polls += 1;
    }
    // Even the shortest steps wait for the writer.
    assert!(polls > 1, "{polls}");
}
