//! The head of a page that one came to from another: the way back and a name.

use leptos::prelude::*;

use super::icon::{Icon, draw};
use crate::app::App;
use crate::view::{Built, IntoBuilt, on};

/// The head; a customer who came by a link has no way back.
#[must_use]
pub fn top(app: App, name: &'static str, back: bool) -> Built {
    let way = if back {
        let go = on(move |_| app.route.back());
        view! { <button class="target" aria-label=app.words.back on:click=go>{draw(Icon::Back)}</button> }.built()
    } else {
        view! { <span class="gap"></span> }.built()
    };
    view! { <header class="top">{way}<span class="name cut">{name}</span><span class="gap"></span></header> }.built()
}
