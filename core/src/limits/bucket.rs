//! A token bucket: so many requests a second, and so many at once after a quiet time.
//!
//! Whole numbers only: the level is counted in thousandths of a token, of which `per_second` flow in
//! each millisecond, so nothing is ever rounded and nothing drifts. Never queues: who gets no token
//! is told when there will be one and asks again.
//!
//! ```
//! use tuike_core::limits::{Bucket, Rate};
//! use tuike_core::time::Timestamp;
//!
//! let mut bucket = Bucket::new(Rate { per_second: 10, burst: 2 });
//! let at = |ms| Timestamp::from_millis(ms);
//! assert_eq!((bucket.take(at(5_000)), bucket.take(at(5_000))), (Ok(()), Ok(())));
//! assert_eq!(bucket.take(at(5_000)), Err(at(5_100))); // a tenth of a second for a token
//! assert_eq!(bucket.take(at(5_100)), Ok(()));
//! ```

use crate::time::{Span, Timestamp};

/// How many requests a server wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Tokens that flow in within a second; 0 is taken as 1.
    pub per_second: u32,
    /// The most tokens there are at once; 0 is taken as 1.
    pub burst: u32,
}

/// The tokens of one service. A new one is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Thousandths of a token that flow in within a millisecond.
    flow: u64,
    most: u64,
    level: u64,
    at: Timestamp,
}

const TOKEN: u64 = 1_000;

