//! 我的: the account, the language, what waits to be sent and what could not be, and what is stored.

use leptos::prelude::*;
use tuike_core::engine::{Command, DeadLetter};

use crate::app::App;
use crate::components::login_form::login_form;
use crate::components::paste::paste;
use crate::i18n::{Lang, fill};
use crate::model::text;
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, live, on, says};

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
            {live(move || outbox(app))}
            {live(move || dead(app))}
            <section class="card pad lines">
                {languages(app)}
                {stored(app)}
                {line(words.version, "", said(env!("CARGO_PKG_VERSION")))}
            </section>
        </div>
    }
    .built()
}

/// A line: what it is, what is to be said of it, and a button or a value.
fn line(name: &str, hint: &str, end: Built) -> Built {
    view! {
        <div><div class="cut"><p class="cut">{name.to_owned()}</p><p class="small soft">{hint.to_owned()}</p></div>{end}</div>
    }
    .built()
}

fn said(text: &'static str) -> Built {
    view! { <span class="soft">{text}</span> }.built()
}

pub(super) fn button(name: &'static str, act: impl Fn() + 'static) -> Built {
    view! { <button class="button slim" on:click=on(move |_| act())>{name}</button> }.built()
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

fn outbox(app: App) -> Built {
    let words = app.words;
    let (online, counts) = app.driver.status().with(|status| (status.online, status.counts));
    let events = (counts.waiting + counts.sending).saturating_sub(counts.mutations);
    let parts = [(words.outbox_orders, counts.mutations), (words.outbox_events, events)];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(text, count)| fill(text, &count.to_string()))
        .collect();
    let hint = parts.join(words.comma);
    let (hint, send) = if hint.is_empty() {
        (words.outbox_empty.to_owned(), Built::nothing())
    } else {
        (hint, button(words.send_now, move || app.driver.run(Command::Flush, |_| {})))
    };
    let network = if online { words.online } else { words.offline };
    view! {
        <section id="outbox" class="card pad lines">
            {line(words.network, "", said(network))}
            {line(words.outbox, &hint, send)}
        </section>
    }
    .built()
}

fn dead(app: App) -> Built {
    let letters = app.driver.status().with(|status| status.dead.clone());
    if letters.is_empty() {
        return Built::nothing();
    }
    let letters: Vec<Built> = letters.iter().map(|dead| letter(app, dead)).collect();
    view! {
        <section class="card pad"><h2 class="titled">{app.words.dead}</h2><ul>{letters}</ul></section>
    }
    .built()
}

fn letter(app: App, letter: &DeadLetter) -> Built {
    let words = app.words;
    let what = match letter.lane.as_str() {
        "events" => words.dead_event,
        "withdrawals" => words.withdraw,
        _ => words.dead_order,
    };
    let title = app.orders.title_of(&letter.id).unwrap_or_else(|| text(&letter.body, "item"));
    let (again, gone) = (letter.id.clone(), letter.id.clone());
    let drop = button(words.remove, move || app.orders.forget(app.driver, gone.clone()));
    let retry = button(words.retry, move || app.orders.retry(app.driver, again.clone()));
    view! {
        <li class="letter">
            <p class="strong cut">{format!("{what} {title}")}</p>
            <p>{words.why_dead(letter.code.as_str())}</p>
            <p class="small soft">{format!("{} ({})", letter.message, letter.code)}</p>
            <div class="acts">{drop}{retry}</div>
        </li>
    }
    .built()
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

fn stored(app: App) -> Built {
    let words = app.words;
    let hint = RwSignal::new(words.clear_hint);
    let clear = button(words.clear, move || {
        app.driver.run(Command::Clear, move |outcome| {
            hint.try_set(if outcome.is_ok() { words.cleared } else { words.failed_store });
        });
    });
    view! {
        <div>
            <div><p>{words.storage}</p><p class="small soft" role="status">{says(move || hint.get().to_owned())}</p></div>
            {clear}
        </div>
    }
    .built()
}
