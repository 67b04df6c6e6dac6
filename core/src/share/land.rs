//! Finding the token in whatever a customer arrives with. Never fails: what is not ours is `None`.
//!
//! ```
//! use tuike_core::share::{Channel, Id, Payload, encode, land};
//! use tuike_core::time::Timestamp;
//!
//! let at = Timestamp::from_millis(1_767_225_600_000);
//! let (promoter, item) = (Id::from(7), Id::from(42));
//! let token = encode(&Payload { promoter, item, channel: Channel::Phrase, at, campaign: None })?;
//! let (half, rest) = token.as_str().split_at(6);
//! assert_eq!(land(&format!("wrapped: {half}\n{rest}")).unwrap().token, token);
//! assert_eq!(land(&token.as_str().to_uppercase().replace('0', "O")).unwrap().token, token);
//! # Ok::<(), tuike_core::share::ShareError>(())
//! ```

use serde_json::{Map, Value};

use super::scene::{MARK, marked_key};
use super::token::{self, Said};
use super::{Payload, Token, check, percent, typed};
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

/// The short code a customer came by: what [`super::short`] wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortLanding {
    /// The number under which the backend keeps the token.
    pub code: u64,
    /// The short code as a token.
    pub token: Token,
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
/// - in a text: a token or `~` scene that is the whole of it; of each URL in it the parameters `scene`
///   and `s`, the path, and the same in the fragment; then every run of letters and digits; then
///   the same as a person may have typed or a chat wrapped it: in upper case or full-width letters,
///   `o` for `0`, `i` or `l` for `1`, in groups with spaces, line ends, hyphens or characters of no
///   width between them. A text full of `%` is tried decoded as well. The first token found is taken.
///
/// A signed scene of 33 and more symbols has no check of its own (the module's docs say why), so it is
/// read only where a scene is: elsewhere a path could be mistaken for one.
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
    let Found { token, said, source } = Finder { short: false }.find(input)?;
    match said {
        Said::Share { payload, .. } => Some(Landing { token, payload, source }),
        Said::Short(_) => None,
    }
}

/// Finds a short code where [`land`] would find a token. Ask the backend for the token behind it.
#[must_use]
pub fn find_short(input: &str) -> Option<ShortLanding> {
    let Found { token, said, source } = Finder { short: true }.find(input)?;
    match said {
        Said::Short(code) => Some(ShortLanding { code, token, source }),
        Said::Share { .. } => None,
    }
}

struct Found {
    token: Token,
    said: Said,
    source: Source,
}

/// What is looked for: a token with a payload, or a short code.
#[derive(Clone, Copy)]
struct Finder {
    short: bool,
}

impl Finder {
    fn find(self, input: &str) -> Option<Found> {
        let input = input.trim();
        let options = if input.starts_with('{') { json::parse(input).ok() } else { None };
        match options {
            Some(Value::Object(options)) => self.in_options(&options),
            Some(_) | None => self.in_text(input).or_else(|| self.in_text(&decoded(input)?)),
        }
    }

    fn in_options(self, options: &Map<String, Value>) -> Option<Found> {
        let query = options.get("query");
        let path = options.get("path").and_then(Value::as_str);
        let handed_over = options.get("referrerInfo").and_then(|info| info.get("extraData"));
        self.in_query_value(query)
            .or_else(|| self.in_url(path?))
            .or_else(|| self.in_query_value(handed_over))
    }

    /// Parameters as an object, or as the text that some hosts leave them in.
    fn in_query_value(self, query: Option<&Value>) -> Option<Found> {
        match query? {
            Value::Object(fields) => {
                let text = |name: &str| fields.get(name).and_then(Value::as_str);
                self.read(text("scene"), Source::Scene)
                    .or_else(|| self.read(text("s"), Source::Query))
                    .or_else(|| self.in_url(&percent::decode(text("q")?)))
                    .or_else(|| self.in_url(text("qrCode")?))
            }
            Value::String(query) => self.in_query(query.strip_prefix('?').unwrap_or(query)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
        }
    }

    fn in_text(self, text: &str) -> Option<Found> {
        let whole = if text.starts_with(MARK) { Source::Scene } else { Source::Text };
        self.read(Some(text), whole)
            .or_else(|| {
                let parts = text.split(is_no_url);
                parts.filter(|part| part.contains(['/', '?', '#'])).find_map(|url| self.in_url(url))
            })
            .or_else(|| {
                let runs = text.split(|c: char| !c.is_ascii_alphanumeric());
                runs.filter(|run| !run.is_empty())
                    .find_map(|run| self.read(Some(run), Source::Text))
            })
            .or_else(|| {
                typed::find(text, |typed| {
                    check::holds_in(typed).then(|| self.exactly(typed, Source::Text))?
                })
            })
    }

    /// A URL, or a path with its query, perhaps with the punctuation of the sentence behind it.
    fn in_url(self, url: &str) -> Option<Found> {
        let (before, fragment) = url.split_once('#').unwrap_or((url, ""));
        self.in_route(before).or_else(|| self.in_route(fragment)).or_else(|| {
            let bare = url.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '/');
            if bare.len() < url.len() { self.in_url(bare) } else { None }
        })
    }

    /// The scheme and the host of a URL count as segments of its path: with a colon or a dot
    /// they are never tokens.
    fn in_route(self, route: &str) -> Option<Found> {
        let (path, query) = route.split_once('?').unwrap_or((route, ""));
        self.in_query(query)
            .or_else(|| path.rsplit('/').find_map(|part| self.read(Some(part), Source::Path)))
    }

    fn in_query(self, query: &str) -> Option<Found> {
        let value_of = |name: &str| {
            query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .find_map(|(key, value)| (key == name).then_some(value))
        };
        self.read(value_of("scene"), Source::Scene)
            .or_else(|| self.read(value_of("s"), Source::Query))
    }

    /// The token or scene that `text` is, however often it was URL-encoded: neither contains a `%`.
    fn read(self, text: Option<&str>, source: Source) -> Option<Found> {
        let text = text?;
        self.exactly(text, source).or_else(|| {
            let once = decoded(text)?;
            self.exactly(&once, source).or_else(|| self.exactly(&decoded(&once)?, source))
        })
    }

    fn exactly(self, text: &str, source: Source) -> Option<Found> {
        if source != Source::Scene && marked_key(text).is_some() {
            return None;
        }
        let (token, said) = token::read(text).ok()?;
        let is_short = matches!(said, Said::Short(_));
        (is_short == self.short).then_some(Found { token, said, source })
    }
}

/// What ends a URL inside a text.
fn is_no_url(c: char) -> bool {
    !c.is_ascii_graphic() || matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
}

fn decoded(text: &str) -> Option<String> {
    text.contains('%').then(|| percent::decode(text))
}
