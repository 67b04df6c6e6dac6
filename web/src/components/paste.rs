//! A message with a share link or a 口令 in it, pasted by hand, or taken from the clipboard when the
//! button is pressed: never looked at unasked.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tuike_core::share::land;
use wasm_bindgen_futures::JsFuture;
use web_sys::SubmitEvent;

use super::login_form::field;
use crate::app::App;
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, on, says};

/// The form; what it finds is opened.
#[must_use]
pub fn paste(app: App) -> Built {
    let words = app.words;
    let wrong = RwSignal::new("");
    let submit = on(move |event: SubmitEvent| {
        event.prevent_default();
        wrong.set("");
        let typed = field(&event, "message");
        spawn_local(async move {
            let text = if typed.trim().is_empty() { clipboard().await } else { typed };
            match land(&text) {
                Some(landing) => app.route.go(&format!("/s/{}", landing.token)),
                None => {
                    wrong.try_set(words.paste_nothing);
                }
            }
        });
    });
    view! {
        <form id="paste" class="card pad stack" on:submit=submit>
            <label class="field">
                <span>{words.paste_hint}</span>
                <input name="message" autocomplete="off"/>
            </label>
            <p class="wrong" role="alert">{says(move || wrong.get().to_owned())}</p>
            <button class="button" type="submit">{words.paste}</button>
        </form>
    }
    .built()
}

/// What is in the clipboard; nothing where the browser does not say.
async fn clipboard() -> String {
    if !window().is_secure_context() {
        return String::new();
    }
    let text = JsFuture::from(window().navigator().clipboard().read_text()).await;
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}
