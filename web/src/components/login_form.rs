//! The login: two fields, and what went wrong.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::SubmitEvent;

use crate::app::App;
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, on, says};

/// The text of a field of the form that is submitted.
#[must_use]
pub fn field(event: &SubmitEvent, name: &str) -> String {
    use wasm_bindgen::JsCast;
    let form = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok());
    let data = form.and_then(|form| web_sys::FormData::new_with_form(&form).ok());
    data.and_then(|data| data.get(name).as_string()).unwrap_or_default()
}

/// The form.
#[must_use]
pub fn login_form(app: App) -> Built {
    let words = app.words;
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(""));
    let submit = on(move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        wrong.set("");
        let (user, password) = (field(&event, "user"), field(&event, "password"));
        spawn_local(async move {
            let outcome = app.viewer.login(user, password).await;
            // The form is gone by now where the login went well.
            busy.try_set(false);
            if let Err(failure) = outcome {
                let refused =
                    matches!(failure.code.as_str(), "backend/unauthorized" | "backend/refused");
                wrong.try_set(if refused {
                    words.login_wrong
                } else {
                    words.explain(&failure, app.driver.is_online()).0
                });
            }
        });
    });
    let call = says(move || (if busy.get() { words.logging_in } else { words.login }).to_owned());
    view! {
        <form class="sheet-body" on:submit=submit>
            <label class="field">
                <span>{words.login_user}</span>
                <input name="user" autocomplete="username" autocapitalize="none" required value="demo"/>
            </label>
            <label class="field">
                <span>{words.login_password}</span>
                <input name="password" type="password" autocomplete="current-password" required value="demo"/>
            </label>
            <p class="small soft">{words.login_hint}</p>
            <p class="wrong" role="alert">{says(move || wrong.get().to_owned())}</p>
            <button class="button main" type="submit">{call}</button>
        </form>
    }
    .built()
}
