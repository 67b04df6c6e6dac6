//! 离线与同步: what waits, what failed and why, what is stored here, what is told to whom.

mod backend;
mod consent;
mod dead;
mod storage;
mod waiting;

use leptos::prelude::*;

use crate::app::App;
use crate::components::icon::{Icon, draw};
use crate::view::{Built, IntoBuilt, live, on};

/// `/sync`
#[must_use]
pub fn sync_page(app: App) -> Built {
    let words = app.words;
    document().set_title(words.sync);
    // Drawn once more when the store was read, and not at every count.
    let read = Memo::new(move |_| app.driver.status().with(|status| status.counted));
    view! {
        {head(app)}
        <div class="stack">
            {live(move || waiting::waiting(app))}
            {live(move || dead::dead(app))}
            {live(move || if read.get() { kept(app) } else { Built::nothing() })}
        </div>
    }
    .built()
}

/// The way back and the page's own heading: nothing below it is one.
fn head(app: App) -> Built {
    let go = on(move |_| app.route.back());
    view! {
        <header class="top">
            <button class="target" aria-label=app.words.back on:click=go>{draw(Icon::Back)}</button>
            <h1 class="cut">{app.words.sync}</h1>
            <span class="gap"></span>
        </header>
    }
    .built()
}

/// What is kept here, and told to whom.
fn kept(app: App) -> Built {
    view! {
        {storage::storage(app)}
        {consent::consent(app)}
        {backend::backend(app)}
    }
    .built()
}

/// What an entry is called: by its lane, then by what the app knows of it.
fn name_of(app: App, id: &str, lane: &str, name: &str, body: &serde_json::Value) -> String {
    let words = app.words;
    match lane {
        "events" => [words.dead_event, " ", name].concat(),
        "withdrawals" => words.withdraw.to_owned(),
        _ => {
            let title = app.orders.title_of(id);
            let title = title.unwrap_or_else(|| crate::model::text(body, "item"));
            [words.dead_order, " ", &title].concat()
        }
    }
}
