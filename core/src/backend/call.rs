//! What a request carries besides what the profile says: who asks, when, and under which trace.
//!
//! Made by whoever sends, at the moment of sending; the profile has no clock and no randomness.
//!
//! ```
//! use tuike_core::backend::Call;
//!
//! let call = Call::of(Some("t0ken"));
//! assert_eq!(call.token, Some("t0ken"));
//! ```

use core::fmt;

use super::trace::Trace;
use crate::time::Timestamp;

/// One sending of one request. Its secrets are in no `Debug`.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Call<'a> {
    /// The credentials; `None` for a guest.
    pub token: Option<&'a str>,
    /// When it is sent.
    pub now: Timestamp,
    /// Random bytes, other ones each time.
    pub nonce: [u8; 16],
    /// The trace it belongs to, where there is one.
    pub trace: Option<Trace>,
    /// What requests are signed with, where the profile wants that; never part of a profile.
    pub signing_key: Option<&'a str>,
}

impl fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("now", &self.now)
            .field("trace", &self.trace)
            .finish_non_exhaustive()
    }
}

impl<'a> Call<'a> {
    /// A call under a token, at the epoch, with no randomness and no trace.
    #[must_use]
    pub const fn of(token: Option<&'a str>) -> Self {
        Self { token, now: Timestamp::EPOCH, nonce: [0; 16], trace: None, signing_key: None }
    }
}
