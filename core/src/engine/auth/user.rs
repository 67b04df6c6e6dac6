//! One who is logged in, and the record that says so in the store.
//!
//! ```text
//! tuike/auth   { "v": 2, "token": "…", "tag": UUIDv7, "owner": "…", "named": true,
//!                "was": "…", "refresh": "…", "promoter": "…", "key": "…", "at": ms, "life": ms }
//! ```
//!
//! What is not known is left out. `tag` is new with every login of somebody who may be somebody else:
//! reads are kept under it. `owner` is whose the outbox's entries are: what the server calls the person
//! (then `named` is true), else the tag of the first of the logins that had no logout
//! between them, which then is what `was` says after the first login with a name. `life` is how long the token was good when the server gave it, at `at`. Version 1
//! (until November 2026) had `token`, `tag` and `promoter`.
//!
//! A record of a later version is left as it is, and its user is a guest here until the next login.

use crate::json::{self, Fields};
use crate::time::{Span, Timestamp};

const VERSION: u64 = 2;
/// A token is renewed so long before it ends, or in the last quarter of its life if that is shorter.
const MARGIN: Span = Span::from_secs(60);

/// One who is logged in; the default is a guest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) token: Option<String>,
    /// What renews the token.
    pub(crate) refresh: Option<String>,
    pub(crate) tag: String,
    pub(crate) owner: String,
    /// Whether the owner is what the server calls the person.
    pub(crate) named: bool,
    /// What the owner was called before there was a name.
    pub(crate) was: Option<String>,
    pub(crate) promoter: Option<String>,
    /// What requests are signed with, where the login brought it.
    pub(crate) key: Option<String>,
    /// When the token was given.
    pub(crate) at: Timestamp,
    /// For how long it was good then.
    pub(crate) life: Option<Span>,
}

/// What the bytes under the key are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    User(Box<User>),
    /// A later version's.
    Newer,
    Garbage,
}

impl User {
    /// Takes what a login or a refresh gave.
    pub(crate) fn take(&mut self, answer: Granting, now: Timestamp) {
        self.token = Some(answer.token);
        // A server that gives no new one lets the old one stand (RFC 6749 §6).
        self.refresh = answer.refresh.or(self.refresh.take());
        self.at = now;
        self.life = answer.expires.or(self.life);
    }

    /// When the token is to be renewed, where the server said how long it is good.
    pub(crate) fn renewal(&self) -> Option<Timestamp> {
        let life = self.life?.as_millis();
        Some(self.at.after(Span::from_millis(life - MARGIN.as_millis().min(life / 4))))
    }

    /// Whether it is the same person, as far as that is known: nobody has logged out between the two.
    pub(crate) fn continues(&self, other: &Self) -> bool {
        self.owner == other.owner
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut record = Fields::default().number("v", VERSION);
        let texts = [
            ("token", self.token.as_deref()),
            ("tag", Some(self.tag.as_str())),
            ("owner", Some(self.owner.as_str())),
            ("was", self.was.as_deref()),
            ("refresh", self.refresh.as_deref()),
            ("promoter", self.promoter.as_deref()),
            ("key", self.key.as_deref()),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                record = record.text(name, text);
            }
        }
        record = record.value("named", &self.named.into()).number("at", self.at.as_millis());
        if let Some(life) = self.life {
            record = record.number("life", life.as_millis());
        }
        record.finish().into_bytes()
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Found {
        read(bytes).unwrap_or(Found::Garbage)
    }
}

/// The tokens of an answer.
#[derive(Debug)]
pub(crate) struct Granting {
    pub(crate) token: String,
    pub(crate) refresh: Option<String>,
    pub(crate) expires: Option<Span>,
}

