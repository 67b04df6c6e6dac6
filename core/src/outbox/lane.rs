//! One lane: what waits in it, in order, and when it may try.

use super::entry::EntryKey;
use super::retry::Backoff;
use super::turn::Turn;
use crate::sorted::SortedSet;
use crate::time::{Span, Timestamp};

/// For so long a server that found a batch too large is given smaller ones.
const KEPT_SMALL: Span = Span::from_secs(600);

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
    /// What is in the air went out before that, and its failure does not answer it.
    pub(crate) forced_late: bool,
    /// Which request is in the air: an answer to an older one says nothing any more.
    pub(crate) flight: u32,
    /// After that a request without an answer will never have one.
    pub(crate) overdue: Backoff,
    /// Bytes in the air that shall outlive the page.
    pub(crate) kept_alive: usize,
    /// Fewer go out together than the profile says, because the server refused more.
    pub(crate) narrow: Option<Narrow>,
    /// Its lock, where pages share the store.
    pub(crate) turn: Turn,
}

/// A batch was refused as a whole: smaller ones go out until the guilty event is alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Narrow {
    /// At most so many.
    pub(crate) most: usize,
    /// It was too large (413): the smaller size is kept for a while.
    pub(crate) heavy: bool,
    pub(crate) until: Backoff,
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

    /// When it may try, if so many are ready and they are as many as go together, or not;
    /// `None` where it has nothing to send or must not.
    pub(crate) fn next_try(&self, ready: usize, full: bool) -> Option<Timestamp> {
        if self.paused || self.held || ready == 0 || self.busy || self.at_gate {
            return None;
        }
        if self.forced {
            return Some(Timestamp::EPOCH);
        }
        let gathered = if full { Timestamp::EPOCH } else { self.gather.next };
        Some(self.backoff.next.max(gathered))
    }

    /// Somebody wants everything to be sent now.
    pub(crate) fn force(&mut self) {
        self.forced = true;
        self.forced_late = self.busy;
        // It keeps its place at the gate, and learns if that is shut.
        self.at_gate = false;
    }

    /// A try has failed, or cannot be made.
    pub(crate) fn tried(&mut self) {
        self.forced &= self.forced_late;
        self.forced_late = false;
    }

    /// A batch of so many was refused as a whole.
    pub(crate) fn halve(&mut self, now: Timestamp, many: usize, heavy: bool) {
        let mut until = Backoff::default();
        until.rest(now, KEPT_SMALL);
        let heavy = heavy || self.narrow.is_some_and(|narrow| narrow.heavy);
        self.narrow = Some(Narrow { most: (many / 2).max(1), heavy, until });
    }

    /// A batch was taken, or the guilty event was found: the next may be larger, unless size was what
    /// the server minded, not long ago.
    pub(crate) fn widen(&mut self, now: Timestamp, found: bool, enough: usize) {
        let Some(narrow) = &mut self.narrow else { return };
        narrow.until.pull_in(now);
        if narrow.heavy && !found && !narrow.until.due(now) {
            return;
        }
        narrow.heavy = false;
        narrow.most = narrow.most.saturating_mul(2);
        if narrow.most >= enough {
            self.narrow = None;
        }
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
        self.overdue.pull_in(now);
        self.turn.pull_in(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

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
        assert_eq!(lane(&[1, 2, 3], &[1]).next_try(0, true), None, "no timer for what cannot go");
        assert_eq!(lane(&[1, 2, 3], &[1, 3]).stored(), 1);
    }

    #[test]
    fn a_lane_tries_when_it_may_and_events_when_there_are_enough_or_they_are_old() {
        let mut lane = lane(&[1, 2], &[]);
        assert_eq!(lane.next_try(1, true), Some(Timestamp::EPOCH));
        lane.gather.rest(NOW, Span::from_secs(10));
        assert_eq!(lane.next_try(2, false), Some(NOW.after(Span::from_secs(10))));
        assert_eq!(lane.next_try(3, true), Some(Timestamp::EPOCH), "enough");
        lane.backoff.rest(NOW, Span::from_secs(60));
        assert_eq!(lane.next_try(3, true), Some(NOW.after(Span::from_secs(60))), "but not yet");
        lane.force();
        assert_eq!(lane.next_try(2, false), Some(Timestamp::EPOCH));
        lane.busy = true;
        assert_eq!(lane.next_try(2, false), None);
        (lane.busy, lane.paused) = (false, true);
        assert_eq!(lane.next_try(2, false), None, "nobody can force a lane without a login");
    }

    #[test]
    fn a_try_that_was_in_the_air_before_does_not_answer_a_flush() {
        let mut lane = lane(&[1], &[]);
        lane.busy = true;
        lane.force();
        lane.tried();
        assert!(lane.forced, "that one was older");
        lane.tried();
        assert!(!lane.forced);
        lane.force();
        lane.tried();
        assert!(!lane.forced || lane.busy);
    }

    /// 50, 25, 12, 6, 3, 1: the guilty one is alone after five refusals; then it widens again.
    #[test]
    fn a_refused_batch_is_halved_until_one_is_alone() {
        let mut lane = Lane::default();
        let mut sizes = vec![50];
        while sizes.last() != Some(&1) {
            lane.halve(NOW, *sizes.last().unwrap(), false);
            sizes.push(lane.narrow.unwrap().most);
        }
        assert_eq!(sizes, [50, 25, 12, 6, 3, 1]);
        for most in [2, 4, 8, 16, 32] {
            lane.widen(NOW, true, 50);
            assert_eq!(lane.narrow.unwrap().most, most);
        }
        lane.widen(NOW, false, 50);
        assert_eq!(lane.narrow, None);
    }

    #[test]
    fn what_was_too_large_stays_small_for_ten_minutes() {
        let mut lane = Lane::default();
        lane.halve(NOW, 50, true);
        lane.widen(NOW.after(Span::from_secs(599)), false, 50);
        assert_eq!(lane.narrow.map(|narrow| narrow.most), Some(25));
        lane.widen(NOW.after(Span::from_secs(600)), false, 50);
        assert_eq!(lane.narrow, None);
    }
}
