//! What has happened, for other systems.

use super::Programme;
use super::step::steps;
use crate::events::{CloudEvent, EventKind, Events, Lots};
use co2_journal::{Freshness, Position, SubmitError};
use co2_ledger::State;

/// How many batches without an event of the kinds asked for are passed over in one call, in reads of some
/// dozens each.
const READS: u32 = 64;

steps! {
    /// What happened after a position of the journal, as events for other systems: all kinds, or those
    /// named. Ask again from [`Events::next`]; at the end of the journal that is the position asked for,
    /// and there are none. An answer has the events of some dozens of batches at most, and none of it is
    /// ever left out or sent in another order, so a reader that keeps `next` with its own work takes each event
    /// over exactly once.
    ///
    /// Begin at [`Position::START`]. Every host of the ledger gives the same events. See
    /// [`events`](crate::events) for what they say.
    ///
    /// ```
    /// # fn example(programme: &co2::Programme) -> Result<(), Box<dyn std::error::Error>> {
    /// use co2::events::EventKind;
    /// use co2::journal::Position;
    ///
    /// let mut position = Position::START;
    /// loop {
    ///     let paid = programme.events_since(position, &[EventKind::OrderConfirmed])?;
    ///     for event in &paid.events {
    ///         println!("{}", co2::claims::serde_json::to_string(event)?);
    ///     }
    ///     if paid.next == position {
    ///         break;
    ///     }
    ///     position = paid.next;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the journal cannot be read or is damaged, or ends before the position.
    events_since, events_since_async = telling(
        position: Position, kinds: &[EventKind],
    ) -> Events, SubmitError;
}

impl Programme {
    async fn telling(
        &self,
        position: Position,
        kinds: &[EventKind],
    ) -> Result<Events, SubmitError> {
        let head = |_: &State, head: co2_journal::Anchor| head.position;
        let Some(mut from) = self.ledger.anchor_at_async(position).await? else {
            let head = self.ledger.read_async(Freshness::Latest, head).await?;
            return Err(SubmitError::Behind { asked: position, head });
        };
        let source = self.event_source().await?;
        let mut events = Vec::new();
        for _ in 0..READS {
            let batches = self.ledger.batches_after_async(from).await?;
            let Some(last) = batches.last() else { break };
            from = last.after;
            let freshness = Freshness::AtLeast(from.position);
            let lots = self.ledger.read_async(freshness, |state, _| Lots::of(state)).await?;
            for batch in &batches {
                for (place, event) in batch.events.iter().enumerate() {
                    let told = lots.read(event);
                    let told =
                        told.filter(|(_, data)| kinds.is_empty() || kinds.contains(&data.kind()));
                    events.extend(told.map(|(subject, data)| CloudEvent {
                        specversion: "1.0".to_owned(),
                        id: format!("{}-{place}", batch.after.position),
                        source: source.clone(),
                        subject,
                        time: event.at,
                        datacontenttype: "application/json".to_owned(),
                        demonstration:
                            self.config.certificate.demonstration.as_ref().map(ToString::to_string),
                        data,
                    }));
                }
            }
            if !events.is_empty() {
                break;
            }
        }
        Ok(Events { events, next: from.position })
    }

    /// The issuer, and the ledger: each begins with a batch of its own, whoever opens it.
    async fn event_source(&self) -> Result<String, SubmitError> {
        let first = self.ledger.anchor_at_async(Position::new(1)).await?;
        let ledger = first.map(|first| format!("#ledger-{:.16}", first.hash));
        Ok(format!("{}{}", self.keys.document.did(), ledger.unwrap_or_default()))
    }
}
