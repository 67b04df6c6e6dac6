//! What has changed at the server: noticed in answers, durable under one key, told to who watches.
//!
//! ```text
//! tuike/version   see [`crate::cache::news`]
//! ```
//!
//! Several pages may share the store: what is there is read and taken in before it is written, and
//! read again when the app comes to the front. A record of a later version is left as it is: then news
//! are for this life alone, and nothing that is stored is believed to be fresh. Where the store refuses
//! to write, the next news try again.

use super::Engine;
use super::boot::Part;
use super::damage::copy_aside;
use super::event::Event;
use super::purpose::{CacheOp, Purpose};
use crate::backend::Delivery;
use crate::cache::news::{KEY, Told, Unread};
use crate::effect::{EffectId, HostError, HostErrorKind, Outcome};
use crate::outbox::entry::Kind;
use crate::outbox::send::Attempt;

impl Engine {
    /// Reads the store's record, and then writes what it does not know.
    pub(super) fn recall_news(&mut self) {
        if !self.boot.asked_news {
            self.boot.asked_news = true;
            self.desk.read(Purpose::News, KEY.to_owned());
        }
    }

    pub(super) fn news_read(&mut self, result: Result<Option<Vec<u8>>, HostError>) {
        self.boot.asked_news = false;
        let bytes = match result {
            Ok(bytes) => bytes,
            Err(_) => {
                if self.boot.news != Part::Ready {
                    self.boot.news = Part::Failed;
                    self.boot_failed();
                }
                return self.desk.release();
            }
        };
        self.boot.news = Part::Ready;
        let (now, before) = (self.desk.now, self.cache.news.seen());
        match self.cache.news.merge(now, bytes.as_deref()) {
            Ok(None) => {}
            Ok(Some(version)) => self.desk.tell(Event::Version { version }),
            Err(Unread::Newer) => {
                if !core::mem::replace(&mut self.foreign_news, true) {
                    self.desk.tell(Event::Newer { key: KEY.to_owned() });
                }
                return self.desk.release();
            }
            Err(Unread::Garbage) => {
                let bytes = bytes.unwrap_or_default();
                copy_aside(&mut self.desk, KEY.to_owned(), bytes, Purpose::Forget);
                self.cache.news.lost(now);
            }
        }
        if core::mem::take(&mut self.cache.news.dirty) {
            self.boot.asked_news = true;
            let bytes = self.cache.news.to_bytes();
            self.desk.write(Purpose::NewsStored, KEY.to_owned(), bytes);
        } else {
            self.desk.release();
        }
        self.turn_over(before);
    }

    pub(super) fn news_stored(&mut self, result: Result<(), HostError>) {
        self.boot.asked_news = false;
        match result {
            Ok(()) if self.cache.news.dirty => return self.recall_news(),
            Ok(()) => {}
            Err(error) => {
                self.cache.news.dirty = true;
                if error.kind == HostErrorKind::QuotaExceeded {
                    self.cache.evict(&mut self.desk, 1, CacheOp::Pruned);
                }
            }
        }
        self.desk.release();
    }

    /// Any answer may name the version of the server's data.
    pub(super) fn see_version(&mut self, id: EffectId, outcome: &Outcome) {
        let Outcome::Http(Ok(response)) = outcome else { return };
        let Some(version) = self.config.profile.data_version(response) else { return };
        let (now, before) = (self.desk.now, self.cache.news.seen());
        match self.cache.news.tell(now, &version, self.turned.is_some_and(|turned| id <= turned)) {
            Told::Same | Told::Late => {}
            // Where the store has not said what it knows this may be no first sight: then reading it
            // tells.
            Told::First => self.recall_news(),
            Told::Changed => {
                self.turned = Some(self.desk.last());
                self.desk.tell(Event::Version { version });
                self.recall_news();
                self.turn_over(before);
            }
        }
    }

    /// What an answer to a mutation says has changed.
    pub(super) fn changed_by(&self, lane: &str, attempt: &Attempt) -> Vec<String> {
        let Attempt::Answered(Delivery::Delivered(_) | Delivery::AlreadyThere) = attempt else {
            return Vec::new();
        };
        let flying = self.outbox.flying(lane).map(|(_, entry)| entry);
        flying
            .filter(|entry| entry.kind == Kind::Mutation)
            .map(|entry| self.config.profile.invalidates(&entry.name, &entry.body))
            .unwrap_or_default()
    }

    /// Reads under these tags are stale from now on.
    pub(super) fn invalidate(&mut self, tags: Vec<String>) {
        if tags.is_empty() {
            return;
        }
        let before = self.cache.news.seen();
        self.cache.news.invalidate(self.desk.now, tags);
        self.recall_news();
        self.turn_over(before);
    }

    fn turn_over(&mut self, before: u64) {
        if self.cache.news.seen() > before {
            let (profile, by) = (&self.config.profile, self.auth.credentials());
            self.cache.turn_over(&mut self.desk, profile, by, before);
        }
    }
}
