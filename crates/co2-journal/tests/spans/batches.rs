//! Spans of batches, and reports of trouble.

use crate::world::*;
use co2_journal::conformance::{Fault, Faulty};
use co2_journal::{Ledger, Memory};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// One test at a time.
static ALONE: Mutex<()> = Mutex::new(());

type Fields = BTreeMap<&'static str, String>;

/// Records all spans and events.
#[derive(Clone, Default)]
struct Recorder {
    spans: Arc<Mutex<Vec<Fields>>>,
    events: Arc<Mutex<Vec<Fields>>>,
}

struct Collect<'a>(&'a mut Fields);

impl Visit for Collect<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("co2_journal")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields::new();
        span.record(&mut Collect(&mut fields));
        let mut spans = self.spans.lock().unwrap();
        spans.push(fields);
        Id::from_u64(u64::try_from(spans.len()).unwrap())
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let place = usize::try_from(span.into_u64() - 1).unwrap();
        values.record(&mut Collect(&mut self.spans.lock().unwrap()[place]));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::from([("level", event.metadata().level().to_string())]);
        event.record(&mut Collect(&mut fields));
        self.events.lock().unwrap().push(fields);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn each_batch_is_a_span() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let recorder = Recorder::default();
    let memory = Memory::new();
    drop(stocked(memory.clone()));
    let (journal, gate) = gated(memory);
    let journal = Faulty::new(journal, [None, Some(Fault::Conflict)]);
    // The observer that is active when the ledger is opened also observes its writer.
    let open = || Ledger::open(journal, None).unwrap();
    let ledger = tracing::subscriber::with_default(recorder.clone(), open);
    let other = ledger.clone();
    let first = std::thread::spawn(move || other.submit(reserve("o-0", 1)).unwrap());
    gate.wait();
    let orders = (1..=20).map(|n| reserve(&format!("o-{n}"), 1));
    let opener = std::iter::from_fn(|| {
        gate.open(2);
        None
    });
    ledger.submit_all(orders.chain(opener)).into_iter().for_each(|answer| drop(answer.unwrap()));
    first.join().unwrap();
    ledger.submit(confirm("o-99")).unwrap_err();
    ledger.close().unwrap();

    let spans = recorder.spans.lock().unwrap();
    let field = |span: usize, name| spans[span].get(name).map(String::as_str);
    assert_eq!(spans.len(), 3, "{spans:?}");
    assert_eq!((field(0, "commands"), field(0, "rounds")), (Some("1"), Some("1")));
    assert_eq!(field(0, "position"), Some("3"));
    // It was decided twice, because another writer seemed to be faster.
    assert_eq!((field(1, "queued"), field(1, "commands")), (Some("0"), Some("20")));
    assert_eq!((field(1, "decided"), field(1, "rounds")), (Some("20"), Some("2")));
    let bytes: usize = field(1, "bytes").unwrap().parse().unwrap();
    assert!((1_000..100_000).contains(&bytes), "{bytes}");
    assert!(field(1, "commit_us").unwrap().parse::<u64>().is_ok());
    // A refusal makes an empty batch.
    assert_eq!((field(2, "commands"), field(2, "bytes")), (Some("1"), None));
    let events = recorder.events.lock().unwrap();
    let said: Vec<_> = events.iter().map(|event| event["message"].as_str()).collect();
    assert_eq!(said, ["stored", "another writer was faster", "stored"]);
}

#[test]
fn trouble_is_told() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let recorder = Recorder::default();
    let memory = Memory::new();
    drop(stocked(memory.clone()));
    let faults = [Some(Fault::NotWritten), Some(Fault::RequestLost)];
    let open = || Ledger::options().offers(1).open(Faulty::new(memory, faults)).unwrap();
    let ledger = tracing::subscriber::with_default(recorder.clone(), open);
    ledger.submit(reserve("o-1", 1)).unwrap_err();
    ledger.submit(reserve("o-1", 1)).unwrap_err();
    ledger.close().unwrap();
    let events = recorder.events.lock().unwrap();
    let said: Vec<_> = events.iter().map(|event| (&*event["level"], &*event["message"])).collect();
    assert_eq!(said, [("ERROR", "not stored"), ("ERROR", "outcome unknown")]);
    assert_eq!(events[0]["error"], "nothing was written: disk full");
    assert_eq!(events[1]["reason"], "request lost");
}
