//! Reading what can be queried.

use super::super::body::BodyTemplate;
use super::super::cached::cached;
use super::super::fields::{Fault, Fields};
use super::super::map::map;
use super::super::page::{PageKind, Paging, paging};
use super::super::profile::Resource;
use super::names::{Bases, Methods, bad_template, one_method, url};
use crate::effect::Method;
use crate::read::Node;

const METHODS: &Methods = &[("get", Method::Get), ("post", Method::Post)];

pub(super) fn resource(node: &Node<'_>, bases: &Bases, fault: &Fault) -> Resource {
    let (name, method) = one_method(node, METHODS, "get, post", fault);
    let known: &[&'static str] = match method {
        Method::Get => &["get", "service", "page", "items", "map", "cache", "signed"],
        Method::Post | Method::Put | Method::Patch | Method::Delete => {
            &["post", "service", "body", "page", "items", "map", "cache", "signed"]
        }
    };
    let fields = fault.fields(node, known);
    let (service, url) = url(&fields, name, bases);
    let (cache, tags) = cached(fields.optional("cache"), fault);
    let resource = Resource {
        service,
        method,
        url,
        body: fields.optional("body").and_then(|node| body(&node, fault)),
        page: fields.optional("page").map(|node| paging(&node, fault)),
        items: fields.optional_pointer("items"),
        map: fields.optional("map").map(|node| map(&node, fault)),
        cache,
        tags,
    };
    if let Some(page) = &resource.page {
        fields.required("items");
        check_placeholder(&resource, page, &fields, name);
    }
    resource
}

/// A request that does not say which page it wants would be given the same for ever.
fn check_placeholder(resource: &Resource, page: &Paging, fields: &Fields<'_, '_>, method: &str) {
    let name = page.kind.placeholder();
    let sends_params = resource.method == Method::Post && resource.body.is_none();
    let has = resource.url.has(name)
        || resource.body.as_ref().is_some_and(|body| body.has(name))
        || (sends_params && page.kind == PageKind::Cursor);
    if !has && let Some((node, text)) = fields.text(method) {
        let expected = match page.kind {
            PageKind::Page => "the placeholder {page}",
            PageKind::Offset => "the placeholder {offset}",
            PageKind::Cursor => "the placeholder {cursor}",
        };
        bad_template(&node, text, expected, fields.fault);
    }
}

fn body(node: &Node<'_>, fault: &Fault) -> Option<BodyTemplate> {
    const EXPECTED: &str = "texts whose braces are placeholders like {name}";
    fault.open(node);
    BodyTemplate::parse(node.value())
        .map_err(|text| bad_template(node, &text, EXPECTED, fault))
        .ok()
}
