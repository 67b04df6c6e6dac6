//! What a resource and a mutation have in common: how they are asked, and what wraps their answers.
//!
//! ```json
//! "service": "orders", "headers": { "X-Shop": "{shop}" }, "timeout": "3s", "body": { "term": "{q}" },
//! "envelope": { "ok": { "at": "/code", "equals": 0 }, "data": "/data" }
//! ```
//!
//! An `envelope` here stands in the place of the profile's; of GraphQL, which has none, it is about what
//! stands in `data`: a union's errors, for one.

use serde_json::Value;

use super::body::BodyTemplate;
use super::call::Call;
use super::envelope::{Envelope, envelope};
use super::error::BackendError;
use super::fields::{Fault, Fields};
use super::graphql::{Document, GraphQl, document};
use super::profile::Profile;
use super::read::{Bases, bad_template, header_name, url};
use super::template::{Arguments, Part, UrlTemplate, parts};
use crate::effect::{HttpRequest, Method};
use crate::read::Node;
use crate::time::Span;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ask {
    pub(super) service: usize,
    pub(super) method: Method,
    pub(super) url: UrlTemplate,
    headers: Vec<(String, Vec<Part>)>,
    pub(super) body: Option<BodyTemplate>,
    pub(super) graphql: Option<Document>,
    timeout: Option<Span>,
    pub(super) envelope: Option<Envelope>,
}

impl Ask {
    /// Whether a placeholder of that name is anywhere.
    pub(super) fn has(&self, name: &str) -> bool {
        let is_it = |part: &Part| matches!(part, Part::Name(n) if n == name);
        self.url.has(name)
            || self.body.as_ref().is_some_and(|body| body.has(name))
            || self.graphql.as_ref().is_some_and(|document| document.has(name))
            || self.headers.iter().any(|(_, parts)| parts.iter().any(is_it))
    }

    /// What is sent; `given` where the profile says nothing of it.
    fn payload(
        &self,
        arguments: &Arguments<'_>,
        given: Option<Value>,
    ) -> Result<Option<Value>, BackendError> {
        match (&self.graphql, &self.body) {
            (Some(document), _) => document.body(arguments).map(Some),
            (None, _) if self.method == Method::Get => Ok(None),
            (None, Some(template)) => template.fill(arguments).map(Some),
            (None, None) => Ok(given),
        }
    }
}

impl Profile {
    /// The request, not yet signed; for a page that a link leads to, with what came after the base.
    pub(super) fn asked(
        &self,
        ask: &Ask,
        link: Option<&str>,
        arguments: &Arguments<'_>,
        given: Option<Value>,
        call: &Call<'_>,
    ) -> Result<HttpRequest, BackendError> {
        let body = ask.payload(arguments, given)?;
        let linked = link.map(|rest| ask.url.instead(rest));
        let url = linked.as_ref().unwrap_or(&ask.url);
        let mut request = self.request(ask.method, url, arguments, body.as_ref(), call)?;
        for (name, parts) in &ask.headers {
            let Some(value) = arguments.filled(parts) else { continue };
            let visible = value.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
            if !visible || value.trim() != value {
                return Err(arguments.bad(name, value, "visible ASCII characters"));
            }
            request.set(name, value);
        }
        request.timeout = ask.timeout.unwrap_or(request.timeout);
        Ok(request)
    }
}

/// What `fields` says of how it is asked; its path stands at `name`.
pub(super) fn ask(
    fields: &Fields<'_, '_>,
    (name, method): (&str, Method),
    bases: &Bases,
    top: &GraphQl,
) -> Ask {
    let fault = fields.fault;
    let (service, url, graphql) = if name == "graphql" {
        let (service, base) = bases.of(fields);
        (service, top.url(fields, base), Some(document(fields)))
    } else {
        let (service, url) = url(fields, name, bases);
        (service, url, None)
    };
    let timeout = fields.optional("timeout").is_some();
    Ask {
        service,
        method,
        url,
        headers: headers(fields),
        body: fields.optional("body").and_then(|node| body(&node, fault)),
        graphql,
        timeout: timeout.then(|| fields.time("timeout", Span::ZERO)),
        envelope: fields.optional("envelope").map(|node| envelope(&node, fault)),
    }
}

fn headers(fields: &Fields<'_, '_>) -> Vec<(String, Vec<Part>)> {
    let fault = fields.fault;
    let entries = fields.optional("headers").map(|node| fault.open(&node).entries());
    let header = |(name, node): (&str, Node<'_>)| {
        let text = fault.text(&node);
        let parts = parts(text).unwrap_or_else(|expected| {
            bad_template(&node, text, expected, fault);
            Vec::new()
        });
        (header_name(&node, name, fault), parts)
    };
    entries.unwrap_or_default().into_iter().map(header).collect()
}

fn body(node: &Node<'_>, fault: &Fault) -> Option<BodyTemplate> {
    const EXPECTED: &str = "texts whose braces are placeholders like {name}";
    fault.open(node);
    BodyTemplate::parse(node.value())
        .map_err(|text| bad_template(node, &text, EXPECTED, fault))
        .ok()
}
