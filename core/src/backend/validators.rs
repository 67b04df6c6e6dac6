//! What an answer says about itself, so that the next request can ask whether it still holds
//! (RFC 9110 §8.8, §13.1).
//!
//! ```
//! use tuike_core::backend::Validators;
//! use tuike_core::effect::{HttpResponse, HttpRequest};
//!
//! let answer = HttpResponse { status: 200, headers: vec![("ETag".into(), "\"v7\"".into())], body: "{}".into() };
//! let validators = Validators::of(&answer);
//! assert_eq!(validators.etag.as_deref(), Some("\"v7\""));
//! let headers: Vec<_> = validators.headers().collect();
//! assert_eq!(headers, [("if-none-match", "\"v7\"")]);
//! ```

use crate::effect::{HttpRequest, HttpResponse};

/// What names a version of an answer; nothing where the server says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// The entity tag, with its quotes and its `W/`.
    pub etag: Option<String>,
    /// When it was modified last, in the server's own words.
    pub modified: Option<String>,
}

impl Validators {
    /// Those of an answer.
    #[must_use]
    pub fn of(response: &HttpResponse) -> Self {
        let good = |value: &&str| {
            !value.is_empty() && value.bytes().all(|b| b.is_ascii_graphic() || b == b' ')
        };
        let header = |name| response.header(name).map(str::trim).filter(good).map(str::to_owned);
        Self { etag: header("etag"), modified: header("last-modified") }
    }

    /// Whether there is nothing to ask by.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.etag.is_none() && self.modified.is_none()
    }

    /// The headers of a request that asks whether an answer still holds.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let held = [("if-none-match", &self.etag), ("if-modified-since", &self.modified)];
        held.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }

    /// Makes a request ask whether an answer still holds: 304 then means that it does.
    pub fn ask(&self, request: &mut HttpRequest) {
        for (name, value) in self.headers() {
            request.set(name, value.to_owned());
        }
    }
}
