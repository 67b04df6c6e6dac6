//! Reading a profile's `map`.

use serde_json::Value;

use super::field::{From, How, MappedField, To};
use super::number::{faithful, scalar};
use super::unit::{UNITS, Unit};
use super::when::minutes_east;
use crate::backend::fields::{Fault, Fields};
use crate::backend::read::bad_template;
use crate::backend::template::parts_of;
use crate::read::Node;

/// A `map`: names and how each is made.
pub(in super::super) fn map(node: &Node<'_>, fault: &Fault) -> Vec<MappedField> {
    let field = |(name, node): (&str, Node<'_>)| {
        let mut how = how(&node, true, fault);
        if how.to == To::Same && name == "id" && how.from != From::Value {
            how.to = To::Id;
        }
        MappedField { name: name.to_owned(), how }
    };
    fault.open(node).entries().into_iter().map(field).collect()
}

/// A pointer, or an object that says more; an item of an array need not say where.
fn how(node: &Node<'_>, says_where: bool, fault: &Fault) -> How {
    let mut how = How {
        from: From::At(Vec::new()),
        index: None,
        none: Vec::new(),
        to: To::Same,
        default: Value::Null,
    };
    if node.value().is_string() {
        how.from = From::At(vec![fault.pointer(node)]);
        return how;
    }
    let open = fault.open(node);
    let has = |name: &str| open.optional(name).is_some();
    if has("value") {
        let fields = fault.fields(node, &["value"]);
        how.from = From::Value;
        how.default = constant(fields.optional("value"));
        return how;
    }
    let known: &[&'static str] = if has("map") {
        &["at", "map", "index", "default"]
    } else if has("each") || has("join") {
        &["at", "each", "join", "default"]
    } else if has("cases") {
        &["at", "template", "cases", "index", "none", "default"]
    } else {
        &["at", "template", "unit", "zone", "index", "none", "default"]
    };
    let fields = fault.fields(node, known);
    how.from = from(&fields, says_where);
    how.index = fields.integer("index", 0, 1_000).and_then(|index| usize::try_from(index).ok());
    how.none = texts(&fields, "none");
    how.default = constant(fields.optional("default"));
    how.to = to(&fields);
    how
}

/// What a profile gives itself, told to JavaScript as whatever a server gives.
fn constant(node: Option<Node<'_>>) -> Value {
    node.map(|node| faithful(node.value().clone())).unwrap_or_default()
}

fn from(fields: &Fields<'_, '_>, says_where: bool) -> From {
    let fault = fields.fault;
    if let Some(node) = fields.optional("template") {
        if let Some(node) = fields.optional("at") {
            fault.wrong(&node, "nothing beside a template");
        }
        let text = fault.text(&node);
        const EXPECTED: &str = "pointers in braces such as {/first}, each brace closed";
        let is_pointer = |name: &str| name.is_empty() || name.starts_with('/');
        return From::Template(parts_of(text, is_pointer).unwrap_or_else(|()| {
            bad_template(&node, text, EXPECTED, fault);
            Vec::new()
        }));
    }
    let node = if says_where { fields.required("at") } else { fields.optional("at") };
    let Some(node) = node else { return From::At(vec![String::new()]) };
    if !node.value().is_array() {
        return From::At(vec![fault.pointer(&node)]);
    }
    let pointers: Vec<String> = fault.items(&node).iter().map(|node| fault.pointer(node)).collect();
    if pointers.is_empty() {
        fault.wrong(&node, "at least one pointer");
    }
    From::At(pointers)
}

fn to(fields: &Fields<'_, '_>) -> To {
    let fault = fields.fault;
    if let Some(node) = fields.optional("map") {
        return To::Map(map(&node, fault));
    }
    let each = fields.optional("each").map(|node| Box::new(how(&node, false, fault)));
    if let Some(node) = fields.optional("join") {
        return To::Join(each, fault.text(&node).to_owned());
    }
    if let Some(how) = each {
        return To::Each(how);
    }
    if let Some(node) = fields.optional("cases") {
        let case = |(name, node): (&str, Node<'_>)| (name.to_owned(), constant(Some(node)));
        return To::Cases(fault.open(&node).entries().into_iter().map(case).collect());
    }
    let zone = fields.optional("zone").map(|node| {
        let zone = minutes_east(fault.text(&node));
        if zone.is_none() {
            fault.wrong(&node, "a zone such as \"+08:00\" or \"Z\"");
        }
        (node, zone)
    });
    let unit = fields.optional("unit").map(|_| Unit::named(fields.choice("unit", &UNITS)));
    match (unit, zone) {
        (Some(Unit::Iso(_)), Some((_, zone))) => To::Unit(Unit::Iso(zone)),
        (unit, zone) => {
            if let Some((node, _)) = zone {
                fault.wrong(&node, "nothing without the unit \"iso8601\"");
            }
            unit.map_or(To::Same, To::Unit)
        }
    }
}

/// The texts of an array of scalars.
fn texts(fields: &Fields<'_, '_>, name: &str) -> Vec<String> {
    let items = fields.optional(name).map(|node| fields.fault.items(&node)).unwrap_or_default();
    let text = |node: &Node<'_>| {
        let text = scalar(node.value());
        if text.is_none() {
            fields.fault.wrong(node, "a number, a text or a boolean");
        }
        text.unwrap_or_default()
    };
    items.iter().map(text).collect()
}
