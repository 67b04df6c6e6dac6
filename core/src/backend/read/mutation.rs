//! Reading what can be submitted.

use super::super::ask::ask;
use super::super::attribution::claim;
use super::super::cached::tags;
use super::super::fields::Fault;
use super::super::graphql::GraphQl;
use super::super::map::map;
use super::super::profile::Mutation;
use super::names::{Bases, Methods, header_name, lane_name, one_method};
use crate::effect::Method;
use crate::read::Node;

const METHODS: &Methods = &[
    ("post", Method::Post),
    ("put", Method::Put),
    ("patch", Method::Patch),
    ("delete", Method::Delete),
    ("graphql", Method::Post),
];

/// What every mutation may have.
macro_rules! known {
    ($($own:literal),*) => {
        &[
            $($own,)* "service", "headers", "timeout", "envelope", "lane", "idempotency", "map",
            "attribution", "invalidates", "signed",
        ]
    };
}

pub(super) fn mutation(
    node: &Node<'_>,
    bases: &Bases,
    graphql: &GraphQl,
    fault: &Fault,
) -> Mutation {
    let (name, method) = one_method(node, METHODS, "post, put, patch, delete, graphql", fault);
    let known: &[&'static str] = match name {
        "graphql" => known!("graphql", "operation", "variables", "endpoint"),
        _ => known!("post", "put", "patch", "delete", "body"),
    };
    let fields = fault.fields(node, known);
    let ask = ask(&fields, (name, method), bases, graphql);
    let lane = fields.text("lane").map(|(node, text)| lane_name(&node, text, fault));
    // A mutation that may be sent twice must be told apart from two: somewhere its key must stand.
    if !ask.has("idempotencyKey") {
        fields.required("idempotency");
    }
    let key = fields.optional("idempotency");
    Mutation {
        ask,
        lane: lane.unwrap_or_default(),
        idempotency: key.map(|node| header_name(&node, fault.text(&node), fault)),
        map: fields.optional("map").map(|node| map(&node, fault)),
        attribution: fields.optional("attribution").map(|node| claim(&node, fault)),
        invalidates: tags(fields.optional("invalidates"), fault),
    }
}
