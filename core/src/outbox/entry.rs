//! One entry of the outbox and the record it has in the store.
//!
//! An entry has a key of its own, so that appending writes the entry and nothing else, and pages
//! that share a store never write over each other:
//!
//! ```text
//! tuike/o/000000000000002a-019b7a3c-3c00-7f1e-8d2c-0123456789ab
//!         └ order, 16 hex ┘└ id: UUIDv7, idempotency key ┘
//! { "v": 1, "id", "kind": "mutation" | "event", "lane", "name", "body", "at": ms,
//!   "tries", "next": ms, "wait": ms, "asked": bool, "dead": { "code", "message" } | null }
//! ```

use serde_json::Value;

use super::error::code_named;
use super::retry::Backoff;
use crate::code::ErrorCode;
use crate::json::{self, Fields};
use crate::time::{Span, Timestamp};

pub(crate) const PREFIX: &str = "tuike/o/";
/// The lane of tracked events; no mutation of a profile may name it.
pub(crate) const EVENTS: &str = "events";
const VERSION: u64 = 1;
/// Above this an order number can only be garbage: it would leave no room to count on.
const HIGHEST_SEQ: u64 = 1 << 53;
const ID_LENGTH: usize = 36;

/// Where an entry stands in the order of its store, and its id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EntryKey {
    pub(crate) seq: u64,
    pub(crate) id: String,
}

impl EntryKey {
    pub(crate) fn store_key(&self) -> String {
        format!("{PREFIX}{:016x}-{}", self.seq, self.id)
    }

    pub(crate) fn parse(store_key: &str) -> Option<Self> {
        let (seq, id) = store_key.strip_prefix(PREFIX)?.split_once('-')?;
        let lower_hex = |text: &str| text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if seq.len() != 16 || !lower_hex(seq) || id.len() != ID_LENGTH {
            return None;
        }
        if !id.split('-').all(lower_hex) {
            return None;
        }
        let seq = u64::from_str_radix(seq, 16).ok().filter(|seq| *seq <= HIGHEST_SEQ)?;
        Some(Self { seq, id: id.to_owned() })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Mutation,
    Event,
}

/// Why an entry will not be sent again by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Death {
    pub(crate) code: ErrorCode,
    pub(crate) message: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    pub(crate) lane: String,
    /// The mutation of the profile, or the event's name.
    pub(crate) name: String,
    pub(crate) body: Value,
    pub(crate) created: Timestamp,
    /// As of the last try, for the next life.
    pub(crate) backoff: Backoff,
    pub(crate) dead: Option<Death>,
}

impl Entry {
    pub(crate) fn to_bytes(&self, key: &EntryKey) -> Vec<u8> {
        let dead = self.dead.as_ref().map_or(Value::Null, |death| {
            let (code, message) = (death.code.as_str(), death.message.as_str());
            json::object([("code", Value::from(code)), ("message", Value::from(message))])
        });
        let kind = match self.kind {
            Kind::Mutation => "mutation",
            Kind::Event => "event",
        };
        let record = Fields::default()
            .number("v", VERSION)
            .text("id", &key.id)
            .text("kind", kind)
            .text("lane", &self.lane)
            .text("name", &self.name)
            .value("body", &self.body)
            .number("at", self.created.as_millis())
            .number("tries", u64::from(self.backoff.tries))
            .number("next", self.backoff.next.as_millis())
            .number("wait", self.backoff.wait.as_millis())
            .value("asked", &Value::Bool(self.backoff.asked))
            .value("dead", &dead);
        record.finish().into_bytes()
    }

