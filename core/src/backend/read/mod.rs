//! Reading a profile: JSON in, a checked [`Profile`] out, every mistake with its path.
//!
//! Checks what can be checked without asking the server: names, pointers, templates, headers, and
//! that a page can end. Never guesses: what it does not know is an unknown field.
//!
//! | file | what |
//! |---|---|
//! | `names.rs` | bases, headers, lanes, URLs: what several parts of a profile have |
//! | `resource.rs` | what can be queried |
//! | `mutation.rs` | what can be submitted |
//!
//! Every other part is read beside what it is: `auth.rs`, `envelope.rs`, `page.rs`, …
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

mod mutation;
mod names;
mod resource;

pub(super) use names::{Bases, bad_template, header_name, unknown, url};

use super::attribution::attributing;
use super::auth::auth;
use super::envelope::{Envelope, envelope};
use super::events::events;
use super::fields::{Fault, Fields};
use super::graphql::graphql;
use super::limits::limits;
use super::profile::Profile;
use super::profile_error::ProfileError;
use super::sign;
use crate::read::{Node, parse};

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
        "graphql",
        "limits",
        "trace",
        "resources",
        "mutations",
        "events",
        "attribution",
        "signing",
    ];
    let top = fault.fields(node, known);
    top.required("version");
    top.integer("version", 1, 1);
    let mut bases = Bases::default();
    bases.add("", top.text("base"), fault);
    for (name, node) in named(&top, "services") {
        let text = fault.text(&node);
        bases.add(name, Some((node, text)), fault);
    }
    let mut profile = Profile {
        services: bases.names(),
        headers: names::headers(&named(&top, "headers"), fault),
        auth: None,
        envelope: Envelope::default(),
        graphql: graphql(top.optional("graphql"), fault),
        limits: limits(top.optional("limits"), fault),
        trace: top.optional("trace").and_then(|node| traced(&node, fault)),
        resources: Vec::new(),
        mutations: Vec::new(),
        events: None,
        attribution: None,
        signing: sign::read(&top),
    };
    for (name, node) in named(&top, "resources") {
        let resource = resource::resource(&node, &bases, &profile.graphql, fault);
        profile.resources.push((name.to_owned(), resource));
    }
    for (name, node) in named(&top, "mutations") {
        let mutation = mutation::mutation(&node, &bases, &profile.graphql, fault);
        profile.mutations.push((name.to_owned(), mutation));
    }
    if let Some(node) = top.optional("auth") {
        profile.auth = Some(auth(&node, &profile.resources, fault));
    }
    if let Some(node) = top.optional("attribution") {
        profile.attribution = Some(attributing(&node, fault));
    } else if profile.mutations.iter().any(|(_, mutation)| mutation.attribution.is_some()) {
        top.required("attribution");
    }
    if let Some(node) = top.optional("envelope") {
        profile.envelope = envelope(&node, fault);
    }
    if let Some(node) = top.optional("events") {
        profile.events = Some(events(&node, &bases, fault));
    }
    profile
}

/// The header that carries a request's trace; none by `false`.
fn traced(node: &Node<'_>, fault: &Fault) -> Option<String> {
    let wanted = node.value().as_bool() != Some(false);
    wanted.then(|| header_name(node, fault.text(node), fault))
}

/// The entries of a field that maps names the profile chose; none where it is missing.
fn named<'a>(fields: &Fields<'a, '_>, name: &str) -> Vec<(&'a str, Node<'a>)> {
    fields.optional(name).map(|node| fields.fault.open(&node).entries()).unwrap_or_default()
}
