//! What a profile's fields hold besides texts and numbers: pointers and spans.

use super::profile_error::ProfileError;
use crate::read::Node;
use crate::time::Span;

/// The first error of a profile.
pub(super) type Fault = crate::read::Fault<ProfileError>;
/// The fields of one object of a profile.
pub(super) type Fields<'a, 'f> = crate::read::Fields<'a, 'f, ProfileError>;

impl Fault {
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
}