impl Bucket {
    /// A full bucket.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        let most = u64::from(rate.burst.max(1)) * TOKEN;
        Self { flow: u64::from(rate.per_second.max(1)), most, level: most, at: Timestamp::EPOCH }
    }

    /// Takes a token.
    ///
    /// # Errors
    /// When there will be one, where there is none: at most a second later (1 s ÷ `per_second`).
    pub fn take(&mut self, now: Timestamp) -> Result<(), Timestamp> {
        self.ready(now)?;
        self.level -= TOKEN;
        Ok(())
    }

    /// Whether there is a token, without taking it.
    ///
    /// # Errors
    /// As [`Bucket::take`].
    pub fn ready(&mut self, now: Timestamp) -> Result<(), Timestamp> {
        // A clock that stepped back has let no time pass (no flood), and from here on time passes
        // again (no freeze).
        let came = now.since(self.at).as_millis().saturating_mul(self.flow);
        self.at = now;
        self.level = self.level.saturating_add(came).min(self.most);
        let lacking = TOKEN.saturating_sub(self.level);
        if lacking == 0 {
            return Ok(());
        }
        Err(now.after(Span::from_millis(lacking.div_ceil(self.flow))))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

    fn later(millis: u64) -> Timestamp {
        NOW.after(Span::from_millis(millis))
    }

    fn taken(bucket: &mut Bucket, now: Timestamp) -> usize {
        core::iter::from_fn(|| bucket.take(now).ok()).take(10_000).count()
    }

    /// By hand: 3 a second is one each 333⅓ ms; what is left over of a millisecond is not lost.
    #[test]
    fn tokens_flow_in_without_rounding() {
        let mut bucket = Bucket::new(Rate { per_second: 3, burst: 2 });
        assert_eq!(taken(&mut bucket, NOW), 2);
        assert_eq!(bucket.take(NOW), Err(later(334)));
        assert_eq!(bucket.take(later(333)), Err(later(334)));
        assert_eq!(bucket.take(later(334)), Ok(()));
        // 2 thousandths were left over; the next takes 998 ÷ 3 = 332.67 ms.
        assert_eq!(bucket.take(later(334)), Err(later(667)));
        assert_eq!(bucket.take(later(667)), Ok(()));
    }

    #[test]
    fn after_a_quiet_time_there_are_as_many_as_the_burst_and_no_more() {
        let mut bucket = Bucket::new(Rate { per_second: 10, burst: 20 });
        assert_eq!(taken(&mut bucket, NOW), 20);
        assert_eq!(taken(&mut bucket, later(1_000)), 10);
        assert_eq!(taken(&mut bucket, later(86_400_000)), 20);
    }

    /// Guards `self.at = now` (without it: frozen for the hour) and that `since` gives nothing for a
    /// step back (else: flooded).
    #[test]
    fn a_clock_that_steps_back_neither_floods_nor_freezes() {
        let mut bucket = Bucket::new(Rate { per_second: 10, burst: 20 });
        assert_eq!(taken(&mut bucket, NOW), 20);
        let back = Timestamp::from_millis(NOW.as_millis() - 3_600_000);
        let first = back.after(Span::from_millis(100));
        assert_eq!(bucket.take(back), Err(first));
        assert_eq!(taken(&mut bucket, back), 0);
        assert_eq!(taken(&mut bucket, first), 1);
        assert_eq!(taken(&mut bucket, back.after(Span::from_millis(1_100))), 10);
    }

    #[test]
    fn a_rate_of_nothing_is_one_a_second_and_the_end_of_time_is_no_overflow() {
        let mut bucket = Bucket::new(Rate { per_second: 0, burst: 0 });
        assert_eq!(taken(&mut bucket, NOW), 1);
        assert_eq!(bucket.take(NOW), Err(later(1_000)));
        let end = Timestamp::from_millis(u64::MAX);
        let mut bucket = Bucket::new(Rate { per_second: u32::MAX, burst: u32::MAX });
        assert_eq!((bucket.take(NOW), bucket.take(end)), (Ok(()), Ok(())));
    }

    /// The same, remembering every request instead of a level: of the time since any of them, never
    /// more were let through than the burst and what flowed in. In rationals of 1/1000 token.
    struct Naive {
        rate: Rate,
        passed: u64,
        let_through: Vec<u64>,
    }

    impl Naive {
        /// Whether one more may pass: for every earlier moment t (a request's), the requests from t
        /// on, with this one, are at most burst + flow × (now − t).
        fn may(&self) -> bool {
            let Rate { per_second, burst } = self.rate;
            let passing = self.let_through.iter().chain([&self.passed]);
            passing.enumerate().all(|(i, since)| {
                let count = (self.let_through.len() + 1 - i) as u64;
                let most = u64::from(burst) * 1_000 + (self.passed - since) * u64::from(per_second);
                count * 1_000 <= most
            })
        }
    }

    proptest! {
        #[test]
        fn no_window_ever_lets_more_through_than_burst_and_flow_and_none_is_refused_that_fits(
            per_second in 1..50_u32,
            burst in 1..20_u32,
            steps in prop::collection::vec((prop_oneof![Just(0), 0..40_u64, 0..3_000_u64, Just(-5_000_i64 as u64)], 1..4_u8), 1..60),
        ) {
            let rate = Rate { per_second, burst };
            let mut bucket = Bucket::new(rate);
            let mut naive = Naive { rate, passed: 0, let_through: Vec::new() };
            let mut clock = NOW.as_millis();
            for (step, tries) in steps {
                clock = clock.wrapping_add(step);
                // Time that passes is what the clock went forward; a step back lets none pass.
                if step < u64::MAX / 2 { naive.passed += step }
                let now = Timestamp::from_millis(clock);
                for _ in 0..tries {
                    let may = naive.may();
                    if may { naive.let_through.push(naive.passed) }
                    let answer = bucket.take(now);
                    prop_assert_eq!(answer.is_ok(), may);
                    if let Err(when) = answer {
                        prop_assert!(when > now && when.since(now) <= Span::from_secs(1));
                        // What it said is the first moment at which there is one.
                        let early = Timestamp::from_millis(when.as_millis() - 1);
                        let (mut copy, mut other) = (bucket, bucket);
                        prop_assert!(copy.take(early).is_err());
                        prop_assert_eq!(other.take(when), Ok(()));
                    }
                }
            }
        }
    }
}
