//! The first moments: what the store holds, who was logged in, what was left unsent.
//!
//! Queries need to know who asks; new entries need only the list of keys, to be numbered after what
//! is there; sending needs everything, or an older entry would come behind a newer one. A store that
//! fails, or says nothing for five seconds, is asked again later and stands in nobody's way meanwhile:
//! queries go to the network, and `submit` says that it cannot promise anything.

use super::Engine;
use super::auth::KEY as AUTH_KEY;
use super::damage::set_aside;
use super::event::Event;
use super::purpose::Purpose;
use crate::cache::name::PREFIX as CACHE_PREFIX;
use crate::effect::HostError;
use crate::outbox::entry::{Entry, EntryKey, Found, PREFIX as OUTBOX_PREFIX};
use crate::outbox::retry::Backoff;
use crate::time::{Span, Timestamp};

const ALL: &str = "tuike/";
const PATIENCE: Span = Span::from_secs(5);
/// So many records are read at once; a browser's store does no better with more.
const READ_AT_ONCE: usize = 32;
/// So often a record that the store would not give is asked for before the others go out without it.
const ROUNDS: u32 = 3;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Part {
    /// Asked for.
    #[default]
    Waiting,
    /// Asked for, and the store failed or is very slow.
    Failed,
    /// Known.
    Ready,
}

#[derive(Debug, Default)]
pub(super) struct Boot {
    pub(super) keys: Part,
    pub(super) auth: Part,
    pub(super) touches: Part,
    pub(super) consent: Part,
    /// What has changed at the server.
    pub(super) news: Part,
    /// Whether the outbox of the earlier life is here.
    pub(super) loaded: bool,
    /// What is on its way, so that a late store is not asked twice.
    asked_keys: bool,
    asked_auth: bool,
    pub(super) asked_touches: bool,
    pub(super) asked_consent: bool,
    pub(super) asked_news: bool,
    patience: Option<Backoff>,
    /// Records still to be asked for.
    unread: Vec<EntryKey>,
    reading: usize,
    /// Records the store would not give.
    refused: Vec<EntryKey>,
    rounds: u32,
    again: Backoff,
}

impl Boot {
    /// Whether queries know who asks, and what is stale.
    pub(super) fn knows_who(&self) -> bool {
        ![self.keys, self.auth, self.news].contains(&Part::Waiting)
    }

    /// Whether everything was read.
    pub(super) fn is_done(&self) -> bool {
        self.loaded && self.knows_everything()
    }

    /// Whether entries may go out.
    pub(super) fn may_send(&self) -> bool {
        self.loaded && self.auth == Part::Ready
    }

    /// Whether it is known who asks, and what an order is owed to, as well as the store says it.
    pub(super) fn knows_all(&self) -> bool {
        self.knows_who() && self.touches != Part::Waiting
    }

    /// Whether nothing of what was asked first is still to come.
    fn knows_everything(&self) -> bool {
        self.knows_all() && self.consent != Part::Waiting
    }

    fn is_behind(&self) -> bool {
        let parts = [self.keys, self.auth, self.touches, self.consent, self.news];
        parts.contains(&Part::Failed) || !self.refused.is_empty()
    }

    pub(super) fn next_deadline(&self) -> Option<Timestamp> {
        let patience =
            self.patience.filter(|_| !self.knows_everything()).map(|patience| patience.next);
        let again = self.is_behind().then_some(self.again.next);
        // While everything that failed is on its way again there is nothing to do at that time.
        let idle = self.refused.is_empty()
            && (self.keys != Part::Failed || self.asked_keys)
            && (self.auth != Part::Failed || self.asked_auth)
            && (self.touches != Part::Failed || self.asked_touches)
            && (self.consent != Part::Failed || self.asked_consent)
            && (self.news != Part::Failed || self.asked_news);
        patience.into_iter().chain(again.filter(|_| !idle)).min()
    }
}

impl Engine {
    pub(super) fn boot(&mut self) {
        if self.boot.keys != Part::Ready && !self.boot.asked_keys {
            self.boot.asked_keys = true;
            self.desk.keys(Purpose::BootKeys, ALL);
        }
        if self.boot.auth != Part::Ready && !self.boot.asked_auth {
            self.boot.asked_auth = true;
            self.desk.read(Purpose::BootAuth, AUTH_KEY.to_owned());
        }
        if self.boot.news != Part::Ready {
            self.recall_news();
        }
        if self.config.profile.attribution().is_none() {
            self.boot.touches = Part::Ready;
        } else if self.boot.touches != Part::Ready {
            self.recall();
        }
        if self.boot.consent != Part::Ready {
            self.ask_consent();
        }
    }

