//! The head of the feed: a search bar that scrolls away, chips and sorts that stay.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use tuike_core::time::Span;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, SubmitEvent};

use super::filter::{Filter, Sort};
use super::form::Form;
use super::state::FeedState;
use crate::app::{App, element};
use crate::components::icon::{Icon, draw};
use crate::host::timer;
use crate::view::{Built, IntoBuilt, live, on, says};

/// How long a pause in typing means a word is finished.
const TYPED: Span = Span::from_millis(400);
const FIELD: &str = "search";

/// The head.
pub(super) fn head(app: App) -> Built {
    let chips = live(move || chips(app));
    view! { <div class="head">{search(app)}{chips}{sorts(app)}</div> }.built()
}

fn input() -> Option<HtmlInputElement> {
    element(FIELD)?.dyn_into().ok()
}

/// Searches what the field says.
fn seek(feed: FeedState) {
    let q = input().map(|input| input.value().trim().to_owned()).unwrap_or_default();
    feed.choose(Filter { q, ..feed.filter().get_untracked() });
}

fn search(app: App) -> Built {
    let (words, feed) = (app.words, app.feed);
    let typing = StoredValue::new_local(None::<Timeout>);
    let submit = on(move |event: SubmitEvent| {
        event.prevent_default();
        typing.set_value(None);
        seek(feed);
        let _ = input().map(|input| input.blur());
    });
    let typed = on(move |_| typing.set_value(Some(timer::after(TYPED, move || seek(feed)))));
    let clear = on(move |_: web_sys::MouseEvent| {
        if let Some(input) = input() {
            input.set_value("");
            let _ = input.focus();
        }
        seek(feed);
    });
    // Another's change of the filter ("show all") is shown here too.
    let q = says(move || feed.filter().with(|filter| filter.q.clone()));
    view! {
        <form class="search" role="search" on:submit=submit>
            <label>
                {draw(Icon::Search)}
                <input id=FIELD type="search" enterkeyhint="search" autocomplete="off"
                    placeholder=words.search aria-label=words.search prop:value=q on:input=typed/>
                <button type="button" class="target" aria-label=words.search_clear on:click=clear>{draw(Icon::Close)}</button>
            </label>
        </form>
    }
    .built()
}

fn chips(app: App) -> Built {
    let feed = app.feed;
    let chip = |slug: Option<String>, name: String| {
        let is = slug.clone();
        let chosen = says(move || feed.filter().with(|filter| filter.category == is).to_string());
        let choose = on(move |_| {
            feed.choose(Filter { category: slug.clone(), ..feed.filter().get_untracked() })
        });
        view! { <button aria-pressed=chosen on:click=choose><span>{name}</span></button> }.built()
    };
    let known = feed.categories();
    let bone = || view! { <div class="bone bones"></div> }.built();
    let rest: Vec<Built> = if known.is_empty() {
        (0..4).map(|_| bone()).collect()
    } else {
        known.into_iter().map(|(slug, name)| chip(Some(slug), name)).collect()
    };
    view! {
        <div class="chips" role="group" aria-label=app.words.categories>{chip(None, app.words.all.to_owned())}{rest}</div>
    }
    .built()
}

fn sorts(app: App) -> Built {
    let (words, feed) = (app.words, app.feed);
    let now = move || feed.filter().with(|filter| filter.sort);
    let choose = move |sort: Sort| feed.choose(Filter { sort, ..feed.filter().get_untracked() });
    let sort = |sort: Sort, name: &'static str| {
        let chosen = says(move || (now() == sort).to_string());
        view! { <button aria-pressed=chosen on:click=on(move |_| choose(sort))>{name}</button> }
            .built()
    };
    let said = says(move || {
        let said = match now() {
            Sort::PriceUp => words.sort_price_up,
            Sort::PriceDown => words.sort_price_down,
            Sort::Default | Sort::Commission | Sort::Sales => words.sort_price,
        };
        said.to_owned()
    });
    let price = on(move |_| {
        choose(if untrack(now) == Sort::PriceUp { Sort::PriceDown } else { Sort::PriceUp });
    });
    let ink = |sort: Sort| {
        says(move || (if now() == sort { "currentColor" } else { "var(--soft)" }).to_owned())
    };
    let form = live(move || {
        let (icon, name) = match feed.form().get() {
            Form::Rows => (Icon::Tiles, words.as_tiles),
            Form::Tiles => (Icon::Rows, words.as_rows),
        };
        view! { <button class="form" id="form" aria-label=name on:click=on(move |_| feed.turn())>{draw(icon)}</button> }
            .built()
    });
    view! {
        <div class="sorts" role="group" aria-label=words.sort>
            {sort(Sort::Default, words.sort_default)}
            {sort(Sort::Commission, words.sort_commission)}
            {sort(Sort::Sales, words.sort_sales)}
            <button aria-pressed=says(move || now().by_price().to_string()) aria-label=said on:click=price>
                {words.sort_price}
                <svg viewBox="0 0 8 14" aria-hidden="true">
                    <path d="M4 1l3.5 4.5h-7z" fill=ink(Sort::PriceUp)></path>
                    <path d="M4 13l3.5-4.5h-7z" fill=ink(Sort::PriceDown)></path>
                </svg>
            </button>
            {form}
        </div>
    }
    .built()
}
