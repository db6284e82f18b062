//! A store that panics: every caller gets a typed error, nobody waits for ever, nothing answered is lost.

use crate::world::*;
use co2_journal::{Anchor, CloseError, Freshness, Journal, Ledger, Memory, SubmitError};
use co2_offsets::Digest;
use pollster::block_on;
use std::fmt;
use std::future::Future;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

/// The call at which a journal panics.
type Bomb = Arc<Mutex<Option<Call>>>;

fn fragile(inner: Memory, bomb: Bomb) -> impl Journal + 'static {
    Told::new(inner, move |call| {
        let at = *bomb.lock().unwrap();
        assert!(at != Some(call), "a bug in {call:?}");
        Ok(())
    })
}

fn is_broken(error: &SubmitError) -> bool {
    matches!(error, SubmitError::Broken { .. })
}

#[test]
fn a_panic_at_any_call_is_a_typed_error() {
    use Call::{Append, AppendStored, Document, Lock, PutDocument, PutSnapshot, Read, Unlock};
    for call in [Lock, Unlock, Read, Append, AppendStored, PutDocument, Document, PutSnapshot] {
        let (inner, next) = (Memory::new(), Bomb::default());
        let ledger = stocked(fragile(inner.clone(), Arc::clone(&next)));
        ledger.submit(reserve("o-1", 1)).unwrap();
        *next.lock().unwrap() = Some(call);
        let error = match call {
            PutDocument => ledger.put_document(b"certificate".to_vec()).map(drop).unwrap_err(),
            Document => ledger.document(Digest::of(b"certificate")).map(drop).unwrap_err(),
            PutSnapshot => ledger.snapshot().map(drop).unwrap_err(),
            // A refusal writes nothing, and is true whatever happens to the lock.
            Unlock => {
                let error = ledger.submit(confirm("o-9")).unwrap_err();
                assert!(matches!(error, SubmitError::Refused(_)), "{error}");
                ledger.submit(reserve("o-2", 1)).unwrap_err()
            }
            _ => ledger.submit(reserve("o-2", 1)).unwrap_err(),
        };
        let unknown = matches!(error, SubmitError::OutcomeUnknown { .. });
        assert_eq!(unknown, matches!(call, Append | AppendStored), "{call:?}: {error}");
        assert!(unknown || is_broken(&error), "{call:?}: {error}");
        assert!(error.to_string().contains(&format!("a bug in {call:?}")), "{error}");
        // From now on every caller gets the error, although the store would answer again.
        *next.lock().unwrap() = None;
        assert!(is_broken(&ledger.submit(reserve("o-3", 1)).unwrap_err()));
        assert!(is_broken(&ledger.read(Freshness::Cached, |_, _| ()).unwrap_err()));
        assert!(is_broken(&ledger.read(Freshness::Latest, |_, _| ()).unwrap_err()));
        assert!(is_broken(&ledger.put_document(Vec::new()).unwrap_err()));
        assert!(is_broken(&ledger.document(Digest::of(b"")).unwrap_err()));
        assert!(is_broken(&ledger.events_after(Anchor::START).unwrap_err()));
        assert!(is_broken(&ledger.snapshot().unwrap_err()));
        let closed = ledger.close();
        assert!(
            matches!(&closed, Err(CloseError::Ledger(error)) if is_broken(error)),
            "{closed:?}"
        );
        // What was answered is there, and what was unknown is known when asked again.
        let stored = call == AppendStored;
        assert_eq!(orders_in(&inner), if stored { 2 } else { 1 });
        let ledger = Ledger::open(inner, None).unwrap();
        assert!(ledger.submit(reserve("o-1", 1)).unwrap().receipt.replayed);
        assert_eq!(ledger.submit(reserve("o-2", 1)).unwrap().receipt.replayed, stored);
    }
}

