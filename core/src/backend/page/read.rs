//! Reading a resource's `page`.

use super::{PageKind, Paging};
use crate::backend::fields::Fault;
use crate::read::{Node, ReadError};

/// A resource's `page`.
pub(in super::super) fn paging(node: &Node<'_>, fault: &Fault) -> Paging {
    const LARGEST: u64 = 1_000_000;
    let page = fault.fields(node, &["kind", "first", "size", "more", "total", "next"]);
    page.required("kind");
    let kind = match page.choice("kind", &["page", "offset", "cursor", "link"]) {
        1 => PageKind::Offset,
        2 => PageKind::Cursor,
        3 => PageKind::Link,
        _ => PageKind::Page,
    };
    let first = page.integer("first", 0, LARGEST);
    let paging = Paging {
        kind,
        first: first.unwrap_or(u64::from(kind == PageKind::Page)),
        size: page.integer("size", 1, LARGEST),
        more: page.optional_pointer("more"),
        total: page.optional_place("total"),
        next: page.optional_place("next"),
    };
    // Whatever a kind needs to know where the end is.
    let needs_size = match kind {
        PageKind::Page => paging.more.is_none(),
        PageKind::Offset => paging.more.is_none() && paging.total.is_none(),
        PageKind::Cursor | PageKind::Link => false,
    };
    if kind == PageKind::Cursor {
        page.required("next");
    } else if paging.next.is_some() {
        let path = page.path("next");
        let known = "kind, first, size, more, total".to_owned();
        fault.keep(ReadError::UnknownField { path, known }.into());
    } else if needs_size {
        page.required("size");
    }
    paging
}
