//! How much a server is asked: a token bucket and a circuit breaker for each service.
//!
//! Plain state machines. Told the time; never send, wait or draw a random number. The clock may step
//! back: neither machine floods the server then, and neither freezes.
//!
//! | file | what |
//! |---|---|
//! | `bucket.rs` | so many requests a second, so many at once |
//! | `breaker.rs` | a server that fails is left alone for a while, then tried with one request |
//!
//! Whoever sends asks the breaker first and tells it last, so that a request that has to wait for the
//! bucket does not take the breaker's one probe:
//!
//! ```
//! use tuike_core::limits::{Breaker, BreakerPolicy, Bucket, Rate};
//! use tuike_core::time::{Span, Timestamp};
//!
//! let mut bucket = Bucket::new(Rate { per_second: 10, burst: 20 });
//! let mut breaker = Breaker::new(BreakerPolicy { failures: 5, open: Span::from_secs(30) });
//! let now = Timestamp::from_millis(1_767_225_600_000);
//! breaker.may(now)?; // or fail at once: it is open until then
//! bucket.take(now)?; // or wait until then
//! breaker.sent(now);
//! // … and when the answer has come, or has not:
//! breaker.report(now, true);
//! # Ok::<(), Timestamp>(())
//! ```

mod breaker;
mod bucket;

pub use breaker::{Breaker, BreakerPolicy, BreakerState};
pub use bucket::{Bucket, Rate};