    /// `None` for anything that [`Entry::to_bytes`] did not make for this key.
    pub(crate) fn from_bytes(key: &EntryKey, bytes: &[u8]) -> Option<Self> {
        let mut record = json::parse_bytes(bytes)?;
        let record = record.as_object_mut()?;
        if record.get("v")?.as_u64()? != VERSION || record.get("id")?.as_str()? != key.id {
            return None;
        }
        let text = |name: &str| record.get(name)?.as_str().map(str::to_owned);
        let number = |name: &str| record.get(name)?.as_u64();
        let kind = match record.get("kind")?.as_str()? {
            "mutation" => Kind::Mutation,
            "event" => Kind::Event,
            _ => return None,
        };
        let lane = text("lane")?;
        // An event among the orders would make them wait for it.
        if (kind == Kind::Event) != (lane == EVENTS) {
            return None;
        }
        let dead = match record.get("dead")? {
            Value::Null => None,
            death => Some(Death {
                code: code_named(death.get("code")?.as_str()?),
                message: death.get("message")?.as_str()?.to_owned(),
            }),
        };
        let backoff = Backoff {
            tries: u32::try_from(number("tries")?).ok()?,
            next: Timestamp::from_millis(number("next")?),
            wait: Span::from_millis(number("wait")?),
            asked: record.get("asked")?.as_bool()?,
        };
        let (name, created) = (text("name")?, Timestamp::from_millis(number("at")?));
        Some(Self {
            kind,
            lane,
            name,
            body: record.get_mut("body")?.take(),
            created,
            backoff,
            dead,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> EntryKey {
        EntryKey { seq: 42, id: "019b7a3c-3c00-7f1e-8d2c-0123456789ab".into() }
    }

    fn entry() -> Entry {
        Entry {
            kind: Kind::Mutation,
            lane: "orders".into(),
            name: "order".into(),
            body: serde_json::from_str(r#"{"item":18446744073709551615,"text":"口红"}"#).unwrap(),
            created: Timestamp::from_millis(1_767_225_600_000),
            backoff: Backoff {
                tries: 3,
                next: Timestamp::from_millis(1_767_225_604_000),
                wait: Span::from_secs(4),
                asked: false,
            },
            dead: Some(Death {
                code: code_named("backend/refused"), message: "没有库存".into()
            }),
        }
    }

    #[test]
    fn the_key_is_as_drawn_above_and_sorts_by_order() {
        let text = "tuike/o/000000000000002a-019b7a3c-3c00-7f1e-8d2c-0123456789ab";
        assert_eq!(key().store_key(), text);
        assert_eq!(EntryKey::parse(text), Some(key()));
        let later = EntryKey { seq: 256, ..key() };
        assert!(later > key() && later.store_key() > key().store_key());
    }

    #[test]
    fn keys_that_no_outbox_made_are_refused() {
        for wrong in [
            "tuike/o/",
            "tuike/o/2a-019b7a3c-3c00-7f1e-8d2c-0123456789ab",
            "tuike/o/000000000000002A-019b7a3c-3c00-7f1e-8d2c-0123456789ab",
            "tuike/o/000000000000002a-",
            "tuike/o/000000000000002a-019b7a3c-3c00-7f1e-8d2c-0123456789aß",
            "tuike/o/ffffffffffffffff-019b7a3c-3c00-7f1e-8d2c-0123456789ab",
            "tuike/c/000000000000002a-019b7a3c-3c00-7f1e-8d2c-0123456789ab",
        ] {
            assert_eq!(EntryKey::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn reading_undoes_writing_and_keeps_every_digit() {
        let bytes = entry().to_bytes(&key());
        assert_eq!(Entry::from_bytes(&key(), &bytes), Some(entry()));
        assert!(String::from_utf8(bytes).unwrap().contains("18446744073709551615"));
    }

    #[test]
    fn half_a_record_is_no_record() {
        let bytes = entry().to_bytes(&key());
        for cut in 0..bytes.len() {
            assert_eq!(Entry::from_bytes(&key(), &bytes[..cut]), None, "{cut}");
        }
    }

    #[test]
    fn a_record_of_another_entry_or_another_version_is_no_record() {
        let other = EntryKey { id: "019b7a3c-3c00-7f1e-8d2c-ffffffffffff".into(), ..key() };
        assert_eq!(Entry::from_bytes(&other, &entry().to_bytes(&key())), None);
        let text = String::from_utf8(entry().to_bytes(&key())).unwrap();
        for (from, to) in [
            (r#""v":1"#, r#""v":2"#),
            (r#""kind":"mutation""#, r#""kind":"order""#),
            (r#""kind":"mutation""#, r#""kind":"event""#),
            (r#""lane":"orders""#, r#""lane":"events""#),
            (r#""tries":3"#, r#""tries":-3"#),
            (r#""dead":{"#, r#""dead":{"x":{},"#),
        ] {
            assert!(text.contains(from), "{from}");
            let read = Entry::from_bytes(&key(), text.replace(from, to).as_bytes());
            assert_eq!(
                read.is_some(),
                to.contains("\"x\""),
                "{to}: unknown fields alone are ignored"
            );
        }
    }
}
