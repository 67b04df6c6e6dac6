//! `POST /v1/events`: takes what clients tracked, each event once.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use rusqlite::params;
use serde_json::{Value, json};
use tuike_core::read::{self, Node, ReadError};

use crate::app::App;
use crate::envelope::{Answer, Refusal, ok};

const MOST: usize = 1_000;

struct Event {
    id: String,
    name: String,
    at: u64,
    session: String,
    seq: u64,
    props: Value,
}

impl Event {
    fn read(node: &Node<'_>) -> Result<Self, ReadError> {
        let fields = node.open_object()?;
        Ok(Self {
            id: fields.required("id")?.nonempty_text()?.to_owned(),
            name: fields.required("name")?.nonempty_text()?.to_owned(),
            at: fields.required("at")?.timestamp()?.as_millis(),
            session: fields.required("session")?.text()?.to_owned(),
            seq: fields.required("seq")?.integer(0, 1 << 53)?,
            props: fields.optional("props").map_or(Value::Null, |node| node.value().clone()),
        })
    }
}

/// `POST /v1/events`: all of a batch or nothing. `accepted` counts those that are new; an event that
/// comes again is no error, since a client whose answer was lost must send it again.
pub(crate) async fn create(State(app): State<Arc<App>>, body: Bytes) -> Answer {
    let json = read::parse("batch", &String::from_utf8_lossy(&body))?;
    let items = Node::root("batch", &json).open_object()?.required("events")?.items()?;
    if items.len() > MOST {
        return Err(Refusal::unprocessable(format!("batch.events: at most {MOST}")));
    }
    let events = items.iter().map(Event::read).collect::<Result<Vec<_>, _>>()?;

    let mut db = app.db.lock();
    let transaction = db.transaction()?;
    let mut accepted = 0;
    for event in events {
        accepted += transaction.execute(
            "INSERT OR IGNORE INTO events (id, name, at, session, seq, props) VALUES (?, ?, ?, ?, ?, ?)",
            params![event.id, event.name, event.at, event.session, event.seq, event.props.to_string()],
        )?;
    }
    transaction.commit()?;
    Ok(ok(json!({ "accepted": accepted })))
}
