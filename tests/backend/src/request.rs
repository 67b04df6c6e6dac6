//! What a request says: its query, and the address it was sent to.

use axum::http::{HeaderMap, header};

use crate::envelope::Refusal;

/// The fields behind the `?`. A field that is empty counts as missing: profiles leave `{name}`
/// empty where a client gave nothing.
#[derive(Debug)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn of(raw: Option<&str>) -> Self {
        let fields = form_urlencoded::parse(raw.unwrap_or_default().as_bytes());
        Self(fields.into_owned().filter(|(_, value)| !value.is_empty()).collect())
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A whole number in `1..=most`, or what stands for a missing one.
    pub(crate) fn number(&self, name: &str, missing: u64, most: u64) -> Result<u64, Refusal> {
        let Some(text) = self.text(name) else { return Ok(missing) };
        text.parse().ok().filter(|number| (1..=most).contains(number)).ok_or_else(|| {
            Refusal::unprocessable(format!("{name}: {text:?} is outside 1..={most}"))
        })
    }
}

/// The rows a page of `size` skips and its number, from a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    number: u64,
    pub(crate) size: u64,
}

impl Page {
    pub(crate) fn of(query: &Query, usual_size: u64) -> Result<Self, Refusal> {
        Ok(Self {
            number: query.number("page", 1, 1_000_000)?,
            size: query.number("size", usual_size, 100)?,
        })
    }

    pub(crate) const fn skip(self) -> u64 {
        (self.number - 1) * self.size
    }

    /// Whether rows follow after this page.
    pub(crate) const fn has_more(self, total: u64) -> bool {
        self.number * self.size < total
    }
}

/// `http://host:port` as the client wrote it, so that absolute addresses lead back through whatever
/// the client came through; `fallback` where the header is missing or strange.
pub(crate) fn origin(headers: &HeaderMap, fallback: &str) -> String {
    let sane = |byte: u8| byte.is_ascii_alphanumeric() || b".:-[]".contains(&byte);
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let secure = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    let scheme = if secure { "https" } else { "http" };
    match host {
        Some(host) if !host.is_empty() && host.bytes().all(sane) => format!("{scheme}://{host}"),
        _ => fallback.to_owned(),
    }
}

/// Text as it stands in HTML and SVG, in elements and in quoted attributes.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(character),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_field_that_is_empty_is_missing() {
        let query = Query::of(Some("page=&cat=beauty%2Flip&q=%E5%8F%A3+%E7%BA%A2"));
        assert_eq!(query.text("page"), None);
        assert_eq!(query.text("cat"), Some("beauty/lip"));
        assert_eq!(query.text("q"), Some("口 红"));
        assert_eq!(query.number("page", 1, 10).unwrap(), 1);
    }

    #[test]
    fn a_number_outside_its_bounds_is_refused() {
        for raw in ["page=0", "page=-1", "page=x", "page=1000001", "size=101", "page=1e3"] {
            assert!(Page::of(&Query::of(Some(raw)), 50).is_err(), "{raw}");
        }
    }

    #[test]
    fn a_host_that_is_no_host_is_not_repeated() {
        let with = |host: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            origin(&headers, "http://fallback")
        };
        assert_eq!(with("localhost:8787"), "http://localhost:8787");
        assert_eq!(with("[::1]:80"), "http://[::1]:80");
        assert_eq!(with("a\"><script>"), "http://fallback");
        assert_eq!(origin(&HeaderMap::new(), "http://fallback"), "http://fallback");
    }
}
