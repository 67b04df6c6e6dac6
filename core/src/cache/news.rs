//! What has changed at the server since an answer was given: a new version of all its data, or what a
//! delivered mutation says it changes.
//!
//! Pure: told the time and the words, says what is stale. News are numbered as they come in. An answer
//! carries the number of the last news when it was asked for; it is stale where anything that concerns
//! it has a higher number. So nothing that is stored has to be found, read or written when something
//! changes: what is stale shows when it is looked at, in memory and in the store alike.
//!
//! ```text
//! tuike/version   { "v": 1, "seq": n, "turned": n, "floor": n, "version": "2026-01-01" | null,
//!                   "tags": { "products": n, "product:42": n } }
//! ```
//!
//! `turned` is when the version changed, `floor` the highest tag that was forgotten: of tags only the
//! last [`MOST_TAGS`] are known, and whatever is older than a forgotten one counts as stale. Numbers are
//! milliseconds where the clock goes on, so that several pages over one store number alike; they never
//! go back.

use serde_json::{Map, Value};

use crate::json::{self, Fields};
use crate::sorted::SortedMap;
use crate::time::{Span, Timestamp};

pub(crate) const KEY: &str = "tuike/version";
const VERSION: u64 = 1;
/// So the record stays below some kilobytes.
const MOST_TAGS: usize = 100;
/// While servers of one service disagree (a release is on its way) the old version comes back again and
/// again: for so long after a change it is not believed.
const DISAGREEMENT: Span = Span::from_secs(60);

/// What a version is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// The one that is known.
    Same,
    /// The first that this store hears of.
    First,
    /// A new one: everything before is stale.
    Changed,
    /// An old one.
    Late,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct News {
    /// The last number.
    seq: u64,
    turned: u64,
    floor: u64,
    version: Option<String>,
    tags: SortedMap<String, u64>,
    /// The version before, and when it ended.
    before: Option<(String, Timestamp)>,
    /// Whether the store's record is known: until then nothing stored is believed to be fresh.
    pub(crate) known: bool,
    /// Whether there is something that the store has not been told.
    pub(crate) dirty: bool,
}

/// Why the store's record is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// A later build wrote it.
    Newer,
    /// Nothing that this module wrote.
    Garbage,
}

impl News {
    /// Whether an answer under some tags that has seen so much is stale.
    pub(crate) fn outdates(&self, seen: Option<u64>, tags: &[String]) -> bool {
        // What has seen more than there is comes from a life whose news were lost.
        seen.is_none_or(|seen| seen > self.seq || seen < self.turned || self.changed(seen, tags))
    }

    /// The same without regard to the version.
    fn changed(&self, seen: u64, tags: &[String]) -> bool {
        seen < self.floor || tags.iter().any(|tag| self.tags.get(tag).is_some_and(|at| seen < *at))
    }

    /// The number of the last news: what is asked for now has seen so much.
    pub(crate) const fn seen(&self) -> u64 {
        self.seq
    }

    /// Up to which news an answer holds that was asked for at `seen` and names a version.
    pub(crate) fn holds(&self, seen: u64, version: Option<&str>, tags: &[String]) -> Option<u64> {
        match version {
            None => Some(seen),
            // Asked for before the change was noticed, and new all the same.
            Some(_) if version == self.version.as_deref() => {
                Some(if self.changed(seen, tags) { seen } else { seen.max(self.turned) })
            }
            Some(_) => None,
        }
    }

    fn next(&mut self, now: Timestamp) -> u64 {
        self.dirty = true;
        self.seq = now.as_millis().max(self.seq.saturating_add(1));
        self.seq
    }

    /// Something that some answers say has changed.
    pub(crate) fn invalidate(&mut self, now: Timestamp, tags: Vec<String>) {
        let at = self.next(now);
        for tag in tags {
            self.tags.insert(tag, at);
        }
        self.forget_tags();
    }

    fn forget_tags(&mut self) {
        while self.tags.len() > MOST_TAGS {
            let oldest = self.tags.iter().min_by_key(|(_, at)| **at);
            let Some((tag, at)) = oldest.map(|(tag, at)| (tag.clone(), *at)) else { break };
            self.floor = self.floor.max(at);
            self.tags.remove(&tag);
        }
    }

    /// The server names its data's version; `late` where it was asked before the last change was
    /// noticed.
    pub(crate) fn tell(&mut self, now: Timestamp, version: &str, late: bool) -> Told {
        let Some(known) = &self.version else {
            self.version = Some(version.to_owned());
            self.dirty = true;
            return Told::First;
        };
        if known == version {
            return Told::Same;
        }
        if let Some((before, since)) = &mut self.before {
            *since = (*since).min(now);
            if before == version && now.since(*since) < DISAGREEMENT {
                return Told::Late;
            }
        }
        if late {
            return Told::Late;
        }
        self.before = Some((known.clone(), now));
        self.version = Some(version.to_owned());
        self.turned = self.next(now);
        Told::Changed
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut tags = Map::new();
        for (tag, at) in self.tags.iter() {
            tags.insert(tag.clone(), Value::from(*at));
        }
        let version = self.version.as_deref().map_or(Value::Null, Value::from);
        let record = Fields::default()
            .number("v", VERSION)
            .number("seq", self.seq)
            .number("turned", self.turned)
            .number("floor", self.floor)
            .value("version", &version)
            .value("tags", &Value::Object(tags));
        record.finish().into_bytes()
    }

    /// Takes what the store knows as well. Gives the version where the data is another now.
    pub(crate) fn merge(
        &mut self,
        now: Timestamp,
        bytes: Option<&[u8]>,
    ) -> Result<Option<String>, Unread> {
        let other = bytes.map(read).transpose()?.unwrap_or_default();
        let first = !core::mem::replace(&mut self.known, true);
        self.seq = self.seq.max(other.seq);
        self.floor = self.floor.max(other.floor);
        for (tag, at) in other.tags.iter() {
            let own = self.tags.or_default(tag.clone());
            *own = (*own).max(*at);
        }
        self.forget_tags();
        let later = other.turned > self.turned;
        self.turned = self.turned.max(other.turned);
        let mut changed = false;
        if self.version != other.version {
            changed = self.version.is_some() && other.version.is_some();
            if changed && first {
                // The server was faster than the store: it has told of a change.
                self.turned = self.next(now);
            } else if self.version.is_none() || (changed && later) {
                self.version = other.version;
            } else {
                // The store is behind; whatever this page has noticed it has told.
                self.dirty = true;
                changed = false;
            }
        }
        Ok(self.version.clone().filter(|_| changed))
    }

    /// The store's record is lost: nobody knows what it made stale.
    pub(crate) fn lost(&mut self, now: Timestamp) {
        self.known = true;
        self.floor = self.next(now);
    }
}

fn read(bytes: &[u8]) -> Result<News, Unread> {
    let record = json::parse_bytes(bytes).ok_or(Unread::Garbage)?;
    let number = |name| record.get(name).and_then(Value::as_u64).ok_or(Unread::Garbage);
    if number("v")? > VERSION {
        return Err(Unread::Newer);
    }
    let mut news = News {
        seq: number("seq")?,
        turned: number("turned")?,
        floor: number("floor")?,
        version: record.get("version").and_then(Value::as_str).map(str::to_owned),
        ..News::default()
    };
    for (tag, at) in record.get("tags").and_then(Value::as_object).into_iter().flatten() {
        news.tags.insert(tag.clone(), at.as_u64().ok_or(Unread::Garbage)?);
    }
    Ok(news)
}

#[cfg(test)]
mod tests;
