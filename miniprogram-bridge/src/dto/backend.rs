//! The backend profile: how one backend is spoken to, as data.
//!
//! Pointers are JSON Pointers (RFC 6901), spans texts such as `"30s"` or `"6h"`, and `{name}` in a path
//! or a body is replaced by the parameter of that name. `docs/backend-profile.md` is the guided tour.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use tsify::Tsify;

use super::attribution::{AttributionPolicy, SelfPromotion};
use super::backend_parts::{AuthConfig, EnvelopeConfig, GraphQlConfig, MapField, RequestLimits};
use super::signing::SigningConfig;

/// A backend.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Tsify)]
pub struct BackendProfile {
    /// Of this format.
    #[tsify(type = "1")]
    pub version: u32,
    /// What every path is appended to.
    pub base: String,
    /// Other bases, by name.
    #[tsify(optional, type = "{ [name: string]: string }")]
    pub services: Option<BTreeMap<String, String>>,
    /// Sent with every request.
    #[tsify(optional, type = "{ [name: string]: string }")]
    pub headers: Option<BTreeMap<String, String>>,
    /// How requests carry credentials, and where they come from.
    #[tsify(optional)]
    pub auth: Option<AuthConfig>,
    /// What every answer is wrapped in.
    #[tsify(optional)]
    pub envelope: Option<EnvelopeConfig>,
    /// How requests are signed; the key is never part of a profile.
    #[tsify(optional)]
    pub signing: Option<SigningConfig>,
    /// Where GraphQL documents go.
    #[tsify(optional, type = "string | GraphQlConfig")]
    pub graphql: Option<GraphQlConfig>,
    /// Bounds of every request.
    #[tsify(optional)]
    pub limits: Option<RequestLimits>,
    /// The header that carries each request's trace (W3C Trace Context); none where it is not said.
    #[tsify(optional, type = "'traceparent' | false | (string & {})")]
    pub trace: Option<String>,
    /// What can be queried, by name.
    #[tsify(optional, type = "{ [name: string]: ResourceConfig }")]
    pub resources: Option<BTreeMap<String, ResourceConfig>>,
    /// What can be submitted, by name.
    #[tsify(optional, type = "{ [name: string]: MutationConfig }")]
    pub mutations: Option<BTreeMap<String, MutationConfig>>,
    /// Where events go.
    #[tsify(optional)]
    pub events: Option<EventsConfig>,
    /// By which share links customers may come, and which of them counts.
    #[tsify(optional)]
    pub attribution: Option<AttributionConfig>,
}

/// What can be queried: `get`, `post` or `graphql`, one of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Tsify)]
pub struct ResourceConfig {
    /// The path.
    #[tsify(optional)]
    pub get: Option<String>,
    /// The path.
    #[tsify(optional)]
    pub post: Option<String>,
    /// The document.
    #[tsify(optional)]
    pub graphql: Option<String>,
    /// With `graphql`: which of several operations.
    #[tsify(optional)]
    pub operation: Option<String>,
    /// With `graphql`: what its variables are; parameters of the same names where it is not said.
    #[tsify(optional, type = "{ [name: string]: unknown }")]
    pub variables: Option<BTreeMap<String, Value>>,
    /// With `graphql`: where it goes; the profile's `graphql` where it is not said.
    #[tsify(optional)]
    pub endpoint: Option<String>,
    /// One of the profile's services; its base where it is not said.
    #[tsify(optional, type = "string | null")]
    pub service: Option<String>,
    /// Sent beside the profile's; `{name}` in a value is a parameter.
    #[tsify(optional, type = "{ [name: string]: string }")]
    pub headers: Option<BTreeMap<String, String>>,
    /// A span; the profile's where it is not said.
    #[tsify(optional)]
    pub timeout: Option<String>,
    /// In the place of the profile's; with `graphql` about what stands in `data`.
    #[tsify(optional)]
    pub envelope: Option<EnvelopeConfig>,
    /// With `post`: what is sent; the parameters where it is not said.
    #[tsify(optional, type = "{ [name: string]: unknown }")]
    pub body: Option<Value>,
    /// How it is paged.
    #[tsify(optional)]
    pub page: Option<PageConfig>,
    /// Where the rows are.
    #[tsify(optional)]
    pub items: Option<String>,
    /// What each row, or the data, becomes.
    #[tsify(optional, type = "{ [field: string]: string | MapField }")]
    pub map: Option<BTreeMap<String, MapField>>,
    /// How long an answer is good for.
    #[tsify(optional)]
    pub cache: Option<CacheConfig>,
    /// `false` where it is not signed though the profile says `signing`.
    #[tsify(optional)]
    pub signed: Option<bool>,
}

