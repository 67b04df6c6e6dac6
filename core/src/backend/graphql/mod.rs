//! GraphQL over HTTP: documents, their variables, and answers with errors beside data.
//!
//! One endpoint, `/graphql` where the profile says nothing: `POST { query, variables, operationName? }`. A document's variables are filled by
//! name from the parameters (of a mutation: from its body), or as `variables` says, each with the JSON
//! type that the document declares; one that is missing is left out, so that the document's own default
//! holds, and is an error where it has none. Never checks a document against a schema.
//!
//! ```json
//! "graphql": "/shop-api",
//! "graphql": { "endpoint": "/shop-api", "unauthorized": ["FORBIDDEN"], "missing": ["ENTITY_NOT_FOUND"], "retry": [] }
//! ```
//!
//! | answer | means |
//! |---|---|
//! | `data` | data |
//! | `errors` beside data that is not all `null` | data; the first error is told with it |
//! | `errors` and no data, one with a code in `unauthorized` | as 401 |
//! | … in `missing` | as 404 |
//! | … in `retry` | as 503 |
//! | … any other | as a refusal |
//!
//! A code is an error's `extensions.code`. Where the profile says nothing: `UNAUTHENTICATED`,
//! `NOT_FOUND` and `INTERNAL_SERVER_ERROR`, as Apollo Server names them (from memory).
//!
//! ```
//! use serde_json::json;
//! use tuike_core::backend::{Call, Profile};
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://shop.example.com", "graphql": "/shop-api",
//!     "resources": { "search": { "graphql": "query($term: String!, $skip: Int!) { search(input: { term: $term, skip: $skip }) { items { productId } totalItems } }",
//!         "page": { "kind": "offset", "size": 20, "total": "/search/totalItems" }, "items": "/search/items" } } }"#)?;
//! let request = profile.query_request("search", &json!({ "term": "lamp", "cursor": "20" }), &Call::default()).unwrap();
//! assert_eq!(request.url, "https://shop.example.com/shop-api");
//! assert!(request.body.unwrap().ends_with(r#""variables":{"skip":20,"term":"lamp"}}"#));
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```

mod answer;
mod document;
mod parse;

use super::fields::{Fault, Fields};
use super::read::bad_template;
use super::template::UrlTemplate;
use crate::read::Node;

pub(super) use answer::Said;
pub(super) use document::{Document, document};

/// Where documents go that nobody said anything about: where most servers take them.
const DEFAULT: &str = "/graphql";

/// A profile's `graphql`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GraphQl {
    endpoint: Option<String>,
    unauthorized: Vec<String>,
    missing: Vec<String>,
    retry: Vec<String>,
}

pub(super) fn graphql(node: Option<Node<'_>>, fault: &Fault) -> GraphQl {
    let mut graphql = GraphQl {
        endpoint: None,
        unauthorized: vec!["UNAUTHENTICATED".to_owned()],
        missing: vec!["NOT_FOUND".to_owned()],
        retry: vec!["INTERNAL_SERVER_ERROR".to_owned()],
    };
    let Some(node) = node else { return graphql };
    let mut endpoint = Some(node.clone());
    if !node.value().is_string() {
        let fields = fault.fields(&node, &["endpoint", "unauthorized", "missing", "retry"]);
        endpoint = fields.optional("endpoint");
        codes(&fields, "unauthorized", &mut graphql.unauthorized);
        codes(&fields, "missing", &mut graphql.missing);
        codes(&fields, "retry", &mut graphql.retry);
    }
    graphql.endpoint = endpoint.map(|node| {
        let text = fault.text(&node);
        if let Err(expected) = UrlTemplate::parse("", text) {
            bad_template(&node, text, expected, fault);
        }
        text.to_owned()
    });
    graphql
}

fn codes(fields: &Fields<'_, '_>, name: &str, codes: &mut Vec<String>) {
    if let Some(node) = fields.optional(name) {
        let items = fields.fault.items(&node);
        *codes = items.iter().map(|node| fields.fault.text(node).to_owned()).collect();
    }
}

impl GraphQl {
    /// Where a document is sent: its own endpoint, the profile's, or where most servers have it.
    pub(super) fn url(&self, fields: &Fields<'_, '_>, base: &str) -> UrlTemplate {
        let own = fields.optional("endpoint");
        let text = own.as_ref().map(|node| fields.fault.text(node));
        let text = text.or(self.endpoint.as_deref()).unwrap_or(DEFAULT);
        UrlTemplate::parse(base, text).unwrap_or_else(|expected| {
            // The profile's own has been refused already.
            if let Some(node) = own {
                bad_template(&node, text, expected, fields.fault);
            }
            UrlTemplate::default()
        })
    }
}