/// Callers in the batch do not know the outcome; those waiting behind it know that nothing was done.
#[test]
fn whoever_waits_is_told_what_is_known() {
    let (inner, next) = (Memory::new(), Bomb::default());
    drop(stocked(inner.clone()));
    let journal = fragile(inner.clone(), Arc::clone(&next));
    let ledger = Ledger::options().batch_max(4).open(journal).unwrap();
    // The writer is busy with a read until ten commands wait.
    let (go, wait) = channel::<()>();
    let mut context = Context::from_waker(Waker::noop());
    let mut busy = Box::pin(ledger.read_async(Freshness::Cached, move |_, _| wait.recv().unwrap()));
    assert!(busy.as_mut().poll(&mut context).is_pending());
    let mut waiting: Vec<_> =
        (0..10).map(|n| Box::pin(ledger.submit_async(reserve(&format!("o-{n}"), 1)))).collect();
    for answer in &mut waiting {
        assert!(answer.as_mut().poll(&mut context).is_pending());
    }
    *next.lock().unwrap() = Some(Call::AppendStored);
    go.send(()).unwrap();
    let answers: Vec<_> = waiting.into_iter().map(|answer| block_on(answer).unwrap_err()).collect();
    for (n, error) in answers.iter().enumerate().take(4) {
        let key = reserve(&format!("o-{n}"), 1).command.key();
        assert!(
            matches!(error, SubmitError::OutcomeUnknown { key: unknown, .. } if *unknown == key),
            "{error}"
        );
    }
    assert!(answers[4..].iter().all(is_broken), "{answers:?}");
    assert_eq!(orders_in(&inner), 4);
}

/// An error that panics when it is printed, which the writer does.
#[derive(Debug)]
struct Unprintable;

impl fmt::Display for Unprintable {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("it cannot be said");
    }
}

impl std::error::Error for Unprintable {}

/// Whatever panics in the writer itself, nobody waits for ever, and no outcome is invented.
#[test]
fn a_panic_of_the_writer_leaves_the_outcome_unknown() {
    let mut appends = 0;
    let speechless = move |call| {
        appends += u32::from(call == Call::Append);
        if appends > 2 { Err(Unprintable.into()) } else { Ok(()) }
    };
    let ledger = stocked(Told::new(Memory::new(), speechless));
    let error = ledger.submit(reserve("o-1", 1)).unwrap_err();
    let key = reserve("o-1", 1).command.key();
    assert!(
        matches!(&error, SubmitError::OutcomeUnknown { key: unknown, .. } if *unknown == key),
        "{error}"
    );
    let error = ledger.submit(reserve("o-1", 1)).unwrap_err();
    assert!(is_broken(&error) && error.to_string().contains("it cannot be said"), "{error}");
}

/// Reads and commands of one batch that fails: each gets an answer, and the result of a read is there.
#[test]
fn reads_beside_a_batch_that_panics_are_answered() {
    let (inner, next) = (Memory::new(), Bomb::default());
    drop(stocked(inner.clone()));
    let ledger = Ledger::open(fragile(inner.clone(), Arc::clone(&next)), None).unwrap();
    // The writer is kept busy until all are in the queue.
    let ((began, begins), (go, wait)) = (channel(), channel::<()>());
    let mut busy = Box::pin(ledger.read_async(Freshness::Cached, move |_, _| {
        began.send(()).unwrap();
        wait.recv().unwrap();
    }));
    let mut poll = Context::from_waker(Waker::noop());
    assert!(busy.as_mut().poll(&mut poll).is_pending());
    begins.recv().unwrap();
    let mut derived = Box::pin(ledger.read_and_submit_async(|state, _| {
        (state.orders().count(), vec![reserve("o-1", 1).into(), reserve("o-2", 1).into()])
    }));
    let mut latest = Box::pin(ledger.read_async(Freshness::Latest, |_, _| ()));
    let mut closed = Box::pin(ledger.close_async());
    let mut late = Box::pin(ledger.read_and_submit_async(|_, _| ((), vec![])));
    assert!(derived.as_mut().poll(&mut poll).is_pending());
    assert!(latest.as_mut().poll(&mut poll).is_pending());
    assert!(closed.as_mut().poll(&mut poll).is_pending());
    assert!(late.as_mut().poll(&mut poll).is_pending());
    *next.lock().unwrap() = Some(Call::Append);
    go.send(()).unwrap();
    block_on(busy).unwrap();
    let (seen, answers) = block_on(derived).unwrap();
    assert_eq!(seen, 0);
    assert_eq!(answers.len(), 2);
    for answer in answers {
        assert!(matches!(answer, Err(SubmitError::OutcomeUnknown { .. })), "{answer:?}");
    }
    assert!(is_broken(&block_on(latest).unwrap_err()));
    assert!(is_broken(&block_on(late).unwrap_err()));
    let closed = block_on(closed);
    assert!(matches!(&closed, Err(CloseError::Ledger(error)) if is_broken(error)), "{closed:?}");
    assert_eq!(orders_in(&inner), 0);
}
