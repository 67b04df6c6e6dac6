//! What a profile says about how much a server may be asked.
//!
//! Only says so; `tuike_core::limits` counts, and the engine waits.
//!
//! ```
//! use tuike_core::backend::Profile;
//! use tuike_core::limits::Rate;
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://api.example.com",
//!     "limits": { "rate": { "perSecond": 10, "burst": 20 }, "breaker": { "failures": 5, "open": "30s" } } }"#)?;
//! assert_eq!(profile.limits().rate, Some(Rate { per_second: 10, burst: 20 }));
//! assert!(Profile::parse(r#"{ "version": 1, "base": "https://api.example.com" }"#)?.limits().breaker.is_none());
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```

use super::fields::{Fault, Fields};
use super::profile::Profile;
use crate::limits::{BreakerPolicy, Rate};
use crate::read::Node;
use crate::time::Span;

/// How much each service of a profile may be asked, and for how long one answer is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// So many requests a second; as many as there are where the profile says nothing.
    pub rate: Option<Rate>,
    /// When it is left alone; never where the profile says nothing.
    pub breaker: Option<BreakerPolicy>,
    /// For so long an answer is waited for; by default 10 seconds.
    pub timeout: Span,
    /// So many lanes of mutations may be in the air at once, the events beside them; by default 4.
    /// WeChat has room for 10 requests in all (its network documentation, read in November 2026).
    pub parallel: u32,
}

impl Profile {
    /// How much each of its services may be asked.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.limits
    }
}

/// By default a burst is what a second gives, five failures open a breaker, and for half a minute.
pub(super) fn limits(node: Option<Node<'_>>, fault: &Fault) -> Limits {
    let mut limits =
        Limits { rate: None, breaker: None, timeout: Span::from_secs(10), parallel: 4 };
    let Some(node) = node else { return limits };
    let fields = fault.fields(&node, &["rate", "breaker", "timeout", "parallel"]);
    limits.timeout = fields.time("timeout", limits.timeout);
    limits.parallel = fields.integer("parallel", 1, 10).map_or(limits.parallel, |n| n as u32);
    limits.rate = fields.optional("rate").map(|node| {
        let rate = fault.fields(&node, &["perSecond", "burst"]);
        rate.required("perSecond");
        let per_second = count(&rate, "perSecond", 1);
        Rate { per_second, burst: count(&rate, "burst", per_second) }
    });
    limits.breaker = fields.optional("breaker").map(|node| {
        let breaker = fault.fields(&node, &["failures", "open"]);
        BreakerPolicy {
            failures: count(&breaker, "failures", 5),
            open: breaker.time("open", Span::from_secs(30)),
        }
    });
    limits
}

fn count(fields: &Fields<'_, '_>, name: &str, default: u32) -> u32 {
    const MOST: u64 = 10_000;
    let count = fields.integer(name, 1, MOST).and_then(|count| u32::try_from(count).ok());
    count.unwrap_or(default)
}
