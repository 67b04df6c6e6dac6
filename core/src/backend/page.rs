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
//!
//! There is a next page while `more` points at true; without `more`, while `total` is not reached;
//! without both, while a page is full (`size`). `{size}` stands for `size`.
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

use serde_json::{Map, Value};

use super::error::BackendError;
use super::fields::Fault;
use super::map::{faithful, found, truth, whole};
use crate::read::{Node, ReadError};

/// Beyond this JavaScript would round a page number.
const LAST: u64 = (1 << 53) - 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageKind {
    Page,
    Offset,
    Cursor,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Paging {
    pub(super) kind: PageKind,
    pub(super) first: u64,
    pub(super) size: Option<u64>,
    pub(super) more: Option<String>,
    pub(super) total: Option<String>,
    pub(super) next: Option<String>,
}

impl PageKind {
    /// The placeholder it fills.
    pub(super) const fn placeholder(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Offset => "offset",
            Self::Cursor => "cursor",
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
        }
        // A size that the caller gives goes before the profile's.
        if let Some(size) = self.size.filter(|_| params.is_none_or(|p| !p.contains_key("size"))) {
            arguments.push(("size", Value::from(size)));
        }
        Ok(arguments)
    }

    /// The next `cursor` and the total, from the data after the envelope.
    pub(super) fn next(
        &self,
        resource: &str,
        params: Option<&Map<String, Value>>,
        data: &Value,
        rows: usize,
    ) -> Result<(Option<Value>, Option<u64>), BackendError> {
        let wrong = |field: &str, pointer: &str, expected| BackendError::Unmappable {
            resource: resource.to_owned(),
            field: field.to_owned(),
            pointer: pointer.to_owned(),
            value: found(data.pointer(pointer)),
            expected,
        };
        let total = match self.total.as_deref().map(|pointer| (pointer, data.pointer(pointer))) {
            None | Some((_, None | Some(Value::Null))) => None,
            Some((pointer, Some(value))) => {
                Some(whole(value).ok_or_else(|| wrong("page.total", pointer, "a whole number"))?)
            }
        };
        let more = match self.more.as_deref() {
            None => None,
            Some(pointer) => {
                let more = truth(data.pointer(pointer));
                Some(more.ok_or_else(|| wrong("page.more", pointer, "true or false"))?)
            }
        };
        let next = match self.kind {
            PageKind::Cursor => {
                let pointer = self.next.as_deref().unwrap_or_default();
                match data.pointer(pointer) {
                    Some(at @ (Value::String(_) | Value::Number(_))) => {
                        let at = faithful(at.clone());
                        let again = cursor(params).is_some_and(|before| same(before, &at));
                        let ends = more == Some(false) || again || at.as_str() == Some("");
                        (!ends).then_some(at)
                    }
                    None | Some(Value::Null) => None,
                    Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
                        return Err(wrong("page.next", pointer, "a text or a number"));
                    }
                }
            }
            PageKind::Page | PageKind::Offset => {
                let at = self.position(resource, params)?;
                let rows = u64::try_from(rows).unwrap_or(LAST);
                self.after(at, rows, more, total).filter(|next| *next <= LAST).map(Value::from)
            }
        };
        Ok((next, total))
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
                whole(value).filter(|at| *at <= LAST).ok_or_else(|| BackendError::BadParam {
                    resource: resource.to_owned(),
                    name: "cursor".to_owned(),
                    found: found(Some(value)),
                    expected: "the `next` of the page before",
                })
            }
        }
    }
}

