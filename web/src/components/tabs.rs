//! The tab bar: 选品 · 收益 · 我的.

use leptos::prelude::*;

use super::icon::{Icon, draw};
use crate::app::App;
use crate::view::{Built, IntoBuilt};

/// The tab bar of where one is; nothing where a page stands alone.
#[must_use]
pub fn tabs(app: App) -> Built {
    let place = app.route.place();
    if place.stands_alone() {
        return Built::nothing();
    }
    let dead = app.driver.status().with(|status| status.dead.len());
    let words = app.words;
    let tab = |href: &'static str, icon: Icon, name: &'static str| {
        let here = place.is_alone_at(href).then_some("page");
        let dot = (href == "/me" && dead > 0)
            .then(|| view! { <span class="dot">{dead.to_string()}</span> }.built());
        view! { <a href=href aria-current=here>{draw(icon)}{name}{dot}</a> }.built()
    };
    view! {
        <nav class="tabs" aria-label=words.tabs>
            {tab("/", Icon::Bag, words.tab_feed)}
            {tab("/earn", Icon::Chart, words.tab_earn)}
            {tab("/me", Icon::Person, words.tab_me)}
        </nav>
    }
    .built()
}
