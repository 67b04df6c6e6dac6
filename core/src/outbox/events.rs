//! What only events have: consent that holds or removes them, and answers that tell them apart.

use super::entry::{EVENTS, EntryKey, Kind};
use super::machine::{Outbox, Place};
use crate::backend::Delivery;
use crate::engine::Event;
use crate::engine::desk::Desk;
use crate::engine::purpose::EntryOp;
use crate::time::Timestamp;
use serde_json::Value;

impl Outbox {
    /// Lets events wait, or go. They are stored and counted all the same.
    pub(crate) fn hold_events(&mut self, held: bool) {
        if let Some(lane) = self.lanes.get_mut(EVENTS) {
            lane.held = held;
        }
    }

    /// Whether a batch would go now, if it may, and nothing may be asked before. A page that is being
    /// hidden cannot wait for an answer.
    pub(crate) fn events_due(&mut self, now: Timestamp) -> bool {
        if let Some(lane) = self.lanes.get_mut(EVENTS) {
            lane.pull_in(now);
        }
        let lane = self.lanes.get(EVENTS);
        let at = lane.and_then(|lane| self.try_of(EVENTS, lane));
        !self.hiding && at.is_some_and(|at| at <= now)
    }

    /// Removes every event, whatever its place: what is in the air cannot be taken back, but is not
    /// sent again.
    pub(crate) fn purge_events(&mut self, desk: &mut Desk) {
        let is_event = |key: &&EntryKey| {
            self.entries.get(*key).is_some_and(|slot| slot.entry.kind == Kind::Event)
        };
        let waiting = self.lanes.get(EVENTS).is_some_and(|lane| !lane.queue.is_empty());
        if !waiting && !self.dead.iter().any(|key| is_event(&key)) {
            return;
        }
        let events: Vec<EntryKey> = self.entries.keys().filter(is_event).cloned().collect();
        for key in events {
            let Some(slot) = self.forget(&key) else { continue };
            if let Place::Storing(command) = slot.place {
                desk.tell(Event::Stored { command, id: String::new() });
            }
            self.discard(desk, key, EntryOp::Gone);
        }
    }

    /// How many are in the air in a lane, those that were removed meanwhile among them: an answer
    /// speaks of all that were sent.
    pub(crate) fn flown(&self, lane: &str) -> usize {
        self.lanes.get(lane).map_or(0, |lane| lane.air.len())
    }

    /// The server said of each event what came of it; `true` where it refused the credentials.
    pub(super) fn each(
        &mut self,
        desk: &mut Desk,
        name: &str,
        keys: Vec<EntryKey>,
        answers: Vec<Delivery>,
    ) -> bool {
        let (mut again, mut after, mut refused) = (Vec::new(), None, false);
        for (key, answer) in keys.into_iter().zip(answers) {
            match answer {
                Delivery::Delivered(answer) => self.sent(desk, name, vec![key], &answer),
                Delivery::AlreadyThere => self.sent(desk, name, vec![key], &Value::Null),
                Delivery::Dead(error) => self.bury(desk, vec![key], &error),
                Delivery::Unauthorized(_) => refused = true,
                Delivery::Retry { after: asked, .. } => {
                    after = after.max(asked);
                    again.push(key);
                }
                Delivery::Each(_) => again.push(key),
            }
        }
        if !again.is_empty() {
            self.wait(desk, name, &again, after);
        }
        refused
    }
}
