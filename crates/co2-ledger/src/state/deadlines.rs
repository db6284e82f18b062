//! When reservations expire.

use crate::ids::OrderId;
use co2_units::Timestamp;
use foldhash::quality::RandomState;
use std::collections::{BTreeMap, HashSet};

/// Reservations by the second at which they expire. Within a second there may be thousands, which come and
/// go much more often than they expire: they are put in order only then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Deadlines(BTreeMap<Timestamp, HashSet<OrderId, RandomState>>);

impl Deadlines {
    pub(super) fn insert(&mut self, until: Timestamp, order: OrderId) {
        self.0.entry(until).or_default().insert(order);
    }

    pub(super) fn remove(&mut self, until: Timestamp, order: &OrderId) {
        let Some(orders) = self.0.get_mut(&until) else { return };
        orders.remove(order);
        if orders.is_empty() {
            self.0.remove(&until);
        }
    }

    /// Whether there is one that has expired at a time.
    pub(crate) fn any_due(&self, at: Timestamp) -> bool {
        self.0.first_key_value().is_some_and(|(until, _)| *until <= at)
    }

    /// Those that have expired at a time, by when they did and then by their names.
    pub(crate) fn due(&self, at: Timestamp) -> impl Iterator<Item = &OrderId> {
        let due = self.0.iter().take_while(move |(until, _)| **until <= at);
        due.flat_map(|(_, orders)| {
            let mut orders: Vec<&OrderId> = orders.iter().collect();
            orders.sort_unstable();
            orders
        })
    }

    pub(super) fn len(&self) -> usize {
        self.0.values().map(HashSet::len).fold(0, usize::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        /// It is a sorted set of times and names.
        #[test]
        fn due_in_order(steps in prop::collection::vec((any::<bool>(), 0_i64..9, 0_u8..20), 0..200)) {
            let (mut deadlines, mut plain) = (Deadlines::default(), BTreeSet::new());
            for (inserts, at, name) in steps {
                let until = Timestamp::from_unix_seconds(at).unwrap();
                let order: OrderId = format!("o-{name}").parse().unwrap();
                if inserts {
                    deadlines.insert(until, order.clone());
                    plain.insert((until, order));
                } else {
                    deadlines.remove(until, &order);
                    plain.remove(&(until, order));
                }
            }
            prop_assert_eq!(deadlines.len(), plain.len());
            for at in 0..9 {
                let at = Timestamp::from_unix_seconds(at).unwrap();
                let due: Vec<_> = plain.iter().filter(|(until, _)| *until <= at).collect();
                prop_assert_eq!(deadlines.any_due(at), !due.is_empty());
                prop_assert!(deadlines.due(at).eq(due.into_iter().map(|(_, order)| order)));
            }
        }
    }
}
