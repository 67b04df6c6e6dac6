//! Reading `signing`, and which requests are left out of it.
//!
//! | field | kinds | is | default |
//! |---|---|---|---|
//! | `kind` | | `hmac-sha256`, `sm3-hmac`, `top-md5`, `top-hmac`, `top-hmac-sha256` | |
//! | `header` or `param` | all | where the signature goes | top: `"param": "sign"` |
//! | `over` | hmac, sm3 | the parts of the canonical text, in order | |
//! | `timestamp` | all | `{ header or param, format }`; format `ms`, `s`, `gmt+8`, `gmt+8-ms` | hmac, sm3, where `over` has it: header `X-Timestamp`, `ms`; top: param `timestamp`, `gmt+8` |
//! | `nonce` | all | `{ header or param }` | where `over` has it: header `X-Nonce` |
//! | `appKey` | all | `{ header or param, value }`: which key it is | top: param `app_key` |
//! | `token` | all | `{ header or param }`: the token goes there, and not as `Authorization` | |
//! | `case` | all | `lower`, `upper` | hmac, sm3: `lower`; top: `upper` |
//! | `body` | top | `ignore`, `fields`, `form`, `append` | `ignore` |
//! | `in` | top | `query`, `body`: where parameters of the signature go | `query` |
//! | `skip` | top | names of parameters that are sent and not signed | |
//! | `key` | all | `{ "login": pointer }`: the login's answer has the key | it comes with `connect` |
//! | `except` | all | names of services that are not signed | |
//!
//! A resource, a mutation or `events` with `"signed": false` is not signed. With `key` the login is not
//! either: the key is in its answer.

use super::super::fields::{Fault, Fields};
use super::super::read::header_name;
use super::moment::{self, Moment};
use super::top::{self, Body};
use super::{Beside, Kind, Signing, Slot};
use crate::read::Node;

const KINDS: [(&str, Kind); 5] = [
    ("hmac-sha256", Kind::HmacSha256),
    ("sm3-hmac", Kind::Sm3Hmac),
    ("top-md5", Kind::TopMd5),
    ("top-hmac", Kind::TopHmac),
    ("top-hmac-sha256", Kind::TopHmacSha256),
];
const PARTS: [&str; 8] =
    ["method", "path", "query", "timestamp", "nonce", "body", "body-sha256", "body-sm3"];
const HMAC_FIELDS: &[&str] = &[
    "kind",
    "header",
    "param",
    "over",
    "timestamp",
    "nonce",
    "appKey",
    "token",
    "case",
    "key",
    "except",
];
const TOP_FIELDS: &[&str] = &[
    "kind",
    "header",
    "param",
    "timestamp",
    "nonce",
    "appKey",
    "token",
    "case",
    "body",
    "in",
    "skip",
    "key",
    "except",
];

/// The `signing` of a profile.
pub(in super::super) fn read(top: &Fields<'_, '_>) -> Option<Signing> {
    let fault = top.fault;
    let node = top.optional("signing")?;
    let kind = fault.open(&node);
    kind.required("kind");
    let kind = KINDS
        .get(kind.choice("kind", &KINDS.map(|(name, _)| name)))
        .map_or(Kind::TopMd5, |(_, kind)| *kind);
    let sorts = kind.sorts();
    let fields = fault.fields(&node, if sorts { TOP_FIELDS } else { HMAC_FIELDS });

    let over = texts(&fields, "over");
    if !sorts && fields.required("over").is_some() && over.is_empty() {
        fields.required("over[0]");
    }
    let mut beside = Vec::new();
    if let Some(node) = fields.optional("appKey") {
        let app_key = fault.fields(&node, &["header", "param", "value"]);
        let slot = slot(&app_key, sorts.then_some("app_key"));
        let value = app_key.text("value").map(|(_, text)| text.to_owned());
        beside.push((slot, Beside::Fixed(value.unwrap_or_default())));
    }
    if let Some(node) = fields.optional("token") {
        beside.push((slot(&fault.fields(&node, &["header", "param"]), None), Beside::Token));
    }
    let named = |name: &str| over.iter().any(|(_, part)| part == name);
    match fields.optional("timestamp") {
        Some(node) => {
            let time = fault.fields(&node, &["header", "param", "format"]);
            let format = match time.optional("format") {
                Some(_) => Moment::nth(time.choice("format", &moment::NAMES)),
                None if sorts => Moment::Beijing,
                None => Moment::Millis,
            };
            let slot = slot(&time, sorts.then_some("timestamp"));
            beside.push((slot, Beside::Timestamp(format)));
        }
        None if sorts => {
            beside.push((param("timestamp"), Beside::Timestamp(Moment::Beijing)));
        }
        None if named("timestamp") => {
            beside.push((header("x-timestamp"), Beside::Timestamp(Moment::Millis)));
        }
        None => {}
    }
    match fields.optional("nonce") {
        Some(node) => {
            beside.push((slot(&fault.fields(&node, &["header", "param"]), None), Beside::Nonce));
        }
        None if named("nonce") => beside.push((header("x-nonce"), Beside::Nonce)),
        None => {}
    }
    let upper = match fields.optional("case") {
        Some(_) => fields.choice("case", &["lower", "upper"]) == 1,
        None => sorts,
    };
    let key_in_login =
        fields.optional("key").map(|node| fault.fields(&node, &["login"]).pointer("login"));
    Some(Signing {
        kind,
        sign: slot(&fields, sorts.then_some("sign")),
        beside,
        over: over.iter().map(|(node, part)| checked(node, part, fault)).collect(),
        skip: texts(&fields, "skip").into_iter().map(|(_, name)| name).collect(),
        body: Body::nth(fields.choice("body", &top::NAMES)),
        in_body: fields.choice("in", &["query", "body"]) == 1,
        upper,
        unsigned: unsigned(top, &texts(&fields, "except"), key_in_login.is_some()),
        key_in_login,
    })
}

