//! Finding the token in whatever a customer arrives with. Never fails: what is not ours is `None`.

use serde_json::{Map, Value};

use super::scene::MARK;
use super::{Payload, Token, percent, token};
use crate::json;

/// The share a customer came by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landing {
    /// The token, also where it came as a scene.
    pub token: Token,
    /// What it says.
    pub payload: Payload,
    /// Where it was.
    pub source: Source,
}

/// Where a landing's token was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A mini-program code's `scene`.
    Scene,
    /// A parameter `s`.
    Query,
    /// A segment of a path.
    Path,
    /// Anywhere in a text.
    Text,
}

impl Source {
    /// The name apps use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scene => "scene",
            Self::Query => "query",
            Self::Path => "path",
            Self::Text => "text",
        }
    }
}

/// Finds the share in what a page was entered with.
///
/// `input` is the JSON of a mini-program's enter options (`wx.getEnterOptionsSync`,
/// `my.getEnterOptionsSync`), or any other text: a link, a path with a query, a scene, a pasted
/// message. It looks, in this order, at
///
/// - in enter options: `query.scene` (URL-encoded or not), `query.s`, the link of a scanned ordinary
///   QR code (`query.q` in WeChat, `query.qrCode` in Alipay), `path`, and the `s` and `scene` of
///   `referrerInfo.extraData`, which another mini-program handed over;
/// - in a text: a token or scene that is the whole of it; of each URL in it the parameters `scene` and
///   `s`, the path, and the same in the fragment; then every run of letters and digits. A text
///   full of `%` is tried decoded as well. The first token found is taken.
///
/// ```
/// use tuike_core::share::{Channel, Id, Payload, encode, land};
/// use tuike_core::time::Timestamp;
///
/// let at = Timestamp::from_millis(1_767_225_600_000);
/// let (promoter, item) = (Id::from(7), Id::from(42));
/// let token = encode(&Payload { promoter, item, channel: Channel::Phrase, at, campaign: None })?;
/// assert_eq!(land(&format!("👀快看【{token}】，复制打开")).unwrap().source.as_str(), "text");
/// assert_eq!(land(&format!(r#"{{"path":"pages/p","query":{{"s":"{token}"}}}}"#)).unwrap().token, token);
/// assert_eq!(land("https://example.com/s/42"), None);
/// # Ok::<(), tuike_core::share::ShareError>(())
/// ```
#[must_use]
pub fn land(input: &str) -> Option<Landing> {
    let input = input.trim();
    let options = if input.starts_with('{') { json::parse(input).ok() } else { None };
    match options {
        Some(Value::Object(options)) => in_options(&options),
        Some(_) | None => in_text(input).or_else(|| in_text(&decoded(input)?)),
    }
}

fn in_options(options: &Map<String, Value>) -> Option<Landing> {
    let query = options.get("query");
    let path = options.get("path").and_then(Value::as_str);
    let handed_over = options.get("referrerInfo").and_then(|info| info.get("extraData"));
    in_query_value(query).or_else(|| in_url(path?)).or_else(|| in_query_value(handed_over))
}

/// Parameters as an object, or as the text that some hosts leave them in.
fn in_query_value(query: Option<&Value>) -> Option<Landing> {
    match query? {
        Value::Object(fields) => {
            let text = |name: &str| fields.get(name).and_then(Value::as_str);
            read(text("scene"), Source::Scene)
                .or_else(|| read(text("s"), Source::Query))
                .or_else(|| in_url(&percent::decode(text("q")?)))
                .or_else(|| in_url(text("qrCode")?))
        }
        Value::String(query) => in_query(query.strip_prefix('?').unwrap_or(query)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    }
}

fn in_text(text: &str) -> Option<Landing> {
    let whole = if text.starts_with(MARK) { Source::Scene } else { Source::Text };
    read(Some(text), whole)
        .or_else(|| {
            text.split(is_no_url).filter(|part| part.contains(['/', '?', '#'])).find_map(in_url)
        })
        .or_else(|| {
            let runs = text.split(|c: char| !c.is_ascii_alphanumeric());
            runs.filter(|run| !run.is_empty()).find_map(|run| read(Some(run), Source::Text))
        })
}

/// What ends a URL inside a text.
fn is_no_url(c: char) -> bool {
    !c.is_ascii_graphic() || matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
}

/// A URL, or a path with its query, perhaps with the punctuation of the sentence behind it.
fn in_url(url: &str) -> Option<Landing> {
    let (before, fragment) = url.split_once('#').unwrap_or((url, ""));
    in_route(before).or_else(|| in_route(fragment)).or_else(|| {
        let bare = url.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '/');
        if bare.len() < url.len() { in_url(bare) } else { None }
    })
}

/// The scheme and the host of a URL count as segments of its path: with a colon or a dot
/// they are never tokens.
fn in_route(route: &str) -> Option<Landing> {
    let (path, query) = route.split_once('?').unwrap_or((route, ""));
    in_query(query).or_else(|| in_path(path))
}

fn in_query(query: &str) -> Option<Landing> {
    let value_of = |name: &str| {
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find_map(|(key, value)| (key == name).then_some(value))
    };
    read(value_of("scene"), Source::Scene).or_else(|| read(value_of("s"), Source::Query))
}

fn in_path(path: &str) -> Option<Landing> {
    path.rsplit('/').find_map(|segment| read(Some(segment), Source::Path))
}

/// The token or scene that `text` is, however often it was URL-encoded: neither contains a `%`.
fn read(text: Option<&str>, source: Source) -> Option<Landing> {
    let text = text?;
    let landing = |text: &str| {
        let (token, payload) = token::read(text).ok()?;
        Some(Landing { token, payload, source })
    };
    landing(text).or_else(|| {
        let once = decoded(text)?;
        landing(&once).or_else(|| landing(&decoded(&once)?))
    })
}

fn decoded(text: &str) -> Option<String> {
    text.contains('%').then(|| percent::decode(text))
}
