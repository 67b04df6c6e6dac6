//! A session: one stretch of use, its events numbered 1, 2, 3 …
//!
//! A session ends when the engine does, and after 30 minutes without an event: the convention of Google
//! Analytics ("By default, a session ends (times out) after 30 minutes of user inactivity",
//! support.google.com/analytics/answer/12798876, read 2026-11-21). Never stored: a new life is a new
//! session.

use crate::money::Rate;
use crate::seed::Prng;
use crate::time::{Span, Timestamp};

/// So long without an event ends a session.
pub const SESSION_ENDS_AFTER: Span = Span::from_secs(30 * 60);

/// The session that is open.
#[derive(Debug, Default)]
pub(super) struct Session {
    id: String,
    /// The first 32 bits of the id: what sampling is decided by.
    draw: u32,
    seq: u64,
    last: Timestamp,
}

impl Session {
    /// Something happened: the session goes on, or another one begins.
    pub(super) fn stir(&mut self, prng: &mut Prng, now: Timestamp) {
        // A clock that steps back ends nothing: `since` is zero then.
        if self.id.is_empty() || now.since(self.last) >= SESSION_ENDS_AFTER {
            let (high, low) = (prng.next_u64(), prng.next_u64());
            self.id = format!("{high:016x}{low:016x}");
            self.draw = (high >> 32) as u32;
            self.seq = 0;
        }
        self.last = now;
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn number(&mut self) -> u64 {
        self.seq += 1;
        self.seq
    }

    /// Whether events that are sampled at that rate are taken in this session. One draw a session:
    /// what is taken at 0.1 is taken at 0.5, too, so that steps of a funnel are of the same sessions.
    pub(super) fn takes(&self, rate: Rate) -> bool {
        let drawn = (u64::from(self.draw) * 100_000_000) >> 32;
        u64::try_from(rate.units()).is_ok_and(|units| drawn < units)
    }
}
