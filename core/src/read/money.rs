//! What documents about money hold in their fields: texts, amounts, rates, times, lists.
//!
//! For one error only, [`ReadError`]: what is wrong beyond a single field is checked after reading, so
//! that these are in the module once.

use super::{Fault, Fields, Node, ReadError};
use crate::money::{Currency, Money, Rate};
use crate::time::Timestamp;

impl Fault<ReadError> {
    /// The text at a node; not an empty one.
    pub(crate) fn some_text<'a>(&self, node: &Node<'a>) -> &'a str {
        self.or_keep(node.nonempty_text()).unwrap_or_default()
    }
}

impl<'a> Fields<'a, '_, ReadError> {
    /// A text that must be there and not be empty.
    pub(crate) fn name(&self, name: &str) -> String {
        self.required(name).map_or("", |node| self.fault.some_text(&node)).to_owned()
    }

    /// A text that may be missing or empty.
    pub(crate) fn optional_name(&self, name: &str) -> Option<String> {
        self.optional(name).map(|node| self.fault.text(&node).to_owned())
    }

    /// An amount that may be missing.
    pub(crate) fn optional_money(&self, name: &str, currency: Currency) -> Option<Money> {
        self.optional(name).and_then(|node| self.fault.or_keep(node.money(currency)))
    }

    /// An amount that must be there.
    pub(crate) fn money(&self, name: &str, currency: Currency) -> Money {
        let _ = self.required(name);
        self.optional_money(name, currency).unwrap_or_default()
    }

    /// A rate that must be there.
    pub(crate) fn rate(&self, name: &str) -> Rate {
        let node = self.required(name);
        node.and_then(|node| self.fault.or_keep(node.rate())).unwrap_or_default()
    }

    /// A time that may be missing.
    pub(crate) fn optional_time(&self, name: &str) -> Option<Timestamp> {
        self.optional(name).and_then(|node| self.fault.or_keep(node.timestamp()))
    }

    /// A time that must be there.
    pub(crate) fn time(&self, name: &str) -> Timestamp {
        let _ = self.required(name);
        self.optional_time(name).unwrap_or_default()
    }

    /// A whole number that must be there.
    pub(crate) fn whole(&self, name: &str, min: u64, max: u64) -> u64 {
        let _ = self.required(name);
        self.integer(name, min, max).unwrap_or(min)
    }

    /// A currency; renminbi where it is not said.
    pub(crate) fn currency(&self, name: &str) -> Currency {
        let Some(node) = self.optional(name) else { return Currency::CNY };
        Currency::parse(self.fault.some_text(&node)).unwrap_or_else(|error| {
            self.fault.keep(node.money_error(error));
            Currency::CNY
        })
    }

    /// The items of an array that must be there.
    pub(crate) fn items(&self, name: &str) -> Vec<Node<'a>> {
        self.required(name).map(|node| self.fault.items(&node)).unwrap_or_default()
    }

    /// Texts of an array that may be missing, but not be empty, nor hold an empty one.
    pub(crate) fn names(&self, name: &str) -> Vec<String> {
        let Some(node) = self.optional(name) else { return Vec::new() };
        let items = self.fault.items(&node);
        if items.is_empty() {
            self.fault.wrong(&node, "an array that is not empty");
        }
        items.iter().map(|item| self.fault.some_text(item).to_owned()).collect()
    }
}
