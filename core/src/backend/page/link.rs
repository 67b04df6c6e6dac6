//! The next page out of a `Link` header (RFC 8288), as GitHub, json-server and many others give it.
//!
//! A link is only followed within the service it came from: the next request carries the token and
//! the signature, which no other server may see, and a mini-program may only speak to the hosts that
//! its platform lists. What is kept of a link is therefore only what comes after the service's base, and
//! the scheme is the base's: a server behind a gateway often calls itself `http`.
//!
//! ```text
//! Link: <https://api.example.com/goods?page=3>; rel="next", <…>; rel="last"
//! ```

use crate::effect::HttpResponse;

/// Where the next page is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// What comes after the service's base.
    Here(String),
    /// At another server, or nowhere that can be asked.
    Elsewhere(String),
}

/// The link with `rel=next` of an answer to a request for `here`; `None` where there is none.
pub(super) fn next(response: &HttpResponse, here: &str, base: &str) -> Option<Next> {
    let links = response.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("link"));
    let target = links.filter_map(|(_, value)| next_of(value)).next()?;
    let resolved = resolved(target, here, base).filter(|rest| is_rest(rest));
    Some(resolved.map_or_else(|| Next::Elsewhere(target.to_owned()), Next::Here))
}

/// Whether a text can come after a base: a path or a query that stays where it is.
pub(super) fn is_rest(text: &str) -> bool {
    let path = text.split(['?']).next().unwrap_or_default();
    // Browsers take an encoded dot for a dot.
    let is_dots = |segment: &str| {
        let plain = segment.to_ascii_lowercase().replace("%2e", ".");
        plain == "." || plain == ".."
    };
    text.starts_with(['/', '?'])
        && text.bytes().all(|b| b.is_ascii_graphic() && !b"#\\\"<>{}|^`".contains(&b))
        && !path.split('/').any(is_dots)
}

/// The target of the first link of a header that leads to the next page.
fn next_of(header: &str) -> Option<&str> {
    let mut rest = header;
    loop {
        let (_, after) = rest.split_once('<')?;
        let (target, after) = after.split_once('>')?;
        let (params, behind) = cut(after, b',');
        if is_next(params) {
            return Some(target.trim());
        }
        rest = behind;
    }
}

/// A text up to a sign that is not inside quotes, and what comes after it.
fn cut(text: &str, at: u8) -> (&str, &str) {
    let (mut quoted, mut escaped) = (false, false);
    for (i, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if byte == at && !quoted => {
                return (text.get(..i).unwrap_or_default(), text.get(i + 1..).unwrap_or_default());
            }
            _ => {}
        }
    }
    (text, "")
}

/// Whether a link's parameters say `next`. With an `anchor` it is about another page than this; of
/// several `rel` the first counts (RFC 8288 §3.2, §3.3).
fn is_next(params: &str) -> bool {
    let (mut rest, mut rel) = (params, None);
    while !rest.is_empty() {
        let (param, behind) = cut(rest, b';');
        let (name, value) = param.split_once('=').unwrap_or((param, ""));
        let name = name.trim().to_ascii_lowercase();
        if name == "anchor" {
            return false;
        }
        if name == "rel" && rel.is_none() {
            rel = Some(value.trim().trim_matches('"'));
        }
        rest = behind;
    }
    let is_it = |word: &str| word.eq_ignore_ascii_case("next");
    rel.is_some_and(|rel| rel.split_ascii_whitespace().any(is_it))
}

/// What comes after the base, where a target leads below it (RFC 3986 §5.2).
fn resolved(target: &str, here: &str, base: &str) -> Option<String> {
    let target = target.split('#').next()?;
    let (authority, base_path) = split(base)?;
    let (_, here_path) = split(here)?;
    let here_path = here_path.split('?').next()?;
    let path = if let Some((other, path)) = split(target) {
        if !same_host(other, authority) {
            return None;
        }
        path.to_owned()
    } else if target.starts_with('?') {
        [here_path, target].concat()
    } else if target.starts_with('/') {
        target.to_owned()
    } else if target.is_empty() || target.split(['/', '?']).next()?.contains(':') {
        return None;
    } else {
        let folder = here_path.rsplit_once('/').map_or("", |(folder, _)| folder);
        [folder, "/", target].concat()
    };
    // That it does not go on in the middle of a name, `is_rest` sees.
    Some(without_dots(&path).strip_prefix(base_path)?.to_owned())
}

