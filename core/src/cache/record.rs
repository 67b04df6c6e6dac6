//! One remembered answer and the record it has in the store.
//!
//! ```text
//! version 2  { "v": 2, "key": canonical key, "owner": "", "at": ms, "seen": n, "etag", "modified", "data", "next", "total" }
//! version 1  { "v": 1, "key": canonical key, "session": "", "at": ms, "data", "next", "total" }
//! ```
//!
//! The key is in the record, so that two keys with one hash are a miss and never a wrong answer. So
//! is the owner: what one user has read is a miss for everybody else, even where a crash kept the
//! record from being removed at logout. It is the tag of the login, which a new login of the same
//! person keeps where the server says that it is the same (`auth.login.user`). `seen` is how much of the [news](super::news) the answer has
//! seen; `etag` and `modified` stand there where the server gave them.
//!
//! A record of version 1 is read as one that has seen nothing, its session as the owner, and becomes
//! one of version 2 when it is next written. A record of a later version is a miss and is reported; it
//! stays until its query is written again or it has to give way: what it says can be had again, and no
//! build may keep another from remembering.

use serde_json::Value;

pub(crate) use super::name::hash;
use crate::backend::Validators;
use crate::json::{self, Fields};
use crate::time::Timestamp;

const VERSION: u64 = 2;

/// An answer as it was given.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Kept {
    pub(crate) data: Value,
    pub(crate) next: Option<Value>,
    pub(crate) total: Option<u64>,
    pub(crate) at: Timestamp,
    /// Up to which news it is known to hold; `None` where it is not believed at all.
    pub(crate) seen: Option<u64>,
    pub(crate) validators: Validators,
}

/// What the bytes under a key are.
#[derive(Debug, PartialEq)]
pub(crate) enum Found {
    /// The answer that was looked for.
    Kept(Kept),
    /// A whole record of another key or another user.
    Other,
    /// A record that a later build wrote.
    Newer,
    /// Nothing that the cache wrote.
    Garbage,
}

impl Kept {
    pub(crate) fn to_bytes(&self, key: &str, owner: &str) -> Vec<u8> {
        let mut record = Fields::default()
            .number("v", VERSION)
            .text("key", key)
            .text("owner", owner)
            .number("at", self.at.as_millis());
        if let Some(seen) = self.seen {
            record = record.number("seen", seen);
        }
        let Validators { etag, modified } = &self.validators;
        for (name, value) in [("etag", etag), ("modified", modified)] {
            if let Some(value) = value {
                record = record.text(name, value);
            }
        }
        let record = record
            .value("data", &self.data)
            .value("next", self.next.as_ref().unwrap_or(&Value::Null))
            .value("total", &self.total.map_or(Value::Null, Value::from));
        record.finish().into_bytes()
    }

    pub(crate) fn from_bytes(key: &str, owner: &str, bytes: &[u8]) -> Found {
        read(key, owner, bytes).unwrap_or(Found::Garbage)
    }
}

fn read(key: &str, owner: &str, bytes: &[u8]) -> Option<Found> {
    let mut record = json::parse_bytes(bytes)?;
    let record = record.as_object_mut()?;
    let version = record.get("v")?.as_u64()?;
    if version > VERSION {
        return Some(Found::Newer);
    }
    let own = record.get(if version == 1 { "session" } else { "owner" })?.as_str()?;
    if record.get("key")?.as_str()? != key || own != owner {
        return Some(Found::Other);
    }
    let text = |name| record.get(name).and_then(Value::as_str).map(str::to_owned);
    let validators = Validators { etag: text("etag"), modified: text("modified") };
    let seen = if version == 1 { Some(0) } else { record.get("seen").and_then(Value::as_u64) };
    let total = match record.get("total")? {
        Value::Null => None,
        number => Some(number.as_u64()?),
    };
    let at = Timestamp::from_millis(record.get("at")?.as_u64()?);
    let next = record.get_mut("next").map(Value::take).filter(|next| !next.is_null());
    let data = record.get_mut("data")?.take();
    Some(Found::Kept(Kept { data, next, total, at, seen, validators }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Kept {
        Kept {
            data: serde_json::from_str(r#"[{"id":"9007199254740993","n":12345678901234567890}]"#)
                .unwrap(),
            next: Some(Value::from(2)),
            total: Some(10_000),
            at: Timestamp::from_millis(1_767_225_600_000),
            seen: Some(7),
            validators: Validators { etag: Some("W/\"口\"".into()), modified: None },
        }
    }

    #[test]
    fn reading_undoes_writing_and_keeps_every_digit() {
        let bytes = kept().to_bytes("products?{}", "s1");
        assert_eq!(Kept::from_bytes("products?{}", "s1", &bytes), Found::Kept(kept()));
        let plain = Kept { seen: None, validators: Validators::default(), ..kept() };
        let bytes = plain.to_bytes("products?{}", "s1");
        assert_eq!(Kept::from_bytes("products?{}", "s1", &bytes), Found::Kept(plain));
    }

    #[test]
    fn another_key_or_another_user_is_a_miss_and_garbage_is_called_so() {
        let bytes = kept().to_bytes("products?{}", "s1");
        assert_eq!(Kept::from_bytes("me?{}", "s1", &bytes), Found::Other);
        assert_eq!(Kept::from_bytes("products?{}", "", &bytes), Found::Other);
        for cut in 0..bytes.len() {
            assert_eq!(
                Kept::from_bytes("products?{}", "s1", &bytes[..cut]),
                Found::Garbage,
                "{cut}"
            );
        }
        assert_eq!(Kept::from_bytes("products?{}", "s1", b"\xff\xfe"), Found::Garbage);
    }

    #[test]
    fn a_record_of_version_1_is_read_and_one_of_a_later_version_is_not() {
        let old =
            br#"{"v":1,"key":"me?{}","session":"s1","at":5,"data":7,"next":null,"total":null}"#;
        let read = Kept {
            data: Value::from(7),
            at: Timestamp::from_millis(5),
            seen: Some(0),
            ..Kept::default()
        };
        assert_eq!(Kept::from_bytes("me?{}", "s1", old), Found::Kept(read));
        assert_eq!(Kept::from_bytes("me?{}", "s2", old), Found::Other);
        let newer = br#"{"v":3,"whatever":"it says"}"#;
        assert_eq!(Kept::from_bytes("me?{}", "s1", newer), Found::Newer);
    }
}
