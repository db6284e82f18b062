//! Credits that come into stock and leave it, and how they stand.

use super::step::steps;
use super::{ImportCreditsError, Programme};
use co2_journal::{Committed, Freshness, SubmitError};
use co2_ledger::command::{
    CancelUnits, Convert, Invalidate, RecordBuffer, TransferIn, TransferOut,
};
use co2_ledger::state::Lack;
use co2_ledger::{Command, Import, State};
use co2_offsets::{Digest, read_csv};
use co2_units::{Co2e, Timestamp};
use std::io::Read;

/// The largest table of credits that is read, in bytes.
const MAX_TABLE: u64 = 64 << 20;

steps! {
    /// Takes a table of credits into stock; see [`read_csv`] for its columns. The same table a second
    /// time does nothing. The first import or quote after opening puts the rules of the configuration
    /// in force, as [`put_rules`](Self::put_rules) does.
    ///
    /// # Errors
    /// When the table cannot be read, with line and column, or the ledger refuses it; nothing of it
    /// is kept then.
    import_credits, import_credits_async
        = importing(table: impl Read, now: Timestamp) -> Committed, ImportCreditsError;

    /// Takes credits into stock that the host has as data. The operation's name tells this import from
    /// others.
    ///
    /// # Errors
    /// When the ledger refuses it: units that are held already, a project that is not known.
    import_stock, import_stock_async
        = importing_stock(import: Import, now: Timestamp) -> Committed, ImportCreditsError;

    /// Notes units that a registry holds back in its buffer. They are never allocated.
    ///
    /// # Errors
    /// When the ledger refuses it.
    record_buffer, record_buffer_async
        = recording_buffer(buffer: RecordBuffer, now: Timestamp) -> Committed, SubmitError;

    /// Gives free units to another stream (another ledger, say of another region), whose host takes
    /// them with [`transfer_in`](Self::transfer_in) under the same operation.
    ///
    /// # Errors
    /// When a gram of the units is not free, or they are not held.
    transfer_out, transfer_out_async
        = transferring_out(transfer: TransferOut, now: Timestamp) -> Committed, SubmitError;

    /// Takes units that another stream gave.
    ///
    /// # Errors
    /// When the ledger refuses it.
    transfer_in, transfer_in_async
        = transferring_in(transfer: TransferIn, now: Timestamp) -> Committed, SubmitError;

    /// Units have become another programme's units, such as vintages that were moved to a new label.
    /// The new ones come into stock.
    ///
    /// # Errors
    /// When the units are not held, or the new ones are refused.
    convert, convert_async = converting(convert: Convert, now: Timestamp) -> Committed, SubmitError;

    /// Units were given up without use: cancelled in the registry, and nobody may claim them.
    ///
    /// # Errors
    /// When they are not held.
    cancel_units, cancel_units_async
        = cancelling_units(cancel: CancelUnits, now: Timestamp) -> Committed, SubmitError;

    /// Units have lost their worth: a reversal, a withdrawn issuance. What they cover falls short then;
    /// [`shortfalls`](Self::shortfalls) lists it, and [`make_good`](Self::make_good) replaces the grams.
    ///
    /// # Errors
    /// When the units are not the ledger's, or have left it already.
    invalidate, invalidate_async
        = invalidating(invalidate: Invalidate, now: Timestamp) -> Committed, SubmitError;

    /// Grams that are claimed and lost in the registry, by order and product.
    ///
    /// # Errors
    /// When the journal cannot be read.
    shortfalls, shortfalls_async = falling_short() -> Vec<Lack>, SubmitError;

    /// How much of the stock is free. What an expired reservation held becomes free with the next
    /// command, such as [`advance`](Self::advance).
    ///
    /// # Errors
    /// When the journal cannot be read.
    free, free_async = counting_free() -> Co2e, SubmitError;

    /// Lets time pass: reservations that are due by now expire, and their credits are free again. Every
    /// other step does so as well.
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
        let import = read_table(table)?;
        self.importing_stock(import, now).await
    }

    async fn importing_stock(
        &self,
        import: Import,
        now: Timestamp,
    ) -> Result<Committed, ImportCreditsError> {
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

fn read_table(table: impl Read) -> Result<Import, ImportCreditsError> {
    let mut bytes = Vec::new();
    // One byte more than allowed shows that there is more.
    let read = table.take(MAX_TABLE.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(read).is_ok_and(|read| read > MAX_TABLE) {
        return Err(ImportCreditsError::TooLarge { max: MAX_TABLE });
    }
    // An id has at most 64 bytes: 192 bits of the digest.
    let name = format!("import-{:.48}", Digest::of(&bytes));
    Ok(Import::new(name.parse()?, read_csv(&bytes)?))
}