    /// Loses patience with a silent store, and asks a failing one again.
    pub(super) fn boot_on(&mut self) {
        let now = self.desk.now;
        if !self.boot.knows_everything() {
            let patience = self.boot.patience.get_or_insert_with(|| {
                let mut patience = Backoff::default();
                patience.rest(now, PATIENCE);
                patience
            });
            patience.pull_in(now);
            if patience.due(now) {
                let Boot { keys, auth, touches, consent, news, .. } = &mut self.boot;
                for part in [keys, auth, touches, consent, news] {
                    if *part == Part::Waiting {
                        *part = Part::Failed;
                    }
                }
            }
        }
        self.boot.again.pull_in(now);
        if self.boot.is_behind() && self.boot.again.due(now) {
            self.boot();
            let refused = core::mem::take(&mut self.boot.refused);
            self.boot.rounds += u32::from(!refused.is_empty());
            self.boot.unread.extend(refused);
            self.read_on();
        }
    }

    /// The app is in front again, or the network is there: a good moment for the store, too.
    pub(super) fn boot_soon(&mut self) {
        self.boot.again.hurry();
    }

    pub(super) fn boot_failed(&mut self) {
        if self.boot.again.due(self.desk.now) {
            self.boot.again.failed(self.desk.now, None, &mut self.desk.prng);
        }
    }

    pub(super) fn keys_read(&mut self, result: Result<Vec<String>, HostError>) {
        self.boot.asked_keys = false;
        let Ok(keys) = result else {
            self.boot.keys = Part::Failed;
            return self.boot_failed();
        };
        self.boot.keys = Part::Ready;
        let mut cached = Vec::new();
        for key in keys {
            if key.starts_with(CACHE_PREFIX) {
                cached.push(key);
            } else if key.starts_with(OUTBOX_PREFIX) {
                match EntryKey::parse(&key) {
                    Some(entry) => {
                        self.outbox.number_after(&entry);
                        self.boot.unread.push(entry);
                    }
                    // Not even the name is one of ours; the bytes may still tell somebody something.
                    None => self.desk.read(Purpose::BootStray { key: key.clone() }, key),
                }
            }
        }
        self.cache.found(&mut self.desk, cached);
        // The newest first on the pile, so that the oldest is read first.
        self.boot.unread.sort_unstable_by(|a, b| b.cmp(a));
        self.read_on();
    }

    pub(super) fn auth_read(&mut self, result: Result<Option<Vec<u8>>, HostError>) {
        self.boot.asked_auth = false;
        match result {
            Ok(bytes) => {
                // Somebody may have logged in while the store was silent: that is newer.
                if self.auth.credentials().token.is_none() {
                    self.restore_auth(bytes);
                }
                self.boot.auth = Part::Ready;
            }
            Err(_) => {
                self.boot.auth = Part::Failed;
                self.boot_failed();
            }
        }
    }

    pub(super) fn stray_read(&mut self, key: String, result: Result<Option<Vec<u8>>, HostError>) {
        match result {
            Ok(Some(bytes)) => set_aside(&mut self.desk, key, bytes),
            Ok(None) => {}
            Err(_) => self.desk.tell(Event::Damaged { key }),
        }
    }

    pub(super) fn entry_read(&mut self, key: EntryKey, result: Result<Option<Vec<u8>>, HostError>) {
        self.boot.reading = self.boot.reading.saturating_sub(1);
        match result {
            Ok(Some(bytes)) => match Entry::from_bytes(&key, &bytes) {
                Found::Entry(entry) => self.outbox.load(key, entry, bytes.len()),
                Found::Newer => self.outbox.leave_alone(&mut self.desk, key),
                Found::Garbage => set_aside(&mut self.desk, key.store_key(), bytes),
            },
            // Another page has sent it meanwhile.
            Ok(None) => {}
            Err(_) => {
                self.boot.refused.push(key);
                self.boot_failed();
            }
        }
        self.read_on();
    }

    fn read_on(&mut self) {
        while self.boot.reading < READ_AT_ONCE {
            let Some(key) = self.boot.unread.pop() else { break };
            self.boot.reading += 1;
            let name = key.store_key();
            self.desk.read(Purpose::BootEntry(key), name);
        }
        if self.boot.reading > 0 || self.boot.keys != Part::Ready {
            return;
        }
        if !self.boot.refused.is_empty() && self.boot.rounds < ROUNDS {
            return;
        }
        if !self.boot.loaded || self.boot.rounds == ROUNDS {
            // The rest must not wait for them; they are asked for until the store gives them.
            self.boot.rounds += 1;
            for key in &self.boot.refused {
                self.desk.tell(Event::Damaged { key: key.store_key() });
            }
        }
        if !self.boot.loaded {
            self.boot.loaded = true;
            self.outbox.loaded();
        }
        self.outbox.looked(&mut self.desk);
    }

    /// What the store holds now, where other pages use it, too.
    pub(super) fn outbox_listed(&mut self, result: Result<Vec<String>, HostError>) {
        let Some(mut unknown) = self.outbox.listed(&mut self.desk, result) else { return };
        unknown.retain(|key| !self.boot.refused.contains(key) && !self.boot.unread.contains(key));
        if self.boot.refused.is_empty() {
            self.boot.rounds = 0;
        }
        unknown.reverse();
        self.boot.unread.extend(unknown);
        self.read_on();
    }
}
