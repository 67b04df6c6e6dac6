//! When to try again: exponential back-off with full jitter.
//!
//! The n-th wait is anything between nothing and `min(5 min, 1 s × 2^(n-1))`, so that clients whose
//! server came back do not all come at once (AWS Architecture Blog, "Exponential Backoff And
//! Jitter", 2015). A server's Retry-After is a minimum, believed up to one hour.

use crate::seed::Prng;
use crate::time::{Span, Timestamp};

const BASE_MILLIS: u64 = 1_000;
const CEILING_MILLIS: u64 = 300_000;
/// A gateway that says "come back next year" must not freeze a lane.
const LONGEST_ASKED_MILLIS: u64 = 3_600_000;

/// A wait, and how many tries led to it. The default waits for nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Backoff {
    pub(crate) tries: u32,
    pub(crate) next: Timestamp,
    /// How long the wait was meant to be: no clock can make it longer.
    pub(crate) wait: Span,
    /// Whether the server asked for it: coming online does not shorten it then.
    pub(crate) asked: bool,
}

impl Backoff {
    /// Waits for `span` from now, without a try having failed.
    pub(crate) fn rest(&mut self, now: Timestamp, span: Span) {
        *self = Self { tries: 0, next: now.after(span), wait: span, asked: false };
    }

    /// Another try failed.
    pub(crate) fn failed(&mut self, now: Timestamp, after: Option<Span>, prng: &mut Prng) {
        let doublings = self.tries.min(20);
        let most = BASE_MILLIS.saturating_mul(1 << doublings).min(CEILING_MILLIS);
        let jitter = prng.below(most + 1);
        let asked = after.map_or(0, |span| span.as_millis().min(LONGEST_ASKED_MILLIS));
        // On top of what was asked only a little: enough that not all come in the same millisecond.
        let wait = if asked > 0 { asked + prng.below(BASE_MILLIS + 1) } else { jitter };
        self.tries = self.tries.saturating_add(1);
        self.wait = Span::from_millis(wait);
        self.next = now.after(self.wait);
        self.asked = asked > 0;
    }

    /// Another page was asked to wait longer.
    pub(crate) fn heed(&mut self, other: &Self) {
        if other.asked && other.next > self.next {
            *self = *other;
        }
    }

    /// Whether the wait is over.
    pub(crate) fn due(&self, now: Timestamp) -> bool {
        now >= self.next
    }

    /// After a clock stepped back the wait is at most as long as it was meant to be.
    pub(crate) fn pull_in(&mut self, now: Timestamp) {
        self.next = self.next.min(now.after(self.wait));
    }

    /// Ends the wait, unless the server asked for it.
    pub(crate) fn hurry(&mut self) {
        if !self.asked {
            self.next = Timestamp::EPOCH;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

    #[test]
    fn each_wait_is_anything_up_to_twice_the_last_and_never_above_five_minutes() {
        // 1 s, 2 s, 4 s … 256 s, then 300 s: written out, not computed.
        let bounds = [
            1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000,
        ];
        let mut longest = [0; 11];
        for seed in 0..200 {
            let mut prng = Seed::from_bytes([seed; 32]).prng();
            let mut backoff = Backoff::default();
            for (bound, longest) in bounds.iter().zip(&mut longest) {
                backoff.failed(NOW, None, &mut prng);
                assert!(backoff.wait.as_millis() <= *bound);
                assert_eq!(backoff.next, NOW.after(backoff.wait));
                *longest = backoff.wait.as_millis().max(*longest);
            }
        }
        for (longest, bound) in longest.iter().zip(bounds) {
            assert!(*longest > bound * 9 / 10, "full jitter reaches {bound}: {longest}");
        }
    }

    #[test]
    fn retry_after_is_a_minimum_and_believed_for_an_hour_at_most() {
        let mut prng = Seed::from_bytes([1; 32]).prng();
        let mut backoff = Backoff::default();
        backoff.failed(NOW, Some(Span::from_secs(120)), &mut prng);
        assert!((120_000..=121_000).contains(&backoff.wait.as_millis()));
        backoff.hurry();
        assert!(!backoff.due(NOW.after(Span::from_secs(119))), "coming online does not shorten it");
        backoff.failed(NOW, Some(Span::from_secs(31_536_000)), &mut prng);
        assert!((3_600_000..=3_601_000).contains(&backoff.wait.as_millis()));
    }

    #[test]
    fn a_clock_that_steps_back_does_not_lengthen_a_wait() {
        let mut backoff = Backoff::default();
        backoff.rest(NOW, Span::from_secs(10));
        let earlier = Timestamp::from_millis(1_000_000);
        backoff.pull_in(earlier);
        assert!(!backoff.due(earlier.after(Span::from_secs(9))));
        assert!(backoff.due(earlier.after(Span::from_secs(10))));
    }

    #[test]
    fn a_thousand_failures_do_not_overflow() {
        let mut prng = Seed::from_bytes([1; 32]).prng();
        let mut backoff = Backoff { tries: u32::MAX, ..Backoff::default() };
        backoff.failed(Timestamp::from_millis(u64::MAX), None, &mut prng);
        assert_eq!(backoff.next, Timestamp::from_millis(u64::MAX));
    }
}
