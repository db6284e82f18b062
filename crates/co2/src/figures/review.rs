//! What a ledger has done and what is open, read from its store alone: for who has no programme's keys.

use super::{Books, Duties, Figures, Next, Watch, low_stock};
use crate::config::FiguresConfig;
use crate::programme::{Needs, promised};
use co2_journal::{Anchor, Journal, ReplayError, SubmitError};
use co2_ledger::State;
use co2_units::Timestamp;
use std::collections::BTreeMap;

/// A ledger that was read from its start, and what it has done and has open.
///
/// ```
/// use co2::figures::{Review, ReviewOptions};
/// use co2::location::{Purpose, open};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("ledger.db");
/// open(&path, Purpose::Create)?;
/// // The store is only read, and may be in use.
/// let mut store = open(&path, Purpose::Read)?.journal;
/// let options = ReviewOptions::new("2026-11-21T12:00:00Z".parse()?);
/// let review = Review::read(&mut *store, &options, |_| {})?;
/// assert!(review.figures().total().covered.is_zero());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Review {
    books: Books,
    figures: Figures,
    duties: Duties,
}

/// What a [`Review`] needs to know that the ledger does not say.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ReviewOptions {
    /// The present time.
    pub now: Timestamp,
    /// How figures are made.
    pub figures: FiguresConfig,
}

/// An error from reading a [`Review`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReviewError {
    /// The store cannot be read, or its journal is damaged.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// An event does not follow from those before it, or the sums are larger than can be counted.
    #[error(transparent)]
    Event(#[from] SubmitError),
}

impl ReviewOptions {
    /// The options of a programme of which nothing is known: its fiscal year begins in January, and stock is compared as
    /// a [`FiguresConfig`] does by default.
    pub fn new(now: Timestamp) -> Self {
        Self { now, figures: FiguresConfig::default() }
    }
}

impl Review {
    /// Reads a journal from its start. Each batch must follow from the one before, and each event from the state
    /// before it. `progress` is called with each place that was reached on the way.
    ///
    /// # Errors
    /// When the store cannot be read, or a batch or event is refused.
    pub fn read(
        journal: &mut dyn Journal,
        options: &ReviewOptions,
        mut progress: impl FnMut(Anchor),
    ) -> Result<Self, ReviewError> {
        let mut books = Books::new(true);
        loop {
            let next = Next::of_journal(journal, books.at())?;
            if next.is_empty() {
                break;
            }
            books.take(&next)?;
            progress(books.at());
        }
        let figures = books.figures(options.figures.fiscal_year_starts);
        let duties = duties(journal, books.state(), &figures, options)?;
        Ok(Self { books, figures, duties })
    }

    /// The sums of everything that has happened.
    pub const fn figures(&self) -> &Figures {
        &self.figures
    }

    /// What is open.
    pub const fn duties(&self) -> &Duties {
        &self.duties
    }

    /// The ledger's state, with all orders in full.
    pub const fn state(&self) -> &State {
        self.books.state()
    }

    /// The place in the journal where it ends. Kept elsewhere, it shows later whether the ledger was cut or rewritten.
    pub const fn anchor(&self) -> Anchor {
        self.books.at()
    }
}

fn duties(
    journal: &mut dyn Journal,
    state: &State,
    figures: &Figures,
    options: &ReviewOptions,
) -> Result<Duties, ReplayError> {
    let config = options.figures;
    let (needs, mut days) = (Needs::of(state), BTreeMap::new());
    for digest in needs.certificates() {
        if let Some(day) = journal.document(&digest)?.as_deref().and_then(promised) {
            days.insert(digest, day);
        }
    }
    let watch = Watch { stock_days: config.stock_days, rate_days: config.rate_days };
    let low_stock = low_stock(state, figures, watch, options.now);
    let (position, shortfalls) = (figures.position(), state.shortfalls());
    let duties = Duties { position, retire: Vec::new(), shortfalls, low_stock };
    Ok(duties.with(needs, &days))
}
