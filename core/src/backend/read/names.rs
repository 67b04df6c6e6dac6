//! What several parts of a profile have: bases, headers, lanes, methods and their URLs.
//!
//! Only checks and keeps; nothing here is resolved or sent.

use super::super::fields::{Fault, Fields};
use super::super::profile::{find, names};
use super::super::profile_error::ProfileError;
use super::super::template::UrlTemplate;
use crate::effect::Method;
use crate::read::Node;

pub(super) type Methods = [(&'static str, Method)];

/// The bases of a profile by name, its own first and without one.
#[derive(Debug, Default)]
pub(in super::super) struct Bases(Vec<(String, String)>);

impl Bases {
    pub(super) fn add(&mut self, name: &str, text: Option<(Node<'_>, &str)>, fault: &Fault) {
        self.0.push((name.to_owned(), base(text, fault)));
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| name.clone()).collect()
    }

    /// Which of them an object names, and its URL; the profile's own where it names none.
    pub(in super::super) fn of(&self, fields: &Fields<'_, '_>) -> (usize, &str) {
        let mut index = 0;
        if fields.optional("service").is_some()
            && let Some((node, name)) = fields.text("service")
        {
            match self.0.iter().position(|(known, _)| known == name).filter(|at| *at > 0) {
                Some(at) => index = at,
                None => {
                    unknown(&node, name, names(self.0.get(1..).unwrap_or_default()), fields.fault)
                }
            }
        }
        (index, self.0.get(index).map_or("", |(_, base)| base))
    }
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

pub(super) fn headers(entries: &[(&str, Node<'_>)], fault: &Fault) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = Vec::new();
    for (name, node) in entries {
        let value = fault.text(node);
        let visible =
            value.bytes().all(|b| b.is_ascii_graphic() || b == b' ') && value.trim() == value;
        let name = header_name(node, name, fault);
        if !visible || find(&headers, &name).is_some() {
            fault.at(node, value, |path, found| ProfileError::BadHeader { path, found });
        }
        headers.push((name, value.to_owned()));
    }
    headers
}

/// A header's name in lower case; it must be a token (RFC 9110 §5.6.2).
pub(in super::super) fn header_name(node: &Node<'_>, name: &str, fault: &Fault) -> String {
    if !all(name, |b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b)) {
        fault.at(node, name, |path, found| ProfileError::BadHeader { path, found });
    }
    name.to_ascii_lowercase()
}

/// Lanes become part of the store's keys, which are ASCII and short; the events have their own.
pub(super) fn lane_name(node: &Node<'_>, name: &str, fault: &Fault) -> String {
    let letters = all(name, |b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    if !letters || name.len() > 32 || name == "events" {
        fault.at(node, name, |path, found| ProfileError::BadLane { path, found });
    }
    name.to_owned()
}

pub(super) fn one_method(
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

/// The URL of an object whose path stands at `method`, and which service it goes to.
pub(in super::super) fn url(
    fields: &Fields<'_, '_>,
    method: &str,
    bases: &Bases,
) -> (usize, UrlTemplate) {
    let (service, base) = bases.of(fields);
    let Some((node, text)) = fields.text(method) else { return (0, UrlTemplate::default()) };
    let url = UrlTemplate::parse(base, text).unwrap_or_else(|expected| {
        bad_template(&node, text, expected, fields.fault);
        UrlTemplate::default()
    });
    (service, url)
}

pub(in super::super) fn unknown(node: &Node<'_>, found: &str, known: String, fault: &Fault) {
    let (path, found) = (node.path().to_owned(), found.to_owned());
    fault.keep(ProfileError::UnknownName { path, found, known });
}

pub(in super::super) fn bad_template(
    node: &Node<'_>,
    found: &str,
    expected: &'static str,
    fault: &Fault,
) {
    let (path, found) = (node.path().to_owned(), found.to_owned());
    fault.keep(ProfileError::BadTemplate { path, found, expected });
}
