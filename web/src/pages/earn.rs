//! 收益: what has been earned and what of it is free.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use super::asked::Asked;
use super::records::records;
use crate::app::App;
use crate::components::blank::{blank, failed};
use crate::components::chart::chart;
use crate::components::icon::Icon;
use crate::components::login_form::login_form;
use crate::components::price::price;
use crate::i18n::Words;
use crate::model::{Earnings, Me};
use crate::view::{Built, IntoBuilt, live};

/// `/earn`
#[must_use]
pub fn earn_page(app: App) -> Built {
    document().set_title(app.words.earnings);
    let content = live(move || {
        let me = app.viewer.me();
        untrack(|| match &me {
            None => login_first(app),
            Some(me) if Me::is_customer(me) => no_promoter(app.words),
            Some(_) => view! { {sums(app)}{records(app)} }.built(),
        })
    });
    view! { <h1 class="big-title">{app.words.earnings}</h1>{content} }.built()
}

fn login_first(app: App) -> Built {
    let words = app.words;
    view! {
        <div class="stack"><section class="card">
            <div class="pad"><h2 class="titled">{words.login_first}</h2><p class="soft">{words.login_first_hint}</p></div>
            {login_form(app)}
        </section></div>
    }
    .built()
}

fn no_promoter(words: &'static Words) -> Built {
    let way = view! { <a class="button" href="/me">{words.tab_me}</a> };
    blank(Icon::Person, words.not_promoter, words.not_promoter_hint, way.built())
}

fn sums(app: App) -> Built {
    let asked = Asked::of(app, "earnings", Value::Null, None);
    let again = Arc::new(move || asked.ask("earnings", Value::Null));
    live(move || match asked.answer() {
        None => view! {
            <div class="stack bones" role="status" aria-label=app.words.loading>
                <div class="card" style="height:68px"></div><div class="card" style="height:232px"></div>
            </div>
        }
        .built(),
        Some(Err(failure)) => failed(app, &failure, again.clone()),
        Some(Ok(row)) => three(app.words, Earnings::of(&row)),
    })
    .built()
}

fn three(words: &'static Words, earnings: Earnings) -> Built {
    let Earnings { estimated, frozen, available, days } = earnings;
    let sum = |name: &'static str, class: &'static str, amount: &str| {
        let size = if amount.len() > 8 { "long" } else { "" };
        view! { <div class=class><dt>{name}</dt><dd>{price(amount, size)}</dd></div> }.built()
    };
    let line = (days.len() > 1)
        .then(|| view! { <section class="card pad">{chart(words, days)}</section> }.built());
    view! {
        <div class="stack">
            <dl class="card three">
                {sum(words.estimated, "", &estimated)}
                {sum(words.frozen, "", &frozen)}
                {sum(words.available, "free", &available)}
            </dl>
            {line}
        </div>
    }
    .built()
}
