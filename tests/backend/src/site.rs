//! The built web app, as files: what a browser may keep for ever, what it must ask for again.
//!
//! A name with a hash in it (`app-0a1b2c3d.js`) never changes its content and is kept for ever;
//! everything else is asked for again. A file with a `.br` beside it goes out compressed to whoever
//! understands that. Pages of the app are all `index.html`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri, header, header::HeaderValue};
use axum::response::IntoResponse;
use percent_encoding::percent_decode_str;

use crate::app::App;
use crate::envelope::{Answer, Refusal};

/// A directory of files.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// Canonical.
    root: PathBuf,
}

impl Site {
    /// # Errors
    /// Where the directory is not there.
    pub(crate) fn open(directory: &Path) -> Result<Self, io::Error> {
        Ok(Self { root: fs::canonicalize(directory)? })
    }

    /// The file of an address's path, which must lie in the directory whatever the path says.
    fn find(&self, path: &str) -> Option<PathBuf> {
        let decoded = percent_decode_str(path).decode_utf8().ok()?;
        let mut file = self.root.clone();
        for part in decoded.strip_prefix('/')?.split('/') {
            // No empty part, no dots at the start, nothing another system would read as a separator.
            let strange =
                part.is_empty() || part.starts_with('.') || part.contains(['\\', ':', '\0']);
            if strange {
                return None;
            }
            file.push(part);
        }
        // A link in the directory may lead out of it.
        let file = fs::canonicalize(file).ok()?;
        (file.starts_with(&self.root) && file.is_file()).then_some(file)
    }

    /// `index.html` as text, for the pages that put something into it.
    pub(crate) fn index(&self) -> Result<String, Refusal> {
        fs::read_to_string(self.root.join("index.html"))
            .map_err(|error| Refusal::not_found(format!("index.html: {error}")))
    }
}

/// Everything no other route takes: a file, or a page of the app.
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    if method != Method::GET && method != Method::HEAD {
        return Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "GET").into_response();
    }
    serve(&app, uri.path(), &headers).unwrap_or_else(Refusal::into_response)
}

fn serve(app: &App, path: &str, headers: &HeaderMap) -> Answer {
    let Some(site) = &app.site else {
        return Err(Refusal::not_found("no web app is served here (--web); the API is under /api"));
    };
    let path = if is_page(path) { "/index.html" } else { path };
    let file = site.find(path).ok_or_else(|| Refusal::not_found("没有这个文件"))?;
    file_response(&file, accepts_brotli(headers)).map_err(Refusal::internal)
}

/// The app's own pages; what follows them is the app's business.
fn is_page(path: &str) -> bool {
    matches!(path, "/" | "/earn" | "/me" | "/sync")
        || path.starts_with("/p/")
        || path.starts_with("/s/")
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.unwrap_or_default().split(',').any(|coding| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let refused = quality.trim().trim_start_matches("q=").parse() == Ok(0.0_f32);
        name.trim().eq_ignore_ascii_case("br") && !refused
    })
}

fn file_response(file: &Path, brotli: bool) -> Result<Response<Body>, io::Error> {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let compressed = file.with_file_name(format!("{name}.br"));
    let is_compressed = brotli && compressed.is_file();
    let bytes = fs::read(if is_compressed { &compressed } else { file })?;

    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime(name)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching(name)));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if is_compressed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    Ok(response)
}

fn mime(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// What never changes under its name is kept for ever.
pub(crate) const FOR_EVER: &str = "public, max-age=31536000, immutable";

fn caching(name: &str) -> &'static str {
    if has_hash(name) { FOR_EVER } else { "no-cache" }
}

/// `name-0a1b2c3d.ext`: eight or more hexadecimal digits between the last dash and the extension.
/// wasm-bindgen puts `_bg` behind the hash.
fn has_hash(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or("", |(stem, _)| stem);
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        hash.len() >= 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_with_a_hash_is_kept_for_ever() {
        let kept = ["app-0a1b2c3d.js", "tuike-web-00ff00ff00ff00ff_bg.wasm", "a-b-deadbeef.css"];
        let asked = [
            "index.html",
            "sw.js",
            "app-0a1b2c3.js",
            "app-0a1b2c3x.js",
            "deadbeef.js",
            "a-.js",
            "",
        ];
        assert!(kept.iter().all(|name| caching(name) == FOR_EVER));
        for name in asked {
            assert_eq!(caching(name), "no-cache", "{name}");
        }
    }

    #[test]
    fn brotli_goes_to_whoever_accepts_it() {
        let with = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(text));
            accepts_brotli(&headers)
        };
        assert!(with("gzip, deflate, br, zstd"));
        assert!(with("br;q=0.5"));
        assert!(!with("gzip"));
        assert!(!with("br;q=0, gzip"));
        assert!(!with("brotli"));
        assert!(!accepts_brotli(&HeaderMap::new()));
    }
}
