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

use super::body::BodyTemplate;
use super::profile::{
    CachePolicy, Envelope, Events, EventsPolicy, Login, MappedField, Mutation, PageKind, Paging,
    Profile, Resource, Unit, find, names,
};
use super::profile_error::ProfileError;
use super::template::UrlTemplate;
use crate::effect::Method;
use crate::read::{Node, Object, ReadError, parse};
use crate::time::Span;

type Methods = [(&'static str, Method)];

const ANY_METHOD: &Methods = &[
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
        let top = Node::root("profile", &json).object(&[
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
        ])?;
        top.required("version")?.integer(1, 1)?;
        let bases = Bases {
            own: base(&top.required("base")?)?,
            services: entries(top.optional("services"), |_, node| base(&node))?,
        };
        let resources = entries(top.optional("resources"), |_, node| resource(&node, &bases))?;
        let login = top.optional("auth").map(|node| auth(&node, &resources)).transpose()?;
        Ok(Self {
            headers: headers(top.optional("headers"))?,
            login,
            envelope: top
                .optional("envelope")
                .map(|node| envelope(&node))
                .transpose()?
                .unwrap_or_default(),
            timeout: top
                .optional("limits")
                .map(|node| timeout(&node))
                .transpose()?
                .unwrap_or(DEFAULT_TIMEOUT),
            resources,
            mutations: entries(top.optional("mutations"), |_, node| mutation(&node, &bases))?,
            events: top.optional("events").map(|node| events(&node, &bases)).transpose()?,
        })
    }
}

const DEFAULT_TIMEOUT: Span = Span::from_secs(10);

fn entries<'a, T>(
    node: Option<Node<'a>>,
    read: impl Fn(&str, Node<'a>) -> Result<T, ProfileError>,
) -> Result<Vec<(String, T)>, ProfileError> {
    let Some(node) = node else { return Ok(Vec::new()) };
    let object = node.open_object()?;
    object.fields().map(|(name, node)| Ok((name.to_owned(), read(name, node)?))).collect()
}

/// An absolute http(s) URL, without the slash at its end.
fn base(node: &Node<'_>) -> Result<String, ProfileError> {
    let text = node.text()?;
    let bad = || ProfileError::BadBase { path: node.path().to_owned(), found: text.to_owned() };
    let rest =
        text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or_else(bad)?;
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let bracketed = host.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    let host_is_good = match bracketed {
        Some(address) => {
            address.contains(':')
                && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':' || b == b'.')
        }
        None => {
            !host.is_empty()
                && host
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
        }
    };
    let port_is_good = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|p| p > 0));
    let path_is_good = path.bytes().all(|b| b.is_ascii_graphic() && !b"?#\\\"<>{}|^`".contains(&b));
    if host_is_good && port_is_good && path_is_good {
        Ok(text.trim_end_matches('/').to_owned())
    } else {
        Err(bad())
    }
}

fn headers(node: Option<Node<'_>>) -> Result<Vec<(String, String)>, ProfileError> {
    let mut headers: Vec<(String, String)> = Vec::new();
    for (name, node) in
        node.map(|node| node.open_object()).transpose()?.iter().flat_map(Object::fields)
    {
        let value = node.text()?;
        let bad = |found: &str| ProfileError::BadHeader {
            path: node.path().to_owned(),
            found: found.to_owned(),
        };
        let name = header_name(name).ok_or_else(|| bad(name))?;
        let visible =
            value.bytes().all(|b| b.is_ascii_graphic() || b == b' ') && value.trim() == value;
        if !visible || headers.iter().any(|(other, _)| *other == name) {
            return Err(bad(value));
        }
        headers.push((name, value.to_owned()));
    }
    Ok(headers)
}

/// A header's name in lower case, where it is a token (RFC 9110 §5.6.2).
fn header_name(name: &str) -> Option<String> {
    let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    (!name.is_empty() && name.bytes().all(token)).then(|| name.to_ascii_lowercase())
}

fn auth(node: &Node<'_>, resources: &[(String, Resource)]) -> Result<Login, ProfileError> {
    let auth = node.object(&["kind", "login"])?;
    auth.required("kind")?.choice(&[("bearer", ())])?;
    let login = auth.required("login")?.object(&["resource", "token"])?;
    let resource = login.required("resource")?;
    let name = resource.text()?;
    if find(resources, name).is_none() {
        return Err(unknown(&resource, name, names(resources)));
    }
    Ok(Login { resource: name.to_owned(), token: pointer(&login.required("token")?)? })
}

