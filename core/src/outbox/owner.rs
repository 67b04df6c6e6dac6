//! Whose entries are whose: another user's are neither sent, counted, shown, put back nor dropped.
//!
//! Knows nothing of tokens and logins; is told who is here. A guest's entries become those of whoever
//! logs in next, and so do those that were accepted before it was known who is logged in, and those of
//! version 1. That is written down for mutations, so that a logout and a kill later they are still his.
//! What was kept under another word for the same person (`was`) is written anew under the present one.

use super::entry::{Entry, EntryKey, Kind};
use super::machine::{Outbox, Place};

impl Outbox {
    /// From now on somebody else is logged in; an empty name is a guest, an empty `was` nobody.
    pub(crate) fn belong_to(&mut self, owner: &str, was: &str) {
        if self.owner.as_deref() == Some(owner) {
            return;
        }
        self.owner = Some(owner.to_owned());
        let keys: Vec<EntryKey> = self.entries.keys().cloned().collect();
        for key in keys {
            let Some(slot) = self.entries.get_mut(&key) else { continue };
            let entry = &mut slot.entry;
            let of = entry.owner.as_deref();
            let renamed = !was.is_empty() && of == Some(was);
            let is_taken = of.is_some_and(|of| !of.is_empty() || of == owner);
            if renamed || !is_taken && entry.kind == Kind::Mutation {
                entry.owner = Some(owner.to_owned());
                if !owner.is_empty() {
                    self.overdue.insert(key.clone());
                }
            }
            self.put_in_place(&key);
        }
    }

    fn is_ours(&self, entry: &Entry) -> bool {
        let of = entry.owner.as_deref().unwrap_or_default();
        of.is_empty() || self.owner.as_deref() == Some(of)
    }

    /// Puts an entry where it belongs, unless something is on its way for it.
    pub(super) fn put_in_place(&mut self, key: &EntryKey) {
        let Some(slot) = self.entries.get(key).filter(|slot| slot.rests()) else { return };
        let place = match (self.is_ours(&slot.entry), &slot.entry.dead) {
            (false, _) => Place::Foreign,
            (true, Some(_)) => Place::Dead,
            (true, None) => Place::Queued,
        };
        let name = slot.entry.lane.clone();
        if let Some(slot) = self.entries.get_mut(key) {
            slot.place = place;
        }
        self.dead.remove(key);
        let lane = self.lanes.or_default(name);
        lane.queue.remove(key);
        match place {
            Place::Dead => drop(self.dead.insert(key.clone())),
            Place::Queued => drop(lane.queue.insert(key.clone())),
            Place::Foreign | Place::Storing(_) | Place::Leaving => {}
        }
    }
}
