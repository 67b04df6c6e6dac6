//! What was refused for good and why, in plain words first, with the way back and the way out.

use leptos::prelude::*;
use tuike_core::engine::DeadLetter;

use super::name_of;
use crate::app::App;
use crate::pages::me::button;
use crate::view::{Built, IntoBuilt};

pub(super) fn dead(app: App) -> Built {
    let letters = app.driver.status().with(|status| status.dead.clone());
    if letters.is_empty() {
        return Built::nothing();
    }
    let letters: Vec<Built> = letters.iter().map(|dead| letter(app, dead)).collect();
    view! {
        <section id="dead" class="card pad"><h2 class="titled">{app.words.dead}</h2><ul>{letters}</ul></section>
    }
    .built()
}

fn letter(app: App, letter: &DeadLetter) -> Built {
    let words = app.words;
    let (again, gone) = (letter.id.clone(), letter.id.clone());
    let drop = button(words.remove, move || app.orders.forget(app.driver, gone.clone()));
    let retry = button(words.retry, move || app.orders.retry(app.driver, again.clone()));
    view! {
        <li class="letter" data-entry=letter.id.clone()>
            <p class="strong cut">{name_of(app, &letter.id, &letter.lane, "", &letter.body)}</p>
            <p>{words.why_dead(letter.code.as_str())}</p>
            <p class="small soft">{format!("{} ({})", letter.message, letter.code)}</p>
            <div class="acts">{drop}{retry}</div>
        </li>
    }
    .built()
}
