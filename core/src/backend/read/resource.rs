//! Reading what can be queried.

use super::super::ask::ask;
use super::super::cached::cached;
use super::super::fields::{Fault, Fields};
use super::super::graphql::GraphQl;
use super::super::map::map;
use super::super::page::{PageKind, paging};
use super::super::profile::Resource;
use super::names::{Bases, Methods, bad_template, one_method};
use crate::effect::Method;
use crate::read::Node;

const METHODS: &Methods =
    &[("get", Method::Get), ("post", Method::Post), ("graphql", Method::Post)];

/// What every resource may have.
macro_rules! known {
    ($($own:literal),*) => {
        &[
            $($own,)* "service", "headers", "timeout", "envelope", "page", "items", "map", "cache",
            "signed",
        ]
    };
}

pub(super) fn resource(
    node: &Node<'_>,
    bases: &Bases,
    graphql: &GraphQl,
    fault: &Fault,
) -> Resource {
    let (name, method) = one_method(node, METHODS, "get, post, graphql", fault);
    let known: &[&'static str] = match name {
        "get" => known!("get"),
        "post" => known!("post", "body"),
        _ => known!("graphql", "operation", "variables", "endpoint"),
    };
    let fields = fault.fields(node, known);
    let (cache, tags) = cached(fields.optional("cache"), fault);
    let mut resource = Resource {
        ask: ask(&fields, (name, method), bases, graphql),
        page: fields.optional("page").map(|node| paging(&node, fault)),
        items: fields.optional_pointer("items"),
        map: fields.optional("map").map(|node| map(&node, fault)),
        cache,
        tags,
    };
    if let Some(page) = &resource.page {
        fields.required("items");
        if let Some(document) = &mut resource.ask.graphql {
            document.page(page);
        }
        check_placeholder(&resource, page.kind, &fields, name);
    }
    resource
}

/// A request that does not say which page it wants would be given the same for ever.
fn check_placeholder(resource: &Resource, kind: PageKind, fields: &Fields<'_, '_>, method: &str) {
    if kind == PageKind::Link {
        // The link says all of it, and only a GET has nothing else to say.
        if let Some(node) = fields.optional("page").filter(|_| method != "get") {
            fields.fault.wrong(&node, "a page of another kind: a link is followed with get");
        }
        return;
    }
    let ask = &resource.ask;
    let sends_params = method == "post" && ask.body.is_none();
    let has = ask.has(kind.placeholder()) || (sends_params && kind == PageKind::Cursor);
    if !has && let Some((node, text)) = fields.text(method) {
        let expected = match kind {
            PageKind::Page => "the placeholder {page}",
            PageKind::Offset => "the placeholder {offset}",
            PageKind::Cursor | PageKind::Link => "the placeholder {cursor}",
        };
        bad_template(&node, text, expected, fields.fault);
    }
}
