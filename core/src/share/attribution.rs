//! Attribution: which share link a sale is owed to, out of all that a customer came by.
//!
//! A value that keeps [`Touch`]es and says which one counts at a moment. Has no clock and no store,
//! proves no signature (whoever holds the keys does), and knows nobody: who is asking is said to it.
//!
//! | rule | what it says |
//! |---|---|
//! | window | a touch counts for [`Rules::window`], both ends included; one that a clock running ahead stamped counts at once, unless it lies more than a window ahead |
//! | same click | a touch less than an hour after a counted one of the same token is the same click: it renews nothing |
//! | signed | where a signed touch counts, unsigned ones do not, whichever came first |
//! | policy | of the rest the last wins, or the first; of two in one millisecond the later, or the earlier, token |
//! | self-promotion | refused: touches of the promoter who is asking count for nobody, and displace nobody |
//! | bound | of the signed and of the unsigned touches the newest [`Attribution::MOST`] each are kept |
//!
//! The kept touches are a set: merging two histories is their union, bounded, and so it does not matter
//! in which order, how often or by which way two devices tell each other theirs. What counts is
//! decided when it is asked for, never when it is kept.
//!
//! ```
//! use tuike_core::share::{Attribution, Channel, Id, Payload, Rules, encode};
//! use tuike_core::time::{Span, Timestamp};
//!
//! let noon = Timestamp::from_millis(1_767_225_600_000);
//! let (promoter, item) = (Id::from(7), Id::from(42));
//! let token = encode(&Payload { promoter, item, channel: Channel::Link, at: noon, campaign: None })?;
//!
//! let mut attribution = Attribution::new(Rules::default());
//! assert!(attribution.touch(token.as_str(), noon)?);
//! assert!(!attribution.touch(token.as_str(), noon.after(Span::from_secs(60)))?, "the same click");
//! let a_day_later = noon.after(Span::from_secs(86_400));
//! assert_eq!(attribution.current(a_day_later, None).unwrap().token, token);
//! assert_eq!(attribution.current(a_day_later, Some("7")), None, "one's own link");
//! # Ok::<(), tuike_core::share::ShareError>(())
//! ```
//!
//! # The text
//!
//! `{"version":1,"touches":[{"token":"…","at":ms},…]}`, oldest first. Promoter and signature are read
//! out of the token. The rules are the app's and are not in it. A text of a later version is refused
//! with `attribution/newer-version`; whoever keeps it must leave it as it is.

mod error;
mod rules;
#[cfg(test)]
mod tests;

pub use error::AttributionError;
pub use rules::{Policy, Rules, SelfPromotion};

use super::{Id, ShareError, Token, token};
use crate::json::Fields;
use crate::read::{Node, ReadError};
use crate::time::{Span, Timestamp};

const VERSION: u64 = 1;
/// Within this a token that comes again is the same click.
const SAME_CLICK: Span = Span::from_secs(3_600);

/// One time a customer came by a share link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// The link's token.
    pub token: Token,
    /// Who shared it.
    pub promoter: Id,
    /// Whether the token carries a signature. Nothing here says that it is a good one.
    pub signed: bool,
    /// When the customer came.
    pub at: Timestamp,
}

impl Touch {
    /// # Errors
    /// As [`super::decode`].
    fn of(text: &str, at: Timestamp) -> Result<Self, ShareError> {
        let (token, payload) = token::open(text)?;
        let signed = token.key_id().is_some();
        Ok(Self { token, promoter: payload.promoter, signed, at })
    }

    fn place(&self) -> (Timestamp, &str) {
        (self.at, self.token.as_str())
    }
}

/// The touches of a customer, and the rules they are judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    rules: Rules,
    /// By time, then by token; no pair of them twice.
    touches: Vec<Touch>,
}

impl Attribution {
    /// So many signed and so many unsigned touches are kept, the newest.
    pub const MOST: usize = 32;

    /// Nobody has come yet.
    #[must_use]
    pub const fn new(rules: Rules) -> Self {
        Self { rules, touches: Vec::new() }
    }

