//! Orders that are over take less memory.

use super::{OrderError, Programme};
use co2_ledger::{Command, Present, Request};
use co2_units::Timestamp;

impl Programme {
    /// Lets the ledger keep less of orders that are over and on which nothing was done since `before`:
    /// those that expired or were cancelled, and those all of whose products have come back or have
    /// their certificates and retired units. How many.
    ///
    /// Nothing is forgotten. Every step on such an order is answered as before, only slower: what is
    /// known of it is read from the journal. So give a time some weeks ago.
    ///
    /// # Errors
    /// When the journal cannot be read or written. What was archived until then stays so.
    pub fn archive(&mut self, before: Timestamp, now: Timestamp) -> Result<u64, OrderError> {
        let mut all = 0_u64;
        loop {
            let command = Command::Archive { before, most: u32::MAX };
            match self.ledger.submit(Request { now, command })?.receipt.present {
                Present::Archived { orders } if orders > 0 => {
                    all = all.saturating_add(u64::from(orders));
                }
                _ => return Ok(all),
            }
        }
    }
}
