//! Connections to a server: those that are silent, too many of them, and those that are open when it stops.

use crate::client::OPERATOR;
use crate::server::{NEVER, Running, Shop};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};

/// A connection.
struct Line(TcpStream);

impl Line {
    fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(NEVER)).unwrap();
        Self(stream)
    }

    fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).unwrap();
    }

    /// Reads up to and with a text.
    fn until(&mut self, text: &str) -> String {
        let mut read = Vec::new();
        while !read.ends_with(text.as_bytes()) {
            let mut byte = [0];
            self.0.read_exact(&mut byte).unwrap();
            read.push(byte[0]);
        }
        String::from_utf8(read).unwrap()
    }

    /// Asks for something and reads the answer.
    fn ask(&mut self) {
        self.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n");
        self.answered();
    }

    fn answered(&mut self) {
        assert!(self.until("{\"status\":\"ok\"}").starts_with("HTTP/1.1 200 "));
    }

    /// What comes until the other side ends it.
    fn end(mut self) -> String {
        let mut rest = Vec::new();
        match self.0.read_to_end(&mut rest) {
            Err(error) if error.kind() != ErrorKind::ConnectionReset => panic!("{error}"),
            _ => String::from_utf8(rest).unwrap(),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_asks_for_nothing_is_closed() {
    let shop = Shop::new("idle_seconds = 1\n");
    let server = shop.run().await;
    let silent = Line::open(server.address);
    let mut slow = Line::open(server.address);
    slow.send("GET /health HTTP/1.1\r\nHost: a\r\nX-Slow: ");
    let mut kept = Line::open(server.address);
    kept.ask();
    for line in [silent, slow, kept] {
        assert!(!line.end().contains(" 200 "));
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_only_so_many_connections() {
    let shop = Shop::new("connections = 1\n");
    let server = shop.run().await;
    let mut one = Line::open(server.address);
    one.ask();
    let mut other = Line::open(server.address);
    other.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n");
    for _ in 0..10 {
        one.ask();
    }
    other.0.set_nonblocking(true).unwrap();
    assert_eq!(other.0.read(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock);
    other.0.set_nonblocking(false).unwrap();
    drop(one);
    other.answered();
    drop(other);
    server.stop().await;
}

/// Whoever does not read what was asked for keeps its place for ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_does_not_take_its_answers_is_closed() {
    let shop = Shop::new("connections = 1\nidle_seconds = 1\n");
    let server = shop.run().await;
    let mut deaf = Line::open(server.address);
    // More than the system keeps for it.
    deaf.send(&"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n".repeat(500));
    let mut other = Line::open(server.address);
    other.ask();
    drop((deaf, other));
    server.stop().await;
}

/// Begins a request whose body comes later, and waits until the server asks for the body.
fn begin(server: &Running, length: usize) -> Line {
    let mut line = Line::open(server.address);
    line.send(&format!(
        "POST /v1/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nExpect: 100-continue\r\n\r\n"
    ));
    assert!(line.until("\r\n\r\n").starts_with("HTTP/1.1 100 "));
    line
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_answers_what_waits_and_ends_the_rest() {
    // Nothing is cut, and nothing ends for its time.
    let shop = Shop::new("drain_seconds = 600\nwait_seconds = 600\n");
    let server = shop.run().await;
    let address = server.address;
    let mut asks = begin(&server, 2);
    let mut idle = Line::open(address);
    idle.ask();
    let events = |accept: &str, query: &str| {
        let mut line = Line::open(address);
        line.send(&format!(
            "GET /v1/events{query} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {OPERATOR}\r\n\
             Accept: {accept}\r\n\r\n"
        ));
        line
    };
    let mut stream = events("text/event-stream", "");
    stream.until("\r\n\r\n");
    let waits = events("application/json", "?wait=600");
    // Connections are accepted in their order.
    Line::open(address).ask();
    let stopped = server.stop();
    // Nobody comes in any more.
    while TcpStream::connect(address).is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!idle.end().contains(" 200 "));
    assert!(stream.end().ends_with("0\r\n\r\n"), "the stream is whole");
    let answer = waits.end();
    assert!(answer.is_empty() || answer.contains("\"events\":[]"), "{answer}");
    asks.send("{}");
    let answer = asks.end();
    assert!(
        answer.starts_with("HTTP/1.1 200 ") && answer.contains("\"verified\":false"),
        "{answer}"
    );
    stopped.await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_does_not_wait_for_ever() {
    let shop = Shop::new("drain_seconds = 1\nrequest_seconds = 600\n");
    let server = shop.run().await;
    let line = begin(&server, 2);
    server.stop().await;
    assert!(!line.end().contains(" 200 "));
}
