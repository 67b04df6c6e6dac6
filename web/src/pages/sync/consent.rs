//! Whether what one does may be told to the shop.

use leptos::prelude::*;
use tuike_core::engine::Command;
use tuike_core::track::Consent;

use crate::app::App;
use crate::pages::me::line;
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, live, on};

pub(super) fn consent(app: App) -> Built {
    let words = app.words;
    let chosen = RwSignal::new(app.driver.consent());
    let row = live(move || {
        let now = chosen.get();
        let choice = |consent: Consent, name: &'static str| {
            let pressed = if now == consent { "true" } else { "false" };
            let choose = on(move |_: web_sys::MouseEvent| {
                app.driver.run(Command::Consent { consent }, move |outcome| {
                    // Refused is what the store could not keep: the switch stays where it was.
                    if outcome.is_ok() {
                        chosen.try_set(consent);
                    }
                });
            });
            view! { <button aria-pressed=pressed on:click=choose>{name}</button> }.built()
        };
        let switch = view! {
            <div class="switch" role="group" aria-label=words.consent>
                {choice(Consent::Granted, words.consent_yes)}
                {choice(Consent::Denied, words.consent_no)}
            </div>
        };
        line(words.consent, "", switch.built())
    });
    view! {
        <section id="consent" class="card pad lines">
            {row}
            <p class="small soft">{words.consent_hint}</p>
        </section>
    }
    .built()
}
