//! 商品: a product for a promoter, what selling it pays and how that comes about.

use std::sync::Arc;

use leptos::prelude::*;
use tuike_core::engine::Failure;
use tuike_core::money::Money;

use super::asked::Asked;
use crate::app::{App, reveal};
use crate::components::blank::{blank, failed};
use crate::components::deals::deals;
use crate::components::how_sheet::how_sheet;
use crate::components::icon::{Icon, draw};
use crate::components::picture::{Loads, picture};
use crate::components::price::{coupons, is_nothing, price, was, yuan};
use crate::components::share_sheet::share_sheet;
use crate::components::sheet::sheet;
use crate::components::top::top;
use crate::host;
use crate::i18n::{Words, fill};
use crate::model::{Product, object};
use crate::quote::quote;
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, live, on, says};

/// The page.
#[must_use]
pub fn product_page(app: App, id: &str) -> Built {
    reveal();
    // What the feed has of it stands there at once.
    let known = app.feed.known(id).map(|product| product.row);
    let params = object([("id", id.into())]);
    let asked = Asked::of(app, "product", params.clone(), known);
    let again = Arc::new(move || asked.ask("product", params.clone()));
    let content = live(move || match asked.answer() {
        None => product_bones(app.words),
        Some(Ok(row)) => known_product(app, &Product::of(&row)),
        Some(Err(failure)) if is_gone(&failure) => gone(app.words),
        Some(Err(failure)) => failed(app, &failure, again.clone()),
    });
    view! { {top(app, app.words.product, true)}{content} }.built()
}

/// Whether the server does not know the product.
pub(super) fn is_gone(failure: &Failure) -> bool {
    failure.code.as_str() == "backend/not-found"
}

fn gone(words: &'static Words) -> Built {
    let way = view! { <a class="button" href="/">{words.to_feed}</a> };
    blank(Icon::Broken, words.gone, words.gone_hint, way.built())
}

fn known_product(app: App, product: &Product) -> Built {
    let words = app.words;
    document().set_title(&product.title);
    let (how, share) = (RwSignal::new(false), RwSignal::new(false));
    let product = Arc::new(product.clone());
    let gain = {
        let product = Arc::clone(&product);
        live(move || match app.viewer.earn(&product) {
            Some(earn) => gain(words, &earn, how),
            None if app.viewer.earn_may_come() => {
                view! { <div class="card gain bones" aria-hidden="true"></div> }.built()
            }
            None => Built::nothing(),
        })
    };
    let call = {
        let product = Arc::clone(&product);
        says(move || match app.viewer.earn(&product).filter(|earn| !is_nothing(earn)) {
            Some(earn) => format!("{} {}", words.share_to_earn, yuan(&earn)),
            None => words.share.to_owned(),
        })
    };
    let explained = {
        let product = Arc::clone(&product);
        move || match app.viewer.preview(&product) {
            Some(preview) => how_sheet(words, &preview),
            None => Built::nothing(),
        }
    };
    let (facts, more) = (facts(words, &product), more(words, &product));
    view! {
        {facts}
        <div class="stack">{gain}</div>
        {more}
        <div class="bar"><button id="share" class="button main" on:click=on(move |_| share.set(true))>{call}</button></div>
        {sheet(how, words.how_title, explained)}
        {sheet(share, words.share_title, move || share_sheet(app, Product::clone(&product)))}
    }
    .built()
}

fn gain(words: &'static Words, earn: &str, how: RwSignal<bool>) -> Built {
    let amount = if is_nothing(earn) {
        view! { <span>{words.no_earn}</span> }.built()
    } else {
        view! { <span>{words.share_to_earn}" "{price(earn, "")}</span> }.built()
    };
    view! {
        <section class="card gain">
            {amount}
            <button id="how" class="target" on:click=on(move |_| how.set(true))>{words.how}{draw(Icon::Next)}</button>
        </section>
    }
    .built()
}

/// Picture, price, title and coupons.
pub(super) fn facts(words: &'static Words, product: &Product) -> Built {
    let image = picture(product.image.as_deref(), &product.title, "wide", Loads::First);
    let quote = quote(product, 1, host::now());
    let lower = quote.as_ref().filter(|quote| quote.discount > Money::ZERO);
    let left = lower.map(|quote| quote.total.format(quote.currency));
    let cost = price(left.as_deref().unwrap_or(&product.paid), "huge");
    let after = left
        .is_some()
        .then(|| view! { <span class="chip earn">{words.after_offers}</span> }.built());
    // Struck is what it would cost without the offers; without any, the list price.
    let before = if left.is_some() { Some(&product.paid) } else { product.list.as_ref() };
    let list = before.map(|before| was(words, before));
    let chips = coupons(&product.coupons);
    let chips = match quote.map(|quote| deals(words, product, &quote)) {
        Some(lines) if lines.element().is_some() => view! {
            <details class="offers"><summary id="offers"><span class="flow">{chips}</span>
                <span class="small soft">{words.offers_how}</span></summary>{lines}</details>
        }
        .built(),
        _ => view! { <p class="flow">{chips}</p> }.built(),
    };
    let sold = product.sales.map(|sales| fill(words.sold, &words.many(sales)));
    view! {
        {image}
        <div class="stack">
            <section class="card pad">
                <p class="cost">{cost}{after}{list}<span class="push small soft">{sold}</span></p>
                {chips}
                <h1 class="name2">{product.title.clone()}</h1>
                <p class="soft">{product.sub.clone()}</p>
            </section>
        </div>
    }
    .built()
}

/// What stands under the first screen: specs and description.
pub(super) fn more(words: &'static Words, product: &Product) -> Built {
    let spec = |(name, value): &(String, String)| {
        view! { <div><dt>{name.clone()}</dt><dd>{value.clone()}</dd></div> }.built()
    };
    let specs: Vec<Built> = product.specs.iter().map(spec).collect();
    let section = |title: &'static str, content: Built| {
        view! { <section class="card pad"><h2 class="titled">{title}</h2>{content}</section> }
            .built()
    };
    let specs = (!specs.is_empty())
        .then(|| section(words.specs, view! { <dl class="specs">{specs}</dl> }.built()));
    let about = (!product.desc.is_empty())
        .then(|| section(words.about, view! { <p>{product.desc.clone()}</p> }.built()));
    view! { <div class="stack">{specs}{about}</div> }.built()
}

/// The place of a product that has not come yet.
pub(super) fn product_bones(words: &'static Words) -> Built {
    view! {
        <div class="bones" role="status" aria-label=words.loading>
            <div class="picture wide"></div>
            <div class="stack"><div class="card pad">
                <div class="bone" style="height:36px;width:40%"></div>
                <div class="bone" style="height:24px;margin-top:12px"></div>
                <div class="bone" style="height:24px;margin-top:8px;width:60%"></div>
            </div></div>
        </div>
    }
    .built()
}
