//! A token as a link.

use super::{ShareError, Token, percent};
use crate::read::{Fault, Node};

/// Where a link leads and how its visits are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkOptions {
    /// An absolute `http` or `https` URL, percent-encoded; its query and fragment stay.
    pub base: String,
    /// What analytics count by.
    pub utm: Utm,
}

/// The five `utm_` parameters, in any text; what is `None` is not written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Utm {
    /// `utm_source`.
    pub source: Option<String>,
    /// `utm_medium`.
    pub medium: Option<String>,
    /// `utm_campaign`.
    pub campaign: Option<String>,
    /// `utm_term`.
    pub term: Option<String>,
    /// `utm_content`.
    pub content: Option<String>,
}

impl LinkOptions {
    /// A link to `base` without `utm_` parameters.
    #[must_use]
    pub fn to(base: &str) -> Self {
        Self { base: base.to_owned(), utm: Utm::default() }
    }

    /// Reads `{ base, utm?: { source?, medium?, campaign?, term?, content? } }`.
    ///
    /// # Errors
    /// [`ShareError::Read`].
    pub fn read(node: &Node<'_>) -> Result<Self, ShareError> {
        let fault = Fault::default();
        let fields = fault.fields(node, &["base", "utm"]);
        let base = fields.required("base").map(|node| fault.text(&node).to_owned());
        let utm = fields.optional("utm").map(|node| Utm::read(&fault, &node));
        let options = Self { base: base.unwrap_or_default(), utm: utm.unwrap_or_default() };
        fault.unless(options)
    }
}

impl Utm {
    pub(super) fn read(fault: &Fault<ShareError>, node: &Node<'_>) -> Self {
        let fields = fault.fields(node, &["source", "medium", "campaign", "term", "content"]);
        let text = |name| fields.optional(name).map(|node| fault.text(&node).to_owned());
        Self {
            source: text("source"),
            medium: text("medium"),
            campaign: text("campaign"),
            term: text("term"),
            content: text("content"),
        }
    }
}

/// The link of a token: `/token` after the base's path, the `utm_` parameters after its query.
///
/// What the base's own query says comes first and is not looked into.
///
/// ```
/// use tuike_core::share::{Channel, Id, LinkOptions, Payload, Utm, encode, link};
/// use tuike_core::time::Timestamp;
///
/// let at = Timestamp::from_millis(1_767_225_600_000);
/// let (promoter, item) = (Id::from(7), Id::from(42));
/// let token = encode(&Payload { promoter, item, channel: Channel::Link, at, campaign: None })?;
/// let utm = Utm { campaign: Some("双11".into()), ..Utm::default() };
/// let options = LinkOptions { base: "https://m.example.com/s?from=app#buy".into(), utm };
/// let expected = format!("https://m.example.com/s/{token}?from=app&utm_campaign=%E5%8F%8C11#buy");
/// assert_eq!(link(&token, &options)?, expected);
/// # Ok::<(), tuike_core::share::ShareError>(())
/// ```
///
/// # Errors
/// [`ShareError::BadBase`].
pub fn link(token: &Token, options: &LinkOptions) -> Result<String, ShareError> {
    let base = options.base.as_str();
    if let Some(why) = fault_of(base) {
        return Err(ShareError::BadBase { path: "base".to_owned(), base: base.to_owned(), why });
    }
    let (rest, fragment) = cut(base, '#');
    let (path, query) = cut(rest, '?');
    let mut link = format!("{}/{token}{query}", path.strip_suffix('/').unwrap_or(path));
    let Utm { source, medium, campaign, term, content } = &options.utm;
    let utm = [
        ("source", source),
        ("medium", medium),
        ("campaign", campaign),
        ("term", term),
        ("content", content),
    ];
    let mut border = match query {
        "" => "?",
        _ if query.ends_with(['?', '&']) => "",
        _ => "&",
    };
    for (name, value) in utm {
        if let Some(value) = value {
            link.extend([border, "utm_", name, "="]);
            percent::encode(value, &mut link);
            border = "&";
        }
    }
    link.push_str(fragment);
    Ok(link)
}

/// `text` before the first `mark`, and from it on.
fn cut(text: &str, mark: char) -> (&str, &str) {
    text.find(mark).and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""))
}

/// What is wrong with a base.
fn fault_of(base: &str) -> Option<&'static str> {
    let scheme = ["https://", "http://"].into_iter().find_map(|scheme| base.strip_prefix(scheme));
    let Some(rest) = scheme else { return Some("begins with neither https:// nor http://") };
    if !rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte)) {
        return Some("has a character that must be percent-encoded");
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = match authority.rsplit_once(':') {
        // The colons of an IPv6 address are inside its brackets.
        Some((host, port)) if !port.ends_with(']') => (host, port),
        Some(_) | None => (authority, "80"),
    };
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-.[]:".contains(&byte);
    if host.is_empty() || !host.bytes().all(is_host) || port.parse::<u16>().is_err() {
        return Some("has no plain host name");
    }
    None
}
