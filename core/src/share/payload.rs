//! What a token says.

use super::{Id, ShareError};
use crate::read::{Fault, Node};
use crate::time::Timestamp;

/// What a token says: who shared what, where, and on which day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Payload {
    /// Who shared.
    pub promoter: Id,
    /// What was shared.
    pub item: Id,
    /// Where it was put.
    pub channel: Channel,
    /// When. A token keeps the UTC day: [`super::decode`] gives its midnight. 2024-01-01 to 2068-11-08.
    pub at: Timestamp,
    /// The campaign, at most [`Payload::CAMPAIGN_BYTES`] bytes.
    pub campaign: Option<Id>,
}

impl Payload {
    /// The longest campaign, in bytes of UTF-8.
    pub const CAMPAIGN_BYTES: usize = 32;

    /// Reads `{ promoter, item, channel, at, campaign? }`; ids are texts, `at` milliseconds.
    ///
    /// # Errors
    /// [`ShareError::Read`], [`ShareError::BadId`] and [`ShareError::UnknownChannel`] with the path.
    pub fn read(node: &Node<'_>) -> Result<Self, ShareError> {
        let known = &["promoter", "item", "channel", "at", "campaign"];
        let fault = Fault::<ShareError>::default();
        let fields = fault.fields(node, known);
        let channel = fields.required("channel").and_then(|node| {
            let found = Channel::parse(fault.text(&node));
            found.map_err(|error| fault.keep(error.at(node.path()))).ok()
        });
        let at = fields.required("at").and_then(|node| fault.or_keep(node.timestamp()));
        let payload = Self {
            promoter: read_id(&fault, fields.required("promoter"), Id::MAX_BYTES),
            item: read_id(&fault, fields.required("item"), Id::MAX_BYTES),
            channel: channel.unwrap_or(Channel::Link),
            at: at.unwrap_or(Timestamp::EPOCH),
            campaign: fields
                .optional("campaign")
                .map(|node| read_id(&fault, Some(node), Self::CAMPAIGN_BYTES)),
        };
        fault.unless(payload)
    }
}

/// The id at a node; any id where the fault has the error.
fn read_id(fault: &Fault<ShareError>, node: Option<Node<'_>>, most: usize) -> Id {
    let read = node.and_then(|node| {
        let text = fault.text(&node);
        let id = Id::parse(text).ok().filter(|_| text.len() <= most);
        if id.is_none() {
            fault.keep(ShareError::BadId {
                path: node.path().to_owned(),
                text: text.to_owned(),
                most,
            });
        }
        id
    });
    read.unwrap_or(Id::from(0))
}

/// Where a share is put. The numbers are in tokens: append, never renumber, at most 31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Channel {
    /// 0: a link copied by hand.
    Link,
    /// 1: a card to a WeChat friend or group.
    WechatFriend,
    /// 2: a post in the WeChat timeline.
    WechatTimeline,
    /// 3: a web page shared inside WeChat.
    WechatH5,
    /// 4: a product of a WeChat Shop.
    WechatShop,
    /// 5: Alipay.
    Alipay,
    /// 6: the browser's own share.
    Web,
    /// 7: a phrase in the clipboard.
    Phrase,
    /// 8: a poster or its QR code.
    Poster,
}

impl Channel {
    /// Every channel, at its number.
    pub const ALL: [Self; 9] = [
        Self::Link,
        Self::WechatFriend,
        Self::WechatTimeline,
        Self::WechatH5,
        Self::WechatShop,
        Self::Alipay,
        Self::Web,
        Self::Phrase,
        Self::Poster,
    ];

    /// Finds a channel by its name.
    ///
    /// # Errors
    /// [`ShareError::UnknownChannel`].
    pub fn parse(name: &str) -> Result<Self, ShareError> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == name).ok_or_else(|| {
            ShareError::UnknownChannel { path: "channel".to_owned(), found: name.to_owned() }
        })
    }

    /// The name apps use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::WechatFriend => "wechat.friend",
            Self::WechatTimeline => "wechat.timeline",
            Self::WechatH5 => "wechat.h5",
            Self::WechatShop => "wechat.shop",
            Self::Alipay => "alipay",
            Self::Web => "web",
            Self::Phrase => "phrase",
            Self::Poster => "poster",
        }
    }

    /// The number in a token.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Link => 0,
            Self::WechatFriend => 1,
            Self::WechatTimeline => 2,
            Self::WechatH5 => 3,
            Self::WechatShop => 4,
            Self::Alipay => 5,
            Self::Web => 6,
            Self::Phrase => 7,
            Self::Poster => 8,
        }
    }

    /// The channel of a number.
    pub(super) fn of_number(number: u32) -> Result<Self, ShareError> {
        Self::ALL.into_iter().find(|channel| u32::from(channel.number()) == number).ok_or_else(
            || ShareError::UnknownChannel { path: "channel".to_owned(), found: number.to_string() },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Coded;
    use crate::read;

    #[test]
    fn every_channel_stands_at_its_number() {
        for (place, channel) in Channel::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(channel.number()), place);
            assert_eq!(Channel::parse(channel.as_str()).unwrap(), channel);
        }
    }

    #[test]
    fn a_payload_that_is_wrong_says_where() {
        let cases = [
            (
                r#"{"promoter":1,"item":"2","channel":"web","at":0}"#,
                "input/wrong-type",
                "payload.promoter",
            ),
            (
                r#"{"promoter":"1","item":"","channel":"web","at":0}"#,
                "share/bad-id",
                "payload.item",
            ),
            (
                r#"{"promoter":"1","item":"2","channel":"fax","at":0}"#,
                "share/unknown-channel",
                "payload.channel",
            ),
            (r#"{"promoter":"1","item":"2","channel":"web"}"#, "input/missing-field", "payload.at"),
            (r#"{"promotor":"1"}"#, "input/unknown-field", "payload.promotor"),
            (
                r#"{"promoter":"1","item":"2","channel":"web","at":0,"campaign":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"#,
                "share/bad-id",
                "payload.campaign",
            ),
        ];
        for (text, code, path) in cases {
            let json = read::parse("payload", text).unwrap();
            let error = Payload::read(&Node::root("payload", &json)).unwrap_err();
            assert_eq!(
                (error.code().as_str(), error.details().path.as_deref()),
                (code, Some(path)),
                "{text}"
            );
        }
    }
}
