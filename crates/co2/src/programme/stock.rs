//! Credits that come into stock and leave it, and how they stand.

use super::step::steps;
use super::{ImportCreditsError, Programme};
use co2_journal::{Committed, Freshness, SubmitError};
use co2_ledger::command::{
    CancelUnits, Convert, Invalidate, RecordBuffer, TransferIn, TransferOut,
};
use co2_ledger::error::ImportError;
use co2_ledger::state::Lack;
use co2_ledger::{Command, CommandError, Import, Importable, State};
use co2_offsets::import::{BadRow, ReadError, ReadOptions, read_stock_rows, stock_of};
use co2_offsets::{Digest, LotId, Stock, read_csv};
use co2_units::{Co2e, Timestamp};
use std::collections::BTreeSet;
use std::io::Read;

/// The largest table of credits that is read, in bytes.
const MAX_TABLE: u64 = 64 << 20;
/// How often a lenient import looks anew because another process has changed the stock meanwhile.
const MAX_LOOKS: usize = 8;

/// What a lenient import has taken, and what it left.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct TakenCredits {
    /// The lots that came into stock, in the table's order.
    pub taken: Vec<LotId>,
    /// The lots that were in stock already, as they stand in the table.
    pub held: Vec<LotId>,
    /// The rows that were left, in the table's order, each with the reason.
    pub left: Vec<LeftRow>,
    /// The lines of rows that only sum others up.
    pub totals: Vec<u64>,
    /// The columns that were not looked at. A misspelt one is among them.
    pub ignored: Vec<String>,
    /// Where the import stands in the journal; `None` when nothing was taken.
    pub committed: Option<Committed>,
}

/// A row that a lenient import left.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftRow {
    /// Its line in the table, from 1.
    pub line: u64,
    /// What stands in its column of serials, if anything.
    pub serial: Option<String>,
    /// Why it was left.
    pub reason: WhyLeft,
}

