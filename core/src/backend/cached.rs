//! How long answers are good for, and what makes them stale before: tags.
//!
//! Only says so; the cache keeps and forgets. A tag is a text with `{name}` in it: of a resource from
//! its parameters, of a mutation from its body. One whose parameter is missing, empty or no scalar is
//! left out: half a tag would name something else.
//!
//! ```
//! use serde_json::json;
//! use tuike_core::backend::{Priority, Profile};
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://api.example.com",
//!     "resources": { "product": { "get": "/goods/{id}",
//!         "cache": { "fresh": "6h", "tags": ["products", "product:{id}"], "priority": "high" } } },
//!     "mutations": { "order": { "post": "/orders", "lane": "orders", "idempotency": "Key",
//!         "invalidates": ["product:{item}"] } } }"#)?;
//! assert_eq!(profile.cache_policy("product").unwrap().priority, Priority::High);
//! assert_eq!(profile.tags("product", &json!({ "id": "42" })), ["products", "product:42"]);
//! assert_eq!(profile.invalidates("order", &json!({ "item": 42 })), ["product:42"]);
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```

use serde_json::Value;

use super::error::BackendError;
use super::fields::Fault;
use super::profile::{Profile, find};
use super::read::bad_template;
use super::template::{Arguments, Part, parts};
use crate::read::Node;
use crate::time::{DAY_MILLIS, Span};

/// How long answers of a resource are good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CachePolicy {
    /// Younger answers are given without asking the server. Default: none are.
    pub fresh: Span,
    /// Older answers are forgotten. Default: 7 days.
    pub keep: Span,
    /// For so long a "not found" is believed without asking again. Default: 30 seconds.
    pub missing: Span,
    /// What gives way first where there is no room. Default: [`Priority::Normal`].
    pub priority: Priority,
}

/// What gives way first where there is no room: the lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// The first to go.
    Low,
    /// What nobody said anything about.
    #[default]
    Normal,
    /// The last to go.
    High,
}

impl Default for CachePolicy {
    fn default() -> Self {
        Self {
            fresh: Span::ZERO,
            keep: Span::from_millis(7 * DAY_MILLIS),
            missing: Span::from_secs(30),
            priority: Priority::Normal,
        }
    }
}

/// A text with placeholders.
pub(super) type Tag = Vec<Part>;

impl Profile {
    /// How long answers of a resource are good for.
    ///
    /// # Errors
    /// [`BackendError::UnknownResource`].
    pub fn cache_policy(&self, resource: &str) -> Result<CachePolicy, BackendError> {
        Ok(self.resource(resource)?.cache)
    }

    /// Under which tags an answer is kept; none where the profile has no such resource.
    #[must_use]
    pub fn tags(&self, resource: &str, params: &Value) -> Vec<String> {
        filled(find(&self.resources, resource).map(|found| found.tags.as_slice()), params)
    }

    /// Which tags a delivered mutation makes stale; none where the profile has no such mutation.
    #[must_use]
    pub fn invalidates(&self, mutation: &str, body: &Value) -> Vec<String> {
        filled(find(&self.mutations, mutation).map(|found| found.invalidates.as_slice()), body)
    }
}

fn filled(tags: Option<&[Tag]>, params: &Value) -> Vec<String> {
    let arguments = Arguments { resource: "", params: params.as_object(), page: &[] };
    tags.unwrap_or_default().iter().filter_map(|tag| arguments.filled(tag)).collect()
}

/// A resource's `cache`.
pub(super) fn cached(node: Option<Node<'_>>, fault: &Fault) -> (CachePolicy, Vec<Tag>) {
    let default = CachePolicy::default();
    let Some(node) = node else { return (default, Vec::new()) };
    let cache = fault.fields(&node, &["fresh", "keep", "missing", "priority", "tags"]);
    let policy = CachePolicy {
        fresh: cache.span("fresh", default.fresh),
        keep: cache.span("keep", default.keep),
        missing: cache.span("missing", default.missing),
        priority: match cache.choice("priority", &["normal", "low", "high"]) {
            1 => Priority::Low,
            2 => Priority::High,
            _ => Priority::Normal,
        },
    };
    (policy, tags(cache.optional("tags"), fault))
}

/// An array of tags.
pub(super) fn tags(node: Option<Node<'_>>, fault: &Fault) -> Vec<Tag> {
    let items = node.map(|node| fault.items(&node)).unwrap_or_default();
    let tag = |node: &Node<'_>| {
        let text = fault.text(node);
        if text.is_empty() {
            fault.wrong(node, "a text that is not empty");
        }
        parts(text).unwrap_or_else(|expected| {
            bad_template(node, text, expected, fault);
            Vec::new()
        })
    };
    items.iter().map(tag).collect()
}
