//! Reading an object field by field, with one error at the end.
//!
//! A field that cannot be read gives a default and leaves its error in a [`Fault`]; whoever opened the
//! document asks the fault before using anything. The first error wins. A `?` after each field instead
//! costs a phone 3 to 4 KB a document (brotli, measured): each has to clear up what the fields before
//! it made.

use core::cell::RefCell;

use super::{Node, Object, ReadError};

/// The first error of a document.
#[derive(Debug)]
pub(crate) struct Fault<E>(RefCell<Option<E>>);

/// The fields of one object.
#[derive(Debug)]
pub(crate) struct Fields<'a, 'f, E> {
    object: Option<Object<'a>>,
    path: String,
    pub(crate) fault: &'f Fault<E>,
}

impl<E> Default for Fault<E> {
    fn default() -> Self {
        Self(RefCell::new(None))
    }
}

impl<E: From<ReadError>> Fault<E> {
    /// Keeps an error, unless one came before it.
    pub(crate) fn keep(&self, error: E) {
        self.0.borrow_mut().get_or_insert(error);
    }

    /// Keeps the error that something else was expected at a node.
    pub(crate) fn wrong(&self, node: &Node<'_>, expected: &str) {
        self.keep(node.wrong(expected).into());
    }

    /// Whatever was read, if nothing went wrong.
    pub(crate) fn unless<T>(self, read: T) -> Result<T, E> {
        self.0.into_inner().map_or(Ok(read), Err)
    }

    pub(crate) fn or_keep<T>(&self, read: Result<T, ReadError>) -> Option<T> {
        match read {
            Ok(read) => Some(read),
            Err(error) => {
                self.keep(error.into());
                None
            }
        }
    }

    /// The object at a node whose fields are all `known`.
    #[inline(never)]
    pub(crate) fn fields<'a>(&self, node: &Node<'a>, known: &[&'static str]) -> Fields<'a, '_, E> {
        let object = self.or_keep(node.object(known));
        Fields { object, path: node.path().to_owned(), fault: self }
    }

    /// The object at a node, whatever its fields are called.
    pub(crate) fn open<'a>(&self, node: &Node<'a>) -> Fields<'a, '_, E> {
        let object = self.or_keep(node.open_object());
        Fields { object, path: node.path().to_owned(), fault: self }
    }

    /// The text at a node.
    #[inline(never)]
    pub(crate) fn text<'a>(&self, node: &Node<'a>) -> &'a str {
        self.or_keep(node.text()).unwrap_or_default()
    }

    /// The items of the array at a node.
    pub(crate) fn items<'a>(&self, node: &Node<'a>) -> Vec<Node<'a>> {
        self.or_keep(node.items()).unwrap_or_default()
    }
}

impl<'a, E: From<ReadError>> Fields<'a, '_, E> {
    /// The path of this object.
    pub(crate) fn own_path(&self) -> &str {
        &self.path
    }

    /// The path of a field of this object.
    pub(crate) fn path(&self, field: &str) -> String {
        [&self.path, ".", field].concat()
    }

    /// A field that may be missing.
    #[inline(never)]
    pub(crate) fn optional(&self, name: &str) -> Option<Node<'a>> {
        self.object.as_ref()?.optional(name)
    }

    /// A field that must be there.
    #[inline(never)]
    pub(crate) fn required(&self, name: &str) -> Option<Node<'a>> {
        let node = self.optional(name);
        if node.is_none() {
            self.fault.keep(ReadError::MissingField { path: self.path(name) }.into());
        }
        node
    }

    /// All fields with their names.
    pub(crate) fn entries(&self) -> Vec<(&'a str, Node<'a>)> {
        self.object.iter().flat_map(Object::fields).collect()
    }

    /// A whole number that may be missing.
    #[inline(never)]
    pub(crate) fn integer(&self, name: &str, min: u64, max: u64) -> Option<u64> {
        self.optional(name).and_then(|node| self.fault.or_keep(node.integer(min, max)))
    }

    /// Which of the names; the first where the field is missing.
    #[inline(never)]
    pub(crate) fn choice(&self, name: &str, names: &[&str]) -> usize {
        let Some(node) = self.optional(name) else { return 0 };
        let text = node.value().as_str();
        names.iter().position(|name| Some(*name) == text).unwrap_or_else(|| {
            let expected: Vec<String> =
                names.iter().map(|name| ["\"", name, "\""].concat()).collect();
            self.fault.wrong(&node, &expected.join(" or "));
            0
        })
    }
}