/// Why a row was left.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WhyLeft {
    /// It cannot be read, or describes its project otherwise than an earlier row.
    #[error(transparent)]
    Row(#[from] ReadError),
    /// The ledger would refuse it: its units are held already, say.
    #[error(transparent)]
    Ledger(#[from] ImportError),
}

impl From<BadRow> for LeftRow {
    fn from(bad: BadRow) -> Self {
        Self { line: bad.error.line, serial: bad.serial, reason: bad.error.into() }
    }
}

steps! {
    /// Takes a table of credits into stock; see [`read_csv`] for its columns. The same table a second
    /// time does nothing. The first import or quote after opening puts the rules of the configuration
    /// in force, as [`put_rules`](Self::put_rules) does.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = empty()?;
    /// programme.import_credits(CREDITS.as_bytes(), now())?;
    /// assert_eq!(programme.free()?.to_string(), "500000 kg CO2e");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the table cannot be read, with line and column, or the ledger refuses it; nothing of it
    /// is kept then.
    import_credits, import_credits_async
        = importing(table: impl Read, now: Timestamp) -> Committed, ImportCreditsError;

    /// Takes the good rows of a table of credits into stock, and says which rows it left and why: those that
    /// cannot be read, and those that the ledger would refuse. The host decides whether that is enough;
    /// [`import_credits`](Self::import_credits) takes all rows or none.
    ///
    /// Lots that are in stock already, exactly as the table has them, are named apart. So the same
    /// table a second time takes nothing, and a table that was mended or has grown takes what is new.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = empty()?;
    /// let table = format!("{CREDITS}gs-2,no serial,2024-01-01/2024-12-31,1 t,Invented stoves,UG,cookstoves\n");
    /// let taken = programme.import_good_credits(table.as_bytes(), Default::default(), now())?;
    /// assert_eq!((taken.taken.len(), taken.left.len()), (1, 1));
    /// println!("line {}: {}", taken.left[0].line, taken.left[0].reason);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the table as a whole cannot be read (it lacks a column, say), or the ledger cannot be
    /// written; nothing is taken then.
    import_good_credits, import_good_credits_async = importing_good(
        table: impl Read, options: ReadOptions, now: Timestamp,
    ) -> TakenCredits, ImportCreditsError;

    /// Takes credits into stock that the host has as data. The operation's name tells this import from
    /// others.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = empty()?;
    /// let stock = co2::offsets::read_csv(CREDITS)?;
    /// programme.import_stock(co2::ledger::Import::new("import-1".parse()?, stock), now())?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the ledger refuses it: units that are held already, a project that is not known.
    import_stock, import_stock_async
        = importing_stock(import: Import, now: Timestamp) -> Committed, ImportCreditsError;

    /// Notes units that a registry holds back in its buffer. They are never allocated.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = empty()?;
    /// use co2::ledger::command::RecordBuffer;
    /// let stock = co2::offsets::read_csv(CREDITS)?;
    /// let (operation, projects, lots) = ("buffer-1".parse()?, stock.projects, stock.lots);
    /// programme.record_buffer(RecordBuffer { operation, projects, lots }, now())?;
    /// assert!(programme.free()?.is_zero());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the ledger refuses it.
    record_buffer, record_buffer_async
        = recording_buffer(buffer: RecordBuffer, now: Timestamp) -> Committed, SubmitError;

    /// Gives free units to another stream (another ledger, say of another region), whose host takes
    /// them with [`transfer_in`](Self::transfer_in) under the same operation.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shop()?;
    /// use co2::ledger::command::{TransferOut, Units};
    /// let units = Units { lot: "gs-1".parse()?, first_unit: 401, last_unit: 500 };
    /// let (operation, to) = ("move-1".parse()?, "us".parse()?);
    /// programme.transfer_out(TransferOut { operation, units, to }, now())?;
    /// assert_eq!(programme.free()?.to_string(), "400000 kg CO2e");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When a gram of the units is not free, or they are not held.
    transfer_out, transfer_out_async
        = transferring_out(transfer: TransferOut, now: Timestamp) -> Committed, SubmitError;

    /// Takes units that another stream gave.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = empty()?;
    /// use co2::ledger::command::TransferIn;
    /// let stock = co2::offsets::read_csv(CREDITS.replace("-1-500", "-401-500"))?;
    /// let (operation, from) = ("move-1".parse()?, "eu".parse()?);
    /// let transfer = TransferIn { operation, from, projects: stock.projects, lots: stock.lots };
    /// programme.transfer_in(transfer, now())?;
    /// assert_eq!(programme.free()?.to_string(), "100000 kg CO2e");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the ledger refuses it.
    transfer_in, transfer_in_async
        = transferring_in(transfer: TransferIn, now: Timestamp) -> Committed, SubmitError;

    /// Units have become another programme's units, such as vintages that were moved to a new label.
    /// The new ones come into stock.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shop()?;
    /// use co2::ledger::command::{Convert, Units};
    /// let units = Units { lot: "gs-1".parse()?, first_unit: 1, last_unit: 100 };
    /// let new = CREDITS.replace("gs-1,", "gs-new,").replace("990001-1-500", "990009-1-100");
    /// let stock = co2::offsets::read_csv(new)?;
    /// programme.convert(
    ///     Convert {
    ///         operation: "relabel-1".parse()?,
    ///         units,
    ///         reference: "C-5".parse()?,
    ///         projects: Vec::new(),
    ///         lots: stock.lots,
    ///     },
    ///     now(),
    /// )?;
    /// assert_eq!(programme.free()?.to_string(), "500000 kg CO2e");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the units are not held, or the new ones are refused.
    convert, convert_async = converting(convert: Convert, now: Timestamp) -> Committed, SubmitError;

    /// Units were given up without use: cancelled in the registry, and nobody may claim them.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shop()?;
    /// use co2::ledger::command::{CancelUnits, Units};
    /// let units = Units { lot: "gs-1".parse()?, first_unit: 1, last_unit: 2 };
    /// let (operation, reference) = ("gift-1".parse()?, "X-1".parse()?);
    /// programme.cancel_units(CancelUnits { operation, units, reference }, now())?;
    /// assert_eq!(programme.free()?.to_string(), "498000 kg CO2e");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When they are not held.
    cancel_units, cancel_units_async
        = cancelling_units(cancel: CancelUnits, now: Timestamp) -> Committed, SubmitError;

    /// Units have lost their worth: a reversal, a withdrawn issuance. What they cover falls short then;
    /// [`shortfalls`](Self::shortfalls) lists it, and [`make_good`](Self::make_good) replaces the grams.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shop()?;
    /// use co2::ledger::command::{Invalidate, Invalidated};
    /// let what = Invalidated::Project("GS990001".parse()?);
    /// let (operation, reference) = ("withdrawn-1".parse()?, "https://registry.example/n/12".parse()?);
    /// programme.invalidate(Invalidate { operation, what, reference }, now())?;
    /// assert!(programme.free()?.is_zero());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the units are not the ledger's, or have left it already.
    invalidate, invalidate_async
        = invalidating(invalidate: Invalidate, now: Timestamp) -> Committed, SubmitError;

    /// Grams that are claimed and lost in the registry, by order and product.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// assert!(programme.shortfalls()?.is_empty(), "no unit was lost");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the journal cannot be read.
    shortfalls, shortfalls_async = falling_short() -> Vec<Lack>, SubmitError;

    /// How much of the stock is free. What an expired reservation held becomes free with the next
    /// command, such as [`advance`](Self::advance).
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shop()?;
    /// assert_eq!(programme.free()?.to_string(), "500000 kg CO2e");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the journal cannot be read.
    free, free_async = counting_free() -> Co2e, SubmitError;

    /// Lets time pass: reservations that are due by now expire, and their credits are free again. Every
    /// other step does so as well.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = reserved()?;
    /// let before = programme.free()?;
    /// programme.advance(later(901))?;
    /// assert!(programme.free()? > before, "the reservation has expired");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the journal cannot be read or written.
    advance, advance_async = advancing(now: Timestamp) -> Committed, SubmitError;
}

impl Programme {
    async fn importing(
        &self,
        table: impl Read,
        now: Timestamp,
    ) -> Result<Committed, ImportCreditsError> {
        let bytes = read_table(table)?;
        let import = Import::new(name_of(&bytes, &[]).parse()?, read_csv(&bytes)?);
        self.importing_stock(import, now).await
    }

    async fn importing_good(
        &self,
        table: impl Read,
        options: ReadOptions,
        now: Timestamp,
    ) -> Result<TakenCredits, ImportCreditsError> {
        let bytes = read_table(table)?;
        let read = read_stock_rows(&bytes, options)?;
        let rows: Vec<u64> = read.good.iter().map(|row| row.line).collect();
        let (stock, bad) = stock_of(read.good);
        let differ: BTreeSet<u64> = bad.iter().map(|bad| bad.error.line).collect();
        let lines: Vec<u64> = rows.into_iter().filter(|line| !differ.contains(line)).collect();
        let unread = TakenCredits {
            left: read.bad.into_iter().chain(bad).map(LeftRow::from).collect(),
            totals: read.totals,
            ignored: read.ignored,
            ..TakenCredits::default()
        };
        let mut looks = 0;
        loop {
            looks += 1;
            let found = self.importable(&stock).await?;
            let taken: Vec<LotId> = found.lots.iter().map(|lot| lot.id.clone()).collect();
            let mut answer = unread.clone();
            answer.note(&stock, &lines, &found);
            if taken.is_empty() {
                return Ok(answer);
            }
            let Importable { projects, lots, .. } = found;
            let operation = name_of(&bytes, &answer.left).parse()?;
            let import = Import::new(operation, Stock { projects, lots });
            match self.importing_stock(import, now).await {
                Ok(committed) => {
                    (answer.taken, answer.committed) = (taken, Some(committed));
                    return Ok(answer);
                }
                // Another process has imported meanwhile: what is held now is looked at again.
                Err(ImportCreditsError::Ledger(SubmitError::Refused(CommandError::Import(_))))
                    if looks < MAX_LOOKS => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// What the ledger would take of some stock now.
    async fn importable(&self, stock: &Stock) -> Result<Importable, SubmitError> {
        let (projects, lots) = (stock.projects.clone(), stock.lots.clone());
        let read = move |state: &State, _| state.importable(projects, lots);
        self.ledger.read_async(Freshness::Latest, read).await
    }

    async fn importing_stock(
        &self,
        import: Import,
        now: Timestamp,
    ) -> Result<Committed, ImportCreditsError> {
        // Stock of a test and live stock never come together.
        self.check_mode().await?;
        let answer = self.submit(Command::Import(import), now).await?;
        self.adopt_rules(now).await?;
        Ok(answer)
    }

    async fn recording_buffer(
        &self,
        buffer: RecordBuffer,
        now: Timestamp,
    ) -> Result<Committed, SubmitError> {
        self.submit(Command::RecordBuffer(buffer), now).await
    }

    async fn transferring_out(
        &self,
        transfer: TransferOut,
        now: Timestamp,
    ) -> Result<Committed, SubmitError> {
        self.submit(Command::TransferOut(transfer), now).await
    }

    async fn transferring_in(
        &self,
        transfer: TransferIn,
        now: Timestamp,
    ) -> Result<Committed, SubmitError> {
        self.submit(Command::TransferIn(transfer), now).await
    }

    async fn converting(&self, convert: Convert, now: Timestamp) -> Result<Committed, SubmitError> {
        self.submit(Command::Convert(convert), now).await
    }

    async fn cancelling_units(
        &self,
        cancel: CancelUnits,
        now: Timestamp,
    ) -> Result<Committed, SubmitError> {
        self.submit(Command::CancelUnits(cancel), now).await
    }

    async fn invalidating(
        &self,
        invalidate: Invalidate,
        now: Timestamp,
    ) -> Result<Committed, SubmitError> {
        self.submit(Command::Invalidate(invalidate), now).await
    }

    async fn falling_short(&self) -> Result<Vec<Lack>, SubmitError> {
        // Archived orders can fall short, too.
        let read = |state: &State, _| state.shortfalls();
        self.ledger.survey_async(Some(co2_journal::Recall::Lacking), read).await
    }

    async fn counting_free(&self) -> Result<Co2e, SubmitError> {
        let read = |state: &State, _| {
            let projects = state.projects().map(|project| state.free_of(&project.id));
            Co2e::checked_sum(projects)
        };
        Ok(self.ledger.read_async(Freshness::Latest, read).await?.unwrap_or(Co2e::MAX))
    }

    async fn advancing(&self, now: Timestamp) -> Result<Committed, SubmitError> {
        self.submit(Command::Advance, now).await
    }
}

impl TakenCredits {
    /// Notes what the ledger has already, and what it would refuse.
    fn note(&mut self, stock: &Stock, lines: &[u64], found: &Importable) {
        let lot = |at: usize| stock.lots.get(at);
        self.held = found.held.iter().filter_map(|at| Some(lot(*at)?.id.clone())).collect();
        let refused = found.refused.iter().filter_map(|(at, error)| {
            let serial = Some(lot(*at)?.serial.to_string());
            Some(LeftRow { line: *lines.get(*at)?, serial, reason: error.clone().into() })
        });
        self.left.extend(refused);
        self.left.sort_by_key(|row| row.line);
    }
}

fn read_table(table: impl Read) -> Result<Vec<u8>, ImportCreditsError> {
    let mut bytes = Vec::new();
    // One byte more than allowed shows that there is more.
    let read = table.take(MAX_TABLE.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(read).is_ok_and(|read| read > MAX_TABLE) {
        return Err(ImportCreditsError::TooLarge { max: MAX_TABLE });
    }
    Ok(bytes)
}

/// The name of an import: it follows from the table, and from the rows that are left.
fn name_of(table: &[u8], left: &[LeftRow]) -> String {
    let mut digest = Digest::of(table);
    for row in left {
        digest = Digest::of(format!("{digest} {}", row.line).as_bytes());
    }
    // An id has at most 64 bytes: 192 bits of the digest.
    format!("import-{digest:.48}")
}
