//! The answers to commands: the events that the commands caused.
//!
//! An answer is needed again only when its command is repeated, or when its order is archived. So it is
//! kept in the encoded form of a journal, and is found by a hash of its command's key. Two keys may
//! have one hash: the key of an answer is compared before it counts.

use crate::command::Content;
use crate::event::Event;
use co2_units::Timestamp;
use core::fmt;
use core::hash::{BuildHasher, Hash, Hasher};
use foldhash::quality::RandomState;
use hashbrown::HashTable;

/// A hash of a command's key. The seeds are random, since strangers choose names: it differs from
/// state to state, and must not show.
pub(super) type KeyHash = u64;

/// The answers to commands.
#[derive(Clone, Default)]
pub(super) struct Answers {
    seeds: RandomState,
    places: HashTable<Answer>,
}

#[derive(Clone)]
struct Answer {
    key: KeyHash,
    /// The encoded event.
    event: Box<[u8]>,
}

impl Answer {
    /// The event; `None` never, since what is kept was encoded from an event.
    fn event(&self) -> Option<Event> {
        let event = postcard::from_bytes(&self.event);
        debug_assert!(event.is_ok(), "an event that was encoded can be read");
        event.ok()
    }

    /// The event, if it answers a command with this key.
    fn event_of(&self, content: Content<'_>) -> Option<Event> {
        let event = self.event()?;
        let same = event.change.content().is_some_and(|own| own.parts() == content.parts());
        same.then_some(event)
    }

    /// When it took effect; the event begins with it.
    fn at(&self) -> Option<Timestamp> {
        postcard::take_from_bytes(&self.event).ok().map(|(at, _)| at)
    }
}

impl Answers {
    pub(super) fn with_capacity(room: usize) -> Self {
        Self { places: HashTable::with_capacity(room), ..Self::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn hash(&self, content: Content<'_>) -> KeyHash {
        let (kind, subject, operation) = content.parts();
        let mut hasher = self.seeds.build_hasher();
        kind.hash(&mut hasher);
        // Tests of this crate make twins, which nobody finds otherwise.
        #[cfg(test)]
        let subject = subject.split("-twin-").next().unwrap_or_default();
        subject.hash(&mut hasher);
        operation.hash(&mut hasher);
        hasher.finish()
    }

    fn with(&self, key: KeyHash) -> impl Iterator<Item = &Answer> {
        self.places.iter_hash(key).filter(move |answer| answer.key == key)
    }

    /// The answer to the command with this content's key.
    pub(super) fn get(&self, content: Content<'_>) -> Option<Event> {
        self.with(self.hash(content)).find_map(|answer| answer.event_of(content))
    }

    /// Whether the command with this content's key was answered.
    pub(super) fn contains(&self, content: Content<'_>) -> bool {
        self.get(content).is_some()
    }

    /// The answers to commands with this hash.
    pub(super) fn of_hash(&self, key: KeyHash) -> impl Iterator<Item = Event> {
        self.with(key).filter_map(Answer::event)
    }

    /// When those took effect.
    pub(super) fn times_of(&self, key: KeyHash) -> impl Iterator<Item = Timestamp> {
        self.with(key).filter_map(Answer::at)
    }

    /// Keeps the answer to a command, as [`encode`] makes it; there is none yet.
    pub(super) fn insert(&mut self, key: KeyHash, event: Box<[u8]>) {
        let answer = Answer { key, event };
        self.places.insert_unique(key, answer, |answer| answer.key);
    }

    pub(super) fn remove(&mut self, key: KeyHash, content: Content<'_>) {
        let is_it = |answer: &Answer| answer.key == key && answer.event_of(content).is_some();
        if let Ok(found) = self.places.find_entry(key, is_it) {
            found.remove();
        }
    }

    /// Gives room back when three quarters of it are empty.
    pub(super) fn shrink(&mut self) {
        if self.places.len() < self.places.capacity().div_euclid(4) {
            let room = self.places.len().saturating_mul(2);
            self.places.shrink_to(room, |answer| answer.key);
        }
    }

    /// All of them, in an order that must not show.
    pub(super) fn unordered(&self) -> impl Iterator<Item = Event> {
        self.places.iter().filter_map(Answer::event)
    }

    /// All of them as bytes, in the order of the bytes.
    pub(super) fn sorted(&self) -> Vec<&[u8]> {
        let mut all: Vec<&[u8]> = self.places.iter().map(|answer| &*answer.event).collect();
        all.sort_unstable();
        all
    }
}

/// An event as the bytes of an answer; `None` when it cannot be encoded.
pub(super) fn encode(event: &Event) -> Option<Box<[u8]>> {
    postcard::to_allocvec(event).ok().map(Vec::into_boxed_slice)
}

impl PartialEq for Answers {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.sorted() == other.sorted()
    }
}

impl Eq for Answers {}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sorted = self.sorted().into_iter();
        let events = sorted.filter_map(|bytes| postcard::from_bytes::<Event>(bytes).ok());
        f.debug_list().entries(events).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Cancel, Confirm};
    use crate::event::Change;

    fn confirmed(order: &str, at: i64) -> Event {
        let at = Timestamp::from_unix_seconds(at).unwrap();
        Event { at, change: Change::Confirmed(Confirm::whole(order.parse().unwrap())) }
    }

    fn put(answers: &mut Answers, event: &Event) -> KeyHash {
        let key = answers.hash(event.change.content().unwrap());
        answers.insert(key, encode(event).unwrap());
        key
    }

    /// Two names with one hash, and one name with two kinds of command.
    #[test]
    fn an_answer_is_that_of_its_own_key() {
        let (one, other) = (confirmed("a-twin-1", 1), confirmed("a-twin-2", 2));
        let cancel = Cancel { order: "a-twin-1".parse().unwrap() };
        let mut answers = Answers::default();
        let key = put(&mut answers, &one);
        let unknown = other.change.content().unwrap();
        assert_eq!(answers.get(unknown), None);
        assert_eq!(put(&mut answers, &other), key, "they are twins");
        assert_eq!(answers.get(unknown), Some(other.clone()));
        assert_eq!(answers.get(one.change.content().unwrap()), Some(one.clone()));
        assert_eq!(answers.get(Content::Cancel(&cancel)), None);
        answers.remove(key, one.change.content().unwrap());
        assert_eq!(answers.get(one.change.content().unwrap()), None);
        assert_eq!(answers.get(unknown), Some(other));
    }

    /// Two tables with seeds of their own are equal, and walked in one order.
    #[test]
    fn seeds_do_not_show() {
        let events: Vec<Event> =
            (0..50_i64).map(|n| confirmed(&format!("order-{}", n * 7 % 50), n)).collect();
        let (mut one, mut other) = (Answers::default(), Answers::default());
        for event in &events {
            put(&mut one, event);
        }
        for event in events.iter().rev() {
            put(&mut other, event);
        }
        assert_eq!(one, other);
        let content = events[0].change.content().unwrap();
        other.remove(other.hash(content), content);
        assert_ne!(one, other);
    }

    #[test]
    fn a_long_event_is_kept_whole() {
        let part = (0..1_000).map(|line| crate::command::Part { line, quantity: 9 }).collect();
        let confirm = Confirm { part: Some(part), ..Confirm::whole("long".parse().unwrap()) };
        let event = Event { at: Timestamp::UNIX_EPOCH, change: Change::Confirmed(confirm) };
        let mut answers = Answers::default();
        put(&mut answers, &event);
        assert_eq!(answers.get(event.change.content().unwrap()), Some(event));
    }
}