/// How a resource is paged.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct PageConfig {
    /// By number, by offset, by what the server says, or by its `Link` header.
    pub kind: PageKind,
    /// The first number or offset; 1 or 0 where it is not said.
    #[tsify(optional)]
    pub first: Option<u32>,
    /// How many rows a page has.
    #[tsify(optional)]
    pub size: Option<u32>,
    /// Where it says whether there is more.
    #[tsify(optional)]
    pub more: Option<String>,
    /// Where it says how many there are in all.
    #[tsify(optional, type = "string | { header: string }")]
    pub total: Option<Value>,
    /// With `cursor`: where the next cursor is.
    #[tsify(optional, type = "string | { header: string }")]
    pub next: Option<Value>,
}

/// How the next page is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum PageKind {
    /// `{page}` counts pages.
    Page,
    /// `{offset}` counts rows.
    Offset,
    /// `{cursor}` is what the server said.
    Cursor,
    /// The `Link` header of the answer (RFC 8288), within the same service.
    Link,
}

/// How long an answer is good for; all spans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct CacheConfig {
    /// Given without asking the server; none where it is not said.
    #[tsify(optional)]
    pub fresh: Option<String>,
    /// Kept at all; `"7d"` where it is not said.
    #[tsify(optional)]
    pub keep: Option<String>,
    /// A "not found" is believed; `"30s"` where it is not said.
    #[tsify(optional)]
    pub missing: Option<String>,
    /// What gives way last where there is no room; `'normal'` where it is not said.
    #[tsify(optional, type = "'low' | 'normal' | 'high'")]
    pub priority: Option<String>,
    /// What mutations call it to make it stale: `"product:{id}"`.
    #[tsify(optional)]
    pub tags: Option<Vec<String>>,
}

/// What can be submitted: `post`, `put`, `patch`, `delete` or `graphql`, one of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Tsify)]
pub struct MutationConfig {
    /// The path.
    #[tsify(optional)]
    pub post: Option<String>,
    /// The path.
    #[tsify(optional)]
    pub put: Option<String>,
    /// The path. Neither WeChat nor Alipay can send it.
    #[tsify(optional)]
    pub patch: Option<String>,
    /// The path.
    #[tsify(optional)]
    pub delete: Option<String>,
    /// The document.
    #[tsify(optional)]
    pub graphql: Option<String>,
    /// With `graphql`: which of several operations.
    #[tsify(optional)]
    pub operation: Option<String>,
    /// With `graphql`: what its variables are; fields of the same names where it is not said.
    #[tsify(optional, type = "{ [name: string]: unknown }")]
    pub variables: Option<BTreeMap<String, Value>>,
    /// With `graphql`: where it goes; the profile's `graphql` where it is not said.
    #[tsify(optional)]
    pub endpoint: Option<String>,
    /// One of the profile's services; its base where it is not said.
    #[tsify(optional, type = "string | null")]
    pub service: Option<String>,
    /// Sent beside the profile's; `{name}` in a value is a field of the body.
    #[tsify(optional, type = "{ [name: string]: string }")]
    pub headers: Option<BTreeMap<String, String>>,
    /// A span; the profile's where it is not said.
    #[tsify(optional)]
    pub timeout: Option<String>,
    /// In the place of the profile's; with `graphql` about what stands in `data`.
    #[tsify(optional)]
    pub envelope: Option<EnvelopeConfig>,
    /// What is sent; the body as it was submitted where it is not said.
    #[tsify(optional, type = "{ [name: string]: unknown }")]
    pub body: Option<Value>,
    /// Where it waits: order is kept within a lane, and lanes do not wait for each other.
    pub lane: String,
    /// The header that carries the idempotency key; may be left out where `{idempotencyKey}` stands in
    /// the path, the body, a header or a variable.
    #[tsify(optional)]
    pub idempotency: Option<String>,
    /// What the answer becomes; what cannot be mapped becomes its default, for it has been taken.
    #[tsify(optional, type = "{ [field: string]: string | MapField }")]
    pub map: Option<BTreeMap<String, MapField>>,
    /// Where the body carries the share token it is owed to: a pointer, or more. Filled in unless the body
    /// names one; an empty text there names nobody.
    #[tsify(optional, type = "string | ClaimConfig")]
    pub attribution: Option<ClaimConfig>,
    /// The tags of what it makes stale: `"product:{item}"`.
    #[tsify(optional)]
    pub invalidates: Option<Vec<String>>,
    /// `false` where it is not signed though the profile says `signing`.
    #[tsify(optional)]
    pub signed: Option<bool>,
}

