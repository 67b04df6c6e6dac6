//! What an error says besides its code and its message.

use serde::Serialize;
use tsify::Tsify;
use tuike_core::code::Details;

/// Where an error is and what it found there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct ErrorDetails {
    /// The field, as the caller would write it: `plan.rules[3].levels[0].rate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The offending value, cut to 80 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The bound that was passed, or what was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
}

impl From<Details> for ErrorDetails {
    fn from(details: Details) -> Self {
        Self { path: details.path, value: details.value, limit: details.limit }
    }
}
