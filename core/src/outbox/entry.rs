//! One entry of the outbox and the record it has in the store.
//!
//! An entry has a key of its own, so that appending writes the entry and nothing else, and pages
//! that share a store never write over each other:
//!
//! ```text
//! tuike/o/000000000000002a-019b7a3c-3c00-7f1e-8d2c-0123456789ab
//!         └ order, 16 hex ┘└ id: UUIDv7, idempotency key ┘
//! { "v": 2, "id", "kind": "mutation" | "event", "lane", "name", "owner": text | null,
//!   "trace": 32 hex | "", "body", "at": ms, "tries", "next": ms, "wait": ms, "asked": bool,
//!   "dead": { "code", "message" } | null }
//! ```
//!
//! Version 1 had no `owner` and no `trace`: such an entry is of whoever is logged in when it is read,
//! and is written as version 2 when it is next written. A version above 2 is a newer build's: it is left
//! alone.

use serde_json::Value;

use super::error::code_named;
use super::retry::Backoff;
use crate::code::ErrorCode;
use crate::hex;
use crate::json::{self, Fields};
use crate::time::{Span, Timestamp};

pub(crate) const PREFIX: &str = "tuike/o/";
/// The lane of tracked events; no mutation of a profile may name it.
pub(crate) const EVENTS: &str = "events";
const VERSION: u64 = 2;
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
    /// Whose it is: empty for a guest's, `None` where it is whoever's is logged in.
    pub(crate) owner: Option<String>,
    /// The trace of the action it belongs to; zeros where none is known.
    pub(crate) trace: [u8; 16],
    pub(crate) body: Value,
    pub(crate) created: Timestamp,
    /// As of the last try, for the next life.
    pub(crate) backoff: Backoff,
    pub(crate) dead: Option<Death>,
}

/// What a record turns out to be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Found {
    Entry(Entry),
    /// A newer build wrote it.
    Newer,
    /// Nothing that [`Entry::to_bytes`] made for this key.
    Garbage,
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
        let trace = if self.trace == [0; 16] { String::new() } else { hex::lower(&self.trace) };
        let record = Fields::default()
            .number("v", VERSION)
            .text("id", &key.id)
            .text("kind", kind)
            .text("lane", &self.lane)
            .text("name", &self.name);
        let record = match &self.owner {
            Some(owner) => record.text("owner", owner),
            None => record.value("owner", &Value::Null),
        };
        let record = record
            .text("trace", &trace)
            .value("body", &self.body)
            .number("at", self.created.as_millis())
            .number("tries", u64::from(self.backoff.tries))
            .number("next", self.backoff.next.as_millis())
            .number("wait", self.backoff.wait.as_millis())
            .value("asked", &Value::Bool(self.backoff.asked))
            .value("dead", &dead);
        record.finish().into_bytes()
    }

    /// Reads a record of this version or an older one.
    pub(crate) fn from_bytes(key: &EntryKey, bytes: &[u8]) -> Found {
        let Some(mut record) = json::parse_bytes(bytes) else { return Found::Garbage };
        let version = record.get("v").and_then(Value::as_u64);
        match version {
            Some(version @ 1..=VERSION) => {
                Self::read(key, &mut record, version).map_or(Found::Garbage, Found::Entry)
            }
            Some(newer) if newer > VERSION => Found::Newer,
            Some(_) | None => Found::Garbage,
        }
    }

    fn read(key: &EntryKey, record: &mut Value, version: u64) -> Option<Self> {
        let record = record.as_object_mut()?;
        if record.get("id")?.as_str()? != key.id {
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
        let (owner, trace) = match (version, record.get("owner")) {
            (1, _) => (None, [0; 16]),
            (_, Some(Value::Null)) => (None, trace_of(record.get("trace")?.as_str()?)?),
            (_, owner) => {
                (Some(owner?.as_str()?.to_owned()), trace_of(record.get("trace")?.as_str()?)?)
            }
        };
        let (name, created) = (text("name")?, Timestamp::from_millis(number("at")?));
        Some(Self {
            kind,
            lane,
            name,
            owner,
            trace,
            body: record.get_mut("body")?.take(),
            created,
            backoff,
            dead,
        })
    }
}

fn trace_of(text: &str) -> Option<[u8; 16]> {
    if text.is_empty() {
        return Some([0; 16]);
    }
    let half = |text: &str| u64::from_str_radix(text, 16).ok();
    let (high, low) = text.split_at_checked(16)?;
    if text.len() != 32 {
        return None;
    }
    let mut trace = [0; 16];
    let halves = [half(high)?.to_be_bytes(), half(low)?.to_be_bytes()];
    for (byte, given) in trace.iter_mut().zip(halves.iter().flatten()) {
        *byte = *given;
    }
    Some(trace)
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
            owner: Some("u-1".into()),
            trace: [0xab; 16],
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
        assert_eq!(Entry::from_bytes(&key(), &bytes), Found::Entry(entry()));
        let plain = Entry { owner: None, trace: [0; 16], ..entry() };
        assert_eq!(Entry::from_bytes(&key(), &plain.to_bytes(&key())), Found::Entry(plain));
        assert!(String::from_utf8(bytes).unwrap().contains("18446744073709551615"));
    }

    #[test]
    fn half_a_record_is_no_record() {
        let bytes = entry().to_bytes(&key());
        for cut in 0..bytes.len() {
            assert_eq!(Entry::from_bytes(&key(), &bytes[..cut]), Found::Garbage, "{cut}");
        }
    }

    #[test]
    fn a_record_of_another_entry_or_of_no_version_is_no_record() {
        let other = EntryKey { id: "019b7a3c-3c00-7f1e-8d2c-ffffffffffff".into(), ..key() };
        assert_eq!(Entry::from_bytes(&other, &entry().to_bytes(&key())), Found::Garbage);
        let text = String::from_utf8(entry().to_bytes(&key())).unwrap();
        for (from, to) in [
            (r#""v":2"#, r#""v":0"#),
            (r#""v":2"#, r#""v":"2""#),
            (r#""trace":"ab"#, r#""trace":"a"#),
            (r#""owner":"u-1""#, r#""owner":1"#),
            (r#""kind":"mutation""#, r#""kind":"order""#),
            (r#""kind":"mutation""#, r#""kind":"event""#),
            (r#""lane":"orders""#, r#""lane":"events""#),
            (r#""tries":3"#, r#""tries":-3"#),
            (r#""dead":{"#, r#""dead":{"x":{},"#),
        ] {
            assert!(text.contains(from), "{from}");
            let read = Entry::from_bytes(&key(), text.replace(from, to).as_bytes());
            assert_eq!(
                matches!(read, Found::Entry(_)),
                to.contains("\"x\""),
                "{to}: unknown fields alone are ignored"
            );
        }
    }

    #[test]
    fn a_newer_record_is_nobodys_damage_whatever_else_it_holds() {
        for bytes in [&br#"{"v":3}"#[..], br#"{"id":7,"v":99}"#] {
            assert_eq!(Entry::from_bytes(&key(), bytes), Found::Newer);
        }
    }

    #[test]
    fn a_record_of_version_1_has_no_owner_and_no_trace() {
        let text = String::from_utf8(entry().to_bytes(&key())).unwrap();
        let text = text.replace(r#""v":2"#, r#""v":1"#);
        let text = text.replace(r#""owner":"u-1","trace":"abababababababababababababababab","#, "");
        let old = Entry { owner: None, trace: [0; 16], ..entry() };
        assert_eq!(Entry::from_bytes(&key(), text.as_bytes()), Found::Entry(old));
    }
}
