//! A page that has nothing to show: why, and what to do.

use std::sync::Arc;

use leptos::prelude::*;
use tuike_core::engine::Failure;

use super::icon::{Icon, draw};
use crate::app::App;
use crate::view::{Built, IntoBuilt, on};

/// Says why there is nothing, and the way on.
#[must_use]
pub fn blank(icon: Icon, title: &'static str, hint: &'static str, way: Built) -> Built {
    view! {
        <section class="blank">
            {draw(icon)}
            <h1>{title}</h1>
            <p>{hint}</p>
            {way}
        </section>
    }
    .built()
}

/// Something to do.
pub type Act = Arc<dyn Fn() + Send + Sync>;

/// A failure in plain words, with the way to try again.
#[must_use]
pub fn failed(app: App, failure: &Failure, again: Act) -> Built {
    let words = app.words;
    let (title, hint) = words.explain(failure, app.driver.is_online());
    let icon = if title == words.failed_offline { Icon::Offline } else { Icon::Alert };
    let way = view! { <button class="button" on:click=on(move |_| again())>{words.retry}</button> };
    blank(icon, title, hint, way.built())
}