    /// A customer comes by a link, given as its token or its scene. Says whether it is a new click:
    /// within an hour of a kept touch of the same token nothing changes.
    ///
    /// # Errors
    /// As [`super::decode`].
    pub fn touch(&mut self, token: &str, at: Timestamp) -> Result<bool, ShareError> {
        let touch = Touch::of(token, at)?;
        let near = |other: &Touch| {
            other.token == touch.token && at.since(other.at).max(other.at.since(at)) < SAME_CLICK
        };
        let is_new = !self.touches.iter().any(near);
        if is_new {
            self.keep(touch);
        }
        Ok(is_new)
    }

    /// The touch that a sale at that moment is owed to; `promoter` is the id of who is asking, where that
    /// is known.
    #[must_use]
    pub fn current(&self, at: Timestamp, promoter: Option<&str>) -> Option<&Touch> {
        let Rules { policy, window, self_promotion } = self.rules;
        let own = promoter
            .filter(|_| self_promotion == SelfPromotion::Refuse)
            .and_then(|id| Id::parse(id).ok());
        let mut counted: Vec<&Touch> = Vec::new();
        let mut best: Option<&Touch> = None;
        for touch in &self.touches {
            let again = |other: &&Touch| {
                other.token == touch.token && touch.at.since(other.at) < SAME_CLICK
            };
            if counted.iter().any(again) {
                continue;
            }
            counted.push(touch);
            let lives = at.since(touch.at).max(touch.at.since(at)) <= window;
            if !lives || own.as_ref() == Some(&touch.promoter) {
                continue;
            }
            // They come by time: the later one wins, or the one that is there stays.
            let wins = match best {
                Some(best) if best.signed != touch.signed => touch.signed,
                Some(_) => policy == Policy::LastClick,
                None => true,
            };
            if wins {
                best = Some(touch);
            }
        }
        best
    }

    /// Takes the touches of another device, or of an earlier life, as well.
    pub fn merge(&mut self, other: Self) {
        for touch in other.touches {
            self.keep(touch);
        }
    }

    /// Forgets every touch of a token, such as one that the server found forged. Where a copy of the
    /// history is merged in again, so are they.
    pub fn forget(&mut self, token: &str) {
        self.touches.retain(|touch| touch.token.as_str() != token);
    }

    /// What is kept, oldest first.
    #[must_use]
    pub fn touches(&self) -> &[Touch] {
        &self.touches
    }

    fn keep(&mut self, touch: Touch) {
        let place = self.touches.partition_point(|other| other.place() < touch.place());
        if self.touches.get(place).is_some_and(|other| other.place() == touch.place()) {
            return;
        }
        let signed = touch.signed;
        self.touches.insert(place, touch);
        if self.touches.iter().filter(|touch| touch.signed == signed).count() > Self::MOST {
            let oldest = self.touches.iter().position(|touch| touch.signed == signed);
            oldest.map(|oldest| self.touches.remove(oldest));
        }
    }

    /// The JSON text drawn above.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = format!(r#"{{"version":{VERSION},"touches":["#);
        for (index, touch) in self.touches.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            let at = touch.at.as_millis();
            let touch = Fields::default().text("token", touch.token.as_str()).number("at", at);
            text.push_str(&touch.finish());
        }
        text.push_str("]}");
        text
    }

    /// Reads what [`Attribution::to_json`] wrote.
    ///
    /// # Errors
    /// [`AttributionError::NewerVersion`]; [`AttributionError::Read`] and [`AttributionError::Token`]
    /// with the path.
    pub fn restore(rules: Rules, node: &Node<'_>) -> Result<Self, AttributionError> {
        // Before anything else: a later version may have other fields.
        let version = node.open_object()?.required("version")?.integer(1, u64::from(u32::MAX))?;
        if version != VERSION {
            let path = format!("{}.version", node.path());
            return Err(AttributionError::NewerVersion { path, found: version });
        }
        let mut restored = Self::new(rules);
        for node in node.object(&["version", "touches"])?.required("touches")?.items()? {
            let fields = node.object(&["token", "at"])?;
            let (token, at) = (fields.required("token")?, fields.required("at")?);
            let at = Timestamp::from_millis(at.integer(0, u64::MAX)?);
            let touch = Touch::of(token.text()?, at).map_err(|source| AttributionError::Token {
                path: token.path().to_owned(),
                source: Box::new(source),
            })?;
            restored.keep(touch);
        }
        Ok(restored)
    }
}

impl From<ReadError> for AttributionError {
    fn from(source: ReadError) -> Self {
        Self::Read(source)
    }
}