/// The authority and the path of an absolute or scheme-relative URL.
fn split(url: &str) -> Option<(&str, &str)> {
    let is_http = |scheme: &str| {
        scheme.is_empty()
            || scheme.eq_ignore_ascii_case("http:")
            || scheme.eq_ignore_ascii_case("https:")
    };
    let (scheme, rest) = url.split_once("//")?;
    if !is_http(scheme) {
        return None;
    }
    Some(rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len())))
}

fn same_host(a: &str, b: &str) -> bool {
    let host = |text: &str| {
        let bare = text.strip_suffix(":443").or_else(|| text.strip_suffix(":80")).unwrap_or(text);
        bare.to_ascii_lowercase()
    };
    host(a) == host(b)
}

/// RFC 3986 §5.2.4.
fn without_dots(url: &str) -> String {
    let (path, query) = url.split_at(url.find('?').unwrap_or(url.len()));
    let mut kept: Vec<&str> = Vec::new();
    let mut ends_in_dots = false;
    for segment in path.split('/').skip(1) {
        ends_in_dots = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            _ => kept.push(segment),
        }
    }
    let mut clean = String::new();
    for segment in kept {
        clean.push('/');
        clean.push_str(segment);
    }
    if ends_in_dots {
        clean.push('/');
    }
    clean + query
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://api.example.com/v1";
    const HERE: &str = "https://api.example.com/v1/goods/list?page=1";

    fn asked(headers: &[&str]) -> Option<Next> {
        let headers =
            headers.iter().map(|value| ("Link".to_owned(), (*value).to_owned())).collect();
        next(&HttpResponse { status: 200, headers, body: String::new() }, HERE, BASE)
    }

    fn here(rest: &str) -> Option<Next> {
        Some(Next::Here(rest.to_owned()))
    }

    #[test]
    fn the_link_called_next_is_found_among_others() {
        let cases = [
            r#"<https://api.example.com/v1/goods/list?page=2>; rel="next""#,
            r#"<https://api.example.com/v1/goods/list?page=9>; rel=last,<https://api.example.com/v1/goods/list?page=2>;rel=next"#,
            r#"<x>; title="a, <b>; rel=\"next\""; rel="last", </v1/goods/list?page=2>; REL="prev NEXT""#,
            r#"<x>; rel="next"; anchor="/other", <?page=2>; rel="next"; rel="last""#,
            r#"<x>; rel="nexts", <x>, <x>; rel, <list?page=2>; type="a;b"; rel = "next""#,
        ];
        for header in cases {
            assert_eq!(asked(&[header]), here("/goods/list?page=2"), "{header}");
        }
        assert_eq!(asked(&["<a>; rel=last", "<?page=2>; rel=next"]), here("/goods/list?page=2"));
        for header in
            ["", "rel=next", "<a", "<a>; rel=last", "<a>; rel=last; rel=next", "a; rel=next"]
        {
            assert_eq!(asked(&[header]), None, "{header}");
        }
        assert_eq!(asked(&[]), None);
    }

    /// The targets of RFC 3986 §5.4, as far as they are about this server.
    #[test]
    fn a_relative_target_is_resolved_against_the_request() {
        let cases = [
            ("http://api.example.com/v1/goods?page=2", "/goods?page=2"),
            ("//API.example.com:443/v1/goods?page=2", "/goods?page=2"),
            ("/v1/goods?page=2#top", "/goods?page=2"),
            ("?page=2", "/goods/list?page=2"),
            ("more?page=2", "/goods/more?page=2"),
            ("./more", "/goods/more"),
            ("../more", "/more"),
            (".", "/goods/"),
            ("..", "/"),
            ("more/../x", "/goods/x"),
            ("https://api.example.com/v1?page=2", "?page=2"),
        ];
        for (target, expected) in cases {
            assert_eq!(asked(&[&format!("<{target}>; rel=next")]), here(expected), "{target}");
        }
    }

    #[test]
    fn another_server_is_elsewhere() {
        for target in [
            "https://evil.example/v1/goods?page=2",
            "https://api.example.com.evil.example/v1/goods",
            "https://api.example.com@evil.example/v1/goods",
            "https://api.example.com:8443/v1/goods",
            "//evil.example/v1/goods",
            "https://api.example.com/v2/goods",
            "https://api.example.com/v1goods",
            "/v2/goods",
            "../../../v2",
            "/v1/../v2",
            "/v1/%2e%2e/v2",
            "/v1/a b",
            "/v1/a\\b",
            "/v1/推",
            "ftp://api.example.com/v1/goods",
            "javascript:alert(1)",
            "",
        ] {
            let expected = Some(Next::Elsewhere(target.to_owned()));
            assert_eq!(asked(&[&format!("<{target}>; rel=next")]), expected, "{target}");
        }
    }
}
