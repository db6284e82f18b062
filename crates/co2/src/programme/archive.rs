//! Orders that are over take less memory.

use super::Programme;
use super::step::steps;
use co2_journal::SubmitError;
use co2_ledger::{Command, Present};
use co2_units::Timestamp;

steps! {
    /// Lets the ledger keep less of orders that are over and on which nothing was done since `before`:
    /// those that expired or were cancelled, and those all of whose products have come back or have
    /// their certificates and retired units. Says how many.
    ///
    /// Nothing is forgotten. Every step on such an order is answered as before, only slower: what is
    /// known of it is read from the journal. So give a time some weeks ago.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// // Orders that expired, were cancelled, or are wholly retired; the one here is still at work.
    /// assert_eq!(programme.archive(now(), later(3_600))?, 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the journal cannot be read or written. What was archived until then stays so.
    archive, archive_async = archiving(before: Timestamp, now: Timestamp) -> u64, SubmitError;
}

impl Programme {
    async fn archiving(&self, before: Timestamp, now: Timestamp) -> Result<u64, SubmitError> {
        let mut all = 0_u64;
        loop {
            let command = Command::Archive { before, most: u32::MAX };
            match self.submit(command, now).await?.receipt.present {
                Present::Archived { orders } if orders > 0 => {
                    all = all.saturating_add(u64::from(orders));
                }
                _ => return Ok(all),
            }
        }
    }
}
