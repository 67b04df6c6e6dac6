//! A circuit breaker: a server that fails again and again is left alone, then tried with one request.
//!
//! Closed: everything passes; so many failures in a row (no success between them) open it. Open:
//! nothing passes until the span is over. Half-open: one request passes, the probe; an answer closes
//! the breaker, a failure opens it again for twice as long, up to five minutes (or the span itself,
//! where that is longer). A probe of which nothing is heard for as long as the span is taken as lost
//! and another may go.
//!
//! What counts as a failure is the caller's to say: no answer, or an answer that may be another one
//! later (5xx). A refusal (4xx) is an answer. That the host has no network is neither: see
//! [`Breaker::forgo`].
//!
//! Reports need not say of which request: a success proves that the server answers, whoever asked, and
//! closes it at any time; a failure of a request that was sent before it opened changes nothing while
//! it is open.
//!
//! ```
//! use tuike_core::limits::{Breaker, BreakerPolicy, BreakerState};
//! use tuike_core::time::{Span, Timestamp};
//!
//! let mut breaker = Breaker::new(BreakerPolicy { failures: 2, open: Span::from_secs(30) });
//! let at = |s: u64| Timestamp::from_millis(1_767_225_600_000).after(Span::from_secs(s));
//! breaker.report(at(0), false);
//! breaker.report(at(1), false);
//! assert_eq!(breaker.may(at(2)), Err(at(31)));
//! assert_eq!(breaker.may(at(31)), Ok(())); // the probe …
//! breaker.sent(at(31));
//! assert!(breaker.may(at(31)).is_err()); // … and only one
//! breaker.report(at(32), false);
//! assert_eq!(breaker.may(at(33)), Err(at(92))); // twice as long
//! assert_eq!(breaker.state(), BreakerState::Open);
//! ```

use crate::time::{Span, Timestamp};

/// When a breaker opens, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerPolicy {
    /// So many failures in a row open it; 0 is taken as 1.
    pub failures: u32,
    /// For so long nothing passes.
    pub open: Span,
}

/// What a breaker does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakerState {
    /// Everything passes.
    Closed,
    /// Nothing passes.
    Open,
    /// One request passes, or is on its way.
    HalfOpen,
}

impl BreakerState {
    /// The state's name as `stats()` says it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half-open",
        }
    }
}

/// Longer than this a breaker is open only where its own span is longer.
const CEILING: Span = Span::from_secs(300);

/// The breaker of one service. A new one is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breaker {
    policy: BreakerPolicy,
    state: BreakerState,
    failures: u32,
    /// How long this wait is: no clock can make it longer.
    span: Span,
    /// When it half-opens; half-open, when the probe is taken as lost.
    until: Timestamp,
    /// Whether the probe is on its way.
    probing: bool,
}

impl Breaker {
    /// A closed breaker.
    #[must_use]
    pub const fn new(policy: BreakerPolicy) -> Self {
        Self {
            policy,
            state: BreakerState::Closed,
            failures: 0,
            span: policy.open,
            until: Timestamp::EPOCH,
            probing: false,
        }
    }

    /// Whether a request may pass; when it does go, tell [`Breaker::sent`].
    ///
    /// # Errors
    /// When to ask again: when it half-opens, or when the probe is taken as lost.
    pub fn may(&mut self, now: Timestamp) -> Result<(), Timestamp> {
        if self.state == BreakerState::Closed {
            return Ok(());
        }
        // A clock that stepped back does not make the wait longer than it was meant to be.
        self.until = self.until.min(now.after(self.span));
        if now >= self.until {
            self.state = BreakerState::HalfOpen;
            self.probing = false;
        }
        let closed = self.state == BreakerState::Open || self.probing;
        if closed { Err(self.until) } else { Ok(()) }
    }

    /// A request that may pass goes; half-open, it is the probe.
    pub fn sent(&mut self, now: Timestamp) {
        if self.state == BreakerState::HalfOpen {
            self.probing = true;
            self.until = now.after(self.span);
        }
    }

