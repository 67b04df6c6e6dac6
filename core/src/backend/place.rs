//! Where something stands in an answer: at a pointer, or in a header.
//!
//! ```json
//! "total": "/data/total"      "total": { "header": "X-Total-Count" }
//! ```

use serde_json::Value;

use super::fields::{Fault, Fields};
use super::read::header_name;
use crate::effect::HttpResponse;
use crate::read::Node;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A JSON Pointer into the data.
    Pointer(String),
    /// A header's name.
    Header(String),
}

impl Default for Place {
    fn default() -> Self {
        Self::Pointer(String::new())
    }
}

impl Place {
    /// What stands there; a header's value as a text.
    pub(super) fn find(&self, data: &Value, response: &HttpResponse) -> Option<Value> {
        match self {
            Self::Pointer(at) => data.pointer(at).filter(|value| !value.is_null()).cloned(),
            Self::Header(name) => response.header(name).map(|value| Value::from(value.trim())),
        }
    }

    /// How errors call it.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Pointer(name) | Self::Header(name) => name,
        }
    }
}

impl Fault {
    fn place(&self, node: &Node<'_>) -> Place {
        if !node.value().is_object() {
            return Place::Pointer(self.pointer(node));
        }
        let fields = self.fields(node, &["header"]);
        let name = fields.text("header").map(|(node, text)| header_name(&node, text, self));
        Place::Header(name.unwrap_or_default())
    }
}

impl Fields<'_, '_> {
    /// A place that must be there.
    pub(super) fn place(&self, name: &str) -> Place {
        self.required(name).map(|node| self.fault.place(&node)).unwrap_or_default()
    }

    /// A place that may be missing.
    #[inline(never)]
    pub(super) fn optional_place(&self, name: &str) -> Option<Place> {
        self.optional(name).map(|node| self.fault.place(&node))
    }
}
