//! What waits to be sent: each order with its time and what it waits for, the events as one number.

use leptos::prelude::*;
use tuike_core::engine::{Command, WaitingEntry};

use super::name_of;
use crate::app::App;
use crate::components::strip::clock;
use crate::i18n::fill;
use crate::pages::me::{button, line, said};
use crate::view::{Built, IntoBuilt};

/// Entries beyond these are only counted.
const MOST: usize = 50;

pub(super) fn waiting(app: App) -> Built {
    let words = app.words;
    let (online, counts, counted) =
        app.driver.status().with(|status| (status.online, status.counts, status.counted));
    let events = (counts.waiting + counts.sending).saturating_sub(counts.mutations);
    let parts = [(words.outbox_orders, counts.mutations), (words.outbox_events, events)];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(text, count)| fill(text, &count.to_string()))
        .collect();
    let hint = parts.join(words.comma);
    let (hint, send) = if hint.is_empty() {
        // Nothing is said of what was not read yet.
        let hint = if counted { words.outbox_empty } else { words.loading };
        (hint.to_owned(), Built::nothing())
    } else {
        (hint, button(words.send_now, move || app.driver.run(Command::Flush, |_| {})))
    };
    let network = if online { words.online } else { words.offline };
    let entries = app.driver.waiting(MOST);
    let rows: Vec<Built> = entries
        .iter()
        .filter(|entry| entry.lane != "events")
        .map(|entry| row(app, entry))
        .collect();
    view! {
        <section id="outbox" class="card pad">
            <div class="lines">
                {line(words.network, "", said(network))}
                {line(words.outbox, &hint, send)}
            </div>
            <ul>{rows}</ul>
        </section>
    }
    .built()
}

fn row(app: App, entry: &WaitingEntry) -> Built {
    let words = app.words;
    let state = match (entry.sending, entry.next) {
        (true, _) => words.sync_sending.to_owned(),
        (false, Some(next)) => {
            let text = fill(words.sync_tried, &entry.tries.to_string());
            [text.as_str(), words.comma, &fill(words.sync_next, &clock(next))].concat()
        }
        (false, None) => words.sync_waits.to_owned(),
    };
    let id = entry.id.clone();
    // What is in the air may have arrived: it can only be waited for.
    let drop = if entry.sending {
        Built::nothing()
    } else {
        button(words.remove, move || app.orders.forget(app.driver, id.clone()))
    };
    view! {
        <li class="letter" data-entry=entry.id.clone()>
            <p class="strong cut">{name_of(app, &entry.id, &entry.lane, &entry.name, &entry.body)}</p>
            <p class="small soft">{format!("{} · {state}", clock(entry.at))}</p>
            <div class="acts">{drop}</div>
        </li>
    }
    .built()
}
