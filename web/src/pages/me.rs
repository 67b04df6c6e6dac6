//! 我的: the account, a link or a phrase that was pasted, the language, and the way to what is stored.

use leptos::prelude::*;

use crate::app::App;
use crate::components::icon::{Icon, draw};
use crate::components::login_form::login_form;
use crate::components::paste::paste;
use crate::i18n::{Lang, fill};
use crate::view::{Built, IntoBuilt, live, on};

/// `/me`
#[must_use]
pub fn me_page(app: App) -> Built {
    let words = app.words;
    document().set_title(words.tab_me);
    view! {
        <h1 class="big-title">{words.tab_me}</h1>
        <div class="stack">
            {live(move || account(app))}
            {paste(app)}
            <section class="card pad lines">
                {live(move || sync(app))}
                {languages(app)}
                {line(words.version, "", said(env!("CARGO_PKG_VERSION")))}
            </section>
        </div>
    }
    .built()
}

/// A line: what it is, what is to be said of it, and a button or a value.
pub(super) fn line(name: &str, hint: &str, end: Built) -> Built {
    view! {
        <div><div class="cut"><p class="cut">{name.to_owned()}</p><p class="small soft">{hint.to_owned()}</p></div>{end}</div>
    }
    .built()
}

pub(super) fn said(text: &str) -> Built {
    view! { <span class="soft">{text.to_owned()}</span> }.built()
}

pub(super) fn button(name: &'static str, act: impl Fn() + 'static) -> Built {
    view! { <button class="button slim" on:click=on(move |_| act())>{name}</button> }.built()
}

/// The way to what waits and what is stored, with how that stands.
fn sync(app: App) -> Built {
    let words = app.words;
    let (waiting, dead, counted) = app.driver.status().with(|status| {
        (status.counts.waiting + status.counts.sending, status.dead.len(), status.counted)
    });
    let (class, hint) = match (dead, waiting) {
        (0, 0) if !counted => ("small soft", String::new()),
        (0, 0) => ("small soft", words.outbox_empty.to_owned()),
        (0, waiting) => ("small waits", fill(words.sync_waiting, &waiting.to_string())),
        (dead, _) => ("small bad", fill(words.sync_dead, &dead.to_string())),
    };
    view! {
        <a id="sync" class="onward" href="/sync">
            <span class="cut">{words.sync}</span><span class=class>{hint}</span>{draw(Icon::Next)}
        </a>
    }
    .built()
}

fn account(app: App) -> Built {
    let words = app.words;
    let Some(me) = app.viewer.me() else {
        return view! { <section class="card"><h2 class="titled pad">{words.login}</h2>{login_form(app)}</section> }.built();
    };
    let role = if me.is_customer() { words.customer } else { words.promoter };
    let tier = me
        .tier
        .clone()
        .filter(|_| !me.is_customer())
        .map(|tier| format!(" · {}", fill(words.tier, &tier)))
        .unwrap_or_default();
    let out = button(words.logout, move || app.viewer.logout());
    view! { <section id="account" class="card pad lines">{line(&me.name, &format!("{role}{tier}"), out)}</section> }.built()
}

fn languages(app: App) -> Built {
    let choice = |lang: Lang, name: &'static str| {
        let pressed = if app.words.lang == lang { "true" } else { "false" };
        let choose = on(move |_| {
            crate::host::local::write("lang", lang.tag());
            app.language.set(lang);
        });
        view! { <button aria-pressed=pressed lang=lang.tag() on:click=choose>{name}</button> }
            .built()
    };
    let switch = view! {
        <div class="switch" role="group" aria-label=app.words.language>
            {choice(Lang::Zh, "中文")}
            {choice(Lang::En, "English")}
        </div>
    };
    line(app.words.language, "", switch.built())
}