    /// What came of a request: whether the server answered it.
    pub fn report(&mut self, now: Timestamp, ok: bool) {
        if ok {
            *self = Self::new(self.policy);
            return;
        }
        match self.state {
            BreakerState::Closed => {
                self.failures = self.failures.saturating_add(1);
                if self.failures >= self.policy.failures {
                    self.open(now, self.policy.open);
                }
            }
            BreakerState::HalfOpen => {
                let ceiling = CEILING.max(self.policy.open);
                let twice = Span::from_millis(self.span.as_millis().saturating_mul(2));
                self.open(now, twice.min(ceiling));
            }
            // Sent before it opened.
            BreakerState::Open => {}
        }
    }

    /// A request that went was neither answered nor failed by the server: the host had no network, or
    /// gave it up. Of a probe: the next request may be the probe.
    pub fn forgo(&mut self) {
        self.probing = false;
    }

    /// What it does with requests now; an open one half-opens when it is asked after its time.
    #[must_use]
    pub const fn state(&self) -> BreakerState {
        self.state
    }

    fn open(&mut self, now: Timestamp, span: Span) {
        (self.state, self.span, self.until) = (BreakerState::Open, span, now.after(span));
        self.probing = false;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const POLICY: BreakerPolicy = BreakerPolicy { failures: 5, open: Span::from_secs(30) };

    fn at(secs: u64) -> Timestamp {
        Timestamp::from_millis(1_767_225_600_000).after(Span::from_secs(secs))
    }

    fn failing(times: u32) -> Breaker {
        let mut breaker = Breaker::new(POLICY);
        (0..times).for_each(|_| breaker.report(at(0), false));
        breaker
    }

    #[test]
    fn only_failures_in_a_row_open_it() {
        let mut breaker = failing(4);
        breaker.report(at(0), true);
        (0..4).for_each(|_| breaker.report(at(0), false));
        assert_eq!((breaker.may(at(0)), breaker.state()), (Ok(()), BreakerState::Closed));
        breaker.report(at(0), false);
        assert_eq!((breaker.may(at(0)), breaker.state()), (Err(at(30)), BreakerState::Open));
        assert_eq!(failing(5).may(at(29)), Err(at(30)));
    }

    #[test]
    fn one_probe_passes_and_its_success_closes() {
        let mut breaker = failing(5);
        assert_eq!(breaker.may(at(30)), Ok(()));
        // Asked and not sent (it waits for a token): the probe is still to be had.
        assert_eq!(breaker.may(at(30)), Ok(()));
        breaker.sent(at(30));
        assert_eq!((breaker.may(at(31)), breaker.state()), (Err(at(60)), BreakerState::HalfOpen));
        breaker.report(at(32), true);
        assert_eq!(breaker, Breaker::new(POLICY));
    }

    /// By hand: 30, 60, 120, 240 s, then five minutes for ever.
    #[test]
    fn each_failed_probe_doubles_the_wait_up_to_five_minutes() {
        let (mut breaker, mut now) = (failing(5), at(0));
        for wait in [30, 60, 120, 240, 300, 300] {
            let until = now.after(Span::from_secs(wait));
            assert_eq!(breaker.may(now), Err(until));
            assert_eq!(breaker.may(until), Ok(()));
            breaker.sent(until);
            breaker.report(until, false);
            now = until;
        }
        // After a success it begins with the short wait again.
        breaker.report(now, true);
        (0..5).for_each(|_| breaker.report(now, false));
        assert_eq!(breaker.may(now), Err(now.after(Span::from_secs(30))));
        let long = BreakerPolicy { failures: 0, open: Span::from_secs(3_600) };
        let mut breaker = Breaker::new(long);
        breaker.report(at(0), false);
        assert_eq!(breaker.may(at(3_600)), Ok(()));
        breaker.report(at(3_600), false);
        assert_eq!(breaker.may(at(3_600)), Err(at(7_200)));
    }

    #[test]
    fn a_probe_of_which_nothing_is_heard_does_not_shut_it_for_ever() {
        let mut breaker = failing(5);
        assert_eq!(breaker.may(at(30)), Ok(()));
        breaker.sent(at(30));
        assert_eq!(breaker.may(at(59)), Err(at(60)));
        assert_eq!(breaker.may(at(60)), Ok(()));
        breaker.sent(at(60));
        assert_eq!(breaker.may(at(61)), Err(at(90)));
        // And one that the host gave back counts neither way.
        breaker.forgo();
        assert_eq!((breaker.may(at(61)), breaker.state()), (Ok(()), BreakerState::HalfOpen));
    }

    #[test]
    fn a_late_failure_changes_nothing_while_it_is_open_and_a_late_success_closes_it() {
        let mut breaker = failing(9);
        breaker.report(at(20), false);
        assert_eq!(breaker.may(at(20)), Err(at(30)));
        breaker.report(at(21), true);
        assert_eq!(breaker.may(at(21)), Ok(()));
    }

    /// Guards `self.until.min(…)` in `may`: without it the breaker is open for an hour and 30 s.
    #[test]
    fn a_clock_that_steps_back_does_not_lengthen_the_wait() {
        let mut breaker = Breaker::new(POLICY);
        (0..5).for_each(|_| breaker.report(at(3_600), false));
        assert_eq!(breaker.may(at(0)), Err(at(30)));
        assert_eq!(breaker.may(at(29)), Err(at(30)));
        assert_eq!(breaker.may(at(30)), Ok(()));
    }

    /// The same over the whole story: what was reported and sent, each with how much time has passed
    /// since, read again from the beginning at each question.
    #[derive(Clone, Copy, Debug)]
    enum Told {
        Sent,
        Ok,
        Failed,
        Forgone,
    }

    /// Whether one may pass, and whether the breaker is closed.
    fn naive(story: &[(u64, Told)], now: u64) -> (bool, bool) {
        let last_ok = story.iter().rposition(|(_, told)| matches!(told, Told::Ok));
        let rest = &story[last_ok.map_or(0, |i| i + 1)..];
        let mut failed =
            rest.iter().enumerate().filter(|(_, (_, told))| matches!(told, Told::Failed));
        let Some((fifth, (opened, _))) = failed.nth(4) else { return (true, true) };
        // From here on: (when the wait ends, how long it is, when the probe that is out went).
        let (mut end, mut wait, mut probe) = (opened + 30_000, 30_000, None::<u64>);
        for (when, told) in &rest[fifth + 1..] {
            let lost = probe.is_some_and(|probe| *when >= probe + wait);
            if lost {
                probe = None
            }
            match told {
                Told::Sent if *when >= end && probe.is_none() => probe = Some(*when),
                Told::Failed if *when >= end => {
                    wait = (wait * 2).min(300_000);
                    (end, probe) = (when + wait, None);
                }
                Told::Forgone => probe = None,
                Told::Sent | Told::Failed | Told::Ok => {}
            }
        }
        let out = probe.is_some_and(|probe| now < probe + wait);
        (now >= end && !out, false)
    }

    proptest! {
        #[test]
        fn passes_what_the_whole_story_read_again_lets_pass(
            steps in prop::collection::vec((0..4_u8, prop_oneof![Just(0_u64), 0..20_000_u64, 20_000..400_000_u64]), 1..80),
        ) {
            let mut breaker = Breaker::new(POLICY);
            let (mut story, mut now) = (Vec::new(), 1_000_000_u64);
            for (what, later) in steps {
                now += later;
                let time = Timestamp::from_millis(now);
                let (may, closed) = naive(&story, now);
                let answer = breaker.may(time);
                prop_assert_eq!(answer.is_ok(), may, "{:?}", story);
                prop_assert_eq!(breaker.state() == BreakerState::Closed, closed);
                if let Err(until) = answer {
                    prop_assert!(until > time);
                    prop_assert!(until.since(time) <= Span::from_secs(300));
                }
                let told = match what {
                    0 => Told::Ok,
                    1 if may => Told::Sent,
                    2 => Told::Forgone,
                    _ => Told::Failed,
                };
                match told {
                    Told::Sent => breaker.sent(time),
                    Told::Ok => breaker.report(time, true),
                    Told::Failed => breaker.report(time, false),
                    Told::Forgone => breaker.forgo(),
                }
                story.push((now, told));
            }
        }
    }
}
