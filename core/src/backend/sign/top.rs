//! The sorted parameters of the open platforms: what of a request is a parameter, and their text.

use serde_json::{Map, Value};

use super::super::template::encode_into;
use crate::effect::HttpRequest;
use crate::json;
use crate::share::percent;

/// The fields of a body.
pub(super) type Fields = Map<String, Value>;

/// Whether the body counts, and as what it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// It does not count.
    Ignored,
    /// Its top-level fields are parameters; it is sent as JSON.
    Fields,
    /// Its top-level fields are parameters; it is sent as a form.
    Form,
    /// All of it stands after the parameters.
    Append,
}

/// The names in a profile, in the order of the enum.
pub(super) const NAMES: [&str; 4] = ["ignore", "fields", "form", "append"];

impl Body {
    /// The one of a place in [`NAMES`].
    pub(super) const fn nth(place: usize) -> Self {
        match place {
            1 => Self::Fields,
            2 => Self::Form,
            3 => Self::Append,
            _ => Self::Ignored,
        }
    }

    /// The fields of a request's body, where they are parameters.
    pub(super) fn open(self, request: &HttpRequest) -> Option<Fields> {
        let counts = matches!(self, Self::Fields | Self::Form);
        match json::parse(request.body.as_deref().filter(|_| counts)?) {
            Ok(Value::Object(fields)) => Some(fields),
            Ok(_) | Err(_) => None,
        }
    }

    /// Puts them back as they are sent.
    pub(super) fn close(self, request: &mut HttpRequest, fields: Option<Fields>) {
        let Some(fields) = fields else { return };
        if self == Self::Fields {
            request.body = Some(Value::Object(fields).to_string());
            return;
        }
        let mut form = String::new();
        for (name, value) in &fields {
            if !form.is_empty() {
                form.push('&');
            }
            encode_into(&mut form, name);
            form.push('=');
            encode_into(&mut form, &text(value));
        }
        request.body = Some(form);
        let form = "application/x-www-form-urlencoded;charset=utf-8";
        request.set("content-type", form.to_owned());
    }
}

/// A field's value as a parameter.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        _ => value.to_string(),
    }
}

/// All parameters with a value, sorted by name: name, value, name, value …
pub(super) fn sorted(url: &str, fields: Option<&Fields>, skip: &[String]) -> String {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut add = |name: String, value: String| {
        if !value.is_empty() && !skip.contains(&name) {
            // Parameters are few: no sort, which would be 2 KB of wasm.
            let place = all.iter().take_while(|(other, _)| *other <= name).count();
            all.insert(place, (name, value));
        }
    };
    let query = url.split_once('?').map_or("", |(_, query)| query);
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        // A server reads a query as a form.
        let decoded = |text: &str| percent::decode(&text.replace('+', " "));
        add(decoded(name), decoded(value));
    }
    for (name, value) in fields.into_iter().flatten() {
        add(name.clone(), text(value));
    }
    all.iter().flat_map(|(name, value)| [name.as_str(), value]).collect()
}