fn read(bytes: &[u8]) -> Option<Found> {
    let record = json::parse_bytes(bytes)?;
    let number = |name: &str| record.get(name)?.as_u64();
    let text = |name: &str| {
        let text = record.get(name)?.as_str().filter(|text| !text.is_empty())?;
        Some(text.to_owned())
    };
    let version = number("v")?;
    if version > VERSION {
        return Some(Found::Newer);
    }
    let tag = text("tag")?;
    Some(Found::User(Box::new(User {
        token: Some(text("token")?),
        refresh: text("refresh"),
        owner: if version == 1 { tag.clone() } else { text("owner")? },
        tag,
        was: text("was"),
        named: record.get("named").is_some_and(|named| *named == true),
        promoter: text("promoter"),
        key: text("key"),
        at: Timestamp::from_millis(number("at").unwrap_or_default()),
        life: number("life").map(Span::from_millis),
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: &str = "019b7a3c-3c00-7f1e-8d2c-0123456789ab";
    const NOW: u64 = 1_767_225_600_000;

    fn user() -> User {
        User {
            token: Some("t-1".into()),
            refresh: Some("r-1".into()),
            tag: TAG.into(),
            owner: "9007199254740993".into(),
            named: true,
            was: Some("w".into()),
            promoter: Some("7".into()),
            key: Some("k".into()),
            at: Timestamp::from_millis(NOW),
            life: Some(Span::from_secs(3_600)),
        }
    }

    fn found(bytes: &[u8]) -> Option<User> {
        match User::from_bytes(bytes) {
            Found::User(user) => Some(*user),
            Found::Newer | Found::Garbage => None,
        }
    }

    /// The bytes are a contract with the versions to come: written here by hand.
    #[test]
    fn the_record_is_as_drawn_above() {
        let golden = br#"{"v":2,"token":"t-1","tag":"019b7a3c-3c00-7f1e-8d2c-0123456789ab","owner":"9007199254740993","was":"w","refresh":"r-1","promoter":"7","key":"k","named":true,"at":1767225600000,"life":3600000}"#;
        assert_eq!(found(golden), Some(user()));
        assert_eq!(user().to_bytes(), golden);
        let bare =
            User { token: Some("t".into()), tag: TAG.into(), owner: TAG.into(), ..User::default() };
        assert_eq!(found(&bare.to_bytes()), Some(bare));
    }

    /// As version 1 wrote it (commit c63fa8b): the owner is the login's tag.
    #[test]
    fn a_record_of_version_1_is_read() {
        let old = br#"{"v":1,"token":"t-1","tag":"019b7a3c-3c00-7f1e-8d2c-0123456789ab","promoter":"9007199254740993"}"#;
        let expected = User {
            token: Some("t-1".into()),
            tag: TAG.into(),
            owner: TAG.into(),
            promoter: Some("9007199254740993".into()),
            ..User::default()
        };
        assert_eq!(found(old), Some(expected));
        let bare = br#"{"v":1,"token":"t-1","tag":"019b7a3c-3c00-7f1e-8d2c-0123456789ab"}"#;
        assert_eq!(found(bare).map(|user| user.promoter), Some(None));
    }

    #[test]
    fn half_a_record_is_none_and_a_later_versions_is_another_matter() {
        let bytes = user().to_bytes();
        for cut in 0..bytes.len() {
            assert_eq!(User::from_bytes(&bytes[..cut]), Found::Garbage, "{cut}");
        }
        for wrong in [
            r#"{"v":1,"token":"t","tag":""}"#,
            r#"{"v":2,"token":"t","tag":"x"}"#,
            r#"{"v":2,"token":"","tag":"x","owner":"x"}"#,
            r#"{"token":"t","tag":"x","owner":"x"}"#,
        ] {
            assert_eq!(User::from_bytes(wrong.as_bytes()), Found::Garbage, "{wrong}");
        }
        assert_eq!(User::from_bytes(br#"{"v":3,"who":["x"]}"#), Found::Newer);
    }

    /// By hand: an hour less a minute; of a minute three quarters; and never before it was given.
    #[test]
    fn a_token_is_renewed_a_minute_before_it_ends_or_in_its_last_quarter() {
        for (life, after) in [(3_600_000, 3_540_000), (60_000, 45_000), (240_000, 180_000), (0, 0)]
        {
            let user = User { life: Some(Span::from_millis(life)), ..user() };
            let next = user.renewal().unwrap();
            assert_eq!(next.as_millis() - NOW, after, "{life}");
        }
        assert!(User { life: None, ..user() }.renewal().is_none());
    }

    #[test]
    fn what_a_refresh_leaves_out_stays_as_it_was() {
        let mut now = user();
        let later = Timestamp::from_millis(NOW + 5);
        now.take(Granting { token: "t-2".into(), refresh: None, expires: None }, later);
        assert_eq!(now, User { token: Some("t-2".into()), at: later, ..user() });
        let expires = Some(Span::from_secs(9));
        now.take(Granting { token: "t-3".into(), refresh: Some("r-3".into()), expires }, later);
        assert_eq!((now.refresh.as_deref(), now.life), (Some("r-3"), expires));
    }
}
