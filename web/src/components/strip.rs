//! The one quiet line at the top: that there is no network, what waits, and how old the data is.

use js_sys::Date;
use leptos::prelude::*;
use tuike_core::engine::{Page, Source};
use tuike_core::time::Timestamp;
use wasm_bindgen::JsValue;

use crate::app::App;
use crate::i18n::fill;
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, says};

/// When the server gave what the page shows, where it could not be asked anew.
#[derive(Clone, Copy, Debug)]
pub struct Shown(RwSignal<Option<Timestamp>>);

impl Default for Shown {
    fn default() -> Self {
        Self(RwSignal::new(None))
    }
}

impl Shown {
    /// Notes what a page shows.
    pub fn note(self, page: &Page) {
        self.0.set(match page.source {
            Source::Network => None,
            Source::Fallback | Source::Storage | Source::Memory => Some(page.at),
        });
    }
}

/// The line. It is always there for a screen reader, which hears what changes.
#[must_use]
pub fn strip(app: App) -> Built {
    let status = app.driver.status();
    let away = move || !status.with(|status| status.online);
    let class = says(move || (if away() { "strip on" } else { "strip" }).to_owned());
    let text = says(move || if away() { line(app) } else { String::new() });
    view! { <div class=class role="status">{text}</div> }.built()
}

fn line(app: App) -> String {
    let words = app.words;
    let waiting = app.driver.status().with(|status| status.counts.mutations);
    let mut text =
        if waiting > 0 { words.offline_waiting(waiting) } else { words.offline.to_owned() };
    if let Some(at) = app.shown.0.get() {
        text.push_str(words.comma);
        text.push_str(&fill(words.shown_from, &clock(at)));
    }
    text
}

/// The hour and minute here; of another day, the day as well.
#[must_use]
pub fn clock(at: Timestamp) -> String {
    let date = Date::new(&JsValue::from_f64(at.as_millis() as f64));
    let time = format!("{:02}:{:02}", date.get_hours(), date.get_minutes());
    if date.to_date_string() == Date::new_0().to_date_string() {
        return time;
    }
    format!("{:02}-{:02} {time}", date.get_month() + 1, date.get_date())
}
