//! One remembered answer and the record it has in the store.
//!
//! ```text
//! tuike/c/5f0e1a2b3c4d5e6f      FNV-1a (64 bits) of the canonical key
//! { "v": 1, "key": canonical key, "session": "", "at": ms, "data", "next", "total" }
//! ```
//!
//! The key is in the record, so that two keys with one hash are a miss and never a wrong answer. So
//! is the session: what one user has read is a miss for everybody else, even where a crash kept the
//! record from being removed at logout.

use serde_json::Value;

use crate::json::{self, Fields};
use crate::time::Timestamp;

pub(crate) const PREFIX: &str = "tuike/c/";
const VERSION: u64 = 1;

/// The key of the store for a canonical key.
pub(crate) fn store_key(key: &str) -> String {
    // FNV-1a, 64 bits: offset basis and prime of draft-eastlake-fnv.
    let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{PREFIX}{hash:016x}")
}

/// An answer as it was given.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Kept {
    pub(crate) data: Value,
    pub(crate) next: Option<Value>,
    pub(crate) total: Option<u64>,
    pub(crate) at: Timestamp,
}

/// What the bytes under a key are.
#[derive(Debug, PartialEq)]
pub(crate) enum Found {
    /// The answer that was looked for.
    Kept(Kept),
    /// A whole record of another key, another user or another version.
    Other,
    /// Nothing that the cache wrote.
    Garbage,
}

impl Kept {
    pub(crate) fn to_bytes(&self, key: &str, session: &str) -> Vec<u8> {
        let record = Fields::default()
            .number("v", VERSION)
            .text("key", key)
            .text("session", session)
            .number("at", self.at.as_millis())
            .value("data", &self.data)
            .value("next", self.next.as_ref().unwrap_or(&Value::Null))
            .value("total", &self.total.map_or(Value::Null, Value::from));
        record.finish().into_bytes()
    }

    pub(crate) fn from_bytes(key: &str, session: &str, bytes: &[u8]) -> Found {
        read(key, session, bytes).unwrap_or(Found::Garbage)
    }
}

fn read(key: &str, session: &str, bytes: &[u8]) -> Option<Found> {
    let mut record = json::parse_bytes(bytes)?;
    let record = record.as_object_mut()?;
    if record.get("v")?.as_u64()? != VERSION
        || record.get("key")?.as_str()? != key
        || record.get("session")?.as_str()? != session
    {
        return Some(Found::Other);
    }
    let total = match record.get("total")? {
        Value::Null => None,
        number => Some(number.as_u64()?),
    };
    let at = Timestamp::from_millis(record.get("at")?.as_u64()?);
    let next = record.get_mut("next").map(Value::take).filter(|next| !next.is_null());
    Some(Found::Kept(Kept { data: record.get_mut("data")?.take(), next, total, at }))
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
        }
    }

    /// Test vectors of the FNV reference code (`test_fnv.c`): "", "a", "foobar".
    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(store_key(""), "tuike/c/cbf29ce484222325");
        assert_eq!(store_key("a"), "tuike/c/af63dc4c8601ec8c");
        assert_eq!(store_key("foobar"), "tuike/c/85944171f73967e8");
    }

    #[test]
    fn reading_undoes_writing_and_keeps_every_digit() {
        let bytes = kept().to_bytes("products?{}", "s1");
        assert_eq!(Kept::from_bytes("products?{}", "s1", &bytes), Found::Kept(kept()));
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
}
