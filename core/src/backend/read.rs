//! Reading a profile: JSON in, a checked [`Profile`] out, every mistake with its path.
//!
//! Checks what can be checked without asking the server: names, pointers, templates, headers, and
//! that a page can end. Never guesses: what it does not know is an unknown field.
//!
//! ```
//! use tuike_core::backend::Profile;
//! use tuike_core::code::Coded;
//!
//! let error = Profile::parse(r#"{ "version": 1, "base": "https://api.example.com",
//!     "resources": { "goods": { "get": "/goods", "cahce": {} } } }"#).unwrap_err();
//! assert_eq!(error.code().as_str(), "input/unknown-field");
//! assert_eq!(error.details().path.as_deref(), Some("profile.resources.goods.cahce"));
//! ```

use serde_json::Value;

use super::attribution::{attributing, claim};
use super::body::BodyTemplate;
use super::fields::{Fault, Fields};
use super::profile::{
    CachePolicy, Envelope, Events, EventsPolicy, Login, MappedField, Mutation, PageKind, Paging,
    Profile, Resource, Unit, find, names,
};
use super::profile_error::ProfileError;
use super::template::UrlTemplate;
use crate::effect::Method;
use crate::read::{Node, ReadError, parse};
use crate::time::Span;

type Methods = [(&'static str, Method)];

const QUERY_METHODS: &Methods = &[("get", Method::Get), ("post", Method::Post)];
const MUTATION_METHODS: &Methods = &[
    ("post", Method::Post),
    ("put", Method::Put),
    ("patch", Method::Patch),
    ("delete", Method::Delete),
];

/// The bases of a profile.
struct Bases {
    own: String,
    services: Vec<(String, String)>,
}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    /// [`ProfileError`] with the path of the field and what was expected there.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let json = parse("profile", text)?;
        let fault = Fault::default();
        let profile = read(&Node::root("profile", &json), &fault);
        fault.unless(profile)
    }
}

fn read(node: &Node<'_>, fault: &Fault) -> Profile {
    let known = &[
        "version",
        "base",
        "services",
        "headers",
        "auth",
        "envelope",
        "limits",
        "resources",
        "mutations",
        "events",
        "attribution",
    ];
    let top = fault.fields(node, known);
    top.required("version");
    top.integer("version", 1, 1);
    let mut bases = Bases { own: base(top.text("base"), fault), services: Vec::new() };
    for (name, node) in named(&top, "services") {
        let text = fault.text(&node);
        bases.services.push((name.to_owned(), base(Some((node, text)), fault)));
    }
    let mut profile = Profile {
        headers: headers(&named(&top, "headers"), fault),
        login: None,
        envelope: Envelope::default(),
        timeout: Span::from_secs(10),
        resources: Vec::new(),
        mutations: Vec::new(),
        events: None,
        attribution: None,
    };
    for (name, node) in named(&top, "resources") {
        profile.resources.push((name.to_owned(), resource(&node, &bases, fault)));
    }
    for (name, node) in named(&top, "mutations") {
        profile.mutations.push((name.to_owned(), mutation(&node, &bases, fault)));
    }
    if let Some(node) = top.optional("auth") {
        profile.login = Some(login(&node, &profile.resources, fault));
    }
    if let Some(node) = top.optional("attribution") {
        profile.attribution = Some(attributing(&node, fault));
    } else if profile.mutations.iter().any(|(_, mutation)| mutation.attribution.is_some()) {
        top.required("attribution");
    }
    if let Some(node) = top.optional("envelope") {
        profile.envelope = envelope(&node, fault);
    }
    if let Some(node) = top.optional("limits") {
        profile.timeout = fault.fields(&node, &["timeout"]).time("timeout", profile.timeout);
    }
    if let Some(node) = top.optional("events") {
        profile.events = Some(events(&node, &bases, fault));
    }
    profile
}

/// The entries of a field that maps names the profile chose; none where it is missing.
fn named<'a>(fields: &Fields<'a, '_>, name: &str) -> Vec<(&'a str, Node<'a>)> {
    fields.optional(name).map(|node| fields.fault.open(&node).entries()).unwrap_or_default()
}

