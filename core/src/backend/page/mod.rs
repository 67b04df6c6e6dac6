//! Paging: what a request's page is and what the next one would be.
//!
//! Keeps no state: the caller's `cursor` says where it is. `next` is what `cursor` must be to go on,
//! or nothing at the end.
//!
//! | kind | placeholder | `cursor` at first | next |
//! |---|---|---|---|
//! | `page` | `{page}` | `first`, by default 1 | one more |
//! | `offset` | `{offset}` | `first`, by default 0 | as many more as rows came |
//! | `cursor` | `{cursor}` | absent | what `next` points at; none where it is absent, `null`, empty or the same again |
//! | `link` | – | absent | the `Link` header's `rel=next`, where it leads to the same service (`link.rs` says why) |
//!
//! There is a next page while `more` points at true; without `more`, while `total` is not reached;
//! without both, while a page is full (`size`). `{size}` stands for `size`. `total` and `next` may be
//! `{ "header": … }`.
//!
//! ```
//! use serde_json::json;
//! use tuike_core::backend::{Call, Profile};
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://api.example.com", "resources": {
//!     "goods": { "get": "/goods?page={page}&size={size}", "items": "/list",
//!                "page": { "kind": "page", "size": 20, "more": "/hasMore" } } } }"#)?;
//! let url = |params| profile.query_request("goods", &params, &Call::default()).unwrap().url;
//! assert_eq!(url(json!({})), "https://api.example.com/goods?page=1&size=20");
//! assert_eq!(url(json!({ "cursor": 7 })), "https://api.example.com/goods?page=7&size=20");
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```

mod link;
mod read;

use serde_json::{Map, Value};

use super::error::BackendError;
use super::map::{faithful, found, truth, whole};
use super::place::Place;
use super::template::{Arguments, UrlTemplate};
use crate::effect::HttpResponse;

use link::{Next, is_rest, next};

pub(super) use read::paging;

/// Beyond this JavaScript would round a page number.
const LAST: u64 = (1 << 53) - 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageKind {
    Page,
    Offset,
    Cursor,
    Link,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Paging {
    pub(super) kind: PageKind,
    pub(super) first: u64,
    pub(super) size: Option<u64>,
    pub(super) more: Option<String>,
    pub(super) total: Option<Place>,
    pub(super) next: Option<Place>,
}

/// What is asked of an answer: where it came from, and which page it is.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    pub(super) resource: &'a str,
    pub(super) params: Option<&'a Map<String, Value>>,
    pub(super) url: &'a UrlTemplate,
    pub(super) response: &'a HttpResponse,
}

/// What follows a page.
#[derive(Debug, Default)]
pub(super) struct Following {
    pub(super) next: Option<Value>,
    pub(super) total: Option<u64>,
    /// Why there is no next page, where the server says that there is one.
    pub(super) error: Option<BackendError>,
}

impl PageKind {
    /// The placeholder it fills.
    pub(super) const fn placeholder(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Offset => "offset",
            Self::Cursor | Self::Link => "cursor",
        }
    }
}

impl Paging {
    /// What the placeholders stand for.
    pub(super) fn arguments(
        &self,
        resource: &str,
        params: Option<&Map<String, Value>>,
    ) -> Result<Vec<(&'static str, Value)>, BackendError> {
        let mut arguments = Vec::new();
        match self.kind {
            PageKind::Page | PageKind::Offset => {
                let at = self.position(resource, params)?;
                arguments.push((self.kind.placeholder(), Value::from(at)));
            }
            PageKind::Cursor => arguments.extend(cursor(params).map(|at| ("cursor", at.clone()))),
            PageKind::Link => {
                let at = cursor(params);
                if at.is_some() && self.link(params).is_none() {
                    return Err(bad_cursor(resource, at));
                }
            }
        }
        // A size that the caller gives goes before the profile's.
        if let Some(size) = self.size.filter(|_| params.is_none_or(|p| !p.contains_key("size"))) {
            arguments.push(("size", Value::from(size)));
        }
        Ok(arguments)
    }

    /// What comes after the service's base for a further page of links.
    pub(super) fn link<'a>(&self, params: Option<&'a Map<String, Value>>) -> Option<&'a str> {
        let rest = cursor(params).filter(|_| self.kind == PageKind::Link)?.as_str()?;
        is_rest(rest).then_some(rest)
    }

    /// The next `cursor` and the total, from the data after the envelope; `clean` takes out of a link
    /// what must not be kept.
    pub(super) fn next(
        &self,
        asked: &Asked<'_>,
        data: &Value,
        rows: usize,
        clean: &dyn Fn(&str) -> String,
    ) -> Result<Following, BackendError> {
        let Asked { resource, params, response, .. } = *asked;
        let wrong =
            |field: &str, place: &str, value: Option<&Value>, expected| BackendError::Unmappable {
                resource: resource.to_owned(),
                field: field.to_owned(),
                pointer: place.to_owned(),
                value: found(value),
                expected,
            };
        let mut following = Following::default();
        if let Some(place) = &self.total
            && let Some(told) = place.find(data, response)
        {
            let error = || wrong("page.total", place.name(), Some(&told), "a whole number");
            following.total = Some(whole(&told).ok_or_else(error)?);
        }
        let more = match self.more.as_deref() {
            None => None,
            Some(pointer) => {
                let told = data.pointer(pointer);
                let error = || wrong("page.more", pointer, told, "true or false");
                Some(truth(told).ok_or_else(error)?)
            }
        };
        following.next = match self.kind {
            PageKind::Link => self.linked(asked, clean, &mut following.error),
            PageKind::Cursor => {
                let Some(place) = &self.next else { return Ok(following) };
                match place.find(data, response) {
                    Some(at @ (Value::String(_) | Value::Number(_))) => {
                        let at = faithful(at);
                        let again = cursor(params).is_some_and(|before| same(before, &at));
                        let ends = more == Some(false) || again || at.as_str() == Some("");
                        (!ends).then_some(at)
                    }
                    None | Some(Value::Null) => None,
                    told @ Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
                        let expected = "a text or a number";
                        return Err(wrong("page.next", place.name(), told.as_ref(), expected));
                    }
                }
            }
            PageKind::Page | PageKind::Offset => {
                let at = self.position(resource, params)?;
                let rows = u64::try_from(rows).unwrap_or(LAST);
                let next = self.after(at, rows, more, following.total);
                next.filter(|next| *next <= LAST).map(Value::from)
            }
        };
        Ok(following)
    }

    /// What the answer's link to the next page becomes.
    fn linked(
        &self,
        asked: &Asked<'_>,
        clean: &dyn Fn(&str) -> String,
        error: &mut Option<BackendError>,
    ) -> Option<Value> {
        let Asked { resource, params, url, response } = *asked;
        let before = self.link(params);
        let here = match before {
            Some(rest) => url.base_and(rest),
            None => {
                let page = self.arguments(resource, params).ok()?;
                url.fill(&Arguments { resource, params, page: &page }).ok()?
            }
        };
        match next(response, &here, url.base())? {
            Next::Here(rest) => {
                let rest = clean(&rest);
                (before != Some(rest.as_str())).then_some(Value::String(rest))
            }
            Next::Elsewhere(found) => {
                *error = Some(BackendError::ForeignLink { resource: resource.to_owned(), found });
                None
            }
        }
    }

    /// The page or offset that follows `at`.
    fn after(&self, at: u64, rows: u64, more: Option<bool>, total: Option<u64>) -> Option<u64> {
        let is_page = self.kind == PageKind::Page;
        let seen = if is_page {
            at.saturating_sub(self.first).saturating_add(1).saturating_mul(self.size.unwrap_or(0))
        } else {
            at.saturating_sub(self.first).saturating_add(rows)
        };
        // A page of nothing is never followed because of a total: it would be asked for again.
        let is_full = self.size.is_some_and(|size| rows >= size);
        let goes_on =
            more.unwrap_or_else(|| total.map_or(is_full, |total| rows > 0 && seen < total));
        let step = match (is_page, rows) {
            (true, _) => 1,
            (false, 0) => self.size.unwrap_or(0),
            (false, rows) => rows,
        };
        (goes_on && step > 0).then(|| at.saturating_add(step))
    }

    fn position(
        &self,
        resource: &str,
        params: Option<&Map<String, Value>>,
    ) -> Result<u64, BackendError> {
        match cursor(params) {
            None => Ok(self.first),
            Some(value) => {
                let at = whole(value).filter(|at| *at <= LAST);
                at.ok_or_else(|| bad_cursor(resource, Some(value)))
            }
        }
    }
}

fn bad_cursor(resource: &str, value: Option<&Value>) -> BackendError {
    BackendError::BadParam {
        resource: resource.to_owned(),
        name: "cursor".to_owned(),
        found: found(value),
        expected: "the `next` of the page before",
    }
}

/// The caller's cursor; `null` and an empty text are none.
fn cursor(params: Option<&Map<String, Value>>) -> Option<&Value> {
    params?.get("cursor").filter(|at| !at.is_null() && at.as_str() != Some(""))
}

fn same(a: &Value, b: &Value) -> bool {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text(a) == text(b)
}

#[cfg(test)]
mod tests;
