//! What the log says of requests.
//!
//! A program of its own: whether anybody observes is known once for all threads.

#[cfg(test)]
#[expect(dead_code, reason = "other tests use the rest")]
#[path = "http/client.rs"]
mod client;

#[cfg(test)]
mod tests {
    use crate::client::{Client, READER, SHOP};
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};

    /// Keeps what is written.
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn who_asked_is_named_and_no_token_is_written() {
        let kept = Kept::default();
        let writer = kept.clone();
        let log = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        tracing::subscriber::with_default(log.finish(), || {
            runtime.block_on(async {
                let client = Client::new();
                client.programme.clone().close().unwrap();
                client.get(SHOP, "/v1/orders/order-1").await;
                client.get(READER, "/v1/duties").await;
                client.get("a stranger's token", "/v1/duties").await;
                client.get("", "/ready").await;
            });
        });
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(lines[0].contains("request{route=\"order\" token=shop}"), "{text}");
        assert!(lines[1].contains("request{route=\"duties\" token=reader}"), "{text}");
        assert!(lines[2].contains("request{route=\"ready\"}"), "{text}");
        assert!(lines.iter().all(|line| line.contains("the ledger is closed")), "{text}");
        for token in [SHOP, READER, "stranger"] {
            assert!(!text.contains(token), "{text}");
        }
    }
}
