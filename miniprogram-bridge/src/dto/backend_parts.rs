//! The parts of a backend profile: credentials, envelopes, limits, maps.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use tsify::Tsify;

/// How requests carry credentials, and where they come from.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct AuthConfig {
    /// `bearer`: `authorization: Bearer …`. `header`: a header called `name`. `query`: a parameter called
    /// `name`.
    #[tsify(type = "'bearer' | 'header' | 'query'")]
    pub kind: String,
    /// With `bearer`: another header.
    #[tsify(optional)]
    pub header: Option<String>,
    /// With `header` or `query`: its name.
    #[tsify(optional)]
    pub name: Option<String>,
    /// With `bearer` or `header`: what stands before the token; `"Bearer "` or nothing.
    #[tsify(optional)]
    pub prefix: Option<String>,
    /// Where the token comes from.
    pub login: LoginConfig,
    /// How it is renewed; `{refreshToken}` is what a login gave for that.
    #[tsify(optional)]
    pub refresh: Option<LoginConfig>,
    /// Which answers mean the same as 401.
    #[tsify(optional)]
    pub expired: Option<CodeRule>,
}

/// A resource that answers with a token.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct LoginConfig {
    /// A resource of the profile.
    pub resource: String,
    /// Where the token is in its answer.
    #[tsify(type = "string | { header: string }")]
    pub token: Value,
    /// Where the mapped answer says who it is.
    #[tsify(optional)]
    pub user: Option<String>,
    /// Where the token is that renews this one.
    #[tsify(optional, type = "string | { header: string }")]
    pub refresh: Option<Value>,
    /// Where it says for how many seconds the token is good.
    #[tsify(optional, type = "string | { header: string }")]
    pub expires: Option<Value>,
}

/// What every answer is wrapped in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Tsify)]
pub struct EnvelopeConfig {
    /// What says that it went well.
    #[tsify(optional)]
    pub ok: Option<CodeRule>,
    /// Where the data is; the whole answer where it is not said.
    #[tsify(optional)]
    pub data: Option<String>,
    /// Where the server's words are.
    #[tsify(optional)]
    pub message: Option<String>,
    /// What means that it may work later, as 503 does.
    #[tsify(optional)]
    pub retry: Option<CodeRule>,
    /// What means that there is no such thing, as 404 does.
    #[tsify(optional)]
    pub missing: Option<CodeRule>,
    /// What means that a mutation was taken before, as 409 does.
    #[tsify(optional)]
    pub already: Option<CodeRule>,
    /// Where the server names its data's version, beside the header `X-Data-Version`.
    #[tsify(optional, type = "string | { header: string }")]
    pub version: Option<Value>,
}

/// What must stand where: `equals` one value, or `in` several. `0` and `"0"` are the same; `null` is
/// what is absent.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct CodeRule {
    /// Where.
    pub at: String,
    /// What must be there.
    #[tsify(optional, type = "number | string | boolean")]
    pub equals: Option<Value>,
    /// What may be there.
    #[serde(rename = "in")]
    #[tsify(optional, type = "(number | string | boolean | null)[]")]
    pub any: Option<Vec<Value>>,
}

/// Where GraphQL documents go, and what the codes of their errors mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct GraphQlConfig {
    /// The path; each document's own where it is not said.
    #[tsify(optional)]
    pub endpoint: Option<String>,
    /// The same as 401; `["UNAUTHENTICATED"]` where it is not said.
    #[tsify(optional)]
    pub unauthorized: Option<Vec<String>>,
    /// The same as 404; `["NOT_FOUND"]` where it is not said.
    #[tsify(optional)]
    pub missing: Option<Vec<String>>,
    /// The same as 503; `["INTERNAL_SERVER_ERROR"]` where it is not said.
    #[tsify(optional)]
    pub retry: Option<Vec<String>>,
}

/// Bounds of every request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct RequestLimits {
    /// A span; `"10s"` where it is not said.
    #[tsify(optional)]
    pub timeout: Option<String>,
    /// How many requests each service takes.
    #[tsify(optional)]
    pub rate: Option<RateConfig>,
    /// When a service that fails is left alone.
    #[tsify(optional)]
    pub breaker: Option<BreakerConfig>,
}

/// How many requests a service takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct RateConfig {
    /// 1–10000.
    pub per_second: u32,
    /// So many at once after a quiet time; a second's where it is not said.
    #[tsify(optional)]
    pub burst: Option<u32>,
}

/// When a service that fails is left alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct BreakerConfig {
    /// After so many failures in a row; 5 where it is not said.
    #[tsify(optional)]
    pub failures: Option<u32>,
    /// For so long; `"30s"` where it is not said.
    #[tsify(optional)]
    pub open: Option<String>,
}

/// One field of a map; a text is short for `{ at }`. `value` stands alone; `map`, `each` and `join`,
/// `cases`, and `unit` each without the others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Tsify)]
pub struct MapField {
    /// Where it is: the first of several that has something.
    #[tsify(optional, type = "string | string[]")]
    pub at: Option<Value>,
    /// A text with pointers in it: `"{/first} {/last}"`.
    #[tsify(optional)]
    pub template: Option<String>,
    /// Always this.
    #[tsify(optional, type = "unknown")]
    pub value: Option<Value>,
    /// What it is counted in.
    #[tsify(optional)]
    pub unit: Option<Unit>,
    /// With `iso8601`: the zone where the text has none, `"+08:00"`.
    #[tsify(optional)]
    pub zone: Option<String>,
    /// What each of its texts becomes; another one becomes the default.
    #[tsify(optional, type = "{ [text: string]: unknown }")]
    pub cases: Option<BTreeMap<String, Value>>,
    /// An object.
    #[tsify(optional, type = "{ [field: string]: string | MapField }")]
    pub map: Option<BTreeMap<String, MapField>>,
    /// An array, each item like this.
    #[tsify(optional, type = "string | MapField")]
    pub each: Option<Box<MapField>>,
    /// An array's items in one text, with this between them.
    #[tsify(optional)]
    pub join: Option<String>,
    /// Which item of an array, from 0.
    #[tsify(optional)]
    pub index: Option<u32>,
    /// The values that mean that there is nothing: `["", 0]`.
    #[tsify(optional, type = "(number | string | boolean)[]")]
    pub none: Option<Vec<Value>>,
    /// What stands for nothing; `null` where it is not said.
    #[tsify(optional, type = "unknown")]
    pub default: Option<Value>,
}

/// What a field is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Whole hundredths; becomes a decimal text.
    Fen,
    /// The same.
    Cents,
    /// A decimal; becomes a decimal text with two places.
    Yuan,
    /// A fraction; becomes a decimal text.
    Rate,
    /// Of a hundred; becomes a fraction.
    Percent,
    /// Of ten thousand; becomes a fraction.
    BasisPoints,
    /// Of a hundred thousand; becomes a fraction.
    #[serde(rename = "per-100000")]
    Per100000,
    /// Of a million; becomes a fraction.
    Millionths,
    /// Seconds since the Unix epoch; becomes milliseconds.
    Seconds,
    /// Milliseconds since the Unix epoch.
    Ms,
    /// A date and a time; becomes milliseconds.
    Iso8601,
    /// Whatever it is, as text.
    Text,
    /// A number, or the text of one.
    Number,
    /// True or false, 1 or 0.
    Boolean,
}
