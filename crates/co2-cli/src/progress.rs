//! How far something is, on a terminal.

use co2::journal::{Anchor, Journal, Position};
use std::io::{self, IsTerminal, Write};

/// After how many batches it is shown again.
const SHOW_EVERY: u64 = 256;
/// How wide the bar is.
const WIDTH: usize = 30;

/// A bar on the terminal; nothing when nobody looks.
pub(crate) struct Progress {
    shown: bool,
    doing: &'static str,
    /// The last batch, if that is known.
    total: Option<u64>,
}

impl Progress {
    pub(crate) fn new(doing: &'static str, total: Option<Position>) -> Self {
        let total = total.map(Position::as_u64);
        Self { shown: io::stderr().is_terminal(), doing, total }
    }

    /// For all the batches of a journal.
    pub(crate) fn of(doing: &'static str, journal: &mut dyn Journal) -> Self {
        let mut progress = Self::new(doing, None);
        if progress.shown {
            progress.total = last(journal);
        }
        progress
    }

    pub(crate) fn show(&self, head: Anchor) {
        let batch = head.position.as_u64();
        if !self.shown || !batch.is_multiple_of(SHOW_EVERY) {
            return;
        }
        let doing = self.doing;
        let _ = match self.total {
            None => write!(io::stderr(), "\r{doing} batch {batch}"),
            Some(total) => {
                write!(io::stderr(), "\r{doing} {} batch {batch} of {total}", bar(batch, total))
            }
        };
    }

    pub(crate) fn clear(&self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

fn bar(done: u64, total: u64) -> String {
    let percent = u128::from(done).saturating_mul(100).checked_div(total.into()).unwrap_or(100);
    let percent = usize::try_from(percent.min(100)).unwrap_or(100);
    let filled = percent.saturating_mul(WIDTH).checked_div(100).unwrap_or_default();
    format!("[{:-<WIDTH$}] {percent:>3} %", "#".repeat(filled))
}

/// The last batch of a journal, found by halving; `None` when the journal cannot say.
fn last(journal: &mut dyn Journal) -> Option<u64> {
    let mut has = |number: u64| {
        let before = Position::new(number.checked_sub(1)?);
        Some(!journal.read_after(before, 1).ok()?.is_empty())
    };
    // It has `low`, or is empty, and has not `high`.
    let (mut low, mut high) = (0, 1);
    while has(high)? {
        low = high;
        high = high.checked_mul(2)?;
    }
    while high.saturating_sub(low) > 1 {
        let middle = low.midpoint(high);
        if has(middle)? {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use co2::journal::Ledger;
    use co2::journal::Memory;
    use co2::ledger::{Command, PutRules, Request};
    use co2::offsets::Rules;

    #[test]
    fn the_last_batch_is_found() {
        let mut journal = Memory::new();
        let ledger = Ledger::open(journal.clone(), None).unwrap();
        for batch in 0..20 {
            assert_eq!(last(&mut journal), Some(batch));
            let operation = format!("rules-{batch}").parse().unwrap();
            let put = PutRules { operation, rules: Rules::default().into() };
            let now = "2026-11-21T12:00:00Z".parse().unwrap();
            ledger.submit(Request { now, command: Command::PutRules(put) }).unwrap();
        }
    }

    #[test]
    fn a_bar_is_as_long_as_it_says() {
        assert_eq!(bar(0, 0), format!("[{}] 100 %", "#".repeat(WIDTH)));
        assert_eq!(bar(0, 9), format!("[{}]   0 %", "-".repeat(WIDTH)));
        assert_eq!(bar(1, 2), format!("[{}{}]  50 %", "#".repeat(15), "-".repeat(15)));
        // Others have added some since the end was looked for.
        assert_eq!(bar(3, 2), bar(2, 2));
    }
}
