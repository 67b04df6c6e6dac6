//! Reading a profile's objects field by field, with one error at the end.
//!
//! A field that cannot be read gives a default and leaves its error in a [`Fault`]; whoever reads the
//! whole profile asks the fault before using anything. The first error wins. A `?` after each of some
//! eighty fields instead would cost a phone 4 KB (brotli, measured): each has to clear up what the
//! fields before it made.

use core::cell::RefCell;

use super::profile_error::ProfileError;
use crate::read::{Node, Object, ReadError};
use crate::time::Span;

/// The first error of a profile.
#[derive(Debug, Default)]
pub(super) struct Fault(RefCell<Option<ProfileError>>);

/// The fields of one object.
#[derive(Debug)]
pub(super) struct Fields<'a, 'f> {
    object: Option<Object<'a>>,
    pub(super) path: String,
    pub(super) fault: &'f Fault,
}

impl Fault {
    /// Keeps an error, unless one came before it.
    pub(super) fn keep(&self, error: ProfileError) {
        self.0.borrow_mut().get_or_insert(error);
    }

    /// Keeps an error about a text that stands at a node.
    #[inline(never)]
    pub(super) fn at(
        &self,
        node: &Node<'_>,
        found: &str,
        make: fn(String, String) -> ProfileError,
    ) {
        self.keep(make(node.path().to_owned(), found.to_owned()));
    }

    /// Keeps the error that something else was expected at a node.
    pub(super) fn wrong(&self, node: &Node<'_>, expected: &str) {
        self.keep(ProfileError::Read(node.wrong(expected)));
    }

    /// Whatever was read, if nothing went wrong.
    pub(super) fn unless<T>(self, read: T) -> Result<T, ProfileError> {
        self.0.into_inner().map_or(Ok(read), Err)
    }

    fn or_keep<T>(&self, read: Result<T, ReadError>) -> Option<T> {
        match read {
            Ok(read) => Some(read),
            Err(error) => {
                self.keep(ProfileError::Read(error));
                None
            }
        }
    }

    /// The object at a node whose fields are all `known`.
    #[inline(never)]
    pub(super) fn fields<'a>(&self, node: &Node<'a>, known: &[&'static str]) -> Fields<'a, '_> {
        let object = self.or_keep(node.object(known));
        Fields { object, path: node.path().to_owned(), fault: self }
    }

    /// The object at a node, with names the profile chose.
    pub(super) fn open<'a>(&self, node: &Node<'a>) -> Fields<'a, '_> {
        let object = self.or_keep(node.open_object());
        Fields { object, path: node.path().to_owned(), fault: self }
    }

    /// The text at a node.
    #[inline(never)]
    pub(super) fn text<'a>(&self, node: &Node<'a>) -> &'a str {
        self.or_keep(node.text()).unwrap_or_default()
    }

    /// The JSON Pointer at a node.
    #[inline(never)]
    pub(super) fn pointer(&self, node: &Node<'_>) -> String {
        let text = self.text(node);
        let starts = text.is_empty() || text.starts_with('/');
        let escapes = text.split('~').skip(1).all(|after| after.starts_with(['0', '1']));
        if !starts || !escapes {
            self.at(node, text, |path, found| ProfileError::BadPointer { path, found });
        }
        text.to_owned()
    }
}

impl<'a> Fields<'a, '_> {
    #[inline(never)]
    pub(super) fn optional(&self, name: &str) -> Option<Node<'a>> {
        self.object.as_ref()?.optional(name)
    }

    #[inline(never)]
    pub(super) fn required(&self, name: &str) -> Option<Node<'a>> {
        let node = self.optional(name);
        if node.is_none() {
            self.fault
                .keep(ReadError::MissingField { path: format!("{}.{name}", self.path) }.into());
        }
        node
    }

    /// The entries of a map from names the profile chose.
    pub(super) fn entries(&self) -> Vec<(&'a str, Node<'a>)> {
        self.object.iter().flat_map(Object::fields).collect()
    }

    /// A text that must be there, and where it is.
    #[inline(never)]
    pub(super) fn text(&self, name: &str) -> Option<(Node<'a>, &'a str)> {
        let node = self.required(name)?;
        let text = self.fault.text(&node);
        Some((node, text))
    }

    /// A JSON Pointer that must be there.
    pub(super) fn pointer(&self, name: &str) -> String {
        self.required(name).map(|node| self.fault.pointer(&node)).unwrap_or_default()
    }

    /// A JSON Pointer that may be missing.
    #[inline(never)]
    pub(super) fn optional_pointer(&self, name: &str) -> Option<String> {
        self.optional(name).map(|node| self.fault.pointer(&node))
    }

    /// A whole number that may be missing.
    #[inline(never)]
    pub(super) fn integer(&self, name: &str, min: u64, max: u64) -> Option<u64> {
        self.optional(name).and_then(|node| self.fault.or_keep(node.integer(min, max)))
    }

    /// A span that may be missing.
    #[inline(never)]
    pub(super) fn span(&self, name: &str, default: Span) -> Span {
        self.optional(name).and_then(|node| self.fault.or_keep(node.span())).unwrap_or(default)
    }

    /// The same, where nothing is no time at all.
    pub(super) fn time(&self, name: &str, default: Span) -> Span {
        let span = self.span(name, default);
        if span == Span::ZERO
            && let Some(node) = self.optional(name)
        {
            self.fault.wrong(&node, "a span longer than nothing");
        }
        span
    }

    /// Which of the names; the first where the field is missing.
    #[inline(never)]
    pub(super) fn choice(&self, name: &str, names: &[&str]) -> usize {
        let Some(node) = self.optional(name) else { return 0 };
        let text = node.value().as_str();
        names.iter().position(|name| Some(*name) == text).unwrap_or_else(|| {
            let expected: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
            self.fault.wrong(&node, &expected.join(" or "));
            0
        })
    }
}
