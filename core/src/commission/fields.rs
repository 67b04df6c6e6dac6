//! What the fields of plans and orders hold besides whole numbers: texts, amounts, rates, times, lists.

use super::error::CommissionError;
use crate::money::{Currency, Money, Rate};
use crate::read::Node;
use crate::time::Timestamp;

/// The first error of a plan or an order.
pub(super) type Fault = crate::read::Fault<CommissionError>;
/// The fields of one object of theirs.
pub(super) type Fields<'a, 'f> = crate::read::Fields<'a, 'f, CommissionError>;

impl Fault {
    /// The text at a node; not an empty one.
    pub(super) fn nonempty_text<'a>(&self, node: &Node<'a>) -> &'a str {
        self.or_keep(node.nonempty_text()).unwrap_or_default()
    }
}

impl<'a> Fields<'a, '_> {
    /// A text that must be there and not be empty.
    pub(super) fn nonempty_text(&self, name: &str) -> String {
        self.required(name).map_or("", |node| self.fault.nonempty_text(&node)).to_owned()
    }

    /// A text that may be missing or empty.
    pub(super) fn optional_text(&self, name: &str) -> Option<String> {
        self.optional(name).map(|node| self.fault.text(&node).to_owned())
    }

    pub(super) fn money(&self, name: &str, currency: Currency) -> Money {
        self.required(name)
            .and_then(|node| self.fault.or_keep(node.money(currency)))
            .unwrap_or_default()
    }

    pub(super) fn optional_money(&self, name: &str, currency: Currency) -> Option<Money> {
        self.optional(name).and_then(|node| self.fault.or_keep(node.money(currency)))
    }

    /// A rate that must be there.
    #[inline(never)]
    pub(super) fn fraction(&self, name: &str) -> Rate {
        self.rate(self.required(name)).unwrap_or_default()
    }

    #[inline(never)]
    pub(super) fn boolean(&self, name: &str) -> Option<bool> {
        self.optional(name).and_then(|node| self.fault.or_keep(node.boolean()))
    }

    /// The currency, which must be there.
    pub(super) fn currency(&self) -> Currency {
        let Some(node) = self.required("currency") else { return Currency::CNY };
        Currency::parse(self.fault.nonempty_text(&node)).unwrap_or_else(|error| {
            self.fault.keep(node.money_error(error).into());
            Currency::CNY
        })
    }

    /// The objects of an array that may be missing, whatever their fields are called.
    pub(super) fn list<T>(&self, name: &str, read: impl Fn(&Self) -> T) -> Vec<T> {
        let Some(node) = self.optional(name) else { return Vec::new() };
        self.fault.items(&node).iter().map(|item| read(&self.fault.open(item))).collect()
    }

    /// Keeps an error where the field `currency` names another.
    pub(super) fn same_currency(&self, currency: Currency) {
        let Some(node) = self.optional("currency") else { return };
        let found = self.fault.text(&node);
        if found != currency.code() {
            self.fault.keep(CommissionError::OtherCurrency {
                path: node.path().to_owned(),
                found: found.to_owned(),
                plan: currency.code(),
            });
        }
    }

    pub(super) fn rate(&self, node: Option<Node<'a>>) -> Option<Rate> {
        node.and_then(|node| self.fault.or_keep(node.rate()))
    }

    pub(super) fn time(&self, node: Option<Node<'a>>) -> Option<Timestamp> {
        node.and_then(|node| self.fault.or_keep(node.timestamp()))
    }

    /// The items of an array that must be there.
    pub(super) fn items(&self, name: &str) -> Vec<Node<'a>> {
        self.required(name).map(|node| self.fault.items(&node)).unwrap_or_default()
    }

    /// The items of an array that may be missing, but not be empty.
    pub(super) fn some_items(&self, name: &str) -> Vec<Node<'a>> {
        let Some(node) = self.optional(name) else { return Vec::new() };
        let items = self.fault.items(&node);
        if items.is_empty() {
            self.fault.wrong(&node, "an array that is not empty");
        }
        items
    }
}
