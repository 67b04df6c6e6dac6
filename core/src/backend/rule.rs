//! A rule: what must stand where for an answer to mean something.
//!
//! ```json
//! { "at": "/code", "equals": 0 }      { "at": "/code", "in": [40001, 42001] }
//! ```
//!
//! Scalars are compared by their text: WeChat's own examples give `errcode` as 0 and as `"0"`
//! (developer site, read 2026-11). `null` in a rule is what is absent or `null`: many APIs have no
//! `errcode` at all where all is well.

use serde_json::Value;

use super::fields::Fault;
use super::map::scalar;
use crate::read::Node;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rule {
    pub(super) at: String,
    /// The texts it may be.
    any: Vec<Option<String>>,
}

impl Rule {
    /// Whether a document satisfies it.
    pub(super) fn holds(&self, json: &Value) -> bool {
        match json.pointer(&self.at) {
            Some(Value::Array(_) | Value::Object(_)) => false,
            found => self.any.contains(&found.and_then(scalar)),
        }
    }
}

/// A rule at a node.
pub(super) fn rule(node: &Node<'_>, fault: &Fault) -> Rule {
    let of_several = fault.open(node).optional("in").is_some();
    let name = if of_several { "in" } else { "equals" };
    let fields = fault.fields(node, &["at", name]);
    let at = fields.pointer("at");
    let values = match fields.required(name) {
        Some(values) if of_several => fault.items(&values),
        value => value.into_iter().collect(),
    };
    if let Some(node) = fields.optional(name).filter(|_| of_several && values.is_empty()) {
        fault.wrong(&node, "at least one value");
    }
    let any = values.iter().map(|node| {
        let value = node.value();
        if value.is_array() || value.is_object() {
            fault.wrong(node, "a number, a text or a boolean");
        }
        scalar(value)
    });
    Rule { at, any: any.collect() }
}
