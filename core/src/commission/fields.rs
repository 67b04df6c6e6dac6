//! Reading an object field by field, with one error at the end.
//!
//! A `?` after each of some fifty fields costs a phone 3.4 KB (brotli, measured) of branches that move
//! an error along. Here a field that cannot be read gives a default and leaves its error in a
//! [`Fault`]; whoever opened the document asks the fault before using anything. The first error wins.

use core::cell::RefCell;

use super::error::CommissionError;
use crate::money::{Currency, Money, Rate};
use crate::read::{Node, Object, ReadError};
use crate::time::Timestamp;

/// The first error of a document.
#[derive(Debug, Default)]
pub(super) struct Fault(RefCell<Option<CommissionError>>);

/// The fields of one object.
#[derive(Debug)]
pub(super) struct Fields<'a, 'f> {
    object: Option<Object<'a>>,
    path: String,
    pub(super) fault: &'f Fault,
}

impl Fault {
    /// Keeps an error, unless one came before it.
    pub(super) fn keep(&self, error: CommissionError) {
        self.0.borrow_mut().get_or_insert(error);
    }

    /// Whatever was read, if nothing went wrong.
    pub(super) fn unless<T>(self, read: T) -> Result<T, CommissionError> {
        self.0.into_inner().map_or(Ok(read), Err)
    }

    fn or_keep<T>(&self, read: Result<T, ReadError>) -> Option<T> {
        match read {
            Ok(read) => Some(read),
            Err(error) => {
                self.keep(CommissionError::Read(error));
                None
            }
        }
    }

    /// The object at a node whose fields are all `known`.
    pub(super) fn fields<'a>(&self, node: &Node<'a>, known: &[&'static str]) -> Fields<'a, '_> {
        let object = self.or_keep(node.object(known));
        Fields { object, path: node.path().to_owned(), fault: self }
    }

    /// The object at a node, with fields that are none of our business.
    pub(super) fn open_fields<'a>(&self, node: &Node<'a>) -> Fields<'a, '_> {
        let object = self.or_keep(node.open_object());
        Fields { object, path: node.path().to_owned(), fault: self }
    }

    /// The text at a node; not an empty one.
    pub(super) fn text<'a>(&self, node: &Node<'a>) -> &'a str {
        self.or_keep(node.nonempty_text()).unwrap_or_default()
    }

    pub(super) fn items<'a>(&self, node: &Node<'a>) -> Vec<Node<'a>> {
        self.or_keep(node.items()).unwrap_or_default()
    }
}

impl<'a> Fields<'a, '_> {
    /// The path of a field of this object.
    pub(super) fn path(&self, field: &str) -> String {
        [&self.path, ".", field].concat()
    }

    pub(super) fn optional(&self, name: &str) -> Option<Node<'a>> {
        self.object.as_ref().and_then(|object| object.optional(name))
    }

    pub(super) fn required(&self, name: &str) -> Option<Node<'a>> {
        let node = self.optional(name);
        if node.is_none() {
            self.fault.keep(ReadError::MissingField { path: self.path(name) }.into());
        }
        node
    }

    /// A text that must be there and not be empty.
    pub(super) fn text(&self, name: &str) -> String {
        self.required(name).map_or("", |node| self.fault.text(&node)).to_owned()
    }

    /// A text that may be missing or empty.
    pub(super) fn optional_text(&self, name: &str) -> Option<String> {
        self.optional(name).and_then(|node| self.fault.or_keep(node.text())).map(str::to_owned)
    }

    pub(super) fn money(&self, name: &str, currency: Currency) -> Money {
        self.required(name)
            .and_then(|node| self.fault.or_keep(node.money(currency)))
            .unwrap_or_default()
    }

    pub(super) fn optional_money(&self, name: &str, currency: Currency) -> Option<Money> {
        self.optional(name).and_then(|node| self.fault.or_keep(node.money(currency)))
    }

    pub(super) fn rate(&self, node: Option<Node<'a>>) -> Option<Rate> {
        node.and_then(|node| self.fault.or_keep(node.rate()))
    }

    pub(super) fn time(&self, node: Option<Node<'a>>) -> Option<Timestamp> {
        node.and_then(|node| self.fault.or_keep(node.timestamp()))
    }

    /// A whole number that may be missing.
    pub(super) fn integer(&self, node: Option<Node<'a>>, min: u32, max: u32) -> Option<u32> {
        let found = node.and_then(|node| self.fault.or_keep(node.integer(min.into(), max.into())));
        found.map(|number| number as u32)
    }

    /// Which of the names; the first where the field is missing.
    pub(super) fn choice(&self, name: &str, names: &[&str]) -> usize {
        let Some(node) = self.optional(name) else { return 0 };
        let text = node.value().as_str();
        names.iter().position(|name| Some(*name) == text).unwrap_or_else(|| {
            self.fault.keep(node.wrong(&names.join(" or ")).into());
            0
        })
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
            self.fault.keep(node.wrong("an array that is not empty").into());
        }
        items
    }
}
