//! Share tokens, links, landings and QR codes.

use serde::Serialize;
use tsify::Tsify;
use tuike_core::share as core;

/// What a token is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct SharePayload {
    /// Who shares: any text of at most 64 bytes; whole numbers up to 2^64 − 1 make short tokens.
    pub promoter: String,
    /// What is shared: as `promoter`.
    pub item: String,
    /// Where it is put.
    pub channel: Channel,
    /// When; the token keeps the UTC day.
    pub at: f64,
    /// The campaign, at most 32 bytes.
    #[tsify(optional)]
    pub campaign: Option<String>,
}

/// Where a share is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
pub enum Channel {
    /// A link copied by hand.
    #[serde(rename = "link")]
    Link,
    /// A card to a WeChat friend or group.
    #[serde(rename = "wechat.friend")]
    WechatFriend,
    /// A post in the WeChat timeline.
    #[serde(rename = "wechat.timeline")]
    WechatTimeline,
    /// A web page shared inside WeChat.
    #[serde(rename = "wechat.h5")]
    WechatH5,
    /// A product of a WeChat Shop.
    #[serde(rename = "wechat.shop")]
    WechatShop,
    /// Alipay.
    #[serde(rename = "alipay")]
    Alipay,
    /// The browser's own share.
    #[serde(rename = "web")]
    Web,
    /// A phrase in the clipboard.
    #[serde(rename = "phrase")]
    Phrase,
    /// A poster or its QR code.
    #[serde(rename = "poster")]
    Poster,
}

/// What a token says. Only `verify` proves who made it.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ShareView {
    /// Who shared.
    pub promoter: String,
    /// What was shared.
    pub item: String,
    /// Where it was put.
    #[tsify(type = "Channel")]
    pub channel: &'static str,
    /// When: midnight of the UTC day.
    pub at: f64,
    /// The campaign, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// Whether it has a signature. Whether that is a true one, only a server can tell.
    pub signed: bool,
    /// The key it names, where it is signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_id: Option<u8>,
}

/// Where a link leads and how its visits are counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct LinkOptions {
    /// An absolute `http` or `https` URL; its query and fragment stay.
    pub base: String,
    /// What analytics count by.
    #[tsify(optional)]
    pub utm: Option<Utm>,
}

/// The five `utm_` parameters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Utm {
    /// `utm_source`.
    #[tsify(optional)]
    pub source: Option<String>,
    /// `utm_medium`.
    #[tsify(optional)]
    pub medium: Option<String>,
    /// `utm_campaign`.
    #[tsify(optional)]
    pub campaign: Option<String>,
    /// `utm_term`.
    #[tsify(optional)]
    pub term: Option<String>,
    /// `utm_content`.
    #[tsify(optional)]
    pub content: Option<String>,
}

/// What a page was entered with: `wx.getEnterOptionsSync()`, `my.getEnterOptionsSync()`, or the
/// argument of a page's `onLoad` as `query`.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct LandInput {
    /// The page's path.
    #[tsify(optional)]
    pub path: Option<String>,
    /// Its parameters; Alipay leaves them out where there are none.
    #[tsify(optional, type = "object | string")]
    pub query: Option<serde_json::Value>,
    /// What another mini-program handed over.
    #[tsify(optional)]
    pub referrer_info: Option<ReferrerInfo>,
}

/// What another mini-program handed over.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ReferrerInfo {
    /// Its own words.
    #[tsify(optional, type = "object")]
    pub extra_data: Option<serde_json::Value>,
}

/// The share a customer came by.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct Landing {
    /// The token, also where it came as a scene.
    pub token: String,
    /// What it says.
    pub payload: ShareView,
    /// Where it was.
    #[tsify(type = "'scene' | 'query' | 'path' | 'text'")]
    pub source: &'static str,
}

/// How a QR code is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct QrOptions {
    /// How much of it may be unreadable: about 7, 15, 25 or 30 %; `'M'` where it is not said.
    #[tsify(optional)]
    pub level: Option<QrLevel>,
    /// The light border in modules, 0–16; 4 where it is not said.
    #[tsify(optional)]
    pub quiet: Option<u32>,
}

/// How much of a QR code may be unreadable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
pub enum QrLevel {
    /// About 7 %.
    L,
    /// About 15 %.
    M,
    /// About 25 %.
    Q,
    /// About 30 %.
    H,
}

impl ShareView {
    /// What a token says.
    #[must_use]
    pub fn of(token: &core::Token, payload: &core::Payload) -> Self {
        Self {
            promoter: payload.promoter.to_string(),
            item: payload.item.to_string(),
            channel: payload.channel.as_str(),
            at: payload.at.as_millis() as f64,
            campaign: payload.campaign.as_ref().map(ToString::to_string),
            signed: token.key_id().is_some(),
            key_id: token.key_id(),
        }
    }
}

impl From<&core::Landing> for Landing {
    fn from(landing: &core::Landing) -> Self {
        Self {
            token: landing.token.to_string(),
            payload: ShareView::of(&landing.token, &landing.payload),
            source: landing.source.as_str(),
        }
    }
}

/// The short code a customer came by; its backend knows the token behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct ShortLanding {
    /// The number, in digits.
    pub code: String,
    /// The short code as it stands in links and scenes.
    pub token: String,
    /// Where it was.
    #[tsify(type = "'scene' | 'query' | 'path' | 'text'")]
    pub source: &'static str,
}

impl From<&core::ShortLanding> for ShortLanding {
    fn from(landing: &core::ShortLanding) -> Self {
        Self {
            code: landing.code.to_string(),
            token: landing.token.to_string(),
            source: landing.source.as_str(),
        }
    }
}

/// A card: an object of texts. `ts/src/api.ts` has a type for each channel's.
#[derive(Clone, Copy, Debug)]
pub struct CardView<'a>(pub &'a [(&'static str, String)]);

impl Serialize for CardView<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, text)| (name, text)))
    }
}

/// Whether a key signed a token. `ts/src/api.ts` has its type, which knows what goes with what.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// Whether it did, and the token is not too old.
    pub valid: bool,
    /// What the token says, where it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<ShareView>,
    /// Why not, where it did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
}

impl From<Result<(core::Token, core::Payload), core::Refusal>> for Verdict {
    fn from(verdict: Result<(core::Token, core::Payload), core::Refusal>) -> Self {
        match verdict {
            Ok((token, payload)) => {
                Self { valid: true, payload: Some(ShareView::of(&token, &payload)), reason: None }
            }
            Err(refusal) => Self { valid: false, payload: None, reason: Some(refusal.as_str()) },
        }
    }
}
