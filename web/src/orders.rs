//! What was ordered on this device, for its owner's eyes: the outbox keeps the orders themselves.
//!
//! A note says `Kept` until the engine says that its entry was sent or refused. Losing a note loses no
//! order.
//!
//! ```
//! use tuike_web::orders::{Note, State};
//!
//! let note = Note { id: "01".into(), place: "tok".into(), title: "口红".into(), quantity: 2, state: State::Kept, verdict: String::new() };
//! assert_eq!(Note::of(&note.to_json()), Some(note));
//! ```

use serde_json::Value;
use tuike_core::engine::{Command, Event};

use crate::driver::Driver;
use crate::host::local;
use crate::model::{object, rows, text};
use crate::signal::RwSignal;

const NOTE: &str = "orders";
/// Notes beyond these give way, the oldest first.
const MOST: usize = 20;

/// One order placed here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The outbox entry's id.
    pub id: String,
    /// The share token, or the product's id where there was none.
    pub place: String,
    /// The product's title.
    pub title: String,
    /// How many.
    pub quantity: u32,
    /// What became of it.
    pub state: State,
    /// The shop's word for the share link, where it refused that and took the order.
    pub verdict: String,
}

/// What became of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Stored here, to be sent.
    Kept,
    /// The shop has it; its number where the server gave one.
    Sent(Option<String>),
    /// Refused for good.
    Failed,
}

impl Note {
    /// The note as it is stored.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let (state, says) = match &self.state {
            State::Kept => ("kept", None),
            State::Sent(order) => ("sent", order.as_ref()),
            State::Failed => ("failed", None),
        };
        object([
            ("id", self.id.as_str().into()),
            ("place", self.place.as_str().into()),
            ("title", self.title.as_str().into()),
            ("quantity", self.quantity.into()),
            ("state", state.into()),
            ("verdict", self.verdict.as_str().into()),
            ("says", says.map_or(Value::Null, |says| says.as_str().into())),
        ])
    }

    /// A stored note; `None` where it is garbage.
    #[must_use]
    pub fn of(row: &Value) -> Option<Self> {
        let says = text(row, "says");
        let state = match text(row, "state").as_str() {
            "kept" => State::Kept,
            "sent" => State::Sent(Some(says).filter(|order| !order.is_empty())),
            "failed" => State::Failed,
            _ => return None,
        };
        let quantity = u32::try_from(row.get("quantity")?.as_u64()?).ok()?;
        Some(Self {
            id: text(row, "id"),
            place: text(row, "place"),
            title: text(row, "title"),
            quantity,
            state,
            verdict: text(row, "verdict"),
        })
    }
}

/// The notes, newest last; copies are the same.
#[derive(Clone, Copy, Debug)]
pub struct Orders(RwSignal<Vec<Note>>);

impl Orders {
    /// Reads the notes and follows what becomes of them.
    #[must_use]
    pub fn start(driver: Driver) -> Self {
        let stored = local::read_json(NOTE);
        let notes =
            rows(stored.as_ref().unwrap_or(&Value::Null)).iter().filter_map(Note::of).collect();
        let orders = Self(RwSignal::new(notes));
        driver.listen(move |event| match event {
            Event::Sent { id, answer, .. } => {
                let order = Some(text(answer, "orderId")).filter(|order| !order.is_empty());
                orders.settle(|note| note.id == *id, &State::Sent(order));
            }
            Event::AttributionRefused { id, verdict, .. } => {
                orders.refused(id, verdict);
            }
            Event::Dead { letter } => {
                orders.settle(|note| note.id == letter.id, &State::Failed);
            }
            _ => {}
        });
        orders.catch_up(driver);
        orders
    }

    /// Notes a new order.
    pub fn add(self, note: Note) {
        self.0.update(|notes| {
            notes.push(note);
            let surplus = notes.len().saturating_sub(MOST);
            notes.drain(..surplus);
        });
        self.keep();
    }

    /// The last order of a place.
    #[must_use]
    pub fn last_of(self, place: &str) -> Option<Note> {
        self.0.with(|notes| notes.iter().rev().find(|note| note.place == place).cloned())
    }

    fn refused(self, id: &str, verdict: &str) {
        self.0.update(|notes| {
            for note in notes.iter_mut().filter(|note| note.id == id) {
                verdict.clone_into(&mut note.verdict);
            }
        });
        self.keep();
    }

    /// Sends a refused order once more.
    pub fn retry(self, driver: Driver, id: String) {
        self.settle(|note| note.id == id, &State::Kept);
        driver.run(Command::Retry { id }, |_| {});
    }

    /// Forgets a refused order.
    pub fn forget(self, driver: Driver, id: String) {
        self.0.update(|notes| notes.retain(|note| note.id != id));
        self.keep();
        driver.run(Command::Drop { id }, |_| {});
    }

    /// What was ordered by an entry of the outbox.
    #[must_use]
    pub fn title_of(self, id: &str) -> Option<String> {
        self.0.with(|notes| notes.iter().find(|note| note.id == id).map(|note| note.title.clone()))
    }

    /// Catches up with what was sent in another page. A flush is answered once the whole outbox has
    /// been read and tried; if no order is in it then, those noted here have been sent.
    fn catch_up(self, driver: Driver) {
        let is_kept = |note: &Note| note.state == State::Kept;
        if self.0.with_untracked(|notes| notes.iter().any(is_kept)) {
            driver.run(Command::Flush, move |outcome| {
                let waiting = driver.status().with_untracked(|status| status.counts.mutations);
                if outcome.is_ok() && waiting == 0 {
                    self.settle(is_kept, &State::Sent(None));
                }
            });
        }
    }

    fn settle(self, which: impl Fn(&Note) -> bool, state: &State) {
        if self.0.with_untracked(|notes| notes.iter().any(&which)) {
            self.0.update(|notes| {
                for note in notes.iter_mut().filter(|note| which(note)) {
                    note.state = state.clone();
                }
            });
            self.keep();
        }
    }

    fn keep(self) {
        let rows: Vec<Value> =
            self.0.with_untracked(|notes| notes.iter().map(Note::to_json).collect());
        local::write(NOTE, &Value::Array(rows).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_note_that_is_garbage_is_none() {
        for garbage in [
            json!(null),
            json!({}),
            json!({ "state": "kept" }),
            json!({ "state": "lost", "quantity": 1 }),
        ] {
            assert_eq!(Note::of(&garbage), None, "{garbage}");
        }
    }
}
