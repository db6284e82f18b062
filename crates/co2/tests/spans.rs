//! Each step runs in a span that shows the order, the position in the journal and how it ended.
//!
//! A test of its own process: whether anybody watches is known once for all threads.

#[cfg(test)]
mod tests {
    use co2::journal::{Ledger, Memory};
    use co2::{Config, Keys, Programme};
    use core::fmt::{Debug, Write};
    use std::collections::BTreeMap;
    use std::sync::{Arc, Mutex};
    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Metadata, Subscriber};
    use tracing_core::span::Current;

    type Spans = Arc<Mutex<BTreeMap<u64, String>>>;

    /// The fields of every span of a step that opens meanwhile.
    fn recorded(run: impl FnOnce()) -> Vec<String> {
        let spans = Spans::default();
        tracing::subscriber::with_default(
            Recorder { spans: spans.clone(), ..Recorder::default() },
            run,
        );
        let spans = spans.lock().unwrap();
        spans.values().cloned().collect()
    }

    #[derive(Default)]
    struct Recorder {
        spans: Spans,
        /// The spans that are entered, the innermost last.
        entered: Mutex<Vec<(Id, &'static Metadata<'static>)>>,
        /// What each span is.
        known: Mutex<BTreeMap<u64, &'static Metadata<'static>>>,
    }

    struct Fields<'a>(&'a mut String);

    impl Visit for Fields<'_> {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            write!(self.0, "{}={value:?} ", field.name()).unwrap();
        }

        fn record_str(&mut self, field: &Field, value: &str) {
            write!(self.0, "{}={value} ", field.name()).unwrap();
        }
    }

    impl Subscriber for Recorder {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            metadata.is_span() && metadata.target().starts_with("co2::")
        }

        fn new_span(&self, span: &Attributes<'_>) -> Id {
            let mut spans = self.spans.lock().unwrap();
            let id = u64::try_from(spans.len()).unwrap() + 1;
            span.record(&mut Fields(spans.entry(id).or_default()));
            self.known.lock().unwrap().insert(id, span.metadata());
            Id::from_u64(id)
        }

        fn record(&self, span: &Id, values: &Record<'_>) {
            let mut spans = self.spans.lock().unwrap();
            values.record(&mut Fields(spans.entry(span.into_u64()).or_default()));
        }

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, _: &Event<'_>) {}

        fn enter(&self, span: &Id) {
            let metadata = self.known.lock().unwrap()[&span.into_u64()];
            self.entered.lock().unwrap().push((span.clone(), metadata));
        }

        fn exit(&self, _: &Id) {
            self.entered.lock().unwrap().pop();
        }

        fn current_span(&self) -> Current {
            match self.entered.lock().unwrap().last() {
                Some((id, metadata)) => Current::new(id.clone(), metadata),
                None => Current::none(),
            }
        }
    }

    #[test]
    fn each_step_has_a_span() {
        let now = "2026-11-16T09:30:00Z".parse().unwrap();
        let spans = recorded(|| {
            let config = Config::from_toml(include_str!("data/programme.toml")).unwrap();
            let keys = Keys::from_seed(&config.issuer, &[7; 32], [9; 32]).unwrap();
            let ledger = Ledger::open(Memory::new(), None).unwrap();
            let programme = Programme::on_ledger(ledger, config, keys).unwrap();
            let credits = include_str!("data/credits.csv");
            programme.import_credits(credits.as_bytes(), now).unwrap();
            programme.confirm("order-2", now).unwrap_err();
        });
        assert_eq!(
            spans,
            [
                // The import, and the rules of the configuration after it.
                "step=import_credits position=1 position=2 outcome=done ",
                "step=confirm order=order-2 outcome=failed ",
            ]
        );
    }
}
