//! Which shop the app speaks to, and how its services are.

use leptos::prelude::*;

use crate::app::App;
use crate::pages::me::{line, said};
use crate::view::{Built, IntoBuilt};

pub(super) fn backend(app: App) -> Built {
    let words = app.words;
    let services = app.driver.stats().services;
    let down: Vec<&str> = services
        .iter()
        .filter(|service| service.breaker != "closed")
        .map(|service| if service.name.is_empty() { words.backend } else { service.name.as_str() })
        .collect();
    let state = if down.is_empty() { "" } else { words.backend_rests };
    let hint = [state, &down.join(words.comma)].concat();
    view! {
        <section id="backend" class="card pad lines">
            {line(words.backend, &hint, said(&app.base.get_untracked()))}
        </section>
    }
    .built()
}
