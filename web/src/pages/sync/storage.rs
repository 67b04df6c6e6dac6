//! What is kept on this device, how much it is, and how to be rid of it.

use leptos::prelude::*;
use tuike_core::engine::{Command, Stats};

use crate::app::App;
use crate::i18n::{Words, fill};
use crate::pages::me::button;
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, says};

pub(super) fn storage(app: App) -> Built {
    let words = app.words;
    let hint = RwSignal::new(size(words, &app.driver.stats()));
    let clear = button(words.clear, move || {
        app.driver.run(Command::Clear, move |outcome| {
            let said = if outcome.is_ok() { words.cleared } else { words.failed_store };
            hint.try_set(said.to_owned());
        });
    });
    view! {
        <section id="storage" class="card pad lines">
            <div>
                <div><p>{words.storage}</p><p class="small soft" role="status">{says(move || hint.get())}</p></div>
                {clear}
            </div>
            <p class="small soft">{words.clear_hint}</p>
        </section>
    }
    .built()
}

/// How many answers are kept and how large they are.
fn size(words: &'static Words, stats: &Stats) -> String {
    let kilobytes = stats.stored_bytes.div_ceil(1_024);
    let size = if kilobytes >= 1_024 {
        format!("{}.{} MB", kilobytes / 1_024, kilobytes % 1_024 * 10 / 1_024)
    } else {
        format!("{kilobytes} KB")
    };
    let pages = fill(words.stored_pages, &stats.stored_entries.to_string());
    [pages.as_str(), words.comma, &size].concat()
}
