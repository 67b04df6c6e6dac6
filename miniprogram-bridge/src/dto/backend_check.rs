//! What a profile would make of a sample.
//!
//! The core writes the report; these structs only document it.

use serde::Serialize;
use serde_json::Value;
use tsify::Tsify;

/// What a sample is an answer to: a resource or a mutation.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct CheckOptions {
    /// A resource of the profile.
    #[tsify(optional)]
    pub resource: Option<String>,
    /// Or a mutation.
    #[tsify(optional)]
    pub mutation: Option<String>,
    /// What is asked with; of a mutation its body.
    #[tsify(optional, type = "{ [name: string]: unknown }")]
    pub params: Option<Value>,
    /// Of the answer; 200 where it is not said.
    #[tsify(optional)]
    pub status: Option<u16>,
    /// Of the answer.
    #[tsify(optional, type = "{ [name: string]: string }")]
    pub headers: Option<Value>,
}

/// What a profile would make of a sample.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct BackendReport {
    /// What would be sent; `null` where it cannot be made.
    #[tsify(type = "CheckedRequest | null")]
    pub request: Option<CheckedRequest>,
    /// Why it cannot be made.
    #[serde(rename = "requestError")]
    #[tsify(type = "CheckedError | null")]
    pub request_error: Option<CheckedError>,
    /// What the answer would be taken for. `later`: it is asked again; `refused`: it is not, and a
    /// mutation is a dead letter.
    #[tsify(
        type = "'page' | 'not-modified' | 'missing' | 'unauthorized' | 'later' | 'refused' | 'delivered' | 'already'"
    )]
    pub verdict: String,
    /// Why; with `page` what could not be given beside it.
    #[tsify(type = "CheckedError | null")]
    pub why: Option<CheckedError>,
    /// For so many ms the server asks to wait.
    #[tsify(type = "number | null")]
    pub after: Option<f64>,
    /// What the app would get.
    #[tsify(optional, type = "unknown")]
    pub data: Option<Value>,
    /// What `cursor` would ask for the next page.
    #[tsify(optional, type = "string | number | null")]
    pub next: Option<Value>,
    /// How many rows there are in all.
    #[tsify(optional, type = "number | null")]
    pub total: Option<f64>,
    /// What the server calls its data's version.
    #[tsify(optional, type = "string | null")]
    pub version: Option<String>,
    /// What the next request asks by whether this still holds.
    #[tsify(optional, type = "string | null")]
    pub etag: Option<String>,
    /// Of the resource that logs in.
    #[tsify(optional)]
    pub login: Option<CheckedLogin>,
    /// How many rows, or 1, the map was held to; 0 where there was no data.
    pub rows: u32,
    /// What each field of the map becomes. Those of objects are `shop.id`, of arrays' items `skus[].id`.
    pub fields: Vec<CheckedField>,
    /// The pointers beside the map that find nothing.
    pub nothing: Vec<CheckedPointer>,
}

/// What would be sent. A token is `TOKEN`, an idempotency key `KEY`, and it is signed with `SECRET` at
/// the epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct CheckedRequest {
    /// Such as `GET`.
    pub method: String,
    /// With its query.
    pub url: String,
    /// Names in lower case.
    #[tsify(type = "{ [name: string]: string }")]
    pub headers: Value,
    /// As it is sent.
    #[tsify(type = "string | null")]
    pub body: Option<String>,
}

/// An error of the core.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct CheckedError {
    /// Its stable code.
    pub code: String,
    /// In words.
    pub message: String,
    /// Where.
    #[tsify(type = "string | null")]
    pub path: Option<String>,
}

/// What a login would give beside its data.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct CheckedLogin {
    /// Whether something to renew the token with was found.
    pub refresh: bool,
    /// Who it is.
    #[tsify(type = "string | null")]
    pub user: Option<String>,
    /// For so many ms the token is good.
    #[tsify(type = "number | null")]
    pub expires: Option<f64>,
}

/// What a field of the map becomes, in the first row where something is found.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct CheckedField {
    /// Its name.
    pub field: String,
    /// Where it was found, in the data; `null` where nothing was.
    #[tsify(type = "string | null")]
    pub at: Option<String>,
    /// What was found there, as JSON, cut to 80 characters.
    #[tsify(type = "string | null")]
    pub found: Option<String>,
    /// What it becomes.
    #[tsify(optional, type = "unknown")]
    pub becomes: Option<Value>,
    /// Why it cannot be used.
    #[tsify(optional)]
    pub problem: Option<String>,
    /// In how many rows nothing was found.
    #[serde(rename = "nothingIn")]
    pub nothing_in: u32,
    /// Where nothing was found in any row: what is there instead.
    #[tsify(optional, type = "CheckedNear | null")]
    pub near: Option<CheckedNear>,
}

/// A pointer that finds nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct CheckedPointer {
    /// Which: `envelope.data`, `items`, `page.more`, `page.total`, `page.next`.
    pub what: String,
    /// The pointer.
    pub at: String,
    /// What is there instead.
    #[tsify(type = "CheckedNear | null")]
    pub near: Option<CheckedNear>,
}

/// The last place on a pointer's way that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct CheckedNear {
    /// Where.
    pub at: String,
    /// What stands there, as JSON, cut to 80 characters.
    pub is: String,
    /// The names there, at most 30.
    pub keys: Vec<String>,
    /// The pointer that was meant, as it seems: the same letters written otherwise.
    #[tsify(type = "string | null")]
    pub like: Option<String>,
}
