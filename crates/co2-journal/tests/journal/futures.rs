//! Futures that need no runtime, and a queue that makes callers wait.

use crate::world::*;
use co2_journal::{Committed, Freshness, Ledger, Memory, Position, SubmitError};
use co2_ledger::Request;
use pollster::block_on;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

fn poll_once<F: Future>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
    future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn every_call_is_a_future_too() {
    let ledger = Ledger::open(Memory::new(), None).unwrap();
    block_on(async {
        ledger.submit_async(stock()).await.unwrap();
        ledger.submit_async(rules()).await.unwrap();
        let Committed { receipt, position, .. } =
            ledger.submit_async(reserve("o-1", 1)).await.unwrap();
        assert!(!receipt.replayed);
        let read = ledger
            .read_async(Freshness::AtLeast(position), |state, head| (state.orders().count(), head));
        let (orders, head) = read.await.unwrap();
        assert_eq!((orders, head.position), (1, position));
        let error = ledger.submit_async(confirm("o-9")).await.unwrap_err();
        assert_eq!(error.to_string(), "order o-9 is not known");
        let digest = ledger.put_document_async(b"certificate".to_vec()).await.unwrap();
        let document = ledger.document_async(digest).await.unwrap();
        assert_eq!(document.as_deref(), Some(&b"certificate"[..]));
        let (events, end) = ledger.events_after_async(co2_journal::Anchor::START).await.unwrap();
        assert_eq!((events.len(), end), (3, head));
        assert_eq!(ledger.snapshot_async().await, Ok(head));
        assert_eq!(ledger.close_async().await, Ok(head));
        let error = ledger.submit_async(confirm("o-1")).await.unwrap_err();
        assert_eq!(error, SubmitError::Closed);
    });
}

#[test]
fn futures_go_to_other_threads() {
    let ledger = stocked(Memory::new());
    let threads: Vec<_> = (0..8)
        .map(|n| {
            let answer = ledger.submit_async(reserve(&format!("o-{n}"), 1));
            std::thread::spawn(move || block_on(answer).unwrap())
        })
        .collect();
    drop(ledger);
    let answers = threads.into_iter().map(|thread| thread.join().unwrap());
    assert!(answers.map(|answer| answer.receipt.replayed).all(|replayed| !replayed));
}

/// A ledger whose writer is storing an order, until its gate is opened.
fn held_up() -> (Ledger, Gate, Pin<Box<impl Future<Output = Result<Committed, SubmitError>>>>) {
    let inner = Memory::new();
    drop(stocked(inner.clone()));
    let (journal, gate) = gated(inner);
    let ledger = Ledger::open(journal, None).unwrap();
    let handle = ledger.clone();
    let mut first = Box::pin(async move { handle.submit_async(reserve("o-0", 1)).await });
    assert!(poll_once(&mut first).is_pending());
    gate.wait();
    (ledger, gate, first)
}

/// Callers that wait on one thread share batches, as those on several threads do.
#[test]
fn futures_share_batches() {
    let (ledger, gate, first) = held_up();
    let mut others: Vec<_> =
        (1..50).map(|n| Box::pin(ledger.submit_async(reserve(&format!("o-{n}"), 1)))).collect();
    assert!(others.iter_mut().all(|other| poll_once(other).is_pending()));
    gate.open(2);
    assert_eq!(block_on(first).unwrap().position.as_u64(), 3);
    for other in others {
        assert_eq!(block_on(other).unwrap().position.as_u64(), 4);
    }
}

