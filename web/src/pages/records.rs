//! The commission records: each with its state and why, a page at a time.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use tuike_core::backend::canonical_key;
use tuike_core::engine::{Event, Failure, Page};
use tuike_core::money::{Currency, Money};
use tuike_core::time::Timestamp;

use crate::app::App;
use crate::components::blank::blank;
use crate::components::icon::Icon;
use crate::components::price::{price, yuan};
use crate::components::strip::clock;
use crate::i18n::{Words, fill};
use crate::model::{Record, object, rows};
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, live, on};

/// The records so far, and where the next ones begin.
#[derive(Clone, Debug, Default)]
struct Loaded {
    records: Vec<Record>,
    next: Option<Value>,
    failure: Option<Failure>,
    busy: bool,
}

impl Loaded {
    /// From the top: what was behind may have moved.
    fn renew(&mut self, page: &Page) {
        self.records.clear();
        self.append(page);
    }

    fn append(&mut self, page: &Page) {
        self.records.extend(rows(&page.data).iter().map(Record::of));
        self.next.clone_from(&page.next);
    }
}

/// The records.
pub(super) fn records(app: App) -> Built {
    let words = app.words;
    let loaded = RwSignal::new(Loaded::default());
    let key = canonical_key("commissions", &Value::Null);
    app.driver.listen(move |event| match event {
        Event::Updated { page } if page.key == key => {
            loaded.try_update(|loaded| loaded.renew(page));
        }
        _ => {}
    });
    ask(app, loaded, None);
    let list = live(move || {
        let records: Vec<Built> =
            loaded.with(|loaded| loaded.records.iter().map(|record| row(words, record)).collect());
        view! { <ul class="records">{records}</ul> }.built()
    });
    let foot = live(move || foot(app, loaded));
    view! {
        <div class="stack"><section class="card pad">
            <h2 class="titled">{words.records}</h2>
            {list}
            {foot}
        </section></div>
    }
    .built()
}

/// Asks for the records from `cursor` on; from the first one without.
fn ask(app: App, loaded: RwSignal<Loaded>, cursor: Option<Value>) {
    loaded.update(|loaded| (loaded.busy, loaded.failure) = (true, None));
    spawn_local(async move {
        let first = cursor.is_none();
        let params = cursor.map_or(Value::Null, |cursor| object([("cursor", cursor)]));
        let answer = app.driver.query("commissions", params).await;
        loaded.try_update(|loaded| {
            loaded.busy = false;
            match answer {
                Ok(page) if first => loaded.renew(&page),
                Ok(page) => loaded.append(&page),
                Err(failure) => loaded.failure = Some(failure),
            }
        });
    });
}

fn foot(app: App, loaded: RwSignal<Loaded>) -> Built {
    let words = app.words;
    let Loaded { records, next, failure, busy } = loaded.get();
    if busy {
        return view! { <p class="end" role="status">{words.loading}</p> }.built();
    }
    if failure.is_none() && next.is_none() {
        if records.is_empty() {
            let way = view! { <a class="button" href="/">{words.to_feed}</a> };
            return blank(Icon::Chart, words.no_records, words.no_records_hint, way.built());
        }
        return view! { <p class="end">{words.end}</p> }.built();
    }
    let why = failure.as_ref().map(|failure| words.explain(failure, app.driver.is_online()).0);
    let call = if why.is_some() { words.retry } else { words.more };
    // After a failure the page that did not come is asked for again: `next` is still its cursor.
    let more = on(move |_| ask(app, loaded, next.clone()));
    view! { <p class="end" role="alert">{why}</p><button class="button" on:click=more>{call}</button> }.built()
}

/// An amount less another; the amount itself where either is none.
fn less(amount: &str, taken: &str) -> String {
    let parse = |text| Money::parse(text, Currency::CNY);
    match (parse(amount), parse(taken)) {
        (Ok(amount), Ok(taken)) => amount.minus_down_to_zero(taken).format(Currency::CNY),
        _ => amount.to_owned(),
    }
}

fn row(words: &'static Words, record: &Record) -> Built {
    let (class, state) = match record.state.as_str() {
        "frozen" => ("frozen", words.frozen_until),
        "settled" => ("settled", words.settled),
        "reversed" => ("reversed", words.reversed),
        _ => ("estimated", words.estimated),
    };
    // A state without a time says no more than its name.
    let state = match (record.free_at, record.state.as_str()) {
        (Some(at), "frozen") => fill(state, &clock(Timestamp::from_millis(at))),
        (None, "frozen") => words.frozen.to_owned(),
        _ => state.to_owned(),
    };
    // What a refund took back is gone from the number as well; one that came to nothing says what it was.
    let left = match record.state.as_str() {
        "reversed" => record.amount.clone(),
        _ => less(&record.amount, &record.taken),
    };
    let team = if record.level > 1 { words.level_two } else { "" };
    let at = clock(Timestamp::from_millis(record.at));
    let when = format!("{at} · {} {team}", fill(words.base, &yuan(&record.base)));
    view! {
        <li data-order=record.order.clone()>
            <span class="cut">{record.title.clone()}</span>
            {price(&left, "")}
            <span class="small soft">{when}</span>
            <span class=format!("state {class}")>{state}</span>
            <span class="small soft why">{record.why.clone()}</span>
        </li>
    }
    .built()
}
