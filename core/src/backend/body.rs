//! Body templates: `{name}` in the texts of a JSON object.
//!
//! A text that is one placeholder becomes the value with its JSON type; one that holds more becomes
//! a text. Whatever holds a missing parameter is left out. Never touches numbers or field names.
//!
//! ```
//! use serde_json::json;
//! use tuike_core::backend::{Call, Profile};
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://api.example.com", "resources": {
//!     "search": { "post": "/search", "body": { "term": "{q}", "ids": "{ids}", "by": "{by}" } } } }"#)?;
//! let request = profile.query_request("search", &json!({ "q": "口红", "ids": [1, 2] }), &Call::default()).unwrap();
//! assert_eq!(request.body.as_deref(), Some(r#"{"ids":[1,2],"term":"口红"}"#));
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```

use serde_json::{Map, Value};

use super::error::BackendError;
use super::template::{Arguments, Part, parts};

/// A JSON value with placeholders in its texts; checked when the profile was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BodyTemplate(Value);

impl BodyTemplate {
    /// Takes a JSON value; the error is the text that cannot be a template.
    pub(super) fn parse(value: &Value) -> Result<Self, String> {
        check_body(value)?;
        Ok(Self(value.clone()))
    }

    /// A text that is one placeholder.
    pub(super) fn placeholder(name: &str) -> Self {
        Self(Value::String(["{", name, "}"].concat()))
    }

    /// Whether a placeholder of that name is there.
    pub(super) fn has(&self, name: &str) -> bool {
        body_has(&self.0, name)
    }

    /// The body for these arguments. A text that is one placeholder becomes the value with its JSON
    /// type; whatever holds a missing parameter is left out.
    pub(super) fn fill(&self, arguments: &Arguments<'_>) -> Result<Value, BackendError> {
        Ok(self.fill_one(arguments)?.unwrap_or_else(|| Value::Object(Map::new())))
    }

    /// The same of a value that may be missing.
    pub(super) fn fill_one(
        &self,
        arguments: &Arguments<'_>,
    ) -> Result<Option<Value>, BackendError> {
        fill_body(&self.0, arguments)
    }
}

fn check_body(value: &Value) -> Result<(), String> {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
        Value::String(text) => parts(text).map(drop).map_err(|_| text.clone()),
        Value::Array(items) => items.iter().try_for_each(check_body),
        Value::Object(fields) => fields.values().try_for_each(check_body),
    }
}

fn body_has(value: &Value, name: &str) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
        Value::String(text) => {
            let parts = parts(text).unwrap_or_default();
            parts.iter().any(|part| matches!(part, Part::Name(n) if n == name))
        }
        Value::Array(items) => items.iter().any(|item| body_has(item, name)),
        Value::Object(fields) => fields.values().any(|field| body_has(field, name)),
    }
}

fn fill_body(value: &Value, arguments: &Arguments<'_>) -> Result<Option<Value>, BackendError> {
    Ok(match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Some(value.clone()),
        Value::String(text) => return fill_text(text, arguments),
        Value::Array(items) => {
            let mut filled = Vec::new();
            for item in items {
                filled.extend(fill_body(item, arguments)?);
            }
            Some(Value::Array(filled))
        }
        Value::Object(fields) => {
            let mut filled = Map::new();
            for (name, field) in fields {
                if let Some(field) = fill_body(field, arguments)? {
                    filled.insert(name.clone(), field);
                }
            }
            Some(Value::Object(filled))
        }
    })
}

fn fill_text(text: &str, arguments: &Arguments<'_>) -> Result<Option<Value>, BackendError> {
    let parts = parts(text).unwrap_or_default();
    if let [Part::Name(name)] = parts.as_slice() {
        return Ok(arguments.get(name).cloned());
    }
    let mut filled = String::new();
    for part in &parts {
        match part {
            Part::Literal(text) => filled.push_str(text),
            Part::Name(name) => match arguments.text(name)? {
                Some(text) => filled.push_str(&text),
                None => return Ok(None),
            },
        }
    }
    Ok(Some(Value::String(filled)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn arguments(params: &Value) -> Arguments<'_> {
        Arguments { resource: "goods", params: params.as_object(), page: &[] }
    }

    #[test]
    fn a_body_keeps_json_types_where_a_text_is_one_placeholder() {
        let template = json!({ "a": "{a}", "b": "x-{a}", "c": ["{c}", 1], "d": { "e": "{missing}" }, "f": "plain", "n": null });
        let body = BodyTemplate::parse(&template).unwrap();
        let params = json!({ "a": 5, "c": { "deep": [true] } });
        let expected = json!({ "a": 5, "b": "x-5", "c": [{ "deep": [true] }, 1], "d": {}, "f": "plain", "n": null });
        assert_eq!(body.fill(&arguments(&params)).unwrap(), expected);
        assert_eq!(
            body.fill(&arguments(&json!({}))).unwrap(),
            json!({ "c": [1], "d": {}, "f": "plain", "n": null })
        );
        let error = body.fill(&arguments(&json!({ "a": [1] }))).unwrap_err();
        assert!(matches!(error, BackendError::BadParam { .. }), "{error}");
        assert_eq!(BodyTemplate::parse(&json!({ "a": ["{open"] })), Err("{open".to_owned()));
    }
}