/// Each caller that reads before it submits once had a batch, and a sync, of its own.
#[test]
fn reads_among_commands_do_not_end_a_batch() {
    let (ledger, gate, first) = held_up();
    let (mut sold, mut cached, mut latest) = (Vec::new(), Vec::new(), Vec::new());
    let known = Freshness::AtLeast(Position::new(3));
    for n in 1..9 {
        let count = |freshness| Box::pin(ledger.read_async(freshness, |s, _| s.orders().count()));
        cached.push(count(if n % 2 == 0 { known } else { Freshness::Cached }));
        sold.push(Box::pin(ledger.submit_async(reserve(&format!("o-{n}"), 1))));
        latest.push(count(Freshness::Latest));
        assert!(cached.iter_mut().all(|read| poll_once(read).is_pending()));
        assert!(sold.iter_mut().all(|command| poll_once(command).is_pending()));
        assert!(latest.iter_mut().all(|read| poll_once(read).is_pending()));
    }
    gate.open(1);
    assert_eq!(block_on(first).unwrap().position.as_u64(), 3);
    // What is known already is read before the others' batch is stored.
    gate.wait();
    for read in cached {
        assert_eq!(block_on(read).unwrap(), 1);
    }
    gate.open(1);
    for command in sold {
        assert_eq!(block_on(command).unwrap().position.as_u64(), 4);
    }
    for read in latest {
        assert_eq!(block_on(read).unwrap(), 9);
    }
}

/// Reads that never end once kept the batch behind them waiting.
#[test]
fn reads_without_end_keep_no_command_waiting() {
    let ledger = stocked(Memory::new());
    let done = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let (ledger, done) = (ledger.clone(), Arc::clone(&done));
            std::thread::spawn(move || {
                while !done.load(Ordering::Relaxed) {
                    let pause = || std::thread::sleep(std::time::Duration::from_millis(1));
                    ledger.read(Freshness::Cached, move |_, _| pause()).unwrap();
                    ledger.read_and_submit(move |_, _| (pause(), Vec::new())).unwrap();
                }
            })
        })
        .collect();
    for order in 0..20 {
        ledger.submit(reserve(&format!("o-{order}"), 1)).unwrap();
    }
    done.store(true, Ordering::Relaxed);
    for reader in readers {
        reader.join().unwrap();
    }
    ledger.close().unwrap();
}

/// A read and the commands that follow from it are one job of the writer.
#[test]
fn what_follows_from_a_read_shares_the_next_batch() {
    let (ledger, gate, first) = held_up();
    let derive = |names: &'static [&'static str]| {
        Box::pin(ledger.read_and_submit_async(move |state, head| {
            let commands = names.iter().map(|name| reserve(name, 1).into()).collect();
            ((state.orders().count(), head.position.as_u64()), commands)
        }))
    };
    let mut many = [derive(&["o-1", "o-2"]), derive(&[]), derive(&["o-3"])];
    assert!(many.iter_mut().all(|one| poll_once(one).is_pending()));
    let mut panics =
        Box::pin(ledger.read_and_submit_async(|_, _| -> ((), _) { panic!("on purpose") }));
    assert!(poll_once(&mut panics).is_pending());
    gate.open(2);
    drop(block_on(first).unwrap());
    let answers = many.map(|one| block_on(one).unwrap());
    let seen = answers.each_ref().map(|(seen, _)| *seen);
    assert_eq!(seen, [(1, 3); 3], "what was durable when they were taken");
    let positions = answers.map(|(_, answers)| -> Vec<u64> {
        answers.into_iter().map(|answer| answer.unwrap().position.as_u64()).collect()
    });
    assert_eq!(positions, [vec![4, 4], vec![], vec![4]]);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| block_on(panics)));
    assert!(panicked.is_err());
    gate.open(1);
    let (count, answers) = ledger
        .read_and_submit(|state, _| (state.orders().count(), vec![confirm("o-9").into()]))
        .unwrap();
    assert_eq!((count, answers.len()), (4, 1));
    assert!(matches!(&answers[..], [Err(SubmitError::Refused(_))]));
    ledger.close().unwrap();
    let closed = ledger.read_and_submit(|_, _| ((), vec![reserve("o-9", 1).into()]));
    assert_eq!(closed.unwrap_err(), SubmitError::Closed);
}

