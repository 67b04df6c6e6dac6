//! Reading what can be submitted.

use super::super::attribution::claim;
use super::super::cached::tags;
use super::super::fields::Fault;
use super::super::profile::Mutation;
use super::names::{Bases, Methods, header_name, lane_name, one_method, url};
use crate::effect::Method;
use crate::read::Node;

const METHODS: &Methods = &[
    ("post", Method::Post),
    ("put", Method::Put),
    ("patch", Method::Patch),
    ("delete", Method::Delete),
];

pub(super) fn mutation(node: &Node<'_>, bases: &Bases, fault: &Fault) -> Mutation {
    let (name, method) = one_method(node, METHODS, "post, put, patch, delete", fault);
    let known = &[
        "post",
        "put",
        "patch",
        "delete",
        "service",
        "lane",
        "idempotency",
        "attribution",
        "invalidates",
        "signed",
    ];
    let fields = fault.fields(node, known);
    let (service, url) = url(&fields, name, bases);
    let lane = fields.text("lane").map(|(node, text)| lane_name(&node, text, fault));
    let key = fields.text("idempotency").map(|(node, text)| header_name(&node, text, fault));
    Mutation {
        service,
        method,
        url,
        lane: lane.unwrap_or_default(),
        idempotency: key.unwrap_or_default(),
        attribution: fields.optional("attribution").map(|node| claim(&node, fault)),
        invalidates: tags(fields.optional("invalidates"), fault),
    }
}