/// A resource's `page`.
pub(super) fn paging(node: &Node<'_>, fault: &Fault) -> Paging {
    const LARGEST: u64 = 1_000_000;
    let page = fault.fields(node, &["kind", "first", "size", "more", "total", "next"]);
    page.required("kind");
    let kind = match page.choice("kind", &["page", "offset", "cursor"]) {
        1 => PageKind::Offset,
        2 => PageKind::Cursor,
        _ => PageKind::Page,
    };
    let first = page.integer("first", 0, LARGEST);
    let paging = Paging {
        kind,
        first: first.unwrap_or(u64::from(kind == PageKind::Page)),
        size: page.integer("size", 1, LARGEST),
        more: page.optional_pointer("more"),
        total: page.optional_pointer("total"),
        next: page.optional_pointer("next"),
    };
    // Whatever a kind needs to know where the end is.
    let needs_size = match kind {
        PageKind::Page => paging.more.is_none(),
        PageKind::Offset => paging.more.is_none() && paging.total.is_none(),
        PageKind::Cursor => false,
    };
    if kind == PageKind::Cursor {
        page.required("next");
    } else if paging.next.is_some() {
        let path = page.path("next");
        let known = "kind, first, size, more, total".to_owned();
        fault.keep(ReadError::UnknownField { path, known }.into());
    } else if needs_size {
        page.required("size");
    }
    paging
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
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn paging(kind: PageKind) -> Paging {
        let first = u64::from(kind == PageKind::Page);
        Paging { kind, first, size: None, more: None, total: None, next: None }
    }

    fn next(paging: &Paging, params: &Value, data: &Value, rows: usize) -> Option<Value> {
        paging.next("goods", params.as_object(), data, rows).unwrap().0
    }

    #[test]
    fn more_decides_where_it_is() {
        let pages = Paging {
            more: Some("/more".into()),
            total: Some("/total".into()),
            ..paging(PageKind::Page)
        };
        for yes in [json!(true), json!(1), json!("1"), json!("true")] {
            let data = json!({ "more": yes, "total": 1 });
            assert_eq!(next(&pages, &json!({ "cursor": 3 }), &data, 1), Some(json!(4)), "{yes}");
            assert_eq!(next(&pages, &json!({}), &data, 1), Some(json!(2)), "{yes}");
        }
        for no in [json!(false), json!(0), json!("0"), json!("false"), json!(""), json!(null)] {
            assert_eq!(
                next(&pages, &json!({}), &json!({ "more": no, "total": 99 }), 1),
                None,
                "{no}"
            );
        }
        assert_eq!(next(&pages, &json!({}), &json!({}), 1), None);
        let error = pages.next("goods", None, &json!({ "more": "perhaps" }), 1).unwrap_err();
        assert!(
            matches!(error, BackendError::Unmappable { ref field, .. } if field == "page.more")
        );
    }

    #[test]
    fn a_total_ends_where_it_is_reached() {
        let pages =
            Paging { size: Some(20), total: Some("/total".into()), ..paging(PageKind::Page) };
        let data = json!({ "total": "45" });
        assert_eq!(next(&pages, &json!({}), &data, 20), Some(json!(2)));
        assert_eq!(next(&pages, &json!({ "cursor": "2" }), &data, 20), Some(json!(3)));
        assert_eq!(next(&pages, &json!({ "cursor": 3 }), &data, 5), None);
        // Rows were taken away meanwhile: a page of nothing is the last, whatever the total says.
        assert_eq!(next(&pages, &json!({ "cursor": 2 }), &data, 0), None);
        let offsets = Paging { total: Some("/total".into()), ..paging(PageKind::Offset) };
        assert_eq!(next(&offsets, &json!({}), &data, 20), Some(json!(20)));
        assert_eq!(next(&offsets, &json!({ "cursor": 40 }), &data, 5), None);
        assert_eq!(next(&offsets, &json!({ "cursor": 40 }), &data, 0), None);
    }

    #[test]
    fn without_both_a_page_that_is_not_full_is_the_last() {
        let pages = Paging { size: Some(20), ..paging(PageKind::Page) };
        assert_eq!(next(&pages, &json!({}), &json!({}), 20), Some(json!(2)));
        assert_eq!(next(&pages, &json!({}), &json!({}), 19), None);
    }

    #[test]
    fn a_cursor_that_comes_back_ends() {
        let cursors = Paging { next: Some("/next".into()), ..paging(PageKind::Cursor) };
        assert_eq!(next(&cursors, &json!({}), &json!({ "next": "k1" }), 1), Some(json!("k1")));
        assert_eq!(next(&cursors, &json!({ "cursor": "k1" }), &json!({ "next": "k1" }), 1), None);
        for end in [json!({}), json!({ "next": null }), json!({ "next": "" })] {
            assert_eq!(next(&cursors, &json!({}), &end, 1), None, "{end}");
        }
        let big: Value = serde_json::from_str(r#"{ "next": 9007199254740993 }"#).unwrap();
        assert_eq!(next(&cursors, &json!({}), &big, 1), Some(json!("9007199254740993")));
        assert!(cursors.next("goods", None, &json!({ "next": [] }), 1).is_err());
    }

    #[test]
    fn a_cursor_that_is_no_page_is_refused() {
        for wrong in [json!("x"), json!(-1), json!(1.5), json!([]), json!(true), json!(1_u64 << 60)]
        {
            let params = json!({ "cursor": wrong });
            let error = paging(PageKind::Page).arguments("goods", params.as_object()).unwrap_err();
            assert!(matches!(error, BackendError::BadParam { .. }), "{wrong}");
        }
    }

    proptest! {
        /// Following `next` over a naive server gives every row once, in order, and ends.
        #[test]
        fn following_next_gives_every_row_once(total in 0_usize..60, size in 1_usize..9, by in 0..4, offset in any::<bool>()) {
            let kind = if offset { PageKind::Offset } else { PageKind::Page };
            let paging = Paging {
                size: (by != 1 || !offset).then_some(size as u64),
                more: (by == 0).then(|| "/more".into()),
                total: (by == 1 || by == 2).then(|| "/total".into()),
                ..paging(kind)
            };
            let (mut seen, mut params) = (Vec::<usize>::new(), json!({}));
            for _ in 0..200 {
                let arguments = paging.arguments("goods", params.as_object()).unwrap();
                let at = arguments[0].1.as_u64().unwrap() as usize;
                let from = if offset { at } else { (at - 1) * size };
                let rows: Vec<usize> = (0..total).skip(from).take(size).collect();
                let data = json!({ "more": from + rows.len() < total, "total": total });
                seen.extend(&rows);
                match next(&paging, &params, &data, rows.len()) {
                    Some(at) => params = json!({ "cursor": at }),
                    None => { params = Value::Null; break }
                }
            }
            prop_assert_eq!(params, Value::Null);
            prop_assert_eq!(seen, (0..total).collect::<Vec<_>>());
        }
    }
}
