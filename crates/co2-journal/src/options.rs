//! Options for opening a ledger.

use crate::anchor::Anchor;
use crate::error::OpenError;
use crate::journal::Journal;
use crate::ledger::Ledger;
use co2_units::Timestamp;
use std::num::NonZeroU64;

/// The greatest length of the queue.
const QUEUE_MAX: usize = 65_536;

/// Options for opening a ledger; [`Ledger::options`] makes the default ones.
///
/// ```
/// use co2_journal::{Ledger, Memory};
///
/// let ledger = Ledger::options().queue(1_000).batch_max(256).open(Memory::new())?;
/// # Ok::<(), co2_journal::OpenError>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "options open nothing until `open` is called"]
pub struct Options {
    pub(crate) anchor: Option<Anchor>,
    pub(crate) queue: usize,
    pub(crate) batch_max: usize,
    pub(crate) batch_bytes: usize,
    pub(crate) rounds: u32,
    pub(crate) offers: u32,
    pub(crate) snapshots: bool,
    pub(crate) snapshot_every: Option<NonZeroU64>,
    pub(crate) clock: Option<fn() -> Timestamp>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            anchor: None,
            queue: 4_096,
            batch_max: 1_024,
            batch_bytes: 800_000,
            rounds: 32,
            offers: 8,
            snapshots: true,
            snapshot_every: None,
            clock: None,
        }
    }
}

impl Options {
    /// Sets an anchor that the journal must have, so that a journal that was cut or rewritten is refused.
    pub const fn anchor(mut self, anchor: Option<Anchor>) -> Self {
        self.anchor = anchor;
        self
    }

    /// Sets how many calls may wait, from 1 to 65,536; the default is 4,096. Further callers wait until
    /// there is room. [`Ledger::submit_all`] makes one call of every 64 commands.
    pub const fn queue(mut self, calls: usize) -> Self {
        self.queue = match calls {
            0 => 1,
            // Memory is reserved for all of them at once.
            calls if calls > QUEUE_MAX => QUEUE_MAX,
            calls => calls,
        };
        self
    }

    /// Sets the greatest number of commands in one batch, at least 1; the default is 1,024, beyond which
    /// throughput does not grow.
    pub const fn batch_max(mut self, commands: usize) -> Self {
        self.batch_max = if commands == 0 { 1 } else { commands };
        self
    }

    /// Sets the size in bytes at which a batch accepts no further command; the default is 800,000. Only its
    /// last command may exceed it.
    pub const fn batch_bytes(mut self, bytes: usize) -> Self {
        self.batch_bytes = bytes;
        self
    }

    /// Sets how often a batch is decided again because another writer was faster, at least 1; the default is 32.
    /// After that, its callers get [`SubmitError::Contended`](crate::SubmitError::Contended).
    pub const fn rounds(mut self, rounds: u32) -> Self {
        self.rounds = if rounds == 0 { 1 } else { rounds };
        self
    }

    /// Sets how often a batch is offered to the store while it is not known whether it is stored, at least 1;
    /// the default is 8, with growing pauses that add up to a quarter of a second. After that, its callers get
    /// [`SubmitError::OutcomeUnknown`](crate::SubmitError::OutcomeUnknown).
    pub const fn offers(mut self, offers: u32) -> Self {
        self.offers = if offers == 0 { 1 } else { offers };
        self
    }

    /// Sets whether a snapshot is used on opening and written on closing; the default is yes. Without one, the
    /// whole journal is replayed and thereby checked.
    pub const fn snapshots(mut self, used: bool) -> Self {
        self.snapshots = used;
        self
    }

    /// Also writes a snapshot after every given number of batches, for processes that are killed rather than
    /// closed. Callers wait meanwhile, in other processes too, because the whole state is written: about 250
    /// bytes for each order.
    pub const fn snapshot_every(mut self, batches: Option<NonZeroU64>) -> Self {
        self.snapshot_every = batches;
        self
    }

    /// Sets a clock with which the time of every command is compared before it is decided, such as that of the
    /// machine, or of the database server that has the journal. A command whose time is far ahead of both
    /// the ledger's time and this clock is refused
    /// ([`TimeError::Ahead`](co2_ledger::error::TimeError::Ahead)), so that one wrong clock cannot expire
    /// everybody's reservations. Without a clock, the times of commands are not checked in this way.
    pub const fn clock(mut self, clock: Option<fn() -> Timestamp>) -> Self {
        self.clock = clock;
        self
    }

    /// Opens a ledger: uses the journal's snapshot if it can be trusted, replays the rest, and starts the
    /// writer.
    ///
    /// A snapshot is trusted only if its checksum is right, the journal has exactly the batch after which it was
    /// taken, and the state can be read; otherwise the journal is replayed from its start.
    /// What comes before a trusted snapshot is not read again, except for the batch at the given anchor;
    /// [`verify`](crate::verify) reads everything.
    ///
    /// # Errors
    /// Returns an error if the journal is damaged, with the position, if it cannot be read, or if it does not
    /// have the anchor.
    pub fn open(self, journal: impl Journal + 'static) -> Result<Ledger, OpenError> {
        Ledger::start(Box::new(journal), self)
    }
}
