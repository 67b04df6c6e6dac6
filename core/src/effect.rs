//! All that the core may ask of a host, and all that a host may answer.
//!
//! The engine hands out a [`Request`]; the host does what its [`Effect`] says and hands the
//! [`Outcome`] back with the same [`EffectId`]. Nothing else crosses: no callbacks, no futures.
//!
//! ```
//! use tuike_core::effect::{Effect, StoreOp};
//!
//! let effect = Effect::Store(StoreOp::Read { key: "tuike/auth".into() });
//! assert!(matches!(effect, Effect::Store(StoreOp::Read { .. })));
//! ```

use core::fmt;

use crate::time::{Span, Timestamp};

/// Names one effect until its outcome is told. Never reused within an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EffectId(pub u64);

/// An effect to carry out and the id to answer under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The id to answer under.
    pub id: EffectId,
    /// What to do.
    pub effect: Effect,
}

/// What the core asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send a request.
    Http(HttpRequest),
    /// Use the durable store.
    Store(StoreOp),
    /// Wait for a lock, or give it back.
    Lock(LockOp),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The answer to [`Effect::Http`].
    Http(Result<HttpResponse, HostError>),
    /// The answer to [`Effect::Store`].
    Store(Result<StoreAnswer, HostError>),
    /// The answer to [`Effect::Lock`].
    Lock(Result<LockAnswer, HostError>),
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// PATCH (no WeChat base library sends it; a profile that uses it works elsewhere).
    Patch,
    /// DELETE.
    Delete,
}

impl Method {
    /// The method as it stands in a request line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A request, complete: the host adds nothing but its own mandatory headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The absolute URL, percent-encoded.
    pub url: String,
    /// Header names in lower case with their values.
    pub headers: Vec<(String, String)>,
    /// The body, UTF-8 (JSON).
    pub body: Option<String>,
    /// After this the host gives up with [`HostErrorKind::Timeout`].
    pub timeout: Span,
    /// Whether it should outlive the page that sends it, where the host can do that.
    pub keepalive: bool,
}

/// An answer of any status, its body read to the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpResponse {
    /// 100–599.
    pub status: u16,
    /// Header names with their values; compared without case.
    pub headers: Vec<(String, String)>,
    /// The body as text; bytes that are not UTF-8 become U+FFFD.
    pub body: String,
}

impl HttpResponse {
    /// The first header of that name, without regard to case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// What the durable store is asked. Keys are ASCII, at most 200 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreOp {
    /// The bytes under a key.
    Read {
        /// The key.
        key: String,
    },
    /// Writes all of the bytes or nothing; answered when they are durable.
    Write {
        /// The key.
        key: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Removes a key; one that is not there is no error.
    Remove {
        /// The key.
        key: String,
    },
    /// The keys that begin with a prefix, in any order.
    Keys {
        /// The prefix.
        prefix: String,
    },
}

/// What the durable store answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreAnswer {
    /// To [`StoreOp::Read`]; `None` where there is nothing.
    Bytes(Option<Vec<u8>>),
    /// To [`StoreOp::Write`] and [`StoreOp::Remove`].
    Done,
    /// To [`StoreOp::Keys`].
    Keys(Vec<String>),
}

/// What is asked of a lock that every page over one store knows by its name. Only one holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockOp {
    /// Answered when it is held.
    Acquire {
        /// Which.
        name: String,
    },
    /// Gives it back; one that is not held is no error, and a host has no reason to refuse it.
    Release {
        /// Which.
        name: String,
    },
}

/// What a host's locks answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockAnswer {
    /// To [`LockOp::Acquire`]: it is held now.
    Granted {
        /// When it passes on by itself, by this host's clock; `None` where it is held until released.
        until: Option<Timestamp>,
        /// Whether it is certain that nobody else has held it since this page did.
        alone: bool,
    },
    /// To [`LockOp::Release`].
    Released,
}

/// What kept a host from doing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostErrorKind {
    /// No network, or the connection broke.
    Offline,
    /// The timeout passed.
    Timeout,
    /// The platform forbids it: a domain that is not listed, a permission refused.
    Denied,
    /// The store is full.
    QuotaExceeded,
    /// The host cannot do this at all.
    Unsupported,
    /// Anything else.
    Other,
}

/// A host's refusal, with the platform's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostError {
    /// Which kind.
    pub kind: HostErrorKind,
    /// The platform's own words, for a log.
    pub message: String,
}

impl HostError {
    /// An error of a kind with the platform's words.
    #[must_use]
    pub fn new(kind: HostErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.kind, self.message)
    }
}

impl core::error::Error for HostError {}

/// What happens to the app as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifecycle {
    /// It is in front again.
    Show,
    /// It goes to the back and may be killed.
    Hide,
    /// The network is there again.
    Online,
    /// The network is gone.
    Offline,
}
