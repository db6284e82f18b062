//! How a ledger is opened.

use crate::anchor::Anchor;
use crate::error::OpenError;
use crate::journal::Journal;
use crate::ledger::Ledger;
use co2_units::Timestamp;
use std::num::NonZeroU64;

/// The longest queue.
const QUEUE_MAX: usize = 65_536;

/// How to open a ledger; [`Ledger::options`] begins one.
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
    /// An anchor that the journal must have; so a journal that was cut or rewritten is refused.
    pub const fn anchor(mut self, anchor: Option<Anchor>) -> Self {
        self.anchor = anchor;
        self
    }

    /// How many calls may wait, from 1 to 65,536; 4,096 unless told. Further callers are held up until
    /// there is room. [`Ledger::submit_all`] makes a call of every 64 commands.
    pub const fn queue(mut self, calls: usize) -> Self {
        self.queue = match calls {
            0 => 1,
            // Room is made for all of them at once.
            calls if calls > QUEUE_MAX => QUEUE_MAX,
            calls => calls,
        };
        self
    }

    /// The most commands in one batch, at least 1; 1,024 unless told, beyond which throughput does
    /// not grow.
    pub const fn batch_max(mut self, commands: usize) -> Self {
        self.batch_max = if commands == 0 { 1 } else { commands };
        self
    }

    /// The size in bytes at which a batch takes no further command; 800,000 unless told. Only its
    /// last command goes beyond.
    pub const fn batch_bytes(mut self, bytes: usize) -> Self {
        self.batch_bytes = bytes;
        self
    }

    /// How often a batch is decided anew because another writer was faster, at least 1; 32 unless
    /// told. Then its callers get [`SubmitError::Contended`](crate::SubmitError::Contended).
    pub const fn rounds(mut self, rounds: u32) -> Self {
        self.rounds = if rounds == 0 { 1 } else { rounds };
        self
    }

    /// How often a batch is offered to the store, at least 1, while it is not known whether it has it;
    /// 8 unless told, with growing pauses that make a quarter of a second. Then its callers get
    /// [`SubmitError::OutcomeUnknown`](crate::SubmitError::OutcomeUnknown).
    pub const fn offers(mut self, offers: u32) -> Self {
        self.offers = if offers == 0 { 1 } else { offers };
        self
    }

    /// Whether a snapshot is used on opening, and written on closing: yes unless told. Without, the
    /// whole journal is replayed and so checked.
    pub const fn snapshots(mut self, used: bool) -> Self {
        self.snapshots = used;
        self
    }

    /// Writes a snapshot after every so many batches, too: for processes that are killed rather than
    /// closed. Callers wait meanwhile, of other processes too, for the whole state is written: some 250
    /// bytes for each order.
    pub const fn snapshot_every(mut self, batches: Option<NonZeroU64>) -> Self {
        self.snapshot_every = batches;
        self
    }

    /// A clock with which the time of every command is compared before it is decided, such as that of the
    /// machine or of the database server that has the journal. A command whose time is far ahead of both
    /// the ledger's time and this clock is refused
    /// ([`TimeError::Ahead`](co2_ledger::error::TimeError::Ahead)), so that one wrong clock cannot expire
    /// everybody's reservations. Without, the times of commands are taken as they are.
    pub const fn clock(mut self, clock: Option<fn() -> Timestamp>) -> Self {
        self.clock = clock;
        self
    }

    /// Opens a ledger: takes the journal's snapshot, if it has one that can be believed, replays the
    /// rest, and starts the writer.
    ///
    /// A snapshot is believed only if its own checksum fits, the journal has the very batch that it was
    /// taken after, and the state can be read back; otherwise the journal is replayed from its start.
    /// What comes before a believed snapshot is not read again, but for the batch at the anchor given:
    /// [`verify`](crate::verify) reads all.
    ///
    /// # Errors
    /// When the journal is damaged, with the position, cannot be read, or has not the anchor.
    pub fn open(self, journal: impl Journal + 'static) -> Result<Ledger, OpenError> {
        Ledger::start(Box::new(journal), self)
    }
}
