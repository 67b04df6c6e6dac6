//! 收益: what has been earned and what of it is free.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;
use tuike_core::time::Timestamp;

use super::asked::Asked;
use super::records::records;
use crate::app::App;
use crate::components::blank::{blank, failed};
use crate::components::chart::chart;
use crate::components::icon::Icon;
use crate::components::login_form::login_form;
use crate::components::price::{price, yuan};
use crate::components::sheet::sheet;
use crate::components::strip::clock;
use crate::components::withdraw_sheet::withdraw_sheet;
use crate::i18n::{Words, fill};
use crate::model::{Earnings, Me, rows, text};
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, Live, live, on};

/// `/earn`
#[must_use]
pub fn earn_page(app: App) -> Built {
    document().set_title(app.words.earnings);
    let content = live(move || {
        let me = app.viewer.me();
        untrack(|| match &me {
            None => login_first(app),
            Some(me) if Me::is_customer(me) => no_promoter(app.words),
            Some(_) => {
                // What was withdrawn stands below: nothing moves when it comes.
                let (sums, out) = sums(app);
                view! { {sums}{records(app)}{out} }.built()
            }
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

fn sums(app: App) -> (Built, Live) {
    let asked = Asked::of(app, "earnings", Value::Null, None);
    let again = Arc::new(move || asked.ask("earnings", Value::Null));
    let paid_out = Asked::of(app, "withdrawals", Value::Null, None);
    let open = RwSignal::new(false);
    let earned = move || match asked.answer() {
        Some(Ok(row)) => Some(Earnings::of(&row)).filter(|earnings| earnings.withdraw.is_object()),
        _ => None,
    };
    let renew = move || {
        asked.renew("earnings", Value::Null);
        paid_out.renew("withdrawals", Value::Null);
    };
    let content = move || match earned() {
        Some(earnings) => withdraw_sheet(app, &earnings, renew),
        None => Built::nothing(),
    };
    let call = live(move || {
        if asked.answer().is_none() {
            return view! { <div class="stack bones"><div class="card" style="height:44px"></div></div> }.built();
        }
        if earned().is_none() {
            return Built::nothing();
        }
        view! { <div class="stack"><button id="withdraw" class="button main" on:click=on(move |_| open.set(true))>{app.words.withdraw}</button></div> }.built()
    });
    let out = live(move || match paid_out.answer() {
        Some(Ok(data)) if !rows(&data).is_empty() => withdrawals(app.words, rows(&data)),
        _ => Built::nothing(),
    });
    let sums = live(move || {
        match asked.answer() {
        None => view! {
            <div class="stack bones" role="status" aria-label=app.words.loading>
                <div class="card" style="height:72px"></div><div class="card" style="height:18px"></div><div class="card" style="height:226px"></div>
            </div>
        }
        .built(),
        Some(Err(failure)) => failed(app, &failure, again.clone()),
        Some(Ok(row)) => three(app.words, Earnings::of(&row)),
    }
    });
    let sheet = sheet(open, app.words.withdraw, content);
    (view! { {sums}{call}{sheet} }.built(), out)
}

/// What was withdrawn: how much, what became of it, what arrived.
fn withdrawals(words: &'static Words, list: &[Value]) -> Built {
    let row = |row: &Value| {
        let (class, state) = match text(row, "state").as_str() {
            "paid" => ("settled", words.paid_out),
            _ => ("frozen", words.pending),
        };
        let when = |name: &str| {
            let at = row.get(name).and_then(Value::as_u64).unwrap_or_default();
            clock(Timestamp::from_millis(at))
        };
        let off = |name: &'static str, field: &str| format!("{name} {}", yuan(&text(row, field)));
        let (tax, fee) = (off(words.tax, "tax"), off(words.withdraw_fee, "fee"));
        view! {
            <li>
                <span>{off(words.withdraw, "amount")}</span>
                {price(&text(row, "net"), "")}
                <span class="small soft">{format!("{} · {tax} · {fee}", when("at"))}</span>
                <span class=format!("state {class}")>{fill(state, &when("arrivesAt"))}</span>
            </li>
        }
        .built()
    };
    let list: Vec<Built> = list.iter().map(row).collect();
    view! {
        <div class="stack"><section class="card pad">
            <h2 class="titled">{words.withdrawals}</h2>
            <ul class="records out">{list}</ul>
        </section></div>
    }
    .built()
}

fn three(words: &'static Words, earnings: Earnings) -> Built {
    let Earnings { estimated, frozen, available, days, next_free_at, .. } = earnings;
    let next = next_free_at.map(|at| fill(words.next_free, &clock(Timestamp::from_millis(at))));
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
            <p class="small soft">{next}</p>
            {line}
        </div>
    }
    .built()
}