#[test]
fn a_future_that_is_not_polled_does_nothing() {
    let journal = Memory::new();
    let ledger = stocked(journal.clone());
    drop(ledger.submit_async(reserve("o-1", 1)));
    ledger.close().unwrap();
    assert_eq!(orders_in(&journal), 0);
}

/// Commands that are submitted together are answered in their order, however many batches they make.
#[test]
fn many_commands_are_answered_in_their_order() {
    for together in [1, 63, 64, 65, 1_000] {
        let ledger = Ledger::options().queue(2).batch_max(50).open(Memory::new()).unwrap();
        ledger.submit_all([stock(), rules()]).into_iter().for_each(|answer| drop(answer.unwrap()));
        // Each order once, and then an unknown one.
        let commands = |from: usize| {
            (from..from + together).flat_map(|n| {
                let order = format!("o-{n}");
                [reserve(&order, 1), confirm(&order), confirm("unknown")]
            })
        };
        let blocking = ledger.submit_all(commands(0));
        let futures = block_on(ledger.submit_all_async(commands(together)));
        for answers in [blocking, futures] {
            assert_eq!(answers.len(), 3 * together);
            let kinds = answers.iter().map(Result::is_ok);
            assert!(kinds.eq([true, true, false].into_iter().cycle().take(3 * together)));
            let positions: Vec<_> = answers.iter().flatten().map(|a| a.position).collect();
            assert!(positions.is_sorted());
        }
        let none: [Request; 0] = [];
        assert_eq!(ledger.submit_all(none), []);
        ledger.close().unwrap();
        let answers = ledger.submit_all(commands(0));
        assert!(answers.iter().all(|answer| *answer == Err(SubmitError::Closed)));
        assert_eq!(answers.len(), 3 * together);
    }
}

/// A limited number of commands wait in the queue; others wait for room, or learn that there is none.
#[test]
fn a_full_queue_holds_callers_up() {
    let inner = Memory::new();
    drop(stocked(inner.clone()));
    let (journal, gate) = gated(inner.clone());
    let ledger = Ledger::options().queue(2).open(journal).unwrap();
    let order = |n: u32| Box::pin(ledger.submit_async(reserve(&format!("o-{n}"), 1)));
    let mut waiting: Vec<_> = (0..3).map(order).collect();
    assert!(poll_once(&mut waiting[0]).is_pending());
    gate.wait();
    // Two fill the queue.
    assert!(poll_once(&mut waiting[1]).is_pending());
    assert!(poll_once(&mut waiting[2]).is_pending());
    let error = ledger.try_submit(reserve("o-3", 1)).unwrap_err();
    assert_eq!(error, SubmitError::Full);
    assert!(error.is_transient());
    assert_eq!(block_on(ledger.try_submit_async(reserve("o-3", 1))), Err(SubmitError::Full));
    // One waits for room, and gives up before there is any: it was not accepted.
    let mut gives_up = order(4);
    assert!(poll_once(&mut gives_up).is_pending());
    drop(gives_up);
    let mut waits = order(5);
    assert!(poll_once(&mut waits).is_pending());
    // One is in the queue when its caller goes away: it still takes effect.
    drop(waiting.pop());
    gate.open(10);
    block_on(waits).unwrap();
    for answer in waiting {
        block_on(answer).unwrap();
    }
    ledger.try_submit(reserve("o-6", 1)).unwrap();
    block_on(ledger.try_submit_async(reserve("o-7", 1))).unwrap();
    assert_eq!(orders_in(&inner), 6);
    assert!(ledger.submit(reserve("o-2", 1)).unwrap().receipt.replayed);
    assert!(!ledger.submit(reserve("o-4", 1)).unwrap().receipt.replayed);
}

#[test]
fn a_future_inside_a_read_is_refused() {
    let ledger = stocked(Memory::new());
    let own = ledger.clone();
    let read = move |_: &_, _| block_on(own.submit_async(reserve("o-1", 1))).unwrap_err();
    assert_eq!(ledger.read(Freshness::Cached, read), Ok(SubmitError::InRead));
}
