//! A relay between client and server that loses what it is told to lose.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What the relay does with the data that passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Lets everything through.
    Open,
    /// Ends the connection in place of the server's next answer that it inserted a row.
    LoseInsert,
    /// Ends the connection in place of the server's next answer that it committed a transaction.
    LoseCommit,
    /// Lets nothing through, and says nothing.
    Cut,
}

impl Mode {
    /// What the answer that is lost says.
    const fn tag(self) -> Option<&'static [u8]> {
        match self {
            Self::LoseInsert => Some(b"INSERT 0 1\0"),
            Self::LoseCommit => Some(b"COMMIT\0"),
            Self::Open | Self::Cut => None,
        }
    }
}

pub(crate) struct Relay {
    port: u16,
    mode: Arc<Mutex<Mode>>,
    lost: Arc<AtomicU64>,
}

impl Relay {
    pub(crate) fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (mode, lost) = (Arc::new(Mutex::new(Mode::Open)), Arc::new(AtomicU64::new(0)));
        let (state, count) = (Arc::clone(&mode), Arc::clone(&lost));
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else { continue };
                for (from, to, is_answer) in [
                    (client.try_clone().unwrap(), server.try_clone().unwrap(), false),
                    (server, client, true),
                ] {
                    let (state, count) = (Arc::clone(&state), Arc::clone(&count));
                    thread::spawn(move || pump(from, to, is_answer, &state, &count));
                }
            }
        });
        Self { port, mode, lost }
    }

    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn set(&self, mode: Mode) {
        *self.mode.lock().unwrap() = mode;
    }

    /// How many answers were lost.
    pub(crate) fn lost(&self) -> u64 {
        self.lost.load(Ordering::SeqCst)
    }
}

fn pump(
    mut from: TcpStream,
    mut to: TcpStream,
    is_answer: bool,
    mode: &Mutex<Mode>,
    lost: &AtomicU64,
) {
    let mut buffer = vec![0; 65_536];
    loop {
        let length = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => break,
        };
        while *mode.lock().unwrap() == Mode::Cut {
            thread::sleep(Duration::from_millis(10));
        }
        let loses = is_answer && {
            let mut mode = mode.lock().unwrap();
            let loses = mode.tag().is_some_and(|tag| says(&buffer[..length], tag));
            if loses {
                *mode = Mode::Open;
            }
            loses
        };
        if loses {
            lost.fetch_add(1, Ordering::SeqCst);
            break;
        }
        if to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

/// Whether an answer of the server has this tag.
fn says(answer: &[u8], tag: &[u8]) -> bool {
    answer.windows(tag.len()).any(|window| window == tag)
}
