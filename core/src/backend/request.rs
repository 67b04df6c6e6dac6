//! From a resource or mutation and its parameters to a request.
//!
//! Never sends it and never sees a clock. Headers are the profile's, then `content-type` with a body
//! (unless the profile has its own), `authorization` where a token is given, and a mutation's
//! idempotency key; names are in lower case. Parameters that the profile does not use are ignored.
//!
//! ```
//! use serde_json::json;
//! use tuike_core::backend::{Call, Profile};
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://api.example.com",
//!     "mutations": { "order": { "post": "/v1/orders", "lane": "orders", "idempotency": "Idempotency-Key" } } }"#)?;
//! let request = profile.mutation_request("order", &json!({ "item": "42" }), "key-1", &Call::of(Some("t0ken"))).unwrap();
//! assert_eq!(request.url, "https://api.example.com/v1/orders");
//! assert_eq!(request.body.as_deref(), Some(r#"{"item":"42"}"#));
//! assert_eq!(request.headers, [
//!     ("content-type".into(), "application/json".into()),
//!     ("authorization".into(), "Bearer t0ken".into()),
//!     ("idempotency-key".into(), "key-1".into()),
//! ]);
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```

use serde_json::{Map, Value};

use super::call::Call;
use super::error::BackendError;
use super::profile::{Profile, find};
use super::sign::Signing;
use super::template::{Arguments, UrlTemplate, encode_into};
use crate::code::shortened;
use crate::effect::{HttpRequest, Method};

impl Profile {
    /// The request for a resource; `params` is an object or `null`, its `cursor` asks for a further
    /// page.
    ///
    /// # Errors
    /// [`BackendError::UnknownResource`], [`BackendError::MissingParam`], [`BackendError::BadParam`].
    pub fn query_request(
        &self,
        resource: &str,
        params: &Value,
        call: &Call<'_>,
    ) -> Result<HttpRequest, BackendError> {
        let found = self.resource(resource)?;
        let params = parameters(resource, params)?;
        let page = match &found.page {
            Some(paging) => paging.arguments(resource, params)?,
            None => Vec::new(),
        };
        let arguments = Arguments { resource, params, page: &page };
        let given = Some(Value::Object(given(params)));
        let link = found.page.as_ref().and_then(|paging| paging.link(params));
        let request = self.asked(&found.ask, link, &arguments, given, call)?;
        self.signed(["resources.", resource], request, call)
    }

    /// The request for a mutation: its body as the profile says, or as given (none where it is `null`),
    /// under an idempotency key that must be the same each time the same mutation is sent. Placeholders
    /// are filled from the body's fields; `{idempotencyKey}` is the key.
    ///
    /// # Errors
    /// [`BackendError::UnknownMutation`], [`BackendError::MissingParam`], [`BackendError::BadParam`].
    pub fn mutation_request(
        &self,
        mutation: &str,
        body: &Value,
        key: &str,
        call: &Call<'_>,
    ) -> Result<HttpRequest, BackendError> {
        let found = self.mutation(mutation)?;
        let page = [("idempotencyKey", Value::from(key))];
        let arguments = Arguments { resource: mutation, params: body.as_object(), page: &page };
        let given = Some(body).filter(|body| !body.is_null()).cloned();
        let mut request = self.asked(&found.ask, None, &arguments, given, call)?;
        if let Some(header) = &found.idempotency {
            request.set(header, key.to_owned());
        }
        self.signed(["mutations.", mutation], request, call)
    }

    /// The request as it is sent: signed, where the profile wants that.
    pub(super) fn signed(
        &self,
        what: [&str; 2],
        mut request: HttpRequest,
        call: &Call<'_>,
    ) -> Result<HttpRequest, BackendError> {
        if let Some(signing) = &self.signing {
            signing.sign(&what.concat(), &mut request, call)?;
        }
        Ok(request)
    }

    pub(super) fn request(
        &self,
        method: Method,
        url: &UrlTemplate,
        arguments: &Arguments<'_>,
        body: Option<&Value>,
        call: &Call<'_>,
    ) -> Result<HttpRequest, BackendError> {
        let mut headers = self.headers.clone();
        if body.is_some() && find(&headers, "content-type").is_none() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        let mut request = HttpRequest {
            method,
            url: url.fill(arguments)?,
            headers,
            body: body.map(Value::to_string),
            timeout: self.limits.timeout,
            keepalive: false,
        };
        if let (Some(name), Some(trace)) = (&self.trace, call.trace) {
            request.set(name, trace.header());
        }
        let elsewhere = self.signing.as_ref().is_some_and(Signing::carries_token);
        if let Some(token) = call.token.filter(|_| !elsewhere) {
            self.authorize(&mut request, token);
        }
        Ok(request)
    }
}

impl HttpRequest {
    /// What a request's header holds in the end; the profile's own value gives way.
    pub(crate) fn set(&mut self, name: &str, value: String) {
        self.headers.retain(|(other, _)| other != name);
        self.headers.push((name.to_owned(), value));
    }

    /// Puts a pair at the end of the query.
    pub(crate) fn add_param(&mut self, name: &str, value: &str) {
        self.url.push(if self.url.contains('?') { '&' } else { '?' });
        encode_into(&mut self.url, name);
        self.url.push('=');
        encode_into(&mut self.url, value);
    }
}

fn parameters<'a>(
    resource: &str,
    params: &'a Value,
) -> Result<Option<&'a Map<String, Value>>, BackendError> {
    match params {
        Value::Null => Ok(None),
        Value::Object(fields) => Ok(Some(fields)),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(BackendError::BadParam {
                resource: resource.to_owned(),
                name: String::new(),
                found: shortened(&params.to_string()),
                expected: "an object",
            })
        }
    }
}

/// The parameters as a body. `null` counts as missing, here as in `canonical_key`.
fn given(params: Option<&Map<String, Value>>) -> Map<String, Value> {
    let mut given = Map::new();
    for (name, value) in params.into_iter().flatten() {
        if !value.is_null() {
            given.insert(name.clone(), value.clone());
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::code::Coded;
    use crate::time::Span;

    const PROFILE: &str = r#"{
        "version": 1, "base": "https://api.example.com/v9/", "services": { "orders": "http://orders.local:8080" },
        "headers": { "X-App": "tuike" },
        "auth": { "kind": "bearer", "login": { "resource": "login", "token": "/token" } },
        "limits": { "timeout": "3s" },
        "resources": {
            "login": { "post": "/login" },
            "search": { "post": "/search?lang={lang}", "body": { "term": "{q}", "page": "{page}", "size": "{size}", "fixed": 1 },
                        "items": "", "page": { "kind": "page", "size": 20 } },
            "next": { "post": "/next", "items": "/list", "page": { "kind": "cursor", "next": "/next_key" } },
            "record": { "get": "/records/{id}", "service": "orders" }
        },
        "mutations": {
            "order": { "post": "/orders", "lane": "orders", "idempotency": "X-Key", "service": "orders" },
            "rename": { "patch": "/orders/{id}?notify={notify}", "lane": "orders", "idempotency": "X-Key" },
            "remove": { "delete": "/orders/all", "lane": "orders", "idempotency": "X-App" }
        },
        "events": { "post": "/events", "service": "orders" }
    }"#;

    fn profile() -> Profile {
        Profile::parse(PROFILE).unwrap()
    }

    fn header<'a>(request: &'a HttpRequest, name: &str) -> Vec<&'a str> {
        request.headers.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect()
    }

    fn body(request: &HttpRequest) -> Value {
        serde_json::from_str(request.body.as_deref().unwrap()).unwrap()
    }

    #[test]
    fn a_get_goes_to_its_service_without_a_body() {
        let request =
            profile().query_request("record", &json!({ "id": "推" }), &Call::of(None)).unwrap();
        assert_eq!(request.method, Method::Get);
        assert_eq!(request.url, "http://orders.local:8080/records/%E6%8E%A8");
        assert_eq!(request.headers, [("x-app".to_owned(), "tuike".to_owned())]);
        assert_eq!(request.body, None);
        assert_eq!(request.timeout, Span::from_secs(3));
    }

    #[test]
    fn a_post_fills_its_body() {
        let params = json!({ "q": "口红", "cursor": "3", "lang": "zh" });
        let request = profile().query_request("search", &params, &Call::of(Some("t"))).unwrap();
        assert_eq!(request.url, "https://api.example.com/v9/search?lang=zh");
        assert_eq!(body(&request), json!({ "term": "口红", "page": 3, "size": 20, "fixed": 1 }));
        assert_eq!(header(&request, "content-type"), ["application/json"]);
        assert_eq!(header(&request, "authorization"), ["Bearer t"]);
    }

    #[test]
    fn a_post_without_a_template_sends_the_parameters() {
        let params = json!({ "cursor": "k", "filter": { "from": 1 }, "none": null });
        let request = profile().query_request("next", &params, &Call::of(None)).unwrap();
        assert_eq!(body(&request), json!({ "cursor": "k", "filter": { "from": 1 } }));
        assert_eq!(
            body(&profile().query_request("next", &Value::Null, &Call::of(None)).unwrap()),
            json!({})
        );
    }

    #[test]
    fn a_login_carries_no_token() {
        let request = profile()
            .login_request(&json!({ "user": "demo", "password": "demo" }), &Call::of(None))
            .unwrap();
        assert_eq!(request.url, "https://api.example.com/v9/login");
        assert_eq!(body(&request), json!({ "user": "demo", "password": "demo" }));
        assert!(header(&request, "authorization").is_empty());
    }

    #[test]
    fn a_mutation_carries_its_key_and_its_body_digit_for_digit() {
        let order: Value = serde_json::from_str(r#"{"id":18446744073709551615,"n":1.50}"#).unwrap();
        let request = profile().mutation_request("order", &order, "k-1", &Call::of(None)).unwrap();
        assert_eq!(request.body.as_deref(), Some(r#"{"id":18446744073709551615,"n":1.50}"#));
        assert_eq!(header(&request, "x-key"), ["k-1"]);

        let request = profile()
            .mutation_request("rename", &json!({ "id": "7" }), "k-2", &Call::of(None))
            .unwrap();
        assert_eq!(
            (request.method, request.url.as_str()),
            (Method::Patch, "https://api.example.com/v9/orders/7")
        );

        let request =
            profile().mutation_request("remove", &Value::Null, "k-3", &Call::of(None)).unwrap();
        assert_eq!((request.method, request.body.as_deref()), (Method::Delete, None));
        assert_eq!(header(&request, "x-app"), ["k-3"]);
    }

    #[test]
    fn events_go_as_one_batch() {
        let request = profile()
            .events_request(&[json!({ "id": "a" }), json!({ "id": "b" })], &Call::of(Some("t")))
            .unwrap();
        assert_eq!(request.url, "http://orders.local:8080/events");
        assert_eq!(body(&request), json!({ "events": [{ "id": "a" }, { "id": "b" }] }));
    }

    #[test]
    fn what_cannot_be_asked_is_a_coded_error() {
        let plain = Profile::parse(r#"{ "version": 1, "base": "https://a.example" }"#).unwrap();
        let errors = [
            (
                profile().query_request("goods", &json!({}), &Call::of(None)),
                "backend/unknown-resource",
            ),
            (
                profile().query_request("record", &json!({}), &Call::of(None)),
                "backend/missing-param",
            ),
            (
                profile().query_request("record", &json!({ "id": [] }), &Call::of(None)),
                "backend/bad-param",
            ),
            (profile().query_request("record", &json!("7"), &Call::of(None)), "backend/bad-param"),
            (
                profile().query_request("search", &json!({ "cursor": "x" }), &Call::of(None)),
                "backend/bad-param",
            ),
            (
                profile().mutation_request("pay", &json!({}), "k", &Call::of(None)),
                "backend/unknown-mutation",
            ),
            (
                profile().mutation_request("rename", &json!("7"), "k", &Call::of(None)),
                "backend/missing-param",
            ),
            (plain.login_request(&json!({}), &Call::of(None)), "backend/no-login"),
            (plain.events_request(&[], &Call::of(None)), "backend/no-events"),
        ];
        for (result, code) in errors {
            assert_eq!(result.unwrap_err().code().as_str(), code);
        }
        let error = profile().query_request("goods", &json!({}), &Call::of(None)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the profile has no resource \"goods\"; it has: login, next, record, search"
        );
        assert_eq!(profile().lane("order"), Ok("orders"));
        assert!(profile().lane("pay").is_err() && profile().cache_policy("pay").is_err());
    }
}