fn header(name: &str) -> Slot {
    Slot { is_header: true, name: name.to_owned() }
}

fn param(name: &str) -> Slot {
    Slot { is_header: false, name: name.to_owned() }
}

/// One of `header` and `param`; the parameter `default` where neither is there.
fn slot(fields: &Fields<'_, '_>, default: Option<&str>) -> Slot {
    let fault = fields.fault;
    match (fields.optional("header"), fields.optional("param"), default) {
        (None, None, Some(name)) => param(name),
        (None, Some(node), _) => {
            let name = fault.text(&node);
            if name.is_empty() {
                fault.wrong(&node, "a text that is not empty");
            }
            param(name)
        }
        (Some(node), None, _) => header(&header_name(&node, fault.text(&node), fault)),
        (Some(_), Some(node), _) => {
            fault.wrong(&node, "either a header or a param");
            param("")
        }
        (None, None, None) => {
            fields.required("header");
            param("")
        }
    }
}

/// The texts of an array that may be missing.
fn texts<'a>(fields: &Fields<'a, '_>, name: &str) -> Vec<(Node<'a>, String)> {
    let items = fields.optional(name).map(|node| fields.fault.items(&node)).unwrap_or_default();
    items
        .into_iter()
        .map(|node| {
            let text = fields.fault.text(&node).to_owned();
            (node, text)
        })
        .collect()
}

/// A part of the canonical text.
fn checked(node: &Node<'_>, part: &str, fault: &Fault) -> String {
    match part.strip_prefix("header:") {
        Some(name) => ["header:", &header_name(node, name, fault)].concat(),
        None => {
            if !PARTS.contains(&part) {
                fault.wrong(node, &[&PARTS.join(", "), " or header:name"].concat());
            }
            part.to_owned()
        }
    }
}

/// What is not signed: by its own word, by its service's, or because its answer brings the key.
fn unsigned(
    top: &Fields<'_, '_>,
    except: &[(Node<'_>, String)],
    key_in_login: bool,
) -> Vec<String> {
    let fault = top.fault;
    let mut unsigned = Vec::new();
    let services = top.optional("services").map(|node| fault.open(&node));
    for (node, name) in except {
        if services.as_ref().and_then(|services| services.optional(name)).is_none() {
            fault.wrong(node, "the name of a service");
        }
    }
    let mut look = |what: String, node: &Node<'_>| {
        let fields = fault.open(node);
        let own = fields.optional("signed").and_then(|node| fault.or_keep(node.boolean()));
        let service = fields.optional("service");
        let service = service.as_ref().and_then(|node| node.value().as_str());
        if own == Some(false) || except.iter().any(|(_, name)| Some(name.as_str()) == service) {
            unsigned.push(what);
        }
    };
    for group in ["resources", "mutations"] {
        if let Some(node) = top.optional(group) {
            for (name, node) in fault.open(&node).entries() {
                look([group, ".", name].concat(), &node);
            }
        }
    }
    if let Some(node) = top.optional("events") {
        look("events".to_owned(), &node);
    }
    if key_in_login && let Some(name) = login_resource(top) {
        unsigned.push(["resources.", name].concat());
    }
    unsigned
}

/// The resource that logs in; what is wrong with it is said where it is read.
fn login_resource<'a>(top: &Fields<'a, '_>) -> Option<&'a str> {
    let auth = top.optional("auth")?;
    auth.value().get("login")?.get("resource")?.as_str()
}
