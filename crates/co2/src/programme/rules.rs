//! The rules in force: the one source of price, coverage and statistic.

use co2_journal::{Anchor, Committed, Freshness, SubmitError};
use co2_ledger::{Command, PutRules, State};
use co2_offsets::{OperationId, Rules, RulesId};
use co2_units::Timestamp;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::step::steps;
use super::{Mode, Programme, PutRulesError, mode};

/// What a handle knows of the rules in force.
#[derive(Debug, Default)]
pub(super) struct InForce {
    /// Whether the configuration's rules were put in force since the programme was opened.
    adopted: AtomicBool,
    /// The newest set that was read, so that a quote asks the ledger once.
    newest: Mutex<Option<(RulesId, Arc<Rules>)>>,
}

steps! {
    /// Puts the rules of the configuration in force, if others are. The first
    /// [`import_credits`](Self::import_credits) or [`quote`](Self::quote) after opening does it, too:
    /// opening has no time at which it could take effect.
    ///
    /// From then on the rules are the ledger's: when another host of it puts other rules in force,
    /// this one quotes and reserves by them as well. So all hosts of a ledger always ask the same
    /// price, and the newest configuration holds. The answer is `None` when they were in force
    /// already.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = empty()?;
    /// assert!(programme.put_rules(now())?.is_some());
    /// assert!(programme.put_rules(now())?.is_none(), "they are in force");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    put_rules, put_rules_async = putting_rules(now: Timestamp) -> Option<Committed>, PutRulesError;
}

impl Programme {
    async fn putting_rules(&self, now: Timestamp) -> Result<Option<Committed>, PutRulesError> {
        let wanted = self.config.rules.id();
        let read = |state: &State, _| (state.rules_in_force(), state.revision());
        let (in_force, revision) = self.ledger.read_async(Freshness::Latest, read).await?;
        // After the look: a ledger that has rules by then has a mode, and keeps it.
        self.check_mode().await?;
        let (mut answer, is_new) = (None, in_force.is_none());
        if in_force != Some(wanted) {
            // Hosts that want the same rules at the same time do it once; hosts that want different
            // ones do not take each other's name. An id has at most 64 bytes: 128 bits of the digest.
            let mode = if is_new { Mode::of(&self.config).prefix() } else { "" };
            let operation: OperationId = format!("{mode}rules-{revision}-{wanted:.32}").parse()?;
            let rules = self.config.rules.clone();
            let put = PutRules { operation, rules: rules.into() };
            answer = Some(self.submit(Command::PutRules(put), now).await?);
            if is_new {
                // Another host may have been first.
                self.check_mode().await?;
            }
        }
        self.in_force.adopted.store(true, Ordering::Release);
        Ok(answer)
    }

    /// Checks that the ledger is of the configuration's mode, or has no rules yet.
    pub(super) async fn check_mode(&self) -> Result<(), PutRulesError> {
        let (first, _) = self.ledger.events_after_async(Anchor::START).await?;
        mode::check(&first, &self.config).map_err(|ledger| PutRulesError::Mode { ledger })
    }

    /// Puts the configuration's rules in force, once after opening.
    pub(super) async fn adopt_rules(&self, now: Timestamp) -> Result<(), PutRulesError> {
        if !self.in_force.adopted.load(Ordering::Acquire) {
            self.putting_rules(now).await?;
        }
        Ok(())
    }

    /// The newest rules that are known here; the ledger's answer shows whether they still hold.
    pub(super) async fn rules_known(&self) -> Result<Option<(RulesId, Arc<Rules>)>, SubmitError> {
        let known = self.in_force.newest.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if known.is_some() { Ok(known) } else { self.rules_read().await }
    }

    /// Reads the rules in force from the ledger.
    pub(super) async fn rules_read(&self) -> Result<Option<(RulesId, Arc<Rules>)>, SubmitError> {
        let read = |state: &State, _| {
            let id = state.rules_in_force()?;
            Some((id, Arc::new(state.rules(&id)?.clone())))
        };
        let read = self.ledger.read_async(Freshness::Latest, read).await?;
        self.in_force.newest.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&read);
        Ok(read)
    }
}