/// An absolute http(s) URL, without the slash at its end.
fn base(text: Option<(Node<'_>, &str)>, fault: &Fault) -> String {
    let Some((node, text)) = text else { return String::new() };
    if !is_base(text) {
        fault.at(&node, text, |path, found| ProfileError::BadBase { path, found });
    }
    text.trim_end_matches('/').to_owned()
}

fn is_base(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let (authority, path) =
        rest.map_or(("", ""), |rest| rest.split_once('/').unwrap_or((rest, "")));
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (authority, "80"),
    };
    let address = host.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    let host_is_good = match address {
        Some(address) => all(address, |b| b.is_ascii_hexdigit() || matches!(b, b':' | b'.')),
        None => all(host, |b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_')),
    };
    let path_is_good = path.bytes().all(|b| b.is_ascii_graphic() && !b"?#\\\"<>{}|^`".contains(&b));
    host_is_good && port.parse::<u16>().is_ok_and(|port| port > 0) && path_is_good
}

/// Whether a text is not empty and all of its bytes are good.
fn all(text: &str, good: fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(good)
}

fn headers(entries: &[(&str, Node<'_>)], fault: &Fault) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = Vec::new();
    for (name, node) in entries {
        let value = fault.text(node);
        let visible =
            value.bytes().all(|b| b.is_ascii_graphic() || b == b' ') && value.trim() == value;
        let name = header_name(node, name, fault);
        if !visible || headers.iter().any(|(other, _)| *other == name) {
            fault.at(node, value, |path, found| ProfileError::BadHeader { path, found });
        }
        headers.push((name, value.to_owned()));
    }
    headers
}

/// A header's name in lower case; it must be a token (RFC 9110 §5.6.2).
fn header_name(node: &Node<'_>, name: &str, fault: &Fault) -> String {
    if !all(name, |b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b)) {
        fault.at(node, name, |path, found| ProfileError::BadHeader { path, found });
    }
    name.to_ascii_lowercase()
}

fn login(node: &Node<'_>, resources: &[(String, Resource)], fault: &Fault) -> Login {
    let auth = fault.fields(node, &["kind", "login"]);
    auth.required("kind");
    auth.choice("kind", &["bearer"]);
    let mut login = Login { resource: String::new(), token: String::new() };
    if let Some(node) = auth.required("login") {
        let fields = fault.fields(&node, &["resource", "token"]);
        if let Some((node, name)) = fields.text("resource") {
            if find(resources, name).is_none() {
                unknown(&node, name, names(resources), fault);
            }
            name.clone_into(&mut login.resource);
        }
        login.token = fields.pointer("token");
    }
    login
}

fn envelope(node: &Node<'_>, fault: &Fault) -> Envelope {
    let envelope = fault.fields(node, &["ok", "data", "message"]);
    let ok = envelope.optional("ok").map(|node| {
        let ok = fault.fields(&node, &["at", "equals"]);
        let at = ok.pointer("at");
        let Some(equals) = ok.required("equals") else { return (at, Value::Null) };
        if equals.value().is_array() || equals.value().is_object() {
            fault.wrong(&equals, "a number, a text or a boolean");
        }
        (at, equals.value().clone())
    });
    Envelope {
        present: true,
        ok,
        data: envelope.optional_pointer("data").unwrap_or_default(),
        message: envelope.optional_pointer("message"),
    }
}

fn resource(node: &Node<'_>, bases: &Bases, fault: &Fault) -> Resource {
    let (name, method) = one_method(node, QUERY_METHODS, "get, post", fault);
    let known: &[&'static str] = match method {
        Method::Get => &["get", "service", "page", "items", "map", "cache"],
        Method::Post | Method::Put | Method::Patch | Method::Delete => {
            &["post", "service", "body", "page", "items", "map", "cache"]
        }
    };
    let fields = fault.fields(node, known);
    let resource = Resource {
        method,
        url: url(&fields, name, bases),
        body: fields.optional("body").and_then(|node| body(&node, fault)),
        page: fields.optional("page").map(|node| paging(&node, fault)),
        items: fields.optional_pointer("items"),
        map: fields.optional("map").map(|node| map(&node, fault)),
        cache: fields.optional("cache").map(|node| cache(&node, fault)).unwrap_or_default(),
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

fn one_method(
    node: &Node<'_>,
    methods: &Methods,
    known: &'static str,
    fault: &Fault,
) -> (&'static str, Method) {
    let object = fault.open(node);
    let mut found = methods.iter().filter(|(name, _)| object.optional(name).is_some());
    let (method, other) = (found.next(), found.next());
    if method.is_none() || other.is_some() {
        fault.keep(ProfileError::NotOneMethod { path: object.own_path().to_owned(), known });
    }
    method.copied().unwrap_or(("get", Method::Get))
}

fn url(fields: &Fields<'_, '_>, method: &str, bases: &Bases) -> UrlTemplate {
    let mut base = &bases.own;
    if fields.optional("service").is_some()
        && let Some((node, name)) = fields.text("service")
    {
        match find(&bases.services, name) {
            Some(service) => base = service,
            None => unknown(&node, name, names(&bases.services), fields.fault),
        }
    }
    let Some((node, text)) = fields.text(method) else { return UrlTemplate::default() };
    UrlTemplate::parse(base, text).unwrap_or_else(|expected| {
        bad_template(&node, text, expected, fields.fault);
        UrlTemplate::default()
    })
}

fn body(node: &Node<'_>, fault: &Fault) -> Option<BodyTemplate> {
    const EXPECTED: &str = "texts whose braces are placeholders like {name}";
    fault.open(node);
    BodyTemplate::parse(node.value())
        .map_err(|text| bad_template(node, &text, EXPECTED, fault))
        .ok()
}

fn paging(node: &Node<'_>, fault: &Fault) -> Paging {
    const LARGEST: u64 = 1_000_000;
    let page = fault.fields(node, &["kind", "first", "size", "more", "total", "next"]);
    page.required("kind");
    let kind = match page.choice("kind", &["page", "offset", "cursor"]) {
        1 => PageKind::Offset,
        2 => PageKind::Cursor,
        _ => PageKind::Page,
    };
    let first = page.integer("first", 0, LARGEST);
    let paging = Paging {
        kind,
        first: first.unwrap_or(u64::from(kind == PageKind::Page)),
        size: page.integer("size", 1, LARGEST),
        more: page.optional_pointer("more"),
        total: page.optional_pointer("total"),
        next: page.optional_pointer("next"),
    };
    // Whatever a kind needs to know where the end is.
    let needs_size = match kind {
        PageKind::Page => paging.more.is_none(),
        PageKind::Offset => paging.more.is_none() && paging.total.is_none(),
        PageKind::Cursor => false,
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

fn map(node: &Node<'_>, fault: &Fault) -> Vec<MappedField> {
    let mut mapped = Vec::new();
    for (name, node) in fault.open(node).entries() {
        let mut field = MappedField {
            name: name.to_owned(),
            at: String::new(),
            unit: None,
            default: Value::Null,
        };
        if node.value().is_string() {
            field.at = fault.pointer(&node);
        } else {
            let fields = fault.fields(&node, &["at", "unit", "default"]);
            field.at = fields.pointer("at");
            field.unit = fields.optional("unit").map(|_| unit(&fields));
            if let Some(node) = fields.optional("default") {
                field.default = node.value().clone();
            }
        }
        mapped.push(field);
    }
    mapped
}

fn unit(fields: &Fields<'_, '_>) -> Unit {
    match fields.choice("unit", &["fen", "cents", "yuan", "text"]) {
        2 => Unit::Major,
        3 => Unit::Text,
        _ => Unit::Minor,
    }
}

fn cache(node: &Node<'_>, fault: &Fault) -> CachePolicy {
    let cache = fault.fields(node, &["fresh", "keep", "missing"]);
    let default = CachePolicy::default();
    CachePolicy {
        fresh: cache.span("fresh", default.fresh),
        keep: cache.span("keep", default.keep),
        missing: cache.span("missing", default.missing),
    }
}

fn mutation(node: &Node<'_>, bases: &Bases, fault: &Fault) -> Mutation {
    let (name, method) = one_method(node, MUTATION_METHODS, "post, put, patch, delete", fault);
    let known =
        &["post", "put", "patch", "delete", "service", "lane", "idempotency", "attribution"];
    let fields = fault.fields(node, known);
    let url = url(&fields, name, bases);
    let lane = fields.text("lane").map(|(node, text)| lane_name(&node, text, fault));
    let key = fields.text("idempotency").map(|(node, text)| header_name(&node, text, fault));
    let attribution = fields.optional("attribution").map(|node| claim(&node, fault));
    let (lane, idempotency) = (lane.unwrap_or_default(), key.unwrap_or_default());
    Mutation { method, url, lane, idempotency, attribution }
}

/// Lanes become part of the store's keys, which are ASCII and short; the events have their own.
fn lane_name(node: &Node<'_>, name: &str, fault: &Fault) -> String {
    let letters = all(name, |b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    if !letters || name.len() > 32 || name == "events" {
        fault.at(node, name, |path, found| ProfileError::BadLane { path, found });
    }
    name.to_owned()
}

fn events(node: &Node<'_>, bases: &Bases, fault: &Fault) -> Events {
    let fields = fault.fields(node, &["post", "service", "batch", "every", "format"]);
    fields.choice("format", &["tuike"]);
    let batch = fields.integer("batch", 1, 1_000).unwrap_or(50);
    let policy = EventsPolicy {
        batch: u32::try_from(batch).unwrap_or(u32::MAX),
        every: fields.time("every", Span::from_secs(10)),
    };
    let url = url(&fields, "post", bases);
    if url.has_any()
        && let Some((node, text)) = fields.text("post")
    {
        bad_template(&node, text, "a path without placeholders", fault);
    }
    Events { url, policy }
}

fn unknown(node: &Node<'_>, found: &str, known: String, fault: &Fault) {
    let (path, found) = (node.path().to_owned(), found.to_owned());
    fault.keep(ProfileError::UnknownName { path, found, known });
}

fn bad_template(node: &Node<'_>, found: &str, expected: &'static str, fault: &Fault) {
    let (path, found) = (node.path().to_owned(), found.to_owned());
    fault.keep(ProfileError::BadTemplate { path, found, expected });
}
