//! 落地: a product as its buyer sees it, price, buying, and what became of the order. What a promoter
//! earns is on no line of it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use tuike_core::engine::Command;
use tuike_core::share::{self, Id, Landing, Payload, land};

use super::asked::Asked;
use super::feed::{Filter, Sort};
use super::me::button;
use super::order_sheet::order_sheet;
use super::product::{facts, is_gone, more, product_bones};
use crate::app::{App, reveal};
use crate::components::blank::{blank, failed};
use crate::components::icon::{Icon, draw};
use crate::components::paste::paste;
use crate::components::picture::{Loads, picture};
use crate::components::price::price;
use crate::components::sheet::sheet;
use crate::components::top::top;
use crate::i18n::fill;
use crate::model::{Product, object, rows};
use crate::orders::{Note, State};
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, live, on};

/// `/s/{token}`, and any address with a token or a scene in its query.
#[must_use]
pub fn landing_page(app: App, said: &str) -> Built {
    match land(said) {
        Some(landing) => {
            let Payload { item, channel, .. } = &landing.payload;
            let (item, channel) = (item.to_string(), channel.as_str());
            // Orders are owed to it, also after a restart; where the store refuses, in this page.
            let token = landing.token.to_string();
            app.driver.run(Command::Touch { token }, |_| {});
            app.driver.track(
                "land",
                object([("item", item.as_str().into()), ("channel", channel.into())]),
            );
            buyer(app, &item, Some(landing))
        }
        None => {
            reveal();
            view! { {top(app, app.words.shop, false)}{unknown(app, None)} }.built()
        }
    }
}

/// A product for a buyer, who came by a share or without one.
#[must_use]
pub fn buyer(app: App, item: &str, landing: Option<Landing>) -> Built {
    let params = object([("id", item.into())]);
    let asked = Asked::of(app, "product", params.clone(), None);
    let again = Arc::new(move || asked.ask("product", params.clone()));
    let landing = landing.map(Arc::new);
    let content = live(move || {
        let Some(answer) = asked.answer() else { return product_bones(app.words) };
        // The server's first paint stays until there is as much to show.
        reveal();
        match answer {
            Ok(row) => on_sale(app, Product::of(&row), landing.as_deref()),
            Err(failure) if is_gone(&failure) => unknown(app, landing.as_deref()),
            Err(failure) => failed(app, &failure, again.clone()),
        }
    });
    view! { {top(app, app.words.shop, false)}{content} }.built()
}

fn on_sale(app: App, product: Product, landing: Option<&Landing>) -> Built {
    let words = app.words;
    document().set_title(&product.title);
    let open = RwSignal::new(false);
    let token = landing.map(|landing| landing.token.to_string());
    let place = token.unwrap_or_else(|| product.id.clone());
    let noted = place.clone();
    let note = live(move || {
        app.orders.last_of(&noted).map_or_else(Built::nothing, |note| order_note(app, &note))
    });
    let (facts, more) = (facts(words, &product), more(words, &product));
    view! {
        <div class="stack notes" aria-live="polite">{note}</div>
        {facts}
        {more}
        <div class="bar"><button id="buy" class="button main" on:click=on(move |_| open.set(true))>{words.buy}</button></div>
        {sheet(open, words.order_title, move || order_sheet(app, &product, &place, open))}
    }
    .built()
}

fn order_note(app: App, note: &Note) -> Built {
    let words = app.words;
    let online = app.driver.status().with(|status| status.online);
    let (class, icon, title, hint) = match &note.state {
        State::Kept if online => ("waits", Icon::Clock, words.order_sending, String::new()),
        State::Kept => ("waits", Icon::Clock, words.order_kept, words.order_kept_hint.to_owned()),
        State::Sent(order) => {
            let number = order.as_ref().map(|order| fill(words.order_number, order));
            ("done", Icon::Done, words.order_done, number.unwrap_or_default())
        }
        State::Failed => {
            ("failed", Icon::Alert, words.order_failed, words.order_failed_hint.to_owned())
        }
    };
    let acts = (note.state == State::Failed).then(|| {
        let (again, gone) = (note.id.clone(), note.id.clone());
        let drop = button(words.remove, move || app.orders.forget(app.driver, gone.clone()));
        let retry = button(words.retry, move || app.orders.retry(app.driver, again.clone()));
        view! { <div class="acts">{drop}{retry}</div> }.built()
    });
    let unlinked = (!note.verdict.is_empty())
        .then(|| view! { <p id="unlinked" class="small soft">{words.order_unlinked}</p> }.built());
    let pieces =
        format!("{} · {}", fill(words.order_pieces, &note.quantity.to_string()), note.title);
    view! {
        <section id="order-note" class=format!("card pad note {class}")>
            {draw(icon)}
            <div>
                <p class="strong">{title}</p>
                <p class="small soft">{hint}</p>
                {unlinked}
                <p class="small soft cut">{pieces}</p>
                {acts}
            </div>
        </section>
    }
    .built()
}

/// A link that leads nowhere any more, and where to go instead.
fn unknown(app: App, landing: Option<&Landing>) -> Built {
    let words = app.words;
    document().set_title(words.shop);
    let similar = RwSignal::new(None::<Value>);
    spawn_local(async move {
        let params = Filter { sort: Sort::Sales, ..Filter::default() }.params(1);
        if let Ok(page) = app.driver.query("products", params).await {
            similar.try_set(Some(page.data));
        }
    });
    let landing = landing.cloned();
    let cards = live(move || {
        let found = similar.get().unwrap_or_default();
        let cards =
            rows(&found).iter().take(6).map(|row| card(&Product::of(row), landing.as_ref()));
        view! { <div class="alike">{cards.collect::<Vec<_>>()}</div> }.built()
    });
    view! {
        {blank(Icon::Broken, words.link_unknown, words.link_unknown_hint, Built::nothing())}
        {paste(app)}
        <section class="stack" aria-label=words.similar>{cards}</section>
    }
    .built()
}

fn card(product: &Product, landing: Option<&Landing>) -> Built {
    let image = picture(product.image.as_deref(), "", "", Loads::Later);
    let cost = price(&product.paid, "");
    view! {
        <a class="card" href=way_to(product, landing)>
            {image}
            <div class="pad"><p class="clamp">{product.title.clone()}</p>{cost}</div>
        </a>
    }
    .built()
}

/// The same promoter's link to another product; without a promoter the product for a buyer.
fn way_to(product: &Product, landing: Option<&Landing>) -> String {
    let token = landing.and_then(|landing| {
        let item = Id::parse(&product.id).ok()?;
        share::encode(&Payload { item, ..landing.payload.clone() }).ok()
    });
    match token {
        Some(token) => format!("/s/{token}"),
        None => format!("/p/{}?view=buyer", product.id),
    }
}
