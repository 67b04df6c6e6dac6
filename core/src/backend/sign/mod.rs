//! Signed requests: who holds the key sent it, so, and now.
//!
//! Built into a request at the moment it is sent, when all else of it is there. Never keeps a key:
//! [`Call::signing_key`] brings it. **A key in a client is a published key**: whoever wants it reads it
//! in the package or in the memory of a customer's phone. Sign with a fixed key where the host is a
//! server; in a client take a key of this login (`signing.key.login`), which the server can revoke.
//!
//! # `hmac-sha256`, `sm3-hmac`
//!
//! The parts named in `over`, one a line (joined by `\n`, none at the end), under HMAC (RFC 2104) with
//! SHA-256 or with SM3 (GM/T 0004-2012); the key's UTF-8 bytes; lower-case hex.
//!
//! | part | is |
//! |---|---|
//! | `method` | `GET` |
//! | `path` | of the URL as sent, with the base's own and percent-encoded: `/v1/goods/%E6%8E%A8` |
//! | `query` | as sent, without `?`; empty where there is none; with a timestamp or nonce that stands there, without the signature |
//! | `timestamp`, `nonce` | as sent beside it |
//! | `body` | as sent; empty where there is none |
//! | `body-sha256`, `body-sm3` | its digest, lower-case hex, of the empty text as well |
//! | `header:name` | that header's value, empty where there is none |
//!
//! ```
//! use tuike_core::backend::{Call, Profile};
//! use tuike_core::code::Coded;
//! use tuike_core::time::Timestamp;
//! use serde_json::json;
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://api.example.com",
//!     "signing": { "kind": "hmac-sha256", "header": "X-Sign",
//!                  "over": ["method", "path", "query", "timestamp", "nonce", "body-sha256"] },
//!     "resources": { "goods": { "get": "/v1/goods?cat={cat}" } } }"#)?;
//! let now = Timestamp::from_millis(1_767_225_600_000);
//! let call = Call { now, nonce: [0xab; 16], signing_key: Some("key"), ..Call::default() };
//! let request = profile.query_request("goods", &json!({ "cat": "beauty" }), &call).unwrap();
//! assert_eq!(request.headers[0], ("x-timestamp".into(), "1767225600000".into()));
//! assert_eq!(request.headers[1], ("x-nonce".into(), "ab".repeat(16)));
//! // printf 'GET\n/v1/goods\ncat=beauty\n1767225600000\nabab…ab\ne3b0c442…b855' | openssl dgst -sha256 -hmac key
//! let sign = "6735434324b6a20fd28b286c7d6f32a0b252bb8f077c204256a5b1e3c0511bbe";
//! assert_eq!(request.headers[2], ("x-sign".into(), sign.into()));
//!
//! let error = profile.query_request("goods", &json!({}), &Call::default()).unwrap_err();
//! assert_eq!(error.code().as_str(), "backend/no-signing-key");
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```
//!
//! # `top-md5`, `top-hmac`, `top-hmac-sha256`
//!
//! The sorted parameters of the open platforms. All parameters but the signature, sorted by the bytes of
//! their names, name and value joined without anything between: `bar2foo1foo_bar3`. `top-md5` wraps them
//! in the secret, `MD5(secret + … + secret)`; the others key HMAC-MD5 or HMAC-SHA256 with it. Upper-case
//! hex. Parameters are the query's, decoded, and with `"body": "fields"` or `"form"` the body's top-level
//! fields: texts as they are, other values as their JSON, nothing for `null`. Empty values are not
//! signed (TOP's own samples leave them out), nor are the names in `skip`.
//!
//! | | 淘宝 TOP | 京东 | 拼多多 |
//! |---|---|---|---|
//! | key name (`appKey`) | `app_key` | `app_key` | `client_id` |
//! | session (`token`) | `session` | `access_token` | `access_token` |
//! | timestamp | `yyyy-MM-dd HH:mm:ss`, GMT+8: `gmt+8`, ± 10 min | the same (union); `2021-05-07 09:20:39.683+0800`: `gmt+8-ms` | Unix seconds: `s`, ± 10 min |
//! | digest | md5, hmac (MD5), hmac-sha256 | md5 | md5 |
//! | business parameters | each of its own | one JSON text in `360buy_param_json` | each of its own |
//! | parameters stand in | query or form | query or form | JSON body (`"body": "fields"`) |
//! | not signed | files | `format` and `sign_method`, where sent at all (`skip`) | – |
//!
//! Sources, all seen on 21 November 2026: TOP open.taobao.com docId 101617; 京东 open.jd.com dev-guide
//! listId 2643 and help.jd.com/jos/question-580; 拼多多 open.pinduoduo.com document 8EC06C399636041E. Each
//! has a published example, replayed in `sign/tests.rs`. 奇门 (TOP's callbacks) adds the whole body after
//! the parameters: `"body": "append"`. How 拼多多 signs a parameter that is a list is not documented: here
//! as the JSON that is sent.

mod digest;
mod moment;
mod read;
mod top;

use super::call::Call;
use super::error::BackendError;
use crate::effect::HttpRequest;
use crate::hex;
use digest::Hash;
use moment::Moment;
pub(super) use read::read;
use top::Body;

/// How requests are signed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Signing {
    kind: Kind,
    sign: Slot,
    /// What is sent beside the signature, in this order.
    beside: Vec<(Slot, Beside)>,
    /// The parts of the canonical text; none for the sorted parameters.
    over: Vec<String>,
    /// Parameters that are sent and not signed.
    skip: Vec<String>,
    body: Body,
    /// Whether parameters of ours go into the body where there is one.
    in_body: bool,
    upper: bool,
    /// Where the login's answer has the key.
    key_in_login: Option<String>,
    /// What is not signed, as `resources.login`.
    unsigned: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    HmacSha256,
    Sm3Hmac,
    TopMd5,
    TopHmac,
    TopHmacSha256,
}

impl Kind {
    /// Whether it signs the sorted parameters.
    const fn sorts(self) -> bool {
        matches!(self, Self::TopMd5 | Self::TopHmac | Self::TopHmacSha256)
    }

    const fn hash(self) -> Hash {
        match self {
            Self::HmacSha256 | Self::TopHmacSha256 => Hash::Sha256,
            Self::Sm3Hmac => Hash::Sm3,
            Self::TopMd5 | Self::TopHmac => Hash::Md5,
        }
    }
}

/// A header, or a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Slot {
    is_header: bool,
    name: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Beside {
    Timestamp(Moment),
    Nonce,
    Token,
    Fixed(String),
}

impl Signing {
    /// Where the login's answer has the key.
    pub(super) fn key_in_login(&self) -> Option<&str> {
        self.key_in_login.as_deref()
    }

    /// Whether the token goes as a parameter or header of the signature's.
    pub(super) fn carries_token(&self) -> bool {
        self.beside.iter().any(|(_, beside)| *beside == Beside::Token)
    }

    /// Whether a request is signed; `what` names it as the profile does, such as `resources.login`.
    pub(super) fn signs(&self, what: &str) -> bool {
        !self.unsigned.iter().any(|unsigned| unsigned == what)
    }

    /// Signs a request that is complete; `what` names it as the profile does, such as
    /// `resources.login`.
    pub(super) fn sign(
        &self,
        what: &str,
        request: &mut HttpRequest,
        call: &Call<'_>,
    ) -> Result<(), BackendError> {
        if !self.signs(what) {
            return Ok(());
        }
        let key = call.signing_key.ok_or(BackendError::NoSigningKey)?.as_bytes();
        let mut fields = self.body.open(request);
        let (mut time, mut nonce) = (String::new(), String::new());
        for (slot, beside) in &self.beside {
            let value = match beside {
                Beside::Timestamp(format) => {
                    time = format.of(call.now);
                    time.clone()
                }
                Beside::Nonce => {
                    nonce = hex::lower(&call.nonce);
                    nonce.clone()
                }
                Beside::Token => match call.token {
                    Some(token) => token.to_owned(),
                    None => continue,
                },
                Beside::Fixed(value) => value.clone(),
            };
            self.put(request, &mut fields, slot, value);
        }
        let hash = self.kind.hash();
        let mac = if self.kind.sorts() {
            let mut text = top::sorted(&request.url, fields.as_ref(), &self.skip);
            if self.body == Body::Append {
                text.push_str(request.body.as_deref().unwrap_or_default());
            }
            match self.kind {
                Kind::TopMd5 => hash.of(&[key, text.as_bytes(), key]),
                _ => hash.hmac(key, text.as_bytes()),
            }
        } else {
            let parts: Vec<String> =
                self.over.iter().map(|part| self::part(part, request, &time, &nonce)).collect();
            hash.hmac(key, parts.join("\n").as_bytes())
        };
        let mut sign = hex::lower(&mac);
        if self.upper {
            sign.make_ascii_uppercase();
        }
        self.put(request, &mut fields, &self.sign, sign);
        self.body.close(request, fields);
        Ok(())
    }

    fn put(
        &self,
        request: &mut HttpRequest,
        fields: &mut Option<top::Fields>,
        slot: &Slot,
        value: String,
    ) {
        match fields {
            _ if slot.is_header => {
                request.set(&slot.name, value);
            }
            Some(fields) if self.in_body => {
                fields.insert(slot.name.clone(), value.into());
            }
            _ => {
                request.add_param(&slot.name, &value);
            }
        }
    }
}

/// A part of the canonical text.
fn part(part: &str, request: &HttpRequest, time: &str, nonce: &str) -> String {
    let (url, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
    let body = request.body.as_deref().unwrap_or_default();
    match part {
        "method" => request.method.as_str(),
        "path" => {
            let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
            rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or("/")
        }
        "query" => query,
        "timestamp" => time,
        "nonce" => nonce,
        "body" => body,
        "body-sha256" => return hex::lower(&Hash::Sha256.of(&[body.as_bytes()])),
        "body-sm3" => return hex::lower(&Hash::Sm3.of(&[body.as_bytes()])),
        header => {
            let name = header.strip_prefix("header:").unwrap_or_default();
            let found = request.headers.iter().find(|(other, _)| other == name);
            found.map_or("", |(_, value)| value)
        }
    }
    .to_owned()
}

#[cfg(test)]
mod tests;
