//! How a profile says that requests are signed. The key is never part of it.

use serde::Serialize;
use tsify::Tsify;

/// How requests are signed; `docs/signing-and-sealing.md` says in what platforms differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Tsify)]
pub struct SigningConfig {
    /// HMAC over named parts, or the open platforms' sorted parameters.
    #[tsify(type = "'hmac-sha256' | 'sm3-hmac' | 'top-md5' | 'top-hmac' | 'top-hmac-sha256'")]
    pub kind: String,
    /// The header that the signature goes into; this or `param`.
    #[tsify(optional)]
    pub header: Option<String>,
    /// The parameter that the signature goes into; sorted parameters: `sign` where neither is said.
    #[tsify(optional)]
    pub param: Option<String>,
    /// HMAC over named parts: `method`, `path`, `query`, `timestamp`, `nonce`, `body`, `body-sha256`,
    /// `body-sm3`, `header:name`, one a line.
    #[tsify(optional, type = "string[]")]
    pub over: Option<Vec<String>>,
    /// Header `X-Timestamp` in `ms`, or parameter `timestamp` in `gmt+8` for sorted parameters, where it
    /// is not said.
    #[tsify(optional)]
    pub timestamp: Option<SigningTime>,
    /// Header `X-Nonce` where it is not said and `over` has it.
    #[tsify(optional)]
    pub nonce: Option<SigningSlot>,
    /// Which key it is; parameter `app_key` where sorted parameters say nothing else.
    #[tsify(optional)]
    #[serde(rename = "appKey")]
    pub app_key: Option<SigningApp>,
    /// The token goes there, and not as `Authorization`.
    #[tsify(optional)]
    pub token: Option<SigningSlot>,
    /// Of the hex digits: `lower` for named parts, `upper` for sorted parameters where it is not said.
    #[tsify(optional, type = "'lower' | 'upper'")]
    pub case: Option<String>,
    /// Sorted parameters: whether the body counts and how it is sent; `ignore` where it is not said.
    #[tsify(optional, type = "'ignore' | 'fields' | 'form' | 'append'")]
    pub body: Option<String>,
    /// Sorted parameters: where parameters of the signature go; `query` where it is not said.
    #[tsify(optional, type = "'query' | 'body'")]
    #[serde(rename = "in")]
    pub place: Option<String>,
    /// Sorted parameters: names that are sent and not signed.
    #[tsify(optional, type = "string[]")]
    pub skip: Option<Vec<String>>,
    /// Where the key comes from; with `connect` where it is not said.
    #[tsify(optional)]
    pub key: Option<SigningKey>,
    /// Names of services that are not signed; a resource, a mutation or the events say `signed: false`.
    #[tsify(optional, type = "string[]")]
    pub except: Option<Vec<String>>,
}

/// A header or a parameter, one of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Tsify)]
pub struct SigningSlot {
    /// A header.
    #[tsify(optional)]
    pub header: Option<String>,
    /// A parameter.
    #[tsify(optional)]
    pub param: Option<String>,
}

/// When the request was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Tsify)]
pub struct SigningTime {
    /// A header.
    #[tsify(optional)]
    pub header: Option<String>,
    /// A parameter.
    #[tsify(optional)]
    pub param: Option<String>,
    /// Milliseconds or seconds since the Unix epoch, or `2016-01-01 12:00:00` in China's time, as it is
    /// or as `2021-05-07 09:20:39.683+0800`.
    #[tsify(optional, type = "'ms' | 's' | 'gmt+8' | 'gmt+8-ms'")]
    pub format: Option<String>,
}

/// Which key it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Tsify)]
pub struct SigningApp {
    /// A header.
    #[tsify(optional)]
    pub header: Option<String>,
    /// A parameter.
    #[tsify(optional)]
    pub param: Option<String>,
    /// Its name at the server; not the key itself.
    pub value: String,
}

/// Where the key comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Tsify)]
pub struct SigningKey {
    /// A pointer into the login's data.
    pub login: String,
}
