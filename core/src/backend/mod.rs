//! Any backend without code: a [`Profile`] describes it, this module speaks it.
//!
//! Pure: values in, values out. Never sends anything, keeps no state, decides no retry time.
//!
//! | file | what |
//! |---|---|
//! | `profile.rs` | what a profile holds |
//! | `read/`, `fields.rs` | a profile's text, checked |
//! | `auth.rs` | credentials: carried, given, renewed |
//! | `envelope.rs`, `rule.rs`, `place.rs` | what answers are wrapped in, and what their codes mean |
//! | `limits.rs` | how much a server may be asked |
//! | `cached.rs`, `validators.rs` | how long an answer is good for, and how the server is asked whether it still is |
//! | `events.rs` | where events go, in which format |
//! | `request.rs` | a request from resource and parameters |
//! | `call.rs`, `trace.rs` | what a request carries besides what the profile says |
//! | `sign/` | signatures of requests |
//! | `template.rs`, `body.rs` | `{name}` in paths and queries, and in bodies |
//! | `answer.rs`, `verdict.rs` | what an answer means: data, a miss, a retry, a refusal |
//! | `map/` | JSON Pointers, units, ids that keep every digit |
//! | `ask.rs` | what a resource and a mutation have in common |
//! | `graphql/` | documents, variables, answers with errors |
//! | `page/` | paging by number, offset, cursor or `Link` header |
//! | `attribution.rs` | where a mutation carries the share token |
//! | `check.rs` | what a profile would make of a sample |
//! | `key.rs` | the canonical name of a query |
//! | `http_date.rs` | the dates of `Retry-After` |
//! | `error.rs`, `profile_error.rs` | what can be wrong |

mod answer;
mod ask;
mod attribution;
mod auth;
mod body;
mod cached;
mod call;
mod check;
mod envelope;
mod error;
mod events;
mod fields;
mod graphql;
mod http_date;
mod key;
mod limits;
mod map;
mod page;
mod place;
mod profile;
mod profile_error;
mod read;
mod request;
mod rule;
mod sign;
mod template;
mod trace;
mod validators;
mod verdict;

pub use answer::{Delivery, Mapped, QueryAnswer};
pub use auth::LoginAnswer;
pub use cached::{CachePolicy, Priority};
pub use call::Call;
pub use error::BackendError;
pub use events::EventsPolicy;
pub(crate) use events::Tracking;
pub use http_date::http_date;
pub use key::canonical_key;
pub use limits::Limits;
pub use profile::Profile;
pub use profile_error::ProfileError;
pub use trace::Trace;
pub use validators::Validators;
pub(crate) use verdict::retry_after;

#[cfg(test)]
mod tests;
