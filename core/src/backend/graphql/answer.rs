//! What a GraphQL answer says: data, errors, or both.

use serde_json::Value;

use super::GraphQl;
use crate::backend::error::BackendError;

/// What stands in an answer.
pub(in super::super) enum Said {
    /// Data, and the first error beside it.
    Data(Value, Option<BackendError>),
    Unauthorized,
    Missing,
    Later,
    /// Another error; `None` where it is no GraphQL answer at all.
    Error(Option<BackendError>),
}

impl GraphQl {
    /// Takes the data and the errors out of an answer.
    pub(in super::super) fn open(&self, answer: &mut Value) -> Said {
        let errors = answer.get_mut("errors").map(Value::take);
        let errors = errors.as_ref().and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let has_data = answer.get("data").is_some();
        let data = answer.get_mut("data").map(Value::take).unwrap_or_default();
        let Some(first) = errors.first() else {
            return if has_data { Said::Data(data, None) } else { Said::Error(None) };
        };
        let error = Some(error_of(first));
        if !is_nothing(&data) {
            return Said::Data(data, error);
        }
        let any = |codes: &[String]| {
            errors.iter().any(|error| codes.iter().any(|code| code == code_of(error)))
        };
        if any(&self.unauthorized) {
            Said::Unauthorized
        } else if any(&self.missing) {
            Said::Missing
        } else if any(&self.retry) {
            Said::Later
        } else {
            Said::Error(error)
        }
    }
}

/// `null`, or an object of nothing else: every field failed.
fn is_nothing(data: &Value) -> bool {
    match data {
        Value::Object(fields) => fields.values().all(Value::is_null),
        _ => data.is_null(),
    }
}

fn code_of(error: &Value) -> &str {
    error.pointer("/extensions/code").and_then(Value::as_str).unwrap_or_default()
}

fn error_of(error: &Value) -> BackendError {
    let text = |at: &str| error.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
    let path: Vec<String> = error
        .get("path")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|step| step.as_str().map_or_else(|| step.to_string(), str::to_owned))
        .collect();
    BackendError::GraphQl {
        kind: code_of(error).to_owned(),
        path: path.join("."),
        message: text("message"),
    }
}
