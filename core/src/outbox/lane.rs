//! One lane: what waits in it, in order, and when it may try.

use super::entry::EntryKey;
use super::retry::Backoff;
use crate::backend::EventsPolicy;
use crate::sorted::SortedSet;
use crate::time::Timestamp;

/// Lanes know nothing of each other; that is how an order is never behind an event.
#[derive(Debug, Default)]
pub(crate) struct Lane {
    /// What is to be sent, in order: being stored, waiting, or in the air.
    pub(crate) queue: SortedSet<EntryKey>,
    /// Those of them that are not durable yet. What comes behind one waits for it.
    pub(crate) unstored: SortedSet<EntryKey>,
    /// What is in the air. Events that gave way meanwhile are here and nowhere else.
    pub(crate) air: Vec<EntryKey>,
    /// Whether a request is in the air.
    pub(crate) busy: bool,
    /// Under which token it went; see [`crate::engine::auth`].
    pub(crate) air_grant: u64,
    /// The wait after a failure.
    pub(crate) backoff: Backoff,
    /// The wait for more events to send along.
    pub(crate) gather: Backoff,
    /// The server refused the credentials.
    pub(crate) paused: bool,
    /// How many answers in a row did so, each to another token.
    pub(crate) refusals: u32,
    /// It waits for its turn at the gate.
    pub(crate) at_gate: bool,
    /// Nobody has agreed to its being sent.
    pub(crate) held: bool,
    /// Somebody asked to send now, whatever the waits say.
    pub(crate) forced: bool,
}

impl Lane {
    /// The first of the queue that may go out: durable, and nothing before them that is not.
    pub(crate) fn head(&self, most: usize) -> impl Iterator<Item = &EntryKey> {
        let held = self.unstored.first();
        self.queue.iter().take_while(move |key| held.is_none_or(|held| *key < held)).take(most)
    }

    /// How many are durable.
    pub(crate) fn stored(&self) -> usize {
        self.queue.len().saturating_sub(self.unstored.len())
    }

    /// When it may try; `None` where it has nothing to send or must not. `batch` is for events.
    pub(crate) fn next_try(&self, batch: Option<EventsPolicy>) -> Option<Timestamp> {
        let enough = batch.map_or(1, |policy| policy.batch as usize);
        let ready = self.head(enough).count();
        if self.paused || self.held || ready == 0 || self.busy || self.at_gate {
            return None;
        }
        if self.forced {
            return Some(Timestamp::EPOCH);
        }
        let gathered = if ready < enough { self.gather.next } else { Timestamp::EPOCH };
        Some(self.backoff.next.max(gathered))
    }

    /// The server refused the credentials. `None` where they were older than the present ones, which
    /// it says nothing of: it goes out again at once. Otherwise it waits; `true` where the token before
    /// was refused, too.
    pub(crate) fn unauthorized(&mut self, grant: u64) -> Option<bool> {
        if self.air_grant != grant {
            return None;
        }
        self.paused = true;
        self.refusals += 1;
        Some(self.refusals > 1)
    }

    /// No clock can make its waits longer than they were meant to be.
    pub(crate) fn pull_in(&mut self, now: Timestamp) {
        self.backoff.pull_in(now);
        self.gather.pull_in(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;

    const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);
    const POLICY: EventsPolicy = EventsPolicy { batch: 3, every: Span::from_secs(10) };

    fn key(seq: u64) -> EntryKey {
        EntryKey { seq, id: String::new() }
    }

    fn lane(queue: &[u64], unstored: &[u64]) -> Lane {
        Lane {
            queue: queue.iter().map(|seq| key(*seq)).collect(),
            unstored: unstored.iter().map(|seq| key(*seq)).collect(),
            ..Lane::default()
        }
    }

    fn head(lane: &Lane) -> Vec<u64> {
        lane.head(9).map(|key| key.seq).collect()
    }

    #[test]
    fn nothing_goes_out_before_what_is_still_being_stored() {
        assert_eq!(head(&lane(&[1, 2, 3], &[])), [1, 2, 3]);
        assert_eq!(head(&lane(&[1, 2, 3], &[2])), [1]);
        assert_eq!(head(&lane(&[1, 2, 3], &[1])), [0; 0]);
        assert_eq!(lane(&[1, 2, 3], &[1]).next_try(None), None, "no timer for what cannot go");
        assert_eq!(lane(&[1, 2, 3], &[1, 3]).stored(), 1);
    }

    #[test]
    fn a_lane_tries_when_it_may_and_events_when_there_are_enough_or_they_are_old() {
        let mut lane = lane(&[1, 2], &[]);
        assert_eq!(lane.next_try(None), Some(Timestamp::EPOCH));
        lane.gather.rest(NOW, POLICY.every);
        assert_eq!(lane.next_try(Some(POLICY)), Some(NOW.after(POLICY.every)));
        lane.queue.insert(key(3));
        assert_eq!(lane.next_try(Some(POLICY)), Some(Timestamp::EPOCH), "enough");
        lane.backoff.rest(NOW, Span::from_secs(60));
        assert_eq!(
            lane.next_try(Some(POLICY)),
            Some(NOW.after(Span::from_secs(60))),
            "but not yet"
        );
        lane.forced = true;
        assert_eq!(lane.next_try(Some(POLICY)), Some(Timestamp::EPOCH));
        lane.busy = true;
        assert_eq!(lane.next_try(Some(POLICY)), None);
        (lane.busy, lane.paused) = (false, true);
        assert_eq!(lane.next_try(Some(POLICY)), None, "nobody can force a lane without a login");
    }
}