fn envelope(node: &Node<'_>) -> Result<Envelope, ProfileError> {
    let envelope = node.object(&["ok", "data", "message"])?;
    let ok = match envelope.optional("ok") {
        Some(node) => {
            let ok = node.object(&["at", "equals"])?;
            let equals = ok.required("equals")?;
            match equals.value() {
                Value::Null | Value::Array(_) | Value::Object(_) => {
                    return Err(equals.wrong("a number, a text or a boolean").into());
                }
                Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            }
            Some((pointer(&ok.required("at")?)?, equals.value().clone()))
        }
        None => None,
    };
    Ok(Envelope {
        present: true,
        ok,
        data: optional_pointer(&envelope, "data")?.unwrap_or_default(),
        message: optional_pointer(&envelope, "message")?,
    })
}

fn timeout(node: &Node<'_>) -> Result<Span, ProfileError> {
    let limits = node.object(&["timeout"])?;
    limits.optional("timeout").map_or(Ok(DEFAULT_TIMEOUT), |node| nonzero(&node))
}

fn nonzero(node: &Node<'_>) -> Result<Span, ProfileError> {
    match node.span()? {
        Span::ZERO => Err(node.wrong("a span longer than nothing").into()),
        span => Ok(span),
    }
}

fn resource(node: &Node<'_>, bases: &Bases) -> Result<Resource, ProfileError> {
    let (name, method) =
        one_method(node, &[("get", Method::Get), ("post", Method::Post)], "get, post")?;
    let object = match method {
        Method::Get => node.object(&["get", "service", "page", "items", "map", "cache"])?,
        Method::Post | Method::Put | Method::Patch | Method::Delete => {
            node.object(&["post", "service", "body", "page", "items", "map", "cache"])?
        }
    };
    let resource = Resource {
        method,
        url: url(&object, name, bases)?,
        body: object.optional("body").map(|node| body(&node)).transpose()?,
        page: object.optional("page").map(|node| paging(&node)).transpose()?,
        items: optional_pointer(&object, "items")?,
        map: object.optional("map").map(|node| map(&node)).transpose()?,
        cache: object.optional("cache").map(|node| cache(&node)).transpose()?.unwrap_or_default(),
    };
    if let Some(page) = &resource.page {
        object.required("items")?;
        let placeholder = page.kind.placeholder();
        let sends_params =
            method == Method::Post && resource.body.is_none() && page.kind == PageKind::Cursor;
        let has = resource.url.has(placeholder)
            || resource.body.as_ref().is_some_and(|b| b.has(placeholder));
        if !has && !sends_params {
            let node = object.required(name)?;
            let expected = match page.kind {
                PageKind::Page => "the placeholder {page}",
                PageKind::Offset => "the placeholder {offset}",
                PageKind::Cursor => "the placeholder {cursor}",
            };
            return Err(bad_template(&node, node.text()?, expected));
        }
    }
    Ok(resource)
}

fn one_method(
    node: &Node<'_>,
    methods: &Methods,
    known: &'static str,
) -> Result<(&'static str, Method), ProfileError> {
    let object = node.open_object()?;
    let mut found = methods.iter().filter(|(name, _)| object.optional(name).is_some());
    match (found.next(), found.next()) {
        (Some(method), None) => Ok(*method),
        _ => Err(ProfileError::NotOneMethod { path: node.path().to_owned(), known }),
    }
}

fn url(object: &Object<'_>, method: &str, bases: &Bases) -> Result<UrlTemplate, ProfileError> {
    let base = match object.optional("service") {
        None => &bases.own,
        Some(node) => {
            let name = node.text()?;
            find(&bases.services, name)
                .ok_or_else(|| unknown(&node, name, names(&bases.services)))?
        }
    };
    let node = object.required(method)?;
    let text = node.text()?;
    UrlTemplate::parse(base, text).map_err(|expected| bad_template(&node, text, expected))
}

fn body(node: &Node<'_>) -> Result<BodyTemplate, ProfileError> {
    node.open_object()?;
    BodyTemplate::parse(node.value()).map_err(|text| {
        bad_template(node, &text, "texts whose braces are placeholders like {name}")
    })
}

fn paging(node: &Node<'_>) -> Result<Paging, ProfileError> {
    const LARGEST: u64 = 1_000_000;
    let page = node.object(&["kind", "first", "size", "more", "total", "next"])?;
    let kinds =
        [("page", PageKind::Page), ("offset", PageKind::Offset), ("cursor", PageKind::Cursor)];
    let kind = page.required("kind")?.choice(&kinds)?;
    let first = page.optional("first").map(|node| node.integer(0, LARGEST)).transpose()?;
    let paging = Paging {
        kind,
        first: first.unwrap_or(u64::from(kind == PageKind::Page)),
        size: page.optional("size").map(|node| node.integer(1, LARGEST)).transpose()?,
        more: optional_pointer(&page, "more")?,
        total: optional_pointer(&page, "total")?,
        next: optional_pointer(&page, "next")?,
    };
    // Whatever a kind needs to know where the end is.
    match kind {
        PageKind::Cursor => drop(page.required("next")?),
        PageKind::Page | PageKind::Offset if paging.next.is_some() => {
            let path = format!("{}.next", page.path());
            let known = "kind, first, size, more, total".to_owned();
            return Err(ReadError::UnknownField { path, known }.into());
        }
        PageKind::Page if paging.more.is_none() => drop(page.required("size")?),
        PageKind::Offset if paging.more.is_none() && paging.total.is_none() => {
            drop(page.required("size")?)
        }
        PageKind::Page | PageKind::Offset => {}
    }
    Ok(paging)
}

