//! What a profile says about attribution: the rules, where a mutation carries the token, and how the
//! server says that it refused it.
//!
//! ```json
//! "attribution": { "policy": "last-click", "windowDays": 30, "selfPromotion": "refuse", "promoter": "/promoter" },
//! "mutations": { "order": { "…": "…",
//!     "attribution": { "put": "/token", "refused": { "at": "/attribution", "in": ["forged"] } } } }
//! ```
//!
//! `promoter` points into the login's mapped answer: who must not be paid for what they buy themselves.
//! `"attribution": "/token"` is the short form of a mutation's, where the server never says.
//!
//! ```
//! use serde_json::json;
//! use tuike_core::backend::Profile;
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://api.example.com",
//!     "attribution": { "windowDays": 15 },
//!     "mutations": { "order": { "post": "/orders", "lane": "orders", "idempotency": "Key", "attribution": "/from/token" } } }"#)?;
//! assert!(profile.attribution().is_some());
//! let body = profile.attributed("order", json!({ "item": "42", "from": {} }), || Some("t".into()));
//! assert_eq!(body, json!({ "item": "42", "from": { "token": "t" } }));
//! let named = profile.attributed("order", json!({ "from": { "token": "mine" } }), || Some("t".into()));
//! assert_eq!(named, json!({ "from": { "token": "mine" } }));
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```

use serde_json::Value;

use super::fields::Fault;
use super::profile::{Profile, find};
use super::profile_error::ProfileError;
use crate::read::Node;
use crate::share::Rules;

/// A profile's `attribution`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attributing {
    rules: Rules,
    /// Where a login's mapped answer names the promoter.
    promoter: Option<String>,
}

/// A mutation's `attribution`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    put: String,
    /// Where the answer says what became of it.
    at: Option<String>,
    /// The words that mean that the token is worth nothing.
    refused: Vec<String>,
}

impl Profile {
    /// The rules of attribution, where the profile wants any.
    #[must_use]
    pub fn attribution(&self) -> Option<Rules> {
        self.attribution.as_ref().map(|attributing| attributing.rules)
    }

    /// The promoter's id in a login's mapped answer.
    #[must_use]
    pub fn promoter_of(&self, login: &Value) -> Option<String> {
        let at = self.attribution.as_ref()?.promoter.as_deref()?;
        match login.pointer(at)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// A mutation's body with the token it is owed to, unless it names one. An empty text names one, too:
    /// nobody. Where the object that should hold it is missing nothing is added.
    #[must_use]
    pub fn attributed(
        &self,
        mutation: &str,
        mut body: Value,
        token: impl FnOnce() -> Option<String>,
    ) -> Value {
        let Some(claim) = self.claim(mutation) else { return body };
        let Some((parent, name)) = claim.put.rsplit_once('/') else { return body };
        if let Some(Value::Object(fields)) = body.pointer_mut(parent) {
            let name = name.replace("~1", "/").replace("~0", "~");
            if fields.get(&name).is_none_or(Value::is_null)
                && let Some(token) = token()
            {
                fields.insert(name, Value::String(token));
            }
        }
        body
    }

    /// The token of a mutation's body that the server's answer refuses, and the server's word for it.
    #[must_use]
    pub fn refused_token<'a>(
        &self,
        mutation: &str,
        body: &'a Value,
        answer: &'a Value,
    ) -> Option<(&'a str, &'a str)> {
        let claim = self.claim(mutation)?;
        let word = answer.pointer(claim.at.as_deref()?)?.as_str()?;
        let token = body.pointer(&claim.put)?.as_str()?;
        claim.refused.iter().any(|refused| refused == word).then_some((token, word))
    }

    fn claim(&self, mutation: &str) -> Option<&Claim> {
        find(&self.mutations, mutation)?.attribution.as_ref()
    }
}

pub(super) fn attributing(node: &Node<'_>, fault: &Fault) -> Attributing {
    let [policy, days, own] = Rules::FIELDS;
    let fields = fault.fields(node, &[policy, days, own, "promoter"]);
    let rules = fault.or_keep(node.open_object().and_then(|object| Rules::of(&object)));
    Attributing { rules: rules.unwrap_or_default(), promoter: fields.optional_pointer("promoter") }
}

pub(super) fn claim(node: &Node<'_>, fault: &Fault) -> Claim {
    let mut claim = Claim { put: String::new(), at: None, refused: Vec::new() };
    let mut put = node.clone();
    if !node.value().is_string() {
        let fields = fault.fields(node, &["put", "refused"]);
        if let Some(node) = fields.optional("refused") {
            let fields = fault.fields(&node, &["at", "in"]);
            claim.at = Some(fields.pointer("at"));
            let words = fields.required("in").map(|words| fault.items(&words)).unwrap_or_default();
            claim.refused = words.iter().map(|word| fault.text(word).to_owned()).collect();
        }
        let Some(node) = fields.required("put") else { return claim };
        put = node;
    }
    claim.put = fault.pointer(&put);
    // The whole body cannot be a token.
    if claim.put.is_empty() {
        fault.at(&put, "", |path, found| ProfileError::BadPointer { path, found });
    }
    claim
}
