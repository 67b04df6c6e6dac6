//! Templates: `{name}` in a path and in a query value.
//!
//! Values in a URL are percent-encoded (RFC 3986: all but `A-Z a-z 0-9 - . _ ~`), so no value can
//! add a path segment, a query pair or a fragment. A query pair whose parameter is missing is left
//! out; a path whose parameter is missing is an error. Literal text is taken as it stands, except
//! that what no URL may hold (a space, Chinese) is encoded.
//!
//! ```
//! use serde_json::json;
//! use tuike_core::backend::{Call, Profile};
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://m.example.com/api",
//!     "resources": { "goods": { "get": "/v1/{kind}?cat={cat}&q={q}" } } }"#)?;
//! let request = profile.query_request("goods", &json!({ "kind": "new", "q": "a&b=口红" }), &Call::default()).unwrap();
//! assert_eq!(request.url, "https://m.example.com/api/v1/new?q=a%26b%3D%E5%8F%A3%E7%BA%A2");
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```

use serde_json::{Map, Value};

use super::error::BackendError;

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Literal(String),
    Name(String),
}

/// An absolute URL with placeholders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct UrlTemplate {
    base: String,
    path: Vec<Part>,
    /// `key=` (or a key alone) and what follows it.
    query: Vec<(String, Vec<Part>)>,
}

/// What the placeholders of one request stand for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arguments<'a> {
    /// The resource or mutation, for errors.
    pub(super) resource: &'a str,
    /// What the caller gave.
    pub(super) params: Option<&'a Map<String, Value>>,
    /// What paging adds: it hides a parameter of the same name.
    pub(super) page: &'a [(&'static str, Value)],
}

impl Arguments<'_> {
    /// The value of a name; `null` counts as missing.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        let page = self.page.iter().find(|(key, _)| *key == name).map(|(_, value)| value);
        page.or_else(|| self.params?.get(name)).filter(|value| !value.is_null())
    }

    /// The value of a name as it stands in a URL or inside a text.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, BackendError> {
        match self.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => Ok(Some(value.to_string())),
            Some(value @ (Value::Array(_) | Value::Object(_))) => {
                Err(self.bad(name, value.to_string(), "a text, a number or a boolean"))
            }
        }
    }

    /// A text with every placeholder filled; `None` where one is missing, empty or no scalar.
    pub(super) fn filled(&self, parts: &[Part]) -> Option<String> {
        let mut filled = String::new();
        for part in parts {
            match part {
                Part::Literal(text) => filled.push_str(text),
                Part::Name(name) => {
                    filled.push_str(&self.text(name).ok().flatten().filter(|t| !t.is_empty())?);
                }
            }
        }
        Some(filled)
    }

    pub(super) fn bad(&self, name: &str, found: String, expected: &'static str) -> BackendError {
        BackendError::BadParam {
            resource: self.resource.to_owned(),
            name: name.to_owned(),
            found,
            expected,
        }
    }
}

impl UrlTemplate {
    /// Reads a template; `base` has been checked and ends without a slash. The error says what was
    /// expected.
    pub(super) fn parse(base: &str, text: &str) -> Result<Self, &'static str> {
        if !text.starts_with('/') {
            return Err("a path that begins with /");
        }
        if text.contains('#') {
            return Err("a path and query without a fragment");
        }
        let (path, query) = match text.split_once('?') {
            Some((path, query)) => {
                (path, query.split('&').filter(|pair| !pair.is_empty()).collect())
            }
            None => (text, Vec::new()),
        };
        let query = query.into_iter().map(pair).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { base: base.to_owned(), path: url_parts(path)?, query })
    }

    /// What it begins with; no slash at its end.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// Another URL of the same service, without placeholders.
    pub(super) fn instead(&self, rest: &str) -> Self {
        Self { base: self.base_and(rest), path: Vec::new(), query: Vec::new() }
    }

    /// The same as a text.
    pub(super) fn base_and(&self, rest: &str) -> String {
        [&self.base, rest].concat()
    }

    /// Whether a placeholder of that name is there.
    pub(super) fn has(&self, name: &str) -> bool {
        let values = self.query.iter().flat_map(|(_, parts)| parts);
        self.path.iter().chain(values).any(|part| matches!(part, Part::Name(n) if n == name))
    }

    /// Whether any placeholder is there.
    pub(super) fn has_any(&self) -> bool {
        let values = self.query.iter().flat_map(|(_, parts)| parts);
        self.path.iter().chain(values).any(|part| matches!(part, Part::Name(_)))
    }

    /// The URL for these arguments.
    pub(super) fn fill(&self, arguments: &Arguments<'_>) -> Result<String, BackendError> {
        let mut url = self.base.clone();
        for part in &self.path {
            match part {
                Part::Literal(text) => url.push_str(text),
                Part::Name(name) => encode_into(&mut url, &path_value(arguments, name)?),
            }
        }
        let mut separator = '?';
        for (key, parts) in &self.query {
            if let Some(value) = query_value(arguments, parts)? {
                url.push(separator);
                url.push_str(key);
                url.push_str(&value);
                separator = '&';
            }
        }
        Ok(url)
    }
}

fn pair(text: &str) -> Result<(String, Vec<Part>), &'static str> {
    let (key, value) = match text.split_once('=') {
        Some((key, value)) => (format!("{key}="), value),
        None => (text.to_owned(), ""),
    };
    if key.contains(['{', '}']) {
        return Err("query keys without placeholders");
    }
    Ok((literal(&key)?, url_parts(value)?))
}

fn path_value(arguments: &Arguments<'_>, name: &str) -> Result<String, BackendError> {
    let value = arguments.text(name)?.filter(|text| !text.is_empty());
    match value {
        None => Err(BackendError::MissingParam {
            resource: arguments.resource.to_owned(),
            name: name.to_owned(),
        }),
        // Browsers resolve dot segments, encoded or not: another path than the profile's.
        Some(text) if text == "." || text == ".." => {
            Err(arguments.bad(name, text, "a path segment other than . and .."))
        }
        Some(text) => Ok(text),
    }
}

fn query_value(arguments: &Arguments<'_>, parts: &[Part]) -> Result<Option<String>, BackendError> {
    let mut value = String::new();
    for part in parts {
        match part {
            Part::Literal(text) => value.push_str(text),
            Part::Name(name) => match arguments.text(name)? {
                Some(text) => encode_into(&mut value, &text),
                None => return Ok(None),
            },
        }
    }
    Ok(Some(value))
}

/// Splits at the placeholders.
pub(super) fn parts(text: &str) -> Result<Vec<Part>, &'static str> {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    parts_of(text, is_name)
        .map_err(|()| "placeholders like {name}, of letters, digits and _, each brace closed")
}

/// Splits at the braces, where what stands in them is good.
pub(super) fn parts_of(text: &str, is_good: fn(&str) -> bool) -> Result<Vec<Part>, ()> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, left) = after.split_once('}').ok_or(())?;
        if !is_good(name) || before.contains('}') {
            return Err(());
        }
        if !before.is_empty() {
            found.push(Part::Literal(before.to_owned()));
        }
        found.push(Part::Name(name.to_owned()));
        rest = left;
    }
    if rest.contains('}') {
        return Err(());
    }
    if !rest.is_empty() {
        found.push(Part::Literal(rest.to_owned()));
    }
    Ok(found)
}

/// The same for a URL, where literal text must be what a URL may hold.
fn url_parts(text: &str) -> Result<Vec<Part>, &'static str> {
    parts(text)?
        .into_iter()
        .map(|part| match part {
            Part::Literal(text) => literal(&text).map(Part::Literal),
            Part::Name(name) => Ok(Part::Name(name)),
        })
        .collect()
}

/// Literal text of a URL: escapes stay, what no URL may hold is encoded.
fn literal(text: &str) -> Result<String, &'static str> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let escaped = rest.clone().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
                if !escaped {
                    return Err("a % only before two hexadecimal digits");
                }
                out.push('%');
            }
            b'/' | b'?' | b':' | b'@' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+'
            | b',' | b';' | b'=' => out.push(char::from(byte)),
            _ => encode_byte(&mut out, byte),
        }
    }
    Ok(out)
}

/// Percent-encodes a value: RFC 3986's unreserved characters stay, every other byte is `%XX`.
pub(super) fn encode_into(out: &mut String, value: &str) {
    value.bytes().for_each(|byte| encode_byte(out, byte));
}

fn encode_byte(out: &mut String, byte: u8) {
    if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
        out.push(char::from(byte));
    } else {
        let digit = |nibble: u8| {
            char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase()
        };
        out.push('%');
        out.push(digit(byte >> 4));
        out.push(digit(byte & 15));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn arguments(params: &Value) -> Arguments<'_> {
        Arguments { resource: "goods", params: params.as_object(), page: &[] }
    }

    fn filled(template: &str, params: &Value) -> Result<String, BackendError> {
        UrlTemplate::parse("https://h", template).unwrap().fill(&arguments(params))
    }

    #[test]
    fn a_missing_parameter_drops_its_query_pair() {
        let template = "/g?a={a}&fixed=1&b={b}-{a}&flag";
        assert_eq!(filled(template, &json!({})).unwrap(), "https://h/g?fixed=1&flag");
        assert_eq!(filled(template, &json!({ "a": null })).unwrap(), "https://h/g?fixed=1&flag");
        assert_eq!(filled(template, &json!({ "a": 1 })).unwrap(), "https://h/g?a=1&fixed=1&flag");
        assert_eq!(
            filled(template, &json!({ "a": "", "b": true })).unwrap(),
            "https://h/g?a=&fixed=1&b=true-&flag"
        );
        assert_eq!(filled("/g?a={a}", &json!({})).unwrap(), "https://h/g");
    }

    #[test]
    fn a_value_cannot_leave_its_place() {
        let template = "/g/{id}?q={q}";
        let params = json!({ "id": "a/../b?c#d", "q": "1&admin=1#x%20 +" });
        assert_eq!(
            filled(template, &params).unwrap(),
            "https://h/g/a%2F..%2Fb%3Fc%23d?q=1%26admin%3D1%23x%2520%20%2B"
        );
    }

    #[test]
    fn a_path_without_its_parameter_is_an_error_that_names_it() {
        for params in [json!({}), json!({ "id": null }), json!({ "id": "" })] {
            let error = filled("/g/{id}", &params).unwrap_err();
            let expected =
                BackendError::MissingParam { resource: "goods".into(), name: "id".into() };
            assert_eq!(error, expected, "{params}");
        }
        for id in [json!("."), json!(".."), json!([1]), json!({ "a": 1 })] {
            let error = filled("/g/{id}", &json!({ "id": id })).unwrap_err();
            assert!(
                matches!(error, BackendError::BadParam { ref name, .. } if name == "id"),
                "{error}"
            );
        }
    }

    #[test]
    fn literal_text_stays_unless_no_url_may_hold_it() {
        assert_eq!(
            filled("/a b/口?x=%20+1&y=[z]", &json!({})).unwrap(),
            "https://h/a%20b/%E5%8F%A3?x=%20+1&y=%5Bz%5D"
        );
    }

    #[test]
    fn a_template_that_cannot_be_filled_is_refused() {
        for text in [
            "",
            "g",
            "https://x/y",
            "/g#top",
            "/{",
            "/}",
            "/{}",
            "/{a b}",
            "/{a{b}}",
            "/a}b{c}",
            "/g?{a}=1",
            "/g?{a}",
            "/%zz",
            "/%2",
        ] {
            assert!(UrlTemplate::parse("https://h", text).is_err(), "{text}");
        }
    }

    /// Reads `%XX` back, byte by byte.
    fn naive_decode(text: &str) -> Vec<u8> {
        let bytes = text.as_bytes();
        let mut out = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at] == b'%' {
                out.push(u8::from_str_radix(&text[at + 1..at + 3], 16).unwrap());
                at += 3;
            } else {
                out.push(bytes[at]);
                at += 1;
            }
        }
        out
    }

    proptest! {
        #[test]
        fn decoding_undoes_percent_encoding(value in any::<String>()) {
            let mut encoded = String::new();
            encode_into(&mut encoded, &value);
            prop_assert!(encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
            prop_assert_eq!(naive_decode(&encoded), value.as_bytes());
        }

        #[test]
        fn any_text_is_a_template_or_an_error(text in "[/{}a%#?&= 口]{0,12}") {
            if let Ok(template) = UrlTemplate::parse("https://h", &text) {
                let url = template.fill(&arguments(&json!({ "a": "v" }))).unwrap();
                prop_assert!(url.is_ascii() && url.starts_with("https://h/"));
                let escaped = !url.contains(['{', '}', ' ', '#']);
                prop_assert!(escaped);
            }
        }
    }
}
