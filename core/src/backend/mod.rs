//! Any REST backend without code: a [`Profile`] describes it, this module speaks it.
//!
//! Pure: values in, values out. Never sends anything, keeps no state, decides no retry time.
//!
//! | file | what |
//! |---|---|
//! | `profile.rs` | what a profile holds |
//! | `read.rs`, `fields.rs` | a profile's text, checked |
//! | `request.rs` | a request from resource and parameters |
//! | `call.rs`, `trace.rs` | what a request carries besides what the profile says |
//! | `template.rs`, `body.rs` | `{name}` in paths and queries, and in bodies |
//! | `answer.rs` | what an answer means: data, a miss, a retry, a refusal |
//! | `map.rs` | JSON Pointers, units, ids that keep every digit |
//! | `page.rs` | paging by number, offset or cursor |
//! | `attribution.rs` | where a mutation carries the share token |
//! | `key.rs` | the canonical name of a query |
//! | `http_date.rs` | the dates of `Retry-After` |
//! | `error.rs`, `profile_error.rs` | what can be wrong |

mod answer;
mod attribution;
mod body;
mod call;
mod error;
mod fields;
mod http_date;
mod key;
mod map;
mod page;
mod profile;
mod profile_error;
mod read;
mod request;
mod template;
mod trace;

pub use answer::{Delivery, LoginAnswer, Mapped, QueryAnswer};
pub use call::Call;
pub use error::BackendError;
pub use http_date::http_date;
pub use key::canonical_key;
pub use profile::{CachePolicy, EventsPolicy, Profile};
pub use profile_error::ProfileError;
pub use trace::Trace;

#[cfg(test)]
mod tests;
