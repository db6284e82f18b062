//! In which line of a file a record of it stands.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Read};
use std::rc::Rc;

/// Where the lines of a file start, as far as it was read; lines with nothing in them are not among them.
///
/// A CSV reader knows where a record *may* start: after the last one, so before the second half of its line
/// break, and before empty lines. The record stands in the first line with something in it.
#[derive(Clone, Default)]
pub(crate) struct Lines(Rc<RefCell<Starts>>);

struct Starts {
    byte: u64,
    line: u64,
    empty: bool,
    /// First byte and number of each line.
    found: VecDeque<(u64, u64)>,
}

impl Default for Starts {
    fn default() -> Self {
        Self { byte: 0, line: 1, empty: true, found: VecDeque::new() }
    }
}

impl Lines {
    /// Reads on, and counts.
    pub(crate) fn of<R: Read>(&self, reader: R) -> impl Read {
        Counted { reader, lines: self.clone() }
    }

    /// The line of a record that starts at a byte or after it, counted from 1. Records are asked for in order.
    pub(crate) fn at(&self, byte: u64) -> u64 {
        let mut starts = self.0.borrow_mut();
        while starts.found.front().is_some_and(|(start, _)| *start < byte) {
            starts.found.pop_front();
        }
        starts.found.front().map_or(starts.line, |(_, line)| *line)
    }
}

struct Counted<R> {
    reader: R,
    lines: Lines,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        let mut starts = self.lines.0.borrow_mut();
        for byte in buffer.iter().take(read) {
            match byte {
                b'\n' => {
                    starts.line += 1;
                    starts.empty = true;
                }
                b'\r' => {}
                _ if starts.empty => {
                    starts.empty = false;
                    let start = (starts.byte, starts.line);
                    starts.found.push_back(start);
                }
                _ => {}
            }
            starts.byte += 1;
        }
        Ok(read)
    }
}