fn map(node: &Node<'_>) -> Result<Vec<MappedField>, ProfileError> {
    let fields = entries(Some(node.clone()), |name, node| {
        let plain =
            |at| MappedField { name: name.to_owned(), at, unit: None, default: Value::Null };
        if node.value().is_string() {
            return Ok(plain(pointer(&node)?));
        }
        let field = node.object(&["at", "unit", "default"])?;
        let units = [
            ("fen", Unit::Minor),
            ("cents", Unit::Minor),
            ("yuan", Unit::Major),
            ("text", Unit::Text),
        ];
        Ok(MappedField {
            unit: field.optional("unit").map(|node| node.choice(&units)).transpose()?,
            default: field.optional("default").map_or(Value::Null, |node| node.value().clone()),
            ..plain(pointer(&field.required("at")?)?)
        })
    })?;
    Ok(fields.into_iter().map(|(_, field)| field).collect())
}

fn cache(node: &Node<'_>) -> Result<CachePolicy, ProfileError> {
    let cache = node.object(&["fresh", "keep", "missing"])?;
    let default = CachePolicy::default();
    let span = |name, default| cache.optional(name).map_or(Ok(default), |node| node.span());
    Ok(CachePolicy {
        fresh: span("fresh", default.fresh)?,
        keep: span("keep", default.keep)?,
        missing: span("missing", default.missing)?,
    })
}

fn mutation(node: &Node<'_>, bases: &Bases) -> Result<Mutation, ProfileError> {
    let (name, method) = one_method(node, ANY_METHOD, "post, put, patch, delete")?;
    let object =
        node.object(&["post", "put", "patch", "delete", "service", "lane", "idempotency"])?;
    let lane = object.required("lane")?;
    let key = object.required("idempotency")?;
    let header = header_name(key.text()?).ok_or_else(|| ProfileError::BadHeader {
        path: key.path().to_owned(),
        found: key.value().to_string(),
    })?;
    Ok(Mutation {
        method,
        url: url(&object, name, bases)?,
        lane: lane_name(&lane)?,
        idempotency: header,
    })
}

/// Lanes become part of the store's keys, which are ASCII and short; the events have their own.
fn lane_name(node: &Node<'_>) -> Result<String, ProfileError> {
    let name = node.text()?;
    let letters =
        name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    if letters && (1..=32).contains(&name.len()) && name != "events" {
        Ok(name.to_owned())
    } else {
        Err(ProfileError::BadLane { path: node.path().to_owned(), found: name.to_owned() })
    }
}

fn events(node: &Node<'_>, bases: &Bases) -> Result<Events, ProfileError> {
    let object = node.object(&["post", "service", "batch", "every", "format"])?;
    object.optional("format").map(|node| node.choice(&[("tuike", ())])).transpose()?;
    let batch = object.optional("batch").map(|node| node.integer(1, 1_000)).transpose()?;
    let policy = EventsPolicy {
        batch: batch.and_then(|batch| u32::try_from(batch).ok()).unwrap_or(50),
        every: object.optional("every").map_or(Ok(Span::from_secs(10)), |node| nonzero(&node))?,
    };
    let url = url(&object, "post", bases)?;
    if url.has_any() {
        let node = object.required("post")?;
        return Err(bad_template(&node, node.text()?, "a path without placeholders"));
    }
    Ok(Events { url, policy })
}

fn pointer(node: &Node<'_>) -> Result<String, ProfileError> {
    let text = node.text()?;
    let starts = text.is_empty() || text.starts_with('/');
    let escapes = text.split('~').skip(1).all(|after| after.starts_with(['0', '1']));
    if starts && escapes {
        Ok(text.to_owned())
    } else {
        Err(ProfileError::BadPointer { path: node.path().to_owned(), found: text.to_owned() })
    }
}

fn optional_pointer(object: &Object<'_>, name: &str) -> Result<Option<String>, ProfileError> {
    object.optional(name).map(|node| pointer(&node)).transpose()
}

fn unknown(node: &Node<'_>, found: &str, known: String) -> ProfileError {
    ProfileError::UnknownName { path: node.path().to_owned(), found: found.to_owned(), known }
}

fn bad_template(node: &Node<'_>, found: &str, expected: &'static str) -> ProfileError {
    ProfileError::BadTemplate { path: node.path().to_owned(), found: found.to_owned(), expected }
}