/// By which share links customers may come, and which of them counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct AttributionConfig {
    /// Which of several wins; `'last-click'` where it is not said.
    #[tsify(optional)]
    pub policy: Option<AttributionPolicy>,
    /// For so many days one counts, 1–365; 30 where it is not said.
    #[tsify(optional)]
    pub window_days: Option<u32>,
    /// Whether promoters are paid for what they buy themselves; `'refuse'` where it is not said.
    #[tsify(optional)]
    pub self_promotion: Option<SelfPromotion>,
    /// Where the login's mapped answer names who is logged in: whose own links count for nobody.
    #[tsify(optional)]
    pub promoter: Option<String>,
}

/// Where a body carries the share token, and how the server says that it refused it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct ClaimConfig {
    /// Where the token goes.
    pub put: String,
    /// When the server refuses the token and takes the mutation all the same.
    #[tsify(optional)]
    pub refused: Option<RefusedConfig>,
}

/// How the server says that it refused a share token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct RefusedConfig {
    /// Where its answer says what became of it.
    pub at: String,
    /// The words that mean that the token is worth nothing: it is forgotten then.
    #[serde(rename = "in")]
    pub words: Vec<String>,
}

/// Where events go, and how they are gathered.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct EventsConfig {
    /// The path.
    pub post: String,
    /// One of the profile's services; its base where it is not said.
    #[tsify(optional, type = "string | null")]
    pub service: Option<String>,
    /// At most so many in one request; 50 where it is not said.
    #[tsify(optional)]
    pub batch: Option<u32>,
    /// Sent at the latest after this span; `"10s"` where it is not said.
    #[tsify(optional)]
    pub every: Option<String>,
    /// What is posted; `'tuike'` where it is not said.
    #[tsify(optional, type = "'tuike' | 'otlp' | 'clickhouse' | 'kafka'")]
    pub format: Option<String>,
    /// An event's rate, as a decimal text from 0 to 1, by its name.
    #[tsify(optional, type = "{ [event: string]: string }")]
    pub sample: Option<BTreeMap<String, String>>,
    /// The fields in which no personal number is looked for.
    #[tsify(optional)]
    pub allow: Option<Vec<String>>,
    /// What every event carries.
    #[tsify(optional, type = "{ [name: string]: unknown }")]
    pub common: Option<Value>,
    /// With `otlp`: who tells.
    #[tsify(optional, type = "{ [name: string]: unknown }")]
    pub resource: Option<Value>,
    /// `false` where it is not signed though the profile says `signing`.
    #[tsify(optional)]
    pub signed: Option<bool>,
}
